"""Sources that are written: what a reader of front matter finds in them again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sphinx_series.core.sources import source_text
from sphinx_series.core.sources.frontmatter import parse

if TYPE_CHECKING:
    from sphinx_series.core.sources.frontmatter import Markup


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A Post's title, naïvely", "a-posts-title-naively"),
        ("東京", ""),
        ("word " * 40, "-".join(["word"] * 16)),
        ("w" * 90, "w" * 80),
        ("w" * 79 + " x", "w" * 79),
        ("w" * 78 + " x", "w" * 78 + "-x"),
        ("w" * 78 + " xy z", "w" * 78),
    ],
)
def test_a_slug_is_ascii_words_of_a_title(title: str, slug: str) -> None:
    assert source_text.slugify(title) == slug


@pytest.mark.parametrize("markup", ["yaml", "rst"])
def test_what_is_written_is_read_again(markup: Markup) -> None:
    fields: dict[str, source_text.Value] = {
        "date": date(2026, 1, 31),
        "topics": ["go", "kubernetes"],
        "description": "東京: a city",
        "part": 4,
        "pinned": True,
        "draft": False,
        "authors": [],
        "slug": "",
    }
    text = source_text.write(fields, "東京 & Bonn", "\nText.\n\n", markup=markup)
    page = parse(text, docname="a", path="a", markup=markup)
    assert (page.title, page.problems) == ("東京 & Bonn", ())
    assert page.post is not None
    assert page.post.topics == ("go", "kubernetes")
    assert page.post.description == "東京: a city"
    assert (page.post.pinned, page.post.authors) == (True, ())
    assert "draft" not in text
    assert text.endswith("\n\nText.\n")


def test_front_matter_is_written_as_an_author_would() -> None:
    fields: dict[str, source_text.Value] = {
        "date": date(2026, 1, 31), "topics": ("a", "b"), "description": "é " * 100, "pinned": True,
    }  # fmt: skip
    head = ["date: 2026-01-31", "topics: [a, b]", f"description: '{'é ' * 100}'", "pinned: true"]
    assert source_text.front_matter(fields, markup="yaml") == head
    fields["description"] = "one"
    assert source_text.front_matter(fields, markup="rst") == [
        ":date: 2026-01-31", ":topics: a, b", ":description: one", ":pinned: true",
    ]  # fmt: skip
    assert source_text.front_matter({"draft": False, "topics": []}, markup="yaml") == []


def test_a_source_may_have_no_front_matter() -> None:
    assert source_text.write({}, "Title", "", markup="yaml") == "# Title\n"


def test_a_line_below_a_title_is_as_wide_as_it() -> None:
    assert "東京 & Bonn\n===========\n" in source_text.write({}, "東京 & Bonn", "", markup="rst")
