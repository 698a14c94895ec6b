"""The only writer of the store: makes the Catalogue when all is read, and the Views from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging
from sphinx.util.nodes import clean_astext
from sphinx_series_base.diagnostics import warn
from sphinx_series_base.digest import Digests, digest

from sphinx_series import blocks
from sphinx_series.catalogues import Catalogues, Reader
from sphinx_series.core.catalogue.blocks import Blocks
from sphinx_series.core.catalogue.building import build
from sphinx_series.core.catalogue.inputs import Sources
from sphinx_series.core.catalogue.views import Views
from sphinx_series.domain import PageRecord, series_domain
from sphinx_series.output_paths import NAMES
from sphinx_series.sources import posts_of, scheduled

from . import excerpts, names, toctrees
from .references import related
from .scanning import content_digest, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx_series_base.problems import Problem

    from sphinx_series.core.view import View
    from sphinx_series.domain import SeriesDomain

_logger = logging.getLogger(__name__)


def after_reading(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the Catalogue and the Views, report every problem, and say which toctrees changed."""
    domain = series_domain(env)
    note_files(env, domain)
    pages = {name: page for name, (_, page) in domain.scans.items()}
    posts = posts_of(pages, domain.options)
    domain.markup = dict(_markup(app, env))
    others = Catalogues(
        Reader(
            srcdir=Path(app.srcdir),
            confdir=Path(app.confdir),
            config=app.config,
            options=domain.options,
            kept=Path(app.doctreedir),
        )
    )
    domain.catalogue = build(
        Sources(
            titles={name: clean_astext(title) for name, title in env.titles.items()},
            markup=domain.markup,
            posts={name: post for name, post in posts.items() if name in env.titles},
            states={name: post.state(domain.options.clock) for name, post in posts.items()},
            hidden={name: pages[name] for name in domain.hidden},
            requests={name: page.requests for name, page in domain.pages.items()},
            topics=domain.options.topics,
            authors=domain.options.authors,
            author=domain.options.author,
            bylines=domain.options.bylines,
            sites=others.all(),
            is_home=domain.options.home,
            now=domain.options.clock,
        )
    )
    begun = {name: page.excerpt for name, page in domain.pages.items() if page.excerpt}
    domain.catalogue = domain.catalogue.beginning(excerpts.texts(domain.catalogue, begun))
    domain.is_used = bool(posts) or any(page.requests for page in domain.pages.values())
    _name_images(env, domain)
    domain.note_labels(env, domain.object_types)
    children, circles = toctrees.children(env, domain)
    _report(domain, [*others.problems, *circles])
    hidden = {str(env.doc2path(name, base=False)): pages[name] for name in domain.hidden}
    for line in scheduled(hidden, domain.options):
        _logger.info(line)
    filled = toctrees.fill(app, env, domain, children)
    names.keep(app, env, domain)
    domain.answers = Views(
        domain.catalogue,
        has_pages=app.builder.name in NAMES,
        related=related(env, domain),
    )
    requests = {name: page.requests for name, page in domain.pages.items()}
    domain.blocks = Blocks(domain.answers, requests)
    domain.views = _PageViews(app, env, domain)
    domain.views_digest = _views_digest(env, domain)
    return filled


def note_files(env: BuildEnvironment, domain: SeriesDomain) -> None:
    """Note the files from which pages were read."""
    domain.take_back()
    for docname in domain.translations.keys() & env.all_docs.keys():
        env.dependencies.setdefault(docname, set()).update(domain.translations[docname])
    if domain.options.content_hash:
        _renew(domain.contents, env, partial(content_digest, env))
    _renew(domain.files, env, partial(statuses, env))


def note_pages(env: BuildEnvironment, domain: SeriesDomain) -> None:
    """Note what pages show to others, and what they ask for."""

    def of_page(docname: str) -> str:
        page = Digests().of(domain.pages.get(docname))
        title, toc = env.titles[docname].pformat(), env.tocs[docname].pformat()
        return digest(repr((title, domain.scans[docname][1], page, toc)))

    _renew(domain.page_digests, env, of_page)


def _renew(
    known: dict[str, tuple[int, str]], env: BuildEnvironment, make: Callable[[str], str]
) -> None:
    """Make digests anew of pages that were read since; each is kept with the time of reading."""
    for docname in known.keys() - env.all_docs.keys():
        del known[docname]
    for docname, time in env.all_docs.items():
        if known.get(docname, (0,))[0] != time:
            known[docname] = (time, make(docname))


def _views_digest(env: BuildEnvironment, domain: SeriesDomain) -> str:
    """Give a digest of what Views are made of: as long as it is the same, all of them are."""
    note_pages(env, domain)
    pages = sorted((docname, shown) for docname, (_, shown) in domain.page_digests.items())
    hidden = [domain.scans[docname][1] for docname in sorted(domain.hidden)]
    states = sorted(domain.catalogue.states.items())
    options = domain.options
    authors = (sorted(options.authors.items()), options.author, options.default_authors)
    topics = sorted(options.topics.items())
    settings = (authors, options.bylines, topics, options.navigation, options.related, options.home)
    others = sorted(domain.catalogue.sites.items())
    old = (sorted(domain.old_places.items()), sorted(domain.old_names.items()))
    return digest(repr((pages, hidden, states, settings, old, others)))


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


class _PageViews(Mapping[str, "View"]):
    """The View of every page, made when it is asked for; a build that writes little needs few."""

    def __init__(self, app: Sphinx, env: BuildEnvironment, domain: SeriesDomain) -> None:
        self.app = app
        self.env = env
        self.domain = domain
        self.views = domain.answers
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
        view = self.views.view(docname, page.requests, page.references, (previous, next_))
        parents = domain.navigation.ancestors(docname)
        return replace(
            view,
            parents=tuple((parent, domain.markup[parent]) for parent in parents),
            navigation=domain.navigation.of(docname) if domain.options.navigation else (),
            blocks=tuple(map(domain.blocks.of, blocks.names_of(self.app, docname))),
            places=domain.old_places.get(docname, ()),
        )


def _report(domain: SeriesDomain, others: Iterable[Problem]) -> None:
    """Show all problems, at every build: a mistake stays one until it is mended."""
    pages = [page for _, page in domain.scans.values() if domain.is_used or page.is_meant]
    problems = [problem for page in pages for problem in page.problems]
    problems += [problem for page in domain.pages.values() for problem in page.problems]
    problems += [*domain.unplaced.values(), *others, *domain.catalogue.problems]
    warn(problems, "series")
