"""Lists show how a post begins where its author did not say what it is about."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from builds import build, files
from small import MARKUPS, Root

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build

LONG = "word " * 39 + "almost there, and then some more."


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    root = Root(tmp_path, request.param)
    root.page("index", "Home", root.directive("posts"), root.toctree("post", "other"))
    root.page(
        "other", "The other & more", "Other.", date="2026-01-01", slug="another", description="D."
    )
    return root


def write(root: Root, *body: str, **fields: str) -> None:
    root.page("post", "A post", *body, date="2026-01-02", **fields)


def shown(built: Build) -> str:
    """Give the text of the row of the post."""
    (row,) = re.findall(r'data-post="post".*?</li>', built.read("index.html"), re.DOTALL)
    found = re.findall(r'<p class="series-description">(.*?)</p>', row)
    return unescape(found[0]) if found else ""


def built_clean(root: Root) -> Build:
    built = build(root.folder)
    assert built.warnings == []
    clean = build(root.folder, out="_clean")
    own = {path: text for path, text in files(built.out).items() if path != "searchindex.js"}
    assert own == {
        path: text for path, text in files(clean.out).items() if path != "searchindex.js"
    }
    return built


def test_the_first_paragraph_is_shown_in_lists_and_feeds(root: Root) -> None:
    write(root, "It *begins*\nwith 1 < 2 & so on.", "Then more.")
    built = built_clean(root)
    assert shown(built) == "It begins with 1 < 2 & so on."
    items = {item["id"]: item for item in json.loads(built.read("feed.json"))["items"]}
    assert (
        items["tag:docs.example.org,2026-01-02:post"]["summary"] == "It begins with 1 < 2 & so on."
    )
    assert 'name="description"' not in built.read("post.html"), "heads say what authors wrote"
    text = build(root.folder, builder="text").read("index.txt")
    assert "It begins with 1 < 2 & so on." in text
    write(root, "Now otherwise.", "Then more.")
    assert shown(built_clean(root)) == "Now otherwise."


def test_a_description_goes_first(root: Root) -> None:
    write(root, "It begins.", description="What it is about.")
    assert shown(built_clean(root)) == "What it is about."


def test_a_long_paragraph_is_cut_behind_a_word(root: Root) -> None:
    write(root, LONG)
    assert shown(built_clean(root)) == f"{('word ' * 39).strip()}…"


def test_what_stands_above_the_mark_is_shown_whole(root: Root) -> None:
    mark = {"yaml": "<!-- more -->", "rst": ".. more"}[root.markup]
    write(root, LONG, "A second one.", mark, "What is not shown.")
    built = built_clean(root)
    assert shown(built) == f"{LONG} A second one."
    assert "What is not shown." in built.read("post.html")


def test_references_show_the_titles_that_they_will_show(root: Root) -> None:
    link = "[](other.md)" if root.markup == "yaml" else root.role("doc", "other")
    write(root, f"See {root.role('post', 'another')}, {link} and {root.role('doc', 'x <other>')}.")
    assert shown(built_clean(root)) == "See The other & more, The other & more and x."
    root.page("other", "Renamed", "Other.", date="2026-01-01", slug="another", description="D.")
    assert shown(built_clean(root)) == "See Renamed, Renamed and x."


def test_asides_are_left_out_and_other_blocks_passed_over(root: Root) -> None:
    note = root.directive("note", body="Mind this.")
    if root.markup == "yaml":
        write(root, note, "> Quoted.", "- An item", "It begins[^1] here.", "[^1]: An aside.")
    else:
        write(root, note, "   Quoted.", "- An item", "It begins [1]_ here.", ".. [1] An aside.")
    assert shown(built_clean(root)).replace(" here", "here") == "It beginshere."


def test_a_post_without_a_paragraph_has_none(root: Root) -> None:
    write(root, "- An item")
    assert shown(built_clean(root)) == ""


def test_a_reference_to_nothing_shows_its_name(root: Root) -> None:
    write(root, f"See {root.role('post', 'nobody')} and {root.role('ref', 'nowhere')}.")
    assert shown(build(root.folder)) == "See nobody and nowhere."
