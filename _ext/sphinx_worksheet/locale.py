"""The words that the extension writes into pages, translatable by a catalogue of its own."""

from __future__ import annotations

from sphinx.locale import get_translation

CATALOGUE = "sphinx_worksheet"

_ = get_translation(CATALOGUE)
