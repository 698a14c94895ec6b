"""Tables of contents that are kept packed are those that Sphinx would keep."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from sphinx_series.packed_tocs import PackedTocs

if TYPE_CHECKING:
    from collections.abc import Callable


def toc(text: str) -> nodes.bullet_list:
    return nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", text)))


def again(tocs: PackedTocs) -> PackedTocs:
    stored: PackedTocs = pickle.loads(pickle.dumps(tocs))  # noqa: S301 - its own
    return stored


def packed(tocs: PackedTocs) -> PackedTocs:
    tocs.pack()
    return tocs


def same(tocs: PackedTocs) -> PackedTocs:
    return tocs


@pytest.mark.parametrize("keep", [again, packed, same])
def test_what_is_changed_stays_changed(keep: Callable[[PackedTocs], PackedTocs]) -> None:
    tocs = keep(PackedTocs({name: toc(name) for name in "abcd"}))
    tocs["a"] = toc("another")
    tocs["b"] += nodes.list_item("", nodes.paragraph("", "more"))
    del tocs["c"]
    assert tocs.pop("d").astext() == "d"
    assert tocs.pop("d", None) is None
    tocs = keep(tocs)
    assert sorted(tocs) == ["a", "b"]
    assert len(tocs) == 2
    assert {name: toc.astext() for name, toc in tocs.items()} == {
        "a": "another",
        "b": "b\n\nmore",
    }
    assert tocs["a"] is tocs["a"]
    del tocs["a"]
    assert "a" not in tocs
    assert "b" in tocs
    with pytest.raises(KeyError):
        tocs["a"]


def test_storing_leaves_what_is_in_use() -> None:
    tocs = packed(PackedTocs({"a": toc("a")}))
    used = tocs["a"]
    used += nodes.list_item("", nodes.paragraph("", "more"))
    assert again(tocs)["a"].astext() == used.astext()
    assert tocs["a"] is used


def test_nothing_is_stored_too() -> None:
    assert len(again(PackedTocs({}))) == 0
