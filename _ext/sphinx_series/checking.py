"""The command ``check``: what a build would say of front matter, redirects and ledger.

Everything is judged by the code that builds use. What only directives or a build know is left to
the build: the parts of series, listings, cross-references, and files that themes bring. Nothing is
said here that a build would not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.logging import is_suppressed_warning
from sphinx.util.matching import get_matching_files

from . import config
from .core import addresses, catalogue, publishing, servers
from .core.model import Query, SeriesDeclaration, TopicDeclaration
from .core.problems import Kind, Place, Problem
from .core.site import Site
from .project import texts
from .sources import read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from .core.catalogue import Catalogue
    from .core.ledger import Record
    from .core.model import Request
    from .project import Project

# What the Catalogue can tell without knowing what the directives say.
_OF_FRONT_MATTER = frozenset({
    Kind.FRONT_MATTER,
    Kind.DUPLICATE_SLUG,
    Kind.UNKNOWN_SERIES,
    Kind.UNKNOWN_TOPIC,
})  # fmt: skip

_NOWHERE = Place(path="", line=0)


def problems(project: Project, builder: str) -> list[Problem]:
    """Give what is wrong, in the order of files and lines.

    Args:
        project: the sources.
        builder: ``html`` or ``dirhtml``, which give pages different addresses.
    """
    options = project.options
    published = _catalogue(project)
    records, of_ledger = read_ledger(options, project.folder, project.folder)
    site = Site(
        folder=project.folder,
        sources=project.sources,
        files={docname: file_of(docname, builder) for docname in published.titles},
        posts=published.posts,
        slugs=published.slugs,
        permalink=options.permalink,
        hosts=options.redirect_hosts,
        records=[record for record in records if record.target or not _is_of_build(record)],
    )
    files = {
        *site.files.values(),
        *_other_files(project, builder),
        *_published(project, published, site.files),
    }
    plan = site.plan(files)
    found = [
        *config.problems(options, project.folder),
        *(problem for page in project.pages.values() for problem in page.problems),
        *(problem for problem in published.problems if problem.kind in _OF_FRONT_MATTER),
        *of_ledger,
        *site.problems(plan, files),
    ]
    if "json" in options.redirect_exports:
        base = servers.base(str(project.config.html_baseurl))
        rules = servers.read_the_docs(plan.redirects, base, clean=builder == "dirhtml")
        conf = project.folder / "conf.py"
        found += servers.limits(rules, config.where_set(conf, "series_redirect_exports"))
    silenced = texts(project.config, "suppress_warnings")
    return sorted(
        (
            problem
            for problem in found
            if not is_suppressed_warning("series", problem.kind.value, silenced)
        ),
        key=lambda problem: (problem.place, problem.message),
    )


def _catalogue(project: Project) -> Catalogue:
    """Make the Catalogue of what would be published, with all ids that sources declare."""
    pages = {name: page for name, page in project.pages.items() if not project.is_hidden(name)}
    posts = {docname: page.post for docname, page in pages.items() if page.post}
    declared = {found for name in pages for found in project.declared[name]}
    return catalogue.build(
        catalogue.Sources(
            titles={docname: page.title for docname, page in pages.items()},
            posts=posts,
            states={docname: post.state(project.options.now) for docname, post in posts.items()},
            requests={"": [*_declarations(declared)]},
            authors=project.options.authors,
        )
    )


def _declarations(declared: Iterable[tuple[str, str]]) -> Iterator[Request]:
    """Declare ids on no page: what else their directives say is the build's."""
    for noun, id_ in sorted(declared):
        if noun == "series":
            yield SeriesDeclaration(docname="", place=_NOWHERE, id=id_, anchor="", title=id_)
        else:
            query = Query(place=_NOWHERE)
            yield TopicDeclaration(
                docname="", place=_NOWHERE, id=id_, anchor="", query=query, title=id_
            )


def _is_of_build(record: Record) -> bool:
    """Tell whether only a build knows what is at an address: pictures, files of themes."""
    return record.address.startswith("/_")


def file_of(docname: str, builder: str) -> str:
    """Give the file of a page, as the builder names it."""
    if builder == "html" or docname == "index" or docname.endswith("/index"):
        return f"{docname}.html"
    return f"{docname}/index.html"


def _other_files(project: Project, builder: str) -> Iterator[str]:
    """Give the files of the output that are no documents, as far as conf.py tells."""
    pages = ["search", *project.config.html_additional_pages]
    if project.config.html_use_index:
        pages.append("genindex")
    yield from (file_of(page, builder) for page in pages)
    yield from ("objects.inv", "searchindex.js")
    for entry in texts(project.config, "html_extra_path"):
        yield from _copied(project, project.folder / entry)


def _published(project: Project, known: Catalogue, pages: Mapping[str, str]) -> Iterator[str]:
    """Give what a build publishes besides pages; feeds of what only directives say are its own."""
    yield from publishing.RESERVED
    if addresses.base_of(str(project.config.html_baseurl)):
        options = project.options
        for file in publishing.files(
            known,
            pages,
            forms=options.feeds,
            has_sitemap=options.sitemap,
            has_copies=options.markdown,
            further=options.feed_paths,
        ):
            yield file.path


def _copied(project: Project, path: Path) -> Iterator[str]:
    """Give the files that Sphinx copies of one entry of ``html_extra_path``."""
    if path.is_file():
        yield path.name
    elif path.is_dir():
        yield from get_matching_files(
            path, exclude_patterns=texts(project.config, "exclude_patterns")
        )
