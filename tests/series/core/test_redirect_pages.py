"""The pages at old addresses are small, and hold no markup of an author's."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.addresses.redirect_pages import RedirectPage, gone, moved


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
