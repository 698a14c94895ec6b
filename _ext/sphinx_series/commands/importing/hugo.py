"""Posts of a Hugo site: its folder, with the configuration at the top and `content/` below."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from . import front
from .export import ExportError
from .hugo_addresses import Named, UnknownAttributeError, address, aliases, matches, sanitize
from .hugo_shortcodes import Shortcodes
from .hugo_site import NOT_READ, Site, Source, normalized
from .model import Blog, Kind, Made, Notes, OldPost, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

_FORMATS = ("yaml", "toml", "json")
_DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})(?:-\d{2}-\d{2}-\d{2})?[ _-]*(?P<name>.*)")
_ALIASES = {
    "date": ("date",),
    "lastmod": ("lastmod", "modified"),
    "publishdate": ("publishdate", "pubdate", "published"),
    "expirydate": ("expirydate", "unpublishdate"),
}
_DEFAULTS = {
    "date": ("date", "publishdate", "lastmod"),
    "lastmod": (":git", "lastmod", "date", "publishdate"),
    "publishdate": ("publishdate", "date"),
    "expirydate": ("expirydate",),
}
_AUTHORS = frozenset({"author", "authors"})
_NOT_CASCADED = frozenset({"kind", "path", "lang", "cascade", "_target", "target", "params"})


def read(export: Export, shortcodes: Mapping[str, str] | None = None) -> Blog:
    """Read the posts: every page of content that is no list.

    Args:
        export: the files of the site.
        shortcodes: Markdown for shortcodes of the site's own.
    """
    return _Reader(export, shortcodes or {}).blog()


class _Reader:
    """Reads one site; used once."""

    def __init__(self, export: Export, shortcodes: Mapping[str, str]) -> None:
        self.export = export
        self.site = Site(export)
        self.remarks = self.site.remarks
        self.now = datetime.now(UTC)
        self.texts: dict[str, tuple[front.Fields, str, Notes]] = {}
        self.cascades: dict[tuple[str, str], list[front.Fields]] = {}
        self.lists: set[tuple[str, str]] = set()
        self.shortcodes = Shortcodes(self, shortcodes)
        self.tags: dict[str, dict[str, dict[str, None]]] = {}

    def blog(self) -> Blog:
        sources = self.site.sources.values()
        for source in sources:
            if self._can_read(source) and source.kind == "list":
                self._read_list(source)
        posts = [
            post
            for source in sources
            if self._can_read(source)
            and source.kind == "page"
            and (post := self._post(source)) is not None
        ]
        for source in sources:
            self._report(source)
        main = self.site.main
        return Blog(
            posts=tuple(posts),
            remarks=tuple(self.remarks),
            url=front.text_of(main.config, "baseurl"),
            base=main.base,
            roots=tuple(dict.fromkeys(self.site.static_folders())),
            made=tuple(self._made()),
            shortcodes=self.shortcodes.unknown,
        )

    def _can_read(self, source: Source) -> bool:
        """Read the file of a source, once."""
        if source.path in self.texts:
            return True
        if source.path.lower().endswith(NOT_READ):
            return False
        try:
            notes = Notes()
            text = self.export.text(source.path)
            fields, body = front.split(text, notes, formats=_FORMATS)
        except ExportError as error:
            if not any(remark.path == source.path for remark in self.remarks):
                self._remark(Kind.LEFT_OUT, source.path, str(error))
            return False
        self.texts[source.path] = fields, body, notes
        return True

    def _remark(self, kind: Kind, path: str, message: str) -> None:
        self.remarks.append(Remark(kind=kind, path=path, line=0, message=message))

    def _report(self, source: Source) -> None:
        """Say what became no page."""
        match source.kind:
            case "foreign":
                what = posixpath.splitext(source.path)[1]
                message = f"left out: {what} is none of Markdown and HTML; convert it and come back"
                self._remark(Kind.LEFT_OUT, source.path, message)
            case "part":
                message = "it belongs to the page of its folder and was no page itself: left out"
                self._remark(Kind.HIDDEN, source.path, message)
            case "list" if source.path in self.texts and self.texts[source.path][1].strip():
                message = "left out: the text of a list's page; this project's lists have their own"
                self._remark(Kind.LOST, source.path, message)

    def _read_list(self, source: Source) -> None:
        """Take in what a list's page gives to those below it."""
        key = source.language.code, "/".join(map(normalized, source.folders))
        self.lists.add(key)
        fields = self.texts[source.path][0]
        if "cascade" in fields:
            self.cascades[key] = front.maps_of(fields, "cascade")

    def _fields(self, source: Source) -> front.Fields:
        """Give the front matter of a page, with what it inherits."""
        fields = dict(self.texts[source.path][0])
        folders = [*map(normalized, source.folders)]
        cascades = [front.maps_of(fields, "cascade")]
        for depth in range(len(folders), -1, -1):
            key = source.language.code, "/".join(folders[:depth])
            cascades.append(self.cascades.get(key, []))
        cascades.append(front.maps_of(source.language.config, "cascade"))
        for cascade in cascades:
            for values in cascade:
                if not self._holds(values, source):
                    continue
                given = {key: value for key, value in values.items() if key not in _NOT_CASCADED}
                fields = {**front.map_of(values, "params"), **given, **fields}
        return {
            **fields,
            **{k: v for k, v in front.map_of(fields, "params").items() if k not in fields},
        }

    @staticmethod
    def _holds(values: front.Fields, source: Source) -> bool:
        """Tell whether a cascade is meant for a page."""
        target = front.map_of(values, "target") or front.map_of(values, "_target")
        languages = front.texts_of(
            front.map_of(front.map_of(target, "sites"), "matrix"), "languages"
        ) or front.texts_of(target, "lang")
        wanted = {"path": source.key, "kind": "page", "environment": "production"}
        return all(
            matches(pattern, text)
            for name, text in wanted.items()
            if (pattern := front.text_of(target, name))
        ) and (not languages or any(matches(one, source.language.code) for one in languages))

    def _date(self, source: Source, fields: Mapping[str, Any], name: str) -> datetime | None:
        """Give one of the dates of a page, by the fields that the site reads it from."""
        configured = front.map_of(source.language.config, "frontmatter")
        wanted: list[str] = []
        for field in front.texts_of(configured, name) or _DEFAULTS[name]:
            wanted += _DEFAULTS[name] if field.lower() == ":default" else [field.lower()]
        for field in wanted:
            if field == ":filename":
                dated = _DATED.fullmatch(source.name)
                if dated and (found := front.moment(dated["date"], source.language.zone)):
                    return found
            for alias in _ALIASES.get(field, (field,)):
                text = front.text_of(fields, alias)
                if text and (found := front.moment(text, source.language.zone)):
                    return found
        return None

    def _slug_of_file(self, source: Source) -> str:
        """Give the slug that a file's name has behind its date, where the site reads it so."""
        configured = front.map_of(source.language.config, "frontmatter")
        is_read = ":filename" in [name.lower() for name in front.texts_of(configured, "date")]
        dated = _DATED.fullmatch(source.name)
        return dated["name"].strip(" _-") if is_read and dated else ""

    def named(self, source: Source) -> Named:
        """Give what the address of a page is made of."""
        fields = self._fields(source)
        if "slug" not in fields and (slug := self._slug_of_file(source)):
            fields["slug"] = slug
        folders = [*map(normalized, source.folders)]
        depth = next(
            (
                depth
                for depth in range(len(folders), 0, -1)
                if depth == 1 or (source.language.code, "/".join(folders[:depth])) in self.lists
            ),
            0,
        )
        return Named(
            source=source,
            fields=fields,
            title=front.text_of(fields, "title"),
            date=self._date(source, fields, "date"),
            sections=tuple(folders[:depth]),
        )

    def address(self, path: str) -> str:
        """Give the address of a file of content; ``""`` where it has none."""
        source = self.site.sources.get(path)
        if source is None or source.kind not in {"page", "list"} or not self._can_read(source):
            return ""
        if source.kind == "list":
            prefix = f"/{source.language.prefix}" if source.language.prefix else ""
            folders = "".join(f"/{normalized(folder)}" for folder in source.folders)
            return f"{source.language.base}{prefix}{folders}/"
        try:
            return address(self.named(source))
        except UnknownAttributeError:
            return ""

    def param(self, path: str, name: str) -> str:
        """Give a parameter of a page, or of the site."""
        source = self.site.sources[path]
        wanted = name.lower()
        of_site = front.map_of(source.language.config, "params")
        return front.text_of(self._fields(source), wanted) or front.text_of(of_site, wanted)

    def _post(self, source: Source) -> OldPost | None:
        _, body, notes = self.texts[source.path]
        named = self.named(source)
        fields = named.fields
        date = named.date
        dated = _DATED.fullmatch(source.name)
        if date is None and dated:
            date = front.moment(dated["date"], source.language.zone)
        written = front.text_of(fields, "date", "publishdate")
        if date is None and written:
            notes.mark(Kind.DATE, f"the date {written[:40]!r} was not understood")
        hidden = self._hidden(source, fields)
        is_draft = front.flag_of(fields, "draft") and not self._builds(source, "drafts")
        name = named.slug or (dated["name"].strip(" _-") if dated else "") or source.name
        title = named.title or (dated["name"] if dated else name).replace("-", " ").capitalize()
        old, guesses = self._addresses(named, notes)
        if not front.flag_of(fields, "draft"):
            self._note_tags(source, fields)
        return OldPost(
            path=source.path,
            title=title,
            name=name,
            body=self.shortcodes.convert(body, source.path, notes),
            kind="html" if source.path.lower().endswith((".html", ".htm")) else "markdown",
            notes=notes,
            date=date,
            updated=self._date(source, fields, "lastmod"),
            description=front.text_of(fields, "description", "summary"),
            tags=tuple(
                tag
                for name, tags in self._tags(source, fields).items()
                for tag in tags
                if name not in _AUTHORS
            ),
            authors=(*front.texts_of(fields, "authors"), *front.texts_of(fields, "author")),
            language="" if source.language.is_main else source.language.code,
            is_page=date is None and not written,
            hidden=hidden,
            draft=bool(hidden) or is_draft,
            unlisted=front.text_of(_build(fields), "list").lower() in {"never", "false", "0"},
            addresses=old,
            guesses=guesses,
            math=front.flag_of(fields, "math") or "$$" in body,
            linkify=self._linkify(source),
        )

    @staticmethod
    def _linkify(source: Source) -> bool:
        """Tell whether bare addresses are links, as they are by default."""
        markup = front.map_of(source.language.config, "markup")
        extensions = front.map_of(front.map_of(markup, "goldmark"), "extensions")
        return front.flag_of(extensions, "linkify", default=True)

    def _addresses(self, named: Named, notes: Notes) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the addresses that a page had, and those that it may have had."""
        try:
            own = address(named)
        except UnknownAttributeError as error:
            message = f"the pattern of addresses names {str(error)!r}, which Hugo does not know"
            notes.mark(Kind.ADDRESS, message)
            return (), ()
        found, guesses = [own], [quote(unicodedata.normalize("NFC", unquote(own)), safe="/%")]
        names = front.texts_of(named.fields, "aliases") or front.texts_of(named.fields, "alias")
        for name, (alias, other) in zip(names, aliases(named, own, names), strict=True):
            if not name.startswith("/") and name.count("../") > own.strip("/").count("/"):
                message = f"the alias {name!r} climbs above the site: it counts from the top"
                notes.mark(Kind.ADDRESS_GUESSED, message)
            found.append(alias)
            guesses += [other, unicodedata.normalize("NFC", alias)]
        known = dict.fromkeys(found)
        return tuple(known), tuple(dict.fromkeys(one for one in guesses if one not in known))

    def _hidden(  # noqa: PLR0911 - one case a reason
        self, source: Source, fields: Mapping[str, Any]
    ) -> str:
        """Say why a page was not public; ``""`` where it was."""
        expires = self._date(source, fields, "expirydate")
        published = self._date(source, fields, "publishdate")
        build = _build(fields)
        own_flag = fields.get("published")
        if source.language.is_disabled:
            return f"its language {source.language.code!r} was not built"
        is_draft = front.flag_of(fields, "draft")
        if "draft" not in fields and isinstance(own_flag, str):
            is_draft = own_flag.lower() in {"false", "no", "off", "0"}
        if is_draft and not self._builds(source, "drafts"):
            return "" if "draft" in self.texts[source.path][0] else "its folder makes it one"
        if front.flag_of(fields, "headless"):
            return "it was headless"
        if front.text_of(build, "render").lower() in {"never", "false", "link", "0"}:
            return "it was never rendered"
        if expires and expires <= self.now and not self._builds(source, "expired"):
            return f"it expired on {expires:%Y-%m-%d}"
        # A date that is to come is one here too.
        is_later = published and published > self.now and not self._builds(source, "future")
        if is_later and published != self._date(source, fields, "date"):
            return f"it was to come out on {published:%Y-%m-%d}"
        return ""

    @staticmethod
    def _builds(source: Source, what: str) -> bool:
        return front.flag_of(source.language.config, f"build{what}")

    def _tags(self, source: Source, fields: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Give the terms of a page, by their taxonomies."""
        config = source.language.config
        declared = front.map_of(config, "taxonomies")
        plurals = [name for name in declared.values() if isinstance(name, str)]
        if "taxonomies" not in config:
            plurals = ["categories", "tags"]
        return {
            name.lower(): tuple(dict.fromkeys(front.texts_of(fields, name.lower())))
            for name in dict.fromkeys(plurals)
        }

    def _note_tags(self, source: Source, fields: Mapping[str, Any]) -> None:
        for name, tags in self._tags(source, fields).items():
            known = self.tags.setdefault(source.language.code, {}).setdefault(name, {})
            known.update(dict.fromkeys(tags))

    def _made(self) -> Iterator[Made]:
        """Give the pages that Hugo made: lists of sections and of terms, and their feeds."""
        for language in self.site.languages:
            if language.is_disabled:
                continue
            top = language.base + (f"/{language.prefix}" if language.prefix else "")
            folders = {
                "/".join(map(normalized, source.folders[:depth]))
                for source in self.site.sources.values()
                if source.language == language
                for depth in range(1, len(source.folders) + 1)
                if depth == 1
                or (language.code, "/".join(map(normalized, source.folders[:depth]))) in self.lists
            }
            lists = {"": ("", ""), **dict.fromkeys(sorted(folders), ("", ""))}
            for name, tags in self.tags.get(language.code, {}).items():
                lists[name] = "", ""
                for tag in tags:
                    end = sanitize(normalized(tag), language.config)
                    lists[f"{name}/{end}"] = ("", tag) if name in _AUTHORS else (tag, "")
            for path, (tag, author) in lists.items():
                below = f"{top}/{path}".rstrip("/")
                yield Made(address=f"{below}/", tag=tag, author=author)
                yield Made(address=f"{below}/index.xml", tag=tag, is_feed=True)


def _build(fields: Mapping[str, Any]) -> front.Fields:
    return front.map_of(fields, "_build") or front.map_of(fields, "build")
