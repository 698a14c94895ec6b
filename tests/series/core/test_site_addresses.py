"""The addresses of a whole site, in pure code: those of posts that have expired."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sphinx_series.core.addresses.site_addresses import SiteAddresses
from sphinx_series.core.model import Post
from sphinx_series_base.problems import Place

PLACES = {"date": Place(path="letters/b.md", line=2)}


@pytest.mark.parametrize(
    ("permalink", "retired"),
    [
        ("", ["/letters/b.html", "/letters/b/", "/old/"]),
        ("/blog/{slug}/", ["/blog/b/", "/letters/b.html", "/letters/b/", "/old/"]),
        ("no address?{slug}", ["/letters/b.html", "/letters/b/", "/old/"]),
    ],
)
def test_every_address_of_an_expired_post_is_retired(permalink: str, retired: list[str]) -> None:
    day = datetime(2026, 1, 31, tzinfo=UTC)
    post = Post(
        docname="letters/b",
        title="B",
        date=day,
        updated=day,
        slug="b",
        aliases=("/old/",),
        places=PLACES,
    )
    site = SiteAddresses(
        folder=Path(),
        sources={"index": "index.md"},
        files={"index": "index.html"},
        posts={},
        slugs={},
        expired={"letters/b.html": post},
        permalink=permalink,
    )
    plan = site.plan(["index.html"])
    gone = [redirect.address for redirect in plan.redirects if redirect.is_gone]
    assert sorted(gone) == retired
    assert plan.problems == ()
