"""Which posts stand on which page of a listing, and where its pages lie: laws and names."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.addresses import listing_pages
from sphinx_series.core.catalogue.paging import MOST_PARTS, nearby, spans
from sphinx_series.core.view import Pages

counts, sizes = st.integers(0, 200), st.integers(1, 30)


def pages_of(count: int, size: int, *, in_front: bool) -> list[list[int]]:
    """Give the posts of each page: their numbers, the newest has the highest and stands first."""
    posts = list(range(count))[::-1] if in_front else list(range(count))
    return [posts[span] for span in spans(count, size, grows_in_front=in_front)]


@given(count=counts, size=sizes, in_front=st.booleans())
def test_every_post_stands_on_one_page_in_order(count: int, size: int, *, in_front: bool) -> None:
    pages = pages_of(count, size, in_front=in_front)
    assert list(chain.from_iterable(pages)) == sorted(range(count), reverse=in_front)
    assert len(pages) == max(1, -(-count // size)), "no more pages than it takes"
    assert all(len(page) <= size for page in pages)
    assert len(pages[0]) == min(count, size), "the first page is full"
    assert all(pages[1:]), "no further page is empty"


@given(count=counts, size=sizes, in_front=st.booleans())
def test_a_new_post_changes_two_pages_until_one_more_is_needed(
    count: int, size: int, *, in_front: bool
) -> None:
    before = pages_of(count, size, in_front=in_front)
    after = pages_of(count + 1, size, in_front=in_front)
    if len(before) == len(after):
        assert sum(old != new for old, new in zip(before, after, strict=True)) <= 2
        assert not in_front or before[2:] == after[2:]
    elif not in_front:
        assert after[:-1] == before
    else:
        assert after[-len(before) + 1 :] == before[1:] or len(before) == 1


@pytest.mark.parametrize(
    ("docname", "second"),
    [
        ("archive", "archive/page/2/index"),
        ("index", "page/2/index"),
        ("blog/index", "blog/page/2/index"),
        ("blog/reindex", "blog/reindex/page/2/index"),
    ],
)
def test_further_pages_lie_beside_the_first(docname: str, second: str) -> None:
    assert listing_pages.name_of(Pages(docname=docname, number=1, total=2)) == docname
    assert listing_pages.name_of(Pages(docname=docname, number=2, total=2)) == second


@given(count=st.integers(1, 200), position=st.integers(0, 199))
def test_a_part_shows_as_many_as_may_be_and_itself(count: int, position: int) -> None:
    position %= count
    parts = list(range(count))[nearby(count, position)]
    assert len(parts) == min(count, MOST_PARTS)
    assert position in parts
    # As many before it as behind it, where no end is near.
    if parts[0] > 0 and parts[-1] < count - 1:
        assert abs((position - parts[0]) - (parts[-1] - position)) <= 1
