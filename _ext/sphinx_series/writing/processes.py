"""Pages that are resolved and written in several processes at once.

Sphinx resolves each document and feeds the search index in the main process, which then does half
of all work, however many processes write. Here the process that writes a page does all of that, and
sends back what the main process has to know: the dictionaries and sets that grow by it.

Other extensions may note something when a document is resolved. One that connects to the event
`series-gather` gives what it fills, and be it nothing; some are known here to fill nothing. With
any other, pages are resolved in Sphinx's way.
"""

from __future__ import annotations

import gc
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx import version_info
from sphinx.transforms.post_transforms.images import BaseImageConverter
from sphinx.util.build_phase import BuildPhase
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

Growing: TypeAlias = Any
"""A dictionary by docnames or words, or a set of docnames."""

GATHER = "series-gather"

# How often each of the processes that run at a time has its turn.
_TURNS = 2

# What acts on a document that is being resolved.
_EVENTS = ("doctree-resolved", "missing-reference", "warn-missing-reference")

# What many packages stand below.
_NAMESPACES = ("sphinxcontrib", "sphinxext")

# Packages whose code was read: they change the document, and note nothing.
_KNOWN = frozenset({"furo", "myst_parser", "pydata_sphinx_theme", "sphinx", "sphinx_design"})


class Stems(dict[str, str]):
    """The stem of each word that was asked for."""

    def __init__(self, stem: Callable[[str], str]) -> None:
        super().__init__()
        self.stem = stem

    def __missing__(self, word: str) -> str:
        """Stem a word that is new."""
        found = self[word] = self.stem(word)
        return found


def write(
    app: Sphinx, builder: StandaloneHTMLBuilder, docnames: Sequence[str], stems: dict[str, str]
) -> None:
    """Write pages with as many processes as the build has.

    A process begins with all *stems* that those before it have found.
    """
    growing = list(_growing(app, builder))
    # What the first page needs, its templates above all, the others need too.
    _write(app, builder, docnames[:1])
    gc.freeze()  # else each process copies all memory as soon as it looks for what is free
    # Each process makes anew what it needs for its pages, so there are no more than it takes
    # for all to end at about the same time.
    size = -(-len(docnames) // (_TURNS * app.parallel))
    chunks = [docnames[start : start + size] for start in range(1, len(docnames), size)]
    message, color = "writing output... ", "darkgreen"
    progress = status_iterator(chunks, message, color, len(chunks), app.verbosity)

    ended: dict[str, list[Growing]] = {}

    def work(chunk: Sequence[str]) -> tuple[list[Growing], dict[str, str]]:
        for one in growing:
            one.clear()
        known = len(stems)
        _write(app, builder, chunk)
        return growing, dict(islice(stems.items(), known, None))

    def done(chunk: Sequence[str], result: tuple[list[Growing], dict[str, str]]) -> None:
        ended[chunk[0]], found = result
        stems.update(found)
        next(progress)

    tasks = ParallelTasks(app.parallel)
    for chunk in chunks:
        tasks.add_task(work, chunk, done)
    tasks.join()
    # In the order of the pages, as one process would have it, and not of the processes' ends.
    for chunk in chunks:
        for one, more in zip(growing, ended[chunk[0]], strict=True):
            _merge(one, more)


def _write(app: Sphinx, builder: StandaloneHTMLBuilder, docnames: Iterable[str]) -> None:
    # Sphinx 9 asks for the tags that Sphinx 8 takes from the builder.
    tags: Any = {"tags": app.tags} if version_info >= (9,) else {}
    for docname in docnames:
        builder.phase = BuildPhase.RESOLVING
        document = app.env.get_and_resolve_doctree(docname, builder, **tags)
        builder.phase = BuildPhase.WRITING
        builder.write_doc_serialized(docname, document)
        builder.write_doc(docname, document)


def _growing(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Growing]:
    """Give what grows while pages are written, in the order that all processes know."""
    yield builder.images
    if index := builder.indexer:
        yield from (index._titles, index._filenames, index._all_titles, index._index_entries)  # noqa: SLF001
        yield from (index._mapping, index._title_mapping)  # noqa: SLF001
    for found in app.emit(GATHER):
        yield from found


def _merge(one: Growing, more: Growing) -> None:
    if not isinstance(more, dict):
        one.update(more)
        return
    for key, value in more.items():
        if isinstance(value, set):
            one.setdefault(key, set()).update(value)
        else:
            one[key] = value


def obstacles(
    app: Sphinx, builder: StandaloneHTMLBuilder, write_parallel: Callable[..., object]
) -> list[str]:
    """Name what may note something of its own while pages are resolved, and has not said what."""
    known = _KNOWN | {_package(one.handler) for one in app.events.listeners.get(GATHER, ())}
    found = {_package(handler) for handler in _handlers(app, builder)} - known
    functions = [write_parallel, builder.write_doc_serialized, builder.index_page]
    functions += [builder.indexer.feed] if builder.indexer else []
    return sorted(found | {_package(function) for function in functions} - {"sphinx"})


def _handlers(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[object]:
    for event in _EVENTS:
        yield from (listener.handler for listener in app.events.listeners.get(event, ()))
    for transform in app.registry.get_post_transforms():
        if not issubclass(transform, BaseImageConverter):
            yield transform
        elif transform.__module__ != BaseImageConverter.__module__ and _acts(transform, builder):
            # It gives pictures names by the order in which they come.
            yield transform.__qualname__


def _acts(converter: type[BaseImageConverter], builder: StandaloneHTMLBuilder) -> bool:
    """Tell whether a converter may find a picture that the builder cannot show as it is."""
    shown = builder.supported_image_types
    rules = getattr(converter, "conversion_rules", [("", shown[0])])
    return any(old not in shown and new in shown for old, new in rules)


def _package(handler: object) -> str:
    first, *rest = _module(handler).split(".")
    return ".".join([first, *rest[:1]]) if first in _NAMESPACES else first


def _module(handler: object) -> str:
    """Tell where a function was written: its `__module__` may be that of one that it wraps."""
    names = getattr(getattr(handler, "__func__", handler), "__globals__", None)
    if names is None:
        return str(getattr(handler, "__module__", handler))
    return str(names.get("__name__", "conf.py"))  # which is no module
