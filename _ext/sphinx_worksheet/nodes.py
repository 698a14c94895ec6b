"""Document nodes: placeholders, and what HTML marks up for the reader's own numbers.

The others derive from docutils' own nodes, and Sphinx's translators fall back to the visitor of
the base class: every builder without a visitor here treats them as a container or as text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.latex import LaTeXTranslator
    from sphinx.writers.manpage import ManualPageTranslator
    from sphinx.writers.texinfo import TexinfoTranslator


class worksheet_placeholder(nodes.General, nodes.Element):  # noqa: N801
    """Stands for worksheet ``slot`` of ``docname``; replaced before writing."""


class worksheets_placeholder(nodes.General, nodes.Element):  # noqa: N801
    """Stands for the list of all worksheets in ``docname``; replaced before writing."""


class worksheet_value_placeholder(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801
    """Stands for value ``slot`` of ``docname``; replaced before writing."""


class worksheet_container(nodes.container):  # noqa: N801
    """A whole worksheet, named ``label``; ``program`` is for browsers, and not for books."""


class worksheet_part(nodes.container):  # noqa: N801
    """A part of a worksheet, which ``classes`` name."""


class worksheet_derivation(nodes.container):  # noqa: N801
    """What a browser folds away behind the first child, a ``worksheet_summary``."""


class worksheet_summary(nodes.paragraph):  # noqa: N801
    """What is shown of what is folded away."""


class worksheet_cell(nodes.inline):  # noqa: N801
    """The place of a number: ``marks`` are its attributes in HTML."""


class worksheet_formula(nodes.literal):  # noqa: N801
    """A formula: as it was written, and as ``latex`` where formulas can be set."""


class worksheet_plot(nodes.paragraph):  # noqa: N801
    """What a plot shows in words, and as ``svg`` where it can be shown."""


class worksheet_browser(nodes.comment):  # noqa: N801
    """What only a browser can show, as ``html``; a comment to all others."""


def _visit_container(self: HTML5Translator, node: nodes.Element) -> None:
    marks = {"data-worksheet": node["worksheet"], "aria-label": node["label"]}
    self.body.append(self.starttag(node, "section", CLASS="worksheet", **marks))


def _depart_container(self: HTML5Translator, node: nodes.Element) -> None:
    if self.builder.name != "epub":
        # No `</script>` or `<!--` can end it: JSON needs no `<`.
        program = json.dumps(node["program"], ensure_ascii=False, separators=(",", ":"))
        program = program.replace("<", "\\u003c")
        self.body.append(f'<script type="application/json">{program}</script>\n')
    self.body.append("</section>\n")


def _visit_container_in_man(self: ManualPageTranslator, _node: nodes.Element) -> None:
    # docutils puts no line before the first paragraph of a container.
    self.ensure_eol()
    self.body.append(".sp\n")


def _visit_container_in_texinfo(self: TexinfoTranslator, _node: nodes.Element) -> None:
    # The anchor of the worksheet would join its title to the paragraph above.
    self.body.append("\n\n")


def _visit_part(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div"))


def _depart_part(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _visit_derivation(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "details", CLASS="worksheet-derivation"))


def _depart_derivation(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</details>\n")


def _visit_summary(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "summary", ""))


def _depart_summary(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</summary>\n")


def _visit_cell(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "span", "", **node["marks"]))


def _depart_cell(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</span>")


def _visit_formula(self: HTML5Translator, node: nodes.Element) -> None:
    # docutils takes what stands in \\text as it is, without LaTeX's escapes.
    latex = re.sub(r"\\([_%#$&])", r"\1", node["latex"])
    math = tex2mathml(latex).replace("<math ", '<math displaystyle="true" ', 1)
    # XHTML, which EPUB is, knows no such name.
    self.body.append(math.replace("&ApplyFunction;", "\N{FUNCTION APPLICATION}"))
    raise nodes.SkipNode


def _visit_formula_in_latex(self: LaTeXTranslator, node: nodes.Element) -> None:
    # TeX breaks no fraction, so one that is wider than its cell is made smaller.
    self.body.append(
        rf"\sbox0{{\(\displaystyle {node['latex']}\)}}"
        r"\ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi"
    )
    raise nodes.SkipNode


def _visit_plot(self: HTML5Translator, node: nodes.Element) -> None:
    # EPUB is XHTML, where a picture needs its namespace.
    svg = node["svg"].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    self.body.append(f'<div class="worksheet-figure">{svg}</div>\n')
    raise nodes.SkipNode


def _visit_browser(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def add(app: Sphinx) -> None:
    """Add the nodes; HTML has visitors of its own, and books where they need them."""
    app.add_node(worksheet_placeholder)
    app.add_node(worksheets_placeholder)
    app.add_node(worksheet_value_placeholder)
    app.add_node(
        worksheet_container,
        html=(_visit_container, _depart_container),
        man=(_visit_container_in_man, None),
        texinfo=(_visit_container_in_texinfo, None),
    )
    app.add_node(worksheet_part, html=(_visit_part, _depart_part))
    app.add_node(worksheet_derivation, html=(_visit_derivation, _depart_derivation))
    app.add_node(worksheet_summary, html=(_visit_summary, _depart_summary))
    app.add_node(worksheet_cell, html=(_visit_cell, _depart_cell))
    app.add_node(
        worksheet_formula,
        html=(_visit_formula, None),
        latex=(_visit_formula_in_latex, None),
    )
    app.add_node(worksheet_plot, html=(_visit_plot, None))
    app.add_node(worksheet_browser, html=(_visit_browser, None))
