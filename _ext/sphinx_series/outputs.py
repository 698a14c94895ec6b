"""Files of the HTML builders that are no pages: redirects, catalogue.json, and what is published.

All are pure functions of the Catalogue and of the pages that the build has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from . import builders, copies, diagnostics
from .config import where_set
from .core import addresses, export, notices, servers
from .core.site import Site
from .locale import _
from .output_folder import OutputFolder
from .publications import Publications
from .sources import read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder

    from .core.ledger import Record
    from .core.problems import Problem
    from .core.redirects import Plan, Redirect
    from .domain import SeriesDomain
    from .output_folder import Output

_logger = logging.getLogger(__name__)

_CATALOGUE = "catalogue.json"
_SCHEMA = Path(__file__).parent / "catalogue.schema.json"

# What no redirect may take the place of.
_NAMES = {_CATALOGUE, _SCHEMA.name, "_redirects", "redirects.nginx.conf", "redirects.json"}


class Outputs:
    """Writes all files of one application that are no pages."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    def begin(self, app: Sphinx, builder: Builder) -> None:
        """Before pages are written: note which files the documents will have."""
        if builder.name in builders.NAMES:
            self.folder = OutputFolder(Path(app.outdir))
            self.folder.begin(_document_files(app))
            self.written = {}

    def note_written(self, app: Sphinx, document: nodes.document, docname: str) -> None:
        """Note that a page is written in this build, with its copy in Markdown where one is wanted.

        Documents are resolved in the main process, and when all else has been done with them.
        """
        if app.builder.name in builders.NAMES:
            self.written[docname] = copies.markdown(app, document, docname)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Write everything, and report what cannot be."""
        if exception is not None or app.builder.name not in builders.NAMES:
            return
        site, folder = _Site(app), self.folder
        folder.remove_documents()
        outputs = site.publications(self.written)
        files = folder.files(besides=Path(app.doctreedir)) | folder.documents
        files |= outputs.keys() | _NAMES
        records, problems = read_ledger(site.options, Path(app.srcdir), Path(app.confdir))
        addressed = site.addressed(records)
        plan = addressed.plan(files)
        rules = site.read_the_docs(plan)
        outputs |= site.outputs(plan, rules)
        own = site.own(outputs)
        folder.write({path: output for path, output in outputs.items() if path not in own})
        problems += [*addressed.problems(plan, files), *site.limits(rules)]
        for problem in sorted(problems, key=lambda problem: (problem.place, problem.message)):
            diagnostics.warn(problem)


def _document_files(app: Sphinx) -> Iterator[str]:
    """Give the files that documents bring into the output folder: pages, sources, pictures."""
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    suffix = app.config.html_sourcelink_suffix
    for docname in app.env.all_docs:
        yield builders.file_of(app, docname)
        if builder.copysource and app.config.html_copy_source:
            name = Path(app.env.doc2path(docname, base=False)).as_posix()
            yield f"_sources/{name}" + ("" if name.endswith(suffix) else suffix)
    yield from (f"_images/{name}" for _, name in app.env.images.values())
    yield from (f"_downloads/{name}" for _, name in app.env.dlfiles.values())


class _Site:
    """What the outputs are made of: the Catalogue, and the addresses of all documents."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.domain: SeriesDomain = app.env.domains["series"]  # type: ignore[assignment]
        self.options = self.domain.options
        self.base_url = addresses.base_of(app.config.html_baseurl)
        self.files = {
            docname: builders.file_of(app, docname) for docname in sorted(app.env.all_docs)
        }
        self.pages = {docname: addresses.of_file(path) for docname, path in self.files.items()}
        self.titles = {
            address: self.domain.catalogue.titles.get(docname, "")
            for docname, address in self.pages.items()
        }

    @property
    def base(self) -> str:
        """The path under which the output folder is served."""
        return servers.base(self.base_url)

    def own(self, paths: Iterable[str]) -> set[str]:
        """Give the files that the project brings itself, which are then left alone."""
        entries = [Path(self.app.confdir, entry) for entry in self.app.config.html_extra_path]
        files = {entry.name for entry in entries if entry.is_file()}
        return {
            path
            for path in paths
            if path in files or any((entry / path).is_file() for entry in entries)
        }

    def publications(self, written: Mapping[str, str]) -> dict[str, Output]:
        """Give what does not depend on the plan of redirects, by its file."""
        if self.base_url:
            return dict(Publications(self.app, self.base_url, self.files, written).files())
        _logger.info("no feeds, sitemap and canonical links: `html_baseurl` is no absolute URL")
        return {}

    def addressed(self, records: Sequence[Record]) -> Site:
        """Give the documents with what is asked of their addresses."""
        env, catalogue = self.app.env, self.domain.catalogue
        return Site(
            folder=Path(self.app.srcdir),
            sources={name: str(env.doc2path(name, base=False)) for name in self.files},
            files=self.files,
            posts=catalogue.posts,
            slugs=catalogue.slugs,
            permalink=self.options.permalink,
            hosts=self.options.redirect_hosts,
            records=records,
        )

    def outputs(self, plan: Plan, rules: Sequence[dict[str, Any]]) -> dict[str, Output]:
        """Give what the plan of redirects decides, by its file; rules are Read the Docs' form."""
        catalogue = export.export(self.domain.catalogue, self.pages, plan.redirects)
        return {
            **self._notices(plan),
            **self._server_forms(plan, rules),
            _SCHEMA.name: _SCHEMA.read_text(encoding="utf-8"),
            _CATALOGUE: servers.as_json({"$schema": _SCHEMA.name, **catalogue}),
        }

    def _notices(self, plan: Plan) -> dict[str, str]:
        """Give the pages at old addresses, by their files."""
        return {
            addresses.file_of(redirect.address): self._notice(redirect)
            for redirect in plan.redirects
            if addresses.has_page(redirect.address)
        }

    def _notice(self, redirect: Redirect) -> str:
        language = self.app.config.language
        if redirect.is_gone:
            return notices.gone(
                notices.Notice(
                    text=_("This page was removed on purpose."),
                    url=addresses.relative(redirect.address, "/"),
                    title=self.app.config.html_title,
                    language=language,
                )
            )
        is_external = addresses.is_external(redirect.target)
        url = (
            redirect.target
            if is_external
            else addresses.relative(redirect.address, redirect.target)
        )
        return notices.moved(
            notices.Notice(
                text=_("This page has moved:"),
                url=url,
                title=self.titles.get(redirect.target) or redirect.target,
                language=language,
                canonical=redirect.target
                if is_external
                else addresses.absolute(self.base_url, redirect.target),
            )
        )

    def _server_forms(self, plan: Plan, rules: Sequence[dict[str, Any]]) -> dict[str, str]:
        """Give the files for servers that the project wants; none is empty."""
        found = {}
        for export_ in self.options.redirect_exports:
            match export_:
                case "netlify":
                    found["_redirects"] = servers.netlify(plan.redirects, self.base)
                case "nginx":
                    found["redirects.nginx.conf"] = servers.nginx(plan.redirects, self.base)
                case _:
                    found["redirects.json"] = servers.as_json(rules) if rules else ""
        return {name: text for name, text in found.items() if text}

    def read_the_docs(self, plan: Plan) -> list[dict[str, Any]]:
        """Give the redirects as rules of Read the Docs; none where the project wants no such."""
        if "json" not in self.options.redirect_exports:
            return []
        clean = self.app.builder.name == "dirhtml"
        return servers.read_the_docs(plan.redirects, self.base, clean=clean)

    def limits(self, rules: Sequence[dict[str, Any]]) -> Iterator[Problem]:
        """Report a form that its host would not take whole."""
        if rules:
            place = where_set(Path(self.app.confdir) / "conf.py", "series_redirect_exports")
            yield from servers.limits(rules, place)


def register(app: Sphinx) -> None:
    """Connect to the beginning and the end of the writing."""
    outputs = Outputs()
    app.connect("write-started", outputs.begin)
    app.connect("doctree-resolved", outputs.note_written, priority=960)
    app.connect("build-finished", outputs.finish)
