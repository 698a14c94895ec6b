"""Every mistake of an author is reported at its line, at every build, and ends none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builds import build, copy_root
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx_series.core.problems import Kind

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytest_regressions.file_regression import FileRegressionFixture


def test_every_kind_of_mistake(tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    src = copy_root("mistakes", tmp_path)
    # Not in the repository: some file systems take the two names for one.
    (src / "parts" / "A.md").write_text("---\norphan: true\n---\n\n# Another A\n")
    (src / "catalogue.json").mkdir()
    (src / "catalogue.json" / "a.md").write_text("---\norphan: true\n---\n\n# In the way\n")
    first = build(src)
    # Sphinx 8 puts a second suffix to the file of a warning of MyST.
    text = "\n".join(first.warnings).replace(".md.rst:", ".md:")
    file_regression.check(text + "\n")
    subtypes = set(re.findall(r"\[series\.(\w+)\]", "".join(first.warnings)))
    # A neighbour is no mistake, and takes another extension: see test_side_by_side.py.
    assert subtypes == {kind.value for kind in Kind if kind is not Kind.NEIGHBOUR}
    again = build(src)
    ours = [line for line in first.warnings if "[series." in line]
    assert [line for line in again.warnings if "[series." in line] == ours


def test_every_kind_is_explained() -> None:
    for kind in Kind:
        assert kind.explanation.endswith(".")


def test_a_warning_can_be_silenced_by_its_kind(tmp_path: Path) -> None:
    src = copy_root("mistakes", tmp_path)
    built = build(src, config={"suppress_warnings": ["series.front_matter"]})
    assert not [line for line in built.warnings if "[series.front_matter]" in line]
    assert [line for line in built.warnings if "[series.unknown_part]" in line]


def test_lines_are_those_of_the_file_in_restructuredtext_too(tmp_path: Path) -> None:
    src = copy_root("notes-rst", tmp_path)
    page = src / "letters" / "index.rst"
    page.write_text(page.read_text() + "   nobody\n")
    built = build(src)
    number = len(page.read_text().splitlines())
    assert len(built.warnings) == 1
    assert built.warnings[0].startswith(
        f"letters/index.rst:{number}: WARNING: there is no document"
    )


FRAGMENTS = st.sampled_from(
    """
    x|Title <>|Title <x>|<>|../..|/|*|**|[|[!]|[z-a]|\\|é ü|alpha|index|letters/*|{post}`x`
    ```|:::|`
    :style: cards|:limit: -1|:limit: 999999999999|:sort: -|:from: [|:from: ../*|:columns: 0
    :topic: !a+b|:year: 0-|:label: ,|:author: !|:exclude: [|:current:
    :icon: ../../x.svg|:group-by: topic|:reversed:|:title: <b>"&|:description: {0} %s
    """.replace("\n    ", "|").split("|")
)


@settings(max_examples=examples(25))
@given(
    name=st.sampled_from(["series", "topic", "topics", "posts"]),
    argument=st.sampled_from(["", "x", "letters", "greek", "a b", "../x", "ä", "%s", "{0}"]),
    body=st.lists(FRAGMENTS, max_size=6),
)
def test_no_directive_ends_a_build(
    name: str, argument: str, body: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    src = copy_root("notes-myst", tmp_path_factory.mktemp("fuzz"))
    text = "\n".join(["# Fuzz", f"````{{{name}}} {argument}", *body, "````"])
    (src / "subjects" / "fuzz.md").write_text(text, encoding="utf-8")
    built = build(src)
    assert (built.out / "subjects" / "fuzz.html").is_file()
