"""Posts of a Ghost blog: the JSON that it exports, alone or beside its pictures."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import front, ghost_cards, ghost_routes, html
from .export import ExportError
from .ghost_cards import string
from .model import Blog, Kind, Made, Notes, OldPost, Remark, without_reserved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .export import Export

SUFFIX = ".json"
_HOST = "__GHOST_URL__"
_PLACE = re.compile(r"\{(\w+)\}")
_CARDS = re.compile(r"<!--\s*(?:kg-card-(?:begin|end):[^>]*?|members-only)\s*-->")
_HIDDEN = {"draft": "", "sent": "it was sent by mail alone"}
_POSTS = 25  # what a page of the first theme had; others change it


def read(export: Export, _shortcodes: Mapping[str, str] | None = None, *, url: str = "") -> Blog:
    """Read posts, drafts and pages.

    Args:
        export: the files of the export.
        url: where the blog was, which no export says.
    """
    posts: list[OldPost] = []
    remarks: list[Remark] = []
    made: list[Made] = []
    base = urlsplit(url).path.rstrip("/")
    for path in export.below(""):
        if not path.lower().endswith(SUFFIX) or "/" in path:
            continue
        try:
            tables = _tables(export.read(path))
        except (ExportError, ValueError, RecursionError) as error:
            message = f"left out: it is no export of Ghost ({error})"
            remarks.append(Remark(kind=Kind.LEFT_OUT, path=path, line=0, message=message))
            continue
        reader = _Reader(path, tables, url.rstrip("/"), base, export)
        posts += reader.posts()
        made += reader.made()
        remarks += reader.routes.remarks
    return Blog(posts=tuple(posts), remarks=tuple(remarks), url=url, base=base, made=tuple(made))


def _tables(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Give the tables of the database, by their names.

    Raises:
        ValueError: there are none.
    """
    text = content.decode("utf-8-sig")
    found = json.loads(text, object_hook=_plain_object)
    listed = found.get("db") if isinstance(found, dict) else None
    first = listed[0] if isinstance(listed, list) and listed else found
    data = first.get("data") if isinstance(first, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        message = "it has no `posts`"
        raise ValueError(message)  # noqa: TRY004 - what is wrong is the text
    return {
        name: [row for row in rows if isinstance(row, dict)]
        for name, rows in data.items()
        if isinstance(rows, list)
    }


def _plain_object(found: dict[str, Any]) -> dict[str, Any]:
    return {
        name: without_reserved(value) if isinstance(value, str) else value
        for name, value in found.items()
    }


class _Reader:
    """Reads one file; used once."""

    def __init__(
        self,
        path: str,
        tables: Mapping[str, list[dict[str, Any]]],
        url: str,
        base: str,
        export: Export,
    ) -> None:
        self.path = path
        self.tables = tables
        self.url = url
        self.base = base
        self.tags = self._named("tags")
        self.users = self._named("users")
        self.metas = {str(row.get("post_id")): row for row in tables.get("posts_meta", [])}
        self.rows = [row for row in tables["posts"] if string(row, "slug")]
        self.tags_of = self._joined("posts_tags", "tag_id", self.tags)
        self.authors_of = self._joined("posts_authors", "author_id", self.users)
        settings = {string(row, "key"): row.get("value") for row in tables.get("settings", [])}
        self.zone = front.zone_of(str(settings.get("timezone") or settings.get("activeTimezone")))
        permalink = re.sub(r":(\w+)", r"{\1}", str(settings.get("permalinks") or "/:slug/"))
        self.routes = ghost_routes.read(export, permalink)
        self.has_amp = str(settings.get("amp")).lower() == "true"

    def _named(self, name: str) -> dict[str, dict[str, Any]]:
        return {str(row.get("id")): row for row in self.tables.get(name, [])}

    def _joined(
        self, table: str, column: str, others: Mapping[str, dict[str, Any]]
    ) -> dict[str, list[dict[str, Any]]]:
        """Give the rows that a table joins to each post, in their order."""
        found: dict[str, list[dict[str, Any]]] = {}
        rows = self.tables.get(table, [])
        for row in sorted(rows, key=lambda row: _number(row.get("sort_order"))):
            other = others.get(str(row.get(column)))
            if other:
                found.setdefault(str(row.get("post_id")), []).append(other)
        return found

    def posts(self) -> Iterator[OldPost]:
        """Give the posts and pages."""
        for row in self.rows:
            id_ = str(row.get("id"))
            owner = self.users.get(str(row.get("author_id")))
            yield self._post(
                row,
                self.metas.get(id_, {}),
                [tag for tag in self.tags_of.get(id_, []) if not _is_internal(tag)],
                self.authors_of.get(id_) or ([owner] if owner else []),
            )

    def _post(
        self,
        row: Mapping[str, Any],
        meta: Mapping[str, Any],
        tags: list[dict[str, Any]],
        authors: list[dict[str, Any]],
    ) -> OldPost:
        notes = Notes()
        is_page = _is_page(row)
        date = _moment(row, "published_at")
        hidden = self._hidden(row, date)
        is_public = string(row, "status") == "published"
        title = " ".join(html.parse(string(row, "title")).get_text().split())
        source = self._own(string(row, "feature_image") or string(row, "image"))
        body = self._picture(source, row, meta) + self._body(row, notes)
        for name in ("codeinjection_head", "codeinjection_foot"):
            if code := string(row, name).strip():
                shown = " ".join(code.split())
                message = f"what `{name}` put into the page is left out: {shown}"
                notes.mark(Kind.LOST, message)
        return OldPost(
            path=f"{self.path}#{row.get('id')}",
            title=title or string(row, "slug"),
            name=string(row, "slug"),
            body=body,
            kind="html",
            notes=notes,
            date=None if is_page else date,
            updated=front.later_day(_moment(row, "updated_at"), date) if is_public else None,
            description=" ".join(
                (
                    string(row, "custom_excerpt")
                    or string(meta, "meta_description")
                    or string(row, "meta_description")
                ).split()
            ),
            tags=tuple(string(tag, "name") for tag in tags),
            authors=tuple(filter(None, (string(user, "name") for user in authors))),
            is_page=is_page,
            hidden=hidden,
            draft=bool(hidden) or string(row, "status") == "draft",
            addresses=tuple(self._addresses(row, date, tags, authors)) if is_public else (),
            picture=source,
        )

    @staticmethod
    def _hidden(row: Mapping[str, Any], date: datetime | None) -> str:
        """Say why a post was not public; ``""`` where it was, or is a draft."""
        status, visibility = string(row, "status"), string(row, "visibility") or "public"
        if visibility != "public":
            return f"only {visibility} could read it"
        if status in {"published", "draft"}:
            return ""
        if status == "scheduled":
            return "it was scheduled" if date is None or date <= datetime.now(UTC) else ""
        return _HIDDEN.get(status, f"its status was {status!r}")

    def _own(self, text: str) -> str:
        """Give a text with the address of the blog where Ghost leaves it out."""
        return text.replace(_HOST, self.url)

    def _picture(self, source: str, row: Mapping[str, Any], meta: Mapping[str, Any]) -> str:
        """Give the picture that Ghost shows above a text, with what is said of it."""
        if not source:
            return ""
        alt = escape(string(meta, "feature_image_alt") or string(row, "feature_image_alt"))
        caption = string(meta, "feature_image_caption")
        return f'<p><img src="{escape(source)}" alt="{alt}"></p><p>{caption}</p>'

    def _body(self, row: Mapping[str, Any], notes: Notes) -> str:
        """Give the HTML of a post: of what its editor wrote, or else as Ghost showed it."""
        for name, convert in _EDITORS.items():
            if not (written := string(row, name)):
                continue
            try:
                values = json.loads(self._own(written), object_hook=_plain_object)
                return convert(values, notes)
            except (
                ValueError,
                RecursionError,
                TypeError,
                KeyError,
                ghost_cards.TextError,
            ) as error:
                message = (
                    f"what the editor wrote cannot be read ({error}): it is as Ghost showed it"
                )
                notes.mark(Kind.CHANGED, message)
        return _CARDS.sub("", self._own(string(row, "html")))

    def _addresses(
        self,
        row: Mapping[str, Any],
        date: datetime | None,
        tags: list[dict[str, Any]],
        authors: list[dict[str, Any]],
    ) -> Iterator[str]:
        """Give the addresses of a post: a pattern of its slug, its day, its tag and its author."""
        collection = self._collection(row)
        if not _is_page(row) and collection is None:
            return
        pattern = collection.permalink if collection and not _is_page(row) else "/{slug}/"
        day = (date or datetime.now(UTC)).astimezone(self.zone or UTC)
        values = {
            "slug": string(row, "slug"),
            "id": str(row.get("comment_id") or row.get("id")),
            "year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}",
            "primary_tag": string(tags[0], "slug") if tags else "all",
            "author": string(authors[0], "slug") if authors else "all",
        }  # fmt: skip
        values["primary_author"] = values["author"]
        own = self.base + _PLACE.sub(lambda found: values.get(found[1], found[0]), pattern)
        yield own
        if self.has_amp and not _is_page(row):
            yield f"{own}amp/"

    def made(self) -> Iterator[Made]:
        """Give the lists that Ghost made of public posts, and their feeds."""
        public = {
            str(row.get("id")): row
            for row in self.rows
            if string(row, "status") == "published"
            and (string(row, "visibility") or "public") == "public"
            and not _is_page(row)
        }
        if not public:
            return
        found = [self._collection(row) for row in public.values()]
        for collection in self.routes.collections:
            top = f"{self.base}{collection.path.rstrip('/')}"
            yield Made(address=f"{top}/")
            yield Made(address=f"{top}/rss/", is_feed=True)
            for number in range(2, -(-found.count(collection) // _POSTS) + 1):
                yield Made(address=f"{top}/page/{number}/")
        listed = [tag for id_ in public for tag in self.tags_of.get(id_, [])]
        for tag in {str(tag.get("id")): tag for tag in listed}.values():
            if not _is_internal(tag) and self.routes.tag:
                address = self._list(self.routes.tag, tag)
                yield Made(address=address, tag=string(tag, "name"))
                yield Made(address=f"{address}rss/", tag=string(tag, "name"), is_feed=True)
        for user in self.users.values():
            if string(user, "slug") and self.routes.author:
                address = self._list(self.routes.author, user)
                yield Made(address=address, author=string(user, "name"))
                yield Made(address=f"{address}rss/", is_feed=True)

    def _collection(self, row: Mapping[str, Any]) -> ghost_routes.Collection | None:
        """Give the collection of a post, by what the filters of routes ask."""
        id_ = str(row.get("id"))
        tags = [string(tag, "slug") for tag in self.tags_of.get(id_, [])]
        authors = [string(user, "slug") for user in self.authors_of.get(id_, [])]
        return self.routes.of({
            "tag": frozenset(tags),
            "primary_tag": frozenset(tags[:1]),
            "author": frozenset(authors),
            "primary_author": frozenset(authors[:1]),
            "featured": frozenset([str(bool(row.get("featured"))).lower()]),
            "page": frozenset(["false"]),
        })  # fmt: skip

    def _list(self, pattern: str, row: Mapping[str, Any]) -> str:
        return self.base + _PLACE.sub(lambda found: string(row, found[1]), pattern)


_EDITORS = {"lexical": ghost_cards.from_lexical, "mobiledoc": ghost_cards.from_mobiledoc}


def _is_page(row: Mapping[str, Any]) -> bool:
    return string(row, "type") == "page" or row.get("page") == 1


def _is_internal(tag: Mapping[str, Any]) -> bool:
    """Tell whether a tag is for editors alone."""
    return string(tag, "visibility") == "internal" or string(tag, "name").startswith("#")


def _moment(row: Mapping[str, Any], name: str) -> datetime | None:
    """Give a moment, which the oldest exports have as a number."""
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value / 1000, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return front.moment(value) if isinstance(value, str) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
