"""The two HTML builders, quicker where Sphinx does work for nothing.

They write what Sphinx's own write. They render each title once, give as many processes to writing
as Sphinx gives to reading, and leave the search index alone when no page is written; with
`series_content_hash` they judge a source by its content and not by its time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_series.domain import series_domain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from sphinx_series.domain import SeriesDomain


class SeriesHTMLBuilder(StandaloneHTMLBuilder):
    """Sphinx's `html`, with what the extension adds."""

    is_index_current = False
    processes = 1

    def init(self) -> None:
        """Start with no title rendered."""
        super().init()
        self._titles: dict[nodes.title, dict[str, str]] = {}

    @property
    def _domain(self) -> SeriesDomain:
        return series_domain(self.env)

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the documents whose pages are older than their sources, or have other content."""
        info = Path(self.outdir, ".buildinfo")
        before = info.read_bytes() if info.exists() else b""
        outdated = list(super().get_outdated_docs())
        if self._domain.options.content_hash and info.exists() and info.read_bytes() == before:
            # Only times differ. What has changed in content is read again, and so written too.
            outdated = [name for name in outdated if not self.get_output_path(name).exists()]
        yield from outdated

    def render_partial(self, node: nodes.Node | None) -> dict[str, str]:
        """Render a node alone; a title once, which Sphinx renders for each page linked to it."""
        if not isinstance(node, nodes.title):
            return super().render_partial(node)
        if node not in self._titles:
            # A copy: Sphinx 8 gives one dictionary, which it fills anew for each node.
            self._titles[node] = dict(super().render_partial(node))
        return self._titles[node]

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write pages in as many processes as read them.

        Sphinx takes one fewer, for the main process resolves references meanwhile. But that is the
        lesser work: with `-j 2` it would wait for a single writer most of the time.
        """
        if self.parallel_ok:
            self._write_parallel(sorted(docnames), nproc=self.processes)
        else:
            super().write_documents(docnames)

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Load the search index, unless nothing will be added to it or taken from it."""
        is_there = Path(self.outdir, self.searchindex_filename).exists()
        self.is_index_current = is_there and not docnames and not self._domain.has_lost_pages
        if not self.is_index_current:
            super().load_indexer(docnames)

    def dump_search_index(self) -> None:
        """Write the search index, unless it is as it was."""
        if not self.is_index_current:
            super().dump_search_index()


class SeriesDirectoryHTMLBuilder(SeriesHTMLBuilder, DirectoryHTMLBuilder):
    """Sphinx's `dirhtml`, with what the extension adds."""

    name = "dirhtml"


BUILDERS = (SeriesHTMLBuilder, SeriesDirectoryHTMLBuilder)


def count_processes(app: Sphinx) -> None:
    """Let the builder write in as many processes as Sphinx reads."""
    if isinstance(app.builder, SeriesHTMLBuilder):
        app.builder.processes = app.parallel
