"""Tables of the reference, made of what they describe, so that they cannot be stale.

Part of the site and not of the package. `settings` and `warnings` take the name of an extension,
`neighbours` the file of results.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class _Table(SphinxDirective):
    """A table of what is found elsewhere."""

    required_arguments = 1
    heads: ClassVar[tuple[str, ...]]

    def run(self) -> list[nodes.Node]:
        """Make the table."""
        cells = ([cell.replace("|", r"\|") for cell in row] for row in self.rows())
        rows = (self.heads, ["---"] * len(self.heads), *cells)
        return self.parse_text_to_nodes("\n".join(f"| {' | '.join(row)} |" for row in rows))

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Yield the cells of each row, in Markdown; the page is read anew when they change."""
        raise NotImplementedError


class _OfModule(_Table):
    """A table of what a module of an extension holds."""

    module: ClassVar[str]

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Yield what the module holds."""
        module = import_module(f"{self.arguments[0]}.{self.module}")
        self.env.note_dependency(str(module.__file__))
        return self.held(module)

    def held(self, module: ModuleType) -> Iterable[tuple[str, ...]]:
        """Yield the cells of each row."""
        raise NotImplementedError


class Settings(_OfModule):
    """The values of conf.py that an extension adds."""

    module = "config"
    heads = ("Name", "Default", "Meaning")

    def held(self, module: ModuleType) -> Iterable[tuple[str, ...]]:
        """Yield each value with its default as one would write it."""
        for name, setting in module.SETTINGS.items():
            default = repr(setting.default).replace("'", '"')
            yield f"`{name}`", f"`{default}`", setting.meaning


class Warnings(_OfModule):
    """The kinds of warnings that an extension gives."""

    module = "core.problems"
    heads = ("Kind", "Meaning")

    def held(self, module: ModuleType) -> Iterable[tuple[str, ...]]:
        """Yield each kind as `suppress_warnings` takes it."""
        prefix = self.arguments[0].removeprefix("sphinx_")
        for kind in module.Kind:
            yield f"`{prefix}.{kind.value}`", kind.explanation


class Neighbours(_Table):
    """What the suite of neighbours found, from its file."""

    heads = ("Neighbor", "Version", "Result", "Notes")

    def rows(self) -> Iterable[tuple[str, ...]]:
        """Yield each neighbour with what came of it."""
        name, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(name)
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        for neighbour, result in found["neighbours"].items():
            yield neighbour, result["version"], _outcome(result), result["note"]


def _outcome(result: dict[str, Any]) -> str:
    if not result["can_be_built"]:
        return "cannot be built, alone either"
    tests, passed = len(result["tests"]), [*result["tests"].values()].count("passed")
    if passed < tests:
        return f"{passed} of {tests} tests passed"
    return f"nothing lost: {passed} of {tests} tests"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.add_directive("settings", Settings)
    app.add_directive("warnings", Warnings)
    app.add_directive("neighbours", Neighbours)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
