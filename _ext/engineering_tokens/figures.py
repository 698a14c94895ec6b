"""Figures stand within the page, on the colors of its theme, and lead to the picture alone.

Part of the site and not of the package. A figure is an SVG whose shapes bear the classes `fig-…`;
its own colors serve where there is no style sheet: in the PDF, for the picture alone, and as
attributes of its shapes in feeds, whose readers take no style but these.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

STYLE = """<style>
.fig-text { fill: #1f2937; font: 14px system-ui, sans-serif; }
.fig-small { fill: #4b5563; font: 12px system-ui, sans-serif; }
.fig-strong { fill: #1f2937; font: bold 14px system-ui, sans-serif; }
.fig-sheet { fill: #f8fafc; }
.fig-soft { fill: #e0e7ff; stroke: #4f46e5; stroke-width: 1.5; }
.fig-warm { fill: #ffedd5; stroke: #c2410c; stroke-width: 1.5; }
.fig-line { fill: none; stroke: #64748b; stroke-width: 1.5; }
.fig-dash { fill: none; stroke: #64748b; stroke-width: 1.5; stroke-dasharray: 5 4; }
.fig-head { fill: #64748b; }
.fig-end { text-anchor: end; }
</style>"""
"""The colors of a drawing where no style sheet is around it."""

_OWN_STYLE = re.compile(r"\s*<style>.*?</style>", re.DOTALL)
_RULE = re.compile(r"\.(fig-[\w-]+) \{ (.*?);? \}")
_SHAPE = re.compile(r'<\w+ [^>]*class="(fig-[^"]*)"[^>]*?(?=/?>)')
_FONT = re.compile(r"(bold )?(\d+)px (.*)")


class inline_figure(nodes.image):  # noqa: N801
    """A picture whose text stands in the page."""


def place(app: Sphinx, document: nodes.document, _docname: str) -> None:
    """Put the figures of a page in place of their pictures, where it is one for browsers."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return
    for image in list(document.findall(nodes.image)):
        path = Path(app.srcdir, image["uri"])
        if path.suffix == ".svg" and 'class="fig-' in path.read_text(encoding="utf-8"):
            image.replace_self(inline_figure("", **image.attributes, source=str(path)))


def painted(svg: str) -> str:
    """Put a picture's own style on its shapes, where a page's goes before it."""
    rules = _RULE.findall(svg)
    return _SHAPE.sub(lambda shape: _painted(shape, rules), _OWN_STYLE.sub("", svg))


def _painted(shape: re.Match[str], rules: list[tuple[str, str]]) -> str:
    kinds = shape[1].split()
    paint: dict[str, str] = {}
    for kind, declarations in rules:
        if kind in kinds:
            paint |= _attributes(declarations)
    tag = shape[0]
    for name, value in paint.items():
        without = re.sub(rf'\s{name}="[^"]*"', "", tag)
        tag = f'{without} {name}="{value}"'
    return tag


def _attributes(declarations: str) -> dict[str, str]:
    """Give the attributes that say the same; there is none for a font as a whole."""
    found = dict(one.split(": ", 1) for one in declarations.split("; "))
    font = _FONT.fullmatch(found.pop("font", ""))
    if font:
        found |= {"font-size": font[2], "font-family": font[3]}
        found |= {"font-weight": "bold"} if font[1] else {}
    return found


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    text = Path(node["source"]).read_text(encoding="utf-8")
    svg = painted(text).strip()
    name = self.builder.images[node["uri"]]
    address = f"{self.builder.imgpath}/{name}"
    self.body.append(f'<a class="figure-open" href="{escape(address)}">{svg}</a>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the node and the handler; the node is known to no other builder."""
    app.add_node(inline_figure, html=(_visit, None))
    app.connect("doctree-resolved", place)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
