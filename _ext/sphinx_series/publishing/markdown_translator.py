"""The translator to Markdown: that of sphinx-markdown-builder, and what it lacks.

Words stay words: what an author wrote as text is escaped wherever Markdown or HTML would give it a
meaning, and a fence is longer than any within it. Raw HTML stays what it is.

Imported only where copies are wanted: the package is no requirement of this one.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx_markdown_builder.contexts import NoLineBreakContext, TitleContext
from sphinx_markdown_builder.translator import MarkdownTranslator, pushing_context

# A mark within words, one at the edge of a word, and what starts a block at the start of a line.
_MARKS = re.compile(
    r"[\\`*\[\]$~|]|(?<![^\W_])_|_(?![^\W_])"
    r"|^(?P<before>\s*)(?P<block>>|#(?=[#\s]|$)|[-+=](?=[-=\s]|$))"
    r"|^(?P<number>\s*\d{1,9})(?P<point>[.)])(?=\s|$)"
)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BACKTICKS = re.compile(r"`+")
_BREAKS_URL = re.compile(r"[\s()<>\"\\`]")


class PostTranslator(MarkdownTranslator):  # type: ignore[misc]
    """Writes posts."""

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 - docutils' name
        """Write a text, escaped where it is no code."""
        text = node.astext().replace("\r", "")
        if not self.status.preserve_line_breaks:
            text = text.replace("\n", " ")
            if node.parent[0] is node:
                # Four spaces at the start of a line would make it code.
                text = text.lstrip(" \t")
        self.add(_escaped(text) if self.status.escape_text else text)

    def visit_raw(self, node: nodes.raw) -> None:
        """Write raw HTML as it is; what is for other formats is left out."""
        if "html" in node.get("format", "").split():
            self.add(node.astext())
        raise nodes.SkipNode

    @pushing_context  # type: ignore[untyped-decorator]
    def visit_title(self, node: nodes.title) -> None:
        """Start a heading; an empty one is none."""
        super().visit_title(node)
        level = self.ctx.level
        self._ctx_queue[-1] = _Heading(level)

    def visit_literal(self, node: nodes.literal) -> None:
        """Write code within a line."""
        text = " ".join(node.astext().split("\n"))
        fence = _fence(text, 1)
        space = " " if text.startswith("`") or text.endswith("`") else ""
        self.add(f"{fence}{space}{text}{space}{fence}" if text else "")
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Start a block of code."""
        self._push_status(escape_text=False, preserve_line_breaks=True)
        language = node.get("language") or next(iter(node["classes"][1:]), "")
        language = re.sub(r"[^\w+#.-]", "", language)
        self.add(f"{_fence(node.astext(), 3)}{language}", prefix_eol=1, suffix_eol=1)

    def depart_literal_block(self, node: nodes.literal_block) -> None:
        """End a block of code."""
        self.add(_fence(node.astext(), 3), prefix_eol=1, suffix_eol=2)
        self._pop_status()

    def visit_math(self, node: nodes.math) -> None:
        """Write a formula within a line."""
        self.add(f"${_formula(node)}$")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        """Write a formula in a block."""
        self.add("$$", prefix_eol=1, suffix_eol=1)
        self.add(_formula(node))
        self.add("$$", prefix_eol=1, suffix_eol=2)
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        """Write an image."""
        text = " ".join(node.get("alt", "image").split())
        self.add(f"![{_escaped(text)}]({_url(node['uri'])})")

    def _fetch_ref_uri(self, node: nodes.reference) -> str:
        return _url(super()._fetch_ref_uri(node))

    def visit_caption(self, _node: nodes.caption) -> None:
        """Start a caption, which is a paragraph of its own."""
        self.ensure_eol(2)

    def depart_caption(self, _node: nodes.caption) -> None:
        """End a caption."""
        self.ensure_eol(2)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Show the text of what Markdown has no form for."""

    def unknown_departure(self, node: nodes.Node) -> None:
        """Go on after it."""


class _Heading(TitleContext):  # type: ignore[misc]
    """A heading, or nothing where it has no words."""

    def make(self) -> str:
        content = NoLineBreakContext.make(self)
        return f"{self.section_prefix} {content}" if content else ""


def _escaped(text: str) -> str:
    """Escape what Markdown and HTML give a meaning."""
    text = _MARKS.sub(_with_backslash, _ENTITY.sub("&amp;", text))
    return text.replace("<", "&lt;")


def _with_backslash(found: re.Match[str]) -> str:
    before, mark = found["before"] or found["number"], found["block"] or found["point"]
    return f"{before or ''}\\{mark or found[0]}"


def _fence(text: str, least: int) -> str:
    """Give a fence that is longer than any in a text."""
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)


def _formula(node: nodes.Element) -> str:
    """Give a formula in which nothing is a tag."""
    return _TAG.sub(r"\\lt ", node.astext()).replace("$", r"\$")


def _url(url: str) -> str:
    """Encode what would end a link."""
    return _BREAKS_URL.sub(lambda found: f"%{ord(found[0]):02X}", url)
