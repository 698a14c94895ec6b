"""The rooms of the extension: who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "_ext" / "sphinx_series"


def imports(path: Path) -> set[str]:
    """Give the modules that a file imports, relative ones without their dots."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module} if node.module else {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("path", sorted((PACKAGE / "core").rglob("*.py")), ids=str)
def test_core_imports_nothing_of_sphinx(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    assert not roots & {"sphinx", "docutils", "myst_parser", "sphinx_design", "sphinx_series"}
    assert roots <= {p.stem for p in (PACKAGE / "core").rglob("*.py")} | sys.stdlib_module_names | {
        "yaml"
    }


def test_core_loads_without_sphinx() -> None:
    code = (
        "import sys; import sphinx_series.core.catalogue.catalogue; "
        "assert not {'sphinx', 'docutils'} & {name.split('.')[0] for name in sys.modules}"
    )
    # The package's own __init__ imports Sphinx, so core is imported from its folder.
    code = code.replace("sphinx_series.core", "core")
    subprocess.run([sys.executable, "-c", code], cwd=PACKAGE, check=True)


@pytest.mark.parametrize("name", ["collect", "transforms", "pages", "outputs"])
def test_the_stages_do_not_know_each_other(name: str) -> None:
    stages = {"collect", "transforms", "pages", "outputs"}
    assert not imports(PACKAGE / f"{name}.py") & stages
