"""Listings, grids and the styles of a series."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, copy_root

if TYPE_CHECKING:
    from pytest_regressions.file_regression import FileRegressionFixture


@pytest.fixture(scope="module")
def listings(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(copy_root("listings", tmp_path_factory.mktemp("listings")))


def test_they_build_without_a_warning(listings: Build) -> None:
    assert listings.warnings == []


@pytest.mark.parametrize("page", ["index", "pages", "series"])
def test_documents(listings: Build, page: str, file_regression: FileRegressionFixture) -> None:
    file_regression.check(listings.doctree(page), basename=f"listings-{page}", extension=".xml")


def slugs(html: str) -> list[str]:
    return re.findall(r'data-post="([^"]+)"', html)


def test_posts_stand_in_the_order_asked_for(listings: Build) -> None:
    page = listings.read("index.html")
    lists = re.split(r'<ul class="series-(?:cards|list|compact)', page)[1:]
    assert [slugs(part) for part in lists] == [
        ["blue"],  # by month, of the author's days: pinned first, ties by part
        ["purple"],
        ["azure", "amber"],
        ["blue", "amber", "azure", "purple"],  # of red or blue, by title
        ["azure", "amber"],  # by part, one left out, two shown
        ["blue"],  # by topic
        ["azure", "amber"],
        ["purple"],
        ["azure", "amber"],  # of one series
    ]
    assert "2 more posts" in page
    assert "No posts yet." in page


def test_a_grid_leads_to_each_topic_with_its_count(listings: Build) -> None:
    page = listings.read("pages.html").split('<ul class="topic-cards')[1].split("</ul>")[0]
    assert re.findall(r'href="(#[^"]+)">([^<]+)', page) == [
        ("#topic-blue", "Blue things"),
        ("#topic-red", "Red things"),
    ]
    assert re.findall(r"\d+ posts", page) == ["3 posts", "2 posts"]
    assert "The warm ones." in page


def test_an_icon_file_keeps_its_shapes_and_nothing_else(listings: Build) -> None:
    page = listings.read("pages.html")
    assert '<circle cx="5" cy="5" r="4"' in page
    for evil in ("onload", "alert", "example.org/x"):
        assert evil not in page


def test_titles_are_escaped_where_they_land(listings: Build) -> None:
    assert "azure &lt;&amp;&gt;" in listings.read("index.html")
    assert 'title="Part 2: azure &lt;&amp;&gt;"' in listings.read("posts/amber.html")
    for page in listings.out.rglob("*.html"):
        assert "azure <&>" not in page.read_text()


def test_a_reversed_series_shows_its_last_part_first_and_keeps_its_numbers(
    listings: Build,
) -> None:
    page = listings.read("series.html")
    assert slugs(page) == ["azure", "amber", "purple"]
    assert listings.app.env.toctree_includes["series"] == [
        "posts/amber", "posts/azure", "posts/purple",
    ]  # fmt: skip
    assert 'aria-label="Parts of Backwards"' in page
    assert "Unseen" not in page
