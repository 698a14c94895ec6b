"""Old names as a reader meets them, in a real browser and from another project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builds import build
from servers import static

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

CONF = """\
extensions = ["myst_parser", "sphinx_series"]
html_theme = "furo"
html_copy_source = False
series_names = "names.txt"
series_ledger = "urls.txt"
"""
NAMES = """\
/guide.html#numbers -> /sizes.html#from-one-to-nine
/guide.html#tricks -> gone
/guide.html#what-fits -> /guide.html#how-much-fits
/old.html#numbers -> /guide.html#numbers
/old.html#sizes -> /sizes.html
py:class pkg.Old -> py:class pkg.New
std:label sizes -> std:label numbers
"""
PAGES = {
    "index": "# Home\n\n```{toctree}\nguide\nsizes\n```\n",
    "guide": "# Guide\n\n## First\n\nA.\n\n## How much fits\n\nB.\n\n```{py:class} pkg.New\n```\n",
    "sizes": "# Sizes\n\nText.\n\n(numbers)=\n## From one to nine\n\nC.\n",
}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"


@pytest.fixture(params=["html", "dirhtml"])
def out(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Build a project whose names have moved."""
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "names.txt").write_text(NAMES)
    (tmp_path / "urls.txt").write_text("/old.html -> /guide.html\n")
    for name, text in PAGES.items():
        (tmp_path / f"{name}.md").write_text(text)
    built = build(tmp_path, builder=request.param)
    assert built.warnings == []
    return built.out


def asked(page: Page) -> str:
    """Give the heading of what the address names."""
    return str(
        page.evaluate(
            "document.querySelector(':target')?.closest('section')"
            "?.querySelector('h1, h2').firstChild.data ?? ''"
        )
    )


@pytest.mark.parametrize(
    ("old", "heading"),
    [
        ("/guide.html#what-fits", "How much fits"),
        ("/guide.html#numbers", "From one to nine"),
        ("/old.html?a=b#numbers", "From one to nine"),
        ("/old.html#how-much-fits", "How much fits"),
        ("/old.html#what-fits", "How much fits"),
    ],
)
def test_every_name_leads_to_its_section(
    old: str, heading: str, out: Path, browser: Browser
) -> None:
    page = browser.new_page()
    with static(out) as url:
        page.goto(f"{url}{old}")
        page.wait_for_function("document.querySelector(':target')")
        page.wait_for_function(
            f"location.pathname.includes('{'sizes' if 'nine' in heading else 'guide'}')"
        )
        page.wait_for_load_state()
        assert asked(page) == heading
        assert ("a=b" in page.url) == ("a=b" in old), "the query stays"
    page.close()


def test_within_a_page_a_link_leads_on_too(out: Path, browser: Browser) -> None:
    page = browser.new_page()
    with static(out) as url:
        page.goto(f"{url}/guide{'/' if out.name == 'dirhtml' else '.html'}")
        page.evaluate("location.hash = 'numbers'")
        page.wait_for_url(lambda found: "/sizes" in found)
        page.wait_for_load_state()
        assert asked(page) == "From one to nine"
    page.close()


def test_without_scripts_the_old_page_says_where_a_section_is(out: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    guide = f"/guide{'/' if out.name == 'dirhtml' else '.html'}"
    with static(out) as url:
        page.goto(f"{url}{guide}")
        lines = page.locator(".series-moved")
        assert [one.is_visible() for one in lines.all()] == [False, False, False]
        page.goto(f"{url}{guide}#numbers")
        assert [one.inner_text() for one in lines.all() if one.is_visible()] == [
            "This section moved to From one to nine"
        ]
        page.locator(".series-moved:target a").click()
        assert page.url.endswith("#from-one-to-nine") or page.url.endswith("#numbers")
        page.goto(f"{url}{guide}#tricks")
        assert [one.inner_text() for one in lines.all() if one.is_visible()] == [
            "This section was removed on purpose."
        ]
        page.goto(f"{url}{guide}#what-fits")
        top = page.locator("#what-fits").bounding_box()
        assert top
        assert top["y"] < 300
    context.close()


def test_a_strict_policy_stops_nothing(out: Path, browser: Browser) -> None:
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))

    def with_policy(route: Route) -> None:
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": POLICY}
        route.fulfill(response=response, headers=headers)

    with static(out) as url:
        page.route(lambda found: "/guide" in found, with_policy)
        page.goto(f"{url}/guide.html#numbers", wait_until="commit")
        page.wait_for_url(lambda found: "/sizes" in found)
    assert not [text for text in told if "sphinx_series" in text]
    page.close()


def test_another_project_refers_to_old_names(out: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    mapping = {"old": ("https://docs.example/", str(out / "objects.inv"))}
    (other / "conf.py").write_text(
        'extensions = ["sphinx.ext.intersphinx"]\nhtml_theme = "basic"\nnitpicky = True\n'
        f"intersphinx_mapping = {mapping}\n"
    )
    (other / "index.rst").write_text("Home\n====\n\n:ref:`sizes`, :py:class:`pkg.Old`\n")
    built = build(other)
    assert built.warnings == []
    page = built.read("index.html")
    slash = "/" if out.name == "dirhtml" else ".html"
    assert f'href="https://docs.example/sizes{slash}#numbers"' in page
    assert f'href="https://docs.example/guide{slash}#pkg.New"' in page
    assert "From one to nine" in page
