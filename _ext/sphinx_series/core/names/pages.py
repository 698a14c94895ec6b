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
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# A permalink's target, and the value of an attribute.
_MARK = re.compile(r"""headerlink[^<>]*?\shref=["']?#([^"'\s<>]+)""")
_VALUE = re.compile(r"""["']?([^"'\s<>]+)""")
_NAMED = re.compile(r"""<a name=["']?([^"'\s<>]+)""")
# An element with several ids has one itself, and empty elements that stand first in it the others.
_OPENING = re.compile(r"""["']?[^"'\s<>]+["']?[^<>]*>(?:</span>)?\s*<span\b[^<>]*""")
_EMPTY = re.compile(r"""["']?[^"'\s<>]+["']?[^<>]*></span>""")
_BEFORE_SECTION = re.compile(r"<section\b[^<>]*$")
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
    refresh = _REFRESH.search(text) if "http-equiv" in text else None
    pieces = text.replace("\n", " ").split(" id=")
    found = [_VALUE.match(piece) for piece in pieces]
    ids = [unescape(match[1]) if match else "" for match in found]
    named = map(unescape, _NAMED.findall(text)) if "<a name" in text else ()
    marked = map(unescape, _MARK.findall(text))
    return Page(
        ids=frozenset([*filter(None, ids[1:]), *named]),
        # Without permalinks, sections are what a page offers.
        marked=tuple(dict.fromkeys(marked)) or tuple(_sections(pieces, ids)),
        twins=_twins(pieces, ids),
        refresh=unescape(refresh[1]).strip() if refresh else "",
        is_gone=not refresh and MARK in text,
    )


def _sections(pieces: Sequence[str], ids: Sequence[str]) -> Iterator[str]:
    for before, id_ in zip(pieces, ids[1:], strict=False):
        if id_ and _BEFORE_SECTION.search(before[-200:]):
            yield id_


def _twins(pieces: Sequence[str], ids: Sequence[str]) -> dict[str, str]:
    """Give the ids of empty elements, each with that of the element in which they stand first."""
    found: dict[str, str] = {}
    for number, piece in enumerate(pieces[:-1]):
        is_opening = piece.endswith(("<span", '"target"')) and _OPENING.fullmatch(piece)
        if number and is_opening and _EMPTY.match(pieces[number + 1]):
            found[ids[number + 1]] = found.get(ids[number], ids[number])
    return found


def is_counted(fragment: str) -> bool:
    """Tell whether an id is a number that nobody gave: no link to it can last."""
    return _COUNTED.fullmatch(fragment) is not None


def lasting(fragments: Iterable[str]) -> list[str]:
    """Leave out the ids that nobody gave."""
    return [fragment for fragment in fragments if not is_counted(fragment)]
