"""What a site in MkDocs Material says of itself, and the addresses of its blogs."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from babel import UnknownLocaleError
from babel.dates import format_date, format_datetime

from . import front, mkdocs, pymdown
from .export import ExportError
from .front import ConfigError
from .model import Kind, Remark, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from .export import Export

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_FILES = ("mkdocs.yml", "mkdocs.yaml")
_NOT_READ = (".html", ".htm", ".ipynb")
# What gives no page, and no text, of its own.
_PLAIN = frozenset({
    "autorefs", "awesome-nav", "awesome-pages", "blog", "exclude", "git-authors", "git-committers",
    "git-revision-date", "git-revision-date-localized", "glightbox", "group", "info",
    "literate-nav", "meta", "minify", "offline", "optimize", "privacy", "redirects", "rss",
    "search", "section-index", "social", "tags", "typeset",
})  # fmt: skip
_DATES = frozenset({"full", "long", "medium", "short"})
_MOST_INHERITED = 10


class Site:
    """The configuration of a site, and its sources.

    Raises:
        ConfigError: it cannot be read.
    """

    def __init__(self, export: Export) -> None:
        self.export = export
        self.remarks: list[Remark] = []
        self.file = next((name for name in _FILES if name in export), "")
        self.config = self._config(self.file) if self.file else {}
        self.docs = posixpath.normpath(_text(self.config, "docs_dir") or "docs")
        self.url = _text(self.config, "site_url")
        self.base = urlsplit(self.url).path.rstrip("/")
        self.directories = self.config.get("use_directory_urls") is not False
        self.plugins = mkdocs.named(self.config, "plugins")
        theme = self.config.get("theme")
        language = theme.get("language") if isinstance(theme, dict) else None
        self.instances = [
            Instance(self, options, str(language or "en"))
            for name, options in self.plugins
            if name == "blog" and options.get("enabled") is not False
        ]
        extensions = mkdocs.named(self.config, "markdown_extensions")
        self.options = {name.removeprefix("markdown.extensions."): own for name, own in extensions}
        # MkDocs adds these by itself.
        kinds = pymdown.kinds(self.options)
        self.extensions = frozenset({"toc", "tables", "fenced_code", *self.options, *kinds})
        self.metas = self._metas()
        for name in dict.fromkeys(name for name, _ in self.plugins):
            if name not in _PLAIN:
                message = f"the plugin {name!r} is not known: see what it gave the site"
                self.remark(Kind.SETTING, self.file, message, word=name)

    def remark(self, kind: Kind, path: str, message: str, *, word: str = "") -> None:
        """Note something that is no part of a page's text; a word says where it stands."""
        line = line_of(self.export.text(path), word) if word else 0
        self.remarks.append(Remark(kind=kind, path=path, line=line, message=message))

    def _config(self, path: str, depth: int = 0) -> Mapping[str, Any]:
        """Read a configuration, with the one that it inherits from."""
        try:
            found = dict(mkdocs.config(self.export.text(path)))
        except (ExportError, ValueError) as error:
            what = re.sub(r"^line (\d+)", r"\1", str(error))
            message = f"{path}:{what}" if what[:1].isdigit() else f"{path}: {what}"
            raise ConfigError(message) from error
        parent = found.pop("INHERIT", None)
        if not isinstance(parent, str) or depth > _MOST_INHERITED:
            return found
        where = posixpath.normpath(posixpath.join(posixpath.dirname(path), parent))
        if where not in self.export:
            message = f"{path}: it inherits from {parent!r}, which is not in the export"
            raise ConfigError(message)
        return _merged(self._config(where, depth + 1), found)

    def _metas(self) -> list[tuple[str, front.Fields]]:
        """Give what files of the plugin `meta` say of the pages of their folders."""
        found = []
        options = next((own for name, own in self.plugins if name == "meta"), None)
        if options is None or options.get("enabled") is False:
            return []
        name = _text(options, "meta_file") or ".meta.yml"
        for path in self.export.below(self.docs):
            if posixpath.basename(path) == name:
                folder = posixpath.dirname(path)
                found.append((folder, front.config(path, self.export.text(path))))
        return sorted(found, key=lambda item: item[0].count("/"))

    def defaults(self, path: str) -> front.Fields:
        """Give the front matter that a page has of its folders."""
        merged: front.Fields = {}
        for folder, fields in self.metas:
            if path.startswith(folder):
                merged = _added(merged, fields)
        return merged

    def sources(self) -> Iterator[str]:
        """Give the pages that MkDocs finds; what is no Markdown has a remark."""
        for path in self.export.below(self.docs):
            own = self.relative(path)
            if any(part.startswith(".") for part in own.split("/")) or own.startswith("templates/"):
                continue
            if path.lower().endswith(_NOT_READ):
                message = "left out: a page that is no Markdown; write it anew"
                self.remark(Kind.LEFT_OUT, path, message)
            if not path.endswith(MARKDOWN):
                continue
            folder, name = posixpath.split(path)
            if name.startswith("README.") and f"{folder}/index.md" in self.export:
                self.remark(Kind.HIDDEN, path, "left out: index.md hid it")
                continue
            yield path

    def relative(self, path: str) -> str:
        """Give the path of a source from the folder of the documents."""
        return path if self.docs == "." else path.removeprefix(f"{self.docs}/")

    def path(self, own: str) -> str:
        """Give the file of a source."""
        return posixpath.normpath(posixpath.join(self.docs, own.lstrip("/")))

    def instance_of(self, path: str) -> Instance | None:
        """Give the blog that a source is a post of."""
        own = self.relative(path)
        return next((one for one in self.instances if own.startswith(one.posts)), None)

    def excluded(self, path: str) -> str:
        """Say which setting kept a source from being published; ``""`` for none."""
        own = self.relative(path)
        for name in ("exclude_docs", "draft_docs"):
            if _matches(str(self.config.get(name) or ""), own):
                return f"`{name}` left it out"
        options = next((own for name, own in self.plugins if name == "exclude"), {})
        globs = options.get("glob")
        for glob in [globs] if isinstance(globs, str) else globs or []:
            if fnmatch(own, str(glob)):
                return "the plugin `exclude` left it out"
        patterns = options.get("regex")
        for pattern in [patterns] if isinstance(patterns, str) else patterns or []:
            if _finds(str(pattern), own):
                return "the plugin `exclude` left it out"
        return ""

    def redirects(self) -> dict[str, str]:
        """Give what mkdocs-redirects leads from where to where, by their sources."""
        options = next((own for name, own in self.plugins if name == "redirects"), {})
        maps = options.get("redirect_maps")
        return {str(old): str(new) for old, new in maps.items()} if isinstance(maps, dict) else {}

    def feeds(self) -> Iterator[str]:
        """Give the files of the feeds of mkdocs-rss-plugin."""
        for name, options in self.plugins:
            if name != "rss" or options.get("enabled") is False:
                continue
            names = options.get("feeds_filenames")
            own = names if isinstance(names, dict) else {}
            for form, suffix in (("rss", "xml"), ("json", "json")):
                if options.get(f"{form}_feed_enabled") is not False:
                    for what in ("created", "updated"):
                        yield str(own.get(f"{form}_{what}") or f"feed_{form}_{what}.{suffix}")

    def snippet(self, name: str) -> str | None:
        """Give the text of a snippet; None where it is not in the export."""
        found = re.fullmatch(r"(?P<path>.*?)(?::(?P<part>[\w:,-]+))?", name)
        if not found:
            return None
        options = self.options.get("pymdownx.snippets", {})
        bases = options.get("base_path")
        for base in [bases] if isinstance(bases, str) else bases or ["."]:
            folder = "." if isinstance(base, mkdocs.PythonObject) else str(base)
            path = posixpath.normpath(posixpath.join(folder, found["path"]))
            if path in self.export:
                return pymdown.part_of(self.export.text(path), found["part"] or "")
        return None

    def appended(self) -> list[str]:
        """Give the files that end every page."""
        files = self.options.get("pymdownx.snippets", {}).get("auto_append")
        return [str(file) for file in files] if isinstance(files, list) else []


class Instance:
    """One blog of a site: where its posts are, and the addresses that it gives its pages."""

    def __init__(self, site: Site, options: Mapping[str, Any], language: str) -> None:
        self.site = site
        self.options = options
        self.language = language.replace("-", "_")
        self.folder = posixpath.normpath(self._option("blog_dir", "blog"))
        posts = self._option("post_dir", "{blog}/posts").replace("{blog}", self.folder)
        self.posts = posixpath.normpath(posts)
        self.index = posixpath.normpath(posixpath.join(self.folder, "index.md"))
        self.slug_of_post = self._slugify("post")
        self.slug_of_category = self._slugify("categories")
        self.authors = self._authors()

    def _option(self, name: str, default: str) -> str:
        value = self.options.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Give an option that is true or false."""
        value = self.options.get(name)
        return value if isinstance(value, bool) else default

    def number(self, name: str, default: int) -> int:
        """Give an option that is a number."""
        value = self.options.get(name)
        return value if isinstance(value, int) and value > 0 else default

    def _slugify(self, what: str) -> Callable[[str], str]:
        separator = self._option(f"{what}_slugify_separator", "-")
        function = self.options.get(f"{what}_slugify")
        case = "lower"
        options: Mapping[str, Any] = {}
        if isinstance(function, mkdocs.PythonObject) and function.name.startswith("pymdownx.slugs"):
            options = function.options
            case = str(options.get("case") or "none")
        elif function is not None:
            message = f"`{what}_slugify` is a function that is not known: addresses may differ"
            self.site.remark(Kind.SETTING, self.site.file, message, word=f"{what}_slugify")
        percent = options.get("percent_encode") is True
        form = str(options.get("normalize") or "NFC")

        def slugified(text: str) -> str:
            found = slug(text, separator, case=case, form=form)
            return quote(found) if percent else found

        return slugified

    def _authors(self) -> front.Fields:
        """Read the file of authors, if there is one.

        Raises:
            ConfigError: it cannot be read.
        """
        name = self._option("authors_file", "{blog}/.authors.yml").replace("{blog}", self.folder)
        path = self.site.path(name)
        if path not in self.site.export:
            return {}
        return front.map_of(front.config(path, self.site.export.text(path)), "authors")

    def _path(self, setting: str, default: str, values: Mapping[str, str]) -> str:
        """Give the source that stands for a page: its pattern, filled.

        Raises:
            UnknownPlaceholderError: the pattern names something else.
        """

        def value(found: re.Match[str]) -> str:
            if found[1] not in values:
                raise UnknownPlaceholderError(found[1])
            return values[found[1]]

        pattern = self._option(setting, default)
        path = posixpath.normpath(re.sub(r"\{([^{}]*)\}", value, pattern).strip("/"))
        return posixpath.normpath(posixpath.join(self.folder, f"{path}.md"))

    def _date(self, date: datetime, setting: str, default: str) -> str:
        format_ = self._option(setting, default)
        try:
            if format_ in _DATES:
                return format_date(date, format=format_, locale=self.language)
            return format_datetime(date, format=format_, locale=self.language)
        except (UnknownLocaleError, ValueError, AttributeError, KeyError):
            return format_datetime(date, format="yyyy/MM/dd", locale="en")

    def path_of_post(
        self, *, date: datetime, categories: Sequence[str], file: str, own: str, title: str
    ) -> str:
        """Give the source that stands for a post.

        Raises:
            UnknownPlaceholderError: the pattern of its address names something else.
        """
        count = self.options.get("post_url_max_categories")
        kept = categories[: count if isinstance(count, int) else 1]
        return self._path("post_url_format", "{date}/{slug}", {
            "categories": "/".join(map(self.slug_of_category, kept)),
            "date": self._date(date, "post_url_date_format", "yyyy/MM/dd"),
            "file": file,
            "slug": own or self.slug_of_post(title),
        })  # fmt: skip

    def path_of_archive(self, date: datetime) -> str:
        """Give the source that stands for the archive of a date."""
        shown = self._date(date, "archive_url_date_format", "yyyy")
        return self._path("archive_url_format", "archive/{date}", {"date": shown})

    def path_of_category(self, name: str) -> str:
        """Give the source that stands for a category."""
        values = {"slug": self.slug_of_category(name)}
        return self._path("categories_url_format", "category/{slug}", values)

    def path_of_author(self, id_: str) -> str:
        """Give the source that stands for an author."""
        fields = front.map_of(self.authors, id_.lower())
        values = {
            "slug": front.text_of(fields, "slug") or id_,
            "name": front.text_of(fields, "name") or id_,
        }
        return self._path("authors_profiles_url_format", "author/{slug}", values)

    def paths_of_pages(self, view: str, kind: str, count: int) -> Iterator[str]:
        """Give the sources that stand for the further pages of a list."""
        if not self.flag(f"{kind}pagination", default=self.flag("pagination", default=True)):
            return
        step = self.number(f"{kind}pagination_per_page", self.number("pagination_per_page", 10))
        base, name = posixpath.split(posixpath.splitext(view)[0])
        is_index = name in {"index", "README"}
        for number in range(2, -(-count // step) + 1):
            page = self._option("pagination_url_format", "page/{page}")
            page = page.replace("{page}", str(number))
            if is_index:
                page = posixpath.join(page, "index")
            path = posixpath.normpath(page.strip("/"))
            folder = base if is_index else posixpath.join(base, name)
            yield posixpath.normpath(posixpath.join(folder, f"{path}.md"))


class UnknownPlaceholderError(Exception):
    """A pattern of addresses names what nobody knows; the text is the name."""


def slug(text: str, separator: str, *, case: str = "lower", form: str = "NFC") -> str:
    """Make a slug as pymdownx.slugs does."""
    if form not in {"NFC", "NFD", "NFKC", "NFKD"}:
        form = "NFC"
    plain = re.sub(r"</?[^>]*>", "", unicodedata.normalize(form, text)).strip()  # type: ignore[arg-type]
    match case:
        case "lower":
            plain = plain.lower()
        case "lower-ascii":
            plain = re.sub("[A-Z]", lambda found: found[0].lower(), plain)
        case "fold":
            plain = plain.casefold()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", separator)


def _text(config: Mapping[str, Any], name: str) -> str:
    value = config.get(name)
    return value if isinstance(value, str) else ""


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one configuration over another, as MkDocs does: only mappings are merged."""
    found = dict(below)
    for name, value in above.items():
        old = found.get(name)
        both = isinstance(old, dict) and isinstance(value, dict)
        found[name] = _merged(old, value) if both and isinstance(old, dict) else value
    return found


def _added(below: front.Fields, above: front.Fields) -> front.Fields:
    """Lay fields over others; lists are put together."""
    found = dict(below)
    for name, value in above.items():
        old = found.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            found[name] = _added(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            found[name] = [*old, *value]
        else:
            found[name] = value
    return found


def _finds(pattern: str, text: str) -> bool:
    try:
        return re.match(pattern, text) is not None
    except re.error:
        return False


def _matches(patterns: str, path: str) -> bool:
    """Tell whether a list of patterns as in .gitignore takes a path."""
    is_taken = False
    for line in patterns.split("\n"):
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        is_kept = pattern.startswith("!")
        if re.match(_as_regex(pattern.removeprefix("!")), path):
            is_taken = not is_kept
    return is_taken


def _as_regex(pattern: str) -> str:
    """Give the regular expression of one pattern of .gitignore."""
    is_anchored = "/" in pattern.rstrip("/")
    found = "" if is_anchored else "(?:.*/)?"
    for part in re.findall(r"\*\*/?|\*|\?|\[[^\]]*\]|.", pattern.strip("/")):
        match part:
            case "**/":
                found += "(?:.*/)?"
            case "**":
                found += ".*"
            case "*":
                found += "[^/]*"
            case "?":
                found += "[^/]"
            case _ if part.startswith("[") and len(part) > 1:
                found += part.replace("[!", "[^", 1)
            case _:
                found += re.escape(part)
    return f"{found}(?:/.*)?$" if not pattern.endswith("/") else f"{found}/.*$"
