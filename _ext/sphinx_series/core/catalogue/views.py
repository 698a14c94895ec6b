"""What each page shows of the Catalogue: its View, and the answers to what directives ask."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from sphinx_series_base.problems import NOWHERE

from sphinx_series.core.addresses import listing_pages
from sphinx_series.core.model import (
    AuthorDeclaration,
    AuthorGrid,
    OtherTopics,
    Part,
    Post,
    Query,
    Request,
    Series,
    SeriesDeclaration,
    State,
    Topic,
    TopicDeclaration,
    TopicGrid,
    query_of,
)
from sphinx_series.core.view import (
    Answer,
    Entry,
    Facts,
    Group,
    Listing,
    ListPlace,
    Neighbour,
    Outline,
    Pages,
    SubjectCard,
    SubjectCards,
    TopicSection,
    TopicSections,
    View,
)

from . import paging
from .related import NOTHING_RELATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .catalogue import Catalogue
    from .related import Related


def _title_of(post: Post) -> Entry:
    """Give a post by its title alone, which changes seldom."""
    return Entry(title=post.title, docname=post.docname, slug=post.slug, url=post.external)


def _neighbour_elsewhere(url: str, series: Series) -> Neighbour:
    """Give the page of another project that is before or after a part."""
    if url == series.docname:
        return Neighbour(url=url, title=escape(series.title, quote=False))
    part = next(part for part in series.parts if part.url == url)
    return Neighbour(url=url, title=escape(part.title, quote=False), number=part.number)


class Views:
    """Makes the Views of one Catalogue.

    Args:
        catalogue: what the site has.
        has_pages: whether the builder writes pages, of which a long listing can have several.
        related: finds posts that have much in common, where posts show others.
    """

    def __init__(
        self, catalogue: Catalogue, *, has_pages: bool = False, related: Related = NOTHING_RELATED
    ) -> None:
        self.catalogue = catalogue
        self.has_pages = has_pages
        self.related = related
        self._ordered: dict[Query, list[Post]] = {}
        self._outlines: dict[str, Outline] = {}

    def view(
        self,
        docname: str,
        requests: Sequence[Request] = (),
        references: Iterable[tuple[str, str]] = (),
        around: tuple[str | None, str | None] = (None, None),
    ) -> View:
        """Give all that a page shows from elsewhere.

        Args:
            docname: the page.
            requests: what its directives ask for, in order.
            references: its cross-references, as role and target, in order.
            around: the pages before and after it by the toctree; a part has its own.
        """
        place = self.catalogue.position(docname)
        previous, next_ = self.catalogue.around(docname) if place else around
        series = place[0] if place else None
        post = self.catalogue.posts.get(docname)
        anchored = self.anchored(requests)
        return View(
            state=self.catalogue.states.get(docname, State.PUBLISHED),
            facts=self._facts(post) if post else None,
            outline=place and self._own_outline(*place),
            previous=self._neighbour(previous, series),
            next=self._neighbour(next_, series),
            answers=tuple(self.answer(request, docname, anchored) for request in requests),
            targets=tuple(self.catalogue.target(role, name) for role, name in references),
            channels=self.catalogue.channels_of(docname),
            lists=tuple(
                ListPlace(id=series.id, title=series.title, number=number, total=len(series.parts))
                for series, number in self.catalogue.lists_of(docname)
            ),
            related=() if place or not post else tuple(map(_title_of, self.related.of(post))),
        )

    def _neighbour(self, docname: str | None, series: Series | None) -> Neighbour | None:
        if docname is None:
            return None
        if series and docname not in self.catalogue.titles:
            return _neighbour_elsewhere(docname, series)
        place = self.catalogue.position(docname)
        title = self.catalogue.markup.get(docname, self.catalogue.titles[docname])
        return Neighbour(docname=docname, title=title, number=place[1].number if place else None)

    def _facts(self, post: Post) -> Facts:
        topics = [self.catalogue.topics[id_] for id_ in post.topics if id_ in self.catalogue.topics]
        place = self.catalogue.position(post.docname)
        return Facts(
            date=post.date,
            updated=post.updated,
            minutes=post.minutes or 1,
            topics=tuple((topic.id, topic.title) for topic in topics),
            authors=post.authors,
            pages=tuple(
                (id_, self.catalogue.author_pages[id_].docname)
                for id_ in post.authors
                if id_ in self.catalogue.author_pages
            ),
            byline=self._byline(post),
            image=post.image,
            series=place[0].docname if place else "",
            is_unlisted=post.unlisted,
            is_reviewed=post.review_by is not None,
            canonical=post.canonical,
            external=post.external,
        )

    def _byline(self, post: Post) -> tuple[tuple[str, str], ...]:
        """Give the names that a post bears, each with its id where the author has a page."""
        if not self.catalogue.shows_bylines:
            return ()
        pages = self.catalogue.author_pages
        return tuple(
            (id_ if id_ in pages else "", author.name)
            for id_, author in self.catalogue.written_by(post)
            if author.name
        )

    def answer(self, request: Request, docname: str = "", anchored: Query | None = None) -> Answer:
        """Answer what a directive asks; None for a series or topic that has none to give.

        Args:
            request: what it asks.
            docname: the page on which it stands.
            anchored: the query of that page to whose groups links lead.
        """
        match request:
            case SeriesDeclaration():
                series = self.catalogue.series[request.id]
                entries = tuple(self._part_entry(series, part) for part in series.parts)
                outline = replace(self.outline(series), entries=entries)
                return replace(outline, style=request.style, reversed=request.reversed)
            case TopicDeclaration() | AuthorDeclaration():
                return self._listing(request.query, docname, anchored)
            case OtherTopics():
                topics = self.catalogue.others_of(request)
                return TopicSections(sections=tuple(map(self._section, topics)))
            case TopicGrid():
                return self._topics(request)
            case AuthorGrid():
                return self._authors(request)
            case _:
                return self._listing(request, docname, anchored)

    def outline(self, series: Series) -> Outline:
        """Give the outline of a series as its parts show it: titles, and what changes as rarely."""
        if series.id not in self._outlines:
            self._outlines[series.id] = self._outline(series)
        return self._outlines[series.id]

    def _outline(self, series: Series) -> Outline:
        entries = tuple(
            replace(entry, description="", date=None, minutes=None, label="", byline=())
            for entry in (self._part_entry(series, part) for part in series.parts)
        )
        return Outline(id=series.id, title=series.title, entries=entries)

    def _own_outline(self, series: Series, part: Part) -> Outline:
        """Give the outline of a part: those near it, so that it costs what another one costs."""
        outline = self.outline(series)
        entries = outline.entries[paging.nearby(outline.total, part.number - 1)]
        left_out = outline.total - len(entries)
        return replace(outline, entries=entries, current=part.number, left_out=left_out)

    def _part_entry(self, series: Series, part: Part) -> Entry:
        known, total = self.catalogue, len(series.parts)
        post = known.posts.get(part.docname) or known.posts_elsewhere.get(part.url)
        if post:
            # Its outline leads to the page that has its place here, wherever the post lives.
            return replace(
                self.entry(post), title=part.title, url=part.url, number=part.number, total=total
            )
        return Entry(
            title=part.title,
            docname=part.page,
            url=part.url,
            number=part.number,
            total=total,
            state=State.EXPIRED if part.is_gone else State.PUBLISHED,
        )

    def _section(self, topic: Topic) -> TopicSection:
        query = Query(place=NOWHERE, topics=(topic.id,), style="list")
        return TopicSection(anchor=topic.anchor, title=topic.title, listing=self._listing(query))

    def _authors(self, grid: AuthorGrid) -> SubjectCards:
        pages = self.catalogue.author_pages
        cards = tuple(
            SubjectCard(
                role="author",
                id=id_,
                title=pages[id_].title,
                description=pages[id_].description,
                total=pages[id_].total,
                picture=pages[id_].picture,
            )
            for id_ in grid.ids or tuple(pages)
            if id_ in pages
        )
        return SubjectCards(cards=cards, columns=grid.columns)

    def _topics(self, grid: TopicGrid) -> SubjectCards:
        ids = grid.ids or tuple(self.catalogue.topics)
        topics = [self.catalogue.topics[id_] for id_ in ids if id_ in self.catalogue.topics]
        cards = tuple(
            SubjectCard(
                role="topic",
                id=topic.id,
                title=topic.title,
                description=topic.description,
                icon=topic.icon,
                total=topic.total,
            )
            for topic in topics
        )
        return SubjectCards(cards=cards, columns=grid.columns)

    def _listing(self, query: Query, docname: str = "", anchored: Query | None = None) -> Listing:
        pages = self.pages_of(query)
        several = Pages(docname=docname, number=1, total=len(pages)) if len(pages) > 1 else None
        return Listing(
            groups=tuple(self._groups(pages[0], query, is_anchored=query is anchored)),
            style=query.style,
            total=len(self._posts(query)),
            count=query.count,
            is_rest=query.offset > 0,
            pages=several,
        )

    def count_pages(self, requests: Iterable[Request]) -> int:
        """Say how many pages the listing of a document has; one, or none, is on itself."""
        return sum(len(self.pages_of(query)) for query in self._paged(requests))

    @staticmethod
    def _paged(requests: Iterable[Request]) -> list[Query]:
        """Give the one query that has pages, or none."""
        return [query for query in filter(None, map(query_of, requests)) if query.page_size]

    def further(self, requests: Sequence[Request], page: Pages) -> Listing:
        """Give what a further page shows of the listing of a document."""
        (query,) = self._paged(requests)
        posts = self.pages_of(query)[page.number - 1]
        groups = self._groups(posts, query, is_anchored=query is self.anchored(requests))
        return Listing(groups=tuple(groups), style=query.style, pages=page)

    def pages_of(self, query: Query) -> list[list[Post]]:
        """Give the posts of each page of a listing; there is one page at least."""
        posts = self._posts(query)
        if not query.page_size or not self.has_pages:
            return [posts]
        grows_in_front = query.sort.startswith("-")
        spans = paging.spans(len(posts), query.page_size, grows_in_front=grows_in_front)
        return [posts[span] for span in spans]

    def anchored(self, requests: Iterable[Request]) -> Query | None:
        """Give the first query of a page that shows posts by year: links can lead to its years."""
        if not self.has_pages:
            return None
        queries = filter(None, map(query_of, requests))
        return next((query for query in queries if query.group_by == "year"), None)

    def _posts(self, query: Query) -> list[Post]:
        """Give the posts of a query in the order in which they are shown."""
        if query not in self._ordered:
            end = None if query.limit is None else query.offset + query.limit
            posts = self.catalogue.select(query)[query.offset : end]
            self._ordered[query] = self._by_group(posts, query.group_by)
        return self._ordered[query]

    def _by_group(self, posts: list[Post], group_by: str) -> list[Post]:
        """Sort posts by their groups, in the order in which each group's first post stands."""
        if not group_by:
            return posts
        keys = {post.docname: self._group_key(post, group_by) for post in posts}
        order = {key: index for index, key in enumerate(dict.fromkeys(keys.values()))}
        # Posts of no group come last.
        rank = {key: (key == "", index) for key, index in order.items()}
        return sorted(posts, key=lambda post: rank[keys[post.docname]])

    def _groups(
        self, posts: Sequence[Post], query: Query, *, is_anchored: bool = False
    ) -> Iterator[Group]:
        """Group posts that stand in the order of their groups."""
        if not query.group_by:
            if posts:
                yield Group(entries=tuple(map(self.entry, posts)))
            return
        for key, members in groupby(posts, key=lambda post: self._group_key(post, query.group_by)):
            group = self._group(key, tuple(members), query.group_by)
            yield replace(group, anchor=listing_pages.anchor_of(key)) if is_anchored else group

    def _group_key(self, post: Post, group_by: str) -> str:
        match group_by:
            case "topic":
                return next((id_ for id_ in post.topics if id_ in self.catalogue.topics), "")
            case "series":
                return self.catalogue.series_id(post)
            case "author":
                return next((id_ for id_ in post.authors if id_ in self.catalogue.authors), "")
            case "month":
                return f"{post.date:%Y-%m}"
            case _:
                return f"{post.date.year}"

    def _group(self, key: str, posts: tuple[Post, ...], group_by: str) -> Group:
        entries = tuple(map(self.entry, posts))
        if group_by == "month":
            return Group(entries=entries, heading=key, month=posts[0].date.replace(day=1))
        if key and group_by == "author":
            role = "author" if key in self.catalogue.author_pages else ""
            name = self.catalogue.authors[key].name
            return Group(entries=entries, heading=name, role=role, id=key)
        if key and group_by != "year":
            target = self.catalogue.target(group_by, key)
            title = target.title if target else key
            return Group(entries=entries, heading=title, role=group_by, id=key)
        return Group(entries=entries, heading=key)

    def entry(self, post: Post) -> Entry:
        """Give what a listing shows of a post."""
        number, total = self.catalogue.numbers(post) or (None, None)
        site = self.catalogue.sites[post.site].title if post.site else ""
        return Entry(
            title=post.title,
            docname=post.docname,
            slug=f"{post.site}:{post.slug}" if post.site else post.slug,
            url=post.external,
            site=site,
            description=post.summary,
            date=post.date,
            minutes=post.minutes,
            label=self.catalogue.label(post),
            number=number,
            total=total,
            byline=tuple(name for _, name in self._byline(post)),
            state=self.catalogue.state(post),
        )
