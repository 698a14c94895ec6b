"""The JSON Schema of front matter for editors, made of the keys that :mod:`frontmatter` reads.

It takes whatever is read without a problem. What only a project knows, such as its topics, is left
to builds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from .frontmatter import KEYS, Takes

if TYPE_CHECKING:
    from collections.abc import Mapping

# The draft that all tools for front matter read.
_DRAFT: Final = "http://json-schema.org/draft-07/schema#"

# Editors take dates, numbers and flags for what YAML makes of them, and for text.
_SCALAR: Final = {"type": ["string", "number", "boolean"]}
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# ISO 8601 has more forms of a time than anybody writes; what follows the day is left to builds.
_MOMENT: Final = {"type": "string", "pattern": f"^({_DAY}$|[0-9]{{4}}-?[0-9W].*[0-9Z]$)"}
# Letters of all scripts; of ASCII, what an id may have.
_ID: Final = {
    "type": "string",
    "pattern": r"^(?![.-])[^\u0000-,/:-@\[-^`{-\u007f]+$",
}
# The name of another project before it.
_ID_ELSEWHERE: Final = {
    "type": "string",
    "pattern": f"^{_ID['pattern'][1:-1]}:{_ID['pattern'][1:]}",
}
# What YAML takes for no text, and front matter for a word.
_NO_TEXT: Final = {"type": ["number", "boolean"]}


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    """Give the schema of a list, which may be one text with commas between its items."""
    return {"anyOf": [_SCALAR, {"type": "array", "items": item}]}


_OF: Final[Mapping[Takes, Mapping[str, Any]]] = {
    Takes.MOMENT: _MOMENT,
    Takes.TEXT: _SCALAR,
    Takes.FILE: _SCALAR,
    Takes.TOPICS: _list(_SCALAR),
    Takes.SERIES: {"anyOf": [_ID, _ID_ELSEWHERE, _NO_TEXT]},
    Takes.WORDS: _list({"anyOf": [_ID, _NO_TEXT]}),
    Takes.NUMBER: {
        "anyOf": [
            {"type": "integer", "minimum": 1},
            {"type": "string", "pattern": "^[0-9]*[1-9][0-9]*$"},
        ]
    },
    Takes.SLUG: {
        "anyOf": [
            {"type": "string", "pattern": r"^[^\s/\\?#%\u0000-\u001f]+$"},
            _NO_TEXT,
        ]
    },
    Takes.FLAG: {
        "anyOf": [
            {"type": "boolean"},
            {"type": "string", "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|"
             "[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$"},
        ]
    },
    Takes.URL: {"type": "string", "pattern": r'^[Hh][Tt][Tt][Pp][Ss]?://[^\s\\"<>]+$'},
    Takes.PATHS: _list({"type": "string", "pattern": r"^/[^?#]*$"}),
    Takes.FEED_ID: {
        "anyOf": [
            {"type": "string", "pattern": r'^[^\s\u0000-\u001f\u007f<>"]+$'},
            _NO_TEXT,
        ]
    },
}  # fmt: skip


def schema() -> dict[str, Any]:
    """Give the schema; keys that it does not name may be those of other extensions."""
    nothing = {"type": "null"}
    return {
        "$schema": _DRAFT,
        "title": "Front matter of sphinx_series",
        "description": "A page with a date is a post.",
        "type": "object",
        "properties": {
            name: {"description": key.meaning, "anyOf": [_OF[key.takes], nothing]}
            for name, key in KEYS.items()
        },
    }


def text() -> str:
    """Give the schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
