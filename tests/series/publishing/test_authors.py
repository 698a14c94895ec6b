"""Authors: the names that posts bear, and pages of their own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from builds import build, edit, files
from jsonschema import Draft202012Validator
from small import MARKUPS, Root
from sphinx.util.inventory import InventoryFile

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build

CONF = """\
project = html_title = "Notes"
author = "The club"
series_authors = {
    "ada": {"name": "Ada <L>", "url": "https://ada.example.org/"},
    "bob": {"name": "Bob"},
}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    """Write a site of two authors, each with a page, and three posts."""
    root = Root(tmp_path, request.param, CONF)
    (tmp_path / "ada.svg").write_text(SVG)
    author = {
        "picture": "ada.svg",
        "links": "https://code.example.org/ada, Talks <https://t.org/a>",
    }
    root.page("people/ada", "Ada", root.directive("author", "ada", "She *writes*.", **author))
    root.page("people/bob", "Bob", root.directive("author", "bob", limit="1"))
    (tmp_path / "people/ada.svg").write_text(SVG)
    root.page("team/one", "One", "Text.", date="2026-01-01", authors=["ada"])
    root.page("team/two", "Two", "Text.", date="2026-01-02", authors=["bob", "ada"])
    root.page("three", "Three", "Text.", date="2026-01-03")
    root.page(
        "index",
        "Home",
        root.directive("posts"),
        root.directive("authors"),
        f"By {root.role('author', 'ada')} and {root.role('author', 'him <bob>')}.",
        root.toctree("people/ada", "people/bob", "team/one", "team/two", "three"),
    )
    return root


def bylines(built: Build, page: str) -> list[str]:
    return re.findall(r'<span class="series-byline">(.*?)</span>', built.read(page))


def same(built: Build, clean: Build) -> None:
    """Compare all files but Sphinx's own index of words."""
    one, other = (
        {path: text for path, text in files(each.out).items() if path != "searchindex.js"}
        for each in (built, clean)
    )
    assert one == other


def structured(built: Build, page: str) -> list[dict[str, Any]]:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', built.read(page))
    return list(json.loads(script)["@graph"])


def test_posts_bear_the_names_of_their_authors(root: Root) -> None:
    built = build(root.folder)
    assert built.warnings == []
    assert bylines(built, "index.html") == ["The club", "Bob, Ada &lt;L&gt;", "Ada &lt;L&gt;"]
    (byline,) = bylines(built, "team/two.html")
    assert re.findall(r'href="([^"]+)"', byline) == [
        "../people/bob.html#author-bob",
        "../people/ada.html#author-ada",
    ]
    assert bylines(built, "three.html") == ["The club"]
    text = build(root.folder, builder="text")
    assert "Bob, Ada <L>" in text.read("team/two.txt")
    conf = root.folder / "conf.py"
    edit(conf, 'author = "The club"', 'author = "The club"\nseries_bylines = False')
    hidden = build(root.folder)
    assert bylines(hidden, "index.html") == bylines(hidden, "team/two.html") == []
    same(hidden, build(root.folder, out="_clean"))
    assert "Bob, Ada" not in build(root.folder, builder="text").read("team/two.txt")


def test_cards_show_pictures_and_other_programs_know_authors(root: Root) -> None:
    built = build(root.folder)
    cards = built.read("index.html").split('class="topic-cards', 1)[1].split("</ul>")[0]
    assert re.findall(r"<img[^>]*>", cards) == ['<img alt="" src="_images/ada.svg" />']
    catalogue = json.loads(built.read("catalogue.json"))
    Draft202012Validator(json.loads(built.read("catalogue.schema.json"))).validate(catalogue)
    ada, bob = catalogue["authors"]
    assert ada == {
        "id": "ada",
        "name": "Ada <L>",
        "url": "https://ada.example.org/",
        "address": "/people/ada.html",
        "description": "She writes.",
        "posts": ["two", "one"],
    }
    assert (bob["url"], bob["posts"]) == (None, ["two"])
    assert "ada.svg" not in build(root.folder, builder="text").read("index.txt")
    # Its copy has another name where a page before it has one of that name.
    root.page("early", "Early", "Text.", date="2026-01-01", authors=["ada"], image="ada.svg")
    again = build(root.folder)
    assert 'src="_images/ada1.svg"' in again.read("index.html")
    clean = build(root.folder, out="_clean")
    assert again.read("index.html") == clean.read("index.html")
    (root.folder / "people/ada.svg").unlink()
    lost = build(root.folder)
    assert "<img" not in lost.read("index.html").split('class="topic-cards', 1)[1]


def test_one_author_bears_no_name_unless_it_is_wanted(root: Root) -> None:
    for name in ("team/two", "three"):
        root.page(name, "By Ada", "Text.", date="2026-01-02", authors=["ada"])
    assert bylines(build(root.folder), "index.html") == []
    wanted = build(root.folder, config={"series_bylines": True})
    assert bylines(wanted, "index.html") == ["Ada &lt;L&gt;"] * 3


def test_the_page_of_an_author(root: Root) -> None:
    built = build(root.folder)
    page = built.read("people/ada.html")
    assert re.findall(r'<img[^>]*src="([^"]+)"', page) == ["../_images/ada.svg"]
    assert "<p>She <em>writes</em>.</p>" in page
    assert re.findall(r'<a [^>]*href="([^"]+)" rel="me">([^<]*)</a>', page) == [
        ("https://code.example.org/ada", "code.example.org"), ("https://t.org/a", "Talks"),
    ]  # fmt: skip
    assert re.findall(r'data-post="([^"]+)"', page) == ["two", "one"]
    assert 'href="../feeds/author-ada.xml"' in page
    found = next(
        thing for thing in structured(built, "people/ada.html") if thing["@type"] == "Person"
    )
    assert found == {
        "@type": "Person",
        "@id": "https://docs.example.org/people/ada.html",
        "url": "https://docs.example.org/people/ada.html",
        "name": "Ada <L>",
        "description": "She writes.",
        "image": "https://docs.example.org/_images/ada.svg",
        "sameAs": [
            "https://ada.example.org/", "https://code.example.org/ada", "https://t.org/a",
        ],
    }  # fmt: skip


def test_feeds_and_heads_lead_to_the_page_of_an_author(root: Root) -> None:
    built = build(root.folder)
    feed = json.loads(built.read("feeds/author-bob.json"))
    assert feed["title"] == "Bob – Notes"
    (item,) = feed["items"]
    assert item["authors"] == [
        {"name": "Bob", "url": "https://docs.example.org/people/bob.html"},
        {"name": "Ada <L>", "url": "https://ada.example.org/"},
    ]
    article = next(
        thing for thing in structured(built, "team/two.html") if thing["@type"] == "BlogPosting"
    )
    assert article["author"][0] == {
        "@type": "Person", "name": "Bob", "url": "https://docs.example.org/people/bob.html",
    }  # fmt: skip
    path = root.folder / f"people/bob.{root.suffix}"
    path.write_text("Bob\n===\n")
    later = build(root.folder)
    assert "people/bob.html" not in json.dumps(structured(later, "team/two.html"))
    same(later, build(root.folder, out="_clean"))


def test_cards_roles_and_the_inventory_know_authors(root: Root) -> None:
    built = build(root.folder)
    page = built.read("index.html")
    cards = page.split('<ul class="topic-cards')[1].split("</ul>")[0]
    assert re.findall(r'href="([^"]+)"[^>]*>([^<]+)', cards) == [
        ("people/ada.html#author-ada", "Ada &lt;L&gt;"), ("people/bob.html#author-bob", "Bob"),
    ]  # fmt: skip
    assert re.findall(r"\d posts?", cards) == ["2 posts", "1 post"]
    assert 'href="people/bob.html#author-bob"><span class="xref series series-author">him' in page
    found = InventoryFile.loads((built.out / "objects.inv").read_bytes(), uri="").data
    assert found["series:author"]["ada"].uri == "people/ada.html#author-ada"
    assert found["std:label"]["author-ada"].display_name == "Ada <L>"


def test_posts_have_the_author_of_their_folder(root: Root) -> None:
    root.page("team/four", "Four", "Text.", date="2026-01-04")
    conf = root.folder / "conf.py"
    conf.write_text(
        f'{conf.read_text()}series_default_authors = {{"team/**": ["bob"], "**": ["ada"]}}\n'
    )
    built = build(root.folder)
    assert bylines(built, "team/four.html")[0].count("Bob") == 1
    assert "Ada" in bylines(built, "three.html")[0]
    posts = {
        post["slug"]: post["authors"] for post in json.loads(built.read("catalogue.json"))["posts"]
    }
    assert posts == {"one": ["ada"], "two": ["bob", "ada"], "three": ["ada"], "four": ["bob"]}
    edit(conf, '"team/**": ["bob"], ', "")
    later = build(root.folder)
    assert "Ada" in bylines(later, "team/four.html")[0]
    same(later, build(root.folder, out="_clean"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("series_bylines", "yes"),
        ("series_default_authors", ["ada"]),
        ("series_default_authors", {"team/**": "ada"}),
        ("series_default_authors", {"team/**": ["nobody"]}),
        ("series_default_authors", {"[z-a]": ["ada"]}),
    ],
)
def test_a_wrong_setting_is_named_at_its_line(root: Root, name: str, value: object) -> None:
    conf = root.folder / "conf.py"
    conf.write_text(f"{conf.read_text()}{name} = {value!r}\n")
    (warning,) = build(root.folder).warnings
    number = len(conf.read_text().splitlines())
    assert warning.startswith(f"conf.py:{number}: WARNING: {name} takes ")


@pytest.mark.parametrize(
    ("argument", "links", "warning"),
    [
        ("adda", "", "there is no author 'adda' (did you mean 'ada'?)"),
        ("", "", "`author` needs an id"),
        ("ada", "", "the author 'ada' is declared on"),
        ("bob", "code.example.org", "`:links:` takes URLs with commas between them"),
        ("bob", "Evil <javascript:x>", "not 'Evil <javascript:x>'"),
    ],
)
def test_a_mistake_is_named_at_its_line(
    root: Root, argument: str, links: str, warning: str
) -> None:
    options = {"links": links} if links else {}
    root.page("people/bob", "Bob", root.directive("author", argument, **options))
    found = [line for line in build(root.folder).warnings if "[series." in line]
    assert len(found) == 1
    assert warning in found[0]
    assert re.match(rf"people/(ada|bob)\.{root.suffix}:\d+: WARNING: ", found[0])
