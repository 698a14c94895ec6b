"""Files of the HTML builders that are no pages: redirects, their server forms, catalogue.json.

All are pure functions of the Catalogue and of the pages that the build has.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import diagnostics
from .config import where_set
from .core import addresses, export, ledger, notices, redirects, servers
from .core.problems import Kind, Place, Problem
from .core.redirects import Source, Wish
from .locale import _
from .output_folder import OutputFolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder

    from .core.ledger import Record
    from .core.redirects import Plan, Redirect
    from .domain import SeriesDomain

BUILDERS = ("html", "dirhtml")

# Nobody wrote these, and nobody is told where they cannot be fulfilled.
_NOBODY = Place(path="", line=0)

# A look for names that are alike takes some milliseconds each.
_MOST_SUGGESTIONS = 100


class Outputs:
    """Writes all files of one application that are no pages."""

    def begin(self, app: Sphinx, builder: Builder) -> None:
        """Before pages are written: note which files the documents will have."""
        if builder.name in BUILDERS:
            self.folder = OutputFolder(Path(app.outdir))
            self.folder.begin(_document_files(app))

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Write everything, and report what cannot be."""
        if exception is not None or app.builder.name not in BUILDERS:
            return
        site, folder = _Site(app), self.folder
        folder.remove_documents()
        files = folder.files(besides=Path(app.doctreedir)) | folder.documents
        records, problems = site.ledger()
        wishes = [*site.wishes(), *_ledger_wishes(records)]
        plan = redirects.plan(wishes, files, site.options.redirect_hosts)
        folder.write(site.outputs(plan))
        problems += [*plan.problems, *site.same_addresses(), *site.limits(plan)]
        problems += site.lost(records, plan, files)
        for problem in sorted(problems, key=lambda problem: (problem.place, problem.message)):
            diagnostics.warn(problem)


def _document_files(app: Sphinx) -> Iterator[str]:
    """Give the files that documents bring into the output folder: pages, sources, pictures."""
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    suffix = app.config.html_sourcelink_suffix
    for docname in app.env.all_docs:
        yield _file(app, docname)
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
        self.base_url = app.config.html_baseurl
        self.files = {docname: _file(app, docname) for docname in sorted(app.env.all_docs)}
        self.pages = {docname: addresses.of_file(path) for docname, path in self.files.items()}
        self.titles = {
            address: self.domain.catalogue.titles.get(docname, "")
            for docname, address in self.pages.items()
        }

    @property
    def base(self) -> str:
        """The path under which the output folder is served."""
        return urlsplit(self.base_url).path or "/"

    def wishes(self) -> Iterator[Wish]:
        """Give the redirects that posts ask for, and the other form of every page's address."""
        for docname, post in self.domain.catalogue.posts.items():
            target = self.pages[docname]
            if self.options.permalink and self.domain.catalogue.slugs[post.slug] == docname:
                address = addresses.encode(self.options.permalink.replace("{slug}", post.slug))
                yield Wish(
                    address=address,
                    target=target,
                    source=Source.PERMALINK,
                    place=post.place("slug"),
                )
            for alias in post.aliases:
                yield Wish(
                    address=alias, target=target, source=Source.ALIAS, place=post.place("aliases")
                )
        for docname, address in self.pages.items():
            # An index has one address with both builders.
            if docname.rpartition("/")[2] != "index":
                other = addresses.encode(addresses.other_form(address))
                yield Wish(address=other, target=address, source=Source.OTHER_FORM, place=_NOBODY)

    def ledger(self) -> tuple[list[Record], list[Problem]]:
        """Read the ledger; one that is set and missing is a problem."""
        if not self.options.ledger:
            return [], []
        path = Path(self.app.srcdir, self.options.ledger)
        try:
            return ledger.parse(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeError) as error:
            place = where_set(Path(self.app.confdir) / "conf.py", "series_ledger")
            message = (
                f"the ledger {self.options.ledger!r} cannot be read ({error}): correct "
                "`series_ledger`, or make it with `sphinx-series urls --record`"
            )
            return [], [Problem(kind=Kind.LEDGER, place=place, message=message)]

    def same_addresses(self) -> Iterator[Problem]:
        """Report documents whose files are one, or are one where case does not count."""
        first: dict[str, str] = {}
        for docname, path in self.files.items():
            owner = first.setdefault(addresses.key(path), docname)
            if owner != docname:
                yield Problem(
                    kind=Kind.SAME_ADDRESS,
                    place=Place(path=str(self.app.env.doc2path(docname)), line=1),
                    message=f"{docname!r} and {owner!r} would both be the file {path!r} on some or "
                    "all systems: rename one of them",
                )

    def lost(
        self, records: Sequence[Record], plan: Plan, files: Iterable[str]
    ) -> Iterator[Problem]:
        """Report what was published once and leads nowhere, with the line that mends it."""
        served = set(map(addresses.of_file, files))
        served |= {redirect.address for redirect in plan.redirects}
        successors = ledger.Successors([*self.pages.values(), *plan.leads])
        docnames = {address: docname for docname, address in self.pages.items()}
        for index, record in enumerate(ledger.lost(records, served)):
            successor = successors.of(record.address) if index < _MOST_SUGGESTIONS else ""
            docname = docnames.get(plan.leads.get(successor, successor), "")
            yield Problem(
                kind=Kind.LOST_URL,
                place=record.place,
                message=f"{record.address!r} was published and leads nowhere now: "
                + self._mend(addresses.encode(record.address), docname),
            )

    def _mend(self, address: str, docname: str) -> str:
        """Say what line brings a lost address back."""
        gone = f"or retire it here: `{address} -> gone`"
        if not docname:
            return f"write here where it leads, `{address} -> /another/`, {gone}"
        page = addresses.encode(self.pages[docname])
        post = self.domain.catalogue.posts.get(docname)
        if not post:
            return f"its likeliest successor is {page!r}: write here `{address} -> {page}`, {gone}"
        aliases = ", ".join([*post.aliases, address])
        source = self.app.env.doc2path(docname, base=False)
        return (
            f"its likeliest successor is {page!r}: write `aliases: [{aliases}]` "
            f"into the front matter of {source}, {gone}"
        )

    def outputs(self, plan: Plan) -> dict[str, str]:
        """Give everything to write, by its file."""
        catalogue = export.export(self.domain.catalogue, self.pages, plan.redirects)
        return {
            **self._notices(plan),
            **self._server_forms(plan),
            "catalogue.json": servers.as_json(catalogue),
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
                canonical=redirect.target if is_external else self._canonical(redirect.target),
            )
        )

    def _canonical(self, address: str) -> str:
        if not self.base_url:
            return ""
        return f"{self.base_url.removesuffix('/')}{addresses.encode(address)}"

    def _server_forms(self, plan: Plan) -> dict[str, str]:
        """Give the files for servers that the project wants; none is empty."""
        found = {}
        for export_ in self.options.redirect_exports:
            match export_:
                case "netlify":
                    found["_redirects"] = servers.netlify(plan.redirects, self.base)
                case "nginx":
                    found["redirects.nginx.conf"] = servers.nginx(plan.redirects, self.base)
                case _:
                    rules = self._read_the_docs(plan)
                    found["redirects.json"] = servers.as_json(rules) if rules else ""
        return {name: text for name, text in found.items() if text}

    def _read_the_docs(self, plan: Plan) -> list[dict[str, Any]]:
        clean = self.app.builder.name == "dirhtml"
        return servers.read_the_docs(plan.redirects, self.base, clean=clean)

    def limits(self, plan: Plan) -> Iterator[Problem]:
        """Report a form that its host would not take whole."""
        if "json" not in self.options.redirect_exports:
            return
        count = len(self._read_the_docs(plan))
        if count > servers.READ_THE_DOCS_LIMIT:
            yield Problem(
                kind=Kind.REDIRECT_LIMIT,
                place=where_set(Path(self.app.confdir) / "conf.py", "series_redirect_exports"),
                message=f"redirects.json has {count} entries, and Read the Docs' free plan takes "
                f"{servers.READ_THE_DOCS_LIMIT}: the redirect pages serve the rest there",
            )


def _file(app: Sphinx, docname: str) -> str:
    """Give the file of a document's page, relative to the output folder."""
    path = os.fspath(app.builder.get_outfilename(docname))  # type: ignore[attr-defined]
    return path.removeprefix(f"{app.outdir}{os.sep}").replace(os.sep, "/")


def _ledger_wishes(records: Iterable[Record]) -> Iterator[Wish]:
    for record in records:
        if record.target:
            yield Wish(
                address=addresses.encode(record.address),
                target=record.target,
                source=Source.LEDGER,
                place=record.place,
            )


def register(app: Sphinx) -> None:
    """Connect to the beginning and the end of the writing."""
    outputs = Outputs()
    app.connect("write-started", outputs.begin)
    app.connect("build-finished", outputs.finish)
