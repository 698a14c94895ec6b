"""The only writer of the store: computes all worksheets after reading, and what each page shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_series_base.diagnostics import warn

from . import config
from .core import roles, views, workbook
from .core.model import Link, ListedPage, View, Words
from .locale import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .core.model import WorksheetSource, WorksheetView
    from .core.workbook import Workbook
    from .domain import PageRecord, WorksheetDomain


def after_reading(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Compute all worksheets, make the Views, and report every problem, at every build."""
    domain: WorksheetDomain = env.domains["worksheet"]  # type: ignore[assignment]
    tables, problems = config.read_tables(env.config, Path(app.confdir))
    pages = dict(sorted(domain.pages.items()))
    sources = [source for page in pages.values() for source in page.worksheets]
    book = domain.workbook = workbook.build(sources, tables, _words())
    shown = {docname: _view(book, page) for docname, page in pages.items()}
    domain.views = shown | _lists(env, domain, shown)
    problems += book.problems
    problems += [problem for page in pages.values() for problem in page.problems]
    warn(problems, "worksheet")
    domain.note_labels(env, ["worksheet"])
    return []


def _words() -> Words:
    return Words(
        plot=_("{result} against {input}: {points}."),
        plot_with_limit=_("{result} against {input}: {points}; the limit is {limit}."),
        at=_("at"),
    )


def _view(book: Workbook, page: PageRecord) -> View:
    return View(
        worksheets=tuple(_worksheet(book, source) for source in page.worksheets),
        values=tuple(roles.value(book, source) for source in page.values),
    )


def _lists(
    env: BuildEnvironment, domain: WorksheetDomain, shown: Mapping[str, View]
) -> dict[str, View]:
    """Give the pages that list all worksheets what they list."""
    wanted = [docname for docname, page in domain.pages.items() if page.has_list]
    listed = tuple(_listed(env, domain.workbook, shown)) if wanted else ()
    return {docname: replace(shown[docname], listed=listed) for docname in wanted}


def _listed(
    env: BuildEnvironment, book: Workbook, shown: Mapping[str, View]
) -> Iterator[ListedPage]:
    """List the worksheets of all pages that search finds, in the order of reading."""
    order = {docname: place for place, docname in enumerate(env.collect_relations())}
    for docname in sorted(shown, key=lambda docname: (order.get(docname, len(order)), docname)):
        worksheets = [view for view in shown[docname].worksheets if view]
        if worksheets and not {"no-search", "nosearch"} & env.metadata[docname].keys():
            title = env.titles[docname].astext()
            yield ListedPage(
                link=Link(docname=docname, anchor="", title=title),
                worksheets=tuple(views.listed(book, view) for view in worksheets),
            )


def _worksheet(book: Workbook, source: WorksheetSource) -> WorksheetView | None:
    """Give a worksheet's View; a second one with its id has none."""
    return views.worksheet(book, source.id) if book.sheets[source.id].source is source else None
