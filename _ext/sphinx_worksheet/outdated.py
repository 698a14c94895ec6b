"""Which pages are written again: those whose View differs from the one that was last written.

Sphinx stores its environment before it writes pages, so after a killed build the environment claims
what was never written. A file for each output folder holds what was: it is taken away before the
writing and put back after it, and where there is none every page with worksheets is written again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_series_base.digest import digest
from sphinx_series_base.state import read_json, replace_json, state_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .domain import WorksheetDomain


class OutdatedPages:
    """What one build finds out about the pages that it writes.

    Attributes:
        file: where digests of the Views are kept, by docname.
        last: the digests with which pages were last written.
        digests: those of this build.
        written: the pages that this build writes.
    """

    def offer(self, app: Sphinx, _config: Config) -> None:
        """Offer what is noted to `sphinx_series`, which resolves pages in several processes."""
        if "sphinx_series" in app.extensions:
            app.connect("series-gather", self.gathered)

    def gathered(self, _app: Sphinx) -> tuple[set[str]]:
        """Give what grows while pages are resolved."""
        return (self.written,)

    def changed(self, app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
        """Say which pages show something else than when this builder last wrote them."""
        domain: WorksheetDomain = env.domains["worksheet"]  # type: ignore[assignment]
        self.file = state_path(app, "worksheet-views")
        last = read_json(self.file)
        self.last: dict[str, str] = last if isinstance(last, dict) else {}
        self.file.unlink(missing_ok=True)
        self.digests = {docname: digest(repr(view)) for docname, view in domain.views.items()}
        self.written: set[str] = set()
        return [name for name, shown in self.digests.items() if self.last.get(name) != shown]

    def note_written(self, _app: Sphinx, _document: nodes.document, docname: str) -> None:
        """Record that a page is about to be written."""
        self.written.add(docname)

    def finish(self, _app: Sphinx, exception: Exception | None) -> None:
        """Store what the pages show now."""
        if exception:
            return
        kept = {name: shown for name, shown in self.last.items() if name in self.digests}
        new = {name: shown for name, shown in self.digests.items() if name in self.written}
        replace_json(self.file, kept | new)
