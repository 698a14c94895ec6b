"""The values that the extension is about: posts, series, topics, and what pages ask of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from .navigation import Section
    from .problems import Place

SeriesStyle: TypeAlias = Literal["list", "cards", "hidden"]
ListingStyle: TypeAlias = Literal["cards", "list", "compact"]
GroupBy: TypeAlias = Literal["", "year", "month", "topic", "series"]


class State(StrEnum):
    """Whether readers may see a post yet."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A dated document: its front matter, with every default filled in but the title.

    ``title`` is the first heading of the source until the document has been read, ``minutes`` the
    time that it takes to read.
    ``places`` says where each front matter key stands.
    """

    docname: str
    title: str
    date: datetime
    updated: datetime
    slug: str
    description: str = ""
    topics: tuple[str, ...] = ()
    label: str = ""
    series: str = ""
    part: int | None = None
    aliases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image: str = ""
    pinned: bool = False
    draft: bool = False
    feed_id: str = ""
    minutes: int = 1
    places: dict[str, Place] = field(default_factory=dict, hash=False)

    def state(self, now: datetime) -> State:
        """Tell whether the post is a draft, scheduled for later than *now*, or published."""
        if self.draft:
            return State.DRAFT
        return State.SCHEDULED if self.date > now else State.PUBLISHED

    def place(self, key: str) -> Place:
        """Say where a key of the front matter stands; a default stands where the date does."""
        return self.places.get(key, self.places["date"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a post; ``url`` is ``""`` or an http(s) URL."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a series' body: the documents it names, or a planned part's title.

    ``docnames`` has one entry for a docname, any number for a pattern, none for a planned part.
    """

    place: Place
    text: str
    title: str = ""
    docnames: tuple[str, ...] = ()
    is_pattern: bool = False
    is_planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDeclaration:
    """What a ``series`` directive says."""

    docname: str
    place: Place
    id: str
    anchor: str
    title: str = ""
    description: str = ""
    lines: tuple[Line, ...] = ()
    style: SeriesStyle = "list"
    reversed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which posts to list, in which order, and how.

    ``documents`` is None for all posts, else the docnames that the ``from`` patterns match.
    ``series`` and ``topics`` each admit any of their ids; empty admits all.
    """

    place: Place
    documents: frozenset[str] | None = None
    series: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sort: str = "-date"
    limit: int | None = None
    offset: int = 0
    group_by: GroupBy = ""
    style: ListingStyle = "cards"
    count: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDeclaration:
    """What a ``topic`` directive says; ``query`` lists the topic's posts."""

    docname: str
    place: Place
    id: str
    anchor: str
    query: Query
    title: str = ""
    description: str = ""
    icon: str = ""
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGrid:
    """What a ``topics`` directive asks for; no ids ask for all declared topics."""

    place: Place
    ids: tuple[str, ...] = ()
    columns: tuple[int, ...] = (1, 2, 3, 3)


Request: TypeAlias = SeriesDeclaration | TopicDeclaration | TopicGrid | Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a series; a planned part has no docname.

    ``waiting`` is the docname of a draft or scheduled post, which counts as planned but keeps
    its place.
    """

    number: int
    title: str
    docname: str = ""
    waiting: str = ""
    explicit_title: bool = False

    @property
    def is_planned(self) -> bool:
        """Whether a post may still take this place."""
        return not self.docname and not self.waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An ordered sequence of parts, and the page that declares it."""

    id: str
    docname: str
    anchor: str
    title: str
    description: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject, the page that declares it, and its posts in the order of its listing.

    ``posts`` and ``adopted`` are docnames; the topic's page is the home of the adopted ones.
    """

    id: str
    docname: str
    anchor: str
    title: str
    description: str
    icon: str
    posts: tuple[str, ...]
    adopted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post or a part as a listing shows it; a planned part has no docname, a page no slug."""

    title: str
    docname: str = ""
    slug: str = ""
    description: str = ""
    date: datetime | None = None
    minutes: int | None = None
    label: str = ""
    number: int | None = None
    total: int | None = None
    state: State = State.PUBLISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The parts of a series, in order; ``current`` is the number of the page's own part."""

    id: str
    title: str
    entries: tuple[Entry, ...]
    style: SeriesStyle = "list"
    reversed: bool = False
    current: int | None = None

    @property
    def total(self) -> int:
        """The number of parts, the planned ones among them."""
        return len(self.entries)

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The parts in the order in which they are shown."""
        return self.entries[::-1] if self.reversed else self.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries under one heading: None where nothing is grouped, ``""`` for the rest.

    ``month`` stands for a heading that is a month, to be written in the reader's language; ``role``
    and ``id`` name the topic or series that a heading leads to.
    """

    entries: tuple[Entry, ...]
    heading: str | None = None
    role: str = ""
    id: str = ""
    month: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The answer to a query; ``is_rest`` where posts before it were left out by an offset."""

    groups: tuple[Group, ...]
    style: ListingStyle
    count: bool = False
    is_rest: bool = False

    @property
    def total(self) -> int:
        """The number of posts shown."""
        return sum(len(group.entries) for group in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCard:
    """A topic as a grid shows it."""

    id: str
    title: str
    description: str
    icon: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCards:
    """The answer to a topic grid."""

    cards: tuple[TopicCard, ...]
    columns: tuple[int, ...]


Answer: TypeAlias = Outline | Listing | TopicCards | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The page before or after another; a number where it is a part."""

    docname: str
    title: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a cross-reference leads to; no docname where it is not published yet."""

    title: str
    docname: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a post says of itself, below its title and in its head.

    ``topics`` are ids with titles, the main one first; ``series`` is the docname of the page of its
    series.
    """

    date: datetime
    updated: datetime
    minutes: int = 1
    topics: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()
    image: str = ""
    series: str = ""

    @property
    def topic_titles(self) -> tuple[str, ...]:
        """The titles of its topics."""
        return tuple(title for _, title in self.topics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a reader can subscribe to: a series, a topic, or with no kind the whole site.

    ``docname`` is the page that declares it.
    """

    kind: Literal["", "series", "topic"] = ""
    id: str = ""
    title: str = ""
    docname: str = ""

    @property
    def name(self) -> str:
        """What `series_feed_paths` calls it."""
        return f"{self.kind}:{self.id}" if self.kind else ""

    def path(self, form: str) -> str:
        """Give the file of its feed in a form, ``atom`` or ``json``, in the output folder."""
        suffix = "xml" if form == "atom" else form
        return f"feeds/{self.kind}-{self.id}.{suffix}" if self.kind else f"feed.{suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page shows from elsewhere: it is written again exactly when this changes.

    ``answers`` stand in the order of the page's requests, ``targets`` in that of its references.
    ``parents`` are the pages above it, with their titles as markup. ``facts`` are those of a post;
    ``channels`` are for its head.
    """

    state: State = State.PUBLISHED
    facts: Facts | None = None
    outline: Outline | None = None
    previous: Neighbour | None = None
    next: Neighbour | None = None
    answers: tuple[Answer, ...] = ()
    targets: tuple[Target | None, ...] = ()
    parents: tuple[tuple[str, str], ...] = ()
    navigation: tuple[Section, ...] = ()
    channels: tuple[Channel, ...] = ()
