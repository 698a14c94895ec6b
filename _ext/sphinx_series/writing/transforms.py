"""Placeholders become ordinary nodes, and parts get their position: the same for every builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_series.domain import series_domain
from sphinx_series.nodes import series_placeholder

from . import render
from .links import Links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_series.core.view import Entry, Outline, View


class ShowWaiting(SphinxPostTransform):
    """Make text of references to posts that are not out, before references are resolved."""

    default_priority = 4

    def run(self, **_kwargs: object) -> None:
        """Apply the transform to one document."""
        domain = series_domain(self.env)
        for reference in list(self._references()):
            target = domain.catalogue.target(reference["reftype"], reference["reftarget"])
            if target and not target.docname and not target.url:
                text = reference.astext() if reference["refexplicit"] else target.title
                reference.replace_self(nodes.inline(text, text))

    def _references(self) -> Iterator[addnodes.pending_xref]:
        for node in self.document.findall(addnodes.pending_xref):
            if node.get("refdomain") == "series":
                yield node


class ViewShower:
    """Puts what a page's View holds into its document, after all transforms.

    What is made here needs none of them, and an outline on each page is much to look at. One is
    made for each application.
    """

    def __init__(self) -> None:
        self.items: dict[tuple[object, ...], str] = {}

    def show(self, app: Sphinx, document: nodes.document, docname: str) -> None:
        """Replace placeholders, and add the position and the outline of a part.

        A builder that assembles a book (LaTeX, single HTML, man) has many pages in one document,
        each below a ``start_of_file``; they get their position and facts, but no outline each.
        """
        page = _Page(app, docname, self.items)
        for placeholder in list(document.findall(series_placeholder)):
            answer = page.domain.views[placeholder["docname"]].answers[placeholder["slot"]]
            made = page.with_pictures(render.answer(answer, app.config))
            placeholder.replace_self(page.linked(made))
        for file in document.findall(addnodes.start_of_file):
            page.show_place(file)
        view = page.domain.views.get(docname)
        if view and isinstance(document, nodes.document):
            page.show_facts(document, view)
            document[0:0] = page.linked(render.position(view, app.config))
            if view.outline:
                outline = render.own_outline(view.outline, page.items(view.outline))
                document += page.linked([outline])
            if view.related:
                document += page.linked([render.related(view.related)])


class _Page:
    """What the nodes of one page need to become links."""

    def __init__(self, app: Sphinx, docname: str, known: dict[tuple[object, ...], str]) -> None:
        self.builder = app.builder
        self.config = app.config
        self.docname = docname
        self.known = known
        self.domain = series_domain(app.env)
        self.linked = Links(app, docname).resolve

    def items(self, outline: Outline) -> list[Node]:
        """Render the items of a part's own outline."""
        if self.builder.format == "html":
            text = "".join(self._markup(outline, entry) for entry in outline.shown)
            return [nodes.raw("", text, format="html")]
        return self.linked([render.outline_item(outline, entry) for entry in outline.shown])

    def _markup(self, outline: Outline, entry: Entry) -> str:
        """Give an item as HTML: made once, for its link is mostly the same on all other parts."""
        builder: StandaloneHTMLBuilder = self.builder  # type: ignore[assignment]
        has_page = entry.docname and not entry.url
        uri = builder.get_relative_uri(self.docname, entry.docname) if has_page else ""
        is_current = entry.number == outline.current
        key = (entry, is_current, outline.reversed, bool(outline.left_out), uri)
        if key not in self.known:
            (item,) = self.linked([render.outline_item(outline, entry)])
            self.known[key] = builder.render_partial(item)["fragment"]
        return self.known[key]

    def with_pictures(self, made: list[Node]) -> list[Node]:
        """Leave the pictures of cards out where there are none, and where cards are none."""
        whole = nodes.Element("", *made)
        for image in list(whole.findall(nodes.image)):
            if self.builder.format != "html" or image["uri"] not in self.builder.env.images:
                image.parent.remove(image)
        return whole.children

    def show_place(self, file: Element) -> None:
        """Show a part's position and facts below its title, within a book."""
        section = next(file.findall(nodes.section), None)
        view: View | None = self.domain.views.get(file["docname"])
        if section is not None and view:
            place = [*render.position(view, self.config), *render.facts(view, self.config)]
            section[1:1] = self.linked(place)

    def show_facts(self, document: Element, view: View) -> None:
        """Show a post's dates, reading time and topics below its title."""
        section = next(document.findall(nodes.section), None)
        if section is not None:
            section[1:1] = self.linked(render.facts(view, self.config))
