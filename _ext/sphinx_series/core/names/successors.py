"""Which name most likely took the place of a lost one.

Signs are weighed in an order: what was named anew where the old name led, the same id on another
page, like words on its page, the same place in the outline, like words elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_series.core.addresses import ledger

from .names import Name
from .pages import lasting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from .ends import Ends
    from .published import Published

# What is new on a page most likely is what was there: a little likeness will do.
_ON_ITS_PAGE = 0.45
_ALIKE = 0.6
_VERY_ALIKE = 0.8
LABEL = "std:label"
# A look for names that are alike takes some milliseconds each.
_MOST_LOOKS = 200
_WORD = re.compile(r"[^\W_]+")
_LAST = re.compile(r"[^\s.:/]+$")


class Successors:
    """Finds successors of lost names.

    Args:
        published: what the site has now.
        ends: where recorded names lead.
        known: all names that were recorded: what is not among them is new.
        outlines: the ids of pages in the order that they had, where that is known.
        placed: the places that objects had, where they are known.
    """

    def __init__(
        self,
        published: Published,
        ends: Ends,
        known: Collection[Name],
        *,
        outlines: Mapping[str, Sequence[str]] | None = None,
        placed: Mapping[Name, Name] | None = None,
    ) -> None:
        self.published = published
        self.ends = ends
        self.known = {ends.here(name) for name in known}
        self.outlines = outlines or {}
        self.placed = placed or {}
        self.looks = 0

    def of(self, lost: Iterable[Name]) -> dict[Name, Name]:
        """Give the successor of each lost name that has one.

        That of a label may be a place, which has no label yet.
        """
        by_page: dict[str, list[str]] = defaultdict(list)
        objects = []
        for name in lost:
            if name.is_place:
                by_page[name.scope].append(name.id)
            else:
                objects.append(name)
        found: dict[Name, Name] = {}
        for address, fragments in by_page.items():
            found |= self._of_page(address, fragments)
        return found | self._of_objects(objects, found)

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        """The ids that each page offers."""
        found: dict[str, list[str]] = {address: [] for address in self.published.pages}
        for name in self.published.marked():
            found[name.scope].append(name.id)
        return {address: lasting(ids) for address, ids in found.items()}

    @cached_property
    def _new(self) -> dict[str, list[str]]:
        """The places of each page that nobody recorded, by none of their ids."""
        return {
            address: [id_ for id_ in ids if self._is_new(Name(address, id_))]
            for address, ids in self._places.items()
        }

    def _is_new(self, place: Name) -> bool:
        ids = self.published.called(place)
        return not any(Name(place.scope, id_) in self.known for id_ in ids)

    @cached_property
    def _pages_of(self) -> dict[str, list[str]]:
        """The pages that have an id and had it not before."""
        found: dict[str, list[str]] = defaultdict(list)
        for address, ids in self._new.items():
            for id_ in ids:
                found[id_].append(address)
        return found

    def _of_page(self, address: str, lost: Sequence[str]) -> dict[Name, Name]:
        page = self._page(address, lost)
        found = {id_: place for id_ in lost if (place := self._elsewhere(address, id_, page))}
        left = [id_ for id_ in lost if id_ not in found]
        taken = {place.id for place in found.values() if place.scope == page}
        new = [id_ for id_ in self._new.get(page, ()) if id_ not in taken]
        matched = _matched(left, {id_: self.published.called(Name(page, id_)) for id_ in new})
        matched |= self._in_outline(address, page, left, new, matched)
        found |= {old: Name(page, id_) for old, id_ in matched.items()}
        for id_ in left:
            place = None if id_ in found else self._alike(page, id_)
            if place:
                found[id_] = place
        return {Name(address, id_): place for id_, place in found.items()}

    def _page(self, address: str, lost: Sequence[str]) -> str:
        """Give the page that has taken the place of one: it answers, or has most of its ids."""
        now = self.published.now(address)
        if now.startswith("/"):
            return now
        shared = Counter(page for id_ in lost for page in self._pages_of.get(id_, ()))
        if shared:
            return max(shared, key=lambda page: (shared[page], page == self._named_alike(address)))
        return self._named_alike(address)

    def _named_alike(self, address: str) -> str:
        return self._by_address.of(address)

    @cached_property
    def _by_address(self) -> ledger.Successors:
        return ledger.Successors(self.published.pages)

    def _elsewhere(self, address: str, id_: str, page: str) -> Name | None:
        """Give the place that has the id of the lost one: one that is back, or on another page."""
        for name in self._leading_to.get(Name(address, id_), ()):
            if self._is_there(name):
                return self.ends.here(name)
        pages = self._pages_of.get(id_, [])
        if page in pages:
            return Name(page, id_)
        return Name(pages[0], id_) if len(pages) == 1 else None

    @cached_property
    def _leading_to(self) -> dict[Name, list[Name]]:
        """The names that a line leads to each: one may be back in its place."""
        found: dict[Name, list[Name]] = defaultdict(list)
        for record in self.ends.register.records:
            if record.target:
                found[record.target].append(record.name)
        return found

    def _is_there(self, name: Name) -> bool:
        here = self.ends.here(name)
        return here.id in self._places.get(here.scope, ())

    def _in_outline(
        self,
        address: str,
        page: str,
        lost: Sequence[str],
        new: Sequence[str],
        matched: Mapping[str, str],
    ) -> dict[str, str]:
        """Give what stands in the place of lost ids, behind the same neighbor.

        Where nobody knows the order that there was, one lost id and the first new one of its page.
        """
        left = [id_ for id_ in lost if id_ not in matched]
        new = [id_ for id_ in new if id_ not in matched.values()]
        before, now = self.outlines.get(address, ()), self._places.get(page, ())
        if not before:
            return {left[0]: new[0]} if len(left) == 1 and new else {}
        fixed = {id_: id_ for id_ in before if id_ in now} | dict(matched)
        old_gaps = _gaps(before, fixed, left)
        new_gaps = _gaps(now, {id_: id_ for id_ in fixed.values()}, new)
        return {
            old: id_
            for gap, olds in old_gaps.items()
            for old, id_ in zip(olds, new_gaps.get(gap, ()), strict=False)
        }

    def _alike(self, page: str, id_: str) -> Name | None:
        """Give a place with like words: a new one on any page, or one that the page had before."""
        here = self._close(id_, self._places.get(page, ()), _VERY_ALIKE)
        if here:
            return Name(page, here)
        elsewhere = self._close(id_, self._pages_of, _VERY_ALIKE)
        return Name(self._pages_of[elsewhere][0], elsewhere) if elsewhere else None

    def _close(self, word: str, words: Iterable[str], cutoff: float) -> str:
        self.looks += 1
        if self.looks > _MOST_LOOKS:
            return ""
        return next(iter(get_close_matches(word, words, n=1, cutoff=cutoff)), "")

    def _of_objects(self, lost: Iterable[Name], places: Mapping[Name, Name]) -> dict[Name, Name]:
        """Give successors of objects, and of the places that they had and nothing else has."""
        found: dict[Name, Name] = {}
        for name in lost:
            old = self.placed.get(name) or self._likely_place(name)
            place = (places.get(old) or self.ends.of(old)) if old else None
            successor = self._at(place, name) or self._called_alike(name, place)
            if successor:
                found[name] = successor
            elif place and name.scope == LABEL and self.published.has(place):
                found[name] = place
            if old and successor and old not in places and not self.published.has(old):
                found[old] = self.published.objects[successor]
        return found

    def _at(self, place: Name | None, name: Name) -> Name | None:
        """Give the object of the kind that stands where the lost one stood."""
        there = self._objects_at.get(self.published.whole(place), []) if place else []
        alike = [other for other in there if other.scope == name.scope]
        new = [other for other in alike if other not in self.known]
        return _most_alike(name, new or alike)

    @cached_property
    def _objects_at(self) -> dict[Name, list[Name]]:
        found: dict[Name, list[Name]] = defaultdict(list)
        for name, place in self.published.objects.items():
            found[self.published.whole(place)].append(name)
        return found

    def _likely_place(self, name: Name) -> Name | None:
        """Give the one recorded place whose id is the object's name, as ids are written."""
        places = self._recorded_places.get(as_id(name.id), [])
        return places[0] if len(places) == 1 else None

    @cached_property
    def _recorded_places(self) -> dict[str, list[Name]]:
        found: dict[str, list[Name]] = defaultdict(list)
        for record in self.ends.register.records:
            if record.name.is_place:
                found[as_id(record.name.id)].append(record.name)
        return found

    def _called_alike(self, name: Name, place: Name | None) -> Name | None:
        """Give the new object of the kind with its last part, with like words, or on its page."""
        new = self._new_objects.get(name.scope, [])
        same = [other for other in new if _last(other.id) == _last(name.id)]
        if same:
            return _most_alike(name, same)
        close = self._close(name.id, (other.id for other in new), _ALIKE)
        if close:
            return Name(name.scope, close)
        page = self.published.now(place.scope) if place else ""
        near = [other for other in new if self.published.objects[other].scope == page]
        return near[0] if len(near) == 1 else None

    @cached_property
    def _new_objects(self) -> dict[str, list[Name]]:
        """What nobody recorded of each kind."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in self.published.objects:
            if name not in self.known:
                found[name.scope].append(name)
        return found


def _matched(lost: Sequence[str], new: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Match ids by like words, the most alike first; each has one, which may be called in ways."""
    pairs = [
        (max(_likeness(old, called) for called in ids), old, id_)
        for old in lost
        for id_, ids in new.items()
    ]
    found: dict[str, str] = {}
    for likeness, old, id_ in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= _ON_ITS_PAGE and old not in found and id_ not in found.values():
            found[old] = id_
    return found


def _most_alike(name: Name, others: Iterable[Name]) -> Name | None:
    return max(others, key=lambda other: _likeness(name.id, other.id), default=None)


def _likeness(old: str, new: str) -> float:
    """Give how alike two names are, from 0 to 1: by their letters, or by whole words."""
    words, others = set(_words(old)), set(_words(new))
    shared = len(words & others) / max(len(words | others), 1)
    return max(shared, SequenceMatcher(None, old.casefold(), new.casefold()).ratio())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def as_id(name: str) -> str:
    """Give the words of a name as an id has them."""
    return "-".join(_words(name))


def _last(name: str) -> str:
    found = _LAST.search(name)
    return found[0] if found else name


def _gaps(
    outline: Iterable[str], fixed: Mapping[str, str], wanted: Collection[str]
) -> dict[str, list[str]]:
    """Group the wanted ids of an outline by the last fixed one before each."""
    found: dict[str, list[str]] = defaultdict(list)
    last = ""
    for id_ in outline:
        last = fixed.get(id_, last)
        if id_ in wanted:
            found[last].append(id_)
    return found
