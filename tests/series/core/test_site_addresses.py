"""The addresses of a whole site, in pure code: what is planned for them, and what is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sphinx_series.core.addresses import ledger
from sphinx_series.core.addresses.redirects import GONE, Folder
from sphinx_series.core.addresses.site_addresses import SiteAddresses
from sphinx_series.core.model import Post
from sphinx_series.core.problems import Kind
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
        ledger.Record(place=Place(path="urls.txt", line=line), address=address)
        for line, address in enumerate(addresses, 1)
    ]
    files = {"index": "index.html", "blog/index": "blog/index.html"}
    found = SiteAddresses(
        folder=Path(),
        sources={"index": "index.md", "blog/index": "blog/index.md"},
        files=files,
        posts={},
        slugs={},
        records=records,
    )
    written = [*files.values(), "blog/page/2/index.html"]
    plan = found.plan(written)
    assert plan.leads == {"/blog/page/3/": "/blog/", "/page/2/": "/"}
    lost = [problem.place.line for problem in found.problems(plan, written)]
    assert lost == [4, 5]


DAY = datetime(2026, 1, 31, tzinfo=UTC)


def post(docname: str, slug: str, *aliases: str) -> Post:
    lines = {key: Place(path=f"{docname}.md", line=n) for n, key in enumerate(("date", "slug"), 2)}
    return Post(
        docname=docname, title="T", date=DAY, updated=DAY, slug=slug, aliases=aliases, places=lines
    )


def site(
    *docnames: str,
    posts: tuple[Post, ...] = (),
    recorded: str = "",
    builder: str = "html",
    **settings: Any,  # noqa: ANN401 - what it takes
) -> SiteAddresses:
    """Give a site of these pages and posts, as one of the two builders writes it."""
    suffix = ".html" if builder == "html" else "/index.html"
    pages = [*docnames, *(post.docname for post in posts)]
    slugs: dict[str, str] = {}
    for one in posts:
        slugs.setdefault(one.slug, one.docname)
    return SiteAddresses(
        folder=Path("src"),
        sources={page: f"{page}.md" for page in pages},
        files={page: f"{page}{suffix}" for page in pages},
        posts={post.docname: post for post in posts},
        slugs=slugs,
        records=ledger.parse(recorded, "urls.txt")[0],
        **settings,
    )


def leads(site: SiteAddresses) -> dict[str, str]:
    return site.plan([*site.files.values()]).leads


def said(site: SiteAddresses, *further: str) -> list[tuple[str, int, str]]:
    """Give file, line and message of each problem, where these files are there besides."""
    files = [*site.files.values(), *further]
    found = site.problems(site.plan(files), files)
    return [(problem.place.path, problem.place.line, problem.message) for problem in found]


def test_each_builder_leads_from_the_addresses_of_the_other() -> None:
    assert leads(site("a", "b/c", "x-index")) == {
        "/a/": "/a.html", "/b/c/": "/b/c.html", "/x-index/": "/x-index.html",
    }  # fmt: skip
    assert leads(site("a", "b/c", builder="dirhtml")) == {"/a.html": "/a/", "/b/c.html": "/b/c/"}
    assert leads(site("index", "b/index")) == {}, "an index has one address with both"


def test_the_permalink_of_a_slug_is_its_first_post_s() -> None:
    one, two = post("a", "same", "/was/"), post("b", "same")
    found = leads(site(posts=(one, two), permalink="/p/{slug}/"))
    assert found == {"/a/": "/a.html", "/b/": "/b.html", "/p/same/": "/a.html", "/was/": "/a.html"}
    assert "/p/same/" not in leads(site(posts=(one, two)))


def test_a_slug_that_is_too_long_for_a_permalink_is_named_at_its_line() -> None:
    long = post("a", "x" * 300)
    assert said(site(posts=(long,), permalink="/p/{slug}/")) == [
        ("a.md", 3, f"the slug {'x' * 300!r} gives no permalink: write a shorter one")
    ]
    assert said(site(posts=(long,))) == []


FOLDERS = """\
/old/* -> /new/*
/old/deep/er/* -> /new/*
/out/* -> https://example.org/*
/far/* -> https://evil.example/*
/shop/* -> gone
/old/deep/a/
/shop/b/
"""


def test_a_rule_for_a_folder_is_one_of_servers_where_all_follows_from_it() -> None:
    found = site("new/a", recorded=FOLDERS, hosts=frozenset({"example.org"}), builder="dirhtml")
    files = [*found.files.values()]
    plan = found.plan(files)
    assert plan.folders == (
        Folder(address="/old/deep/er/", target="/new/"),
        Folder(address="/old/", target="/new/"),
        Folder(address="/out/", target="https://example.org/"),
    )
    assert plan.leads == {
        "/new/a.html": "/new/a/", "/old/a.html": "/new/a/", "/old/a/": "/new/a/",
        "/old/deep/er/a.html": "/new/a/", "/old/deep/er/a/": "/new/a/", "/shop/b/": GONE,
    }  # fmt: skip
    with_page = found.plan([*files, "old/deep/er/new.html"])
    assert [folder.address for folder in with_page.folders] == ["/out/"]
    assert GONE not in {folder.target for folder in with_page.folders}


def test_a_retired_page_below_a_folder_keeps_servers_from_leading_all_of_it_on() -> None:
    found = site("new/a", recorded="/old/* -> /new/*\n/old/b/ -> gone\n")
    assert found.plan([*found.files.values()]).folders == ()


def test_what_a_neighbour_may_have_written_is_named_with_all_of_them() -> None:
    blamed = said(site(posts=(post("a", "a", "/x.html"),), neighbours=("one", "two")), "x.html")
    assert [message.partition(",")[0] for *_, message in blamed] == [
        "there is a file at '/x.html' that is no document's"
    ]
    assert "as one or two writes them" in blamed[0][2]
    (found,) = said(site(posts=(post("a", "a", "/b.html"),), neighbours=("one",)), "b.html")
    assert "as one writes them" in found[2]
    (own,) = said(site("b", posts=(post("a", "a", "/b.html"),), neighbours=("one",)))
    assert "is the page '/b.html' of this site" in own[2]
    (alone,) = said(site(posts=(post("a", "a", "/x.html"),)), "x.html")
    assert "is the page '/x.html' of this site" in alone[2]


def test_two_documents_with_one_file_are_named_at_the_later_one() -> None:
    assert said(site("a", "b", "A")) == [
        (
            "src/A.md",
            1,
            (
                "'A' and 'a' would both be the file 'A.html' on some or all systems: rename one of "
                "them"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("lost", "mend"),
    [
        (
            "/blog/kettle%20s/",
            (
                "its likeliest successor is '/posts/kettles.html': write "
                "`aliases: [/was%20here/, /blog/kettle%20s/]` into the front matter of "
                "posts/kettles.md, or retire it here: `/blog/kettle%20s/ -> gone`"
            ),
        ),
        (
            "/old/about.html",
            (
                "its likeliest successor is '/about.html': write here "
                "`/old/about.html -> /about.html`, or retire it here: `/old/about.html -> gone`"
            ),
        ),
        (
            "/old/was%20here",
            (
                "its likeliest successor is '/posts/kettles.html': write "
                "`aliases: [/was%20here/, /old/was%20here]` into the front matter of "
                "posts/kettles.md, or retire it here: `/old/was%20here -> gone`"
            ),
        ),
        (
            "/qqq/",
            "write here where it leads, `/qqq/ -> /another/`, or retire it here: `/qqq/ -> gone`",
        ),
    ],
)
def test_what_is_lost_is_named_with_what_brings_it_back(lost: str, mend: str) -> None:
    found = site("about", posts=(post("posts/kettles", "k", "/was here/"),), recorded=lost)
    ((path, line, message),) = said(found)
    assert (path, line) == ("urls.txt", 1)
    assert message.partition(" was published and leads nowhere now: ")[2] == mend


def test_what_is_served_is_not_lost() -> None:
    served = "/about\n/about.html\n/about/\n/x.pdf\n/gone/ -> gone\n/was/\n"
    found = site("about", posts=(post("a", "a", "/was/"),), recorded=served)
    assert said(found, "x.pdf") == []
    (lost,) = said(found)
    assert "'/x.pdf' was published and leads nowhere now" in lost[2]


def test_a_hundred_lost_addresses_get_a_likely_successor() -> None:
    recorded = "".join(f"/old/{number:03}/about.html\n" for number in range(102))
    found = site("about", recorded=recorded)
    are_guessed = ["its likeliest successor" in message for *_, message in said(found)]
    assert are_guessed == [True] * 100 + [False] * 2


def test_kinds_of_problems() -> None:
    found = site("a", "A", posts=(post("b", "x" * 300),), permalink="/{slug}/", recorded="/q/")
    files = [*found.files.values()]
    kinds = {problem.kind for problem in found.problems(found.plan(files), files)}
    assert kinds == {Kind.SAME_ADDRESS, Kind.REDIRECT, Kind.LOST_URL}
