"""Posts, series and topics for Sphinx: ordered toctrees, card grids and listings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_series_base import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


__all__ = ("__version__", "setup")

_HERE = Path(__file__).parent


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx: first what there is, then who acts, as a build goes on."""
    # Here, because the command line needs none of it, and it takes more than a second to load.
    from sphinx_series_base import settings  # noqa: PLC0415

    from . import config, nodes  # noqa: PLC0415
    from .domain import SeriesDomain  # noqa: PLC0415
    from .locale import CATALOGUE  # noqa: PLC0415
    from .publishing import images, metatags, outputs, publications, search  # noqa: PLC0415
    from .reading import collect, directives, excerpts, references, scanning, shards  # noqa: PLC0415
    from .writing import (  # noqa: PLC0415
        builders,
        garbage,
        names,
        neighbours,
        outdated,
        processes,
        sidebar,
        sidebar_blocks,
        transforms,
    )

    app.add_message_catalog(CATALOGUE, str(_HERE / "locales"))
    settings.add(app, config.SETTINGS)
    nodes.add(app)
    app.add_domain(SeriesDomain)
    for name, directive in directives.BY_NAME.items():
        app.add_directive_to_domain("series", name, directive)
    app.add_post_transform(names.LeadOldNames)
    app.add_post_transform(transforms.ShowWaiting)

    pace, pages, files = garbage.CollectorPace(), outdated.OutdatedPages(), outputs.Outputs()
    app.connect("config-inited", pace.slow_down)
    app.connect("config-inited", config.warn)
    app.connect("config-inited", settings.adding("templates_path", _HERE / "templates"))
    app.connect("config-inited", search.connect)
    app.connect("builder-inited", pace.keep)
    # Before others look at the builder.
    app.connect("builder-inited", builders.add, priority=100)
    for file in (_HERE / "static", sidebar.design_sheet()):
        app.connect("builder-inited", settings.adding("html_static_path", file))
    app.connect("builder-inited", shards.ShardReader(pace.restore).begin)

    for look in (scanning.before_reading, pages.begin):
        app.connect("env-get-outdated", look)
    app.connect("env-before-read-docs", shards.keep_own)
    for note in (
        images.note_order,
        images.note_image,
        search.keep_from_index,
        excerpts.note_excerpt,
        references.note_links,
    ):
        app.connect("doctree-read", note)
    app.connect("env-updated", collect.after_reading)
    app.connect("env-updated", sidebar.add_styles)

    app.connect("env-get-updated", pages.changed)
    app.connect("write-started", files.begin)
    # Others resolve what is missing here before it counts as such.
    for resolve, priority in ((pages.note_missing, 900), (names.lead_elsewhere, 910)):
        app.connect("missing-reference", resolve, priority)
    app.connect("doctree-resolved", images.copy_image)
    app.connect("doctree-resolved", names.keep_ids)
    # After all that looks at what authors wrote.
    app.connect("doctree-resolved", pages.note_references, priority=900)
    app.connect("doctree-resolved", transforms.ViewShower().show, priority=950)
    app.connect("doctree-resolved", files.note_written, priority=960)
    app.add_event(processes.GATHER)
    app.connect(processes.GATHER, pages.gathered)
    app.connect(processes.GATHER, files.gathered)

    # Themes look at the context with priority 500.
    app.connect("html-page-context", sidebar.keep_theme_from_tree, priority=100)
    app.connect("html-page-context", metatags.show_head, priority=400)
    app.connect("html-page-context", publications.mark_text, priority=400)
    app.connect("html-page-context", names.show_places, priority=450)
    app.connect("html-page-context", neighbours.show_neighbours)
    app.connect("html-page-context", sidebar_blocks.show_blocks)
    app.connect("html-page-context", sidebar.show_navigation, priority=900)

    # After others, whose files no redirect may replace.
    app.connect("build-finished", files.finish, priority=600)
    app.connect("build-finished", pages.finish, priority=900)
    app.connect("build-finished", pace.restore, priority=999)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
