"""A long series: what a part shows and costs does not depend on how many others there are."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

import pytest
from builds import build, files
from small import MARKUPS, Root
from sphinx_series.core.catalogue.paging import MOST_PARTS

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_series.core.sources.frontmatter import Markup

FURO = {"html_theme": "furo"}


def long_series(folder: Path, markup: Markup, parts: int, *, home: bool = False) -> Root:
    """Write a site of one series, which the home page declares itself or leads to."""
    root = Root(folder, markup)
    series = root.directive("series", "tales", "t/*")
    root.page("index", "Home", series if home else root.toctree("tales"))
    if not home:
        root.page("tales", "Tales", series)
    for number in range(1, parts + 1):
        write(root, number)
    return root


def write(root: Root, number: int, word: str = "Tale") -> None:
    root.page(f"t/{number:04}", f"{word} {number:04}", "Text.", date="2026-01-01")


def sidebar(page: str) -> list[tuple[str, str]]:
    tree = page.split('<div class="sidebar-tree">')[1].split("</div>", maxsplit=1)[0]
    return re.findall(r'<a [^>]*href="([^"]*)">([^<]*)</a>', tree)


def times(folder: Path) -> dict[str, int]:
    return {path.stem: path.stat().st_mtime_ns for path in sorted(folder.glob("*.html"))}


def outline(page: str) -> str:
    return page.split('<nav aria-label="Parts of ')[1].split("</nav>", maxsplit=1)[0]


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_part_of_a_long_series_shows_those_near_it(
    builder: str, markup: Markup, tmp_path: Path
) -> None:
    built = build(long_series(tmp_path, markup, 60).folder, builder=builder, config=FURO)
    assert built.warnings == []
    is_html = builder == "html"
    for part, first in ((1, 1), (10, 1), (17, 2), (40, 25), (46, 31), (60, 31)):
        page = built.read(f"t/{part:04}.html" if is_html else f"t/{part:04}/index.html")
        numbers = range(first, first + MOST_PARTS)
        near = [f"Tale {number:04}" for number in numbers]
        series = "../tales.html" if is_html else "../../tales/"
        assert [title for _, title in sidebar(page)] == ["Tales", *near, "All parts"]
        assert sidebar(page)[-1] == (series, "All parts")
        own = outline(page)
        assert re.findall(r"Tale \d+", own) == near
        assert re.findall(r'<li [^>]*value="(\d+)"', own) == [str(number) for number in numbers]
        assert f'href="{series}#series-tales">All parts</a>' in own
        assert f"Tales: part {part} of 60" in own


def test_a_series_that_is_not_long_is_shown_whole(tmp_path: Path) -> None:
    built = build(long_series(tmp_path, "yaml", MOST_PARTS).folder, config=FURO)
    page = built.read("t/0001.html")
    assert "All parts" not in page
    assert "value=" not in outline(page)
    assert len(re.findall(r"Tale \d+", outline(page))) == MOST_PARTS


def test_the_page_of_a_long_series_shows_all_of_it(tmp_path: Path) -> None:
    page = build(long_series(tmp_path, "yaml", 60).folder, config=FURO).read("tales.html")
    assert len(re.findall(r"Tale \d+", outline(page))) == 60
    assert len(sidebar(page)) == 61
    assert "All parts" not in page


def test_a_long_series_of_the_home_page_is_bounded_too(tmp_path: Path) -> None:
    root = long_series(tmp_path, "yaml", 60, home=True)
    root.page("other", "Other")
    built = build(root.folder, config=FURO)
    near = [f"Tale {number:04}" for number in range(31, 61)]
    assert [title for _, title in sidebar(built.read("t/0060.html"))] == [*near, "All parts"]
    first = [f"Tale {number:04}" for number in range(1, 31)]
    for name in ("other.html", "index.html"):
        assert [title for _, title in sidebar(built.read(name))] == [*first, "All parts"]


@pytest.mark.parametrize(("builder", "start"), [("text", "25. Tale"), ("epub", 'start="25"')])
def test_other_builders_number_the_parts_near_one(builder: str, start: str, tmp_path: Path) -> None:
    root = long_series(tmp_path, "yaml", 60)
    built = build(root.folder, builder=builder, config={"version": "1", "copyright": "x"})
    text = built.read("t/0040.txt" if builder == "text" else "t/0040.xhtml")
    assert start in text
    assert "All parts" in text


def test_a_changed_part_is_shown_where_it_is_near_and_nowhere_else(tmp_path: Path) -> None:
    root = long_series(tmp_path, "yaml", 100)
    out = build(root.folder, config=FURO).out
    before = times(out / "t")
    write(root, 50, "Tole")
    os.utime(root.folder / "t/0050.md", (2_000_000_000, 2_000_000_000))
    after = build(root.folder, config=FURO)
    parts = [name for name, moment in times(out / "t").items() if moment != before[name]]
    assert parts == [f"{number:04}" for number in range(36, 66)]
    clean = build(root.folder, out="_clean", config=FURO)
    assert files(after.out).keys() == files(clean.out).keys()
    assert all(
        text == files(clean.out)[name]
        for name, text in files(after.out).items()
        if name != "searchindex.js"
    )


def test_what_a_part_costs_does_not_depend_on_the_length_of_its_series(tmp_path: Path) -> None:
    def cost(parts: int) -> tuple[int, float]:
        folder = tmp_path / str(parts)
        root = long_series(folder, "yaml", parts)
        start = time.process_time()
        built = build(root.folder, config=FURO)
        spent = time.process_time() - start
        return len(built.read(f"t/{parts // 2:04}.html")), spent / parts

    cost(40)
    size, seconds = cost(100)
    larger, more = cost(500)
    # Numbers that have a digit more, and nothing else.
    assert 0 <= larger - size < 100
    # With all parts on each page it was three times as much.
    assert more < 1.5 * seconds
