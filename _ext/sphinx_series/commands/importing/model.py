"""The values that an import passes on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

_MARK = re.compile("\ue000([0-9]+)\ue001")
_RESERVED = re.compile("[\ue000-\ue00f\x00]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that a person should look at: a file, a line from 1 or 0 for all of it, and why."""

    path: str
    line: int
    message: str


@dataclass(slots=True)
class Notes:
    """What could not be converted in one page; marks in its text say where.

    A mark goes through every conversion with the text beside it, so the line of a note is that of
    the finished page, whatever became of the old one.
    """

    messages: list[str] = field(default_factory=list)

    def mark(self, message: str) -> str:
        """Give the mark of a new note."""
        self.messages.append(message)
        return f"\ue000{len(self.messages) - 1}\ue001"

    def collect(self, text: str, path: str) -> tuple[str, list[Remark]]:
        """Take the marks out of a finished text; a note whose mark was lost has no line."""
        lines = {
            int(number): index
            for index, line in enumerate(text.split("\n"), 1)
            for number in _MARK.findall(line)
        }
        remarks = [
            Remark(path=path, line=lines.get(number, 0), message=message)
            for number, message in enumerate(self.messages)
        ]
        remarks.sort(key=lambda remark: remark.line)
        return _MARK.sub("", text), remarks


def without_marks(text: str) -> str:
    """Take the marks out of a text."""
    return _MARK.sub("", text)


def without_reserved(text: str) -> str:
    """Take out of a foreign text what would be a mark, and NUL, which no page may hold."""
    return _RESERVED.sub("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPost:
    """A post as its old home has it.

    Args:
        path: its file in the export.
        title: its heading, as plain text.
        name: what its file or address calls it.
        body: the text.
        kind: what the text is.
        notes: what is known of it already, with marks in the body.
        date: when it was published; None for what never was.
        updated: when it last changed.
        description: a sentence about it.
        tags: its subjects, by their old names.
        draft: whether it is one.
        addresses: every address that it had, the main one first.
        math: whether dollars in it are formulas.
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
    draft: bool = False
    addresses: tuple[str, ...] = ()
    math: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """All of an export: its posts, the host it was at, and the folders its pictures are in.

    ``base`` is the path below which it was served there, and ``roots`` are the folders of the
    export whose files lay at it.
    """

    posts: tuple[OldPost, ...]
    remarks: tuple[Remark, ...] = ()
    url: str = ""
    base: str = ""
    roots: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to write.

    ``path`` and the pictures' are relative to the source folder; ``pictures`` leads from each to
    its file in the export. Nothing leads to a draft yet.
    """

    source: str
    path: str
    text: str
    aliases: tuple[str, ...]
    is_draft: bool
    pictures: dict[str, str]
