"""One key of front matter as its author wrote it, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A key's value as written: a word or text, a list of them, or None for what is neither."""

    key: str
    line: int
    value: str | tuple[str, ...] | None
