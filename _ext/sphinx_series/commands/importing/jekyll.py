"""Posts of a Jekyll site: its folder, with `_config.yml` at the top and `_posts/` below."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from . import front, tags
from .export import ExportError
from .model import Blog, Notes, OldPost, Remark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .export import Export

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_POST = re.compile(
    r"(?:(?P<above>.*)/)?_posts/(?:(?P<below>.*)/)?"
    r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<name>[^/]+)\.(?P<suffix>md|markdown|mkd|mkdn|mkdown|html)"
)
_DRAFT = re.compile(r"(?:.*/)?_drafts/(?:.*/)?(?P<name>[^/]+)\.(?P<suffix>md|markdown|html)")
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_LIQUID = re.compile(
    r"\{%-?\s*(?P<name>\w+)\s*(?P<rest>.{0,2000}?)\s*-?%\}"
    r"|\{\{-?\s*(?P<output>.{0,2000}?)\s*-?\}\}",
    re.DOTALL,
)
_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+(?P<rest>.*?)\s*-?%\}(?P<code>.*?)\{%-?\s*endhighlight\s*-?%\}", re.DOTALL
)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(?P<text>.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_CONTENTS = re.compile(r"^[ \t]*[*-][^\n]*\n[ \t]*\{:\s*toc[^}]*\}[ \t]*$", re.MULTILINE)
# The attributes of kramdown: classes and the like, on a line of their own or behind a span.
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^}\n]*\}[ \t]*$\n?|(?<=[)\]*_`])\{:[^}\n]*\}", re.MULTILINE)
# What stands for a brace within `raw` until all tags are gone.
_BRACE = "\ue002"
_OF_SITE = frozenset({"site.baseurl", "site.url", "site.github.url"})


def read(export: Export) -> Blog:
    """Read posts and drafts."""
    name = next((name for name in ("_config.yml", "_config.yaml") if name in export), "")
    config = front.config(name, export.text(name)) if name else {}
    site = _Site(export, config)
    posts = []
    remarks = []
    for path in export.below(""):
        try:
            if found := _POST.fullmatch(path):
                posts.append(site.post(path, found))
            elif found := _DRAFT.fullmatch(path):
                posts.append(site.draft(path, found))
        except ExportError as error:
            remarks.append(Remark(path=path, line=0, message=str(error)))
    return Blog(
        posts=tuple(posts),
        remarks=tuple(remarks),
        url=str(config.get("url") or ""),
        base=site.base.rstrip("/"),
    )


class _Site:
    """A Jekyll site: knows the addresses of its posts."""

    def __init__(self, export: Export, config: Mapping[str, Any]) -> None:
        self.export = export
        self.base = "/" + str(config.get("baseurl") or "").strip("/")
        permalink = config.get("permalink")
        self.pattern = _pattern(permalink if isinstance(permalink, str) else "date")
        self.posts = {
            f"{found['date']}-{found['name']}": path
            for path in export.below("")
            if (found := _POST.fullmatch(path))
        }

    def post(self, path: str, found: re.Match[str]) -> OldPost:
        notes = Notes()
        fields, body = front.split(self.export.text(path), notes)
        address = self._address(found, fields)
        date = front.moment(front.text_of(fields, "date")) or front.moment(found["date"])
        return self._old_post(
            path, found, fields, body, notes, date=date,
            draft=not front.flag_of(fields, "published", default=True),
            addresses=(address, *front.texts_of(fields, "redirect_from")),
        )  # fmt: skip

    def draft(self, path: str, found: re.Match[str]) -> OldPost:
        notes = Notes()
        fields, body = front.split(self.export.text(path), notes)
        date = front.moment(front.text_of(fields, "date"))
        return self._old_post(path, found, fields, body, notes, date=date, draft=True)

    def _old_post(  # noqa: PLR0913 - what a post is made of
        self,
        path: str,
        found: re.Match[str],
        fields: front.Fields,
        body: str,
        notes: Notes,
        *,
        date: datetime | None,
        draft: bool,
        addresses: tuple[str, ...] = (),
    ) -> OldPost:
        name = found["name"]
        return OldPost(
            path=path,
            title=front.text_of(fields, "title") or name.replace("-", " ").capitalize(),
            name=front.text_of(fields, "slug") or name,
            body=self._without_liquid(body, notes),
            kind="html" if found["suffix"] == "html" else "markdown",
            notes=notes,
            date=date,
            updated=front.moment(front.text_of(fields, "last_modified_at", "updated")),
            description=front.text_of(fields, "description", "excerpt"),
            tags=(*_categories(found, fields), *front.texts_of(fields, "tags", " ")),
            draft=draft,
            addresses=addresses,
            math="$$" in body or front.flag_of(fields, "math") or front.flag_of(fields, "mathjax"),
        )

    def _address(self, found: re.Match[str], fields: front.Fields) -> str:
        """Give the address that Jekyll gives a post."""
        pattern = _pattern(front.text_of(fields, "permalink") or self.pattern)
        date = front.moment(front.text_of(fields, "date")) or front.moment(found["date"])
        title = front.text_of(fields, "slug") or found["name"]
        categories = "/".join(
            dict.fromkeys(category.lower() for category in _categories(found, fields))
        )
        values = {
            "title": re.sub(r"[^\w.~!$&'()+,;=@]+", "-", title).strip("-"),
            "slug": _slugified(title),
            "categories": categories,
            "slugified_categories": "/".join(map(_slugified, categories.split("/"))),
            "output_ext": ".html",
            **(_of_date(date) if date else {}),
        }
        expanded = _PLACEHOLDER.sub(lambda name: values.get(name[1], name[0]), pattern)
        address = re.sub(r"/{2,}", "/", f"{self.base}/{expanded}")
        return quote(address, safe="/~!&()+,=@:$'*%")

    def _without_liquid(self, body: str, notes: Notes) -> str:
        """Convert the tags that have a meaning elsewhere; the others are kept as code."""
        body = _CONTENTS.sub("", body)
        body = _RAW.sub(lambda found: found["text"].replace("{", _BRACE), body)
        body = _COMMENT.sub("", body)
        body = tags.outside_code(body, _HIGHLIGHT, lambda found: _highlighted(found, notes))
        body = tags.outside_code(body, _LIQUID, lambda found: self._tag(found, notes))
        body = tags.outside_code(body, _ATTRIBUTES, lambda _: "")
        return body.replace(_BRACE, "{")

    def _tag(self, found: re.Match[str], notes: Notes) -> str:
        output, name = found["output"], found["name"] or ""
        if output is not None:
            parts = [part.strip() for part in output.split("|")]
            path = re.fullmatch(r"[\"']([^\"']*)[\"']", parts[0])
            if path and set(parts[1:]) <= {"relative_url", "absolute_url"}:
                return re.sub(r"/{2,}", "/", f"{self.base}/{path[1]}")
            if parts[0] in _OF_SITE:
                return self.base.rstrip("/") if parts[0] == "site.baseurl" else ""
        elif name in {"post_url", "link"}:
            wanted = posixpath.basename(found["rest"].strip("\"' "))
            path_ = self.posts.get(posixpath.splitext(wanted)[0] if name == "link" else wanted)
            if path_ and (post := _POST.fullmatch(path_)):
                return self._address(post, front.split(self.export.text(path_), Notes())[0])
        mark = notes.mark(f"the Liquid tag `{name or 'output'}` is kept as text")
        return tags.code_span(mark + found[0])


def _pattern(permalink: str) -> str:
    """Give the pattern that a permalink is, or names."""
    return STYLES.get(permalink, permalink)


def _categories(found: re.Match[str], fields: front.Fields) -> tuple[str, ...]:
    """Give the categories of a post: the folders above `_posts`, then those of its front matter."""
    groups = found.groupdict()
    above = [part for part in (groups.get("above") or "").split("/") if part and part[0] != "_"]
    own = front.texts_of(fields, "categories", " ") or front.texts_of(fields, "category", "\n")
    return (*above, *own)


def _of_date(date: datetime) -> dict[str, str]:
    return {
        "year": f"{date:%Y}", "short_year": f"{date:%y}", "month": f"{date:%m}",
        "i_month": f"{date.month}", "short_month": f"{date:%b}", "long_month": f"{date:%B}",
        "day": f"{date:%d}", "i_day": f"{date.day}", "y_day": f"{date:%j}",
        "week": f"{date:%V}", "w_year": f"{date:%G}", "w_day": f"{date:%u}",
        "short_day": f"{date:%a}", "long_day": f"{date:%A}",
        "hour": f"{date:%H}", "minute": f"{date:%M}", "second": f"{date:%S}",
    }  # fmt: skip


def _slugified(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


def _highlighted(found: re.Match[str], notes: Notes) -> str:
    language, _, options = found["rest"].partition(" ")
    code = found["code"].strip("\n")
    if options.strip():
        code = notes.mark(f"the options of the code are left out: {options.strip()!r}") + code
    return tags.code_block(code, language)
