"""Files and folders that would have one name are found, whatever is first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.addresses.addresses import key
from sphinx_series.core.addresses.taken import Taken, can_be, unplaced, without_room

NAMES = st.sampled_from(["a", "A", "b", "é", "e\u0301", "x.html"])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), max_size=6)


@given(PATHS, PATHS)
def test_what_is_in_the_way_is_a_file_above_or_below(before: list[str], paths: list[str]) -> None:
    taken = Taken(before)
    for path in paths:
        obstacle = taken.obstacle(path)
        own = key(path)
        meets = [
            other
            for other in before
            if key(other).startswith(f"{own}/") or own.startswith(f"{key(other)}/")
        ]
        assert bool(obstacle) == bool(meets)
        assert not obstacle or obstacle in meets


LONG = "b" * 255
CAN_BE = ["a", "a/b.html", "é" * 127, ".x", LONG, "a/" * 2048, f"{'a/' * 1793}{LONG}"]
CANNOT_BE = [
    "a" * 256,
    "é" * 128,
    "a\0",
    "\udcff",
    "\ud800/x",
    f"{'a/' * 1794}{LONG}",
    "ab/" * 2_000,
]


def test_what_can_be_a_path() -> None:
    assert [path for path in CAN_BE if not can_be(path)] == []
    assert [path for path in CANNOT_BE if can_be(path)] == []


def test_a_document_that_meets_another_is_left_out_and_the_home_page_is_not() -> None:
    documents = [
        ("index", ["objects.inv/index.html"]),
        ("a", ["a.html"]),
        ("a.html/b", ["a.html/b.html"]),
        ("environment.pickle/c", ["c.html"]),
        ("x", ["x" * 256]),
        ("d", []),
    ]
    found = dict(unplaced(documents, ["objects.inv"]))
    assert list(found) == ["a.html/b", "environment.pickle/c", "x"]
    assert "'a.html/b.html' and 'a.html' cannot be in one folder" in found["a.html/b"]
    assert "over 255 bytes long" in found["x"]


@given(PATHS, PATHS, PATHS)
def test_what_has_no_room_is_named_with_what_is_in_its_way(
    wanted: list[str], documents: list[str], others: list[str]
) -> None:
    blocked = without_room(wanted, documents, others)
    kept = [path for path in wanted if path not in blocked]
    room = Taken([*documents, *others, *kept])
    assert not any(map(room.obstacle, kept))
    assert set(blocked.values()) <= {*documents, *others, *wanted}
    assert all(map(room.obstacle, blocked))


def test_a_name_that_is_too_long_is_in_its_own_way() -> None:
    assert without_room(["a" * 256, "b"], [], []) == {"a" * 256: "a" * 256}
