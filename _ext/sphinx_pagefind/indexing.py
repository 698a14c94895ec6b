"""The index: a document of each page while it is written, and one run of Pagefind at the end.

The documents lie beside Sphinx's doctrees, in a folder for each output folder. Their text comes
from the pages as they are written. What other extensions say of a page is asked for at every build,
as it may change without the page. Pagefind runs only if a document is another one than at its last
run.
"""

from __future__ import annotations

import shutil
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_series_base import diagnostics, files, settings
from sphinx_series_base.digest import digest
from sphinx_series_base.problems import NOWHERE
from sphinx_series_base.state import read_json, replace_json, state_path

from . import config, program
from .core.documents import body_of, document, with_named_headings
from .core.problems import Kind
from .model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx_series_base.problems import Place

BUILDERS = ("html", "dirhtml")
FOLDER = "_pagefind"

_STATIC = Path(__file__).parent / "static"

# Extensions that take the place of Sphinx's search too.
_OTHERS = ("sphinx_docsearch",)
# What makes the PyData theme, and those that are made of it, search Sphinx's index on each page.
_OF_THEME = "search_as_you_type"

_SPHINX_INDEX = "searchindex.js"
# A part of a site, of sphinx_series: the index is made when all parts are joined.
_SHARD = "series_shard"
_IGNORED = (".headerlink", ".no-search", ".toctree-wrapper", ".linenos")


class Indexing:
    """Makes the index of one application."""

    def begin(self, app: Sphinx) -> None:
        """Put Pagefind in the place of Sphinx's search, if it is there."""
        self.is_on = False
        if app.builder.name not in BUILDERS:
            return
        self.builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
        other = next((name for name in _OTHERS if name in app.extensions), None)
        if other:
            message = (
                f"{other} is the search of this site, so Pagefind makes no index: take one of the "
                "two out of `extensions`"
            )
            _warn(Kind.NEIGHBOUR, message, settings.where_set(Path(app.confdir), "extensions"))
            return
        found = program.find()
        if found is None:
            _warn(
                Kind.MISSING,
                "Pagefind is not installed, so the site has Sphinx's own search: "
                "install it with `pip install 'pagefind[bin]'`",
            )
            return
        self.is_on = True
        self.app, self.program = app, found
        self.builder.search = False
        settings.adding("html_static_path", _STATIC)(app)
        self.language = app.config.language.replace("_", "-").lower()
        if program.needs_extended(found, self.language):
            _warn(
                Kind.LANGUAGE,
                f"this Pagefind takes a whole run of letters for one word in {self.language!r}: "
                "install the other with `pip install 'pagefind[extended]'`",
            )
        if app.config.html_theme_options.get(_OF_THEME):
            _warn(
                Kind.NEIGHBOUR,
                f"the theme searches Sphinx's own index, which Pagefind takes the place of: take "
                f"{_OF_THEME!r} out of `html_theme_options`",
                settings.where_set(Path(app.confdir), "html_theme_options"),
            )
        self.sections = config.Sections(app.config)
        others = chain.from_iterable(app.emit("pagefind-ignore"))
        self.ignored = [*_IGNORED, *config.selectors(app.config), *others]
        self.stamp = state_path(app, "pagefind")
        self.folder = self.stamp.with_suffix("")
        self.out = Path(app.outdir, FOLDER)

    def changed(self, app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """Have pages written that the search does not know, as it was another one before."""
        if app.builder.name not in BUILDERS:
            return []
        if not self.is_on:
            has_index = Path(app.outdir, _SPHINX_INDEX).is_file() or not self.builder.search
            return [] if has_index else list(env.all_docs)
        return [name for name in env.all_docs if not self._path(name).is_file()]

    def note(
        self,
        _app: Sphinx,
        pagename: str,
        _templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Write the document of a page that is being written; a worker may do so."""
        if self.is_on and doctree is not None:
            body = with_named_headings(context.get("body") or "")
            _write(self._path(pagename), self._document(Entry(title=""), body))

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Complete the documents, and run Pagefind if any of them is new."""
        if exception is not None or app.builder.name not in BUILDERS:
            return
        if not self.is_on:
            shutil.rmtree(Path(app.outdir, FOLDER), ignore_errors=True)
            return
        if getattr(app.config, _SHARD, ""):
            return
        Path(app.outdir, _SPHINX_INDEX).unlink(missing_ok=True)
        self._remove_others()
        state = {
            "documents": digest(repr([(name, digest(text)) for name, text in self._documents()])),
            "ignored": self.ignored,
            "program": _identity(self.program),
        }
        if not self.out.is_dir() or read_json(self.stamp) != state:
            self.stamp.unlink(missing_ok=True)
            if self._run():
                replace_json(self.stamp, state)

    def _path(self, docname: str) -> Path:
        """Give the file of a page's document, which lies as the page does in the output folder."""
        page = Path(self.builder.get_output_path(docname))
        return self.folder / page.relative_to(self.builder.outdir)

    def _document(self, entry: Entry, body: str) -> str:
        return document(entry, self.language, body)

    def _remove_others(self) -> None:
        """Remove the documents of pages that are gone."""
        known = {self._path(docname) for docname in self.app.env.all_docs}
        for path in self.folder.rglob("*.html"):
            if path not in known:
                path.unlink()

    def _documents(self) -> Iterator[tuple[str, str]]:
        """Give all documents, each with what is said of its page now."""
        for docname, entry in self._entries().items():
            path = self._path(docname)
            if not path.is_file():
                continue  # only some pages were asked for
            old = path.read_text(encoding="utf-8")
            new = self._document(entry, body_of(old))
            if new != old:
                _write(path, new)
            yield docname, new

    def _entries(self) -> dict[str, Entry]:
        """Give what is said of each page, by itself and by other extensions."""
        entries = {docname: self._entry(docname) for docname in sorted(self.app.env.all_docs)}
        self.app.emit("pagefind-entries", entries)
        return entries

    def _entry(self, docname: str) -> Entry:
        title = self.app.env.titles.get(docname)
        metadata = self.app.env.metadata.get(docname, {})
        return Entry(
            title=title.astext() if title else docname,
            filters={**self.sections.filters(docname), **config.site_filter(self.app.config)},
            is_hidden="no-search" in metadata or "nosearch" in metadata,
        )

    def _run(self) -> bool:
        """Make the index in a folder of its own, and put it in its place when it is whole."""
        new = self.folder.with_suffix(".index")
        shutil.rmtree(new, ignore_errors=True)
        try:
            program.run(
                self.program,
                self.folder,
                new,
                language=self.language,
                ignored=self.ignored,
            )
        except program.PagefindError as error:
            _warn(Kind.FAILED, f"Pagefind could not make the index, so nothing is found: {error}")
            return False
        if self.out.is_symlink():
            # What it leads to is not ours.
            self.out.unlink()
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.move(new, self.out)
        return True


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace(path, text.encode("utf-8", "replace"))


def _identity(path: Path) -> str:
    """Tell one version of the program from another, without running it."""
    status = path.stat()
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def _warn(kind: Kind, message: str, place: Place = NOWHERE) -> None:
    diagnostics.warn([kind.at(place, message)], "pagefind")
