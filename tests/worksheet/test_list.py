"""The list of all worksheets: what it says, in which order, and that it is never old."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, edit, files

if TYPE_CHECKING:
    from pathlib import Path

PAGES = {
    "conf.py": 'extensions = ["myst_parser", "sphinx_worksheet"]\n',
    "index.md": "# Home\n\nSee {ref}`all-worksheets`.\n\n```{toctree}\nstore\nclocks\nall\n```\n",
    "all.md": "(all-worksheets)=\n# All of them\n\n```{worksheets}\n```\n",
    "store.md": """\
# Store <room>

```{worksheet} shelf
:title: Shelves & <more>
:key: books, weight

width = 2 GB [1 .. 9] | Width
books = width * 3 -> GB | Books
boxes = books * 2 -> GB | Boxes
weight = boxes / 4 -> GB | Weight
```

```{worksheet} box
side = 3 s
```
""",
    "clocks.md": """\
# Clocks

```{worksheet} clock
hours = shelf.books / shelf.width * 1 s -> s | Hours
```
""",
}
SAID = (
    "-[ Store <room> ]-",
    "Shelves & <more> Books: 6 GB; Weight: 3 GB",
    "Box",
    "-[ Clocks ]-",
    "Clock Hours: 3 s",
)


@pytest.fixture
def src(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def said(built: Build) -> str:
    text = built.read("all.txt").partition("***\n\n")[2]
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def of(html: str) -> str:
    """Give the list in a page."""
    return re.sub(r"\s+", " ", html.partition("<h1>")[2].partition("</section>")[0])


def test_worksheets_are_listed_in_the_order_of_reading(src: Path) -> None:
    built = build(src, builder="text")
    assert built.warnings == []
    assert said(built) == " ".join(SAID)


def test_each_leads_to_its_place_and_its_page(src: Path) -> None:
    built = build(src, config={"nitpicky": True})
    assert built.warnings == []
    shown = of(built.read("all.html"))
    for address in ("store.html", "store.html#worksheet-shelf", "clocks.html#worksheet-clock"):
        assert f'href="{address}"' in shown
    assert '<dt id="worksheets-shelf">' in shown
    assert "Shelves &amp; &lt;more&gt;" in shown
    assert 'href="all.html#all-worksheets"' in built.read("index.html")


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub", "latex", "man", "texinfo"])
def test_every_builder_has_the_list(src: Path, builder: str) -> None:
    config = {"version": "1", "copyright": "us", "epub_show_urls": "no", "nitpicky": True}
    built = build(src, builder=builder, config=config)
    assert built.warnings == []


def test_a_page_that_search_leaves_out_is_left_out(src: Path) -> None:
    page = src / "clocks.md"
    page.write_text(f"---\nno-search: true\n---\n{page.read_text()}")
    assert said(build(src, builder="text")) == " ".join(SAID[:3])


@pytest.mark.parametrize("is_first", [True, False])
def test_beside_posts_the_order_is_theirs_and_unlisted_ones_are_left_out(
    src: Path, *, is_first: bool
) -> None:
    names = ["myst_parser", "sphinx_worksheet", "sphinx_series"]
    extensions = names if is_first else [names[0], *names[:0:-1]]
    (src / "conf.py").write_text(f'extensions = {extensions}\nprimary_domain = "series"\n')
    (src / "index.md").write_text(
        "# Home\n\n```{toctree}\nall\n```\n\n```{series} all\nclocks\nstore\n```\n"
    )
    date = "---\ndate: 2026-01-02\ndescription: Short.\n---\n"
    for name in ("clocks", "store"):
        (src / f"{name}.md").write_text(date + PAGES[f"{name}.md"])
    built = build(src, builder="text")
    assert built.warnings == []
    assert said(built) == " ".join([*SAID[3:], *SAID[:3]])
    edit(src / "index.md", "clocks\nstore", "store\nclocks")
    assert said(build(src, builder="text")) == " ".join(SAID)
    edit(src / "store.md", "---\ndate", "---\nunlisted: true\ndate")
    edit(src / "index.md", "store\nclocks", "clocks")
    assert said(build(src, builder="text")) == " ".join(SAID[3:])


EDITS = [
    ("store.md", "2 GB", "4 GB"),
    ("store.md", "Shelves", "Racks"),
    ("store.md", "# Store", "# Shop"),
    ("store.md", ":key: books, weight", ":key: boxes"),
    ("index.md", "store\nclocks", "clocks\nstore"),
    ("clocks.md", "{worksheet} clock", "{worksheet} watch"),
]


@pytest.mark.parametrize("change", EDITS, ids=[new for _, _, new in EDITS])
def test_the_list_follows_every_page(src: Path, change: tuple[str, str, str]) -> None:
    name, old, new = change
    before = of(build(src).read("all.html"))
    edit(src / name, old, new)
    again, clean = build(src), build(src, out="_clean")
    assert of(again.read("all.html")) == of(clean.read("all.html")) != before


def test_a_removed_page_leaves_the_list(src: Path) -> None:
    build(src)
    (src / "clocks.md").unlink()
    edit(src / "index.md", "clocks\n", "")
    again, clean = build(src), build(src, out="_clean")
    assert of(again.read("all.html")) == of(clean.read("all.html"))
    assert "Clock" not in of(again.read("all.html"))


def test_two_processes_list_what_one_does(src: Path) -> None:
    for number in range(8):
        text = f"---\norphan: true\n---\n# P{number}\n\n```{{worksheet}} p{number}\nx = 1 s\n```\n"
        (src / f"p{number}.md").write_text(text)
    assert files(build(src, jobs=2).out) == files(build(src, out="_serial").out)


def test_a_project_without_worksheets_has_an_empty_list(src: Path) -> None:
    for name in ("store", "clocks"):
        (src / f"{name}.md").write_text("# Nothing\n")
    built = build(src)
    assert built.warnings == []
    assert of(built.read("all.html")).endswith("</h1> ")
