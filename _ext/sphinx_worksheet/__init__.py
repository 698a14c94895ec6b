"""Worksheets for Sphinx: calculations checked at build time that the reader can change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.docutils import is_directive_registered, is_role_registered
from sphinx_series_base import __version__, diagnostics, settings

from . import collect, config, nodes, pages
from .core.problems import Kind
from .directives import ValueRole, WorksheetDirective, WorksheetsDirective
from .domain import WorksheetDomain
from .locale import CATALOGUE
from .outdated import OutdatedPages
from .transforms import ShowWorksheets

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ("__version__", "setup")

_HERE = Path(__file__).parent

_DIRECTIVES = {"worksheet": WorksheetDirective, "worksheets": WorksheetsDirective}
_ROLE = "value"


def _add_names(app: Sphinx) -> None:
    """Register the directives and the role, but for a name that another extension has already."""
    taken = []
    for directive, its_class in _DIRECTIVES.items():
        if is_directive_registered(directive):
            taken.append(f"the directive {directive!r}")
        else:
            app.add_directive(directive, its_class)
    if is_role_registered(_ROLE):
        taken.append(f"the role {_ROLE!r}")
    else:
        app.add_role(_ROLE, ValueRole())
    place = settings.where_set(Path(app.confdir), "extensions")
    for name in taken:
        message = (
            f"another extension has {name} already, which stays: take one of the two out of "
            "`extensions`"
        )
        diagnostics.warn([Kind.NEIGHBOUR.at(place, message)], "worksheet")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx: first what there is, then who acts, as a build goes on."""
    app.add_message_catalog(CATALOGUE, str(_HERE / "locales"))
    settings.add(app, config.SETTINGS)
    nodes.add(app)
    app.add_domain(WorksheetDomain)
    _add_names(app)
    app.add_post_transform(ShowWorksheets)
    outdated = OutdatedPages()
    app.connect("builder-inited", settings.adding("html_static_path", _HERE / "static"))
    # Behind those that fill toctrees: lists are in the order of reading.
    app.connect("env-updated", collect.after_reading, priority=600)
    app.connect("env-get-updated", outdated.changed)
    app.connect("doctree-resolved", outdated.note_written)
    app.connect("config-inited", outdated.offer)
    app.connect("html-page-context", pages.load_script)
    app.connect("build-finished", outdated.finish)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
