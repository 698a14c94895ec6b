"""Views become nodes that every builder can write: two tables, and each plot in words."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from .locale import _
from .nodes import (
    worksheet_browser,
    worksheet_cell,
    worksheet_container,
    worksheet_formula,
    worksheet_plot,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .core.model import (
        Citation,
        GivenView,
        InputView,
        Link,
        ResultView,
        ValueView,
        WorksheetView,
    )


def value(view: ValueView) -> nodes.Node:
    """Show a value in prose, as a link to where it is computed."""
    shown = nodes.inline(view.text, view.text, classes=["worksheet-value"])
    return _link(view.link, shown) if view.link else shown


def _link(link: Link, shown: nodes.inline) -> addnodes.pending_xref:
    return addnodes.pending_xref(
        "",
        shown,
        refdomain="worksheet",
        reftype="place",
        reftarget=link.anchor,
        refdocname=link.docname,
        reftitle=link.title,
        refwarn=False,
    )


def worksheet(view: WorksheetView) -> list[nodes.Node]:
    """Show a worksheet: title, inputs, results and plots."""
    words = {
        "reset": _("Reset"),
        "range": _("Write a number from {low} to {high}"),
        "at": _("at"),
    }
    program = {**view.program, "words": words}
    shown = worksheet_container(worksheet=view.id, label=view.title, program=program)
    title = nodes.strong(view.title, view.title)
    shown += nodes.paragraph("", "", title, classes=["worksheet-title"])
    if view.inputs:
        rows = [_input(view.id, line) for line in view.inputs]
        shown += _table(
            "worksheet-inputs", (_("Input"), _("Value"), _("Range")), (40, 35, 25), rows
        )
    shown += _given(view.given)
    if view.results:
        rows = [_result(view.id, line) for line in view.results]
        shown += _table("worksheet-results", (_("Result"), _("Value")), (70, 30), rows)
    for plot in view.plots:
        shown += worksheet_plot(plot.text, plot.text, svg=plot.svg)
    return [_target(f"worksheet-{view.id}"), shown]


def _target(anchor: str) -> nodes.target:
    return nodes.target("", "", ids=[anchor])


def _input(id_: str, view: InputView) -> list[list[nodes.Node]]:
    cell: list[nodes.Node] = [_named(id_, view)]
    if view.sources:
        cell += [_small("worksheet-source", *_citations(view.sources))]
    shown = worksheet_cell(view.value, view.value, marks={"data-input": view.name})
    value: list[nodes.Node] = [nodes.paragraph("", "", shown)]
    if view.facts:
        value += [_small("worksheet-facts", nodes.Text(view.facts))]
    return [cell, value, [nodes.paragraph("", view.range)]]


def _given(views: Sequence[GivenView]) -> Iterator[nodes.paragraph]:
    """List the values that come from other worksheets, in a line for each of these."""
    for link, group in groupby(sorted(views, key=_title), key=lambda view: view.link):
        before, _sep, after = _("From {title}: {values}").partition("{title}")
        line = _small("worksheet-given", nodes.Text(before))
        line += _link(link, nodes.inline(link.title, link.title))
        line += nodes.Text(after.replace("{values}", ""))
        for index, view in enumerate(group):
            name = nodes.literal(view.name, view.name)
            value = worksheet_cell(view.value, view.value, marks={"data-given": view.key})
            line += [nodes.Text(", " if index else ""), name, nodes.Text(" "), value]
        yield line


def _title(view: GivenView) -> tuple[str, str]:
    return view.link.title, view.link.anchor


def _named(id_: str, view: InputView | ResultView) -> nodes.paragraph:
    """Show what an input or result is; the target stands within, or print starts a line for it."""
    return nodes.paragraph("", "", _target(f"worksheet-{id_}.{view.name}"), *_label(view))


def _label(view: InputView | ResultView) -> Iterator[nodes.Node]:
    yield nodes.inline(view.label, view.label, classes=["worksheet-label"])
    if view.label != view.name:
        yield nodes.Text(" ")
        yield nodes.literal(view.name, view.name)


def _small(name: str, *children: nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *children, classes=[name])


def _citations(sources: Sequence[Citation]) -> Iterator[nodes.Node]:
    for index, source in enumerate(sources):
        if index:
            yield nodes.Text("; ")
        if source.url:
            yield nodes.reference(source.text, source.text, refuri=source.url, internal=False)
        else:
            yield nodes.Text(source.text)


def _result(id_: str, view: ResultView) -> list[list[nodes.Node]]:
    formula = worksheet_formula(view.formula, view.formula, latex=view.latex)
    summary = escape(_("With numbers"))
    numbers = (
        f"<details><summary>{summary}</summary>"
        f'<code data-numbers="{escape(view.name)}">{escape(view.substituted)}</code></details>\n'
    )
    return [
        [
            _named(id_, view),
            _small("worksheet-formula", formula),
            worksheet_browser(html=numbers),
        ],
        [
            nodes.paragraph(
                "", "", worksheet_cell(view.value, view.value, marks={"data-result": view.name})
            )
        ],
    ]


def _table(
    name: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[list[list[nodes.Node]]],
) -> nodes.table:
    group = nodes.tgroup(cols=len(widths))
    group += [nodes.colspec(colwidth=width) for width in widths]
    head = [[nodes.paragraph("", text)] for text in heads]
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *map(_row, rows))
    # Sphinx's class for tables that print may break over pages.
    return nodes.table("", group, classes=[name, "colwidths-given", "longtable"])


def _row(cells: Sequence[Sequence[nodes.Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))
