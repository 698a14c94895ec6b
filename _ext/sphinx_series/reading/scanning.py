"""Before anything is read: front matter is scanned, and what must be read again is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx import addnodes
from sphinx.util.matching import patfilter
from sphinx_series_base.digest import digest

from sphinx_series.domain import series_domain
from sphinx_series.sources import is_hidden, parse_page, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_series.domain import SeriesDomain


def before_reading(
    _app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Scan front matter, take out what is not published, and say what must be read again."""
    domain = series_domain(env)
    if domain.options.content_hash:
        changed -= {name for name in changed if _is_as_read(env, domain, name)}
    _scan(env, domain)
    hidden = {
        docname for docname, (_, page) in domain.scans.items() if is_hidden(page, domain.options)
    }
    domain.hidden = frozenset(hidden)
    env.project.docnames -= hidden
    added -= hidden
    changed -= hidden
    removed |= hidden & env.all_docs.keys()
    return sorted({*_with_changed_patterns(env, domain), *_with_removed_children(env, removed)})


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
    paths = [env.doc2path(docname), *(Path(env.srcdir, path) for path in env.dependencies[docname])]
    contents = [(path, path.read_bytes() if path.is_file() else b"") for path in sorted(paths)]
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
            domain.scans[docname] = (signature, page)


def _with_changed_patterns(env: BuildEnvironment, domain: SeriesDomain) -> Iterator[str]:
    known = env.found_docs | domain.hidden
    for docname, page in domain.pages.items():
        if any(
            found and tuple(sorted(patfilter(known, pattern))) != found
            for pattern, found in page.patterns.items()
        ):
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
