"""Markdown of any home -> MyST that builds without a warning.

The text is parsed by markdown-it, its tokens are changed, and mdformat writes them again. Nothing
of the old text can become a directive, a role or HTML: what looks like one is code, or escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping  # noqa: TC003 - dataclasses look at them
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

import mdformat.plugins
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.token import Token
from mdformat.renderer import MDRenderer
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from pygments import lex
from pygments.filters import ErrorToken
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from . import admonitions, anchors, html, kramdown
from .model import Kind, without_marks

if not hasattr(ParserInline, "add_terminator_char"):
    message = "addresses in texts are found by markdown-it-py 4.1 or newer"
    raise ImportError(message, name="markdown_it")

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from mdformat.renderer import RenderContext, RenderTreeNode

    from .model import Notes

_EXTENSIONS = [mdformat.plugins.PARSER_EXTENSIONS[name] for name in ("tables", "footnote")]
_FOOTNOTE = re.compile(f"{html.FOOTNOTE[0]}(.*?){html.FOOTNOTE[1]}")
# From one dollar to the next there is code, or what is struck out.
_NO_FORMULA = re.compile(r"(?<!\$)\$(?!\$)[^$]*(?:`|~~\S[^$]*~~)[^$]*\$")
_OF_FOOTNOTES = frozenset({"footnote_open", "footnote_close", "footnote_anchor"})
_OF_LISTS: Mapping[str, tuple[str, Literal[-1, 1]]] = {
    "dt_open": ("strong", 1), "dt_close": ("strong", -1),
    "dd_open": ("item", 1), "dd_close": ("item", -1),
}  # fmt: skip
_HEADING_ID = re.compile(r"\s*\{\s*#(?P<id>[\w:.-]+)[^}]*\}\s*$")


@dataclass(frozen=True, kw_only=True)
class Links:
    """Where links and pictures of a page lead now; None for what leads nowhere.

    ``loss`` says what readers lose who follow a link, by where it led and where it leads. ``top``
    are the ids of the page's title.
    """

    page: Callable[[str], str | None]
    picture: Callable[[str], str | None]
    loss: Callable[[str, str], tuple[Kind, str] | None] = lambda _href, _target: None
    top: Collection[str] = ()


def convert(  # noqa: PLR0913 - what a page depends on
    text: str,
    notes: Notes,
    links: Links,
    *,
    page: str,
    math: bool,
    linkify: bool = False,
    is_kramdown: bool = False,
) -> str:
    """Convert the Markdown of one page, without its title.

    Args:
        text: the Markdown; HTML in it is converted too.
        notes: takes what cannot be converted.
        links: says where links and pictures lead.
        page: the name of its file.
        math: whether dollars are formulas.
        linkify: whether a bare address is a link.
        is_kramdown: whether emphasis is where kramdown sees it.
    """
    conversion = _Conversion(notes, links, page, math=math, linkify=linkify)
    if is_kramdown:
        # Of the definitions of a footnote kramdown takes the last, as the parser does.
        conversion.parser.disable("first_definitions")
        conversion.parser.disable("emphasis")
        conversion.parser.inline.ruler.before("link", "emphasis_of_kramdown", kramdown.emphasis)
    return conversion.run(text)


class _Conversion:
    """The conversion of one page; used once."""

    def __init__(self, notes: Notes, links: Links, page: str, *, math: bool, linkify: bool) -> None:
        self.notes = notes
        self.links = links
        self.page = page
        self.parser = MarkdownIt("commonmark")
        self.parser.options["mdformat"] = {"keep_orphans": True}
        for extension in _EXTENSIONS:
            extension.update_mdit(self.parser)
        if math:
            self.parser.use(
                dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True
            )
            self.parser.inline.ruler.before("math_inline", "dollar", _dollar)
        self.parser.enable("strikethrough")
        self.parser.use(deflist_plugin)
        if linkify:
            self.parser.use(gfm_autolink_plugin)
        self.parser.inline.ruler.before("escape", "formula", _formula_of_ours)
        self.parser.add_render_rule("footnote_ref", _footnote_ref)
        self.parser.core.ruler.before("footnote_tail", "first_definitions", self._once)
        self.ids: set[str] = set()
        self.alike: Counter[str] = Counter()
        self.footnotes: set[str] = set()

    def run(self, text: str) -> str:
        env: dict[str, Any] = {}
        tokens = list(self._without_html(self.parser.parse(text, env)))
        self.footnotes = set(env.get("footnotes", {}).get("refs", {}))
        tokens = list(self._with_places(tokens))
        tokens = list(self._without_orphans(_with_admonitions(tokens)))
        tokens = list(self._blocks(tokens))
        options = {
            **self.parser.options,
            "mdformat": {},
            "codeformatters": {},
            "parser_extension": [*_EXTENSIONS, _Myst],
        }
        return MDRenderer().render(tokens, options, env)

    def _once(self, state: StateCore) -> None:
        """Keep the first definition of each footnote: the parser would take the last."""
        seen: set[str] = set()
        kept = []
        is_again = False
        for token in state.tokens:
            if token.type == "footnote_reference_open":
                label = token.meta["label"]
                is_again = label in seen
                seen.add(label)
                if is_again:
                    message = f"the footnote {label!r} is defined twice: the first is kept"
                    self.notes.mark(Kind.LOST, message)
            if not is_again:
                kept.append(token)
            is_again = is_again and token.type != "footnote_reference_close"
        state.tokens = kept

    def _without_html(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """Convert every block that holds HTML: as a whole, for tags may span lines and cells."""
        for block in _top_blocks(tokens):
            if not any(map(_has_html, block)):
                yield from block
            elif block[0].type == "footnote_block_open":
                yield from self._footnotes_without_html(block)
            else:
                written = self.parser.renderer.render(block, self.parser.options, {})
                markdown = html.to_markdown(written, self.notes)
                yield from self.parser.parse(markdown, {})

    def _footnotes_without_html(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """Convert the blocks of each footnote."""
        inner: list[Token] = []
        depth = 0
        for token in tokens:
            depth -= token.type == "footnote_close"
            if not depth:
                for converted in self._without_html(inner):
                    # Nothing in a footnote is a section of the page.
                    converted.level += 1
                    yield converted
                inner = []
                yield token
            elif token.type != "footnote_anchor":
                inner.append(token)
            depth += token.type == "footnote_open"

    def _with_places(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """Note at the first token of each block which ids it has; those of nothing are the next's.

        A list behind a list has none: what is between them would make them one.
        """
        waiting: list[str] = []
        last = ""
        for block in _top_blocks(tokens):
            first = block[0]
            found = [name for token in block for name in _taken_places(token)]
            if found and first.type == "paragraph_open" and not block[1].children:
                waiting += found
                continue
            if first.type == "heading_open":
                found += self._ids(block[1])
            is_joined = first.tag == last and last in {"ul", "ol"}
            if first.type != "footnote_block_open" and not is_joined:
                names = [name for name in dict.fromkeys(waiting + found) if name not in self.ids]
                self.ids.update(names)
                first.meta = {**first.meta, "ids": names}
                waiting = []
            last = first.tag
            yield from block

    def _ids(self, heading: Token) -> Iterator[str]:
        """Give the ids of a heading: its own, or those that sites make of its text."""
        if own := _HEADING_ID.search(heading.content):
            yield own["id"]
            return
        text = "".join(_texts(heading.children or [])).strip()
        for name in ids_of(text):
            number = self.alike[name]
            self.alike[name] += 1
            yield from (f"{name}-{number}", f"{name}_{number}") if number else (name,)

    def _without_orphans(self, tokens: list[Token]) -> Iterator[Token]:
        """Make plain text of footnotes that nothing refers to; Sphinx would warn of them."""
        referenced = set(_footnote_labels(tokens))
        is_orphan = False
        for token in tokens:
            if token.type == "footnote_open":
                is_orphan = token.meta["label"] not in referenced
                if is_orphan:
                    self.notes.mark(
                        Kind.CHANGED, "a footnote that nothing refers to is plain text now"
                    )
            if not (is_orphan and token.type in _OF_FOOTNOTES):
                yield token

    def _blocks(self, tokens: list[Token]) -> Iterator[Token]:  # noqa: C901, PLR0912 - one case a type
        """Give the blocks as MyST has them."""
        levels = _levels(tokens)
        for index, token in enumerate(tokens):
            if ids := token.meta.get("ids"):
                yield _token("place", meta={"mark": anchors.place(*ids)})
            match token.type:
                case "heading_open" if token.level:
                    _without_id(tokens[index + 1])
                    yield _token("paragraph_open", 1, token.level)
                case "heading_close" if token.level:
                    yield _token("paragraph_close", -1, token.level)
                case "heading_open":
                    _without_id(tokens[index + 1])
                    yield _heading(token, levels[index])
                case "hr":
                    if _may_stay(tokens, index):
                        yield token
                case "fence" | "code_block":
                    yield self._code(token)
                case "html_block":
                    mark = self.notes.mark(
                        Kind.CODE, "this HTML cannot be converted: it is kept as code"
                    )
                    yield _fence(f"{mark}{token.content}", "html", token.level)
                case "math_block":
                    yield _formula(token)
                case "dl_open" | "dl_close":
                    continue
                case _ if token.type in _OF_LISTS:
                    yield from self._definition(token)
                case "inline":
                    in_heading = tokens[index - 1].type == "heading_open"
                    children = list(self._inline(token.children or [], in_heading=in_heading))
                    if tokens[index - 1].type == "dt_open":
                        children = _bold(children)
                    token.children = children
                    yield token
                case _:
                    yield token

    def _definition(self, token: Token) -> Iterator[Token]:
        """Give a term as a bold line, and what it means as a quotation of it: a list."""
        kind, nesting = _OF_LISTS[token.type]
        if kind == "strong":
            yield _token(
                "paragraph_open" if nesting > 0 else "paragraph_close", nesting, token.level
            )
            return
        outer = _token(
            f"bullet_list_{'open' if nesting > 0 else 'close'}", nesting, token.level, markup="-"
        )
        inner = _token(
            f"list_item_{'open' if nesting > 0 else 'close'}", nesting, token.level, markup="-"
        )
        yield from (outer, inner) if nesting > 0 else (inner, outer)

    def _code(self, token: Token) -> Token:
        """Give a block of code with a language that Sphinx will take."""
        info = token.info.strip()
        name = re.match(r"[{.\s]*([\w+#.-]*)", info)[1].lower()  # type: ignore[index]
        rest = info.partition(" ")[2].strip()
        mark = ""
        language = name if _can_highlight(name, without_marks(token.content)) else ""
        if language != name:
            mark += self.notes.mark(
                Kind.CHANGED, f"the code cannot be read as {name!r}: it has no colors"
            )
        if rest:
            mark += self.notes.mark(Kind.CHANGED, f"the options of the code are left out: {rest!r}")
        if info.startswith("{") and language == name:
            mark += self.notes.mark(Kind.CODE, f"{info!r} is no directive any more: it is code")
        return _fence(mark + token.content, language, token.level)

    def _inline(
        self, children: Sequence[Token], *, in_heading: bool, in_link: bool = False
    ) -> Iterator[Token]:
        index = 0
        while index < len(children):
            token = children[index]
            if token.type == "link_open":
                end = _end_of_link(children, index)
                within = children[index + 1 : end]
                inner = list(self._inline(within, in_heading=in_heading, in_link=True))
                # A link holds no other one: an address that it shows is text.
                yield from inner if in_link else self._link(token, inner)
                index = end
            elif token.type == "image":
                yield from self._image(token, in_link=in_link)
            elif token.type == "text":
                yield from self._with_footnotes(token)
            elif token.type == "html_inline":
                mark = self.notes.mark(
                    Kind.CODE, "this HTML cannot be converted: it is kept as code"
                )
                yield _code_span(mark + token.content)
            elif token.type in {"s_open", "s_close"}:
                if token.nesting > 0:
                    yield _text(self.notes.mark(Kind.CHANGED, "what was struck is plain text"))
            elif token.type == "code_inline":
                codes = list(takewhile(_is_code, children[index:]))
                yield _code_span("".join(code.content for code in codes))
                index += len(codes) - 1
            elif token.type == "hardbreak" and in_heading:
                yield _token("softbreak")
            else:
                yield token
            index += 1

    def _with_footnotes(self, token: Token) -> Iterator[Token]:
        """Give a text in which references to footnotes came through HTML."""
        for index, part in enumerate(_FOOTNOTE.split(token.content)):
            if index % 2 == 0:
                yield _text(part)
            elif f":{part}" in self.footnotes:
                yield _token("footnote_ref", meta={"label": part})

    def _link(self, token: Token, inner: list[Token]) -> Iterator[Token]:
        href = str(token.attrs.get("href", ""))
        # Hugo links a host without a scheme by https.
        if href.startswith("http://www.") and [one.content for one in inner] == [href[7:]]:
            href = f"https{href[4:]}"
        if href.startswith("#"):
            is_here = unquote(href[1:]) in {*self.ids, *self.links.top, anchors.TOP}
            target = anchors.link(self.page, href[1:]) if is_here else None
        else:
            target = self.links.page(href)
        if target is None:
            yield from inner
            mark = self.notes.mark(
                Kind.LINK, f"the link to {href!r} leads nowhere: only its text is left"
            )
            if href:
                yield _text(" ")
                yield _code_span(f"{mark}{href}")
        else:
            yield _token("link_open", 1, attrs={"href": target})
            yield from inner or [_text(href)]
            yield _token("link_close", -1)
            if loss := self.links.loss(href, target):
                yield _text(self.notes.mark(*loss))

    def _image(self, token: Token, *, in_link: bool) -> Iterator[Token]:
        source = str(token.attrs.get("src", ""))
        target = self.links.picture(source)
        alt = _text(" ".join("".join(_texts(token.children or [])).split()))
        if target is not None:
            yield _token("image", attrs={"src": target}, children=[alt])
        elif source.startswith(("http://", "https://")):
            shown = alt if alt.content else _text(source)
            link = _token("link_open", 1, attrs={"href": source}), _token("link_close", -1)
            # A link holds no other one.
            yield from [shown] if in_link else [link[0], shown, link[1]]
            yield _text(self.notes.mark(
                Kind.PICTURE,
                f"the picture is at {source}: readers would ask that host for it, so it is a link",
            ))  # fmt: skip
        else:
            mark = self.notes.mark(
                Kind.PICTURE,
                f"the picture {source[:80]!r} is not in the export, or is an SVG with scripts",
            )
            if alt.content:
                yield alt
                yield _text(" ")
            yield _code_span(f"{mark}{source[:80]}")


class _Myst:
    """How mdformat writes what is more, or more dangerous, in MyST than in CommonMark."""

    @staticmethod
    def image(node: RenderTreeNode, context: RenderContext) -> str:  # noqa: ARG004
        alt = re.sub(r"([\\\[\]`*_<>{}$&!])", r"\\\1", "".join(_texts_of(node)))
        return f"![{alt}]({node.attrs['src']})"

    @staticmethod
    def place(node: RenderTreeNode, context: RenderContext) -> str:  # noqa: ARG004
        return str(node.meta["mark"])

    @staticmethod
    def admonition(node: RenderTreeNode, context: RenderContext) -> str:
        children = node.children
        is_titled = bool(node.meta["titled"])
        title = " ".join(children[0].render(context).split()) if is_titled else ""
        content = "\n\n".join(child.render(context) for child in children[is_titled:])
        return admonitions.directive(str(node.meta["kind"]), title, content)

    @staticmethod
    def hr(node: RenderTreeNode, context: RenderContext) -> str:  # noqa: ARG004
        return "---"

    @staticmethod
    def math_inline(node: RenderTreeNode, context: RenderContext) -> str:  # noqa: ARG004
        """Write the role, which needs no extension; what it cannot hold is code."""
        content = " ".join(node.content.split())
        role = "" if "`" in content or not content else "{math}"
        ticks = "`" if role else "``"
        return f"{role}{ticks}{content or ' '}{ticks}"

    @staticmethod
    def escape_text(text: str, node: RenderTreeNode, context: RenderContext) -> str:  # noqa: ARG004
        """Escape what begins a role, a substitution, attributes, a formula, or a strike."""
        text = re.sub(r"([{$]|~(?=~))", r"\\\1", text)
        # Behind an odd number of backslashes it is escaped already.
        return re.sub(r"((?:^|[^\\])(?:\\\\)*)\[(?=\^)", r"\1\\[", text)

    @staticmethod
    def escape_lines(text: str, node: RenderTreeNode, context: RenderContext) -> str:  # noqa: ARG004
        """Escape what begins a comment, a target, a block break, a directive, or a field."""
        return re.sub(r"^([%(:+]|\+(?=\+\+))", r"\\\1", text, flags=re.MULTILINE)

    RENDERERS: Mapping[str, Callable[..., str]] = {
        "admonition": admonition,
        "image": image,
        "place": place,
        "hr": hr,
        "math_inline": math_inline,
        "math_inline_double": math_inline,
    }
    POSTPROCESSORS: Mapping[str, Callable[..., str]] = {
        "text": escape_text,
        "paragraph": escape_lines,
    }


def _footnote_ref(renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:  # noqa: ARG001
    """Bring a reference to a footnote through HTML."""
    label = re.sub(r"[^\w-]", "", str(tokens[index].meta.get("label") or ""))
    return f'<footnote-ref label="{label}"></footnote-ref>'


def _dollar(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read a dollar that begins no formula: programs of pages find none around an element."""
    if not _NO_FORMULA.match(state.src, state.pos):
        return False
    if not silent:
        state.pending += "$"
    state.pos += 1
    return True


def _formula_of_ours(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read a formula that another way of writing it was turned into."""
    if state.src[state.pos : state.pos + 2] != "$\ue006":
        return False
    end = state.src.find("\ue007", state.pos)
    if end < 0:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = state.src[state.pos + 2 : end]
        token.markup = "$"
    state.pos = end + 1
    return True


def _bold(children: list[Token]) -> list[Token]:
    return [
        _token("strong_open", 1, markup="**"), *children, _token("strong_close", -1, markup="**"),
    ]  # fmt: skip


def _footnote_labels(tokens: Sequence[Token]) -> Iterator[str]:
    """Give the labels of the footnotes that the text refers to."""
    for token in tokens:
        for child in token.children or []:
            if child.type == "footnote_ref":
                yield child.meta["label"]
            else:
                yield from _FOOTNOTE.findall(child.content)


def _top_blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Split tokens into the blocks of the outermost level."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _with_admonitions(tokens: list[Token]) -> list[Token]:
    """Make admonitions of the quotations that are some."""
    found: list[Token] = []
    opened: list[bool] = []
    skipped = -1
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            inline = tokens[index + 2] if tokens[index + 1].type == "paragraph_open" else None
            kind = admonitions.kind_of(inline.content) if inline else None
            opened.append(kind is not None)
            if inline and kind:
                token.type = "admonition_open"
                token.meta = {**token.meta, "kind": kind[0], "titled": kind[1]}
                _take_from_start(inline, len(inline.content) - len(kind[1]))
                if not kind[1]:
                    skipped = index + 3
        elif token.type == "blockquote_close" and opened.pop():
            token.type = "admonition_close"
        # A title of no words is none.
        if token.type == "admonition_open" or index > skipped:
            found.append(token)
    return found


def _take_from_start(inline: Token, length: int) -> None:
    inline.content = inline.content[length:]
    for child in (inline.children or [])[:1]:
        child.content = child.content[length:]


def _has_html(token: Token) -> bool:
    children = token.children or []
    return token.type == "html_block" or any(child.type == "html_inline" for child in children)


def _levels(tokens: Sequence[Token]) -> dict[int, int]:
    """Give each heading its level: from 2, below the title, and none left out on the way down."""
    headings = {
        index: int(token.tag[1:])
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and not token.level
    }
    highest = min(headings.values(), default=1)
    levels: dict[int, int] = {}
    last = 1
    for index, level in headings.items():
        last = levels[index] = min(level - highest + 2, last + 1, 6)
    return levels


def _may_stay(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a rule stands between two blocks; docutils takes no other."""
    before, after = tokens[:index], tokens[index + 1 :]
    if tokens[index].level or not before or not after:
        return False
    outer = {"heading_close", "hr"}, {"heading_open", "hr", "footnote_block_open"}
    return before[-1].type not in outer[0] and after[0].type not in outer[1]


def _heading(token: Token, level: int) -> Token:
    token.markup = "#" * level
    token.tag = f"h{level}"
    return token


def _taken_places(token: Token) -> Iterator[str]:
    """Take the marks of places out of a text, and what they leave around it; give their ids."""
    plain, names = anchors.taken(token.content)
    if plain == token.content:
        return
    token.content = plain
    children = token.children or []
    for child in children:
        child.content = anchors.taken(child.content)[0]
    while children and _is_blank(children[-1]):
        children.pop()
    while children and _is_blank(children[0]):
        children.pop(0)
    for child in children[:1]:
        child.content = child.content.lstrip()
    yield from names


def _is_code(child: Token) -> bool:
    """Tell whether a token is code, or nothing between; Markdown has no two codes side by side."""
    return child.type == "code_inline" or (child.type == "text" and not child.content)


def _is_blank(child: Token) -> bool:
    return child.type in {"text", "softbreak"} and not child.content.strip()


def ids_of(heading: str) -> tuple[str, ...]:
    """Give the ids that sites make of the text of a heading."""
    return tuple(dict.fromkeys(filter(None, (make(heading) for make in _IDS))))


def _id_of_github(text: str) -> str:
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


def _id_of_kramdown(text: str) -> str:
    plain = re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"\A[^a-zA-Z]+", "", text))
    return plain.replace(" ", "-").lower()


def _id_of_python(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


_IDS = (_id_of_github, _id_of_kramdown, _id_of_python)


def _without_id(inline: Token) -> None:
    for child in (inline.children or [])[-1:]:
        if child.type == "text":
            child.content = _HEADING_ID.sub("", child.content)


def _texts(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        yield child.content if child.type != "softbreak" else " "


def _texts_of(node: RenderTreeNode) -> Iterator[str]:
    for child in node.children:
        yield child.content


def _end_of_link(children: Sequence[Token], start: int) -> int:
    """Give the index of the token that closes a link; an address in its text may be one too."""
    depth = 0
    for index in range(start, len(children)):
        depth += (children[index].type == "link_open") - (children[index].type == "link_close")
        if depth == 0:
            return index
    return len(children) - 1


def _can_highlight(language: str, code: str) -> bool:
    """Tell whether Sphinx can color the code without a warning."""
    if language in {"", "text", "none", "default"}:
        return True
    try:
        lexer = get_lexer_by_name(language)
        lexer.add_filter("raiseonerror")
        for _ in lex(code, lexer):
            pass
    except (ClassNotFound, ErrorToken):
        return False
    return True


def _formula(token: Token) -> Token:
    """Give the directive of a formula; what would be options of it is code."""
    content = token.content.strip("\n")
    is_formula = content.strip() and not content.lstrip().startswith((":", "---"))
    return _fence(f"{content}\n", "{math}" if is_formula else "", token.level)


def _fence(content: str, info: str, level: int) -> Token:
    content = content if content.endswith("\n") or not content else f"{content}\n"
    return _token("fence", 0, level, content=content, info=info, markup="```")


def _code_span(content: str) -> Token:
    return _token("code_inline", content=" ".join(content.split()) or " ", markup="`")


def _text(content: str) -> Token:
    return _token("text", content=content)


def _token(  # noqa: PLR0913 - the fields of a token
    type_: str,
    nesting: Literal[-1, 0, 1] = 0,
    level: int = 0,
    *,
    content: str = "",
    info: str = "",
    markup: str = "",
    attrs: Mapping[str, str] | None = None,
    meta: Mapping[str, str] | None = None,
    children: list[Token] | None = None,
) -> Token:
    return Token(
        type_, "", nesting, level=level, content=content, info=info, markup=markup,
        attrs=dict(attrs or {}), meta=dict(meta or {}), children=children,
    )  # fmt: skip
