"""The addresses of a whole site, in pure code: those of posts that have expired."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sphinx_series.core.addresses.ledger import Record
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


def test_a_recorded_page_of_a_listing_leads_to_the_first() -> None:
    addresses = ["/blog/page/2/", "/blog/page/3/", "/page/2/", "/other/page/2/", "/blog/page/x/"]
    records = [
        Record(place=Place(path="urls.txt", line=line), address=address)
        for line, address in enumerate(addresses, 1)
    ]
    files = {"index": "index.html", "blog/index": "blog/index.html"}
    site = SiteAddresses(
        folder=Path(),
        sources={"index": "index.md", "blog/index": "blog/index.md"},
        files=files,
        posts={},
        slugs={},
        records=records,
    )
    written = [*files.values(), "blog/page/2/index.html"]
    plan = site.plan(written)
    assert plan.leads == {"/blog/page/3/": "/blog/", "/page/2/": "/"}
    lost = [problem.place.line for problem in site.problems(plan, written)]
    assert lost == [4, 5]
