"""How the site reads: figures, tables, code, print and the frame around them, in a real browser."""

from __future__ import annotations

import gzip
import re
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PAGES
from builds import PROJECT
from engineering_tokens.simulation import SIMULATIONS
from playwright.sync_api import expect
from servers import static

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Response, Route

SEE = "topics/what-do-you-see.html"


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    with static(site) as url:
        yield url


@contextmanager
def opened(  # noqa: PLR0913 - each a way in which readers differ
    browser: Browser,
    root: str,
    name: str,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        java_script_enabled=scripts,
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{root}/{PAGES.get(name, name)}")
    yield page
    context.close()
    assert complaints == []


def brightness(page: Page, selector: str) -> float:
    color = page.locator(selector).first.evaluate("node => getComputedStyle(node).fill")
    parts = color.replace("color(srgb", "").strip("rgba() ").replace(",", " ").split()[:3]
    return sum(float(part) for part in parts)


def test_figures_are_dark_in_the_dark(browser: Browser, root: str) -> None:
    with opened(browser, root, "part", scheme="dark") as page:
        assert brightness(page, ".fig-box") < 150
        assert brightness(page, ".fig-text") > 450
    with opened(browser, root, "part") as page:
        assert brightness(page, ".fig-box") > 700


# Black is what a shape has that no style of the page names; definitions are no shapes.
_BLACK = """nodes => nodes.filter(node => {
  for (const name of ['fill', 'stroke']) node.removeAttribute(name);
  const { fill, stroke } = getComputedStyle(node);
  return [fill, stroke].includes('rgb(0, 0, 0)') && !node.closest('clipPath, mask');
}).map(node => node.outerHTML)"""
_SHAPES = ".figure-open svg :is(text, rect, circle, ellipse, line, path, polygon, polyline)"


def test_all_shapes_of_figures_have_colors_of_the_theme(
    browser: Browser, root: str, site: Path
) -> None:
    with opened(browser, root, "part") as page:
        for guide in sorted((site / "series/ai-systems").glob("*.html")):
            page.goto(f"{root}/series/ai-systems/{guide.name}")
            assert page.locator(_SHAPES).evaluate_all(_BLACK) == [], guide.name


def test_a_figure_opens_large_and_closes(browser: Browser, root: str) -> None:
    with opened(browser, root, "part", width=390) as page:
        page.locator(".figure-open").first.click()
        text = page.locator("dialog .fig-small").first
        height = text.evaluate("node => node.getBoundingClientRect().height")
        assert height > 12, "a line of small text is legible"
        page.keyboard.press("Escape")
        assert page.locator("dialog").count() == 0
        page.locator(".figure-open").first.click()
        page.get_by_role("button", name="Close").click()
        assert page.locator("dialog").count() == 0


def test_without_scripts_a_figure_leads_to_its_picture(browser: Browser, root: str) -> None:
    with opened(browser, root, "part", scripts=False) as page:
        page.locator(".figure-open").first.click()
        page.wait_for_url("**/_images/*.svg")


def test_the_contents_of_a_page_are_in_view(browser: Browser, root: str) -> None:
    for width in (1180, 1280, 1440):
        with opened(browser, root, "part", width=width) as page:
            link = page.locator(".toc-tree").get_by_role("link", name="Failure analysis")
            expect(link).to_be_in_viewport(ratio=1)
            assert not page.locator("label.toc-content-icon").is_visible()
            assert page.evaluate("document.documentElement.scrollWidth") == width


def test_lines_have_a_length_that_one_can_read(browser: Browser, root: str) -> None:
    count = """nodes => nodes.map(node => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 8)));
      return node.textContent.length / Math.max(1, lines.size);
    }).sort((a, b) => a - b)"""
    for name in ("part", "post", "reference"):
        for width in (1280, 1440):
            with opened(browser, root, name, width=width) as page:
                paragraphs = page.locator("article section > p:not([class])")
                lengths = paragraphs.evaluate_all(count)
                assert lengths[len(lengths) // 2] <= 76


def test_permalinks_are_seen_without_a_pointer(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        link = page.locator("h2 .headerlink").first
        assert link.evaluate("node => getComputedStyle(node).visibility") == "visible"
        assert float(link.evaluate("node => getComputedStyle(node).opacity")) > 0.3


def test_cells_are_whole_on_phones_and_named(browser: Browser, root: str) -> None:
    with opened(browser, root, "part", width=390) as page:
        table = page.locator("#failure-analysis table.wide").first
        assert table.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
        cell = table.locator("td").nth(2)
        assert cell.get_attribute("data-label") == "Signal that tells it apart"
        assert cell.evaluate("node => getComputedStyle(node, '::before').content") == (
            '"Signal that tells it apart"'
        )


# Tables whose rows are no cards on a phone, or whose cells have no name there.
_UNSTACKED = """tables => tables.filter(table => {
  const name = head => {
    const copy = head.cloneNode(true);
    for (const note of copy.querySelectorAll('.footnote-reference')) note.remove();
    return copy.textContent;
  };
  const [head, ...rows] = table.rows;
  return rows.some(row => getComputedStyle(row).display !== 'block' || [...row.cells].some(
    (cell, i) => !head.cells[i].querySelector('math')
      && cell.dataset.label !== name(head.cells[i])));
}).map(table => table.outerHTML.slice(0, 300))"""
_OF_THREE = "article table:not(.longtable):has(th:nth-child(3))"


def test_every_table_of_three_columns_is_cards_on_phones(
    browser: Browser, root: str, site: Path
) -> None:
    with opened(browser, root, "part", width=390) as page:
        count = 0
        for path in site.rglob("*.html"):
            text = path.read_text("utf-8")
            if "<td" not in text:
                continue
            page.goto(f"{root}/{path.relative_to(site)}")
            tables = page.locator(_OF_THREE)
            count += tables.count()
            assert tables.evaluate_all(_UNSTACKED) == [], path.name
            cut = "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 1).length"
            assert tables.evaluate_all(cut) == 0, path.name
        assert count > 100


HEIGHT = "document.documentElement.scrollHeight"
# What comes into view later is laid out now.
LAID_OUT = """() => {
  for (const node of document.querySelectorAll('*')) {
    const { contentVisibility } = getComputedStyle(node);
    if (contentVisibility === 'auto') node.style.contentVisibility = 'visible';
  }
}"""


def test_on_phones_what_is_long_is_folded(browser: Browser, root: str) -> None:
    heights = []
    for scripts in (False, True):
        with opened(browser, root, "part", width=390) as page:
            if not scripts:
                page.route("**/folds.js*", lambda route: route.abort())
                page.reload()
            page.evaluate(LAID_OUT)
            heights.append(page.evaluate(HEIGHT))
            assert page.locator(".fold").first.is_visible() == scripts
    assert heights[1] < 0.85 * heights[0]


def test_a_folded_row_opens_and_closes(browser: Browser, root: str) -> None:
    with opened(browser, root, "part", width=390) as page:
        row = page.locator("#failure-analysis table.wide tbody tr").first
        cell = row.locator("td").last
        assert not cell.locator("*").first.is_visible()
        row.get_by_role("button", name="More: Streams freeze, then go on").click()
        assert cell.locator("*").first.is_visible()
        row.get_by_role("button").click()
        assert not cell.locator("*").first.is_visible()


@pytest.mark.parametrize("fragment", ["#vllmargs", "#worksheet-cache.conversation"])
def test_a_link_unfolds_what_it_leads_to(browser: Browser, root: str, fragment: str) -> None:
    with opened(browser, root, f"{PAGES['part']}{fragment}", width=390) as page:
        expect(page.locator(f"[id='{fragment[1:]}']")).to_be_in_viewport()
    with opened(browser, root, "part", width=390) as page:
        page.locator(f"article a[href='{fragment}']").first.evaluate("node => node.click()")
        expect(page.locator(f"[id='{fragment[1:]}']")).to_be_in_viewport()


def test_nothing_is_folded_in_print_at_a_desk_or_without_scripts(
    browser: Browser, root: str
) -> None:
    last = "#failure-analysis table.wide tbody tr:first-child td:last-child p"
    with opened(browser, root, "part", width=390) as page:
        page.emulate_media(media="print")
        page.evaluate(LAID_OUT)
        for shown in (last, ".worksheet-steps td", ".footnote-list p"):
            expect(page.locator(shown).first).to_be_visible()
    with opened(browser, root, "part", width=390) as page:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate(LAID_OUT)
        expect(page.locator(last)).to_be_visible()
    with opened(browser, root, "part", width=390, scripts=False) as page:
        assert page.locator("[hidden], .fold").count() == 0


def test_long_code_unfolds_where_something_is_found_in_it(browser: Browser, root: str) -> None:
    name = "series/ai-systems/training-across-the-fleet.html"
    with opened(browser, root, name, width=390) as page:
        code = page.locator("pre.code-folded").first
        text = code.evaluate("node => node.textContent.trimEnd().split('\\n').at(-1)")
        code.evaluate("node => { node.scrollTop = 900; }")
        expect(page.locator("pre", has_text=text).first).not_to_have_class(re.compile("folded"))


def test_columns_of_failures_are_wide_enough(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        widths = page.locator("#failure-analysis table.wide th").evaluate_all(
            "nodes => nodes.map(node => node.getBoundingClientRect().width)"
        )
        assert len(widths) == 4
        assert min(widths) >= 110


def test_numbers_stand_below_one_another(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        cells = page.locator("article td.number")
        assert cells.count() > 4
        aligned = cells.evaluate_all("nodes => nodes.map(n => getComputedStyle(n).textAlign)")
        assert set(aligned) == {"end"}


def test_a_flag_is_not_broken_after_its_dashes(browser: Browser, root: str) -> None:
    lines = """nodes => nodes.filter(node => node.textContent.startsWith('--'))
      .map(node => node.getClientRects().length)"""
    for width in (1280, 390):
        with opened(browser, root, "part", width=width) as page:
            shown = set(page.locator("code.whole .pre").evaluate_all(lines))
            assert shown - {0} == {1}  # what is folded has no lines


# Where a dot between facts begins a line: the text before it ends above.
_DOTS = """nodes => nodes.flatMap(node => {
  const found = [];
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    for (const { index } of text.data.matchAll(/·/g)) {
      const [dot, before] = [new Range(), new Range()];
      dot.setStart(text, index);
      dot.setEnd(text, index + 1);
      before.setStart(node, 0);
      before.setEnd(text, index);
      const last = [...before.getClientRects()].filter(({ width }) => width > 1).at(-1);
      if (last && last.bottom <= dot.getBoundingClientRect().top + 4) found.push(node.textContent);
    }
  }
  return found;
})"""


@pytest.mark.parametrize("name", ["home", "part", "archive", "post"])
def test_no_line_begins_with_a_dot(browser: Browser, root: str, name: str) -> None:
    with opened(browser, root, name) as page:
        facts = page.locator("p:visible", has_text="·")
        assert facts.count() > 0
        for width in (320, 360, 390, 412, 430):
            page.set_viewport_size({"width": width, "height": 800})
            assert facts.evaluate_all(_DOTS) == []


def test_no_line_of_what_is_found_begins_with_a_dot(browser: Browser, root: str) -> None:
    with opened(browser, root, "search.html?q=cache", width=390) as page:
        facts = page.locator(".site-search-facts")
        facts.first.wait_for()
        assert facts.evaluate_all(_DOTS) == []


def test_formulas_that_are_cut_say_so_and_are_whole_in_print(browser: Browser, root: str) -> None:
    wide = "nodes => nodes.map(node => node.scrollWidth - node.clientWidth)"
    for name in ("part", "series/ai-systems/serving-layer.html"):
        with opened(browser, root, name, width=390) as page:
            block = page.locator(".math-block").first
            image = block.evaluate("node => getComputedStyle(node).backgroundImage")
            assert "linear-gradient" in image
        with opened(browser, root, name, width=718) as page:  # what A4 leaves between its margins
            page.emulate_media(media="print")
            assert max(page.locator(".math-block").evaluate_all(wide)) <= 1


def test_names_of_values_stand_by_formulas_only(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        sheet = page.locator("[data-worksheet=cache]")
        names = sheet.locator(".worksheet-label + code")
        assert names.count() > 10
        assert names.filter(visible=True).count() == 0
        sheet.locator(".worksheet-steps summary").first.click()
        assert names.filter(visible=True).count() == names.count()
        sheet.locator(".worksheet-steps summary").first.click()
        page.emulate_media(media="print")
        assert names.filter(visible=True).count() == names.count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_code_has_a_title_and_the_lines_of_the_text_stand_out(
    browser: Browser, root: str, scheme: Literal["light", "dark"], width: int
) -> None:
    name = "series/ai-systems/serving-layer.html"
    with opened(browser, root, name, scheme=scheme, width=width) as page:
        block = page.locator(".literal-block-wrapper", has_text="serve.yaml")
        expect(block.locator(".code-block-caption")).to_be_visible()
        lines = block.locator(".hll")
        assert [text.split(":")[0].strip() for text in lines.all_text_contents()] == [
            "max_ongoing_requests",
            "max_queued_requests",
        ]
        color = "node => getComputedStyle(node).backgroundColor"
        assert lines.first.evaluate(color) == page.locator("body").evaluate(color)
        assert lines.first.evaluate(color) != block.locator("pre").evaluate(color)
        options = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
        found = Axe().run(page, ".literal-block-wrapper", options=options)
        assert [rule["nodes"] for rule in found.response["violations"]] == []
        block.hover()
        block.get_by_role("button", name="Copy").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("applications:\n  - name: llama-70b\n")


def test_parts_have_their_numbers_in_the_sidebar(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        parts = page.locator(".sidebar-tree li[data-part]")
        numbers = parts.evaluate_all("nodes => nodes.map(node => node.dataset.part)")
        assert numbers == [str(number) for number in range(1, 22)]
        shown = parts.nth(3).evaluate("node => getComputedStyle(node, '::before').content")
        assert "attr" in shown or '"4"' in shown


def test_the_archive_at_home_is_by_subject_with_years(browser: Browser, root: str) -> None:
    with opened(browser, root, "home") as page:
        groups = page.locator(".archive-notes .series-group").all_inner_texts()
        assert len(groups) == 4
        time = page.locator(".archive-notes time").first
        box = time.bounding_box()
        assert box
        assert box["width"] < 45, "a year, and not a date"
        assert not page.locator(".archive-notes .series-separator").first.is_visible()
        tops = (
            page.locator(".archive-notes ul")
            .first.locator("li")
            .evaluate_all(
                "nodes => nodes.map(node => node.getBoundingClientRect()).map(b => [b.x, b.y])"
            )
        )
        columns: dict[float, float] = {}
        for left, top in tops:
            columns[left] = min(top, columns.get(left, top))
        assert len(columns) == 2
        assert max(columns.values()) - min(columns.values()) < 1


def test_facts_are_not_left_with_a_dot(browser: Browser, root: str) -> None:
    with opened(browser, root, "home") as page:
        assert not page.locator(".series-list .series-separator").first.is_visible()


def test_parts_are_counted_through_the_stages(browser: Browser, root: str) -> None:
    with opened(browser, root, "series") as page:
        resets = page.locator(".stage-gives + ol.series-parts").evaluate_all(
            "nodes => nodes.map(node => getComputedStyle(node).counterReset)"
        )
        assert len(resets) > 3
        assert not [text for text in resets if "part" in text]


def test_no_link_is_called_go(browser: Browser, root: str) -> None:
    for name in ("home", "archive", "archive/go/go-pprof.html"):
        with opened(browser, root, name) as page:
            texts = page.locator("a").all_inner_texts()
            assert not {"go", "here", "more"} & {text.strip().lower() for text in texts}


def test_a_filtered_list_has_an_address(browser: Browser, root: str) -> None:
    with opened(browser, root, "archive") as page:
        page.get_by_label("Filter").fill("goroutine leak")
        page.wait_for_url("**?filter=goroutine+leak")
        page.reload()
        assert page.locator(".series-list > li:visible").count() == 1


def test_a_failure_is_found_by_what_one_sees(browser: Browser, root: str) -> None:
    with opened(browser, root, "home") as page:
        page.locator(".home-actions a").first.click()
        page.wait_for_url(f"{root}/{SEE}")
        total = page.locator("table.symptoms tbody tr").count()
        assert total > 200
        page.get_by_label("Filter").fill("TTFT jumped after release")
        assert page.locator("table.symptoms tbody tr:visible").count() == 1
        page.get_by_label("Filter").fill("ttft release")
        rows = page.locator("table.symptoms tbody tr:visible")
        assert 0 < rows.count() < 5
        assert "TTFT jumps for all after a release" in str(rows.first.text_content())
        rows.first.get_by_role("link", name="Runbook").click()
        assert "#runbook" in page.url
        expect(page.locator("#" + page.url.split("#")[1])).to_be_in_viewport()


def test_a_word_too_many_does_not_end_the_search_for_a_failure(browser: Browser, root: str) -> None:
    with opened(browser, root, SEE) as page:
        rows = page.locator("table.symptoms tbody tr:visible")
        page.get_by_label("Filter").fill("TTFT after deploy")
        assert "TTFT jumps for all after a release" in " ".join(rows.all_text_contents())
        assert rows.count() < 10
        expect(page.get_by_role("status")).to_contain_text("with 2 of 3 words")
        page.get_by_label("Filter").fill("xyzzy")
        assert rows.count() == 0
        page.get_by_label("Filter").fill("")
        assert rows.count() > 200


def test_without_scripts_all_failures_are_there(browser: Browser, root: str) -> None:
    with opened(browser, root, SEE, scripts=False) as page:
        assert page.locator("table.symptoms tbody tr:visible").count() > 200
        assert not page.locator(".page-filter").is_visible()


def test_a_missing_page_leads_to_the_failures(browser: Browser, root: str) -> None:
    with opened(browser, root, "no/such/page", scripts=False) as page:
        page.locator(".missing").get_by_role("link", name="What do you see?").click()
        assert page.url == f"{root}/{SEE}"


def test_code_is_copied_and_wraps(browser: Browser, root: str) -> None:
    with opened(browser, root, "part", width=390) as page:
        block = page.locator("div.highlight").first
        block.get_by_role("button", name="Copy").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == block.locator("pre").evaluate("node => node.textContent")
        wrap = page.get_by_role("button", name="Wrap").first
        before = page.locator("pre.code-wrapped").count()
        wrap.click()
        assert page.locator("pre.code-wrapped").count() == before + 1
        pre = page.locator("pre.code-wrapped")
        assert pre.evaluate("node => node.scrollWidth <= node.clientWidth")


def come_to(page: Page, target: Locator) -> None:
    """Scroll there until the page, whose parts are laid out on the way, moves no more."""
    target.scroll_into_view_if_needed()
    before = None
    while (now := target.bounding_box()) != before:
        before = now
        page.wait_for_timeout(300)
        target.scroll_into_view_if_needed()


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("a[href*='#term-speculative-decoding']", "cheap proposer"),
        ("article a[href='quantization-and-batching.html']", "Choose a number format"),
        (".footnote-reference", "vLLM"),
    ],
)
def test_a_preview_is_shown_beside_its_link(
    browser: Browser, root: str, link: str, says: str
) -> None:
    with opened(browser, root, "part") as page:
        target = page.locator(link).first
        shown = page.locator(".preview:popover-open")
        come_to(page, target)
        target.hover()
        expect(shown).to_contain_text(says)
        assert target.get_attribute("aria-describedby") == shown.get_attribute("id")
        page.keyboard.press("Escape")
        expect(shown).to_have_count(0)
        page.mouse.move(0, 0)
        page.keyboard.press("Tab")
        target.focus()
        expect(shown).to_contain_text(says)
        address = target.evaluate("node => node.href")
        target.click()
        page.wait_for_url(address)


def test_a_tap_shows_what_a_reference_leads_to_and_the_next_follows(
    browser: Browser, root: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{root}/{PAGES['part']}")
    link = page.locator("article a[href='quantization-and-batching.html']").first
    come_to(page, link)
    link.tap()
    shown = page.locator(".preview:popover-open")
    expect(shown.locator(".preview-title")).to_have_text(re.compile("Smaller Numbers"))
    link.tap()
    page.wait_for_url("**/quantization-and-batching.html")
    context.close()


def test_the_preview_of_a_value_follows_its_worksheet(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        link = page.locator("p > a[href='#worksheet-cache.conversation']").first
        shown = page.locator("#preview-value:popover-open")
        link.hover()
        expect(shown).to_contain_text("KV cache of a sequence: 1.25 GiB")
        expect(shown).to_contain_text("= 4,096 tokens × (327,680 bytes/token)")
        expect(shown).to_contain_text("KV cache size: what fits on one replica")
        page.goto(f"{root}/{PAGES['part']}?cache.context=8192")
        link.hover()
        expect(shown).to_contain_text("KV cache of a sequence: 2.5 GiB")
        expect(shown).to_contain_text("= 8,192 tokens")
        link.click()
        page.wait_for_url("**#worksheet-cache.conversation")


def test_all_calculators_are_on_one_page(browser: Browser, root: str, site: Path) -> None:
    with opened(browser, root, "home", width=390) as page:
        page.locator("article").get_by_role("link", name="Calculators").click()
        page.wait_for_url("**/topics/calculators.html")
        listed = page.locator("dl.worksheets > dt a")
        pages = [path.read_text("utf-8") for path in (site / "series").rglob("*.html")]
        assert listed.count() == sum(text.count("data-worksheet=") for text in pages)
        for name in SIMULATIONS:
            assert page.locator(f"a[href$='#simulation-{name}']").count() == 1
        page.get_by_label("Filter").fill("checkpoint interval lost")
        expect(listed.filter(visible=True)).to_have_text("Checkpoints and lost time")
        expect(page.locator("dl.worksheets > dd:visible")).to_have_count(1)
        expect(page.locator(".worksheets-page:visible")).to_contain_text("Training Across")
        page.get_by_label("Filter").fill("")
        expect(listed.filter(visible=True)).to_have_count(listed.count())


def test_values_from_elsewhere_have_their_labels(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        line = page.locator("[data-worksheet=draft] .worksheet-given").first
        expect(line).to_contain_text("KV pool")
        assert "cache.pool" not in line.inner_text()
        page.locator("[data-worksheet=draft] summary").first.click()
        assert "cache.pool" in line.inner_text()


def test_marks_of_reading_are_kept_and_erased(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator(".sidebar-tree .is-read")).to_have_count(1)
        page.goto(f"{root}/index.html")
        going = page.locator(".home-continue")
        expect(going).to_contain_text("Part 4")
        page.get_by_role("button", name="Erase reading marks").click()
        expect(going).to_have_count(0)
        assert page.evaluate("localStorage.reading") == '{"off":true}'
        page.goto(f"{root}/{PAGES['part']}")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(800)
        assert page.locator(".is-read").count() == 0


def test_a_guide_leads_to_its_math_failures_and_runbook(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        ways = page.locator(".guide-ways a")
        assert ways.all_inner_texts() == ["Math", "Failures", "Runbook"]
        ways.nth(1).click()
        expect(page.locator("#failure-analysis h2")).to_be_in_viewport()


@pytest.mark.parametrize(
    "fragment", ["#runbook-latency-is-bad-and-memory-is-suspected", "#vllmargs", "#worksheet-cache"]
)
@pytest.mark.parametrize("width", [1280, 390])
def test_a_link_into_a_long_page_arrives(
    browser: Browser, root: str, width: int, fragment: str
) -> None:
    with opened(browser, root, f"{PAGES['part']}{fragment}", width=width) as page:
        page.wait_for_timeout(500)
        top = page.locator(fragment).evaluate("node => node.getBoundingClientRect().top")
        assert 0 <= top < 200


def test_a_link_of_before_with_numbers_arrives(browser: Browser, root: str) -> None:
    for width in (1280, 390):
        name = f"{PAGES['part']}#worksheet:cache.context=8192"
        with opened(browser, root, name, width=width) as page:
            title = page.locator("[data-worksheet=cache] .worksheet-title")
            expect(title).to_be_in_viewport()
            assert page.url.endswith("?cache.context=8192#worksheet-cache")


def test_on_phones_results_stay_in_view_while_inputs_change(browser: Browser, root: str) -> None:
    with opened(browser, root, "part", width=390) as page:
        sheet = page.locator("[data-worksheet=cache]")
        for slider in sheet.locator("input[type=range]").all():
            slider.scroll_into_view_if_needed()
            for shown in ("[data-result][data-key]", ".worksheet-panel .worksheet-mark"):
                expect(sheet.locator(shown).first).to_be_in_viewport(ratio=0.99)


def test_a_guide_says_when_and_against_what_it_was_checked(browser: Browser, root: str) -> None:
    with opened(browser, root, "part") as page:
        said = str(page.locator(".colophon").text_content())
        assert "Verified against vLLM 0.33.0" in said
        days = [
            date.fromisoformat(str(day.get_attribute("datetime")))
            for day in page.locator(".colophon time").all()
        ]
        assert days == sorted(days)
        assert len(days) == 2
        forms = page.locator("time").evaluate_all("nodes => nodes.map(n => n.textContent)")
        assert [text for text in forms if not re.fullmatch(r"\w{3} \d{2}, \d{4}", text)] == []
    with opened(browser, root, "post") as page:
        assert page.locator(".colophon").count() == 0


def policy() -> str:
    """Give the policy of the reference, as a host would send it."""
    text = (PROJECT / "about/publishing.md").read_text()
    return " ".join(text.split("Content-Security-Policy\n\n")[1].split("\n```")[0].split())


@pytest.mark.parametrize("name", [*PAGES, "no/such/page"])
def test_the_policy_of_the_reference_refuses_nothing(
    browser: Browser, root: str, name: str
) -> None:
    def answer(route: Route) -> None:
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": policy()}
        route.fulfill(response=response, headers=headers)

    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.route("**/*", answer)
    page.goto(f"{root}/{PAGES.get(name, name)}", wait_until="networkidle")
    for opener in page.locator(".figure-open, article a[href*='#term-']").all()[:2]:
        opener.hover()
    if name == "part":
        page.locator("[data-worksheet=cache] input[type=range]").first.press("ArrowRight")
        page.locator(".figure-open").first.click()
        page.keyboard.press("Escape")
    if name != "search":
        page.keyboard.press("/")
    page.locator(".site-search input[name=q]").fill("prefill")
    expect(page.locator(".site-search-results > li").first).to_be_visible()
    page.close()
    assert [text for text in refused if "status of 404" not in text] == []


# Elements that are laid out at first, requests, and bytes as they come compressed.
BUDGETS = {"home": (700, 20, 60_000), "part": (2500, 32, 140_000), SEE: (700, 26, 90_000)}


@pytest.mark.parametrize("name", BUDGETS)
def test_pages_keep_their_budgets(browser: Browser, root: str, name: str) -> None:
    most_elements, most_requests, most_bytes = BUDGETS[name]
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(f"{root}/{PAGES.get(name, name)}", wait_until="networkidle")
    seen = page.evaluate(
        """[...document.body.querySelectorAll('*')].filter(
          node => node.checkVisibility({ contentVisibilityAuto: true })).length"""
    )
    assert seen <= most_elements
    has_cards = page.locator(".sd-card").count() > 0
    assert any("sphinx-design" in answer.url for answer in answers) == has_cards
    assert len(answers) < most_requests
    assert sum(len(gzip.compress(answer.body())) for answer in answers) < most_bytes
    context.close()


def test_the_home_page_is_short_on_phones(browser: Browser, root: str) -> None:
    with opened(browser, root, "home", width=390) as page:
        assert page.evaluate("document.documentElement.scrollHeight") <= 6000
