"""Text where markup lands: XML that any parser takes, and posts cut from their pages for feeds."""

from __future__ import annotations

import math
import re
from html import escape, unescape
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

# All characters but those of XML 1.0 (its production 2).
_CONTROLS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# None of these looks for its end beyond the next tag, or beyond an end that is not there: it would
# look again for each beginning.
_TAG = re.compile(r"<[^<>]+>")
_BEGIN, _END = "<!-- post -->", "<!-- end of post -->"

# What only makes sense on the page: scripts, links of headings, what leads to other posts, and the
# title, which a feed shows itself.
_OF_THE_PAGE = tuple(
    (re.compile(begin, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for begin, end in (
        (r"<script\b", r"</script\s*>"),
        (r"<style\b", r"</style\s*>"),
        ('<a class="headerlink"', "</a>"),
        (r'<nav [^<>]*class="(?:[^"<]*\s)?series-(?:outline|pages|related) no-search', "</nav>"),
    )
)
_TITLE = (re.compile(r"<h1\b"), re.compile(r"</h1>\s*"))
_OPENING = re.compile(r"""<([A-Za-z][\w:-]*)(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_SPAN = re.compile(r"""<(/?)span(?=[\s>])((?:[^<>"']|"[^"]*"|'[^']*')*+)>""", re.IGNORECASE)
_CLASS_ALONE = re.compile(r"""\s+class\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+)\s*|\s*""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(\s[^\s=>"'/]+\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""")
# The attributes that hold a URL on any element, also on one that nobody knows.
_URLS = frozenset({
    "action", "background", "cite", "codebase", "dynsrc", "formaction", "href", "longdesc",
    "lowsrc", "manifest", "poster", "src", "xlink:href",
})  # fmt: skip
_URLS_OF = {"data": "object"}
# Several, each with what it is for; and several with spaces between them.
_URL_SETS = frozenset({"imagesrcset", "srcset"})
_URL_LISTS = frozenset({"archive", "ping"})
# Where a place on the page is somewhere to go; elsewhere, as in drawings, it is part of the text.
_LEADING = frozenset({"a", "area"})
# The attributes that hold a style, or the paint of a drawing.
_STYLES = frozenset({
    "clip-path", "cursor", "fill", "filter", "marker-end", "marker-mid", "marker-start", "mask",
    "stroke", "style",
})  # fmt: skip
_OF_SET = re.compile(r"(^|,)(\s*)([^\s,](?:\S*[^\s,])?)")
_OF_STYLE = re.compile(r"""(url\(\s*["']?)([^"')\s#][^"')]*)""", re.IGNORECASE)


def without_controls(text: str) -> str:
    """Leave out what XML forbids, escaped or not."""
    return _CONTROLS.sub("", text)


def xml_document(root: ET.Element) -> str:
    """Give a whole XML document."""
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def text_of(fragment: str) -> str:
    """Give the text of some HTML."""
    return unescape(_TAG.sub("", fragment))


def marked(body: str) -> str:
    """Mark the text of a post on its page, so that it is found again there with any theme."""
    return f"{_BEGIN}{body}{_END}"


def post_of(page: str, url: str) -> str:
    """Give the text of a post from its page, for reading elsewhere.

    Links and images are absolute. What only the page needs is left out, and what XML forbids.

    Args:
        page: the page as it was written.
        url: where it is.
    """
    _, _, rest = page.partition(_BEGIN)
    body, _, _ = rest.rpartition(_END)
    for begin, end in _OF_THE_PAGE:
        body = _without(body, begin, end)
    body = _without(body, *_TITLE, most=1)
    body = _OPENING.sub(lambda tag: _absolute_tag(tag, url), _without_styling(body))
    return without_controls(body).strip()


def _without(
    body: str, begin: re.Pattern[str], end: re.Pattern[str], most: float = math.inf
) -> str:
    """Leave out what stands from a beginning to an end; what has no end stays."""
    kept: list[str] = []
    position = 0
    while (
        len(kept) < most
        and (first := begin.search(body, position))
        and (last := end.search(body, first.end()))
    ):
        kept.append(body[position : first.start()])
        position = last.end()
    return "".join([*kept, body[position:]])


def _without_styling(body: str) -> str:
    """Leave out the spans that have a class and no more, as all of highlighted code.

    They mean something to the style sheet of the page only, and are a third of a technical post.
    """
    kept: list[bool] = []

    def shown(tag: re.Match[str]) -> str:
        end, attributes = tag.groups()
        if not end:
            kept.append(_CLASS_ALONE.fullmatch(attributes) is None)
            return tag[0] if kept[-1] else ""
        return tag[0] if not kept or kept.pop() else ""

    return _SPAN.sub(shown, body)


def _absolute_tag(tag: re.Match[str], url: str) -> str:
    element = tag[1].lower()
    return _ATTRIBUTE.sub(lambda found: _absolute_attribute(found, element, url), tag[0])


def _absolute_attribute(found: re.Match[str], element: str, url: str) -> str:
    start, value = found.groups()
    name = start.strip(" \t\n\r\f=").lower()
    old = without_controls(unescape(value.strip("\"'")))
    if name in _URLS or _URLS_OF.get(name) == element:
        is_within = old.startswith("#") and element not in _LEADING
        new = old if is_within else joined(url, old)
    elif name in _URL_SETS:
        new = _OF_SET.sub(lambda one: f"{one[1]}{one[2]}{joined(url, one[3])}", old)
    elif name in _URL_LISTS:
        new = " ".join(joined(url, one) for one in old.split())
    elif name in _STYLES:
        new = _OF_STYLE.sub(lambda one: f"{one[1]}{joined(url, one[2])}", old)
    else:
        return found[0]
    return f'{start}"{escape(new)}"'


def joined(url: str, reference: str) -> str:
    """Give where a reference on a page leads; what is not even a URL stays as it is."""
    try:
        return urljoin(url, reference)
    except ValueError:
        return reference
