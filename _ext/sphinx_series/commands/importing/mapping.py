"""The map of an import: a file that says what becomes of tags, authors and shortcodes."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .naming import topic_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .model import OldPost

_HEAD = """\
# What becomes of the tags, authors and shortcodes of the old blog; the numbers say how often each
# stands there. An empty text leaves one out.
"""
_TABLES = {
    "tags": "tag = id of a topic",
    "authors": "author = id of `series_authors`",
    "shortcodes": "shortcode = Markdown; {0} is its first argument, {alt} the one of this name, "
    "{inner} what stands between its ends",
}


class MapError(Exception):
    """The map cannot be read; the text says where and why."""


@dataclass(frozen=True, kw_only=True)
class Map:
    """What becomes of each tag, author and shortcode."""

    tags: Mapping[str, str] = field(default_factory=dict)
    authors: Mapping[str, str] = field(default_factory=dict)
    shortcodes: Mapping[str, str] = field(default_factory=dict)


def read(text: str) -> Map:
    """Read a map.

    Raises:
        MapError: it is no TOML, or no map.
    """
    try:
        found = tomllib.loads(text)
    except ValueError as error:
        raise MapError(str(error)) from error
    for name, table in found.items():
        if name not in _TABLES or not isinstance(table, dict):
            message = f"{name!r} is no table of a map: it has {', '.join(_TABLES)}"
            raise MapError(message)
        for key, value in table.items():
            if not isinstance(value, str):
                message = f"{name}: {key!r} needs a text in quotes"
                raise MapError(message)
    return Map(**found)


def draft(posts: Iterable[OldPost], shortcodes: Mapping[str, int]) -> str:
    """Write the first draft of a map."""
    listed = list(posts)
    tags = Counter(tag for post in listed for tag in dict.fromkeys(post.tags))
    authors = Counter(name for post in listed for name in dict.fromkeys(post.authors))
    tables = {
        "tags": [(tag, topic_of(tag), count) for tag, count in _ranked(tags)],
        "authors": [(name, topic_of(name), count) for name, count in _ranked(authors)],
    }
    lines = [_HEAD]
    for name, rows in tables.items():
        lines += [f"# {_TABLES[name]}", f"[{name}]"]
        lines += [f"{_quoted(key)} = {_quoted(value)}  # {count}" for key, value, count in rows]
        lines.append("")
    lines += [f"# {_TABLES['shortcodes']}", "[shortcodes]"]
    # Without a line of its own a shortcode is kept as code.
    lines += [f'# {_quoted(name)} = ""  # {count}' for name, count in _ranked(shortcodes)]
    return "\n".join(lines) + "\n"


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(s if s.isprintable() else f"\\u{ord(s):04x}" for s in escaped) + '"'
