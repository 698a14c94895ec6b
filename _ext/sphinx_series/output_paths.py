"""Where the HTML builders put what they write."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from sphinx.builders.html._build_info import BuildInfo

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAMES = ("html", "dirhtml")


def file_of(app: Sphinx, docname: str) -> str:
    """Give the file of a document's page, relative to the output folder of an HTML builder."""
    path: str = os.fspath(app.builder.get_outfilename(docname))  # type: ignore[attr-defined]
    return path.removeprefix(f"{app.outdir}{os.sep}").replace(os.sep, "/")


def configuration(app: Sphinx, *kinds: Literal["html", "env"]) -> str:
    """Give a digest of the values for which Sphinx writes (html) or reads (env) all again."""
    return BuildInfo(app.config, None, frozenset(kinds)).config_hash
