"""Other projects, as their ``catalogue.json`` tells of them: data from outside, never trusted."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sphinx_series.core.addresses import addresses
from sphinx_series.core.model import Author, Part, Post, Series, Site, Target

from . import json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

# What no page can hold, or shows in another place than it stands.
_UNSHOWN = {"Cc", "Cs"}


def read(
    catalogue: Any,  # noqa: ANN401 - whatever JSON can hold
    schema: Mapping[str, Any],
    *,
    name: str,
    url: str,
    zone: tzinfo,
) -> Site:
    """Read what a catalogue tells of another project.

    Args:
        catalogue: the values of its ``catalogue.json``.
        schema: the JSON Schema of such files.
        name: what this project calls it.
        url: where it is served.
        zone: where the authors of this project are, whose days its posts have here.

    Raises:
        ValueError: it is no such catalogue; the text says what is wrong.
    """
    fault = json_schema.fault(catalogue, schema)
    if fault:
        raise ValueError(fault)
    title = _text(catalogue.get("title", "")) or name
    reader = _Reader(name, title, url.rstrip("/"), zone)
    try:
        return reader.read(catalogue)
    except OverflowError as error:
        message = f"it has a date that no calendar has ({error})"
        raise ValueError(message) from error


def missing(name: str) -> Site:
    """Give a project of which nothing is known."""
    return Site(name=name, title=name, is_missing=True)


class _Reader:
    def __init__(self, name: str, title: str, url: str, zone: tzinfo) -> None:
        self.name = name
        self.title = title
        self.url = url
        self.zone = zone

    def read(self, catalogue: Mapping[str, Any]) -> Site:
        found = [self._post(post) for post in catalogue["posts"]]
        # Of two at one address, the first counts, as it does there.
        posts = {post.docname: post for post in reversed(found)}
        by_slug = {post.slug: post for post in reversed(found)}
        return Site(
            name=self.name,
            title=self.title,
            posts=tuple(posts.values()),
            targets=dict(self._targets(catalogue)),
            topics={topic["id"]: _text(topic["title"]) for topic in catalogue["topics"]},
            series={one["id"]: self._series(one, by_slug) for one in catalogue["series"]},
            sitemap=self._file(catalogue, "sitemap"),
            llms=self._file(catalogue, "llms"),
            authors={
                author["id"]: Author(name=_text(author["name"])) for author in catalogue["authors"]
            },
        )

    def _file(self, catalogue: Mapping[str, Any], key: str) -> str:
        address = catalogue.get(key)
        return self._at(address) if address else ""

    def _at(self, address: str) -> str:
        """Give the URL of an address, with all encoded that means more to some server."""
        return self.url + addresses.encode(unquote(address))

    def _post(self, post: Mapping[str, Any]) -> Post:
        address = self._at(post["address"])
        external = post.get("external") or ""
        return Post(
            docname=address,
            title=_text(post["title"]),
            date=self._moment(post["date"]),
            updated=self._moment(post["updated"]),
            slug=_text(post["slug"]),
            description=_text(post["description"]),
            topics=tuple(post["topics"]),
            series=post["series"] or "",
            part=int(post["part"]) if post["part"] else None,
            authors=tuple(post["authors"]),
            unlisted=post.get("unlisted", False),
            external=external if addresses.host_of(external) else address,
            minutes=post.get("minutes"),
            feed_id=_text(post.get("feed_id") or ""),
            site=self.name,
        )

    def _series(self, series: Mapping[str, Any], posts: Mapping[str, Post]) -> Series:
        return Series(
            id=f"{self.name}:{series['id']}",
            docname=self._at(series["address"]),
            anchor="",
            title=_text(series["title"]),
            description=_text(series["description"]),
            parts=tuple(
                self._part(number, part, posts) for number, part in enumerate(series["parts"], 1)
            ),
        )

    @staticmethod
    def _part(number: int, part: Mapping[str, Any], posts: Mapping[str, Post]) -> Part:
        """Read a part: a post of that project, one of a third project, or none yet."""
        own = posts.get(_text(part["post"] or ""))
        url = part.get("url") or ""
        return Part(
            number=number,
            title=_text(part["title"]),
            url=own.docname if own else url * bool(addresses.host_of(url)),
            slug="" if own else _text(part.get("slug") or ""),
        )

    def _moment(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(self.zone)

    def _targets(self, catalogue: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Target]]:
        kinds = (
            ("post", "posts", "slug", "title"),
            ("series", "series", "id", "title"),
            ("topic", "topics", "id", "title"),
            ("author", "authors", "id", "name"),
        )
        for role, key, id_, title in kinds:
            for one in reversed(catalogue[key]):
                if one["address"]:
                    url = self._at(one["address"])
                    yield (
                        (role, one[id_]),
                        Target(title=_text(one[title]), url=url, site=self.title),
                    )


def _text(text: str) -> str:
    """Give a text as one line of what a page can show."""
    shown = (" " if unicodedata.category(char) in _UNSHOWN else char for char in text)
    return " ".join("".join(shown).split())
