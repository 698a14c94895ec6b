"""How often laws are tried that cost more than a moment."""

from __future__ import annotations

from hypothesis import settings


def examples(usual: int) -> int:
    """Give a number of examples: *usual* where others have 100, and as many times more as they."""
    return usual * settings().max_examples // 100
