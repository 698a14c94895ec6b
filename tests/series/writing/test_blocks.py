"""Blocks of the sidebar, on pages of several themes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import build, edit
from small import MARKUPS, Root

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build

CONF = """\
series_authors = {"ada": {"name": "Ada & co"}}
html_sidebars = {
    "index": ["series_recent.html", "series_cloud.html", "series_authors.html"],
    "archive**": ["series_years.html", "series_topics.html"],
    "search": ["series_recent.html"],
}
"""


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    """Write three posts, and pages with blocks about them."""
    root = Root(tmp_path, request.param, CONF)
    root.page("index", "Home", root.toctree("archive", "ada"))
    root.page("archive", "Archive", root.directive("posts", group_by="year", page_size="1"))
    root.page(
        "ada",
        "Ada",
        root.directive("author", "ada"),
        root.directive("topic", "cats", title="Cats <b>"),
    )
    for year in (2024, 2025, 2026):
        write(root, year)
    return root


def write(root: Root, year: int) -> None:
    root.page(
        f"p{year}",
        f"Post & {year}",
        "Text.",
        date=f"{year}-01-01",
        topics=["cats"],
        authors=["ada"],
    )


def block(built: Build, page: str, name: str) -> list[tuple[str, str]]:
    """Give the links of a block, each with its text."""
    found = re.search(rf"<nav[^>]*series-block-{name}.*?</nav>", built.read(page), re.DOTALL)
    return re.findall(r'href="([^"]*)">(.*?)</a>', found[0]) if found else []


@pytest.mark.parametrize("theme", ["basic", "alabaster", "furo", "sphinx_rtd_theme"])
def test_blocks_lead_where_they_say(root: Root, theme: str) -> None:
    if theme == "sphinx_rtd_theme":
        pytest.importorskip(theme, reason="the theme needs what Python 3.13 lacks")
    built = build(root.folder, config={"html_theme": theme})
    assert built.warnings == []
    if theme == "sphinx_rtd_theme":  # which shows no sidebars but its own
        return
    recent = [(f"p{year}.html", f"Post &amp; {year}") for year in (2026, 2025, 2024)]
    assert block(built, "index.html", "recent") == recent
    assert block(built, "search.html", "recent") == recent
    cats = ("ada.html#topic-cats", "Cats &lt;b&gt;")
    assert block(built, "index.html", "cloud") == [cats]
    assert block(built, "index.html", "authors") == [("ada.html#author-ada", "Ada &amp; co")]
    further = [
        (f"archive/page/{number}/index.html#posts-of-{year}", str(year))
        for number, year in ((2, 2025), (3, 2024))
    ]
    assert block(built, "archive.html", "years") == [("#posts-of-2026", "2026"), *further]
    assert block(built, "archive/page/2/index.html", "years")[1] == ("#posts-of-2025", "2025")
    assert block(built, "archive/page/2/index.html", "topics") == [(f"../../../{cats[0]}", cats[1])]
    assert 'id="posts-of-2025"' in built.read("archive/page/2/index.html")
    assert "series-block" not in built.read("p2024.html")


def test_a_page_is_written_again_when_its_block_changes(root: Root) -> None:
    built = build(root.folder)
    before = {path: path.stat().st_mtime_ns for path in built.out.rglob("*.html")}
    edit(root.folder / f"p2024.{root.suffix}", "Post & 2024", "Another")
    again = build(root.folder)
    assert block(again, "index.html", "recent")[-1] == ("p2024.html", "Another")
    changed = {
        path.relative_to(built.out).as_posix()
        for path, time in before.items()
        if path.stat().st_mtime_ns != time
    }
    assert "archive.html" not in changed, "its blocks are as they were"
    assert {"index.html", "search.html", "archive/page/3/index.html"} <= changed
    root.page("p2024", "Undated", "Text.")
    without = build(root.folder, jobs=2)
    assert len(block(without, "archive.html", "years")) == 2
    assert len(block(without, "archive/page/2/index.html", "years")) == 2
