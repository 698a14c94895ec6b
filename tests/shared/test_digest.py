"""Digests of values: equal for equal values, in every process."""

from __future__ import annotations

from dataclasses import make_dataclass, replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.view import Entry, Outline, View
from sphinx_series_base.digest import Digests, shape

entries = st.builds(
    Entry,
    title=st.text(max_size=3),
    docname=st.sampled_from("abc"),
    date=st.none() | st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    number=st.none() | st.integers(1, 3),
)
views = st.builds(
    View,
    outline=st.none()
    | st.builds(
        Outline, id=st.just("x"), title=st.text(max_size=2), entries=st.lists(entries).map(tuple)
    ),
    parents=st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=2)), max_size=2).map(tuple),
)


@given(views, views)
def test_values_are_equal_exactly_where_their_digests_are(one: View, other: View) -> None:
    digests = Digests()
    assert (digests.of(one) == digests.of(other)) == (one == other)
    assert digests.of(one) == Digests().of(replace(one))


def test_a_shared_value_is_looked_at_once() -> None:
    class Counted(str):
        __slots__ = ()
        looks: list[int] = []  # noqa: RUF012

        def __repr__(self) -> str:
            self.looks.append(1)
            return super().__repr__()

    shared: tuple[Any, ...] = (Counted("x"),)
    digests = Digests()
    assert digests.of((shared, 1)) != digests.of((shared, 2))
    assert len(Counted.looks) == 1


def test_the_shape_follows_the_fields_of_dataclasses() -> None:
    def module(*names: str) -> ModuleType:
        found = ModuleType("records")
        record = make_dataclass("Record", [(name, "int") for name in names])
        vars(found).update(Record=record, other=1, Other=int)
        return found

    shapes = {shape([module(*names)]) for names in ((), ("a",), ("b",), ("a", "b"))}
    assert len(shapes) == 4
    assert shape([module("a")]) == shape([module("a")])
