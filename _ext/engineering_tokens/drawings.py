"""Figures that are drawn from a list: `decisions`, `waterfall`, `amounts` and `bottleneck`.

Part of the site and not of the package. The argument is the title, the body a list and below it a
caption. Browsers and books show a drawing; all others show the list, which says the same. Numbers
may come from worksheets by the role `value`: a bar is as long as its text says.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx_series_base.digest import digest
from sphinx_worksheet.nodes import worksheet_cell

from . import shapes
from .figures import painted

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_logger = logging.getLogger(__name__)

_EXAMPLE = "write a list, and below it a caption"


class drawing(nodes.General, nodes.Element):  # noqa: N801
    """A list that can be drawn, as ``kind``, under ``title``."""


class drawn(nodes.container):  # noqa: N801
    """A title and a list, and what HTML shows in their place: ``svg``."""


class Drawing(SphinxDirective):
    """Puts a list into a figure; its name is the kind of the drawing."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Parse the body; without a list and a caption it is shown as it is."""
        body = self.parse_content_to_nodes()
        if [type(node) for node in body] != [nodes.bullet_list, nodes.paragraph]:
            message = "%s: the body is no list with a caption: %s"
            location = self.get_location()
            _logger.warning(message, self.name, _EXAMPLE, location=location, type="drawing")
            return body
        items, words = body
        figure = nodes.figure("", drawing("", items, kind=self.name, title=self.arguments[0]))
        figure += nodes.caption("", "", *words.children)
        self.set_source_info(figure)
        self.set_source_info(figure[0])
        self.add_name(figure)
        return [figure]


class Draw(SphinxPostTransform):
    """Draws when the values of worksheets are in their places."""

    default_priority = 5

    def run(self, **_kwargs: object) -> None:
        """Replace each drawing of a document, or of a book of many."""
        for node in list(self.document.findall(drawing)):
            (items,) = node.children
            try:
                picture = shapes.DRAWINGS[node["kind"]](_entries(items))
            except shapes.Unclear as problem:
                _logger.warning("%s: %s", node["kind"], problem, location=node, type="drawing")
                node.replace_self(items)
                continue
            svg, title = picture.svg(node["title"]), node["title"]
            name = nodes.paragraph("", "", nodes.strong("", title))
            node.replace_self(drawn("", name, items, svg=svg, title=title))


class PutIntoBook(SphinxPostTransform):
    """Leaves drawings beside the doctrees, for what converts the pictures of a book."""

    default_priority = 6
    formats = ("latex",)

    def run(self, **_kwargs: object) -> None:
        """Replace each drawing by a picture."""
        for node in list(self.document.findall(drawn)):
            path = Path(self.env.doctreedir, "drawings", f"drawing-{digest(node['svg'])}.svg")
            path.parent.mkdir(exist_ok=True)
            path.write_text(node["svg"], encoding="utf-8")
            self.env.images.add_file(self.env.current_document.docname, str(path))
            image = nodes.image(uri=str(path), candidates={"*": str(path)}, alt=node["title"])
            node.replace_self(image)


def _entries(items: nodes.Node) -> list[shapes.Entry]:
    """Give a list as text: each item with the list in it."""
    entries = []
    for item in items.children:
        within = [child for child in item.children if isinstance(child, nodes.bullet_list)]
        text = " ".join(child.astext() for child in item.children if child not in within)
        below = [entry for each in within for entry in _entries(each)]
        entries.append(shapes.Entry(text=" ".join(re.split(r"[ \n]+", text)), entries=tuple(below)))
    return entries


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    if self.builder.name == "epub":
        self.body.append(f'<div class="figure-open">{node["svg"]}</div>\n')
        raise nodes.SkipNode
    self.body.append(f'<div class="figure-open">{painted(node["svg"])}</div>\n')
    shown = "".join(map(_changed, node.findall(worksheet_cell)))
    if shown:
        self.body.append(f'<p class="drawing-values">{shown}</p>\n')
    raise nodes.SkipNode


def _changed(cell: nodes.Element) -> str:
    """Give the place in which a reader's own value stands, named as in the list.

    It is empty, and the style names it, until there is one: a drawing is of the defaults, as the
    words around it are, and in feeds nothing changes.
    """
    if "data-value" not in cell["marks"]:
        return ""
    item: nodes.Element = cell
    while not isinstance(item, nodes.list_item):
        item = item.parent
    label = item[0].astext().removesuffix(f": {cell.astext()}")
    group = item.parent.parent
    if isinstance(group, nodes.list_item):
        label = f"{group[0].astext()} – {label}"
    asked = escape(cell["marks"]["data-value"])
    return f'<span data-label="{escape(label)}"><span data-value="{asked}"></span></span>'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, and the nodes; the latter are known to no builder but HTML."""
    app.add_node(drawing)
    app.add_node(drawn, html=(_visit, None))
    for name in shapes.DRAWINGS:
        app.add_directive(name, Drawing)
    app.add_post_transform(Draw)
    app.add_post_transform(PutIntoBook)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
