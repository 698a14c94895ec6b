"""The values that an import passes on."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - of a dataclass
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

_MARK = re.compile("\ue000([0-9]+)\ue001")
_PLACE = re.compile("\ue00e[^\ue00f]*\ue00f")
# As a letter, or as HTML and Markdown write any letter.
_RESERVED = re.compile(
    "[\ue000-\ue00f\x00\ud800-\udfff]|&#(?:x0*e00[0-9a-f]|0*573(?:4[4-9]|5[0-9]));?", re.IGNORECASE
)


class Kind(Enum):
    """What a remark is about, the worst first.

    A name, what stands above such remarks, and whether a person has something to do.
    """

    LEFT_OUT = "left-out", "What did not come", True
    ADDRESS = "address", "Old addresses that lead nowhere, or not to this post", True
    DATE = "date", "Dates that are missing or were not understood", True
    SETTING = "setting", "Settings of the old site that were not understood", True
    FRONT_MATTER = "front-matter", "Front matter that was not understood", True
    LINK = "link", "Links that lead nowhere", True
    PICTURE = "picture", "Pictures and files that did not come along", True
    CODE = "code", "What is kept as code, for nothing here is like it", True
    LOST = "lost", "What is left out of a text", True
    HIDDEN = "hidden", "What was not public and is not here", False
    ADDRESS_GUESSED = "address-guessed", "Old addresses that a setting of the server decided", False
    CHANGED = "changed", "What looks different now", False
    TOPIC = "topic", "Tags that are no topics", False
    AUTHOR = "author", "Authors", False
    FEED = "feed", "Feeds", False
    SLUG = "slug", "Posts of one name", False
    HERE = "here", "What is here already", False

    def __init__(self, id_: str, title: str, has_work: bool) -> None:  # noqa: FBT001
        self.id = id_
        self.title = title
        self.has_work = has_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that a person should look at: a file, a line from 1 or 0 for all of it, and why."""

    kind: Kind
    path: str
    line: int
    message: str


@dataclass(slots=True)
class Notes:
    """What could not be converted in one page; marks in its text say where.

    A mark goes through every conversion with the text beside it, so the line of a note is that of
    the finished page, whatever became of the old one.
    """

    messages: list[tuple[Kind, str]] = field(default_factory=list)

    def mark(self, kind: Kind, message: str) -> str:
        """Give the mark of a new note."""
        self.messages.append((kind, message))
        return f"\ue000{len(self.messages) - 1}\ue001"

    def collect(self, text: str, path: str) -> tuple[str, list[Remark]]:
        """Take the marks out of a finished text; a note whose mark was lost has no line."""
        lines = {
            int(number): index
            for index, line in enumerate(text.split("\n"), 1)
            for number in _MARK.findall(line)
        }
        remarks = [
            Remark(kind=kind, path=path, line=lines.get(number, 0), message=message)
            for number, (kind, message) in enumerate(self.messages)
        ]
        remarks.sort(key=lambda remark: remark.line)
        return _MARK.sub("", text), remarks


def without_marks(text: str) -> str:
    """Take the marks out of a text: of notes, and of places."""
    return _PLACE.sub("", _MARK.sub("", text))


def line_of(text: str, word: str) -> int:
    """Give the line on which a word stands first; 0 where it stands on none."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    return next((n for n, line in enumerate(text.split("\n"), 1) if pattern.search(line)), 0)


def without_reserved(text: str) -> str:
    """Take out of a foreign text what would be a mark, and what no page may hold."""
    return _RESERVED.sub("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPost:
    """A post as its old home has it, or a page without a date.

    Args:
        path: its file in the export.
        title: its heading, as plain text.
        name: what its file or address calls it.
        body: the text.
        kind: what the text is.
        notes: what is known of it already, with marks in the body.
        date: when it was published, with the offset that was written; None for a page.
        updated: when it last changed.
        description: a sentence about it.
        tags: its subjects, by their old names.
        authors: who wrote it, by their old names.
        language: the code of its language where that is not the main one of the site.
        is_page: whether it needs no date.
        hidden: why it was not public, ``""`` where it was.
        draft: whether it is one; what is hidden is.
        unlisted: whether no listing showed it.
        addresses: every address that it had, the main one first.
        guesses: addresses that it may have had, where nobody else wants them.
        math: whether dollars in it are formulas.
        linkify: whether a bare address in it is a link.
        is_kramdown: whether emphasis in it is where kramdown sees it.
        picture: the picture that stands for it, and is shown above it.
        feed_id: how readers of feeds know it.
        pinned: whether it stood first in listings.
    """

    path: str
    title: str
    name: str
    body: str
    kind: Literal["markdown", "html"]
    notes: Notes
    date: datetime | None = None
    updated: datetime | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    language: str = ""
    is_page: bool = False
    hidden: str = ""
    draft: bool = False
    unlisted: bool = False
    addresses: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    math: bool = False
    linkify: bool = False
    is_kramdown: bool = False
    picture: str = ""
    feed_id: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A page that the old engine made: its address, and what it listed.

    ``tag`` is the tag that it was of, ``author`` who wrote what it lists; neither for a list of all
    posts. A ``feed`` is one of these lists for readers of feeds. ``source`` is a file that links
    name it by.
    """

    address: str
    tag: str = ""
    author: str = ""
    source: str = ""
    is_feed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """All of an export: its posts, the host it was at, and the folders its pictures are in.

    ``base`` is the path below which it was served there, ``roots`` are the folders of the export
    whose files lay at it, and ``made`` are the pages that the engine made besides. ``shortcodes``
    counts those that nobody knows.
    """

    posts: tuple[OldPost, ...]
    remarks: tuple[Remark, ...] = ()
    url: str = ""
    base: str = ""
    roots: tuple[str, ...] = ("",)
    made: tuple[Made, ...] = ()
    shortcodes: Mapping[str, int] = field(default_factory=dict)

    def only(self, part: str) -> Blog:
        """Give the blog with the posts below a path alone; its settings hold for them as before."""
        start = part.strip("/")
        kept = [post for post in self.posts if f"{post.path}/".startswith(f"{start}/")]
        remarks = [one for one in self.remarks if f"{one.path}/".startswith(f"{start}/")]
        return replace(self, posts=tuple(kept), remarks=tuple(remarks), made=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to write.

    ``path`` and those of the files are relative to the source folder; ``files`` leads from each
    picture and file that comes along to its place in the export. Nothing leads to a draft yet.
    """

    source: str
    path: str
    text: str
    aliases: tuple[str, ...]
    is_draft: bool
    is_page: bool
    files: dict[str, str | bytes]
