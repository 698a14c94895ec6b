"""The division of a site's documents among machines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core import shards
from sphinx_series.core.model import Post
from sphinx_series.core.shards import Document, Shard

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def document(name: str, size: int = 10, *, series: str = "", topic: str = "") -> Document:
    topics = (topic,) if topic else ()
    post = Post(
        docname=name, title="", date=DAY, updated=DAY, slug=name, series=series, topics=topics
    )
    return Document(docname=name, size=size, post=post)


@pytest.mark.parametrize("text", ["1/1", "3/8", "8/8", "16/100000"])
def test_a_shard_is_written_as_it_is_read(text: str) -> None:
    assert str(shards.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "3", "0/8", "9/8", "3/0", "-1/8", "3 / 8", "3/8 ", "03/8", "3/8/1", "³/8", "a/b"]
)
def test_other_texts_are_no_shards(text: str) -> None:
    assert shards.parse(text) is None


documents = st.lists(
    st.builds(
        document,
        st.text("abc/", min_size=1, max_size=4),
        st.integers(0, 5000),
        series=st.sampled_from(["", "s", "t"]),
        topic=st.sampled_from(["", "x", "y"]),
    )
    | st.builds(
        Document, docname=st.text("xyz/", min_size=1, max_size=4), size=st.integers(0, 5000)
    ),
    unique_by=lambda one: one.docname,
)


@given(documents, st.integers(1, 12), st.randoms())
def test_each_document_is_in_one_shard_whatever_the_order(
    found: list[Document], count: int, chance: object
) -> None:
    planned = shards.plan(found, count)
    assert len(planned) == count
    assert sorted(name for shard in planned for name in shard) == sorted(
        one.docname for one in found
    )
    chance.shuffle(found)  # type: ignore[attr-defined]
    assert shards.plan(found, count) == planned


@given(documents, st.integers(1, 12))
def test_no_shard_has_more_than_its_share_and_one_document(
    found: list[Document], count: int
) -> None:
    sizes = {one.docname: max(one.size, 1) for one in found}
    for shard in shards.plan(found, count):
        held = sum(sizes[name] for name in shard)
        largest = max(sizes.values(), default=0)
        assert held <= sum(sizes.values()) / count + largest


def test_a_series_stands_together_and_so_does_a_topic() -> None:
    found = [
        document("a", series="s"),
        document("b", topic="x"),
        document("c", series="t"),
        document("d", series="s"),
        document("e", series="t"),
        document("f", topic="x"),
        Document(docname="index", size=10),
        Document(docname="g", size=10),
    ]
    assert shards.plan(found, 4) == [("g", "index"), ("b", "f"), ("a", "d"), ("c", "e")]


def test_shards_are_counted_from_one() -> None:
    assert shards.parse("2/3") == Shard(number=2, count=3)
