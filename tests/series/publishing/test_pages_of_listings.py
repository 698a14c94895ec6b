"""Pages of listings: where they lie, what they say, and how seldom they are written again."""

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

CONF = 'series_redirect_exports = ["nginx"]\nseries_ledger = "urls.txt"\n'


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    """Write seven posts of one topic and pages that list them, three on a page."""
    root = Root(tmp_path, request.param, CONF)
    (tmp_path / "urls.txt").write_text("")
    root.page("index", "Home", root.toctree("archive", "cats"))
    listing = root.directive("posts", page_size="3", count="", group_by="year")
    root.page("archive", "All of it & more", listing)
    root.page("cats", "Cats", root.directive("topic", "cats", "Soft.", page_size="3"))
    for number in range(1, 8):
        write(root, number)
    return root


def write(root: Root, number: int) -> None:
    year = 2024 + number // 4
    root.page(
        f"p{number}", f"Post {number}", "Text.", date=f"{year}-01-{number:02}", topics=["cats"]
    )


def slugs(built: Build, page: str) -> list[str]:
    return re.findall(r'data-post="([^"]+)"', built.read(page))


def links(built: Build, page: str) -> dict[str, str]:
    """Give the links between pages: their texts, and where they lead."""
    navigation = re.search(r"<nav[^>]*series-pages.*?</nav>", built.read(page), re.DOTALL)
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', navigation[0] if navigation else "")
    return {text: href for href, text in found}


def rewritten(built: Build, root: Root) -> set[str]:
    """Build again, and give the pages that were written."""
    before = {path: path.stat().st_mtime_ns for path in built.out.rglob("*.html")}
    build(root.folder)
    return {
        path.relative_to(built.out).as_posix()
        for path in built.out.rglob("*.html")
        if before.get(path) != path.stat().st_mtime_ns
    } - {"genindex.html", "search.html"}  # which Sphinx writes at every build


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_long_listing_has_further_pages(root: Root, builder: str) -> None:
    built = build(root.folder, builder=builder)
    assert built.warnings == []
    first = "archive.html" if builder == "html" else "archive/index.html"
    pages = [first, "archive/page/2/index.html", "archive/page/3/index.html"]
    expected = [["p7", "p6", "p5"], ["p4"], ["p3", "p2", "p1"]]
    assert [slugs(built, page) for page in pages] == expected
    assert not (built.out / "archive/page/4").exists()
    here = "" if builder == "dirhtml" else "index.html"
    back = "../../" if builder == "dirhtml" else "../../../archive.html"
    assert (
        links(built, pages[0])["Next page"] == ("" if here == "" else "archive/") + f"page/2/{here}"
    )
    assert links(built, pages[1]) == {"Previous page": back, "Next page": f"../3/{here}"}
    assert links(built, pages[2]) == {"Previous page": f"../2/{here}"}
    second = built.read(pages[1])
    assert "<title>All of it &amp; more – Page 2 of 3" in second
    assert '<link rel="canonical" href="https://docs.example.org/archive/page/2/"' in second
    assert re.search(r"<h1>All of it &amp; more – Page 2 of 3<", second)
    assert "7 posts" in built.read(first)
    assert "posts</" not in second, "the whole is counted once"
    assert re.findall(r'series-group rubric"[^>]*>(\d+)<', second) == ["2025"]
    assert "<loc>https://docs.example.org/archive/page/3/</loc>" in built.read("sitemap.xml")
    addresses = json.loads(built.read("catalogue.json"))["pages"]
    assert {"/archive/page/2/", "/cats/page/3/"} <= set(addresses)
    index = built.read("searchindex.js")
    assert json.loads(index.partition("(")[2][:-1])["docnames"] == sorted(built.app.env.all_docs)
    assert '"previou"' not in index


@pytest.mark.parametrize("builder", ["text", "singlehtml", "epub"])
def test_other_builders_show_the_whole_list(root: Root, builder: str) -> None:
    built = build(root.folder, builder=builder, config={"copyright": "2026", "version": "1"})
    assert built.warnings == []
    name = {"text": "archive.txt", "singlehtml": "index.html", "epub": "archive.xhtml"}[builder]
    text = built.read(name)
    assert all(f"Post {number}" in text for number in range(1, 8))
    assert "Page 1 of" not in text


def test_a_new_post_rewrites_the_pages_that_shift(root: Root) -> None:
    built = build(root.folder)
    write(root, 8)
    assert rewritten(built, root) >= {"archive.html", "archive/page/2/index.html"}
    write(root, 9)
    found = rewritten(built, root)
    assert {"archive.html", "cats.html", "cats/page/2/index.html"} <= found
    assert {"archive/page/3/index.html", "cats/page/3/index.html"}.isdisjoint(found)
    assert rewritten(built, root) == set()
    (built.out / "archive/page/3/index.html").unlink()
    assert rewritten(built, root) == {"archive/page/3/index.html"}, "a lost page comes back"
    clean = build(root.folder, out="_clean", jobs=2)
    assert (
        files(built.out)["archive/page/2/index.html"]
        == files(clean.out)["archive/page/2/index.html"]
    )


def test_pages_do_not_depend_on_who_wrote_the_others(root: Root) -> None:
    numbered = root.directive("toctree", "", "p1\narchive\ncats\np2", numbered="")
    root.page("index", "Home", numbered)
    alone = build(root.folder)
    together = build(root.folder, out="_together", jobs=2)
    found = {path: text for path, text in files(alone.out).items() if "/page/" in path}
    assert found == {path: files(together.out)[path] for path in found}
    assert b"Cats \xe2\x80\x93 Page 2 of 3" in found["cats/page/2/index.html"]
    assert not any(b"section-number" in text for text in found.values())


def test_a_shorter_listing_leaves_no_page_and_no_address_behind(root: Root) -> None:
    build(root.folder)
    (root.folder / "urls.txt").write_text("/archive/page/2/\n/archive/page/3/\n")
    for number in (1, 2):
        (root.folder / f"p{number}.{root.suffix}").unlink()
    shorter = build(root.folder)
    assert shorter.warnings == []
    assert slugs(shorter, "archive/page/2/index.html") == ["p4", "p3"]
    assert not (shorter.out / "cats/page/3").exists()
    assert 'href="../../../archive.html"' in shorter.read("archive/page/3/index.html")
    assert "/archive/page/3/" in shorter.read("redirects.nginx.conf")


def test_mistakes_are_named_and_all_is_shown(root: Root) -> None:
    root.page(
        "wrong",
        "Wrong",
        root.directive("posts", page_size="0"),
        root.directive("posts", page_size="many"),
        root.directive("posts", page_size="2"),
        root.directive("posts", page_size="3"),
    )
    root.page("archive/page/2/index", "In its place", "Text.")
    root.page("index", "Home", root.toctree("archive", "cats", "wrong", "archive/page/2/index"))
    found = build(root.folder).warnings
    expected = [
        r"archive/page/2/index\.(md|rst):1: .*a page of the listing on 'archive' as well",
        r"wrong\.(md|rst):\d+: .*`:page-size:` takes a whole number from 1, not '0'",
        r"wrong\.(md|rst):\d+: .*`:page-size:` takes a whole number from 1, not 'many'",
        r"wrong\.(md|rst):\d+: .*another listing of this page has pages already",
    ]
    assert len(found) == len(expected), found
    for pattern in expected:
        assert any(re.match(pattern, line) for line in found), (pattern, found)
    built = build(root.folder)
    assert "In its place" in built.read("archive/page/2/index.html")
    assert len(slugs(built, "wrong.html")) == 7 + 7 + 2 + 7
