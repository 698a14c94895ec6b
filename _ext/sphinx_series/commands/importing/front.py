"""Front matter and configurations of Hugo and Jekyll: YAML, TOML or JSON -> values of text."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from sphinx_series.core.sources.frontmatter import shallow

from .model import Kind, without_reserved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from .model import Notes

_YAML = re.compile(r"---\s*\n(?P<block>.*?)^(?:---|\.\.\.)\s*?$\n?", re.MULTILINE | re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<block>.*?)^\+\+\+[ \t]*$\n?", re.MULTILINE | re.DOTALL)
# An escaped half of a character, with what may escape its backslash.
_HALF = re.compile(r"(?P<before>(?<!\\)(?:\\\\)*)\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_DEEPEST = 20
_LARGEST_CONFIG = 2**18  # characters
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Fields = dict[str, Any]
"""Values by their names in lower case: texts, None, and lists and mappings of them."""


class Quoted(str):
    """A text that stood in quotes, so it is no number, date or flag."""

    __slots__ = ()


class ConfigError(Exception):
    """A configuration cannot be read; the text says where and why."""


def split(text: str, notes: Notes, *, formats: Iterable[str] = ("yaml",)) -> tuple[Fields, str]:
    """Give the fields of a post, and its body."""
    known = frozenset(formats)

    def reject(line: int, message: str) -> None:
        notes.mark(Kind.FRONT_MATTER, f"line {line} of the old file: {message}")

    if "yaml" in known and (found := _YAML.match(text)):
        parse = partial(_from_yaml, reject=lambda line, what: reject(1 + line, what))
        return _fields(_read(parse, found["block"], 1, reject)), text[found.end() :]
    if "toml" in known and (found := _TOML.match(text)):
        return _fields(_read(tomllib.loads, found["block"], 1, reject)), text[found.end() :]
    if "json" in known and text.startswith("{"):
        try:
            values, end = json.JSONDecoder().raw_decode(text)
            return _fields(values), text[end:]
        except (ValueError, RecursionError) as error:
            reject(1, f"this is no valid JSON ({error})")
    return {}, text


def config(name: str, text: str) -> Fields:
    """Read a configuration, by the suffix of its file.

    Raises:
        ConfigError: it cannot be read.
    """

    def reject(line: int, message: str) -> None:
        where = f"{name}:{line}: {message}"
        raise ConfigError(where)

    if name.endswith(("yml", "yaml")):
        text = _HALF.sub(_left_out, text)
    parse: Callable[[str], Any] = {"toml": tomllib.loads, "json": json.loads}.get(
        name.rpartition(".")[2], _from_yaml
    )
    return _fields(_read(parse, text[:_LARGEST_CONFIG], 0, reject))


def _left_out(found: re.Match[str]) -> str:
    return found["before"]


def _read(
    parse: Callable[[str], Any], text: str, first: int, reject: Callable[[int, str], None]
) -> Any:  # noqa: ANN401 - whatever it holds
    """Parse a block that begins behind line *first* of its file."""
    try:
        found = parse(text)
    except (ValueError, yaml.YAMLError, RecursionError, OverflowError) as error:
        what = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
        reject(first + _line_of(error), f"it cannot be read ({what})")
        return {}
    if found is None or isinstance(found, dict):
        return found or {}
    reject(first + 1, "it is no list of keys and values")
    return {}


def _line_of(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else 1


def _fields(values: Any) -> Fields:  # noqa: ANN401 - whatever was read
    """Make texts of all values, and lower case of the names."""
    return _plain(values) if isinstance(values, dict) else {}


def _plain(value: Any, depth: int = 0) -> Any:  # noqa: ANN401, PLR0911 - one case a type
    if depth > _DEEPEST:
        return None
    match value:
        case dict():
            return {
                without_reserved(str(key)).lower(): _plain(item, depth + 1)
                for key, item in value.items()
            }
        case list() | tuple():
            return [_plain(item, depth + 1) for item in value]
        case Quoted():
            return Quoted(without_reserved(value))
        case None | str():
            return value and without_reserved(value)
        case bool():
            return str(value).lower()
        case datetime() | date():
            return value.isoformat()
    return str(value)


def _from_yaml(text: str, reject: Callable[[int, str], None] = lambda _line, _message: None) -> Any:  # noqa: ANN401 - whatever it holds
    """Read YAML without making anything but texts of its scalars.

    Events never recurse, however deep the text nests, and an alias is what it names, not a copy.

    Args:
        text: the YAML.
        reject: takes line and name of a key that its mapping has already; the last one counts.

    Raises:
        yaml.YAMLError: it is none, or nested too deep.
    """
    anchors: dict[str, Any] = {}
    result: list[Any] = []
    stack: list[_Collection] = []
    for event in shallow(yaml.parse(text, Loader=_LOADER), _DEEPEST):
        value: Any
        match event:
            case yaml.ScalarEvent():
                value = _scalar(event)
            case yaml.AliasEvent():
                value = anchors.get(str(event.anchor))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                stack.append(_Collection(event))
                value = stack[-1].value
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                stack.pop()
                continue
            case _:
                continue
        if isinstance(event, yaml.CollectionStartEvent):
            parent = stack[-2] if len(stack) > 1 else None
        else:
            parent = stack[-1] if stack else None
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            anchors[event.anchor] = value
        if parent:
            if parent.has(value):
                line = event.start_mark.line + 1 if event.start_mark else 1
                reject(line, f"{value!r} stands there already: the last one counts")
            parent.add(value)
        else:
            result.append(value)
    return result[0] if result else None


class _Collection:
    """A list or mapping that is being read."""

    def __init__(self, event: yaml.CollectionStartEvent) -> None:
        self.value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.key: str | None = None

    def has(self, value: Any) -> bool:  # noqa: ANN401 - whatever it holds
        """Tell whether a value is the key of something that is here already."""
        is_key = isinstance(self.value, dict) and self.key is None
        return is_key and isinstance(value, str) and value in self.value

    def add(self, value: Any) -> None:  # noqa: ANN401 - whatever it holds
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is None:
            self.key = str(value) if isinstance(value, str) else ""
        else:
            if self.key == "<<" and isinstance(value, dict):
                for key, item in value.items():
                    self.value.setdefault(key, item)
            else:
                self.value[self.key] = value
            self.key = None


def _scalar(event: yaml.ScalarEvent) -> str | None:
    # The parser in C says "" of what has no quotes, that in Python None.
    if not event.style:
        return None if event.value in _NULLS else str(event.value)
    return Quoted(event.value)


def text_of(fields: Mapping[str, Any], *names: str) -> str:
    """Give the first of the named fields that has text."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def texts_of(fields: Mapping[str, Any], name: str, separator: str = "") -> tuple[str, ...]:
    """Give a field that is a list, or one text; with a separator, a text of several items."""
    value = fields.get(name)
    if isinstance(value, str):
        value = value.split(separator if separator.strip() else None) if separator else [value]
    return tuple(item.strip() for item in _flat(value) if item.strip())


def _flat(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever it holds
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_flat, value))


def flag_of(fields: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    """Give a field that is true or false."""
    value = fields.get(name)
    return value.lower() in {"true", "yes", "on", "1"} if isinstance(value, str) else default


def map_of(fields: Mapping[str, Any], name: str) -> Fields:
    """Give a field that is a mapping; an empty one for what is none."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def maps_of(fields: Mapping[str, Any], name: str) -> list[Fields]:
    """Give a field that is a mapping or a list of them."""
    value = fields.get(name)
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def zone_of(name: str) -> tzinfo | None:
    """Give the time zone of a name; None for what is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}  # fmt: skip
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
_DATES = [
    re.compile(r"(?<!\d)(?P<year>\d{2,4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH}[\s,-]+(?P<year>\d{{2,4}})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<rest>.*?))?[\s,]+"
        r"(?P<year>\d{4})(?!\d)",
        re.IGNORECASE,
    ),
]
_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]m)?\s*"
    r"(?:(?P<offset>[+-]\d{1,2}(?::?\d{2})?)|(?P<zone>[A-Za-z]{1,5}))?",
    re.IGNORECASE,
)
_DAY_OFFSET = re.compile(r"\s(?P<offset>[+-]\d{2}:?\d{2})$")
# The names that Ruby knows; others count as the zone of the site.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "bst": 1, "jst": 9, "ist": 5.5, "msk": 3, "eet": 2,
    "eest": 3, "wet": 0, "west": 1,
}  # fmt: skip
_CENTURY = 69  # two digits from here on are of the 20th
_LAST_HOUR = 12
_LONGEST_MONTH = 31


def moment(text: str, zone: tzinfo = UTC, *, rolls: bool = False) -> datetime | None:
    """Read a date as blogs write it; None for what is none.

    Args:
        text: the date, with or without a time and its offset.
        zone: the zone of a time without an offset.
        rolls: whether 30 February is 2 March, as Ruby has it.
    """
    plain = " ".join(text.split())[:100]
    found = next((match for pattern in _DATES if (match := pattern.search(plain))), None)
    if not found:
        return None
    day, time_ = _day(found, rolls=rolls), _TIME.search(plain)
    if day is None:
        return None
    try:
        if time_:
            moment_ = datetime.combine(day, _time(time_), tzinfo=_zone(time_, zone))
        else:
            offset = _DAY_OFFSET.search(plain)
            moment_ = datetime.combine(
                day, time(), tzinfo=_of(offset["offset"]) if offset else zone
            )
        moment_.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment_


def later_day(updated: datetime | None, date: datetime | None) -> datetime | None:
    """Give when a text was changed, if that was on another day than it was published.

    Editors that save by themselves name a moment soon after the first.
    """
    if updated is None or (date is not None and (updated - date) < timedelta(days=1)):
        return None
    return updated


def _day(found: re.Match[str], *, rolls: bool) -> date | None:
    year = int(found["year"])
    if len(found["year"]) == len("20"):
        year += 1900 if year >= _CENTURY else 2000
    month = found["month"]
    number = int(month) if month.isdigit() else _MONTHS[month[:3].lower()]
    day = int(found["day"])
    try:
        if rolls and 1 <= day <= _LONGEST_MONTH:
            return date(year, number, 1) + timedelta(days=day - 1)
        return date(year, number, day)
    except (ValueError, OverflowError):
        return None


def _time(found: re.Match[str]) -> time:
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % _LAST_HOUR + (_LAST_HOUR if found["half"].lower() == "pm" else 0)
    return time(hour, int(found["minute"]), int(found["second"] or 0))


def _zone(found: re.Match[str], zone: tzinfo) -> tzinfo:
    if found["offset"]:
        return _of(found["offset"])
    hours = _ZONES.get((found["zone"] or "").lower())
    if hours is None:
        return zone
    return timezone(timedelta(hours=hours)) if hours else UTC


def _of(offset: str) -> tzinfo:
    digits = offset[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    delta = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    return timezone(delta) if delta else UTC
