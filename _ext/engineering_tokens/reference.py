"""Tables of the reference, made of the code that they describe, so that they cannot be stale.

Part of the site and not of the package. `settings` and `warnings` take the name of an extension.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class _Table(SphinxDirective):
    """A table of what a module of an extension holds."""

    required_arguments = 1
    module: ClassVar[str]
    heads: ClassVar[tuple[str, ...]]

    def run(self) -> list[nodes.Node]:
        """Make the table; its page is read again when the module changes."""
        module = import_module(f"{self.arguments[0]}.{self.module}")
        self.env.note_dependency(str(module.__file__))
        cells = ([cell.replace("|", r"\|") for cell in row] for row in self.rows(module))
        rows = (self.heads, ["---"] * len(self.heads), *cells)
        return self.parse_text_to_nodes("\n".join(f"| {' | '.join(row)} |" for row in rows))

    def rows(self, module: ModuleType) -> Iterable[tuple[str, ...]]:
        """Yield the cells of each row, in Markdown."""
        raise NotImplementedError


class Settings(_Table):
    """The values of conf.py that an extension adds."""

    module = "config"
    heads = ("Name", "Default", "Meaning")

    def rows(self, module: ModuleType) -> Iterable[tuple[str, ...]]:
        """Yield each value with its default as one would write it."""
        for name, setting in module.SETTINGS.items():
            default = repr(setting.default).replace("'", '"')
            yield f"`{name}`", f"`{default}`", setting.meaning


class Warnings(_Table):
    """The kinds of warnings that an extension gives."""

    module = "core.problems"
    heads = ("Kind", "Meaning")

    def rows(self, module: ModuleType) -> Iterable[tuple[str, ...]]:
        """Yield each kind as `suppress_warnings` takes it."""
        prefix = self.arguments[0].removeprefix("sphinx_")
        for kind in module.Kind:
            yield f"`{prefix}.{kind.value}`", kind.explanation


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.add_directive("settings", Settings)
    app.add_directive("warnings", Warnings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
