"""The only writer of the store: scans front matter before reading, makes the Catalogue after it.

It also says what must be read or written again, and fills the toctrees that depend on all pages.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, partial
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.matching import patfilter
from sphinx.util.nodes import clean_astext

from sphinx_series import diagnostics
from sphinx_series.core.catalogue import catalogue, navigation
from sphinx_series.core.digest import Digests, digest
from sphinx_series.core.model import SeriesDeclaration, State
from sphinx_series.domain import PageRecord, series_domain
from sphinx_series.sources import parse_page, read_text, scheduled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

    from sphinx_series.core.model import View
    from sphinx_series.core.sources.frontmatter import Page
    from sphinx_series.domain import SeriesDomain, ToctreeRecord

_logger = logging.getLogger(__name__)


def before_reading(
    _app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Scan front matter, take out what is not published yet, and say what must be read again."""
    domain = series_domain(env)
    if domain.options.content_hash:
        changed -= {name for name in changed if _is_as_read(env, domain, name)}
    _scan(env, domain)
    hidden = {docname for docname, (_, page) in domain.scans.items() if _is_hidden(domain, page)}
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
        == (env.all_docs.get(docname), _content_digest(env, docname))
    )


def _renew(
    known: dict[str, tuple[int, str]], env: BuildEnvironment, make: Callable[[str], str]
) -> None:
    """Make digests anew of pages that were read since; each is kept with the time of reading."""
    for docname in known.keys() - env.all_docs.keys():
        del known[docname]
    for docname, time in env.all_docs.items():
        if known.get(docname, (0,))[0] != time:
            known[docname] = (time, make(docname))


def _content_digest(env: BuildEnvironment, docname: str) -> str:
    """Give a digest of a source and of all files that it depends on."""
    paths = [env.doc2path(docname), *(Path(env.srcdir, path) for path in env.dependencies[docname])]
    found = blake2b(digest_size=16)
    for path in sorted(paths):
        content = path.read_bytes() if path.is_file() else b""
        found.update(f"{path} {len(content)} ".encode())
        found.update(content)
    return found.hexdigest()


def _scan(env: BuildEnvironment, domain: SeriesDomain) -> None:
    """Read the front matter of new and changed sources."""
    for docname in domain.scans.keys() - env.found_docs:
        del domain.scans[docname]
    for docname in sorted(env.found_docs):
        path = env.doc2path(docname)
        status = path.stat()
        signature = (status.st_mtime_ns, status.st_size)
        if domain.scans.get(docname, (None,))[0] != signature:
            page = parse_page(read_text(path), path, docname, env.config.source_suffix)
            domain.scans[docname] = (signature, page)


def _is_hidden(domain: SeriesDomain, page: Page) -> bool:
    if domain.options.drafts:
        return False
    is_scheduled = page.post and page.post.state(domain.options.now) is State.SCHEDULED
    return page.draft or bool(is_scheduled)


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


def after_reading(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the Catalogue and the Views, report every problem, and say which toctrees changed."""
    domain = series_domain(env)
    if domain.options.content_hash:
        _renew(domain.contents, env, partial(_content_digest, env))
    pages = {name: page for name, (_, page) in domain.scans.items()}
    posts = {name: page.post for name, page in pages.items() if page.post}
    domain.markup = dict(_markup(app, env))
    domain.catalogue = catalogue.build(
        catalogue.Sources(
            titles={name: clean_astext(title) for name, title in env.titles.items()},
            markup=domain.markup,
            posts={name: post for name, post in posts.items() if name in env.titles},
            states={name: post.state(domain.options.now) for name, post in posts.items()},
            hidden={name: pages[name] for name in domain.hidden},
            requests={name: page.requests for name, page in domain.pages.items()},
            authors=domain.options.authors,
        )
    )
    domain.is_used = bool(posts) or any(page.requests for page in domain.pages.values())
    _name_images(env, domain)
    _note_labels(env, domain)
    _report(domain)
    hidden = {str(env.doc2path(name, base=False)): pages[name] for name in domain.hidden}
    for line in scheduled(hidden, domain.options):
        _logger.info(line)
    _note_children(env, domain)
    filled = [docname for docname in sorted(domain.pages) if _fill_toctrees(app, env, docname)]
    domain.navigation = navigation.Navigation(
        env.config.root_doc, dict(_toctrees(domain)), domain.markup
    )
    domain.views = _Views(env, domain)
    domain.edition = _edition(env, domain)
    return filled


def _edition(env: BuildEnvironment, domain: SeriesDomain) -> str:
    """Give a digest of what Views are made of: as long as it is the same, all of them are."""

    def face(docname: str) -> str:
        """Give a digest of what a page shows to others, and of what it asks for."""
        page = Digests().of(domain.pages.get(docname))
        title, toc = env.titles[docname].pformat(), env.tocs[docname].pformat()
        return digest(repr((title, domain.scans[docname][1], page, toc)))

    _renew(domain.faces, env, face)
    faces = sorted((docname, face) for docname, (_, face) in domain.faces.items())
    hidden = [domain.scans[docname][1] for docname in sorted(domain.hidden)]
    states = sorted(domain.catalogue.states.items())
    return digest(repr((faces, hidden, states, domain.options.navigation)))


def _markup(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Give each title as HTML; most are plain text, and need no translator."""
    for docname, title in env.titles.items():
        if all(isinstance(child, nodes.Text) for child in title.children):
            yield docname, escape(title.astext(), quote=False)
        elif app.builder.format == "html":
            builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
            plain = title.deepcopy()
            plain.attributes.pop("secnumber", None)  # which it has after the first build
            yield docname, builder.render_partial(plain)["title"]
        else:
            yield docname, escape(title.astext(), quote=False)


def _name_images(env: BuildEnvironment, domain: SeriesDomain) -> None:
    """Name the copies of images anew, as a build does that reads all pages one after another.

    Sphinx names them in the order in which it came to read, which shows in the names where two
    images in different folders have one.
    """
    shown: dict[str, list[str]] = {}
    for path, (docnames, _) in sorted(env.images.items()):
        for docname in docnames:
            shown.setdefault(docname, []).append(path)
    named = type(env.images)()
    for docname, paths in sorted(shown.items()):
        page = domain.pages.get(docname, PageRecord())
        for path in [*(path for path in page.images if path in paths), *paths]:
            named.add_file(docname, path)
    env.images = named


def _toctrees(domain: SeriesDomain) -> Iterator[tuple[str, list[navigation.Toctree]]]:
    """Give the toctrees of each page, filled."""
    for docname, page in domain.pages.items():
        yield docname, [_toctree(domain, docname, toctree) for toctree in page.toctrees]


def _toctree(domain: SeriesDomain, docname: str, toctree: ToctreeRecord) -> navigation.Toctree:
    if toctree.slot is None:
        return navigation.Toctree(entries=toctree.entries, caption=toctree.caption)
    request = domain.pages[docname].requests[toctree.slot]
    return navigation.Toctree(
        entries=domain.catalogue.children(docname, request),
        owner="series" if isinstance(request, SeriesDeclaration) else "topic",
    )


class _Views(Mapping[str, "View"]):
    """The View of every page, made when it is asked for; a build that writes little needs few."""

    def __init__(self, env: BuildEnvironment, domain: SeriesDomain) -> None:
        self.env = env
        self.domain = domain
        self.known: dict[str, View] = {}

    @cached_property
    def relations(self) -> dict[str, list[str | None]]:
        """The parent, previous and next page of each; the latter two follow filled toctrees."""
        return self.env.collect_relations()

    def __getitem__(self, docname: str) -> View:
        if docname not in self.known:
            if docname not in self.env.all_docs:
                raise KeyError(docname)
            self.known[docname] = self._view(docname)
        return self.known[docname]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.env.all_docs))

    def __len__(self) -> int:
        return len(self.env.all_docs)

    def _view(self, docname: str) -> View:
        domain = self.domain
        page = domain.pages.get(docname, PageRecord())
        _, previous, next_ = self.relations.get(docname, (None, None, None))
        view = domain.catalogue.view(docname, page.requests, page.references, (previous, next_))
        parents = domain.navigation.ancestors(docname)
        return replace(
            view,
            parents=tuple((parent, domain.markup[parent]) for parent in parents),
            navigation=domain.navigation.of(docname) if domain.options.navigation else (),
        )


def _note_labels(env: BuildEnvironment, domain: SeriesDomain) -> None:
    """Give each object a label of the standard domain, for projects without this extension."""
    note = env.domains.standard_domain.note_hyperlink_target
    for name, title, kind, docname, anchor, _ in domain.get_objects():
        note(f"{kind}-{name}".lower(), docname, anchor, title)


def _report(domain: SeriesDomain) -> None:
    """Show all problems, at every build: a mistake stays one until it is mended."""
    pages = [page for _, page in domain.scans.values() if domain.is_used or page.is_meant]
    problems = [problem for page in pages for problem in page.problems]
    problems += [problem for page in domain.pages.values() for problem in page.problems]
    problems += domain.catalogue.problems
    for problem in sorted(problems, key=lambda problem: (problem.place, problem.message)):
        diagnostics.warn(problem)


def _note_children(env: BuildEnvironment, domain: SeriesDomain) -> None:
    """Tell Sphinx who is in a toctree, and so no orphan.

    Its own notes say also which page to write again with each; ours follow their Views.
    """
    for docname in [name for name, parents in env.files_to_rebuild.items() if not parents]:
        del env.files_to_rebuild[docname]
    for docname, page in domain.pages.items():
        for request in page.requests:
            for _, child in domain.catalogue.children(docname, request):
                env.files_to_rebuild.setdefault(child, set())


def _fill_toctrees(app: Sphinx, env: BuildEnvironment, docname: str) -> bool:
    """Put the children of a page's declarations into its toctrees; tell whether any changed.

    Sphinx keeps toctrees in three places: the tables of contents, the relations, and the
    stored doctree, from which it assembles books.
    """
    domain = series_domain(env)
    if not _set_children(env.tocs[docname], domain, docname):
        return False
    env.toctree_includes[docname] = [
        child
        for toctree in env.tocs[docname].findall(addnodes.toctree)
        for child in toctree["includefiles"]
    ]
    path = env.doctreedir / f"{docname}.doctree"
    doctree = pickle.loads(path.read_bytes())  # noqa: S301
    _set_children(doctree, domain, docname)
    app.builder.write_doctree(docname, doctree)
    return True


def _set_children(tree: nodes.Element, domain: SeriesDomain, docname: str) -> bool:
    changed = False
    for toctree in tree.findall(addnodes.toctree):
        if "series_slot" not in toctree:
            continue
        request = domain.pages[docname].requests[toctree["series_slot"]]
        entries = list(domain.catalogue.children(docname, request))
        if toctree["entries"] != entries:
            toctree["entries"] = entries
            toctree["includefiles"] = [child for _, child in entries]
            changed = True
    return changed
