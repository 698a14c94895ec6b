"""The pages at old addresses are small, and hold no markup of an author's."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.addresses.redirect_pages import (
    MARK,
    SCRIPT,
    RedirectPage,
    gone,
    moved,
)


class Tags(HTMLParser):
    """Collects the tags of a page, and the text of its title and link."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.texts += [value for _, value in attrs if value]


def notice(title: str, url: str = "../x.html") -> RedirectPage:
    return RedirectPage(text="Moved:", url=url, title=title, language="en", canonical=url)


@given(st.text() | st.sampled_from(["</title><script>x", '"><img src=x>', "</script>", "$url"]))
def test_no_title_adds_a_tag(title: str) -> None:
    for page in (moved, gone):
        assert Tags(page(notice(title))).tags == Tags(page(notice("x"))).tags
        assert Tags(page(notice("x", url=f"/{title}"))).tags == Tags(page(notice("x"))).tags


def test_a_redirect_page_is_small() -> None:
    page = moved(notice("é" * 5000, url="../" * 8 + "x" * 200))
    assert len(page.encode()) <= 2048


def test_there_is_no_canonical_link_without_a_base() -> None:
    assert "canonical" not in moved(RedirectPage(text="", url="x", title="x", language="en"))
    assert "canonical" not in gone(notice("x"))


@pytest.mark.parametrize(
    ("title", "shown"),
    [("", ""), ("é" * 120, "é" * 120), ("é" * 121, "é" * 119 + "…"), ("a" * 5000, "a" * 119 + "…")],
)
def test_a_long_title_is_cut(title: str, shown: str) -> None:
    for page in (moved, gone):
        assert f'<a href="../x.html">{shown}</a>' in page(notice(title))
    assert f"<title>{shown}</title>" in moved(notice(title))


def test_a_page_says_where_it_leads_to_people_browsers_and_search_engines() -> None:
    page = RedirectPage(
        text="Moved & gone:", url="../x.html?a&b", title="X", language="de",
        canonical="https://example.org/x?a&b", script="../_static/lead.js",
    )  # fmt: skip
    lines = moved(page).splitlines()
    assert '<html lang="de">' in lines
    assert '<link rel="canonical" href="https://example.org/x?a&amp;b">' in lines
    assert '<p>Moved &amp; gone: <a href="../x.html?a&amp;b">X</a></p>' in lines
    assert '<script src="../_static/lead.js"></script>' in lines
    assert (MARK in lines, MARK in gone(page).splitlines()) == (True, True)
    assert "<h1>Moved &amp; gone:</h1>" in gone(page).splitlines()
    assert SCRIPT in moved(notice("x"))
