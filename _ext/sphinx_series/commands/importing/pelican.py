"""Posts of a Pelican site: its folder, with `pelicanconf.py` at the top.

The rules are those of https://docs.getpelican.com/en/stable/content.html and of its code.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from sphinx_series.core.addresses import addresses

from . import front, html, pymdown, rst, tags
from .export import ExportError
from .model import Blog, Kind, Made, Notes, OldPost, without_marks
from .pelican_site import MARKDOWN, Site, UnknownPlaceholderError, filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

_META = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
_MORE = re.compile(r"[ ]{4,}(?P<value>.*)")
_BEGIN = re.compile(r"-{3}(?:\s.*)?")
_END = re.compile(r"(?:-{3}|\.{3})(?:\s.*)?")
_INTERNAL = (
    r"(?:\{(?P<curly>filename|static|attach|tag|category|author|index)\}"
    r"|(?:\||%7C)(?P<bar>filename|tag|category|author|index)(?:\||%7C))"
)
_IN_MARKDOWN = re.compile(rf"{_INTERNAL}(?P<path>[^\s)\"'<>\]]*)")
_IN_HTML = re.compile(
    rf"(?P<before>\b(?:href|src|poster|data|cite)\s*=\s*[\"']){_INTERNAL}(?P<path>[^\"']*)"
)
_SPACED = re.compile(r"^(\d{4}) (\d{1,2}) (\d{1,2})\b")
_STATUSES = frozenset({"published", "hidden", "draft"})
# Of these the first line counts.
_ONCE = frozenset({
    "author", "authors", "category", "date", "modified", "save_as", "slug", "status", "tags", "url",
})  # fmt: skip
_KINDS = {"tag": "TAG", "category": "CATEGORY", "author": "AUTHOR"}
_FEEDS = {
    "": ("FEED_ATOM", "FEED_RSS", "FEED_ALL_ATOM", "FEED_ALL_RSS"),
    "CATEGORY": ("CATEGORY_FEED_ATOM", "CATEGORY_FEED_RSS"),
    "TAG": ("TAG_FEED_ATOM", "TAG_FEED_RSS"),
    "AUTHOR": ("AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS"),
}


def read(export: Export, _shortcodes: Mapping[str, str] | None = None) -> Blog:
    """Read the articles and pages."""
    return _Reader(export).blog()


class _Source:
    """A source with its metadata."""

    def __init__(self, path: str, *, is_page: bool) -> None:
        self.path = path
        self.is_page = is_page
        self.notes = Notes()
        self.fields: dict[str, Any] = {}
        self.body = ""
        self.broken = ""
        self.kind = "PAGE" if is_page else "ARTICLE"

    def text(self, name: str) -> str:
        """Give a field as one text, the first where it was given twice."""
        value = self.fields.get(name)
        if isinstance(value, (list, tuple)):
            value = value[0] if value else ""
        return " ".join(str(value).split()) if value is not None else ""

    def texts(self, name: str) -> list[str]:
        """Give a field that names several things, between semicolons or else commas."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            value = str(value).split(";" if ";" in str(value) else ",")
        return list(dict.fromkeys(plain for one in value if (plain := str(one).strip())))


class _Reader:
    """Reads one site; used once."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.site = Site(export)
        self.now = datetime.now(UTC)
        listed = self.site.settings.get("MARKDOWN")
        options = listed if isinstance(listed, dict) else {}
        configs = options.get("extension_configs") or {}
        names = [*(options.get("extensions") or []), *configs, *pymdown.kinds(configs)]
        self.extensions = {str(name).removeprefix("markdown.extensions.") for name in names}

    def blog(self) -> Blog:
        if not self.site.file:
            return Blog(posts=())
        sources = []
        for path, is_page in self.site.sources():
            source = _Source(path, is_page=is_page)
            if self._read(source):
                sources.append(source)
        posts = [post for source in sources if (post := self._post(source)) is not None]
        made = tuple(self._made([one for one in sources if self._is_listed(one)]))
        if self.site.could_not_spell:
            message = "addresses may differ: Pelican spells other letters by Unidecode; "
            message += "`pip install Unidecode`, and run the command again"
            self.site.remark(Kind.ADDRESS, "", 0, message)
        return Blog(
            posts=tuple(posts),
            remarks=tuple(self.site.remarks),
            url=self.site.url,
            base=self.site.base,
            roots=tuple(dict.fromkeys([self.site.content, *map(self.site.path, self._statics())])),
            made=made,
        )

    def _statics(self) -> list[str]:
        """Give the folders whose files lay at the top."""
        return [one for one in self.site.names("STATIC_PATHS") if one.startswith("extra")]

    def _read(self, source: _Source) -> bool:
        """Read a source; tell whether it could be."""
        path = source.path
        try:
            text = self.export.text(path)
        except ExportError as error:
            self.site.remark(Kind.LEFT_OUT, path, 0, str(error))
            return False
        settings = self.site.settings
        defaults = settings["DEFAULT_METADATA"]
        fields: dict[str, Any] = {
            str(name).lower(): value for name, value in dict(defaults or {}).items()
        }
        fields["category"] = settings["DEFAULT_CATEGORY"]
        if settings.get("DEFAULT_DATE"):
            fields["date"] = self._default_date(source, settings["DEFAULT_DATE"])
        fields |= self.site.of_path(self.site.relative(path))
        self._content(source, text)
        source.fields = {**fields, **{
            name: value for name, value in source.fields.items()
            if value or name not in {"tags", "status", "category", "author", "authors", "slug"}
        }}  # fmt: skip
        return True

    def _default_date(self, source: _Source, value: object) -> str:
        if value == "fs":
            message = "its date was that of its file, which an import cannot know"
            source.notes.mark(Kind.DATE, message)
            return ""
        if isinstance(value, (list, tuple)):
            numbers = [*value, 0, 0, 0][:6]
            return "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(*map(int, numbers))
        return str(value)

    def _content(self, source: _Source, text: str) -> None:
        """Read the metadata and the body of a source."""
        path = source.path
        if path.endswith(MARKDOWN):
            if "yaml_metadata" in " ".join(self.site.names("PLUGINS")) and text.startswith("---"):
                fields, body = front.split(text, source.notes)
                source.fields = dict(fields)
            else:
                source.fields, body = _meta(text)
            body = tags.outside_code(body, _IN_MARKDOWN, lambda found: self._link(source, found))
            source.body = pymdown.plain(body, source.notes, self.extensions)
        elif path.endswith(".rst"):
            found = rst.read(text, source.notes, lambda page: self._linked(source, page))
            source.fields = {"title": found.title, **found.fields}
            source.body = found.body
            # Directives of plugins are none that docutils knows.
            source.broken = found.broken or ("" if self.site.names("PLUGINS") else found.unknown)
        else:
            soup = BeautifulSoup(text, "html.parser")
            for meta in soup.find_all("meta"):
                name = str(meta.get("name") or "").lower()
                source.fields["tags" if name == "keywords" else name] = str(
                    meta.get("content") or meta.get("contents") or ""
                )
            if soup.title:
                source.fields["title"] = soup.title.get_text()
            inner = soup.body.decode_contents() if soup.body else ""
            source.body = html.to_markdown(self._linked(source, inner), source.notes)

    def _linked(self, source: _Source, page: str) -> str:
        return _IN_HTML.sub(lambda found: found["before"] + self._link(source, found), page)

    def _link(self, source: _Source, found: re.Match[str]) -> str:
        """Give where a link within the site leads, from the source that it stands in."""
        what, path = found["curly"] or found["bar"], found["path"]
        if what == "index":
            return f"{self.site.base}/"
        if kind := _KINDS.get(what):
            slug = self.site.slug(unquote(path), kind)
            return f"{self.site.base}/{self.site.filled(f'{kind}_URL', {'slug': slug})}"
        if not path.startswith("/"):
            return path
        name, mark, rest = path.partition("#")
        own = quote(self.site.path(unquote(name).lstrip("/")), safe="/%")
        return posixpath.relpath(own, posixpath.dirname(source.path) or ".") + mark + rest

    def _date(self, source: _Source, name: str = "date") -> datetime | None:
        zone = front.zone_of(source.text("timezone")) or self.site.zone
        written = _SPACED.sub(r"\1-\2-\3", source.text(name).replace("_", " "))
        return front.moment(written, zone)

    def _slug(self, source: _Source) -> str:
        own = source.text("slug")
        if own:
            return own
        if self.site.settings["SLUGIFY_SOURCE"] == "basename":
            return self.site.slug(posixpath.splitext(posixpath.basename(source.path))[0])
        return self.site.slug(source.text("title"))

    def _values(self, source: _Source) -> dict[str, Any]:
        """Give what the pattern of an address may name."""
        author = self._authors(source)[:1]
        category = source.text("category")
        values: dict[str, Any] = {name: source.text(name) for name in source.fields}
        values["modified"] = self._date(source, "modified") or ""
        return {
            **values,
            "path": source.text("path") or self.site.relative(source.path),
            "slug": self._slug(source),
            "lang": source.text("lang") or self.site.language,
            "date": self._date(source) or self.now,
            "author": self.site.slug(author[0], "AUTHOR") if author else "",
            "category": self.site.slug(category, "CATEGORY") if category else "",
        }

    def _authors(self, source: _Source) -> list[str]:
        own = source.texts("authors") or [one for one in [source.text("author")] if one]
        default = self.site.settings.get("AUTHOR")
        return own or ([str(default)] if default else [])

    def _is_main(self, source: _Source) -> bool:
        return source.text("lang") in {"", self.site.language}

    def _at(self, source: _Source, what: str) -> str:
        """Give what Pelican made of a page: its file, or its address.

        Raises:
            UnknownPlaceholderError: the pattern of its address names what it does not have.
        """
        if own := source.text(what):
            return own
        lang = "" if self._is_main(source) else "LANG_"
        return self.site.filled(f"{source.kind}_{lang}{what.upper()}", self._values(source))

    def _addresses(self, source: _Source) -> tuple[list[str], list[str]]:
        """Give the addresses of a page, and those that it may have had."""
        try:
            file, url = self._at(source, "save_as"), self._at(source, "url")
        except UnknownPlaceholderError as error:
            message = f"the pattern of its address names {str(error)!r}, which it does not have"
            source.notes.mark(Kind.ADDRESS, message)
            return [], []
        if not file:
            return [], []
        own = self._of_file(file)
        other = f"{self.site.base}/{url.lstrip('/')}"
        return [own], [other] if not re.match(r"https?:", url) and other != own else []

    def _of_file(self, file: str) -> str:
        path = posixpath.normpath(file.lstrip("/"))
        return self.site.base + addresses.encode(addresses.of_file(path))

    def _hidden(self, source: _Source) -> str:  # noqa: PLR0911 - one case a reason
        """Say why Pelican did not publish a page; ``""`` where it did."""
        status = source.text("status").lower() or "published"
        if source.broken:
            return f"Pelican left it out: {source.broken}"
        if not source.text("title"):
            return "it has no title, so Pelican left it out"
        if status == "skip" or status not in _STATUSES:
            return f"its status is {status!r}, so Pelican left it out"
        try:
            if not self._at(source, "save_as"):
                return f"`{source.kind}_SAVE_AS` left it out"
        except UnknownPlaceholderError:
            return ""
        if posixpath.normpath(self._at(source, "save_as")).startswith(("..", "/")):
            return "its address climbs out of the site, so Pelican left it out"
        return ""

    def _is_draft(self, source: _Source) -> bool:
        return source.text("status").lower() == "draft"

    def _is_listed(self, source: _Source) -> bool:
        """Tell whether an article stood in lists."""
        is_published = source.text("status").lower() in {"", "published"}
        return (
            not source.is_page and is_published and self._is_main(source)
            and not self._hidden(source) and self._is_past(source)
        )  # fmt: skip

    def _is_past(self, source: _Source) -> bool:
        date = self._date(source)
        return date is not None and (
            bool(self.site.settings["WITH_FUTURE_DATES"]) or date <= self.now
        )

    def _post(self, source: _Source) -> OldPost | None:
        notes, path = source.notes, source.path
        hidden = self._hidden(source)
        date = self._date(source)
        if source.text("date") and date is None:
            notes.mark(Kind.DATE, f"the date {source.text('date')[:40]!r} was not understood")
        stem = posixpath.splitext(posixpath.basename(path))[0]
        old, guesses = ([], []) if self._is_draft(source) else self._addresses(source)
        # The home page of the old site is not that of the new one.
        old = [one for one in old if one != f"{self.site.base}/"]
        lang = source.text("lang")
        default = str(self.site.settings["DEFAULT_CATEGORY"])
        category = source.text("category")
        return OldPost(
            path=path,
            title=_plain(source.text("title")) or stem.replace("-", " ").capitalize(),
            name=self._slug(source) or stem,
            body=source.body,
            kind="markdown",
            notes=notes,
            date=None if source.is_page else date,
            updated=self._date(source, "modified"),
            description=_plain(" ".join(_lines(source.fields.get("summary")))),
            tags=(*([category] if category not in {"", default} else []), *source.texts("tags")),
            authors=tuple(self._authors(source)),
            language="" if self._is_main(source) else lang,
            is_page=source.is_page,
            hidden=hidden,
            draft=bool(hidden) or self._is_draft(source),
            unlisted=source.text("status").lower() == "hidden" and not source.is_page,
            addresses=tuple(old),
            guesses=tuple(guesses),
        )

    def _made(self, listed: list[_Source]) -> Iterator[Made]:
        """Give the pages and feeds that Pelican made of its articles."""
        settings = self.site.settings
        for name in self.site.names("DIRECT_TEMPLATES"):
            file = settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html")
            if file:
                yield from self._pages(str(file), name, len(listed))
        for kind in ("CATEGORY", "TAG", "AUTHOR"):
            for (slug, name), count in self._terms(listed, kind).items():
                file = self.site.filled(f"{kind}_SAVE_AS", {"slug": slug, "name": name})
                tag, author = ("", name) if kind == "AUTHOR" else (name, "")
                if file:
                    yield from self._pages(file, kind.lower(), count, tag=tag, author=author)
                for setting in _FEEDS[kind]:
                    yield from self._feed(setting, tag, slug=slug)
        for setting in _FEEDS[""]:
            yield from self._feed(setting, "")
        for setting in ("TRANSLATION_FEED_ATOM", "TRANSLATION_FEED_RSS"):
            yield from self._feed(setting, "", lang=self.site.language)
        dates = sorted(filter(None, map(self._date, listed)))
        for period in ("YEAR", "MONTH", "DAY"):
            pattern = str(settings.get(f"{period}_ARCHIVE_SAVE_AS") or "")
            files = dict.fromkeys(filled(pattern, {"date": date}) for date in dates if pattern)
            yield from (Made(address=self._of_file(file)) for file in files)

    def _terms(self, listed: list[_Source], kind: str) -> dict[tuple[str, str], int]:
        """Give the terms of a kind, by their slugs and names, with how often each stands there."""
        counts: dict[tuple[str, str], int] = defaultdict(int)
        names: dict[str, str] = {}
        for source in listed:
            own = {
                "CATEGORY": [source.text("category")], "TAG": source.texts("tags"),
                "AUTHOR": self._authors(source),
            }[kind]  # fmt: skip
            for name in filter(None, own):
                slug = self.site.slug(name, kind)
                counts[slug, names.setdefault(slug, name)] += 1
        return counts

    def _feed(self, setting: str, tag: str, **values: str) -> Iterator[Made]:
        pattern = str(self.site.settings.get(setting) or "").replace("%s", "{slug}")
        if pattern:
            yield Made(
                address=f"{self.site.base}/{filled(pattern, values).lstrip('/')}",
                tag=tag,
                is_feed=True,
            )

    def _pages(
        self, file: str, template: str, count: int, *, tag: str = "", author: str = ""
    ) -> Iterator[Made]:
        """Give a list, of a term or of all, and its further pages."""
        yield Made(address=self._of_file(file), tag=tag, author=author)
        settings = self.site.settings
        paginated = settings.get("PAGINATED_TEMPLATES")
        if not isinstance(paginated, dict) or template not in paginated:
            return
        step = paginated[template] or settings.get("DEFAULT_PAGINATION")
        if not isinstance(step, int) or isinstance(step, bool) or step <= 0:
            return
        orphans = settings.get("DEFAULT_ORPHANS")
        hits = max(1, count - (orphans if isinstance(orphans, int) else 0))
        name, extension = posixpath.splitext(file)
        base = posixpath.dirname(file) if posixpath.basename(file) == "index.html" else name
        last = -(-hits // step)
        for number in range(2, last + 1):
            pattern = ""
            for first, _, own in sorted(settings["PAGINATION_PATTERNS"], key=lambda rule: rule[0]):
                if first == -1 and number == last:
                    pattern = own
                    break
                if 0 <= first <= number:
                    pattern = own
            values = {
                "name": name, "extension": extension, "number": str(number), "base_name": base,
                "save_as": file,
            }  # fmt: skip
            if pattern:
                address = self._of_file(filled(pattern, values))
                yield Made(address=address, tag=tag, author=author)


def _meta(text: str) -> tuple[dict[str, Any], str]:
    """Read the metadata of Python-Markdown, and give what is behind it."""
    lines = text.split("\n")
    if lines and _BEGIN.fullmatch(lines[0]):
        lines.pop(0)
    fields: dict[str, list[str]] = {}
    key = ""
    while lines:
        line = lines.pop(0)
        if not line.strip() or _END.fullmatch(line):
            break
        if found := _META.fullmatch(line):
            key = found["key"].lower().strip()
            fields.setdefault(key, []).append(found["value"].strip())
        elif (more := _MORE.fullmatch(line)) and key:
            fields[key].append(more["value"].strip())
        else:
            lines.insert(0, line)
            break
    once = {name: values[0] if name in _ONCE else values for name, values in fields.items()}
    return once, "\n".join(lines)


def _lines(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value or "")]


def _plain(markdown: str) -> str:
    """Give the text of some Markdown or HTML in one line."""
    soup = BeautifulSoup(MarkdownIt("commonmark").render(markdown), "html.parser")
    return " ".join(without_marks(soup.get_text()).split())
