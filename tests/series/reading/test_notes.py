"""A small project with a series and a topic, in both markups, as a reader of its output sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builds import Build, build, copy_root
from sphinx.util.inventory import InventoryFile

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_regressions.file_regression import FileRegressionFixture

MARKUPS = ["notes-myst", "notes-rst"]
PAGES = ["index", "letters/index", "letters/alpha", "letters/delta", "subjects/greek"]


@pytest.fixture(scope="module", params=MARKUPS)
def notes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(copy_root(request.param, tmp_path_factory.mktemp("notes")))


def test_it_builds_without_a_warning(notes: Build) -> None:
    assert notes.warnings == []


@pytest.mark.parametrize("page", PAGES)
def test_documents(notes: Build, page: str, file_regression: FileRegressionFixture) -> None:
    markup = notes.app.srcdir.name
    file_regression.check(
        notes.doctree(page), basename=f"{markup}-{page.replace('/', '-')}", extension=".xml"
    )


def test_both_markups_read_the_same(tmp_path: Path) -> None:
    myst, rst = (build(copy_root(name, tmp_path), builder="text") for name in MARKUPS)
    for page in PAGES:
        assert myst.read(f"{page}.txt") == rst.read(f"{page}.txt")


def test_what_is_not_published_is_in_no_output(notes: Build) -> None:
    for path in notes.out.rglob("*"):
        assert path.stem not in {"gamma", "draft"}
        assert path.is_dir() or b"SECRET" not in path.read_bytes(), path


def test_previous_and_next_stay_in_the_series(notes: Build) -> None:
    def related(page: str) -> list[str]:
        lines = notes.read(f"letters/{page}.html").splitlines()
        return [line.strip() for line in lines if 'rel="prev"' in line or 'rel="next"' in line]

    assert related("alpha") == [
        '<link rel="next" title="Part 2: Beta" href="beta.html" />',
        '<link rel="prev" title="Letters of the alphabet" href="index.html" />',
    ]
    assert related("delta") == [
        '<link rel="next" title="Letters of the alphabet" href="index.html" />',
        '<link rel="prev" title="Part 2: Beta" href="beta.html" />',
    ]
    assert 'title="Part 2: Beta"\n' in notes.read("letters/alpha.html"), "the navigation bar too"


def test_toctrees_follow_the_series_and_the_topic(notes: Build) -> None:
    assert notes.app.env.toctree_includes == {
        "index": ["letters/index", "subjects/greek"],
        "letters/index": ["letters/alpha", "letters/beta", "letters/delta"],
        "subjects/greek": ["subjects/alone"],
    }


def test_objects_are_in_the_inventory_with_standard_labels(notes: Build) -> None:
    inventory = InventoryFile.loads((notes.out / "objects.inv").read_bytes(), uri="").data
    found = {
        f"{kind}:{name}": (item.uri, item.display_name)
        for kind, items in inventory.items()
        if kind.startswith("series:")
        for name, item in items.items()
    }
    assert found == {
        "series:post:alone": ("subjects/alone.html", "On its own"),
        "series:post:alpha": ("letters/alpha.html", "Alpha"),
        "series:post:beta": ("letters/beta.html", "Beta"),
        "series:post:delta": ("letters/delta.html", "Delta"),
        "series:series:letters": ("letters/index.html#series-letters", "Letters"),
        "series:topic:greek": ("subjects/greek.html#topic-greek", "Greek"),
    }
    labels = {name: (item.uri, item.display_name) for name, item in inventory["std:label"].items()}
    for key, value in found.items():
        _, kind, name = key.split(":")
        assert labels[f"{kind}-{name}"] == value


def test_standard_roles_find_the_objects(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    with (src / "index.md").open("a") as page:
        page.write("\n{ref}`post-alpha` {ref}`series-letters` {ref}`topic-greek` {any}`beta`\n")
    built = build(src, builder="text", config={"nitpicky": True})
    assert built.warnings == []
    assert "Alpha Letters Greek *Beta*" in built.read("index.txt")


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub", "latex", "man", "xml"])
@pytest.mark.parametrize("root", MARKUPS)
def test_every_builder_shows_positions(root: str, builder: str, tmp_path: Path) -> None:
    config = {"man_pages": [("index", "notes", "Notes", "", 1)]}
    built = build(copy_root(root, tmp_path), builder=builder, config=config)
    assert [line for line in built.warnings if "conf value" not in line] == []
    names = {
        "dirhtml": "letters/delta/index.html",
        "singlehtml": "index.html",
        "epub": "letters/delta.xhtml",
        "latex": "projectnamenotset.tex",
        "man": "notes.1",
        "xml": "letters/delta.xml",
    }
    page = built.read(names[builder])
    assert "Part 5 of 5" in page
    stands_alone = builder in {"dirhtml", "epub", "xml"}
    assert ("part 5 of 5" in page) == stands_alone, "the outline is where pages stand alone"
    if not stands_alone:
        assert page.index("Delta") < page.index("Part 5 of 5"), "the position is below the title"
    assert "SECRET" not in page


def test_generated_words_are_not_for_translators(tmp_path: Path) -> None:
    built = build(copy_root("notes-myst", tmp_path), builder="gettext")
    messages = "".join(path.read_text() for path in built.out.rglob("*.pot"))
    assert 'msgid "Text."' in messages
    for word in ("Part ", "forthcoming", "posts", "The first one."):
        assert word not in messages


def test_drafts_are_built_and_marked_on_demand(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    built = build(src, builder="text", config={"series_drafts": True})
    assert "Scheduled for Dec 01, 2026" in built.read("letters/gamma.txt")
    assert "SECRET-GAMMA" in built.read("letters/gamma.txt")
    assert "3. Gamma *scheduled*" in built.read("letters/index.txt")
    assert "SECRET-DRAFT" in built.read("subjects/draft.txt")


def test_the_clock_can_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767484800")  # 2026-01-04
    built = build(copy_root("notes-myst", tmp_path), builder="text", config={"series_clock": ""})
    assert built.warnings == []
    assert "1 post\n" in built.read("index.txt")
    assert "2. My own beta *forthcoming*" in built.read("letters/index.txt")


def test_docutils_keeps_its_own_topic(tmp_path: Path) -> None:
    built = build(copy_root("plain", tmp_path))
    assert built.warnings == []
    assert '<p class="topic-title">A docutils topic</p>' in built.read("index.html")
