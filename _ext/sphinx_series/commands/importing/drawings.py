"""SVG files of an old blog: one is taken along if it only draws, also when it is opened by itself.

A parser of XML reads it, so that no prefix, entity or encoding hides anything. What may be in it is
listed: elements, where what they name may lie, and the form of style sheets.
"""

from __future__ import annotations

import re
from contextlib import suppress
from xml.parsers import expat

_SVG = "http://www.w3.org/2000/svg"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XLINK = "http://www.w3.org/1999/xlink"
_DRAWING = frozenset({
    "svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "metadata", "style", "a",
    "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath",
    "image", "marker", "linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask",
    "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix",
    "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood",
    "feFuncA",
    "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology",
    "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
    "view",
})  # fmt: skip
# A reference to a part of the same file, or a picture within it.
_WITHIN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp);base64,)[\w+/=\s#.:-]*", re.ASCII)
# A link is followed by who clicks on it, not by who opens the file.
_LINK = re.compile(r"\s*(?:https?://[!-~]*|mailto:[!-~]*|[\w#/.?=&%+,~-]*)\s*", re.ASCII)
# Declarations without escapes and rules that load, and with no functions but those that paint and
# move. A parenthesis with no name before it is none of a function.
_STYLE = re.compile(
    r"(?:[\w\s.,:;#%*>+~!?\"'{}=\[\]/-]"
    r"|(?<![\w-])(?:rgba?|hsla?|matrix|translate|scale|rotate|skew[XY]|calc)\([\w\s.,%+*/-]*\)"
    r"|(?<![\w-])url\(\s*[\"']?#[\w.-]+[\"']?\s*\)"
    r"|(?<![\w-])\(|\))*"
)
# What is no style, and names nothing that could be loaded.
_WORDS = re.compile(r"id|class|name|role|lang|title|type|version|baseProfile|(?:aria|data)-[\w-]+")


class _ActiveError(Exception):
    """A drawing does more than to draw."""


def only_draws(content: bytes) -> bool:
    """Tell whether an SVG file runs nothing and asks for nothing when it is opened."""
    with suppress(_ActiveError, expat.ExpatError, ValueError, LookupError):
        reader = _Reader()
        reader.parser.Parse(content, True)  # noqa: FBT003 - expat takes no name for it
        return reader.is_drawing
    return False


class _Reader:
    """Reads one file, however deep its elements stand in one another."""

    def __init__(self) -> None:
        self.is_drawing = False
        self.styles: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.ProcessingInstructionHandler = self.reject
        self.parser.EntityDeclHandler = self.reject

    def reject(self, *_: object) -> None:
        raise _ActiveError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if namespace == _SVG:
            self.is_drawing = True
            if local not in _DRAWING:
                self.reject()
        elif namespace.startswith("http://www.w3.org/") and namespace != _RDF:
            # HTML runs wherever it stands. What editors note of a drawing is theirs.
            self.reject()
        self.styles = [] if local == "style" else None
        for attribute, value in attributes.items():
            self.attribute(local, attribute.removeprefix(f"{_XLINK} "), value)

    def attribute(self, element: str, name: str, value: str) -> None:
        form = None
        if name == "href":
            form = _LINK if element == "a" else _WITHIN
        elif " " not in name and not _WORDS.fullmatch(name):
            form = _STYLE
        is_handler = name.lower().startswith("on")
        if is_handler or (form and not form.fullmatch(value)):
            self.reject()

    def text(self, text: str) -> None:
        if self.styles is not None:
            self.styles.append(text)

    def end(self, _name: str) -> None:
        if self.styles is not None and not _STYLE.fullmatch("".join(self.styles)):
            self.reject()
        self.styles = None
