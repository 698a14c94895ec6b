"""Texts of Ghost's editors, Lexical and mobiledoc -> HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from .model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .model import Notes

# The bits of a text's format, with the tags that they are.
_FORMATS = {1: "strong", 2: "em", 4: "s", 8: "u", 16: "code", 32: "sub", 64: "sup", 128: "mark"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TAGS = {
    "paragraph": "p", "quote": "blockquote", "extended-quote": "blockquote", "aside": "blockquote",
    "listitem": "li", "link": "a", "autolink": "a",
}  # fmt: skip
_SPACES = {"linebreak": "<br>", "tab": " "}
# Texts of cards, as HTML or plain; what a card holds besides says how it looks.
_HTML = (
    "html", "calloutText", "content", "productDescription", "blockquote", "disclaimer", "caption",
)  # fmt: skip
_PLAIN = ("heading", "header", "subheader", "productTitle", "title", "fileTitle", "fileCaption")
_PICTURES = ("src", "productImageSrc", "backgroundImageSrc")
_LINKS = {"url": "", "buttonUrl": "buttonText", "productUrl": "productButton"}
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_DEEPEST = 60


class TextError(Exception):
    """A text is none of what Ghost writes."""


def from_lexical(found: Mapping[str, Any], notes: Notes) -> str:
    """Give the HTML of a text of the editor since Ghost 5.

    Raises:
        TextError: it is none.
    """
    root = _map(_map(found).get("root"))
    if not root:
        message = "it has no root"
        raise TextError(message)
    return _Lexical(notes).children(root, 0)


class _Lexical:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def children(self, node: Mapping[str, Any], depth: int) -> str:
        if depth > _DEEPEST:
            message = "it is nested too deeply"
            raise TextError(message)
        return "".join(self._node(_map(child), depth + 1) for child in _list(node.get("children")))

    def _node(self, node: Mapping[str, Any], depth: int) -> str:
        kind = string(node, "type")
        if kind in {"text", "extended-text"}:
            return _formatted(string(node, "text"), node.get("format"))
        if kind in _SPACES:
            return _SPACES[kind]
        if "children" not in node:
            return card(kind, node, self.notes)
        tag = _tag_of(kind, node)
        inner = self.children(node, depth)
        href = f' href="{escape(string(node, "url"))}"' if tag == "a" else ""
        return f"<{tag}{href}>{inner}</{tag}>"


def _tag_of(kind: str, node: Mapping[str, Any]) -> str:
    """Give the tag of a part of a text."""
    if kind in {"heading", "extended-heading"}:
        return tag if (tag := string(node, "tag")) in _HEADINGS else "h2"
    if kind == "list":
        return "ol" if string(node, "listType") == "number" else "ul"
    return _TAGS.get(kind, "div")


def _formatted(text: str, format_: object) -> str:
    shown = escape(text, quote=False)
    bits = format_ if isinstance(format_, int) else 0
    for bit, tag in reversed(_FORMATS.items()):
        if bits & bit:
            shown = f"<{tag}>{shown}</{tag}>"
    return shown


def from_mobiledoc(found: Mapping[str, Any], notes: Notes) -> str:
    """Give the HTML of a text of the editors of Ghost 1 to 4.

    Raises:
        TextError: it is none.
    """
    sections = _list(_map(found).get("sections"))
    if not sections:
        message = "it has no sections"
        raise TextError(message)
    return "".join(_section(found, _list(section), notes) for section in sections)


def _section(found: Mapping[str, Any], section: list[Any], notes: Notes) -> str:
    kinds = {1: "text", 2: "picture", 3: "list", 10: "card"}
    try:
        match kinds.get(section[0]):
            case "text":
                tag = section[1] if section[1] in _OF_MOBILEDOC else "p"
                return f"<{tag}>{_markers(found, section[2])}</{tag}>"
            case "picture":
                return card("image", {"src": section[1]}, notes)
            case "list":
                tag = section[1] if section[1] in {"ol", "ul"} else "ul"
                items = "".join(f"<li>{_markers(found, item)}</li>" for item in section[2])
                return f"<{tag}>{items}</{tag}>"
            case "card":
                name, values = found["cards"][section[1]]
                return card(str(name), _map(values), notes)
    except (IndexError, KeyError, TypeError, ValueError) as error:
        message = "its sections are none of mobiledoc"
        raise TextError(message) from error
    message = "it has a section that mobiledoc does not know"
    raise TextError(message)


_OF_MOBILEDOC = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside"})
_MARKUPS = frozenset({"a", "b", "strong", "i", "em", "s", "u", "code", "sub", "sup"})


def _markers(found: Mapping[str, Any], markers: list[Any]) -> str:
    """Give a line: pieces of text that open markups, and close some that are open."""
    pieces = []
    opened: list[str] = []
    for kind, starts, closed, value in markers:
        for number in starts:
            tag, *attributes = found["markups"][number]
            tag = tag if tag in _MARKUPS else "span"
            pairs = list(attributes[0]) if attributes else []
            href = dict(zip(pairs[::2], pairs[1::2], strict=False)).get("href")
            pieces.append(f'<a href="{escape(str(href))}">' if tag == "a" else f"<{tag}>")
            opened.append(tag)
        if kind == 0:
            pieces.append(escape(str(value), quote=False))
        elif found["atoms"][value][0] == "soft-return":
            pieces.append("<br>")
        else:
            pieces.append(escape(str(found["atoms"][value][1]), quote=False))
        pieces += [f"</{opened.pop()}>" for _ in range(closed)]
    return "".join([*pieces, *(f"</{tag}>" for tag in reversed(opened))])


def card(kind: str, values: Mapping[str, Any], notes: Notes) -> str:
    """Give the HTML of a card; one of an unknown kind shows the texts, pictures and links in it."""
    if kind in _CARDS:
        return _CARDS[kind](values, notes)
    pieces = "".join(_pieces(values))
    if not pieces:
        mark = notes.mark(Kind.LOST, f"a card {kind!r} is left out: nothing in it is a text")
        return f"<p>{mark}</p>"
    return pieces


def _in_mails(_values: Mapping[str, Any], notes: Notes) -> str:
    mark = notes.mark(Kind.HIDDEN, "what stood in mails alone is left out")
    return f"<p>{mark}</p>"


def _code(values: Mapping[str, Any], _notes: Notes) -> str:
    language = escape(string(values, "language"))
    code = escape(string(values, "code"), quote=False)
    return f'<pre class="language-{language}">{code}</pre>{_caption(values)}'


def _markdown(values: Mapping[str, Any], _notes: Notes) -> str:
    return str(_MARKDOWN.render(string(values, "markdown")))


def _embed(values: Mapping[str, Any], notes: Notes) -> str:
    url = escape(string(values, "url"))
    mark = notes.mark(Kind.CHANGED, "what was embedded is a link now")
    return f'<p><a href="{url}">{url}</a>{mark}</p>{_caption(values)}'


def _bookmark(values: Mapping[str, Any], _notes: Notes) -> str:
    about = _map(values.get("metadata"))
    url = string(values, "url") or string(about, "url")
    shown = escape(string(about, "title") or url, quote=False)
    said = escape(string(about, "description"), quote=False)
    return f'<p><a href="{escape(url)}">{shown}</a></p><p>{said}</p>{_caption(values)}'


def _file(values: Mapping[str, Any], _notes: Notes) -> str:
    url = string(values, "src")
    shown = escape(string(values, "fileTitle") or string(values, "title") or url, quote=False)
    said = escape(string(values, "fileCaption"), quote=False)
    return f'<p><a href="{escape(url)}">{shown}</a></p><p>{said}</p>{_caption(values)}'


def _pieces(values: Mapping[str, Any]) -> Iterator[str]:
    """Give what a card of any kind shows, in the usual order."""
    for name in _PLAIN:
        if text := string(values, name):
            yield f"<p>{escape(text, quote=False)}</p>"
    for name in _PICTURES:
        if source := string(values, name):
            picture = f'<img src="{escape(source)}" alt="{escape(string(values, "alt"))}">'
            href = string(values, "href")
            yield f'<p><a href="{escape(href)}">{picture}</a></p>' if href else f"<p>{picture}</p>"
    for picture_ in map(_map, _list(values.get("images"))):
        source, alt = escape(string(picture_, "src")), escape(string(picture_, "alt"))
        yield f'<p><img src="{source}" alt="{alt}"></p>'
    for name in _HTML:
        if text := string(values, name):
            yield f"<div>{text}</div>"
    for name, shown in _LINKS.items():
        if url := string(values, name):
            yield f'<p><a href="{escape(url)}">{escape(string(values, shown) or url)}</a></p>'


def _caption(values: Mapping[str, Any]) -> str:
    text = string(values, "caption")
    return f"<p>{text}</p>" if text else ""


_CARDS: dict[str, Callable[[Mapping[str, Any], Notes], str]] = {
    **dict.fromkeys(["hr", "horizontalrule"], lambda _values, _notes: "<hr>"),
    **dict.fromkeys(["email", "email-cta"], _in_mails),
    **dict.fromkeys(["code", "codeblock"], _code),
    **dict.fromkeys(["markdown", "card-markdown"], _markdown),
    **dict.fromkeys(["file", "audio", "video"], _file),
    "bookmark": _bookmark,
    "embed": _embed,
    # What is behind it is public, as the post is.
    "paywall": lambda _values, _notes: "",
}


def string(values: Mapping[str, Any], name: str) -> str:
    """Give a value that is a text; ``""`` for another."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
