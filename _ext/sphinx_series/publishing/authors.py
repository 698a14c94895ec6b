"""Who wrote a post, as feeds and heads say it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_series.core.catalogue.catalogue import Catalogue
    from sphinx_series.core.model import Author, Post


def authors_of(catalogue: Catalogue, post: Post, url: Callable[[str], str]) -> tuple[Author, ...]:
    """Give the authors of a post, each with a URL: their own, else that of their page here.

    Args:
        catalogue: what the site has.
        post: the post.
        url: gives the URL of a document.
    """
    pages = catalogue.author_pages
    return tuple(
        replace(author, url=url(pages[id_].docname)) if id_ in pages and not author.url else author
        for id_, author in catalogue.written_by(post)
    )
