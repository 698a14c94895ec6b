"""Which checks a page of the site must pass."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from builds import PROJECT

from . import code, links, manifests, options, pages, rubric, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from .pages import Fault, Page

FOLDERS: Final = ("about", "archive", "series", "topics")

# They are no pages of the site, but are read like them.
BESIDE: Final = ("CHANGELOG.md", "README.md")


def paths() -> list[Path]:
    """Give the pages of the site, relative to the project."""
    files = [file for folder in FOLDERS for file in sorted((PROJECT / folder).rglob("*.md"))]
    return [file.relative_to(PROJECT) for file in [*files, PROJECT / "index.md"]]


@cache
def page(path: Path) -> Page:
    """Read a page of the project once."""
    return pages.read(PROJECT, path)


def is_guide(page: Page) -> bool:
    """Tell whether a page is a part of the series on AI systems."""
    return page.path.match("series/ai-systems/*.md") and "date" in page.meta


def is_post(page: Page) -> bool:
    """Tell whether a page is an archived post."""
    return page.path.parts[0] == "archive" and "date" in page.meta


def of(page: Page) -> Iterator[Callable[[Page], Iterable[Fault]]]:
    """Yield the checks of a page."""
    yield from (links.lead_somewhere, rubric.figures, code.parses, manifests.valid)
    yield options.known
    yield from (sources.used, sources.complete)
    if is_guide(page):
        yield from (rubric.guide, sources.listed)
    elif is_post(page):
        yield from (rubric.post, sources.listed)
