"""The files of a site besides its pages, known from its Catalogue alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sphinx_series.core.catalogue.building import build
from sphinx_series.core.catalogue.inputs import Sources
from sphinx_series.core.formats import site_files
from sphinx_series.core.model import Post, Query, TopicDeclaration
from sphinx_series_base.problems import Place

HERE = Place(path="f", line=1)
DAY = datetime(2026, 1, 2, tzinfo=UTC)


def post(docname: str, **values: object) -> Post:
    return Post(
        docname=docname, title=docname, date=DAY, updated=DAY, slug=docname,
        places={"date": HERE}, **values,  # type: ignore[arg-type]
    )  # fmt: skip


POSTS = [
    post("a", topics=("go",)),
    post("b", unlisted=True),
    post("c", canonical="https://example.org/"),
]
TOPIC = TopicDeclaration(
    docname="index", place=HERE, id="go", anchor="topic-go", query=Query(place=HERE, topics=("go",))
)
PAGES = {name: f"{name}.html" for name in ("404", "index", "about", "a", "b", "c", "1")}
CATALOGUE = build(
    Sources(
        titles={name: name for name in PAGES},
        posts={post.docname: post for post in POSTS},
        requests={"index": [TOPIC]},
    )
)


def test_search_engines_are_told_of_pages_that_are_here_and_meant_for_them() -> None:
    further = {"about/page/2/index.html": "about", "404/page/2/index.html": "404"}
    assert site_files.changes(CATALOGUE, PAGES, further) == {
        "/": None, "/about.html": None, "/a.html": DAY, "/1.html": None, "/about/page/2/": None,
    }  # fmt: skip


def test_files_are_those_of_feeds_sitemap_and_copies() -> None:
    def paths(*forms: str, has_sitemap: bool = False, has_copies: bool = False) -> list[str]:
        found = site_files.paths(
            CATALOGUE,
            PAGES,
            forms=forms,
            has_sitemap=has_sitemap,
            has_copies=has_copies,
            further={},
        )
        return sorted(found)

    assert paths() == []
    assert paths("atom", "json") == [
        "feed.json", "feed.xml", "feeds/topic-go.json", "feeds/topic-go.xml",
    ]  # fmt: skip
    assert paths(has_sitemap=True) == ["robots.txt", "sitemap.xml"]
    assert paths(has_copies=True) == ["a.html.md", "c.html.md", "llms.txt"]


def test_a_feed_may_lie_elsewhere_too_where_nothing_else_is() -> None:
    asked = {
        "": ["/old.xml", "/rss/", "/about.html", "/catalogue.json", "/feed.json"],
        "topic:go": ["/old.xml", "/go.json"],
        "topic:none": ["/none.xml"],
    }
    taken = {"about.html", "index.html"}
    found = [
        (path, channel.name, form)
        for path, channel, form in site_files.further_feeds(CATALOGUE, asked, taken)
    ]
    assert found == [
        ("old.xml", "", "atom"), ("rss/index.html", "", "atom"), ("feed.json", "", "json"),
        ("go.json", "topic:go", "json"),
    ]  # fmt: skip
    lost = list(site_files.lost_feeds(CATALOGUE, asked, taken))
    assert lost[0].startswith("series_feed_paths: 'topic:none' is no feed of this site: write")
    assert [line.split("'")[1] for line in lost[1:]] == ["about.html", "catalogue.json", "old.xml"]
    assert list(site_files.lost_feeds(CATALOGUE, {"": ["/old.xml"]}, taken)) == []


def test_a_site_without_posts_has_no_feed() -> None:
    empty = replace(CATALOGUE, posts={}, topics={})
    assert list(site_files.feeds(empty, ["atom"])) == []
    assert list(site_files.further_feeds(empty, {"": ["/old.xml"]}, ())) == []
    assert list(site_files.lost_feeds(empty, {"": ["/old.xml"]}, ())) == []
