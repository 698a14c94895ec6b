"""The shards of a site: which of its documents each of several machines builds.

Any division gives the same site. This one keeps together what has much in common, and gives each
machine about as much text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import Post

_SHARD = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Shard:
    """One of several shards, counted from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        """Write it as it is written in conf.py."""
        return f"{self.number}/{self.count}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: the size of its source in bytes, and its post, where it is one."""

    docname: str
    size: int
    post: Post | None = None


def parse(text: str) -> Shard | None:
    """Read a shard like ``3/8``; None where the text is none."""
    found = _SHARD.fullmatch(text)
    shard = Shard(number=int(found[1]), count=int(found[2])) if found else None
    return shard if shard and shard.number <= shard.count else None


def plan(documents: Iterable[Document], count: int) -> list[tuple[str, ...]]:
    """Give the documents of each shard: by series, then by main topic, then by name.

    A shard goes on as far as it has its share of the text, so some are empty where there are more
    shards than documents. The order of *documents* is no matter.
    """
    ordered = sorted(documents, key=_place)
    total = sum(max(document.size, 1) for document in ordered)
    shards: list[list[str]] = [[] for _ in range(count)]
    before = 0
    for document in ordered:
        size = max(document.size, 1)
        # Where the middle of it is.
        shards[(2 * before + size) * count // (2 * total)].append(document.docname)
        before += size
    return [tuple(shard) for shard in shards]


def _place(document: Document) -> tuple[str, str, str]:
    post = document.post
    series, topics = (post.series, post.topics) if post else ("", ())
    return series, next(iter(topics), ""), document.docname
