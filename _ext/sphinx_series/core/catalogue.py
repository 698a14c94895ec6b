"""The Catalogue: all posts, series and topics of a project, frozen, and the View of each page.

It is a function of its input as a set: no order of files, directives or workers shows in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeVar

from .model import (
    Answer,
    Channel,
    Entry,
    Facts,
    Group,
    Line,
    Listing,
    Neighbour,
    Outline,
    Part,
    Post,
    Query,
    Request,
    Series,
    SeriesDeclaration,
    State,
    Target,
    Topic,
    TopicCard,
    TopicCards,
    TopicDeclaration,
    TopicGrid,
    View,
)
from .problems import Kind, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from .frontmatter import Page

_Declaration = TypeVar("_Declaration", SeriesDeclaration, TopicDeclaration)

SORTS = ("date", "title", "part", "path")


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Every published post, series and topic, and where each document belongs.

    ``posts`` is keyed by docname, ``slugs`` leads from a slug to its docname, ``homes`` from the
    docname of a part to its series and number. ``waiting`` leads from the slugs and docnames of
    drafts and scheduled posts to their titles. ``markup`` holds titles as the builder shows them.
    """

    titles: Mapping[str, str]
    markup: Mapping[str, str]
    posts: Mapping[str, Post]
    states: Mapping[str, State]
    waiting: Mapping[str, str]
    slugs: Mapping[str, str]
    series: Mapping[str, Series]
    topics: Mapping[str, Topic]
    homes: Mapping[str, tuple[str, int]]
    problems: tuple[Problem, ...]

    def position(self, docname: str) -> tuple[Series, Part] | None:
        """Give the series that owns a document, and the part that it is there."""
        return self._owner(docname) if docname in self.homes else None

    def _owner(self, docname: str) -> tuple[Series, Part]:
        series_id, number = self.homes[docname]
        series = self.series[series_id]
        return series, series.parts[number - 1]

    def around(self, docname: str) -> tuple[str, str]:
        """Give the pages before and after a part; beyond either end is the series' own page."""
        series, part = self._owner(docname)
        written = [other.docname for other in series.parts if other.docname]
        pages = [series.docname, *written, series.docname]
        index = written.index(part.docname)
        return pages[index], pages[index + 2]

    def _neighbour(self, docname: str | None) -> Neighbour | None:
        if docname is None:
            return None
        number = self.homes[docname][1] if docname in self.homes else None
        title = self.markup.get(docname, self.titles[docname])
        return Neighbour(docname=docname, title=title, number=number)

    def children(self, docname: str, request: Request) -> tuple[tuple[str | None, str], ...]:
        """Give the toctree entries (title or None, docname) that a declaration owns."""
        match request:
            case SeriesDeclaration() if self._owns(self.series, docname, request):
                parts = self.series[request.id].parts
                return tuple(
                    (part.title if part.explicit_title else None, part.docname)
                    for part in parts
                    if part.docname
                )
            case TopicDeclaration() if self._owns(self.topics, docname, request):
                return tuple((None, post) for post in self.topics[request.id].adopted)
        return ()

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
        admitted = self._in_topics(query.topics) if query.topics else self.posts.keys()
        if query.documents is not None:
            admitted &= query.documents
        posts = [self.posts[docname] for docname in admitted]
        if query.series:
            posts = [post for post in posts if self._series_id(post) in query.series]
        return self._sorted(posts, query.sort)

    def _in_topics(self, ids: Iterable[str]) -> set[str]:
        return {post for id_ in ids if id_ in self.topics for post in self.topics[id_].posts}

    def _series_id(self, post: Post) -> str:
        return self.homes.get(post.docname, ("", 0))[0]

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
            ordered.sort(key=lambda post: post.docname not in self.homes)
        else:
            ordered.sort(key=_SORT_KEYS[name], reverse=descending)
        return ordered

    def _number(self, post: Post) -> int:
        return self.homes.get(post.docname, ("", 0))[1]

    def answer(self, request: Request) -> Answer:
        """Answer what a directive asks; None for a series or topic that has none to give."""
        match request:
            case SeriesDeclaration():
                series = self.series[request.id]
                entries = tuple(self._part_entry(series, part) for part in series.parts)
                outline = replace(self.outlines[request.id], entries=entries)
                return replace(outline, style=request.style, reversed=request.reversed)
            case TopicDeclaration():
                return self._listing(request.query)
            case TopicGrid():
                return self._grid(request)
            case _:
                return self._listing(request)

    @cached_property
    def outlines(self) -> Mapping[str, Outline]:
        """The outline of each series as its parts show it: titles, and what changes as rarely."""
        return {id_: self._outline(series) for id_, series in self.series.items()}

    def _outline(self, series: Series) -> Outline:
        entries = tuple(
            replace(entry, description="", date=None, minutes=None, label="")
            for entry in (self._part_entry(series, part) for part in series.parts)
        )
        return Outline(id=series.id, title=series.title, entries=entries)

    def _part_entry(self, series: Series, part: Part) -> Entry:
        post = self.posts.get(part.docname)
        if post:
            return replace(self.entry(post), title=part.title)
        total = len(series.parts)
        return Entry(title=part.title, docname=part.docname, number=part.number, total=total)

    def _grid(self, grid: TopicGrid) -> TopicCards:
        ids = grid.ids or tuple(self.topics)
        topics = [self.topics[id_] for id_ in ids if id_ in self.topics]
        cards = tuple(
            TopicCard(
                id=topic.id,
                title=topic.title,
                description=topic.description,
                icon=topic.icon,
                total=len(topic.posts),
            )
            for topic in topics
        )
        return TopicCards(cards=cards, columns=grid.columns)

    def _listing(self, query: Query) -> Listing:
        end = None if query.limit is None else query.offset + query.limit
        posts = self.select(query)[query.offset : end]
        return Listing(
            groups=tuple(self._groups(posts, query)),
            style=query.style,
            count=query.count,
            is_rest=query.offset > 0,
        )

    def _groups(self, posts: Sequence[Post], query: Query) -> Iterator[Group]:
        """Group posts by a key, in the order in which each key's first post stands."""
        if not query.group_by:
            if posts:
                yield Group(entries=tuple(map(self.entry, posts)))
            return
        keys = {post.docname: self._group_key(post, query.group_by) for post in posts}
        order = {key: index for index, key in enumerate(dict.fromkeys(keys.values()))}
        # Posts of no group come last.
        rank = {key: (key == "", index) for key, index in order.items()}
        ranked = sorted(posts, key=lambda post: rank[keys[post.docname]])
        for key, members in groupby(ranked, key=lambda post: keys[post.docname]):
            yield self._group(key, tuple(members), query.group_by)

    def _group_key(self, post: Post, group_by: str) -> str:
        match group_by:
            case "topic":
                return next((id_ for id_ in post.topics if id_ in self.topics), "")
            case "series":
                return self._series_id(post)
            case "month":
                return f"{post.date:%Y-%m}"
            case _:
                return f"{post.date.year}"

    def _group(self, key: str, posts: tuple[Post, ...], group_by: str) -> Group:
        entries = tuple(map(self.entry, posts))
        if group_by == "month":
            return Group(entries=entries, heading=key, month=posts[0].date.replace(day=1))
        if key and group_by != "year":
            title = self.declared(group_by)[key].title
            return Group(entries=entries, heading=title, role=group_by, id=key)
        return Group(entries=entries, heading=key)

    def declared(self, kind: str) -> Mapping[str, Series | Topic]:
        """Give all series, or all topics, by their ids."""
        return self.series if kind == "series" else self.topics

    def entry(self, post: Post) -> Entry:
        """Give what a listing shows of a post."""
        place = self.position(post.docname)
        return Entry(
            title=post.title,
            docname=post.docname,
            slug=post.slug,
            description=post.description,
            date=post.date,
            minutes=post.minutes,
            label=post.label or next(iter(self.topic_titles(post)), ""),
            number=place[1].number if place else None,
            total=len(place[0].parts) if place else None,
            state=self.state(post),
        )

    def _facts(self, post: Post) -> Facts:
        topics = [self.topics[id_] for id_ in post.topics if id_ in self.topics]
        place = self.position(post.docname)
        return Facts(
            date=post.date,
            updated=post.updated,
            minutes=post.minutes,
            topics=tuple((topic.id, topic.title) for topic in topics),
            authors=post.authors,
            image=post.image,
            series=place[0].docname if place else "",
        )

    @cached_property
    def published(self) -> tuple[Post, ...]:
        """All posts that are neither drafts nor scheduled, the newest first."""
        ordered = self._by(self.posts.values(), "-date")
        return tuple(post for post in ordered if self.state(post) is State.PUBLISHED)

    @cached_property
    def channels(self) -> Mapping[Channel, tuple[Post, ...]]:
        """What has a feed, each with its published posts, the newest first."""
        found: dict[Channel, list[Post]] = {}
        for post in self.published:
            for channel in (_SITE, *self._memberships.get(post.docname, ())):
                found.setdefault(channel, []).append(post)
        return {channel: tuple(posts) for channel, posts in found.items()}

    def state(self, post: Post) -> State:
        """Tell whether a post is published; a build with drafts has others."""
        return self.states.get(post.docname, State.PUBLISHED)

    @cached_property
    def _collections(self) -> tuple[tuple[Channel, tuple[str, ...]], ...]:
        """Every series and topic, with the docnames that are in it."""
        return (
            *(
                (_channel("series", series), tuple(part.docname for part in series.parts))
                for series in self.series.values()
            ),
            *((_channel("topic", topic), topic.posts) for topic in self.topics.values()),
        )

    @cached_property
    def _memberships(self) -> Mapping[str, tuple[Channel, ...]]:
        """The series and topics that each document is in."""
        return _by_docname(
            (docname, channel) for channel, docnames in self._collections for docname in docnames
        )

    @cached_property
    def _declarations(self) -> Mapping[str, tuple[Channel, ...]]:
        """The series and topics that each page declares."""
        return _by_docname((channel.docname, channel) for channel, _ in self._collections)

    def _channels_of(self, docname: str) -> tuple[Channel, ...]:
        """Give the channels that a page's head names: the site's, its own, and those it is in."""
        own = self._declarations.get(docname, ())
        joined = self._memberships.get(docname, ()) if docname in self.posts else ()
        named = dict.fromkeys((_SITE, *own, *joined))
        return tuple(channel for channel in named if channel in self.channels)

    def topic_titles(self, post: Post) -> tuple[str, ...]:
        """Give the titles of a post's topics, the main one first."""
        return tuple(self.topics[id_].title for id_ in post.topics if id_ in self.topics)

    def target(self, role: str, name: str) -> Target | None:
        """Find what a role names; a target without docname is a post that is not out yet."""
        if role != "post":
            owner = self.declared(role).get(name)
            if owner is None:
                return None
            return Target(title=owner.title, docname=owner.docname, anchor=owner.anchor)
        post = self.posts.get(self.slugs.get(name, name))
        if post:
            return Target(title=post.title, docname=post.docname)
        return Target(title=self.waiting[name]) if name in self.waiting else None

    def view(
        self,
        docname: str,
        requests: Iterable[Request] = (),
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
        place = self.position(docname)
        previous, next_ = self.around(docname) if place else around
        post = self.posts.get(docname)
        return View(
            state=self.states.get(docname, State.PUBLISHED),
            facts=self._facts(post) if post else None,
            outline=place and replace(self.outlines[place[0].id], current=place[1].number),
            previous=self._neighbour(previous),
            next=self._neighbour(next_),
            answers=tuple(map(self.answer, requests)),
            targets=tuple(self.target(role, name) for role, name in references),
            channels=self._channels_of(docname),
        )


_SITE = Channel()


def _by_docname(pairs: Iterable[tuple[str, Channel]]) -> Mapping[str, tuple[Channel, ...]]:
    found: dict[str, list[Channel]] = {}
    for docname, channel in pairs:
        found.setdefault(docname, []).append(channel)
    return {docname: tuple(channels) for docname, channels in found.items()}


def _channel(kind: Literal["series", "topic"], declared: Series | Topic) -> Channel:
    return Channel(kind=kind, id=declared.id, title=declared.title, docname=declared.docname)


_SORT_KEYS: Mapping[str, Callable[[Post], str]] = {
    "date": lambda post: post.date.isoformat(),  # in UTC, so times order as their texts do
    "title": lambda post: post.title.casefold(),
    "path": lambda post: post.docname,
}


@dataclass(kw_only=True)
class Sources:
    """What a Catalogue is made of.

    Args:
        titles: the title of each document that the build has.
        markup: the same as the builder shows it, where that differs.
        posts: the posts among them, by docname.
        states: whether each is published.
        hidden: the drafts and scheduled posts that this build leaves out, by docname.
        requests: what each page's directives declare and ask for.
        authors: the ids of the known authors.
    """

    titles: Mapping[str, str]
    posts: Mapping[str, Post]
    markup: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    hidden: Mapping[str, Page] = field(default_factory=dict)
    requests: Mapping[str, Sequence[Request]] = field(default_factory=dict)
    authors: Collection[str] = ()


def build(sources: Sources) -> Catalogue:
    """Make the Catalogue, with every problem that shows only when all pages are known."""
    return _Builder(sources).build()


class _Builder:
    """Collects the pieces of one Catalogue; used once."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.problems: list[Problem] = []
        self.posts = {
            name: replace(post, title=sources.titles[name])
            for name, post in sorted(sources.posts.items())
        }
        self.requests = [
            request for _, requests in sorted(sources.requests.items()) for request in requests
        ]

    def report(self, kind: Kind, place: Place, message: str) -> None:
        self.problems.append(Problem(kind=kind, place=place, message=message))

    def build(self) -> Catalogue:
        slugs = self._slugs()
        declared = self._first_declarations(SeriesDeclaration, Kind.DUPLICATE_SERIES, "series")
        topic_pages = self._first_declarations(TopicDeclaration, Kind.DUPLICATE_TOPIC, "topic")
        parts = _Numbering(self, declared).parts()
        homes = {
            part.docname: (id_, part.number)
            for id_, numbered in parts.items()
            for part in numbered
            if part.docname
        }
        catalogue = Catalogue(
            titles=self.sources.titles,
            markup=self.sources.markup,
            posts=self.posts,
            states=self.sources.states,
            waiting=self._waiting(),
            slugs=slugs,
            series={id_: self._series(declared[id_], parts[id_]) for id_ in declared},
            topics=self._topics(topic_pages, homes),
            homes=homes,
            problems=(),
        )
        self._check_front_matter(catalogue)
        self._check_feed_ids()
        self._check_requests(catalogue)
        ordered = sorted(self.problems, key=lambda problem: (problem.place, problem.message))
        return replace(self._in_listing_order(catalogue, topic_pages), problems=tuple(ordered))

    def _waiting(self) -> dict[str, str]:
        titles: dict[str, str] = {}
        for docname, page in sorted(self.sources.hidden.items()):
            for name in (page.slug, docname):
                titles.setdefault(name, page.title or page.slug)
        return titles

    def _slugs(self) -> dict[str, str]:
        slugs: dict[str, str] = {}
        for docname, post in self.posts.items():
            owner = slugs.setdefault(post.slug, docname)
            if owner != docname:
                self.report(
                    Kind.DUPLICATE_SLUG,
                    post.place("slug"),
                    f"the slug {post.slug!r} belongs to {owner!r}: "
                    "give this post another one with `slug: another-name`",
                )
        return slugs

    def _check_feed_ids(self) -> None:
        """Report posts that readers of feeds would take for one."""
        owners: dict[str, str] = {}
        for docname, post in self.posts.items():
            owner = owners.setdefault(post.feed_id, docname) if post.feed_id else docname
            if owner != docname:
                self.report(
                    Kind.FRONT_MATTER,
                    post.place("feed_id"),
                    f"the `feed_id` {post.feed_id!r} belongs to {owner!r}: remove it here",
                )

    def _first_declarations(
        self, type_: type[_Declaration], kind: Kind, noun: str
    ) -> dict[str, _Declaration]:
        first: dict[str, _Declaration] = {}
        for request in self.requests:
            if not isinstance(request, type_):
                continue
            owner = first.setdefault(request.id, request)
            if owner is not request:
                self.report(
                    kind,
                    request.place,
                    f"the {noun} {request.id!r} is declared on {owner.docname!r} already: "
                    "remove one of the two, or give this one another id",
                )
        return dict(sorted(first.items()))

    def _series(self, declaration: SeriesDeclaration, parts: tuple[Part, ...]) -> Series:
        return Series(
            id=declaration.id,
            docname=declaration.docname,
            anchor=declaration.anchor,
            title=declaration.title or self.sources.titles[declaration.docname],
            description=declaration.description,
            parts=parts,
        )

    def _topics(
        self, declared: Mapping[str, TopicDeclaration], homes: Collection[str]
    ) -> dict[str, Topic]:
        members: dict[str, set[str]] = {
            id_: set(declaration.documents & self.posts.keys())
            for id_, declaration in declared.items()
        }
        adopted: dict[str, set[str]] = {id_: set() for id_ in declared}
        for docname, post in self.posts.items():
            known = [id_ for id_ in post.topics if id_ in declared]
            for id_ in known:
                members[id_].add(docname)
            if known[:1] == list(post.topics[:1]) and known and docname not in homes:
                adopted[known[0]].add(docname)
        return {
            id_: Topic(
                id=id_,
                docname=declaration.docname,
                anchor=declaration.anchor,
                title=declaration.title or self.sources.titles[declaration.docname],
                description=declaration.description,
                icon=declaration.icon,
                posts=tuple(sorted(members[id_])),
                adopted=tuple(sorted(adopted[id_] - {declaration.docname})),
            )
            for id_, declaration in declared.items()
        }

    @staticmethod
    def _in_listing_order(
        catalogue: Catalogue, declared: Mapping[str, TopicDeclaration]
    ) -> Catalogue:
        """Put each topic's posts in the order in which its page lists them."""
        topics = {}
        for id_, topic in catalogue.topics.items():
            posts = tuple(post.docname for post in catalogue.select(declared[id_].query))
            adopted = tuple(docname for docname in posts if docname in set(topic.adopted))
            topics[id_] = replace(topic, posts=posts, adopted=adopted)
        return replace(catalogue, topics=topics)

    def _check_front_matter(self, catalogue: Catalogue) -> None:
        for post in self.posts.values():
            for id_ in post.topics:
                if id_ not in catalogue.topics:
                    self._report_unknown(
                        Kind.UNKNOWN_TOPIC, post.place("topics"), "topic", id_, catalogue.topics
                    )
            for id_ in post.authors:
                if id_ not in self.sources.authors:
                    self.report(
                        Kind.FRONT_MATTER,
                        post.place("authors"),
                        f"there is no author {id_!r}: add it to `series_authors` in conf.py",
                    )
            if post.part and not post.series and post.docname not in catalogue.homes:
                self.report(
                    Kind.PART_NUMBER,
                    post.place("part"),
                    "this post is in no series: add `series: an-id`, or remove `part`",
                )
            if post.series and post.series not in catalogue.series:
                self._report_unknown(
                    Kind.UNKNOWN_SERIES, post.place("series"), "series", post.series,
                    catalogue.series,
                )  # fmt: skip

    def _check_requests(self, catalogue: Catalogue) -> None:
        for request in self.requests:
            if isinstance(request, Query):
                named = [("series", id_) for id_ in request.series]
                named += [("topic", id_) for id_ in request.topics]
            elif isinstance(request, TopicGrid):
                named = [("topic", id_) for id_ in request.ids]
            else:
                continue
            for noun, id_ in named:
                kind, declared = {
                    "series": (Kind.UNKNOWN_SERIES, catalogue.series),
                    "topic": (Kind.UNKNOWN_TOPIC, catalogue.topics),
                }[noun]
                if id_ not in declared:
                    self._report_unknown(kind, request.place, noun, id_, declared)

    def _report_unknown(
        self, kind: Kind, place: Place, noun: str, id_: str, known: Iterable[str]
    ) -> None:
        self.report(
            kind,
            place,
            f"no page declares the {noun} {id_!r}{_suggestion(id_, known)}: correct it, or declare "
            f"it with the `{noun}` directive",
        )


class _Numbering:
    """Gives every series its parts, and every document at most one place among them."""

    def __init__(self, builder: _Builder, declared: Mapping[str, SeriesDeclaration]) -> None:
        self.builder = builder
        self.declared = declared
        self.owners: dict[str, str] = {}
        self.known = builder.sources.titles.keys() | builder.sources.hidden.keys()

    def parts(self) -> dict[str, tuple[Part, ...]]:
        # All bodies come before all joiners: what a body lists, no front matter takes away.
        slots = {id_: self._listed(declaration) for id_, declaration in self.declared.items()}
        for id_ in self.declared:
            self._join(id_, slots[id_])
        return {id_: self._numbered(id_, slots[id_]) for id_ in self.declared}

    def _listed(self, declaration: SeriesDeclaration) -> list[Part]:
        """Give the parts that the body lists; their numbers follow when all have joined."""
        named = {doc for line in declaration.lines if not line.is_pattern for doc in line.docnames}
        parts: list[Part] = []
        for line in declaration.lines:
            if line.is_planned:
                parts.append(Part(number=0, title=line.title))
            elif line.is_pattern:
                free = set(line.docnames) & self.known - named - self.owners.keys()
                free.discard(declaration.docname)
                parts.extend(
                    self._part(declaration.id, docname) for docname in self._in_order(free)
                )
            else:
                parts.extend(self._named(declaration, line))
        return parts

    def _in_order(self, docnames: Iterable[str]) -> list[str]:
        """Order what a pattern matched: by `part` where all have one, else by name."""
        ordered = sorted(docnames)
        posts = [self._post(docname) for docname in ordered]
        numbers = {post.docname: post.part for post in posts if post and post.part}
        if len(numbers) == len(ordered):
            ordered.sort(key=lambda docname: numbers[docname])
        return ordered

    def _post(self, docname: str) -> Post | None:
        """Give the post of a document, a hidden one too; None where it is no post."""
        sources = self.builder.sources
        hidden = sources.hidden.get(docname)
        return hidden.post if hidden else sources.posts.get(docname)

    def _named(self, declaration: SeriesDeclaration, line: Line) -> Iterator[Part]:
        docname = line.docnames[0]
        if docname == declaration.docname:
            self.builder.report(
                Kind.UNKNOWN_PART,
                line.place,
                "the page of a series is no part of it: remove this line",
            )
        elif docname not in self.known:
            known = self.known - {declaration.docname}
            self.builder.report(
                Kind.UNKNOWN_PART,
                line.place,
                f"there is no document {docname!r}{_suggestion(docname, known)}: correct the "
                "line, or write `Title <>` for a part that is still planned",
            )
        elif docname in self.owners:
            self.builder.report(
                Kind.DUPLICATE_PART,
                line.place,
                f"{docname!r} is a part of {self.owners[docname]!r} already: remove this line",
            )
        else:
            yield self._part(declaration.id, docname, line.title)

    def _part(self, series_id: str, docname: str, title: str = "") -> Part:
        """Make the part of a document; a hidden one is a planned part with its title."""
        self.owners[docname] = series_id
        hidden = self.builder.sources.hidden.get(docname)
        if hidden:
            return Part(number=0, title=title or hidden.title or hidden.slug, waiting=docname)
        return Part(
            number=0,
            title=title or self.builder.sources.titles[docname],
            docname=docname,
            explicit_title=bool(title),
        )

    def _join(self, id_: str, parts: list[Part]) -> None:
        """Add the posts that name the series in their own front matter."""
        joiners = [post for post in self.builder.posts.values() if post.series == id_]
        joiners.sort(key=lambda post: (post.part or float("inf"), post.date, post.docname))
        for post in joiners:
            if post.docname == self.declared[id_].docname:
                self.builder.report(
                    Kind.FRONT_MATTER,
                    post.place("series"),
                    "the page of a series is no part of it: remove `series`",
                )
            elif self.owners.get(post.docname, id_) != id_:
                self.builder.report(
                    Kind.DUPLICATE_PART,
                    post.place("series"),
                    f"this post is a part of {self.owners[post.docname]!r} already: "
                    f"remove `series: {id_}`, or the line that lists it there",
                )
            elif post.docname not in self.owners:
                self._place_joiner(post, parts)

    def _place_joiner(self, post: Post, parts: list[Part]) -> None:
        part = self._part(post.series, post.docname)
        number = post.part
        if number is None:
            parts.append(part)
        elif number <= len(parts) and parts[number - 1].is_planned:
            parts[number - 1] = part
        else:
            if number <= len(parts):
                self.builder.report(
                    Kind.PART_NUMBER,
                    post.place("part"),
                    f"part {number} of {post.series!r} is {parts[number - 1].title!r}: "
                    f"give this post another number; it is part {len(parts) + 1} for now",
                )
            elif number > len(parts) + 1:
                self.builder.report(
                    Kind.PART_GAP,
                    post.place("part"),
                    f"{post.series!r} has no part {len(parts) + 1}: write `part: "
                    f"{len(parts) + 1}`, or add the missing part as a line `Title <>`",
                )
            parts.append(part)

    def _numbered(self, id_: str, parts: Iterable[Part]) -> tuple[Part, ...]:
        numbered = tuple(replace(part, number=n) for n, part in enumerate(parts, 1))
        reported = {problem.place for problem in self.builder.problems}
        for part in numbered:
            post = self._post(part.docname or part.waiting)
            if not post or post.part in (None, part.number):
                continue
            place = post.place("part")
            # A joiner whose number was taken or too high has been told so.
            if place not in reported:
                self.builder.report(
                    Kind.PART_NUMBER,
                    place,
                    f"this is part {part.number} of {id_!r}, not {post.part}: "
                    f"write `part: {part.number}`, or move its line",
                )
        return numbered


def _suggestion(name: str, known: Iterable[str]) -> str:
    """Say which known name the author may have meant."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return f" (did you mean {close[0]!r}?)" if close else ""
