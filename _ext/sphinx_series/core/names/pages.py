"""What a page of HTML has that others can refer to.

Pages are read with patterns and not by a parser: a build reads all that it wrote, and a parser
takes as long for a page as Sphinx takes to write it.
"""

from __future__ import annotations

import re
from html import unescape
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sphinx_series.core.addresses.redirect_pages import MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ID = re.compile(r"""<(?:[a-zA-Z][^<>]*?\sid|a\s+name)=["']?([^"'\s<>]+)""")
_MARK = re.compile(
    r"""headerlink[^<>]*?\shref=["']?#([^"'\s<>]+)|<section\b[^<>]*?\sid=["']?([^"'\s<>]+)"""
)
# An element with several ids has one itself, and empty elements that stand first in it the others.
_TWINS = re.compile(
    r"""<[a-z]+\b[^<>]*?\sid=["']?([^"'\s<>]+)[^<>]*>((?:\s*<span\b[^<>]*?\sid=[^<>]+></span>)+)"""
)
_REFRESH = re.compile(
    r"""<meta[^<>]*\shttp-equiv=["']?refresh["']?\s[^<>]*?\burl=["']?([^"'<>]+)""", re.IGNORECASE
)
# What docutils and Sphinx count where nobody gave a name: it is another one after an edit.
_COUNTED = re.compile(r"id\d+|(?:index|term)-\d+")


class Page(NamedTuple):
    """The ids of a page, and of those the ones that it offers to readers, in its order.

    ``twins`` leads from further ids of an element to the one that it offers. ``refresh`` is the URL
    to which it leads on; a page that ``is_gone`` says that there is none any more.
    """

    ids: frozenset[str] = frozenset()
    marked: tuple[str, ...] = ()
    twins: Mapping[str, str] = MappingProxyType({})
    refresh: str = ""
    is_gone: bool = False


def read(text: str) -> Page:
    """Read a page as a builder wrote it."""
    refresh = _REFRESH.search(text)
    return Page(
        ids=frozenset(map(unescape, _ID.findall(text))),
        marked=tuple(dict.fromkeys(unescape(mark or section) for mark, section in _marks(text))),
        twins=dict(_twins(text)),
        refresh=unescape(refresh[1]).strip() if refresh else "",
        is_gone=not refresh and MARK in text,
    )


def _marks(text: str) -> Iterator[tuple[str, str]]:
    return (match.groups() for match in _MARK.finditer(text))  # type: ignore[misc]


def _twins(text: str) -> Iterator[tuple[str, str]]:
    for match in _TWINS.finditer(text):
        for twin in _ID.findall(match[2]):
            yield unescape(twin), unescape(match[1])


def is_counted(fragment: str) -> bool:
    """Tell whether an id is a number that nobody gave: no link to it can last."""
    return _COUNTED.fullmatch(fragment) is not None


def lasting(fragments: Iterable[str]) -> list[str]:
    """Leave out the ids that nobody gave."""
    return [fragment for fragment in fragments if not is_counted(fragment)]
