"""The sidebar in real builds: bounded with Furo, left as it is with other themes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, copy_root

if TYPE_CHECKING:
    from pathlib import Path

FURO = {"html_theme": "furo"}


def sidebar(built: Build, page: str) -> list[str]:
    tree = built.read(page).split('<div class="sidebar-tree">')[1].split("</div>")[0]
    return re.findall(r'href="([^"]*)"', tree.replace('href="#svg-arrow-right"', ""))


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return copy_root("notes-myst", tmp_path)


def test_a_part_shows_its_series_with_itself_marked(src: Path) -> None:
    built = build(src, config=FURO)
    assert built.warnings == []
    assert sidebar(built, "letters/beta.html") == [
        "index.html", "alpha.html", "#", "delta.html", "../subjects/greek.html",
    ]  # fmt: skip
    assert 'aria-current="page" href="#">My own beta</a>' in built.read("letters/beta.html")


def test_a_post_of_a_topic_shows_no_neighbours(src: Path) -> None:
    (src / "subjects/another.md").write_text(
        "---\ndate: 2026-01-09\ntopics: [greek]\n---\n\n# Another\n"
    )
    built = build(src, config=FURO)
    assert sidebar(built, "subjects/alone.html") == ["../letters/index.html", "greek.html", "#"]


def test_pages_without_a_document_show_the_top_level(src: Path) -> None:
    built = build(src, config=FURO)
    top = ["letters/index.html", "subjects/greek.html"]
    assert sidebar(built, "genindex.html") == sidebar(built, "index.html") == top


def test_whoever_asks_for_the_tree_gets_the_bounded_one(src: Path) -> None:
    (src / "_templates").mkdir()
    (src / "_templates/asks.html").write_text("<aside>{{ toctree() }}</aside>")
    sidebars = ["sidebar/navigation.html", "asks.html"]
    config = {**FURO, "templates_path": ["_templates"], "html_sidebars": {"**": sidebars}}
    page = build(src, config=config).read("letters/beta.html")
    assert page.split("<aside>")[1].count("toctree-l2") == 3


def test_a_branch_unfolds_without_scripts(src: Path) -> None:
    page = build(src, config=FURO).read("letters/beta.html")
    assert re.search(
        r'<input aria-label="Toggle navigation of Letters of the alphabet" checked=""[^>]*'
        r'id="(toctree-checkbox-1)"[^>]*/><label for="\1">',
        page,
    )


def test_the_size_of_a_page_does_not_grow_with_the_site(src: Path) -> None:
    def size(posts: int) -> int:
        for number in range(10, posts):
            (src / f"subjects/more-{number}.md").write_text(
                f"---\ndate: 2026-01-09\ntopics: [greek]\n---\n\n# More {number}\n"
            )
        return len(build(src, config=FURO).read("subjects/alone.html"))

    assert size(15) == size(40)


@pytest.mark.parametrize(
    "config", [{**FURO, "series_navigation": False}, {"html_theme": "alabaster"}]
)
def test_other_sidebars_are_left_as_they_are(config: dict[str, object], src: Path) -> None:
    built = build(src, config=config)
    assert built.warnings == []
    page = built.read("subjects/alone.html")
    assert "series_navigation" not in page
    assert page.count("toctree-l") >= 2


@pytest.mark.parametrize("theme", ["furo", "alabaster", "basic"])
def test_a_changed_title_shows_everywhere(theme: str, src: Path) -> None:
    config = {"html_theme": theme}
    build(src, config=config)
    post = src / "letters/delta.md"
    post.write_text(post.read_text().replace("# Delta", "# Delta, changed"))
    incremental = build(src, config=config)
    clean = build(src, out="_clean", config=config)
    for path in clean.out.rglob("*.html"):
        name = path.relative_to(clean.out).as_posix()
        assert incremental.read(name) == clean.read(name), name
