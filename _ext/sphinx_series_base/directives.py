"""What directives have in common."""

from __future__ import annotations

from docutils.statemachine import StateMachine
from sphinx.util.docutils import SphinxDirective

from .problems import Place


def plain_text(argument: str | None) -> str:
    """Read an option that takes a text; half a character, which YAML can name, becomes a mark."""
    return (argument or "").encode("utf-8", "replace").decode()


class PlacedDirective(SphinxDirective):
    """A directive that knows where it and its lines stand."""

    def place(self, lineno: int | None = None) -> Place:
        """Say where the directive, or a line of it, stands in its file."""
        source, line = self.state_machine.get_source_and_line(lineno or self.lineno)
        return Place(path=source or str(self.env.doc2path(self.env.docname)), line=line or 0)

    def content_place(self, index: int) -> Place:
        """Say where a line of the body stands; MyST counts from the directive, docutils from 0."""
        is_docutils = isinstance(self.state_machine, StateMachine)
        start = self.content_offset if is_docutils else self.lineno + self.content_offset
        return self.place(start + index + 1)
