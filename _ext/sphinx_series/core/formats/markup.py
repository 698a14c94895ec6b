"""Text where markup lands: XML that any parser takes, and posts cut from their pages for feeds."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

# All characters but those of XML 1.0 (its production 2).
_CONTROLS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TAG = re.compile(r"<[^>]+>")
_BEGIN, _END = "<!-- post -->", "<!-- end of post -->"

# What only makes sense on the page: scripts, links of headings, the outline of the series, and the
# title, which a feed shows itself.
_OF_THE_PAGE = re.compile(
    r"<(script|style)\b.*?</\1\s*>"
    r'|<a class="headerlink".*?</a>'
    r'|<nav [^>]*class="(?:[^"]*\s)?series-outline no-search.*?</nav>',
    re.DOTALL | re.IGNORECASE,
)
_TITLE = re.compile(r"<h1\b.*?</h1>\s*", re.DOTALL)
_LINKING = re.compile(
    r"<(?:a|area|audio|embed|iframe|img|source|track|video)\b"
    r"""(?:[^>"']|"[^"]*"|'[^']*')*+>""",
    re.IGNORECASE,
)
_SPAN = re.compile(r"""<(/?)span(?=[\s>])((?:[^>"']|"[^"]*"|'[^']*')*+)>""", re.IGNORECASE)
_CLASS_ALONE = re.compile(r"""\s+class\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+)\s*|\s*""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(\s[^\s=>"'/]+\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""")
_URLS = ("href", "poster", "src")


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
    body = _TITLE.sub("", _OF_THE_PAGE.sub("", body), count=1)
    body = _LINKING.sub(lambda tag: _absolute_tag(tag[0], url), _without_styling(body))
    return without_controls(body).strip()


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


def _absolute_tag(tag: str, url: str) -> str:
    return _ATTRIBUTE.sub(lambda found: _absolute_attribute(found, url), tag)


def _absolute_attribute(found: re.Match[str], url: str) -> str:
    start, value = found.groups()
    if start.strip(" \t\n\r\f=").lower() not in _URLS:
        return found[0]
    whole = joined(url, unescape(value.strip("\"'")))
    return f'{start}"{escape(whole)}"'


def joined(url: str, reference: str) -> str:
    """Give where a reference on a page leads; what is not even a URL stays as it is."""
    try:
        return urljoin(url, reference)
    except ValueError:
        return reference
