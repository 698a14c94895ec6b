"""The domain `worksheet`: the store of what pages declare and ask for, and its objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.domains import ObjType
from sphinx.util.nodes import make_refnode
from sphinx_series_base.domain import RecordDomain

from .core import workbook
from .core.numbers import MISSING
from .core.problems import Kind
from .locale import _
from .nodes import worksheet_value_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx import addnodes
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx_series_base.problems import Problem

    from .core.model import ValueSource, View, WorksheetSource
    from .core.workbook import Workbook


@dataclass(slots=True, kw_only=True)
class PageRecord:
    """What was noted while one page was read: plain text, which is read after all pages."""

    worksheets: list[WorksheetSource] = field(default_factory=list)
    values: list[ValueSource] = field(default_factory=list)
    has_list: bool = False
    problems: list[Problem] = field(default_factory=list)


class WorksheetDomain(RecordDomain[PageRecord]):
    """Worksheets and their values.

    ``pages`` is stored with the environment. ``workbook`` and ``views`` belong to one build:
    `collect` sets them, and workers inherit them.
    """

    record = PageRecord
    name = "worksheet"
    label = "Worksheet"
    data_version = 4
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}}
    object_types: ClassVar[dict[str, ObjType]] = {
        "worksheet": ObjType(_("worksheet")),
        "value": ObjType(_("value")),
    }

    workbook: Workbook = workbook.Workbook()
    views: Mapping[str, View] = {}

    def note_worksheet(self, docname: str, source: WorksheetSource) -> int:
        """Record a worksheet; its slot is where the page's View has it."""
        worksheets = self.page(docname).worksheets
        worksheets.append(source)
        return len(worksheets) - 1

    def note_value(self, docname: str, source: ValueSource) -> int:
        """Record what a role asks."""
        values = self.page(docname).values
        values.append(source)
        return len(values) - 1

    def note_list(self, docname: str) -> None:
        """Record that a page lists all worksheets."""
        self.page(docname).has_list = True

    def process_doc(
        self,
        env: BuildEnvironment,  # noqa: ARG002
        docname: str,
        document: nodes.document,
    ) -> None:
        """Reject values in headings: tables of contents repeat those before they are computed."""
        for title in document.findall(nodes.title):
            for mark in list(title.findall(worksheet_value_placeholder)):
                place = self.page(docname).values[mark["slot"]].place
                message = "a heading cannot hold a value: move it into the text below"
                problem = Kind.VALUE.at(place, message)
                self.note_problem(docname, problem)
                mark.replace_self(nodes.Text(MISSING))

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,  # noqa: ARG002
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference:
        """Link a value to where it is computed."""
        todocname, title = node["refdocname"], node["reftitle"]
        return make_refnode(builder, fromdocname, todocname, target, contnode, title)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield worksheets and their values for ``objects.inv``; search has their pages already."""
        for sheet in self.workbook.sheets.values():
            docname, anchor = sheet.source.docname, f"worksheet-{sheet.id}"
            yield sheet.id, sheet.title, "worksheet", docname, anchor, -1
            for statement in sheet.statements.values():
                name = sheet.key(statement.name)
                title = statement.label or statement.name
                yield name, title, "value", docname, f"worksheet-{name}", -1
