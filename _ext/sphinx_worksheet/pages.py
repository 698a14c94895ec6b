"""HTML pages: those with a worksheet load the script and the style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .nodes import worksheet_container

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# In the order in which they run.
SCRIPTS = (
    "sphinx_worksheet_values.js",
    "sphinx_worksheet_plots.js",
    "sphinx_worksheet_fields.js",
    "sphinx_worksheet.js",
)
_STYLE = "sphinx_worksheet.css"


def load_script(
    app: Sphinx,
    _pagename: str,
    _templatename: str,
    _context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add script and style to a page that needs them."""
    if doctree is not None and next(doctree.findall(worksheet_container), None) is not None:
        app.add_css_file(_STYLE)
        if app.builder.name != "epub":
            for script in SCRIPTS:
                app.add_js_file(script, loading_method="defer")
