"""Search by Pagefind: an index in small pieces, of which a reader loads those that a query needs.

It takes the place of Sphinx's own search in the builders `html` and `dirhtml`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import config, indexing, page
from .locale import CATALOGUE

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

_HERE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    app.add_message_catalog(CATALOGUE, str(_HERE / "locales"))
    config.register(app)
    for event in ("pagefind-entries", "pagefind-choices", "pagefind-ignore"):
        app.add_event(event)
    page.register(app, indexing.register(app))
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
