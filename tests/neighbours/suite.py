"""With the extensions added, a project has all that it had without them: `make neighbours`."""

from __future__ import annotations

from dataclasses import replace
from subprocess import CalledProcessError
from typing import TYPE_CHECKING

import pytest
from projects import LEFT_OUT, PROJECTS
from side_by_side import Difference, build, difference, without_ours, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OURS = [("sphinx_series",), ("sphinx_series", "sphinx_worksheet", "sphinx_pagefind")]
# Those whose page is reStructuredText, which any builder can read with the fields of a post.
WITH_POSTS = [name for name, project in PROJECTS.items() if project.suffix == "rst"]


@pytest.mark.parametrize("neighbour", PROJECTS)
@pytest.mark.parametrize("jobs", [1, 2], ids=["serial", "parallel"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_project_without_posts_is_as_it_was(
    builder: str,
    jobs: int,
    neighbour: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    record_property("neighbour", neighbour)
    project, src = PROJECTS[neighbour], tmp_path / "src"
    write(project, src, [])
    plain = build(src, builder, jobs)
    assert [mark for mark in project.marks if mark not in plain.text] == []
    for extensions in OURS:
        write(project, src, extensions)
        found = difference(plain, build(src, builder, jobs), extensions)
        assert found == Difference(), extensions


@pytest.mark.parametrize("neighbour", LEFT_OUT)
def test_a_neighbour_that_is_left_out_cannot_be_built_alone(neighbour: str, tmp_path: Path) -> None:
    write(LEFT_OUT[neighbour], tmp_path / "src", [])
    with pytest.raises(CalledProcessError) as failed:
        build(tmp_path / "src", "html", 1)
    assert "Extension error" in failed.value.stderr


@pytest.mark.parametrize("neighbour", WITH_POSTS)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_post_has_what_the_neighbour_gave_its_page(
    builder: str,
    neighbour: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Only what is announced is added to pages; with Furo the sidebar differs too."""
    record_property("neighbour", neighbour)
    baseurl = 'html_baseurl = "https://docs.example.org/"\n'
    project = PROJECTS[neighbour]
    project, src = (
        replace(project, theme="alabaster", conf=project.conf + baseurl),
        tmp_path / "src",
    )
    write(project, src, [], posts=True)
    plain = build(src, builder, 1)
    write(project, src, ["sphinx_series"], posts=True)
    other = build(src, builder, 1)
    assert "series-facts" in other.text
    found = difference(plain, other, ["sphinx_series"])
    assert (found.lost, found.unannounced, found.warnings) == ([], [], [])
    pages = [name for name in found.changed if name.endswith(".html")]
    assert {name: without_ours(other.files[name]) for name in pages} == {
        name: without_ours(plain.files[name]) for name in pages
    }
    assert set(found.changed) - set(pages) <= {"objects.inv", "searchindex.js"}
