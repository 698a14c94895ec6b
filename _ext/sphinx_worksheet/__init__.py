"""Worksheets for Sphinx: calculations checked at build time that the reader can change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import collect, config, nodes, pages, rewriting
from .directives import ValueRole, WorksheetDirective
from .domain import WorksheetDomain
from .locale import CATALOGUE
from .transforms import ShowWorksheets

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

_HERE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    app.add_message_catalog(CATALOGUE, str(_HERE / "locales"))
    config.register(app)
    nodes.register(app)
    app.add_domain(WorksheetDomain)
    app.add_directive("worksheet", WorksheetDirective)
    app.add_role("value", ValueRole())
    app.add_post_transform(ShowWorksheets)
    collect.register(app)
    rewriting.register(app)
    pages.register(app)
    app.connect("builder-inited", _add_static_files)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_static_files(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_HERE / "static"))
