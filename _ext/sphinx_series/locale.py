"""The words that the extension writes into pages, translatable by a catalogue of its own."""

from __future__ import annotations

from sphinx.locale import get_translation, get_translator

CATALOGUE = "sphinx_series"

_ = get_translation(CATALOGUE)


def count_posts(total: int, *, is_rest: bool = False) -> str:
    """Say how many posts there are, or how many more than those shown elsewhere."""
    ngettext = get_translator(CATALOGUE).ngettext
    if is_rest:
        return ngettext("{n} more post", "{n} more posts", total).format(n=total)
    return ngettext("{n} post", "{n} posts", total).format(n=total)
