"""The search page of the site as a reader meets it, in a real browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest
from builds import build, copy_root
from playwright.sync_api import expect
from servers import static

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

RESULTS = ".site-search-results > li > a"
STATUS = ".site-search-status"
MORE = ".site-search-more"

# A machine may have other work.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def url(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site, served below a path."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "en").mkdir()
    (folder / "en/latest").symlink_to(site, target_is_directory=True)
    with static(folder) as host:
        yield f"{host}/en/latest"


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A page that may neither complain nor ask another host."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert complaints == []
    assert all(address.startswith((url, "blob:")) or "favicon" in address for address in asked)


def addresses(page: Page) -> list[str]:
    expect(page.locator(RESULTS).first).to_be_visible()
    links = page.locator(RESULTS).all()
    return [str(link.get_attribute("href")) for link in links]


def test_a_query_in_the_sidebar_finds_a_guide(page: Page, url: str) -> None:
    page.goto(f"{url}/archive/index.html")
    page.fill(".sidebar-search", "quantization")
    page.press(".sidebar-search", "Enter")
    first = page.locator(RESULTS).first
    expect(first).to_have_text("Smaller Numbers, Faster Models: Quantization and Batching")
    expect(page.locator(".site-search-facts").first).to_contain_text("Part 2 of 21")
    assert page.locator(".site-search-results mark").count() >= 1
    section = page.locator(".site-search-results > li").first.locator("ul a").first
    expect(section).to_have_attribute("href", re.compile("quantization-and-batching.html#"))
    first.click()
    page.wait_for_url("**/series/ai-systems/quantization-and-batching.html")


def test_filters_narrow_what_is_found(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html?q=kubernetes")
    everywhere = addresses(page)
    before = int(page.locator(STATUS).inner_text().split()[0])
    assert len(everywhere) == 8
    for name, value, folder in (
        ("series", "ai-systems", "/series/ai-systems/"),
        ("topic", "kubernetes", "/archive/kubernetes/"),
        ("section", "Archive", "/archive/"),
    ):
        page.select_option(f"[name={name}]", value)
        page.wait_for_url(f"**/search.html?q=kubernetes&{name}={value}")
        expect(page.locator(STATUS)).not_to_have_text(f"{before} found")
        found = addresses(page)
        assert all(folder in address for address in found)
        assert 0 < int(page.locator(STATUS).inner_text().split()[0]) < before
        page.select_option(f"[name={name}]", "")
        expect(page.locator(STATUS)).to_have_text(f"{before} found")


def test_filters_alone_list_what_has_them(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html?series=ai-systems")
    expect(page.locator(STATUS)).to_have_text("21 found")
    expect(page.locator("[name=series]")).to_have_value("ai-systems")


def test_neither_redirects_nor_lists_are_found(page: Page, url: str, site: Path) -> None:
    pages = json.loads((site / "catalogue.json").read_text())["pages"]
    page.goto(f"{url}/search.html?q=the")
    expect(page.locator(STATUS)).to_contain_text("found")
    total = int(page.locator(STATUS).inner_text().split()[0])
    for shown in range(8, total, 8):
        expect(page.locator(RESULTS)).to_have_count(shown)
        page.click(MORE)
    expect(page.locator(RESULTS)).to_have_count(total)
    expect(page.locator(MORE)).to_be_hidden()
    found = {f"/{address.split('/latest/')[1]}" for address in addresses(page)}
    assert len(found) == total > 60
    assert found <= set(pages)
    lists = {"/", "/archive/", "/series/ai-systems/", "/topics/gpu-systems.html"}
    assert lists <= set(pages)
    assert not found & lists


def test_everything_works_from_the_keyboard(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html")
    expect(page.locator(".site-search-form input")).to_be_focused()
    page.keyboard.type("kubernetes")
    page.keyboard.press("Enter")
    expect(page.locator(STATUS)).to_contain_text("found")
    before = page.locator(STATUS).inner_text()
    page.keyboard.press("Tab")
    expect(page.locator("[name=series]")).to_be_focused()
    page.keyboard.type("AI Sys")
    expect(page.locator("[name=series]")).to_have_value("ai-systems")
    expect(page.locator(STATUS)).not_to_have_text(before)
    expect(page.locator(STATUS)).to_contain_text("found")  # and no longer that it searches
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(RESULTS).first).to_be_focused()
    page.locator(MORE).focus()
    page.keyboard.press("Enter")
    expect(page.locator(RESULTS).nth(8)).to_be_focused()


def test_names_and_roles_tell_a_screen_reader_what_is_there(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html?q=kubernetes")
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1, name="Search")).to_be_visible()
    expect(main.get_by_role("search")).to_be_visible()
    expect(main.get_by_role("searchbox", name="Search")).to_have_value("kubernetes")
    for name in ("Series", "Topic", "Section"):
        expect(main.get_by_role("combobox", name=name)).to_be_visible()
    expect(main.get_by_role("status")).to_contain_text("found")
    expect(main.get_by_role("navigation", name="Or browse")).to_be_visible()


def test_it_is_said_where_nothing_is_found(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html?q=quantization&section=Archive")
    expect(page.locator(STATUS)).to_contain_text("Nothing found")
    assert page.locator(RESULTS).count() == 0


def test_where_nothing_is_found_it_is_said_what_would_be(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html?q=quantization&section=Archive")
    instead = page.locator(".site-search-instead")
    instead.get_by_role("button", name=re.compile(r"^quantization \(\d+\)")).click()
    expect(page.locator(RESULTS).first).to_be_visible()
    expect(instead).to_be_empty()
    assert "section" not in page.url
    page.goto(f"{url}/search.html?q=xqzvbk")
    expect(page.locator(STATUS)).to_contain_text("Nothing found")
    expect(instead).to_be_empty()


def test_nothing_in_an_address_is_more_than_text(page: Page, url: str) -> None:
    page.goto(f'{url}/search.html?q=<img src=x onerror="alert(1)"> kubernetes&topic="><b>')
    expect(page.get_by_role("main").get_by_role("searchbox")).to_have_value(
        '<img src=x onerror="alert(1)"> kubernetes'
    )
    expect(page.locator(STATUS)).to_contain_text(re.compile("found", re.IGNORECASE))
    assert page.locator(".site-search img").count() == 0
    expect(page.locator("[name=topic]")).to_have_value("")


def test_nothing_in_a_page_is_more_than_text(browser: Browser, tmp_path: Path) -> None:
    src = copy_root("plain", tmp_path)
    (src / "index.rst").write_text(
        'A <b>title</b>\n==============\n\nWord <img src=x onerror="y">.\n'
    )
    built = build(src, config={"extensions": ["sphinx_pagefind"]})
    page = browser.new_page()
    with static(built.out) as url:
        page.goto(f"{url}/search.html?q=word")
        expect(page.locator(RESULTS)).to_have_text("A <b>title</b>")
        expect(page.locator(".site-search-results")).to_contain_text("<img src=x")
        assert page.locator(".site-search-results img").count() == 0
    page.close()


def test_a_strict_policy_needs_one_word_for_webassembly(page: Page, url: str) -> None:
    policy = (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; "
        # Inline scripts and styles and icons as data are Furo's.
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    )

    def answer(route: Route) -> None:
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": policy}
        route.fulfill(response=response, headers=headers)

    page.route("**/search.html*", answer)
    page.goto(f"{url}/search.html?q=kubernetes")
    assert addresses(page)


def test_without_scripts_the_page_leads_to_the_lists(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/search.html?q=kubernetes")
    article = page.locator("article")
    expect(article).to_contain_text("Searching needs JavaScript")
    expect(article.locator("form")).to_be_hidden()
    expect(article.get_by_role("link", name="The Archive")).to_be_visible()
    article.get_by_role("link", name="GPU Systems").click()
    page.wait_for_url("**/topics/gpu-systems.html*")
    context.close()


def test_an_index_that_is_not_there_is_said(browser: Browser, url: str) -> None:
    page = browser.new_page()
    page.route("**/_pagefind/**", lambda route: route.abort())
    page.goto(f"{url}/search.html?q=kubernetes")
    expect(page.locator(STATUS)).to_contain_text("could not be loaded")
    page.close()


def test_it_is_said_that_something_is_sought(page: Page, url: str) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/_pagefind/pagefind.js", late)
    page.goto(f"{url}/search.html?q=kubernetes", wait_until="domcontentloaded")
    expect(page.locator(STATUS)).to_contain_text("Searching")
    expect(page.locator(".site-search")).to_have_attribute("aria-busy", "true")
    expect(page.locator(STATUS)).to_contain_text("found")


def test_nonsense_finds_nothing(page: Page, url: str) -> None:
    for nonsense in ("xqzvbk", "blorfnargle wozzit"):
        page.goto(f"{url}/search.html?q={nonsense}")
        expect(page.locator(STATUS)).to_contain_text("Nothing found")
        expect(page.get_by_role("navigation", name="Or browse")).to_be_visible()


@pytest.mark.parametrize(
    ("one", "other"),
    [("quantisation", "quantization"), ("GQA", "grouped-query attention")],
)
def test_what_means_the_same_finds_the_same(page: Page, url: str, one: str, other: str) -> None:
    found = []
    for text in (one, other):
        page.goto(f"{url}/search.html?q={text}")
        expect(page.locator(STATUS)).to_have_text(re.compile(r"\d+ found"))
        found.append(page.locator(STATUS).inner_text())
    assert found[0] == found[1]


def test_the_best_section_of_a_page_goes_first(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html?q=preemption thrash")
    result = page.locator(".site-search-results > li", has_text="The Memory of a Conversation")
    expect(result.locator("ul a").first).to_have_text("Worked: preemption thrash")


def test_a_term_is_answered_by_its_definition(page: Page, url: str) -> None:
    page.goto(f"{url}/about/glossary.html")
    terms = page.locator("dl.glossary dt").evaluate_all(
        "nodes => nodes.map(node => [node.firstChild.textContent, `#${node.id}`])"
    )
    assert len(terms) > 30
    synonym = ("time to first token", "#term-TTFT")
    for name, anchor in [*terms, synonym, ("ttft", "#term-TTFT")]:
        page.goto(f"{url}/search.html?q={quote(name)}")
        first = page.locator(".site-search-results > li").first.locator("ul a").first
        expect(first).to_have_attribute("href", f"{urlsplit(url).path}/about/glossary.html{anchor}")


def test_what_is_called_so_before_a_colon_goes_first(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html?q=KV cache size")
    first = page.locator(".site-search-results > li").first.locator("ul a").first
    expect(first).to_have_text("KV cache size: what fits on one replica")
    first.click()
    page.wait_for_url("**/topics/calculators.html#worksheets-cache")
    page.get_by_role("link", name="KV cache size").click()
    page.wait_for_url("**/kv-cache-and-speculation.html#worksheet-cache")


def test_cells_of_worksheets_are_not_quoted(page: Page, url: str) -> None:
    page.goto(f"{url}/search.html?q=tensor parallelism")
    expect(page.locator(RESULTS).first).to_be_visible()
    text = page.locator(".site-search-results").inner_text()
    assert "1 – 8" not in text
    assert "With numbers" not in text


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_keys_open_the_search_over_a_page(page: Page, url: str, keys: str) -> None:
    page.goto(f"{url}/archive/go/go-pprof.html")
    page.keyboard.press(keys)
    field = page.get_by_role("dialog").get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("preemption")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(STATUS)).to_have_text(re.compile(r"\d+ found"))
    assert page.url == f"{url}/archive/go/go-pprof.html", "the address is the page's own"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press(keys)
    dialog.locator(".site-search-results ul a").first.click()
    page.wait_for_url("**#*")
    assert page.evaluate("CSS.highlights.get('search-words').size") > 0


def test_a_button_in_the_bar_of_phones_opens_the_search(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780})
    page = context.new_page()
    page.goto(f"{url}/archive/go/go-pprof.html")
    button = page.get_by_role("link", name="Search", exact=True)
    box = button.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 40
    assert button.get_attribute("aria-haspopup") == "dialog"
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.evaluate("scrollTo(0, 2000)")
    button.click()
    page.keyboard.type("preemption")
    expect(page.get_by_role("dialog").locator(STATUS)).to_have_text(re.compile(r"\d+ found"))
    context.close()


def test_on_phones_the_filters_leave_the_window_to_the_results(browser: Browser, url: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 780})
    page.goto(f"{url}/search.html?q=preemption")
    expect(page.locator(RESULTS).first).to_be_visible()
    boxes = page.locator(".site-search-filters select").evaluate_all(
        "nodes => nodes.map(node => node.getBoundingClientRect()).map(b => [b.y, b.x, b.right])"
    )
    assert (len(boxes), len({top for top, _, _ in boxes})) == (3, 1)
    edges = [edge for _, *edges in boxes for edge in edges]
    assert sorted(edges) == edges
    assert edges[-1] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()


def test_without_scripts_the_button_leads_to_the_search(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 600}, java_script_enabled=False)
    page = context.new_page()
    for name in ("archive/go/go-pprof.html", "index.html"):
        page.goto(f"{url}/{name}")
        page.get_by_role("link", name="Search", exact=True).click()
        page.wait_for_url("**/search.html")
    context.close()


def test_a_slash_that_is_typed_stays_one(page: Page, url: str) -> None:
    page.goto(f"{url}/archive/go/go-pprof.html")
    page.locator(".sidebar-search").focus()
    page.keyboard.type("a/b")
    assert page.locator(".sidebar-search").input_value() == "a/b"
    expect(page.get_by_role("dialog")).to_have_count(0)
