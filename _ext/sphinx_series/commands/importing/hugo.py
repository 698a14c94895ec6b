"""Posts of a Hugo site: its folder, with the configuration at the top and `content/` below."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from . import front, tags
from .export import ExportError
from .model import Blog, Notes, OldPost, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

_CONFIGS = [
    f"{folder}{name}.{suffix}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for suffix in ("toml", "yaml", "yml", "json")
]
_SUFFIXES = (".md", ".markdown", ".html")
_DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<name>.+)")
_SHORTCODE = re.compile(
    r"\{\{[<%](?P<comment>/\*)?\s*/?\s*(?P<name>[\w./-]+)(?P<rest>[^}]{0,2000}?)/?\s*[%>]\}\}"
)
_HIGHLIGHT = re.compile(
    r"\{\{[<%]\s*highlight\s+(?P<rest>[^}]*?)\s*[%>]\}\}(?P<code>.*?)"
    r"\{\{[<%]\s*/\s*highlight\s*[%>]\}\}",
    re.DOTALL,
)


def read(export: Export) -> Blog:
    """Read the posts: every page of content that is no list."""
    name = next((name for name in _CONFIGS if name in export), "")
    config = front.config(name, export.text(name)) if name else {}
    content = "content" if any(export.below("content")) else ""
    site = _Site(export, config, content)
    remarks = []
    posts = []
    for path in export.below(content):
        if not path.endswith(_SUFFIXES) or posixpath.basename(path).startswith("_index."):
            continue
        try:
            posts.append(site.post(path))
        except ExportError as error:
            remarks.append(Remark(path=path, line=0, message=str(error)))
    return Blog(
        posts=tuple(posts),
        remarks=tuple(remarks),
        url=str(config.get("baseURL") or config.get("baseurl") or ""),
        roots=("static", "assets", content),
    )


class _Site:
    """A Hugo site: knows the addresses of its pages."""

    def __init__(self, export: Export, config: Mapping[str, Any], content: str) -> None:
        self.export = export
        self.content = content
        self.ugly = bool(config.get("uglyURLs") or config.get("uglyurls"))
        self.patterns = _patterns(config)
        self.pages = {path for path in export.below(content) if path.endswith(_SUFFIXES)}

    def post(self, path: str) -> OldPost:
        notes = Notes()
        fields, body = front.split(self.export.text(path), notes)
        name = self._name(path)
        dated = _DATED.fullmatch(name)
        date = front.moment(front.text_of(fields, "date", "publishdate"))
        if date is None and dated:
            date = front.moment(dated["date"])
        title = front.text_of(fields, "title") or name.replace("-", " ").capitalize()
        kind = "html" if path.endswith(".html") else "markdown"
        return OldPost(
            path=path,
            title=title,
            name=front.text_of(fields, "slug") or (dated["name"] if dated else name),
            body=self._without_shortcodes(body, path, notes),
            kind=kind,  # type: ignore[arg-type]
            notes=notes,
            date=date,
            updated=front.moment(front.text_of(fields, "lastmod", "modified", "updated")),
            description=front.text_of(fields, "description", "summary"),
            tags=(*front.texts_of(fields, "categories"), *front.texts_of(fields, "tags")),
            draft=front.flag_of(fields, "draft"),
            addresses=(self._address(path, fields), *self._aliases(path, fields)),
            math=front.flag_of(fields, "math") or "$$" in body,
        )

    def _name(self, path: str) -> str:
        """Give what the file, or the folder of a bundle, calls the page."""
        stem = posixpath.splitext(posixpath.basename(path))[0]
        return posixpath.basename(posixpath.dirname(path)) if stem == "index" else stem

    def _folder(self, path: str) -> str:
        """Give the sections that a page is in, as a path."""
        folder = posixpath.dirname(path)
        if posixpath.splitext(posixpath.basename(path))[0] == "index":
            folder = posixpath.dirname(folder)
        return folder.removeprefix(self.content).strip("/")

    def _address(self, path: str, fields: front.Fields | None = None) -> str:
        """Give the address that Hugo gives a page."""
        if fields is None:
            fields = front.split(self.export.text(path), Notes())[0]
        url = front.text_of(fields, "url")
        if url:
            return url if url.startswith("/") else f"/{url}"
        folder, name = self._folder(path), self._name(path)
        slug = front.text_of(fields, "slug")
        pattern = self.patterns.get(folder.split("/")[0])
        if pattern:
            return _lower(self._expanded(pattern, folder, name, fields))
        address = _lower(f"/{folder}/{slug or name}".replace("//", "/"))
        return f"{address}.html" if self.ugly else f"{address}/"

    def _expanded(self, pattern: str, folder: str, name: str, fields: front.Fields) -> str:
        date = front.moment(front.text_of(fields, "date", "publishdate"))
        title, slug = front.text_of(fields, "title"), front.text_of(fields, "slug")
        values = {
            "sections": folder,
            "section": folder.split("/", maxsplit=1)[0],
            "title": title or name,
            "slugorcontentbasename": slug or name,
            "slugorfilename": slug or name,
            "slug": slug or title or name,
            "contentbasename": name,
            "filename": name,
        }
        if date:
            values |= {
                "year": f"{date:%Y}", "monthname": f"{date:%B}", "month": f"{date:%m}",
                "weekdayname": f"{date:%A}", "weekday": f"{date:%w}", "yearday": f"{date:%j}",
                "day": f"{date:%d}",
            }  # fmt: skip
        expanded = re.sub(
            r":(\w+)(?:\[[^]]*\])?",
            lambda found: values.get(found[1], found[0]),
            f"/{pattern.strip('/')}/",
        )
        return re.sub(r"/{2,}", "/", expanded)

    def _aliases(self, path: str, fields: front.Fields) -> Iterator[str]:
        """Give the aliases; one without a slash in front is relative to the page's section."""
        for alias in front.texts_of(fields, "aliases"):
            if alias.startswith("/"):
                yield alias
            else:
                full = posixpath.normpath(f"/{posixpath.join(self._folder(path), alias)}")
                yield f"{full}/" if alias.endswith("/") else full

    def _without_shortcodes(self, body: str, path: str, notes: Notes) -> str:
        """Convert the shortcodes that have a meaning elsewhere; the others are kept as code."""
        body = tags.outside_code(body, _HIGHLIGHT, lambda found: _highlighted(found, notes))
        body = re.sub(r"<!--\s*more\s*-->", "", body)
        body = tags.outside_code(
            body, _SHORTCODE, lambda found: self._shortcode(found, path, notes)
        )
        # In code, Hugo's own way of showing a shortcode is taken back.
        return re.sub(r"(\{\{[<%])/\*(.*?)\*/([%>]\}\})", r"\1\2\3", body)

    def _shortcode(self, found: re.Match[str], path: str, notes: Notes) -> str:
        positional, named = tags.arguments(found["rest"])
        first = (positional or [""])[0]
        match found["name"]:
            case _ if found["comment"]:
                return tags.code_span(re.sub(r"/\*|\*/", "", found[0]))
            case "figure" if named.get("src"):
                return tags.picture(
                    named["src"], named.get("alt", ""), named.get("caption", named.get("title", ""))
                )
            case "ref" | "relref":
                page = self._page(first or named.get("path", ""), path)
                if page:
                    fragment = first.partition("#")[2]
                    return self._address(page) + (f"#{fragment}" if fragment else "")
        mark = notes.mark(f"the shortcode `{found['name']}` is kept as text")
        return tags.code_span(mark + found[0])

    def _page(self, name: str, path: str) -> str:
        """Find the page that `ref` names: by its path, or by its file's name if that is unique."""
        wanted = name.partition("#")[0]
        if not wanted:
            return path
        if wanted.startswith("/"):
            starts = [posixpath.join(self.content, wanted.strip("/"))]
        else:
            folder = posixpath.dirname(path)
            starts = [
                posixpath.normpath(posixpath.join(at, wanted)) for at in (folder, self.content)
            ]
        for start in starts:
            for candidate in (
                start,
                *(f"{start}{suffix}" for suffix in _SUFFIXES),
                f"{start}/index.md",
            ):
                if candidate in self.pages:
                    return candidate
        stem = posixpath.splitext(posixpath.basename(wanted))[0]
        alike = [page for page in sorted(self.pages) if self._name(page) == stem]
        return alike[0] if len(alike) == 1 else ""


def _patterns(config: Mapping[str, Any]) -> dict[str, str]:
    """Give the pattern of addresses of each section."""
    permalinks = config.get("permalinks")
    if not isinstance(permalinks, dict):
        return {}
    pages = permalinks.get("page")
    found = {**permalinks, **(pages if isinstance(pages, dict) else {})}
    return {section: pattern for section, pattern in found.items() if isinstance(pattern, str)}


def _lower(address: str) -> str:
    """Write an address as Hugo does: lower case, dashes for spaces, and no other signs."""
    dashed = re.sub(r"\s+", "-", address.strip().lower())
    return re.sub(r"[^\w/.+~@-]", "", dashed)


def _highlighted(found: re.Match[str], notes: Notes) -> str:
    positional, _ = tags.arguments(found["rest"])
    code = found["code"]
    if len(positional) > 1:
        code = notes.mark(f"the options of the code are left out: {positional[1]!r}") + code.lstrip(
            "\n"
        )
    return tags.code_block(code, positional[0] if positional else "")
