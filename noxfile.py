"""The wheel, tested with every Python that this machine has and the versions of Sphinx it is for.

`make matrix` runs all sessions; `make matrix NOXOPTS="-s 'tests-3.11(lowest)'"` runs one, and with
`-- tests/series/commands` behind the name only those tests.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import nox
from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable

nox.needs_version = ">=2026.4"
nox.options.download_python = "never"
# A Python that is not here is named and skipped, in CI too.
nox.options.error_on_missing_interpreters = False
nox.options.stop_on_first_error = False

PROJECT = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ["3.11", "3.12", "3.13"]
# What the package needs in any case is an extra without a name here.
EXTRAS = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
RUNNERS = [
    "axe-playwright-python",
    "pytest>=9",
    "pytest-regressions",
    "pytest-xdist",
    "hypothesis",
    "packaging",
    "feedparser",
    "filelock",
    "furo",
    "jsonschema",
    "playwright",
    "pre-commit",
    "pydata-sphinx-theme",
    "sphinx-book-theme",
    "sphinx-rtd-theme; python_version < '3.13'",
]

# What builds small projects with the extensions, and the cores. Left out are the tests of this
# site, of this repository and of the benchmarks, those of pages in a browser, and those that ask
# the real tools of old blogs: they are about pinned versions.
TESTS = [
    "tests/pagefind",
    "tests/series",
    "tests/shared",
    "tests/worksheet",
    "--ignore=tests/pagefind/test_search_page.py",
    "--ignore=tests/pagefind/test_questions.py",
    "--ignore=tests/worksheet/test_browser.py",
    "--ignore=tests/worksheet/test_instrument.py",
    "--ignore=tests/series/publishing/test_side_by_side.py",
    "--ignore-glob=tests/series/commands/test_import_ablog*",
    "--ignore=tests/series/commands/test_import_material.py",
    "--ignore=tests/series/commands/test_import_pelican.py",
    "--ignore=tests/series/commands/test_import_real.py",
    "--ignore=tests/series/commands/test_import_redirects.py",
    "--ignore=tests/series/commands/test_import_text.py",
]


def lowest(extras: Iterable[str]) -> list[str]:
    """Give the oldest version of each dependency of some extras that pyproject.toml allows."""
    requirements = [Requirement(text) for extra in extras for text in EXTRAS[extra]]
    return [
        f"{requirement.name}=={clause.version}"
        for requirement in requirements
        for clause in requirement.specifier
        if clause.operator == ">="
    ]


# What an import needs is newer than what MyST 4 goes with, so its oldest versions meet MyST 5.
WITHOUT_IMPORT = [extra for extra in EXTRAS if extra != "import"]
IMPORTS = [
    "--ignore-glob=tests/series/commands/test_import*",
    "--ignore=tests/series/doors/test_doors_of_imports.py",
    "--deselect=tests/series/test_howtos.py::test_every_way_to_move_here",
    "--deselect=tests/series/test_at_once.py::test_imports_into_one_folder",
    "--deselect=tests/series/test_at_once.py::test_an_import_beside_a_build",
    "--deselect=tests/series/commands/test_commands.py::test_the_examples_do_what_the_page_says",
    "--deselect=tests/series/commands/test_commands_survive.py::test_an_import_adds_to_the_ledger_as_it_is_then",
    *(
        "--deselect=tests/series/commands/test_commands_meet_faults.py"
        f"::test_a_fault_at_any_change[{name}"
        for name in ("ablog", "import", "map", "redirects")
    ),
]
# Sphinx 8.2.0 copies no static files from beside its sources.
BESIDE = [
    "--deselect",
    "tests/series/commands/test_serve.py::test_what_pages_need_from_elsewhere_is_followed",
]

# MyST 4 is for Sphinx below 9, and MyST 5 for both.
STACKS = {
    "lowest": lowest(WITHOUT_IMPORT),
    "middle": ["sphinx==8.2.*", "myst-parser==5.*", *lowest(["import"])],
    "highest": ["sphinx>=9,<10", "myst-parser==5.*"],
}


@nox.session(python=PYTHONS)
@nox.parametrize("stack", list(STACKS), ids=list(STACKS))
def tests(session: nox.Session, stack: str) -> None:
    """Install the wheel with one set of versions and build the small projects with it."""
    (wheel,) = Path("dist").glob("*.whl")
    extras = WITHOUT_IMPORT if stack == "lowest" else [*EXTRAS]
    session.install(f"{wheel}[{','.join(filter(None, extras))}]", *STACKS[stack], *RUNNERS)
    # Without `_ext` on the path, what is tested is what was installed.
    folders = "pythonpath=tests/support"
    paths = [*TESTS, *IMPORTS, *BESIDE] if stack == "lowest" else TESTS
    session.run(
        "pytest", "-n", "auto", "-p", "no:cacheprovider", "-o", folders, *(session.posargs or paths)
    )


@nox.session(python=PYTHONS, default=False)
def neighbours(session: nox.Session) -> None:
    """Build small projects of many extensions of others, with ours and without.

    Their versions are pinned, but for what a Python cannot have.
    """
    session.install("--require-hashes", "-r", "requirements/neighbours.txt")
    session.run(
        "pytest", "-n", "auto", "-p", "no:cacheprovider", "tests/neighbours/suite.py",
        *session.posargs,
    )  # fmt: skip
