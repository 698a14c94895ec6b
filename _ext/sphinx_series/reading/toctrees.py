"""The toctrees of declarations: filled with what the Catalogue says is theirs."""

from __future__ import annotations

import os
import pickle
import shutil
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx_series_base.state import relied_on

from sphinx_series.core.catalogue.navigation import Navigation, Toctree
from sphinx_series.core.model import OtherTopics, SeriesDeclaration
from sphinx_series.core.problems import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx_series_base.problems import Problem

    from sphinx_series.core.model import Topic
    from sphinx_series.domain import SeriesDomain, ToctreeRecord

    # By page and slot: the entries of a declaration, each a title or None with a docname.
    Children: TypeAlias = dict[str, list[tuple[tuple[str | None, str], ...]]]


def children(env: BuildEnvironment, domain: SeriesDomain) -> tuple[Children, list[Problem]]:
    """Give what each declaration has below it, and the problems of what would be below itself.

    Sphinx follows toctrees without looking for circles, so none may be there: what closes one is
    left out. Circles of toctrees that authors wrote themselves are theirs.
    """
    found = {
        docname: [domain.catalogue.children(docname, request) for request in page.requests]
        for docname, page in sorted(domain.pages.items())
    }
    problems = []
    authored = _authored(env, domain)
    graph = {
        page: sorted({*below, *_documents(chain(*found.get(page, ())))} - {page})
        for page, below in authored.items()
    }
    depths = _depths(env.config.root_doc, graph)
    while cycle := _cycle(graph):
        edges = list(zip(cycle[1:], cycle, strict=False))
        declared = [edge for edge in edges if edge[1] not in authored[edge[0]]]
        parent, child = min(
            declared or edges, key=lambda edge: (depths.get(edge[1], len(depths)), edge)
        )
        graph[parent].remove(child)
        for slot in _slots(found, parent, child):
            entries = found[parent][slot]
            found[parent][slot] = tuple(entry for entry in entries if entry[1] != child)
            problems.append(
                Kind.DIRECTIVE.at(
                    domain.pages[parent].requests[slot].place,
                    f"{child!r} lies above this page, and would be below it as well: it "
                    "is left out of the tables of contents; take it out here",
                )
            )
    return found, problems


def _documents(entries: Iterable[tuple[str | None, str]]) -> Iterator[str]:
    """Give the documents among the entries of toctrees, without the URLs of other projects."""
    return (child for _, child in entries if "://" not in child)


def _authored(env: BuildEnvironment, domain: SeriesDomain) -> dict[str, set[str]]:
    """Give the pages that the toctrees of each page list, but for those of declarations."""
    return {
        docname: {
            child
            for toctree in (domain.pages[docname].toctrees if docname in domain.pages else ())
            if toctree.slot is None
            for _, child in toctree.entries
        }
        for docname in sorted(env.found_docs)
    }


def _cycle(graph: Mapping[str, list[str]]) -> list[str]:
    """Give a circle, from each page to the one above it; an empty list where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        # In its terms a page depends on those below it, which it names the other way round.
        found: list[str] = error.args[1]
        return found
    return []


def _depths(root: str, graph: Mapping[str, list[str]]) -> dict[str, int]:
    """Say how far below the home page each page is."""
    depths = {root: 0}
    level = [root]
    while level:
        below = dict.fromkeys(child for page in level for child in graph.get(page, ()))
        level = [child for child in below if child not in depths]
        depths |= dict.fromkeys(level, len(depths))
    return depths


def _slots(found: Children, parent: str, child: str) -> list[int]:
    """Give the declarations of a page that have another page below them."""
    return [
        slot
        for slot, entries in enumerate(found.get(parent, ()))
        if any(entry[1] == child for entry in entries)
    ]


def fill(app: Sphinx, env: BuildEnvironment, domain: SeriesDomain, children: Children) -> list[str]:
    """Fill the toctrees of declarations, make the sidebar of them, and give the changed pages."""
    unlisted = [name for name, post in domain.catalogue.posts.items() if post.unlisted]
    _note_children(env, children, unlisted)
    toctrees = {
        docname: [_toctree(domain, docname, toctree, children) for toctree in page.toctrees]
        for docname, page in domain.pages.items()
    }
    domain.navigation = Navigation(env.config.root_doc, toctrees, domain.markup)
    declaring = sorted(
        docname
        for docname, page in domain.pages.items()
        if any(toctree.slot is not None for toctree in page.toctrees)
    )
    return [docname for docname in declaring if _fill(app, domain, docname, children)]


def _note_children(env: BuildEnvironment, children: Children, unlisted: Iterable[str]) -> None:
    """Tell Sphinx who is in a toctree, and so no orphan; unlisted posts are in none on purpose.

    Its own notes say also which page to write again with each; ours follow their Views.
    """
    for docname in [name for name, parents in env.files_to_rebuild.items() if not parents]:
        del env.files_to_rebuild[docname]
    for declared in children.values():
        for entries in declared:
            for child in _documents(entries):
                env.files_to_rebuild.setdefault(child, set())
    for docname in unlisted:
        env.files_to_rebuild.setdefault(docname, set())


def _toctree(
    domain: SeriesDomain, docname: str, toctree: ToctreeRecord, children: Children
) -> Toctree:
    if toctree.slot is None:
        return Toctree(
            entries=toctree.entries, caption=toctree.caption, is_hidden=toctree.is_hidden
        )
    request = domain.pages[docname].requests[toctree.slot]
    return Toctree(
        entries=children[docname][toctree.slot],
        owner="series" if isinstance(request, SeriesDeclaration) else "topic",
    )


def _fill(app: Sphinx, domain: SeriesDomain, docname: str, children: Children) -> bool:
    """Put the children of a page's declarations into its toctrees; tell whether any changed.

    Sphinx keeps toctrees in three places: the tables of contents, the relations, and the
    stored doctree, from which it assembles books.
    """
    env = app.env
    _set_sections(env, domain, docname)
    if not _set_children(env.tocs[docname], children[docname]):
        return False
    env.toctree_includes[docname] = [
        child
        for toctree in env.tocs[docname].findall(addnodes.toctree)
        for child in toctree["includefiles"]
    ]
    path = env.doctreedir / f"{docname}.doctree"
    doctree = pickle.loads(path.read_bytes())  # noqa: S301
    _set_children(doctree, children[docname])
    _store(app, docname, doctree, path)
    return True


def _set_sections(env: BuildEnvironment, domain: SeriesDomain, docname: str) -> None:
    """Put the sections of topics that a page declares together into its table of contents."""
    requests = domain.pages[docname].requests
    for toctree in list(env.tocs[docname].findall(addnodes.toctree)):
        request = requests[toctree["series_slot"]] if "series_slot" in toctree else None
        if isinstance(request, OtherTopics):
            items = toctree.parent
            for old in [
                item for item in items.findall(nodes.list_item) if "series_section" in item
            ]:
                items.remove(old)
            place = items.index(toctree)
            items[place:place] = [
                _section(docname, topic) for topic in domain.catalogue.others_of(request)
            ]
            entries = env.tocs[docname].findall(nodes.reference)
            env.toc_num_entries[docname] = sum(1 for _ in entries)


def _section(docname: str, topic: Topic) -> nodes.list_item:
    """Make an entry of a table of contents as Sphinx makes it."""
    reference = nodes.reference(
        "", topic.title, internal=True, refuri=docname, anchorname=f"#{topic.anchor}"
    )
    entry = addnodes.compact_paragraph("", "", reference)
    return nodes.list_item("", entry, series_section=True)


def _store(app: Sphinx, docname: str, doctree: nodes.document, path: Path) -> None:
    """Let Sphinx store a doctree whole: it would not read a page again whose file was cut short."""
    folder = app.builder.doctreedir
    # Another build may store the same one.
    own = app.builder.doctreedir = folder / f".series-unfinished-{os.getpid()}"
    try:
        with relied_on(path):
            app.builder.write_doctree(docname, doctree)
            Path(own, f"{docname}.doctree").replace(path)
    finally:
        app.builder.doctreedir = folder
        shutil.rmtree(own, ignore_errors=True)


def _set_children(tree: nodes.Element, declared: list[tuple[tuple[str | None, str], ...]]) -> bool:
    changed = False
    for toctree in tree.findall(addnodes.toctree):
        if "series_slot" not in toctree:
            continue
        entries = list(declared[toctree["series_slot"]])
        if toctree["entries"] != entries:
            toctree["entries"] = entries
            toctree["includefiles"] = [*_documents(entries)]
            changed = True
    return changed
