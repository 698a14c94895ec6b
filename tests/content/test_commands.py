"""Command lines of the site have options that their tools know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from content import checks, commands

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = commands.tools()


@pytest.mark.parametrize("path", checks.paths(), ids=str)
def test_options_are_those_of_the_tool(path: Path) -> None:
    faults = commands.unknown(checks.page(path), TOOLS)
    assert [f"{path}:{fault.line}: {fault.message}" for fault in faults] == []
