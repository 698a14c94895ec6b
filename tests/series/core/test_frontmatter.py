"""Front matter: what is read, at which line, and that nothing an author writes raises."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from sphinx_series.core.model import State
from sphinx_series.core.sources import frontmatter, notebooks
from sphinx_series.core.sources.frontmatter import (
    Habits,
    Markup,
    Page,
    default_slug,
    heading,
    is_id,
    minutes,
    parse,
    parse_moment,
)

if TYPE_CHECKING:
    from sphinx_series.core.model import Post

FULL_YAML = """\
---
date: 2026-01-31
updated: "2026-02-01T09:30:00+01:00"
description: 'Colons: they are fine here.'
topics: [go, kubernetes]
label: 1.10
series: letters
part: 4
slug: the-slug
aliases:
  - /blog/a-post/
  - /2020/07/03/A Post.html
authors: ada
image: pictures/card.png
pinned: yes
draft: false
unlisted: true
expires: 2027-01-01
review_by: 2026-12-01
external: https://example.org/a?b=c
other: {nested: [things, {are: skipped}]}
empty:
---

# The *title*
"""

FULL_RST = """\
.. A comment
   of two lines.

.. _a-label:

:date: 2026-01-31
:updated: 2026-02-01T09:30:00+01:00
:description: Colons: they are
   fine here.
:topics: go, kubernetes
:label: 1.10
:series: letters
:part: 4
:slug: the-slug
:aliases: /blog/a-post/, /2020/07/03/A Post.html
:authors: ada
:image: pictures/card.png
:pinned: yes
:draft: false
:unlisted: true
:expires: 2027-01-01
:review_by: 2026-12-01
:external: https://example.org/a?b=c

====

@pytest.mark.parametrize(
The *title*
====

@pytest.mark.parametrize(
"""


def page(text: str, *, docname: str = "folder/name", markup: Markup = "yaml") -> Page:
    return parse(text, docname=docname, path="f", markup=markup)


def post(text: str, *, markup: Markup = "yaml") -> Post:
    found = page(text, markup=markup)
    assert found.problems == ()
    assert found.post is not None
    return found.post


def problems(*lines: str) -> list[tuple[int, str]]:
    """Give line and message of what is wrong with a post of these further lines."""
    found = page("\n".join(["---", "date: 2026-01-01", *lines, "---"])).problems
    return [(problem.place.line, problem.message) for problem in found]


@pytest.mark.parametrize(("markup", "text"), [("yaml", FULL_YAML), ("rst", FULL_RST)])
def test_every_key_is_read_from_both_markups(markup: Markup, text: str) -> None:
    found = post(text, markup=markup)
    assert found.title == "The title"
    assert found.date == datetime(2026, 1, 31, tzinfo=UTC)
    assert found.updated == datetime(2026, 2, 1, 8, 30, tzinfo=UTC)
    assert found.description == "Colons: they are fine here."
    assert found.topics == ("go", "kubernetes")
    assert found.label == "1.10"
    assert (found.series, found.part) == ("letters", 4)
    assert found.slug == "the-slug"
    assert found.aliases == ("/blog/a-post/", "/2020/07/03/A Post.html")
    assert found.authors == ("ada",)
    assert found.image == "pictures/card.png"
    assert found.pinned is True
    assert found.draft is False
    assert found.unlisted is True
    assert found.expires == datetime(2027, 1, 1, tzinfo=UTC)
    assert found.review_by == datetime(2026, 12, 1, tzinfo=UTC)
    assert (found.external, found.canonical) == ("https://example.org/a?b=c", "")
    line = next(i for i, line in enumerate(text.splitlines(), 1) if "slug" in line)
    assert found.places["slug"].line == line


def test_defaults() -> None:
    found = post("---\ndate: 2026-01-31\n---\n")
    assert found.updated == found.date
    assert found.slug == "name"
    assert (found.title, found.topics, found.part) == ("", (), None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# No front matter",
        "---\n",
        "---\nnever: closed\n",
        "---\n---\n",
        "---\n# comment\n---\n",
    ],
)
def test_a_page_without_front_matter_is_no_post(text: str) -> None:
    assert page(text).post is None
    assert page(text).problems == ()


def test_a_page_without_a_date_is_no_post() -> None:
    assert page("---\ntitle: x\naliases: x\n---\n").problems == ()
    found = page("---\nseries: letters\ntopics: [a]\n---\n")
    assert found.post is None
    assert [problem.place.line for problem in found.problems] == [2, 3]


def test_a_draft_needs_no_date() -> None:
    found = page("---\ndraft: true\nseries: letters\nslug: named\n---\n# Title\n")
    assert found.draft
    assert (found.title, found.slug, found.problems) == ("Title", "named", ())


def test_a_wrong_date_leaves_a_page() -> None:
    found = page("---\ndate: soon\ndraft: true\n---\n")
    assert found.post is None
    assert found.draft
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("updated: 2026-02-30", "`updated` takes a date"),
        ("updated: 2026-01-31T09:00:00", "with its zone"),
        ("updated: [2026-01-31]", "`updated` takes a date"),
        ("description: [a, b]", "`description` takes text"),
        ("topics: {a: b}", "`topics` takes a list"),
        ("topics: [a, [b]]", "`topics` takes a list"),
        ("topics: [a, {b: [c]}]", "`topics` takes a list"),
        ("topics: [a, b c]", "letters, digits, `-`, `_` and `.`, which 'b c' is not: write `b-c`"),
        ("topics: [C++]", "write `cpp`, and `:title: C++` where that topic is declared"),
        ("expires: 2026-01-01", "`expires` is before `date`: write a later one"),
        ("canonical: /here/", "`canonical` takes a whole URL: write `canonical: https://"),
        ("external: [a]", "`external` takes a whole URL"),
        (f"image: {'x' * 300}.png", "`image` can be no file: its name is too long"),
        ("series: two words", "`series` takes one id"),
        ("series: [a]", "`series` takes one id"),
        ("part: 0", "`part` takes a number from 1"),
        ("part: 1.5", "`part` takes a number from 1"),
        ("part: ٣", "`part` takes a number from 1"),
        ("part: [1]", "`part` takes a number from 1"),
        (f"part: {'9' * 5000}", "`part` takes a number from 1"),
        ("slug: a/b", "`slug` takes one word"),
        ("slug: ..", "`slug` takes one word"),
        ("slug: [a]", "`slug` takes one word"),
        ("aliases: blog/x", "'blog/x' is no path"),
        ("aliases: [/a/../b]", "'/a/../b' is no path"),
        ("aliases: [//example.org/x]", "is no path"),
        ("aliases: [/x?y]", "is no path"),
        ("pinned: perhaps", "`pinned` takes true or false"),
        ("draft: [true]", "`draft` takes true or false"),
        ("date: 2026-01-02", "first in line 2"),
        ("? [x]\n: y", "a front matter key is one word"),
        ("slug: *unknown", "`slug` takes one word"),
        ("slug: &a x\nlabel: *a", "`label` takes text"),
        ("a: [", "no valid YAML"),
        ("a: \x07", "a character that YAML does not allow"),
    ],
)
def test_a_wrong_value_is_reported_at_its_line(line: str, says: str) -> None:
    (found,) = problems(line)
    assert says in found[1]
    if "YAML" not in found[1]:
        assert found[0] == 3 + line.count("\nlabel")


def test_repetition_of_a_foreign_key_is_not_ours_to_judge() -> None:
    assert problems("other: 1", "other: 2") == []


def test_an_empty_list_is_none() -> None:
    assert post("---\ndate: 2026-01-01\ntopics: []\n---\n").topics == ()


def test_the_same_item_twice_counts_once() -> None:
    assert post("---\ndate: 2026-01-01\ntopics: [a, b, a]\n---\n").topics == ("a", "b")


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(
    ("value", "description"),
    [
        ("~", ""),
        ("null", ""),
        ("NULL", ""),
        ("", ""),
        ("'~'", "~"),
        ('"null"', "null"),
        ("|\n  ~", "~\n"),
    ],
)
def test_a_null_is_nothing_and_a_quoted_one_is_a_word(
    monkeypatch: pytest.MonkeyPatch, loader: type, value: str, description: str
) -> None:
    monkeypatch.setattr(frontmatter, "_LOADER", loader)
    found = post(f"---\ndate: 2026-01-01\ndescription: {value}\ntopics: [a]\n---\n")
    assert found.description == description
    assert found.topics == ("a",)


@pytest.mark.parametrize("text", ["---\n- a\n---\n", "---\nplain\n---\n", "---\n[a]\n---\n"])
def test_front_matter_that_is_no_mapping(text: str) -> None:
    (problem,) = page(text).problems
    assert "is a mapping" in problem.message


def test_restructuredtext_fields_end_where_the_text_begins() -> None:
    assert page("Text.\n\n:date: 2026-01-01\n", markup="rst").post is None
    assert page(".. note:: x\n\n:date: 2026-01-01\n", markup="rst").post is None
    found = page(":date: 2026-01-01\n\n:topics: a\nText\n:slug: b\n", markup="rst").post
    assert found
    assert (found.topics, found.slug) == (("a",), "name")


@pytest.mark.parametrize(
    ("markup", "text", "title"),
    [
        ("yaml", "---\n# a comment\n---\n## Second\n# First `code` #\n", "First code"),
        ("yaml", "Set\n===\n", "Set"),
        ("yaml", "text only", ""),
        ("rst", "# No heading here\n\nTitle\n-----\n", "Title"),
        ("rst", "=====\nOver\n=====\n", "Over"),
    ],
)
def test_headings(markup: Markup, text: str, title: str) -> None:
    assert heading(text, markup=markup) == title


@pytest.mark.parametrize(
    ("docname", "slug"),
    [("a", "a"), ("x/a", "a"), ("x/index", "x"), ("a/x/index", "x"), ("index", "index")],
)
def test_default_slugs(docname: str, slug: str) -> None:
    assert default_slug(docname) == slug


def test_states() -> None:
    found = post("---\ndate: 2026-01-31\n---\n")
    assert found.state(datetime(2026, 1, 31, tzinfo=UTC)) is State.PUBLISHED
    assert found.state(datetime(2026, 1, 30, 23, tzinfo=UTC)) is State.SCHEDULED
    draft = post("---\ndate: 2026-01-31\ndraft: true\n---\n")
    assert draft.state(datetime(2027, 1, 1, tzinfo=UTC)) is State.DRAFT
    short = post("---\ndate: 2026-01-31\nexpires: 2026-03-01\n---\n")
    assert short.state(datetime(2026, 2, 28, tzinfo=UTC)) is State.PUBLISHED
    assert short.state(datetime(2026, 3, 1, tzinfo=UTC)) is State.EXPIRED
    assert short.state(datetime(2026, 3, 2, tzinfo=UTC)) is State.EXPIRED
    assert found.state(datetime(2026, 2, 1, tzinfo=UTC)) is State.PUBLISHED


def test_the_state_of_a_page_is_that_of_its_post() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert page("# A page").state(now) is State.PUBLISHED
    assert page("---\ndraft: true\n---\n").state(now) is State.DRAFT
    assert page("---\ndate: 2026-02-01\n---\n").state(now) is State.SCHEDULED


def test_a_post_that_lives_elsewhere_was_first_published_nowhere_else() -> None:
    url = "https://example.org/"
    (found,) = problems(f"external: {url}", f"canonical: {url}")
    assert found == (4, "`external` says already where this post lives: remove `canonical`")


KEYS = st.sampled_from(
    [
        "date",
        "updated",
        "topics",
        "series",
        "part",
        "slug",
        "aliases",
        "authors",
        "pinned",
        "draft",
        "unlisted",
        "expires",
        "review_by",
        "canonical",
        "external",
    ]
)
VALUES = st.one_of(
    st.text(max_size=20),
    st.dates().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    st.integers().map(str),
    st.recursive(st.text(max_size=4), lambda inner: st.lists(inner, max_size=3)).map(str),
)
LINES = st.builds("{}: {}".format, KEYS, VALUES)


@given(st.text(), st.sampled_from(["yaml", "rst"]))
@example("---\n" + "[" * 100_000 + "\n---\n", "yaml")
@example("---\na: " + "{a: " * 5_000 + "\n---\n", "yaml")
@example("---\n\ud800\n---\n", "yaml")
@example("---\ndate: 9999-12-31T23:59:59-12:00\n---\n", "yaml")
@example(":date: 0001-01-01T00:00:00+12:00\n", "rst")
def test_nothing_raises_over_arbitrary_text(text: str, markup: Markup) -> None:
    assert page(text, markup=markup).docname == "folder/name"


@given(st.lists(LINES, max_size=8))
def test_nothing_raises_over_arbitrary_front_matter(lines: list[str]) -> None:
    found = page("\n".join(["---", *lines, "---", "# Title"]))
    last = len("\n".join(lines).split("\n")) + 2
    assert all(1 < problem.place.line <= last for problem in found.problems)
    rst = page("\n".join(f":{line}" for line in lines), markup="rst")
    assert all(problem.message for problem in rst.problems)


@given(
    topics=st.lists(st.from_regex(r"\A[a-z][a-z0-9-]{0,8}\Z"), min_size=1, unique=True),
    pinned=st.booleans(),
    part=st.integers(min_value=1, max_value=999),
    description=st.text(st.characters(codec="ascii", categories=["L", "N", "Zs"]), min_size=1),
)
def test_what_yaml_writes_is_read_back(
    topics: list[str], part: int, description: str, *, pinned: bool
) -> None:
    values = {
        "date": "2026-01-01", "topics": topics, "pinned": pinned, "part": part,
        "description": description,
    }  # fmt: skip
    found = page(f"---\n{yaml.safe_dump(values, width=10_000)}---\n").post
    assert found
    assert (found.topics, found.pinned, found.part) == (tuple(topics), pinned, part)
    assert found.description == description


# Offsets, not places: a place's clock can stand twice at one time, and equality then refuses.
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=OFFSETS))
def test_moments_with_a_zone_are_read_exactly(moment: datetime) -> None:
    found = parse_moment(moment.isoformat())
    if found is not None:
        assert found == moment
        assert found.date() == moment.date(), "the day is the one that was written"


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-01-31", "UTC", "2026-01-31T00:00:00+00:00"),
        ("2026-01-31", "Europe/Berlin", "2026-01-31T00:00:00+01:00"),
        ("2026-07-31", "Europe/Berlin", "2026-07-31T00:00:00+02:00"),
        ("2026-07-31T23:30:00-04:00", "Europe/Berlin", "2026-07-31T23:30:00-04:00"),
        ("1890-01-01", "Europe/Berlin", "1890-01-01T00:00:00+00:53"),
        ("2026-01-31T09:00:00", "Europe/Berlin", None),
        ("0001-01-01", "Pacific/Auckland", None),
    ],
)
def test_a_date_is_midnight_in_its_zone(text: str, zone: str, expected: str | None) -> None:
    found = parse_moment(text, ZoneInfo(zone))
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(("words", "expected"), [(0, 1), (1, 1), (356, 1), (357, 2), (2380, 10)])
def test_the_reading_time_follows_the_words_of_the_source(words: int, expected: int) -> None:
    text = "word\n" * words
    assert minutes(text) == expected
    head = "---\ndate: 2026-01-01\n---\n"
    assert post(head + text).minutes == minutes(head + text)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"metadata": [], "cells": 3}'])
def test_what_is_no_notebook_has_no_front_matter(text: str) -> None:
    page = parse(text, docname="a", path="a.ipynb", markup="notebook")
    assert (page.title, page.post, page.problems) == ("", None, ())


def test_a_notebook_has_its_metadata_as_front_matter() -> None:
    text = """{
 "cells": [
  {"cell_type": "markdown", "source": ["# Kettles\\n", "boil"]},
  {"cell_type": "code", "source": "1 + 1"},
  {"cell_type": "code"}
 ],
 "metadata": {"date": "2026-01-31", "topics": ["go"], "pinned": true, "slug": null, "part": 4e1}
}"""
    page = parse(text, docname="a", path="a.ipynb", markup="notebook")
    assert page.title == "Kettles"
    assert page.post is not None
    assert (page.post.topics, page.post.pinned) == (("go",), True)
    assert [(problem.place.line, problem.message[:6]) for problem in page.problems] == [
        (7, "`part`")
    ]


@pytest.mark.parametrize(
    ("written", "way"),
    [("C++", "`cpp`, and `:title: C++` where"), ("!!", "`topics: [one, two]`")],
)
def test_a_topic_that_can_be_no_id_is_named_with_a_way_out(written: str, way: str) -> None:
    text = f"---\ndate: 2026-01-31\ntopics: ['{written}']\n---\n# A\n"
    (problem,) = parse(text, docname="a", path="a.md", markup="yaml").problems
    assert way in problem.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("数学", True), ("हिन्दी", True), ("می\u200cخواهم", True), ("ไทย", True), ("go-1.0_x", True),
        ("", False), ("-x", False), ("C++", False), ("a b", False), ("\u0301", False),
    ],
)  # fmt: skip
def test_an_id_is_a_word_in_any_script(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_id(text) is expected


def test_a_topic_is_written_as_its_id_or_its_title() -> None:
    habits = Habits(topics={"cpp": "C++", "ml": "machine learning"})
    text = "---\ndate: 2026-01-01\ntopics: [C++, ml, machine learning, C#]\n---\n"
    found = parse(text, docname="x", path="f", markup="yaml", habits=habits)
    assert found.post
    assert found.post.topics == ("cpp", "ml")
    (problem,) = found.problems
    assert "'C#' is not" in problem.message


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# C#", "C#"),
        ("# Closed ##", "Closed"),
        ("# #", ""),
        ("#no heading", ""),
        ("  \n# *One* of `two`", "One of two"),
        ("Under\n~~~~~", "Under"),
        ("=====\n-----\nUnder\n-----", "Under"),
        ("Not under\n\n---", ""),
    ],
)
def test_a_heading_is_what_markdown_takes_for_one(text: str, title: str) -> None:
    assert heading(text, markup="yaml") == title


def nested(levels: int) -> list[tuple[int, str]]:
    """Give the problems of front matter in which lists stand so deep, the mapping among them."""
    return problems("label: x", f"other: {'[' * (levels - 1)}{']' * (levels - 1)}")


def test_lists_may_stand_in_one_another_to_a_depth() -> None:
    assert nested(frontmatter.DEEPEST) == []
    assert nested(frontmatter.DEEPEST + 1) == [
        (4, "front matter is nested 50 levels deep at most: make it flatter")
    ]
    # One after another they are not deep.
    assert problems("other:", *["- [[a]]"] * frontmatter.DEEPEST) == []


def test_front_matter_may_be_long_but_not_longer() -> None:
    rest = frontmatter.LONGEST - len("date: 2026-01-01\nother: ")
    assert problems(f"other: {'x' * rest}") == []
    assert problems(f"other: {'x' * (rest + 1)}") == [
        (2, "front matter has 65,536 characters at most: shorten it")
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ndate: 2026-01-01\nlabel: [\n---\n", 4),
        ("---\nlabel: x\n\ttopics: [a]\n---\n", 3),
        ("---\nlabel: x\nslug: \x07\n---\n", 2),
        ("---\n- a\n---\n", 2),
        ("---\nlabel: x\n[a]: b\ndate: 2026-01-01\n---\n", 3),
    ],
)
def test_what_is_wrong_with_yaml_is_said_where_it_stands(text: str, line: int) -> None:
    assert [problem.place.line for problem in page(text).problems] == [line]


def test_a_key_may_stand_once_even_on_one_line() -> None:
    found = page("---\n{date: 2026-01-01, date: 2026-01-01}\n---\n")
    (problem,) = found.problems
    assert found.post
    assert (problem.place.line, "first in line 2" in problem.message) == (2, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 80, True), ("a" * 81, False), ("字" * 80, True), ("字" * 79 + "\U00020000", False),
    ],
)  # fmt: skip
def test_an_id_fits_into_the_name_of_a_file(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_id(text) is expected


def test_the_name_that_a_wrong_id_could_have_is_short_too() -> None:
    ((_, message),) = problems(f"topics: ['{'a b ' * 60}c']")
    assert f"{'a b ' * 20!r} is not: write `{'a-b-' * 20}`" in message
    assert is_id("a-b-" * 20)


@pytest.mark.parametrize(
    ("written", "way"),
    [
        ("Two Words", "`two-words`"), ("-.x.-", "`x`"), ("C#", "`csharp`"), ("(a)  b", "`a-b`"),
    ],
)  # fmt: skip
def test_the_way_out_for_an_id_is_one(written: str, way: str) -> None:
    ((_, message),) = problems(f"authors: ['{written}']")
    assert message.endswith(f"which {written!r} is not: write {way}")
    assert is_id(way.strip("`"))


@pytest.mark.parametrize(("written", "part"), [("1", 1), ("12", 12), ("999999999", 999_999_999)])
def test_a_part_is_a_number(written: str, part: int) -> None:
    assert post(f"---\ndate: 2026-01-01\npart: {written}\n---\n").part == part
    assert len(problems(f"part: {written}0" + "0" * 9)) == 1


def test_a_post_ends_behind_its_beginning() -> None:
    for day in ("2026-01-01", "2025-12-31"):
        assert len(problems(f"expires: {day}")) == 1
    assert problems("expires: 2026-01-01T00:00:01Z") == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [("true", True), ("Yes", True), ("ON", True), ("false", False), ("No", False), ("off", False)],
)
def test_words_for_true_and_false(word: str, expected: bool) -> None:  # noqa: FBT001
    assert post(f"---\ndate: 2026-01-01\npinned: {word}\n---\n").pinned is expected


def test_an_offset_with_seconds_is_rounded_to_minutes() -> None:
    found = parse_moment("2026-01-31T09:00:00+01:00:40")
    assert found
    assert found.utcoffset() == timedelta(hours=1, minutes=1)


def test_a_word_of_a_feed_is_kept_as_it_was() -> None:
    id_ = "tag:example.org,2020:a-post"
    assert post(f"---\ndate: 2026-01-01\nfeed_id: '{id_}'\n---\n").feed_id == id_
    assert len(problems("feed_id: 'two words'")) == 1
    assert len(problems("feed_id: [a]")) == 1


def test_fields_of_restructuredtext_go_on_over_indented_lines() -> None:
    found = post(":date: 2026-01-01\n:description: one\n\n   two\n:label: a\n", markup="rst")
    assert (found.description, found.label) == ("one two", "a")
    assert found.places["label"].line == 5


def test_problems_of_a_notebook_are_at_the_lines_of_its_metadata() -> None:
    text = """{"cells": [{"source": "\\"date\\": 1", "cell_type": "markdown"}],
"metadata": {
  "date" : "2026-01-31",
  "topics": ["a", true, {"b": 3}],
  "pinned":
    "perhaps",
  "authors": ["x y"],
  "series": {"a": 1}, "slug": false
}}"""
    found = parse(text, docname="a", path="a.ipynb", markup="notebook")
    said = [(problem.place.line, problem.message.split("`")[1]) for problem in found.problems]
    assert sorted(said) == [
        (4, "topics"), (5, "pinned"), (7, "authors"), (8, "series"),
    ]  # fmt: skip
    assert found.post
    assert (found.post.slug, found.post.places["date"].line) == ("False", 3)


def test_what_a_notebook_says_is_its_text_and_its_code() -> None:
    words = ["# One two", "three four"]
    cells = [{"cell_type": "markdown", "source": words}, {"cell_type": "code", "source": "a\nb"}]
    text = json.dumps({"cells": [*cells, 3, {}], "metadata": {"date": "2026-01-31"}})
    assert notebooks.words(text) == "# One twothree four\n\n    a\n    b\n\n    "
    assert notebooks.words("[]") == ""
