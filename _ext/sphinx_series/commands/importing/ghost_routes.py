"""The addresses that `routes.yaml` gives a Ghost blog.

The rules are those of https://docs.ghost.org/themes/routing.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import mkdocs
from .export import ExportError
from .front import ConfigError
from .model import Kind, Remark, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

_CONDITION = re.compile(r"(?P<name>[\w.]+):(?P<not>-?)(?P<values>\[[^\]]*\]|'[^']*'|[\w-]+)")
_NAMES = {
    "tag": "tag", "tags": "tag", "tags.slug": "tag", "tag.slug": "tag", "author": "author",
    "authors": "author", "authors.slug": "author", "author.slug": "author", "featured": "featured",
    "primary_tag": "primary_tag", "primary_tag.slug": "primary_tag",
    "primary_author": "primary_author", "primary_author.slug": "primary_author", "page": "page",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Collection:
    """Posts below a path: the pattern of their addresses, and which they are.

    ``conditions`` are names, the values one of which a post must have, and whether it must not.
    """

    path: str
    permalink: str
    conditions: tuple[tuple[str, frozenset[str], bool], ...] = ()

    def has(self, values: Mapping[str, frozenset[str]]) -> bool:
        """Tell whether a post with some values is one of its posts."""
        return all(
            bool(values.get(name, frozenset()) & wanted) != is_not
            for name, wanted, is_not in self.conditions
        )


@dataclass(kw_only=True)
class Routes:
    """What a blog has: its collections, in the order in which they take posts, and its lists."""

    collections: tuple[Collection, ...]
    tag: str = "/tag/{slug}/"
    author: str = "/author/{slug}/"
    remarks: list[Remark] = field(default_factory=list)

    def of(self, values: Mapping[str, frozenset[str]]) -> Collection | None:
        """Give the collection of a post: the first that takes it."""
        return next((one for one in self.collections if one.has(values)), None)


def read(export: Export, permalink: str) -> Routes:
    """Read the routes of a blog; without a file all posts have the permalink of the settings.

    Raises:
        ConfigError: the file cannot be read.
    """
    names = ("routes.yaml", "routes.yml")
    path = next((one for one in export.below("") if posixpath.basename(one) in names), "")
    if not path:
        return Routes(collections=(Collection(path="/", permalink=permalink),))
    try:
        text = export.text(path)
        found = mkdocs.config(text)
    except (ExportError, ValueError) as error:
        message = f"{path}: {error}"
        raise ConfigError(message) from error
    remarks: list[Remark] = []

    def remark(kind: Kind, word: str, message: str) -> None:
        remarks.append(Remark(kind=kind, path=path, line=line_of(text, word), message=message))

    for name in _mapping(found.get("routes")):
        remark(Kind.ADDRESS, name.strip("/"), f"the page {name!r} was of the theme: it is not here")
    collections = []
    for name, options in _mapping(found.get("collections")).items():
        own = _mapping(options)
        conditions, unknown = _conditions(str(own.get("filter") or ""))
        if unknown:
            message = (
                f"of the filter of {name!r}, {unknown!r} was not understood: all posts pass it"
            )
            remark(Kind.SETTING, "filter", message)
        pattern = str(own.get("permalink") or "/{slug}/")
        collections.append(Collection(path=name, permalink=pattern, conditions=conditions))
    lists = _mapping(found.get("taxonomies"))
    return Routes(
        collections=tuple(collections),
        tag=str(lists.get("tag") or ""),
        author=str(lists.get("author") or ""),
        remarks=remarks,
    )


def _mapping(value: object) -> dict[str, Any]:
    return {str(name): own for name, own in value.items()} if isinstance(value, dict) else {}


def _conditions(text: str) -> tuple[tuple[tuple[str, frozenset[str], bool], ...], str]:
    """Read a filter; give its conditions, and what is none that is known."""
    found = list(_parts(text))
    unknown = "+".join(part for part, condition in found if condition is None)
    return tuple(condition for _, condition in found if condition), unknown


def _parts(text: str) -> Iterator[tuple[str, tuple[str, frozenset[str], bool] | None]]:
    for part in filter(None, (one.strip() for one in re.split(r"\+(?![^\[]*\])", text))):
        match = _CONDITION.fullmatch(part)
        name = _NAMES.get(match["name"]) if match else None
        if not match or not name:
            yield part, None
            continue
        values = (value.strip(" '") for value in match["values"].strip("[]").split(","))
        yield part, (name, frozenset(values), bool(match["not"]))
