"""A real browser, and the pages of the site that stand for each kind."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# Quiet, and able to run as root in a container.
_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

PAGES = {
    "home": "index.html",
    "series": "series/ai-systems/index.html",
    "part": "series/ai-systems/kv-cache-and-speculation.html",
    "topic": "topics/llm-internals.html",
    "archive": "archive/index.html",
    "post": "archive/go/go-pprof.html",
    "about": "about/index.html",
    "reference": "about/extension.html",
    "failures": "topics/what-do-you-see.html",
    "calculators": "topics/calculators.html",
    "search": "search.html",
}
MISSING = "old/blog/kv-cache-and-speculations"


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """Run the browser at *path* without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()
