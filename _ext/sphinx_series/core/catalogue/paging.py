"""Which posts stand on which page of a listing.

A list that is sorted backwards, as the newest first is, grows in front. If all its pages were full
but the last, each new post would move a post from every page to the next, and all of them would be
written again. So the short page is the second: those behind it are full and stay as they are, until
the second is full as well.
"""

from __future__ import annotations


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
