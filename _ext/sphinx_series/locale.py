"""The words that the extension writes into pages, translatable by a catalogue of its own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinx.locale import _ as sphinx_word
from sphinx.locale import get_translation, get_translator
from sphinx.util.i18n import format_date

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx.config import Config

CATALOGUE = "sphinx_series"

_ = get_translation(CATALOGUE)


def count_posts(total: int, *, is_rest: bool = False) -> str:
    """Say how many posts there are, or how many more than those shown elsewhere."""
    ngettext = get_translator(CATALOGUE).ngettext
    if is_rest:
        return ngettext("{n} more post", "{n} more posts", total).format(n=total)
    return ngettext("{n} post", "{n} posts", total).format(n=total)


def date_words(moment: datetime, config: Config) -> str:
    """Write a day as the project writes days."""
    # Without its zone: two moments that are one in different zones have two days.
    day = moment.replace(tzinfo=None)
    return _formatted(day, config.today_fmt or sphinx_word("%b %d, %Y"), config.language)


@cache
def _formatted(moment: datetime, format_: str, language: str) -> str:
    """Write a date, each once; Babel takes its time, and days recur on many pages."""
    return format_date(format_, date=moment, language=language)
