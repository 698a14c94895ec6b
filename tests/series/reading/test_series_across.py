"""Series, topics and authors across projects: a series has parts in several, and leads across."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, edit
from jsonschema import validate
from others import catalogue, same
from small import MARKUPS, Root
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_series.core.sources.frontmatter import Markup

THEME = 'html_theme = "furo"\nhtml_use_index = True\n'
PARTS = "first\nnotes:locks\nMine <notes:queues>\nStill to come <>\nlast"


def conf(own: str, other: str) -> str:
    where = f'("https://{other}.example/docs/", "../{other}/_build/html")'
    return (
        f'project = "The {own}"\nhtml_baseurl = "https://{own}.example/docs/"\n{THEME}'
        'series_authors = {"ada": {"name": "Ada"}}\n'
        f'series_catalogues = {{"{other}": {where}}}\n'
    )


def two(folder: Path, markup: Markup = "yaml") -> tuple[Root, Root]:
    """Write two projects: `home` has a series with parts of `notes`, which join it."""
    home = Root(folder / "home", markup, conf("home", "notes"))
    notes = Root(folder / "notes", markup, conf("notes", "home"))
    home.page("index", "Home", home.toctree("series", "people"))
    home.page("series", "Steps & more", home.directive("series", "steps", PARTS))
    home.page(
        "people", "People", home.directive("author", "ada", site="*"), home.directive("authors"),
        home.directive("topic", "go", site="*"), home.directive("topics"),
    )  # fmt: skip
    home.page("first", "First", "Text.", date="2026-01-01", topics=["go"], authors=["ada"])
    home.page("last", "Last", "Text.", date="2026-01-05")
    notes.page("index", "Notes", notes.directive("topic", "go"), notes.toctree("list"))
    notes.page("list", "List", notes.directive("posts", group_by="series"))
    for number, name in enumerate(("locks", "queues", "other"), 2):
        joins = {} if name == "other" else {"series": "home:steps"}
        notes.page(
            name, name.title(), "Text.", date=f"2026-01-0{number}", topics=["go"],
            authors=["ada"], **joins,
        )  # fmt: skip
    return home, notes


def settle(home: Root, notes: Root) -> tuple[Build, Build]:
    """Build each with the catalogue of the other, until both know what is there."""
    build(notes.folder)
    build(home.folder)
    return build(home.folder), build(notes.folder)


def neighbours(page: str) -> list[tuple[str, str]]:
    """Give next and previous as Furo shows them."""
    way = r'class="(?:next|prev)-page" href="([^"]+)">.*?<div class="title">([^<]*)</div>'
    return [(found[1], found[2]) for found in re.finditer(way, page, re.DOTALL)]


@pytest.mark.parametrize("markup", MARKUPS)
def test_a_series_has_parts_in_two_projects_and_leads_across(
    markup: Markup, tmp_path: Path
) -> None:
    home, notes = two(tmp_path, markup)
    here, there = settle(home, notes)
    assert here.warnings == []
    assert there.warnings == []
    last = here.read("last.html")
    assert "Part 5 of 5" in last
    assert neighbours(here.read("first.html"))[0] == (
        "https://notes.example/docs/locks.html", "Part 2: Locks",
    )  # fmt: skip
    assert neighbours(last)[1] == ("https://notes.example/docs/queues.html", "Part 3: Mine")
    for page in (last, here.read("series.html")):
        shown = page.split('class="series-outline')[1]
        assert re.findall(r'data-post="([^"]+)"', shown) == [
            "first", "notes:locks", "notes:queues", "last",
        ]  # fmt: skip
        assert 'href="https://notes.example/docs/queues.html" title="The notes">Mine</a>' in shown
    sidebar = last.split('<div class="sidebar-tree">')[1].split("</aside>")[0]
    assert '<a class="reference external" href="https://notes.example/docs/queues.html">' in sidebar
    locks = there.read("locks.html")
    assert "Part 2 of 5" in locks
    assert 'href="https://home.example/docs/series.html" title="The home"' in locks
    assert neighbours(locks) == [
        ("queues.html", "Part 3: Queues"),
        ("https://home.example/docs/first.html", "Part 1: First"),
    ]  # fmt: skip
    outline = locks.split('class="series-outline')[1]
    assert '<a class="reference external" href="https://home.example/docs/last.html"' in outline
    assert '<a class="reference internal" href="queues.html">' in outline
    assert '"isPartOf": {"@type": "CreativeWorkSeries", "@id": "https://home.example/docs/' in locks
    assert "Steps &amp; more" in there.read("list.html")
    exported = json.loads(here.read("catalogue.json"))
    assert exported["series"][0]["parts"][2] == {
        "part": 3, "title": "Mine", "post": None, "slug": "queues",
        "url": "https://notes.example/docs/queues.html",
    }  # fmt: skip
    validate(exported, json.loads(here.read("catalogue.schema.json")))
    assert json.loads(there.read("catalogue.json"))["posts"][0]["series"] is None


def test_what_changes_in_one_project_is_rewritten_in_the_other_and_nothing_else(
    tmp_path: Path,
) -> None:
    home, notes = two(tmp_path)
    settle(home, notes)
    edit(notes.folder / "locks.md", "# Locks", "# Locks & keys")
    build(notes.folder)
    before = {
        path.name: path.stat().st_mtime_ns for path in (home.folder / "_build/html").iterdir()
    }
    here = build(home.folder)
    assert "Part 2: Locks &amp; keys" in here.read("first.html")
    written = {
        path.name
        for path in here.out.glob("*.html")
        if path.stat().st_mtime_ns != before[path.name]
    }
    assert {"first.html", "series.html", "last.html"} <= written
    assert same(here) == same(build(home.folder, out="_clean"))
    edit(home.folder / "series.md", "first\n", "")
    build(home.folder)
    there = build(notes.folder)
    assert "Part 1 of 4" in there.read("locks.html")
    assert same(there) == same(build(notes.folder, out="_clean"))
    assert same(there) == same(build(notes.folder, out="_parallel", jobs=2))


@pytest.mark.parametrize("builder", ["latex", "text", "singlehtml"])
def test_books_name_the_parts_that_are_elsewhere(builder: str, tmp_path: Path) -> None:
    home, notes = two(tmp_path)
    settle(home, notes)
    for root in (home, notes):
        assert build(root.folder, builder=builder).warnings == []


def test_lists_and_feeds_of_a_series_have_its_parts_elsewhere(tmp_path: Path) -> None:
    home, notes = two(tmp_path)
    home.page(
        "list", "List", home.directive("posts", series="steps", site="*", style="list"),
        orphan="true",
    )  # fmt: skip
    with (home.folder / "conf.py").open("a") as file:
        file.write("series_home = True\n")
    here, _ = settle(home, notes)
    assert here.warnings == []
    assert set(re.findall(r'data-post="([^"]+)"', here.read("list.html"))) == {
        "first", "last", "notes:locks", "notes:queues",
    }  # fmt: skip
    feed = json.loads(here.read("feeds/series-steps.json"))
    assert [item["title"] for item in feed["items"]] == ["Last", "Queues", "Locks", "First"]


def test_authors_and_topics_count_what_their_pages_list(tmp_path: Path) -> None:
    home, notes = two(tmp_path)
    people = settle(home, notes)[0].read("people.html")
    assert people.count('data-post="notes:') == 6
    cards = people.split('class="topic-cards')
    assert "4 posts" in cards[1]
    assert "4 posts" in cards[2]


def test_mistakes_are_named_at_their_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, notes = two(tmp_path)
    settle(home, notes)
    wrong = "notes:lock\nnote:locks\nnotes:locks\nnotes:locks\nnotes:locks#here"
    home.page("series", "Steps", home.directive("series", "steps", wrong))
    found = "\n".join(build(home.folder).warnings)
    for number, message in (
        (4, "'notes:lock' is no part: the catalogue of 'notes' has no post 'lock' (did you mean"),
        (5, "'note:locks' is no part: 'note' (did you mean 'notes'?) is not among `series_catal"),
        (7, "'notes:locks' is a part of 'steps' already: remove this line"),
        (8, "there is no document 'notes:locks#here'"),
    ):
        assert f"series.md:{number}: WARNING: {message}" in found
    home.page("series", "Steps", home.directive("series", "steps", "notes:locks\nnotes:queues"))
    build(home.folder)
    for name, series, part in (
        ("a", "home:step", 1), ("b", "homes:steps", 1), ("c", "home:steps", 1),
        ("locks", "home:steps", 2), ("queues", "home:steps", 2),
    ):  # fmt: skip
        notes.page(name, name, "Text.", date="2026-01-01", series=series, part=part, topics=["go"])
    warnings = build(notes.folder).warnings
    for name, message in (
        ("a", "the catalogue of 'home' has no series 'step' (did you mean 'steps'?): correct it"),
        ("b", "'homes' (did you mean 'home'?) is not among `series_catalogues` in conf.py"),
        ("c", "the series 'steps' of 'home' does not list this post once: publish the post"),
        ("locks", "this is part 1 of 'home:steps', not 2: write `part: 1`, or leave it out"),
    ):
        (warning,) = [one for one in warnings if one.startswith(f"{name}.md:")]
        assert message in warning
    assert not [one for one in warnings if one.startswith("queues.md:")]
    assert main(["check", "--source", str(notes.folder)]) == 1
    said = capsys.readouterr().out
    assert "the catalogue of 'home' has no series 'step'" in said
    assert "does not list this post once" in said


def test_parts_keep_their_numbers_while_nobody_knows_the_other_project(tmp_path: Path) -> None:
    home, notes = two(tmp_path)
    built = build(home.folder)
    (warning,) = built.warnings
    assert "the catalogue of 'notes' cannot be read" in warning
    assert "Part 5 of 5" in built.read("last.html")
    (warning,) = build(
        notes.folder, config={"series_catalogues": {"home": ["https://h.example", "no"]}}
    ).warnings
    assert "the catalogue of 'home' cannot be read" in warning


def test_what_a_catalogue_says_of_parts_leads_where_it_may(tmp_path: Path) -> None:
    far = catalogue()
    parts = [
        {"part": 7, "title": "<b>", "post": None, "slug": "mine", "url": "https://x/mine.html"},
        {"part": 1, "title": "Third", "post": None, "slug": "third", "url": 'https://x"><script>'},
        {"part": 1, "title": "Elsewhere", "post": None, "slug": "e", "url": "https://third.example/e"},
        {"part": 1, "title": "Theirs", "post": "far"},
    ]  # fmt: skip
    far["series"] = [
        {"id": "s", "title": "S", "address": "/s.html", "description": "", "parts": parts}
    ]
    (tmp_path / "far.json").write_text(json.dumps(far))
    root = Root(
        tmp_path, "yaml", 'series_catalogues = {"far": ("https://far.example/", "far.json")}\n'
    )
    root.page("index", "Home", root.toctree("mine"))
    root.page("mine", "Mine", "Text.", date="2026-01-01", series="far:s")
    built = build(root.folder)
    assert built.warnings == []
    page = built.read("mine.html")
    assert "Part 1 of 4" in page
    assert "<script>" not in page.split('class="series-outline')[1].split("</nav>")[0]
    assert 'href="https://third.example/e">Elsewhere</a>' in page
    assert 'href="https://far.example/far.html" title="far">Theirs</a>' in page
