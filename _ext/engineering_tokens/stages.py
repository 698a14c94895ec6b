"""The directive `stages`: the series in a few stages, each with what it gives.

Part of the site and not of the package. The argument is the id of a series. Above the series' own
directive it divides the outline; elsewhere, with `:posts:`, it lists the parts. The stages stand in
`series/ai-systems/stages.toml`.
"""

from __future__ import annotations

import tomllib
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx_series.nodes import series_navigation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FILE = "series/ai-systems/stages.toml"

_POSTS = """\
```{{posts}}
:series: {series}
:sort: part
:offset: {offset}
:limit: {parts}
:style: list
```
"""


class stages_placeholder(nodes.Invisible, nodes.Element):  # noqa: N801
    """Stands above an outline that is to be divided."""


class Stages(SphinxDirective):
    """Show a series in stages."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {"posts": directives.flag}

    def run(self) -> list[nodes.Node]:
        """List the parts of each stage, or leave a mark for the outline that follows."""
        path = Path(self.env.srcdir, FILE)
        self.env.note_dependency(str(path))
        stages = tomllib.loads(path.read_text(encoding="utf-8"))["stage"]
        if "posts" not in self.options:
            return [stages_placeholder(stages=stages)]
        return [nodes.container("", *self._listed(stages), classes=["stages"])]

    def _listed(self, stages: list[dict[str, Any]]) -> Iterator[nodes.Node]:
        series = self.arguments[0]
        for stage, offset in zip(stages, _offsets(stages), strict=False):
            yield from _heading(stage)
            text = _POSTS.format(series=series, offset=offset, parts=stage["parts"])
            yield from self.parse_text_to_nodes(text)


def _offsets(stages: list[dict[str, Any]]) -> Iterator[int]:
    """Say how many parts stand before each stage, and at last how many there are."""
    return accumulate((stage["parts"] for stage in stages), initial=0)


def _heading(stage: dict[str, Any]) -> list[nodes.Node]:
    title = nodes.rubric("", stage["title"], classes=["stage"])
    title["heading-level"] = 3
    return [title, nodes.paragraph("", stage["gives"], classes=["stage-gives"])]


def divide(_app: Sphinx, document: nodes.document, _docname: str) -> None:
    """Divide the outline below each mark into lists that go on counting."""
    for mark in list(document.findall(stages_placeholder)):
        stages = mark["stages"]
        outline = next(mark.findall(series_navigation, siblings=True))
        parts = next(outline.findall(nodes.enumerated_list))
        shown: list[nodes.Node] = []
        for stage, offset in zip(stages, _offsets(stages), strict=False):
            some = parts.copy()
            some["start"] = offset + 1
            some += parts[offset : offset + stage["parts"]]
            shown += [*_heading(stage), some]
        outline.remove(parts)
        outline += shown
        mark.parent.remove(mark)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, and divide outlines when they are there."""
    app.add_node(stages_placeholder)
    app.add_directive("stages", Stages)
    app.connect("doctree-resolved", divide, priority=955)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
