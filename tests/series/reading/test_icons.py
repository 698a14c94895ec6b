"""Icons of authors: shapes stay, and nothing runs, asks another host, or covers the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from builds import build
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.reading.icons import DEEPEST, read_svg

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

AWAY = "http://192.0.2.1/x"
# Elements and attributes by which an SVG asks for something, as CSS and SVG have them.
HOSTILE = [
    f'<path d="M0 0h9v9z" fill="\\75rl({AWAY})"/>',
    f'<path d="M0 0h9v9z" fill="\\000075 rl({AWAY})"/>',
    f'<path d="M0 0h9v9z" fill="u\\rl({AWAY}#a)"/>',
    f'<path d="M0 0h9v9z" style="fill:\\75rl({AWAY}#a)"/>',
    f'<path d="M0 0h9v9z" style="background:image-set(&quot;{AWAY}&quot; 1x)"/>',
    f'<path d="M0 0h9v9z" style="background:-webkit-image-set(&quot;{AWAY}&quot; 1x)"/>',
    f'<path d="M0 0h9v9z" style="background:cross-fade(&quot;{AWAY}&quot;, red)"/>',
    f'<path d="M0 0h9v9z" style="--a:url({AWAY});background:var(--a)"/>',
    f'<path d="M0 0h9v9z" style="background:url({AWAY})"/>',
    f'<path d="M0 0h9v9z" style="background/**/:u/**/rl({AWAY})"/>',
    f'<path d="M0 0h9v9z" style="cursor:\\75rl({AWAY}),auto"/>',
    f'<path d="M0 0h9v9z" style="list-style:url({AWAY});display:list-item"/>',
    f'<path d="M0 0h9v9z" style="content:url({AWAY})"/>',
    f'<path d="M0 0h9v9z" cursor="\\75rl({AWAY}),auto"/>',
    f'<path d="M0 0h9v9z" mask="url(  {AWAY}#a)"/>',
    '<path d="M0 0h9v9z" filter="url(&#39;//192.0.2.1/x#a&#39;)"/>',
    f'<path d="M0 0h9v9z" clip-path="src({AWAY}#a)"/>',
    f'<path d="M0 0h9v9z" marker-end="url({AWAY}#a)"/>',
    f'<path d="M0 0h9v9z" stroke="red, url({AWAY}#a)"/>',
    f'<path d="M0 0h9v9z" fill="url(#a) url({AWAY}#a)"/>',
    '<path d="M0 0h9v9z" fill="url(#a/../../x)"/>',
    f'<image href="{AWAY}" width="9" height="9"/>',
    f'<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{AWAY}" width="9" height="9"/>',
    f'<use href="{AWAY}#a"/>',
    f'<feImage href="{AWAY}"/>',
    f"<style>@import url({AWAY});</style>",
    f"<style>svg {{ background: url({AWAY}) }}</style>",
    f'<set attributeName="fill" to="url({AWAY})"/>',
    f'<a href="{AWAY}"><path d="M0 0h9v9z"/></a>',
    f'<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="{AWAY}"/></foreignObject>',
    f'<script>fetch("{AWAY}")</script>',
    f'<h:script xmlns:h="http://www.w3.org/1999/xhtml">fetch("{AWAY}")</h:script>',
    f'<path d="M0 0h9v9z" onload="fetch(&quot;{AWAY}&quot;)"/>',
    '<path d="M0 0h9v9z" style="position:fixed;inset:0;width:100vw;height:100vh"/>',
    f'<?xml-stylesheet href="{AWAY}"?><path d="M0 0h9v9z"/>',
]  # fmt: skip
# And the same on the element that is the icon.
ROOTS = [
    f'style="background-image:image-set(&quot;{AWAY}&quot; 1x)"',
    f'style="background:u\\72l({AWAY})"',
    f'onload="fetch(&quot;{AWAY}&quot;)"',
    f'xml:base="{AWAY}"',
    'style="position:fixed;inset:0"',
    'class="hidden"',
]
# What an icon may hold, whatever its file said.
_ALLOWED = re.compile(
    r'(?:</?[a-zA-Z]+(?:\s[a-zA-Z0-9-]+="(?:http://www\.w3\.org/2000/svg|[\w\s.,%#+/()-]*)")*\s*/?>|[^<>]*)*'
)


def svg(inner: str = "", root: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" {root}>{inner}</svg>'


def icon(tmp_path: Path, text: str) -> str:
    path = tmp_path / "icon.svg"
    path.write_text(text, encoding="utf-8")
    return read_svg(path)


def test_no_icon_asks_another_host_when_its_page_opens(tmp_path: Path, browser: Browser) -> None:
    texts = [*map(svg, HOSTILE), *(svg("<g />", root) for root in ROOTS)]
    page = "# Home\n\n```{topics}\n```\n"
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.svg").write_text(text)
        page += f"\n## T{number}\n\n```{{topic}} t{number}\n:icon: /{number}.svg\nAbout.\n```\n"
    (tmp_path / "conf.py").write_text(
        'extensions = ["myst_parser", "sphinx_series"]\nprimary_domain = "series"\n'
        'html_theme = "basic"\n'
    )
    (tmp_path / "index.md").write_text(page)
    found = build(tmp_path)
    assert found.read("index.html").count('class="series-icon"') == len(texts)
    asked: list[str] = []
    opened = browser.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((found.out / "index.html").as_uri())
    opened.wait_for_load_state("networkidle")
    opened.close()
    assert asked
    assert all(url.startswith("file:") for url in asked), asked


@pytest.mark.parametrize("inner", HOSTILE)
def test_only_what_is_listed_stays(inner: str, tmp_path: Path) -> None:
    found = icon(tmp_path, svg(inner))
    assert _ALLOWED.fullmatch(found), found
    assert "192.0.2.1" not in found


def test_a_plain_icon_stays_what_it_is(tmp_path: Path) -> None:
    inner = (
        '<defs><linearGradient id="a" gradientTransform="rotate(45.5)"><stop offset="50%" '
        'stop-color="rgb(0 0 0 / 50%)" /></linearGradient></defs>'
        '<path d="M0,0 h9.5e-1 v-9z" fill="url(#a)" stroke="#fFf000" />'
    )
    assert inner in icon(tmp_path, svg(inner))


def test_what_a_style_sets_becomes_attributes(tmp_path: Path) -> None:
    found = icon(tmp_path, svg('<path d="M0 0" style="fill: red; stroke-width:2;cursor:none" />'))
    assert '<path d="M0 0" fill="red" stroke-width="2" />' in found


@pytest.mark.parametrize(
    "text",
    [
        "", "no svg", "<svg/>", svg("<g>"), f"<!DOCTYPE svg>{svg()}", svg("&nbsp;"), "\x00",
        svg("<g>" * DEEPEST + "</g>" * DEEPEST), svg("<g>" * 50_000 + "</g>" * 50_000),
    ],
)  # fmt: skip
def test_what_is_no_icon_is_none(text: str, tmp_path: Path) -> None:
    assert icon(tmp_path, text) == ""


def test_an_icon_may_be_as_deep_as_is_said(tmp_path: Path) -> None:
    assert icon(tmp_path, svg("<g>" * (DEEPEST - 1) + "</g>" * (DEEPEST - 1)))


VALUES = st.lists(
    st.sampled_from([
        "url(", "#a", ")", "\\", "75rl(", "image-set(", "rgb(", "1", " ", "//x", ":", '"', "'", ",",
        "é", "/*", "*/", "red", "%", "e", "-", ".", "var(--a)",
    ]),
    max_size=8,
).map("".join)  # fmt: skip


@given(st.sampled_from(["fill", "style", "d", "transform", "mask", "onload", "id", "x"]), VALUES)
def test_no_value_has_a_form_that_is_not_listed(
    tmp_path_factory: pytest.TempPathFactory, name: str, text: str
) -> None:
    root = ET.Element("{http://www.w3.org/2000/svg}svg")
    ET.SubElement(root, "{http://www.w3.org/2000/svg}path", {name: f"fill:{text}"})
    ET.SubElement(root, "{http://www.w3.org/2000/svg}path", {name: text})
    found = icon(tmp_path_factory.getbasetemp(), ET.tostring(root, encoding="unicode"))
    assert _ALLOWED.fullmatch(found), found
    for target in re.findall(r"url\(([^)]*)", found):
        assert re.fullmatch(r"#[\w.-]+", target)
