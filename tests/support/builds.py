"""Real Sphinx builds of small roots, for tests to look at."""

from __future__ import annotations

import gettext
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx_series
from sphinx import version_info
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _file_checksum_inner
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROJECT = Path(__file__).parents[2]
ROOTS = PROJECT / "tests" / "roots"
# The sources, or in the tests of the wheel what was installed.
EXTENSIONS = Path(sphinx_series.__file__).parents[1]

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
# docutils writes flags as numbers since 0.22; a caption that is missing is still "True".
_FLAGS = re.compile(r'(?<! caption)="(True|False)"')


@dataclass(frozen=True, kw_only=True)
class Build:
    """One finished build; ``warnings`` name files relative to the source folder."""

    app: Sphinx
    out: Path
    warnings: list[str]

    def read(self, name: str) -> str:
        return (self.out / name).read_text(encoding="utf-8")

    def doctree(self, docname: str) -> str:
        """Give a page's resolved document, as the builder would write it."""
        with docutils_namespace():
            # Sphinx 9 asks for the tags that Sphinx 8 takes from the builder.
            tags: Any = {"tags": self.app.tags} if version_info >= (9,) else {}
            tree = self.app.env.get_and_resolve_doctree(docname, self.app.builder, **tags)
        text = _FLAGS.sub(lambda flag: f'="{int(flag[1] == "True")}"', tree.pformat())
        return text.replace(f"{self.app.srcdir}/", "")


def copy_root(name: str, to: Path) -> Path:
    """Copy a root of `tests/roots`, so that a test may change it."""
    return Path(shutil.copytree(ROOTS / name, to / name))


def build(  # noqa: PLR0913 - each a way in which builds differ
    src: Path,
    *,
    builder: str = "html",
    out: str = "_build",
    doctrees: str = "",
    jobs: int = 1,
    config: Mapping[str, Any] | None = None,
    only: Sequence[Path] = (),
) -> Build:
    """Build a source folder; what an earlier build to the same ``out`` left is used again.

    Builds to several ``out`` may share a folder of ``doctrees``. With ``only``, the pages of these
    sources alone are asked for.
    """
    # Sphinx remembers checksums of files for the life of a process, which here builds many sites.
    _file_checksum_inner.cache_clear()
    # And the words of one language, which it shows where another has none.
    translators.clear()
    # So does gettext, of each file that it has read.
    vars(gettext)["_translations"].clear()
    outdir = src / out / builder
    warnings = io.StringIO()
    overrides = {"exclude_patterns": ["_*"], **(config or {})}
    with patch_docutils(src), docutils_namespace():
        app = Sphinx(
            src,
            src,
            outdir,
            src / (doctrees or f"{out}/doctrees"),
            builder,
            confoverrides=overrides,
            status=None,
            warning=warnings,
            parallel=jobs,
        )
        app.build(filenames=list(only))
    lines = _ESCAPES.sub("", warnings.getvalue()).replace(f"{src}/", "").splitlines()
    return Build(app=app, out=outdir, warnings=[line for line in lines if line.strip()])


def build_site(out: Path, *options: str, builder: str = "html", read: Path | None = None) -> Path:
    """Build the site in a process of its own, with warnings as errors.

    What was read for another build of the site, that of *read*, is not read again.
    """
    if read:
        shutil.copytree(read.parent / "doctrees", out / "doctrees")
    command = [
        sys.executable, "-m", "sphinx", "-W", "-n", "-q", "-b", builder, *options,
        "-d", str(out / "doctrees"), str(PROJECT), str(out / builder),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out / builder


def edit(path: Path, old: str, new: str) -> None:
    """Change a source, with a time that Sphinx cannot take for the old one."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    later = path.stat().st_mtime + 10
    os.utime(path, (later, later))


def files(folder: Path) -> dict[str, bytes]:
    """Read all files of an output folder that two builds must agree on.

    Pagefind puts its filters in an order of chance; what it reads is compared elsewhere.
    """
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.startswith(".buildinfo")
        and "_pagefind" not in path.parts
    }
