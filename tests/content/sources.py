"""Sources: each is used, stands where readers look for it, and can be found again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .pages import Page, Text

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_HEADING: Final = "Sources"


def used(page: Page) -> Iterator[Fault]:
    """Check that marks and sources belong together, one source a label."""
    marks = {
        piece.text: piece.line
        for text in page.texts
        for piece in text.pieces
        if piece.kind == "footnote"
    }
    labels: dict[str, int] = {}
    for text in _sources(page):
        if text.label in labels:
            yield Fault(line=text.line, message=f"[^{text.label}] is written twice: rename one")
        labels[text.label] = text.line
    for label in labels.keys() - marks.keys():
        message = f"no text uses [^{label}]: use the source or remove it"
        yield Fault(line=labels[label], message=message)
    for label in marks.keys() - labels.keys():
        message = f"[^{label}] has no source: write one below {_HEADING}"
        yield Fault(line=marks[label], message=message)


def complete(page: Page) -> Iterator[Fault]:
    """Check that a source has a publisher, a title that links to it, and a year."""
    for text in _sources(page):
        if text.section != (_HEADING,):
            message = f"[^{text.label}] stands elsewhere: move it below {_HEADING}"
            yield Fault(line=text.line, message=message)
        before, link, after = _parts(text)
        if not link:
            yield Fault(line=text.line, message=f"[^{text.label}] has no link: write [title](url)")
            continue
        if not re.search(r"\w", before):
            message = f"[^{text.label}] names nobody: write author or publisher before the title"
            yield Fault(line=text.line, message=message)
        if not _YEAR.search(after):
            message = f"[^{text.label}] has no year: say when it was published, or read"
            yield Fault(line=text.line, message=message)


def listed(page: Page) -> Iterator[Fault]:
    """Check that links to other sites stand among the sources, and not in the text."""
    for text in page.texts:
        for piece in text.pieces:
            if text.kind != "source" and piece.kind == "link" and "//" in piece.text:
                message = f"{piece.text} is linked in the text: make it a source, with a footnote"
                yield Fault(line=piece.line, message=message)


def _sources(page: Page) -> list[Text]:
    return [text for text in page.texts if text.kind == "source"]


def _parts(source: Text) -> tuple[str, str, str]:
    """Split a source at its first link: text before, target, and text after with the title."""
    texts = ["", ""]
    link = ""
    for piece in source.pieces:
        if piece.kind == "link":
            link = link or piece.text
        else:
            texts[bool(link)] += " " if piece.kind == "break" else piece.text
    return texts[0], link, texts[1]
