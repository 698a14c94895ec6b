"""The only writer of the store: computes all worksheets after reading, and what each page shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_series_base.diagnostics import warn

from . import config
from .core import roles, views, workbook
from .core.model import View, Words
from .locale import _

if TYPE_CHECKING:
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
    domain.views = {docname: _view(book, page) for docname, page in pages.items()}
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


def _worksheet(book: Workbook, source: WorksheetSource) -> WorksheetView | None:
    """Give a worksheet's View; a second one with its id has none."""
    return views.worksheet(book, source.id) if book.sheets[source.id].source is source else None
