"""The Catalogue: all posts, series and topics of a project, frozen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from sphinx_series.core.model import (
    NOBODY,
    Author,
    AuthorPage,
    OtherTopics,
    Part,
    Post,
    Query,
    Request,
    Series,
    SeriesDeclaration,
    Site,
    State,
    Target,
    Topic,
    TopicDeclaration,
)
from sphinx_series.core.view import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from sphinx_series_base.problems import Problem

SORTS = ("date", "updated", "title", "part", "path")


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Every published post, series, topic and author, and where each document belongs.

    ``posts`` is keyed by docname, ``slugs`` leads from a slug to its docname, ``homes`` from the
    docname of a part to its series and number. ``waiting`` leads from the slugs and docnames of
    pages that are left out to their titles; ``expired`` are those posts among them that are gone.
    ``markup`` holds titles as the builder shows them. ``author`` wrote what names nobody; posts
    bear names as ``bylines`` says, and where it says nothing if there are several authors.
    ``other_topics`` are those that one page declares together, in their order there. ``sites`` are
    other projects, by their names, of whose posts the feeds of a home tell too.
    """

    titles: Mapping[str, str]
    markup: Mapping[str, str]
    posts: Mapping[str, Post]
    states: Mapping[str, State]
    waiting: Mapping[str, str]
    expired: Mapping[str, Post]
    slugs: Mapping[str, str]
    authors: Mapping[str, Author]
    author: Author
    bylines: bool | None
    author_pages: Mapping[str, AuthorPage]
    series: Mapping[str, Series]
    topics: Mapping[str, Topic]
    other_topics: tuple[str, ...]
    homes: Mapping[str, tuple[str, int]]
    sites: Mapping[str, Site]
    is_home: bool
    problems: tuple[Problem, ...]

    def beginning(self, excerpts: Mapping[str, str]) -> Catalogue:
        """Give the same with the beginnings of posts, by docname."""
        begun = {
            docname: replace(post, excerpt=excerpts[docname]) if docname in excerpts else post
            for docname, post in self.posts.items()
        }
        return replace(self, posts=begun)

    def position(self, docname: str) -> tuple[Series, Part] | None:
        """Give the series of a document, here or in another project, and the part that it is."""
        if docname in self.homes:
            return self._owner(docname)
        return self._places_elsewhere.get(docname)

    @cached_property
    def _places_elsewhere(self) -> Mapping[str, tuple[Series, Part]]:
        """The series of another project that a post joins and that lists it, with its part."""
        found: dict[str, tuple[Series, Part]] = {}
        for name in sorted({post.series for post in self.posts.values()}):
            series = self.series_elsewhere(name)
            if series:
                joined = [post for post in self.posts.values() if post.series == name]
                series = _with_own(series, {post.slug: post.docname for post in reversed(joined)})
                found |= {part.docname: (series, part) for part in series.parts if part.docname}
        return found

    def series_elsewhere(self, name: str) -> Series | None:
        """Give the series of another project that ``site:id`` names."""
        site, _, id_ = name.partition(":")
        return self.sites[site].series.get(id_) if site in self.sites else None

    @cached_property
    def posts_elsewhere(self) -> Mapping[str, Post]:
        """The posts of other projects, by their URLs."""
        return {post.docname: post for site in self.sites.values() for post in site.posts}

    def _owner(self, docname: str) -> tuple[Series, Part]:
        series_id, number = self.homes[docname]
        series = self.series[series_id]
        return series, series.parts[number - 1]

    def around(self, docname: str) -> tuple[str, str]:
        """Give the pages before and after a part; beyond either end is the series' own page."""
        series, part = self._places_elsewhere.get(docname) or self._owner(docname)
        written = [other.page for other in series.parts if other.page]
        pages = [series.docname, *written, series.docname]
        index = written.index(part.page)
        return pages[index], pages[index + 2]

    def children(self, docname: str, request: Request) -> tuple[tuple[str | None, str], ...]:
        """Give the toctree entries (title or None, docname) that a declaration owns."""
        match request:
            case SeriesDeclaration(is_list=False) if self._owns(self.series, docname, request):
                parts = self.series[request.id].parts
                return tuple(
                    (part.title if part.explicit_title or part.url else None, part.page)
                    for part in parts
                    if part.page
                )
            case TopicDeclaration() if self._owns(self.topics, docname, request):
                return tuple((None, post) for post in self.topics[request.id].adopted)
            case OtherTopics():
                return tuple(
                    (None, post) for topic in self.others_of(request) for post in topic.adopted
                )
        return ()

    def others_of(self, request: OtherTopics) -> tuple[Topic, ...]:
        """Give the topics that are declared together; a second page that asks for it has none."""
        topics = [self.topics[id_] for id_ in self.other_topics]
        return tuple(topic for topic in topics if topic.docname == request.docname)

    @staticmethod
    def _owns(
        declared: Mapping[str, Series] | Mapping[str, Topic],
        docname: str,
        request: SeriesDeclaration | TopicDeclaration,
    ) -> bool:
        owner = declared[request.id]
        return (owner.docname, owner.anchor) == (docname, request.anchor)

    def select(self, query: Query) -> list[Post]:
        """Give the posts that a query admits, in its order, before offset and limit."""
        known = self._known(query.sites)
        admitted = self._in_topics(query.topics, known) - query.excluded
        if query.documents is not None:
            admitted &= query.documents
        posts = [post for post in map(known.__getitem__, admitted) if not post.unlisted]
        if query.series:
            admitted = self._in_series(query.series)
            posts = [
                post
                for post in posts
                if post.docname in admitted or (post.site and post.series in query.series)
            ]
        if query.authors:
            posts = [post for post in posts if not set(query.authors).isdisjoint(post.authors)]
        if query.labels:
            posts = [post for post in posts if self.label(post) in query.labels]
        if query.years:
            first, last = query.years
            posts = [post for post in posts if first <= post.date.year <= last]
        return self._sorted(posts, query.sort)

    def _known(self, sites: Collection[str]) -> Mapping[str, Post]:
        """Give the posts of sites, by their docnames or URLs."""
        if not sites:
            return self.posts
        own = self.posts if "*" in sites else {}
        others = self.sites if "*" in sites else [name for name in sites if name in self.sites]
        elsewhere = (post for name in others for post in self.sites[name].posts)
        return {**own, **{post.docname: post for post in elsewhere}}

    @cached_property
    def _elsewhere(self) -> Mapping[str, set[str]]:
        """The URLs of the posts of other projects that are of each topic."""
        found: dict[str, set[str]] = {}
        for site in self.sites.values():
            for post in site.posts:
                for id_ in post.topics:
                    found.setdefault(id_, set()).add(post.docname)
        return found

    def _in_series(self, ids: Iterable[str]) -> set[str]:
        found = [self.series[id_] for id_ in ids if id_ in self.series]
        return {part.page for series in found for part in series.parts}

    @cached_property
    def _lists(self) -> Mapping[str, tuple[tuple[Series, int], ...]]:
        """The reading lists that each document is in, with its number there."""
        found: dict[str, tuple[tuple[Series, int], ...]] = {}
        for series in self.series.values():
            for part in series.parts if series.is_list else ():
                found[part.docname] = (*found.get(part.docname, ()), (series, part.number))
        return found

    def lists_of(self, docname: str) -> tuple[tuple[Series, int], ...]:
        """Give the reading lists that a document is in, with its number there."""
        return self._lists.get(docname, ())

    def _in_topics(self, terms: Iterable[str], known: Mapping[str, Post]) -> set[str]:
        """Give the posts of any wanted term, all where there is none, that are of no unwanted."""
        wanted = [term for term in terms if not term.startswith("!")]
        unwanted = [term[1:] for term in terms if term.startswith("!")]
        found = set().union(*map(self._of_all, wanted)) & known.keys() if wanted else set(known)
        return found.difference(*map(self._of_all, unwanted))

    def _of_all(self, term: str) -> set[str]:
        """Give the posts that are of all topics of a term."""
        return set.intersection(*map(self._of, term.split("+")))

    def _of(self, id_: str) -> set[str]:
        """Give the posts of a topic, here and elsewhere."""
        own = self.topics[id_].posts if id_ in self.topics else ()
        return self._elsewhere.get(id_, set()).union(own)

    def label(self, post: Post) -> str:
        """Give the tag that lists show beside a post: its own, else the title of its main topic."""
        return post.label or next(iter(self.topic_titles(post)), "")

    def series_id(self, post: Post) -> str:
        """Give what roles call the series that a post is a part of; ``""`` for none."""
        if post.site:
            return f"{post.site}:{post.series}" if post.series else ""
        place = self.position(post.docname)
        return place[0].id if place else ""

    def _sorted(self, posts: Iterable[Post], sort: str) -> list[Post]:
        """Give posts in an order of listings, the pinned ones first."""
        ordered = self._by(posts, sort)
        ordered.sort(key=lambda post: not post.pinned)
        return ordered

    def _by(self, posts: Iterable[Post], sort: str) -> list[Post]:
        """Sort stably, least important first: docname, higher part, the sort itself."""
        ordered = sorted(posts, key=lambda post: post.docname)
        ordered.sort(key=self._number, reverse=True)
        name, descending = sort.removeprefix("-"), sort.startswith("-")
        if name == "part":
            ordered.sort(key=self._number, reverse=descending)
            ordered.sort(key=lambda post: not self._number(post))
        else:
            ordered.sort(key=_SORT_KEYS[name], reverse=descending)
        return ordered

    def _number(self, post: Post) -> int:
        if post.site:
            return post.part or 0
        return self.homes.get(post.docname, ("", 0))[1]

    def numbers(self, post: Post) -> tuple[int, int] | None:
        """Give the number that a post has in its series, and how many parts that has."""
        if post.site:
            series = self.sites[post.site].series.get(post.series)
            part, total = post.part or 0, len(series.parts) if series else 0
            return (part, total) if 0 < part <= total else None
        place = self.position(post.docname)
        return place and (place[1].number, len(place[0].parts))

    def written_by(self, post: Post) -> tuple[tuple[str, Author], ...]:
        """Give the known authors of a post with their ids; without any it is the site's own."""
        authors = self.sites[post.site].authors if post.site else self.authors
        known = [(id_, authors[id_]) for id_ in post.authors if id_ in authors]
        return tuple(known) or (("", NOBODY if post.site else self.author),)

    @cached_property
    def shows_bylines(self) -> bool:
        """Whether posts bear the names of their authors."""
        if self.bylines is not None:
            return self.bylines
        found = {author.name for post in self.posts.values() for _, author in self.written_by(post)}
        return len(found - {""}) > 1

    def declared(self, kind: str) -> Mapping[str, Series | Topic | AuthorPage]:
        """Give all series, topics or pages of authors, by their ids."""
        kinds: dict[str, Mapping[str, Series | Topic | AuthorPage]] = {
            "series": self.series, "topic": self.topics, "author": self.author_pages,
        }  # fmt: skip
        return kinds[kind]

    @cached_property
    def published(self) -> tuple[Post, ...]:
        """All posts that are neither drafts nor scheduled, the newest first."""
        ordered = self._by(self.posts.values(), "-date")
        return tuple(post for post in ordered if self.state(post) is State.PUBLISHED)

    @cached_property
    def listed(self) -> tuple[Post, ...]:
        """The published posts that feeds and lists of the site show, the newest first."""
        return tuple(post for post in self.published if not post.unlisted)

    @cached_property
    def channels(self) -> Mapping[Channel, tuple[Post, ...]]:
        """What has a feed, each with the posts that it shows, the newest first."""
        found: dict[Channel, list[Post]] = {}
        for post in self.listed:
            for channel in (_SITE, *self._memberships.get(post.docname, ())):
                found.setdefault(channel, []).append(post)
        for channel, posts in self._channels_elsewhere() if self.is_home else ():
            found[channel] = self._by([*found.get(channel, ()), *posts], "-date")
        return {channel: tuple(posts) for channel, posts in found.items() if posts}

    def _channels_elsewhere(self) -> Iterator[tuple[Channel, list[Post]]]:
        """Give the posts of other projects that the site's channels show besides."""
        known = self.posts_elsewhere
        yield _SITE, [post for post in known.values() if not post.unlisted]
        for series in self.series.values():
            urls = [part.url for part in series.parts if part.url in known]
            yield _channel("series", series), [known[url] for url in urls]
        for topic in self.topics.values():
            yield _channel("topic", topic), [known[url] for url in topic.elsewhere]
        for page in self.author_pages.values():
            yield _channel("author", page), [known[url] for url in page.elsewhere]

    def state(self, post: Post) -> State:
        """Tell whether a post is published; a build with drafts has others."""
        return self.states.get(post.docname, State.PUBLISHED)

    @cached_property
    def _collections(self) -> tuple[tuple[Channel, tuple[str, ...]], ...]:
        """Every series, topic and author with a page, with the docnames that are in it."""
        return (
            *(
                (_channel("series", series), tuple(part.docname for part in series.parts))
                for series in self.series.values()
            ),
            *((_channel("topic", topic), topic.posts) for topic in self.topics.values()),
            *((_channel("author", page), page.posts) for page in self.author_pages.values()),
        )

    @cached_property
    def _memberships(self) -> Mapping[str, tuple[Channel, ...]]:
        """The series, topics and authors that each document is in or by."""
        return _by_docname(
            (docname, channel) for channel, docnames in self._collections for docname in docnames
        )

    @cached_property
    def _declarations(self) -> Mapping[str, tuple[Channel, ...]]:
        """The series, topics and authors that each page declares."""
        return _by_docname((channel.docname, channel) for channel, _ in self._collections)

    def channels_of(self, docname: str) -> tuple[Channel, ...]:
        """Give the channels that a page's head names: the site's, its own, and those it is in."""
        own = self._declarations.get(docname, ())
        post = self.posts.get(docname)
        joined = self._memberships.get(docname, ()) if post and not post.unlisted else ()
        named = dict.fromkeys((_SITE, *own, *joined))
        return tuple(channel for channel in named if channel in self.channels)

    def topic_titles(self, post: Post) -> tuple[str, ...]:
        """Give the titles of a post's topics, the main one first."""
        if post.site:
            titles = self.sites[post.site].topics
            return tuple(titles[id_] for id_ in post.topics if id_ in titles)
        return tuple(self.topics[id_].title for id_ in post.topics if id_ in self.topics)

    @cached_property
    def elsewhere(self) -> Mapping[str, tuple[str, Target]]:
        """The posts of other projects by their URLs, each with what roles call it."""
        return {
            target.url: (f"{site.name}:{id_}", target)
            for site in self.sites.values()
            for (role, id_), target in site.targets.items()
            if role == "post"
        }

    def target(self, role: str, name: str) -> Target | None:
        """Find what a role names, here or as ``site:name`` elsewhere.

        A target without docname and URL is a post that is not out.
        """
        site, _, id_ = name.partition(":")
        elsewhere = self.sites[site].targets if site in self.sites else {}
        return self._own_target(role, name) or elsewhere.get((role, id_))

    def _own_target(self, role: str, name: str) -> Target | None:
        if role != "post":
            owner = self.declared(role).get(name)
            if owner is None:
                return None
            return Target(title=owner.title, docname=owner.docname, anchor=owner.anchor)
        post = self.posts.get(self.slugs.get(name, name))
        if post:
            return Target(title=post.title, docname=post.docname)
        return Target(title=self.waiting[name]) if name in self.waiting else None


_SITE = Channel()


def _by_docname(pairs: Iterable[tuple[str, Channel]]) -> Mapping[str, tuple[Channel, ...]]:
    found: dict[str, list[Channel]] = {}
    for docname, channel in pairs:
        found.setdefault(docname, []).append(channel)
    return {docname: tuple(channels) for docname, channels in found.items()}


def _channel(
    kind: Literal["series", "topic", "author"], declared: Series | Topic | AuthorPage
) -> Channel:
    return Channel(kind=kind, id=declared.id, title=declared.title, docname=declared.docname)


def _with_own(series: Series, own: Mapping[str, str]) -> Series:
    """Give a series of another project with own posts, by slug, where it lists them once."""
    listed = Counter(part.slug for part in series.parts)
    docnames = {slug: docname for slug, docname in own.items() if listed[slug] == 1}
    parts = (
        replace(part, docname=docnames[part.slug], url="") if part.slug in docnames else part
        for part in series.parts
    )
    return replace(series, parts=tuple(parts))


def _in_order_of_time(moment: datetime) -> str:
    """Give a text of a moment; such texts are ordered as times are."""
    return moment.astimezone(UTC).isoformat()


_SORT_KEYS: Mapping[str, Callable[[Post], str]] = {
    "date": lambda post: _in_order_of_time(post.date),
    "updated": lambda post: _in_order_of_time(post.updated),
    "title": lambda post: post.title.casefold(),
    "path": lambda post: post.docname,
}
