"""Before anything is read: front matter is scanned, and what must be read again is said."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import addnodes
from sphinx_series_base.digest import digest
from sphinx_series_base.problems import Place

from sphinx_series import output_paths, shards
from sphinx_series.core.addresses.taken import unplaced
from sphinx_series.core.problems import Kind
from sphinx_series.domain import series_domain
from sphinx_series.sources import is_hidden, parse_page, read_text

from .patterns import matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx_series_base.problems import Problem

    from sphinx_series.domain import SeriesDomain


def before_reading(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Scan front matter, take out what is not published, and say what must be read again."""
    domain = series_domain(env)
    domain.translations = _translations(env)
    domain.unplaced = dict(_unplaced(app, env))
    removed |= _take_out(domain.unplaced.keys(), env, added, changed)
    changed |= _replaced(env, domain)
    if domain.options.content_hash:
        changed -= {name for name in changed if _is_as_read(env, domain, name)}
    changed |= {name for name in env.all_docs.keys() & env.found_docs if not _is_whole(env, name)}
    _scan(env, domain)
    hidden = {
        docname for docname, (_, page) in domain.scans.items() if is_hidden(page, domain.options)
    }
    domain.hidden = frozenset(hidden)
    removed |= _take_out(hidden, env, added, changed)
    removed |= shards.left_to_others(app, env, domain, removed)
    domain.set_aside()
    return sorted({*_with_changed_patterns(env, domain), *_with_removed_children(env, removed)})


def _translations(env: BuildEnvironment) -> dict[str, frozenset[Any]]:
    """Give the translations of documents; Sphinx has just noted those of all as dependencies."""
    return {
        docname: frozenset(path for path in paths if str(path).endswith(".mo"))
        for docname, paths in env.dependencies.items()
    }


def _take_out(
    docnames: Iterable[str], env: BuildEnvironment, added: set[str], changed: set[str]
) -> set[str]:
    """Take documents out of a build; give those that an earlier build has read."""
    others = set(docnames)
    env.project.docnames -= others
    added -= others
    changed -= others
    return others & env.all_docs.keys()


def _unplaced(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, Problem]]:
    """Give the documents whose files no folder can hold beside those of others, each with why."""
    is_html = app.builder.name in output_paths.NAMES
    others: list[str] = []
    if is_html:
        others = [*output_paths.files_of_sphinx(app), *output_paths.files_of_project(app)]
    root = env.config.root_doc
    ordered = sorted(env.found_docs, key=lambda name: (name != root, name))
    documents = [(name, output_paths.files_of(app, name) if is_html else []) for name in ordered]
    for docname, message in unplaced(documents, others):
        place = Place(path=str(env.doc2path(docname)), line=1)
        yield docname, Kind.SAME_ADDRESS.at(place, message)


def _replaced(env: BuildEnvironment, domain: SeriesDomain) -> set[str]:
    """Give the documents of which a file is another one than was read; Sphinx misses older ones."""
    return {
        docname
        for docname, known in domain.files.items()
        if docname in env.found_docs
        and known != (env.all_docs.get(docname), statuses(env, docname))
    }


def statuses(env: BuildEnvironment, docname: str) -> str:
    """Give a digest of the times and sizes of a source and of all files that it depends on."""
    return digest(repr([(path, _status(path)) for path in _paths(env, docname)]))


def _status(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - of many thousand files
    except (OSError, ValueError):
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _paths(env: BuildEnvironment, docname: str) -> list[str]:
    """Give the files from which a document was read."""
    own = env.dependencies.get(docname, ())
    return sorted([str(env.doc2path(docname)), *(os.path.join(env.srcdir, path) for path in own)])  # noqa: PTH118


def _is_whole(env: BuildEnvironment, docname: str) -> bool:
    """Tell whether a stored doctree has its end, which one has not that was cut short."""
    try:
        with open(f"{env.doctreedir}/{docname}.doctree", "rb") as file:  # noqa: PTH123
            file.seek(-1, os.SEEK_END)
            return file.read() == pickle.STOP
    except OSError:
        return False


def _is_as_read(env: BuildEnvironment, domain: SeriesDomain, docname: str) -> bool:
    """Tell whether a source and what it depends on have the content with which it was read."""
    return (
        docname not in env.reread_always
        and (env.doctreedir / f"{docname}.doctree").is_file()
        and domain.contents.get(docname)
        == (env.all_docs.get(docname), content_digest(env, docname))
    )


def content_digest(env: BuildEnvironment, docname: str) -> str:
    """Give a digest of a source and of all files that it depends on."""
    paths = map(Path, _paths(env, docname))
    contents = [(path, path.read_bytes() if path.is_file() else b"") for path in paths]
    return digest(repr([(str(path), digest(content)) for path, content in contents]))


def _scan(env: BuildEnvironment, domain: SeriesDomain) -> None:
    """Read the front matter of new and changed sources."""
    habits = domain.options.habits
    way = digest(repr((str(habits.zone), habits.topics)))
    for docname in domain.scans.keys() - env.found_docs:
        del domain.scans[docname]
    for docname in sorted(env.found_docs):
        path = env.doc2path(docname)
        status = path.stat()
        signature = (status.st_mtime_ns, status.st_size, way)
        if domain.scans.get(docname, (None,))[0] != signature:
            page = parse_page(read_text(path), path, docname, env.config.source_suffix, habits)
            if domain.scans.get(docname, (None, None))[1] != page:
                # The zone may be another one, for which Sphinx reads no document again.
                domain.page_digests.pop(docname, None)
            domain.scans[docname] = (signature, page)


def _with_changed_patterns(env: BuildEnvironment, domain: SeriesDomain) -> Iterator[str]:
    known = env.found_docs | domain.hidden
    for docname, page in domain.pages.items():
        if any(matching(known, pattern) != found for pattern, found in page.patterns.items()):
            yield docname


def _with_removed_children(env: BuildEnvironment, removed: set[str]) -> Iterator[str]:
    """Give the pages whose own toctrees list a removed page; Sphinx reads them only if it is new.

    The toctrees of declarations are filled anew at each build.
    """
    for docname, children in env.toctree_includes.items():
        if docname in env.found_docs and not removed.isdisjoint(children):
            yield from (
                docname
                for toctree in env.tocs[docname].findall(addnodes.toctree)
                if "series_slot" not in toctree and not removed.isdisjoint(toctree["includefiles"])
            )
