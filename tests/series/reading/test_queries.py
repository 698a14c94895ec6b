"""What listings ask for: filters, and what is said of those that cannot be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import build
from small import MARKUPS, Root

if TYPE_CHECKING:
    from pathlib import Path

CONF = 'series_authors = {"ada": {"name": "Ada"}, "bob": {"name": "Bob <b>"}}\n'


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    """Write four posts of two topics and two authors, and the pages that declare the topics."""
    root = Root(tmp_path, request.param, CONF)
    topics = [root.directive("topic", id_, title=id_.title()) for id_ in ("cats", "dogs")]
    root.page("topics", "Topics", *topics)
    write(root, "both", "2024-05-05", topics=["cats", "dogs"], authors=["ada", "bob"])
    write(root, "cat", "2025-01-01", topics=["cats"], authors=["bob"], updated="2026-02-02")
    write(root, "dog", "2026-01-01", topics=["dogs"], label="A dog")
    write(root, "none", "2020-01-01", authors=["ada"])
    return root


def write(root: Root, name: str, date: str, **fields: object) -> None:
    root.page(name, name.title(), "Text.", date=date, **fields)


def listed(root: Root, *warnings: str, **options: str) -> list[str]:
    """Give the slugs that a listing shows, once it said what is expected."""
    listing = root.directive("posts", **options)
    root.page("index", "Home", listing, root.toctree("topics", "none"))
    built = build(root.folder)
    assert len(built.warnings) == len(warnings), built.warnings
    for found, expected in zip(built.warnings, warnings, strict=True):
        assert expected in found
        assert re.match(r"index\.(md|rst):\d+: WARNING: ", found)
    return re.findall(r'data-post="([^"]+)"', built.read("index.html"))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"topic": "cats+dogs"}, ["both"]),
        ({"topic": "cats+dogs dogs"}, ["dog", "both"]),
        ({"topic": "!cats"}, ["dog", "none"]),
        ({"topic": "dogs !cats"}, ["dog"]),
        ({"author": "ada"}, ["both", "none"]),
        ({"author": "ada bob", "topic": "cats"}, ["cat", "both"]),
        ({"year": "2024"}, ["both"]),
        ({"year": "2020-2024"}, ["both", "none"]),
        ({"label": "A dog, Cats"}, ["dog", "cat", "both"]),
        ({"exclude": "cat no*"}, ["dog", "both"]),
        ({"sort": "-updated"}, ["cat", "dog", "both", "none"]),
        ({"group_by": "author"}, ["cat", "both", "none", "dog"]),
    ],
)
def test_a_listing_shows_what_it_asks_for(
    root: Root, options: dict[str, str], expected: list[str]
) -> None:
    assert listed(root, **options) == expected


def test_groups_of_authors_bear_their_names(root: Root) -> None:
    listed(root, group_by="author")
    page = (root.folder / "_build/html/index.html").read_text()
    headings = re.findall(r'series-group rubric">(.*?)</p>', page)
    assert headings == ["Bob &lt;b&gt;", "Ada", "Other"]
    text = build(root.folder, builder="text")
    clean = build(root.folder, builder="text", out="_clean")
    assert text.read("index.txt") == clean.read("index.txt")
    conf = root.folder / "conf.py"
    conf.write_text(conf.read_text().replace('"Ada"', '"Ada L."'))
    for builder, page in (("text", "index.txt"), ("html", "index.html")):
        assert "Ada L." in build(root.folder, builder=builder).read(page)


def test_a_page_leaves_itself_out(root: Root) -> None:
    others = root.directive("posts", current="", topic="cats")
    root.page("cat", "Cat", others, date="2025-01-01", topics=["cats"])
    root.page("index", "Home", root.toctree("topics"))
    page = build(root.folder).read("cat.html")
    assert re.findall(r'data-post="([^"]+)"', page) == ["both"]


@pytest.mark.parametrize(
    ("options", "warning"),
    [
        ({"topic": "cat"}, "no page declares the topic 'cat' (did you mean 'cats'?)"),
        ({"topic": "!dgs"}, "no page declares the topic 'dgs' (did you mean 'dogs'?)"),
        ({"topic": "cats+"}, "`a+b` for posts of both and `!c` for posts that are not of one, not"),
        ({"topic": "!cats+dogs"}, "`:topic:` takes ids of topics"),
        ({"author": "adda"}, "there is no author 'adda' (did you mean 'ada'?)"),
        ({"label": "A dgo"}, "no post has the label 'A dgo' (did you mean 'A dog'?)"),
        ({"year": "last"}, "`:year:` takes a year or a span, like 2024 or 2020-2024, not 'last'"),
        ({"year": "2024-2020"}, "not '2024-2020'"),
        ({"year": "24"}, "not '24'"),
        ({"sort": "-updatd"}, "not '-updatd' (did you mean '-updated'?)"),
        ({"group_by": "autor"}, "not 'autor' (did you mean 'author'?)"),
        ({"exclude": "nothing/*"}, "no document matches 'nothing/*'"),
    ],
)
def test_a_wrong_query_is_named_with_the_nearest_right_one(
    root: Root, options: dict[str, str], warning: str
) -> None:
    listed(root, warning, **options)
