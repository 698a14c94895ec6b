"""Tables of contents that are kept packed are those that Sphinx would keep."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from builds import build
from docutils import nodes
from machines import Machines
from small import Root
from sphinx_series.packed_tocs import PackedTocs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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


def test_a_shard_unpacks_no_page_that_it_does_not_show(tmp_path: Path) -> None:
    root = Root(tmp_path, "yaml", "html_theme = 'furo'\nexclude_patterns = ['_*']\n")
    root.page("index", "Home", root.directive("posts"), root.directive("topic", "go"))
    names = ["one", "two", "three", "four", "five"]
    for name in names:
        root.page(name, name, root.heading("Part"), date="2026-01-01", topics=["go"])
    machines = Machines(tmp_path, 3)
    machines.write(machines.join(machines.read(), "_joined"))
    config = {**machines.config, "series_shard": "3/3"}
    doctrees = "_joined/.doctrees"
    app = build(tmp_path, out="_other", doctrees=doctrees, config=config).app
    tocs = app.env.tocs
    assert isinstance(tocs, PackedTocs)
    written = {path.stem for path in (tmp_path / "_other/html").glob("*.html")} & {*names}
    assert 0 < len(written) < len(names)
    assert {*tocs._whole} - {"index"} == written  # noqa: SLF001
