"""Posts of a Jekyll site: its folder, with `_config.yml` at the top and `_posts/` below."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from . import front, kramdown, tags
from .export import ExportError
from .jekyll_site import Document, Site, UnknownPlaceholderError, as_written, is_false
from .model import Blog, Kind, Made, Notes, OldPost, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

_LIQUID = re.compile(
    r"\{%-?\s*(?P<close>end)?(?P<name>[A-Za-z_]\w*|\#)(?P<rest>[^%]{0,2000}?(?:%(?!\})[^%]{0,2000}?){0,20})-?%\}"
    r"|\{\{-?(?P<output>[^}]{0,2000}?)-?\}\}"
)
_VERBATIM = frozenset({"raw", "comment", "highlight"})
_CODE = {"highlight"}
# What stands for a brace within `raw` until all tags are gone, and before a whole address.
_BRACE = "\ue002"
_WHOLE = "\ue005"
_OF_SITE = frozenset({"site.baseurl", "site.url", "site.github.url"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
# What a theme is made of, and no text of its author.
_OF_THEMES = frozenset(
    {"index", "404", "feed", "atom", "rss", "sitemap", "robots", "search", "redirects"}
)


def read(export: Export, shortcodes: Mapping[str, str] | None = None) -> Blog:
    """Read posts, drafts, and pages in Markdown.

    Args:
        export: the files of the site.
        shortcodes: Markdown for includes and tags of the site's own.
    """
    return _Reader(export, shortcodes or {}).blog()


class _Reader:
    """Reads one site; used once."""

    def __init__(self, export: Export, shortcodes: Mapping[str, str]) -> None:
        self.export = export
        self.site = Site(export)
        self.remarks = self.site.remarks
        self.templates = shortcodes
        self.unknown: Counter[str] = Counter()
        self.found: dict[str, tuple[front.Fields, list[str]]] = {}
        self.posts: dict[str, str] = {}

    def blog(self) -> Blog:
        if not self.site.file and not any(one.collection for one in self.site.documents.values()):
            return Blog(posts=())
        documents = [one for one in self.site.documents.values() if self._is_text(one)]
        for document in documents:
            if document.day and document.collection == "posts":
                below = document.place.partition("_posts/")[2]
                stem = posixpath.splitext(below)[0]
                self.posts[stem] = document.path
                self.posts.setdefault(posixpath.basename(stem), document.path)
        posts = list(filter(None, map(self._post, documents)))
        return Blog(
            posts=tuple(self._limited(posts)),
            remarks=tuple(self.remarks),
            url=front.text_of(self.site.config, "url"),
            base=self.site.base,
            roots=tuple(dict.fromkeys([self.site.root, ""])),
            made=tuple(self._made(posts)),
            shortcodes=self.unknown,
        )

    def _remark(self, kind: Kind, path: str, message: str) -> None:
        self.remarks.append(Remark(kind=kind, path=path, line=0, message=message))

    def _is_text(self, document: Document) -> bool:
        """Tell whether a document is one of those that are read; name it where it is not."""
        suffix = document.suffix.lower()
        if not document.collection:
            is_of_theme = document.name.lower() in _OF_THEMES and "/" not in document.place
            if is_of_theme or not self._has_front_matter(document):
                return False
            if suffix in self.site.markdown:
                return True
            if suffix in _HTML:
                message = "left out: a page of HTML and templates; write it anew"
                self._remark(Kind.LEFT_OUT, document.path, message)
            return False
        if suffix in self.site.markdown or suffix in _HTML:
            return document.collection == "posts" or self._has_front_matter(document)
        if document.collection == "posts":
            message = f"left out: {suffix} is none of Markdown and HTML; convert it and come back"
            self._remark(Kind.LEFT_OUT, document.path, message)
        return False

    def _has_front_matter(self, document: Document) -> bool:
        try:
            return re.match(r"---\s*\n", self.export.text(document.path)) is not None
        except ExportError:
            return False

    def _read(self, document: Document, notes: Notes) -> tuple[front.Fields, str]:
        return self.site.fields(document, notes)

    def _post(self, document: Document) -> OldPost | None:
        notes = Notes()
        try:
            fields, body = self._read(document, notes)
        except ExportError as error:
            self._remark(Kind.LEFT_OUT, document.path, str(error))
            return None
        date, odd = self.site.date(document, fields)
        if odd:
            notes.mark(Kind.DATE, f"the date {odd[:40]!r} was not understood")
            date = front.moment(document.day, self.site.zone, rolls=True)
        hidden = self._hidden(document, fields, date)
        old, guesses, odd_day = self._addresses(document, fields, date, notes)
        if odd_day:
            message = f"its day depends on the zone in which it was built: also {odd_day}"
            notes.mark(Kind.ADDRESS_GUESSED, message)
        name = front.text_of(fields, "slug") or document.name
        is_html = document.suffix.lower() in _HTML
        liquid = not is_false(fields.get("render_with_liquid", "true"))
        body = self._without_liquid(body, fields, notes) if liquid else body
        return OldPost(
            path=document.path,
            title=front.text_of(fields, "title") or document.name.replace("-", " ").capitalize(),
            name=name,
            body=body if is_html else kramdown.plain(body, notes),
            kind="html" if is_html else "markdown",
            notes=notes,
            date=as_written(date, document, fields) if date else None,
            updated=front.moment(front.text_of(fields, "last_modified_at", "updated", "modified")),
            description=front.text_of(fields, "description", "excerpt"),
            tags=tuple(dict.fromkeys(_names(fields))),
            authors=tuple(dict.fromkeys(_authors(fields))),
            is_page=document.collection != "posts" and date is None,
            hidden=hidden,
            draft=bool(hidden) or document.is_draft,
            unlisted=front.flag_of(fields, "hidden"),
            addresses=tuple(old),
            guesses=tuple(guesses),
            is_kramdown=not is_html and self._is_kramdown(),
            math="$$" in body or front.flag_of(fields, "math") or front.flag_of(fields, "mathjax"),
        )

    def _is_kramdown(self) -> bool:
        return (front.text_of(self.site.config, "markdown") or "kramdown").lower() == "kramdown"

    def _hidden(self, document: Document, fields: Mapping[str, Any], date: datetime | None) -> str:
        """Say why a document was not public; ``""`` where it was."""
        config = self.site.config
        if "published" in fields and is_false(fields["published"]):
            return "" if front.flag_of(config, "unpublished") else "it says `published: false`"
        is_later = date is not None and date > self.site.now
        if is_later and document.collection != "posts" and not front.flag_of(config, "future"):
            return "it is to come"
        return ""

    def _addresses(
        self,
        document: Document,
        fields: Mapping[str, Any],
        date: datetime | None,
        notes: Notes,
    ) -> tuple[list[str], list[str], str]:
        """Give the addresses of a document, those it may have had, and that of another zone."""
        if document.is_draft:
            return [], [], ""
        try:
            old, guesses = self.site.addresses(document, fields, date)
        except UnknownPlaceholderError as error:
            message = f"the pattern of addresses names {str(error)!r}, which Jekyll does not know"
            notes.mark(Kind.ADDRESS, message)
            return [], [], ""
        if date is None and document.collection and self.site.names_date(document, fields):
            message = (
                "it has no date, and at its address it had that of the build: today's is taken"
            )
            notes.mark(Kind.ADDRESS_GUESSED, message)
        others: list[str] = []
        for name in ("redirect_from", "alias", "aliases"):
            for text in front.texts_of(fields, name):
                if re.match(r"https?://", text):
                    old.append(text)
                    continue
                path = "/" + text.lstrip("/")
                old.append(f"{self.site.base}{path}")
                others.append(path)
        day = next(iter(guesses), "")
        return list(dict.fromkeys(old)), [*guesses, *(one for one in others if one not in old)], day

    def _limited(self, posts: list[OldPost]) -> Iterator[OldPost]:
        """Hide what a limit of the number of posts kept from being published."""
        limit = front.text_of(self.site.config, "limit_posts")
        number = int(limit) if limit.isdecimal() else 0
        last = datetime.max.replace(tzinfo=UTC)
        public = sorted(
            (post for post in posts if not post.draft and not post.is_page and post.date),
            key=lambda post: (post.date or last, post.path),
        )
        cut = {post.path for post in public[:-number]} if number else set()
        for post in posts:
            is_cut = post.path in cut
            yield (
                replace(post, hidden="it was beyond `limit_posts`", draft=True) if is_cut else post
            )

    def _made(self, posts: list[OldPost]) -> Iterator[Made]:
        """Give the pages that the usual extensions of Jekyll made, and their feeds."""
        config, base = self.site.config, self.site.base
        plugins = {*front.texts_of(config, "plugins"), *front.texts_of(config, "gems")}
        if "jekyll-feed" in plugins:
            path = front.text_of(front.map_of(config, "feed"), "path") or "feed.xml"
            yield Made(address=f"{base}/{path.lstrip('/')}", is_feed=True)
        pages = front.text_of(config, "paginate")
        if pages.isdecimal() and int(pages):
            path = front.text_of(config, "paginate_path") or "/page:num"
            count = sum(not post.draft and post.date is not None for post in posts)
            for number in range(2, -(-count // int(pages)) + 1):
                shown = path.replace(":num", str(number)).strip("/")
                yield Made(address=f"{base}/{shown}/")

    def _without_liquid(self, body: str, fields: front.Fields, notes: Notes) -> str:
        """Convert the tags that have a meaning elsewhere; the others are kept as code."""

        def verbatim(found: re.Match[str], inner: str | None) -> str:
            if inner is None or found["name"] not in _VERBATIM:
                return found[0]
            if found["name"] == "raw":
                return inner.replace("{", _BRACE)
            if found["name"] == "comment":
                return notes.mark(Kind.HIDDEN, "a comment is left out")
            return _highlighted(found["rest"], inner, notes).replace("{", _BRACE)

        everywhere = tags.Scanner(_LIQUID, pairs=_VERBATIM, verbatim=_VERBATIM, in_code=True)
        pairs = {name for name, text in self.templates.items() if "{inner}" in text}
        outside = tags.Scanner(_LIQUID, pairs=pairs)
        body = everywhere.replace(body, verbatim)
        body = outside.replace(body, lambda found, inner: self._tag(found, inner, fields, notes))
        url = re.escape(front.text_of(self.site.config, "url").rstrip("/"))
        before = rf"(?:{url})?(?:{re.escape(self.site.base)})*/?{_WHOLE}"
        return re.sub(before, "", body).replace(_BRACE, "{")

    def _tag(
        self, found: re.Match[str], inner: str | None, fields: front.Fields, notes: Notes
    ) -> str:
        output, name = found["output"], found["name"] or ""
        rest = (found["rest"] or "").strip()
        if output is not None:
            known = self._output(output, fields)
        elif name == "#":
            return notes.mark(Kind.HIDDEN, "a comment is left out")
        else:
            known = None if found["close"] else self._known(name, rest, inner, notes)
        if known is not None:
            return known
        shown = f"include {rest.split()[0]}" if name == "include" and rest else name or "output"
        self.unknown[shown] += 1
        mark = notes.mark(Kind.CODE, f"the Liquid tag `{name or 'output'}` is kept as text")
        return tags.code_span(mark + found[0]) + (inner or "")

    def _output(self, output: str, fields: front.Fields) -> str | None:
        """Give what a tag writes that is a constant of the site or the page."""
        first, *filters = (part.strip() for part in output.split("|"))
        base = self.site.base
        if first in _OF_SITE and not filters:
            return base if first == "site.baseurl" else ""
        path = re.fullmatch(r"[\"']([^\"']*)[\"']", first)
        prepended = re.compile(r"prepend:\s*(?:site\.baseurl|site\.url|site\.github\.url)")
        is_address = {"relative_url", "absolute_url"}
        if path and all(one in is_address or prepended.fullmatch(one) for one in filters):
            whole = is_address & set(filters) or "site.baseurl" in output
            joined = f"{base}/{path[1]}" if whole else path[1]
            return re.sub(r"/{2,}", "/", joined) if filters else path[1]
        if found := re.fullmatch(r"(site|page)\.([\w-]+)", first):
            values = fields if found[1] == "page" else self.site.config
            text = values.get(found[2].lower())
            if isinstance(text, str) and not filters and found[2] not in {"date", "url"}:
                return text
        return None

    def _known(self, name: str, rest: str, inner: str | None, notes: Notes) -> str | None:
        """Give the Markdown of a tag; None where there is none."""
        positional, named = tags.arguments(rest)
        first = (positional or [""])[0]
        for template, values in ((f"include {first}", positional[1:]), (name, positional)):
            if template in self.templates:
                return tags.filled(self.templates[template], values, named, inner or "")
        match name:
            case "post_url":
                path = self.posts.get(first.strip("/")) or self.posts.get(posixpath.basename(first))
                return self._address(path)
            case "link":
                wanted = rest.strip("\"' /")
                path = posixpath.join(self.site.root, wanted)
                if path in self.site.documents:
                    return self._address(path)
                if path in self.export:
                    return f"{_WHOLE}{self.site.base}/{wanted}"
            case "gist" if first:
                url = f"https://gist.github.com/{first}"
                return tags.link(url) + notes.mark(Kind.CHANGED, "an embedded gist is a link now")
        return None

    def _address(self, path: str | None) -> str | None:
        """Give the address of a document, with a mark that it is whole."""
        document = self.site.documents.get(path or "")
        if document is None:
            return None
        try:
            fields, _ = self._read(document, Notes())
            date, _ = self.site.date(document, fields)
            return _WHOLE + self.site.addresses(document, fields, date)[0][0]
        except (ExportError, UnknownPlaceholderError):
            return None


def _names(fields: Mapping[str, Any]) -> Iterator[str]:
    """Give categories and tags; a comma behind a word is none of it."""
    for name in ("categories", "tags"):
        for text in front.texts_of(fields, name):
            if plain := text.strip(" ,"):
                yield plain


def _authors(fields: Mapping[str, Any]) -> Iterator[str]:
    for name in ("author", "authors"):
        value = fields.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                one = front.text_of(one, "name")  # noqa: PLW2901
            if isinstance(one, str) and one.strip():
                yield one.strip()


def _highlighted(rest: str, inner: str, notes: Notes) -> str:
    language, _, options = rest.strip().partition(" ")
    code = inner.strip("\n")
    if options.strip():
        message = f"the options of the code are left out: {options.strip()!r}"
        code = notes.mark(Kind.CHANGED, message) + code
    return tags.code_block(code, language)
