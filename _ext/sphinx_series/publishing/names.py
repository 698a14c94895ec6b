"""What became of recorded names in the site that a build has written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_series_base.state import read_json, replace_json, state_path

from sphinx_series import output_paths
from sphinx_series.built_site import BuiltPages
from sphinx_series.core.addresses import addresses
from sphinx_series.core.names.check import SiteNames
from sphinx_series.core.names.names import Name, an_object, place
from sphinx_series.core.names.published import Published
from sphinx_series.domain import series_domain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx_series_base.problems import Problem


def problems(app: Sphinx, pages: Mapping[str, str]) -> list[Problem]:
    """Report what is wrong with the file of names, and names that lead nowhere.

    What pages have is read from the files as they were written, of which most are as before.

    Args:
        app: the application.
        pages: the address of each document.
    """
    domain = series_domain(app.env)
    if not domain.register.records:
        return list(domain.register.problems)
    store = state_path(app, "series-places")
    stored = read_json(store)
    built = BuiltPages(Path(app.outdir), stored)
    judged = SiteNames(
        register=domain.register,
        published=Published(
            pages=sorted(pages.values()),
            page=built.page,
            objects=dict(_objects(app, pages)),
        ),
        sources={
            address: str(app.env.doc2path(docname, base=False))
            for docname, address in pages.items()
        },
        retired=frozenset(_retired(app)),
    )
    found = list(judged.problems())
    read = built.store()
    if read != stored:
        replace_json(store, read)
    return found


def _objects(app: Sphinx, pages: Mapping[str, str]) -> Iterator[tuple[Name, Name]]:
    """Give the objects of the inventory with their places, without those that lines keep."""
    kept = series_domain(app.env).old_names
    for domain in app.env.domains.sorted():
        for name, _shown, kind, docname, anchor, _priority in domain.get_objects():
            known = an_object(f"{domain.name}:{kind}", name)
            if known not in kept:
                address = pages.get(docname) or _address(app, docname)
                yield known, place(address, anchor)


def _address(app: Sphinx, page: str) -> str:
    """Give the address of a page that is no document, as the index is none."""
    return addresses.of_file(output_paths.file_of(app, page))


def _retired(app: Sphinx) -> Iterator[Name]:
    """Give the objects of posts that have expired."""
    for docname, post in series_domain(app.env).catalogue.expired.items():
        yield an_object("std:doc", docname)
        yield an_object("series:post", post.slug)
