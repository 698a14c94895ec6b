"""The fonts of social cards, and the letters that they have.

matplotlib draws a box for a letter that its font lacks, and tells of fonts in lines of its own.
"""

from __future__ import annotations

import logging
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

if TYPE_CHECKING:
    from collections.abc import Iterator

# The font that comes with sphinxext-opengraph, as its file is called there.
OWN = "Roboto Flex"
_FILE = "_static/Roboto-Flex.ttf"

# A card's title and host are bold.
_WEIGHTS = ("normal", "bold")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The fonts that cards are drawn with; a letter takes the first that has it.

    Attributes:
        families: their names.
        unknown: those that were asked for and are not installed.
        letters: what they have together, as numbers.
    """

    families: tuple[str, ...]
    unknown: tuple[str, ...]
    letters: frozenset[int]

    def lacking(self, text: str) -> str:
        """Give the letters of a text that would be boxes, each once."""
        return "".join(
            letter for letter in dict.fromkeys(self.shown(text)) if ord(letter) not in self.letters
        )

    def shown(self, text: str) -> str:
        """Give a text without marks that have no shape; a space that the font lacks is one."""
        return "".join(
            " " if letter.isspace() else letter
            for letter in text
            if ord(letter) in self.letters or not _is_shapeless(letter)
        )


def _is_shapeless(letter: str) -> bool:
    """Whether a letter only says how others are to be shown, as a joiner does."""
    name = unicodedata.name(letter, "")
    return unicodedata.category(letter) == "Cf" or name.startswith("VARIATION SELECTOR")


@cache
def find(asked: tuple[str, ...]) -> Fonts:
    """Find fonts by their names; without any it is the one of sphinxext-opengraph."""
    # matplotlib takes its time.
    from matplotlib import font_manager  # noqa: PLC0415
    from sphinxext import opengraph  # noqa: PLC0415

    font_manager.fontManager.addfont(Path(opengraph.__file__).parent / _FILE)

    def letters(family: str) -> frozenset[int]:
        """Give what a font has in all weights; nothing where it is not installed."""
        found = []
        for weight in _WEIGHTS:
            properties = font_manager.FontProperties(family=[family], weight=weight)
            try:
                path = font_manager.findfont(properties, fallback_to_default=False)
            except ValueError:
                return frozenset()
            found.append(frozenset(font_manager.get_font(path).get_charmap()))
        return frozenset.intersection(*found)

    with unsaid():
        known = {family: letters(family) for family in asked}
        installed = [family for family in asked if known[family]] or [OWN]
        return Fonts(
            families=tuple(installed),
            unknown=tuple(family for family in asked if not known[family]),
            letters=frozenset().union(*map(letters, installed)),
        )


@contextmanager
def unsaid() -> Iterator[None]:
    """Keep matplotlib from telling of fonts and letters, which is done at the posts instead."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with catch_warnings():
            simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)
