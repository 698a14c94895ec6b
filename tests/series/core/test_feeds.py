"""Feeds keep to their formats, whatever authors write."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.formats.feeds import Feed, Item, atom, json_feed
from sphinx_series.core.formats.markup import without_controls
from sphinx_series.core.model import Author

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
HOSTILE = st.sampled_from(
    ["]]>", "</title><script>x</script>", "&amp; & <", "\x00\x0b\x1f", "\u202eright to left",
     "😀 \u200d", "\ufffe\uffff", 'a "quoted" \'word\'', "<!-- ", "\ud800"]
) | st.text()  # fmt: skip
MOMENTS = st.datetimes(timezones=st.just(UTC))
AUTHORS = st.builds(Author, name=HOSTILE.map("x".__add__), url=st.sampled_from(["", "https://a/"]))
ITEMS = st.builds(
    Item,
    id=st.uuids().map(lambda number: f"urn:uuid:{number}"),
    url=st.just("https://example.org/post/"),
    title=HOSTILE.map("x".__add__),
    published=MOMENTS,
    updated=MOMENTS,
    authors=st.lists(AUTHORS, min_size=1, max_size=2).map(tuple),
    summary=HOSTILE,
    topics=st.lists(st.tuples(st.just("id"), HOSTILE.map("x".__add__)), max_size=2).map(tuple),
    image=st.sampled_from(["", "https://example.org/a.png"]),
)
FEEDS = st.builds(
    Feed,
    url=st.just("https://example.org/feed"),
    home=st.just("https://example.org/"),
    title=HOSTILE.map("x".__add__),
    language=st.just("en"),
    items=st.lists(ITEMS, min_size=1, max_size=3).map(tuple),
    summary=HOSTILE,
)
CONTENTS = st.lists(HOSTILE.map(without_controls), min_size=3, max_size=3)


def one(parent: ET.Element, tag: str) -> str:
    """Give the text of the only child of its kind."""
    (child,) = parent.findall(ATOM + tag)
    return child.text or ""


def normalized(text: str) -> str:
    """Give a text as an XML parser reads it back: no forbidden character, one kind of line end."""
    return without_controls(text).replace("\r\n", "\n").replace("\r", "\n")


@given(FEEDS, CONTENTS)
def test_atom_has_what_its_rules_ask_for_and_keeps_every_text(
    feed: Feed, contents: list[str]
) -> None:
    text = atom(feed, contents[: len(feed.items)])
    root = ET.fromstring(text.encode("utf-8"))  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    assert one(root, "id") == feed.url
    assert one(root, "title") == normalized(feed.title)
    assert RFC_3339.fullmatch(one(root, "updated"))
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": feed.url, "alternate": feed.home}
    entries = root.findall(f"{ATOM}entry")
    for entry, item, content in zip(entries, feed.items, contents, strict=False):
        assert one(entry, "id") == item.id
        assert one(entry, "title") == normalized(item.title)
        assert RFC_3339.fullmatch(one(entry, "updated"))
        assert RFC_3339.fullmatch(one(entry, "published"))
        authors = [one(author, "name") for author in entry.findall(f"{ATOM}author")]
        assert authors == [normalized(author.name) for author in item.authors]
        assert entry.findall(f"{ATOM}link")[0].get("href") == item.url
        for body in entry.findall(f"{ATOM}content"):
            assert body.get("type") == "html"
            assert body.text == normalized(content)
    assert len(entries) == len(feed.items)


@given(FEEDS, CONTENTS)
def test_json_feed_has_what_its_rules_ask_for(feed: Feed, contents: list[str]) -> None:
    found = json.loads(json_feed(feed, contents[: len(feed.items)]))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert (found["title"], found["feed_url"]) == (feed.title, feed.url)
    for item, entry, content in zip(feed.items, found["items"], contents, strict=False):
        assert entry["id"] == item.id
        texts = {entry.get("content_html"), entry.get("content_text")} - {None}
        assert texts == {content or item.summary or item.title}
        assert RFC_3339.fullmatch(entry["date_published"])
        assert RFC_3339.fullmatch(entry["date_modified"])
        assert all(author["name"] for author in entry["authors"])
        assert "author" not in entry, "1.1 replaced it"


def item(**values: object) -> Item:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    defaults = {
        "id": "tag:example.org,2026-01-02:a",
        "url": "https://example.org/a/",
        "title": "A & <b>B</b>",
        "published": moment,
        "updated": moment.replace(month=2),
        "authors": (Author(name="Ada", url="https://example.org/ada"), Author(name="Bob")),
        "topics": (("caches", "Caches & more"),),
        "summary": "About a < b.",
    }
    return Item(**{**defaults, **values})  # type: ignore[arg-type]


def test_a_reader_understands_atom() -> None:
    feed = Feed(
        url="https://example.org/feed.xml",
        home="https://example.org/",
        title="Site",
        summary="About it",
        language="en-GB",
        items=(item(), item(id="tag:example.org,2026-01-02:b", summary="")),
    )
    found = feedparser.parse(atom(feed, ["<p>One</p>", ""]))
    assert not found.bozo
    assert found.version == "atom10"
    assert found.feed.title == "Site"
    assert found.feed.language == "en-GB"
    assert found.feed.subtitle == "About it"
    first, second = found.entries
    assert (first.title, first.title_detail.type) == ("A & <b>B</b>", "text/plain")
    assert first.id == "tag:example.org,2026-01-02:a"
    assert first.published_parsed[:3] == (2026, 1, 2)
    assert first.updated_parsed[:3] == found.feed.updated_parsed[:3] == (2026, 2, 2)
    assert [author.name for author in first.authors] == ["Ada", "Bob"]
    assert [(tag.term, tag.label) for tag in first.tags] == [("caches", "Caches & more")]
    assert first.content[0].value == "<p>One</p>"
    assert first.content[0].type == "text/html"
    assert "content" not in second


def test_a_post_without_text_has_its_summary_or_title() -> None:
    feed = Feed(url="u", home="h", title="t", language="en", items=(item(), item(summary="")))
    found = json.loads(json_feed(feed, ["", ""]))
    assert [entry["content_text"] for entry in found["items"]] == ["About a < b.", "A & <b>B</b>"]
