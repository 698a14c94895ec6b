"""Posts of the blogs of a Docusaurus site: its folder, with `docusaurus.config.js` at the top.

The rules are those of https://docusaurus.io/docs/blog and
https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-blog.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from . import front, javascript, mdx
from .export import ExportError
from .model import Blog, Kind, Made, Notes, OldPost, Remark, line_of, without_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from .export import Export

_SUFFIXES = (".js", ".ts", ".mjs", ".mts", ".cjs", ".cts")
_PLUGIN = "@docusaurus/plugin-content-blog"
_DATED = re.compile(
    r"(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\.mdx?"
)
# Before Docusaurus 2.0 a date counted at the start alone.
_DATED_AT_START = re.compile(
    r"(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\.mdx?"
)
_EXCLUDED = re.compile(r"(?:^|/)_|(?:^|/)__tests__/|\.test\.mdx?$")
_TITLE = re.compile(r"\s*#[ \t]+(?P<title>[^\n]*?)(?:[ \t]*\{#[\w-]+\})?[ \t]*(?:\n|$)")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")
# The options that addresses and posts depend on.
_READ = frozenset({
    "path", "routeBasePath", "tagsBasePath", "archiveBasePath", "authorsBasePath", "pageBasePath",
    "postsPerPage", "authorsMapPath", "tags", "include", "exclude",
})  # fmt: skip
_TRUNCATE = re.compile(r"<!--\s*truncate\s*-->|\{/\*\s*truncate\s*\*/\}")
_LONGEST_EXCERPT = 300


def read(export: Export, _shortcodes: Mapping[str, str] | None = None) -> Blog:
    """Read the posts of all blogs of a site."""
    return _Reader(export).blog()


@dataclass(frozen=True, kw_only=True)
class _Instance:
    """One blog: its options, and what its files say of authors and tags."""

    id: str
    options: Mapping[str, Any]
    authors: front.Fields = field(default_factory=dict)
    tags: front.Fields = field(default_factory=dict)

    def text(self, name: str, default: str) -> str:
        value = self.options.get(name)
        return value if isinstance(value, str) else default

    @property
    def folder(self) -> str:
        return posixpath.normpath(self.text("path", "blog"))

    @property
    def route(self) -> str:
        return self.text("routeBasePath", "blog").strip("/")

    def author_pages(self) -> Iterator[tuple[str, str]]:
        """Give the ends of the addresses of authors' pages, and their names; first that of all."""
        base = self.text("authorsBasePath", "authors")
        ends = []
        for id_, own in self.authors.items():
            page = own.get("page") if isinstance(own, dict) else None
            if page is not None and page != "false":
                link = front.text_of(page, "permalink") if isinstance(page, dict) else ""
                end = link.strip("/") or _kebab(id_)
                ends.append((f"{base}/{end}", front.text_of(own, "name") or id_))
        yield from [(base, ""), *ends] if ends else []

    def feeds(self) -> Iterator[str]:
        """Give the files of its feeds."""
        options = self.options.get("feedOptions")
        kinds = options.get("type", "") if isinstance(options, dict) else ""
        if kinds == "":
            kinds = ["rss", "atom"]
        elif kinds == "all":
            kinds = ["rss", "atom", "json"]
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            if isinstance(kind, str):
                yield "feed.json" if kind == "json" else f"{kind}.xml"


class _Reader:
    """Reads one site; used once."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.remarks: list[Remark] = []
        names = (f"docusaurus.config{suffix}" for suffix in _SUFFIXES)
        self.file = next((name for name in names if name in export), "")
        self.text = export.text(self.file) if self.file else ""
        objects = javascript.objects(self.file, self.text)
        self.config = max(objects, key=lambda one: ("url" in one) + ("baseUrl" in one), default={})
        self.base = self._setting("baseUrl", "/").rstrip("/")
        self.url = self._setting("url", "").rstrip("/")
        i18n = self.config.get("i18n")
        i18n = i18n if isinstance(i18n, dict) else {}
        self.language = str(i18n.get("defaultLocale") or "en")
        locales = i18n.get("locales")
        self.locales = [str(one) for one in locales] if isinstance(locales, list) else []
        self.instances = list(self._instances())

    def _remark(self, kind: Kind, path: str, message: str, *, word: str = "") -> None:
        line = line_of(self.text, word) if word else 0
        self.remarks.append(Remark(kind=kind, path=path, line=line, message=message))

    def _note_unknown(self, name: str, whose: str = "") -> None:
        message = f"`{name}`{whose} is no plain value: it was not read"
        self._remark(Kind.SETTING, self.file, message, word=name)

    def _setting(self, name: str, default: str) -> str:
        value = self.config.get(name, default)
        if isinstance(value, str):
            return value
        self._note_unknown(name)
        return default

    def _options(self) -> Iterator[dict[str, Any]]:
        """Give the options of the blogs of presets and plugins."""
        for name, options in _entries(self.config.get("presets")):
            if name.rpartition("/")[2] in {"classic", "preset-classic"}:
                blog = options.get("blog", {})
                if blog is not False:
                    yield blog if isinstance(blog, dict) else {}
        for name, options in _entries(self.config.get("plugins")):
            if name in {_PLUGIN, "content-blog"}:
                yield options

    def _instances(self) -> Iterator[_Instance]:
        """Give the blogs of the site."""
        found = list(self._options())
        if self.file and not found and not list(_entries(self.config.get("presets"))):
            message = "no blog was found in it: that of `blog/` is read with its usual settings"
            self._remark(Kind.SETTING, self.file, message)
            found = [{}]
        for options in found:
            for name, value in options.items():
                if isinstance(value, javascript.Unknown) and name in _READ:
                    self._note_unknown(name, " of a blog")
            if isinstance(options.get("path"), javascript.Unknown):
                message = "the posts of a blog are left out: where they are is no plain value"
                self._remark(Kind.LEFT_OUT, self.file, message, word="path")
                continue
            instance = _Instance(id=str(options.get("id") or "default"), options=options)
            yield replace(
                instance,
                authors=self._yaml(instance, "authorsMapPath", "authors.yml"),
                tags=self._yaml(instance, "tags", "tags.yml"),
            )

    def _yaml(self, instance: _Instance, setting: str, default: str) -> front.Fields:
        path = posixpath.normpath(posixpath.join(instance.folder, instance.text(setting, default)))
        return front.config(path, self.export.text(path)) if path in self.export else {}

    def blog(self) -> Blog:
        if not self.file:
            return Blog(posts=())
        posts: list[OldPost] = []
        made: dict[str, Made] = {}
        for instance in self.instances:
            sources = list(self._sources(instance))
            if not sources:
                continue
            for locale in dict.fromkeys([self.language, *self.locales]):
                own = [
                    post for source in sources
                    if (post := self._post(instance, locale, source)) is not None
                ]  # fmt: skip
                posts += own
                for page in self._made(instance, locale, own):
                    made.setdefault(page.address, page)
        self._note_others()
        static = self.config.get("staticDirectories")
        return Blog(
            posts=tuple(posts),
            remarks=tuple(self.remarks),
            url=self.url,
            base=self.base,
            roots=tuple(map(str, static)) if isinstance(static, list) else ("static",),
            made=tuple(made.values()),
        )

    def _note_others(self) -> None:
        """Say which pages are none of a blog."""
        for folder in ("docs", "src/pages", "versioned_docs"):
            pages = [path for path in self.export.below(folder) if path.endswith((".md", ".mdx"))]
            if pages:
                message = f"{len(pages)} pages are none of a blog: they are left out"
                self._remark(Kind.LEFT_OUT, folder, message)

    def _sources(self, instance: _Instance) -> Iterator[str]:
        """Give the posts of a blog, from its folder."""
        for path in self.export.below(instance.folder):
            own = path.removeprefix(f"{instance.folder}/")
            if not own.endswith((".md", ".mdx")):
                continue
            if _EXCLUDED.search(own):
                self._remark(Kind.HIDDEN, path, "left out: its name says that it is no page")
            else:
                yield own

    def _file(self, instance: _Instance, locale: str, own: str) -> str:
        """Give the file of a post in a language; ``""`` where it is not translated."""
        if locale == self.language:
            return f"{instance.folder}/{own}"
        id_ = "" if instance.id == "default" else f"-{instance.id}"
        path = f"i18n/{locale}/docusaurus-plugin-content-blog{id_}/{own}"
        return path if path in self.export else ""

    def _at(self, instance: _Instance, locale: str, path: str) -> str:
        """Give the address of a page of a blog, from the top of the host."""
        parts = [self.base, "" if locale == self.language else locale, instance.route, path]
        joined = re.sub(r"/{2,}", "/", "/".join(parts)).rstrip("/")
        # A server shows the file of a folder at both forms; without the slash it is a file.
        slash = "" if self.config.get("trailingSlash") is False and path.strip("/") else "/"
        return quote(joined, safe="/%:@!$&'()*+,;=~") + slash

    def _post(self, instance: _Instance, locale: str, own: str) -> OldPost | None:
        path = self._file(instance, locale, own)
        if not path:
            return None
        notes = Notes()
        try:
            fields, body = front.split(self.export.text(path), notes)
        except ExportError as error:
            self._remark(Kind.LEFT_OUT, path, str(error))
            return None
        slug, day, text = _named(own)
        date = front.moment(front.text_of(fields, "date")) or front.moment(day)
        if date is None:
            why = "it has no date" if "date" not in fields else "its date was not understood"
            notes.mark(Kind.DATE, f"{why}: Docusaurus took that of its file")
        body = mdx.without_modules(body, notes)
        found = _TITLE.match(without_marks(body))
        title = front.text_of(fields, "title") or (_plain(found["title"]) if found else "") or text
        if found:
            body = _TITLE.sub("\n", body, count=1)
        own_slug = front.text_of(fields, "slug")
        addresses = [self._at(instance, locale, own_slug or slug)]
        if locale == self.language:
            # What is not translated stands at the addresses of other languages as well.
            addresses += [
                self._at(instance, other, own_slug or slug) for other in self.locales
                if other != locale and not self._file(instance, other, own)
            ]  # fmt: skip
        older = _DATED_AT_START.fullmatch(own)
        guess = "" if own_slug or older or not day else "/" + re.sub(r"(/index)?\.mdx?$", "", own)
        up = posixpath.relpath(".", posixpath.dirname(path))
        return OldPost(
            path=path,
            title=title,
            name=own_slug.strip("/").rpartition("/")[2] or text,
            body=mdx.plain(body, notes, site=up),
            kind="markdown",
            notes=notes,
            date=date,
            updated=self._updated(fields),
            description=front.text_of(fields, "description") or _excerpt(body),
            tags=tuple(label for label, _ in self._tags_of(instance, fields)),
            authors=tuple(_authors(instance, fields)),
            language="" if locale == self.language else locale,
            draft=front.flag_of(fields, "draft"),
            unlisted=front.flag_of(fields, "unlisted"),
            addresses=tuple(addresses),
            guesses=(self._at(instance, locale, guess),) if guess else (),
            math="remark-math" in self.text,
            linkify=True,
        )

    @staticmethod
    def _updated(fields: Mapping[str, Any]) -> datetime | None:
        return front.moment(front.text_of(front.map_of(fields, "last_update"), "date"))

    def _tags_of(self, instance: _Instance, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give the labels of the tags of a post, with the ends of their addresses."""
        value = fields.get("tags")
        for tag in value if isinstance(value, list) else [value]:
            if isinstance(tag, dict):
                label = front.text_of(tag, "label")
                yield label, front.text_of(tag, "permalink") or _kebab(label)
            elif isinstance(tag, str) and tag:
                known = front.map_of(instance.tags, tag.lower())
                label = front.text_of(known, "label") or tag
                is_known = tag.lower() in instance.tags
                yield (
                    label,
                    front.text_of(known, "permalink") or (f"/{tag}" if is_known else _kebab(tag)),
                )

    def _made(self, instance: _Instance, locale: str, posts: list[OldPost]) -> Iterator[Made]:
        """Give the pages and feeds that Docusaurus made of a blog."""
        listed = [post for post in posts if not post.draft and not post.unlisted]
        tags: dict[str, tuple[str, int]] = {}
        for post in listed:
            fields, _ = front.split(self.export.text(post.path), Notes())
            for label, end in self._tags_of(instance, fields):
                first, count = tags.get(end, (label, 0))
                tags[end] = first, count + 1
        base = instance.text("tagsBasePath", "tags")
        lists = [("", "", len(listed)), *((f"{base}/{end}", *own) for end, own in tags.items())]
        step = instance.options.get("postsPerPage", 10)
        for path, label, count in lists:
            pages = -(-count // step) if isinstance(step, int) and step > 0 else 1
            for number in range(1, max(pages, 1) + 1):
                page = f"/{instance.text('pageBasePath', 'page')}/{number}" if number > 1 else ""
                yield Made(address=self._at(instance, locale, path + page), tag=label)
        others = [base] if tags else []
        if instance.options.get("archiveBasePath", "archive") is not None:
            others.append(instance.text("archiveBasePath", "archive"))
        for path, author in [*((one, "") for one in others), *instance.author_pages()]:
            yield Made(address=self._at(instance, locale, path), author=author)
        for file in instance.feeds():
            address = self._at(instance, locale, "").rstrip("/")
            yield Made(address=f"{address}/{file}", is_feed=True)


def _entries(value: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the names of presets or plugins with their options."""
    for entry in value if isinstance(value, list) else []:
        parts = entry if isinstance(entry, list) else [entry]
        if parts and isinstance(parts[0], str):
            options = parts[1] if len(parts) > 1 else {}
            yield parts[0], options if isinstance(options, dict) else {}


def _named(own: str) -> tuple[str, str, str]:
    """Give the slug, the day and the name that the path of a post has."""
    found = _DATED.fullmatch(own)
    if found:
        day = found["date"].replace("-", "/")
        return f"/{day}/{found['folder']}{found['text']}", found["date"], found["text"]
    text = re.sub(r"(?:/index)?\.mdx?$", "", own)
    return f"/{text}", "", text


def _authors(instance: _Instance, fields: Mapping[str, Any]) -> Iterator[str]:
    """Give the names of the authors of a post."""
    value = fields.get("authors")
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            key = front.text_of(one, "key").lower()
            known = front.map_of(instance.authors, key)
            yield front.text_of(one, "name") or front.text_of(known, "name") or key
        elif isinstance(one, str) and one:
            yield front.text_of(front.map_of(instance.authors, one.lower()), "name") or one
    if own := front.text_of(fields, "author", "author_name", "authorname"):
        yield own


def _kebab(text: str) -> str:
    """Write a tag in lower case with dashes, as lodash does."""
    plain = unicodedata.normalize("NFD", text.replace("'", "").replace("’", ""))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return "-".join(word.lower() for word in _WORD.findall(plain))


def _excerpt(body: str) -> str:
    """Give what stands above the mark of a post, where it is short."""
    parts = _TRUNCATE.split(body, maxsplit=1)
    text = _plain(mdx.plain(parts[0], Notes(), site=".")) if len(parts) > 1 else ""
    return text if len(text) <= _LONGEST_EXCERPT else ""


def _plain(markdown: str) -> str:
    """Give the text of some Markdown in one line."""
    soup = BeautifulSoup(MarkdownIt("commonmark").render(markdown), "html.parser")
    return " ".join(without_marks(soup.get_text()).split())
