"""Previous and next of HTML pages, which stay within a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_series.domain import series_domain
from sphinx_series.locale import _

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from sphinx_series.core.view import Neighbour

# Sphinx's name in the page context, and the key by which `rellinks` tells the two apart.
_PREVIOUS = ("prev", "P")
_NEXT = ("next", "N")


def show_neighbours(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put the neighbours of the page's View in place of Sphinx's, for every theme."""
    domain = series_domain(app.env)
    # A page that another extension makes may have the name of a document.
    view = domain.views.get(pagename) if doctree else None
    if view is None or not domain.is_used or not context.get("rellinks"):
        return
    for (name, key), neighbour in ((_PREVIOUS, view.previous), (_NEXT, view.next)):
        if neighbour:
            link = neighbour.url or app.builder.get_relative_uri(pagename, neighbour.docname)
            title = _title(neighbour)
            context[name] = {"link": link, "title": title}
            # These lead to documents, and so to none of another project.
            context["rellinks"] = [
                (neighbour.docname, title, *rest) if rest[:1] == [key] else (docname, old, *rest)
                for docname, old, *rest in context["rellinks"]
                if rest[:1] != [key] or neighbour.docname
            ]


def _title(neighbour: Neighbour) -> str:
    """Give a neighbour's title as HTML, with the number of a part before it."""
    if neighbour.number is None:
        return neighbour.title
    return _("Part {number}: {title}").format(number=neighbour.number, title=neighbour.title)
