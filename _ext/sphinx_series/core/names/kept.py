"""What pages keep of names that they had: old ids, and where their sections are now."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_series.core.addresses.redirects import RequestedRedirect, Source

from .ends import Ends
from .names import GONE, Name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .register import Record, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The old names of a site, each with its end.

    Args:
        places: the old ids that each page keeps, by its address.
        redirects: the old ids that the page of a redirect maps, by its address.
        objects: the new name of each old object.
    """

    places: Mapping[str, Mapping[str, Name]] = field(default_factory=dict)
    redirects: Mapping[str, Mapping[str, Name]] = field(default_factory=dict)
    objects: Mapping[Name, Name] = field(default_factory=dict)


def keep(register: Register, now: Callable[[str], str]) -> Kept:
    """Plan what is kept.

    Args:
        register: the names, with what they are called since.
        now: gives the address of the page to which an address leads; ``gone``, a URL, or ``""``.
    """
    ends = Ends(register, now)
    places: dict[str, dict[str, Name]] = defaultdict(dict)
    redirects: dict[str, dict[str, Name]] = defaultdict(dict)
    asked = {name: end for name, end in ends.by_name.items() if name.is_place}
    pages = {name.scope: now(name.scope) for name in asked}
    # Two pages that are one now may have had one id: here it is of the page that has stayed.
    own = {ends.here(record.name) for record in register.records if not record.target}
    for name, end in sorted(asked.items(), key=lambda item: pages[item[0].scope] != item[0].scope):
        here = Name(pages[name.scope], name.id)
        if end == here or not (here.is_place or here.is_elsewhere):
            continue
        if here.is_place and here not in own:
            places[here.scope].setdefault(name.id, end)
        if here.scope != name.scope and end != GONE:
            redirects[name.scope][name.id] = end
    objects = {name: end for name, end in ends.by_name.items() if not name.is_place}
    return Kept(
        places=places,
        redirects=redirects,
        objects={name: end for name, end in objects.items() if end != GONE},
    )


def requests(register: Register) -> Iterator[RequestedRedirect]:
    """Ask that a page of which only sections are known leads where most of them are."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, Record] = {}
    for name, record in register.arrows.items():
        if name.is_place and record.target:
            found[name.scope][record.target.scope] += 1
            first.setdefault(name.scope, record)
    for address, targets in found.items():
        yield RequestedRedirect(
            address=address,
            target=targets.most_common(1)[0][0],
            source=Source.NAMES,
            place=register.place(first[address]),
        )
