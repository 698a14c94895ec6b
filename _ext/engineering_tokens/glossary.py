"""What the glossary says of names: pairs that mean the same, for the search.

Part of the site and not of the package.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TERM = re.compile(r"^(\S.*)\n((?:[ ]{2}.*\n?)+)", re.MULTILINE)
_ALSO = re.compile(r"\b[Aa]lso called ([^.;]+)")


def synonyms(text: str) -> list[list[str]]:
    """Read in a glossary what a definition says before a colon, and what it also calls a term."""
    entries = ((match[1], " ".join(match[2].split())) for match in _TERM.finditer(text))
    named = ([term, *_names(term, definition)] for term, definition in entries)
    return [group for group in named if len(group) > 1]


def _names(term: str, definition: str) -> Iterator[str]:
    expanded, colon, _ = definition.partition(":")
    if colon and term.isupper() and len(expanded.split()) < 6 and not expanded.startswith("A "):  # noqa: PLR2004 - a name
        yield expanded.lower()
    called = _ALSO.findall(definition)
    yield from chain.from_iterable(re.split(r", (?:or )?| or ", names) for names in called)
