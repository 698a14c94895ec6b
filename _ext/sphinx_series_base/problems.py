"""What can be wrong with what an author wrote, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class ProblemKind(Enum):
    """The kinds of problems: the value is the warning's subtype, the text says what it means.

    Each extension has its own. A kind can be silenced with ``suppress_warnings``.
    """

    explanation: str

    def __new__(cls, value: str, explanation: str) -> Self:
        """Make a member whose value is the subtype."""
        member = object.__new__(cls)
        member._value_ = value
        member.explanation = explanation
        return member

    def at(self, place: Place, message: str) -> Problem:
        """Give a problem of this kind."""
        return Problem(kind=self, place=place, message=message)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where an author wrote something: a file and its line, counted from 1."""

    path: str
    line: int


NOWHERE = Place(path="", line=0)
"""The place of what no author wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: its kind, its place, and a sentence that says what to do."""

    kind: ProblemKind
    place: Place
    message: str


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems as an author works through them: by file and line."""
    return sorted(problems, key=lambda problem: (problem.place, problem.message))
