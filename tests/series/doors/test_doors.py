"""What reads a text takes whatever comes: no traceback, no hang, and what is kept can do no harm.

Each input is tried alone, and those of which more is right lead to the next ones.
"""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from door_words import DATA, KEYS, RECORDS, STATEMENTS
from doors import each, texts
from hypothesis import strategies as st
from sphinx_series.core.addresses import ledger
from sphinx_series.core.names import register
from sphinx_series.core.sources.frontmatter import Habits
from sphinx_series.sources import parse_page
from sphinx_series_base.problems import Place
from sphinx_worksheet.core import tables, workbook
from sphinx_worksheet.core.model import WorksheetSource

# What Hypothesis makes is given to functions inside of these, which it does not mark.
pytestmark = pytest.mark.hypothesis

PLOTS = ("y", " against ", "x", " for ", ",", " log", "y against x", "x = 1, 2")


@pytest.mark.parametrize("suffix", [".md", ".rst", ".ipynb"])
def test_front_matter(suffix: str) -> None:
    suffixes = {".md": "markdown", ".rst": "restructuredtext", ".ipynb": "myst-nb"}
    habits = Habits(zone=UTC)
    heads = texts(KEYS).map(lambda text: f"---\n{text}\n---\n" if suffix == ".md" else text)

    def take(text: str) -> int:
        page = parse_page(text, Path(f"p{suffix}"), "p", suffixes, habits)
        return bool(page.post) - len(page.problems)

    each(st.one_of(heads, texts(KEYS)), take)


def test_the_ledger_and_the_names() -> None:
    def take(text: str) -> int:
        records, _ = ledger.parse(text, "urls.txt")
        ledger.lost(records, ["/a/"])
        once = ledger.add(text, ["/a/", "/b.html"])
        assert ledger.add(once, ["/a/", "/b.html"]) == once
        return len(records) + len(register.parse(text, "names.txt").records)

    each(texts(RECORDS, 30), take)


def test_data_files() -> None:
    def take(text: str) -> int:
        table, _ = tables.parse(text, name="t", path="t.toml")
        return len(table.rows)

    each(texts(DATA, 20), take)


def test_worksheets() -> None:
    table, _ = tables.parse('[columns]\nm = "GB"\n[rows.r]\nm = 1\n', name="t", path="t.toml")

    def take(texts: tuple[str, str, str]) -> int:
        text, plots, keys = texts
        lines = tuple((line, Place(path="w.md", line=1)) for line in text.split("\n"))
        source = WorksheetSource(
            id="w", docname="w", place=lines[0][1], lines=lines, plots=plots, keys=keys
        )
        return -len(workbook.build([source], {"t": table}).problems)

    each(st.tuples(texts(STATEMENTS, 20), texts(PLOTS, 6), texts(("x", "y", " "), 3)), take)
