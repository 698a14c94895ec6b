"""A Hugo site as its configuration and its folders make it: languages, and which file is a page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping  # noqa: TC003 - of a dataclass
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, Literal

from . import front
from .model import Kind, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .export import Export

_NAMES = ("hugo", "config")
_SUFFIXES = ("toml", "yaml", "yml", "json")
_ENVIRONMENTS = ("_default", "production")
READ = (".md", ".markdown", ".mdown", ".html", ".htm")
"""The suffixes of pages that are read."""
NOT_READ = (".org", ".adoc", ".asciidoc", ".ad", ".rst", ".pandoc", ".pdc", ".mmark")
"""The suffixes of pages that Hugo gives to other programs."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language of a site.

    Args:
        code: what configuration and file names call it.
        is_main: whether it is the one that files without a code are in.
        folder: the content folder that is its own, ``""`` for the common one.
        prefix: what its addresses begin with, without slashes.
        base: the path of the URL that it is served at, without its last slash.
        zone: the zone of times without an offset.
        is_disabled: whether it is not built.
        config: the settings as they hold for it.
    """

    code: str
    is_main: bool
    folder: str
    prefix: str
    base: str
    zone: tzinfo
    is_disabled: bool
    config: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file of content, and what Hugo takes it for.

    Args:
        path: its path in the export.
        language: its language.
        folders: the folders below content, as they are written; of a bundle, without its own.
        name: what names the page: the file, or the folder of a bundle.
        kind: a page, a list (`_index`), a page in the format of another program, or a file that
            belongs to the page of its folder.
        is_bundle: whether the page has a folder of its own.
    """

    path: str
    language: Language
    folders: tuple[str, ...]
    name: str
    kind: Literal["page", "list", "foreign", "part"]
    is_bundle: bool = False

    @property
    def key(self) -> str:
        """The path that names the page within the site, in Hugo's spelling."""
        parts = [*self.folders, *([self.name] if self.kind != "list" else [])]
        return "/" + "/".join(map(normalized, parts))


def normalized(name: str) -> str:
    """Give a name as Hugo compares it."""
    return lower(name).replace(" ", "-")


def lower(text: str) -> str:
    """Give a text in lower case as Go does, sign by sign."""
    return "".join(sign.lower()[0] for sign in text)


class Site:
    """The configuration and the content of a site."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.remarks: list[Remark] = []
        self.config = _config(export)
        self.languages = _languages(self.config)
        self.main = next(language for language in self.languages if language.is_main)
        self.mounts = list(self._mounts())
        self.sources = {source.path: source for source in self._sources()}

    def static_folders(self) -> Iterator[str]:
        """Give the folders whose files lie at the root of the site, or beside its pages."""
        static = front.texts_of(self.config, "staticdir") or ("static",)
        yield from static
        for mount in front.maps_of(front.map_of(self.config, "module"), "mounts"):
            if front.text_of(mount, "target") == "static":
                yield front.text_of(mount, "source").strip("/")
        yield "assets"
        yield from dict.fromkeys(folder for folder, _, _ in self.mounts)
        yield from (f"{theme}/static" for theme in self._themes())

    def _mounts(self) -> Iterator[tuple[str, str, Language | None]]:
        """Give folders of content, below which path they lie, and in which language."""
        by_code = {language.code: language for language in self.languages}
        mounts = front.maps_of(front.map_of(self.config, "module"), "mounts")
        found = [
            (
                front.text_of(mount, "source").strip("/"),
                target.removeprefix("content").strip("/"),
                by_code.get(front.text_of(mount, "lang").lower()),
            )
            for mount in mounts
            if (target := front.text_of(mount, "target").strip("/")) == "content"
            or target.startswith("content/")
        ]
        yield from found
        if not found:
            common = front.text_of(self.config, "contentdir").strip("/") or "content"
            if not any(self.export.below(common)) and not _has_folders(self.export):
                common = ""
            owners: dict[str, list[Language]] = {}
            for language in self.languages:
                owners.setdefault(language.folder or common, []).append(language)
            for folder, languages in owners.items():
                is_own = len(languages) == 1 and languages[0].folder
                yield folder, "", languages[0] if is_own else None
        for theme in self._themes():
            yield f"{theme}/content", "", None

    def _themes(self) -> Iterator[str]:
        folder = front.text_of(self.config, "themesdir").strip("/") or "themes"
        for theme in front.texts_of(self.config, "theme"):
            yield f"{folder}/{theme}"

    def _sources(self) -> Iterator[Source]:
        """Give the files of content; of two for one page the first counts."""
        seen: dict[tuple[str, str, str], str] = {}
        folders = sorted(self.mounts, key=lambda mount: -len(mount[0]))
        mounted: dict[str, list[tuple[str, Language | None]]] = {}
        for path in self.export.below(""):
            mount = next((one for one in folders if _is_below(path, one[0])), None)
            if mount and not _is_ignored(path):
                folder, target, language = mount
                below = path.removeprefix(folder).lstrip("/")
                mounted.setdefault(posixpath.join(target, below), []).append((path, language))
        bundles = {
            posixpath.dirname(below)
            for below in mounted
            if posixpath.basename(below).split(".")[0] == "index" and _is_content(below)
        } - {""}
        for below, files in mounted.items():
            for path, language in files:
                if not _is_content(below):
                    continue
                source = self._source(path, below, language, bundles)
                name = (source.key, source.language.code, "list" * (source.kind == "list"))
                if source.kind in {"page", "list"} and name in seen:
                    message = f"it is the page {source.key} as {seen[name]} is, which was built"
                    self.remarks.append(
                        Remark(kind=Kind.HIDDEN, path=path, line=0, message=message)
                    )
                    continue
                seen[name] = path
                yield source

    def _source(
        self, path: str, below: str, language: Language | None, bundles: set[str]
    ) -> Source:
        folder, _, file = below.rpartition("/")
        stem, suffix = posixpath.splitext(file)
        codes = {one.code: one for one in self.languages}
        before, dot, code = stem.rpartition(".")
        if dot and code.lower() in codes:
            language, stem = codes[code.lower()], before
        parts = tuple(folder.split("/")) if folder else ()
        above = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
        is_index = stem == "index" and folder in bundles
        kind: Literal["page", "list", "foreign", "part"] = "page"
        if above & bundles or (folder in bundles and not is_index):
            kind = "part"
        elif stem == "_index" or (stem == "index" and not folder):
            kind = "list"
        elif suffix.lower() not in READ:
            kind = "foreign"
        return Source(
            path=path,
            language=language or self.main,
            folders=parts[:-1] if is_index else parts,
            name=parts[-1] if is_index else stem,
            kind=kind,
            is_bundle=is_index,
        )


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") or not folder


def _has_folders(export: Export) -> bool:
    """Tell whether an export is a whole site, and not its content alone."""
    return any(
        path.partition("/")[0] in {"archetypes", "layouts", "static", "themes", "config"}
        or posixpath.splitext(path)[0] in _NAMES
        for path in export.files
    )


def _is_content(path: str) -> bool:
    return path.lower().endswith((*READ, *NOT_READ))


def _is_ignored(path: str) -> bool:
    name = posixpath.basename(path)
    return name.startswith((".", "#")) or name.endswith("~")


def _config(export: Export) -> dict[str, Any]:
    """Read all files of a configuration, the later over the earlier."""
    found: dict[str, Any] = {}
    roots = [f"{name}.{suffix}" for name in _NAMES for suffix in _SUFFIXES]
    first = next((name for name in roots if name in export), "")
    if first:
        _merge(found, front.config(first, export.text(first)))
    for environment in _ENVIRONMENTS:
        for path in export.below(f"config/{environment}"):
            stem, _, suffix = posixpath.basename(path).rpartition(".")
            if suffix in _SUFFIXES and path.count("/") == 2:  # noqa: PLR2004 - directly in it
                values: Any = front.config(path, export.text(path))
                _merge(found, _at(stem.lower(), values))
    return found


def _at(stem: str, values: dict[str, Any]) -> dict[str, Any]:
    """Give the values of a file as a part of the whole: `params.de` is that of a language."""
    if stem in _NAMES:
        return values
    name, _, language = stem.partition(".")
    if name in _NAMES:
        return {"languages": {language: values}}
    if name == "languages":
        return {name: {language: values} if language else values}
    return {"languages": {language: {name: values}}} if language else {name: values}


def _merge(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


def _languages(config: dict[str, Any]) -> list[Language]:
    """Give the languages; a site without any has one."""
    declared = front.map_of(config, "languages")
    codes = [code for code in declared if isinstance(declared[code], dict) or not declared[code]]
    main = front.text_of(config, "defaultcontentlanguage").lower()
    if not main:
        main = "en" if "en" in codes or not codes else codes[0]
    if main not in codes:
        codes = [main, *codes]
    disabled = {code.lower() for code in front.texts_of(config, "disablelanguages", " ")}
    in_folder = front.flag_of(config, "defaultcontentlanguageinsubdir")
    own_hosts = any(front.text_of(front.map_of(declared, code), "baseurl") for code in codes)
    found = []
    for code in codes:
        own = front.map_of(declared, code)
        merged: dict[str, Any] = {**config}
        _merge_copies(merged, own)
        url = front.text_of(own, "baseurl") or front.text_of(config, "baseurl")
        has_prefix = not own_hosts and (code != main or in_folder)
        zone = front.text_of(own, "timezone") or front.text_of(config, "timezone")
        found.append(
            Language(
                code=code,
                is_main=code == main,
                folder=front.text_of(own, "contentdir").strip("/"),
                prefix=code if has_prefix else "",
                base=_base(url),
                zone=front.zone_of(zone) or UTC,
                is_disabled=code in disabled or front.flag_of(own, "disabled"),
                config=merged,
            )
        )
    return found


def _merge_copies(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            into[key] = {**into[key], **value}
        else:
            into[key] = value


def _base(url: str) -> str:
    """Give the path of a base URL, without its last slash."""
    path = re.sub(r"^[a-z]+:(?://[^/]*)?|^//[^/]*", "", url.strip(), flags=re.IGNORECASE)
    path = re.split(r"[?#]", path)[0].strip("/")
    return f"/{path}" if path else ""
