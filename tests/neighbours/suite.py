"""With the extensions added, a project has all that it had without them: `make neighbours`."""

from __future__ import annotations

from dataclasses import replace
from subprocess import CalledProcessError
from typing import TYPE_CHECKING

import programs
import pytest
from projects import LEFT_OUT, PROJECTS
from side_by_side import Difference, build, difference, without_ours, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from side_by_side import Built

    Note = Callable[[str, object], None]

ALL = ("sphinx_series", "sphinx_worksheet", "sphinx_pagefind")


@pytest.mark.parametrize("neighbour", PROJECTS)
@pytest.mark.parametrize("jobs", [1, 2], ids=["serial", "parallel"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_project_without_posts_is_as_it_was(
    builder: str, jobs: int, neighbour: str, tmp_path: Path, record_property: Note
) -> None:
    """Also where the extensions are the first, and so act before the neighbour."""
    record_property("neighbour", neighbour)
    project, src = PROJECTS[neighbour], tmp_path / "src"
    write(project, src, project.extensions)
    plain = build(src, builder, jobs)
    assert [mark for mark in project.marks if mark not in plain.text] == []
    for ours, extensions in (
        (ALL[:1], (*project.extensions, *ALL[:1])),
        (ALL, (*ALL, *project.extensions)),
    ):
        write(project, src, extensions)
        assert difference(plain, build(src, builder, jobs), ours) == Difference(), extensions


@pytest.mark.parametrize("neighbour", PROJECTS)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_post_has_what_the_neighbour_gave_its_page(
    builder: str, neighbour: str, tmp_path: Path, record_property: Note
) -> None:
    """Only what is announced is added to pages; with Furo the sidebar differs too."""
    record_property("neighbour", neighbour)
    src = tmp_path / "src"
    baseurl = 'html_baseurl = "https://docs.example.org/"\n'
    found = PROJECTS[neighbour].with_post()
    project = replace(found, theme="alabaster", conf=found.conf + baseurl)
    write(project, src, project.extensions)
    plain = build(src, builder, 1)
    write(project, src, (*project.extensions, "sphinx_series"))
    other = build(src, builder, 1)
    assert "series-facts" in other.text
    _compare(plain, other)


def _compare(plain: Built, other: Built) -> None:
    found = difference(plain, other, ["sphinx_series"])
    assert (found.lost, found.unannounced, found.warnings) == ([], [], [])
    pages = [name for name in found.changed if name.endswith(".html")]
    assert {name: without_ours(other.files[name]) for name in pages} == {
        name: without_ours(plain.files[name]) for name in pages
    }
    # Sphinx's lists of what there is, and previews by sphinx-tippy, hold what the post says.
    lists = {name for name in found.changed if name.startswith("_static/tippy/")}
    assert set(found.changed) - set(pages) - lists <= {"objects.inv", "searchindex.js"}


@pytest.mark.parametrize("neighbour", programs.PROGRAMS)
def test_a_program_makes_what_it_made(
    neighbour: str, tmp_path: Path, record_property: Note
) -> None:
    record_property("neighbour", neighbour)
    program = programs.PROGRAMS[neighbour]
    plain = program.build(tmp_path / "plain", ())
    assert [mark for mark in program.marks if mark not in plain.text] == []
    other = program.build(tmp_path / "other", ("sphinx_series",))
    assert difference(plain, other, ["sphinx_series"]) == Difference()


@pytest.mark.parametrize("neighbour", LEFT_OUT)
def test_an_extension_that_is_left_out_cannot_be_built_alone(
    neighbour: str, tmp_path: Path, record_property: Note
) -> None:
    record_property("neighbour", neighbour)
    project = LEFT_OUT[neighbour]
    write(project, tmp_path / "src", project.extensions)
    with pytest.raises(CalledProcessError) as failed:
        build(tmp_path / "src", "html", 1)
    assert "Extension error" in failed.value.stderr


@pytest.mark.parametrize("neighbour", programs.LEFT_OUT)
def test_a_program_that_is_left_out_does_not_run_alone(
    neighbour: str, tmp_path: Path, record_property: Note
) -> None:
    record_property("neighbour", neighbour)
    with pytest.raises(CalledProcessError) as failed:
        programs.LEFT_OUT[neighbour].build(tmp_path, ())
    assert "TypeError" in failed.value.stderr
