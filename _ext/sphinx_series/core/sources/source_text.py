"""The source of a post: front matter, title and body as text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .frontmatter import Markup

Value: TypeAlias = "str | int | bool | date | Sequence[str]"

_LONGEST_SLUG = 80


def slugify(title: str) -> str:
    """Make a slug of a title: ASCII words joined by dashes; ``""`` where there are none."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug


def write(fields: Mapping[str, Value], title: str, body: str, *, markup: Markup) -> str:
    """Write a source.

    Args:
        fields: the front matter; empty values are left out.
        title: the heading, in the markup.
        body: what follows it.
        markup: ``yaml`` for MyST, ``rst`` for reStructuredText.
    """
    lines = front_matter(fields, markup=markup)
    if markup == "rst":
        head = "\n".join(lines)
        heading = f"{title}\n{'=' * _width(title)}"
    else:
        head = "\n".join(["---", *lines, "---"] if lines else [])
        heading = f"# {title}"
    return "\n\n".join(part for part in (head, heading, body.strip("\n")) if part) + "\n"


def front_matter(fields: Mapping[str, Value], *, markup: Markup) -> list[str]:
    """Give the lines of front matter, without those that YAML has around them."""
    kept = {key: value for key, value in fields.items() if value not in ("", (), [], False)}
    if markup == "rst":
        return list(_rst_fields(kept))
    return _yaml(kept).splitlines() if kept else []


def _yaml(fields: Mapping[str, Value]) -> str:
    plain = {
        key: value if isinstance(value, str | int | date) else list(value)
        for key, value in fields.items()
    }
    # Each by itself: of a mapping of plain values alone, the whole would be in braces.
    return "".join(
        yaml.safe_dump(
            {key: value}, allow_unicode=True, width=10**6,
            default_flow_style=None if isinstance(value, list) else False,
        )
        for key, value in plain.items()
    )  # fmt: skip


def _rst_fields(fields: Mapping[str, Value]) -> Iterator[str]:
    for key, value in fields.items():
        if isinstance(value, bool):
            yield f":{key}: {str(value).lower()}"
        elif isinstance(value, str | int | date):
            yield f":{key}: {value}"
        else:
            yield f":{key}: {', '.join(value)}"


def _width(text: str) -> int:
    """Give the columns that a text takes: characters of East Asian scripts take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
