"""A build takes whatever stands in directives, their options, and the icons that they name.

Many are in one build. No page has markup from where text is expected, asks another host, or is
missing; what our extensions warn of has a place; and nothing is written but into the output folder.
"""

from __future__ import annotations

import re
import shutil
from textwrap import indent
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builds import build
from door_words import STATEMENTS
from doors import SCRIPT, texts, together
from hypothesis import strategies as st
from sphinx_series.reading import directives
from sphinx_worksheet.directives import WorksheetDirective, WorksheetsDirective

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from builds import Build
    from sphinx.util.docutils import SphinxDirective

# What Hypothesis makes is given to functions inside of these, which it does not mark.
pytestmark = pytest.mark.hypothesis

CONF = """\
extensions = ["myst_parser", "sphinx_series", "sphinx_worksheet"]
primary_domain = "series"
html_theme = "basic"
html_baseurl = "https://docs.example.org/"
series_clock = "2026-06-01"
series_authors = {"ada": {"name": "Ada"}}
myst_enable_extensions = ["colon_fence", "fieldlist"]
"""
DIRECTIVES: Mapping[str, type[SphinxDirective]] = {
    **directives.BY_NAME, "worksheet": WorksheetDirective, "worksheets": WorksheetsDirective,
}  # fmt: skip
NAMES = sorted({name for one in DIRECTIVES.values() for name in one.option_spec or ()})
VALUES = (
    "cards", "list", "compact", "-date", "title", "year", "topic", "3", "0", "1", "a", "b", "a+b",
    "!a", "posts/*", "*", "./p*", "[", "/posts/p1", "ada", "2026", "2020-2026", "current",
    "1 2 3 3",
    "icon.svg", "rocket", "dot.png", "https://a.example/", "Code <https://a.example/>", ",", " ",
    "y against x", "x", "y", "far",
)  # fmt: skip
LINES = (
    "posts/p1\n", "posts/*\n", "Later <>\n", "A title <posts/p2>\n", "/posts/p3\n", "self\n", "a\n",
    "About it.\n", "{post}`p1`", ":post:`p1`", "{value}`w.x`", ":value:`w.x`", "{topic}`a`", "\n",
    "far:p1\n", "https://a.example/\n", "p1#here\n", *STATEMENTS,
)  # fmt: skip
# What an author puts into a body as HTML is theirs.
BODY = texts(LINES, 8, without=[SCRIPT])
POST = "---\ndate: 2026-01-0{0}\ntopics: [{1}]\nauthors: [ada]\n---\n\n# Post {0}\n\nText.\n"


def in_myst(name: str, argument: str, options: Sequence[tuple[str, str]], body: str) -> str:
    lines = "\n".join(f":{key}: {value}" for key, value in options)
    return f"``````{{{name}}} {argument}\n{lines}\n\n{body}\n``````"


def in_rst(name: str, argument: str, options: Sequence[tuple[str, str]], body: str) -> str:
    lines = "\n".join(f":{key}: {value}" for key, value in options)
    inner = indent(f"{lines}\n\n{body}", "   ")
    return f".. {name}:: {argument}\n{inner}"


def blocks() -> st.SearchStrategy[str]:
    names = st.sampled_from([*DIRECTIVES])
    options = st.lists(
        st.tuples(st.sampled_from([*NAMES, "unknown"]), texts(VALUES, 2)), max_size=4
    )
    parts = names, texts(("a", "b", "c", "w", "x-1", " "), 2), options, BODY
    return st.one_of(st.builds(in_myst, *parts), st.builds(in_rst, *parts))


def built(src: Path) -> Build:
    """Build anew, and look at what holds for any build."""
    shutil.rmtree(src / "_build", ignore_errors=True)
    found = build(src)
    for line in found.warnings:
        if re.search(r" \[(?:series|worksheet)\.\w+\]$", line):
            assert re.match(r"[\w/]+\.(?:md|rst):\d+: WARNING: ", line), line
    for page in found.out.rglob("*.html"):
        assert SCRIPT not in page.read_text(), page
    assert sorted(path.name for path in src.parent.iterdir()) == [src.name]
    return found


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """A project with some posts for listings to show."""
    src = tmp_path / "src"
    (src / "posts").mkdir(parents=True)
    (src / "conf.py").write_text(CONF)
    (src / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>')
    for number in range(1, 6):
        (src / f"posts/p{number}.md").write_text(POST.format(number, "ab"[number % 2]))
    return src


def test_directives_and_options(src: Path) -> None:
    """Ten on a page."""
    (src / "index.md").write_text("# Home\n\n```{toctree}\n:glob:\n*\nposts/*\n```\n")

    def take(batch: Sequence[str]) -> None:
        for path in (*src.glob("g*.md"), *src.glob("g*.rst")):
            path.unlink()
        pages: list[str] = []
        for suffix, heading in ((".rst", "Page\n====\n"), (".md", "# Page\n")):
            own = [block for block in batch if block.startswith("..") == (suffix == ".rst")]
            for start in range(0, len(own), 10):
                pages.append(f"g{start}{suffix[1]}")
                text = "\n\n".join([heading, *own[start : start + 10], ""])
                (src / f"{pages[-1]}{suffix}").write_text(text, errors="replace")
        found = built(src)
        assert all((found.out / f"{page}.html").is_file() for page in pages)

    together(blocks(), take)


SHAPES = (
    "<path ", 'd="M0 0"', "/>", "<g ", ">", "</g>", "<style>", 'style="', "fill:", "url(",
    r"\75\72\6c(", "image-set(", "https://other.example/a)", '"', "<use ", "href=", "xlink:href=",
    "'//other.example/'", 'fill="', "red", "<a:script>", "<image ", "<!DOCTYPE x>", "&a;",
    "cursor=", "filter=", "mask=", "<animate ", "onclick=", "<foreignObject>", "</svg>", "<svg ",
    "<title>", "</title>", "<defs>", "</defs>", "#a)", "<?xml-stylesheet ", "?>", "<h:script/>",
)  # fmt: skip
VALUES_OF_SHAPES = texts(
    ("url(", "#a", ")", "\\", "75rl(", "image-set(", "rgb(", "1", " ", "red"), 4
)
SVG = 'xmlns="http://www.w3.org/2000/svg"'


def shape(name: str, attributes: Sequence[tuple[str, str]], inner: str) -> str:
    quoted = [
        f"{key}='{value}'" if '"' in value else f'{key}="{value}"' for key, value in attributes
    ]
    return f"<{name} {' '.join(quoted)}>{inner}</{name.split(maxsplit=1)[0]}>"


def icons() -> st.SearchStrategy[str]:
    names = st.sampled_from([
        "path", "g", "use", "image", "style", "script", "title", "animate", "foreignObject", "a",
        "linearGradient", 'h:b xmlns:h="x"',
    ])  # fmt: skip
    keys = st.sampled_from(["d", "fill", "style", "href", "onload", "mask", "id", "xml:base", "x"])
    attributes = st.lists(st.tuples(keys, VALUES_OF_SHAPES), max_size=2)
    inner = st.one_of(texts(SHAPES, 16), st.builds(shape, names, attributes, texts(SHAPES, 4)))
    whole = inner.map(lambda text: f"<svg {SVG}>{text}</svg>")
    return st.one_of(whole, texts((f"<svg {SVG}>", *SHAPES), 20))


# Words, numbers, colors, and the id of something in the same icon.
KEPT = re.compile(r"[\w\s.,%+/#-]*(?:\w+\([\w\s.,%#+/-]*\)[\w\s.,%+/#-]*)*", re.ASCII)

HARMFUL = {"a", "animate", "foreignobject", "image", "script", "style", "use"}


def test_icons(src: Path) -> None:
    """What is kept of them is a picture, whose values have harmless forms and name no host."""

    def take(batch: Sequence[str]) -> None:
        home = "# Home\n\n```{topics}\n```\n\n```{toctree}\n:glob:\nposts/*\n```\n"
        for number, text in enumerate(batch):
            (src / f"{number}.svg").write_text(text, errors="replace")
            home += f"\n## T{number}\n\n```{{topic}} t{number}\n:icon: /{number}.svg\nAbout.\n```\n"
        (src / "index.md").write_text(home)
        found = built(src)
        refused = [line for line in found.warnings if ".svg' is no readable SVG file" in line]
        page = BeautifulSoup(found.read("index.html"), "html.parser", multi_valued_attributes=None)
        shown = page.select("svg.series-icon")
        assert len(shown) + len(refused) == len(batch)
        for element in (one for icon in shown for one in (icon, *icon.find_all())):
            assert element.name not in HARMFUL
            for name, value in element.attrs.items():
                assert not name.startswith(("on", "xlink", "href", "style")), element
                assert name == "xmlns" or KEPT.fullmatch(str(value)), element
                assert "other.example" not in value

    together(icons(), take)
