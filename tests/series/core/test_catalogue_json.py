"""What other programs read of a site: each value, and null where there is none."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sphinx_series.core.addresses.redirects import GONE, Redirect, Source
from sphinx_series.core.catalogue.building import build
from sphinx_series.core.catalogue.inputs import Sources
from sphinx_series.core.formats import catalogue_json
from sphinx_series.core.formats.catalogue_json import Besides
from sphinx_series.core.model import Author, Line, Post, Query, SeriesDeclaration, TopicDeclaration
from sphinx_series_base.problems import Place

HERE = Place(path="f", line=1)
MOMENT = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))


def test_a_site_is_written_whole() -> None:
    first = Post(
        docname="posts/ä", title="First", date=MOMENT, updated=MOMENT + timedelta(days=1),
        slug="first", description="On it.", excerpt="It begins.", topics=("go", "none"),
        authors=("ada",), canonical="https://example.org/1", places={"date": HERE},
    )  # fmt: skip
    second = Post(
        docname="b", title="Second", date=MOMENT, updated=MOMENT, slug="second", unlisted=True,
        external="https://example.org/2", places={"date": HERE},
    )  # fmt: skip
    lines = (
        Line(place=HERE, text="Soon <>", title="Soon", is_planned=True),
        Line(place=HERE, text="posts/ä", docnames=("posts/ä",)),
    )
    series = SeriesDeclaration(
        docname="index", place=HERE, id="s", anchor="series-s", lines=lines, description="All."
    )
    topic = TopicDeclaration(
        docname="index", place=HERE, id="go", anchor="topic-go", title="Go", description="Of Go.",
        query=Query(place=HERE, topics=("go",)),
    )  # fmt: skip
    catalogue = build(
        Sources(
            titles={"index": "Home", "posts/ä": "First", "b": "Second"},
            posts={"posts/ä": first, "b": second},
            requests={"index": [series, topic]},
            authors={"ada": Author(name="Ada", url="https://example.org/ada")},
        )
    )
    pages = {"index": "/", "posts/ä": "/posts/ä.html", "b": "/b.html"}
    assert catalogue_json.export(
        catalogue, pages, [], Besides(title="Notes", feed_ids={"b": "tag:b"}, files={"llms.txt"})
    ) == {
        "version": 1,
        "title": "Notes",
        "sitemap": None,
        "llms": "/llms.txt",
        "pages": ["/", "/b.html", "/posts/%C3%A4.html"],
        "posts": [
            {
                "slug": "second", "title": "Second", "address": "/b.html",
                "date": "2025-12-31T23:00:00+00:00", "updated": "2025-12-31T23:00:00+00:00",
                "description": "", "topics": [], "series": None, "part": None, "authors": [],
                "unlisted": True, "external": "https://example.org/2", "canonical": None,
                "minutes": 1, "feed_id": "tag:b",
            },
            {
                "slug": "first", "title": "First", "address": "/posts/%C3%A4.html",
                "date": "2025-12-31T23:00:00+00:00", "updated": "2026-01-01T23:00:00+00:00",
                "description": "On it.", "topics": ["go", "none"], "series": "s", "part": 2,
                "authors": ["ada"], "unlisted": False, "external": None,
                "canonical": "https://example.org/1", "minutes": 1, "feed_id": None,
            },
        ],
        "series": [
            {
                "id": "s", "title": "Home", "address": "/", "description": "All.",
                "parts": [
                    {"part": 1, "title": "Soon", "post": None},
                    {"part": 2, "title": "First", "post": "first"},
                ],
            }
        ],
        "topics": [
            {
                "id": "go", "title": "Go", "address": "/", "description": "Of Go.",
                "posts": ["first"],
            }
        ],
        "authors": [
            {
                "id": "ada", "name": "Ada", "url": "https://example.org/ada", "address": None,
                "description": "", "posts": ["first"],
            }
        ],
        "redirects": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("target", "fragment", "to", "status"),
    [
        ("/ä.html", "", "/%C3%A4.html", 301),
        ("/a/", "the ä", "/a/#the%20%C3%A4", 301),
        ("https://example.org/ä?b#c", "", "https://example.org/ä?b#c", 301),
        (GONE, "", None, 410),
    ],
)
def test_a_redirect_has_its_target_as_it_stands_in_a_url(
    target: str, fragment: str, to: str | None, status: int
) -> None:
    asked = Redirect(address="/old é/", target=target, source=Source.ALIAS, fragment=fragment)
    catalogue = build(Sources(titles={}, posts={}))
    assert catalogue_json.export(catalogue, {}, [asked], Besides())["redirects"] == [
        {"from": "/old%20%C3%A9/", "to": to, "status": status}
    ]
