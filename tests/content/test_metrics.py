"""Metrics that the site names are those of their programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from content import checks, metrics

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMS = metrics.programs()


@pytest.mark.parametrize("path", checks.paths(), ids=str)
def test_metrics_are_those_of_the_program(path: Path) -> None:
    faults = metrics.unknown(checks.page(path), PROGRAMS)
    assert [f"{path}:{fault.line}: {fault.message}" for fault in faults] == []
