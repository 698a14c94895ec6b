"""The sitemap names each page once, in files that are not too long."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.formats.sitemap import LIMIT, names, robots, sitemaps

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "https://example.org/en"
MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


def entries(text: str, tag: str) -> list[tuple[str, str]]:
    root = ET.fromstring(text.encode())  # noqa: S314 - our own
    assert all(entry.tag == NAMESPACE + tag for entry in root)
    return [
        (entry.findtext(f"{NAMESPACE}loc", ""), entry.findtext(f"{NAMESPACE}lastmod", ""))
        for entry in root
    ]


def test_a_page_has_its_url_and_its_last_change() -> None:
    found = sitemaps(BASE, {"/": None, "/ü & <b>.html": MOMENT})
    assert list(found) == ["sitemap.xml"]
    assert entries(found["sitemap.xml"], "url") == [
        ("https://example.org/en/", ""),
        ("https://example.org/en/%C3%BC%20&%20%3Cb%3E.html", "2026-01-02T00:00:00+00:00"),
    ]


@given(
    st.dictionaries(
        st.integers(0, 99).map(lambda number: f"/{number}.html"), st.none() | st.just(MOMENT)
    ),
    st.integers(1, 9),
)
def test_a_long_one_is_split_and_complete(pages: dict[str, datetime | None], limit: int) -> None:
    found = sitemaps(BASE, pages, limit)
    assert list(found) == names(len(pages), limit)
    index = found.pop("sitemap.xml")
    if not found:
        assert len(entries(index, "url")) == len(pages) <= limit
        return
    parts = {url: entries(found[url.removeprefix(f"{BASE}/")], "url") for url, _ in
             entries(index, "sitemap")}  # fmt: skip
    assert len(parts) == len(found)
    assert all(0 < len(part) <= limit for part in parts.values())
    urls = [url for part in parts.values() for url, _ in part]
    assert urls == [BASE + address for address in sorted(pages)]
    for url, updated in entries(index, "sitemap"):
        assert updated == max(changed for _, changed in parts[url])


def test_the_limit_is_that_of_the_protocol() -> None:
    pages = {f"/{number}/": None for number in range(LIMIT + 1)}
    found = sitemaps(BASE, pages)
    assert sorted(found) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert max(len(text.encode()) for text in found.values()) < 50 * 1024 * 1024


def test_robots_may_come_in_and_find_the_sitemap() -> None:
    assert robots(BASE).splitlines()[-1] == "Sitemap: https://example.org/en/sitemap.xml"
    assert "Disallow" not in robots(BASE)


def test_a_file_has_fifty_thousand_addresses_at_most() -> None:
    assert names(50_000) == ["sitemap.xml"]
    assert names(50_001) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]
    assert len(names(150_000)) == 1 + 3
