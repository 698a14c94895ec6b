"""Files that people keep by hand: a line for each thing, comments above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def contents(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line that is neither empty nor a comment, with its number."""
    for number, line in enumerate(text.splitlines(), 1):
        content = line.strip()
        if content and not content.startswith("#"):
            yield number, content


def split(
    text: str, key: Callable[[str], str]
) -> tuple[list[str], list[tuple[str, list[str]]], list[str]]:
    """Split a text into its head, its records with the comments above each, and its tail.

    Args:
        text: the file.
        key: what a line is sorted by.
    """
    head: list[str] = []
    records: list[tuple[str, list[str]]] = []
    waiting: list[str] = []
    for line in text.splitlines():
        waiting.append(line)
        content = line.strip()
        if not content and not records:
            head += waiting
            waiting = []
        elif content and not content.startswith("#"):
            records.append((key(content), waiting))
            waiting = []
    return head, records, waiting


def join(
    head: Iterable[str], records: Iterable[tuple[str, Iterable[str]]], tail: Iterable[str]
) -> str:
    """Put together again what was split."""
    lines = [*head, *(line for _, block in records for line in block), *tail]
    return "".join(f"{line}\n" for line in lines)
