"""Posts of a blog in MkDocs Material: its folder, with `mkdocs.yml` at the top.

The rules are those of https://squidfunk.github.io/mkdocs-material/plugins/blog/.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from . import front, mkdocs, pymdown, tags
from .export import ExportError
from .material_site import Instance, Site, UnknownPlaceholderError
from .mkdocs import address
from .model import Blog, Kind, Made, Notes, OldPost, Remark, without_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

_TITLE = re.compile(r"\s*# (?P<title>[^\n]*)")
_SETEXT = re.compile(r"\s*(?P<title>\S[^\n]*)\n=+[ \t]*(?:\n|$)")
_FRONT_MATTER = re.compile(r"-{3}[ \t]*\n(?P<block>.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
# Where a plugin puts its list.
_LISTS = re.compile(r"^[ \t]*(?:\[TAGS\]|<!--[ ]*material/tags.*?-->)[ \t]*$", re.MULTILINE)
_LONGEST_EXCERPT = 300
_INDEXES = frozenset({"index", "README"})


def read(export: Export, _shortcodes: Mapping[str, str] | None = None) -> Blog:
    """Read the posts of all blogs of a site, and its other pages."""
    return _Reader(export).blog()


class _Reader:
    """Reads one site; used once."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.site = Site(export)
        self.remarks = self.site.remarks
        self.now = datetime.now(UTC)
        self.texts: dict[str, tuple[front.Fields, str, Notes]] = {}
        self.raw: dict[str, str] = {}

    def blog(self) -> Blog:
        if not self.site.file:
            return Blog(posts=())
        paths = [path for path in self.site.sources() if self._can_read(path)]
        addresses = {path: self._address(path) for path in paths}
        made = {one.address: one for one in self._made(paths)}
        redirects = self._redirects(addresses)
        posts = [
            self._post(path, [*filter(None, [addresses[path]]), *redirects.get(path, [])])
            for path in paths
            if addresses[path] not in made or self._body_alone(path)
        ]
        return Blog(
            posts=tuple(posts),
            remarks=tuple(self.remarks),
            url=self.site.url,
            base=self.site.base,
            roots=(self.site.docs,),
            made=tuple(made.values()),
        )

    def _remark(self, kind: Kind, path: str, message: str) -> None:
        self.remarks.append(Remark(kind=kind, path=path, line=0, message=message))

    def _can_read(self, path: str) -> bool:
        notes = Notes()
        try:
            text = self.export.text(path)
        except ExportError as error:
            self._remark(Kind.LEFT_OUT, path, str(error))
            return False
        fields, body = front.split(text, notes)
        self.raw[path] = text
        self.texts[path] = {**self.site.defaults(path), **fields}, body.lstrip("\n"), notes
        return True

    def _title(self, path: str) -> str:
        """Give the title that a slug is made of."""
        fields, body, _ = self.texts[path]
        own, found = fields.get("title"), _TITLE.match(body)
        name = posixpath.splitext(posixpath.basename(path))[0].replace("-", " ").replace("_", " ")
        if isinstance(own, str):
            return own
        if found:
            return found["title"].strip().lstrip("# ")
        return name.capitalize() if name.lower() == name else name

    def _shown_title(self, path: str) -> str:
        """Give the title that readers saw, as plain text."""
        fields, body, _ = self.texts[path]
        found = _TITLE.match(body) or _SETEXT.match(body)
        if not found or isinstance(fields.get("title"), str):
            return self._title(path)
        heading = pymdown.plain(f"# {found['title'].strip()}", Notes(), self.site.extensions)
        heading = re.sub(r"\s*\{#[^}]*\}$", "", heading)
        return _plain(heading) or self._title(path)

    def _body_alone(self, path: str) -> str:
        """Give a body without its title, and without the marks of lists."""
        return _LISTS.sub("", _without_title(self.texts[path][1])).strip()

    def _date(self, path: str, name: str = "created") -> datetime | None:
        fields = self.texts[path][0]
        dates = front.map_of(fields, "date") or {"created": fields.get("date")}
        return front.moment(front.text_of(dates, name))

    def _address(self, path: str) -> str:
        """Give the address of a page, from the top of the host; ``""`` where it has none."""
        instance = self.site.instance_of(path)
        own = self.site.relative(path)
        if instance:
            fields, _, notes = self.texts[path]
            date = self._date(path)
            if date is None:
                return ""
            try:
                own = instance.path_of_post(
                    date=date,
                    categories=front.texts_of(fields, "categories"),
                    file=posixpath.splitext(posixpath.basename(path))[0],
                    own=front.text_of(fields, "slug"),
                    title=self._title(path),
                )
            except UnknownPlaceholderError as error:
                message = f"the pattern of addresses names {str(error)!r}, which Material does not"
                notes.mark(Kind.ADDRESS, message)
                return ""
        return self._at(own)

    def _at(self, own: str) -> str:
        return self.site.base + address(own, directories=self.site.directories)

    def _redirects(self, addresses: Mapping[str, str]) -> dict[str, list[str]]:
        """Give the addresses that lead to a page by mkdocs-redirects."""
        found: dict[str, list[str]] = defaultdict(list)
        for old, target in self.site.redirects().items():
            path = self.site.path(target.partition("#")[0])
            if path in addresses:
                found[path].append(self._at(old))
            elif urlsplit(target).scheme:
                message = f"{old!r} leads to {target}: say so by a line of the ledger"
                self.site.remark(Kind.ADDRESS, self.site.file, message, word=old)
            else:
                message = f"{old!r} leads to {target!r}, which is no page of the old site"
                self.site.remark(Kind.ADDRESS, self.site.file, message, word=old)
        return found

    def _post(self, path: str, addresses: list[str]) -> OldPost:
        fields, _, notes = self.texts[path]
        instance = self.site.instance_of(path)
        hidden = self.site.excluded(path)
        date = self._date(path) if instance else None
        if instance and date is None and "date" in fields:
            notes.mark(Kind.DATE, "its date was not understood")
        name = posixpath.splitext(posixpath.basename(path))[0]
        if name in _INDEXES:
            name = posixpath.basename(posixpath.dirname(self.site.relative(path)))
        is_draft = instance is not None and self._is_draft(instance, fields, date)
        extensions = self.site.extensions
        return OldPost(
            path=path,
            title=self._shown_title(path),
            name=name,
            body=self._body(path, notes),
            kind="markdown",
            notes=notes,
            date=date,
            updated=self._date(path, "updated"),
            description=front.text_of(fields, "description")
            or (self._excerpt(path, instance) if instance else ""),
            tags=(*front.texts_of(fields, "categories"), *front.texts_of(fields, "tags")),
            authors=tuple(_authors(instance, fields)) if instance else (),
            is_page=instance is None,
            hidden=hidden,
            draft=bool(hidden) or is_draft,
            # The home page of the old site is not that of the new one; a post there is named.
            addresses=tuple(one for one in addresses if instance or one != f"{self.site.base}/"),
            math="pymdownx.arithmatex" in extensions,
            linkify="pymdownx.magiclink" in extensions,
        )

    def _is_draft(
        self, instance: Instance, fields: Mapping[str, Any], date: datetime | None
    ) -> bool:
        if instance.flag("draft", default=False):
            return False
        if front.text_of(fields, "draft"):
            return front.flag_of(fields, "draft")
        is_later = date is not None and date > self.now
        return is_later and instance.flag("draft_if_future_date", default=False)

    def _body(self, path: str, notes: Notes) -> str:
        fields, body, _ = self.texts[path]
        if not isinstance(fields.get("title"), str):
            body = _without_title(body)
        if "pymdownx.snippets" in self.site.extensions:
            appended = [f'--8<-- "{name}"' for name in self.site.appended()]
            body = pymdown.with_snippets("\n".join([body, *appended]), self.site.snippet, notes)
        body = pymdown.plain(_LISTS.sub("", body), notes, self.site.extensions)
        links = "\n".join(self._links(path))
        if links:
            mark = notes.mark(Kind.CHANGED, "its `links` stand at the end of the text")
            body = f"{body}\n\n{mark}**Related links**\n\n{links}\n"
        return body

    def _links(self, path: str) -> Iterator[str]:
        """Give the links of the front matter as a list."""
        found = _FRONT_MATTER.match(self.raw[path])
        if not found or "links" not in self.texts[path][0]:
            return
        try:
            entries = mkdocs.config(found["block"]).get("links")
        except ValueError:
            return
        yield from self._items(path, entries, "")

    def _items(self, path: str, entries: object, lead: str) -> Iterator[str]:
        for entry in entries if isinstance(entries, list) else [entries]:
            pairs = entry.items() if isinstance(entry, dict) else [("", entry)]
            for title, target in pairs:
                if isinstance(target, list):
                    yield f"{lead}- {_escaped(str(title))}"
                    yield from self._items(path, target, f"{lead}    ")
                elif isinstance(target, str):
                    yield f"{lead}- {self._link(path, str(title or ''), target)}"

    def _link(self, path: str, title: str, target: str) -> str:
        own, mark, fragment = target.partition("#")
        file = self.site.path(own)
        if not urlsplit(target).scheme and own:
            if file in self.texts and not title:
                title = self._shown_title(file)
            own = posixpath.relpath(file, posixpath.dirname(path))
        return f"[{_escaped(title or target)}]({tags.address(own + mark + fragment)})"

    def _excerpt(self, path: str, instance: Instance) -> str:
        """Give what stands above the mark of a post, where it is short."""
        separator = str(instance.options.get("post_excerpt_separator") or "<!-- more -->")
        above, found, _ = _without_title(self.texts[path][1]).partition(separator)
        if not found:
            return ""
        text = _plain(pymdown.plain(above, Notes(), self.site.extensions))
        return text if len(text) <= _LONGEST_EXCERPT else ""

    def _made(self, paths: list[str]) -> Iterator[Made]:
        """Give the pages that the plugin made: the blog, archives, categories, authors."""
        for instance in self.site.instances:
            views = self._views(instance, [
                path for path in paths if self.site.instance_of(path) is instance
            ])  # fmt: skip
            for (path, kind), (name, count) in views.items():
                tag, author = ("", name) if kind == "authors_profiles_" else (name, "")
                source = self.site.path(path)
                yield Made(address=self._at(path), tag=tag, author=author, source=source)
                for page in instance.paths_of_pages(path, kind, count):
                    yield Made(address=self._at(page), tag=tag, author=author)
        for name in self.site.feeds():
            yield Made(address=f"{self.site.base}/{name}", is_feed=True)
        for name, options in self.site.plugins:
            if name == "tags" and isinstance(file := options.get("tags_file"), str):
                yield Made(address=self._at(file), source=self.site.path(file))

    def _views(
        self, instance: Instance, paths: list[str]
    ) -> dict[tuple[str, str], tuple[str, int]]:
        """Give the lists of a blog, by their sources and kinds: of what, and how long they are.

        Raises:
            ConfigError: the patterns of their addresses are not understood.
        """
        counts: dict[tuple[str, str], tuple[str, int]] = {(instance.index, ""): ("", 0)}

        def add(path: str, kind: str, name: str = "") -> None:
            first, count = counts.get((path, kind), (name, 0))
            counts[path, kind] = (first, count + 1)

        for path in paths:
            fields = self.texts[path][0]
            date = self._date(path)
            if date is None or self.site.excluded(path) or self._is_draft(instance, fields, date):
                continue
            add(instance.index, "")
            try:
                if instance.flag("archive", default=True):
                    add(instance.path_of_archive(date), "archive_")
                if instance.flag("categories", default=True):
                    for name in dict.fromkeys(front.texts_of(fields, "categories")):
                        add(instance.path_of_category(name), "categories_", name)
                if instance.flag("authors_profiles", default=False):
                    for id_ in dict.fromkeys(front.texts_of(fields, "authors")):
                        name = _author(instance, id_)
                        add(instance.path_of_author(id_), "authors_profiles_", name)
            except UnknownPlaceholderError as error:
                message = f"{self.site.file}: a pattern of addresses names {str(error)!r}"
                raise front.ConfigError(message) from error
        return counts


def _authors(instance: Instance, fields: Mapping[str, Any]) -> Iterator[str]:
    """Give the names of the authors, which the file of authors says."""
    return (_author(instance, id_) for id_ in front.texts_of(fields, "authors"))


def _author(instance: Instance, id_: str) -> str:
    return front.text_of(front.map_of(instance.authors, id_.lower()), "name") or id_


def _without_title(body: str) -> str:
    """Take the heading from the top of a body, unless it holds a link or a picture."""
    found = _TITLE.match(body) or _SETEXT.match(body)
    if not found or re.search(r"\]\(|\]\[|<", found["title"]):
        return body
    return body[found.end() :]


def _plain(markdown: str) -> str:
    """Give the text of some Markdown in one line."""
    soup = BeautifulSoup(MarkdownIt("commonmark").render(markdown), "html.parser")
    return " ".join(without_marks(soup.get_text()).split())


def _escaped(text: str) -> str:
    return re.sub(r"([\\\[\]`*_<>])", r"\\\1", text)
