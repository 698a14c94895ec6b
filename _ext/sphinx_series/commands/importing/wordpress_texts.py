"""Texts of WordPress -> HTML: blocks, shortcodes, and lines that are paragraphs."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping  # noqa: TC003 - of a dataclass
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from markdown_it import MarkdownIt

from . import html, tags
from .model import Kind

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from bs4.element import PageElement

    from .model import Notes

_BLOCK = re.compile(
    r"<!--\s+(?P<close>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+"
    r"(?P<values>\{(?:(?!-->|<!--).)*\}\s+)?(?P<alone>/)?-->",
    re.DOTALL,
)
_BREAK = re.compile(r"<!--\s*(?:more\b[^>]*|noteaser|nextpage)\s*-->")
_SHORTCODE = re.compile(
    r"\[(?P<escaped>\[)?(?P<close>/)?(?P<name>[A-Za-z][\w-]*)(?P<rest>(?:[\s=:][^\[\]]{0,2000}?)?)"
    r"\s*/?\](?P<after>\])?"
)
_TAG = re.compile(r"<!--|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)[^<>]*>")
# What shows itself.
_RAW = frozenset({"pre", "script", "style", "textarea"})
# Of the usual highlighter, whose tags are names of languages.
_LANGUAGES = frozenset({
    "as3", "actionscript3", "arduino", "bash", "shell", "coldfusion", "cf", "clojure", "clj",
    "cpp", "c", "c-sharp", "csharp", "css", "delphi", "pas", "pascal", "diff", "patch", "erl",
    "erlang", "fsharp", "go", "golang", "groovy", "haskell", "hs", "html", "java", "jfx",
    "javafx", "js", "jscript", "javascript", "latex", "tex", "matlab", "objc", "obj-c", "perl",
    "pl", "php", "plain", "text", "ps", "powershell", "py", "python", "r", "rails", "rb", "ruby",
    "ror", "scala", "sql", "swift", "vb", "vbnet", "xml", "xhtml", "xslt", "yaml", "yml",
})  # fmt: skip
_CODES = _LANGUAGES | {"code", "sourcecode"}
_CAPTIONS = frozenset({"caption", "wp_caption"})
_PAIRS = _CODES | _CAPTIONS | {"embed", "audio", "video", "playlist"}
_CAPTIONED = re.compile(
    r"\s*(?P<picture>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<text>.*)",
    re.DOTALL | re.IGNORECASE,
)
_MEDIA = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "ogg", "m4a", "wav", "wma", "flv")
_PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "tweet": "https://twitter.com/i/status/{}",
}
# What stands behind a formula is its color and size.
_FORMULA = re.compile(r"\$latex\s(?P<formula>[^$]+?)(?:&(?:amp;)?(?:bg|fg|s)=[^$]*)?\$")
_CONTAINERS = ["div", "blockquote", "section", "article", "aside", "main", "center"]
_BLOCKS = frozenset({
    *_CONTAINERS, "address", "audio", "details", "dl", "fieldset", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "iframe", "math", "nav", "object", "ol", "p",
    "pre", "script", "style", "svg", "table", "ul", "video",
})  # fmt: skip
_LITERAL = frozenset({"pre", "code", "script", "style", "textarea", "a", "kbd"})
_URL = re.compile(r"https?://[^\s<>\"]+")
_MARKDOWN = MarkdownIt("commonmark")
_DEEPEST = 5  # of blocks that hold blocks by their numbers, and of shortcodes


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Turns texts of one blog into HTML that needs no WordPress.

    Args:
        url: the address of the blog.
        addresses: those of posts, pages and files, by their numbers.
        attached: the pictures of each post, by its number.
        blocks: blocks that posts share, by their numbers.
        templates: Markdown for shortcodes, by their names.
        unknown: counts the shortcodes and blocks that nobody knows.
    """

    url: str
    addresses: Mapping[str, str]
    attached: Mapping[str, list[str]]
    blocks: Mapping[str, str]
    templates: Mapping[str, str]
    unknown: Counter[str]

    def html(self, text: str, number: str, footnotes: str, notes: Notes) -> str:
        """Give the HTML of a text.

        Args:
            text: as the database of WordPress has it.
            number: that of its post.
            footnotes: those that the editor of blocks keeps beside it, as JSON.
            notes: takes what cannot be converted.
        """
        text = self._without_blocks(text, footnotes, notes, 0)
        text = self._without_shortcodes(_BREAK.sub("\n\n", text), number, notes)
        text = _FORMULA.sub(_formula, text)
        soup = html.parse(text)
        if html.is_too_deep(soup):
            return text
        for container in [soup, *soup.find_all(_CONTAINERS)]:
            if container is soup or not container.find_parent(["pre", "p"]):
                _make_paragraphs(soup, container, notes)
        self._name_links(soup)
        return str(soup)

    def _without_blocks(self, text: str, footnotes: str, notes: Notes, depth: int) -> str:
        """Take the marks of blocks out; those that WordPress fills itself are kept as code."""

        def replace(found: re.Match[str]) -> str:
            name = found["name"].removeprefix("core/")
            values = _object(found["values"] or "{}")
            language = str(values.get("language") or values.get("codeLanguage") or "")
            if "code" in name and not found["alone"]:
                # What is around a block of code names its language.
                return "</div>" if found["close"] else f'<div class="language-{escape(language)}">'
            if not found["alone"]:
                return "\n\n"
            if name == "block" and depth < _DEEPEST:
                shared = self.blocks.get(str(values.get("ref")))
                if shared is not None:
                    return self._without_blocks(shared, footnotes, notes, depth + 1)
            if name == "footnotes":
                return _footnotes(footnotes)
            url = values.get("url")
            if isinstance(url, str) and _URL.fullmatch(url):
                shown = str(values.get("label") or values.get("service") or url)
                return f'\n\n<a href="{escape(url)}">{escape(shown)}</a>\n\n'
            return self._unknown(f"wp:{name}", found[0], "block", notes)

        return _BLOCK.sub(replace, text)

    def _unknown(self, name: str, written: str, what: str, notes: Notes) -> str:
        """Keep as code what only a template of the map can say more of."""
        if name in self.templates:
            return _rendered(self.templates[name])
        self.unknown[name] += 1
        mark = notes.mark(Kind.CODE, f"the {what} `{name}` is kept as text")
        return f"<code>{mark}{escape(' '.join(written.split()))}</code>"

    def _without_shortcodes(self, text: str, number: str, notes: Notes, depth: int = 0) -> str:
        barred = list(_barred(text))
        ends = [end for _, end in barred]
        closed = {found["name"] for found in _SHORTCODE.finditer(text) if found["close"]}
        wanted = {name for name, written in self.templates.items() if "{inner}" in written}

        def replace(found: re.Match[str], inner: str | None) -> str:
            place = bisect_right(ends, found.start())
            if place < len(barred) and barred[place][0] <= found.start():
                return found[0] if inner is None else found[0] + inner + f"[/{found['name']}]"
            if found["escaped"] and found["after"]:
                return found[0][1:-1] + (inner or "")
            if inner and found["name"] not in _CODES and depth < _DEEPEST:
                inner = self._without_shortcodes(inner, number, notes, depth + 1)
            known = self._known(found, inner, number, notes)
            if known is not None:
                return known
            if _is_word(found, text, closed):
                return found[0] + (inner or "")
            return self._unknown(found["name"], found[0], "shortcode", notes) + (inner or "")

        scanner = tags.Scanner(_SHORTCODE, pairs={*_PAIRS, *wanted}, verbatim=_CODES, in_code=True)
        return scanner.replace(text, replace)

    def _known(
        self, found: re.Match[str], inner: str | None, number: str, notes: Notes
    ) -> str | None:
        """Give the HTML of a shortcode; None where there is none."""
        name = found["name"]
        if found["close"]:
            return None
        positional, named = tags.arguments(found["rest"].strip())
        html_: str | None = None
        if name in self.templates:
            html_ = _rendered(tags.filled(self.templates[name], positional, named, inner or ""))
        elif name in _CODES and inner is not None:
            language = named.get("lang") or named.get("language") or ""
            html_ = _code(inner, language or ("" if name in {"code", "sourcecode"} else name))
        elif name in _CAPTIONS and inner is not None:
            html_ = _captioned(inner, named.get("caption", ""))
        elif name == "gallery":
            html_ = self._gallery(named.get("ids") or named.get("include") or "", number)
        elif name in {"embed", "audio", "video", "playlist"}:
            html_ = self._media(named, inner or "", notes)
        elif name in _PLAYERS and (positional or named):
            html_ = _player(name, found["rest"], positional, notes)
        return html_

    def _gallery(self, ids: str, number: str) -> str:
        wanted = [one.strip() for one in ids.split(",") if one.strip()]
        found = (
            [self.addresses[one] for one in wanted if one in self.addresses]
            if wanted
            else self.attached.get(number, [])
        )
        pictures = "".join(f'<p><img src="{escape(url)}"></p>' for url in found)
        return f"\n\n{pictures}\n\n"

    def _media(self, named: Mapping[str, str], inner: str, notes: Notes) -> str:
        ids = [one.strip() for one in named.get("ids", "").split(",")]
        found = [self.addresses[one] for one in ids if one in self.addresses]
        found += [named[name] for name in _MEDIA if name in named]
        found += _URL.findall(unescape(re.sub(r"<[^>]*>", " ", inner)))
        return "\n\n".join(["", *(_linked(url, notes) for url in dict.fromkeys(found)), ""])

    def _name_links(self, soup: BeautifulSoup) -> None:
        """Give the address of what a link names by its number."""
        own = urlsplit(self.url)
        for link in soup.find_all("a", href=True):
            try:
                parts = urlsplit(str(link["href"]))
            except ValueError:
                continue
            is_own = not parts.netloc or parts.netloc.lower() == own.netloc.lower()
            if is_own and parts.path.rstrip("/") in {"", own.path.rstrip("/"), "/index.php"}:
                values = parse_qs(parts.query)
                for name in ("p", "page_id", "attachment_id"):
                    address = self.addresses.get(values.get(name, [""])[0])
                    if address:
                        link["href"] = address + (f"#{parts.fragment}" if parts.fragment else "")


def _rendered(template: str) -> str:
    """Give the HTML of a template of the map, which is Markdown."""
    render = _MARKDOWN.render if "\n" in template else _MARKDOWN.renderInline
    return str(render(template))


def _barred(text: str) -> Iterator[tuple[int, int]]:
    """Give the places where no shortcode begins: within tags, and in what shows itself."""
    position = 0
    endless: set[str] = set()
    for found in _TAG.finditer(text):
        name = (found["name"] or "!").lower()
        if found.start() < position:
            continue
        position = found.end()
        if name not in endless and (name == "!" or (name in _RAW and not found["close"])):
            end = re.compile("-->" if name == "!" else f"(?i)</{name}\\s*>").search(text, position)
            position = end.end() if end else position
            if not end:
                endless.add(name)
        yield found.start(), position


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _footnotes(text: str) -> str:
    """Give the footnotes that the editor of blocks keeps beside a text, as a list."""
    try:
        listed = json.loads(text or "[]")
    except (ValueError, RecursionError):
        listed = []
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    items = "".join(f"<li>{one.get('content') or ''}</li>" for one in found)
    return f"\n\n<ol>{items}</ol>\n\n" if items else ""


def _formula(found: re.Match[str]) -> str:
    formula = unescape(found["formula"].strip())
    return f"<tex-formula>{escape(formula)}</tex-formula>"


def _is_word(found: re.Match[str], text: str, closed: set[str]) -> bool:
    """Tell whether what is in brackets is rather a word of the text.

    WordPress has a list of all shortcodes, which no export has.
    """
    before = text.rfind("\n", 0, found.start()) + 1
    after = text.find("\n", found.end())
    line = text[before : found.start()] + text[found.end() : after if after >= 0 else None]
    is_alone = not line.strip()
    return not (is_alone or found["name"] in closed or "=" in found["rest"])


def _code(code: str, language: str) -> str:
    shown = escape(unescape(code).strip("\n"), quote=False)
    return f'\n\n<pre class="language-{escape(language)}">{shown}</pre>\n\n'


def _captioned(inner: str, caption: str) -> str:
    found = _CAPTIONED.fullmatch(inner)
    picture, text = (found["picture"], found["text"]) if found else (inner, "")
    shown = text.strip() or caption
    return f"\n\n<figure>{picture}<figcaption>{shown}</figcaption></figure>\n\n"


def _player(name: str, rest: str, positional: list[str], notes: Notes) -> str:
    """Give a link to what a player of WordPress.com plays."""
    found = _URL.search(unescape(rest))
    if found:
        return f"\n\n{_linked(found[0], notes)}\n\n"
    number = re.sub(r"[^\w/-]", "", (positional or [rest.partition("=")[2]])[0])
    return f"\n\n{_linked(_PLAYERS[name].format(number), notes)}\n\n"


def _linked(url: str, notes: Notes) -> str:
    mark = notes.mark(Kind.CHANGED, "what was embedded is a link now")
    return f'<a href="{escape(url)}">{escape(url)}</a>{mark}'


def _make_paragraphs(soup: BeautifulSoup, container: Tag, notes: Notes) -> None:
    """Make paragraphs of loose text, as WordPress does when it shows it."""
    run: list[PageElement] = []
    for child in [*container.contents, None]:
        if isinstance(child, Tag) and child.name == "code" and "\n" in child.get_text().strip("\n"):
            child.name = "pre"
        if child is not None and not (isinstance(child, Tag) and child.name in _BLOCKS):
            run.append(child)
            continue
        for paragraph in _split(run):
            if any(
                not isinstance(one, PreformattedString) and str(one).strip() for one in paragraph
            ):
                first = paragraph[0]
                wrapped = soup.new_tag("p")
                first.insert_before(wrapped)
                wrapped.extend(paragraph)
                _make_breaks(soup, wrapped, notes)
        run = []


def _split(run: list[PageElement]) -> Iterator[list[PageElement]]:
    """Split what stands in a line where a line is empty."""
    paragraph: list[PageElement] = []
    for node in run:
        if not isinstance(node, NavigableString) or isinstance(node, PreformattedString):
            paragraph.append(node)
            continue
        first, *others = (NavigableString(part) for part in re.split(r"\n[ \t]*\n\s*", node))
        node.replace_with(first, *others)
        paragraph.append(first)
        for other in others:
            yield paragraph
            paragraph = [other]
    if paragraph:
        yield paragraph


def _make_breaks(soup: BeautifulSoup, paragraph: Tag, notes: Notes) -> None:
    """Make line breaks of the ends of lines, and links of addresses that have a line."""
    for text in list(paragraph.find_all(string=True)):
        if isinstance(text, PreformattedString) or text.find_parent(_LITERAL):
            continue
        is_first, is_last = text.previous_sibling is None, text.next_sibling is None
        shown = str(text).lstrip("\n") if is_first else str(text)
        lines = (shown.rstrip("\n") if is_last else shown).split("\n")
        parts: list[PageElement] = []
        for index, line in enumerate(lines):
            if index and not _is_break(parts[-1] if parts else text.previous_sibling):
                parts.append(soup.new_tag("br"))
            is_whole = (index or is_first) and (index < len(lines) - 1 or is_last)
            if is_whole and _URL.fullmatch(line.strip()):
                link = soup.new_tag("a", href=line.strip())
                link.string = line.strip()
                mark = notes.mark(Kind.CHANGED, "what was embedded is a link now")
                parts += [link, NavigableString(mark)]
            else:
                parts.append(NavigableString(line))
        text.replace_with(*parts) if parts else text.extract()


def _is_break(node: PageElement | None) -> bool:
    return isinstance(node, Tag) and node.name == "br"
