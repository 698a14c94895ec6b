"""The sidebar: the top level, and the page's own branch open."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.catalogue.navigation import Navigation, Toctree

if TYPE_CHECKING:
    from sphinx_series.core.view import Item, Section


def author(*targets: str, caption: str = "") -> Toctree:
    return Toctree(entries=tuple((None, target) for target in targets), caption=caption)


def series(*targets: str) -> Toctree:
    return Toctree(entries=tuple((None, target) for target in targets), owner="series")


def topic(*targets: str) -> Toctree:
    return Toctree(entries=tuple((None, target) for target in targets), owner="topic")


SITE = {
    "index": [author("guides", "archive", caption="All"), author("about")],
    "guides": [series("one", "two", "three")],
    "archive": [topic("old"), author("go", "k8s")],
    "go": [topic("g1", "g2", "g3")],
    "about": [author("design", "glossary")],
    "design": [author("details")],
}
NAVIGATION = Navigation("index", SITE, {name: name.title() for name in [*SITE, "one", "g2"]})


def outline(items: tuple[Item, ...]) -> list[object]:
    """Write a branch as names; the current page has a star, and a list follows what is open."""
    shown: list[object] = []
    for item in items:
        shown.append(item.target + "*" * item.is_current)
        if item.items:
            shown.append(outline(item.items))
    return shown


def shown(docname: str) -> list[object]:
    return [outline(section.items) for section in NAVIGATION.of(docname)]


def test_the_home_page_has_the_top_level() -> None:
    assert shown("index") == [["guides", "archive"], ["about"]]
    assert [section.caption for section in NAVIGATION.closed] == ["All", ""]


def test_a_part_shows_all_parts_of_its_series() -> None:
    assert shown("two") == [["guides", ["one", "two*", "three"], "archive"], ["about"]]


def test_a_series_shows_its_parts() -> None:
    assert shown("guides") == [["guides*", ["one", "two", "three"], "archive"], ["about"]]


def test_a_post_of_a_subject_shows_the_subject_and_no_neighbours() -> None:
    assert shown("g2") == [["guides", "archive", ["go", ["g2*"]]], ["about"]]


def test_a_subject_shows_itself_alone() -> None:
    assert shown("go") == [["guides", "archive", ["go*"]], ["about"]]


def test_a_plain_page_shows_its_siblings_and_children() -> None:
    assert shown("design") == [
        ["guides", "archive"], ["about", ["design*", ["details"], "glossary"]],
    ]  # fmt: skip
    assert shown("details") == [
        ["guides", "archive"], ["about", ["design", ["details*"], "glossary"]],
    ]  # fmt: skip


def test_a_page_is_at_home_where_reading_first_comes_by_it() -> None:
    site = {"index": [author("b", "a")], "b": [author("x", "y")], "a": [series("x", "z")]}
    navigation = Navigation("index", site, {})
    assert navigation.homes == {
        "b": "author", "a": "author", "x": "author", "y": "author", "z": "series",
    }  # fmt: skip
    assert [outline(section.items) for section in navigation.of("x")] == [["b", ["x*", "y"], "a"]]
    assert [outline(section.items) for section in navigation.of("z")] == [["b", "a", ["x", "z*"]]]
    assert navigation.ancestors("z") == ("a",)


def test_a_toctree_without_entries_is_no_section() -> None:
    navigation = Navigation("index", {"index": [author(), author("a"), topic("b")]}, {})
    assert [outline(section.items) for section in navigation.closed] == [["a"]]


def test_an_orphan_shows_the_top_level() -> None:
    assert NAVIGATION.of("nowhere") == NAVIGATION.closed


def test_posts_that_the_home_page_adopts_stand_alone() -> None:
    navigation = Navigation("index", {"index": [topic("a", "b"), author("x")]}, {})
    assert outline(navigation.of("x")[0].items) == ["x*"]
    assert [outline(section.items) for section in navigation.of("a")] == [["x"], ["a*"]]


def test_of_a_long_series_the_parts_near_a_page_are_shown() -> None:
    parts = [f"p{number}" for number in range(100)]
    site = {"index": [author("a")], "a": [series(*parts), series("x", "y")]}
    navigation = Navigation("index", site, {})
    ((_, shown),) = [outline(section.items) for section in navigation.of("p50")]
    assert shown == [*parts[35:50], "p50*", *parts[51:65], "a", "x", "y"]
    # Of the other series of the page, those that come first.
    ((_, shown),) = [outline(section.items) for section in navigation.of("x")]
    assert shown == [*parts[:30], "a", "x*", "y"]
    rest = navigation.of("x")[0].items[0].items[30]
    assert rest.is_rest
    assert not rest.is_current


def test_of_a_long_series_of_the_home_page_too() -> None:
    parts = [f"p{number}" for number in range(100)]
    navigation = Navigation("index", {"index": [topic("t"), series(*parts), author("b")]}, {})
    assert outline(navigation.closed[0].items) == [*parts[:30], "index"]
    assert [outline(section.items) for section in navigation.of("p99")] == [
        [*parts[70:99], "p99*", "index"], ["b"],
    ]  # fmt: skip


def test_titles_are_the_author_s_or_the_page_s_own() -> None:
    toctree = Toctree(
        entries=(("Mine & yours", "one"), (None, "g2"), ("Far", "https://x.example/"))
    )
    navigation = Navigation("index", {"index": [toctree]}, {"g2": "<code>g2</code>", "one": "One"})
    titles = [item.title for item in navigation.of("one")[0].items]
    assert titles == ["Mine &amp; yours", "<code>g2</code>", "Far"]


names = st.sampled_from([f"d{number}" for number in range(8)])
sites = st.dictionaries(
    names,
    st.lists(
        st.builds(
            lambda targets, owner: Toctree(
                entries=tuple((None, target) for target in targets), owner=owner
            ),
            st.lists(names, max_size=4),
            st.sampled_from(["author", "series", "topic"]),
        ),
        max_size=2,
    ),
)


def current(sections: tuple[Section, ...]) -> list[str]:
    def walk(items: tuple[Item, ...]) -> list[str]:
        found = [item.target for item in items if item.is_current]
        return found + [name for item in items for name in walk(item.items)]

    return [name for section in sections for name in walk(section.items)]


@given(sites, names)
def test_a_page_in_the_tree_is_marked_and_its_branch_open(
    site: dict[str, list[Toctree]], docname: str
) -> None:
    navigation = Navigation("d0", site, {})
    sections = navigation.of(docname)
    if docname in navigation.parents:
        assert set(current(sections)) == {docname}
    else:
        assert current(sections) == []


@given(sites, names)
def test_ancestors_lead_from_the_home_page_down(
    site: dict[str, list[Toctree]], docname: str
) -> None:
    navigation = Navigation("d0", site, {})
    path = ["d0", *navigation.ancestors(docname), docname]
    if docname in navigation.parents:
        assert len(set(path)) == len(path)
        for parent, child in pairwise(path):
            assert child in {t for tree in site[parent] for _, t in tree.entries}
