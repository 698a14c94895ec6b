"""Below the title of a guide: the ways to its math, its failures and its runbook.

Part of the site and not of the package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# How a section's title begins, and what its link is called.
_WAYS = {"Capacity math": "Math", "Failure analysis": "Failures", "Runbook": "Runbook"}


def place(app: Sphinx, document: nodes.document, _docname: str) -> None:
    """Put the ways behind the facts of a page that has them all."""
    facts = next(document.findall(_is_facts), None)
    ways = dict(_ways(document))
    if app.builder.format != "html" or facts is None or len(ways) < len(_WAYS):
        return
    line = nodes.paragraph(classes=["guide-ways", "no-search"])
    for name in _WAYS.values():
        line += nodes.reference("", name, refid=ways[name], internal=True)
        line += nodes.Text(" ")
    facts.parent.insert(facts.parent.index(facts) + 1, line)


def _is_facts(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.paragraph)
        and "series-facts" in node["classes"]
        and isinstance(node.parent, nodes.section)
    )


def _ways(document: nodes.document) -> Iterator[tuple[str, str]]:
    for section in document.findall(nodes.section):
        title = section[0].astext()
        for start, name in _WAYS.items():
            if title.casefold().startswith(start.casefold()):
                yield name, section["ids"][0]


def nothing(_app: Sphinx) -> tuple[()]:
    """Say that this package notes nothing while pages are resolved."""
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to each page, when its facts are there."""
    app.connect("doctree-resolved", place, priority=955)
    app.setup_extension("sphinx_series")
    app.connect("series-gather", nothing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
