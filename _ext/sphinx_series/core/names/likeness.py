"""How alike names are, and which of some new ones took the places of old ones on a page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

VERY_ALIKE = 0.8
# What is new on a page most likely is what was there: a little likeness will do.
_ON_ITS_PAGE = 0.45
_WORD = re.compile(r"[^\W_]+")
_LAST = re.compile(r"[^\s.:/]+$")
# A word says nothing that stands in so many ids of a page, in a third of them at least.
_MANY = 3


def words(text: str) -> list[str]:
    """Give the words of a name."""
    return _WORD.findall(text.casefold())


def as_id(name: str) -> str:
    """Give the words of a name as an id has them."""
    return "-".join(words(name))


def last(name: str) -> str:
    """Give the last part of a name with dots, colons or slashes."""
    found = _LAST.search(name)
    return found[0] if found else name


def likeness(old: str, new: str, common: Collection[str] = ()) -> float:
    """Give how alike two names are, from 0 to 1: by their letters, or by whole words.

    Words that are ``common`` do not count, unless there are no others.
    """
    one, other = _rare(old, common), _rare(new, common)
    shared = len(set(one) & set(other)) / max(len({*one, *other}), 1)
    return max(shared, SequenceMatcher(None, "-".join(one), "-".join(other)).ratio())


def _rare(name: str, common: Collection[str]) -> list[str]:
    found = words(name)
    return [word for word in found if word not in common] or found


def match(
    lost: Sequence[str],
    new: Mapping[str, Sequence[str]],
    before: Sequence[str],
    now: Sequence[str],
) -> dict[str, str]:
    """Match lost sections of a page with new ones: by words, by their places, by what is left.

    Args:
        lost: the lost ids.
        new: the new ones, each with all that its element is called.
        before: all ids of the old page in their order, where that is known.
        now: all ids of the page in their order.
    """
    found = alike(lost, new, VERY_ALIKE)
    fixed = {id_: id_ for id_ in before if id_ in now} | found
    olds = _gaps(before, fixed, lost)
    news = _gaps(now, {id_: id_ for id_ in fixed.values()}, new)
    for gap in olds.keys() & news.keys():
        if len(olds[gap]) == len(news[gap]):
            found |= dict(zip(olds[gap], news[gap], strict=True))
    left = [id_ for id_ in lost if id_ not in found]
    rest = {id_: called for id_, called in new.items() if id_ not in found.values()}
    found |= alike(left, rest, _ON_ITS_PAGE)
    if not before and len(left) == 1 and rest:
        found.setdefault(left[0], next(iter(rest)))
    return found


def alike(lost: Sequence[str], new: Mapping[str, Sequence[str]], least: float) -> dict[str, str]:
    """Match ids by like words, the most alike first; each has one, which may be called in ways."""
    common = _common([*lost, *new])
    pairs = [
        (max(likeness(old, called, common) for called in ids), old, id_)
        for old in lost
        for id_, ids in new.items()
    ]
    found: dict[str, str] = {}
    for how_much, old, id_ in sorted(pairs, key=lambda pair: -pair[0]):
        if how_much >= least and old not in found and id_ not in found.values():
            found[old] = id_
    return found


def _common(ids: Collection[str]) -> set[str]:
    counted = Counter(word for id_ in ids for word in set(words(id_)))
    return {word for word, count in counted.items() if count >= max(_MANY, len(ids) / 3)}


def _gaps(
    outline: Iterable[str], fixed: Mapping[str, str], wanted: Collection[str]
) -> dict[str, list[str]]:
    """Group the wanted ids of an outline by the last fixed one before each."""
    found: dict[str, list[str]] = defaultdict(list)
    behind = ""
    for id_ in outline:
        behind = fixed.get(id_, behind)
        if id_ in wanted and id_ not in fixed:
            found[behind].append(id_)
    return found
