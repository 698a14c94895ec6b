"""A blog as its old home has it -> the pages to write here; nothing is written yet."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from sphinx_series.core.addresses import addresses
from sphinx_series.core.sources import source_text

from . import html, markdown
from .export import ExportError
from .model import Blog, OldPost, Page, Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from .export import Export

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_ACTIVE_SVG = re.compile(
    rb"<\s*(?:script|foreignobject|iframe|handler)|\bon\w+\s*=|javascript:|<!ENTITY", re.IGNORECASE
)
# Medium's id names a post at every host that it is shown at.
_WITH_ID = re.compile(r"-[0-9a-f]{8,12}$")
_MARKS_OF_TITLES = re.compile(r"([\\`*_\[\]{}<>$~]|#$)")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the pages go, and what is there already.

    Args:
        folder: from the source folder, with slashes; ``""`` for that itself.
        exists: tells whether a path from the source folder is taken.
        slugs: the slugs of the project's posts.
        taken: the keys of the files at all addresses that the project has or redirects.
        topics: the ids of the topics that the project declares.
        topic: the main topic of what comes; ``""`` for none.
    """

    folder: str
    exists: Callable[[str], bool]
    slugs: Collection[str] = ()
    taken: Collection[str] = ()
    topics: Collection[str] = ()
    topic: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The pages to write, what a person should look at, and what is left out."""

    pages: tuple[Page, ...]
    remarks: tuple[Remark, ...]
    left_out: tuple[Remark, ...]


def plan(blog: Blog, export: Export, place: Place) -> Plan:
    """Plan the pages of a blog."""
    return _Planner(blog, export, place).plan()


class _Planner:
    """Plans one import; used once."""

    def __init__(self, blog: Blog, export: Export, place: Place) -> None:
        self.blog = blog
        self.export = export
        self.place = place
        self.remarks: list[Remark] = []
        self.left_out = [*export.remarks, *blog.remarks]
        self.host = _host(blog.url)
        self.slugs: dict[str, str] = {}
        self.pages: dict[str, str] = {}

    def plan(self) -> Plan:
        posts = sorted(self.blog.posts, key=lambda post: post.path)
        for post in posts:
            self._name(post)
        admitted = [post for post in posts if post.path in self.slugs]
        aliases = {post.path: tuple(self._aliases(post)) for post in admitted}
        pages = tuple(self._page(post, aliases[post.path]) for post in admitted)
        self._report_tags(admitted)
        return Plan(pages=pages, remarks=tuple(self.remarks), left_out=tuple(self.left_out))

    def _name(self, post: OldPost) -> None:
        """Give a post its slug; it is left out where it is here already."""
        wanted = source_text.slugify(post.name) or source_text.slugify(post.title) or "post"
        # An index is the page of its folder, and no post of it.
        if wanted != "index" and self._is_taken(wanted):
            path = self._path(wanted)
            message = f"left out: there is a post {wanted!r} already, and nothing is written over"
            self.left_out.append(Remark(path=post.path, line=0, message=f"{message} ({path})"))
            return
        used = {*self.slugs.values(), "index"}
        slug, number = wanted, 1
        while slug in used or (number > 1 and self._is_taken(slug)):
            number += 1
            slug = f"{wanted}-{number}"
        if slug != wanted:
            message = f"another post has the slug {wanted!r}: this one is {slug!r}"
            self.remarks.append(Remark(path=self._path(slug), line=0, message=message))
        self.slugs[post.path] = slug

    def _is_taken(self, slug: str) -> bool:
        return slug in self.place.slugs or self.place.exists(self._path(slug))

    def _path(self, slug: str) -> str:
        return posixpath.join(self.place.folder, f"{slug}.md")

    def _aliases(self, post: OldPost) -> Iterator[str]:
        """Give the old addresses of a post; the first who had one has it."""
        path = self._path(self.slugs[post.path])
        for old in post.addresses:
            address = addresses.parse(_path_of(old))
            if address is None or address == "/":
                message = f"the old address {old[:80]!r} is no path of a site: it is left out"
                self.remarks.append(Remark(path=path, line=0, message=message))
                continue
            key = _key(address)
            owner = self.pages.setdefault(key, path)
            if key in self.place.taken or owner != path:
                message = f"the old address {address!r} leads elsewhere already: it is left out"
                self.remarks.append(Remark(path=path, line=0, message=message))
            else:
                yield addresses.encode(address)

    def _page(self, post: OldPost, aliases: tuple[str, ...]) -> Page:
        slug = self.slugs[post.path]
        path = self._path(slug)
        mover = _Mover(self, post, slug)
        links = markdown.Links(page=mover.link, picture=mover.picture)
        is_html = post.kind == "html"
        body = html.to_markdown(post.body, post.notes) if is_html else post.body
        body = markdown.convert(body, post.notes, links, prefix=slug, math=post.math)
        topics = self._topics(post)
        title = " ".join(post.title.split())
        fields: dict[str, source_text.Value] = {
            "date": _shown(post.date),
            "updated": _shown(post.updated) if _is_later(post.updated, post.date) else "",
            "description": post.description,
            "topics": topics,
            "aliases": tuple(dict.fromkeys(aliases)),
            "draft": post.draft or post.date is None,
            "orphan": not topics,
        }
        if post.date is None and not post.draft:
            post.notes.mark("it has no date: it is a draft until you give it one")
        text = source_text.write(
            fields, _MARKS_OF_TITLES.sub(r"\\\1", title), _without(title, body), markup="yaml"
        )
        text, remarks = post.notes.collect(text, path)
        self.remarks += remarks
        return Page(
            source=post.path,
            path=path,
            text=text,
            aliases=aliases,
            is_draft=post.draft or post.date is None,
            pictures={
                posixpath.join(self.place.folder, name): file
                for file, name in mover.pictures.items()
            },
        )

    def _topics(self, post: OldPost) -> tuple[str, ...]:
        main = [self.place.topic] if self.place.topic else []
        known = [tag.lower() for tag in post.tags if tag.lower() in self.place.topics]
        return tuple(dict.fromkeys([*main, *known]))

    def _report_tags(self, posts: list[OldPost]) -> None:
        counts = Counter(
            tag for post in posts for tag in post.tags if tag.lower() not in self.place.topics
        )
        if counts:
            shown = ", ".join(f"{tag} ({count})" for tag, count in sorted(counts.items())[:50])
            message = f"tags that are no topics of this project are left out: {shown}"
            self.remarks.append(Remark(path="", line=0, message=message))


class _Mover:
    """Says where the links and pictures of one post lead now, and which pictures it takes."""

    def __init__(self, planner: _Planner, post: OldPost, slug: str) -> None:
        self.planner = planner
        self.post = post
        self.slug = slug
        self.pictures: dict[str, str] = {}

    def link(self, href: str) -> str | None:
        """Give the target of a link; a page that moved here is at its new place."""
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        if parts.scheme == "mailto":
            return href
        if not href or parts.scheme not in {"", "http", "https"}:
            return None
        host = parts.netloc.lower()
        path = parts.path
        if host and host != self.planner.host:
            last = path.rstrip("/").rpartition("/")[2]
            page = self._page_at(f"/{last}") if _WITH_ID.search(last) else None
            return page or (f"https:{href}" if href.startswith("//") else href)
        if not host:
            own = next(iter(self.post.addresses), "/")
            path = urlsplit(urljoin(_path_of(own), path)).path
        page = self._page_at(path) or self._page_of(parts.path)
        if page:
            return page
        return f"https://{self.planner.host}{path}" if self.planner.host else None

    def _page_at(self, path: str) -> str | None:
        """Give the new page of an old address."""
        address = addresses.parse(path)
        found = self.planner.pages.get(_key(address)) if address else None
        return found and posixpath.basename(found)

    def _page_of(self, path: str) -> str | None:
        """Give the new page of a file of the export, as Markdown's own links name it."""
        file = posixpath.normpath(posixpath.join(posixpath.dirname(self.post.path), unquote(path)))
        slug = self.planner.slugs.get(file)
        return f"{slug}.md" if slug else None

    def picture(self, source: str) -> str | None:
        """Give the name of a picture beside the page; None where the export has it not."""
        for path in self._places(source):
            if path in self.planner.export and self._is_harmless(path):
                return self.pictures.setdefault(path, self._picture_name(path))
        return None

    def _places(self, source: str) -> Iterator[str]:
        """Give the files of the export that may be meant."""
        try:
            parts = urlsplit(source)
        except ValueError:
            return
        path = unquote(parts.path)
        if not path.lower().endswith(_PICTURES) or parts.scheme not in {"", "http", "https"}:
            return
        if parts.netloc and parts.netloc.lower() != self.planner.host:
            return
        if not path.startswith("/"):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(self.post.path), path))
        below = path.removeprefix(self.planner.blog.base).lstrip("/")
        for root in self.planner.blog.roots:
            yield posixpath.normpath(posixpath.join(root, below))

    def _is_harmless(self, path: str) -> bool:
        """Tell whether a picture can be read, and runs nothing when it is opened by itself."""
        try:
            content = self.planner.export.read(path)
        except ExportError:
            return False
        return not (path.lower().endswith(".svg") and _ACTIVE_SVG.search(content))

    def _picture_name(self, path: str) -> str:
        stem, suffix = posixpath.splitext(posixpath.basename(path))
        plain = source_text.slugify(stem) or "picture"
        name = plain if plain.startswith(self.slug) else f"{self.slug}-{plain}"
        number = 1
        wanted = name
        while f"{name}{suffix.lower()}" in self.pictures.values() or self.planner.place.exists(
            posixpath.join(self.planner.place.folder, f"{name}{suffix.lower()}")
        ):
            number += 1
            name = f"{wanted}-{number}"
        return f"{name}{suffix.lower()}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _path_of(address: str) -> str:
    """Give the path of an address that may be a whole URL."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return parts.path if parts.scheme in {"http", "https"} else address


def _key(address: str) -> str:
    return addresses.key(addresses.file_of(address))


def _shown(moment: datetime | None) -> source_text.Value:
    """Give a moment as front matter has it: midnight UTC is a date alone."""
    if moment is None:
        return ""
    in_utc = moment.astimezone(UTC)
    is_date = (in_utc.hour, in_utc.minute, in_utc.second) == (0, 0, 0)
    return in_utc.date() if is_date else in_utc


def _is_later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def _without(title: str, body: str) -> str:
    """Take a heading that repeats the title from the top of a body."""
    first, _, rest = body.partition("\n")
    heading = re.sub(r"[\\*_`]", "", first.lstrip("#").strip())
    is_title = first.startswith("#") and heading == re.sub(r"[\\*_`]", "", title)
    return rest if is_title else body
