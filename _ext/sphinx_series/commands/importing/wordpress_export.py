"""What the export of a WordPress blog holds: its items, authors and terms, whatever its version.

WordPress calls the format WXR, an RSS feed with elements of its own.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from .export import without_controls
from .front import ConfigError
from .model import without_reserved

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWN = re.compile(r"http://wordpress\.org/export/[\d.]+/(?P<part>excerpt/)?")
_URLS = frozenset({"link", "attachment_url"})
_HELD = frozenset({"item", "author", "category", "tag", "term", "base_site_url", "base_blog_url"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category, a tag, or what a plugin classifies by, as its ``domain`` says."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A post, page, file or whatever else WordPress keeps as such, by the names of the export."""

    path: str
    line: int
    texts: dict[str, str]
    terms: tuple[Term, ...]
    meta: tuple[tuple[str, str], ...]
    comments: int

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    def metas(self, name: str) -> list[str]:
        """Give all values that a plugin, or WordPress itself, keeps with it by a name."""
        return [value for key, value in self.meta if key == name]

    @property
    def is_public(self) -> bool:
        """Whether everybody could read it."""
        return self["status"] == "publish" and not self["post_password"]


@dataclass(kw_only=True)
class Wxr:
    """All that the files of an export hold."""

    url: str = ""
    items: list[Item] = field(default_factory=list)
    authors: dict[str, str] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, content: bytes) -> None:
        """Read a file of the export.

        Raises:
            ConfigError: it is no XML, or defines entities, which no export does.
        """
        try:
            for element in _elements(path, without_controls(content)):
                self._add(path, element)
        except etree.XMLSyntaxError as error:
            where = f"{path}:{error.lineno or 1}: this is no valid XML ({error.msg})"
            raise ConfigError(where) from error

    def _add(self, path: str, element: etree._Element) -> None:
        texts = _texts(element)
        match _name(element):
            case "item":
                self.items.append(_item(path, element, texts))
            case "author":
                login = texts.get("author_login", "")
                self.authors[login] = texts.get("author_display_name") or login
            case "category":
                self._add_term("category", texts.get("category_nicename"), texts.get("cat_name"))
                self.parents[texts.get("category_nicename", "")] = texts.get("category_parent", "")
            case "tag":
                self._add_term("post_tag", texts.get("tag_slug"), texts.get("tag_name"))
            case "base_blog_url":
                self.url = _url(element.text or "")
            case "base_site_url" if not self.url:
                self.url = _url(element.text or "")

    def _add_term(self, domain: str, slug: str | None, name: str | None) -> None:
        if slug:
            self.terms[domain, slug] = Term(domain=domain, slug=slug, name=name or slug)


def _elements(path: str, content: bytes) -> Iterator[etree._Element]:
    """Give the elements that hold something, each whole, and forget them."""
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for event, element in events:
        if event == "start":
            if element.getparent() is None and element.getroottree().docinfo.doctype:
                where = f"{path}:1: it has a DOCTYPE, which no export has, and is not read"
                raise ConfigError(where)
            continue
        parent = element.getparent()
        if _name(element) in _HELD and parent is not None and _name(parent) == "channel":
            yield element
            element.clear()


def _name(element: etree._Element) -> str:
    # A name whose prefix nothing declares has it before a colon.
    return re.split("[:}]", element.tag)[-1] if isinstance(element.tag, str) else ""


def _texts(element: etree._Element) -> dict[str, str]:
    """Give the texts of the children by their names; an excerpt's is `excerpt`."""
    found: dict[str, str] = {}
    for child in element.iterchildren(tag=etree.Element):
        own = _OWN.fullmatch(str(child.tag)[1:].partition("}")[0])
        is_excerpt = bool(own and own["part"]) or str(child.tag).startswith("excerpt:")
        text = without_reserved(child.text or "").replace("\r\n", "\n").replace("\r", "\n")
        found.setdefault("excerpt" if is_excerpt else _name(child), text)
    return found


def _url(text: str) -> str:
    """Give an address; ``""`` for what is none."""
    try:
        urlsplit(text.strip())
    except ValueError:
        return ""
    return text.strip()


def _item(path: str, element: etree._Element, texts: dict[str, str]) -> Item:
    terms: dict[tuple[str, str], Term] = {}
    meta = []
    counts: Counter[str] = Counter()
    for child in element.iterchildren(tag=etree.Element):
        within = _texts(child)
        match _name(child):
            case "category":
                # The oldest form names each a second time, without its slug.
                domain = {"tag": "post_tag"}.get(child.get("domain", ""), child.get("domain", ""))
                slug, name = child.get("nicename", ""), without_reserved(child.text or "")
                if domain and slug:
                    terms[domain, slug] = Term(domain=domain, slug=slug, name=name or slug)
            case "postmeta":
                meta.append((within.get("meta_key", ""), within.get("meta_value", "")))
            case "comment":
                counts[within.get("comment_approved", "")] += 1
    return Item(
        path=path,
        line=element.sourceline or 0,
        texts={
            name: text if name == "encoded" else _url(text) if name in _URLS else text.strip()
            for name, text in texts.items()
        },
        terms=tuple(terms.values()),
        meta=tuple(meta),
        comments=counts["1"],
    )
