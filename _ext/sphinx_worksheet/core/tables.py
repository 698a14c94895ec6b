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

import re
import tomllib
from typing import TYPE_CHECKING, Any

from sphinx_series_base.problems import Place, Problem

from . import units
from .model import Citation, Row, Table
from .problems import Kind, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORDS = "text"
_KEY = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_COLUMN = re.compile(r"[A-Za-z]\w*", re.ASCII)
_RESERVED = frozenset({"label", "source", "sources"})


def parse(text: str, *, name: str, path: str) -> tuple[Table, tuple[Problem, ...]]:
    """Read a data file; what is wrong in it is left out, with a problem at its line."""
    reader = _Reader(text, path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        message = f"this is no TOML: {error}"
        reader.reject(message, int(found[1]) if found else text.count("\n") + 1)
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
        first, _, name = section.partition(".")
        quoted = rf'\."?{re.escape(name)}"?' if name else ""
        header = re.compile(rf"\s*\[\s*{first}{quoted}\s*\]")
        entry = re.compile(rf"\s*{re.escape(key)}\s*=")
        start = next((i for i, text in enumerate(self.lines, 1) if header.match(text)), 0)
        if not start or not key:
            return start or 1
        for number, text in enumerate(self.lines[start:], start + 1):
            if text.lstrip().startswith("["):
                break
            if entry.match(text):
                return number
        return start

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
            elif unit is None or not _is_number(value):
                wanted = "a number" if unit else "a text"
                self.reject(f"{column} takes {wanted}, not {value!r}", line)
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


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < float("inf")
