"""The values of conf.py, checked once and turned into one frozen value."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import diagnostics
from .core.frontmatter import parse_moment
from .core.problems import Kind, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

DEFAULTS: Mapping[str, Any] = {
    "series_authors": {},
    "series_clock": "",
    "series_drafts": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The checked configuration.

    ``now`` is the build's idea of the present; posts dated later are scheduled. ``rejected`` holds
    the name of each wrong value with what is wrong.
    """

    now: datetime
    drafts: bool = False
    authors: frozenset[str] = frozenset()
    rejected: tuple[tuple[str, str], ...] = ()


def read(config: Config) -> Options:
    """Check the values of ``series_*``; a wrong one is rejected and counts as its default."""
    rejected: list[tuple[str, str]] = []

    def reject(name: str, wanted: str) -> None:
        rejected.append((name, f"{name} takes {wanted}, not {getattr(config, name)!r}"))

    drafts = config.series_drafts
    if not isinstance(drafts, bool):
        reject("series_drafts", "True or False")
        drafts = False
    authors = config.series_authors
    if not _are_authors(authors):
        reject("series_authors", 'a dictionary like {"ada": {"name": "Ada", "url": "https://…"}}')
        authors = {}
    now = _clock(config.series_clock)
    if now is None:
        reject("series_clock", "a date like 2026-01-31 or a time with its zone")
        now = _default_clock()
    return Options(now=now, drafts=drafts, authors=frozenset(authors), rejected=tuple(rejected))


def _are_authors(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(id_, str) and isinstance(author, dict) and author.get("name")
        for id_, author in value.items()
    )


def _clock(value: object) -> datetime | None:
    """Read ``series_clock``; an empty one leaves it to the default clock."""
    if value == "":
        return _default_clock()
    return parse_moment(value) if isinstance(value, str) else None


def _default_clock() -> datetime:
    """Give SOURCE_DATE_EPOCH where it is set (reproducible builds), else the real time."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return datetime.now(UTC)


def register(app: Sphinx) -> None:
    """Add the configuration values; none makes Sphinx read a document again."""
    for name, default in DEFAULTS.items():
        # Any: the types are checked above, with an example of what to write.
        app.add_config_value(name, default, "", Any)
    app.connect("config-inited", _warn)


def _warn(app: Sphinx, config: Config) -> None:
    for name, message in read(config).rejected:
        place = _where_set(Path(app.confdir) / "conf.py", name)
        diagnostics.warn(Problem(kind=Kind.CONFIG, place=place, message=message))


def _where_set(path: Path, name: str) -> Place:
    """Find the line of conf.py that sets a value; the first where it is set otherwise."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    numbers = (i for i, line in enumerate(lines, 1) if re.match(rf"{name}\b", line))
    return Place(path=str(path), line=next(numbers, 1))
