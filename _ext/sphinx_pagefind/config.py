"""The values of conf.py: the sections of the site, and what is not indexed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.matching import Matcher
from sphinx_series_base import diagnostics, settings
from sphinx_series_base.settings import Setting, are_texts

from .core.problems import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

SECTION = "section"

_IGNORE, _SECTIONS, _SYNONYMS = "pagefind_ignore", "pagefind_sections", "pagefind_synonyms"


def _are_sections(value: object, config: Config) -> bool:
    return isinstance(value, dict) and all(
        isinstance(title, str) and are_texts(patterns, config) for title, patterns in value.items()
    )


def _are_groups(value: object, config: Config) -> bool:
    return isinstance(value, list | tuple) and all(are_texts(group, config) for group in value)


SETTINGS: Mapping[str, Setting] = {
    _IGNORE: Setting(
        default=[],
        meaning="CSS selectors of what is not indexed.",
        takes='a list of CSS selectors, like [".advertisement"]',
        accepts=are_texts,
    ),
    _SECTIONS: Setting(
        default={},
        meaning="Sections of the site for a filter: titles, each with patterns of docnames. A page "
        "is in the first that matches.",
        takes='titles with lists of docname patterns, like {"Guides": ["guides/**"]}',
        accepts=_are_sections,
    ),
    _SYNONYMS: Setting(
        default=[],
        meaning="Groups of words that mean the same: a search for one finds the others too.",
        takes='lists of words, like [["GQA", "grouped-query attention"]]',
        accepts=_are_groups,
    ),
}


class Sections:
    """The sections of a site by their titles; a page is in the first whose patterns it matches."""

    def __init__(self, config: Config) -> None:
        value = settings.value(config, _SECTIONS, SETTINGS[_SECTIONS])
        self.matchers = {title: Matcher(patterns) for title, patterns in value.items()}

    @property
    def titles(self) -> list[str]:
        """The titles, in the order of conf.py."""
        return list(self.matchers)

    def filters(self, docname: str) -> dict[str, list[str]]:
        """Give the filter of a page, none where it is in no section."""
        found = (title for title, matches in self.matchers.items() if matches(docname))
        title = next(found, None)
        return {} if title is None else {SECTION: [title]}


def selectors(config: Config) -> list[str]:
    """Give the CSS selectors of what is not indexed."""
    return list(settings.value(config, _IGNORE, SETTINGS[_IGNORE]))


def synonyms(config: Config) -> list[list[str]]:
    """Give the groups of words that mean the same."""
    return [list(group) for group in settings.value(config, _SYNONYMS, SETTINGS[_SYNONYMS])]


def warn(app: Sphinx, config: Config) -> None:
    """Report the values that are wrong."""
    found = settings.problems(config, SETTINGS, Kind.CONFIG, Path(app.confdir))
    diagnostics.warn(found, "pagefind")
