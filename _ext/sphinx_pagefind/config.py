"""The values of conf.py: the sections of the site, and what is not indexed."""

from __future__ import annotations

import re
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

SECTION, SITE = "section", "site"

_IGNORE, _MERGE = "pagefind_ignore", "pagefind_merge"
_SECTIONS, _SYNONYMS = "pagefind_sections", "pagefind_synonyms"
# The path of a site on the same host, or the URL of one elsewhere.
_PLACE = re.compile(r"(?:https://[^\s/?#@\\]+)?/(?!/)[^\s?#\\]*")


def _are_sections(value: object, config: Config) -> bool:
    return isinstance(value, dict) and all(
        isinstance(title, str) and are_texts(patterns, config) for title, patterns in value.items()
    )


def _are_groups(value: object, config: Config) -> bool:
    return isinstance(value, list | tuple) and all(are_texts(group, config) for group in value)


def _are_sites(value: object, config: Config) -> bool:
    return isinstance(value, dict) and all(
        isinstance(title, str)
        and title != config.project
        and isinstance(place, str)
        and _PLACE.fullmatch(place)
        for title, place in value.items()
    )


SETTINGS: Mapping[str, Setting] = {
    _IGNORE: Setting(
        default=[],
        meaning="CSS selectors of what is not indexed.",
        takes='a list of CSS selectors, like [".advertisement"]',
        accepts=are_texts,
    ),
    _MERGE: Setting(
        default={},
        meaning="Other sites whose Pagefind indexes are searched too: titles, each with a path of "
        "this host or a URL. A filter has this site and them.",
        takes="titles that differ from `project`, each with the path of a site of this host or "
        'its https URL, like {"Notes": "/projects/notes/en/latest/"}',
        accepts=_are_sites,
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


def merged(config: Config) -> dict[str, str]:
    """Give the titles of other sites that are searched too, each with where its index is."""
    sites = settings.value(config, _MERGE, SETTINGS[_MERGE])
    return {title: f"{place.rstrip('/')}/" for title, place in sites.items()}


def site_filter(config: Config) -> dict[str, list[str]]:
    """Give the filter of this site's own pages, none where it alone is searched."""
    return {SITE: [str(config.project)]} if merged(config) else {}


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
