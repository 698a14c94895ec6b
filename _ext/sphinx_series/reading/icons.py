"""Icons from an author's SVG files, made safe to stand inside a page.

What may stay is listed: elements, attributes, and the forms that values have. All else is left out,
so nothing of an icon runs, reaches out of the page, or covers it.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, cast
from xml.etree import ElementTree as ET

from sphinx_design.icons import get_octicon

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset({
    "svg", "g", "path", "circle", "ellipse", "line", "polyline", "polygon", "rect", "title",
    "desc", "defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
})  # fmt: skip
_TEXTS = frozenset({"title", "desc"})
# What a declaration of `style` may set as well.
_STYLES = frozenset({
    "fill", "stroke", "stop-color", "color", "clip-path", "mask", "fill-rule", "clip-rule",
    "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
    "stroke-dashoffset", "opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "display",
    "visibility", "transform", "vector-effect", "shape-rendering", "paint-order",
})  # fmt: skip
_ATTRIBUTES = _STYLES | {
    "d", "points", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy",
    "width", "height", "viewBox", "offset", "pathLength", "preserveAspectRatio", "id",
    "gradientTransform", "gradientUnits", "spreadMethod", "clipPathUnits", "maskUnits",
    "maskContentUnits",
}  # fmt: skip
# Words and numbers, colors and moves as functions, and the id of something in the same icon.
_VALUE = re.compile(
    r"(?:[\w\s.,%#+-]"
    r"|(?:rgba?|hsla?|matrix|translate|scale|rotate|skew[XY])\([\w\s.,%+/-]*\)"
    r"|url\(#[\w.-]+\))*",
    re.ASCII,
)
DEEPEST = 50
"""How many elements of an icon may stand in one another."""


def read_svg(path: Path) -> str:
    """Read an SVG file as markup to inline, hidden from screen readers; ``""`` if it is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        # A document type is where entities, and entity bombs, are declared.
        root = None if "<!DOCTYPE" in text else _root(text)
    except (OSError, ValueError, ET.ParseError):
        return ""
    if root is None or root.tag != f"{{{_SVG}}}svg":
        return ""
    _keep_shapes(root)
    root.attrib.update({"xmlns": _SVG, "aria-hidden": "true", "class": "series-icon"})
    return ET.tostring(root, encoding="unicode", default_namespace=None)


def read_octicon(name: str) -> str:
    """Read one of sphinx-design's icons; its namespace is added, which XHTML needs.

    Raises:
        KeyError: there is no such icon.
    """
    return get_octicon(name, "1.5em").replace("<svg ", f'<svg xmlns="{_SVG}" ', 1)


def _root(text: str) -> ET.Element | None:
    """Parse a text; None where its elements stand too deep in one another."""
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    parser.feed(text)
    parser.close()
    events = list(cast("Iterator[tuple[str, ET.Element]]", parser.read_events()))
    depths = accumulate(1 if event == "start" else -1 for event, _ in events)
    return None if max(depths) > DEEPEST else events[-1][1]


def _keep_shapes(element: ET.Element) -> None:
    element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    element.tail = None
    if element.tag not in _TEXTS:
        element.text = None
    styles = dict(_declarations(element.get("style", "")))
    found = {name: text for name, text in element.attrib.items() if name in _ATTRIBUTES} | styles
    element.attrib.clear()
    element.attrib.update({name: text for name, text in found.items() if _VALUE.fullmatch(text)})
    for child in list(element):
        if isinstance(child.tag, str) and child.tag.removeprefix(f"{{{_SVG}}}") in _SHAPES:
            _keep_shapes(child)
        else:
            element.remove(child)


def _declarations(style: str) -> list[tuple[str, str]]:
    """Give what a `style` sets that an attribute can set too."""
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    return [(name.strip(), text.strip()) for name, _, text in pairs if name.strip() in _STYLES]
