"""Placeholders become ordinary nodes, and parts get their position: the same for every builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from . import render
from .nodes import series_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .core.model import View
    from .domain import SeriesDomain


class ShowViews(SphinxPostTransform):
    """Put what a page's View holds into its document, before references are resolved.

    A builder that assembles a book (LaTeX, single HTML, man) has many pages in one document,
    each below a ``start_of_file``; they get their position, but no outline each.
    """

    default_priority = 4

    def run(self, **_kwargs: object) -> None:
        """Apply the transform to one document."""
        domain: SeriesDomain = self.env.domains["series"]  # type: ignore[assignment]
        views = domain.views
        for placeholder in list(self.document.findall(series_placeholder)):
            view = views[placeholder["docname"]]
            answer = view.answers[placeholder["slot"]]
            placeholder.replace_self(render.answer(answer, self.config))
        for reference in list(self._references()):
            target = domain.catalogue.target(reference["reftype"], reference["reftarget"])
            if target and not target.docname:
                text = reference.astext() if reference["refexplicit"] else target.title
                reference.replace_self(nodes.inline(text, text))
        for file in self.document.findall(addnodes.start_of_file):
            self._show_position(file, views.get(file["docname"]))
        if isinstance(self.document, nodes.document):
            self._show_page(views.get(self.env.current_document.docname))

    def _references(self) -> Iterator[addnodes.pending_xref]:
        for node in self.document.findall(addnodes.pending_xref):
            if node.get("refdomain") == "series":
                yield node

    def _show_position(self, file: nodes.Element, view: View | None) -> None:
        """Show a part's position below its title, within a book."""
        section = next(file.findall(nodes.section), None)
        if section is not None and view:
            section[1:1] = render.position(view, self.config)

    def _show_page(self, view: View | None) -> None:
        """Show a part's position above its title and the outline at its end."""
        if view:
            self.document[0:0] = render.position(view, self.config)
            self.document += render.own_outline(view)
