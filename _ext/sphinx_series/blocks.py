"""Which blocks of the sidebar a page shows: those whose templates `html_sidebars` gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.matching import patmatch

from .core.view import BLOCKS
from .output_paths import NAMES

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from .core.view import BlockName


def names_of(app: Sphinx, pagename: str) -> tuple[BlockName, ...]:
    """Name the blocks that a page may show.

    Sphinx takes the best of several patterns that match a page. A block of another one among them
    is named too: at worst the page is written once more than it must.
    """
    if app.builder.name not in NAMES:
        return ()
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    templates = set(builder.theme.sidebar_templates)
    for pattern, names in app.config.html_sidebars.items():
        if patmatch(pagename, pattern):
            templates.update(names)
    return tuple(name for name in BLOCKS if template_of(name) in templates)


def template_of(name: BlockName) -> str:
    """Give the template of a block."""
    return f"series_{name}.html"
