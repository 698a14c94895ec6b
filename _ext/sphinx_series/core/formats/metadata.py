"""What the head of a page tells machines: structured data (schema.org), and `article:*` tags."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_series.core.model import Author, AuthorPage
    from sphinx_series.core.view import Facts, Outline

# Within a script no character may end it, whatever a title says.
_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def structured(*things: dict[str, Any]) -> str:
    """Give JSON-LD as a script element."""
    value = {"@context": "https://schema.org", "@graph": things}
    text = json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return f'<script type="application/ld+json">{text}</script>'


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What any page says of itself; both URLs are absolute."""

    url: str
    title: str
    language: str
    summary: str = ""
    image: str = ""


def article(page: PageHead, facts: Facts, authors: Iterable[Author]) -> dict[str, Any]:
    """Give what is known of a post: a part of a series is a `TechArticle`, others `BlogPosting`."""
    found = {
        "@type": "TechArticle" if facts.series else "BlogPosting",
        "@id": page.url,
        "url": page.url,
        "headline": page.title,
        "description": page.summary,
        "image": page.image,
        "inLanguage": page.language,
        "datePublished": facts.date.isoformat(),
        "dateModified": facts.updated.isoformat(),
        "author": [_person(author) for author in authors],
        "articleSection": next(iter(facts.topic_titles), ""),
        "keywords": list(facts.topic_titles),
    }
    return {key: value for key, value in found.items() if value}


def _person(author: Author) -> dict[str, str]:
    found = {"@type": "Person", "name": author.name, "url": author.url}
    return {key: value for key, value in found.items() if value}


def person(page: PageHead, author: AuthorPage, url: str) -> dict[str, Any]:
    """Give what is known of an author whose page it is; ``url`` is where else they are."""
    elsewhere = dict.fromkeys(filter(None, [url, *(link for _, link in author.links)]))
    found = {
        "@type": "Person",
        "@id": page.url,
        "url": page.url,
        "name": author.title,
        "description": author.description,
        "image": page.image,
        "sameAs": list(elsewhere),
    }
    return {key: value for key, value in found.items() if value}


def part_of(outline: Outline, url: str) -> dict[str, Any]:
    """Give the series that an article is a part of, and its place there."""
    series = {"@type": "CreativeWorkSeries", "@id": url, "name": outline.title, "url": url}
    return {"isPartOf": series, "position": outline.current}


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Give the way to a page, as pairs of title and URL."""
    items = [
        {"@type": "ListItem", "position": position, "name": title, "item": url}
        for position, (title, url) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def article_tags(facts: Facts, authors: Iterable[Author]) -> Iterator[str]:
    """Give the tags of the Open Graph type `article`; an author is known there by a URL."""
    yield _property("article:published_time", facts.date.isoformat())
    yield _property("article:modified_time", facts.updated.isoformat())
    for author in authors:
        if author.url:
            yield _property("article:author", author.url)
    for topic in facts.topic_titles[:1]:
        yield _property("article:section", topic)
    for topic in facts.topic_titles:
        yield _property("article:tag", topic)


def _property(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{escape(content)}" />'


def meta(name: str, content: str) -> str:
    """Give a named meta element."""
    return f'<meta name="{name}" content="{escape(content)}" />'


def alternate(href: str, type_: str, title: str = "") -> str:
    """Give a link to another form of the page, or to a feed."""
    named = f' title="{escape(title)}"' if title else ""
    return f'<link rel="alternate" type="{type_}" href="{escape(href)}"{named} />'
