"""The values of conf.py, and the data files that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_series_base import settings
from sphinx_series_base.settings import Setting, are_texts, where_set

from .core import tables
from .core.problems import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx.config import Config
    from sphinx_series_base.problems import Problem

    from .core.model import Table

SETTINGS: Mapping[str, Setting] = {
    "worksheet_data": Setting(
        default=[],
        meaning="The data files: TOML, relative to `conf.py`.",
        takes="a list of TOML files, relative to conf.py",
        accepts=are_texts,
    ),
}


def read_tables(config: Config, confdir: Path) -> tuple[dict[str, Table], list[Problem]]:
    """Read the data files; a table is named after its file."""
    found: dict[str, Table] = {}
    problems = settings.problems(config, SETTINGS, Kind.CONFIG, confdir)
    place = where_set(confdir, "worksheet_data")
    for name in _names(config.worksheet_data):
        path = confdir / name
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            message = f"the data file {name!r} cannot be read ({error}): correct `worksheet_data`"
            problems.append(Kind.CONFIG.at(place, message))
            continue
        if path.stem in found:
            message = f"two data files are called {path.stem!r}, which names a table: rename one"
            problems.append(Kind.CONFIG.at(place, message))
            continue
        found[path.stem], wrong = tables.parse(text, name=path.stem, path=str(path))
        problems += wrong
    return found, problems


def _names(value: object) -> Iterator[str]:
    """Give what can be used, also of a list that holds something else."""
    if isinstance(value, list | tuple):
        yield from (name for name in value if isinstance(name, str))
