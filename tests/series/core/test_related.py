"""What posts have in common: laws over generated posts, and what counts how much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.catalogue.related import NOTHING_RELATED, Related
from sphinx_series.core.model import Post

NAMES = [f"p{number}" for number in range(6)]
START = datetime(2026, 1, 1, tzinfo=UTC)


def make(name: str, title: str, topics: list[str], day: int) -> Post:
    date = START + timedelta(days=day)
    return Post(docname=name, title=title, date=date, updated=date, slug=name, topics=tuple(topics))


posts = st.lists(
    st.builds(
        make,
        st.sampled_from(NAMES),
        st.sampled_from(["The old cache", "A cache of 2026", "Old walls", "The"]),
        st.lists(st.sampled_from(["a", "b", "c"]), max_size=3),
        st.integers(0, 9),
    ),
    unique_by=lambda post: post.docname,
)
links = st.dictionaries(
    st.sampled_from(NAMES), st.frozensets(st.sampled_from([*NAMES, "page"]), max_size=2)
)


def names(found: list[Post]) -> list[str]:
    return [post.docname for post in found]


@given(posts, links)
def test_what_two_have_in_common_both_have(
    posts: list[Post], links: dict[str, frozenset[str]]
) -> None:
    related = Related(posts, links, {"the"}, len(NAMES))
    pairs = {(post.docname, other.docname) for post in posts for other in related.of(post)}
    assert pairs == {(other, one) for one, other in pairs}
    assert all(one != other for one, other in pairs)


@given(posts, links, st.integers(1, 3))
def test_a_new_post_changes_only_lists_that_it_is_in(
    posts: list[Post], links: dict[str, frozenset[str]], count: int
) -> None:
    new = make("new", "New cache", ["a"], 5)
    before, after = Related(posts, links, (), count), Related([*posts, new], links, (), count)
    for post in posts:
        old, now = names(before.of(post)), names(after.of(post))
        kept = [name for name in now if name != "new"]
        assert kept == old[: len(kept)]
        assert "new" in now or now == old


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([("w", "Old age", [], 0), ("t", "Other", ["a"], 9), ("l", "Third", [], 9)], "l t w"),
        ([("w", "the wall", [], 0), ("n", "2026", [], 0)], ""),
        ([("w", "WALLS", [], 9), ("v", "Walls?", [], 1), ("u", "walls", [], 1)], "u v w"),
        ([("t", "Old", ["a", "b"], 9), ("s", "Walls", ["a"], 0)], "t s"),
    ],
)
def test_a_link_counts_more_than_a_topic_and_that_more_than_a_word(
    others: list[tuple[str, str, list[str], int]], expected: str
) -> None:
    post = make("me", "The old walls of 2026", ["a", "b"], 0)
    found = Related([post, *(make(*other) for other in others)], {"l": {"me"}}, {"the"}, 3)
    assert names(found.of(post)) == expected.split()
    assert NOTHING_RELATED.of(post) == []
