"""Formulas as MathML, made when the page is built: no script, and nothing from another host.

Part of the site and not of the package. LaTeX and the other builders keep Sphinx's own way.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Literal

from docutils import nodes
from latex2mathml import converter
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_logger = logging.getLogger(__name__)


def _mathml(node: nodes.Element, display: Literal["inline", "block"]) -> str:
    latex = node.astext()
    try:
        return converter.convert(latex, display=display)
    except Exception as error:  # noqa: BLE001 - its errors share no base, and odd LaTeX meets others
        message = "this formula cannot be shown (%s): %s"
        _logger.warning(
            message, type(error).__name__, latex, location=node, type="mathml", subtype="formula"
        )
        return f"<code>{escape(latex)}</code>"


def _visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(_mathml(node, "inline"))
    raise nodes.SkipNode


def _visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math-block", tabindex="0", role="region"))
    self.body.append(f"{_mathml(node, 'block')}</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the renderer under the name that `html_math_renderer` takes."""
    app.add_html_math_renderer("mathml", (_visit_inline, None), (_visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
