"""How often laws are tried that cost more than a moment."""

from __future__ import annotations

from hypothesis import settings

# What an import has to hold for, of each generator, where there is time for it.
OLD_BLOGS = 1000


def examples(usual: int, *, long: int = 0) -> int:
    """Give a number of examples: *usual* where others have 100, and as many times more as they.

    Where others have more than that, it is *long* at least.
    """
    times = settings().max_examples // 100
    return max(usual * times, long if times > 1 else 0)
