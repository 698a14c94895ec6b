"""Document nodes: the placeholder that directives leave, and nodes that HTML marks up better.

They derive from docutils' own nodes, and Sphinx's translators fall back to the visitor of
the base class: every builder without a visitor here treats them as a container, paragraph, item
or text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class series_placeholder(nodes.General, nodes.Element):  # noqa: N801
    """Stands for the answer to request ``slot`` of ``docname``; replaced before writing."""


class series_navigation(nodes.container):  # noqa: N801
    """The outline of a series: a ``nav`` named ``label``."""


class series_component(nodes.container):  # noqa: N801
    """A part of a card, in sphinx-design's classes; in documents it is the container that it is.

    sphinx-design's own containers need its visitor, which shows those of others in another way.
    """

    tagname = "container"


class series_summary(nodes.paragraph):  # noqa: N801
    """Stands above an outline, which is folded behind it in HTML."""


class series_item(nodes.list_item):  # noqa: N801
    """One post or part in a list; ``slug`` becomes ``data-post``.

    ``number`` is there where the list does not begin with the first part.
    """


class series_date(nodes.inline):  # noqa: N801
    """A date; ``datetime`` is its ISO form."""


class series_progress(nodes.inline):  # noqa: N801
    """How far part ``number`` of ``total`` stands in its series: a bar, and nothing elsewhere."""


def _visit_navigation(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "nav", **{"aria-label": node["label"]}))


def _depart_navigation(self: HTML5Translator, node: nodes.Element) -> None:
    is_folded = isinstance(node[0], series_summary)
    self.body.append("</details></nav>\n" if is_folded else "</nav>\n")


def _visit_component(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div", CLASS="docutils"))


def _depart_component(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _visit_summary(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("<details><summary>")


def _depart_summary(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</summary>\n")


def _visit_item(self: HTML5Translator, node: nodes.Element) -> None:
    marks = {"data-post": node["slug"]} if node.get("slug") else {}
    if "current" in node["classes"]:
        marks["aria-current"] = "page"
    if node.get("number"):
        marks["value"] = str(node["number"])
    self.body.append(self.starttag(node, "li", "", **marks))


def _depart_item(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</li>\n")


def _visit_date(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "time", "", datetime=node["datetime"]))


def _depart_date(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</time>")


def _visit_progress(self: HTML5Translator, node: nodes.Element) -> None:
    # The text beside it says the same.
    marks = {"max": node["total"], "value": node["number"], "aria-hidden": "true"}
    self.body.append(f"{self.starttag(node, 'progress', '', **marks)}</progress>")
    raise nodes.SkipNode


def add(app: Sphinx) -> None:
    """Add the nodes; only HTML has visitors of its own."""
    app.add_node(series_placeholder)
    app.add_node(series_navigation, html=(_visit_navigation, _depart_navigation))
    app.add_node(series_component, html=(_visit_component, _depart_component))
    app.add_node(series_summary, html=(_visit_summary, _depart_summary))
    app.add_node(series_item, html=(_visit_item, _depart_item))
    app.add_node(series_date, html=(_visit_date, _depart_date))
    app.add_node(series_progress, html=(_visit_progress, None))
