"""What a project's files say before anything is built: read alike by builds and by commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_series_base.settings import where_set

from .core.addresses import ledger
from .core.problems import Kind
from .core.sources import frontmatter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_series_base.problems import Problem

    from .config import Options
    from .core.addresses.ledger import Record
    from .core.sources.frontmatter import Page


def read_text(path: Path) -> str:
    """Read a source as Sphinx does: what is no UTF-8 is replaced."""
    return path.read_text(encoding="utf-8-sig", errors="replace")


def parse_page(text: str, path: Path, docname: str, suffixes: Mapping[str, str]) -> Page:
    """Read the front matter of a source.

    Args:
        text: the source.
        path: its file.
        docname: its document name.
        suffixes: the kind of source of each suffix, as in ``source_suffix``.
    """
    suffix = next(suffix for suffix in suffixes if path.name.endswith(suffix))
    return frontmatter.parse(
        text,
        docname=docname,
        path=str(path),
        markup="rst" if suffixes[suffix] == "restructuredtext" else "yaml",
    )


def read_ledger(
    options: Options, srcdir: Path, confdir: Path
) -> tuple[list[Record], list[Problem]]:
    """Read the ledger; one that is set and missing is a problem."""
    if not options.ledger:
        return [], []
    path = srcdir / options.ledger
    try:
        return ledger.parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeError) as error:
        message = (
            f"the ledger {options.ledger!r} cannot be read ({error}): correct "
            "`series_ledger`, or make it with `sphinx-series urls --record`"
        )
        place = where_set(confdir, "series_ledger")
        return [], [Kind.LEDGER.at(place, message)]
