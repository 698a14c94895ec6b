"""Data files: TOML text to a table whose every number has a unit and a source.

    [columns]
    memory = "GB/GPU"
    kind = "text"

    [sources.sheet]
    title = "Data sheet"
    publisher = "Maker"
    year = 2025
    url = "https://example.org/sheet"

    [rows.fast-card]
    label = "Fast card"
    source = "sheet"
    memory = 80
    kind = "a word"
    sources = { memory = "sheet" }

``source`` is where all numbers of a row come from, but for those that ``sources`` names.
"""

from __future__ import annotations

import math
import re
import sys
import tomllib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx_series_base.problems import Place, Problem

from . import units
from .model import Citation, Row, Table
from .problems import Kind, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORDS = "text"
_HEADER = re.compile(r"""\s*\[\s*([\w-]+)(?:\s*\.\s*["']?(.*?)["']?)?\s*\]""")
_ENTRY = re.compile(r"""\s*["']?([^\s"'=]+)["']?\s*=""")
_KEY = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_COLUMN = re.compile(r"[A-Za-z]\w*", re.ASCII)
_LONGEST_SHOWN = 80
_RESERVED = frozenset({"label", "source", "sources"})


def parse(text: str, *, name: str, path: str) -> tuple[Table, tuple[Problem, ...]]:
    """Read a data file; what is wrong in it is left out, with a problem at its line."""
    reader = _Reader(text, path)
    try:
        data = _without_large(tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        is_deep = isinstance(error, RecursionError)
        what = "its values are nested too deeply" if is_deep else str(error)
        reader.reject(f"this is no TOML: {what}", int(found[1]) if found else _last_line(text))
        data = {}
    table = reader.table(name, data)
    return table, tuple(reader.problems)


class _Reader:
    """One data file in the course of being read."""

    def __init__(self, text: str, path: str) -> None:
        self.lines = text.splitlines()
        self.path = path
        self.problems: list[Problem] = []

    def reject(self, message: str, line: int) -> None:
        place = Place(path=self.path, line=line)
        self.problems.append(Kind.DATA.at(place, message))

    def line(self, section: str, key: str = "") -> int:
        """Find the line of a header, or of a key below it; the first line where there is none."""
        start = self.places.get((section, ""), 1)
        return self.places.get((section, key), start)

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """The first line of each header, and of each key below it."""
        found: dict[tuple[str, str], int] = {}
        section = ""
        for number, text in enumerate(self.lines, 1):
            header, entry = _HEADER.match(text), _ENTRY.match(text)
            if header:
                section = ".".join(filter(None, header.groups()))
                found.setdefault((section, ""), number)
            elif entry:
                found.setdefault((section, entry[1]), number)
        return found

    def table(self, name: str, data: Mapping[str, Any]) -> Table:
        columns = dict(self.columns(_mapping(data.get("columns"))))
        sources = dict(self.sources(_mapping(data.get("sources"))))
        rows = {}
        for key, row in _mapping(data.get("rows")).items():
            if not _KEY.fullmatch(key) or not isinstance(row, dict):
                self.reject(f"a row is `[rows.its-key]`, not {key!r}", self.line(f"rows.{key}"))
                continue
            rows[key] = self.row(key, row, columns, sources)
        if data and not rows:
            self.reject("this file has no rows: write `[rows.its-key]`", 1)
        numbers = {column: unit for column, unit in columns.items() if unit is not None}
        return Table(name=name, columns=numbers, rows=rows)

    def columns(self, data: Mapping[str, Any]) -> Iterator[tuple[str, units.Unit | None]]:
        """Give each column with its unit; None for words."""
        for name, text in data.items():
            line = self.line("columns", name)
            if not _COLUMN.fullmatch(name) or name in _RESERVED or not isinstance(text, str):
                self.reject(f'a column is a name with its unit, like `memory = "GB"`: {name}', line)
                continue
            try:
                yield name, None if text == WORDS else units.parse(text)
            except Mistake as mistake:
                self.reject(f"column {name}: {mistake.message}", line)

    def sources(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Citation]]:
        for key, value in data.items():
            source = _mapping(value)
            title, url = source.get("title"), source.get("url", "")
            if not title or not re.match(r"https?://|$", str(url)):
                self.reject(
                    "a source needs a `title`, and its `url` starts with https://",
                    self.line(f"sources.{key}"),
                )
                continue
            parts = (source.get("publisher"), title, source.get("year"))
            yield key, Citation(text=", ".join(str(part) for part in parts if part), url=str(url))

    def row(
        self,
        key: str,
        data: Mapping[str, Any],
        columns: Mapping[str, units.Unit | None],
        sources: Mapping[str, Citation],
    ) -> Row:
        section = f"rows.{key}"
        numbers, words, cited = {}, {}, {}
        own = _mapping(data.get("sources"))
        for column, value in data.items():
            if column in _RESERVED:
                continue
            line = self.line(section, column)
            source = str(own.get(column, data.get("source", "")))
            unit = columns.get(column, units.NO_UNIT)
            if column not in columns:
                self.reject(f"there is no column {column!r}: name it below `[columns]`", line)
            elif unit is None and isinstance(value, str):
                words[column] = value
            elif unit is None or not _is_number(value, unit):
                wanted = "a number" if unit else "a text"
                self.reject(f"{column} takes {wanted}, not {_short(value)}", line)
            elif source not in sources:
                what = f"no source is called {source!r}" if source else f"{column} has no source"
                self.reject(f"{what}: name one of `[sources.…]` as the row's `source`", line)
            else:
                numbers[column] = float(value) * unit.factor
                cited[source] = sources[source]
        return Row(
            key=key,
            label=str(data.get("label", key)),
            numbers=numbers,
            words=words,
            sources=tuple(cited.values()),
        )


def _without_large(value: Any) -> Any:  # noqa: ANN401 - whatever TOML can hold
    """Make infinite what is larger than any number here; Python would not even show some of it."""
    if isinstance(value, dict):
        return {key: _without_large(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_large(item) for item in value]
    is_large = isinstance(value, int) and abs(value) > sys.float_info.max
    return math.inf if is_large else value


def _last_line(text: str) -> int:
    return text.count("\n") + 1


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_number(value: object, unit: units.Unit) -> bool:
    """Tell whether a value is a number, in a unit and in base units."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and math.isfinite(float(value) * unit.factor)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
