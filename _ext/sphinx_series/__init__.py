"""Posts, series and topics for Sphinx: ordered toctrees, card grids and listings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import collect, config, nodes, outputs, pages
from .domain import SeriesDomain
from .locale import CATALOGUE
from .transforms import ShowViews

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

_HERE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    app.setup_extension("sphinx_design")
    app.add_message_catalog(CATALOGUE, str(_HERE / "locales"))
    config.register(app)
    nodes.register(app)
    app.add_domain(SeriesDomain)
    app.add_post_transform(ShowViews)
    collect.register(app)
    pages.register(app)
    outputs.register(app)
    app.connect("builder-inited", _add_static_files)
    app.add_css_file("sphinx_series.css")
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_static_files(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_HERE / "static"))
