"""Formulas are read by a parser of our own: nothing that an author writes is executed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

CORE = PROJECT / "_ext" / "sphinx_worksheet" / "core"


@pytest.mark.parametrize("path", sorted(CORE.glob("*.py")), ids=lambda path: path.stem)
def test_nothing_is_executed(path: Path) -> None:
    nodes = [*ast.walk(ast.parse(path.read_text()))]
    called = {
        node.func.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    imported = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    assert not called & {"eval", "exec", "compile", "__import__"}
    assert not imported & {"ast", "code", "importlib"}
