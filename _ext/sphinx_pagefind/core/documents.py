"""Documents that Pagefind reads: what is to be found of each page, and nothing of its theme."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_pagefind.model import Entry

_FOUND, _HIDDEN = "<body>", '<body data-pagefind-ignore="all">'


# Sphinx names sections, and Pagefind looks for the names of headings.
_SECTION = re.compile(
    r"""<section(?P<classes>\ class="[^"]*")?\ (?P<id>id="[^"]*")>
    (?P<between>\s*(?:<span\ id="[^"]*"></span>\s*)*)<h(?P<level>[2-6])>""",
    re.VERBOSE,
)

# A term that links can lead to is what its definition is found by; ten is the most that a word can
# weigh.
_TERM = re.compile(r'<dt(?P<id> id="[^"]*")>(?P<name>.*?)</dt>', re.DOTALL)
_NAMED_TERM = r'<h6\g<id> data-pagefind-weight="10">\g<name></h6>'


def with_named_headings(body: str) -> str:
    """Give a body of Sphinx's in which headings bear the names of their sections, as terms do."""
    body = _SECTION.sub(r"<section\g<classes>>\g<between><h\g<level> \g<id>>", body)
    return _TERM.sub(_NAMED_TERM, body)


def document(entry: Entry, language: str, body: str) -> str:
    """Give the document of a page, whose body is HTML."""
    head = "".join(f"{line}\n" for line in _head(entry))
    start = _HIDDEN if entry.is_hidden else _FOUND
    return f'<html lang="{escape(language)}">\n<head>\n{head}</head>\n{start}\n{body}'


def body_of(document_: str) -> str:
    """Give the body of a document."""
    return document_.partition("</head>\n")[2].partition("\n")[2]


def _head(entry: Entry) -> Iterator[str]:
    yield _meta("meta", "title", entry.title)
    if entry.facts:
        yield _meta("meta", "facts", "\u00a0· ".join(entry.facts))
    for name, values in entry.filters.items():
        for value in values:
            yield _meta("filter", name, value)


def _meta(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{escape(name)}[content]" content="{escape(value)}">'
