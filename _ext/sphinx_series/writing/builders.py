"""What the extension adds to the two HTML builders, which stay Sphinx's own.

Other extensions ask for the very class of a builder, so none is put in its place: functions of one
builder are wrapped when it is there. It writes what it would write without them. It renders each
title and stems each word once, gives as many processes to writing as Sphinx gives to reading, and
leaves the search index alone when no page is written; with `series_content_hash` it judges a source
by its content and not by its time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from docutils import nodes
from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder
from sphinx.util import logging

from sphinx_series.domain import series_domain
from sphinx_series.output_paths import NAMES

from . import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from sphinx_series.domain import SeriesDomain


_logger = logging.getLogger(__name__)

_WRAPPED = (
    "get_outdated_docs",
    "write",
    "render_partial",
    "_write_parallel",
    "load_indexer",
    "dump_search_index",
    "dump_inventory",
)


class _Additions:
    """Functions that stand before those of one builder.

    Each calls the function that it finds, be it Sphinx's or one that another extension put there,
    on the builder before or on its class at any time.
    """

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        self.app = app
        self.builder = builder
        self.titles: dict[nodes.title, dict[str, str]] = {}
        self.stems: dict[str, str] = {}
        self.is_index_current = False
        # What another extension has put on the builder already.
        self.put_by_others: dict[str, Callable[..., Any]] = {
            name: vars(builder)[name] for name in _WRAPPED if name in vars(builder)
        }

    @property
    def _domain(self) -> SeriesDomain:
        return series_domain(self.app.env)

    def put(self) -> None:
        """Let the builder use the functions."""
        # Through its attributes: its class stays as it is, and so do all other builders.
        vars(self.builder).update({name: getattr(self, name) for name in _WRAPPED})

    def _found(self, name: str) -> Callable[..., Any]:
        """Give the builder's own function, as the class has it now: others may have changed it."""
        if name in self.put_by_others:
            return self.put_by_others[name]
        before = vars(self.builder).pop(name)
        try:
            found: Callable[..., Any] = getattr(self.builder, name)
            return found
        finally:
            vars(self.builder)[name] = before

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the documents whose pages are older than their sources, or have other content."""
        info = Path(self.app.outdir, ".buildinfo")
        before = info.read_bytes() if info.is_file() else b""
        outdated = list(self._found("get_outdated_docs")())
        if self._domain.options.content_hash and info.is_file() and info.read_bytes() == before:
            # Only times differ. What has changed in content is read again, and so written too.
            outdated = [
                name for name in outdated if not self.builder.get_output_path(name).exists()
            ]
        yield from outdated

    def write(
        self,
        build_docnames: Iterable[str] | None,
        updated_docnames: Iterable[str],
        method: Literal["all", "specific", "update"] = "update",
    ) -> None:
        """Write pages; of a shard its own alone."""
        own, env = self._domain.own, self.app.env
        if own is None:
            self._found("write")(build_docnames, updated_docnames, method)
            return
        asked = own if build_docnames is None else own.intersection(build_docnames)
        # From here Sphinx takes pages with toctrees besides, which others may have.
        above, env.files_to_rebuild = env.files_to_rebuild, {}
        self._found("write")(asked, own.intersection(updated_docnames), method)
        env.files_to_rebuild = above

    def render_partial(self, node: nodes.Node | None) -> dict[str, str]:
        """Render a node alone; a title once, which Sphinx renders for each page linked to it."""
        render: Callable[[nodes.Node | None], dict[str, str]] = self._found("render_partial")
        if not isinstance(node, nodes.title):
            return render(node)
        if node not in self.titles:
            # A copy: Sphinx 8 gives one dictionary, which it fills anew for each node.
            self.titles[node] = dict(render(node))
        return self.titles[node]

    def _write_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        """Let the processes that write pages resolve them too, unless something stands against it.

        Sphinx takes one fewer than it has for reading, for the main process resolves references
        meanwhile. That is the lesser work: with `-j 2` it would wait for a single writer most of
        the time.
        """
        write_parallel = self._found("_write_parallel")
        if obstacles := processes.obstacles(self.app, self.builder, write_parallel):
            _logger.info(
                "the main process resolves all pages itself, for it may gather something there: %s",
                ", ".join(obstacles),
            )
            write_parallel(docnames, nproc=max(nproc, self.app.parallel))
        else:
            processes.write(self.app, self.builder, docnames, self.stems)

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Load the search index, unless nothing will be added to it or taken from it.

        It stems each word once in a build; Sphinx does it once for each page. Without PyStemmer,
        which no plain installation has, that would be half of all work in the main process.
        """
        is_there = Path(self.app.outdir, self.builder.searchindex_filename).exists()
        self.is_index_current = is_there and not docnames and not self._domain.has_lost_pages
        if not self.is_index_current:
            # The first index of a shard lacks nothing.
            is_first = self._domain.own is not None and not is_there
            self._found("load_indexer")(self.app.env.all_docs.keys() if is_first else docnames)
            if indexer := self.builder.indexer:
                # Through its attributes, as the builder's.
                vars(indexer)["prune"] = _quickly(indexer.prune)
                self.stems = processes.Stems(indexer.lang.stem)
                vars(indexer.lang)["stem"] = self.stems.__getitem__

    def dump_search_index(self) -> None:
        """Write the search index, unless it is as it was, or has no page.

        The latter is so of a shard without documents, and where a draft alone was asked for. Sphinx
        has no index without pages, and ends with an error.
        """
        is_empty = self.builder.indexer and not self.builder.indexer._titles  # noqa: SLF001
        if not self.is_index_current and not is_empty:
            self._found("dump_search_index")()

    def dump_inventory(self) -> None:
        """Write the inventory; of all shards the one with the home page does."""
        own = self._domain.own
        if own is None or self.app.config.root_doc in own:
            self._found("dump_inventory")()
        else:
            Path(self.app.outdir, INVENTORY_FILENAME).unlink(missing_ok=True)


def _quickly(prune: Callable[[AbstractSet[str]], None]) -> Callable[[Iterable[str]], None]:
    """Let the index take out what is gone in the time that its own pages take.

    Sphinx gives it a dictionary, which it would go through for each word.
    """
    return lambda docnames: prune(set(docnames))


def add(app: Sphinx) -> None:
    """Give the builder its additions, where it is one of the two."""
    if isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name in NAMES:
        _Additions(app, app.builder).put()
