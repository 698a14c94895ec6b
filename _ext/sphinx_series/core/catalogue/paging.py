"""Which posts stand on which page of a listing, and which parts of a long series a part shows.

A list that is sorted backwards, as the newest first is, grows in front. If all its pages were full
but the last, each new post would move a post from every page to the next, and all of them would be
written again. So the short page is the second: those behind it are full and stay as they are, until
the second is full as well.
"""

from __future__ import annotations

# How many parts of its series a part shows, in its outline and in the sidebar.
MOST_PARTS = 30


def spans(count: int, size: int, *, grows_in_front: bool) -> list[slice]:
    """Give the posts of each page by their positions; there is a first page always.

    Args:
        count: how many posts there are.
        size: how many a page has at most.
        grows_in_front: whether new ones come first.
    """
    short = count % size if grows_in_front and count > size else 0
    starts = [0, *range(size, size + short, size), *range(size + short, count, size)]
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], count], strict=True)]


def nearby(count: int, position: int) -> slice:
    """Give the parts that one of them shows: so many, itself in the middle where it can be.

    Args:
        count: how many parts there are.
        position: where that part stands, from 0.
    """
    start = max(0, min(position - MOST_PARTS // 2, count - MOST_PARTS))
    return slice(start, start + MOST_PARTS)
