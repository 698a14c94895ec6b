"""The rooms of the extension: who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

EXTENSIONS = Path(__file__).parents[2] / "_ext"
PACKAGE = EXTENSIONS / "sphinx_worksheet"
STAGES = {"collect", "transforms", "outdated", "pages"}


def imports(path: Path) -> set[str]:
    """Give the modules that a file imports, relative ones without their dots."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module} if node.module else {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("path", sorted((PACKAGE / "core").glob("*.py")), ids=lambda p: p.stem)
def test_core_imports_nothing_of_sphinx(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    own = {p.stem for p in (PACKAGE / "core").glob("*.py")}
    assert roots <= own | sys.stdlib_module_names | {"pint"}
    assert not roots & {"ast"}, "formulas are read by a parser of our own"


@pytest.mark.parametrize("path", sorted((PACKAGE / "core").glob("*.py")), ids=lambda p: p.stem)
def test_nothing_is_executed(path: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile", "__import__"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("sphinx_worksheet", "sphinx_series"), ("sphinx_series", "sphinx_worksheet")],
)
def test_the_extensions_do_not_know_each_other(one: str, other: str) -> None:
    for path in (EXTENSIONS / one).rglob("*.py"):
        assert other not in path.read_text(), path


@pytest.mark.parametrize("name", sorted(STAGES))
def test_the_stages_do_not_know_each_other(name: str) -> None:
    assert not imports(PACKAGE / f"{name}.py") & STAGES


def test_core_loads_without_sphinx() -> None:
    # The package's own __init__ imports Sphinx, so an empty one stands for it.
    code = (
        "import sys, types; package = types.ModuleType('sphinx_worksheet'); "
        f"package.__path__ = [{str(PACKAGE)!r}]; sys.modules['sphinx_worksheet'] = package; "
        "import sphinx_worksheet.core.views, sphinx_worksheet.core.roles; "
        "assert not {'sphinx', 'docutils'} & {name.split('.')[0] for name in sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
