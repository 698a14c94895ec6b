"""Views become nodes that every builder can write: two tables, and each plot in words."""

from __future__ import annotations

import json
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
    worksheet_derivation,
    worksheet_formula,
    worksheet_part,
    worksheet_plot,
    worksheet_summary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .core.model import (
        Citation,
        GivenView,
        InputView,
        Link,
        ListedPage,
        ListedWorksheet,
        PlotView,
        ResultView,
        ValueView,
        WorksheetView,
    )


def value(view: ValueView) -> nodes.Node:
    """Show a value in prose, as a link to where it is computed."""
    marks = {"data-value": json.dumps(view.asked)} if view.asked else {}
    shown = worksheet_cell(view.text, view.text, classes=["worksheet-value"], marks=marks)
    return _link(view.link, shown) if view.link else shown


def _link(link: Link, shown: nodes.Element) -> addnodes.pending_xref:
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
        "changed": _("{count} changed"),
        "link": _("Copy link"),
        "csv": _("Copy as CSV"),
        "markdown": _("Copy as Markdown"),
        "copied": _("Copied"),
        "uncopied": _("Could not be copied"),
        "yours": _("yours: {value}"),
        "point": _("{input}, on the plot"),
        "heads": [_("Name"), _("Meaning"), _("Value"), _("Unit")],
    }
    program = {**view.program, "words": words}
    shown = worksheet_container(worksheet=view.id, label=view.title, program=program)
    title = nodes.strong(view.title, view.title)
    shown += nodes.paragraph("", "", title, classes=["worksheet-title"])
    body = worksheet_part(classes=["worksheet-body"])
    body += _part("worksheet-changes", _changes(view))
    body += _part("worksheet-panel", _panel(view))
    body += _part("worksheet-steps", _steps(view))
    shown += body
    shown += _part("worksheet-plots", map(_plot, view.plots[1:]))
    return [_target(f"worksheet-{view.id}"), shown]


def listed(pages: Sequence[ListedPage]) -> list[nodes.Node]:
    """List worksheets: below the title of each page those that stand there."""
    shown: list[nodes.Node] = []
    for page in pages:
        title = _link(page.link, nodes.inline(page.link.title, page.link.title))
        items = map(_listed, page.worksheets)
        shown += [
            nodes.rubric("", "", title, classes=["worksheets-page"]),
            nodes.definition_list("", *items, classes=["worksheets"]),
        ]
    return shown


def _listed(view: ListedWorksheet) -> nodes.definition_list_item:
    title = _link(view.link, nodes.inline(view.link.title, view.link.title))
    results = nodes.paragraph()
    for index, (label, shown) in enumerate(view.results):
        results += [nodes.Text(f"{'; ' if index else ''}{label}: "), value(shown)]
    # Searches that find sections find a term by its id.
    term = nodes.term("", "", title, ids=[view.link.anchor.replace("worksheet", "worksheets", 1)])
    definition = nodes.definition()
    if view.results:
        definition += results
    return nodes.definition_list_item("", term, definition)


def _part(name: str, children: Iterable[nodes.Node]) -> list[worksheet_part]:
    """Make a part of what there is; nothing makes none."""
    return [worksheet_part("", *found, classes=[name]) for found in [list(children)] if found]


def _changes(view: WorksheetView) -> Iterator[nodes.Node]:
    """Show what a reader may change, and what comes from elsewhere."""
    if view.inputs:
        rows = [_input(view.id, line) for line in view.inputs]
        heads = (_("Input"), _("Value"), _("Range"))
        yield _table("worksheet-inputs", heads, (40, 35, 25), rows)
    yield from _given(view.given)


def _steps(view: WorksheetView) -> Iterator[nodes.Node]:
    """Show the results in the order in which they follow."""
    if view.results:
        rows = [_result(view.id, line, is_key=line.name in view.keys) for line in view.results]
        yield _table("worksheet-results", (_("Result"), _("Value")), (70, 30), rows)


def _panel(view: WorksheetView) -> Iterator[nodes.Node]:
    """Show what stays in view: the key results and the first plot."""
    keys = [line for line in view.results if line.name in view.keys]
    if keys:
        shown = "".join(map(_key, keys))
        yield worksheet_browser(html=f'<dl class="worksheet-keys">{shown}</dl>\n')
    yield from map(_plot, view.plots[:1])


def _key(view: ResultView) -> str:
    mark = f'data-result="{escape(view.name)}" data-key="{escape(view.name)}"'
    label, value = escape(view.label), escape(view.value)
    return f"<div><dt>{label}</dt><dd><output {mark}>{value}</output></dd></div>"


def _plot(view: PlotView) -> worksheet_plot:
    return worksheet_plot(view.text, view.text, svg=view.svg)


def _target(anchor: str) -> nodes.target:
    return nodes.target("", "", ids=[anchor])


def _input(id_: str, view: InputView) -> list[list[nodes.Node]]:
    notes: list[nodes.Node] = []
    if view.facts:
        notes += [_small("worksheet-facts", nodes.Text(view.facts))]
    if view.sources:
        notes += [_small("worksheet-source", *_citations(view.sources))]
    shown = worksheet_cell(view.value, view.value, marks={"data-input": view.name})
    value = nodes.paragraph("", "", shown)
    return [[_folded(id_, view, notes)], [value], [nodes.paragraph("", view.range)]]


def _folded(
    id_: str, view: InputView | ResultView, notes: Sequence[nodes.Node]
) -> nodes.paragraph | worksheet_derivation:
    """Name a line, with what is said of it folded away."""
    named = _named(id_, view)
    if not notes:
        return named
    return worksheet_derivation("", worksheet_summary("", "", *named.children), *notes)


def _given(views: Sequence[GivenView]) -> Iterator[nodes.paragraph]:
    """List the values that come from other worksheets, in a line for each of these."""
    for link, group in groupby(sorted(views, key=_title), key=lambda view: view.link):
        before, _sep, after = _("From {title}: {values}").partition("{title}")
        line = _small("worksheet-given", nodes.Text(before))
        line += _link(link, nodes.inline(link.title, link.title))
        line += nodes.Text(after.replace("{values}", ""))
        for index, view in enumerate(group):
            shown = worksheet_cell(view.value, view.value, marks={"data-given": view.key})
            line += [nodes.Text(", " if index else ""), *_label(view), nodes.Text(" "), shown]
        yield line


def _title(view: GivenView) -> tuple[str, str]:
    return view.link.title, view.link.anchor


def _named(id_: str, view: InputView | ResultView) -> nodes.paragraph:
    """Show what an input or result is; the target stands within, or print starts a line for it."""
    return nodes.paragraph("", "", _target(f"worksheet-{id_}.{view.name}"), *_label(view))


def _label(view: InputView | GivenView | ResultView) -> Iterator[nodes.Node]:
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


def _result(id_: str, view: ResultView, *, is_key: bool) -> list[list[nodes.Node]]:
    """Show a step; a key result has its mark where it stays in view, and here it is repeated."""
    formula = worksheet_formula(view.formula, view.formula, latex=view.latex)
    caption = escape(_("With numbers"))
    numbers = (
        f'<p class="worksheet-caption">{caption}</p>'
        f'<code data-numbers="{escape(view.name)}">{escape(view.substituted)}</code>\n'
    )
    notes = [_small("worksheet-formula", formula), worksheet_browser(html=numbers)]
    mark = "data-repeated" if is_key else "data-result"
    shown = worksheet_cell(view.value, view.value, marks={mark: view.name})
    return [[_folded(id_, view, notes)], [nodes.paragraph("", "", shown)]]


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
