"""Code without elements around its blanks: Pygments marks those of some languages, and none shows.

Part of the site and not of the package. A page of much YAML and shell has hundreds of them, each to
be laid out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pygments.formatters import HtmlFormatter
from pygments.token import Text, Whitespace
from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import SupportsWrite
    from pygments.token import _TokenType
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class _Plain(HtmlFormatter[str]):
    """Writes blanks as text without a kind."""

    def format_unencoded(
        self, tokensource: Iterable[tuple[_TokenType, str]], outfile: SupportsWrite[str]
    ) -> None:
        plain = ((Text if kind is Whitespace else kind, text) for kind, text in tokensource)
        super().format_unencoded(plain, outfile)


def use(app: Sphinx) -> None:
    """Let the builder write code so, if it writes HTML."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.highlighter.formatter = _Plain


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect what chooses the formatter."""
    app.connect("builder-inited", use)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
