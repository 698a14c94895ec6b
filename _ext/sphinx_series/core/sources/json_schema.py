"""Checks data from elsewhere against a JSON Schema, in the words that our own schemas use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    _Schema: TypeAlias = Mapping[str, Any]

_SHOWN = 60


def fault(value: object, schema: _Schema) -> str:
    """Say what is wrong first with a value that JSON can hold; ``""`` where nothing is.

    The words are those of JSON Schema, draft 2020-12: ``$ref`` into ``$defs``, ``type``, ``const``,
    ``enum``, ``pattern``, ``minLength``, ``minimum``, ``uniqueItems``, ``required``,
    ``properties``, ``items`` and ``anyOf``. Others say nothing.
    """
    return next(_Checker(schema).faults(value, schema, ""), "")


class _Checker:
    def __init__(self, whole: _Schema) -> None:
        self.definitions: Mapping[str, _Schema] = whole.get("$defs", {})

    def faults(self, value: object, schema: _Schema, place: str) -> Iterator[str]:
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/$defs/")
            yield from self.faults(value, self.definitions[name], place)
        for word, demand in schema.items():
            if word in _DEMANDS and not _DEMANDS[word](value, demand):
                yield f"{place or 'it'} is {_shown(value)}, against its `{word}`"
        if isinstance(value, dict):
            yield from self._faults_of_object(value, schema, place)
        if isinstance(value, list) and "items" in schema:
            for number, item in enumerate(value):
                yield from self.faults(item, schema["items"], f"{place}/{number}")
        choices = schema.get("anyOf", ())
        if choices and all(any(self.faults(value, choice, place)) for choice in choices):
            yield f"{place or 'it'} is {_shown(value)}, which is none of what it can be"

    def _faults_of_object(
        self, value: Mapping[str, object], schema: _Schema, place: str
    ) -> Iterator[str]:
        for key in schema.get("required", ()):
            if key not in value:
                yield f"{place or 'it'} has no `{key}`"
        for key, inner in schema.get("properties", {}).items():
            if key in value:
                yield from self.faults(value[key], inner, f"{place}/{key}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return _is_number(value) and (isinstance(value, int) or float.is_integer(value))  # type: ignore[arg-type]


def _is_same(value: object, other: object) -> bool:
    """Tell whether two plain values are one; for Python, 1 and True are."""
    return isinstance(value, bool) is isinstance(other, bool) and value == other


def _matches(text: str, pattern: str) -> bool:
    # For Python, `$` is also before a line break at the end.
    return re.search(re.sub(r"\$$", r"\\Z", pattern), text) is not None


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": _is_whole,
}
_DEMANDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, name: _TYPES[name](value),
    "const": _is_same,
    "enum": lambda value, choices: any(_is_same(value, choice) for choice in choices),
    "pattern": lambda value, pattern: not isinstance(value, str) or _matches(value, pattern),
    "minLength": lambda value, least: not isinstance(value, str) or len(value) >= least,
    "minimum": lambda value, least: not _is_number(value) or value >= least,
    "uniqueItems": lambda value, _: (
        not isinstance(value, list) or len(set(map(repr, value))) == len(value)
    ),
}
