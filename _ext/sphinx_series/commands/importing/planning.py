"""A blog as its old home has it -> the pages to write here; nothing is written yet."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping  # noqa: TC003 - of a dataclass
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sphinx_series.core.addresses import addresses
from sphinx_series.core.addresses.redirects import FEED_SUFFIXES
from sphinx_series.core.sources import source_text
from sphinx_series.core.view import Channel

from . import anchors, html, markdown
from .model import Blog, Kind, Made, OldPost, Page, Remark, without_marks
from .moving import Mover, path_of
from .naming import key_of, slug_of, topic_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .export import Export
    from .mapping import Map
    from .moving import Fetch

_MARKS_OF_TITLES = re.compile(r"([\\`*_\[\]{}<>$~]|#$)")
_MOST_NAMED = 30
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the pages go, and what is there already.

    Args:
        folder: from the source folder, with slashes; ``""`` for that itself.
        exists: tells whether a path from the source folder is taken, and not by some content.
        text: gives the text at such a path; ``""`` where none can be read.
        map: what becomes of tags and authors.
        home: the address of a page for all that listed everything.
        pages: the addresses of the pages that declare the topics, by their ids.
        author_pages: those of the pages of authors.
        fetch: gets a picture from another host.
        slugs: the slugs of the project's posts.
        files: the documents at all addresses of the project, by the keys of their files.
        moved: what old addresses lead to, by the same keys.
        topics: the ids of the topics that the project declares.
        topic: the main topic of what comes; ``""`` for none.
        declare: whether all tags become topics.
        authors: the names of the project's authors, by their ids.
        now: what is later is not public yet.
        has_feeds: whether the site has feeds in Atom.
        progress: takes how many posts are done, and of how many.
    """

    folder: str
    exists: Callable[[str, bytes | None], bool]
    map: Map
    text: Callable[[str], str] = lambda _path: ""
    home: str = "/index.html"
    pages: Mapping[str, str] = field(default_factory=dict)
    author_pages: Mapping[str, str] = field(default_factory=dict)
    fetch: Fetch = lambda _url: None
    slugs: Collection[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    topics: Collection[str] = ()
    topic: str = ""
    declare: bool = False
    authors: Mapping[str, str] = field(default_factory=dict)
    now: datetime = _NEVER
    has_feeds: bool = False
    progress: Callable[[int, int], None] = lambda _done, _of: None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The pages to write, and what a person should look at.

    ``led_on`` says where the addresses lead that no page has as an alias, ``topics`` are the
    titles of those to declare, by their ids.
    """

    pages: tuple[Page, ...]
    remarks: tuple[Remark, ...]
    led_on: Mapping[str, str]
    topics: Mapping[str, str]


def plan(blog: Blog, export: Export, place: Place) -> Plan:
    """Plan the pages of a blog."""
    return _Planner(blog, export, place).plan()


class _Planner:
    """Plans one import; used once."""

    def __init__(self, blog: Blog, export: Export, place: Place) -> None:
        self.blog = blog
        self.export = export
        self.place = place
        self.remarks: list[Remark] = [*export.remarks, *blog.remarks]
        self.slugs: dict[str, str] = {}
        self.taken: dict[str, str] = {}
        self.topics = {key_of(id_): id_ for id_ in place.topics}
        self.declared: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.tops: dict[str, set[str]] = {}
        self.subjects: set[str] = set()
        self.authors = {slug_of(name): id_ for id_, name in place.authors.items()}
        self.authors |= {slug_of(id_): id_ for id_ in place.authors}
        self.lists = {
            _key(address): made
            for made in blog.made
            if not made.is_feed and (address := addresses.parse(made.address))
        }
        self.lists |= {made.source: made for made in blog.made if made.source}
        self.lists.setdefault(_key(f"{blog.base}/"), Made(address="/"))

    def plan(self) -> Plan:
        posts = [post for post in self._in_order() if not self._is_here(post)]
        for post in posts:
            self.slugs[post.path] = self._slug(post)
            if not self._is_public(post):
                self.hidden.add(f"{self.slugs[post.path]}.md")
        aliases = {post.path: self._aliases(post) for post in posts}
        for post in posts:
            aliases[post.path] += self._guesses(post)
        pages = []
        for index, post in enumerate(posts):
            self.place.progress(index, len(posts))
            pages.append(self._page(post, tuple(aliases[post.path])))
        pages = list(self._finished(posts, pages))
        self._report(posts)
        self.subjects = {
            topic
            for post, page in zip(posts, pages, strict=True)
            if not page.is_draft and not page.is_page
            for topic in self._topics(post)
        }
        led_on = dict(self._led_on(pages))
        return Plan(
            pages=tuple(sorted(pages, key=lambda page: page.source)),
            remarks=tuple(self.remarks),
            led_on=led_on,
            topics=self.declared,
        )

    def _in_order(self) -> list[OldPost]:
        """Give the posts from the oldest on: who was first with a name or address has it."""
        return sorted(
            self.blog.posts,
            key=lambda post: (post.draft, bool(post.language), post.date or _NEVER, post.path),
        )

    def remark(self, kind: Kind, path: str, message: str) -> None:
        """Note something that is no part of a page's text."""
        self.remarks.append(Remark(kind=kind, path=path, line=0, message=message))

    def path(self, slug: str) -> str:
        """Give the file of a page, from the source folder."""
        return posixpath.join(self.place.folder, f"{slug}.md")

    def _is_here(self, post: OldPost) -> bool:
        """Tell whether an earlier import brought a post: its old address leads to a page."""
        names = _names(post)
        docname = self.path(next(names)).removesuffix(".md")
        for key in map(_key, self._parsed(post.addresses[:1])):
            here = self.place.moved.get(key)
            if here is None and self.place.files.get(key) == docname:
                here = docname
            if here:
                self.remark(Kind.HERE, post.path, f"it is here already, as {here}")
                # Links of others lead to it.
                self.taken.setdefault(key, f"{here}.md")
                self.slugs.setdefault(post.path, posixpath.basename(here))
                return True
        if not post.addresses and self.place.exists(f"{docname}.md", None):
            self.remark(Kind.HERE, post.path, f"a page of this name is here already: {docname}")
            return True
        return False

    def _slug(self, post: OldPost) -> str:
        """Give a post its slug: the first of its names that is free."""
        used = {*self.slugs.values(), "index"}
        names = list(_names(post))
        wanted = names[0]
        number = 1
        while names[0] in used or self._is_taken(names[0]):
            if len(names) > 1:
                names.pop(0)
            else:
                number += 1
                names = [f"{wanted}-{number}"]
        if names[0] != wanted:
            message = f"another page has the name {wanted!r}: this one is {names[0]!r}"
            self.remark(Kind.SLUG, self.path(names[0]), message)
        return names[0]

    def _is_public(self, post: OldPost) -> bool:
        """Tell whether a build has the page of a post."""
        is_dated = post.is_page or (post.date is not None and post.date <= self.place.now)
        return is_dated and not post.draft

    def _is_taken(self, slug: str) -> bool:
        return slug in self.place.slugs or self.place.exists(self.path(slug), None)

    @staticmethod
    def _parsed(olds: Iterable[str]) -> Iterator[str]:
        return filter(None, map(addresses.parse, map(path_of, olds)))

    def _aliases(self, post: OldPost) -> list[str]:
        """Give the old addresses of a post; the first who had one has it."""
        path = self.path(self.slugs[post.path])
        found: dict[str, None] = {}
        for old in post.addresses:
            address = addresses.parse(path_of(old))
            if address is None or address == "/":
                self.remark(Kind.ADDRESS, path, _why_no_address(old))
                continue
            owner = self._owner(address, path)
            if owner == path:
                found[addresses.encode(address)] = None
            elif owner != _ITSELF:
                message = f"the old address {address!r} leads elsewhere already: to {owner}"
                self.remark(Kind.ADDRESS, path, message)
        return list(found)

    def _guesses(self, post: OldPost) -> list[str]:
        """Give the addresses that a post may have had and nobody else has."""
        path = self.path(self.slugs[post.path])
        free = [
            address for address in self._parsed(post.guesses) if self._owner(address, path) == path
        ]
        return [addresses.encode(address) for address in free if address != "/"]

    def _owner(self, address: str, path: str) -> str:
        """Say who has an address from now on."""
        key = _key(address)
        if key in self.place.moved:
            return self.place.moved[key]
        docname = path.removesuffix(".md")
        own = (f"{docname}.html", f"{docname}/index.html")
        if key in map(addresses.key, own):
            self.taken.setdefault(key, path)
            return _ITSELF
        return self.place.files.get(key) or self.taken.setdefault(key, path)

    def _page(self, post: OldPost, aliases: tuple[str, ...]) -> Page:
        slug = self.slugs[post.path]
        path = self.path(slug)
        mover = Mover(
            blog=self.blog, export=self.export, post=post, slug=slug, page_at=self._page_at,
            list_at=self._list_at, home=self._home, slugs=self.slugs,
            hidden=self.hidden if self._is_public(post) else (),
            exists=lambda name, content: self.place.exists(
                posixpath.join(self.place.folder, name), content
            ),
            fetch=self.place.fetch,
        )  # fmt: skip
        title = " ".join(post.title.split())
        body = html.to_markdown(post.body, post.notes) if post.kind == "html" else post.body
        # Before its levels count, and again where it was written in another way.
        body, names = _without(title, body.lstrip("\n"))
        top = self.tops[f"{slug}.md"] = {*markdown.ids_of(title), *names}
        links = markdown.Links(page=mover.link, picture=mover.picture, loss=mover.loss, top=top)
        body = markdown.convert(
            body,
            post.notes,
            links,
            page=f"{slug}.md",
            math=post.math,
            linkify=post.linkify,
            is_kramdown=post.is_kramdown,
        )
        topics = () if post.is_page else self._topics(post)
        is_draft = post.draft or (post.date is None and not post.is_page)
        fields: dict[str, source_text.Value] = {
            "date": _shown(post.date),
            "updated": _shown(post.updated) if _is_later(post.updated, post.date) else "",
            "description": post.description,
            "topics": topics,
            "authors": () if post.is_page else tuple(self._authors(post)),
            "aliases": () if post.is_page else aliases,
            "image": (mover.picture(post.picture) or "") if post.picture else "",
            "draft": is_draft,
            "pinned": post.pinned,
            "unlisted": post.unlisted,
            "orphan": not topics,
            "feed_id": "" if post.is_page else post.feed_id,
        }
        if post.hidden:
            post.notes.mark(Kind.HIDDEN, f"it is a draft here: {post.hidden}")
        elif post.date is None and not post.draft and not post.is_page:
            post.notes.mark(Kind.DATE, "it has no date: it is a draft until you give it one")
        body, names = _without(title, body)
        top.update(names)
        text = source_text.write(fields, plain_title(title), body, markup="yaml")
        return Page(
            source=post.path,
            path=path,
            text=text,
            aliases=aliases,
            is_draft=not self._is_public(post),
            is_page=post.is_page,
            files={
                posixpath.join(self.place.folder, name): source
                for source, name in mover.files.items()
            },
        )

    def _finished(self, posts: list[OldPost], pages: list[Page]) -> Iterator[Page]:
        """Give the pages with links to parts of each other, and take the marks out."""
        texts = {posixpath.basename(page.path): page.text for page in pages}
        notes = dict(zip(texts, (post.notes for post in posts), strict=True))
        here = lru_cache(lambda name: self.place.text(self.path(name.removesuffix(".md"))))
        resolved = anchors.resolve(texts, notes, self.tops, here)
        for page, (name, text) in zip(pages, resolved.items(), strict=True):
            plain, remarks = notes[name].collect(text, page.path)
            self.remarks += remarks
            yield replace(page, text=plain)

    def _page_at(self, address: str) -> str | None:
        """Give the page that an old address leads to, from the folder of the pages."""
        found = self.taken.get(_key(address))
        return found and posixpath.relpath(found, self.place.folder or ".")

    def _list_at(self, name: str) -> str | None:
        """Give the target of a link to a list of the old site, by its address or its file."""
        made = self.lists.get(_key(name) if name.startswith("/") else name)
        if made is None:
            return None
        topic = self.topic(made.tag) if made.tag else ""
        if topic in self.declared or topic in self.place.pages:
            return f"#topic-{topic}"
        author = self._author(made.author) if made.author else ""
        if author in self.place.author_pages:
            return f"#author-{author}"
        return self._home

    @property
    def _home(self) -> str:
        """The target of a link to all posts."""
        return self.place.home.removesuffix(".html")

    def _topics(self, post: OldPost) -> tuple[str, ...]:
        main = [self.place.topic] if self.place.topic else []
        return tuple(dict.fromkeys([*main, *filter(None, map(self.topic, post.tags))]))

    def topic(self, tag: str) -> str:
        """Give the topic that a tag is here; ``""`` for none."""
        mapped = self.place.map.tags.get(tag)
        if mapped is not None:
            return mapped
        known = self.topics.get(key_of(tag))
        if known or not self.place.declare:
            return known or ""
        id_ = topic_of(tag)
        if id_:
            self.declared.setdefault(id_, tag)
        return id_

    def _authors(self, post: OldPost) -> Iterator[str]:
        yield from filter(None, map(self._author, post.authors))

    def _author(self, name: str) -> str:
        """Give the id that an author has here; ``""`` for none."""
        return self.place.map.authors.get(name, self.authors.get(slug_of(name), ""))

    def _report(self, posts: list[OldPost]) -> None:
        """Say by number which tags and authors are left out."""
        tags = Counter(
            tag
            for post in posts
            for tag in dict.fromkeys(post.tags)
            if not self.topic(tag) and tag not in self.place.map.tags
        )
        if tags:
            message = "tags that are no topics of this project are left out"
            self.remark(Kind.TOPIC, "", f"{message}: {_counted(tags)}")
        authors = Counter(
            name
            for post in posts
            for name in dict.fromkeys(post.authors)
            if slug_of(name) not in self.authors and name not in self.place.map.authors
        )
        if authors:
            message = "authors that `series_authors` does not name are left out"
            self.remark(Kind.AUTHOR, "", f"{message}: {_counted(authors)}")

    def _led_on(self, pages: list[Page]) -> Iterator[tuple[str, str]]:
        """Lead the addresses of pages without a date, and of pages that the engine made."""
        for page in pages:
            if page.is_page and not page.is_draft:
                for alias in page.aliases:
                    yield alias, f"/{page.path.removesuffix('.md')}.html"
        taken = {*self.place.files, *self.place.moved, *self.taken}
        feeds: dict[str, list[str]] = {}
        feeds_on_pages = 0
        for made in self.blog.made:
            address = addresses.parse(made.address)
            if address is None or _key(address) in taken or address == "/":
                continue
            taken.add(_key(address))
            if made.is_feed and address.endswith(FEED_SUFFIXES):
                id_ = self.topic(made.tag) if made.tag else ""
                feeds.setdefault(f"topic:{id_}" if id_ else "", []).append(address)
            elif made.is_feed and self.place.has_feeds:
                yield addresses.encode(address), self._feed(made.tag)
            else:
                feeds_on_pages += made.is_feed
                yield addresses.encode(address), self._list_page(made)
        self._report_feeds(feeds)
        if feeds_on_pages:
            message = "old feeds lead to pages, for without `html_baseurl` a site has no feeds"
            self.remark(Kind.FEED, "", f"{message}: {feeds_on_pages}")

    def _feed(self, tag: str) -> str:
        """Give the address of the feed that lists what an old one listed."""
        id_ = self.topic(tag) if tag else ""
        is_topic = id_ in self.subjects
        channel = Channel(kind="topic" if is_topic else "", id=id_ if is_topic else "")
        return f"/{channel.path('atom')}"

    def _report_feeds(self, feeds: dict[str, list[str]]) -> None:
        """Say where feeds may lie as well, and which have no counterpart."""
        settings = {name: found[0][1:] for name, found in feeds.items()}
        if settings:
            message = f"readers keep the old feeds with `series_feed_paths = {settings!r}`"
            self.remark(Kind.FEED, "", message)
        others = [address for found in feeds.values() for address in found[1:]]
        if others:
            shown = ", ".join(others[:_MOST_NAMED])
            more = f", and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
            message = f"old feeds that are none here: {shown}{more}"
            self.remark(Kind.FEED, "", message)

    def _list_page(self, made: Made) -> str:
        """Give the address of the page that lists what an old one listed."""
        id_ = self.topic(made.tag) if made.tag else ""
        if id_ in self.declared:
            return f"/{posixpath.join(self.place.folder, 'topics')}.html"
        if made.author:
            return self.place.author_pages.get(self._author(made.author), self.place.home)
        return self.place.pages.get(id_, self.place.home)


_ITSELF = "itself"


def plain_title(title: str) -> str:
    """Give a title in which nothing is Markdown."""
    return _MARKS_OF_TITLES.sub(r"\\\1", title)


def _names(post: OldPost) -> Iterator[str]:
    """Give the names that a page may have, the best first; each is of this post alone."""
    suffix = f"-{slug_of(post.language)}" if post.language else ""
    name = (slug_of(post.name) or slug_of(post.title) or "post") + suffix
    yield name
    if post.date:
        yield f"{name}-{post.date:%Y-%m-%d}"
    folder = slug_of(posixpath.basename(posixpath.dirname(post.path)))
    if folder:
        yield f"{name}-{folder}"
        if post.date:
            yield f"{name}-{folder}-{post.date:%Y-%m-%d}"


def _why_no_address(old: str) -> str:
    shown = repr(old[:80])
    if addresses.parse(path_of(old)) == "/":
        return f"the old address {shown} leads elsewhere already: it is that of the home page"
    if "?" in old:
        return f"the old address {shown} has a query, which only a rule of your server can lead on"
    return f"the old address {shown} is no path of a site: it is left out"


def _counted(counts: Counter[str]) -> str:
    """Give names with their numbers, the most frequent first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} ({count})" for name, count in ranked[:_MOST_NAMED])
    more = len(ranked) - _MOST_NAMED
    return f"{shown}, and {more} more" if more > 0 else shown


def _key(address: str) -> str:
    return addresses.key(addresses.file_of(address))


def _shown(moment: datetime | None) -> source_text.Value:
    """Give a moment as front matter has it: midnight UTC is a date alone."""
    if moment is None:
        return ""
    is_date = not moment.utcoffset() and (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date() if is_date else moment.replace(microsecond=0)


def _is_later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def _without(title: str, body: str) -> tuple[str, list[str]]:
    """Take a heading that repeats the title from the top of a body; give its ids, too."""
    lead = anchors.LEADING.match(body)
    start = lead.end() if lead else 0
    first, _, rest = body[start:].partition("\n")
    plain, names = anchors.taken(body[:start] + first)
    heading = re.sub(r"[\\*_`]", "", without_marks(plain).strip().lstrip("#").strip())
    if first.startswith("#") and heading == re.sub(r"[\\*_`]", "", title):
        return rest, names
    return body, []
