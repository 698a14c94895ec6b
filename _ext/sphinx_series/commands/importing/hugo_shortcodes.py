"""Hugo's shortcodes: those of its own become Markdown, others what the map says, or code."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from . import tags
from .model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .hugo_site import Site
    from .model import Notes

_TAG = re.compile(
    r"\{\{(?P<mark>[<%])(?P<comment>/\*)?\s*(?P<close>/)?\s*(?P<name>[\w./-]*[\w.-])"
    r"(?P<rest>(?:\"(?:[^\"\\]|\\.){0,2000}\"|`[^`]{0,2000}`|[^\"`}]|\}(?!\})){0,500}?)\s*/?\s*[%>]\}\}"
)
_SHOWN = re.compile(r"(\{\{[<%])/\*(.{0,2000}?)\*/([%>]\}\})", re.DOTALL)
_MORE = re.compile(r"<!--\s*more\s*-->")
_VERBATIM = frozenset({"highlight", "comment", "qr"})
# What may stand behind the name of a page.
_ENDS = re.compile(r"(?:/?_?index)?\.(?:md|markdown|html?)$|/_?index$|/$", re.IGNORECASE)
_DEEPEST = 20
_VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v={0}",
    "vimeo": "https://vimeo.com/{0}",
    "vimeo_simple": "https://vimeo.com/{0}",
    "instagram": "https://www.instagram.com/p/{0}/",
    "instagram_simple": "https://www.instagram.com/p/{0}/",
    "tweet": "https://x.com/i/status/{0}",
}
_OF_X = frozenset({"x", "x_simple", "twitter", "twitter_simple"})


class _Pages(Protocol):
    site: Site

    def address(self, path: str) -> str: ...

    def param(self, path: str, name: str) -> str: ...


class Shortcodes:
    """The shortcodes of a site; counts those that it does not know."""

    def __init__(self, pages: _Pages, templates: Mapping[str, str]) -> None:
        self.pages = pages
        self.templates = templates
        self.unknown: Counter[str] = Counter()
        self.scanner = tags.Scanner(
            _TAG,
            pairs={*_VERBATIM, "details", *(n for n, t in templates.items() if "{inner}" in t)},
            verbatim=_VERBATIM,
        )

    def convert(self, body: str, path: str, notes: Notes, depth: int = 0) -> str:
        """Convert the shortcodes of the text of a file."""

        def replace(found: re.Match[str], inner: str | None) -> str:
            if found["comment"]:
                return tags.code_span(re.sub(r"/\*|\*/", "", found[0]))
            positional, named = tags.arguments(found["rest"])
            known = self._known(found["name"], positional, named, inner, path, notes, depth)
            if known is not None and not found["close"]:
                return known
            self.unknown[found["name"]] += not found["close"]
            mark = notes.mark(Kind.CODE, f"the shortcode `{found['name']}` is kept as text")
            return tags.code_span(mark + found[0]) + (inner or "")

        if depth > _DEEPEST:
            return tags.code_block(body, "")
        body = self.scanner.replace(_MORE.sub("", body), replace)
        # In code, Hugo's own way of showing a shortcode is taken back.
        return _SHOWN.sub(r"\1\2\3", body)

    def _known(  # noqa: C901, PLR0911, PLR0913, PLR0917 - one case a shortcode
        self,
        name: str,
        positional: list[str],
        named: dict[str, str],
        inner: str | None,
        path: str,
        notes: Notes,
        depth: int,
    ) -> str | None:
        """Give the Markdown of a shortcode; None where there is none."""
        first = (positional or [""])[0]
        if name in self.templates:
            within = self.convert(inner or "", path, notes, depth + 1)
            return tags.filled(self.templates[name], positional, named, within)
        if name in _VIDEOS and (id_ := named.get("id", first)):
            return self._embedded(name, _VIDEOS[name].format(id_), notes)
        if name in _OF_X and (id_ := named.get("id", first)):
            url = f"https://x.com/{named.get('user', 'i')}/status/{id_}"
            return self._embedded(name, url, notes)
        match name:
            case "gist" if len(positional) > 1:
                url = f"https://gist.github.com/{first}/{positional[1]}"
                return self._embedded(name, url, notes)
            case "figure" if named.get("src", first):
                return _figure(named, first)
            case "highlight" if inner is not None:
                return _highlighted(inner, positional, named, notes)
            case "details" if inner is not None:
                summary = named.get("summary", "Details")
                within = self.convert(inner, path, notes, depth + 1)
                mark = notes.mark(Kind.CHANGED, "what could be folded away is always shown")
                return f"\n\n**{summary}**{mark}\n\n{within.strip()}\n\n"
            case "comment" if inner is not None:
                return notes.mark(Kind.HIDDEN, "a comment is left out")
            case "qr" if text := named.get("text", (inner or "").strip()):
                mark = notes.mark(Kind.CHANGED, "the picture of a code is what it said")
                return f"{tags.link(text) if text.startswith('http') else text}{mark}"
            case "param" if value := self.pages.param(path, first):
                return value
            case "ref" | "relref" if address := self._ref(named.get("path", first), path):
                return address
        return None

    @staticmethod
    def _embedded(name: str, url: str, notes: Notes) -> str:
        return tags.link(url) + notes.mark(Kind.CHANGED, f"an embedded {name} is a link now")

    def _ref(self, name: str, path: str) -> str:
        """Give the address of the page that `ref` names; ``""`` where there is none."""
        wanted, _, fragment = name.partition("#")
        file = path if not wanted else self._page(wanted, path)
        address = self.pages.address(file) if file else ""
        if not wanted and fragment:
            return f"#{fragment}"
        return address and address + (f"#{fragment}" if fragment else "")

    def _page(self, name: str, path: str) -> str:
        """Find a page by its path, or by its file's name if that is unique."""
        sources = self.pages.site.sources
        own = sources[path]
        plain = _ENDS.sub("", name)
        bundle = [*own.folders, *([own.name] if own.is_bundle else [])]
        starts = [[], bundle] if name.startswith("/") else [bundle, list(own.folders), []]
        languages = [own.language.code, *(one.code for one in self.pages.site.languages)]
        by_key = {(s.key, s.language.code): s.path for s in sources.values() if s.kind != "part"}
        for code in dict.fromkeys(languages):
            for start in starts:
                joined = posixpath.normpath(posixpath.join("/", *start, plain.lstrip("/")))
                key = joined.lower().replace(" ", "-")
                for one in (key, re.sub(r"\.[a-z-]{2,7}$", "", key)):
                    if (one, code) in by_key:
                        return by_key[one, code]
            last = posixpath.basename(plain).lower().replace(" ", "-")
            alike = [
                file
                for (key, other), file in by_key.items()
                if other == code and posixpath.basename(key) == last
            ]
            if len(alike) == 1:
                return alike[0]
        return ""


def _figure(named: dict[str, str], first: str) -> str:
    title, caption = named.get("title", ""), named.get("caption", "")
    attribution = named.get("attr", "")
    if attribution and named.get("attrlink"):
        attribution = f"[{attribution}]({tags.address(named['attrlink'])})"
    said = " ".join(filter(None, [caption, attribution]))
    below = "\n\n".join(filter(None, [f"**{title}**" if title else "", said]))
    return tags.picture(named.get("src", first), named.get("alt", ""), below, named.get("link", ""))


def _highlighted(code: str, positional: list[str], named: dict[str, str], notes: Notes) -> str:
    options = " ".join([*positional[1:], *(f"{key}={value}" for key, value in named.items())])
    code = code.strip("\n")
    if options:
        code = notes.mark(Kind.CHANGED, f"the options of the code are left out: {options!r}") + code
    return tags.code_block(code, positional[0] if positional else "")
