"""Builds of one project without and with the extensions, compared file by file."""

from __future__ import annotations

import os
import re
import shutil
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
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

# What each extension announces to write besides pages, as patterns of paths.
ANNOUNCED = {
    "sphinx_series": (
        r"\.series-outputs\.json|catalogue(\.schema)?\.json|_static/sphinx_series\w*\.(css|js)"
        r"|_static/sphinx-design\.min\.css|_static/design-tabs\.js"
        r"|feed\.(xml|json)|sitemap\.xml|robots\.txt"
    ),
    "sphinx_worksheet": r"_static/sphinx_worksheet\w*\.(css|js)",
    "sphinx_pagefind": r"_pagefind/.*|_static/sphinx_pagefind\w*\.(css|js)",
}
# What they announce to put on each page.
_ON_PAGES = re.compile(rb"\s*<script data-search=[^>]*sphinx_pagefind_everywhere[^>]*></script>")
# What `sphinx_pagefind` takes the place of: Sphinx's own search.
DROPPED = {
    "sphinx_pagefind": (
        r"searchindex\.js|search(/index)?\.html|_static/(language_data|\w+-stemmer)\.js"
    )
}
# What a project with a post has on its pages: style sheets, feeds, and on the post what it says.
_OURS = (
    r'<link rel="stylesheet"[^>]*(sphinx_series|sphinx-design\.min)\.css[^>]*>',
    r'<link rel="alternate"[^>]*feed\.(xml|json)[^>]*>',
    r'<link rel="canonical"[^>]*>',
    r'<meta (name="description"|property="(article|og):)[^>]*>',
    r'<script type="application/ld\+json">.*?</script>',
    r'<p class="series-facts no-search">.*?</p>',
    r"<!-- (end of )?post -->",
)
_REDIRECT = b'<meta name="generator" content="sphinx-series">'

# What differs from build to build of the same project: random names, commits, times of builds.
_CHANCE = [
    (re.compile(rb"\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.js"), b".js"),
    (re.compile(rb'"[0-9a-f]{40}"'), b""),
    (re.compile(rb"<updated>[^<]*\.[0-9]{6}[^<]*</updated>"), b""),
]
# The order of what sphinx-tippy writes is that of a set, and of what sphinx-sitemap and
# sphinx-polyversion write that of the processes that were faster.
_UNORDERED = re.compile(rb"_static/tippy/.*|sitemap\.xml|versions\.json")


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


def write(project: Project, folder: Path, extensions: Sequence[str]) -> None:
    """Write the sources of a project anew, with all its extensions in their order."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in project.sources().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    conf = _CONF.format(extensions=[*extensions], theme=project.theme)
    (folder / "conf.py").write_text(conf + project.conf, encoding="utf-8")


def run(*command: str | Path, cwd: Path) -> list[str]:
    """Run a program that builds a project, as its authors do, and give the lines of its errors.

    Raises:
        CalledProcessError: it failed.
    """
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(EXTENSIONS),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "1790000000",
    }
    done = subprocess.run(
        [*command], cwd=cwd, env=environment, capture_output=True, text=True, check=True
    )
    lines = _ESCAPES.sub("", done.stderr).replace(str(cwd), "").splitlines()
    return sorted(line for line in lines if line.strip())


def build(folder: Path, builder: str, jobs: int, *options: str) -> Built:
    """Build a project in a process of its own; what an earlier build left is not used."""
    out = folder.with_name("out")
    shutil.rmtree(out, ignore_errors=True)
    warnings = run(
        sys.executable, "-m", "sphinx", "-q", "-E", "-a", "-b", builder, "-j", str(jobs),
        "-d", folder.with_name("doctrees"), *options, folder, out, cwd=folder,
    )  # fmt: skip
    return Built(files=files(out), warnings=warnings)


def files(folder: Path) -> dict[str, bytes]:
    """Read all files of an output folder that two builds of one project have in common."""
    return dict(_files(folder))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        is_internal = path.name.startswith(".buildinfo") or ".doctrees" in path.parts
        if path.is_file() and not is_internal:
            name = path.relative_to(folder).as_posix().encode()
            # An archive holds times; what it is made of is there besides.
            content = b"" if path.suffix == ".zip" else path.read_bytes()
            for pattern, steady in _CHANCE:
                name, content = pattern.sub(steady, name), pattern.sub(steady, content)
            if _UNORDERED.fullmatch(name):
                content = bytes(sorted(content))
            yield name.decode(), content


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What the extensions took away, changed, and added without announcing it."""

    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unannounced: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def difference(plain: Built, other: Built, ours: Sequence[str]) -> Difference:
    """Compare a build with the extensions to one without them."""
    # sphinx-polyversion builds each version into a folder of its own.
    announced = re.compile(rf"(v\d/)?({'|'.join(ANNOUNCED[name] for name in ours)})")
    dropped = re.compile("|".join(DROPPED.get(name, "(?!)") for name in ours))
    kept = {name: _ON_PAGES.sub(b"", content) for name, content in other.files.items()}
    lost = plain.files.keys() - other.files.keys()
    added = other.files.keys() - plain.files.keys()
    return Difference(
        lost=sorted(name for name in lost if not dropped.fullmatch(name)),
        changed=sorted(
            name
            for name in plain.files.keys() & kept.keys()
            if plain.files[name] != kept[name] and not dropped.fullmatch(name)
        ),
        unannounced=sorted(
            name
            for name in added
            if not announced.fullmatch(name) and _REDIRECT not in other.files[name]
        ),
        warnings=sorted(set(other.warnings) ^ set(plain.warnings)),
    )


def without_ours(page: bytes) -> str:
    """Give a page without what is announced for a project with a post."""
    text = page.decode()
    for pattern in _OURS:
        text = re.sub(pattern, "", text)
    return re.sub(r"\s*\n\s*", "\n", text)
