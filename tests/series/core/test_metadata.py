"""What heads say cannot be broken by what authors write."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.formats.metadata import (
    PageHead,
    alternate,
    article,
    article_tags,
    breadcrumbs,
    meta,
    part_of,
    structured,
)
from sphinx_series.core.model import Author
from sphinx_series.core.view import Entry, Facts, Outline

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
HOSTILE = st.sampled_from(
    ["</script><script>alert(1)</script>", "<!--<script>", "\u2028\u2029", '"><img src=x>',
     "&quot;", "]]>", "\x00\x1f", "\u202e", "😀"]
) | st.text(st.characters(codec="utf-8"))  # fmt: skip


class Head(HTMLParser):
    """Collects the tags of a head with their attributes, and what scripts hold."""

    def __init__(self, head: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.script = ""
        self.feed(head)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.script += data


def graph(script: str) -> list[dict[str, Any]]:
    value = json.loads(Head(script).script)
    assert value["@context"] == "https://schema.org"
    return list(value["@graph"])


@given(HOSTILE, HOSTILE)
def test_no_text_ends_the_script(title: str, topic: str) -> None:
    shown = Facts(date=MOMENT, updated=MOMENT, topics=(("id", topic),))
    page = PageHead(url="https://x.example/", title=title, language="en", summary=title)
    script = structured(article(page, shown, [Author(name=title)]))
    assert [tag for tag, _ in Head(script).tags] == ["script"]
    (found,) = graph(script)
    assert found.get("headline", "") == title
    assert found.get("articleSection", "") == topic


@given(HOSTILE)
def test_no_text_ends_a_tag(text: str) -> None:
    shown = Facts(date=MOMENT, updated=MOMENT, topics=(("a", text), ("b", "b")))
    authors = [Author(name="Ada", url=f"https://x.example/{text}"), Author(name="Bob")]
    found = Head("".join(article_tags(shown, authors))).tags
    assert [attributes["property"] for _, attributes in found] == [
        "article:published_time", "article:modified_time", "article:author", "article:section",
        "article:tag", "article:tag",
    ]  # fmt: skip
    for html in (meta("description", text), alternate(text, "text/x", text), alternate("x", "y")):
        assert [tag for tag, _ in Head(html).tags] in (["meta"], ["link"])


def test_a_part_is_in_its_series() -> None:
    shown = Facts(date=MOMENT, updated=MOMENT, series="guide")
    entries = (Entry(title="A"), Entry(title="B"))
    outline = Outline(id="guide", title="Guide", entries=entries, current=2)
    page = PageHead(
        url="https://x.example/b/", title="B", language="en", image="https://x.example/i"
    )
    found = article(page, shown, [Author(name="Ada", url="https://x.example/ada")])
    found |= part_of(outline, "https://x.example/guide/")
    assert found["@type"] == "TechArticle"
    assert found["isPartOf"]["name"] == "Guide"
    assert found["position"] == 2
    assert found["author"] == [{"@type": "Person", "name": "Ada", "url": "https://x.example/ada"}]
    assert "keywords" not in found


def test_a_post_outside_of_series_is_of_a_blog() -> None:
    page = PageHead(url="https://x.example/", title="A", language="en")
    found = article(page, Facts(date=MOMENT, updated=MOMENT), [])
    assert found["@type"] == "BlogPosting"


def test_breadcrumbs_lead_from_the_top_to_the_page() -> None:
    found = breadcrumbs([("A", "https://x.example/a/"), ("B", "https://x.example/a/b/")])
    assert [(item["position"], item["name"]) for item in found["itemListElement"]] == [
        (1, "A"), (2, "B"),
    ]  # fmt: skip
