"""The beginning of a post as its page says it, for lists that would have no description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_series.core.sources.excerpts import shortened
from sphinx_series.domain import Excerpt, series_domain

from .references import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx

    from sphinx_series.core.catalogue.catalogue import Catalogue

_MORE = re.compile(r"(?:<!--)?\s*more\s*(?:-->)?\s*", re.IGNORECASE)
# What is no part of a sentence.
_ASIDES = (
    nodes.citation_reference, nodes.footnote_reference, nodes.raw, nodes.system_message,
    nodes.target,
)  # fmt: skip


def note_excerpt(app: Sphinx, document: nodes.document) -> None:
    """When a post without a description was read, note how it begins."""
    docname = app.env.current_document.docname
    domain = series_domain(app.env)
    post = domain.post_of_source(docname)
    if post and not post.description:
        domain.page(docname).excerpt = _excerpt(document, docname)


def _excerpt(document: nodes.document, docname: str) -> Excerpt | None:
    """Give what stands above the mark `more`, else the first paragraph of the text."""
    blocks: list[nodes.Node] = []
    for node in document.findall():
        if _is_mark(node):
            return Excerpt(pieces=tuple(_all_pieces(blocks, docname)), is_whole=True)
        if isinstance(node, nodes.paragraph):
            blocks.append(node)
    own = [block for block in blocks if isinstance(block.parent, nodes.section | nodes.document)]
    return Excerpt(pieces=tuple(_all_pieces(own[:1], docname))) if own else None


def _is_mark(node: nodes.Node) -> bool:
    is_unseen = isinstance(node, nodes.comment | nodes.raw)
    return is_unseen and _MORE.fullmatch(node.astext()) is not None


def _all_pieces(blocks: list[nodes.Node], docname: str) -> Iterator[str | tuple[str, str]]:
    for block in blocks:
        yield from _pieces(block, docname)
        yield " "


def _pieces(node: nodes.Node, docname: str) -> Iterator[str | tuple[str, str]]:
    """Give the texts of a node, and the role and target of each reference that has none yet."""
    for child in node.children:
        if isinstance(child, addnodes.pending_xref) and not child.get("refexplicit"):
            yield named(child, docname) or child.astext()
        elif isinstance(child, nodes.Text | nodes.image):
            yield child.astext()
        elif not isinstance(child, _ASIDES):
            yield from _pieces(child, docname)


def texts(catalogue: Catalogue, excerpts: Mapping[str, Excerpt]) -> dict[str, str]:
    """Give each excerpt as text, with the titles that its references will show."""
    return {docname: _text(catalogue, excerpt) for docname, excerpt in excerpts.items()}


def _text(catalogue: Catalogue, excerpt: Excerpt) -> str:
    pieces = [
        piece if isinstance(piece, str) else _title(catalogue, *piece) for piece in excerpt.pieces
    ]
    text = " ".join("".join(pieces).split())
    return text if excerpt.is_whole else shortened(text)


def _title(catalogue: Catalogue, role: str, name: str) -> str:
    if role == "doc":
        return catalogue.titles.get(name, name)
    found = catalogue.target(role, name)
    return found.title if found else name
