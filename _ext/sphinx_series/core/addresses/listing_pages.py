"""Where a listing's pages lie: the first is a document, the others are in a folder beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_series.core.view import Pages

FOLDER = "page"


def name_of(page: Pages) -> str:
    """Name a page of a listing as Sphinx names pages: the first is the document itself."""
    if page.number == 1:
        return page.docname
    return f"{folder_of(page.docname)}{FOLDER}/{page.number}/index"


def anchor_of(year: str) -> str:
    """Name the place on a page of a listing where the posts of a year begin."""
    return f"posts-of-{year}"


def folder_of(docname: str) -> str:
    """Give the folder in which the further pages of a document lie, with its slash."""
    parent, slash, name = docname.rpartition("/")
    return f"{parent}{slash}" if name == "index" else f"{docname}/"
