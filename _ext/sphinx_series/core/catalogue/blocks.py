"""Blocks for sidebars, which many pages show: short, however many posts there are."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from sphinx_series.core.addresses import listing_pages
from sphinx_series.core.view import Block, BlockEntry, Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx_series.core.model import AuthorPage, Request, Topic
    from sphinx_series.core.view import BlockName

    from .views import Views

RECENT = 5
"""How many posts are shown."""
MOST = 30
"""How many topics, years or authors are shown."""

_SIZES = 5


class Blocks:
    """Makes the blocks of one site, each once.

    Args:
        views: what its pages show.
        requests: what the directives of each page ask for.
    """

    def __init__(self, views: Views, requests: Mapping[str, Sequence[Request]]) -> None:
        self.views = views
        self.catalogue = views.catalogue
        self.requests = requests
        self.of = cache(self._of)

    def _of(self, name: BlockName) -> Block:
        make: Mapping[BlockName, Callable[[], Iterable[BlockEntry]]] = {
            "recent": self._recent,
            "topics": self._topics,
            "cloud": self._cloud,
            "years": self._years,
            "authors": self._authors,
        }
        return Block(name=name, entries=tuple(make[name]()))

    def _recent(self) -> Iterable[BlockEntry]:
        for post in self.catalogue.listed[:RECENT]:
            yield BlockEntry(title=post.title, pagename=post.docname, url=post.external)

    def _topics(self) -> Iterable[BlockEntry]:
        """Give the topics that have most posts, those with most first."""
        return _largest(self.catalogue.topics)

    def _cloud(self) -> Iterable[BlockEntry]:
        """Give the same by their titles."""
        return sorted(self._topics(), key=lambda entry: (entry.title.casefold(), entry.anchor))

    def _authors(self) -> Iterable[BlockEntry]:
        return _largest(self.catalogue.author_pages)

    def _years(self) -> Iterable[BlockEntry]:
        """Give the years, each with the page that lists its posts, if one does by year."""
        posts = Counter(post.date.year for post in self.catalogue.listed)
        places = self._places_of_years()
        for year in sorted(posts, reverse=True)[:MOST]:
            pagename = places.get(year, "")
            anchor = listing_pages.anchor_of(f"{year}") if pagename else ""
            yield BlockEntry(title=f"{year}", pagename=pagename, anchor=anchor, number=posts[year])

    def _places_of_years(self) -> Mapping[int, str]:
        """Give the page on which each year begins in the first `posts` of the site by year."""
        listings = (
            (docname, self.views.anchored(requests))
            for docname, requests in sorted(self.requests.items())
        )
        # Those of topics and authors show a part of the posts only.
        docname, query = next(
            (found for found in listings if found[1] in self.requests[found[0]]), ("", None)
        )
        places: dict[int, str] = {}
        for number, posts in enumerate(self.views.pages_of(query) if query else (), 1):
            page = listing_pages.name_of(Pages(docname=docname, number=number, total=number))
            for post in posts:
                places.setdefault(post.date.year, page)
        return places


def _largest(subjects: Mapping[str, Topic] | Mapping[str, AuthorPage]) -> list[BlockEntry]:
    """Give what has most posts, with a size beside the largest of them."""
    found = [subject for subject in subjects.values() if subject.posts]
    found.sort(key=lambda subject: (-len(subject.posts), subject.title.casefold(), subject.id))
    return [
        BlockEntry(
            title=subject.title,
            pagename=subject.docname,
            anchor=subject.anchor,
            number=len(subject.posts),
            size=-(-_SIZES * len(subject.posts) // len(found[0].posts)),
        )
        for subject in found[:MOST]
    ]
