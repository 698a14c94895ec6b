"""The file of names: a text file of every name that was ever published.

One name a line, sorted; a line that starts with ``#`` is a comment. ``name -> gone`` retires one on
purpose, and ``name -> name`` says what it is called since: a place leads to a place, an object to
an object, and either to a post of another project, ``name -> notes:slug``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sphinx_series_base.problems import Place, Problem

from sphinx_series.core.addresses import elsewhere, lines
from sphinx_series.core.problems import Kind

from . import names
from .names import GONE, Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_series.core.addresses.elsewhere import Resolve

HEAD = (
    "# Every name that was ever published: places on pages, and objects of the inventory.\n"
    "# Lines are only ever added, but by a person.\n\n"
)
"""How a new file begins."""

# An arrow may be part of a name, as in `operator->`: this one stands alone, and leads to a name.
_ARROW = " -> "


class Record(NamedTuple):
    """One line: a name, and what it is called since if a person wrote that down."""

    line: int
    name: Name
    target: Name | None = None


@dataclass(frozen=True, kw_only=True)
class Register:
    """The lines of a file of names, and what is wrong with them."""

    path: str = ""
    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()

    def place(self, record: Record) -> Place:
        """Say where a name is recorded."""
        return Place(path=self.path, line=record.line)

    @cached_property
    def arrows(self) -> dict[Name, Record]:
        """The lines that say what a name is called since; the first counts for each."""
        found: dict[Name, Record] = {}
        for record in self.records:
            if record.target:
                found.setdefault(record.name, record)
        return found

    def collisions(self) -> Iterator[Problem]:
        """Report lines that lead one name to two ends."""
        for record in self.records:
            first = self.arrows.get(record.name, record)
            if record.target and record.target != first.target:
                message = (
                    f"`{record.name}` leads to `{first.target}` already (line {first.line}): "
                    "remove one of them"
                )
                yield Kind.NAMES.at(self.place(record), message)


def parse(text: str, path: str, resolve: Resolve = elsewhere.NONE) -> Register:
    """Read a file of names; a line that is none, or leads to no post elsewhere, is a problem.

    Args:
        text: the lines.
        path: their file.
        resolve: finds posts of other projects.
    """
    records: list[Record] = []
    problems: list[Problem] = []
    for number, content in lines.contents(text):
        place = Place(path=path, line=number)
        try:
            record = _record(content, number, resolve)
        except LookupError as error:
            old, _, new = content.rpartition(_ARROW)
            message = f"`{old.strip()}` leads to `{new.strip()}`, but {error.args[0]}"
            problems.append(Kind.NAMES.at(place, message))
            continue
        if record:
            records.append(record)
        else:
            message = f"{content!r} is no name: {_way(content)}"
            problems.append(Kind.NAMES.at(place, message))
    return Register(path=path, records=tuple(records), problems=tuple(problems))


def _record(content: str, number: int, resolve: Resolve) -> Record | None:
    old, _, new = content.rpartition(_ARROW)
    target = _target(new.strip(), resolve) if old else None
    name = names.parse(old.strip() if target else content)
    if not name or not _is_whole(name) or content.endswith(_ARROW.rstrip()):
        return None
    is_here = target and target != GONE and not elsewhere.is_named(new.strip())
    if target and is_here and target.is_place != name.is_place:
        return None
    return Record(number, name, target)


def _target(text: str, resolve: Resolve) -> Name | None:
    if elsewhere.is_named(text):
        url, _, fragment = resolve(text).partition("#")
        return Name(url, unquote(fragment))
    return GONE if text == GONE.scope else names.parse(text)


def _is_whole(name: Name) -> bool:
    """Tell whether a name says what it is, and not only on which page."""
    return bool(name.id)


def _way(content: str) -> str:
    """Say what to write in the place of a line that is no name."""
    if content.startswith("/") and "#" not in content.partition("->")[0]:
        return "the address of a page stands in the ledger, the file that `series_ledger` names"
    if content.startswith("/"):
        return (
            "write `/page.html#place`, `/page.html#place -> gone`, or "
            "`/page.html#place -> /page.html#new`"
        )
    return (
        "write `std:label name`, `std:label name -> gone`, or `std:label name -> std:label new`, "
        "with the kinds that `objects.inv` has, or a place, `/page.html#place`"
    )


def add(text: str, published: Iterable[Name]) -> str:
    """Write names into a file's text, each in its place; nothing is taken out.

    A comment stays with the line below it; a first one with a blank line below stays at the top.
    """
    head, blocks, tail = lines.split(text, _key)
    known = {key for key, _ in blocks}
    new = {key for key in map(str, published) if key not in known}
    found = sorted([*blocks, *((key, [key]) for key in new)], key=lambda block: block[0])
    return lines.join(head, found, tail)


def _key(content: str) -> str:
    record = _record(content, 0, elsewhere.as_written)
    return str(record.name) if record else content
