"""Front matter of Hugo and Jekyll: YAML, TOML or JSON -> flat fields of text."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

import yaml

from sphinx_series.core.sources.frontmatter import yaml_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .model import Notes

_YAML = re.compile(r"---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<block>.*?)^\+\+\+[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_LARGEST_CONFIG = 2**18  # characters

_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?:(?P<sign>[+-])(?P<zone>\d{2}:?\d{2})|[Zz]|[A-Z]{3,4})?",
    re.ASCII,
)

Fields = dict[str, str | tuple[str, ...]]
"""The fields by their names in lower case; what is neither text nor a list of it is left out."""


def split(text: str, notes: Notes) -> tuple[Fields, str]:
    """Give the fields of a post, and its body."""

    def reject(line: int, message: str) -> None:
        notes.mark(f"line {line} of the old front matter: {message}")

    if found := _YAML.match(text):
        lines = found[0].rstrip("\n").split("\n")
        block = "\n".join([*lines[:-1], "---"])
        fields = {
            field.key.lower(): field.value
            for field in yaml_fields(block, reject)
            if field.value is not None
        }
        return fields, text[found.end() :]
    if found := _TOML.match(text):
        return _flat(_parsed(tomllib.loads, found["block"], reject)), text[found.end() :]
    if text.startswith("{\n"):
        try:
            values, end = json.JSONDecoder().raw_decode(text)
            return _flat(values), text[end:]
        except (ValueError, RecursionError) as error:
            reject(1, f"this is no valid JSON ({error})")
    return {}, text


def _parsed(
    parse: Callable[[str], Any], text: str, reject: Callable[[int, str], None]
) -> Mapping[str, Any]:
    try:
        found = parse(text)
    except (ValueError, yaml.YAMLError, RecursionError, OverflowError) as error:
        first = str(error).split("\n", 1)[0]
        reject(1, f"it cannot be read ({first})")
        return {}
    return found if isinstance(found, dict) else {}


def _flat(values: Mapping[str, Any]) -> Fields:
    """Make text of values, as an author would have written them in YAML."""
    fields: Fields = {}
    for key, value in values.items():
        if isinstance(value, list):
            fields[key.lower()] = tuple(map(_as_text, value))
        elif value is not None and not isinstance(value, dict):
            fields[key.lower()] = _as_text(value)
    return fields


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def config(name: str, text: str) -> Mapping[str, Any]:
    """Read the configuration of a site, by the suffix of its file; empty where it is broken."""
    parse: Callable[[str], Any] = {
        "toml": tomllib.loads,
        "json": json.loads,
    }.get(name.rpartition(".")[2], yaml.safe_load)
    return _parsed(parse, text[:_LARGEST_CONFIG], lambda *_: None)


def text_of(fields: Fields, *names: str) -> str:
    """Give the first of the named fields that has text."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def texts_of(fields: Fields, name: str, separator: str = ",") -> tuple[str, ...]:
    """Give a field that is a list, or a text of items."""
    value = fields.get(name, ())
    items = value.split(separator) if isinstance(value, str) else value
    return tuple(item.strip() for item in items if item.strip())


def flag_of(fields: Fields, name: str, *, default: bool = False) -> bool:
    """Give a field that is true or false."""
    value = fields.get(name)
    return value.lower() in {"true", "yes", "on"} if isinstance(value, str) else default


def moment(text: str) -> datetime | None:
    """Read a date as blogs write it; without a zone it is UTC. None for what is none."""
    found = _MOMENT.match(text.strip().strip("\"'"))
    if not found:
        return None
    try:
        year, month, day = map(int, found["date"].split("-"))
        zone = timezone(_offset(found["sign"], found["zone"])) if found["zone"] else UTC
        hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
        moment_ = datetime.combine(date(year, month, day), time(hour, minute, second), tzinfo=zone)
        moment_.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment_


def _offset(sign: str, zone: str) -> timedelta:
    hours, minutes = int(zone[:2]), int(zone[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
