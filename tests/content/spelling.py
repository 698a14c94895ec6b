"""Spelling, by Hunspell's American dictionary and the words of this site in `words.txt`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hunspell import Hunspell

from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .pages import Page

WORDS: Final = Path(__file__).with_name("words.txt")

# What holds digits or points, or stands in capitals, is a name: no dictionary has these.
_WORD: Final = re.compile(r"(?<![\w./:@])(?>[^\W\d_]+(?:['’][^\W\d_]+)*)(?![\w/@]|[.:]\w)")
_ACRONYM: Final = re.compile(r"[A-Z]{2,}s?")


def spelled(page: Page) -> Iterator[Fault]:
    """Check all that a page says in words; sources are names and titles of others."""
    lines: dict[str, int] = {}
    for line, text in _texts(page):
        for word in words(text):
            lines.setdefault(word, line)
    for word in filter(is_misspelled, lines):
        message = f"{word!r} is in no dictionary: correct it, or add it to {WORDS.name}"
        yield Fault(line=lines[word], message=message)


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, with straight apostrophes."""
    for word in _WORD.findall(text):
        if not _ACRONYM.fullmatch(word):
            yield word.replace("’", "'").removesuffix("'s")


def is_misspelled(word: str) -> bool:
    """Tell whether neither the dictionary nor the list of ours has a word."""
    return not dictionary().spell(word)


@cache
def dictionary() -> Hunspell:
    """Give the American dictionary with the words of ours."""
    found = Hunspell("en_US")
    for word in WORDS.read_text(encoding="utf-8").split():
        found.add(word)
    return found


def _texts(page: Page) -> Iterator[tuple[int, str]]:
    yield 1, str(page.meta.get("description", ""))
    yield 1, str(page.meta.get("label", ""))
    for figure in page.figures:
        yield figure.line, figure.alt
    for text in page.texts:
        if text.kind == "source":
            continue
        shown = (
            piece.text if piece.kind == "text" else " " if piece.kind == "break"
            else piece.text.partition("<")[0] if "<" in piece.text and piece.role else "0"
            for piece in text.pieces
            if piece.kind not in {"link", "footnote"}
        )  # fmt: skip
        yield text.line, "".join(shown)
