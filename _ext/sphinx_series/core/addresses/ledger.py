"""The ledger: a text file of every address that was ever published.

One address a line, sorted; a line that starts with ``#`` is a comment. ``address -> gone`` retires
one on purpose, ``address -> target`` says where it leads since, and ``/old/* -> /new/*`` says so of
all below a folder. ``address -> notes:slug`` leads to a post of another project.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_series_base.problems import NOWHERE, Place, Problem

from sphinx_series.core.problems import Kind

from . import addresses, elsewhere, lines
from .redirects import GONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .elsewhere import Resolve

HEAD = "# Every address that was ever published. Lines are only ever added, but by a person.\n\n"
"""How a new ledger begins."""

_ARROW = "->"
# Hosted platforms put an id of 12 hexadecimal digits behind the name.
_HEX_ID = re.compile(r"-[0-9a-f]{12}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of a ledger: an address, and what became of it if a person wrote that down.

    ``fragment`` is the place on a page of the site. ``is_folder`` where that holds for all below
    the address.
    """

    place: Place
    address: str
    target: str = ""
    fragment: str = ""
    is_folder: bool = False


def parse(
    text: str, path: str, resolve: Resolve = elsewhere.NONE
) -> tuple[list[Record], list[Problem]]:
    """Read a ledger; a line that is no record, or that leads to no post elsewhere, is a problem.

    Args:
        text: the ledger.
        path: its file.
        resolve: finds posts of other projects.
    """
    records: list[Record] = []
    problems: list[Problem] = []
    for number, content in lines.contents(text):
        place = Place(path=path, line=number)
        record = _record(content, place)
        if record is None:
            message = f"{content!r} is no record: {_way(content)}"
            problems.append(Kind.LEDGER.at(place, message))
            continue
        try:
            records.append(_led(record, resolve))
        except LookupError as error:
            message = f"{record.address!r} leads to {record.target!r}, but {error.args[0]}"
            problems.append(Kind.LEDGER.at(place, message))
    return records, problems


def _led(record: Record, resolve: Resolve) -> Record:
    """Give a record with the URL of the post that it names elsewhere.

    Raises:
        LookupError: there is none; the text says why.
    """
    is_elsewhere = not record.is_folder and elsewhere.is_named(record.target)
    return replace(record, target=resolve(record.target)) if is_elsewhere else record


def _way(content: str) -> str:
    """Say what to write in the place of a line that is no record."""
    address, _, target = (part.strip() for part in content.partition(_ARROW))
    if "*" in content:
        return "a rule for a folder is `/old/* -> /new/*`, or `/old/* -> gone`"
    if address.startswith("/") and "#" in address:
        page = address.partition("#")[0]
        return f"servers never see what stands behind `#`: write `{page}` for the whole page"
    if target.startswith("/") and "?" in target:
        page = target.partition("?")[0]
        return f"a page of this site takes no query: write `{address} -> {page}`"
    return "write `/an/address/`, `/an/address/ -> gone`, or `/an/address/ -> /another/`"


def _record(content: str, place: Place) -> Record | None:
    text, arrow, target = (part.strip() for part in content.partition(_ARROW))
    if "*" in content:
        return _folder(text, target, place)
    address = addresses.parse(text)
    if address is None or bool(arrow) != bool(target):
        return None
    fragment = ""
    if target.startswith("/"):
        parsed = addresses.parse_target(target)
        if parsed is None:
            return None
        target, fragment = parsed
    is_known = target in {"", GONE} or target.startswith("/")
    if not (is_known or addresses.host_of(target) or elsewhere.is_named(target)):
        return None
    return Record(place=place, address=address, target=target, fragment=fragment)


def _folder(text: str, target: str, place: Place) -> Record | None:
    """Read a rule for all below a folder, which is not the whole site."""
    address = addresses.parse(text.removesuffix("*")) if text.endswith("/*") else None
    if address in {None, "/"}:
        return None
    end: str | None = target.removesuffix("*")
    if end and target.endswith("/*"):
        end = addresses.parse(end) if end.startswith("/") else end * bool(addresses.host_of(end))
    elif target != GONE:
        return None
    return Record(place=place, address=address or "", target=end, is_folder=True) if end else None


def add(text: str, published: Iterable[str], moved: Mapping[str, str] | None = None) -> str:
    """Write addresses into a ledger's text, each in its place; nothing is taken out.

    A comment stays with the line below it; a first one with a blank line below stays at the top.

    Args:
        text: the ledger.
        published: the addresses.
        moved: further ones, and where each leads.
    """
    head, records, tail = lines.split(text, _key)
    known = {addresses.file_of(address) for address, _ in records}
    targets = {addresses.parse(address) or "": target for address, target in (moved or {}).items()}
    found = {*published, *targets} - {""}
    new = sorted(address for address in found if addresses.file_of(address) not in known)
    added = [(address, [_line(address, targets.get(address, ""))]) for address in new]
    blocks = sorted([*records, *added], key=lambda block: block[0])
    return lines.join(head, blocks, tail)


def lead(text: str, targets: Mapping[str, str]) -> str:
    """Write where addresses lead into a ledger's text; what leads somewhere already stays.

    Args:
        text: the ledger.
        targets: the target of each address, as a line has it.
    """
    by_file = {addresses.file_of(address): target for address, target in targets.items()}
    led = []
    for line in add(text, targets).splitlines():
        record = _record(line.strip(), NOWHERE)
        target = by_file.get(addresses.file_of(record.address)) if record else None
        is_new = record and target and not record.target
        led.append(f"{line.strip()} {_ARROW} {target}" if is_new else line)
    return "".join(f"{line}\n" for line in led)


def _line(address: str, target: str) -> str:
    plain = addresses.encode(address)
    return f"{plain} {_ARROW} {target}" if target else plain


def _key(content: str) -> str:
    """Give what a line is sorted by: its address, or what no address is."""
    found = _record(content, NOWHERE)
    return found.address if found and not found.is_folder else content


def lost(records: Iterable[Record], served: Iterable[str]) -> list[Record]:
    """Give the records whose address nothing serves."""
    files = {addresses.file_of(address) for address in served}
    return [
        record
        for record in records
        if not record.target and addresses.file_of(record.address) not in files
    ]


class Successors:
    """Finds the served address that most likely took the place of a lost one.

    Pages are compared by the name that their address gives them: its last segment.
    """

    def __init__(self, candidates: Iterable[str]) -> None:
        self.by_name: dict[str, list[str]] = {}
        for candidate in sorted(candidates):
            self.by_name.setdefault(name_of(candidate), []).append(candidate)

    def of(self, address: str) -> str:
        """Give the successor of a lost address; ``""`` where nothing is like it."""
        name = name_of(address)
        if name not in self.by_name:
            close = get_close_matches(name, self.by_name)
            if not close:
                return ""
            name = close[0]
        return max(self.by_name[name], key=lambda other: _common_parts(address, other))


def name_of(address: str) -> str:
    """Give what an address calls its page: the last segment, without suffix and hexadecimal id."""
    segment = address.removesuffix("/").rpartition("/")[2].removesuffix(".html").casefold()
    return _HEX_ID.sub("", segment)


def _common_parts(address: str, other: str) -> int:
    return len(set(address.split("/")) & set(other.split("/")))
