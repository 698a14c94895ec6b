"""Related posts: what stands at the end of a post, and which pages a new one rewrites."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from builds import build, edit
from small import MARKUPS, Root

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    """Write posts of which some have topics, words or links in common."""
    root = Root(tmp_path, request.param, "series_related = 2\n")
    root.page(
        "index",
        "Home",
        root.directive("topic", "walls", title="Walls"),
        root.directive("series", "walks", "walk"),
        root.toctree("linked", "alone"),
    )
    root.page("high", "High walls & more", "Text.", date="2026-01-01", topics=["walls"])
    root.page("low", "Low & wide walls", "Text.", date="2026-01-02", topics=["walls"])
    root.page(
        "far",
        "Far off",
        "Text.",
        date="2026-03-03",
        topics=["walls"],
        external="https://example.org/x",
    )
    root.page("walk", "Walls on a walk", "Text.", date="2026-01-03")
    root.page("linked", "Apart", f"See {root.role('post', 'alone')}.", date="2026-01-04")
    root.page("alone", "Nothing in common", "Text.", date="2026-01-05")
    return root


def related(built: Build, page: str) -> list[str]:
    """Give the slugs of the posts that a page shows as related."""
    found = re.search(r"<nav[^>]*series-related.*?</nav>", built.read(page), re.DOTALL)
    return re.findall(r'data-post="([^"]+)"', found[0]) if found else []


def test_a_post_ends_with_others_that_are_like_it(root: Root) -> None:
    built = build(root.folder)
    assert built.warnings == []
    assert related(built, "high.html") == ["low", "far"]
    assert related(built, "linked.html") == ["alone"]
    assert related(built, "alone.html") == ["linked"], "links count both ways"
    assert related(built, "walk.html") == [], "a part has its series"
    page = built.read("high.html")
    assert "Low &amp; wide walls</a>" in page
    assert 'href="https://example.org/x">Far off</a>' in page
    assert page.index("series-related") > page.index("<p>Text.</p>")
    assert "Related posts" not in built.read("feed.xml")
    index = json.loads(built.read("searchindex.js").partition("(")[2][:-1])
    assert index["terms"].get("relat") is None
    text = build(root.folder, builder="text").read("high.txt")
    assert re.search(r"Related posts\s+\* Low", text)


@pytest.mark.parametrize("value", [-1, "3", None])
def test_the_number_is_checked(root: Root, value: object) -> None:
    conf = root.folder / "conf.py"
    edit(conf, "series_related = 2", f"series_related = {value!r}")
    built = build(root.folder)
    assert [line for line in built.warnings if "series_related takes a number from 0" in line]
    assert related(built, "high.html") == []


def test_without_the_setting_no_post_shows_others(root: Root) -> None:
    edit(root.folder / "conf.py", "series_related = 2\n", "")
    assert "series-related" not in build(root.folder).read("high.html")


def test_a_new_post_rewrites_those_that_show_it(root: Root) -> None:
    built = build(root.folder)
    before = {path: path.stat().st_mtime_ns for path in built.out.glob("*.html")}
    root.page("new", "New walls", "Text.", date="2026-03-04", topics=["walls"])
    again = build(root.folder)
    assert related(again, "far.html") == ["new", "low"]
    changed = {path.stem for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert changed == {"index", "far", "high", "low", "genindex", "search"}
    edit(root.folder / f"alone.{root.suffix}", "Nothing in common", "Something in common")
    assert "Something in common</a>" in build(root.folder).read("linked.html")
