"""Lists are drawn: with the numbers of worksheets, for browsers and books, and legible."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from builds import PROJECT, build
from engineering_tokens.figures import STYLE
from engineering_tokens.shapes import DRAWINGS, Entry, lines_of, width
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
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


def test_a_drawing_says_what_a_reader_changed(phone: Page, address: str) -> None:
    guide = f"{address}/series/ai-systems/agents-need-infrastructure.html"
    phone.goto(guide)
    said = phone.locator("figure:has(.drawing-values) .drawing-values").first
    expect(said).to_be_hidden()
    key = said.locator("[data-value]").first.get_attribute("data-value")
    sheet = phone.locator(f"[data-worksheet={json.loads(str(key))['key'].split('.')[0]}]")
    field = sheet.locator("input[type=number]").first
    field.fill(str(float(field.input_value()) / 2))
    expect(said).to_be_visible()
    heads = "nodes => nodes.map(node => getComputedStyle(node, '::before').content)"
    assert said.evaluate_all(heads) == ['"Drawn with the defaults."']
    changed = said.locator("[data-label]:has(.worksheet-yours)")
    expect(changed.first).to_contain_text("(yours: ")
    assert changed.evaluate_all(heads) == [
        f'"{label}"' for label in changed.evaluate_all("all => all.map(one => one.dataset.label)")
    ]
    sheet.get_by_role("button", name="Reset").click()
    expect(said).to_be_hidden()


# How shapes look, in their order; a length is what it is, whatever its picture is scaled to.
_LOOKS = """svg => [...svg.querySelectorAll('[class^=fig-]')].map(node => {
  const style = getComputedStyle(node);
  return ['fill', 'stroke', 'strokeWidth', 'strokeDasharray', 'textAnchor', 'fontSize',
    'fontWeight', 'fontFamily'].map(name => style[name]);
})"""


def test_figures_of_feeds_look_as_they_do_alone(root: Path, browser: Browser) -> None:
    figures = sorted((PROJECT / "series/ai-systems/figures").glob("*.svg"))
    assert len(figures) > 20
    extensions = ["myst_parser", "sphinx_worksheet", "sphinx_series"]
    extensions += [f"engineering_tokens.{name}" for name in ("drawings", "figures")]
    conf = f"extensions = {extensions}\nhtml_baseurl = 'https://example.org/'\n"
    (root / "conf.py").write_text(f"{conf}html_theme = 'furo'\n")
    shown = "\n".join(f"![{path.stem}]({path.name})\n" for path in figures)
    for path in figures:
        shutil.copy(path, root)
    (root / "index.md").write_text("# Home\n\n```{toctree}\npost\n```\n")
    (root / "post.md").write_text(f"---\ndate: 2026-01-02\n---\n{PAGE}\n{shown}")
    built = build(root)
    assert built.warnings == []
    (item,) = json.loads(built.read("feed.json"))["items"]
    page = browser.new_page()
    page.set_content(item["content_html"])
    found = page.locator("svg[class=drawing], .figure-open > svg").all()
    assert len(found) == 3 + len(figures)
    for svg, path in zip(found[3:], figures, strict=True):
        looks = svg.evaluate(_LOOKS)
        alone = browser.new_page()
        alone.goto(path.as_uri())
        assert looks == alone.evaluate(f"({_LOOKS})(document.documentElement)"), path.name
        alone.close()
    drawn = str(found[1].evaluate("node => node.outerHTML"))
    assert "<style" not in drawn
    styled = drawn.replace("</title>", f"</title>{STYLE}")
    page.set_content(re.sub(r' (?:fill|stroke|font|text-)[\w-]*="[^"]*"', "", styled))
    looks = page.locator("svg").evaluate(_LOOKS)
    page.set_content(drawn)
    assert page.locator("svg").evaluate(_LOOKS) == looks
    page.close()
