"""Warnings, each with its subtype, made here and nowhere else."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Self

from sphinx.util import logging

if TYPE_CHECKING:
    from pathlib import Path

_logger = logging.getLogger(__name__)


class Kind(Enum):
    """The kinds of warnings: the value is the subtype, the text says what it means."""

    explanation: str

    CONFIG = "config", "A value in conf.py is not what the setting takes; its default is used."
    MISSING = "missing", "Pagefind is not installed; Sphinx's own search takes its place."
    LANGUAGE = (
        "language",
        "The language has no spaces between words, which only `pagefind[extended]` can tell apart.",
    )
    FAILED = "failed", "Pagefind could not make the index; the search page finds nothing."

    def __new__(cls, value: str, explanation: str) -> Self:
        """Make a member whose value is the subtype."""
        member = object.__new__(cls)
        member._value_ = value
        member.explanation = explanation
        return member


def warn(kind: Kind, message: str, location: Path | str | None = None) -> None:
    """Show a message as ``pagefind.KIND``."""
    where = str(location) if location else None
    _logger.warning("%s", message, location=where, type="pagefind", subtype=kind.value)
