"""Patterns of docnames, as authors write them."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from sphinx.util.matching import patfilter

if TYPE_CHECKING:
    from collections.abc import Iterable


def matching(docnames: Iterable[str], pattern: str) -> tuple[str, ...]:
    """Give the documents that a pattern matches, in order; none where it is no pattern."""
    try:
        # What `[` may mean one day in a regular expression, Python would tell the author.
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            return tuple(sorted(patfilter(docnames, pattern)))
    except re.error:
        return ()
