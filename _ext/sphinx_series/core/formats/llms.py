"""`llms.txt`: the site as a list of links in Markdown, for language models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARKS = re.compile(r"([\\`*_\[\]<>#])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One page: its title, where it is, and a sentence about it."""

    title: str
    url: str
    summary: str = ""


def copy_of(page: str) -> str:
    """Give the file of a page's copy in Markdown, as https://llmstxt.org names it."""
    return f"{page}.md"


def index(title: str, sections: Iterable[tuple[str, Iterable[Link]]], summary: str = "") -> str:
    """Give the file: a title, a summary, and a list of links below each heading."""
    return "\n".join(_lines(title, sections, summary)) + "\n"


def _lines(
    title: str, sections: Iterable[tuple[str, Iterable[Link]]], summary: str
) -> Iterator[str]:
    yield f"# {_text(title)}"
    if summary:
        yield f"\n> {_text(summary)}"
    for heading, links in sections:
        yield f"\n## {_text(heading)}\n"
        for link in links:
            about = f": {_text(link.summary)}" if link.summary else ""
            yield f"- [{_text(link.title)}]({_destination(link.url)}){about}"


def _text(text: str) -> str:
    """Escape what Markdown gives a meaning; a line stays one."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _destination(url: str) -> str:
    """Encode what would end a link."""
    return url.replace("(", "%28").replace(")", "%29")
