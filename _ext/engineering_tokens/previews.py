"""What terms, pages and sections say stands on each page that refers to them.

Scripts show it beside the link. Part of the site and not of the package. Links stay links; without
a script nothing is shown.

What another page says is noted while that is read, as pieces: values of worksheets and titles are
known after all pages were read only. A file for each output folder holds what pages were last
written with, as for the Views of worksheets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx_series.core.sources.excerpts import shortened
from sphinx_series.domain import series_domain
from sphinx_series.reading.references import named
from sphinx_series_base.digest import digest
from sphinx_series_base.state import read_json, replace_json, state_path
from sphinx_worksheet.nodes import worksheet_value_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx_series.core.model import Series, Topic

Piece: TypeAlias = str | int | tuple[str, str]
"""A text, the slot of a value of the page, or the role and target of what shows a title."""

_BUILDERS = {"html", "dirhtml"}
# What is no part of a sentence.
_ASIDES = (nodes.footnote_reference, nodes.raw, nodes.system_message, nodes.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a page or a section begins; or the whole of a definition, which has no title."""

    title: str
    pieces: tuple[Piece, ...]
    is_page: bool = False


class Beginnings(EnvironmentCollector):
    """Notes how each page, its sections and its definitions begin, by their anchors."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002
        """Forget a page."""
        _noted(env).pop(docname, None)

    def merge_other(
        self,
        app: Sphinx,  # noqa: ARG002
        env: BuildEnvironment,
        docnames: AbstractSet[str],
        other: BuildEnvironment,
    ) -> None:
        """Take over what a worker noted."""
        _noted(env).update((name, _noted(other)[name]) for name in docnames)

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note a page that was read."""
        docname = app.env.current_document.docname
        found: dict[str, Beginning] = {}
        for section in doctree.findall(nodes.section):
            begun = Beginning(
                title=section[0].astext(),
                pieces=tuple(_first(section, docname)),
                is_page=not found,
            )
            found |= dict.fromkeys([*section["ids"], *([] if found else [""])], begun)
        for item in _definitions(doctree):
            whole = Beginning(title="", pieces=tuple(_pieces(item[-1], docname)))
            for term in item.findall(nodes.term):
                found |= dict.fromkeys(term["ids"], whole)
        _noted(app.env)[docname] = found


def _noted(env: BuildEnvironment) -> dict[str, dict[str, Beginning]]:
    if not hasattr(env, "beginnings"):
        env.beginnings = {}  # type: ignore[attr-defined]
    return env.beginnings  # type: ignore[attr-defined, no-any-return]


def _definitions(doctree: nodes.document) -> Iterator[nodes.definition_list_item]:
    for glossary in doctree.findall(addnodes.glossary):
        yield from glossary.findall(nodes.definition_list_item)


def _first(section: nodes.section, docname: str) -> Iterator[Piece]:
    """Give the first paragraph of a section that can be said without a formula."""
    for child in section.children:
        if isinstance(child, nodes.paragraph) and not any(child.findall(nodes.math)):
            yield from _pieces(child, docname)
            return


def _pieces(node: nodes.Node, docname: str) -> Iterator[Piece]:
    for child in node.children:
        if isinstance(child, worksheet_value_placeholder):
            yield child["slot"]
        elif isinstance(child, addnodes.pending_xref) and not child.get("refexplicit"):
            yield named(child, docname) or child.astext()
        elif isinstance(child, nodes.Text):
            yield child.astext()
        elif not isinstance(child, _ASIDES):
            yield from _pieces(child, docname)
            yield " " if isinstance(child, nodes.paragraph) else ""


class Says:
    """What places say, `docname#anchor`, when all pages were read."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.noted = _noted(env)
        self.catalogue = series_domain(env).catalogue
        self.values: dict[str, Any] = env.domains["worksheet"].views  # type: ignore[attr-defined]

    @cached_property
    def declared(self) -> dict[str, tuple[str, str]]:
        """The title and description of each series and topic."""
        targets: list[Series | Topic] = [*self.catalogue.series.values()]
        targets += self.catalogue.topics.values()
        return {f"{one.docname}#{one.anchor}": (one.title, one.description) for one in targets}

    def of(self, place: str) -> tuple[str, str]:
        """Give title and text of a place; no text where it says nothing."""
        if place in self.declared:
            return self.declared[place]
        docname, _, anchor = place.partition("#")
        begun = self.noted.get(docname, {}).get(anchor)
        if begun is None:
            return "", ""
        post = self.catalogue.posts.get(docname)
        if begun.is_page and post and post.description:
            return begun.title, post.description
        text = " ".join("".join(self._texts(docname, begun.pieces)).split())
        return begun.title, shortened(text) if begun.title else text

    def _texts(self, docname: str, pieces: Iterable[Piece]) -> Iterator[str]:
        for piece in pieces:
            match piece:
                case int():
                    yield self.values[docname].values[piece].text
                case (role, name):
                    yield self._title(role, name)
                case _:
                    yield piece

    def _title(self, role: str, name: str) -> str:
        if role == "doc":
            return self.catalogue.titles.get(name, name)
        found = self.catalogue.target(role, name)
        return found.title if found else name


class Previews:
    """What one build finds out about the previews that pages show.

    Attributes:
        last: the places that each page was last written with, and digests of what they said.
        used: the places of the pages that this build writes.
    """

    def changed(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Give the pages that show something else than when this builder last wrote them."""
        self.used: dict[str, list[str]] = {}
        if app.builder.name not in _BUILDERS:
            return []
        self.says = Says(env)
        self.pages = {app.builder.get_target_uri(name): name for name in env.all_docs}
        self.file = state_path(app, "previews")
        self.last: dict[str, dict[str, str]] = read_json(self.file) or {}
        self.file.unlink(missing_ok=True)
        return [name for name in env.all_docs if self._is_changed(name)]

    def _is_changed(self, docname: str) -> bool:
        shown = self.last.get(docname)
        return shown is None or any(self._digest(place) != old for place, old in shown.items())

    def _digest(self, place: str) -> str:
        return digest(repr(self.says.of(place)))

    def place(self, app: Sphinx, document: nodes.document, docname: str) -> None:
        """Put what the places say to which a page refers to its end."""
        if app.builder.name not in _BUILDERS:
            return
        places = dict(self._places(document, app.builder.get_target_uri(docname)))
        shown = {address: place for address, place in places.items() if not _is_of(place, docname)}
        self.used[docname] = list(shown.values())
        html = "".join(_preview(address, *self.says.of(place)) for address, place in shown.items())
        if html:
            document += nodes.raw("", html, format="html")

    def _places(self, document: nodes.document, base: str) -> Iterator[tuple[str, str]]:
        """Give the address of each reference to a page of the site, and its place."""
        for node in document.findall(nodes.reference):
            if node.get("internal") and "refuri" in node and not _is_listed(node):
                address = urljoin(f"/{base}", node["refuri"])[1:]
                page, _, anchor = address.partition("#")
                if page in self.pages:
                    yield unquote(address), f"{self.pages[page]}#{unquote(anchor)}"

    def gathered(self, _app: Sphinx) -> tuple[dict[str, list[str]]]:
        """Give what grows while pages are resolved."""
        return (self.used,)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Store what the pages show now."""
        if exception or app.builder.name not in _BUILDERS:
            return
        kept = {name: shown for name, shown in self.last.items() if name in app.env.all_docs}
        new = {name: {one: self._digest(one) for one in used} for name, used in self.used.items()}
        replace_json(self.file, kept | new)


def _is_of(place: str, docname: str) -> bool:
    return place.partition("#")[0] == docname


def _is_listed(node: nodes.Node) -> bool:
    """Tell whether a reference stands among failures of all guides, beside what it says."""
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.table):
        parent = parent.parent
    return parent is not None and "symptoms" in parent["classes"]


def _preview(address: str, title: str, text: str) -> str:
    if not text:
        return ""
    head = f'<p class="preview-title">{escape(title)}</p>' if title else ""
    return (
        f'<div popover="manual" class="preview no-search" id="preview-{escape(address)}">'
        f"{head}<p>{escape(text)}</p></div>\n"
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the reading and the writing of each page."""
    app.setup_extension("sphinx_series")
    app.setup_extension("sphinx_worksheet")
    previews = Previews()
    app.add_env_collector(Beginnings)
    # When the catalogue and the values of worksheets are complete.
    app.connect("env-get-updated", previews.changed, priority=900)
    # Lists of posts come later: they have the descriptions.
    app.connect("doctree-resolved", previews.place, priority=700)
    app.connect("series-gather", previews.gathered)
    app.connect("build-finished", previews.finish)
    return {
        "version": "2",
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
