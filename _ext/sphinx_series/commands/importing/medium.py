"""Posts of a Medium export: a zip, or its unpacked folder, with `posts/*.html`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.exceptions import ParserRejectedMarkup

from . import front, html
from .export import ExportError
from .model import Blog, Kind, Notes, OldPost, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import BeautifulSoup

    from .export import Export

_FILE = re.compile(r"(?:.*/)?posts/(?P<stem>[^/]+)\.html")
_STEM = re.compile(
    r"(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<draft>draft))_(?P<name>.*?)-*(?P<id>[0-9a-f]{8,12})"
)
_MEDIUM = re.compile(r"(?:.*\.)?medium\.com")


def read(export: Export, _shortcodes: Mapping[str, str] | None = None) -> Blog:
    """Read posts and drafts."""
    posts = []
    remarks = []
    for path in export.below(""):
        found = _FILE.fullmatch(path)
        if not found:
            continue
        try:
            posts.append(_post(path, found["stem"], export.text(path)))
        except (ExportError, ParserRejectedMarkup) as error:
            message = f"left out: {error}"
            remarks.append(Remark(kind=Kind.LEFT_OUT, path=path, line=0, message=message))
    return Blog(posts=tuple(posts), remarks=tuple(remarks))


def _post(path: str, stem: str, text: str) -> OldPost:
    soup = html.parse(text)
    found = _STEM.fullmatch(stem)
    title = _text(soup, ".p-name") or _text(soup, "title") or stem
    subtitle = _text(soup, ".p-summary")
    body = _body(soup, title, subtitle)
    published = soup.select_one("time.dt-published")
    date = front.moment(str(published.get("datetime") or "")) if published else None
    if date is None and found and found["date"]:
        date = front.moment(found["date"])
    return OldPost(
        path=path,
        title=title,
        name=found["name"] if found else stem,
        body=body,
        kind="html",
        notes=Notes(),
        date=date,
        description=subtitle,
        draft=bool(found and found["draft"]),
        addresses=tuple(dict.fromkeys(_addresses(soup))),
    )


def _text(soup: BeautifulSoup, selector: str) -> str:
    found = soup.select_one(selector)
    return " ".join(found.get_text(" ").split()) if found else ""


def _body(soup: BeautifulSoup, title: str, subtitle: str) -> str:
    """Give the text of a post, without the title and subtitle that Medium repeats in it."""
    body = soup.select_one("section.e-content") or soup.select_one("article") or soup.body or soup
    for repeated in body.select(".graf--title, .graf--subtitle"):
        if " ".join(repeated.get_text(" ").split()) in {title, subtitle}:
            repeated.decompose()
    for divider in body.select(".section-divider"):
        divider.name = "div"
    return "".join(str(child) for child in body.contents)


def _addresses(soup: BeautifulSoup) -> Iterator[str]:
    """Give the paths that a post had: its slug with its id at the root, and that of its own host.

    A publication with its own domain has the posts at the root; those of an author at medium.com
    are at a host that no redirect of ours serves.
    """
    for link in soup.select("a.p-canonical, footer a[href]"):
        if not isinstance(link, Tag) or "p-author" in str(link.get("class") or ""):
            continue
        try:
            parts = urlsplit(str(link.get("href") or ""))
            host = parts.hostname or ""
        except ValueError:
            continue
        last = parts.path.rstrip("/").rpartition("/")[2]
        if not re.search(r"-[0-9a-f]{8,12}$", last):
            continue
        if not _MEDIUM.fullmatch(host):
            yield parts.path
        yield f"/{last}"
