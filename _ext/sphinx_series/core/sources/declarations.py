"""The series, topics and authors that a source declares, found without parsing it."""

from __future__ import annotations

import re

_START = r"^[ \t>]*(?:(?:`{3,}|~{3,}|:{3,})[ \t]*\{|\.\.[ \t]+)"
_DECLARATION = re.compile(
    rf"{_START}(?:series:)?(?P<noun>series|topic|author)(?:\}}|::)[ \t]+(?P<id>\S+)[ \t]*$",
    re.MULTILINE,
)
_INCLUSION = re.compile(rf"{_START}include(?:\}}|::)[ \t]+(?P<path>\S.*)$", re.MULTILINE)

# To look for these first is ten times as fast, and most sources have none.
_NOUNS = ("series", "topic", "topics", "author", "include")
_MARKS = tuple(f"{noun}{end}" for noun in _NOUNS for end in ("}", "::"))


OTHERS = ("topics", "")
"""What a page declares that declares all topics which no page declares by itself."""

_WITH_OTHERS = re.compile(
    rf"{_START}(?:series:)?topics(?:\}}|::)[ \t]*\n(?:[^\n]*\S[^\n]*\n)*?[ \t>]*:?declare:",
    re.MULTILINE,
)


def find(text: str) -> tuple[set[tuple[str, str]], list[str]]:
    """Give what is declared, as noun and id, and the paths of files that are included.

    An example in a code block counts as well: whoever asks may take an id for known that is not,
    and never one for unknown that is known.
    """
    if not any(mark in text for mark in _MARKS):
        return set(), []
    others = {OTHERS} if _WITH_OTHERS.search(text) else set()
    return (
        others | {(found["noun"], found["id"]) for found in _DECLARATION.finditer(text)},
        [found["path"].rstrip() for found in _INCLUSION.finditer(text)],
    )
