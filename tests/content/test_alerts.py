"""The alerts of the site fire when they ought to, and only then."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from content import alerts, checks, typed
from need import program

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_worksheet.core.workbook import Workbook

PATHS = [path for path in checks.paths() if alerts.alerts(checks.page(path))]


@cache
def book() -> Workbook:
    """Compute the worksheets of the site."""
    pages = [checks.page(path) for path in checks.paths() if path.parts[0] != "about"]
    return typed.workbook_of(pages)


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_every_alert_has_all_kinds_of_cases(path: Path) -> None:
    page = checks.page(path)
    faults = alerts.lacking(page, alerts.cases(page))
    assert [f"{path}:{fault.line}: {fault.message}" for fault in faults] == []


@pytest.mark.needs("promtool")
@pytest.mark.parametrize("path", PATHS, ids=str)
def test_alerts_fire_as_their_cases_say(path: Path, tmp_path: Path) -> None:
    page = checks.page(path)
    faults = alerts.tried(program("promtool"), page, alerts.cases(page), book(), tmp_path)
    assert [f"{path}:{fault.line}: {fault.message}" for fault in faults] == []


def test_every_file_of_cases_has_its_page() -> None:
    assert {file.stem for file in alerts.FOLDER.glob("*.yaml")} <= {path.stem for path in PATHS}
