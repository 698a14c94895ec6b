"""Facts that were checked still stand in their pages; those that are due are named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from content import checks, facts

if TYPE_CHECKING:
    from pathlib import Path

PATHS = [path for path in checks.paths() if (facts.FOLDER / f"{path.stem}.toml").exists()]


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_facts_stand_in_their_page(path: Path) -> None:
    page = checks.page(path)
    found, faults = facts.of(page)
    faults += facts.gone(page, found)
    assert [fault.message for fault in faults] == []


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_pages_say_when_the_first_of_their_facts_is_due(path: Path) -> None:
    page = checks.page(path)
    found, _ = facts.of(page)
    assert [fault.message for fault in facts.unannounced(page, found)] == []


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_facts_that_are_due_are_named(path: Path) -> None:
    found, _ = facts.of(checks.page(path))
    today = dt.datetime.now(tz=dt.UTC).date()
    if due := facts.due(found, today):
        pytest.xfail("to be checked again: " + "; ".join(fact.claim for fact in due))


def test_every_file_of_facts_has_its_page() -> None:
    files = {file.stem for file in facts.FOLDER.glob("*.toml")}
    assert files == {path.stem for path in PATHS}
