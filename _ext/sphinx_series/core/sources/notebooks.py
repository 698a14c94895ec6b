"""Jupyter notebooks: their metadata are their front matter, as MyST-NB has it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from .fields import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = re.compile(r"""("(?:[^"\\]|\\.)*+")\s*+:""", re.DOTALL)


def fields(text: str) -> Iterator[Field]:
    """Yield the metadata of a notebook; none where it is no notebook, which its reader reports."""
    metadata = _read(text).get("metadata")
    lines = _lines(text) if isinstance(metadata, dict) else {}
    for key, value in metadata.items() if isinstance(metadata, dict) else ():
        yield Field(key=key, line=lines.get(json.dumps(key), 1), value=_value(value))


def words(text: str) -> str:
    """Give what a notebook says as Markdown: its text, and its code as blocks, without results."""
    cells = _read(text).get("cells")
    return "\n\n".join(_cell(cell) for cell in cells or () if isinstance(cell, dict))


def _cell(cell: dict[str, Any]) -> str:
    source = cell.get("source") or ""
    text = source if isinstance(source, str) else "".join(map(str, source))
    is_text = cell.get("cell_type") == "markdown"
    return text if is_text else "\n".join(f"    {line}" for line in text.split("\n"))


def _read(text: str) -> dict[str, Any]:
    try:
        # Numbers stay as they are written: Python refuses some that are long.
        found = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _lines(text: str) -> dict[str, int]:
    """Give the line of each key: the last one, for the metadata of a notebook follow its cells."""
    found: dict[str, int] = {}
    number, last = 1, 0
    for key in _KEY.finditer(text):
        number += text.count("\n", last, key.start())
        last = key.start()
        found[key[1]] = number
    return found


def _value(value: object) -> str | tuple[str, ...] | None:
    """Give a value as it would stand in YAML."""
    if isinstance(value, list):
        texts = tuple(_text(item) for item in value if isinstance(item, str | bool))
        return texts if len(texts) == len(value) else None
    if isinstance(value, str | bool):
        return _text(value)
    return "" if value is None else None


def _text(value: object) -> str:
    # Half a surrogate pair, which JSON can name, is no character.
    return str(value).encode("utf-8", "replace").decode()
