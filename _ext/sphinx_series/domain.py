"""The domain `series`: the store of what pages declare and ask for, and its cross-references."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import ObjType
from sphinx.roles import XRefRole
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode
from sphinx_series_base import problems
from sphinx_series_base.digest import shape
from sphinx_series_base.domain import RecordDomain

from . import config
from .core import model
from .core.catalogue.blocks import Blocks
from .core.catalogue.building import build
from .core.catalogue.inputs import Sources
from .core.catalogue.navigation import Navigation
from .core.catalogue.views import Views
from .core.model import AuthorDeclaration, SeriesDeclaration, TopicDeclaration
from .core.names.register import Register
from .core.sources import frontmatter
from .locale import _
from .nodes import series_placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx_series_base.problems import Problem

    from .core.catalogue.catalogue import Catalogue
    from .core.model import Post, Request, Target
    from .core.names.names import Name
    from .core.sources.frontmatter import Page
    from .core.view import OldPlace, View


Signature: TypeAlias = tuple[int, int, str]
"""When a source was changed, its size in bytes, and a digest of how it is read."""

# What the environment stores for the next build, and the main process alone fills.
_FOR_NEXT_BUILD = ("scans", "contents", "files", "page_digests")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToctreeRecord:
    """One toctree of a page as it was read; ``slot`` where a declaration fills it."""

    entries: tuple[tuple[str | None, str], ...]
    caption: str
    maxdepth: int
    is_hidden: bool
    titlesonly: bool
    slot: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The beginning of a page: texts, and role and target of references that show a title.

    ``is_whole`` where its author marked the end, so that nothing is cut off.
    """

    pieces: tuple[str | tuple[str, str], ...]
    is_whole: bool = False


@dataclass(slots=True, kw_only=True)
class PageRecord:
    """What was noted while one page was read.

    ``patterns`` holds what each pattern matched, so that a page is read again when that changes.
    ``images`` are the pictures of its text, in order. ``links`` are the pages that a post refers
    to, as role and target. ``excerpt`` is noted of posts that have no
    description.
    """

    requests: list[Request] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    patterns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    toctrees: list[ToctreeRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    images: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherFile:
    """A further page of a listing as a file.

    ``docname`` is the document that shows the first page; ``source`` gives a digest of all that
    this one shows, ``make`` renders it.
    """

    docname: str
    source: Callable[[], str]
    make: Callable[[], bytes]


class SeriesDomain(RecordDomain[PageRecord]):
    """Posts, series, topics and authors.

    ``pages``, ``scans``, ``contents``, ``files`` and ``page_digests`` are stored with the
    environment. The other attributes belong to one build: reading and writing set them, and
    workers inherit them.
    """

    record = PageRecord
    name = "series"
    label = "Series"
    initial_data: ClassVar[dict[str, Any]] = {
        "pages": {},
        "scans": {},
        "contents": {},
        "files": {},
        "page_digests": {},
    }
    # What another version of the extension stored is read anew where its values have other fields.
    data_version = shape([sys.modules[__name__], frontmatter, model, problems], initial_data)
    object_types: ClassVar[dict[str, ObjType]] = {
        "post": ObjType(_("post"), "post"),
        "series": ObjType(_("series"), "series"),
        "topic": ObjType(_("topic"), "topic"),
        "author": ObjType(_("author"), "author"),
    }
    roles: ClassVar[dict[str, Any]] = {
        "post": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
        "series": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
        "topic": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
        "author": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
    }
    dangling_warnings: ClassVar[dict[str, str]] = {
        "post": "there is no post %(target)r: write the slug or the docname of a post",
        "series": "no page declares the series %(target)r: write the id of one that exists",
        "topic": "no page declares the topic %(target)r: write the id of one that exists",
        "author": "no page is that of the author %(target)r: write the id of one that has a page",
    }

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        # Where it is whatever is set aside.
        self._for_next_build = {name: self.data[name] for name in _FOR_NEXT_BUILD}
        # The documents of each shard; those of the shard that is built, None for the whole site.
        self.plan: Sequence[Sequence[str]] = ()
        self.own: frozenset[str] | None = None
        # A digest of the configuration and of all versions, which shards have in common.
        self.settings = ""
        # Documents that shards have read, and that the site has no more.
        self.gone: frozenset[str] = frozenset()
        self.hidden: frozenset[str] = frozenset()
        self.unplaced: Mapping[str, Problem] = {}
        # The compiled translations of documents, which Sphinx forgets while it reads them.
        self.translations: Mapping[str, frozenset[Any]] = {}
        self.catalogue: Catalogue = build(Sources(titles={}, posts={}))
        self.markup: Mapping[str, str] = {}
        self.navigation = Navigation("", {}, {})
        self.answers = Views(self.catalogue)
        self.blocks = Blocks(self.answers, {})
        self.views: Mapping[str, View] = {}
        self.further_pages: Mapping[str, FurtherFile] = {}
        # Whether there is a post, or a page with a directive: else pages are as Sphinx makes them.
        self.is_used = False
        self.views_digest = ""
        # A digest of what all pages show and no document says.
        self.site_wide = ""
        self.has_lost_pages = False
        # Recorded names; the old ids that pages and redirects keep, and old names of objects.
        self.register = Register()
        self.old_places: Mapping[str, tuple[OldPlace, ...]] = {}
        self.old_redirects: Mapping[str, tuple[OldPlace, ...]] = {}
        self.old_names: Mapping[Name, Name] = {}
        # Objects of what is in another project now: what roles call it, and where it is.
        self.moved_names: Mapping[Name, tuple[str, Target]] = {}
        # What used an old name, of pages that this build writes.
        self.old_uses: dict[str, set[Problem]] = {}

    @cached_property
    def options(self) -> config.Options:
        """The checked configuration; its clock stands still during a build."""
        return config.read(self.env.config)

    @property
    def scans(self) -> dict[str, tuple[Signature, Page]]:
        """The front matter of each source, with what tells whether the file changed."""
        return self._for_next_build["scans"]  # type: ignore[no-any-return]

    @property
    def contents(self) -> dict[str, tuple[int, str]]:
        """When each page was read and a digest of all it was read from, where content decides."""
        return self._for_next_build["contents"]  # type: ignore[no-any-return]

    @property
    def files(self) -> dict[str, tuple[int, str]]:
        """When each page was read and a digest of the times and sizes of its files."""
        return self._for_next_build["files"]  # type: ignore[no-any-return]

    @property
    def page_digests(self) -> dict[str, tuple[int, str]]:
        """When each page was read and a digest of what it shows to others and asks for."""
        return self._for_next_build["page_digests"]  # type: ignore[no-any-return]

    def set_aside(self) -> None:
        """Before reading: processes that read send back all that is in the environment.

        What the main process has anyway would be sent by each of them, and be most of it.
        """
        self.data.update({name: {} for name in _FOR_NEXT_BUILD})

    def take_back(self) -> None:
        """After reading, and before the environment is stored: have it all there again."""
        self.data.update(self._for_next_build)

    def take_over(self, docnames: Iterable[str], other: Mapping[str, Any]) -> None:
        """Have what the main process of another build stored of some documents."""
        for name, stored in self._for_next_build.items():
            stored.update({one: other[name][one] for one in docnames if one in other[name]})

    def post_of_source(self, docname: str) -> Post | None:
        """Give the post that a source is, by its front matter; None for other pages."""
        return self.scans[docname][1].post if docname in self.scans else None

    def note_request(self, docname: str, request: Request) -> int:
        """Record what a directive asks; its slot is where the page's View has the answer."""
        requests = self.page(docname).requests
        requests.append(request)
        return len(requests) - 1

    def note_pattern(self, docname: str, pattern: str, found: tuple[str, ...]) -> None:
        """Record what a pattern matched."""
        self.page(docname).patterns[pattern] = found

    def note_images(self, docname: str, images: tuple[str, ...]) -> None:
        """Record the pictures of a page's text."""
        self.page(docname).images = images

    def process_doc(
        self,
        env: BuildEnvironment,  # noqa: ARG002
        docname: str,
        document: nodes.document,
    ) -> None:
        """Record the page's references to posts, series and topics, its toctrees, and titles."""
        for node in document.findall(addnodes.pending_xref):
            target = node["reftarget"]
            if node.get("refdomain") == self.name:
                self.page(docname).references.append((node["reftype"], target))
            elif node["reftype"] == "any" and ":" in target:
                # In another project, of whose titles no inventory of this one tells.
                self.page(docname).references += [(role, target) for role in self.roles]
        for toctree in document.findall(addnodes.toctree):
            self.page(docname).toctrees.append(_record(toctree))
        for placeholder in document.findall(series_placeholder):
            requests = self.page(docname).requests
            requests[placeholder["slot"]] = _complete(requests[placeholder["slot"]], placeholder)

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Link to what a role names, under the target's own title unless the author gave one."""
        found = self.catalogue.target(typ, target)
        if not found or not (found.docname or found.url):
            return None
        if not node["refexplicit"]:
            contnode = nodes.inline(found.title, found.title, classes=contnode["classes"])
        if found.url:
            return link_elsewhere(found, contnode)
        return make_refnode(builder, fromdocname, found.docname, found.anchor, contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Link `any` to slugs and ids; what `doc` finds as well is left to it."""
        results = []
        for role in self.roles:
            found = self.catalogue.target(role, target)
            if found and found.docname != docname_join(fromdocname, target):
                reference = self.resolve_xref(
                    env, fromdocname, builder, role, target, node, contnode
                )
                if reference:
                    results.append((f"series:{role}", reference))
        return results

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield what roles refer to for ``objects.inv``; search has the pages already."""
        known = self.catalogue
        for slug, docname in sorted(known.slugs.items()):
            yield slug, known.posts[docname].title, "post", docname, "", -1
        for series in known.series.values():
            yield series.id, series.title, "series", series.docname, series.anchor, -1
        for topic in known.topics.values():
            yield topic.id, topic.title, "topic", topic.docname, topic.anchor, -1
        for author in known.author_pages.values():
            yield author.id, author.title, "author", author.docname, author.anchor, -1


def link_elsewhere(target: Target, content: nodes.Node) -> nodes.reference:
    """Link to what another project has, and say which one that is."""
    return nodes.reference("", "", content, refuri=target.url, reftitle=target.site)


def _complete(request: Request, placeholder: series_placeholder) -> Request:
    """Fill in a declaration what the page says, in the language to which it was translated."""
    paragraph = placeholder.attributes.pop("description", None)
    if isinstance(request, TopicDeclaration | AuthorDeclaration) and paragraph is not None:
        request = replace(request, description=" ".join(paragraph.astext().split()))
    if isinstance(request, TopicDeclaration):
        request = replace(request, heading=_title(placeholder))
    if isinstance(request, SeriesDeclaration) and not request.title:
        request = replace(request, title=_title(placeholder))
    return request


def _title(node: nodes.Node) -> str:
    """Give the title of the section in which a node stands."""
    section: nodes.Node | None = node
    while section is not None and not isinstance(section, nodes.section):
        section = section.parent
    return section[0].astext() if section else ""


def series_domain(env: BuildEnvironment) -> SeriesDomain:
    """Give the domain of an environment."""
    return env.domains["series"]  # type: ignore[return-value]


def _record(toctree: addnodes.toctree) -> ToctreeRecord:
    entries = [
        (title, docname)
        for title, docname in toctree["entries"]
        if docname in toctree["includefiles"] or "://" in docname
    ]
    return ToctreeRecord(
        entries=tuple(entries),
        caption=toctree.get("caption") or "",
        # Not all who make a toctree say all of it: autosummary does not.
        maxdepth=toctree.get("maxdepth", -1),
        is_hidden=toctree.get("hidden", False),
        titlesonly=toctree.get("titlesonly", False),
        slot=toctree.get("series_slot"),
    )
