"""The worksheet as an instrument: what a reader does with it, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import build, copy_root
from playwright.sync_api import expect
from servers import static

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

LONG = "\n\n".join(["A paragraph."] * 60)
SEQUENCES = "[data-result=sequences]"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    src = copy_root("worksheets-myst", tmp_path_factory.mktemp("instrument"))
    page = src / "index.md"
    page.write_text(
        page.read_text().replace("# Sizes", f"# Sizes\n\n{LONG}") + f"\n## End\n\n{LONG}"
    )
    (src / "smooth.css").write_text("html { scroll-behavior: smooth; }")
    config = {"html_static_path": ["smooth.css"], "html_css_files": ["smooth.css"]}
    with static(build(src, config=config).out) as host:
        yield f"{host}/index.html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that lets it write to the clipboard, and that may not complain."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def enter(page: Page, name: str, value: str) -> None:
    page.fill(f"[data-input={name}] input", value)


def text(page: Page, selector: str) -> str:
    return page.locator(selector).first.inner_text().replace("\xa0", " ")


def test_a_link_of_before_leads_to_its_worksheet(page: Page, url: str) -> None:
    page.goto(f"{url}#worksheet:kv-cache.context=8192")
    assert text(page, SEQUENCES) == "53 sequences"
    expect(page.locator(".worksheet-title")).to_be_in_viewport()
    assert page.url.endswith("?kv-cache.context=8192#worksheet-kv-cache")


def test_a_copied_link_brings_a_colleague_the_same_numbers(page: Page, url: str) -> None:
    page.goto(url)
    enter(page, "context", "8192")
    page.click(".worksheet-link")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{url}?kv-cache.context=8192#worksheet-kv-cache"
    page.goto("about:blank")
    page.goto(link)
    assert text(page, SEQUENCES) == "53 sequences"
    expect(page.locator(".worksheet-title")).to_be_in_viewport()


def test_neither_an_anchor_nor_a_reload_loses_what_was_changed(page: Page, url: str) -> None:
    page.goto(url)
    enter(page, "context", "8192")
    page.evaluate("location.hash = 'end'")
    page.reload()
    assert text(page, SEQUENCES) == "53 sequences"
    assert page.url == f"{url}?kv-cache.context=8192#end"
    assert text(page, ".worksheet-count") == "1 changed"
    page.go_back()
    page.reload()
    assert text(page, SEQUENCES) == "53 sequences"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_inputs_and_what_follows_are_in_view_together(
    page: Page, url: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(url)
    for slider in page.locator(".worksheet-inputs input[type=range]").all():
        slider.scroll_into_view_if_needed()
        expect(slider).to_be_in_viewport(ratio=1)
        for shown in (SEQUENCES, ".worksheet-panel .worksheet-mark"):
            expect(page.locator(shown).first).to_be_in_viewport(ratio=0.99)
        middle = slider.evaluate(
            """node => {
              const { x, y, width, height } = node.getBoundingClientRect();
              return document.elementFromPoint(x + width / 2, y + height / 2) === node;
            }"""
        )
        assert middle, "and the one does not hide the other"


def test_prose_keeps_the_defaults_and_says_the_readers_own(page: Page, url: str) -> None:
    page.goto(url)
    before = text(page, "#sizes p:has(.worksheet-value)")
    assert "yours" not in before
    enter(page, "context", "8192")
    changed = text(page, "#sizes p:has(.worksheet-value)")
    assert "holds 107 (yours: 53) conversations of 4,096 tokens (yours: 8,192 tokens)" in changed
    assert re.search(r"with twice the cards 214 sequences \(yours: 107 sequences\)", changed)
    assert changed.endswith("67.06 GiB."), "what does not follow stays as it is"
    page.click(".worksheet-reset")
    assert text(page, "#sizes p:has(.worksheet-value)") == before


def test_a_plot_answers_keys_and_pointer(page: Page, url: str) -> None:
    page.goto(url)
    handle = page.get_by_role("slider", name="Context, on the plot")
    handle.focus()
    page.keyboard.press("End")
    assert page.locator("[data-input=context] input").input_value() == "131072"
    assert "131,072\xa0tokens" in str(handle.get_attribute("aria-valuetext"))
    page.keyboard.press("ArrowLeft")
    assert float(page.locator("[data-input=context] input").input_value()) < 131072
    assert page.locator(".worksheet-panel path.worksheet-ghost").count() == 1
    page.keyboard.press("Home")
    assert page.locator("[data-input=context] input").input_value() == "256"
    figure = page.locator(".worksheet-panel .worksheet-figure")
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
    assert "sequences at" in text(page, ".worksheet-panel .worksheet-reading")
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 40)
    page.mouse.up()
    dragged = float(page.locator("[data-input=context] input").input_value())
    assert 4096 < dragged < 131072
    page.click(".worksheet-reset")
    assert page.locator("path.worksheet-ghost").count() == 0


def test_the_table_goes_to_the_clipboard(page: Page, url: str) -> None:
    page.goto(url)
    enter(page, "context", "8192")
    page.click(".worksheet-csv")
    rows = page.evaluate("navigator.clipboard.readText()").split("\r\n")
    assert rows[0] == "Name,Meaning,Value,Unit"
    assert "context,Context,8192,tokens" in rows
    assert 'share,"Share & more",90,%' in rows or "share,Share & more,90,%" in rows
    assert "sequences,Sequences that fit,53,sequences" in rows
    page.click(".worksheet-markdown")
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert lines[:2] == ["| Name | Meaning | Value | Unit |", "| --- | --- | --- | --- |"]
    assert "| sequences | Sequences that fit | 53 | sequences |" in lines


def test_a_link_unfolds_what_it_leads_to(page: Page, url: str) -> None:
    page.goto(f"{url}#worksheet-kv-cache.sequences")
    row = page.locator("details", has=page.locator("[id='worksheet-kv-cache.sequences']"))
    expect(row.locator("math")).to_be_in_viewport()


def test_print_shows_values_and_nothing_to_press(page: Page, url: str) -> None:
    page.goto(url)
    page.emulate_media(media="print")
    for gone in ("input[type=range]", ".worksheet-tools", ".worksheet-handle"):
        assert not page.locator(gone).first.is_visible()
    field = page.locator("[data-input=context] input")
    assert field.is_visible()
    assert field.evaluate("node => getComputedStyle(node).borderStyle") == "none"


def test_a_strict_policy_lets_it_run(browser: Browser, url: str) -> None:
    page = browser.new_page()
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"

    page.route(
        "**/index.html",
        lambda route: route.fulfill(
            response=(got := route.fetch()),
            headers={**got.headers, "content-security-policy": policy},
        ),
    )
    page.goto(url)
    enter(page, "context", "8192")
    assert text(page, SEQUENCES) == "53 sequences"
    assert page.locator(".worksheet-handle").first.evaluate("node => node.style.left") != ""
    page.close()
