"""Files of the HTML builders that are no pages: redirects, catalogue.json, and what is published.

All are pure functions of the Catalogue and of the pages that the build has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx_series_base import files
from sphinx_series_base.diagnostics import warn
from sphinx_series_base.digest import digest
from sphinx_series_base.problems import NOWHERE, Place
from sphinx_series_base.settings import where_set
from sphinx_series_base.state import state_path

from sphinx_series import output_paths
from sphinx_series.built_site import BuiltPages
from sphinx_series.core.addresses import addresses, elsewhere, server_rules
from sphinx_series.core.addresses.taken import without_room
from sphinx_series.core.formats import catalogue_json, site_files
from sphinx_series.core.formats.site_files import CATALOGUE, RESERVED, SCHEMA
from sphinx_series.core.names import kept
from sphinx_series.core.problems import Kind
from sphinx_series.domain import series_domain
from sphinx_series.output_paths import MANIFEST
from sphinx_series.site import addressed as site_addresses
from sphinx_series.site import neighbours
from sphinx_series.sources import read_ledger

from . import markdown_copies, names, social_cards
from .output_folder import LazyOutput, OutputFolder
from .publications import Publications
from .redirect_files import RedirectFiles, place_of_exports
from .stamps import Stamp

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx_series_base.problems import Problem

    from sphinx_series.core.addresses.ledger import Record
    from sphinx_series.core.addresses.redirects import Plan

    from .output_folder import Output

_logger = logging.getLogger(__name__)

_SCHEMA = Path(__file__).parents[1] / SCHEMA

_ANY_TIME = datetime.min.replace(tzinfo=UTC)


def _wait() -> None:
    _logger.info("another build writes into the output folder: this one waits for its end")


class Outputs:
    """Writes all files of one application that are no pages."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    def begin(self, app: Sphinx, builder: Builder) -> None:
        """Before pages are written: note which files the documents will have."""
        if builder.name in output_paths.NAMES:
            files.lock(Path(app.outdir), _wait)
            own = output_paths.files_of_project(app)
            self.folder = OutputFolder(
                Path(app.outdir), state_path(app, "series-manifest"), is_foreign=MANIFEST in own
            )
            self.pages = {
                name: output_paths.file_of(app, name) for name in sorted(app.env.all_docs)
            }
            shard = series_domain(app.env).own
            self.folder.begin(_document_files(app, self.pages if shard is None else shard))
            # Before others write: an address that a document left may be theirs now.
            self.folder.make_way(own)
            self.folder.watch(_Site(app, self.pages).names())
            self.written = {}
            # Before others change values while pages are written.
            self.configuration = output_paths.configuration(app, "html", "env")

    def note_written(self, app: Sphinx, document: nodes.document, docname: str) -> None:
        """Note that a page is written in this build, with its copy in Markdown where one is wanted.

        That is when all else has been done with the document.
        """
        if app.builder.name in output_paths.NAMES:
            self.written[docname] = markdown_copies.markdown(app, document, docname)

    def gathered(self, _app: Sphinx) -> tuple[dict[str, str]]:
        """Give what grows while pages are resolved."""
        return (self.written,)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Write everything, unless it is there already, and report what cannot be."""
        if app.builder.name in output_paths.NAMES:
            try:
                if exception is None and series_domain(app.env).own is None:
                    self._finish(app)
                elif exception is None:
                    # Of a shard: all that is no page is made when shards are joined.
                    self.folder.write({})
            finally:
                files.unlock(Path(app.outdir))

    def _finish(self, app: Sphinx) -> None:
        others = self.folder.of_others()
        for name in sorted(others):
            _logger.info("%s is another extension's, which wrote it first: it stays", name)
        site, besides = _Site(app, self.pages, others), Path(app.doctreedir)
        found = self.folder.names(besides=besides)
        stamp = Stamp(state_path(app, "series-outputs"))
        sources = digest(f"{self.configuration}{site.sources()}")
        problems = None
        if not self.folder.was_interrupted:
            problems = stamp.problems(sources, self.folder.state(found))
        if problems is None or self.written:
            stamp.remove()
            if problems is None:
                problems = self._write(site, found)
            else:
                self._renew(site)
            if not self.folder.refused:
                found = self.folder.names(besides=besides)
                stamp.set(sources, self.folder.state(found), problems)
        self.folder.keep_manifest()
        cards = social_cards.problems(app) if site.base_url else ()
        lost = [*site.lost_places(), *names.problems(app, site.pages)]
        warn([*problems, *self._problems_of_folder(site), *lost, *cards], "series")

    def _problems_of_folder(self, site: _Site) -> Iterator[Problem]:
        """Report what is wrong with the folder, and what could not be done in it."""
        if MANIFEST in site.own_files:
            place = where_set(Path(site.app.confdir), "html_extra_path")
            message = f"{MANIFEST!r} is what a build keeps for itself: take it out of this folder"
            yield Kind.OUTPUT.at(place, message)
        if self.folder.is_damaged:
            known = (
                "its copy counts"
                if self.folder.is_known
                else ("files of pages that are gone may stay: remove the folder, and build again")
            )
            yield Kind.OUTPUT.at(NOWHERE, f"{MANIFEST!r} was damaged: {known}")
        for path, why in self.folder.refused.items():
            yield Kind.OUTPUT.at(NOWHERE, f"{path!r} is left as it is: {why}")

    def _renew(self, site: _Site) -> None:
        """Make those outputs again that hold pages of this build; all others are as they were."""
        outputs = site.publications(self.written)
        own = site.own(outputs)
        self.folder.renew(
            {
                path: output
                for path, output in outputs.items()
                if isinstance(output, LazyOutput) and output.is_stale and path not in own
            }
        )

    def _write(self, site: _Site, found: AbstractSet[str]) -> list[Problem]:
        """Make all outputs, write what is new, and give the problems."""
        folder = self.folder
        outputs = {**site.publications(self.written), **site.further_pages()}
        files = folder.foreign(found) | folder.documents
        files |= {*output_paths.files_of_sphinx(site.app), *site.folder_of_doctrees}
        blocked = site.without_room(outputs, files)
        outputs = {path: made for path, made in outputs.items() if path not in blocked}
        files |= outputs.keys() | RESERVED
        records, of_ledger = site.ledger
        addressed = site_addresses(site.app, self.pages, records)
        plan = addressed.plan(files)
        redirects = RedirectFiles(site.app, site.base_url, site.titles, plan)
        others = {**redirects.files(), **site.catalogue(plan)}
        blocked |= site.without_room(others, files - others.keys())
        outputs |= others
        left = site.own(outputs) | blocked.keys()
        folder.write({path: output for path, output in outputs.items() if path not in left})
        problems = [*of_ledger, *addressed.problems(plan, files), *redirects.problems()]
        problems += [*site.problems_of_feeds(), *site.problems_of_further_pages()]
        return [*problems, *site.problems_of_room(blocked)]


def _document_files(app: Sphinx, documents: Collection[str]) -> Iterator[str]:
    """Give the files that documents bring into the output folder: pages, sources, pictures."""
    for docname in documents:
        yield from output_paths.files_of(app, docname)
    for docnames, name in app.env.images.values():
        if not docnames.isdisjoint(documents):
            yield f"_images/{name}"
    yield from (f"_downloads/{name}" for _, name in app.env.dlfiles.values())


class _Site:
    """What the outputs are made of: the Catalogue, and the addresses of all documents."""

    def __init__(
        self, app: Sphinx, files: Mapping[str, str], others: AbstractSet[str] = frozenset()
    ) -> None:
        self.app = app
        self.others = others
        self.domain = series_domain(app.env)
        self.options = self.domain.options
        self.base_url = addresses.base_of(app.config.html_baseurl)
        self.files = files
        self.pages = {docname: addresses.of_file(path) for docname, path in self.files.items()}
        self.titles = {
            address: self.domain.catalogue.titles.get(docname, "")
            for docname, address in self.pages.items()
        }

    def sources(self) -> str:
        """Give a digest of what outputs are made of, the configuration and texts of pages aside."""
        home = self.app.env.metadata[self.app.config.root_doc]
        sources = (
            self.app.extensions["sphinx_series"].version,
            self.domain.views_digest,
            self.domain.site_wide,
            home.get("description"),
            replace(self.options, clock=_ANY_TIME, redirect_hosts=frozenset()),
            sorted(self.options.redirect_hosts),
            self.ledger,
            place_of_exports(self.app),
            sorted(self.own_files),
            neighbours(self.app),
            [*kept.requests(self.domain.register)],
            sorted(self.domain.old_redirects.items()),
        )
        return digest(repr(sources))

    @cached_property
    def ledger(self) -> tuple[list[Record], list[Problem]]:
        """The addresses that have to go on, and what is wrong with their file."""
        resolve = elsewhere.resolver(self.domain.catalogue.sites)
        return read_ledger(self.options, Path(self.app.srcdir), Path(self.app.confdir), resolve)

    def names(self) -> Iterator[str]:
        """Give the files that may be written and whose names others may want too."""
        yield from RESERVED
        yield from site_files.paths(
            self.domain.catalogue,
            self.files,
            forms=self.options.feeds,
            has_sitemap=self.options.sitemap,
            has_copies=self.options.markdown,
            further=self._documents_of_further,
        )
        yield from self.domain.further_pages

    def own(self, paths: Iterable[str]) -> set[str]:
        """Give the files that the project or another extension brings, which are left alone."""
        return (self.own_files | self.others) & set(paths)

    @cached_property
    def own_files(self) -> set[str]:
        """The files of `html_extra_path`, as they lie in the output folder."""
        return set(output_paths.files_of_project(self.app))

    @property
    def folder_of_doctrees(self) -> list[str]:
        """The folder that Sphinx keeps for itself, where it lies in the output folder."""
        return list(filter(None, [output_paths.folder_of_doctrees(self.app)]))

    def without_room(self, outputs: Iterable[str], files: AbstractSet[str]) -> dict[str, str]:
        """Give those of our files that cannot lie in the folder, each with what is in its way."""
        documents = self._sources_of_files.keys() & files
        # What others may have left is named last.
        return without_room(outputs, documents, files - documents)

    @cached_property
    def _sources_of_files(self) -> dict[str, str]:
        """The source of each file that documents bring."""
        return {
            file: str(self.app.env.doc2path(docname))
            for docname in self.files
            for file in output_paths.files_of(self.app, docname)
        }

    def problems_of_room(self, blocked: Mapping[str, str]) -> Iterator[Problem]:
        """Report the files of ours that cannot lie in the folder."""
        return output_paths.problems_of_room(
            blocked, self._sources_of_files, self.own_files, Path(self.app.confdir)
        )

    def lost_places(self) -> Iterator[Problem]:
        """Report where the ledger leads to a place on a page that the page has not."""
        known, built = set(self.pages.values()), BuiltPages(Path(self.app.outdir))
        for record in self.ledger[0]:
            page, fragment = record.target, record.fragment
            found = built.page(page) if fragment and page in known else None
            if found and fragment not in found.ids:
                message = (
                    f"{page!r} has no anchor {fragment!r}, so {record.address!r} leads to its top: "
                    "correct the part behind `#`, or leave it out"
                )
                yield Kind.REDIRECT.at(record.place, message)

    def publications(self, written: Mapping[str, str]) -> dict[str, Output]:
        """Give what does not depend on the plan of redirects, by its file."""
        if self.base_url:
            return dict(self._published(written).files())
        _logger.info("no feeds, sitemap and canonical links: `html_baseurl` is no absolute URL")
        return {}

    def further_pages(self) -> dict[str, Output]:
        """Give the further pages of listings, by their files, but for those that a document has."""
        return {
            path: LazyOutput(source=page.source(), make=page.make)
            for path, page in self.domain.further_pages.items()
            if path not in self._sources_of_files
        }

    def problems_of_further_pages(self) -> Iterator[Problem]:
        """Report documents that lie where a further page of a listing would."""
        for path, page in self.domain.further_pages.items():
            if path in self._sources_of_files:
                yield Kind.SAME_ADDRESS.at(
                    Place(path=self._sources_of_files[path], line=1),
                    f"{path!r} would be a page of the listing on {page.docname!r} as well, which "
                    "is not written: rename this document",
                )

    @property
    def _documents_of_further(self) -> dict[str, str]:
        return {path: page.docname for path, page in self.domain.further_pages.items()}

    def _published(self, written: Mapping[str, str]) -> Publications:
        return Publications(self.app, self.base_url, self.files, written)

    def problems_of_feeds(self) -> list[Problem]:
        """Report places of feeds that cannot be; there are none without the site's own address."""
        return list(self._published({}).problems()) if self.base_url else []

    def catalogue(self, plan: Plan) -> dict[str, Output]:
        """Give the Catalogue for other programs, with its schema."""
        published = self._published({}) if self.base_url else None
        catalogue = catalogue_json.export(
            self.domain.catalogue,
            self.pages,
            plan.redirects,
            catalogue_json.Besides(
                title=self._project(),
                further=[*map(addresses.of_file, self.further_pages())],
                feed_ids=published.ids() if published else {},
                files=set(self.names()) if published else (),
            ),
        )
        return {
            SCHEMA: _SCHEMA.read_text(encoding="utf-8"),
            CATALOGUE: server_rules.as_json({"$schema": SCHEMA, **catalogue}),
        }

    def _project(self) -> str:
        """Give the name of the project, where it has one."""
        config = self.app.config
        is_named = config.project != config.values["project"].default
        return str(config.project) if is_named else ""
