"""HTML -> Markdown, by markdownify, after everything has gone that a page may not hold."""

from __future__ import annotations

import re
import warnings
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag
from bs4.element import Comment, NavigableString, PreformattedString
from bs4.exceptions import ParserRejectedMarkup
from markdownify import MarkdownConverter

from . import anchors, kramdown
from .model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Notes

FOOTNOTE = "\ue003", "\ue004"
"""What stands around the label of a reference to a footnote, for Markdown's own is no text here."""

_DEEPEST = 100

# What stays; all other tags leave only what is in them.
_KEPT: dict[str, tuple[str, ...]] = {
    "a": ("href",),
    "img": ("src", "alt"),
    "ol": ("start",),
    "td": ("colspan",),
    "th": ("colspan",),
    "pre": ("lang",),
    "footnote-ref": ("label",),
    "tex-formula": (),
    **dict.fromkeys(
        [
            "b",
            "strong",
            "i",
            "em",
            "p",
            "br",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "li",
            "blockquote",
            "code",
            "kbd",
            "samp",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "figure",
            "figcaption",
            "div",
            "section",
            "article",
            "q",
        ],
        (),
    ),
}
_RENAMED = {
    "dl": "div", "dd": "p", "caption": "p", "details": "div", "summary": "p", "dt": "p",
    "center": "div", "aside": "div", "main": "div", "header": "div", "footer": "div",
}  # fmt: skip
# Of these, only what is in them stays.
_UNWRAPPED = frozenset({
    "abbr", "acronym", "address", "area", "bdi", "bdo", "big", "blink", "body", "caption", "cite",
    "col", "colgroup", "data", "del", "details", "dfn", "dir", "fieldset", "figcaption", "font",
    "hgroup", "html", "ins", "label", "legend", "map", "mark", "menu", "meter", "nav", "nobr",
    "noscript", "optgroup", "option", "output", "param", "picture", "progress", "rp", "rt",
    "ruby", "s", "search", "slot", "small", "source", "span", "strike", "sub", "summary", "sup",
    "time", "track", "tt", "u", "var",
})  # fmt: skip
_STRONG = frozenset({"dt", "summary"})
_GONE = frozenset({"head", "link", "meta", "base", "title", "wbr"})
_LITERAL = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "canvas",
        "object",
        "applet",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "frameset",
        "frame",
        "portal",
        "marquee",
    ]
)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][^\s<>/]*)[^<>]*>")
_RAW = frozenset({"script", "style", "svg", "math", "textarea", "template", "title"})
_EMBEDDED = frozenset({"iframe", "embed", "video", "audio", "script"})
_BLOCKS = frozenset({"[document]", "body", "html", "div", "section", "article", "figure", "li"})

# What may begin with any text.
_WITH_TEXT = frozenset({
    "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main",
    "nav", "p", "section", "span", "summary", "td", "th",
})  # fmt: skip

_KNOWN = frozenset({*_KEPT, *_RENAMED, *_STRONG, *_UNWRAPPED, *_GONE, *_LITERAL, *_EMBEDDED})

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*)(?P<name>[\w+#.-]+)"
)
_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SIMPLE = re.compile(r"[0-9+=()-]{1,9}")


def to_markdown(html: str, notes: Notes) -> str:
    """Convert HTML, broken or hostile as it may be.

    Scripts, forms and the like are kept as code, embedded pages as links, each with a note.
    """
    html = _with_plain_words(html)
    try:
        soup = parse(html)
    except ParserRejectedMarkup:
        mark = notes.mark(Kind.CODE, "this HTML cannot be read: it is kept as code")
        return _fence(f"{mark}{html}", "html")
    if is_too_deep(soup):
        mark = notes.mark(Kind.CHANGED, "HTML is nested too deeply: only its text is kept")
        return _fence(mark + soup.get_text(), "")
    _clean(soup, notes)
    return _Converter(
        heading_style="atx",
        bullets="-",
        escape_misc=True,
        table_infer_header=True,
        keep_inline_images_in=["td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "a"],
        newline_style="backslash",
    ).convert_soup(soup)


def _with_plain_words(html: str) -> str:
    """Make text of what looks like a tag and is none: `<your-token>`, or `List<String>`."""
    raw = ""
    pieces = []
    position = 0
    for found in _TAG.finditer(html):
        name = found["name"].lower()
        if raw:
            raw = "" if found["close"] and name == raw else raw
        elif name in _RAW:
            raw = "" if found["close"] else name
        elif name not in _KNOWN and ":" not in name:
            pieces += [html[position : found.start()], escape(found[0], quote=False)]
            position = found.end()
    return "".join([*pieces, html[position:]])


def parse(html: str) -> BeautifulSoup:
    """Parse HTML.

    Raises:
        ParserRejectedMarkup: it is like nothing that Python's parser knows.
    """
    with warnings.catch_warnings():
        # A text may be nothing but an address.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            return BeautifulSoup(html, "html.parser", multi_valued_attributes=None)
        except ParserRejectedMarkup:
            # A broken declaration is what the parser cannot take; as text it can.
            plain = html.replace("<!", "&lt;!")
            return BeautifulSoup(plain, "html.parser", multi_valued_attributes=None)


def is_too_deep(soup: BeautifulSoup) -> bool:
    """Tell whether tags are nested more deeply than anybody writes them."""
    return _depth(soup) > _DEEPEST


def _depth(soup: BeautifulSoup) -> int:
    """Give how deeply tags are nested, without recursion."""
    depths = {id(soup): 0}
    for tag in _tags(soup):
        depths[id(tag)] = depths[id(tag.parent)] + 1
    return max(depths.values())


def _tags(soup: BeautifulSoup) -> Iterator[Tag]:
    return (tag for tag in soup.descendants if isinstance(tag, Tag))


def _clean(soup: BeautifulSoup, notes: Notes) -> None:
    """Leave only tags and attributes that have a meaning in Markdown."""
    for text in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        if isinstance(text, Comment) and text.strip() not in {"", "more"}:
            text.replace_with(notes.mark(Kind.HIDDEN, "an HTML comment is left out"))
        else:
            text.extract()
    for pre in soup.find_all("pre"):
        # What is around it may name the language, until its attributes go.
        pre["lang"] = _language(pre)
    for tag in list(_tags(soup)):
        if tag.decomposed or tag.parent is None:
            continue
        if tag.name in _GONE:
            tag.decompose()
        elif tag.name in _EMBEDDED and _source(tag):
            _make_link(soup, tag, notes)
        elif tag.name in _LITERAL or tag.name in _EMBEDDED:
            _make_literal(soup, tag, notes)
        else:
            _mark_place(tag)
            _simplify(soup, tag)


def _mark_place(tag: Tag) -> None:
    """Mark where links to a tag lead: at its start, or before it where that means another thing."""
    names = [str(tag.get("id") or ""), str(tag.get("name") or "") if tag.name == "a" else ""]
    mark = NavigableString(anchors.place(*dict.fromkeys(filter(None, names))))
    if not mark or tag.find_parent(["pre", "code"]):
        return
    table = tag.find_parent("table")
    if table and tag.name not in {"td", "th"} and not tag.find_parent(["td", "th"]):
        table.insert_before(mark)
    elif tag.name in _WITH_TEXT:
        tag.insert(0, mark)
    else:
        tag.insert_before(mark)


def _source(tag: Tag) -> str:
    """Give the http(s) address of what is embedded; ``""`` where it has none."""
    sources = [tag, *tag.find_all("source")]
    for source in sources:
        url = str(source.get("src") or "").strip()
        url = f"https:{url}" if url.startswith("//") else url
        try:
            if urlsplit(url).scheme in {"http", "https"}:
                return url
        except ValueError:
            continue
    return ""


def _make_link(soup: BeautifulSoup, tag: Tag, notes: Notes) -> None:
    url = _source(tag)
    # A gist's script has the page of the gist beside it.
    if "//gist.github.com/" in url:
        url = url.removesuffix(".js")
    block = soup.new_tag("p")
    link = soup.new_tag("a", href=url)
    link.string = url
    block.append(link)
    block.append(NavigableString(notes.mark(Kind.CHANGED, f"an embedded {tag.name} is a link now")))
    tag.replace_with(block)


def _make_literal(soup: BeautifulSoup, tag: Tag, notes: Notes) -> None:
    is_block = tag.parent is not None and tag.parent.name in _BLOCKS
    literal = soup.new_tag("pre" if is_block else "code")
    if is_block:
        literal["lang"] = "html"
    mark = notes.mark(Kind.CODE, f"`{tag.name}` cannot be converted: it is kept as code")
    literal.string = mark + (str(tag) if is_block else " ".join(str(tag).split()))
    tag.clear(decompose=True)
    tag.replace_with(literal)


def _simplify(soup: BeautifulSoup, tag: Tag) -> None:
    if tag.name in {"sup", "sub"}:
        text = tag.get_text().strip()
        if _SIMPLE.fullmatch(text):
            table = _SUPERSCRIPTS if tag.name == "sup" else _SUBSCRIPTS
            tag.clear()
            tag.append(NavigableString(text.translate(table)))
    if tag.name == "pre":
        for line_break in tag.find_all("br"):
            line_break.replace_with("\n")
    if tag.name == "img" and not tag.get("src"):
        tag["src"] = str(tag.get("data-src") or "")
    if tag.name in _STRONG:
        strong = soup.new_tag("strong")
        strong.extend(list(tag.contents))
        tag.append(strong)
    tag.name = _RENAMED.get(tag.name, tag.name)
    kept = _KEPT.get(tag.name)
    if kept is None:
        tag.unwrap()
        return
    tag.attrs = {name: tag[name] for name in kept if name in tag.attrs}
    for name in ("start", "colspan"):
        if not re.fullmatch(r"[0-9]{1,3}", str(tag.get(name, "1")), re.ASCII):
            del tag[name]


def _language(pre: Tag) -> str:
    """Give the language that a block of code, its parts or what is around it name."""
    around = [pre, *pre.find_all("code", limit=1), *list(pre.parents)[:3]]
    for tag in around:
        for attribute in ("data-lang", "data-code-block-lang", "data-enlighter-language"):
            name = str(tag.get(attribute) or "")
            if re.fullmatch(r"[\w+#.-]+", name):
                return name
        found = _LANGUAGE.search(str(tag.get("class") or ""))
        if found:
            return found["name"]
    return ""


def _fence(code: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"\n\n{fence}{language}\n{code}\n{fence}\n\n"


class _Converter(MarkdownConverter):
    """markdownify, where it would write what is no Markdown if the HTML is odd."""

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        code = el.get_text()
        if "_inline" in parent_tags:
            return f" {_span(code)} " if code.strip() else ""
        return _fence(code.strip("\n"), str(el.get("lang") or "")) if code.strip() else ""

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text()
        if "_noformat" in parent_tags or not code.strip():
            return text
        lead, trail = code[:1].isspace(), code[-1:].isspace()
        # Without a mark between, two codes side by side would be one, with their backticks in it.
        return f"{' ' * lead}{_span(code)}{' ' * trail or anchors.NOTHING}"

    convert_kbd = convert_samp = convert_code

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = _quoted(el.get("href"))
        if "_noformat" in parent_tags or not href:
            return text
        shown = text.strip()
        if not shown:
            return text
        if "\n\n" in shown:
            return f"{text}\n\n[{escape(href)}]({href})"
        lead, trail = text[:1].isspace(), text[-1:].isspace()
        return f"{' ' * lead}[{shown}]({href}){' ' * trail}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        source = _quoted(el.get("src"))
        alt = re.sub(r"([\\\[\]`*_<>&!])", r"\\\1", " ".join(str(el.get("alt") or "").split()))
        return f"![{alt}]({source})" if source else alt

    def convert_tex_formula(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        return kramdown.FORMULA.format(" ".join(el.get_text().split()))

    def convert_footnote_ref(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        label = re.sub(r"[^\w-]", "", str(el.get("label") or ""))
        return label.join(FOOTNOTE)


def _span(code: str) -> str:
    """Write code within a line."""
    flat = " ".join(code.split())
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    ticks = "`" * (longest + 1)
    return f"{ticks} {flat} {ticks}" if longest else f"{ticks}{flat}{ticks}"


def _quoted(url: Any) -> str:  # noqa: ANN401 - an attribute may be missing
    """Give a URL in which nothing ends a Markdown link."""
    text = str(url or "").strip()
    # Brackets end an address in Markdown, but where each that opens is closed.
    brackets = "()" if re.fullmatch(r"[^()]*(\([^()]*\)[^()]*)*", text) else ""
    return quote(text, safe=f"%/:?#[]@!$&'*+,;=~-._{brackets}")
