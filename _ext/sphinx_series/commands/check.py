"""The command ``check``: what a build would say of front matter, redirects and ledger.

Everything is judged by the code that builds use. What only directives or a build know is left to
the build: the parts of series, listings, cross-references, and files that themes bring. Nothing is
said here that a build would not say.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx.util.logging import is_suppressed_warning
from sphinx_series_base.problems import NOWHERE, Place, in_order
from sphinx_series_base.settings import where_set

from sphinx_series import config, output_paths
from sphinx_series.core.addresses import addresses, server_rules, taken
from sphinx_series.core.addresses.site_addresses import SiteAddresses
from sphinx_series.core.catalogue.building import build
from sphinx_series.core.catalogue.inputs import Sources
from sphinx_series.core.formats import site_files
from sphinx_series.core.model import (
    AuthorDeclaration,
    OtherTopics,
    Query,
    SeriesDeclaration,
    TopicDeclaration,
)
from sphinx_series.core.names import kept
from sphinx_series.core.problems import Kind
from sphinx_series.sources import posts_of, read_ledger, read_names, scheduled

from . import reports
from .arguments import add_source, near
from .project import Others, read, texts

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_series_base.problems import Problem

    from sphinx_series.core.addresses.ledger import Record
    from sphinx_series.core.catalogue.catalogue import Catalogue
    from sphinx_series.core.model import Request
    from sphinx_series.core.sources.frontmatter import Page

    from .arguments import Commands
    from .project import Project

# What the Catalogue can tell without knowing what the directives say.
_OF_FRONT_MATTER = frozenset({
    Kind.FRONT_MATTER,
    Kind.DUPLICATE_SLUG,
    Kind.REVIEW,
    Kind.UNKNOWN_SERIES,
    Kind.UNKNOWN_TOPIC,
})  # fmt: skip


def add(commands: Commands) -> None:
    """Add the command."""
    check = commands.add_parser(
        "check",
        help="check front matter, redirects and ledger without a build",
        description="Say what a build would say of front matter, redirects and ledger. What only "
        "directives or a build know is not checked.",
        epilog="Exit status: 0 if all is well, 1 if something is wrong, 2 if it cannot be told.",
    )
    check.add_argument(
        "--format",
        choices=list(reports.FORMATS),
        default="text",
        help="lines for people (text, the default), JSON, or annotations of GitHub Actions",
    )
    check.add_argument(
        "--builder",
        choices=["html", "dirhtml"],
        default="html",
        help="the builder, which decides the addresses of pages; default: html",
    )
    check.add_argument(
        "--descriptions",
        action="store_true",
        help="name posts without a description too, of which lists show the beginning",
    )
    add_source(check)
    check.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    project = read(options.source)
    judged = problems(project, options.builder)
    if options.descriptions:
        judged = in_order([*judged, *_without_description(project)])
    found = [_shown(problem) for problem in judged]
    sys.stdout.write(reports.FORMATS[options.format](found))
    noun = "problem" if len(found) == 1 else "problems"
    print(f"{len(found)} {noun} in {len(project.pages)} documents", file=sys.stderr)
    by_path = {project.sources[docname]: page for docname, page in project.pages.items()}
    sys.stderr.writelines(f"{line}\n" for line in scheduled(by_path, project.options))
    return 1 if found else 0


def _without_description(project: Project) -> Iterator[Problem]:
    for docname, page in project.pages.items():
        post = page.post
        if post and not post.description and not post.unlisted and not project.is_hidden(docname):
            message = "this post has no description: write `description: what it is about`"
            yield Kind.FRONT_MATTER.at(post.place("date"), message)


def _shown(problem: Problem) -> Problem:
    return replace(problem, place=replace(problem.place, path=near(problem.place.path)))


def problems(project: Project, builder: str) -> list[Problem]:
    """Give what is wrong, in the order of files and lines.

    Args:
        project: the sources.
        builder: ``html`` or ``dirhtml``, which give pages different addresses.
    """
    unplaced = dict(_unplaced(project, builder))
    project = project.without(unplaced)
    options = project.options
    others = Others(project.folder)
    published = _catalogue(project, others)
    records, of_ledger = read_ledger(options, project.folder, project.folder, others.resolve)
    names = read_names(options, project.folder, project.folder, others.resolve)
    site = SiteAddresses(
        folder=project.folder,
        sources=project.sources,
        files={docname: file_of(docname, builder) for docname in published.titles},
        posts=published.posts,
        expired={file_of(name, builder): post for name, post in published.expired.items()},
        slugs=published.slugs,
        permalink=options.permalink,
        hosts=options.hosts,
        records=[record for record in records if record.target or not _is_of_build(record)],
        others=[*kept.requests(names)],
        find=others.find,
    )
    files, of_room = _folder(project, published, site.files, builder)
    plan = site.plan(files)
    found = [
        *unplaced.values(),
        *config.problems(project.config, project.folder),
        *(problem for page in _ours(project) for problem in page.problems),
        *(problem for problem in published.problems if problem.kind in _OF_FRONT_MATTER),
        *of_ledger,
        *names.problems,
        *names.collisions(),
        *site.problems(plan, files),
        *of_room,
        # Last, for these ask for catalogues.
        *others.problems(),
    ]
    if "json" in options.redirect_exports:
        base = server_rules.base(str(project.config.html_baseurl))
        is_clean = builder == "dirhtml"
        rules = server_rules.read_the_docs(plan.redirects, base, plan.folders, clean=is_clean)
        found += server_rules.limits(rules, where_set(project.folder, "series_redirect_exports"))
    silenced = texts(project.config, "suppress_warnings")
    return in_order(
        problem
        for problem in found
        if not is_suppressed_warning("series", problem.kind.value, silenced)
    )


def _folder(
    project: Project, published: Catalogue, pages: Mapping[str, str], builder: str
) -> tuple[set[str], list[Problem]]:
    """Give the files that a build would make, and report what would have no room beside others."""
    others, outputs = _other_files(project, builder), [*_outputs(project, published, pages)]
    documents = {
        path: str(project.folder / project.sources[docname])
        for docname in pages
        for path in _files_of(project, docname, builder)
    }
    blocked = taken.without_room(outputs, documents, others)
    files = {*pages.values(), *others, *site_files.RESERVED, *outputs} - blocked.keys()
    own = _copied(project)
    return files, [*output_paths.problems_of_room(blocked, documents, own, project.folder)]


def _unplaced(project: Project, builder: str) -> Iterator[tuple[str, Problem]]:
    """Give the documents that a build leaves out, as their files cannot lie beside others."""
    others = [*output_paths.OF_SITE, file_of("genindex", builder), *_other_files(project, builder)]
    root = str(project.config.root_doc)
    ordered = sorted(project.sources, key=lambda name: (name != root, name))
    documents = [(name, [*_files_of(project, name, builder)]) for name in ordered]
    for docname, message in taken.unplaced(documents, others):
        place = Place(path=str(project.folder / project.sources[docname]), line=1)
        yield docname, Kind.SAME_ADDRESS.at(place, message)


def _files_of(project: Project, docname: str, builder: str) -> Iterator[str]:
    """Give the files of a document in the output folder: its page, and the copy of its source."""
    yield file_of(docname, builder)
    if project.config.html_copy_source:
        name, suffix = project.sources[docname], str(project.config.html_sourcelink_suffix)
        yield f"_sources/{name}" + ("" if name.endswith(suffix) else suffix)


def _ours(project: Project) -> list[Page]:
    """Give the pages that are meant to be ours: all of them where anything is."""
    pages = project.pages.values()
    is_used = any(page.post for page in pages) or any(project.declared.values())
    return [page for page in pages if is_used or page.is_meant]


def _catalogue(project: Project, others: Others) -> Catalogue:
    """Make the Catalogue of what would be published, with all ids that sources declare."""
    pages = {name: page for name, page in project.pages.items() if not project.is_hidden(name)}
    posts = posts_of(pages, project.options)
    now = project.options.clock
    declared = {found for name in pages for found in project.declared[name]}
    return build(
        Sources(
            titles={docname: page.title for docname, page in pages.items()},
            posts=posts,
            states={docname: page.state(now) for docname, page in project.pages.items()},
            hidden={name: page for name, page in project.pages.items() if name not in pages},
            topics=project.options.topics,
            requests={"": [*_declarations(declared)]},
            authors=project.options.authors,
            sites=others.catalogues,
            is_home=project.options.home,
            now=now,
        )
    )


def _declarations(declared: Iterable[tuple[str, str]]) -> Iterator[Request]:
    """Declare ids on no page: what else their directives say is the build's."""
    for noun, id_ in sorted(declared):
        if noun == "series":
            yield SeriesDeclaration(docname="", place=NOWHERE, id=id_, anchor="", title=id_)
        elif noun == "topics":
            yield OtherTopics(docname="", place=NOWHERE)
        elif noun == "author":
            query = Query(place=NOWHERE, authors=(id_,))
            yield AuthorDeclaration(docname="", place=NOWHERE, id=id_, anchor="", query=query)
        else:
            query = Query(place=NOWHERE)
            yield TopicDeclaration(
                docname="", place=NOWHERE, id=id_, anchor="", query=query, title=id_
            )


def _is_of_build(record: Record) -> bool:
    """Tell whether only a build knows what is at an address: pictures, files of themes."""
    return record.address.startswith("/_")


def file_of(docname: str, builder: str) -> str:
    """Give the file of a page, as the builder names it."""
    if builder == "html" or docname == "index" or docname.endswith("/index"):
        return f"{docname}.html"
    return f"{docname}/index.html"


def _other_files(project: Project, builder: str) -> set[str]:
    """Give the files of the output that are no documents, as far as conf.py tells."""
    pages = ["search", *project.config.html_additional_pages]
    if project.config.html_use_index:
        pages.append("genindex")
    own = (file_of(page, builder) for page in pages)
    return {*own, "objects.inv", "searchindex.js", *_copied(project)}


def _outputs(project: Project, known: Catalogue, pages: Mapping[str, str]) -> Iterator[str]:
    """Give what a build publishes besides pages; feeds of what only directives say are its own."""
    if addresses.base_of(str(project.config.html_baseurl)):
        options = project.options
        own = [
            *site_files.paths(
                known,
                pages,
                forms=options.feeds,
                has_sitemap=options.sitemap,
                has_copies=options.markdown,
                further={},
            )
        ]
        yield from own
        for path, _, _ in site_files.further_feeds(known, options.feed_paths, own):
            yield path
    yield from (site_files.SCHEMA, site_files.CATALOGUE)


def _copied(project: Project) -> list[str]:
    """Give the files of ``html_extra_path``."""
    entries, excluded = (
        texts(project.config, name) for name in ("html_extra_path", "exclude_patterns")
    )
    return output_paths.copied(project.folder, entries, excluded)
