"""Inputs of the doors by which text comes in, and how many of them are tried at once.

An input is put together from what its door is for and from what has hurt: half a character, numbers
without end, markup that opens and never closes.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from examples import examples
from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

    _Item = TypeVar("_Item")

INPUTS = 20_000
"""How many of each door are tried where there is time for it."""
BATCH = 100
"""How many inputs one build or one import has."""
SLOWEST = 5  # seconds for one of them, on a machine that does other things too
SCRIPT = "<script>alert(1)</script>"
ANY = (
    "", " ", "\n", "\n\n", "a", "é", "\U0001f600", "\x00", "\x0b", "\x1c", "\x85", "\u2028",
    "\u202e", "\ufeff", "\ud800", "<", ">", "&", '"', "'", "`", "``", "*", "**", "_", "[", "](",
    ")", "{", "}", "{{", "}}", "{%", "%}", "|", "\\", "/", "//", "../", "#", "# ", "## ", "---\n",
    "+++\n", "```\n", ":::\n", "~", "$", "$$", "%s", "%d", "-", "- ", "1. ", "> ", ":", ": ", "::",
    "=", "!", "!!python/object:os.system ", "!!timestamp x", "!!int\n", "!!bool x", "&a ", "*a",
    "<<: ", "@", "? ", SCRIPT, "<!--", "-->",
    "<![CDATA[", "]]>", "<svg onload=x>", "javascript:x", "http://[", "https://other.example/",
    "file:///etc/passwd", "9" * 400, "1e999", "-0", "nan", "0x" + "f" * 300, "2026-01-01",
    "2026-13-45", "0000-00-00", "9999-12-31", "[" * 40, "{" * 40, "(" * 40, "x" * 300, "null",
    "true",
)  # fmt: skip


def texts(
    words: Sequence[str], longest: int = 12, *, without: Sequence[str] = ()
) -> SearchStrategy[str]:
    """Give texts, each of some of a door's own words and of what is anybody's, one in three."""
    anybody = [text for text in ANY if text not in without]
    own = [*words] * max(1, 2 * len(anybody) // len(words))
    return st.lists(st.sampled_from([*own, *anybody]), min_size=1, max_size=longest).map("".join)


def each(
    inputs: SearchStrategy[_Item], take: Callable[[_Item], float | None], *, many: int = INPUTS
) -> None:
    """Let each be taken alone; *take* may say how much of it was right, which leads to the next.

    None may take long.
    """

    @settings(max_examples=examples(100, long=many), suppress_health_check=list(HealthCheck))
    @given(inputs)
    def tried(one: _Item) -> None:
        begun = time.process_time()
        score = take(one)
        if score is not None:
            target(float(score))
        assert time.process_time() - begun < SLOWEST

    tried()


def together(
    inputs: SearchStrategy[str], take: Callable[[Sequence[str]], object], size: int = BATCH
) -> None:
    """Let many be taken at once, and say which of them is at fault where that fails."""
    count = examples(2 * size, long=INPUTS)
    found = list(_different(inputs, count + count // 4))[:count]
    for start in range(0, len(found), size):
        batch = found[start : start + size]
        begun = time.process_time()
        try:
            take(batch)
            assert time.process_time() - begun < size * SLOWEST / 10
        except Exception as error:
            error.add_note(f"what is at fault: {_at_fault(batch, take)!r}")
            raise


def _different(inputs: SearchStrategy[str], count: int) -> dict[str, None]:
    """Give inputs, of which no two are the same."""
    found: dict[str, None] = {}

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(inputs)
    def note(one: str) -> None:
        found[one] = None

    note()
    return found


def _at_fault(batch: Sequence[str], take: Callable[[Sequence[str]], object]) -> Sequence[str]:
    """Give the least of some inputs that still fail; where it is one, the least of its text."""

    def fails(some: Sequence[str]) -> bool:
        try:
            take(some)
        except Exception:  # noqa: BLE001 - whatever it was the first time
            return True
        return False

    found = _least(batch, fails)
    if len(found) == 1:
        letters = _least(list(found[0]), lambda some: fails(["".join(some)]))
        return ["".join(letters)]
    return found


def _least(items: Sequence[_Item], fails: Callable[[Sequence[_Item]], bool]) -> Sequence[_Item]:
    """Leave out what a failure does not need: halves first, then ever smaller parts."""
    size = len(items) // 2
    while size:
        for start in reversed(range(0, len(items), size)):
            fewer = [*items[:start], *items[start + size :]]
            if fails(fewer):
                items = fewer
        size = min(size, len(items)) // 2
    return items
