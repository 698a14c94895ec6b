"""Search by Pagefind: an index in small pieces, of which a reader loads those that a query needs.

It takes the place of Sphinx's own search in the builders `html` and `dirhtml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_series_base import __version__, settings

from . import config
from .indexing import Indexing
from .locale import CATALOGUE
from .page import SearchPage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ("__version__", "setup")

_HERE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx: first what there is, then who acts, as a build goes on."""
    app.add_message_catalog(CATALOGUE, str(_HERE / "locales"))
    settings.add(app, config.SETTINGS)
    for event in ("pagefind-entries", "pagefind-choices", "pagefind-ignore"):
        app.add_event(event)
    indexing = Indexing()
    page = SearchPage(indexing)
    app.connect("config-inited", config.warn)
    app.connect("config-inited", settings.adding("templates_path", _HERE / "templates"))
    app.connect("builder-inited", indexing.begin)
    app.connect("env-get-updated", indexing.changed)
    app.connect("html-collect-pages", page.pages)
    app.connect("html-page-context", page.offer)
    # When others have changed the text of the page, and how it leads to others.
    app.connect("html-page-context", indexing.note, priority=900)
    app.connect("html-page-context", page.load, priority=900)
    app.connect("build-finished", indexing.finish)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
