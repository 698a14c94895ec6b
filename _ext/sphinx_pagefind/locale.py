"""The words of the search page, translatable by a catalogue of their own."""

from __future__ import annotations

from sphinx.locale import get_translation

CATALOGUE = "sphinx_pagefind"

_ = get_translation(CATALOGUE)
