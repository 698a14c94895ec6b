"""The translator to Markdown: that of sphinx-markdown-builder, and what it lacks.

Imported only where copies are wanted: the package is no requirement of this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_markdown_builder.translator import MarkdownTranslator

if TYPE_CHECKING:
    from docutils import nodes


class PostTranslator(MarkdownTranslator):  # type: ignore[misc]
    """Writes posts."""

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
