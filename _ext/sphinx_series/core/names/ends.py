"""Where recorded names lead now: chains of lines are followed to their ends."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_series.core.problems import Kind

from .names import GONE, Name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_series_base.problems import Problem

    from .register import Record, Register


class Ends:
    """The ends of a register's lines.

    Args:
        register: the lines.
        now: gives the address of the page to which an address leads; ``gone``, a URL, or ``""``.
    """

    def __init__(self, register: Register, now: Callable[[str], str]) -> None:
        self.register = register
        self.now = now

    @cached_property
    def by_name(self) -> dict[Name, Name]:
        """The end of each name for which a line says what it is called since."""
        found = {name: self._end(record) for name, record in self.register.arrows.items()}
        return {name: end for name, end in found.items() if end}

    def circles(self) -> Iterator[Problem]:
        """Report lines that lead back to themselves."""
        for name, record in self.register.arrows.items():
            if name not in self.by_name:
                message = f"`{name}` leads in a circle: correct what stands behind the arrow"
                yield Kind.NAMES.at(self.register.place(record), message)

    def of(self, name: Name) -> Name:
        """Give where a name leads now, by its line or by the address of its page."""
        return self.by_name.get(name) or self.here(name)

    def here(self, name: Name) -> Name:
        """Give the place on the page that answers now; an object, and what is nowhere, stay."""
        if not name.is_place:
            return name
        page = self.now(name.scope)
        return GONE if page == GONE.scope else Name(page or name.scope, name.id)

    def _end(self, record: Record) -> Name | None:
        """Follow lines to the last; None for a circle."""
        seen = {record.name}
        name = record.target
        while name and name != GONE:
            following = self._following(name)
            if following is None:
                return self.here(name)
            if following.name in seen:
                return None
            seen.add(following.name)
            name = following.target
        return name

    def _following(self, name: Name) -> Record | None:
        """Give the line for a name, or for the place as it is called where its page is now."""
        arrows = self.register.arrows
        return arrows.get(name) or arrows.get(self.here(name))
