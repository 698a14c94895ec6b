"""What pages show: answers, positions, neighbours and the sidebar, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from .model import State

if TYPE_CHECKING:
    from datetime import datetime

    from .model import ListingStyle, SeriesStyle, Target

BlockName: TypeAlias = Literal["recent", "topics", "cloud", "years", "authors"]
BLOCKS: tuple[BlockName, ...] = get_args(BlockName)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post or a part as a listing shows it; a planned part has no docname, a page no slug.

    ``url`` is where the post lives if that is not its page, ``site`` the title of another project
    that has it; ``byline`` are the names of its authors, where lists show them.
    """

    title: str
    docname: str = ""
    slug: str = ""
    url: str = ""
    site: str = ""
    description: str = ""
    date: datetime | None = None
    minutes: int | None = None
    label: str = ""
    number: int | None = None
    total: int | None = None
    byline: tuple[str, ...] = ()
    state: State = State.PUBLISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The parts of a series, in order; ``current`` is the number of the page's own part.

    ``left_out`` is how many parts there are besides, of a series that is long.
    """

    id: str
    title: str
    entries: tuple[Entry, ...]
    style: SeriesStyle = "list"
    reversed: bool = False
    current: int | None = None
    left_out: int = 0

    @property
    def total(self) -> int:
        """The number of parts, the planned ones among them."""
        return len(self.entries) + self.left_out

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The parts in the order in which they are shown."""
        return self.entries[::-1] if self.reversed else self.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Entries under one heading: None where nothing is grouped, ``""`` for the rest.

    ``month`` stands for a heading that is a month, to be written in the reader's language; ``role``
    and ``id`` name the topic or series that a heading leads to. ``anchor`` is where links to the
    group lead.
    """

    entries: tuple[Entry, ...]
    heading: str | None = None
    role: str = ""
    id: str = ""
    month: datetime | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Which page of a listing it is; ``docname`` is the document that shows the first."""

    docname: str
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The answer to a query, or one page of it.

    ``total`` is how many posts the whole has; a further page says nothing of it.
    ``is_rest`` where posts before it were left out by an offset.
    """

    groups: tuple[Group, ...]
    style: ListingStyle
    total: int = 0
    count: bool = False
    is_rest: bool = False
    pages: Pages | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectCard:
    """A topic or an author as a grid shows it, as ``role`` says.

    ``picture`` is a path from the source folder.
    """

    role: Literal["topic", "author"]
    id: str
    title: str
    description: str
    total: int
    icon: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectCards:
    """The answer to a grid of topics or authors."""

    cards: tuple[SubjectCard, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSection:
    """A topic as the page shows it that declares several."""

    anchor: str
    title: str
    listing: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSections:
    """The topics that a page declares together."""

    sections: tuple[TopicSection, ...]


Answer: TypeAlias = Outline | Listing | SubjectCards | TopicSections | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The page before or after another; a number where it is a part.

    One of another project has a URL and no docname.
    """

    title: str
    docname: str = ""
    url: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """The place that a page has in a reading list."""

    id: str
    title: str
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a post says of itself, below its title and in its head.

    ``topics`` are ids with titles, the main one first; ``series`` is the docname of the page of its
    series, or its URL in another project. ``is_reviewed`` where it is looked through again by some
    day, last when it was updated. ``pages`` are those of its authors, by their ids; ``byline`` has
    names with ids, ``""`` without a page, where the post bears them.
    """

    date: datetime
    updated: datetime
    minutes: int = 1
    topics: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    byline: tuple[tuple[str, str], ...] = ()
    image: str = ""
    series: str = ""
    is_unlisted: bool = False
    is_reviewed: bool = False
    canonical: str = ""
    external: str = ""

    @property
    def topic_titles(self) -> tuple[str, ...]:
        """The titles of its topics."""
        return tuple(title for _, title in self.topics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a reader can subscribe to: a series, topic or author, or with no kind the whole site.

    ``docname`` is the page that declares it.
    """

    kind: Literal["", "series", "topic", "author"] = ""
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
class Item:
    """A link of the sidebar, its title as markup.

    ``target`` is a docname or URL, ``is_open`` where the page lies at or below it. With ``is_rest``
    it is the page of a series and stands for parts that are left out. Of what ``is_hidden`` where
    it stands, a theme says whether its sidebar shows it.
    """

    target: str
    title: str
    items: tuple[Item, ...] = ()
    is_open: bool = False
    is_current: bool = False
    is_rest: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The items of one toctree of the home page, under its caption."""

    items: tuple[Item, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockEntry:
    """A line of a block: where it leads, by the name that Sphinx gives the page, or by a URL.

    ``number`` is how many posts there are, ``size`` from 1 to 5 how many beside the most.
    """

    title: str
    pagename: str = ""
    anchor: str = ""
    url: str = ""
    number: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of the sidebar, the same on each page that shows it."""

    name: BlockName
    entries: tuple[BlockEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherPage:
    """What a further page of a listing shows, which no document is.

    ``title``, as markup, ``parents`` and ``navigation`` are those of the document that shows the
    first page.
    """

    pages: Pages
    title: str
    listing: Listing
    parents: tuple[tuple[str, str], ...] = ()
    navigation: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPlace:
    """An id that a page had, and where what it named is now.

    ``docname`` is its page, and ``address`` that page's, or the URL of a page of another project,
    which has no docname here; both are empty where it was retired. ``title`` is what stands there.
    """

    id: str
    docname: str = ""
    address: str = ""
    anchor: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page shows from elsewhere: it is written again exactly when this changes.

    ``answers`` stand in the order of the page's requests, ``targets`` in that of its references.
    ``parents`` are the pages above it, with their titles as markup. ``facts`` are those of a post;
    ``channels`` are for its head, ``lists`` are the reading lists that it is in, ``related`` are
    posts that have much in common with it. ``places`` are old ids that it keeps.
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
    lists: tuple[ListPlace, ...] = ()
    related: tuple[Entry, ...] = ()
    blocks: tuple[Block, ...] = ()
    places: tuple[OldPlace, ...] = ()
