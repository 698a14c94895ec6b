"""The laws of the Catalogue, over generated sites, and its answers on small ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.catalogue.building import build
from sphinx_series.core.catalogue.catalogue import SORTS, Catalogue
from sphinx_series.core.catalogue.inputs import Sources
from sphinx_series.core.catalogue.views import Views
from sphinx_series.core.model import (
    Author,
    AuthorDeclaration,
    AuthorGrid,
    Line,
    OtherTopics,
    Post,
    Query,
    Request,
    SeriesDeclaration,
    State,
    Target,
    TopicDeclaration,
    TopicGrid,
)
from sphinx_series.core.problems import Kind
from sphinx_series.core.sources.frontmatter import Page
from sphinx_series.core.view import (
    Group,
    Listing,
    Outline,
    Pages,
    SubjectCards,
    TopicSections,
    View,
)
from sphinx_series_base.problems import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx_series_base.problems import ProblemKind

HERE = Place(path="f", line=1)
START = datetime(2026, 1, 1, tzinfo=UTC)

NAMES = [f"post-{letter}" for letter in "abcdefgh"]
IDS = ["one", "two", "three"]


def make_post(docname: str, **values: object) -> Post:
    defaults = {"title": docname.title(), "date": START, "updated": START, "slug": docname}
    places = {"date": Place(path=docname, line=2)}
    return Post(docname=docname, places=places, **{**defaults, **values})  # type: ignore[arg-type]


def doc_line(docname: str, title: str = "") -> Line:
    return Line(place=HERE, text=docname, title=title, docnames=(docname,))


def planned_line(title: str) -> Line:
    return Line(place=HERE, text=f"{title} <>", title=title, is_planned=True)


def pattern_line(*docnames: str) -> Line:
    return Line(place=HERE, text="*", docnames=docnames, is_pattern=True)


def make_series(id_: str, *lines: Line, docname: str = "") -> SeriesDeclaration:
    return SeriesDeclaration(
        docname=docname or f"page-{id_}", place=HERE, id=id_, anchor=f"series-{id_}", lines=lines
    )


def make_topic(id_: str, *, documents: frozenset[str] = frozenset(), sort: str = "-date") -> (
    TopicDeclaration
):  # fmt: skip
    return TopicDeclaration(
        docname=f"page-{id_}",
        place=HERE,
        id=id_,
        anchor=f"topic-{id_}",
        query=Query(place=HERE, topics=(id_,), sort=sort),
        documents=documents,
    )


def make_sources(posts: Sequence[Post], *requests: Request, hidden: Sequence[str] = ()) -> Sources:
    """Put each declaration on its own page and all other requests on the page `index`."""
    pages: dict[str, list[Request]] = {}
    for request in requests:
        is_declared = not isinstance(request, Query | TopicGrid | AuthorGrid)
        page = request.docname if is_declared else "index"  # type: ignore[union-attr]
        pages.setdefault(page, []).append(request)
    shown = {post.docname: post for post in posts if post.docname not in hidden}
    titles = {post.docname: post.title for post in shown.values()}
    titles |= {page: page.title() for page in pages}
    return Sources(
        titles=titles,
        posts=shown,
        authors={"ada": Author(name="Ada"), "bob": Author(name="Bob")},
        hidden={post.docname: make_page(post) for post in posts if post.docname in hidden},
        requests=pages,
    )


def make_page(post: Post) -> Page:
    return Page(docname=post.docname, title=post.title, slug=post.slug, post=post, draft=True)


def parts(catalogue: Catalogue, id_: str) -> list[str]:
    return [part.docname or part.title for part in catalogue.series[id_].parts]


def kinds(catalogue: Catalogue) -> list[ProblemKind]:
    return [problem.kind for problem in catalogue.problems]


# Generated sites: posts that name topics and series, bodies that list whatever they like.

moments = st.integers(0, 5).map(lambda days: START + timedelta(days=days))
posts = st.builds(
    make_post,
    st.sampled_from(NAMES),
    date=moments,
    slug=st.sampled_from([*NAMES, "shared"]),
    topics=st.lists(st.sampled_from(IDS), max_size=2, unique=True).map(tuple),
    series=st.sampled_from(["", *IDS]),
    part=st.none() | st.integers(1, 6),
    pinned=st.booleans(),
    unlisted=st.booleans(),
    authors=st.sampled_from([(), ("ada",), ("bob", "ada"), ("nobody",)]),
)
lines = st.one_of(
    st.builds(
        doc_line, st.sampled_from([*NAMES, "nobody", "page-one"]), st.sampled_from(["", "T"])
    ),
    st.builds(planned_line, st.sampled_from(["Soon", "Later"])),
    st.lists(st.sampled_from(NAMES), unique=True).map(lambda names: pattern_line(*names)),
)
# Sphinx gives each directive of a page an anchor of its own.
anchors = st.uuids().map(str)
series = st.builds(
    lambda id_, body, page, anchor: replace(make_series(id_, *body, docname=page), anchor=anchor),
    st.sampled_from(IDS),
    st.lists(lines, max_size=6),
    st.sampled_from(["page-one", "page-two", "post-a"]),
    anchors,
)
topics = st.builds(
    lambda id_, documents, anchor: replace(
        make_topic(id_, documents=frozenset(documents)), anchor=anchor
    ),
    st.sampled_from(IDS),
    st.lists(st.sampled_from(NAMES)),
    anchors,
)
queries = st.builds(
    Query,
    place=st.just(HERE),
    documents=st.none() | st.frozensets(st.sampled_from(NAMES)),
    series=st.lists(st.sampled_from(IDS), max_size=2).map(tuple),
    excluded=st.frozensets(st.sampled_from(NAMES), max_size=2),
    topics=st.lists(st.sampled_from([*IDS, "one+two", "!three"]), max_size=2).map(tuple),
    authors=st.sampled_from([(), ("ada",), ("ada", "bob")]),
    labels=st.sampled_from([(), ("Page-One",)]),
    years=st.sampled_from([None, (2026, 2026), (2020, 2025)]),
    sort=st.sampled_from([f"{sign}{name}" for name in SORTS for sign in ("", "-")]),
    limit=st.none() | st.integers(0, 5),
    offset=st.integers(0, 3),
    group_by=st.sampled_from(["", "year", "month", "topic", "series", "author"]),
    page_size=st.none() | st.integers(1, 3),
)
sites = st.builds(
    lambda posts, series, topics, queries, hidden: make_sources(
        posts, *series, *topics, *queries, hidden=[p.docname for p in posts if p.docname in hidden]
    ),
    st.lists(posts, unique_by=lambda post: post.docname),
    st.lists(series, max_size=4),
    st.lists(topics, max_size=4),
    st.lists(queries, max_size=2),
    st.frozensets(st.sampled_from(NAMES), max_size=3),
)


@given(sites, st.randoms(use_true_random=False))
def test_order_of_input_does_not_show(sources: Sources, random: object) -> None:
    def shuffled(mapping: object) -> dict[str, object]:
        items = list(mapping.items())  # type: ignore[attr-defined]
        random.shuffle(items)  # type: ignore[attr-defined]
        return dict(items)

    other = Sources(
        titles=shuffled(sources.titles),  # type: ignore[arg-type]
        posts=shuffled(sources.posts),  # type: ignore[arg-type]
        hidden=shuffled(sources.hidden),  # type: ignore[arg-type]
        requests=shuffled(sources.requests),  # type: ignore[arg-type]
        authors=sources.authors,
    )
    first, second = build(sources), build(other)
    assert first == second
    for docname in sources.titles:
        requests = sources.requests.get(docname, ())
        assert Views(first).view(docname, requests) == Views(second).view(docname, requests)
    assert list(first.topics) == list(second.topics), "grids of all topics follow this order"


@given(sites)
def test_previous_and_next_are_inverse(sources: Sources) -> None:
    catalogue = build(sources)
    for docname, (id_, _) in catalogue.homes.items():
        page = catalogue.series[id_].docname
        previous, next_ = catalogue.around(docname)
        assert next_ == page or catalogue.around(next_)[0] == docname
        assert previous == page or catalogue.around(previous)[1] == docname


@given(sites)
def test_every_part_has_exactly_one_place(sources: Sources) -> None:
    catalogue = build(sources)
    places = [
        (part.docname, (series.id, part.number))
        for series in catalogue.series.values()
        for part in series.parts
        if part.docname
    ]
    assert len(places) == len({docname for docname, _ in places})
    assert dict(places) == catalogue.homes
    for series in catalogue.series.values():
        assert [part.number for part in series.parts] == list(range(1, len(series.parts) + 1))
        assert all(part.docname in sources.titles for part in series.parts if part.docname)


@given(sites)
def test_every_post_has_at_most_one_home_in_the_toctree(sources: Sources) -> None:
    catalogue = build(sources)
    children = [
        child
        for docname, requests in sources.requests.items()
        for request in requests
        for _, child in catalogue.children(docname, request)
    ]
    assert len(children) == len(set(children))
    for docname, post in catalogue.posts.items():
        main = post.topics[0] if post.topics else ""
        topic = catalogue.topics.get(main)
        is_adopted = topic is not None and docname not in catalogue.homes and not post.unlisted
        if docname in catalogue.homes or (is_adopted and topic and topic.docname != docname):
            assert docname in children


@given(sites)
def test_a_post_that_names_a_series_is_in_one_or_reported(sources: Sources) -> None:
    catalogue = build(sources)
    reported = {problem.place.path for problem in catalogue.problems}
    for docname, post in catalogue.posts.items():
        if post.series and catalogue.homes.get(docname, ("",))[0] != post.series:
            assert docname in reported


@given(sites)
def test_each_slug_belongs_to_the_first_docname(sources: Sources) -> None:
    catalogue = build(sources)
    assert set(catalogue.slugs) == {post.slug for post in catalogue.posts.values()}
    for slug, docname in catalogue.slugs.items():
        assert docname == min(n for n, post in catalogue.posts.items() if post.slug == slug)
    losers = len(catalogue.posts) - len(catalogue.slugs)
    assert kinds(catalogue).count(Kind.DUPLICATE_SLUG) == losers


@given(sites, queries)
def test_a_listing_is_a_slice_of_what_is_selected(sources: Sources, query: Query) -> None:
    catalogue = build(sources)
    selected = [post.docname for post in catalogue.select(query)]
    listing = Views(catalogue).answer(query)
    assert isinstance(listing, Listing)
    shown = [entry.docname for group in listing.groups for entry in group.entries]
    end = None if query.limit is None else query.offset + query.limit
    assert sorted(shown) == sorted(selected[query.offset : end])
    assert listing.total == len(shown)
    assert all(group.entries for group in listing.groups)
    if not query.group_by:
        assert shown == selected[query.offset : end]
    pins = [catalogue.posts[docname].pinned for docname in selected]
    assert pins == sorted(pins, reverse=True), "pinned posts come first"


@given(sites, queries)
def test_pages_of_a_listing_are_the_listing_cut_in_pieces(sources: Sources, query: Query) -> None:
    catalogue = build(sources)
    views, whole = Views(catalogue, has_pages=True), Views(catalogue).answer(query, "page")
    first = views.answer(query, "page")
    assert isinstance(whole, Listing)
    assert isinstance(first, Listing)
    assert whole.pages is None, "a builder without pages shows all"
    total = views.count_pages([query])
    if not query.page_size or total == 1:
        assert first == whole
        return
    found = [Pages(docname="page", number=number, total=total) for number in range(1, total + 1)]
    assert first.pages == found[0]
    assert first.total == whole.total
    pages = [first, *(views.further([query], page) for page in found[1:])]
    shown = [[entry for group in page.groups for entry in group.entries] for page in pages]
    assert list(chain.from_iterable(shown)) == [
        entry for group in whole.groups for entry in group.entries
    ]
    assert all(0 < len(entries) <= query.page_size for entries in shown)
    headings = [group.heading for page in pages for group in page.groups]
    assert list(dict.fromkeys(headings)) == [group.heading for group in whole.groups]


@given(sites)
def test_opposite_sorts_agree_but_for_direction(sources: Sources) -> None:
    catalogue = build(sources)
    keys_of: dict[str, Callable[[Post], str]] = {
        "date": lambda post: str(post.date),
        "path": lambda post: post.docname,
    }
    for name, key in keys_of.items():
        up = catalogue.select(Query(place=HERE, sort=name))
        down = catalogue.select(Query(place=HERE, sort=f"-{name}"))
        for ordered, reverse in ((up, False), (down, True)):
            for pinned in (True, False):
                keys = [key(post) for post in ordered if post.pinned is pinned]
                assert keys == sorted(keys, reverse=reverse)


def test_a_body_gives_the_order_and_front_matter_follows() -> None:
    joined = [
        make_post("late", series="one", date=START + timedelta(days=2)),
        make_post("early", series="one"),
        make_post("numbered", series="one", part=4, date=START + timedelta(days=9)),
    ]
    listed = [make_post("b"), make_post("a")]
    catalogue = build(
        make_sources(
            [*joined, *listed],
            make_series("one", doc_line("b"), doc_line("a", "Another title"), planned_line("Soon")),
        )
    )
    assert parts(catalogue, "one") == ["b", "a", "Soon", "numbered", "early", "late"]
    assert catalogue.series["one"].parts[1].title == "Another title"
    assert catalogue.problems == ()


def test_a_part_has_the_written_ones_around_it_and_the_page_of_the_series_at_both_ends() -> None:
    known = [make_post(name) for name in "abcde"]
    lines = [*map(doc_line, "ab"), planned_line("Soon"), *map(doc_line, "cde")]
    catalogue = build(make_sources(known, make_series("one", *lines)))
    pages = ["page-one", *"abcde", "page-one"]
    for index, docname in enumerate("abcde"):
        assert catalogue.around(docname) == (pages[index], pages[index + 2])


def test_a_post_takes_the_planned_line_of_its_number() -> None:
    takes = make_post("takes", series="one", part=2)
    catalogue = build(
        make_sources(
            [takes], make_series("one", planned_line("A"), planned_line("B"), planned_line("C"))
        )
    )
    assert parts(catalogue, "one") == ["A", "takes", "C"]
    assert catalogue.series["one"].parts[1].title == "Takes"
    assert catalogue.problems == ()


def test_a_draft_keeps_its_place_as_a_planned_part() -> None:
    draft = make_post("draft", part=9)
    wants = make_post("wants", series="one", part=1)
    catalogue = build(
        make_sources([draft, wants], make_series("one", doc_line("draft")), hidden=["draft"])
    )
    assert parts(catalogue, "one") == ["Draft", "wants"]
    assert kinds(catalogue) == [Kind.PART_NUMBER, Kind.PART_NUMBER]
    titled = build(
        make_sources([draft], make_series("one", doc_line("draft", "T")), hidden=["draft"])
    )
    assert parts(titled, "one") == ["T"]


def test_a_draft_without_a_date_is_a_planned_part() -> None:
    sources = make_sources([], make_series("one", doc_line("draft")))
    page = Page(docname="draft", title="Unfinished", slug="draft", draft=True)
    catalogue = build(replace(sources, hidden={"draft": page}))
    assert parts(catalogue, "one") == ["Unfinished"]
    assert catalogue.target("post", "draft") == Target(title="Unfinished")


def test_a_draft_does_not_join_by_itself() -> None:
    draft = make_post("draft", series="one")
    catalogue = build(make_sources([draft], make_series("one"), hidden=["draft"]))
    assert parts(catalogue, "one") == []


def test_a_pattern_lists_what_nothing_else_does() -> None:
    everything = [make_post(name) for name in ("a", "b", "c")]
    catalogue = build(
        make_sources(
            everything,
            make_series("one", pattern_line("a", "b", "c", "page-one"), doc_line("b")),
            make_series("two", pattern_line("a", "b", "c")),
        )
    )
    assert parts(catalogue, "one") == ["a", "c", "b"]
    assert parts(catalogue, "two") == []


def test_a_pattern_follows_the_numbers_where_all_have_one() -> None:
    numbered = [make_post("a", part=2), make_post("b", part=1)]
    one = make_series("one", pattern_line("a", "b"))
    assert parts(build(make_sources(numbered, one)), "one") == ["b", "a"]
    mixed = build(make_sources([*numbered[:1], make_post("b")], one))
    assert parts(mixed, "one") == ["a", "b"]
    assert kinds(mixed) == [Kind.PART_NUMBER]


def test_a_page_without_front_matter_can_be_a_part() -> None:
    sources = make_sources([], make_series("one", doc_line("plain")))
    catalogue = build(replace_titles(sources, plain="Plain page"))
    outline = Views(catalogue).answer(sources.requests["page-one"][0])
    assert isinstance(outline, Outline)
    (entry,) = outline.entries
    assert (entry.title, entry.docname, entry.slug, entry.total) == ("Plain page", "plain", "", 1)
    assert outline.total == 1


def replace_titles(sources: Sources, **titles: str) -> Sources:
    return replace(sources, titles={**sources.titles, **titles})


def test_numbers_that_are_taken_or_leave_a_gap() -> None:
    taken = [make_post("a", series="one", part=1), make_post("b", series="one", part=1)]
    catalogue = build(make_sources(taken, make_series("one")))
    assert parts(catalogue, "one") == ["a", "b"]
    assert kinds(catalogue) == [Kind.PART_NUMBER]
    gap = [make_post("a", series="one", part=1), make_post("b", series="one", part=3)]
    catalogue = build(make_sources(gap, make_series("one")))
    assert parts(catalogue, "one") == ["a", "b"]
    assert kinds(catalogue) == [Kind.PART_GAP]


@pytest.mark.parametrize(
    ("part", "listed", "shown", "said"),
    [
        (1, "", "x", ""),
        (2, "", "x", "'one' has no part 1: write `part: 1`, or add the missing part as a line"),
        (1, "A", "xBC", ""),
        (3, "C", "ABx", ""),
        (4, "", "ABCx", ""),
        (5, "", "ABCx", "'one' has no part 4: write `part: 4`, or add the missing part as a line"),
        (
            2, "Ab", "xbCx",
            "part 2 of 'one' is 'Post-B': give this post another number; it is part 4 for now",
        ),
    ],
)  # fmt: skip
def test_a_post_joins_at_its_number(part: int, listed: str, shown: str, said: str) -> None:
    """Capitals are planned parts, a small letter a post that the body lists."""
    lines = [planned_line(name) for name in "ABC"] if len(shown) > 1 else []
    expected = [{"x": "post-x", "b": "post-b"}.get(name, name) for name in shown]
    if "b" in listed:
        lines[1] = doc_line("post-b")
        expected[0] = "A"
    known = [make_post("post-x", series="one", part=part), make_post("post-b")]
    catalogue = build(make_sources(known, make_series("one", *lines)))
    assert parts(catalogue, "one") == expected
    messages = [problem.message for problem in catalogue.problems]
    assert len(messages) == bool(said)
    assert all(message.startswith(said) for message in messages)


def test_a_part_that_says_another_number_than_its_line_is_told() -> None:
    known = [make_post("a", part=2), make_post("b", part=2), make_post("c", part=7)]
    catalogue = build(make_sources(known, make_series("one", *map(doc_line, "abc"))))
    assert [problem.message for problem in catalogue.problems] == [
        "this is part 1 of 'one', not 2: write `part: 1`, or move its line",
        "this is part 3 of 'one', not 7: write `part: 3`, or move its line",
    ]


def test_posts_of_one_day_stand_by_their_part_and_those_of_no_series_last() -> None:
    known = [make_post(name) for name in ("a", "x", "y", "z")]
    catalogue = build(make_sources(known, make_series("one", *map(doc_line, "yzx"))))
    for sort in ("-date", "date", "updated"):
        found = catalogue.select(Query(place=HERE, sort=sort))
        assert [post.docname for post in found] == ["x", "z", "y", "a"]


def test_a_topic_has_who_names_it_and_adopts_its_own() -> None:
    known = [
        make_post("a", topics=("one", "two"), date=START + timedelta(days=1)),
        make_post("b", topics=("two", "one"), date=START + timedelta(days=2)),
        make_post("c", topics=("one",)),
        make_post("d"),
        make_post("part", topics=("one",)),
    ]
    sources = make_sources(
        known,
        make_topic("one", documents=frozenset({"d", "page-one"})),
        make_topic("two", sort="path"),
        make_series("three", doc_line("part")),
    )
    catalogue = build(sources)
    assert catalogue.topics["one"].posts == ("b", "a", "part", "c", "d")
    assert catalogue.topics["one"].adopted == ("a", "c")
    assert catalogue.topics["two"].posts == ("a", "b")
    assert catalogue.topics["two"].adopted == ("b",)


@pytest.mark.parametrize(
    ("title", "known", "heading", "shown"),
    [
        ("Title", "Known", "Heading", "Title"), ("", "Known", "Heading", "Known"),
        ("", "Known", "", "Known"), ("", "", "Heading", "Heading"), ("", "", "", "Page-One"),
    ],
)  # fmt: skip
def test_a_topic_is_called_what_its_page_says_or_conf_py_or_its_section(
    title: str, known: str, heading: str, shown: str
) -> None:
    sources = make_sources([], replace(make_topic("one"), title=title, heading=heading))
    catalogue = build(replace(sources, topics={"one": known} if known else {}))
    assert catalogue.topics["one"].title == shown


def test_a_declaration_made_twice_owns_nothing() -> None:
    first = make_topic("one")
    second = replace(first, docname="page-two")
    sources = make_sources([make_post("a", topics=("one",))], first, second)
    catalogue = build(sources)
    assert catalogue.children("page-one", first) == ((None, "a"),)
    assert catalogue.children("page-two", second) == ()
    assert catalogue.children("index", TopicGrid(place=HERE)) == ()
    assert kinds(catalogue) == [Kind.DUPLICATE_TOPIC]


@pytest.mark.parametrize("other", ["Go", "GO", "go\u0301"])
def test_ids_that_differ_only_in_their_spelling_are_named(other: str) -> None:
    twin = {"go\u0301": "g\u00f3"}.get(other, "go")
    catalogue = build(make_sources([], make_topic(other), make_topic(twin)))
    assert sorted(catalogue.topics) == sorted([other, twin])
    (problem,) = catalogue.problems
    assert problem.kind is Kind.SAME_ADDRESS
    assert f"the topic {twin!r} differs only in its spelling from {other!r}" in problem.message


def test_a_grid_shows_the_topics_asked_for() -> None:
    sources = make_sources([make_post("a", topics=("two",))], make_topic("one"), make_topic("two"))
    catalogue = build(sources)
    for ids, expected in [((), [("one", 0), ("two", 1)]), (("two", "x"), [("two", 1)])]:
        grid = Views(catalogue).answer(TopicGrid(place=HERE, ids=ids))
        assert isinstance(grid, SubjectCards)
        assert [(card.id, card.total) for card in grid.cards] == expected


def test_groups_stand_in_the_order_of_their_first_post_and_the_rest_last() -> None:
    known = [
        make_post("a", topics=("nobody",), date=START + timedelta(days=400)),
        make_post("b", topics=("two",), date=START + timedelta(days=31)),
        make_post("c", topics=("one",), date=START + timedelta(days=2)),
        make_post("d", topics=("two",), date=START + timedelta(days=1)),
    ]
    catalogue = build(
        make_sources(known, make_topic("one"), make_topic("two"), make_series("s", doc_line("c")))
    )

    def groups(group_by: str) -> list[tuple[str | None, list[str]]]:
        listing = Views(catalogue).answer(Query(place=HERE, group_by=group_by))  # type: ignore[arg-type]
        assert isinstance(listing, Listing)
        return [(g.heading, [entry.docname for entry in g.entries]) for g in listing.groups]

    assert groups("topic") == [("Page-Two", ["b", "d"]), ("Page-One", ["c"]), ("", ["a"])]
    assert groups("series") == [("Page-S", ["c"]), ("", ["a", "b", "d"])]
    assert groups("year") == [("2027", ["a"]), ("2026", ["b", "c", "d"])]
    assert groups("month") == [("2027-02", ["a"]), ("2026-02", ["b"]), ("2026-01", ["c", "d"])]
    assert groups("") == [(None, ["a", "b", "c", "d"])]


def test_parts_sort_by_number_with_all_others_last() -> None:
    known = [make_post(name) for name in ("a", "b", "c")]
    catalogue = build(make_sources(known, make_series("one", doc_line("c"), doc_line("b"))))
    for sort, expected in [("part", ["c", "b", "a"]), ("-part", ["b", "c", "a"])]:
        found = catalogue.select(Query(place=HERE, sort=sort))
        assert [post.docname for post in found] == expected


def test_targets() -> None:
    known = [make_post("x/a", slug="a", title="A"), make_post("x/b", slug="b", title="")]
    catalogue = build(make_sources(known, make_series("one"), make_topic("two"), hidden=["x/b"]))
    expected = Target(title="A", docname="x/a")
    assert catalogue.target("post", "a") == catalogue.target("post", "x/a") == expected
    assert catalogue.target("post", "b") == Target(title="b")
    assert catalogue.target("post", "c") is None
    assert catalogue.target("series", "one") == Target(
        title="Page-One", docname="page-one", anchor="series-one"
    )
    assert catalogue.target("topic", "one") is None


def test_a_view_holds_what_the_page_shows() -> None:
    known = [make_post("a"), make_post("b")]
    one = make_series("one", doc_line("a"), doc_line("b"))
    query = Query(place=HERE)
    sources = make_sources(known, one, query)
    catalogue = build(replace(sources, states={"a": State.DRAFT}))
    view = Views(catalogue).view("a", around=("index", "index"))
    assert view.outline
    assert (view.outline.current, view.outline.total, view.state) == (1, 2, State.DRAFT)
    assert view.previous
    assert (view.previous.docname, view.previous.number) == ("page-one", None)
    assert view.next
    assert (view.next.docname, view.next.number) == ("b", 2)
    index = Views(catalogue).view("index", [query], [("post", "a"), ("post", "x")], (None, "a"))
    assert index.outline is None
    assert index.previous is None
    assert index.next
    assert (index.next.docname, index.next.number) == ("a", 1)
    assert index.targets == (Target(title="A", docname="a"), None)
    (listing,) = index.answers
    assert isinstance(listing, Listing)
    assert listing.groups == (
        Group(entries=tuple(Views(catalogue).entry(catalogue.posts[name]) for name in ("b", "a"))),
    )
    assert Views(catalogue).view("page-one") == View(channels=tuple(catalogue.channels))


def test_what_is_unknown_is_reported_with_the_name_that_is_close() -> None:
    sources = make_sources(
        [make_post("a", topics=("golng",), authors=("adda",), part=1)],
        make_topic("golang"),
        Query(place=HERE, series=("x",), topics=("y",), authors=("bobb",), labels=("lable",)),
        TopicGrid(place=HERE, ids=("golang", "z")),
    )
    messages = [problem.message for problem in build(sources).problems]
    assert any("'golng' (did you mean 'golang'?)" in message for message in messages)
    assert any("author 'adda' (did you mean 'ada'?)" in message for message in messages)
    assert any("author 'bobb' (did you mean 'bob'?)" in message for message in messages)
    assert any("no post has the label 'lable'" in message for message in messages)
    assert any("in no series" in message for message in messages)
    assert sum("no page declares" in message for message in messages) == 4


@pytest.mark.parametrize("line", [doc_line("page-one"), doc_line("nobody"), doc_line("a")])
def test_a_line_that_is_no_new_part_is_left_out(line: Line) -> None:
    catalogue = build(make_sources([make_post("a")], make_series("one", doc_line("a"), line)))
    assert parts(catalogue, "one") == ["a"]
    assert len(catalogue.problems) == 1


def test_a_series_page_does_not_join_itself() -> None:
    page = make_post("page-one", series="one")
    catalogue = build(make_sources([page], make_series("one")))
    assert parts(catalogue, "one") == []
    assert kinds(catalogue) == [Kind.FRONT_MATTER]


def test_a_post_in_two_series_is_where_a_body_lists_it() -> None:
    post = make_post("a", series="two")
    catalogue = build(make_sources([post], make_series("one", doc_line("a")), make_series("two")))
    assert catalogue.homes == {"a": ("one", 1)}
    assert kinds(catalogue) == [Kind.DUPLICATE_PART]


def test_what_can_be_subscribed_to_holds_published_posts_with_the_newest_first() -> None:
    posts = [
        make_post("old", topics=("one",), date=START),
        make_post("new", topics=("one", "two"), date=START + timedelta(days=2)),
        make_post("pinned", pinned=True, date=START - timedelta(days=9)),
        make_post("draft", draft=True, topics=("three",)),
    ]
    sources = make_sources(
        posts,
        make_series("one", doc_line("new"), doc_line("old"), planned_line("Later")),
        make_topic("one"),
        make_topic("two"),
        make_topic("three"),
    )
    catalogue = build(replace(sources, states={"draft": State.DRAFT}))
    found = {
        (channel.kind, channel.id): [post.docname for post in posts]
        for channel, posts in catalogue.channels.items()
    }
    assert found == {
        ("", ""): ["new", "old", "pinned"],
        ("series", "one"): ["new", "old"],
        ("topic", "one"): ["new", "old"],
        ("topic", "two"): ["new"],
    }


@given(sites)
def test_a_page_names_the_site_and_what_it_declares_or_is_in(sources: Sources) -> None:
    catalogue = build(sources)
    for docname in sources.titles:
        named = Views(catalogue).view(docname).channels
        assert set(named) == {
            channel
            for channel, posts in catalogue.channels.items()
            if not channel.kind
            or channel.docname == docname
            or docname in {post.docname for post in posts}
        }
        assert [channel.kind for channel in named[:1]] == [""] * bool(catalogue.listed)


def test_an_expired_post_keeps_its_place_in_its_series_and_is_known_to_be_gone() -> None:
    gone, stays = make_post("gone"), make_post("stays")
    sources = make_sources(
        [gone, stays], make_series("one", doc_line("gone"), doc_line("stays")), hidden=["gone"]
    )
    catalogue = build(replace(sources, states={"gone": State.EXPIRED}))
    assert catalogue.expired == {"gone": gone}
    outline = Views(catalogue).answer(sources.requests["page-one"][0])
    assert isinstance(outline, Outline)
    assert [(entry.docname, entry.state) for entry in outline.entries] == [
        ("", State.EXPIRED), ("stays", State.PUBLISHED),
    ]  # fmt: skip
    assert build(sources).expired == {}, "it may wait for its date"


def test_an_unlisted_post_is_in_no_listing_and_no_feed() -> None:
    known = [
        make_post("a", topics=("one",)),
        make_post("b", topics=("one",), unlisted=True),
        make_post("c", unlisted=True),
    ]
    sources = make_sources(known, make_topic("one"), make_series("two", doc_line("c")))
    catalogue = build(sources)
    assert [post.docname for post in catalogue.select(Query(place=HERE))] == ["a"]
    assert (catalogue.topics["one"].posts, catalogue.topics["one"].adopted) == (("a",), ("a",))
    assert {post.docname for posts in catalogue.channels.values() for post in posts} == {"a"}
    (problem,) = catalogue.problems
    assert problem.message.startswith("'two' lists this post as a part: remove `unlisted`")


def test_a_review_is_due_from_its_moment_on() -> None:
    due = make_post("a", review_by=START + timedelta(days=2))
    for days, expected in [(1, []), (2, [Kind.REVIEW]), (3, [Kind.REVIEW])]:
        sources = replace(make_sources([due]), now=START + timedelta(days=days))
        assert kinds(build(sources)) == expected


def test_a_listing_leads_to_where_a_post_lives_and_an_outline_to_its_page() -> None:
    there = "https://example.org/"
    sources = make_sources([make_post("a", external=there)], make_series("one", doc_line("a")))
    views = Views(build(sources))
    listing, outline = views.answer(Query(place=HERE)), views.outline(views.catalogue.series["one"])
    assert isinstance(listing, Listing)
    assert [entry.url for group in listing.groups for entry in group.entries] == [there]
    assert [entry.url for entry in outline.entries] == [""]


def test_a_query_admits_what_all_its_filters_admit() -> None:
    known = [
        make_post("a", topics=("one", "two"), authors=("ada",), date=START),
        make_post("b", topics=("one",), authors=("bob", "ada"), date=START - timedelta(days=1)),
        make_post("c", topics=("two", "three"), label="Own", updated=START + timedelta(days=9)),
        make_post("d", topics=("three",), date=START - timedelta(days=400)),
    ]
    topics = [make_topic(id_) for id_ in IDS]
    catalogue = build(make_sources(known, *topics))

    def found(**values: object) -> list[str]:
        return [post.docname for post in catalogue.select(Query(place=HERE, **values))]  # type: ignore[arg-type]

    assert found(topics=("one+two",)) == ["a"]
    assert found(topics=("one+two", "three")) == ["a", "c", "d"]
    assert found(topics=("!one",)) == ["c", "d"]
    assert found(topics=("two", "!three")) == ["a"]
    assert found(topics=("one+nobody", "!nobody")) == []
    assert found(authors=("ada",)) == ["a", "b"]
    assert found(authors=("bob", "nobody")) == ["b"]
    assert found(years=(2025, 2025)) == ["b"]
    assert found(years=(2024, 2025)) == ["b", "d"]
    assert found(labels=("Own", "Page-Three")) == ["c", "d"]
    assert found(excluded=frozenset({"a", "x"})) == ["c", "b", "d"]
    assert found(sort="-updated") == ["c", "a", "b", "d"]
    listing = Views(catalogue).answer(Query(place=HERE, group_by="author"))
    assert isinstance(listing, Listing)
    assert [(g.heading, [entry.docname for entry in g.entries]) for g in listing.groups] == [
        ("Ada", ["a"]), ("Bob", ["b"]), ("", ["c", "d"]),
    ]  # fmt: skip


def make_author(id_: str) -> AuthorDeclaration:
    return AuthorDeclaration(
        docname=f"page-{id_}",
        place=HERE,
        id=id_,
        anchor=f"author-{id_}",
        query=Query(place=HERE, authors=(id_,)),
        description=f"About {id_}.",
    )


def test_the_page_of_an_author_lists_their_posts_and_has_a_feed() -> None:
    known = [
        make_post("a", authors=("ada",)),
        make_post("b", authors=("bob", "ada")),
        make_post("c"),
        make_post("d", authors=("ada",), unlisted=True),
    ]
    sources = make_sources(known, make_author("ada"), AuthorGrid(place=HERE))
    catalogue = build(replace(sources, author=Author(name="The site")))
    assert catalogue.problems == ()
    page = catalogue.author_pages["ada"]
    assert (page.title, page.posts) == ("Ada", ("a", "b"))
    assert catalogue.target("author", "ada") == Target(
        title="Ada", docname="page-ada", anchor="author-ada"
    )
    channel = next(channel for channel in catalogue.channels if channel.kind == "author")
    assert (channel.name, channel.path("atom")) == ("author:ada", "feeds/author-ada.xml")
    assert channel.path("json") == "feeds/author-ada.json"
    whole = next(channel for channel in catalogue.channels if not channel.kind)
    assert (whole.name, whole.path("atom"), whole.path("json")) == ("", "feed.xml", "feed.json")
    assert [post.docname for post in catalogue.channels[channel]] == ["a", "b"]
    views = Views(catalogue)
    grid = views.answer(AuthorGrid(place=HERE, ids=("bob", "ada")))
    assert isinstance(grid, SubjectCards)
    assert [(card.role, card.id, card.total) for card in grid.cards] == [("author", "ada", 2)]
    assert views.entry(catalogue.posts["b"]).byline == ("Bob", "Ada")
    facts = views.view("b").facts
    assert facts
    assert (facts.byline, facts.pages) == ((("", "Bob"), ("ada", "Ada")), (("ada", "page-ada"),))
    assert views.entry(catalogue.posts["c"]).byline == ("The site",)
    listing = views.answer(Query(place=HERE, group_by="author"))
    assert isinstance(listing, Listing)
    assert [(g.role, g.id) for g in listing.groups] == [("author", "ada"), ("", "bob"), ("", "")]


@pytest.mark.parametrize(
    ("bylines", "authors", "is_shown"),
    [
        (None, ("ada",), False), (None, ("bob",), True), (True, ("ada",), True),
        (False, ("bob",), False),
    ],
)  # fmt: skip
def test_posts_bear_names_where_a_site_has_several_authors(
    bylines: bool | None,  # noqa: FBT001
    authors: tuple[str, ...],
    is_shown: bool,  # noqa: FBT001
) -> None:
    known = [make_post("a", authors=("ada",)), make_post("b", authors=authors)]
    catalogue = build(replace(make_sources(known), bylines=bylines))
    assert bool(Views(catalogue).entry(catalogue.posts["a"]).byline) is is_shown


def test_an_author_that_conf_py_does_not_name_has_no_page() -> None:
    sources = make_sources(
        [], make_author("adda"), make_author("bob"), replace(make_author("bob"), docname="x"),
        AuthorGrid(place=HERE, ids=("boob",)),
    )  # fmt: skip
    catalogue = build(sources)
    assert list(catalogue.author_pages) == ["bob"]
    assert kinds(catalogue) == [Kind.DIRECTIVE] * 3
    messages = " ".join(problem.message for problem in catalogue.problems)
    for part in ("'adda' (did you mean 'ada'?)", "'boob' (did you mean 'bob'?)", "on 'page-bob'"):
        assert part in messages


def test_what_no_page_declares_is_declared_where_a_page_asks_for_it() -> None:
    known = [
        make_post("a", topics=("two", "Two")),
        make_post("b", topics=("three", "one")),
        make_post("c", topics=("one",)),
    ]
    others = OtherTopics(docname="rest", place=HERE)
    again = OtherTopics(docname="zest", place=HERE)
    sources = make_sources(known, make_topic("one"), others, again)
    catalogue = build(replace(sources, topics={"three": "A third", "one": "The first"}))
    assert catalogue.other_topics == ("three", "Two", "two")
    assert [topic.title for topic in catalogue.topics.values()] == [
        "Two", "The first", "A third", "two",
    ]  # fmt: skip
    assert catalogue.children("rest", others) == ((None, "b"), (None, "a"))
    assert catalogue.children("zest", again) == ()
    answer = Views(catalogue).answer(others)
    assert isinstance(answer, TopicSections)
    assert [(section.anchor, section.listing.total) for section in answer.sections] == [
        ("topic-three", 1), ("topic-Two", 1), ("topic-two", 1),
    ]  # fmt: skip
    assert kinds(catalogue) == [Kind.DUPLICATE_TOPIC, Kind.SAME_ADDRESS]


def test_a_reading_list_owns_nothing() -> None:
    known = [make_post("a", part=2), make_post("b"), make_post("c", series="two")]
    one = make_series("one", doc_line("b"), doc_line("a"))
    two = replace(make_series("two", doc_line("a"), planned_line("Soon")), is_list=True)
    catalogue = build(make_sources(known, one, two))
    assert catalogue.homes == {"b": ("one", 1), "a": ("one", 2)}
    assert parts(catalogue, "two") == ["a", "Soon"]
    assert catalogue.children("page-two", two) == ()
    assert [(series.id, number) for series, number in catalogue.lists_of("a")] == [("two", 1)]
    outline = Views(catalogue).answer(two)
    assert isinstance(outline, Outline)
    assert [(entry.number, entry.total) for entry in outline.entries] == [(1, 2), (2, 2)]
    (place,) = Views(catalogue).view("a").lists
    assert (place.id, place.number, place.total) == ("two", 1, 2)
    found = catalogue.select(Query(place=HERE, series=("two", "nobody")))
    assert [post.docname for post in found] == ["a"]
    assert kinds(catalogue) == [Kind.FRONT_MATTER]


def test_who_names_nobody_has_no_byline() -> None:
    known = [make_post("a", authors=("ada",)), make_post("b")]
    sources = make_sources(known)
    assert not build(sources).shows_bylines
    views = Views(build(replace(sources, bylines=True)))
    assert [views.entry(post).byline for post in known] == [("Ada",), ()]
