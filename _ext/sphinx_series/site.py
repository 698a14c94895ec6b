"""The addresses of a build's documents, and what is asked of them.

They are asked for before pages are written, which keep old names, and after it, when all other
files are known.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import output_paths
from .core.addresses import elsewhere
from .core.addresses.site_addresses import SiteAddresses
from .core.names import kept
from .domain import series_domain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx

    from .core.addresses.ledger import Record

# Extensions that write pages that redirect; none of them says which.
_REDIRECTING = ("ablog", "sphinx_reredirects", "sphinxcontrib.redirects", "sphinxext.rediraffe")


def neighbours(app: Sphinx) -> list[str]:
    """Give the loaded extensions that write redirects too."""
    return [name for name in _REDIRECTING if name in app.extensions]


def file_of(app: Sphinx, docname: str) -> str:
    """Give the file of a document's page, which with other builders is that of `html`."""
    if app.builder.name in output_paths.NAMES:
        return output_paths.file_of(app, docname)
    return f"{docname}.html"


def addressed(app: Sphinx, files: Mapping[str, str], records: Sequence[Record]) -> SiteAddresses:
    """Give the documents with what is asked of their addresses.

    Args:
        app: the application, when all is read.
        files: the file of each document's page.
        records: the lines of the ledger.
    """
    env, domain = app.env, series_domain(app.env)
    catalogue = domain.catalogue
    return SiteAddresses(
        folder=Path(app.srcdir),
        sources={name: str(env.doc2path(name, base=False)) for name in files},
        files=files,
        posts=catalogue.posts,
        expired={file_of(app, name): post for name, post in catalogue.expired.items()},
        slugs=catalogue.slugs,
        permalink=domain.options.permalink,
        hosts=domain.options.hosts,
        records=records,
        others=[*kept.requests(domain.register)],
        neighbours=neighbours(app),
        find=elsewhere.finder(catalogue.sites),
    )
