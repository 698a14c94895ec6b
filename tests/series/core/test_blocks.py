"""Blocks for sidebars: what stands in them, and that they are short."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sphinx_series.core.catalogue.blocks import Blocks
from sphinx_series.core.catalogue.building import build
from sphinx_series.core.catalogue.inputs import Sources
from sphinx_series.core.catalogue.views import Views
from sphinx_series.core.model import Author, AuthorDeclaration, Post, Query, TopicDeclaration
from sphinx_series.core.view import BLOCKS
from sphinx_series_base.problems import Place

if TYPE_CHECKING:
    from sphinx_series.core.model import Request
    from sphinx_series.core.view import BlockEntry, BlockName

HERE = Place(path="f", line=1)


def post(number: int, **values: object) -> Post:
    date = datetime(1980 + number, 6, 1, tzinfo=UTC)
    defaults = {"title": f"Post {number}", "slug": f"p{number}", "date": date, "updated": date}
    places = {"date": HERE}
    return Post(docname=f"p{number}", places=places, **{**defaults, **values})  # type: ignore[arg-type]


def topic(id_: str) -> TopicDeclaration:
    query = Query(place=HERE, topics=(id_,))
    return TopicDeclaration(
        docname="topics", place=HERE, id=id_, anchor=f"topic-{id_}", query=query, title=id_.title()
    )


def blocks(posts: list[Post], *requests: Request, has_pages: bool = True) -> Blocks:
    catalogue = build(
        Sources(
            titles={**{one.docname: one.title for one in posts}, "topics": "Topics"},
            posts={one.docname: one for one in posts},
            requests={"topics": requests},
            authors={"ada": Author(name="Ada")},
        )
    )
    return Blocks(Views(catalogue, has_pages=has_pages), {"topics": requests})


def shown(found: Blocks, name: BlockName) -> tuple[BlockEntry, ...]:
    return found.of(name).entries


def test_a_site_without_posts_has_empty_blocks() -> None:
    empty = blocks([])
    assert all(empty.of(name).entries == () for name in BLOCKS)


def test_recent_posts_are_the_newest_that_are_listed() -> None:
    posts = [*map(post, range(7)), post(9, unlisted=True), post(8, external="https://example.org/")]
    found = shown(blocks(posts), "recent")
    assert [entry.title for entry in found] == [f"Post {number}" for number in (8, 6, 5, 4, 3)]
    assert (found[0].pagename, found[0].url) == ("p8", "https://example.org/")


def test_topics_have_numbers_and_sizes() -> None:
    posts = [post(number, topics=("big",)) for number in range(5)]
    posts += [post(5, topics=("a",)), post(6, topics=("a",)), post(7, topics=("c",))]
    found = blocks(posts, *map(topic, ["a", "big", "c", "none"]))
    numbers = [(entry.title, entry.number, entry.size) for entry in shown(found, "topics")]
    assert numbers == [("Big", 5, 5), ("A", 2, 2), ("C", 1, 1)]
    assert [entry.title for entry in shown(found, "cloud")] == ["A", "Big", "C"]
    assert {(entry.pagename, entry.anchor) for entry in shown(found, "cloud")} == {
        ("topics", "topic-a"), ("topics", "topic-big"), ("topics", "topic-c"),
    }  # fmt: skip


def test_years_lead_to_the_page_on_which_they_begin() -> None:
    posts = [post(1), post(2), post(3, pinned=True), post(4), post(5, unlisted=True)]
    query = Query(place=HERE, group_by="year", page_size=2)
    found = shown(blocks(posts, Query(place=HERE), query), "years")
    assert [(entry.title, entry.number, entry.pagename, entry.anchor) for entry in found] == [
        ("1984", 1, "topics", "posts-of-1984"),
        ("1983", 1, "topics", "posts-of-1983"),
        ("1982", 1, "topics/page/2/index", "posts-of-1982"),
        ("1981", 1, "topics/page/2/index", "posts-of-1981"),
    ]
    of_topic = replace(topic("a"), query=query)
    for lost in (blocks(posts, of_topic), blocks(posts, query, has_pages=False)):
        assert {(entry.pagename, entry.anchor) for entry in shown(lost, "years")} == {("", "")}


def test_blocks_are_short() -> None:
    posts = [post(number, topics=(f"t{number}",)) for number in range(40)]
    found = blocks(posts, *(topic(f"t{number}") for number in range(40)))
    assert [len(shown(found, name)) for name in BLOCKS] == [5, 30, 30, 30, 0]


def test_authors_with_a_page_and_posts_are_shown() -> None:
    query = Query(place=HERE, authors=("ada",))
    page = AuthorDeclaration(
        docname="topics", place=HERE, id="ada", anchor="author-ada", query=query
    )
    found = shown(blocks([post(1, authors=("ada",)), post(2)], page), "authors")
    assert [(entry.title, entry.anchor, entry.number) for entry in found] == [
        ("Ada", "author-ada", 1)
    ]
