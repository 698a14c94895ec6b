"""HTML pages: previous and next stay within a series and bear the numbers of parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .locale import _

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from .core.model import Neighbour
    from .domain import SeriesDomain

# Sphinx's name in the page context, and the key by which `rellinks` tells the two apart.
_PREVIOUS = ("prev", "P")
_NEXT = ("next", "N")


def show_neighbours(
    app: Sphinx,
    pagename: str,
    _templatename: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Put the neighbours of the page's View in place of Sphinx's, for every theme."""
    domain: SeriesDomain = app.env.domains["series"]  # type: ignore[assignment]
    view = domain.views.get(pagename)
    if view is None or "rellinks" not in context:
        return
    for (name, key), neighbour in ((_PREVIOUS, view.previous), (_NEXT, view.next)):
        if neighbour:
            link = app.builder.get_relative_uri(pagename, neighbour.docname)
            title = _title(app, neighbour)
            context[name] = {"link": link, "title": title}
            context["rellinks"] = [
                (neighbour.docname, title, *rest) if rest[0] == key else (docname, old, *rest)
                for docname, old, *rest in context["rellinks"]
            ]


def _title(app: Sphinx, neighbour: Neighbour) -> str:
    """Give a neighbour's title as HTML, as Sphinx does, with the number of a part before it."""
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    title = builder.render_partial(app.env.titles[neighbour.docname])["title"]
    if neighbour.number is None:
        return title
    return _("Part {number}: {title}").format(number=neighbour.number, title=title)


def register(app: Sphinx) -> None:
    """Connect to the making of pages."""
    app.connect("html-page-context", show_neighbours)
