"""What can be wrong with what an author wrote, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Self


class Kind(Enum):
    """The kinds of problems: the value is the warning's subtype, the text says what it means.

    A kind is shown as ``series.VALUE`` and can be silenced with ``suppress_warnings``.
    """

    explanation: str

    CONFIG = "config", "A value in conf.py is not what the setting takes; its default is used."
    FRONT_MATTER = (
        "front_matter",
        "A front matter value cannot be read or names something unknown; it is ignored.",
    )
    DUPLICATE_SLUG = "duplicate_slug", "Two posts have one slug; the first docname has it."
    DIRECTIVE = "directive", "An argument or option of a directive is wrong; it is ignored."
    UNKNOWN_PART = "unknown_part", "A line of a series names no document; it is left out."
    DUPLICATE_PART = "duplicate_part", "A document is a part twice; its first place counts."
    PART_NUMBER = (
        "part_number",
        "A `part` is not the position that the document has in its series, or is taken.",
    )
    PART_GAP = "part_gap", "The part numbers of a series leave one out."
    DUPLICATE_SERIES = "duplicate_series", "A series is declared twice; the first one counts."
    UNKNOWN_SERIES = "unknown_series", "A series is named that no page declares."
    DUPLICATE_TOPIC = "duplicate_topic", "A topic is declared twice; the first one counts."
    UNKNOWN_TOPIC = "unknown_topic", "A topic is named that no page declares."
    NO_MATCH = "no_match", "A pattern matches no document."
    REDIRECT = "redirect", "An old address cannot lead to its page; no redirect is made for it."
    SAME_ADDRESS = (
        "same_address",
        "Two documents, topics or series have one address, or do where case does not count.",
    )
    LEDGER = "ledger", "The ledger cannot be read, or a line of it is no record."
    LOST_URL = "lost_url", "An address of the ledger leads nowhere any more."
    REDIRECT_LIMIT = (
        "redirect_limit",
        "A server form has more redirects than its host takes; all of them are written.",
    )

    def __new__(cls, value: str, explanation: str) -> Self:
        """Make a member whose value is the subtype."""
        member = object.__new__(cls)
        member._value_ = value
        member.explanation = explanation
        return member


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where an author wrote something: a file and its line, counted from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: its kind, its place, and a sentence that says what to do."""

    kind: Kind
    place: Place
    message: str
