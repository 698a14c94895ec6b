"""Neighbours that are programs: they run Sphinx, or stand beside it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from projects import HOME, Project
from side_by_side import Built, files, run, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_POLYVERSION = """
from pathlib import Path

from sphinx_polyversion.driver import DefaultDriver
from sphinx_polyversion.environment import Environment
from sphinx_polyversion.git import Git
from sphinx_polyversion.sphinx import SphinxBuilder

root = Path(__file__).parent
DefaultDriver(
    root,
    root.parent / "out",
    vcs=Git(branch_regex="none", tag_regex=r"v\\d"),
    builder=SphinxBuilder("."),
    env=Environment.factory(),
).run()
"""


@dataclass(frozen=True, kw_only=True)
class Program:
    """A neighbour that is run.

    Attributes:
        package: the distribution that it comes with.
        build: makes a project in a folder with some of our extensions, and runs the neighbour.
        marks: what the plain build has of it.
        note: what is to be known of the two together.
    """

    package: str
    build: Callable[[Path, Sequence[str]], Built]
    marks: tuple[str, ...] = ()
    note: str = ""


def _translated(folder: Path, ours: Sequence[str]) -> Built:
    """Collect texts, translate one of them, and build in that language."""
    src, out = folder / "src", folder / "out"
    project = Project(package="sphinx-intl", conf='language = "de"\nlocale_dirs = ["locale"]\n')
    write(project, src, ours)
    sphinx = (sys.executable, "-m", "sphinx", "-q")
    warnings = run(*sphinx, "-b", "gettext", ".", out / "texts", cwd=src)
    run("sphinx-intl", "update", "-p", out / "texts", "-l", "de", "-d", "locale", cwd=src)
    catalogue = src / "locale/de/LC_MESSAGES/page.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(
        text.replace('msgid "Text."\nmsgstr ""', 'msgid "Text."\nmsgstr "Wörter."'),
        encoding="utf-8",
    )
    warnings += run(*sphinx, "-b", "html", ".", out, cwd=src)
    return Built(files=files(out), warnings=warnings)


def _versions(folder: Path, ours: Sequence[str]) -> Path:
    """Make a repository with two versions of a project."""
    src = folder / "src"
    write(Project(package="git", files={"poly.py": _POLYVERSION}), src, ours)
    _git(src, "2026-01-05", "init", "-q", "-b", "main")
    for version, day in (("v1", "2026-01-05"), ("v2", "2026-01-06")):
        (src / "index.rst").write_text(f"{HOME}\nThis is {version}.\n", encoding="utf-8")
        for words in (("add", "."), ("commit", "-q", "-m", version), ("tag", version)):
            _git(src, day, *words)
    return src


def _git(folder: Path, day: str, *words: str) -> None:
    by = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": f"{day}T00:00:00Z"}
    who = ("AUTHOR", "COMMITTER")
    names = [f"GIT_{one}_{key}={value}" for one in who for key, value in by.items()]
    run("env", *names, "git", *words, cwd=folder)


def _with_polyversion(folder: Path, ours: Sequence[str]) -> Built:
    src = _versions(folder, ours)
    run("sphinx-polyversion", "poly.py", "--sequential", cwd=src)
    return Built(files=files(folder / "out"), warnings=[])


def _with_multiversion(folder: Path, ours: Sequence[str]) -> Built:
    src = _versions(folder, ours)
    run("sphinx-multiversion", ".", folder / "out", cwd=src)
    return Built(files=files(folder / "out"), warnings=[])


PROGRAMS = {
    "sphinx-intl": Program(
        package="sphinx-intl",
        build=_translated,
        marks=("texts/page.pot", "Wörter."),
    ),
    "sphinx-polyversion": Program(
        package="sphinx-polyversion",
        build=_with_polyversion,
        marks=("v1/index.html", "This is v1.", "This is v2."),
    ),
}

# Programs that do not run here, without our extensions either.
LEFT_OUT = {
    "sphinx-multiversion": Program(
        package="sphinx-multiversion",
        build=_with_multiversion,
        note="It calls a function of Sphinx in a way that Sphinx 9 has no more, and stops, alone "
        "too. sphinx-polyversion does the same work.",
    ),
}
