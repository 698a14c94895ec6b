"""Where the HTML builders put what they write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sphinx.builders.html._build_info import BuildInfo
from sphinx.util.matching import get_matching_files
from sphinx_series_base.problems import NOWHERE, Place
from sphinx_series_base.settings import where_set

from .core.problems import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx_series_base.problems import Problem

NAMES = ("html", "dirhtml")
MANIFEST = ".series-outputs.json"
"""What was written, for the next build."""
UNFINISHED = ".series-outputs.new"
"""Where a file lies until it is whole; what a killed build left there, the next one replaces."""

OF_SITE = (".buildinfo", "objects.inv", "opensearch.xml", "searchindex.js", MANIFEST, UNFINISHED)
"""What Sphinx writes for a site as a whole, or we for ourselves."""


def file_of(app: Sphinx, docname: str) -> str:
    """Give the file of a document's page, relative to the output folder of an HTML builder."""
    path: str = os.fspath(app.builder.get_outfilename(docname))  # type: ignore[attr-defined]
    return path.removeprefix(f"{app.outdir}{os.sep}").replace(os.sep, "/")


def files_of(app: Sphinx, docname: str) -> list[str]:
    """Give the files of a document in the output folder: its page, and the copy of its source."""
    found = [file_of(app, docname)]
    # Any: the builders of HTML have it.
    builder: Any = app.builder
    if builder.copysource and app.config.html_copy_source:
        name = Path(app.env.doc2path(docname, base=False)).as_posix()
        suffix = app.config.html_sourcelink_suffix
        found.append(f"_sources/{name}" + ("" if name.endswith(suffix) else suffix))
    return found


def files_of_sphinx(app: Sphinx) -> list[str]:
    """Give the files that the HTML builders write for the site as a whole, or we for ourselves."""
    pages = ["genindex", "search", *app.config.html_additional_pages]
    return [*OF_SITE, *(file_of(app, page) for page in pages)]


def files_of_project(app: Sphinx) -> list[str]:
    """Give the files of `html_extra_path`, as they lie in the output folder."""
    config = app.config
    return copied(Path(app.confdir), config.html_extra_path, config.exclude_patterns)


def copied(confdir: Path, entries: Iterable[str], excluded: Iterable[str]) -> list[str]:
    """Give the files of some entries of `html_extra_path`, as Sphinx copies them."""
    found: set[str] = set()
    for entry in (Path(confdir, entry) for entry in entries):
        if entry.is_file():
            found.add(entry.name)
        elif entry.is_dir():
            found.update(get_matching_files(entry, exclude_patterns=excluded))
    return sorted(found)


def problems_of_room(
    blocked: Mapping[str, str], sources: Mapping[str, str], own: Collection[str], confdir: Path
) -> Iterator[Problem]:
    """Report the files of ours that cannot lie in the output folder.

    Args:
        blocked: the files, each with what is in its way.
        sources: the source of each file of a document.
        own: the files of ``html_extra_path``.
        confdir: the folder of conf.py.
    """
    for path, obstacle in blocked.items():
        if path == obstacle:
            yield Kind.OUTPUT.at(NOWHERE, f"{path!r} has a name that is too long for a file")
            continue
        place = NOWHERE
        if obstacle in sources:
            place = Place(path=sources[obstacle], line=1)
        elif obstacle in own:
            place = where_set(confdir, "html_extra_path")
        message = (
            f"{obstacle!r} is in the way of {path!r}, which is not written: a file and a folder "
            "would have one name; rename one of them"
        )
        yield Kind.OUTPUT.at(place, message)


def folder_of_doctrees(app: Sphinx) -> str:
    """Give the folder of doctrees from the output folder where it lies in that; else ``""``."""
    outside, out = Path(app.doctreedir).resolve(), Path(app.outdir).resolve()
    return outside.relative_to(out).as_posix() if out in outside.parents else ""


def configuration(app: Sphinx, *kinds: Literal["html", "env"]) -> str:
    """Give a digest of the values for which Sphinx writes (html) or reads (env) all again."""
    return BuildInfo(app.config, None, frozenset(kinds)).config_hash
