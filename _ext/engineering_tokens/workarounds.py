"""What other people's builders and extensions get wrong, mended until they do it themselves.

Part of the site and not of the package.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx.builders.epub3 import Epub3Builder
from sphinx.writers.manpage import ManualPageTranslator

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.util.typing import ExtensionMetadata

_PAGE = re.compile(r'<item [^>]*href="([^"]+\.xhtml)"[^>]*?(?= />)')


class EpubBuilder(Epub3Builder):
    """Sphinx's `epub`, which does not declare the pages that hold formulas and pictures.

    The standard wants `mathml` and `svg` among the properties of such a page. And it wants each
    page linked: the one that servers show for those that they miss is no part of a book.
    """

    def gen_additional_pages(self) -> None:
        """Write no page of `html_additional_pages`."""

    def build_content(self) -> None:
        """Write the list of files, and add to each page what it holds."""
        super().build_content()
        path = self.outdir / "content.opf"
        path.write_text(_PAGE.sub(self._declared, path.read_text("utf-8")), "utf-8")

    def _declared(self, item: re.Match[str]) -> str:
        page = (self.outdir / item[1]).read_text("utf-8")
        marks = {"mathml": "<math", "svg": "<svg"}
        found = [name for name, mark in marks.items() if mark in page]
        return f'{item[0]} properties="{" ".join(found)}"' if found else item[0]


class ManTranslator(ManualPageTranslator):
    """Sphinx's, which docutils 0.22 keeps from its own way of showing references.

    See https://github.com/sphinx-doc/sphinx/issues/14427.
    """

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        for name in ("visit_reference", "depart_reference"):
            vars(self).pop(name, None)
        self.defs.setdefault("reference", ("", ""))


def name_page(
    _app: Sphinx, pagename: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """Name the page in its context: Sphinx's `json` does not, and sphinxext-opengraph asks."""
    context.setdefault("pagename", pagename)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register what is mended."""
    app.add_builder(EpubBuilder, override=True)
    app.set_translator("man", ManTranslator, override=True)
    app.connect("html-page-context", name_page, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
