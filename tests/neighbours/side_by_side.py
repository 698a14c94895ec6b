"""Builds of one project without and with the extensions, compared file by file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from projects import Project

EXTENSIONS = Path(__file__).parents[2] / "_ext"

_CONF = """
project = "Kettles"
author = "Ada"
version = release = "1"
extensions = {extensions!r}
html_theme = {theme!r}
html_theme_options = {{}}
exclude_patterns = ["examples", "package"]
"""
_POST = ":date: 2026-01-05\n:description: On kettles.\n\n"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

# What each extension announces to write besides pages, as patterns of paths.
ANNOUNCED = {
    "sphinx_series": (
        r"\.series-outputs\.json|catalogue(\.schema)?\.json|_static/sphinx_series\.css"
        r"|_static/sphinx-design\.min\.css|_static/design-tabs\.js"
        r"|feed\.(xml|json)|sitemap\.xml|robots\.txt"
    ),
    "sphinx_worksheet": r"_static/sphinx_worksheet\.(css|js)",
    "sphinx_pagefind": r"_pagefind/.*|_static/sphinx_pagefind\.(css|js)",
}
_REDIRECT = "sphinx_series: redirect"


@dataclass(frozen=True, kw_only=True)
class Built:
    """What one build wrote and said."""

    files: Mapping[str, bytes]
    warnings: Sequence[str]

    @property
    def text(self) -> str:
        """All names and texts in one, to look for marks."""
        texts = (content.decode("utf-8", "replace") for content in self.files.values())
        return "\n".join([*self.files, *texts])


def write(project: Project, folder: Path, ours: Sequence[str], *, posts: bool = False) -> None:
    """Write the sources of a project; with *posts* its page is one."""
    for name, text in project.sources().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_POST + text if posts and name == "page.rst" else text, encoding="utf-8")
    extensions = [*project.extensions, *ours]
    conf = _CONF.format(extensions=extensions, theme=project.theme)
    (folder / "conf.py").write_text(conf + project.conf, encoding="utf-8")


def build(folder: Path, builder: str, jobs: int) -> Built:
    """Build a project in a process of its own, as its authors do."""
    out = folder / "_build" / f"{builder}-{jobs}"
    command = [
        sys.executable, "-m", "sphinx", "-q", "-b", builder, "-j", str(jobs),
        "-d", f"{out}-doctrees", str(folder), str(out),
    ]  # fmt: skip
    environment = {
        **os.environ,
        "PYTHONPATH": str(EXTENSIONS),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "1790000000",
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = _ESCAPES.sub("", done.stderr).replace(str(folder), "").splitlines()
    return Built(files=dict(_files(out)), warnings=sorted(line for line in lines if line.strip()))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".buildinfo"):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What the extensions took away, changed, and added without announcing it."""

    lost: Sequence[str] = ()
    changed: Sequence[str] = ()
    unannounced: Sequence[str] = ()
    warnings: Sequence[str] = field(default_factory=list)


def difference(plain: Built, other: Built, ours: Sequence[str]) -> Difference:
    """Compare a build with the extensions to one without them."""
    announced = re.compile("|".join(ANNOUNCED[name] for name in ours))
    added = other.files.keys() - plain.files.keys()
    return Difference(
        lost=sorted(plain.files.keys() - other.files.keys()),
        changed=sorted(
            name
            for name in plain.files.keys() & other.files.keys()
            if plain.files[name] != other.files[name]
        ),
        unannounced=sorted(
            name
            for name in added
            if not announced.fullmatch(name) and _REDIRECT.encode() not in other.files[name]
        ),
        warnings=sorted(set(other.warnings) ^ set(plain.warnings)),
    )
