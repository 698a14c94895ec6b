"""The parts of every series, in order, and their numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_series.core.addresses import elsewhere
from sphinx_series.core.model import Line, Part, Post, SeriesDeclaration, State
from sphinx_series.core.problems import Kind

from .inputs import Sources, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx_series_base.problems import Place


class Numbering:
    """Gives every series its parts, and every document at most one place among them."""

    def __init__(
        self,
        sources: Sources,
        posts: Mapping[str, Post],
        declared: Mapping[str, SeriesDeclaration],
        report: Callable[[Kind, Place, str], None],
    ) -> None:
        self.sources = sources
        self.posts = posts
        self.declared = declared
        self.owners: dict[str, str] = {}
        self.known = sources.titles.keys() | sources.hidden.keys()
        self.reported: set[Place] = set()
        self._report = report

    def report(self, kind: Kind, place: Place, message: str) -> None:
        """Report a problem, and remember that its place has one."""
        self.reported.add(place)
        self._report(kind, place, message)

    def parts(self) -> dict[str, tuple[Part, ...]]:
        """Give the parts of each series, in order."""
        owning = {id_: one for id_, one in self.declared.items() if not one.is_list}
        # All bodies come before all joiners: what a body lists, no front matter takes away.
        slots = {id_: self._listed(declaration) for id_, declaration in owning.items()}
        for id_ in owning:
            self._join(id_, slots[id_])
        found = {id_: self._numbered(id_, slots[id_]) for id_ in owning}
        for id_ in self.declared.keys() - owning.keys():
            found[id_] = self._reading_list(self.declared[id_])
        return found

    def _reading_list(self, declaration: SeriesDeclaration) -> tuple[Part, ...]:
        """Give the parts of a reading list, which has only what its body lists."""
        for post in self.posts.values():
            if post.series == declaration.id:
                self.report(
                    Kind.FRONT_MATTER,
                    post.place("series"),
                    f"{post.series!r} is a reading list, which posts do not join: add a line there",
                )
        # It takes nothing from anybody, and nobody from it.
        own = Numbering(self.sources, self.posts, {}, self._report)
        parts = own._listed(declaration)
        return tuple(replace(part, number=n) for n, part in enumerate(parts, 1))

    def _listed(self, declaration: SeriesDeclaration) -> list[Part]:
        """Give the parts that the body lists; their numbers follow when all have joined."""
        named = {doc for line in declaration.lines if not line.is_pattern for doc in line.docnames}
        parts: list[Part] = []
        for line in declaration.lines:
            if line.is_planned:
                parts.append(Part(number=0, title=line.title))
            elif line.elsewhere:
                parts.extend(self._elsewhere(declaration, line))
            elif line.is_pattern:
                free = set(line.docnames) & self.known - named - self.owners.keys()
                free.discard(declaration.docname)
                parts.extend(
                    self._part(declaration.id, docname) for docname in self._in_order(free)
                )
            else:
                parts.extend(self._named(declaration, line))
        return parts

    def _in_order(self, docnames: Iterable[str]) -> list[str]:
        """Order what a pattern matched: by `part` where all have one, else by name."""
        ordered = sorted(docnames)
        posts = [self._post(docname) for docname in ordered]
        numbers = {post.docname: post.part for post in posts if post and post.part}
        if numbers.keys() == set(ordered):
            ordered.sort(key=lambda docname: numbers[docname])
        return ordered

    def _post(self, docname: str) -> Post | None:
        """Give the post of a document, a hidden one too; None where it is no post."""
        hidden = self.sources.hidden.get(docname)
        return hidden.post if hidden else self.sources.posts.get(docname)

    def _named(self, declaration: SeriesDeclaration, line: Line) -> Iterator[Part]:
        docname = line.docnames[0]
        if docname == declaration.docname:
            self.report(
                Kind.UNKNOWN_PART,
                line.place,
                "the page of a series is no part of it: remove this line",
            )
        elif docname not in self.known:
            known = self.known - {declaration.docname}
            self.report(
                Kind.UNKNOWN_PART,
                line.place,
                f"there is no document {docname!r}{suggestion(docname, known)}: correct the "
                "line, or write `Title <>` for a part that is still planned",
            )
        elif docname in self.owners:
            self.report(
                Kind.DUPLICATE_PART,
                line.place,
                f"{docname!r} is a part of {self.owners[docname]!r} already: remove this line",
            )
        else:
            yield self._part(declaration.id, docname, line.title)

    def _elsewhere(self, declaration: SeriesDeclaration, line: Line) -> Iterator[Part]:
        """Give the part that is a post of another project."""
        name, _, slug = line.elsewhere.partition(":")
        site = self.sources.sites.get(name)
        if site and site.is_missing:
            # Nobody knows what it has, and the other parts keep their numbers.
            yield Part(number=0, title=line.title or slug, slug=slug)
            return
        try:
            url = elsewhere.resolver(self.sources.sites)(line.elsewhere)
        except LookupError as error:
            message = f"{line.elsewhere!r} is no part: {error.args[0]}"
            self.report(Kind.UNKNOWN_PART, line.place, message)
            return
        if url in self.owners:
            self.report(
                Kind.DUPLICATE_PART,
                line.place,
                f"{line.elsewhere!r} is a part of {self.owners[url]!r} already: remove this line",
            )
            return
        self.owners[url] = declaration.id
        title = line.title or self.sources.sites[name].targets["post", slug].title
        yield Part(number=0, title=title, url=url, slug=slug)

    def _part(self, series_id: str, docname: str, title: str = "") -> Part:
        """Make the part of a document; a hidden one is a planned part with its title."""
        self.owners[docname] = series_id
        hidden = self.sources.hidden.get(docname)
        if hidden:
            return Part(
                number=0,
                title=title or hidden.title or hidden.slug,
                waiting=docname,
                is_gone=self.sources.states.get(docname) is State.EXPIRED,
            )
        return Part(
            number=0,
            title=title or self.sources.titles[docname],
            docname=docname,
            explicit_title=bool(title),
        )

    def _join(self, id_: str, parts: list[Part]) -> None:
        """Add the posts that name the series in their own front matter."""
        joiners = [post for post in self.posts.values() if post.series == id_]
        joiners.sort(key=lambda post: (post.part or float("inf"), post.date, post.docname))
        for post in joiners:
            if post.docname == self.declared[id_].docname:
                self.report(
                    Kind.FRONT_MATTER,
                    post.place("series"),
                    "the page of a series is no part of it: remove `series`",
                )
            elif self.owners.get(post.docname, id_) != id_:
                self.report(
                    Kind.DUPLICATE_PART,
                    post.place("series"),
                    f"this post is a part of {self.owners[post.docname]!r} already: "
                    f"remove `series: {id_}`, or the line that lists it there",
                )
            elif post.docname not in self.owners:
                self._place_joiner(post, parts)

    def _place_joiner(self, post: Post, parts: list[Part]) -> None:
        part = self._part(post.series, post.docname)
        number = post.part
        if number is None:
            parts.append(part)
        elif number <= len(parts) and parts[number - 1].is_planned:
            parts[number - 1] = part
        else:
            if number <= len(parts):
                self.report(
                    Kind.PART_NUMBER,
                    post.place("part"),
                    f"part {number} of {post.series!r} is {parts[number - 1].title!r}: "
                    f"give this post another number; it is part {len(parts) + 1} for now",
                )
            elif number > len(parts) + 1:
                self.report(
                    Kind.PART_GAP,
                    post.place("part"),
                    f"{post.series!r} has no part {len(parts) + 1}: write `part: "
                    f"{len(parts) + 1}`, or add the missing part as a line `Title <>`",
                )
            parts.append(part)

    def _numbered(self, id_: str, parts: Iterable[Part]) -> tuple[Part, ...]:
        numbered = tuple(replace(part, number=n) for n, part in enumerate(parts, 1))
        for part in numbered:
            post = self._post(part.docname or part.waiting)
            if not post or post.part in (None, part.number):
                continue
            place = post.place("part")
            # A joiner whose number was taken or too high has been told so.
            if place not in self.reported:
                self.report(
                    Kind.PART_NUMBER,
                    place,
                    f"this is part {part.number} of {id_!r}, not {post.part}: "
                    f"write `part: {part.number}`, or move its line",
                )
        return numbered
