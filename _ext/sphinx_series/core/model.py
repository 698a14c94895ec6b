"""What authors declare: posts, series, topics, and what pages ask of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sphinx_series_base.problems import Place


SeriesStyle: TypeAlias = Literal["list", "cards", "hidden"]
ListingStyle: TypeAlias = Literal["cards", "list", "compact"]
GroupBy: TypeAlias = Literal["", "year", "month", "topic", "series", "author"]


class State(StrEnum):
    """Whether readers may see a post: not yet, now, or not any more."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A dated document: its front matter, with every default filled in but the title.

    ``title`` is the first heading of the source until the document has been read, ``minutes`` the
    time that it takes to read, None where nobody says, ``excerpt`` how its text begins.
    ``canonical`` is where it was published first, ``external`` where it lives if that is not here.
    ``places`` says where each front matter key stands. One of another project, whose name is
    ``site``, has its URL in the place of the docname.
    """

    docname: str
    title: str
    date: datetime
    updated: datetime
    slug: str
    description: str = ""
    excerpt: str = ""
    topics: tuple[str, ...] = ()
    label: str = ""
    series: str = ""
    part: int | None = None
    aliases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image: str = ""
    pinned: bool = False
    draft: bool = False
    unlisted: bool = False
    expires: datetime | None = None
    review_by: datetime | None = None
    canonical: str = ""
    external: str = ""
    feed_id: str = ""
    minutes: int | None = 1
    site: str = ""
    places: dict[str, Place] = field(default_factory=dict, hash=False)

    def state(self, now: datetime) -> State:
        """Tell whether at *now* the post is a draft, scheduled for later, published, or gone."""
        if self.draft:
            return State.DRAFT
        if self.expires and self.expires <= now:
            return State.EXPIRED
        return State.SCHEDULED if self.date > now else State.PUBLISHED

    @property
    def summary(self) -> str:
        """What lists say of it: what its author wrote for them, else how it begins."""
        return self.description or self.excerpt

    def place(self, key: str) -> Place:
        """Say where a key of the front matter stands; a default stands where the date does."""
        return self.places.get(key, self.places["date"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a post; ``url`` is ``""`` or an http(s) URL."""

    name: str
    url: str = ""


NOBODY = Author(name="")
"""The author of a site that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a series' body: the documents it names, or a planned part's title.

    ``docnames`` has one entry for a docname, any number for a pattern, none for a planned part and
    for ``elsewhere``, ``notes:slug`` of a post of another project.
    """

    place: Place
    text: str
    title: str = ""
    docnames: tuple[str, ...] = ()
    elsewhere: str = ""
    is_pattern: bool = False
    is_planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDeclaration:
    """What a ``series`` directive says; a reading list, ``is_list``, owns none of its parts."""

    docname: str
    place: Place
    id: str
    anchor: str
    title: str = ""
    description: str = ""
    lines: tuple[Line, ...] = ()
    style: SeriesStyle = "list"
    reversed: bool = False
    is_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which posts to list, in which order, and how.

    ``documents`` is None for all posts, else the docnames that the ``from`` patterns match;
    ``excluded`` are docnames that are left out. ``series``, ``authors`` and ``labels`` each admit
    any of theirs; empty admits all. ``topics`` are terms: an id, ``a+b`` for both, ``!c`` for posts
    that are not of one. ``sites`` names other projects, whose posts alone are meant; ``*`` means
    all of them and this one. ``years`` is the first and the last. ``page_size`` is how many posts a
    page of the listing has, where it has several.
    """

    place: Place
    documents: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()
    series: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    sort: str = "-date"
    limit: int | None = None
    offset: int = 0
    group_by: GroupBy = ""
    style: ListingStyle = "cards"
    count: bool = False
    page_size: int | None = None

    @property
    def topic_ids(self) -> tuple[str, ...]:
        """The ids in its terms, wanted or not."""
        return tuple(id_ for term in self.topics for id_ in term.removeprefix("!").split("+"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDeclaration:
    """What a ``topic`` directive says; ``query`` lists the topic's posts.

    ``heading`` is that of its section, its title where nobody gives it another.
    """

    docname: str
    place: Place
    id: str
    anchor: str
    query: Query
    title: str = ""
    heading: str = ""
    description: str = ""
    icon: str = ""
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTopics:
    """What a ``topics`` directive with ``declare`` says: here are those that no page declares."""

    docname: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorDeclaration:
    """What an ``author`` directive says; ``query`` lists the author's posts.

    ``links`` are titles with URLs, ``picture`` is a path from the source folder.
    """

    docname: str
    place: Place
    id: str
    anchor: str
    query: Query
    description: str = ""
    picture: str = ""
    links: tuple[tuple[str, str], ...] = ()


COLUMNS = (1, 2, 3, 3)
"""How many cards stand beside one another on phones, tablets, laptops and wide screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorGrid:
    """What an ``authors`` directive asks for; no ids ask for all authors that have a page."""

    place: Place
    ids: tuple[str, ...] = ()
    columns: tuple[int, ...] = COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGrid:
    """What a ``topics`` directive asks for; no ids ask for all declared topics."""

    place: Place
    ids: tuple[str, ...] = ()
    columns: tuple[int, ...] = COLUMNS


Request: TypeAlias = (
    SeriesDeclaration
    | TopicDeclaration
    | OtherTopics
    | TopicGrid
    | AuthorDeclaration
    | AuthorGrid
    | Query
)


def query_of(request: Request) -> Query | None:
    """Give the query of what lists posts; None for what does not."""
    match request:
        case Query():
            return request
        case TopicDeclaration() | AuthorDeclaration():
            return request.query
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a series; a planned part has no docname.

    A post of another project has a ``url``, as long as its catalogue is known, and its ``slug``
    there. ``waiting`` is the docname of a draft or scheduled post, which counts as planned but
    keeps its place; so does one that has expired, ``is_gone``.
    """

    number: int
    title: str
    docname: str = ""
    url: str = ""
    slug: str = ""
    waiting: str = ""
    is_gone: bool = False
    explicit_title: bool = False

    @property
    def is_planned(self) -> bool:
        """Whether a post may still take this place."""
        return not (self.docname or self.slug or self.waiting)

    @property
    def page(self) -> str:
        """The docname or the URL of its page; ``""`` where it has none."""
        return self.docname or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An ordered sequence of parts, and the page that declares it.

    The parts of a reading list, ``is_list``, have their homes elsewhere. One of another project,
    whose id is ``site:id``, has its URL in the place of the docname.
    """

    id: str
    docname: str
    anchor: str
    title: str
    description: str
    parts: tuple[Part, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject, the page that declares it, and its posts in the order of its listing.

    ``posts`` and ``adopted`` are docnames; the topic's page is the home of the adopted ones.
    ``elsewhere`` are the URLs of posts of other projects that it lists.
    """

    id: str
    docname: str
    anchor: str
    title: str
    description: str
    icon: str
    posts: tuple[str, ...]
    adopted: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many posts its listing has."""
        return len(self.posts) + len(self.elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPage:
    """An author with a page: its place, what it says, and the docnames of the author's posts.

    ``elsewhere`` are the URLs of posts of other projects that it lists.
    """

    id: str
    docname: str
    anchor: str
    title: str
    description: str
    picture: str
    links: tuple[tuple[str, str], ...]
    posts: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many posts its listing has."""
        return len(self.posts) + len(self.elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a cross-reference leads to; no docname where it is not published, or not any more.

    What another project has, whose title is ``site``, has a URL.
    """

    title: str
    docname: str = ""
    anchor: str = ""
    url: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Another project, as its catalogue tells of it; it tells nothing where there is none.

    ``targets`` has all that roles can name, by role and slug or id; ``topics`` their titles,
    ``series`` its series by their own ids. ``sitemap`` and ``llms`` are the URLs of these files,
    where it has them.
    """

    name: str
    title: str
    posts: tuple[Post, ...] = ()
    targets: Mapping[tuple[str, str], Target] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)
    sitemap: str = ""
    llms: str = ""
    is_missing: bool = False
