"""The toctrees of declarations: filled with what the Catalogue says is theirs."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, TypeAlias

from sphinx import addnodes

from sphinx_series.core.catalogue.navigation import Navigation, Toctree
from sphinx_series.core.model import SeriesDeclaration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_series.domain import SeriesDomain, ToctreeRecord

    # By page and slot: the entries of a declaration, each a title or None with a docname.
    Children: TypeAlias = Mapping[str, list[tuple[tuple[str | None, str], ...]]]


def fill(app: Sphinx, env: BuildEnvironment, domain: SeriesDomain) -> list[str]:
    """Fill the toctrees of declarations, make the sidebar of them, and give the changed pages."""
    children: Children = {
        docname: [domain.catalogue.children(docname, request) for request in page.requests]
        for docname, page in domain.pages.items()
    }
    unlisted = [name for name, post in domain.catalogue.posts.items() if post.unlisted]
    _note_children(env, children, unlisted)
    toctrees = {
        docname: [_toctree(domain, docname, toctree, children) for toctree in page.toctrees]
        for docname, page in domain.pages.items()
    }
    domain.navigation = Navigation(env.config.root_doc, toctrees, domain.markup)
    return [docname for docname in sorted(domain.pages) if _fill(app, env, docname, children)]


def _note_children(env: BuildEnvironment, children: Children, unlisted: Iterable[str]) -> None:
    """Tell Sphinx who is in a toctree, and so no orphan; unlisted posts are in none on purpose.

    Its own notes say also which page to write again with each; ours follow their Views.
    """
    for docname in [name for name, parents in env.files_to_rebuild.items() if not parents]:
        del env.files_to_rebuild[docname]
    for declared in children.values():
        for entries in declared:
            for _, child in entries:
                env.files_to_rebuild.setdefault(child, set())
    for docname in unlisted:
        env.files_to_rebuild.setdefault(docname, set())


def _toctree(
    domain: SeriesDomain, docname: str, toctree: ToctreeRecord, children: Children
) -> Toctree:
    if toctree.slot is None:
        return Toctree(entries=toctree.entries, caption=toctree.caption)
    request = domain.pages[docname].requests[toctree.slot]
    return Toctree(
        entries=children[docname][toctree.slot],
        owner="series" if isinstance(request, SeriesDeclaration) else "topic",
    )


def _fill(app: Sphinx, env: BuildEnvironment, docname: str, children: Children) -> bool:
    """Put the children of a page's declarations into its toctrees; tell whether any changed.

    Sphinx keeps toctrees in three places: the tables of contents, the relations, and the
    stored doctree, from which it assembles books.
    """
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
    app.builder.write_doctree(docname, doctree)
    return True


def _set_children(tree: nodes.Element, declared: list[tuple[tuple[str | None, str], ...]]) -> bool:
    changed = False
    for toctree in tree.findall(addnodes.toctree):
        if "series_slot" not in toctree:
            continue
        entries = list(declared[toctree["series_slot"]])
        if toctree["entries"] != entries:
            toctree["entries"] = entries
            toctree["includefiles"] = [child for _, child in entries]
            changed = True
    return changed
