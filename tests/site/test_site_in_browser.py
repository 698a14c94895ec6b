"""The site in a real browser: what each kind of page looks like, and that all can use it."""

from __future__ import annotations

import gzip
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import MISSING, PAGES
from playwright.sync_api import expect
from servers import static, trickling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Response

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_SHIFTS = """
window.shift = 0;
window.moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries().filter((entry) => !entry.hadRecentInput)) {
    window.shift += entry.value;
    window.moved.push(...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80)));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Visit:
    """A page as a reader has it, and what the browser said and asked for while it was loaded."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Someone with a browser, at the site's address."""

    browser: Browser
    root: str

    def address(self, name: str) -> str:
        return urljoin(self.root, PAGES.get(name, name))

    @contextmanager
    def at(
        self,
        name: str,
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> Iterator[Visit]:
        """Open a page, and note what the browser asks for and complains of."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.add_init_script(_SHIFTS)
        visit = Visit(page=page)
        # Playwright wants functions of its own, and not methods of a list.
        page.on("response", lambda response: visit.responses.append(response))  # noqa: PLW0108
        page.on("requestfailed", lambda request: visit.complaints.append(request.url))
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: visit.complaints.append(f"{message.text} {message.location['url']}"),
        )
        page.goto(self.address(name))
        try:
            yield visit
        finally:
            context.close()


@pytest.fixture(scope="session")
def reader(site: Path, browser: Browser) -> Iterator[Reader]:
    with static(site) as url:
        yield Reader(browser=browser, root=f"{url}/")


@pytest.fixture
def home(reader: Reader) -> Iterator[Visit]:
    with reader.at("home") as visit:
        yield visit


# What is laid out only when it comes into view overlaps others for who measures it before.
_LAY_OUT = """
for (const node of document.querySelectorAll("*"))
  if (getComputedStyle(node).contentVisibility === "auto") node.style.contentVisibility = "visible";
"""


def violations(page: Page) -> list[str]:
    page.evaluate(_LAY_OUT)
    options = {"resultTypes": ["violations"], "runOnly": RULES}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


# A long table may find its columns while the page still arrives. Web Vitals call 0.1 good; this is
# a hundredth of that, and nobody sees it.
STEADY = 0.001


@pytest.mark.parametrize("name", [*PAGES, MISSING])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_steady_and_quiet(
    reader: Reader, name: str, scheme: Literal["light", "dark"], width: int
) -> None:
    with reader.at(name, width=width, scheme=scheme) as visit:
        page = visit.page
        page.wait_for_load_state("networkidle")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == (scheme == "light")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("window.shift") < STEADY, page.evaluate("window.moved")
        assert violations(page) == []
        said = [text for text in visit.complaints if not text.endswith(page.url)]
        # The checker above measures what is folded away too, which Chromium remarks.
        said = [text for text in said if "hidden by content-visibility" not in text]
        assert said == [], "only the missing page itself is complained of"
        assert {urlsplit(response.url).netloc for response in visit.responses} == {
            urlsplit(reader.root).netloc
        }


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_a_page_arrives(
    site: Path, browser: Browser, name: str, width: int
) -> None:
    with trickling(site) as url, Reader(browser=browser, root=f"{url}/").at(name, width=width) as v:
        v.page.wait_for_load_state("networkidle")
        assert v.page.evaluate("window.shift") < STEADY, v.page.evaluate("window.moved")


@pytest.mark.parametrize("name", [*PAGES, MISSING])
def test_nothing_is_wider_than_a_small_screen(reader: Reader, name: str) -> None:
    with reader.at(name, width=320) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") == 320
        content = visit.page.locator(".content")
        assert content.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_the_home_page_is_light(home: Visit) -> None:
    home.page.wait_for_load_state("networkidle")
    assert len(home.responses) < 20
    assert sum(len(gzip.compress(answer.body())) for answer in home.responses) < 100_000


def test_the_home_page_has_a_bar_in_place_of_the_sidebar(home: Visit) -> None:
    bar = home.page.locator(".sidebar-drawer")
    box = bar.bounding_box()
    assert box
    assert (box["width"], box["y"]) == (1280, 0)
    assert box["height"] < 80
    shown = bar.locator(".reference:visible").all_inner_texts()
    assert shown == ["What do you see?", "Calculators", "AI Systems in Production", "About"]
    assert bar.get_by_role("textbox").is_visible()


def test_the_archive_comes_into_focus(home: Visit) -> None:
    link = home.page.locator(".archive-notes a").first
    color = "node => getComputedStyle(node).color"
    dimmed = link.evaluate(color)
    link.hover()
    assert link.evaluate(color) != dimmed
    home.page.mouse.move(0, 0)
    assert link.evaluate(color) == dimmed
    link.focus()
    assert link.evaluate(color) != dimmed


def test_a_whole_series_is_read_with_the_keyboard(reader: Reader) -> None:
    with reader.at("series") as visit:
        page = visit.page
        total = page.locator(".series-parts > li").count()
        assert total == 21
        for number in range(1, total + 1):
            follow(page, ".next-page")
            assert page.locator(".series-part").inner_text() == f"Part {number} of {total}"
        follow(page, ".next-page")
        assert page.url == reader.address("series"), "the last part leads back to the series"


def follow(page: Page, selector: str) -> None:
    """Go back from the top of the page, which is to its end, to a link, and follow it."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("name => document.activeElement.matches(name)", selector):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "focus is seen"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_keyboard_skips_to_the_content_and_opens_the_menu(reader: Reader) -> None:
    with reader.at("part", width=390) as visit:
        page = visit.page
        drawer = page.locator(".sidebar-drawer")
        assert not drawer.is_visible(), "what is closed is out of the keyboard's way"
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert drawer.is_visible()
        page.keyboard.press("Space")
        for _ in range(2):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to content"
        page.keyboard.press("Enter")
        assert page.url.endswith("#furo-main-content")


def test_a_part_says_where_it_stands(reader: Reader) -> None:
    with reader.at("part") as visit:
        page = visit.page
        bar = page.locator(".series-position progress")
        assert bar.evaluate("node => [node.value, node.max]") == [4, 21]
        facts = page.locator("h1 + .series-facts").inner_text()
        assert re.search(r"\d{4}.*\d+ min read.*LLM Internals", facts)
        outline = page.locator("article > nav.series-outline")
        outline.locator("summary").click()
        current = outline.locator("li[aria-current=page]")
        expect(current).to_be_visible()
        assert outline.locator("li").nth(3).inner_text() == current.inner_text()
        links = page.locator(".related-pages .title").all_text_contents()
        assert [link.strip().split(":")[0] for link in links] == ["Part 5", "Part 3"]


def test_the_archive_is_filtered(reader: Reader) -> None:
    with reader.at("archive") as visit:
        page = visit.page
        posts = page.locator(".series-list > li:visible")
        total = posts.count()
        assert total > 40
        page.get_by_label("Filter").fill("goroutine leak")
        assert posts.count() == 1
        assert page.locator(".series-group:visible").all_inner_texts() == ["Go Programming"]
        assert page.get_by_text(f"1 of {total} posts").is_visible()
        page.get_by_label("Filter").fill("")
        assert posts.count() == total


def test_without_scripts_all_is_there(reader: Reader) -> None:
    with reader.at("archive", scripts=False) as visit:
        assert visit.page.locator(".series-list > li:visible").count() > 40
        assert not visit.page.locator(".archive-filter").is_visible()
    with reader.at(MISSING, scripts=False) as visit:
        visit.page.get_by_role("link", name="The Archive", exact=True).last.click()
        assert visit.page.url == reader.address("archive")


def test_a_missing_page_leads_on(reader: Reader) -> None:
    with reader.at(MISSING) as visit:
        page = visit.page
        likely = page.locator(".missing-likely a").first
        likely.wait_for()
        assert likely.inner_text().startswith("The Memory of a Conversation")
        field = page.get_by_label("Search the site")
        assert field.input_value() == "kv cache and speculations"
        likely.click()
        assert page.url == reader.address("part")


def test_values_of_worksheets_stay_whole(reader: Reader) -> None:
    lines = "nodes => nodes.map(node => node.getClientRects().length)"
    with reader.at("part") as visit:
        found = visit.page.locator("[data-result]").evaluate_all(lines)
        assert len(found) > 10
        assert set(found) == {1}


def test_a_printed_part_is_its_text(reader: Reader) -> None:
    with reader.at("part") as visit:
        visit.page.emulate_media(media="print", color_scheme="dark")
        for gone in (".sidebar-drawer", ".related-pages", "progress", ".theme-toggle"):
            assert not visit.page.locator(gone).first.is_visible()
        assert visit.page.locator("h1").is_visible()
        color = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert color == "rgb(255, 255, 255)"


def test_nothing_moves_for_who_wants_no_motion(home: Visit) -> None:
    assert (
        home.page.locator(".sd-card").first.evaluate(
            "node => getComputedStyle(node).transitionProperty"
        )
        == "none"
    )
