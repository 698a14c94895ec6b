"""Posts of a WordPress blog: an export (WXR), in one file or several, alone or beside pictures."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from . import front, html
from .export import ExportError
from .model import Blog, Kind, Made, Notes, OldPost, Remark
from .moving import PICTURES
from .wordpress_export import Item, Term, Wxr
from .wordpress_texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

SUFFIX = ".xml"
_ADDRESSED = frozenset({"post", "page"})
# What WordPress and the usual plugins keep for themselves.
_INTERNAL = re.compile(
    r"attachment|nav_menu_item|revision|wp_\w+|custom_css|customize_changeset|oembed_cache|"
    r"user_request|acf-\w+|wpcf7_contact_form|amp_validated_url|jp_\w+|feedback"
)
# What the plugin for AMP keeps, and where its pages are.
_AMP = "amp_validated_url"
_AMPS = "those that end in `?amp=1`, `?amp` or `/amp/`"
_HIDDEN = {
    "private": "it was private",
    "future": "it was scheduled",
    "pending": "it waited for a review",
    "draft": "",
    "auto-draft": "",
}
# Of terms, what says nothing about a text.
_OF_THEMES = frozenset({"post_format", "nav_menu", "wp_theme", "link_category", "language"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_QUARTER = 15 * 60  # seconds
_FARTHEST = 14 * 3600  # seconds from UTC
_POSTS = 10  # on a page, if nobody changes it
_NEAR = 3  # how far an id stands in a pattern for WordPress to put days below `date/`


def read(export: Export, shortcodes: Mapping[str, str] | None = None) -> Blog:
    """Read posts, drafts and pages.

    Args:
        export: the files of the export.
        shortcodes: Markdown for shortcodes and blocks of plugins.

    Raises:
        ConfigError: a file is no valid XML.
    """
    wxr = Wxr()
    remarks = []
    for path in export.below(""):
        if path.lower().endswith(SUFFIX) and "/" not in path:
            try:
                wxr.add(path, export.read(path))
            except ExportError as error:
                message = f"left out: {error}"
                remarks.append(Remark(kind=Kind.LEFT_OUT, path=path, line=0, message=message))
    return _Reader(wxr, remarks, shortcodes or {}).blog()


class _Reader:
    """Reads one export; used once."""

    def __init__(self, wxr: Wxr, remarks: list[Remark], templates: Mapping[str, str]) -> None:
        self.wxr = wxr
        self.remarks = remarks
        self.base = urlsplit(wxr.url).path.rstrip("/")
        self.files = {
            item["post_id"]: item["attachment_url"]
            for item in wxr.items
            if item["post_type"] == "attachment" and item["attachment_url"]
        }
        self.pages_of_files: dict[str, list[str]] = {}
        attached: dict[str, list[str]] = {}
        for item in wxr.items:
            url = self.files.get(item["post_id"])
            if url:
                self.pages_of_files.setdefault(item["post_parent"], []).extend(self._path(item))
                if urlsplit(url).path.lower().endswith(PICTURES):
                    attached.setdefault(item["post_parent"], []).append(url)
        self.unknown: Counter[str] = Counter()
        self.guids: set[str] = set()
        self.texts = Texts(
            url=wxr.url,
            addresses=self.files
            | {
                item["post_id"]: item["link"]
                for item in wxr.items
                if item["post_type"] in _ADDRESSED and item.is_public
            },
            attached=attached,
            blocks={
                item["post_id"]: item["encoded"]
                for item in wxr.items
                if item["post_type"] == "wp_block"
            },
            templates=templates,
            unknown=self.unknown,
        )

    def blog(self) -> Blog:
        self._report()
        posts = []
        for item in self.wxr.items:
            if item["post_type"] not in _ADDRESSED:
                continue
            if item["status"] == "trash":
                self._remark(Kind.HIDDEN, item, f"{_title(item)!r} is left out: it was deleted")
                continue
            posts.append(self._post(item))
        made = tuple(self._made())
        return Blog(
            posts=tuple(posts),
            remarks=tuple(self.remarks),
            url=self.wxr.url,
            base=self.base,
            made=made,
            shortcodes=self.unknown,
        )

    def _remark(self, kind: Kind, item: Item, message: str) -> None:
        self.remarks.append(Remark(kind=kind, path=item.path, line=item.line, message=message))

    def _report(self) -> None:
        """Say what the export holds that is no text of an author."""
        firsts: dict[tuple[Kind, str], Item] = {}
        counts: Counter[tuple[Kind, str]] = Counter()
        for item in self.wxr.items:
            found = []
            type_ = item["post_type"]
            if type_ == _AMP:
                message = "pages for AMP are led on by a rule of your server alone"
                found.append((Kind.ADDRESS_GUESSED, f"{message}: {_AMPS}", 1))
            if type_ not in _ADDRESSED and not _INTERNAL.fullmatch(type_):
                found.append((Kind.LEFT_OUT, f"items of the type {type_!r} are left out", 1))
            elif type_ in _ADDRESSED and item["status"] != "trash":
                found.append((Kind.CHANGED, "comments are left out", item.comments))
                for term in item.terms:
                    if term.domain not in {"category", "post_tag", *_OF_THEMES}:
                        message = f"names by which {term.domain!r} sorts texts are left out"
                        found.append((Kind.TOPIC, message, 1))
            for kind, message, count in found:
                if count:
                    firsts.setdefault((kind, message), item)
                    counts[kind, message] += count
        for (kind, message), count in counts.items():
            self._remark(kind, firsts[kind, message], f"{message}: {count}, the first is here")

    def _post(self, item: Item) -> OldPost:
        notes = Notes()
        hidden = _HIDDEN.get(item["status"], f"its status was {item['status']!r}")
        is_draft = item["status"] != "publish"
        date = _moment(item["post_date"], item["post_date_gmt"])
        if item.is_public and date is None:
            date = front.moment(item["pubDate"])
        if item["status"] == "future" and date and date > datetime.now(UTC):
            hidden, is_draft = "", False
        if item["status"] == "publish":
            hidden = "it had a password" if item["post_password"] else ""
        footnotes = "".join(item.metas("footnotes")[:1])
        body = self.texts.html(item["encoded"], item["post_id"], footnotes, notes)
        picture = self.files.get("".join(item.metas("_thumbnail_id")[:1]), "")
        shown = f'<p><img src="{escape(picture)}"></p>' if picture and picture not in body else ""
        public = item["status"] == "publish"
        title = _title(item)
        guid = item["guid"]
        return OldPost(
            path=f"{item.path}#{item['post_id']}",
            title=title or unquote(item["post_name"]) or f"Post {item['post_id']}",
            name=unquote(item["post_name"]) or title,
            body=shown + body,
            kind="html",
            notes=notes,
            date=date if item["post_type"] == "post" else None,
            updated=front.later_day(
                _moment(item["post_modified"], item["post_modified_gmt"]), date
            ),
            description=_plain(item["excerpt"]),
            tags=tuple(term.name for term in _subjects(item)),
            authors=tuple(filter(None, [self.wxr.authors.get(item["creator"], item["creator"])])),
            is_page=item["post_type"] == "page",
            hidden=hidden,
            draft=bool(hidden) or is_draft,
            addresses=tuple(self._addresses(item)) if public else (),
            guesses=tuple(self._guesses(item)) if public else (),
            picture=picture,
            feed_id=guid if public and self._is_first(guid) else "",
            pinned=item["is_sticky"] == "1",
        )

    def _is_first(self, guid: str) -> bool:
        """Tell whether nothing else has the id; a copy of a post has that of the post."""
        is_first = guid not in self.guids and re.fullmatch(r"[^\s<>\"]+", guid) is not None
        self.guids.add(guid)
        return is_first

    def _path(self, item: Item) -> list[str]:
        """Give the path of an item, where it is more than a query."""
        parts = urlsplit(item["link"])
        path = re.sub("/{2,}", "/", parts.path)
        return [] if parts.query or path.rstrip("/") == self.base else [unquote(path)]

    def _addresses(self, item: Item) -> Iterator[str]:
        """Give the address of a post, and those that it had by other slugs."""
        path = self._path(item)
        # A page that is the home of a site is at no address of its own.
        parts = urlsplit(item["link"])
        if not path and parts.query:
            yield f"{parts.path}?{parts.query}"
        for own in path:
            yield own
            slug = unquote(item["post_name"])
            head, found, tail = own.rpartition(slug) if slug else ("", "", "")
            for old in map(unquote, item.metas("_wp_old_slug")):
                if found and old and old != slug:
                    yield f"{head}{old}{tail}"

    def _guesses(self, item: Item) -> Iterator[str]:
        """Give the further pages of a post, and those of its files."""
        for own in self._path(item):
            for number in range(item["encoded"].count("<!--nextpage-->")):
                yield f"{own.rstrip('/')}/{number + 2}/"
        yield from self.pages_of_files.get(item["post_id"], [])

    def _made(self) -> Iterator[Made]:
        """Give the lists that WordPress made, and their feeds, as the usual settings have them."""
        public = [item for item in self.wxr.items if item["post_type"] == "post" and item.is_public]
        patterns = Counter(filter(None, map(self._pattern, public)))
        if not patterns:
            return
        pattern = patterns.most_common(1)[0][0]
        literal = next(i for i, part in enumerate(pattern) if part.startswith("%"))
        root = "/".join([self.base, *(part for part in pattern[:1] if part == "index.php")])
        before = "/".join([self.base, *pattern[:literal]])
        message = (
            f"lists of categories, tags, authors and days are taken to be below {before or '/'!r}, "
            "as they are where nobody changed it"
        )
        self.remarks.append(
            Remark(kind=Kind.ADDRESS_GUESSED, path=public[0].path, line=0, message=message)
        )
        message = "feeds of comments end: one of each post, below its address, and one of all"
        self.remarks.append(Remark(kind=Kind.FEED, path=public[0].path, line=0, message=message))
        yield Made(address=f"{root}/comments/feed/")
        for name in ("feed", "feed/atom", "feed/rss2", "feed/rdf"):
            yield Made(address=f"{root}/{name}/", is_feed=True)
        for number in range(2, -(-len(public) // _POSTS) + 1):
            yield Made(address=f"{root}/page/{number}/")
        for term in self._terms(public):
            folder = {"category": "category", "post_tag": "tag"}[term.domain]
            address = f"{before}/{folder}/{self._term_path(term)}/"
            yield Made(address=address, tag=term.name)
            yield Made(address=f"{address}feed/", tag=term.name, is_feed=True)
        for login in dict.fromkeys(item["creator"] for item in public):
            address = f"{before}/author/{_nicename(login)}/"
            yield Made(address=address, author=self.wxr.authors.get(login, login))
            yield Made(address=f"{address}feed/", is_feed=True)
        days = f"{before}/date" if "%id" in [p for p in pattern if p[0] == "%"][:_NEAR] else before
        for day in sorted({item["post_date"][:10] for item in public}):
            if not _DAY.fullmatch(day):
                continue
            year, month, number_ = day.split("-")
            for part in (year, f"{year}/{month}", f"{year}/{month}/{number_}"):
                yield Made(address=f"{days}/{part}/")

    def _terms(self, public: list[Item]) -> list[Term]:
        """Give the categories and tags of a blog, each once."""
        found = dict(self.wxr.terms)
        for item in public:
            found |= {(term.domain, term.slug): term for term in _subjects(item)}
        return list(found.values())

    def _term_path(self, term: Term) -> str:
        """Give the slug of a term, with those of the categories above it."""
        slugs = [term.slug]
        while term.domain == "category":
            parent = self.wxr.parents.get(slugs[0], "")
            if not parent or parent in slugs:
                break
            slugs.insert(0, parent)
        return unquote("/".join(slugs))

    def _pattern(self, item: Item) -> tuple[str, ...] | None:
        """Give the pattern of a post's address, as far as its parts tell; None for none."""
        if not _DAY.fullmatch(item["post_date"][:10]):
            return None
        day = item["post_date"][:10].split("-")
        values = {
            **{unquote(term.slug): "%term" for term in item.terms},
            **dict.fromkeys(self.wxr.parents, "%term"),
            _nicename(item["creator"]): "%author",
            item["post_id"]: "%id",
            day[2]: "%day",
            day[1]: "%month",
            day[0]: "%year",
            unquote(item["post_name"]): "%slug",
        }
        for path in self._path(item):
            parts = path.removeprefix(self.base).strip("/").split("/")
            parts[-1] = posixpath.splitext(parts[-1])[0] if "." in parts[-1] else parts[-1]
            found = tuple(values.get(part, part) for part in parts if part)
            if any(part.startswith("%") for part in found):
                return found
        return None


def _title(item: Item) -> str:
    return _plain(item["title"])


def _plain(text: str) -> str:
    """Give the words of a text that may hold HTML."""
    return " ".join(html.parse(text).get_text(" " if "<p" in text else "").split())


def _subjects(item: Item) -> list[Term]:
    kinds = ("category", "post_tag")
    return sorted(
        (term for term in item.terms if term.domain in kinds),
        key=lambda term: kinds.index(term.domain),
    )


def _nicename(login: str) -> str:
    """Give the name of an author as addresses have it."""
    return re.sub(r"[^a-z0-9_-]+", "-", login.lower()).strip("-")


def _moment(local: str, utc: str) -> datetime | None:
    """Give a moment with the offset that the blog had at it."""
    here, there = front.moment(local), front.moment(utc)
    if there is None:
        return None
    if here is None:
        return there
    seconds = round((here - there).total_seconds() / _QUARTER) * _QUARTER
    zone = timezone(timedelta(seconds=seconds)) if 0 < abs(seconds) <= _FARTHEST else UTC
    return there.astimezone(zone)
