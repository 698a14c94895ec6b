"""The values of conf.py, checked once per build, and the data files that they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from .core import tables
from .core.problems import Kind, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from .core.model import Table


class Setting(NamedTuple):
    """A value of conf.py: its default, and what it means, in Markdown."""

    default: Any
    meaning: str


SETTINGS: Mapping[str, Setting] = {
    "worksheet_data": Setting([], "The data files: TOML, relative to `conf.py`."),
}


def read_tables(config: Config, confdir: Path) -> tuple[dict[str, Table], list[Problem]]:
    """Read the data files; a table is named after its file."""
    found: dict[str, Table] = {}
    problems: list[Problem] = []
    place = _where_set(confdir / "conf.py", "worksheet_data")
    for name in _names(config.worksheet_data):
        path = confdir / name
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            message = f"the data file {name!r} cannot be read ({error}): correct `worksheet_data`"
            problems.append(Problem(kind=Kind.CONFIG, place=place, message=message))
            continue
        if path.stem in found:
            message = f"two data files are called {path.stem!r}, which names a table: rename one"
            problems.append(Problem(kind=Kind.CONFIG, place=place, message=message))
            continue
        found[path.stem], wrong = tables.parse(text, name=path.stem, path=str(path))
        problems += wrong
    if not _is_list(config.worksheet_data):
        message = (
            "worksheet_data takes a list of TOML files, relative to conf.py, "
            f"not {config.worksheet_data!r}"
        )
        problems.append(Problem(kind=Kind.CONFIG, place=place, message=message))
    return found, problems


def _names(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        yield from (name for name in value if isinstance(name, str))


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)


def _where_set(path: Path, name: str) -> Place:
    """Find the line of conf.py that sets a value; the first where it is set otherwise."""
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    numbers = (i for i, line in enumerate(lines, 1) if re.match(rf"{name}\b", line))
    return Place(path=str(path), line=next(numbers, 1))


def register(app: Sphinx) -> None:
    """Add the configuration value; no change of it makes Sphinx read a document again."""
    for name, setting in SETTINGS.items():
        # Any: the type is checked above, with a sentence that says what to write.
        app.add_config_value(name, setting.default, "", Any, setting.meaning)
