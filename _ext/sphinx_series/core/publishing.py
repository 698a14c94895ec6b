"""What a site publishes besides its pages: which files there are.

A build makes them, and a check of the sources alone knows by the same list what is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from . import addresses, llms, sitemap
from .model import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from .catalogue import Catalogue

CATALOGUE = "catalogue.json"
SCHEMA = "catalogue.schema.json"

RESERVED = frozenset({CATALOGUE, SCHEMA, "_redirects", "redirects.nginx.conf", "redirects.json"})
"""The files that no redirect may take the place of, whether a build writes them or not."""

# The page that says that there is none.
_NOT_FOUND = "404"


class What(StrEnum):
    """The kinds of files with absolute addresses."""

    FEED = "feed"
    SITEMAP = "sitemap"
    ROBOTS = "robots.txt"
    INDEX = "llms.txt"
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file: a feed has a channel and a form, a copy the document that it is a copy of."""

    path: str
    what: What
    channel: Channel = field(default_factory=Channel)
    form: str = ""
    docname: str = ""


def files(  # noqa: PLR0913 - each a wish of the project
    catalogue: Catalogue,
    pages: Mapping[str, str],
    *,
    forms: Sequence[str],
    has_sitemap: bool,
    has_copies: bool,
    further: Mapping[str, Sequence[str]],
) -> list[File]:
    """Give the files of a site whose own address is known.

    Args:
        catalogue: what the site has.
        pages: the file of each document.
        forms: the forms of the feeds.
        has_sitemap: whether search engines are told of the pages.
        has_copies: whether each post has a copy in Markdown.
        further: the paths at which feeds also lie, by the names of their channels.
    """
    found = [*_files(catalogue, pages, forms, has_sitemap=has_sitemap, has_copies=has_copies)]
    taken = {*RESERVED, *(file.path for file in found)}
    for path, channel in _further(catalogue, further):
        if path not in taken:
            taken.add(path)
            form = "json" if path.endswith(".json") else "atom"
            found.append(File(path=path, what=What.FEED, channel=channel, form=form))
    return found


def _further(
    catalogue: Catalogue, further: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Channel]]:
    for channel in catalogue.channels:
        for address in further.get(channel.name, ()):
            yield addresses.file_of(address), channel


def lost_feeds(
    catalogue: Catalogue, further: Mapping[str, Sequence[str]], found: Sequence[File]
) -> Iterator[str]:
    """Say which further paths of feeds cannot be, given the files that a site has."""
    names = {channel.name for channel in catalogue.channels}
    for name in further:
        if name in names:
            continue
        yield (
            f'series_feed_paths: {name!r} is no feed of this site: write "", "topic:ID" or '
            '"series:ID" of one that has posts'
        )
    owners = {file.path: file.channel for file in found if file.what is What.FEED}
    for path, channel in _further(catalogue, further):
        if owners.get(path) != channel:
            yield f"series_feed_paths: {path!r} is another file of this site: choose another path"


def _files(
    catalogue: Catalogue,
    pages: Mapping[str, str],
    forms: Sequence[str],
    *,
    has_sitemap: bool,
    has_copies: bool,
) -> Iterator[File]:
    for channel in catalogue.channels:
        for form in forms:
            yield File(path=channel.path(form), what=What.FEED, channel=channel, form=form)
    if has_sitemap:
        for path in sitemap.names(len(changes(catalogue, pages))):
            yield File(path=path, what=What.SITEMAP)
        yield File(path="robots.txt", what=What.ROBOTS)
    if has_copies:
        yield File(path="llms.txt", what=What.INDEX)
        for post in catalogue.published:
            copy = llms.copy_of(pages[post.docname])
            yield File(path=copy, what=What.COPY, docname=post.docname)


def changes(catalogue: Catalogue, pages: Mapping[str, str]) -> dict[str, datetime | None]:
    """Give the address of each page that search engines may know, and when it changed."""
    published = {post.docname for post in catalogue.published}
    found: dict[str, datetime | None] = {}
    for docname, path in pages.items():
        post = catalogue.posts.get(docname)
        if docname != _NOT_FOUND and (not post or docname in published):
            found[addresses.of_file(path)] = post.updated if post else None
    return found
