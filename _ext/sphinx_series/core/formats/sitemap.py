"""The sitemap (sitemaps.org 0.9) and robots.txt (RFC 9309): what search engines are told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_series.core.addresses import addresses

from . import markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

NAME = "sitemap.xml"
"""The file of a sitemap that is named elsewhere."""

LIMIT = 50_000
"""How many URLs one file may have."""


def names(count: int, limit: int = LIMIT, *, is_index: bool = False) -> list[str]:
    """Give the files of a sitemap of so many URLs, the one that is named elsewhere first."""
    parts = range(1, -(-count // limit) + 1) if count > limit or is_index else ()
    return [NAME, *(f"sitemap-{number}.xml" for number in parts)]


def sitemaps(
    base: str,
    pages: Mapping[str, datetime | None],
    limit: int = LIMIT,
    others: Iterable[str] = (),
) -> dict[str, str]:
    """Give the sitemap, by its file; one of too many URLs is an index of several files.

    So is one with those of other projects.

    Args:
        base: the URL of the site, without its last slash.
        pages: when each address changed last, where that is known.
        limit: how many URLs one file may have.
        others: the URLs of sitemaps of other projects.
    """
    elsewhere = [(url, None) for url in others]
    entries = [(addresses.absolute(base, address), pages[address]) for address in sorted(pages)]
    first, *files = names(len(entries), limit, is_index=bool(elsewhere))
    if not files:
        return {first: _file("urlset", "url", entries)}
    parts = [entries[start : start + limit] for start in range(0, len(entries), limit)]
    index = [(f"{base}/{name}", _latest(part)) for name, part in zip(files, parts, strict=True)]
    texts = [_file("urlset", "url", part) for part in parts]
    return {
        first: _file("sitemapindex", "sitemap", [*index, *elsewhere]),
        **dict(zip(files, texts, strict=True)),
    }


def _latest(entries: Iterable[tuple[str, datetime | None]]) -> datetime | None:
    return max((updated for _, updated in entries if updated), default=None)


def _file(tag: str, entry_tag: str, entries: Sequence[tuple[str, datetime | None]]) -> str:
    root = ET.Element(tag, {"xmlns": _NAMESPACE})
    for url, updated in entries:
        entry = ET.SubElement(root, entry_tag)
        ET.SubElement(entry, "loc").text = url
        if updated:
            ET.SubElement(entry, "lastmod").text = updated.isoformat()
    ET.indent(root)
    return markup.xml_document(root)


def robots(base: str) -> str:
    """Give a robots.txt that admits all and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base}/sitemap.xml\n"
