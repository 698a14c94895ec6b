"""Other themes: all that the extensions show is there, and the theme's own parts stay its own."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, copy_root

if TYPE_CHECKING:
    from pathlib import Path

# The Book theme asks its transforms for their application in the old way.
pytestmark = pytest.mark.filterwarnings("ignore:'sphinx_book_theme")

# Where each theme shows the tree of the site, and how previous and next are marked.
THEMES = {
    "alabaster": r'<div class="sphinxsidebar".*',
    "pydata_sphinx_theme": r'<nav class="bd-docs-nav.*?</nav>',
    "sphinx_book_theme": r'<nav class="bd-links.*?</nav>',
}
if sys.version_info < (3, 13):
    THEMES["sphinx_rtd_theme"] = r'<nav data-toggle="wy-nav-shift".*?</nav>'


class Balance(HTMLParser):
    """Finds elements that are closed without being open, or opened twice by one id."""

    void = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"])

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself leaves nothing open."""

    def handle_endtag(self, tag: str) -> None:
        if tag in self.void:
            return
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"


@pytest.fixture(scope="module", params=THEMES)
def themed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    config = {"html_theme": request.param}
    return build(copy_root("everything", tmp_path_factory.mktemp("theme")), config=config)


def test_it_builds_without_a_warning(themed: Build) -> None:
    assert themed.warnings == []


def test_everything_is_shown_within_the_article(themed: Build) -> None:
    pages = {
        "index": ['class="topic-cards', 'class="series-cards', 'data-post="beta"', "2/4"],
        "letters/index": ['aria-label="Parts of Letters" class="series-outline', "forthcoming"],
        "letters/alpha": [
            "Part 1 of 4", 'data-worksheet="pool"', '<svg xmlns="http://www.w3.org/2000/svg"',
            "Letters: part 1 of 4", 'aria-current="page"',
        ],
        "greek": ['class="series-list', 'class="series-compact', "2 posts"],
    }  # fmt: skip
    for page, marks in pages.items():
        html = themed.read(f"{page}.html")
        article = html[html.index('role="main"') :] if 'role="main"' in html else html
        for mark in marks:
            assert mark in article, (page, mark)
        assert "sphinx_series.css" in html
    assert "sphinx_worksheet.js" in themed.read("letters/alpha.html")


def test_previous_and_next_are_those_of_the_series(themed: Build) -> None:
    page = themed.read("letters/alpha.html")
    assert re.search(r'<link rel="next" title="Part 2: Beta" href="beta.html" ?/>', page)
    assert re.search(r'<link rel="prev" title="Letters" href="index.html" ?/>', page)
    assert re.search(
        r'rel="next" title="Letters" href="index.html"', themed.read("letters/beta.html")
    )


def test_the_sidebar_is_the_themes_own(themed: Build, tmp_path: Path) -> None:
    """What a page shows of the tree is what it shows without the extension's own sidebar."""
    theme = themed.app.config.html_theme
    config = {"html_theme": theme, "series_navigation": False}
    without = build(copy_root("everything", tmp_path), config=config)
    sidebar = re.search(THEMES[theme], themed.read("letters/alpha.html"), re.DOTALL)
    assert sidebar
    assert "beta.html" in sidebar[0]
    for page in ("letters/alpha.html", "greek.html"):
        assert themed.read(page) == without.read(page)


def test_no_element_is_left_open_and_no_id_is_there_twice(themed: Build) -> None:
    for page in ("letters/index", "letters/alpha"):
        parsed = Balance(themed.read(f"{page}.html"))
        ours = [id_ for id_ in parsed.ids if id_.startswith(("series-", "worksheet-", "topic-"))]
        assert len(ours) == len(set(ours))
