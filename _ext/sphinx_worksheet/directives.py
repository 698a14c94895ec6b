"""The directives and the role: they record what an author wrote and leave a placeholder each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx_series_base.directives import PlacedDirective, plain_text
from sphinx_series_base.problems import Place

from .core.model import ValueSource, WorksheetSource
from .core.notation import is_id
from .core.problems import Kind
from .nodes import (
    worksheet_placeholder,
    worksheet_value_placeholder,
    worksheets_placeholder,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from docutils.nodes import Node, system_message

    from .domain import WorksheetDomain

# What an author writes is checked here and not by docutils, which would drop the directive.
_TEXT = plain_text


class WorksheetDirective(PlacedDirective):
    """Declare a worksheet: named inputs and results."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "title": _TEXT,
        "plot": _TEXT,
        "key": _TEXT,
    }

    def run(self) -> list[Node]:
        """Record the text; it is read when all worksheets are known."""
        domain: WorksheetDomain = self.env.domains["worksheet"]  # type: ignore[assignment]
        id_ = self.arguments[0] if self.arguments else ""
        if not is_id(id_):
            message = (
                "a worksheet needs an id of small letters, digits and single hyphens, like "
                f"`kv-cache`, not {id_!r}"
            )
            problem = Kind.DIRECTIVE.at(self.place(), message)
            domain.note_problem(self.env.docname, problem)
            return []
        source = WorksheetSource(
            docname=self.env.docname,
            place=self.place(),
            id=id_,
            title=self.options.get("title", "").strip(),
            plots=" ".join(self.options.get("plot", "").split()),
            keys=" ".join(self.options.get("key", "").split()),
            lines=tuple((line, self.content_place(i)) for i, line in enumerate(self.content)),
        )
        slot = domain.note_worksheet(self.env.docname, source)
        placeholder = worksheet_placeholder(docname=self.env.docname, slot=slot)
        self.set_source_info(placeholder)
        return [placeholder]


class WorksheetsDirective(SphinxDirective):
    """List all worksheets of the project, page by page, with their key results."""

    def run(self) -> list[Node]:
        """Record that the page shows what all others have."""
        domain: WorksheetDomain = self.env.domains["worksheet"]  # type: ignore[assignment]
        domain.note_list(self.env.docname)
        placeholder = worksheets_placeholder(docname=self.env.docname)
        self.set_source_info(placeholder)
        return [placeholder]


class ValueRole(SphinxRole):
    """Put a value of a worksheet into prose."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Record what is asked."""
        domain: WorksheetDomain = self.env.domains["worksheet"]  # type: ignore[assignment]
        path, line = self.get_source_info()
        place = Place(path=path or str(self.env.doc2path(self.env.docname)), line=line or 0)
        source = ValueSource(place=place, text=" ".join(self.text.split()))
        slot = domain.note_value(self.env.docname, source)
        return [worksheet_value_placeholder(docname=self.env.docname, slot=slot)], []
