"""What a built site has: its pages, their places, and the objects of its inventory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from sphinx_series.core.addresses import addresses

from .names import GONE, Name, an_object, place
from .pages import is_counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from .pages import Page

# An own host, to resolve links against; and how many redirects a browser follows.
_HERE = "http://localhost"
_MOST_REDIRECTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A built site.

    Args:
        pages: the addresses of its pages.
        page: gives the page of an address; None where there is none.
        objects: the place of each object.
    """

    pages: Sequence[str]
    page: Callable[[str], Page | None]
    objects: Mapping[Name, Name] = field(default_factory=dict)

    def now(self, address: str) -> str:
        """Give the address of the page to which an address leads now.

        ``gone`` where it was retired, a URL where it leads elsewhere, ``""`` where it leads
        nowhere.
        """
        for _ in range(_MOST_REDIRECTS):
            page = self.page(address)
            if page is None:
                return ""
            if page.is_gone:
                return GONE.scope
            if not page.refresh:
                return address
            address = _followed(address, page.refresh)
            if not address.startswith("/"):
                return address
        return ""

    def has(self, name: Name) -> bool:
        """Tell whether a name leads somewhere, or where it led was retired or left the site."""
        if not name.is_place:
            return name.is_elsewhere or name in self.objects
        asked = self.page(name.scope)
        if asked and name.id in asked.ids:
            return True
        page = self.now(name.scope)
        if not page.startswith("/"):
            return bool(page)
        found = self.page(page)
        return not name.id or (found is not None and name.id in found.ids)

    def whole(self, name: Name) -> Name:
        """Give the place by the id that its element offers, where it has several."""
        page = self.page(name.scope) if name.is_place else None
        return Name(name.scope, page.twins.get(name.id, name.id)) if page else name

    def called(self, name: Name) -> list[str]:
        """Give all ids of the element at a place, the one that it offers first."""
        page = self.page(name.scope)
        twins = page.twins.items() if page else ()
        return [name.id, *(twin for twin, id_ in twins if id_ == name.id)]

    def names(self) -> Iterator[Name]:
        """Give every name that others can use: of places and of objects, once each."""
        found = dict.fromkeys(self.marked())
        found |= dict.fromkeys(self.objects)
        found |= dict.fromkeys(where for where in self.objects.values() if where.id)
        return (name for name in found if not name.is_place or not is_counted(name.id))

    def marked(self) -> Iterator[Name]:
        """Give the places that pages offer to readers, in the order of each page."""
        for address in self.pages:
            page = self.page(address)
            for fragment in page.marked if page else ():
                yield place(address, fragment)


def _followed(address: str, url: str) -> str:
    """Give where a link on a page leads: an address of the site, or a URL."""
    try:
        found = urljoin(f"{_HERE}{addresses.encode(address)}", url)
        parts = urlsplit(found)
    except ValueError:
        return ""
    if f"{parts.scheme}://{parts.netloc}" != _HERE:
        return found
    return place(unquote(parts.path) or "/").scope


def objects(found: Iterable[tuple[str, str, str]]) -> dict[Name, Name]:
    """Give objects with their places.

    Args:
        found: kind, name and location of each, the last as a URL from the root of the site.
    """
    return {an_object(kind, name): _place(location) for kind, name, location in found}


def _place(location: str) -> Name:
    path, _, fragment = location.partition("#")
    return place(f"/{unquote(path.removeprefix('/'))}", unquote(fragment))
