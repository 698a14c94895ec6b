"""The values of conf.py, checked: the sections of the site, and what is not indexed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.util.matching import Matcher

from .diagnostics import Kind, warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config


class Setting(NamedTuple):
    """A value of conf.py: its default, and what it means, in Markdown."""

    default: Any
    meaning: str


SETTINGS: Mapping[str, Setting] = {
    "pagefind_ignore": Setting([], "CSS selectors of what is not indexed."),
    "pagefind_sections": Setting(
        {},
        "Sections of the site for a filter: titles, each with patterns of docnames. A page is in "
        "the first that matches.",
    ),
}
SECTION = "section"

_WANTED = {
    "pagefind_ignore": 'a list of CSS selectors, like [".advertisement"]',
    "pagefind_sections": 'titles with lists of docname patterns, like {"Guides": ["guides/**"]}',
}


class Sections:
    """The sections of a site by their titles; a page is in the first whose patterns it matches."""

    def __init__(self, config: Config) -> None:
        value = _checked(config, "pagefind_sections")
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
    return list(_checked(config, "pagefind_ignore"))


def _checked(config: Config, name: str) -> Any:  # noqa: ANN401 - each has a type of its own
    return SETTINGS[name].default if name in _wrong(config) else getattr(config, name)


def _wrong(config: Config) -> Iterator[str]:
    """Give the names of values that cannot be used."""
    if not _are_texts(config.pagefind_ignore):
        yield "pagefind_ignore"
    value = config.pagefind_sections
    if not isinstance(value, dict) or not all(
        isinstance(title, str) and _are_texts(patterns) for title, patterns in value.items()
    ):
        yield "pagefind_sections"


def _are_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _warn(app: Sphinx, config: Config) -> None:
    for name in _wrong(config):
        message = f"{name} takes {_WANTED[name]}, not {getattr(config, name)!r}"
        warn(Kind.CONFIG, message, _where_set(Path(app.confdir) / "conf.py", name))


def _where_set(path: Path, name: str) -> str:
    """Find the line of conf.py that sets a value; the first where it is set otherwise."""
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    numbers = (i for i, line in enumerate(lines, 1) if re.match(rf"{name}\b", line))
    return f"{path}:{next(numbers, 1)}"


def register(app: Sphinx) -> None:
    """Add the configuration values; no change of them makes Sphinx read a document again."""
    for name, setting in SETTINGS.items():
        # Any: the types are checked above, with a sentence that says what to write.
        app.add_config_value(name, setting.default, "", Any)
    app.connect("config-inited", _warn)
