"""What cross-references name, while a page is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes
from sphinx.search import IndexBuilder
from sphinx.util import docname_join

from sphinx_series.core.catalogue.related import NOTHING_RELATED, Related
from sphinx_series.domain import series_domain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_series.domain import SeriesDomain


def named(reference: addnodes.pending_xref, docname: str) -> tuple[str, str] | None:
    """Give the role and target of what shows a title that another page has."""
    target = reference["reftarget"]
    match reference.get("refdomain"), reference.get("reftype"):
        case "series", role:
            return role, target
        case "std", "doc":
            return "doc", docname_join(docname, target)
        case "doc", _:  # MyST's links to files
            return "doc", target
    return None


def note_links(app: Sphinx, document: nodes.document) -> None:
    """When a post was read, note to which pages it links."""
    docname = app.env.current_document.docname
    domain = series_domain(app.env)
    if domain.post_of_source(docname):
        found = (named(node, docname) for node in document.findall(addnodes.pending_xref))
        links = {link for link in found if link and link[0] in {"doc", "post"}}
        domain.page(docname).links = tuple(sorted(links))


def related(env: BuildEnvironment, domain: SeriesDomain) -> Related:
    """Give what finds related posts, where the project wants them."""
    if not domain.options.related:
        return NOTHING_RELATED
    language = env.config.html_search_language or env.config.language
    return Related(
        [post for post in domain.catalogue.posts.values() if not post.unlisted],
        {docname: set(_linked(domain, docname)) for docname in domain.pages},
        # Those that Sphinx's search passes over.
        IndexBuilder(env, language, {}, "").lang.stopwords,
        domain.options.related,
    )


def _linked(domain: SeriesDomain, docname: str) -> Iterator[str]:
    for role, name in domain.pages[docname].links:
        yield domain.catalogue.slugs.get(name, name) if role == "post" else name
