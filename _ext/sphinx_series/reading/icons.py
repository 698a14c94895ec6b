"""Icons from an author's SVG files, made safe to stand inside a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_design.icons import get_octicon

if TYPE_CHECKING:
    from pathlib import Path

_SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset(
    [
        "svg",
        "g",
        "path",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "rect",
        "title",
        "desc",
        "defs",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
    ]
)
_REACHES_OUT = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|@import", re.IGNORECASE)


def read_svg(path: Path) -> str:
    """Read an SVG file as markup to inline, hidden from screen readers; ``""`` if it is none.

    Only shapes are kept: no scripts, event handlers, styles, links or references to other files.
    """
    try:
        text = path.read_text(encoding="utf-8")
        # A document type is where entities, and entity bombs, are declared.
        root = None if "<!DOCTYPE" in text else ET.fromstring(text)  # noqa: S314
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


def _keep_shapes(element: ET.Element) -> None:
    element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    for name, value in list(element.attrib.items()):
        if (
            not re.fullmatch(r"[a-zA-Z-]+", name)
            or name.lower().startswith("on")
            or _REACHES_OUT.search(value)
        ):
            del element.attrib[name]
    for child in list(element):
        if isinstance(child.tag, str) and child.tag.removeprefix(f"{{{_SVG}}}") in _SHAPES:
            _keep_shapes(child)
        else:
            element.remove(child)
