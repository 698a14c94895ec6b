"""A Jekyll site as its configuration and folders make it, and the addresses of its documents."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping  # noqa: TC003 - of a dataclass
from dataclasses import dataclass
from datetime import UTC, datetime, timezone
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from . import front
from .model import Kind, Notes, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .export import Export

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_DATED = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<name>.*)")
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_SPECIAL = (".", "_", "#", "~")
_EXCLUDED = (
    ".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules",
    "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/",
)  # fmt: skip
_PLAIN_PATH = re.compile(r"[a-zA-Z0-9./-]+")
_MARKDOWN = "markdown,mkdown,mkdn,mkd,md"
_FALSE = frozenset({"false", "no", "off", "n"})


@dataclass(frozen=True, kw_only=True)
class Document:
    """A post, a draft, a document of another collection, or a page.

    Args:
        path: its file in the export.
        place: its path as the configuration sees it: without the folder of the collections.
        collection: the collection that it is in; ``""`` for a page.
        folders: what counts as its categories by its place.
        name: its file's name without date and suffix.
        suffix: the suffix, with its dot.
        day: the date that its file's name begins with, ``""`` for none.
        is_draft: whether it is in a folder of drafts.
    """

    path: str
    place: str
    collection: str
    folders: tuple[str, ...]
    name: str
    suffix: str
    day: str
    is_draft: bool


class UnknownPlaceholderError(ValueError):
    """A pattern of addresses names something that Jekyll does not know."""


class Site:
    """The configuration and the documents of a site."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.now = datetime.now(UTC)
        self.remarks: list[Remark] = []
        names = (f"_config.{suffix}" for suffix in ("yml", "yaml", "toml"))
        self.file = next((name for name in names if name in export), "")
        text = export.text(self.file) if self.file else ""
        self.config = front.config(self.file, text) if self.file else {}
        self._read_surrogates(text)
        self.root = front.text_of(self.config, "source").strip("./")
        self.base = _base(front.text_of(self.config, "baseurl"))
        zone = front.text_of(self.config, "timezone")
        found = front.zone_of(zone)
        if zone and found is None:
            self._remark(Kind.SETTING, f"`timezone`: {zone!r} is not known here: dates are in UTC")
        self.zone = found or UTC
        self.has_zone = found is not None
        self.collections = self._collections()
        self.documents = {document.path: document for document in self._documents()}

    def _read_surrogates(self, text: str) -> None:
        """Name what a configuration says in half characters, which were taken out."""
        for number, line in enumerate(text.split("\n"), 1):
            if re.search(r"\\u[dD][89a-fA-F]", line):
                message = "half a character is no text: it is left out of this setting"
                self.remarks.append(
                    Remark(kind=Kind.CHANGED, path=self.file, line=number, message=message)
                )

    def _remark(self, kind: Kind, message: str) -> None:
        self.remarks.append(Remark(kind=kind, path=self.file, line=0, message=message))

    def _collections(self) -> dict[str, front.Fields]:
        declared = self.config.get("collections")
        if isinstance(declared, list):
            declared = {name: {} for name in declared if isinstance(name, str)}
        found = declared if isinstance(declared, dict) else {}
        return {"posts": {}, **{name: value or {} for name, value in found.items()}}

    @cached_property
    def markdown(self) -> frozenset[str]:
        """The suffixes of Markdown."""
        listed = front.text_of(self.config, "markdown_ext") or _MARKDOWN
        return frozenset(f".{name.strip().lower()}" for name in listed.split(","))

    def _documents(self) -> Iterator[Document]:
        """Give what the site is made of, as Jekyll reads it."""
        folder = front.text_of(self.config, "collections_dir").strip("/")
        for path in self.export.below(self.root):
            place = path.removeprefix(self.root).lstrip("/")
            parts = place.split("/")
            label = next((part for part in parts[:-1] if part in {"_posts", "_drafts"}), "")
            below = place.removeprefix(f"{folder}/") if folder else place
            if label:
                index = parts.index(label)
                outside = folder and not place.startswith(f"{folder}/")
                if not outside and self._is_read(place, index):
                    yield from self._post(path, below, label)
                continue
            names = [name for name in self.collections if below.startswith(f"_{name}/")]
            if names and (not folder or place.startswith(f"{folder}/")):
                depth = place.count("/") - below.count("/")
                is_output = front.flag_of(self.collections[names[0]], "output")
                if is_output and self._is_read(place, depth, above=False):
                    yield self._document(path, below, names[0], ())
            elif self._is_read(place, len(parts)) and parts[-1][0] not in _SPECIAL:
                yield self._document(path, below, "", ())

    def _post(self, path: str, place: str, label: str) -> Iterator[Document]:
        folders = place.split("/")[: place.split("/").index(label)]
        document = self._document(path, place, "posts", tuple(folders), is_draft=label == "_drafts")
        if document.is_draft or document.day:
            yield document

    def _document(
        self, path: str, place: str, collection: str, folders: tuple[str, ...], *,
        is_draft: bool = False,
    ) -> Document:  # fmt: skip
        stem, suffix = posixpath.splitext(posixpath.basename(path))
        dated = _DATED.fullmatch(stem) if collection and not is_draft else None
        return Document(
            path=path,
            place=place,
            collection=collection,
            folders=folders,
            name=(dated["name"] if dated else stem).rstrip("."),
            suffix=suffix,
            day=dated["date"] if dated else "",
            is_draft=is_draft,
        )

    def _is_read(self, place: str, depth: int, *, above: bool = True) -> bool:
        """Tell whether Jekyll looks into the folders of a file.

        Args:
            place: its path.
            depth: which part of it is the folder of posts, or of another collection.
            above: whether what is above that may not be special.
        """
        parts = place.split("/")
        include = [*front.texts_of(self.config, "include"), ".htaccess"]
        exclude = [*front.texts_of(self.config, "exclude"), *_EXCLUDED]
        for number in range(1, len(parts) + 1):
            entry = "/".join(parts[:number])
            name = parts[number - 1]
            if any(_is_meant(pattern, entry) or _is_meant(pattern, name) for pattern in include):
                continue
            if any(_is_meant(pattern, entry) for pattern in exclude if pattern not in include):
                return False
            # Of folders above, each is looked at; below it, the first and the file's own name.
            is_looked_at = number <= depth * above or number in {depth + 2, len(parts)}
            if is_looked_at and (name.startswith(_SPECIAL) or name.endswith("~")):
                return False
        return True

    def fields(self, document: Document, notes: Notes) -> tuple[front.Fields, str]:
        """Give the front matter of a document, with its defaults, and its body."""
        own, body = front.split(self.export.text(document.path), notes)
        defaults = self._defaults(document)
        merged = {
            **defaults,
            **{k: v for k, v in own.items() if v is not None or k not in defaults},
        }
        merged["categories"] = _categories(document, defaults, own, merged)
        merged["tags"] = _tags(merged)
        return merged, body

    def _defaults(self, document: Document) -> front.Fields:
        """Merge the defaults whose scope a document is in; longer scopes count more."""
        found: front.Fields = {}
        old: Mapping[str, Any] | None = None
        for one in front.maps_of(self.config, "defaults"):
            scope, values = front.map_of(one, "scope"), front.map_of(one, "values")
            if not self._holds(scope, document):
                continue
            if old is None or _has_precedence(old, scope):
                found = _merged(found, values)
                old = scope
            else:
                found = _merged(values, found)
        return found

    def _holds(self, scope: Mapping[str, Any], document: Document) -> bool:
        types = {"page": "pages", "post": "posts", "draft": "drafts"}
        if "type" in scope:
            wanted = scope["type"] or ""
            if types.get(wanted, wanted) != (document.collection or "pages"):
                return False
        path = scope.get("path") or ""
        if not isinstance(path, str) or not path:
            return True
        folder = front.text_of(self.config, "collections_dir").strip("/")
        if "*" in path:
            pattern = _glob(posixpath.join(self.root, path))
            return any(
                document.place.startswith(entry.removeprefix(self.root).lstrip("/").removeprefix(f"{folder}/"))
                for entry in self._entries
                if pattern.fullmatch(entry)
            )  # fmt: skip
        if folder and path.startswith(f"{folder}/"):
            path = path.removeprefix(f"{folder}/")
        return document.place.startswith(path)

    @cached_property
    def _entries(self) -> list[str]:
        """All files and folders."""
        found: dict[str, None] = {}
        for path in self.export.below(self.root):
            parts = path.split("/")
            found |= dict.fromkeys("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
        return list(found)

    def date(self, document: Document, fields: Mapping[str, Any]) -> tuple[datetime | None, str]:
        """Give the date of a document as it is written, and the text that was not understood."""
        written = fields.get("date")
        text = written if isinstance(written, str) else ""
        if not text:
            return front.moment(document.day, self.zone, rolls=True), ""
        # YAML takes a time without quotes for one of UTC, Ruby a text for one of the site.
        is_time = re.search(r"\d:\d\d:\d\d", text) and re.match(r"\d{4}-\d\d?-\d\d?[Tt\s]", text)
        zone = UTC if is_time and not isinstance(written, front.Quoted) else self.zone
        found = front.moment(text, zone, rolls=True)
        return found, "" if found else text

    def addresses(
        self, document: Document, fields: Mapping[str, Any], date: datetime | None
    ) -> tuple[list[str], list[str]]:
        """Give the addresses of a document, the main one first, and those it may have had.

        Raises:
            UnknownPlaceholderError: the pattern names what is not known.
        """
        at = date or (self.now if document.collection else None)
        own = self._addresses(document, fields, at and at.astimezone(self.zone))
        guesses: list[str] = []
        if date and not self.has_zone and date.utcoffset():
            guesses = self._addresses(document, fields, date)
        return own, [address for address in guesses if address not in own]

    def names_date(self, document: Document, fields: Mapping[str, Any]) -> bool:
        """Tell whether the address of a document has its date, which is by default the build's."""
        names = {
            found.rstrip("_") for found in _PLACEHOLDER.findall(self._pattern(document, fields))
        }
        return not names.isdisjoint(_of_date(self.now))

    def _pattern(self, document: Document, fields: Mapping[str, Any]) -> str:
        permalink = fields.get("permalink")
        is_own = isinstance(permalink, str) and permalink
        return str(permalink) if is_own else self._template(document)

    def _addresses(
        self, document: Document, fields: Mapping[str, Any], date: datetime | None
    ) -> list[str]:
        suffix = self.output_suffix(document)
        values = self._values(document, fields, date, suffix)
        template = self._pattern(document, fields)

        def value(found: re.Match[str]) -> str:
            name = found[1].rstrip("_") if found[1] not in values else found[1]
            if name not in values:
                if not document.collection:
                    return found[0]
                raise UnknownPlaceholderError(found[1])
            return _escaped(values[name]) + found[1][len(name) :]

        expanded = _PLACEHOLDER.sub(value, template)
        path = re.sub("/+", "/", f"/{expanded}".replace("..", "/").replace("./", ""))
        address = quote(f"{self.base}{unquote(path)}", safe="/~!&()+,=@:$'*;")
        if address.endswith("/"):
            return [address]
        file = address if address.endswith(suffix) else f"{address}{suffix}"
        return [*dict.fromkeys([address.removesuffix("index.html"), file])]

    def output_suffix(self, document: Document) -> str:
        """Give the suffix of the file that a document becomes."""
        suffix = document.suffix
        return ".html" if suffix.lower() in self.markdown else suffix

    def _template(self, document: Document) -> str:
        style = front.text_of(self.config, "permalink") or "date"
        if not document.collection:
            if document.name == "index":
                return "/:path/"
            return _with_suffix("/:path/:basename", style)
        own = self.collections[document.collection].get("permalink")
        if isinstance(own, str):
            return own
        if document.collection == "posts":
            return STYLES.get(style, style)
        return _with_suffix("/:collection/:path", style)

    @staticmethod
    def _values(
        document: Document, fields: Mapping[str, Any], date: datetime | None, suffix: str
    ) -> dict[str, str]:
        stem = posixpath.splitext(posixpath.basename(document.path))[0]
        if not document.collection:
            return {
                "path": posixpath.dirname(document.place), "basename": stem, "output_ext": suffix,
            }  # fmt: skip
        title = front.text_of(fields, "slug") or document.name
        categories = front.texts_of(fields, "categories")
        below = document.place.removeprefix(f"_{document.collection}")
        return {
            "title": slugified(title, keeps="._~!$&'()+,;=@"),
            "slug": slugified(title).lower(),
            "name": slugified(stem).lower(),
            "path": posixpath.splitext(below)[0].rstrip("."),
            "collection": document.collection,
            "categories": "/".join(dict.fromkeys(name.lower() for name in categories)),
            "slugified_categories": "/".join(
                dict.fromkeys(slugified(name).lower() for name in categories)
            ),
            "output_ext": suffix,
            **(_of_date(date) if date else {}),
        }


def _base(text: str) -> str:
    """Give the path of a base, which may be a whole URL; without its last slash."""
    path = urlsplit(text).path if re.match(r"https?://", text) else text
    path = path.strip("/")
    return f"/{path}" if path else ""


def _is_meant(pattern: str, entry: str) -> bool:
    """Tell whether a pattern of `include` or `exclude` is meant for a file or folder."""
    plain = pattern.strip("/")
    if not plain:
        return False
    return (
        fnmatchcase(entry, plain)
        or entry.startswith(pattern.lstrip("/"))
        or (pattern.endswith("/") and entry == plain)
    )


def _glob(pattern: str) -> re.Pattern[str]:
    """Give what Ruby's glob matches: nothing that begins with a dot."""
    signs = {"**/": "(?:(?!\\.)[^/]+/)*", "**": "(?!\\.)[^/]*", "*": "(?!\\.)[^/]*", "?": "[^/]"}
    parts = re.findall(r"\*\*/|\*\*|.", pattern, re.DOTALL)
    return re.compile("".join(signs.get(part, re.escape(part)) for part in parts))


def _has_precedence(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    lengths = [len((scope.get("path") or "").strip("/")) for scope in (old, new)]
    if lengths[0] != lengths[1]:
        return lengths[1] >= lengths[0]
    return "type" in new or "type" not in old


def _merged(one: front.Fields, other: front.Fields) -> front.Fields:
    """Merge, the second over the first."""
    found = dict(one)
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(found.get(key), dict):
            found[key] = _merged(found[key], value)
        elif value is not None or key not in found:
            found[key] = value
    return found


def _categories(
    document: Document, defaults: front.Fields, own: front.Fields, merged: front.Fields
) -> list[str]:
    """Give the categories: by place, by default, of the front matter, and the single one."""
    found = [*document.folders]
    for fields in (defaults, own):
        found += front.texts_of(fields, "categories", " ")
    found += front.texts_of(merged, "category")
    return list(dict.fromkeys(found))


def _tags(merged: front.Fields) -> list[str]:
    return list(front.texts_of(merged, "tag") or front.texts_of(merged, "tags", " "))


def slugified(text: str, *, keeps: str = "") -> str:
    """Make a slug as Jekyll does: letters, marks and digits stay, the rest are dashes."""
    kept = "".join(
        sign if sign in keeps or unicodedata.category(sign) in _WORD else " " for sign in text
    )
    return re.sub(" +", "-", kept).strip("-")


_WORD = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd"})


def _escaped(value: str) -> str:
    """Escape a part of a path, so that it is the same when it is taken back."""
    if not value or _PLAIN_PATH.fullmatch(value):
        return value
    return quote(value, safe="/~!&()+,=@:$'*;?[]%").replace("#", "%23")


def _with_suffix(template: str, style: str) -> str:
    if style == "pretty" or style.endswith("/"):
        return f"{template}/"
    if style in {"date", "ordinal", "none"} or style.endswith(":output_ext"):
        return f"{template}:output_ext"
    return template


def _of_date(date: datetime) -> dict[str, str]:
    return {
        "year": f"{date:%Y}", "short_year": f"{date:%y}", "month": f"{date:%m}",
        "i_month": f"{date.month}", "short_month": f"{date:%b}", "long_month": f"{date:%B}",
        "day": f"{date:%d}", "i_day": f"{date.day}", "y_day": f"{date:%j}",
        "week": f"{date:%V}", "w_year": f"{date:%G}", "w_day": f"{date:%u}",
        "short_day": f"{date:%a}", "long_day": f"{date:%A}",
        "hour": f"{date:%H}", "minute": f"{date:%M}", "second": f"{date:%S}",
    }  # fmt: skip


def is_false(value: object) -> bool:
    """Tell whether YAML has a value for false, or for nothing."""
    if value is None:
        return True
    is_text = isinstance(value, front.Quoted)
    return isinstance(value, str) and not is_text and value.lower() in _FALSE


def as_written(date: datetime, document: Document, fields: Mapping[str, Any]) -> datetime:
    """Give a date for front matter: one without a time is midnight, whatever the zone."""
    has_time = ":" in front.text_of(fields, "date") if fields.get("date") else False
    if has_time and document.path:
        offset = date.utcoffset()
        return date.replace(tzinfo=timezone(offset)) if offset else date.replace(tzinfo=UTC)
    return date.replace(hour=0, minute=0, second=0, tzinfo=UTC)
