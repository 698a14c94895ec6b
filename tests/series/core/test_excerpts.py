"""Excerpts are short, and end with a word where the script has words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.sources.excerpts import LENGTH, shortened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("one two", "one two"),
        ("one two three", "one two…"),
        ("one two, three", "one two…"),
        ("one two th three", "one two th…"),
        ("one: - — two three", "one…"),
        ("onetw – threefour", "onetw…"),
        ("onetwothreefour", "onetwothre…"),
        ("four fivesixseven", "four fives…"),
        ("fives ixseveneight", "fives…"),
        ("a bcdefghijklmnop", "a bcdefghi…"),
        ("一二三四五六七八九十一", "一二三四五六七八九十…"),
    ],
)
def test_it_is_cut_behind_a_word(text: str, expected: str) -> None:
    assert shortened(text, 10) == expected


def test_lists_show_two_hundred_characters() -> None:
    assert shortened("x" * 200) == "x" * 200
    assert shortened("x" * 201) == "x" * 200 + "…"


@given(st.text(max_size=2 * LENGTH))
def test_it_is_the_beginning_and_no_longer_than_it_may_be(text: str) -> None:
    short = shortened(text)
    assert short == text or text.startswith(short.removesuffix("…"))
    assert len(short) <= LENGTH + 1
