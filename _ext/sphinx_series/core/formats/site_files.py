"""What a site publishes besides its pages: which files there are.

A build makes them, and a check of the sources alone knows by the same list what is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_series.core.addresses import addresses

from . import llms, sitemap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sphinx_series.core.catalogue.catalogue import Catalogue
    from sphinx_series.core.view import Channel

CATALOGUE = "catalogue.json"
SCHEMA = "catalogue.schema.json"

RESERVED = frozenset({
    CATALOGUE, SCHEMA, "_redirects", "redirects.nginx.conf", ".htaccess", "redirects.caddy",
    "vercel.json", "staticwebapp.config.json", "redirects.s3.json", "redirects.json",
})  # fmt: skip
"""The files that no redirect may take the place of, whether a build writes them or not."""

ROBOTS = "robots.txt"
INDEX = "llms.txt"

# The page that says that there is none.
_NOT_FOUND = "404"


def paths(  # noqa: PLR0913 - each says what a site has
    catalogue: Catalogue,
    pages: Mapping[str, str],
    *,
    forms: Sequence[str],
    has_sitemap: bool,
    has_copies: bool,
    further: Mapping[str, str],
) -> Iterator[str]:
    """Give the files of a site whose own address is known.

    Args:
        catalogue: what the site has.
        pages: the file of each document.
        forms: the forms of the feeds.
        has_sitemap: whether search engines are told of the pages.
        has_copies: whether each post has a copy in Markdown.
        further: the file of each further page of a listing, with the document of the first.
    """
    yield from (path for path, _, _ in feeds(catalogue, forms))
    if has_sitemap:
        count, is_index = len(changes(catalogue, pages, further)), bool(sitemaps(catalogue))
        yield from (*sitemap.names(count, is_index=is_index), ROBOTS)
    if has_copies:
        yield from (INDEX, *(path for path, _ in copies(catalogue, pages)))


def further_feeds(
    catalogue: Catalogue, asked: Mapping[str, Sequence[str]], taken: Collection[str]
) -> Iterator[tuple[str, Channel, str]]:
    """Give the file of each feed that also lies elsewhere, with its channel and form.

    Args:
        catalogue: what the site has.
        asked: the addresses at which feeds also lie, by the names of their channels.
        taken: the files that the site has besides, which keep their places.
    """
    found = {*RESERVED, *taken}
    for path, channel in _asked(catalogue, asked):
        if path not in found:
            found.add(path)
            yield path, channel, "json" if path.endswith(".json") else "atom"


def lost_feeds(
    catalogue: Catalogue, asked: Mapping[str, Sequence[str]], taken: Collection[str]
) -> Iterator[str]:
    """Say which further places of feeds cannot be; the arguments are those of `further_feeds`."""
    # The feed of all posts begins with the first.
    names = {"", *(channel.name for channel in catalogue.channels)}
    for name in asked:
        if name not in names:
            yield (
                f'series_feed_paths: {name!r} is no feed of this site: write "", "topic:ID", '
                '"series:ID" or "author:ID" of one that has posts'
            )
    owners = {path: channel for path, channel, _ in further_feeds(catalogue, asked, taken)}
    for path, channel in _asked(catalogue, asked):
        if owners.get(path) != channel:
            yield f"series_feed_paths: {path!r} is another file of this site: choose another path"


def _asked(
    catalogue: Catalogue, asked: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Channel]]:
    for channel in catalogue.channels:
        for address in asked.get(channel.name, ()):
            yield addresses.file_of(address), channel


def feeds(catalogue: Catalogue, forms: Sequence[str]) -> Iterator[tuple[str, Channel, str]]:
    """Give the file of each feed, with its channel and form."""
    for channel in catalogue.channels:
        for form in forms:
            yield channel.path(form), channel, form


def sitemaps(catalogue: Catalogue) -> tuple[str, ...]:
    """Give the URLs of the sitemaps of other projects that the one of a home names."""
    sites = catalogue.sites.values() if catalogue.is_home else ()
    return tuple(site.sitemap for site in sites if site.sitemap)


def copies(catalogue: Catalogue, pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the file of each copy in Markdown, with the document that it is a copy of."""
    for post in catalogue.listed:
        yield llms.copy_of(pages[post.docname]), post.docname


def changes(
    catalogue: Catalogue, pages: Mapping[str, str], further: Mapping[str, str]
) -> dict[str, datetime | None]:
    """Give the address of each page that search engines may know, and when it changed.

    The arguments are those of `paths`.
    """
    listed = {post.docname for post in catalogue.listed if not post.canonical}
    known = {
        docname: catalogue.posts.get(docname)
        for docname in pages
        if docname != _NOT_FOUND and (docname not in catalogue.posts or docname in listed)
    }
    found = {
        addresses.of_file(pages[docname]): post.updated if post else None
        for docname, post in known.items()
    }
    found |= {addresses.of_file(path): None for path, name in further.items() if name in known}
    return found
