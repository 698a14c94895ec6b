"""The bounded sidebar: the site's top level, with the branch of the page that shows it open.

What a page shows does not grow with the site: of a post's neighbours it has the parts of its own
series that are near it, and no others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Literal, TypeAlias

from sphinx_series.core.view import Item, Section

from . import paging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Owner: TypeAlias = Literal["author", "series", "topic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Toctree:
    """One toctree of a page: entries are a title or None with a docname or URL.

    ``owner`` says who filled it: the author, or the declaration of a series or a topic. An author
    may have hidden it where it stands.
    """

    entries: tuple[tuple[str | None, str], ...]
    caption: str = ""
    owner: Owner = "author"
    is_hidden: bool = False


class Navigation:
    """The sidebar of each page.

    Args:
        root: the home page.
        toctrees: the toctrees of each page, in order.
        titles: the title of each page, as markup.
    """

    def __init__(
        self, root: str, toctrees: Mapping[str, Sequence[Toctree]], titles: Mapping[str, str]
    ) -> None:
        self.root = root
        self.toctrees = toctrees
        self.titles = titles
        self._items: dict[tuple[str | None, str, bool], Item] = {}
        # Where each page stands in the toctrees of another: no part looks through all of them.
        self._places: dict[tuple[str, int, str], list[int]] = defaultdict(list)
        for page, trees in toctrees.items():
            for number, toctree in enumerate(trees):
                for position, (_, target) in enumerate(toctree.entries):
                    self._places[page, number, target].append(position)
        self.parents = dict(self._first_parents())
        self.homes = {
            target: toctree.owner
            for page, trees in toctrees.items()
            for toctree in trees
            for _, target in toctree.entries
            if self.parents.get(target) == page
        }

    def _first_parents(self) -> Iterator[tuple[str, str]]:
        """Give the parent of each page: the one from which reading order first reaches it."""
        seen = {self.root}
        waiting = [self.root]
        while waiting:
            page = waiting.pop()
            children = [
                target
                for toctree in self.toctrees.get(page, ())
                for _, target in toctree.entries
                if target not in seen
            ]
            for child in children:
                if child not in seen:
                    seen.add(child)
                    yield child, page
            waiting += reversed(children)

    @cached_property
    def closed(self) -> tuple[Section, ...]:
        """The top level alone."""
        return tuple(
            Section(caption=toctree.caption, items=self._near(self.root, toctree, 0))
            for _, toctree in self._top_level
        )

    @cached_property
    def _top_level(self) -> tuple[tuple[int, Toctree], ...]:
        """The toctrees of the home page that all pages show, by their numbers."""
        return tuple(
            (number, toctree)
            for number, toctree in enumerate(self.toctrees.get(self.root, ()))
            if toctree.owner != "topic" and toctree.entries
        )

    def ancestors(self, docname: str) -> tuple[str, ...]:
        """Give the pages from the home page down to a page, without both; none for an orphan."""
        path: list[str] = []
        page = self.parents.get(docname, self.root)
        while page != self.root:
            path.append(page)
            page = self.parents[page]
        return tuple(reversed(path))

    def of(self, docname: str) -> tuple[Section, ...]:
        """Give the sidebar of a page."""
        if docname not in self.parents:
            return self.closed
        path = (*self.ancestors(docname), docname)
        branch = self._branch(path, is_plain=self._is_plain(docname))
        sections = []
        for section, (number, toctree) in zip(self.closed, self._top_level, strict=True):
            found = self._places.get((self.root, number, path[0]))
            if not found:
                sections.append(section)
                continue
            items = (
                _instead(item, branch) if item.target == path[0] else item
                for item in self._near(self.root, toctree, found[0])
            )
            sections.append(replace(section, items=tuple(items)))
        is_shown = any(item.is_open for section in sections for item in section.items)
        # A post that a topic of the home page adopts stands alone below the top level.
        return tuple(sections) if is_shown else (*sections, Section(items=(branch,)))

    def _is_plain(self, docname: str) -> bool:
        """Tell whether a page is neither a post of a collection nor declares one."""
        owners = {toctree.owner for toctree in self.toctrees.get(docname, ())}
        return self.homes.get(docname) == "author" and owners <= {"author"}

    def _branch(self, path: Sequence[str], *, is_plain: bool) -> Item:
        page, below = path[0], path[1:]
        if not below:
            branch = self._item((None, page), is_hidden=False)
            return replace(branch, items=self._children(page), is_open=True, is_current=True)
        branch = self._branch(below, is_plain=is_plain)
        items: list[Item] = []
        for number, toctree in enumerate(self.toctrees[page]):
            found = self._places.get((page, number, below[0]), [])
            shows_others = (toctree.owner == "author" and is_plain) or (
                toctree.owner == "series" and len(below) == 1
            )
            if shows_others:
                items += (
                    _instead(item, branch) if item.target == below[0] else item
                    for item in self._near(page, toctree, found[0] if found else 0)
                )
            else:
                closed = (
                    self._item(toctree.entries[position], is_hidden=toctree.is_hidden)
                    for position in found
                )
                items += (_instead(item, branch) for item in closed)
        return replace(self._item((None, page), is_hidden=False), items=tuple(items), is_open=True)

    def _near(self, page: str, toctree: Toctree, position: int) -> tuple[Item, ...]:
        """Give the closed links of a toctree; of a long series, of the parts near one of them."""
        count = len(toctree.entries)
        if toctree.owner != "series" or count <= paging.MOST_PARTS:
            return tuple(self._closed(toctree))
        near = replace(toctree, entries=toctree.entries[paging.nearby(count, position)])
        return (*self._closed(near), Item(target=page, title="", is_rest=True))

    def _children(self, page: str) -> tuple[Item, ...]:
        return tuple(
            item
            for toctree in self.toctrees.get(page, ())
            if toctree.owner != "topic"
            for item in self._closed(toctree)
        )

    def _closed(self, toctree: Toctree) -> Iterator[Item]:
        return (self._item(entry, is_hidden=toctree.is_hidden) for entry in toctree.entries)

    def _item(self, entry: tuple[str | None, str], *, is_hidden: bool) -> Item:
        """Give the closed link of an entry: one value, however many pages show it."""
        known = self._items.get((*entry, is_hidden))
        if known is None:
            title, target = entry
            own = escape(title) if title else self.titles.get(target, escape(target))
            known = Item(target=target, title=own, is_hidden=is_hidden)
            self._items[*entry, is_hidden] = known
        return known


def _instead(item: Item, branch: Item) -> Item:
    """Give a branch in the place of its closed link, of which it has the title there."""
    return replace(branch, title=item.title, is_hidden=item.is_hidden)
