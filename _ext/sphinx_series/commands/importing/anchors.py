"""Links to parts of pages: the places that had ids, and who leads there.

A page is converted before all others are known. So both ends are marks in the texts, like those of
notes, until every page is there; a place that nobody leads to leaves nothing.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .model import Kind, without_reserved

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from .model import Notes

_PLACE = re.compile("\ue00e(?P<names>[^\ue00f]*)\ue00f")
LEADING = re.compile(f"(?:{_PLACE.pattern.replace('?P<names>', '')}\\s*)*")
"""The marks of places at the start of a text."""
_LINE = re.compile(f"^{_PLACE.pattern}\n\n", re.MULTILINE)
_LINK = re.compile("\ue00c(?P<page>[^#\ue00d]*)#(?P<name>[^\ue00d]*)\ue00d")

TOP = "top"
"""The id that the top of any page has for browsers."""

NOTHING = "\ue00e\ue00f"
"""Keeps what stood around something apart that is left out."""


def place(*names: str) -> str:
    """Mark a place by the ids that it had."""
    shown = " ".join("".join(without_reserved(name).split()) for name in names)
    return f"\ue00e{shown}\ue00f" if shown.strip() else ""


def taken(text: str) -> tuple[str, list[str]]:
    """Take the marks of places out of a text; give it, and the ids."""
    names = [name for found in _PLACE.finditer(text) for name in found["names"].split()]
    return _PLACE.sub("", text), names


def link(page: str, name: str) -> str:
    """Give the target of a link to a place of a page."""
    return f"\ue00c{page}#{name}\ue00d"


def resolve(
    texts: Mapping[str, str],
    notes: Mapping[str, Notes],
    tops: Mapping[str, Collection[str]],
    here: Callable[[str], str],
) -> dict[str, str]:
    """Make labels of the places that are asked for, and links to them; by the names of the pages.

    A link to a place that is not there leads to its page, with a note; one to the title, whose ids
    ``tops`` are, without. Pages that are ``here`` already have the labels that their texts say.
    """
    asked = {_key(found) for text in texts.values() for found in _LINK.finditer(text)}
    labels = _labels(texts, asked)

    def target(page: str, found: re.Match[str]) -> str:
        own = (labels.get((page, name)) for name in found["names"].split())
        return next((f"({label})=\n\n" for label in own if label), "")

    def led(page: str, found: re.Match[str]) -> str:
        if label := labels.get(_key(found)):
            return f"#{label}"
        own, name = _key(found)
        label = _label(own, name)
        if f"({label})=\n" in here(own):
            return f"#{label}"
        if name.lower() == TOP or name in tops.get(own, ()):
            return own
        message = f"the link leads to the top of {own}: no part of it has the id {name!r}"
        return own + notes[page].mark(Kind.CHANGED, message)

    return {
        page: _LINK.sub(partial(led, page), _LINE.sub(partial(target, page), text))
        for page, text in texts.items()
    }


def _labels(
    texts: Mapping[str, str], asked: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Give the label of each place that is asked for, by its page and id."""
    labels: dict[tuple[str, str], str] = {}
    used: set[str] = set()
    for page, text in texts.items():
        for found in _LINE.finditer(text):
            keys = [(page, name) for name in found["names"].split() if (page, name) in asked]
            if keys:
                label = _free(_label(*keys[0]), used)
                used.add(label)
                labels |= dict.fromkeys(keys, label)
    return labels


def _free(label: str, used: Collection[str]) -> str:
    """Give a label that no other place has; letters that no label holds may make them alike."""
    others = (f"{label}-{number}" for number in count(2))
    return label if label not in used else next(one for one in others if one not in used)


def _key(found: re.Match[str]) -> tuple[str, str]:
    return found["page"], unquote(found["name"])


def _label(page: str, name: str) -> str:
    return re.sub(r"[^\w.-]", "-", f"{page.removesuffix('.md')}-{name}").lower()
