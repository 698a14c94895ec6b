"""The life of a post: it ends, is shown to few, lives elsewhere, and is looked through again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from builds import build, files
from small import MARKUPS, Root

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build
    from sphinx_series.core.sources.frontmatter import Markup

CONF = """\
series_permalink = "/p/{slug}/"
series_redirect_exports = ["nginx"]
"""


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    return make_root(tmp_path, request.param)


def make_root(folder: Path, markup: Markup) -> Root:
    """Write a site whose home lists all, with one topic, one series and a post that stays."""
    root = Root(folder, markup, CONF)
    root.page(
        "index",
        "Home",
        root.directive("posts"),
        root.directive("topic", "cats", "About cats.", title="Cats"),
        root.directive("series", "walks", "first\nsecond"),
        f"{root.role('post', 'stays')} and {root.role('post', 'fair')}.",
    )
    root.page("stays", "It stays", "Text.", date="2026-01-01", topics=["cats"])
    root.page("first", "First walk", "Text.", date="2026-01-02")
    root.page("second", "Second walk", "Text.", date="2026-01-03")
    root.page("fair", "The fair", "Text.", date="2026-01-04", topics=["cats"])
    return root


def change(root: Root, name: str, title: str, **fields: object) -> None:
    root.page(name, title, "Text.", date="2026-01-04", topics=["cats"], **fields)


def text_of(built: Build, page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", built.read(page)))


def links_of(built: Build, page: str, slug: str) -> list[str]:
    """Give where the entries of a post lead."""
    items = re.findall(rf'<li[^>]*data-post="{slug}".*?</li>', built.read(page), re.DOTALL)
    return [link for item in items for link in re.findall(r'href="([^"]*)"', item)]


def published(built: Build) -> dict[str, bytes]:
    """Give all files but Sphinx's index, which keeps the words of what is gone."""
    return {path: text for path, text in files(built.out).items() if path != "searchindex.js"}


# A post that expires.


def test_an_expired_post_is_gone_and_its_addresses_say_so(root: Root) -> None:
    change(root, "fair", "The fair", expires="2026-06-01", aliases=["/old/fair/"])
    before = build(root.folder, config={"series_clock": "2026-05-31"})
    assert before.warnings == []
    assert links_of(before, "index.html", "fair") == ["fair.html", "fair.html"]
    after = build(root.folder, config={"series_clock": "2026-06-01"})
    assert after.warnings == []
    assert links_of(after, "index.html", "fair") == []
    assert "It stays and The fair." in text_of(after, "index.html"), "a reference is text"
    for path in ("fair.html", "fair/index.html", "p/fair/index.html", "old/fair/index.html"):
        assert "This page was removed on purpose." in after.read(path)
    for address in ("/fair.html", "/p/fair/", "/old/fair/"):
        assert f'"{address}" "gone";' in after.read("redirects.nginx.conf")
    for name in ("feed.xml", "sitemap.xml", "searchindex.js"):
        assert "The fair" not in after.read(name)
        assert "fair.html" not in after.read(name)
    clean = build(root.folder, out="_clean", config={"series_clock": "2026-06-01"})
    assert published(after) == published(clean)


def test_an_expired_part_keeps_its_number(root: Root) -> None:
    root.page("first", "First walk", "Text.", date="2026-01-02", expires="2026-02-01")
    built = build(root.folder)
    assert built.warnings == []
    assert "First walk no longer available" in text_of(built, "index.html")
    assert "Part 2 of 2" in built.read("second.html")


def test_what_takes_the_place_of_an_expired_post_has_its_address(root: Root) -> None:
    change(root, "fair", "The fair", expires="2026-06-01", aliases=["/old/fair/"])
    root.page(
        "next", "Next fair", "Text.", date="2026-05-01", slug="fair", topics=["cats"],
        aliases=["/fair.html"],
    )  # fmt: skip
    (root.folder / "urls.txt").write_text("/old/fair/ -> /stays.html\n")
    built = build(root.folder, config={"series_ledger": "urls.txt"})
    assert built.warnings == []
    redirects = {
        item["from"]: item["to"] for item in json.loads(built.read("catalogue.json"))["redirects"]
    }
    assert redirects["/p/fair/"] == redirects["/fair.html"] == "/next.html"
    assert redirects["/old/fair/"] == "/stays.html"
    assert redirects["/fair/"] is None


def test_drafts_are_shown_with_expired_posts_left_out(root: Root) -> None:
    change(root, "fair", "The fair", expires="2026-06-01")
    built = build(root.folder, config={"series_drafts": True})
    assert built.warnings == []
    assert "This page was removed on purpose." in built.read("fair.html")


# An unlisted post.


def test_an_unlisted_post_is_reachable_and_in_no_list(root: Root) -> None:
    change(root, "fair", "The fair", unlisted=True)
    built = build(root.folder)
    assert built.warnings == []
    assert links_of(built, "index.html", "fair") == []
    assert 'href="fair.html"' in built.read("index.html"), "a reference leads there"
    assert '<meta name="robots" content="noindex" />' in built.read("fair.html")
    for name in ("feed.xml", "feeds/topic-cats.xml", "sitemap.xml"):
        assert "fair.html" not in built.read(name)
    index = json.loads(built.read("searchindex.js")[len("Search.setIndex(") : -1])
    assert "The fair" not in json.dumps([index["alltitles"], index["titles"]])
    posts = {post["slug"]: post for post in json.loads(built.read("catalogue.json"))["posts"]}
    assert posts["fair"]["unlisted"] is True
    change(root, "fair", "The fair")
    listed = build(root.folder)
    assert published(listed) == published(build(root.folder, out="_clean"))
    assert links_of(listed, "index.html", "fair") == ["fair.html", "fair.html"]


def test_an_unlisted_part_is_a_mistake_at_its_line(root: Root) -> None:
    path = root.page("first", "First walk", "Text.", date="2026-01-02", unlisted=True)
    built = build(root.folder)
    line = next(i for i, text in enumerate(path.read_text().splitlines(), 1) if "unlisted" in text)
    (warning,) = built.warnings
    assert warning.startswith(f"{path.name}:{line}: WARNING: 'walks' lists this post as a part")
    assert "Part 1 of 2" in built.read("first.html")


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_other_builders_list_it_as_little(root: Root, builder: str) -> None:
    change(root, "fair", "The fair", unlisted=True)
    config = {"epub_copyright": "None", "version": "1"}
    built = build(root.folder, builder=builder, config=config)
    assert built.warnings == []
    if builder == "text":
        assert "The fair" not in built.read("index.txt").split("It stays*")[0]


# A post that was published first, or lives, elsewhere.


def test_a_canonical_address_is_that_of_the_first_publication(root: Root) -> None:
    first = "https://elsewhere.example.org/a?b=1&c=2"
    change(root, "fair", "The fair", canonical=first)
    built = build(root.folder)
    assert built.warnings == []
    page = built.read("fair.html")
    escaped = first.replace("&", "&amp;")
    assert re.findall(r'<link rel="canonical" href="([^"]+)"', page) == [escaped]
    assert f'href="{escaped}">first published on elsewhere.example.org</a>' in page
    assert "fair.html" not in built.read("sitemap.xml"), "it holds canonical addresses"
    assert "https://docs.example.org/fair.html" in built.read("feed.xml")
    alone = build(root.folder, out="_local", config={"html_baseurl": ""})
    assert f'<link rel="canonical" href="{escaped}"' in alone.read("fair.html")


def test_lists_and_feeds_lead_to_where_a_post_lives(root: Root) -> None:
    there = "https://elsewhere.example.org/fair?x=1&y=2"
    change(root, "fair", "The fair", external=there)
    built = build(root.folder)
    assert built.warnings == []
    escaped = there.replace("&", "&amp;")
    assert links_of(built, "index.html", "fair") == [escaped, escaped]
    assert f'href="{escaped}">read it on elsewhere.example.org</a>' in built.read("fair.html")
    assert f'href="{escaped}"' in built.read("feed.xml")
    items = {item["title"]: item["url"] for item in json.loads(built.read("feed.json"))["items"]}
    assert items["The fair"] == there
    book = build(root.folder, builder="latex")
    assert book.warnings == []
    assert "https://elsewhere.example.org/fair?x=1\\&y=2" in book.read("projectnamenotset.tex")


def test_the_outline_of_a_series_leads_to_its_own_page(root: Root) -> None:
    root.page("first", "First walk", "Text.", date="2026-01-02", external="https://e.example.org/")
    built = build(root.folder)
    assert built.warnings == []
    assert "first.html" in links_of(built, "index.html", "first")
    assert links_of(built, "second.html", "first") == ["first.html"]


# A post that is reviewed.


def test_a_post_that_is_due_for_review_is_named_and_says_when_it_was_checked(root: Root) -> None:
    change(root, "fair", "The fair", updated="2026-02-01", review_by="2026-06-01")
    path = root.folder / f"fair.{root.suffix}"
    line = next(i for i, text in enumerate(path.read_text().splitlines(), 1) if "review" in text)
    early = build(root.folder, config={"series_clock": "2026-05-31"})
    assert early.warnings == []
    assert "last checked Feb 01, 2026" in text_of(early, "fair.html")
    for _ in range(2):
        late = build(root.folder, config={"series_clock": "2026-06-02"})
        (warning,) = late.warnings
        assert warning == (
            f"{path.name}:{line}: WARNING: this post was to be reviewed by 2026-06-01: look "
            "through it, and set `updated` to that day and `review_by` to a later one "
            "[series.review]"
        )
    assert "last checked Feb 01, 2026" in text_of(late, "fair.html")
