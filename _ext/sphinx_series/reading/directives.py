"""The directives: an author's options become requests, each with a placeholder for its answer."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, get_args

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util import docname_join
from sphinx.util.nodes import explicit_title_re, make_id
from sphinx_series_base.directives import PlacedDirective, plain_text

from sphinx_series.core.addresses import addresses, elsewhere
from sphinx_series.core.addresses.taken import can_be
from sphinx_series.core.catalogue.catalogue import SORTS
from sphinx_series.core.catalogue.inputs import suggestion
from sphinx_series.core.model import (
    COLUMNS,
    AuthorDeclaration,
    AuthorGrid,
    GroupBy,
    Line,
    ListingStyle,
    OtherTopics,
    Query,
    Request,
    SeriesDeclaration,
    SeriesStyle,
    TopicDeclaration,
    TopicGrid,
    query_of,
)
from sphinx_series.core.problems import Kind
from sphinx_series.core.sources.frontmatter import LONGEST_ID, is_id
from sphinx_series.domain import series_domain
from sphinx_series.nodes import series_placeholder

from .icons import read_octicon, read_svg
from .patterns import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Any, TypeVar

    from docutils.nodes import Node
    from sphinx_series_base.problems import Place

    from sphinx_series.domain import SeriesDomain

    _Value = TypeVar("_Value")

# What an author writes is checked here and not by docutils, which would drop the directive.
_TEXT = plain_text


def _is_term(text: str) -> bool:
    """Tell whether a text asks for topics: an id, several that hold together, or one that not."""
    ids = [text[1:]] if text.startswith("!") else text.split("+")
    return all(map(is_id, ids))


class _SeriesDirective(PlacedDirective):
    """What the directives share: reading options, and leaving a request with its placeholder."""

    optional_arguments = 1
    final_argument_whitespace = True

    @property
    def domain(self) -> SeriesDomain:
        return series_domain(self.env)

    def reject(
        self, message: str, *, kind: Kind = Kind.DIRECTIVE, place: Place | None = None
    ) -> None:
        problem = kind.at(place or self.place(), message)
        self.domain.note_problem(self.env.docname, problem)

    def request(self, request: Request) -> series_placeholder:
        """Record what is asked and give the placeholder for its answer."""
        slot = self.domain.note_request(self.env.docname, request)
        placeholder = series_placeholder(docname=self.env.docname, slot=slot)
        self.set_source_info(placeholder)
        return placeholder

    def id_argument(self, noun: str) -> str:
        """Read the id that a declaration needs; ``""`` where there is none, with a problem."""
        id_ = self.arguments[0] if self.arguments else ""
        if not is_id(id_):
            self.reject(
                f"`{noun}` needs an id of {LONGEST_ID} letters, digits, `-`, `_` and `.` at most"
                + (f", not {id_[:100]!r}" if id_ else f": write its name behind `{noun}`")
            )
            return ""
        return id_

    def anchor(self, prefix: str, id_: str) -> tuple[str, list[Node]]:
        """Name the enclosing section for links to it; without one, give a target of its own."""
        anchor = make_id(self.env, self.state.document, prefix, id_)
        section = self._section()
        if section is None:
            return anchor, [nodes.target("", "", ids=[anchor])]
        section["ids"].append(anchor)
        return anchor, []

    def text(self, name: str) -> str:
        return str(self.options.get(name, "")).strip()

    def _section(self) -> nodes.section | None:
        node: nodes.Element | None = self.state_machine.node
        while node is not None and not isinstance(node, nodes.section):
            node = node.parent
        return node

    def choice(self, name: str, choices: Sequence[_Value], default: _Value) -> _Value:
        value = self.options.get(name, default).strip()
        for choice in choices:
            if choice == value:
                return choice
        known = [str(choice) for choice in choices if choice]
        near = suggestion(value, known)
        self.reject(f"`:{name}:` takes one of {', '.join(known)}, not {value!r}{near}")
        return default

    def number(self, name: str, default: _Value, *, least: int = 0) -> int | _Value:
        if name not in self.options:
            return default
        value = self.options[name].strip()
        if re.fullmatch(r"[0-9]{1,9}", value, re.ASCII) and int(value) >= least:
            return int(value)
        self.reject(f"`:{name}:` takes a whole number from {least}, not {value!r}")
        return default

    def page_size(self) -> int | None:
        """Read how many posts a page of a listing has; one listing of a document has pages."""
        size: int | None = self.number("page-size", None, least=1)
        requests = self.domain.page(self.env.docname).requests
        if size and any(query.page_size for query in filter(None, map(query_of, requests))):
            self.reject(
                "another listing of this page has pages already, and they would lie at the same "
                "addresses: remove `:page-size:` here, or write `:limit:`"
            )
            return None
        return size

    def ids(self, name: str) -> tuple[str, ...]:
        return tuple(self.options.get(name, "").replace(",", " ").split())

    def ids_of_body(self) -> tuple[str, ...]:
        return tuple(" ".join(self.content).replace(",", " ").split())

    def columns(self) -> tuple[int, ...]:
        """Read the columns at four widths (phone, tablet, laptop, wide), or one for all."""
        value = self.options.get("columns", "").split()
        if not value:
            return COLUMNS
        if len(value) in (1, 4) and all(re.fullmatch(r"[1-9]|1[0-2]", word) for word in value):
            columns = tuple(map(int, value))
            return columns * 4 if len(columns) == 1 else columns
        self.reject("`:columns:` takes one or four numbers from 1 to 12, like `1 2 3 3`")
        return COLUMNS

    def topic_terms(self) -> tuple[str, ...]:
        """Read ids of topics, ``a+b`` for both and ``!c`` for none; what is none is left out."""
        terms = self.ids("topic")
        wrong = [term for term in terms if not _is_term(term)]
        for term in wrong:
            self.reject(
                "`:topic:` takes ids of topics, `a+b` for posts of both and `!c` for posts that "
                f"are not of one, not {term!r}"
            )
        return tuple(term for term in terms if term not in wrong)

    def years(self) -> tuple[int, int] | None:
        """Read a year, or the first and the last of several."""
        value = self.text("year")
        found = re.fullmatch(r"([0-9]{4})(?:\s*[-–]\s*([0-9]{4}))?", value)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first <= last:
            return first, last
        if value:
            self.reject(f"`:year:` takes a year or a span, like 2024 or 2020-2024, not {value!r}")
        return None

    def documents(self, option: str = "from") -> frozenset[str] | None:
        """Give the docnames that the patterns of an option match; None where there are none."""
        patterns = self.ids(option)
        if not patterns:
            return None
        return frozenset(
            docname
            for pattern in patterns
            for docname in self.match(pattern, self.place(), relative=pattern.startswith("."))
        )

    def match(self, pattern: str, place: Place, *, relative: bool) -> tuple[str, ...]:
        """Give the documents that a pattern matches, drafts and scheduled posts included."""
        full = docname_join(self.env.docname, pattern) if relative else pattern.lstrip("/")
        known = self.env.found_docs | self.domain.hidden
        found = matching(known, full)
        self.domain.note_pattern(self.env.docname, full, found)
        if not found:
            self.reject(
                f"no document matches {full!r}: write docnames (paths from the source folder, "
                "without suffix) with `*`, `**`, `?` or `[…]`",
                kind=Kind.NO_MATCH,
                place=place,
            )
        return found

    def query(
        self,
        *,
        topics: tuple[str, ...],
        style: ListingStyle,
        documents: frozenset[str] | None = None,
    ) -> Query:
        """Read the options that listings share."""
        orders = [f"{sign}{name}" for name in SORTS for sign in ("", "-")]
        return Query(
            place=self.place(),
            documents=documents,
            series=self.ids("series"),
            topics=topics,
            sort=self.choice("sort", orders, "-date"),
            limit=self.number("limit", None),
            offset=self.number("offset", 0),
            group_by=self.choice("group-by", get_args(GroupBy), ""),
            style=self.choice("style", get_args(ListingStyle), style),
            count="count" in self.options,
            page_size=self.page_size(),
            sites=self.ids("site"),
        )


class SeriesDirective(_SeriesDirective):
    """Declare a series: an ordered toctree and the outline of its parts."""

    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "title": _TEXT,
        "description": _TEXT,
        "style": _TEXT,
        "reversed": directives.flag,
        "list": directives.flag,
    }

    def run(self) -> list[Node]:
        """Declare the series; its toctree is filled when all pages are known."""
        id_ = self.id_argument("series")
        if not id_:
            return []
        anchor, target = self.anchor("series", id_)
        declaration = SeriesDeclaration(
            docname=self.env.docname,
            place=self.place(),
            id=id_,
            anchor=anchor,
            title=self.text("title"),
            description=self.text("description"),
            lines=tuple(self._lines()),
            style=self.choice("style", get_args(SeriesStyle), "list"),
            reversed="reversed" in self.options,
            is_list="list" in self.options,
        )
        placeholder = self.request(declaration)
        return [*target, placeholder, _toctree(self.env.docname, placeholder["slot"])]

    def _lines(self) -> Iterable[Line]:
        for index, text in enumerate(self.content):
            if text.strip():
                yield self._line(text.strip(), self.content_place(index))

    def _line(self, text: str, place: Place) -> Line:
        """Read one line of the body, as a toctree does: names are relative to the page."""
        explicit = explicit_title_re.match(text)
        title, name = (explicit[1], explicit[2].strip()) if explicit else ("", text)
        if explicit and not name:
            return Line(place=place, text=text, title=title, is_planned=True)
        for suffix in self.config.source_suffix:
            name = name.removesuffix(suffix)
        if not explicit and re.search(r"[*?\[]", name):
            docnames = self.match(name, place, relative=True)
            return Line(place=place, text=text, docnames=docnames, is_pattern=True)
        docname = docname_join(self.env.docname, name)
        is_elsewhere = elsewhere.is_named(name) and "#" not in name
        if is_elsewhere and docname not in self.env.found_docs:
            return Line(place=place, text=text, title=title, elsewhere=name)
        return Line(place=place, text=text, title=title, docnames=(docname,))


class TopicDirective(_SeriesDirective):
    """Declare a topic: its description, and the posts that belong to it."""

    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "title": _TEXT,
        "icon": _TEXT,
        "from": _TEXT,
        "style": _TEXT,
        "sort": _TEXT,
        "limit": _TEXT,
        "page-size": _TEXT,
        "group-by": _TEXT,
        "site": _TEXT,
    }

    def run(self) -> list[Node]:
        """Declare the topic and show its description and posts."""
        id_ = self.id_argument("topic")
        if not id_:
            return []
        anchor, target = self.anchor("topic", id_)
        body = self.parse_content_to_nodes()
        declaration = TopicDeclaration(
            docname=self.env.docname,
            place=self.place(),
            id=id_,
            anchor=anchor,
            query=self.query(topics=(id_,), style="cards"),
            title=self.text("title"),
            icon=self._icon(),
            documents=self.documents() or frozenset(),
        )
        placeholder = self.request(declaration)
        placeholder["description"] = _first_paragraph(body)
        toctree = _toctree(self.env.docname, placeholder["slot"])
        return [*target, *body, placeholder, toctree]

    def _icon(self) -> str:
        """Give the icon's SVG: one of sphinx-design's octicons, or the author's own file."""
        name = self.text("icon")
        if not name:
            return ""
        if not name.endswith(".svg"):
            try:
                return read_octicon(name)
            except KeyError:
                self.reject(
                    f"there is no icon {name!r}: take a name of sphinx-design's octicons, "
                    "or the path of an SVG file"
                )
                return ""
        if not can_be(name):
            self.reject(f"{name[:80]!r} can be no file: its name is too long or holds a NUL")
            return ""
        relative, path = self.env.relfn2path(name)
        self.env.note_dependency(path)
        svg = read_svg(Path(path))
        if not svg:
            self.reject(f"{relative!r} is no readable SVG file: correct the path or the file")
        return svg


class TopicsDirective(_SeriesDirective):
    """Show topics as a grid of cards, or declare those that no page does, each as a section."""

    optional_arguments = 0
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "columns": _TEXT,
        "declare": directives.flag,
    }

    def run(self) -> list[Node]:
        """Ask for the grid, or declare the topics."""
        if "declare" in self.options:
            return self._declare()
        grid = TopicGrid(place=self.place(), ids=self.ids_of_body(), columns=self.columns())
        return [self.request(grid)]

    def _declare(self) -> list[Node]:
        if self.content or "columns" in self.options:
            self.reject(
                "`:declare:` declares what is left, each as a section: it takes no ids and "
                "no columns"
            )
        request = OtherTopics(docname=self.env.docname, place=self.place())
        placeholder = self.request(request)
        return [placeholder, _toctree(self.env.docname, placeholder["slot"])]


class AuthorDirective(_SeriesDirective):
    """Declare the page of an author: picture, text, links, and posts."""

    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "picture": _TEXT,
        "links": _TEXT,
        "style": _TEXT,
        "sort": _TEXT,
        "limit": _TEXT,
        "page-size": _TEXT,
        "group-by": _TEXT,
        "site": _TEXT,
    }

    def run(self) -> list[Node]:
        """Declare the page and show what it says and the author's posts."""
        id_ = self.id_argument("author")
        if not id_:
            return []
        anchor, target = self.anchor("author", id_)
        body = self.parse_content_to_nodes()
        picture, links = self._picture(), tuple(self._links())
        declaration = AuthorDeclaration(
            docname=self.env.docname,
            place=self.place(),
            id=id_,
            anchor=anchor,
            query=replace(self.query(topics=(), style="list"), authors=(id_,)),
            picture=self.env.relfn2path(picture["uri"])[0] if picture else "",
            links=links,
        )
        placeholder = self.request(declaration)
        placeholder["description"] = _first_paragraph(body)
        shown = [*([picture] if picture else []), *body, *_profile(links)]
        about = [nodes.container("", *shown, classes=["series-author"])] if shown else []
        return [*target, *about, placeholder]

    def _picture(self) -> nodes.image | None:
        """Give the picture; the name of an author stands beside it, so it says nothing more."""
        path = self.text("picture")
        return nodes.image(uri=path, alt="", classes=["series-picture"]) if path else None

    def _links(self) -> Iterable[tuple[str, str]]:
        """Read URLs, each with a title of its own or named by its host, with commas between."""
        for text in filter(None, map(str.strip, re.split(r"[,\n]", self.text("links")))):
            explicit = explicit_title_re.match(text)
            title, url = (explicit[1], explicit[2].strip()) if explicit else ("", text)
            host = addresses.host_of(url)
            if host:
                yield title or host, url
            else:
                self.reject(
                    f"`:links:` takes URLs with commas between them, like `https://example.org/me` "
                    f"or `Code <https://example.org/me>`, not {text!r}"
                )


class AuthorsDirective(_SeriesDirective):
    """Show authors as a grid of cards."""

    optional_arguments = 0
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {"columns": _TEXT}

    def run(self) -> list[Node]:
        """Ask for the grid."""
        grid = AuthorGrid(place=self.place(), ids=self.ids_of_body(), columns=self.columns())
        return [self.request(grid)]


class PostsDirective(_SeriesDirective):
    """List posts."""

    optional_arguments = 0
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "from": _TEXT,
        "exclude": _TEXT,
        "current": directives.flag,
        "series": _TEXT,
        "topic": _TEXT,
        "author": _TEXT,
        "year": _TEXT,
        "label": _TEXT,
        "sort": _TEXT,
        "limit": _TEXT,
        "page-size": _TEXT,
        "offset": _TEXT,
        "group-by": _TEXT,
        "style": _TEXT,
        "count": directives.flag,
        "site": _TEXT,
    }

    def run(self) -> list[Node]:
        """Ask for the listing."""
        query = self.query(topics=self.topic_terms(), style="list", documents=self.documents())
        query = replace(
            query,
            excluded=self._excluded(),
            authors=self.ids("author"),
            labels=self._labels(),
            years=self.years(),
        )
        if query.sites and query.documents is not None:
            self.reject(
                "`:from:` names documents of this site: remove it, or `:site:`, which is ignored"
            )
            query = replace(query, sites=())
        return [self.request(query)]

    def _excluded(self) -> frozenset[str]:
        """Give the docnames that are left out; ``current`` leaves out the page itself."""
        page = {self.env.docname} if "current" in self.options else set()
        return (self.documents("exclude") or frozenset()) | page

    def _labels(self) -> tuple[str, ...]:
        """Read labels, which may have spaces, with commas between them."""
        return tuple(filter(None, map(str.strip, self.text("label").split(","))))


BY_NAME: Mapping[str, type[PlacedDirective]] = {
    "series": SeriesDirective,
    "topic": TopicDirective,
    "topics": TopicsDirective,
    "author": AuthorDirective,
    "authors": AuthorsDirective,
    "posts": PostsDirective,
}


def _toctree(docname: str, slot: int) -> addnodes.toctree:
    """Make the hidden toctree of a declaration; `collect` fills it when all pages are known.

    It follows what the declaration shows: in a book its pages stand in its place.
    """
    return addnodes.toctree(
        "",
        series_slot=slot,
        parent=docname,
        entries=[],
        includefiles=[],
        rawentries=[],
        maxdepth=-1,
        caption=None,
        glob=False,
        hidden=True,
        includehidden=False,
        numbered=0,
        titlesonly=False,
    )


def _first_paragraph(body: Collection[Node]) -> nodes.paragraph | None:
    """Give the first paragraph of a description, which is the text of cards."""
    for node in body:
        for paragraph in node.findall(nodes.paragraph):
            return paragraph
    return None


def _profile(links: Iterable[tuple[str, str]]) -> list[Node]:
    """List where else an author is; `rel=me` says that it is the same person."""
    items = [
        nodes.list_item(
            "", nodes.paragraph("", "", nodes.reference("", title, refuri=url, rel="me"))
        )
        for title, url in links
    ]
    return [nodes.bullet_list("", *items, classes=["series-links"])] if items else []
