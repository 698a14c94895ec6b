"""Reading lists order posts that have their homes elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import build, files
from small import MARKUPS, Root

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    """Write a series, a topic with a post of its own, and a list of posts of both."""
    root = Root(tmp_path, request.param)
    root.page("index", "Home", root.toctree("walks", "cats", "start"))
    root.page("walks", "Walks", root.directive("series", "walks", "first\nsecond"))
    root.page("cats", "Cats", root.directive("topic", "cats"))
    write_list(root, "alone", "A plan <>", "My second <second>")
    for name in ("first", "second"):
        root.page(name, name.title(), "Text.", date="2026-01-01")
    root.page("alone", "Alone", "Text.", date="2026-01-02", topics=["cats"])
    return root


def write_list(root: Root, *lines: str) -> None:
    body = "\n".join(lines)
    root.page("start", "Start here", root.directive("series", "start", body, list=""))


def also(built: Build, page: str) -> list[str]:
    found = re.findall(r'<p class="series-also">(.*?)</p>', built.read(page))
    return [re.sub(r"<[^>]+>", "", line) for line in found]


def test_a_list_owns_nothing_and_its_posts_say_where_they_are(root: Root) -> None:
    built = build(root.folder)
    assert built.warnings == []
    assert built.app.env.toctree_includes["walks"] == ["first", "second"]
    assert built.app.env.toctree_includes["cats"] == ["alone"]
    assert not built.app.env.toctree_includes.get("start")
    assert also(built, "second.html") == ["also part 3 of 3 · Start here"]
    assert also(built, "alone.html") == ["also part 1 of 3 · Start here"]
    assert also(built, "first.html") == []
    assert "Part 2 of 2" in built.read("second.html")
    page = built.read("start.html")
    assert re.findall(r'data-post="([^"]+)"', page) == ["alone", "second"]
    assert "My second" in page
    assert "A plan" in page
    assert "feeds/series-start.xml" in page
    assert 'href="start.html#series-start"' in built.read("alone.html")
    assert "also part 3 of 3" in build(root.folder, builder="text").read("second.txt")
    book = build(root.folder, builder="latex").read("projectnamenotset.tex")
    assert "also part 3 of 3" in book


def test_a_listing_asks_for_it(root: Root) -> None:
    listing = root.directive("posts", series="start", sort="title")
    root.page("index", "Home", listing, root.toctree("walks", "cats", "start"))
    built = build(root.folder)
    assert built.warnings == []
    assert re.findall(r'data-post="([^"]+)"', built.read("index.html")) == ["alone", "second"]


def test_edits_of_a_list_show_on_its_posts(root: Root) -> None:
    build(root.folder)
    write_list(root, "second", "first")
    built = build(root.folder)
    assert also(built, "alone.html") == []
    assert also(built, "first.html") == ["also part 2 of 2 · Start here"]
    own, clean = (
        {path: text for path, text in files(each.out).items() if path != "searchindex.js"}
        for each in (built, build(root.folder, out="_clean"))
    )
    assert own == clean


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("nobody", "there is no document 'nobody'"),
        ("alone", "'alone' is a part of 'start' already: remove this line"),
        ("start", "the page of a series is no part of it"),
    ],
)
def test_a_line_that_is_no_new_part_is_named(root: Root, line: str, warning: str) -> None:
    write_list(root, "alone", line)
    (found,) = build(root.folder).warnings
    assert warning in found
    assert found.startswith(f"start.{root.suffix}:")


def test_a_post_does_not_join_a_list(root: Root) -> None:
    root.page("alone", "Alone", "Text.", date="2026-01-02", topics=["cats"], series="start")
    (found,) = build(root.folder).warnings
    assert "'start' is a reading list, which posts do not join: add a line there" in found


def test_a_list_shows_no_unlisted_post_unnoticed(root: Root) -> None:
    root.page("alone", "Alone", "Text.", date="2026-01-02", topics=["cats"], unlisted=True)
    (found,) = build(root.folder).warnings
    assert "'start' lists this post as a part: remove `unlisted`" in found
