"""What a Pelican site says of itself, and the addresses that it gives its pages.

The rules are those of https://docs.getpelican.com/en/stable/settings.html and of its code.
"""

from __future__ import annotations

import ast
import posixpath
import re
import unicodedata
from datetime import UTC, datetime
from fnmatch import fnmatch
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from . import front
from .export import ExportError
from .front import ConfigError
from .model import Kind, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

_FILES = ("publishconf.py", "pelicanconf.py")
MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
READ = (*MARKDOWN, ".rst", ".html", ".htm")
_DEFAULTS: dict[str, Any] = {
    "ARTICLE_PATHS": [""],
    "ARTICLE_EXCLUDES": [],
    "PAGE_PATHS": ["pages"],
    "PAGE_EXCLUDES": [],
    "IGNORE_FILES": [".*"],
    "SITEURL": "",
    "USE_FOLDER_AS_CATEGORY": True,
    "DEFAULT_CATEGORY": "misc",
    "DEFAULT_LANG": "en",
    "DEFAULT_METADATA": {},
    "EXTRA_PATH_METADATA": {},
    "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    "PATH_METADATA": "",
    "TIMEZONE": "UTC",
    "WITH_FUTURE_DATES": True,
    "SLUGIFY_SOURCE": "title",
    "SLUGIFY_USE_UNICODE": False,
    "SLUGIFY_PRESERVE_CASE": False,
    "SLUG_REGEX_SUBSTITUTIONS": [
        (r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-"),
    ],
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_SAVE_AS": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "ARTICLE_LANG_SAVE_AS": "{slug}-{lang}.html",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_SAVE_AS": "pages/{slug}.html",
    "PAGE_LANG_URL": "pages/{slug}-{lang}.html",
    "PAGE_LANG_SAVE_AS": "pages/{slug}-{lang}.html",
    "CATEGORY_SAVE_AS": "category/{slug}.html",
    "CATEGORY_URL": "category/{slug}.html",
    "TAG_SAVE_AS": "tag/{slug}.html",
    "TAG_URL": "tag/{slug}.html",
    "AUTHOR_SAVE_AS": "author/{slug}.html",
    "AUTHOR_URL": "author/{slug}.html",
    "YEAR_ARCHIVE_SAVE_AS": "",
    "MONTH_ARCHIVE_SAVE_AS": "",
    "DAY_ARCHIVE_SAVE_AS": "",
    "DIRECT_TEMPLATES": ["index", "tags", "categories", "authors", "archives"],
    "PAGINATED_TEMPLATES": {"index": None, "tag": None, "category": None, "author": None},
    "DEFAULT_PAGINATION": False,
    "DEFAULT_ORPHANS": 0,
    "PAGINATION_PATTERNS": [
        (1, "{name}{extension}", "{name}{extension}"),
        (2, "{name}{number}{extension}", "{name}{number}{extension}"),
    ],
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "CATEGORY_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_ATOM": "feeds/{slug}.atom.xml",
    "AUTHOR_FEED_RSS": "feeds/{slug}.rss.xml",
    "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
    "MARKDOWN": {"extension_configs": {
        "markdown.extensions.codehilite": {}, "markdown.extensions.extra": {},
    }},
}  # fmt: skip
# Settings without a default that matter here.
_OTHERS = frozenset({
    "PATH", "PLUGINS", "AUTHOR", "DEFAULT_DATE", "FEED_ATOM", "FEED_RSS", "FEED_ALL_RSS",
    "CATEGORY_FEED_RSS", "TAG_FEED_ATOM", "TAG_FEED_RSS", "TRANSLATION_FEED_RSS",
    "CATEGORY_REGEX_SUBSTITUTIONS", "TAG_REGEX_SUBSTITUTIONS", "AUTHOR_REGEX_SUBSTITUTIONS",
})  # fmt: skip
_PLACE = re.compile(r"\{(?P<name>\w+)(?::(?P<format>[^{}]*))?\}")
_MOST_IMPORTED = 10


class UnknownPlaceholderError(Exception):
    """A pattern of addresses names what a page does not have; the text is the name."""


class _UnknownError(Exception):
    """An expression is none whose value can be told without running it."""


class Site:
    """The settings of a site, and its sources.

    Raises:
        ConfigError: they cannot be read.
    """

    def __init__(self, export: Export) -> None:
        self.export = export
        self.remarks: list[Remark] = []
        self.file = next((name for name in _FILES if name in export), "")
        self.settings = dict(_DEFAULTS)
        if self.file:
            self._read(self.file)
        path = self.settings.get("PATH")
        has_content = any(True for _ in export.below("content"))
        folder = path if isinstance(path, str) else "content" if has_content else "."
        self.content = posixpath.normpath(folder)
        url = str(self.settings["SITEURL"] or "").rstrip("/")
        self.url = url if urlsplit(url).netloc else ""
        self.base = urlsplit(url).path.rstrip("/") if self.url else ""
        self.language = str(self.settings["DEFAULT_LANG"]).lower()
        self.zone = front.zone_of(str(self.settings["TIMEZONE"])) or UTC
        self.could_not_spell = False

    def remark(self, kind: Kind, path: str, line: int, message: str) -> None:
        """Note something that is no part of a page's text."""
        self.remarks.append(Remark(kind=kind, path=path, line=line, message=message))

    def _read(self, path: str, depth: int = 0) -> None:
        """Read the settings of a file, without running it."""
        try:
            tree = ast.parse(self.export.text(path))
        except ExportError as error:
            raise ConfigError(str(error)) from error
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 1
            message = f"{path}:{line}: it cannot be read ({getattr(error, 'msg', error)})"
            raise ConfigError(message) from error
        for statement in tree.body:
            if isinstance(statement, ast.ImportFrom) and depth < _MOST_IMPORTED:
                name = f"{(statement.module or '').replace('.', '/')}.py"
                if any(one.name == "*" for one in statement.names) and name in self.export:
                    self._read(name, depth + 1)
            else:
                self._assign(path, statement)

    def _assign(self, path: str, statement: ast.stmt) -> None:
        """Take over what a statement says of settings."""
        match statement:
            case ast.Assign(targets=targets, value=value):
                pairs: list[tuple[ast.expr, ast.expr]] = [(target, value) for target in targets]
            case ast.AnnAssign(target=one, value=ast.expr() as value):
                pairs = [(one, value)]
            case ast.AugAssign(target=ast.Name(id=name) as one, op=op, value=value):
                old = ast.Name(id=name, ctx=ast.Load())
                pairs = [(one, ast.BinOp(left=old, op=op, right=value))]
            case _:
                self._note_others(path, statement)
                return
        for target, value in pairs:
            try:
                self._set(target, value)
            except _UnknownError:
                self._note_others(path, statement)

    def _set(self, target: ast.expr, value: ast.expr) -> None:
        match target:
            case ast.Name(id=name):
                self.settings[name] = self._value(value)
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                found = self.settings.get(name)
                if isinstance(found, dict):
                    self.settings[name] = {**found, self._value(index): self._value(value)}
            case ast.Tuple(elts=targets) if isinstance(value, ast.Tuple):
                for one, own in zip(targets, value.elts, strict=False):
                    self._set(one, own)

    def _note_others(self, path: str, statement: ast.stmt) -> None:
        """Say which settings that matter a statement may change, which nobody runs here."""
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store()) if name in {*_DEFAULTS, *_OTHERS}:
                    message = f"`{name}` is no plain value: it was not read"
                    self.remark(Kind.SETTING, path, node.lineno, message)

    def _value(self, node: ast.expr) -> Any:  # noqa: ANN401, C901, PLR0911 - one case a kind
        """Give the value of an expression of constants and settings.

        Raises:
            _UnknownError: it is another.
        """
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self.settings:
                return self.settings[name]
            case ast.List(elts=items):
                return [self._value(item) for item in items]
            case ast.Tuple(elts=items):
                return tuple(self._value(item) for item in items)
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                return {self._value(key): self._value(own) for key, own in pairs if key}
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                first, second = self._value(left), self._value(right)
                if isinstance(first, (str, list, tuple)) and isinstance(second, type(first)):
                    return first + second  # type: ignore[operator]
            case ast.JoinedStr(values=parts):
                return "".join(
                    str(self._value(part.value if isinstance(part, ast.FormattedValue) else part))
                    for part in parts
                )
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self._value(operand)
                if isinstance(value, (int, float)):
                    return -value
        raise _UnknownError

    def names(self, setting: str) -> list[str]:
        """Give a setting that is a list of texts."""
        value = self.settings.get(setting)
        listed = [value] if isinstance(value, str) else value
        return [str(one) for one in listed] if isinstance(listed, (list, tuple)) else []

    def sources(self) -> Iterator[tuple[str, bool]]:
        """Give the sources, and whether each is a page."""
        seen: set[str] = set()
        for is_page, kind, other in ((False, "ARTICLE", "PAGE"), (True, "PAGE", "ARTICLE")):
            excluded = [*self.names(f"{kind}_EXCLUDES"), *self.names(f"{other}_PATHS")]
            for path in self.export.below("" if self.content == "." else self.content):
                own = self.relative(path)
                if not path.endswith(READ) or self._is_ignored(own):
                    continue
                if any(one and own.startswith(f"{one.strip('/')}/") for one in excluded):
                    continue
                is_here = any(_is_below(own, one) for one in self.names(f"{kind}_PATHS"))
                if is_here and path not in seen:
                    seen.add(path)
                    yield path, is_page

    def _is_ignored(self, own: str) -> bool:
        patterns = self.names("IGNORE_FILES")
        return any(fnmatch(part, one) for part in own.split("/") for one in patterns)

    def relative(self, path: str) -> str:
        """Give the path of a source from the folder of the content."""
        return path if self.content == "." else path.removeprefix(f"{self.content}/")

    def path(self, own: str) -> str:
        """Give the file of a path of the content."""
        return posixpath.normpath(posixpath.join(self.content, own))

    def of_path(self, own: str) -> dict[str, Any]:
        """Give the metadata that the path of a source has."""
        found: dict[str, Any] = {}
        extra = self.settings["EXTRA_PATH_METADATA"]
        for path, fields in sorted(extra.items()) if isinstance(extra, dict) else []:
            if own == path or own.startswith(posixpath.join(str(path), "")):
                found |= {str(name).lower(): value for name, value in dict(fields).items()}
        folder, name = posixpath.split(own)
        checks = [
            (self.settings["FILENAME_METADATA"], posixpath.splitext(name)[0]),
            (self.settings["PATH_METADATA"], own),
        ]
        if self.settings["USE_FOLDER_AS_CATEGORY"]:
            checks.append(("(?P<category>.*)", posixpath.basename(folder)))
        named: dict[str, Any] = {}
        for pattern, text in checks:
            if pattern and text and (match := self._match(str(pattern), text)):
                for key, value in match.groupdict().items():
                    if value is not None:
                        named.setdefault(key.lower(), value)
        return found | named

    def _match(self, pattern: str, text: str) -> re.Match[str] | None:
        try:
            return re.match(pattern, text)
        except re.error as error:
            message = f"{self.file}: {pattern!r} is no regular expression ({error})"
            raise ConfigError(message) from error

    def slug(self, text: str, kind: str = "") -> str:
        """Make a slug as Pelican does; of a category, a tag or an author by its own rules."""
        value = unicodedata.normalize("NFKC", Markup(text).striptags())  # noqa: S704 - no page
        if not self.settings["SLUGIFY_USE_UNICODE"]:
            value = self._spelled(value)
        own = f"{kind}_REGEX_SUBSTITUTIONS"
        setting = own if self.settings.get(own) else "SLUG_REGEX_SUBSTITUTIONS"
        try:
            for rule in self.settings[setting]:
                old, new = (unicodedata.normalize("NFKC", str(part)) for part in rule)
                value = re.sub(old, new, value, flags=re.IGNORECASE)
        except (re.error, TypeError, ValueError) as error:
            message = (
                f"{self.file}: {setting} is no list of regular expressions, each with what takes "
                f"its place ({error})"
            )
            raise ConfigError(message) from error
        if not self.settings["SLUGIFY_PRESERVE_CASE"]:
            value = value.lower()
        return value.strip()

    def _spelled(self, text: str) -> str:
        """Spell a text in ASCII."""
        # Pelican brings it; its licence forbids us to.
        if find_spec("unidecode"):
            return str(import_module("unidecode").unidecode(text))
        plain = "".join(
            sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign)
        )
        self.could_not_spell = self.could_not_spell or not plain.isascii()
        return plain.encode("ascii", "ignore").decode()

    def filled(self, setting: str, values: Mapping[str, Any]) -> str:
        """Fill a pattern of addresses.

        Raises:
            UnknownPlaceholderError: it names what is not there.
        """
        return filled(str(self.settings.get(setting) or ""), values)


def filled(pattern: str, values: Mapping[str, Any]) -> str:
    """Fill a pattern as Python formats it, for dates and texts.

    Raises:
        UnknownPlaceholderError: it names what is not there.
    """

    def value(found: re.Match[str]) -> str:
        if found["name"] not in values:
            raise UnknownPlaceholderError(found["name"])
        own = values[found["name"]]
        if isinstance(own, datetime) and found["format"]:
            return own.strftime(found["format"])
        return str(own)

    return _PLACE.sub(value, pattern)


def _is_below(own: str, folder: str) -> bool:
    return not folder.strip("/.") or own == folder or own.startswith(f"{folder.strip('/')}/")
