"""The ledger: nothing is ever taken out, and what is lost is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.addresses import addresses, ledger
from sphinx_series.core.problems import Kind

published = st.lists(st.sampled_from(["/", "/a/", "/a", "/b.html", "/é/", "/c d/", "/x.pdf"]))
texts = st.lists(
    st.sampled_from(["/a/", "/b.html", "/c%20d/ -> gone", "# why", "", "nonsense", "/é/ -> /a/"])
).map(lambda lines: "".join(f"{line}\n" for line in lines))


def recorded(text: str) -> set[str]:
    return {addresses.file_of(record.address) for record in ledger.parse(text, "f")[0]}


def test_a_ledger_is_read_with_its_comments() -> None:
    text = "# All of it\n\n/a%20b/\n/c/ -> gone\n/d/ -> /a%20b/\n/e -> https://example.org/\n"
    records, problems = ledger.parse(text, "urls.txt")
    assert problems == []
    assert [(record.address, record.target) for record in records] == [
        ("/a b/", ""), ("/c/", "gone"), ("/d/", "/a b/"), ("/e", "https://example.org/"),
    ]  # fmt: skip
    assert records[0].place.line == 3


@pytest.mark.parametrize(
    "line", ["a/b", "/a/ ->", "-> /a/", "/a/ -> b", "/a/ -> /../b", "/a/ -> javascript:x", "/a?b"]
)
def test_a_line_that_is_no_record_is_a_problem(line: str) -> None:
    records, (problem,) = ledger.parse(f"/x/\n{line}\n", "urls.txt")
    assert len(records) == 1
    assert (problem.kind, problem.place.line) == (Kind.LEDGER, 2)


@given(texts, published)
def test_recording_keeps_every_line_and_adds_what_is_new(text: str, new: list[str]) -> None:
    after = ledger.add(text, new)
    for line in text.splitlines():
        assert after.splitlines().count(line) >= text.splitlines().count(line)
    assert recorded(after) == recorded(text) | {addresses.file_of(address) for address in new}


@given(texts, published)
def test_recording_twice_changes_nothing(text: str, new: list[str]) -> None:
    once = ledger.add(text, new)
    assert ledger.add(once, new) == once


def test_records_are_sorted_and_comments_stay_with_their_line() -> None:
    text = "# Head\n\n# about z\n/z/\n"
    assert ledger.add(text, ["/b/", "/a/"]) == "# Head\n\n/a/\n/b/\n# about z\n/z/\n"


def test_an_address_is_lost_where_nothing_serves_its_file() -> None:
    records, _ = ledger.parse("/a\n/B/\n/c.html\n/d/ -> gone\n", "f")
    lost = ledger.lost(records, ["/a/", "/b/", "/c/"])
    assert [record.address for record in lost] == ["/B/", "/c.html"]


@pytest.mark.parametrize(
    ("address", "successor"),
    [
        ("/2019/old/kv-cache.html", "/series/kv-cache.html"),
        ("/kv-cache-e680199e6e22", "/series/kv-cache.html"),
        ("/blog/the-kv-cache/", "/series/kv-cache.html"),
        ("/archive/x/same/", "/archive/same.html"),
        ("/q/", ""),
    ],
)
def test_the_likeliest_successor_has_the_nearest_name(address: str, successor: str) -> None:
    served = ["/series/kv-cache.html", "/archive/same.html", "/notes/same.html", "/"]
    assert ledger.Successors(served).of(address) == successor


def test_where_addresses_lead_is_written_once() -> None:
    text = "# Mine.\n\n# about a\n/a.html\n/b/ -> gone\nnonsense\n"
    targets = {"/a.html": "/new/", "/b": "/new/", "/ö": "/a.html"}
    written = "# Mine.\n\n# about a\n/a.html -> /new/\n/b/ -> gone\n/%C3%B6 -> /a.html\nnonsense\n"
    assert ledger.lead(text, targets) == written
    assert ledger.lead(written, targets) == written


def test_a_rule_is_for_all_below_a_folder() -> None:
    text = "/old/* -> /new/*\n/blog/* -> /*\n/shop/* -> gone\n/wiki/* -> https://w.org/x/*\n/old/\n"
    records, problems = ledger.parse(text, "f")
    assert problems == []
    assert [(record.address, record.target, record.is_folder) for record in records] == [
        ("/old/", "/new/", True), ("/blog/", "/", True), ("/shop/", "gone", True),
        ("/wiki/", "https://w.org/x/", True), ("/old/", "", False),
    ]  # fmt: skip
    assert ledger.add("/old/* -> /new/*\n", ["/old/"]) == "/old/\n/old/* -> /new/*\n"


@pytest.mark.parametrize(
    "line",
    [
        "/* -> /new/*", "/old/*", "/old/* -> /new/", "/old* -> /new/*", "/old/ -> /new/*",
        "/*/x -> /y/*", "/old/* -> new/*", "/old/* -> javascript:*", "/old/* ->", "/a/../* -> /b/*",
    ],
)  # fmt: skip
def test_a_rule_that_is_none_is_a_problem(line: str) -> None:
    records, (problem,) = ledger.parse(line, "f")
    assert records == []
    assert "a rule for a folder is `/old/* -> /new/*`" in problem.message


def test_a_place_on_a_page_is_no_part_of_its_name() -> None:
    (record,), problems = ledger.parse("/old/ -> /a%23b.html#c\n", "f")
    assert (record.target, record.fragment, problems) == ("/a#b.html", "c", [])
    for line in ("/old/ -> /a.html#", "/old/ -> /../a.html#b"):
        assert len(ledger.parse(line, "f")[1]) == 1
