"""Pages as the checks see them, read by the parser that the site is built with."""

from __future__ import annotations

import runpy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import yaml
from builds import PROJECT
from docutils.parsers.rst.directives.body import Container
from engineering_tokens.drawings import Drawing
from engineering_tokens.shapes import DRAWINGS
from markdown_it.renderer import RendererHTML
from markdown_it.tree import SyntaxTreeNode
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser
from sphinx.directives import patches
from sphinx.directives.code import CodeBlock
from sphinx.domains.std import Glossary
from sphinx_series.reading.directives import TopicDirective
from sphinx_worksheet.directives import WorksheetDirective

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docutils.parsers.rst import Directive

SETTINGS: Final = runpy.run_path(str(PROJECT / "conf.py"))

_PARSER: Final = create_md_parser(
    MdParserConfig(enable_extensions=set(SETTINGS["myst_enable_extensions"])), RendererHTML
)
# The directives whose options or text are checked; the others hold names of pages.
_DIRECTIVES: Final[dict[str, type[Directive]]] = {
    "code-block": CodeBlock,
    "container": Container,
    **dict.fromkeys(DRAWINGS, Drawing),
    "figure": patches.Figure,
    "glossary": Glossary,
    "topic": TopicDirective,
    "worksheet": WorksheetDirective,
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong in a line of a page, and what to do."""

    line: int
    message: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of running text.

    ``kind`` is ``text``, ``code``, ``math``, ``role``, ``link``, ``footnote`` or ``break``.
    ``text`` is what stands there, of a link its target, of a footnote its label; ``role`` is the
    name of a role.
    """

    kind: str
    line: int
    text: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A paragraph, heading, cell or source; ``section`` holds the headings that it stands under.

    ``label`` is that of the source which it belongs to. A heading stands under itself.
    """

    kind: str
    line: int
    section: tuple[str, ...]
    pieces: tuple[Piece, ...]
    label: str = ""

    def __str__(self) -> str:
        """Give the text as written, in one line, without the marks of footnotes."""
        hidden = {"link", "footnote"}
        return "".join(
            " " if piece.kind == "break" else piece.text
            for piece in self.pieces
            if piece.kind not in hidden
        )


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of code, whose first line is ``line`` of the page.

    ``printed`` is the block of text that follows at once: what the code prints. ``file`` is the
    caption, which names the file that the block is.
    """

    language: str
    text: str
    line: int
    printed: str | None = None
    file: str = ""
    section: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure: its file, and what it says to a reader who can't see it."""

    file: str
    alt: str
    line: int
    section: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many rows a table has, or items a numbered list, or lines what is drawn."""

    count: int
    line: int
    section: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Worksheet:
    """A worksheet's id and lines; the first line is ``line`` of the page."""

    id: str
    lines: tuple[str, ...]
    line: int
    section: tuple[str, ...]


@dataclass(kw_only=True)
class Page:
    """What stands in a page, in its order; ``path`` is relative to ``root``."""

    root: Path
    path: Path
    meta: dict[str, Any] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    drawings: list[Count] = field(default_factory=list)
    tables: list[Count] = field(default_factory=list)
    steps: list[Count] = field(default_factory=list)
    worksheets: list[Worksheet] = field(default_factory=list)

    @property
    def headings(self) -> list[Text]:
        """The headings, that of the page first."""
        return [text for text in self.texts if text.kind == "heading"]

    def roles(self, *names: str) -> Iterator[tuple[Text, Piece]]:
        """Yield the roles of these names, with the texts they stand in."""
        for text in self.texts:
            for piece in text.pieces:
                if piece.role in names:
                    yield text, piece


def read(root: Path, path: Path) -> Page:
    """Read one page of a source tree."""
    page = Page(root=root, path=path)
    _Reader(page).read((root / path).read_text(encoding="utf-8"), 1)
    return page


class _Reader:
    """Puts what it finds into a page, and remembers the headings above."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.section: tuple[str, ...] = ()
        self.before: SyntaxTreeNode | None = None

    def read(self, text: str, line: int, kind: str = "paragraph") -> None:
        """Read text whose first line is ``line`` of the page."""
        for node in SyntaxTreeNode(_PARSER.parse(text)).children:
            self.node(node, line, kind)

    def node(
        self, node: SyntaxTreeNode, start: int, kind: str = "paragraph", label: str = ""
    ) -> None:
        """Read a block and all that it holds."""
        before, self.before = self.before, node
        line = start + (node.map[0] if node.map else 0)
        if node.type == "front_matter":
            self.page.meta = yaml.safe_load(node.content)
        elif node.type in {"fence", "colon_fence"}:
            self.fence(node, line, before)
        elif node.type == "inline":
            self.text(node, line, kind, label)
        else:
            kind, label = self.inside(node, line, kind, label)
            for child in node.children:
                self.node(child, start, kind, label)

    def inside(self, node: SyntaxTreeNode, line: int, kind: str, label: str) -> tuple[str, str]:
        """Note a block that holds others; give the kind and label of the text in it."""
        if node.type == "heading":
            depth = int(node.tag[1:]) - 1
            self.section = (*self.section[: depth - 1], _title(node)) if depth else ()
            return "heading", ""
        if node.type in {"td", "th"}:
            return "cell", ""
        if node.type == "footnote_reference":
            return "source", node.meta["label"]
        if node.type == "tbody":
            rows = len(node.children)
            self.page.tables.append(Count(count=rows, line=line, section=self.section))
        elif node.type == "ordered_list":
            items = len(node.children)
            self.page.steps.append(Count(count=items, line=line, section=self.section))
        return kind, label

    def text(self, node: SyntaxTreeNode, line: int, kind: str, label: str) -> None:
        """Read running text."""
        pieces = tuple(_pieces(node, [line]))
        self.page.texts.append(
            Text(kind=kind, line=line, section=self.section, pieces=pieces, label=label)
        )

    def fence(self, node: SyntaxTreeNode, line: int, before: SyntaxTreeNode | None) -> None:
        """Read a block of code or a directive."""
        name, _, argument = node.info.strip().partition(" ")
        if not name.startswith("{"):
            self.code(name, node.content, line + 1, before)
            return
        directive = _DIRECTIVES.get(name.strip("{}"))
        if not directive:
            return
        found = parse_directive_text(directive, argument, node.content)
        text, first = "\n".join(found.body), line + 1 + found.body_offset
        section = self.section
        if directive is CodeBlock:
            # With a caption it is a file, and nothing that the code above prints.
            file = found.options.get("caption", "")
            self.code(" ".join(found.arguments), text + "\n", first, None if file else before, file)
        elif directive is WorksheetDirective:
            lines = tuple(found.body)
            sheet = Worksheet(id=argument, lines=lines, line=first, section=section)
            self.page.worksheets.append(sheet)
        elif directive is patches.Figure:
            alt = found.options.get("alt", "")
            self.page.figures.append(Figure(file=argument, alt=alt, line=line, section=section))
            self.read(text, first)
        elif directive is Drawing:
            drawn = Count(count=len(found.body), line=line, section=section)
            self.page.drawings.append(drawn)
            self.read(f"{argument}\n\n{text}", first - 2, "drawing")
        else:
            self.read(text, first)

    def code(
        self, language: str, text: str, line: int, before: SyntaxTreeNode | None, file: str = ""
    ) -> None:
        """Add a block of code; a block of text right below code is what the code prints."""
        blocks = self.page.blocks
        if language == "text" and before is not None and before.type == "fence" and blocks:
            blocks[-1] = replace(blocks[-1], printed=text)
        block = Block(language=language, text=text, line=line, file=file, section=self.section)
        blocks.append(block)


def _title(heading: SyntaxTreeNode) -> str:
    return "".join(piece.text for piece in _pieces(heading.children[0], [0]))


def _pieces(node: SyntaxTreeNode, line: list[int]) -> Iterator[Piece]:
    """Take running text apart; ``line`` counts the lines."""
    for child in node.children:
        if child.type in {"softbreak", "hardbreak"}:
            yield Piece(kind="break", line=line[0])
            line[0] += 1
        elif child.type == "text":
            yield Piece(kind="text", line=line[0], text=child.content)
        elif child.type == "code_inline":
            yield Piece(kind="code", line=line[0], text=child.content)
        elif child.type == "myst_role":
            yield Piece(kind="role", line=line[0], text=child.content, role=child.meta["name"])
        elif child.type == "math_inline":
            yield Piece(kind="math", line=line[0], text=child.content)
        elif child.type == "footnote_ref":
            yield Piece(kind="footnote", line=line[0], text=child.meta["label"])
        else:
            if child.type == "link":
                yield Piece(kind="link", line=line[0], text=str(child.attrs["href"]))
            yield from _pieces(child, line)
