"""Which pages are written again: those whose View differs from the one that was last written.

Sphinx stores its environment before it writes pages, so after a killed build the environment claims
what was never written. A file for each builder holds what was: it is taken away before the writing
and put back after it, and where there is none every page with worksheets is written again.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .core.model import View
    from .domain import WorksheetDomain


class Rewriting:
    """What one build finds out about the pages that it writes.

    Attributes:
        file: where digests of the Views are kept, by docname.
        last: the digests with which pages were last written.
        digests: those of this build.
        written: the pages that this build writes; they are resolved in the main process.
    """

    def changed(self, app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
        """Say which pages show something else than when this builder last wrote them."""
        domain: WorksheetDomain = env.domains["worksheet"]  # type: ignore[assignment]
        self.file = Path(app.doctreedir, f"worksheet-views-{app.builder.name}.json")
        self.last = _read(self.file)
        self.file.unlink(missing_ok=True)
        self.digests = {docname: _digest(view) for docname, view in domain.views.items()}
        self.written: set[str] = set()
        return [name for name, digest in self.digests.items() if self.last.get(name) != digest]

    def note_written(self, _app: Sphinx, _document: nodes.document, docname: str) -> None:
        """Record that a page is about to be written."""
        self.written.add(docname)

    def finish(self, _app: Sphinx, exception: Exception | None) -> None:
        """Store what the pages show now."""
        if exception:
            return
        kept = {name: digest for name, digest in self.last.items() if name in self.digests}
        new = {name: digest for name, digest in self.digests.items() if name in self.written}
        unfinished = self.file.with_suffix(".new")
        unfinished.write_text(json.dumps(kept | new), encoding="utf-8")
        unfinished.replace(self.file)


def _read(file: Path) -> dict[str, str]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _digest(view: View) -> str:
    return blake2b(repr(view).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def register(app: Sphinx) -> None:
    """Connect to the build: one object for each application."""
    rewriting = Rewriting()
    app.connect("env-get-updated", rewriting.changed)
    app.connect("doctree-resolved", rewriting.note_written)
    app.connect("build-finished", rewriting.finish)
