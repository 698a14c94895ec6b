"""Which name most likely took the place of a lost one.

Signs are weighed in an order: what is back, another id of the same element, the same id on another
page, what is new on the page in like words or between the same neighbors, like words elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_series.core.addresses import ledger

from .likeness import VERY_ALIKE, alike, as_id, last, likeness, match
from .names import Name
from .pages import lasting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from .ends import Ends
    from .published import Published

_ALIKE = 0.7
# A look for names that are alike takes some milliseconds each.
_MOST_LOOKS = 200
LABEL = "std:label"
_OF_SECTIONS = frozenset({LABEL, "std:doc", "series:post", "series:series", "series:topic"})


class Successors:
    """Finds successors of lost names.

    Args:
        published: what the site has now.
        ends: where recorded names lead.
        known: all names that were recorded: what is not among them is new.
        before: what the site had, where that is known.
    """

    def __init__(
        self,
        published: Published,
        ends: Ends,
        known: Collection[Name],
        before: Published | None = None,
    ) -> None:
        self.published = published
        self.ends = ends
        self.known = {ends.here(name) for name in known}
        self.before = before
        self.placed = before.objects if before else {}
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
        """The places of each page that nobody recorded."""
        return {
            address: [id_ for id_ in ids if Name(address, id_) not in self.known]
            for address, ids in self._places.items()
        }

    @cached_property
    def _elements(self) -> dict[str, list[Name]]:
        """The places that have an id, by any of their ids, and had it not before."""
        found: dict[str, list[Name]] = defaultdict(list)
        for address, ids in self._places.items():
            for id_ in ids:
                place = Name(address, id_)
                for called in self.published.called(place):
                    if Name(address, called) not in self.known:
                        found[called].append(place)
        return found

    def _of_page(self, address: str, lost: Sequence[str]) -> dict[Name, Name]:
        page = self._page(address, lost)
        found = {id_: place for id_ in lost if (place := self._same(address, id_, page))}
        left = [id_ for id_ in lost if id_ not in found]
        taken = {place.id for place in found.values() if place.scope == page}
        new = [id_ for id_ in self._new.get(page, ()) if id_ not in taken]
        kinds = {id_: self._kind(Name(address, id_)) for id_ in left}
        for kind in dict.fromkeys(kinds.values()):
            own = [id_ for id_ in left if kinds[id_] == kind]
            called = {
                id_: self.published.called(Name(page, id_))
                for id_ in new
                if self._kind_now(Name(page, id_)) == kind
            }
            # An object without a like name is none that was renamed, wherever it stands.
            matched = alike(own, called, _ALIKE)
            if not kind:
                matched = match(own, called, self._outline(address), self._places.get(page, []))
            found |= {old: Name(page, id_) for old, id_ in matched.items()}
        for id_ in left:
            place = None if id_ in found else self._alike(page, id_)
            if place:
                found[id_] = place
        return {Name(address, id_): place for id_, place in found.items()}

    def _outline(self, address: str) -> Sequence[str]:
        page = self.before.page(address) if self.before else None
        return page.marked if page else ()

    def _page(self, address: str, lost: Sequence[str]) -> str:
        """Give the page that has taken the place of one: it answers, or has most of its ids."""
        now = self.published.now(address)
        if now.startswith("/"):
            return now
        alike = self._by_address.of(address)
        shared = Counter(place.scope for id_ in lost for place in self._elements.get(id_, ()))
        return max(shared, key=lambda page: (shared[page], page == alike), default=alike)

    @cached_property
    def _by_address(self) -> ledger.Successors:
        return ledger.Successors(self.published.pages)

    def _same(self, address: str, id_: str, page: str) -> Name | None:
        """Give the same place: one that is back, or has an id of the lost one's element.

        It is on the page that answers, or on one other.
        """
        name = Name(address, id_)
        for earlier in self._leading_to.get(name, ()):
            if self._is_there(earlier):
                return self.ends.here(earlier)
        ids = self.before.called(self.before.whole(name)) if self.before else [id_]
        for called in ids:
            here = self.published.whole(Name(page, called))
            if here.id in self._places.get(page, ()):
                return here
        found = [place for called in ids for place in self._elements.get(called, ())]
        return found[0] if len({place.scope for place in found}) == 1 else None

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

    def _kind(self, place: Name) -> str:
        """Give the kind of object that stood at a lost place; ``""`` for a section."""
        return self._kinds.get(place, "") or self._recorded_kinds.get(as_id(place.id), "")

    def _kind_now(self, place: Name) -> str:
        found = [name.scope for name in self._objects_at.get(place, ())]
        return next((kind for kind in found if kind not in _OF_SECTIONS), "")

    @cached_property
    def _kinds(self) -> dict[Name, str]:
        return {
            place: name.scope
            for name, place in self.placed.items()
            if name.scope not in _OF_SECTIONS
        }

    @cached_property
    def _recorded_kinds(self) -> dict[str, str]:
        """The kind of each recorded object, by the ids that domains may give its place."""
        found: dict[str, str] = {}
        for name in (record.name for record in self.ends.register.records):
            if not name.is_place and name.scope not in _OF_SECTIONS:
                found[as_id(name.id)] = found[as_id(f"{name.kind} {name.id}")] = name.scope
        return found

    def _alike(self, page: str, id_: str) -> Name | None:
        """Give a place with like words: a new one on any page, or one that the page had before."""
        here = self._close(id_, self._places.get(page, ()), VERY_ALIKE)
        if here:
            return Name(page, here)
        elsewhere = self._close(id_, self._elements, VERY_ALIKE)
        return self._elements[elsewhere][0] if elsewhere else None

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
        same = [other for other in new if last(other.id) == last(name.id)]
        if same:
            return _most_alike(name, same)
        close = self._close(name.id, (other.id for other in new), _ALIKE)
        if close:
            return Name(name.scope, close)
        page = self.published.now(place.scope) if place and name.scope == LABEL else ""
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


def _most_alike(name: Name, others: Iterable[Name]) -> Name | None:
    return max(others, key=lambda other: likeness(name.id, other.id), default=None)
