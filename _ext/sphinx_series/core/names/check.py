"""What became of recorded names: those that lead nowhere, with the line that mends each.

A build and the command that looks at a finished one judge a site here, so that they say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_series.core.addresses import addresses, ledger
from sphinx_series.core.problems import Kind

from .ends import Ends
from .likeness import as_id
from .names import GONE, Name, place
from .successors import LABEL, Successors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sphinx_series_base.problems import Problem

    from .published import Published
    from .register import Record, Register

# What a label gives an element for its id unchanged.
_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LABELS = {".md": "({})=", ".rst": ".. _{}:"}
_SERIES = ("post", "series", "topic", "author")


@dataclass(frozen=True, kw_only=True)
class SiteNames:
    """The recorded names of a site, and what it has now.

    Args:
        register: what was recorded.
        published: what there is; objects without those that only lines of the register keep.
        sources: the file of each page's source, by its address.
        retired: objects of posts that are gone by their front matter.
        before: what the site had, where that is known.
        is_kept: whether the register is a file that a person can write a line into.
    """

    register: Register
    published: Published
    sources: Mapping[str, str] = field(default_factory=dict)
    retired: Collection[Name] = ()
    before: Published | None = None
    is_kept: bool = True

    @cached_property
    def ends(self) -> Ends:
        """Where the names lead."""
        return Ends(self.register, self.published.now)

    def problems(self) -> Iterator[Problem]:
        """Report lines that are wrong, and names that lead nowhere."""
        yield from self.register.problems
        yield from self.register.collisions()
        yield from self.ends.circles()
        yield from self._back()
        lost = dict(self._lost())
        successors = self._successors.of(dict.fromkeys(lost.values()))
        for record, name in lost.items():
            kind = Kind.LOST_ANCHOR if name.is_place else Kind.LOST_NAME
            message = self._message(record, name, successors.get(name))
            yield kind.at(self.register.place(record), message)

    @cached_property
    def _successors(self) -> Successors:
        return Successors(
            self.published,
            self.ends,
            [record.name for record in self.register.records],
            self.before,
        )

    def _back(self) -> Iterator[Problem]:
        """Report names that a line leads on, and that are there themselves."""
        for name, record in self.register.arrows.items():
            if self._is_there(name) and name != record.target:
                message = (
                    f"`{name}` is there itself: take out what stands behind it, ` -> "
                    f"{record.target}`"
                )
                yield Kind.NAMES.at(self.register.place(record), message)

    def _is_there(self, name: Name) -> bool:
        if not name.is_place:
            return name in self.published.objects
        page = self.published.page(name.scope)
        return page is not None and not page.refresh and name.id in page.marked

    def _lost(self) -> Iterator[tuple[Record, Name]]:
        """Give the lines that lead nowhere, each with the name that is not there."""
        for record in self.register.records:
            end = self.ends.by_name.get(record.name) if record.target else record.name
            is_lost = end and end != GONE and not self.published.has(end)
            if end and is_lost and not self._is_retired(end) and not self._is_there(record.name):
                yield record, end

    def _is_retired(self, name: Name) -> bool:
        """Tell whether an object went with its page, which was retired on purpose."""
        if name.is_place:
            return False
        if name in self.retired:
            return True
        kind, _, rest = name.id.partition("-")
        if name.scope == LABEL and kind in _SERIES:
            return self._is_retired(Name(f"series:{kind}", rest))
        places = [] if name.scope != "std:doc" else self._pages_of(name.id)
        places += self._gone_by_name.get(as_id(name.id), [])
        known = [self.published.now(address) for address in places]
        return bool(known) and set(known) <= {GONE.scope}

    def _pages_of(self, docname: str) -> list[str]:
        """Give the addresses of a document that there are, with either builder."""
        page = place(f"/{docname}.html").scope
        return [one for one in (page, addresses.other_form(page)) if self.published.page(one)]

    @cached_property
    def _gone_by_name(self) -> dict[str, list[str]]:
        """The pages whose name, or the id of a place on them, is that of an object."""
        found: dict[str, list[str]] = {}
        for record in self.register.records:
            name = record.name
            if name.is_place:
                found.setdefault(as_id(name.id), []).append(name.scope)
                found.setdefault(as_id(ledger.name_of(name.scope)), []).append(name.scope)
        return found

    def _message(self, record: Record, name: Name, successor: Name | None) -> str:
        """Say what is lost, what came in its place, and what line mends it."""
        what = f"`{record.name}` was published and "
        what += f"leads to `{name}`, which is not there" if record.target else "leads nowhere now"
        if not self.is_kept:
            return what + (f": its likeliest successor is `{successor}`" if successor else "")
        gone = f"or retire it: `{record.name} -> {GONE}`"
        ways = list(self._ways(record, successor)) if successor else []
        if not ways:
            example = "/page.html#place" if name.is_place else f"{name.scope} another"
            return f"{what}: write here where it leads, `{record.name} -> {example}`, {gone}"
        return (
            f"{what}: its likeliest successor is `{successor}`: write {', or '.join(ways)}, {gone}"
        )

    def _ways(self, record: Record, successor: Name) -> Iterator[str]:
        """Give the lines that mend, of which one will do."""
        yield from self._label(record.name, successor)
        if successor.is_place == record.name.is_place:
            yield f"here `{record.name} -> {successor}`"
            yield from self._whole_page(record, successor)

    def _label(self, name: Name, successor: Name) -> Iterator[str]:
        """Give Sphinx's own way: a label above the heading."""
        if name.is_place:
            at, is_possible = successor, self.ends.here(name).scope == successor.scope
        else:
            at = self.published.objects.get(successor, successor)
            is_possible = name.scope == LABEL
        source = self.sources.get(at.scope, "")
        form = _LABELS.get(source[source.rfind(".") :])
        if is_possible and at.id and form and _PLAIN.fullmatch(name.id):
            yield f"`{form.format(name.id)}` above its heading in {source}"

    def _whole_page(self, record: Record, successor: Name) -> Iterator[str]:
        """Give the line of the ledger that leads a page that is gone to another one."""
        name = record.name
        if name.is_place and not record.target and not self.published.now(name.scope):
            page, other = addresses.encode(name.scope), addresses.encode(successor.scope)
            yield f"for all of the page `{page} -> {other}` into the ledger"
