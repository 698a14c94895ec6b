"""Whatever an author writes is read in step with its length: twice as much, about twice as long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from sphinx_series.core.addresses import addresses, ledger
from sphinx_series.core.formats import llms, markup
from sphinx_series.core.sources import declarations, frontmatter, source_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_series.core.sources.frontmatter import Markup

# What texts are made of that make a careless reader look again and again for an end.
SEEDS = [
    "a", "a\n", " ", "\n", "[", "[a,", "{", "{a: ", "- ", "a: b\n", "a: [", "&a ", "*a ", "? ",
    "! ",
    "'", '"', "#", "# ", "# a ", "#\n", ":a: b\n", " a\n", "..", "..\n", ".. a", ".. topic:: a ",
    "```{topic} a\n", "```{include} a ", "```{", "`", ":", "-", "---\n", "<", "<a", "<a ",
    "<script",
    "<script>", "<style ", "<nav ", '<nav class="', "<span", "<span ", "<span>", "</span>",
    '<a class="headerlink"', '="', "='", "<h1", "<h1>", "&", "&amp;", "a/", "/a/\n", "/a/ -> /b/\n",
    "%41", '"a":', '{"a":', "/", "\\", "url(", 'style="url(', ",", 'srcset="a, ', "é",
    '<a "', "<a '",
]  # fmt: skip


def read(kind: Markup, before: str = "", after: str = "") -> Callable[[str], object]:
    return lambda text: frontmatter.parse(
        f"{before}{text}{after}", docname="a", path="a", markup=kind
    )


READERS: dict[str, Callable[[str], object]] = {
    "yaml": read("yaml", "---\ndate: 2026-01-01\n", "\n---\n"),
    "body": read("yaml"),
    "rst": read("rst"),
    "rst-field": read("rst", ":date: 2026-01-01\n:topics: "),
    "yaml-topics": read("yaml", "---\ndate: 2026-01-01\ntopics: [", "]\n---\n"),
    "notebook": read("notebook"),
    "notebook-data": read("notebook", '{"metadata": {"a": "', '"}, "cells": []}'),
    "declarations": declarations.find,
    "ledger": lambda text: ledger.parse(text, "urls.txt"),
    "ledger-add": lambda text: ledger.add(text, ["/a/"]),
    "ledger-lead": lambda text: ledger.lead(text, {"/a/": "/b/"}),
    "page": lambda text: markup.post_of(
        f"<!-- post -->{text}<!-- end of post -->", "https://e.org/"
    ),
    "fragment": markup.text_of,
    "llms": lambda text: llms.index(text, []),
    "slug": source_text.slugify,
    "address": addresses.parse,
}


def seconds(reader: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    reader(text)
    return time.process_time() - start


@pytest.mark.parametrize("name", READERS)
def test_twice_as_much_takes_no_more_than_a_little_over_twice_as_long(name: str) -> None:
    reader = READERS[name]
    for seed in SEEDS:
        text = seed * (20_000 // len(seed))
        once = seconds(reader, text)
        # What is done in a moment needs no ratio. Four times is what a square would take.
        if once > 0.05:
            ratio = min(seconds(reader, text * 2) for _ in range(3)) / once
            assert ratio < 3.2, (seed, once)


def test_front_matter_is_read_no_deeper_than_is_said() -> None:
    def problems(depth: int) -> list[str]:
        text = f"---\ndate: 2026-01-01\na: {'[' * depth}{']' * depth}\n---\n\n# A\n"
        page = frontmatter.parse(text, docname="a", path="a.md", markup="yaml")
        return [f"{problem.place.line}: {problem.message}" for problem in page.problems]

    assert problems(frontmatter.DEEPEST - 1) == []
    deeper = problems(frontmatter.DEEPEST)
    assert deeper == ["3: front matter is nested 50 levels deep at most: make it flatter"]
    assert seconds(lambda _: problems(30_000), "") < 1


def test_front_matter_is_no_longer_than_is_said() -> None:
    text = f"---\ndate: 2026-01-01\ndescription: {'a' * frontmatter.LONGEST}\n---\n\n# A\n"
    page = frontmatter.parse(text, docname="a", path="a.md", markup="yaml")
    assert [problem.place.line for problem in page.problems] == [2]
    assert "65,536 characters at most" in page.problems[0].message


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# A title", "A title"), ("# A title ##", "A title"), ("# A#", "A#"), ("# A #b", "A #b"),
        ("#  ", ""), ("# ##", ""), ("# A\\ #  ", "A\\"),
        (f"# a{' ' * 50_000}b", f"a{' ' * 50_000}b"),
    ],
)  # fmt: skip
def test_a_heading_ends_where_its_words_end(line: str, title: str) -> None:
    assert frontmatter.heading(f"{line}\n\ntext", markup="yaml") == title


def test_fields_of_restructuredtext_go_on_below() -> None:
    text = ":description: one\n  two\n\n  three\n:date:\n  2026-01-01\n\nTitle\n=====\n"
    found = {field.key: (field.line, field.value) for field in frontmatter.rst_fields(text)}
    assert found == {"description": (1, "one two three"), "date": (5, "2026-01-01")}
