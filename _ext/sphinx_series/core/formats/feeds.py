"""Feeds: posts and their texts as Atom 1.0 (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from . import markup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sphinx_series.core.model import Author

_ATOM = "http://www.w3.org/2005/Atom"
_JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A post as feeds show it; all URLs are absolute.

    ``id`` is the same wherever the page lies. ``topics`` are pairs of id and title.
    """

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    authors: tuple[Author, ...]
    summary: str = ""
    topics: tuple[tuple[str, str], ...] = ()
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says of itself, and its items, the newest first; it has at least one.

    ``home`` is the page that it belongs to, ``url`` where it is itself.
    """

    url: str
    home: str
    title: str
    language: str
    items: tuple[Item, ...]
    summary: str = ""

    @property
    def updated(self) -> datetime:
        """When something in it last changed."""
        return max(item.updated for item in self.items)


def atom(feed: Feed, contents: Sequence[str]) -> str:
    """Give a feed as Atom.

    Args:
        feed: what it is.
        contents: the text of each item as HTML, as `markup.post_of` gives it; ``""`` for none.
    """
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    _add(root, "id", feed.url)
    _add(root, "title", feed.title)
    if feed.summary:
        _add(root, "subtitle", feed.summary)
    _add(root, "updated", feed.updated.isoformat())
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    for item, content in zip(feed.items, contents, strict=True):
        _add_entry(ET.SubElement(root, "entry"), item, content)
    ET.indent(root)
    return markup.xml_document(root)


def _add_entry(entry: ET.Element, item: Item, content: str) -> None:
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "link", rel="alternate", type="text/html", href=item.url)
    _add(entry, "published", item.published.isoformat())
    _add(entry, "updated", item.updated.isoformat())
    for author in item.authors:
        person = _add(entry, "author")
        _add(person, "name", author.name)
        if author.url:
            _add(person, "uri", author.url)
    for id_, title in item.topics:
        _add(entry, "category", term=id_, label=title)
    if item.summary:
        _add(entry, "summary", item.summary)
    if content:
        _add(entry, "content", type="html").text = content


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    cleaned = {name: markup.without_controls(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, cleaned)
    element.text = markup.without_controls(text) or None
    return element


def json_feed(feed: Feed, contents: Sequence[str]) -> str:
    """Give a feed as JSON Feed; an item without text has its summary or title for one."""
    value = {
        "version": _JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.summary,
        "language": feed.language,
        "items": [
            _without_empty(_json_item(item, content))
            for item, content in zip(feed.items, contents, strict=True)
        ],
    }
    return json.dumps(_without_empty(value), indent=1, ensure_ascii=False) + "\n"


def _json_item(item: Item, content: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": content,
        "content_text": "" if content else item.summary or item.title,
        "image": item.image,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [
            _without_empty({"name": author.name, "url": author.url}) for author in item.authors
        ],
        "tags": [title for _, title in item.topics],
    }


def _without_empty(value: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in value.items() if part}
