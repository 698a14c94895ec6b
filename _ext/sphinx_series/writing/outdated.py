"""Which pages are written again: those whose View differs from the one that was last written.

Besides the View, a page shows the titles and anchors of what it refers to, the names of its images,
the checksums of style sheets and scripts, and with most themes the tree of the whole site.
"""

from __future__ import annotations

import posixpath
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

from docutils import nodes
from sphinx.errors import NoUri
from sphinx_series_base.diagnostics import warn
from sphinx_series_base.digest import Digests, digest
from sphinx_series_base.problems import Place
from sphinx_series_base.state import state_path

from sphinx_series import output_paths, shards
from sphinx_series.core.model import AuthorGrid
from sphinx_series.core.problems import Kind
from sphinx_series.domain import series_domain

from .further_pages import FurtherPages
from .reference_texts import ReferenceTexts, names_of
from .sidebar import is_bounded, is_furo
from .written_pages import ViewStore, WrittenPage, has_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx_series_base.problems import Problem

    from sphinx_series.core.catalogue.navigation import Toctree
    from sphinx_series.domain import ToctreeRecord


class OutdatedPages:
    """What one build finds out about the pages that it writes.

    One is made for each application. What processes that resolve pages note is gathered from them.
    """

    def begin(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        _added: set[str],
        _changed: set[str],
        _removed: set[str],
    ) -> Sequence[str]:
        """Start the bookkeeping, before anything is read."""
        self.app = app
        self.domain = series_domain(env)
        self.store = ViewStore(state_path(app, "series-views"))
        self.store.begin()
        self.wanted: list[str] = []
        self.references: dict[str, set[str]] = {}
        self.unresolved: set[str] = set()
        return []

    def changed(self, app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
        """Give the pages that show something else than when they were last written."""
        moved = (("", "", f"{old}={new}") for old, new in self.domain.moved_names.items())
        self.texts = ReferenceTexts(self.domain.markup, chain(names_of(env), moved))
        self.addresses = dict(_addresses(app, env))
        self.bases = {docname: address for address, docname in self.addresses.items()}
        own = self.domain.own
        self.files = dict(_files(app, env.all_docs if own is None else own))
        self.before = {docname: _status(file) for docname, file in self.files.items()}
        self.site_wide = self._site_wide()
        self.views_digest = self._views_digest()
        self.domain.site_wide = digest(repr((self.site_wide, bool(self._shown_trees()))))
        further = FurtherPages(app, lambda: f"{self.domain.site_wide}{self._site_tree()}")
        self.domain.further_pages = further.files()
        if self.views_digest == self.store.views_digest:
            self.shown = {docname: page.view for docname, page in self.store.pages.items()}
            self.wanted = [name for name in self.shown if self._was_read(name)]
        else:
            self.shown = dict(self._shown())
            self.wanted = [name for name in self.shown if self._is_changed(name)]
        known = self.store.pages.keys()
        self.domain.has_lost_pages = not self.store.is_trusted or not known <= self.shown.keys()
        return self.wanted

    def _site_wide(self) -> tuple[str, ...]:
        """Give digests of what all pages show and no document says."""
        if self.app.builder.format != "html":
            return ()
        return (
            output_paths.configuration(self.app, "html"),
            str(self.domain.is_used),
            repr(self.domain.options.feeds),  # their order is no matter to Sphinx
            _static_digest(self.app),
            _template_digest(self.app),
        )

    def _views_digest(self) -> str:
        """Give a digest that is the same as long as no page shows anything else."""
        images = sorted(_renamed_images(self.app.env).items())
        names, shows_tree = self.texts.all_names, bool(self._shown_trees())
        return digest(repr((self.domain.views_digest, self.site_wide, names, images, shows_tree)))

    def _was_read(self, docname: str) -> bool:
        """Tell whether a page was read since it was written, be it for another builder."""
        return self.store.pages[docname].read != self.app.env.all_docs[docname]

    def _is_changed(self, docname: str) -> bool:
        last = self.store.pages.get(docname)
        return (
            last is None
            or last.view != self.shown[docname]
            or self._was_read(docname)
            or any(
                digest(self.texts.of(place)) != shown for place, shown in last.references.items()
            )
            or bool(last.unresolved and last.unresolved != self.texts.all_names)
        )

    def _shown(self) -> Iterator[tuple[str, str]]:
        """Give a digest of all that each page shows from elsewhere, but for its references."""
        env = self.app.env
        digests = Digests()
        images = _renamed_images(env)
        site_wide = [*self.site_wide, self._site_tree()]
        if len(self.addresses) < len(env.all_docs):
            # Pages of this builder have no addresses, by which to tell what they refer to.
            site_wide += [self.texts.all_names, digest(repr(sorted(self.domain.markup.items())))]
        own = self.domain.own
        for docname in sorted(env.all_docs if own is None else own):
            view = self.domain.views[docname]
            numbers = (env.toc_secnumbers.get(docname), env.toc_fignumbers.get(docname))
            besides = (*site_wide, numbers, *images.get(docname, ()), *self._listed(docname))
            if docname == env.config.root_doc:
                # Sphinx writes the inventory when it writes a page.
                besides = (*besides, sorted(self.domain.old_names.items()))
            yield docname, digest(f"{digests.of(view)}{besides}")

    def _shown_trees(self) -> Mapping[str, Sequence[Toctree]]:
        """Give the toctrees that the theme may show on every page, by the pages that have them."""
        config, trees = self.app.config, self.domain.navigation.toctrees
        if self.app.builder.format != "html":
            return {}
        if is_bounded(self.app):
            # Heads of pages may have the top level, of which Furo's sidebar has what it shows.
            root = config.root_doc
            return {} if is_furo(self.app) else {root: trees.get(root, ())}
        sidebars = [name for names in config.html_sidebars.values() for name in names]
        return trees if config.html_theme != "basic" or "globaltoc.html" in sidebars else {}

    def _site_tree(self) -> str:
        """Give a digest of these toctrees, and of the titles of what is in them and above."""
        trees = sorted(self._shown_trees().items())
        named = {target for _, own in trees for tree in own for _, target in tree.entries}
        named |= {docname for docname, _ in trees}
        titles = [(docname, self.domain.markup.get(docname)) for docname in sorted(named)]
        return digest(repr((trees, titles))) if trees else ""

    def _listed(self, docname: str) -> Iterator[str]:
        """Give what the page's visible toctrees show."""
        page = self.domain.pages.get(docname)
        for toctree in page.toctrees if page else ():
            if not toctree.is_hidden:
                yield digest(
                    "".join(self._outline(toctree, toctree.maxdepth, frozenset({docname})))
                )

    def _outline(self, toctree: ToctreeRecord, depth: int, above: frozenset[str]) -> Iterator[str]:
        """Give the titles and sections of a toctree's pages, down to its depth."""
        for title, docname in toctree.entries:
            yield title or self.domain.markup.get(docname, docname)
            if depth == 1 or docname in above or docname not in self.app.env.tocs:
                continue
            yield "" if toctree.titlesonly else self.app.env.tocs[docname].pformat()
            page = self.domain.pages.get(docname)
            for inner in page.toctrees if page else ():
                yield from self._outline(inner, depth - 1, above | {docname})

    def note_references(self, _app: Sphinx, document: nodes.document, docname: str) -> None:
        """Record what a page that is about to be written refers to."""
        found = self.references.setdefault(docname, set())
        base = self.bases.get(docname, "")
        for node in document.findall(nodes.reference):
            if node.get("internal") and "refuri" in node:
                path, _, anchor = urljoin(f"/{base}", node["refuri"])[1:].partition("#")
                target = self.addresses.get(path)
                if target and target != docname:
                    found.add(f"{target}#{unquote(anchor)}")

    def note_missing(
        self, _app: Sphinx, env: BuildEnvironment, node: pending_xref, _content: nodes.Element
    ) -> None:
        """Record that a page refers to what does not exist yet."""
        self.unresolved.add(node.get("refdoc", env.current_document.docname))

    def gathered(self, _app: Sphinx) -> tuple[dict[str, set[Any]] | set[str], ...]:
        """Give what grows while pages are resolved."""
        return self.references, self.unresolved, self.domain.old_uses

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Store what the pages show now."""
        if exception is None:
            # Of a page that it cannot write Sphinx only warns.
            failed = {docname for docname in self.references if not self._is_whole(docname)}
            pages = {name: self._written(name) for name in self.shown if name not in failed}
            # Where only some pages were asked for, others are not what they are to be.
            is_complete = self.references.keys() >= set(self.wanted) and not failed
            self.store.finish(self.views_digest if is_complete else "", pages)
            warn(self._old_uses(pages), "series")
            if self.domain.own is not None:
                shards.write_record(Path(app.doctreedir), shards.record_of(app, "written"))

    def _old_uses(self, pages: Mapping[str, WrittenPage]) -> Iterator[Problem]:
        """Report what uses old names, on pages that this build did not write too."""
        for docname, page in pages.items():
            # A builder that assembles a book writes documents that are no pages.
            yield from self.domain.old_uses.get(docname, ())
            if docname not in self.domain.old_uses:
                for path, line, message in page.old_uses:
                    yield Kind.OLD_NAME.at(Place(path=path, line=line), message)

    def _is_whole(self, docname: str) -> bool:
        """Tell whether the file of a page is another one than before, and has its end."""
        file = self.files.get(docname)
        return not file or (_status(file) != self.before[docname] and has_end(file))

    def _written(self, docname: str) -> WrittenPage:
        view, read = self.shown[docname], self.app.env.all_docs[docname]
        if docname not in self.references:
            return self.store.pages.get(docname) or WrittenPage(view=view, read=read)
        places = sorted(self.references[docname])
        uses = self.domain.old_uses.get(docname, ())
        return WrittenPage(
            view=view,
            read=read,
            references={place: digest(self.texts.of(place)) for place in places},
            unresolved=self.texts.all_names if docname in self.unresolved else "",
            old_uses=tuple(sorted((one.place.path, one.place.line, one.message) for one in uses)),
        )


def _files(app: Sphinx, docnames: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Give the file of each page, where each has one of its own in HTML."""
    if app.builder.name in output_paths.NAMES:
        for docname in docnames:
            yield docname, Path(app.outdir, output_paths.file_of(app, docname))


def _status(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _addresses(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Give the address of each page with its document, where the builder has addresses."""
    for docname in env.all_docs:
        # Those that write no documents do not even say that they have none.
        with suppress(NoUri, NotImplementedError):
            yield app.builder.get_target_uri(docname), docname


def _renamed_images(env: BuildEnvironment) -> dict[str, list[str]]:
    """Give each page's images whose copies cannot bear their own names."""
    renamed: dict[str, list[str]] = {}
    domain = series_domain(env)
    pictures = {page.picture for page in domain.catalogue.author_pages.values()}
    grids = {
        docname
        for docname, page in domain.pages.items()
        if any(isinstance(request, AuthorGrid) for request in page.requests)
    }
    for path, (docnames, name) in sorted(env.images.items()):
        if posixpath.basename(path) != name:
            for docname in sorted({*docnames, *(grids if path in pictures else ())}):
                renamed.setdefault(docname, []).append(f"{path}={name}")
    return renamed


def _template_digest(app: Sphinx) -> str:
    """Give a digest of all templates where content decides, else the time of the newest."""
    domain = series_domain(app.env)
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    if not domain.options.content_hash:
        return str(builder.templates.newest_template_mtime())
    folders = [*builder.theme.get_theme_dirs(), *app.config.templates_path]
    files = [
        path for folder in folders for path in sorted(Path(app.confdir, folder).rglob("*.html"))
    ]
    return digest(repr([path.read_bytes() for path in files]))


def _static_digest(app: Sphinx) -> str:
    """Give a digest of the project's style sheets and scripts, whose checksums pages name."""
    return digest(repr([(path.name, path.read_bytes()) for path in _static_files(app)]))


def _static_files(app: Sphinx) -> Iterator[Path]:
    for entry in app.config.html_static_path:
        path = Path(app.confdir, entry)
        found: Iterable[Path] = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in found if file.suffix in {".css", ".js"} and file.is_file())
