"""Names of other projects' posts in files of records: kept as they are written, and resolved."""

from __future__ import annotations

import pytest
from sphinx_series.core.addresses import elsewhere, ledger
from sphinx_series.core.model import Site, Target
from sphinx_series.core.names import register
from sphinx_series.core.names.names import Name, place

URL = "https://notes.example/a.html"
SITES = {
    "notes": Site(name="notes", title="Notes", targets={("post", "a"): Target(title="A", url=URL)})
}
RESOLVE = elsewhere.resolver(SITES)


@pytest.mark.parametrize("text", ["notes:a", "notes:a#b", "n-1:ä", "n:a#b#c"])
def test_what_names_a_post_of_another_project(text: str) -> None:
    assert elsewhere.is_named(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a:", ":a", "https://a/b", "a:/b", "a:b c", "/a:b", "std::move", "a:b?c", "a:#b"],
)
def test_what_names_none(text: str) -> None:
    assert not elsewhere.is_named(text)


def test_a_name_is_resolved_with_its_place() -> None:
    assert RESOLVE("notes:a") == URL
    assert RESOLVE("notes:a#the%20b") == RESOLVE("notes:a#the b") == f"{URL}#the%20b"


def test_commands_leave_lines_as_a_person_wrote_them() -> None:
    lines = "/a.html -> notes:a\n/c.html\n"
    assert ledger.add(lines, ["/b.html", "/a.html"]) == ("/a.html -> notes:a\n/b.html\n/c.html\n")
    names = "/a.html#x -> notes:a#y\nstd:label x -> notes:a\n"
    added = register.add(
        names, [place("/a.html", "x"), place("/a.html", "w"), Name("std:label", "x")]
    )
    assert added.splitlines() == [
        "/a.html#w", "/a.html#x -> notes:a#y", "std:label x -> notes:a",
    ]  # fmt: skip


def test_two_ends_of_one_name_are_named() -> None:
    text = "/a.html#x -> notes:a#the%20y\n/a.html#x -> /b.html#x\n"
    found = register.parse(text, "names.txt", RESOLVE)
    assert found.problems == ()
    (problem,) = found.collisions()
    assert f"leads to `{URL}#the%20y` already (line 1)" in problem.message


def test_a_name_of_cpp_is_no_post() -> None:
    (record,) = register.parse("cpp:function auto f() -> std::size_t\n", "names.txt").records
    assert record.name == Name("cpp:function", "auto f() -> std::size_t")
