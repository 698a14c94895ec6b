"""What ABlog made of a project: its posts, and the pages and feeds that lie at its addresses."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import normalize
from urllib.parse import quote

from dateutil.parser import ParserError
from dateutil.parser import parse as parse_date

from sphinx_series.commands import check
from sphinx_series.core.addresses import addresses

from . import ablog_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.config import Config

SETTINGS: Mapping[str, Any] = {
    "blog_authors": {},
    "blog_baseurl": "",
    "blog_default_author": None,
    "blog_default_language": None,
    "blog_default_location": None,
    "blog_feed_archives": False,
    "blog_feed_length": None,
    "blog_feed_templates": {"atom": {}},
    "blog_languages": {},
    "blog_locations": {},
    "blog_path": "blog",
    "blog_post_pattern": [],
    "blog_title": "Blog",
    "disqus_shortname": None,
    "post_always_section": False,
    "post_auto_image": 0,
    "post_auto_orphan": True,
    "post_date_format": "%d %B %Y",
}
"""The settings that decide what there was, with ABlog's defaults."""

CATALOGUES = {
    "category": "category",
    "tags": "tag",
    "location": "location",
    "language": "language",
    "author": "author",
}
"""The folder of each catalogue; posts that share a label of one have a page there."""

_TITLES = {
    "category": "Categories", "tags": "Tags", "location": "Locations",
    "language": "Languages", "author": "Authors",
}  # fmt: skip
_SIGNS = str.maketrans({"+": "p", "#": "sharp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AblogPost:
    """A post as ABlog saw it.

    Without a date it was a draft, unless what stands there is filled in at a build.
    """

    docname: str
    line: int
    date: datetime | None
    labels: Mapping[str, tuple[str, ...]]
    redirects: tuple[str, ...] = ()
    is_unread: bool = False
    is_filled: bool = False


@dataclass(slots=True, kw_only=True)
class Collection:
    """The posts that share a label, on one page; ``name`` is what was written, ``url`` its link."""

    name: str
    docname: str
    url: str = ""
    is_published: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A page that ABlog made, and what it was about."""

    docname: str
    kind: Literal["posts", "drafts", "archive", "year", "catalogue", "collection", "redirect"]
    catalogue: str = ""
    label: str = ""
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A project with ABlog.

    Args:
        config: its settings.
        documents: the documents of the project.
        builder: ``html`` or ``dirhtml``, which decides the addresses.
        posts: all posts, with the defaults of their labels.
        now: from tomorrow on, posts were drafts.
    """

    config: Config
    documents: frozenset[str]
    builder: str
    posts: tuple[AblogPost, ...]
    now: datetime
    collections: dict[str, dict[str, Collection]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for catalogue, folder in CATALOGUES.items():
            known = getattr(self.config, f"blog_{catalogue}s", {})
            found = self.collections.setdefault(catalogue, {})
            for post in self.posts:
                for label in post.labels[catalogue]:
                    name, url = known.get(label, (label, ""))
                    docname = posixpath.join(self.path, folder, slugify(name))
                    title = ablog_sources.unescaped(name)
                    collection = found.setdefault(
                        label, Collection(name=title, docname=docname, url=url or "")
                    )
                    collection.is_published |= self.is_published(post)

    @property
    def path(self) -> str:
        """The page of all posts, below which the others lie."""
        return str(self.config.blog_path).strip("/")

    def is_published(self, post: AblogPost) -> bool:
        """Tell whether ABlog listed a post: it did so to the end of the day."""
        return post.date is not None and post.date.date() <= self.now.date()

    @cached_property
    def listed(self) -> frozenset[tuple[str, str]]:
        """The labels, with their catalogues, that readers could know of.

        A label that is filled in at a build, or the date of its post, is one.
        """
        return frozenset(
            (catalogue, label)
            for post in self.posts
            if self.is_published(post) or post.is_filled
            for catalogue in CATALOGUES
            for label in post.labels[catalogue]
        )

    def collected(self) -> Iterator[Made]:
        """Give the pages of all labels that readers could know of."""
        for catalogue, found in self.collections.items():
            for label, collection in found.items():
                if (catalogue, label) in self.listed:
                    yield Made(
                        docname=collection.docname, kind="collection", catalogue=catalogue,
                        label=label,
                    )  # fmt: skip

    def address(self, docname: str) -> str:
        """Give the address of a page."""
        # Labels without letters have a page without a name.
        name = docname.rstrip("/") if self.builder == "dirhtml" else docname
        return addresses.of_file(check.file_of(name, self.builder))

    def feed_id(self, docname: str) -> str:
        """Give the id of a post in ABlog's feeds; ``""`` where there were none."""
        base = str(self.config.blog_baseurl)
        # With `html`, Sphinx encodes all signs of a docname, and that of a folder ends in its file.
        url = f"/{quote(docname)}.html" if self.builder == "html" else self.address(docname)
        return f"{base.rstrip('/')}{url}" if base else ""

    def pages(self) -> Iterator[Made]:
        """Give all pages that ABlog made, where the project has none itself."""
        yield Made(docname=self.path, kind="posts")
        yield Made(docname=posixpath.join(self.path, "drafts"), kind="drafts")
        years = sorted(
            {post.date.year for post in self.posts if post.date and self.is_published(post)}
        )
        if years:
            yield Made(docname=posixpath.join(self.path, "archive"), kind="archive")
        for year in years:
            docname = posixpath.join(self.path, str(year))
            yield Made(docname=docname, kind="year", label=str(year))
        for catalogue, folder in CATALOGUES.items():
            shown = [
                (label, found)
                for label, found in self.collections[catalogue].items()
                if found.is_published
            ]
            if shown:
                docname = posixpath.join(self.path, folder)
                yield Made(docname=docname, kind="catalogue", catalogue=catalogue)
            for label, found in shown:
                yield Made(
                    docname=found.docname, kind="collection", catalogue=catalogue, label=label
                )
        for post in self.posts:
            if self.is_published(post):
                for redirect in filter(None, post.redirects):
                    yield Made(docname=redirect, kind="redirect", target=post.docname)

    def feeds(self) -> Iterator[tuple[Made, str]]:
        """Give the address of each feed that ABlog made, with the page that it belongs to."""
        if not self.config.blog_baseurl:
            return
        for page in self.pages():
            is_archive = page.kind in {"year", "collection"} and self.config.blog_feed_archives
            if page.kind == "posts" or is_archive:
                for name in self.config.blog_feed_templates:
                    yield page, f"/{posixpath.join(page.docname, f'{name}.xml')}"


def title_of(catalogue: str) -> str:
    """Give the heading of a catalogue's page."""
    return _TITLES[catalogue]


def slugify(name: str) -> str:
    """Give the name of a collection's page, as ABlog does."""
    plain = re.sub(r"[^\w\s-]", "", normalize("NFKD", name)).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)


def topic_id(name: str) -> str:
    """Give a collection the id that a topic can have; names of one id were one page of ABlog's."""
    return normalize("NFC", slugify(name.translate(_SIGNS))).strip("-_") or "topic"


def moment(text: str, form: str) -> datetime | None:
    """Read a date in ABlog's form, or in any that dateutil knows; None for what is none.

    ABlog's times have no zone: they are taken for UTC.
    """
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is added below
    except ValueError:
        try:
            found = parse_date(text, default=datetime(datetime.now(UTC).year, 1, 1))  # noqa: DTZ001
        except (ParserError, OverflowError, ValueError):
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def with_defaults(
    labels: Mapping[str, tuple[str, ...]], config: Config
) -> dict[str, tuple[str, ...]]:
    """Give the labels of a post, those of the configuration where it has none."""
    found = dict(labels)
    for catalogue in ("author", "location", "language"):
        default = getattr(config, f"blog_default_{catalogue}")
        if not found[catalogue] and default:
            found[catalogue] = (default,) if isinstance(default, str) else tuple(default)
    return found


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Give items once, in order."""
    return tuple(dict.fromkeys(items))
