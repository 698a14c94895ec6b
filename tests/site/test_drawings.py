"""Lists are drawn: with the numbers of worksheets, for browsers and books, and legible."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from builds import PROJECT, build
from engineering_tokens.shapes import DRAWINGS, Entry, lines_of, width
from hypothesis import given
from hypothesis import strategies as st
from servers import static

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CONF = """
extensions = ["myst_parser", "sphinx_worksheet", "engineering_tokens.drawings"]
"""
PAGE = """\
# Where the time goes

```{worksheet} start
pull = 30 s
load = pull * 2 -> s
```

```{decisions} One or all?
- Is it one node?
  - yes: what does `check.sh` find?
    - a port: drain it
    - nothing: read a<b
  - no: is the server at its limit?
    - yes: stop the rollout
    - no: the network

Ask in this order.
```

```{waterfall} Two starts
- Cold
  - pull: {value}`start.pull`
  - load: {value}`start.load`
- Warm
  - graphs: 12 s

Once pulled, an image stays.
```

```{bottleneck} What each lets through
- store: 25 GB/s
- port: 4.5 GB/s

The port is shared.
```
"""
SVG = "{http://www.w3.org/2000/svg}"
GUIDES = [path.stem for path in sorted((PROJECT / "series/ai-systems").glob("*-*.md"))]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text(PAGE)
    return tmp_path


def drawings(html: str) -> list[ET.Element]:
    return [ET.fromstring(svg) for svg in re.findall(r"<svg xmlns.*?</svg>", html)]  # noqa: S314


def texts(svg: ET.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def bars(svg: ET.Element) -> list[float]:
    found = [box for box in svg.iter(f"{SVG}rect") if box.get("class") != "fig-sheet"]
    return [float(box.get("width", 0)) for box in found]


def test_a_list_is_drawn_with_the_numbers_of_worksheets(root: Path) -> None:
    built = build(root)
    assert built.warnings == []
    decided, timed, narrow = drawings(built.read("index.html"))
    assert texts(decided)[:3] == ["One or all?", "Is it one node?", "yes"]
    assert decided.get("aria-label", "").endswith(
        "If no: is the server at its limit? If yes: stop the rollout. If no: the network."
    )
    assert "60\N{NO-BREAK SPACE}s" in texts(timed)
    pull, load, graphs = bars(timed)
    assert (load / pull, pull / graphs) == pytest.approx((2, 2.5), rel=1e-3)
    assert bars(narrow)[0] / bars(narrow)[1] == pytest.approx(25 / 4.5, rel=1e-3)
    shapes = [*narrow.iter(f"{SVG}rect"), *narrow.iter(f"{SVG}path")]
    assert {shape.get("fill") for shape in shapes} == {"none"}, "a feed has no style"
    marks = [box.get("class") for box in narrow.iter(f"{SVG}rect")]
    assert marks == ["fig-sheet", "fig-soft", "fig-warm"]


def test_a_drawing_follows_its_worksheet(root: Path) -> None:
    build(root)
    page = root / "index.md"
    page.write_text(PAGE.replace("pull = 30 s", "pull = 45 s"))
    again, clean = build(root), build(root, out="clean")
    assert "90\N{NO-BREAK SPACE}s" in again.read("index.html")
    assert again.read("index.html") == clean.read("index.html")


def test_books_have_the_pictures_and_all_others_the_lists(root: Path) -> None:
    book = build(root, builder="latex")
    pictures = sorted(book.out.glob("drawing-*.svg"))
    assert [ET.parse(path).find(f"{SVG}style") is not None for path in pictures] == [True] * 3  # noqa: S314
    chapter = re.sub(r"\s", "", next(book.out.glob("*.tex")).read_text("utf-8"))
    assert chapter.count("\\sphinxincludegraphics") == 3
    epub = build(root, builder="epub", config={"version": "1", "epub_show_urls": "no"})
    assert ".fig-soft {" in (epub.out / "index.xhtml").read_text("utf-8")
    plain = build(root, builder="text")
    assert plain.warnings == []
    for said in ("One or all?", "load: 60", "Ask in this order."):
        assert said in plain.read("index.txt")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\nAsk in this order.\n", "", "8: WARNING: decisions: the body is no list"),
        ("a port: drain it", "a port", "8: WARNING: decisions: 'a port' has no colon"),
        ("- Is it one node?", "- One?\n- Is it?", "decisions begin with one question"),
        ("graphs: 12 s", "graphs: soon", "waterfall: 'graphs: soon' ends with no quantity"),
        ("graphs: 12 s", "12 s", "waterfall: '12 s' ends with no quantity"),
        ("graphs: 12 s", "graphs: 12 sec", "there is no unit `sec`"),
        ("graphs: 12 s", "graphs: 12 GB", "s and GB have no scale in common"),
        ("  - graphs: 12 s\n", "", "waterfall: a list is empty"),
        ("25 GB/s\n- port: 4.5", "0 GB/s\n- port: 0", "all quantities are zero"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named_and_shown(root: Path, old: str, new: str, said: str) -> None:
    (root / "index.md").write_text(PAGE.replace(old, new))
    built = build(root)
    (warning,) = built.warnings
    assert said in warning
    assert warning.startswith("index.md:")
    assert len(drawings(built.read("index.html"))) == 2
    assert "<li>" in built.read("index.html")


WORDS = st.text("abW %i-", min_size=1, max_size=40).map(lambda text: text.strip() or "a")


@given(WORDS)
def test_no_line_is_wider_than_its_room(text: str) -> None:
    lines = lines_of(text, 100)
    assert " ".join(lines) == text
    assert all(width(line) <= 100 or " " not in line for line in lines)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=9).filter(any))
def test_bars_stay_on_their_sheet(sizes: list[int]) -> None:
    entries = [Entry(text=f"a: {size:,} bytes") for size in sizes]
    for kind in ("waterfall", "amounts", "bottleneck"):
        svg = ET.fromstring(DRAWINGS[kind](entries).svg("Title"))  # noqa: S314
        for box in svg.iter(f"{SVG}rect"):
            x, w, y, h = (float(box.get(name, 0)) for name in ("x", "width", "y", "height"))
            assert x + w <= float(svg.get("width", 0)) + 0.1
            assert y + h <= float(svg.get("height", 0)) + 0.1


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with static(site) as url:
        yield url


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    yield context.new_page()
    context.close()


# Texts that leave their sheet or box, or are small or dark.
_ILLEGIBLE = """all => all.flatMap(svg => {
  const sheet = svg.getBoundingClientRect();
  const scale = sheet.width / svg.viewBox.baseVal.width;
  const boxes = [...svg.querySelectorAll("rect:not(.fig-sheet)")]
    .map(box => box.getBoundingClientRect());
  return [...svg.querySelectorAll("text")].filter(text => {
    const at = text.getBoundingClientRect(), style = getComputedStyle(text);
    const light = style.fill.match(/[0-9]+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0);
    const crosses = box => at.left < box.right && at.right > box.left
      && at.top + 4 < box.bottom && at.bottom - 4 > box.top
      && (at.left < box.left || at.right > box.right);
    return parseFloat(style.fontSize) * scale < 11.5 || light < 400
      || at.left < sheet.left || at.right > sheet.right || boxes.some(crosses);
  }).map(text => text.textContent);
})"""


def test_drawings_are_legible_on_a_telephone_in_the_dark(phone: Page, address: str) -> None:
    drawn = 0
    for guide in GUIDES:
        phone.goto(f"{address}/series/ai-systems/{guide}.html")
        found = phone.locator("svg.drawing")
        drawn += found.count()
        assert found.evaluate_all(_ILLEGIBLE) == [], guide
        assert phone.evaluate("document.documentElement.scrollWidth") == 390, guide
    assert drawn >= 2 * len(GUIDES) - 12


def test_a_drawing_opens_large_by_a_tap_and_by_a_key(phone: Page, address: str) -> None:
    phone.goto(f"{address}/series/ai-systems/ground-beneath-ai.html")
    opener = phone.locator("div.figure-open").first
    opener.click()
    assert phone.locator("dialog svg").evaluate("node => node.clientWidth") > 800
    phone.keyboard.press("Escape")
    opener.press("Enter")
    assert phone.locator("dialog svg").count() == 1
