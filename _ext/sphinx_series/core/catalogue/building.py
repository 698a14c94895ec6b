"""The building of a Catalogue, with every problem that shows only when all pages are known.

It is a function of its input as a set: no order of files, directives or workers shows in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sphinx_series_base.problems import Place, Problem, in_order

from sphinx_series.core.addresses import addresses
from sphinx_series.core.model import (
    AuthorDeclaration,
    AuthorGrid,
    AuthorPage,
    OtherTopics,
    Part,
    Post,
    Query,
    Series,
    SeriesDeclaration,
    Site,
    State,
    Topic,
    TopicDeclaration,
    TopicGrid,
    query_of,
)
from sphinx_series.core.problems import Kind

from .catalogue import Catalogue
from .inputs import Sources, suggestion
from .numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_Declaration = TypeVar("_Declaration", SeriesDeclaration, TopicDeclaration, AuthorDeclaration)


def build(sources: Sources) -> Catalogue:
    """Make the Catalogue, with every problem that shows only when all pages are known."""
    return _Builder(sources).build()


class _Builder:
    """Collects the pieces of one Catalogue; used once."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.problems: list[Problem] = []
        self.posts = {
            name: replace(post, title=sources.titles[name])
            for name, post in sorted(sources.posts.items())
        }
        self.requests = [
            request for _, requests in sorted(sources.requests.items()) for request in requests
        ]

    def report(self, kind: Kind, place: Place, message: str) -> None:
        self.problems.append(kind.at(place, message))

    def build(self) -> Catalogue:
        slugs = self._slugs()
        declared = self._first_declarations(SeriesDeclaration, Kind.DUPLICATE_SERIES, "series")
        topic_pages = self._first_declarations(TopicDeclaration, Kind.DUPLICATE_TOPIC, "topic")
        others = self._others(topic_pages)
        topic_pages = dict(sorted({**topic_pages, **others}.items()))
        parts = Numbering(self.sources, self.posts, declared, self.report).parts()
        homes = {
            part.docname: (id_, part.number)
            for id_, numbered in parts.items()
            for part in numbered
            if part.docname and not declared[id_].is_list
        }
        catalogue = Catalogue(
            titles=self.sources.titles,
            markup=self.sources.markup,
            posts=self.posts,
            states=self.sources.states,
            waiting=self._waiting(),
            expired=self._expired(),
            slugs=slugs,
            authors=self.sources.authors,
            author=self.sources.author,
            bylines=self.sources.bylines,
            author_pages={},
            series={id_: self._series(declared[id_], parts[id_]) for id_ in declared},
            topics=self._topics(topic_pages, homes),
            other_topics=tuple(others),
            homes=homes,
            sites=self.sources.sites,
            is_home=self.sources.is_home,
            problems=(),
        )
        self._check_front_matter(catalogue)
        self._check_feed_ids()
        self._check_lives(catalogue)
        self._check_requests(catalogue)
        catalogue = self._in_listing_order(catalogue, topic_pages)
        catalogue = replace(catalogue, author_pages=self._author_pages(catalogue))
        return replace(catalogue, problems=tuple(in_order(self.problems)))

    def _waiting(self) -> dict[str, str]:
        titles: dict[str, str] = {}
        for docname, page in sorted(self.sources.hidden.items()):
            for name in (page.slug, docname):
                titles.setdefault(name, page.title or page.slug)
        return titles

    def _expired(self) -> dict[str, Post]:
        return {
            docname: page.post
            for docname, page in sorted(self.sources.hidden.items())
            if page.post and self.sources.states.get(docname) is State.EXPIRED
        }

    def _slugs(self) -> dict[str, str]:
        slugs: dict[str, str] = {}
        spellings: dict[str, str] = {}
        for docname, post in self.posts.items():
            spelling = spellings.setdefault(addresses.key(post.slug), post.slug)
            if spelling != post.slug:
                self.report(
                    Kind.DUPLICATE_SLUG,
                    post.place("slug"),
                    f"the slug {post.slug!r} differs only in its spelling from {spelling!r}, and "
                    "labels are the same: give this post another one with `slug: another-name`",
                )
            owner = slugs.setdefault(post.slug, docname)
            if owner != docname:
                self.report(
                    Kind.DUPLICATE_SLUG,
                    post.place("slug"),
                    f"the slug {post.slug!r} belongs to {owner!r}: "
                    "give this post another one with `slug: another-name`",
                )
        return slugs

    def _check_feed_ids(self) -> None:
        """Report posts that readers of feeds would take for one."""
        owners: dict[str, str] = {}
        for docname, post in self.posts.items():
            owner = owners.setdefault(post.feed_id, docname) if post.feed_id else docname
            if owner != docname:
                self.report(
                    Kind.FRONT_MATTER,
                    post.place("feed_id"),
                    f"the `feed_id` {post.feed_id!r} belongs to {owner!r}: remove it here",
                )

    def _check_lives(self, catalogue: Catalogue) -> None:
        """Report posts that are due for a review, and unlisted ones that a series lists."""
        for post in self.posts.values():
            if post.review_by and self.sources.now and post.review_by <= self.sources.now:
                self.report(
                    Kind.REVIEW,
                    post.place("review_by"),
                    f"this post was to be reviewed by {post.review_by:%Y-%m-%d}: look through it, "
                    "and set `updated` to that day and `review_by` to a later one",
                )
            listing = [series.id for series, _ in catalogue.lists_of(post.docname)]
            owner = next(filter(None, [catalogue.series_id(post), *listing]), "")
            if post.unlisted and owner:
                self.report(
                    Kind.FRONT_MATTER,
                    post.place("unlisted"),
                    f"{owner!r} lists this post as a part: remove `unlisted`, "
                    "or take it out of the series",
                )

    def _first_declarations(
        self, type_: type[_Declaration], kind: Kind, noun: str
    ) -> dict[str, _Declaration]:
        first: dict[str, _Declaration] = {}
        for request in self.requests:
            if not isinstance(request, type_):
                continue
            owner = first.setdefault(request.id, request)
            if owner is not request:
                self.report(
                    kind,
                    request.place,
                    f"the {noun} {request.id!r} is declared on {owner.docname!r} already: "
                    "remove one of the two, or give this one another id",
                )
        self._check_spellings(first.values(), noun)
        return dict(sorted(first.items()))

    def _others(self, declared: Mapping[str, TopicDeclaration]) -> dict[str, TopicDeclaration]:
        """Declare what posts name and no page does, where a page asks for it."""
        pages = [request for request in self.requests if isinstance(request, OtherTopics)]
        for page in pages[1:]:
            self.report(
                Kind.DUPLICATE_TOPIC,
                page.place,
                f"{pages[0].docname!r} declares the topics that are left already: remove "
                "`:declare:` here",
            )
        if not pages:
            return {}
        named = {id_ for post in self.posts.values() for id_ in post.topics}
        found = [self._other(id_, pages[0]) for id_ in named - declared.keys()]
        found.sort(key=lambda other: (other.title.casefold(), other.id))
        self._check_spellings(found, "topic", besides=declared)
        return {other.id: other for other in found}

    def _other(self, id_: str, page: OtherTopics) -> TopicDeclaration:
        return TopicDeclaration(
            docname=page.docname,
            place=page.place,
            id=id_,
            anchor=f"topic-{id_}",
            query=Query(place=page.place, topics=(id_,), style="list"),
            title=self.sources.topics.get(id_, id_),
        )

    def _check_spellings(
        self, declared: Iterable[_Declaration], noun: str, besides: Iterable[str] = ()
    ) -> None:
        """Report ids that some file system takes for one: feeds are named after them."""
        owners = {addresses.key(id_): id_ for id_ in besides}
        for declaration in declared:
            owner = owners.setdefault(addresses.key(declaration.id), declaration.id)
            if owner != declaration.id:
                self.report(
                    Kind.SAME_ADDRESS,
                    declaration.place,
                    f"the {noun} {declaration.id!r} differs only in its spelling from {owner!r}: "
                    "give this one another id, since some systems take their feeds for one file",
                )

    def _series(self, declaration: SeriesDeclaration, parts: tuple[Part, ...]) -> Series:
        return Series(
            id=declaration.id,
            docname=declaration.docname,
            anchor=declaration.anchor,
            title=declaration.title or self.sources.titles[declaration.docname],
            description=declaration.description,
            parts=parts,
            is_list=declaration.is_list,
        )

    def _topics(
        self, declared: Mapping[str, TopicDeclaration], homes: Collection[str]
    ) -> dict[str, Topic]:
        members: dict[str, set[str]] = {
            id_: set(declaration.documents & self.posts.keys())
            for id_, declaration in declared.items()
        }
        adopted: dict[str, set[str]] = {id_: set() for id_ in declared}
        for docname, post in self.posts.items():
            known = [id_ for id_ in post.topics if id_ in declared]
            for id_ in known:
                members[id_].add(docname)
            if known[:1] == list(post.topics[:1]) and known and docname not in homes:
                adopted[known[0]].add(docname)
        return {
            id_: Topic(
                id=id_,
                docname=declaration.docname,
                anchor=declaration.anchor,
                title=self._title_of(declaration),
                description=declaration.description,
                icon=declaration.icon,
                posts=tuple(sorted(members[id_])),
                adopted=tuple(sorted(adopted[id_] - {declaration.docname})),
            )
            for id_, declaration in declared.items()
        }

    def _title_of(self, topic: TopicDeclaration) -> str:
        return (
            topic.title
            or self.sources.topics.get(topic.id)
            or topic.heading
            or self.sources.titles[topic.docname]
        )

    def _author_pages(self, catalogue: Catalogue) -> dict[str, AuthorPage]:
        declared = self._first_declarations(AuthorDeclaration, Kind.DIRECTIVE, "author")
        return {
            id_: AuthorPage(
                id=id_,
                docname=declaration.docname,
                anchor=declaration.anchor,
                title=self.sources.authors[id_].name,
                description=declaration.description,
                picture=declaration.picture,
                links=declaration.links,
                posts=tuple(
                    post.docname for post in catalogue.select(replace(declaration.query, sites=()))
                ),
                elsewhere=_elsewhere(catalogue, declaration.query),
            )
            for id_, declaration in declared.items()
            if id_ in self.sources.authors
        }

    @staticmethod
    def _in_listing_order(
        catalogue: Catalogue, declared: Mapping[str, TopicDeclaration]
    ) -> Catalogue:
        """Put each topic's posts in the order in which its page lists them."""
        topics = {}
        for id_, topic in catalogue.topics.items():
            listed = catalogue.select(replace(declared[id_].query, sites=()))
            posts = tuple(post.docname for post in listed)
            adopted = tuple(docname for docname in posts if docname in set(topic.adopted))
            others = _elsewhere(catalogue, declared[id_].query)
            topics[id_] = replace(topic, posts=posts, adopted=adopted, elsewhere=others)
        return replace(catalogue, topics=topics)

    def _check_front_matter(self, catalogue: Catalogue) -> None:
        for post in self.posts.values():
            for id_ in post.topics:
                if id_ not in catalogue.topics:
                    self._report_unknown(
                        Kind.UNKNOWN_TOPIC, post.place("topics"), "topic", id_, catalogue.topics
                    )
            for id_ in post.authors:
                if id_ not in self.sources.authors:
                    self._report_author(Kind.FRONT_MATTER, post.place("authors"), id_)
            if post.part and not post.series and post.docname not in catalogue.homes:
                self.report(
                    Kind.PART_NUMBER,
                    post.place("part"),
                    "this post is in no series: add `series: an-id`, or remove `part`",
                )
            if ":" in post.series:
                self._check_elsewhere(catalogue, post)
            elif post.series and post.series not in catalogue.series:
                self._report_unknown(
                    Kind.UNKNOWN_SERIES, post.place("series"), "series", post.series,
                    catalogue.series,
                )  # fmt: skip

    def _check_elsewhere(self, catalogue: Catalogue, post: Post) -> None:
        """Report that a series of another project is not there, or does not list a post."""
        name, _, id_ = post.series.partition(":")
        site = self.sources.sites.get(name)
        if site and site.is_missing:
            return
        place, series = post.place("series"), catalogue.series_elsewhere(post.series)
        if site is None:
            message = (
                f"{name!r}{suggestion(name, self.sources.sites)} is not among `series_catalogues` "
                "in conf.py: add it there"
            )
        elif series is None:
            message = (
                f"the catalogue of {name!r} has no series {id_!r}{suggestion(id_, site.series)}: "
                "correct it"
            )
        elif not catalogue.position(post.docname):
            message = (
                f"the series {id_!r} of {name!r} does not list this post once: publish the post, "
                "write its line into that series, and publish that project again"
            )
        else:
            self._check_number(catalogue, post)
            return
        self.report(Kind.UNKNOWN_SERIES, place, message)

    def _check_number(self, catalogue: Catalogue, post: Post) -> None:
        """Report a number that is another one than where the series is."""
        numbers = catalogue.numbers(post)
        if numbers and post.part and post.part != numbers[0]:
            self.report(
                Kind.PART_NUMBER,
                post.place("part"),
                f"this is part {numbers[0]} of {post.series!r}, not {post.part}: write "
                f"`part: {numbers[0]}`, or leave it out",
            )

    def _report_author(self, kind: Kind, place: Place, id_: str) -> None:
        near = suggestion(id_, self.sources.authors)
        self.report(
            kind, place, f"there is no author {id_!r}{near}: add it to `series_authors` in conf.py"
        )

    def _check_authors(self, request: AuthorDeclaration | AuthorGrid) -> None:
        ids = request.ids if isinstance(request, AuthorGrid) else (request.id,)
        for id_ in ids:
            if id_ not in self.sources.authors:
                self._report_author(Kind.DIRECTIVE, request.place, id_)

    def _check_query(self, query: Query, labels: Iterable[str], asked: Iterable[Site]) -> None:
        """Report authors and labels that no post can have."""
        known = self.sources.authors.keys() | {id_ for site in asked for id_ in site.authors}
        for id_ in query.authors:
            if id_ not in known:
                self._report_author(Kind.DIRECTIVE, query.place, id_)
        for label in query.labels:
            if label not in labels:
                near = suggestion(label, labels)
                self.report(
                    Kind.DIRECTIVE,
                    query.place,
                    f"no post has the label {label!r}{near}: write one that a list shows",
                )

    def _check_requests(self, catalogue: Catalogue) -> None:
        labels = {catalogue.label(post) for post in self.posts.values()}
        for request in self.requests:
            query = query_of(request)
            asked = self._asked(query) if query else []
            if any(site.is_missing for site in asked):
                # Nobody knows what it has.
                continue
            if isinstance(request, Query):
                self._check_query(request, labels.union(*map(_labels, asked)), asked)
                named = [("series", id_) for id_ in request.series]
                named += [("topic", id_) for id_ in request.topic_ids]
            elif isinstance(request, AuthorDeclaration | AuthorGrid):
                self._check_authors(request)
                continue
            elif isinstance(request, TopicGrid):
                named = [("topic", id_) for id_ in request.ids]
            else:
                continue
            for noun, id_ in named:
                kind, declared = {
                    "series": (Kind.UNKNOWN_SERIES, catalogue.series),
                    "topic": (Kind.UNKNOWN_TOPIC, catalogue.topics),
                }[noun]
                known = {*declared, *(id_ for site in asked for id_ in _declared(site, noun))}
                if id_ not in known:
                    self._report_unknown(kind, request.place, noun, id_, known)

    def _asked(self, query: Query) -> list[Site]:
        """Give the other projects whose posts a query wants; one that nobody knows is a problem."""
        sites = self.sources.sites
        if "*" in query.sites:
            return list(sites.values())
        for name in query.sites:
            if name not in sites:
                self.report(
                    Kind.DIRECTIVE,
                    query.place,
                    f"`:site:` names {name!r}{suggestion(name, sites)}, which is not among "
                    "`series_catalogues` in conf.py: add it there, or write `*` for all",
                )
        return [sites[name] for name in query.sites if name in sites]

    def _report_unknown(
        self, kind: Kind, place: Place, noun: str, id_: str, known: Iterable[str]
    ) -> None:
        self.report(
            kind,
            place,
            f"no page declares the {noun} {id_!r}{suggestion(id_, known)}: correct it, or declare "
            f"it with the `{noun}` directive",
        )


def _elsewhere(catalogue: Catalogue, query: Query) -> tuple[str, ...]:
    """Give the URLs of the posts of other projects that a query admits."""
    found = catalogue.select(query) if query.sites else ()
    return tuple(post.docname for post in found if post.site)


def _labels(site: Site) -> set[str]:
    """Give the labels of another project's posts: the titles of their main topics."""
    return set(site.topics.values())


def _declared(site: Site, role: str) -> list[str]:
    """Give the ids of all that another project declares."""
    return [id_ for kind, id_ in site.targets if kind == role]
