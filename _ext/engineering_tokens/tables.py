"""What cells and code need to be laid out: tables are marked by what they hold.

Part of the site and not of the package. Style sheets cannot tell a column of numbers, name a cell
after its column, or see that a word of code is short enough to stay whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_NUMBER = re.compile(r"[-+−~≈<>≤≥$€]*\d[\d.,\u00a0 ]*(?:e-?\d+)?\s*(?:%|[×x]|[^\W\d_][\w/·µ²³]*)?")
_NONE = frozenset({"", "–", "—", "-", "n/a"})
# So many columns have no room on a phone, where a row stands as a card; and on a wide page neither.
_STACKED, _WIDE = 3, 4
_WHOLE = 26  # characters that fit the narrowest column


class labelled_entry(nodes.entry):  # noqa: N801
    """A cell that bears the name of its column as `label`."""


def mark(app: Sphinx, document: nodes.document, _docname: str) -> None:
    """Mark the tables and the code of a page for browsers."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return
    for table in document.findall(nodes.table):
        if "longtable" not in table["classes"]:  # worksheets have a look of their own
            _mark_table(table)
    for literal in document.findall(nodes.literal):
        if max(map(len, literal.astext().split()), default=0) <= _WHOLE:
            literal["classes"].append("whole")


def _mark_table(table: nodes.table) -> None:
    first, *rows = ([*row.findall(nodes.entry)] for row in table.findall(nodes.row))
    if not rows or not first or any(len(row) != len(first) for row in rows):
        return
    if len(first) >= _STACKED:
        table["classes"].append("stacked")
    if len(first) >= _WIDE:
        table["classes"].append("wide")
    for head, *cells in zip(first, *rows, strict=True):
        name = _name_of(head)
        for cell in [head, *cells] if _is_of_numbers(cells) else []:
            cell["classes"].append("number")
        for cell in cells:
            cell.replace_self(labelled_entry("", *cell.children, **cell.attributes, label=name))


def _name_of(head: nodes.entry) -> str:
    """Give the text of a head, without the marks of its footnotes."""
    words = head.deepcopy()
    for note in list(words.findall(nodes.footnote_reference)):
        note.parent.remove(note)
    return words.astext()


def _is_of_numbers(column: Sequence[nodes.Element]) -> bool:
    texts = [entry.astext().strip() for entry in column]
    filled = [text for text in texts if text not in _NONE]
    return bool(filled) and all(map(_NUMBER.fullmatch, filled))


def _visit_entry(self: HTML5Translator, node: nodes.entry) -> None:
    self.visit_entry(node)
    label = self.attval(node["label"])
    self.body[-1] = self.body[-1].replace("<td", f'<td data-label="{label}"', 1)


def _depart_entry(self: HTML5Translator, node: nodes.entry) -> None:
    self.depart_entry(node)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the node and the handler; the node is known to no other builder."""
    app.add_node(labelled_entry, html=(_visit_entry, _depart_entry))
    app.connect("doctree-resolved", mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
