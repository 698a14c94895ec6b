"""Posts, series and topics for Sphinx: ordered toctrees, card grids and listings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

_HERE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    # Here, because the command line needs none of it, and it takes more than a second to load.
    from . import config, nodes  # noqa: PLC0415
    from .domain import SeriesDomain  # noqa: PLC0415
    from .locale import CATALOGUE  # noqa: PLC0415
    from .publishing import images, metatags, outputs, search  # noqa: PLC0415
    from .reading import collect  # noqa: PLC0415
    from .writing import builders, garbage, outdated, sidebar, transforms  # noqa: PLC0415

    app.setup_extension("sphinx_design")
    app.add_message_catalog(CATALOGUE, str(_HERE / "locales"))
    garbage.register(app)
    config.register(app)
    nodes.register(app)
    builders.register(app)
    app.add_domain(SeriesDomain)
    transforms.register(app)
    collect.register(app)
    images.register(app)
    outdated.register(app)
    sidebar.register(app)
    metatags.register(app)
    outputs.register(app)
    search.register(app)
    app.connect("builder-inited", _add_static_files)
    app.add_css_file(sidebar.STYLE)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_static_files(app: Sphinx) -> None:
    app.config.html_static_path = [*app.config.html_static_path, str(_HERE / "static")]
