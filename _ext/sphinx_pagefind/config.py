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

_IGNORE, _SECTIONS = "pagefind_ignore", "pagefind_sections"


def _are_sections(value: object, config: Config) -> bool:
    return isinstance(value, dict) and all(
        isinstance(title, str) and are_texts(patterns, config) for title, patterns in value.items()
    )


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


def warn(app: Sphinx, config: Config) -> None:
    """Report the values that are wrong."""
    for problem in settings.problems(config, SETTINGS, Kind.CONFIG, Path(app.confdir)):
        diagnostics.warn(problem, "pagefind")
