"""Names by which others refer to a site: places on its pages, and objects of its inventory."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sphinx_series.core.addresses import addresses

_KIND = re.compile(r"[^\s:/#][^\s:]*:\S+")
_SPACE = re.compile(r"\s+")


class Name(NamedTuple):
    """A place on a page, or an object.

    ``scope`` is the address of the page, its URL where it is another project's, or the kind of the
    object as an inventory has it, ``std:label``. ``id`` is what stands behind ``#``, or what the
    object is called.
    """

    scope: str
    id: str = ""

    @property
    def is_place(self) -> bool:
        """Whether it is a place on a page of the site."""
        return self.scope.startswith("/")

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is a page of another project, or a place there."""
        return self.scope.startswith(("https://", "http://"))

    @property
    def domain(self) -> str:
        """The domain of an object."""
        return self.scope.partition(":")[0]

    @property
    def kind(self) -> str:
        """The kind of an object in its domain, which may hold colons itself."""
        return self.scope.partition(":")[2]

    def __str__(self) -> str:
        """Give the name as a line has it; `parse` reads it."""
        if self == GONE:
            return self.scope
        if self.is_elsewhere:
            return f"{self.scope}{addresses.encode_fragment(self.id)}"
        if self.is_place:
            return f"{addresses.encode(self.scope)}{addresses.encode_fragment(self.id)}"
        return f"{self.scope} {self.id}"


GONE = Name("gone")
"""Where a name leads that was retired on purpose."""


def place(address: str, fragment: str = "") -> Name:
    """Give a place on the page of an address; all spellings of the address give one name."""
    return Name(_spelled(address), fragment)


def an_object(kind: str, name: str) -> Name:
    """Give an object; a space in its name is one space, as in an inventory."""
    return Name(kind, _SPACE.sub(" ", name.strip()))


@cache
def _spelled(address: str) -> str:
    return addresses.of_file(addresses.file_of(address))


def parse(text: str) -> Name | None:
    """Read a name as a line has it; None if it is none."""
    if text.startswith("/"):
        page, hash_, fragment = text.partition("#")
        address = _page(page)
        # The page is known by then, and is what takes time.
        target = addresses.parse_target(f"/{hash_}{fragment}") if address else None
        return Name(address, target[1]) if address and target else None
    kind, _, name = text.partition(" ")
    return an_object(kind, name) if _KIND.fullmatch(kind) and name.strip() else None


@cache
def _page(text: str) -> str:
    """Read the address of a page, of which one line after the other names another place."""
    address = addresses.parse(text)
    return _spelled(address) if address else ""
