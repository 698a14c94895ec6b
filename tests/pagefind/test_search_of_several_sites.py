"""Several sites searched as one, in a real browser: filters by site, and one that is not there."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from builds import build
from others import catalogue
from playwright.sync_api import expect
from search_index import found
from servers import static
from small import Root

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

RESULTS = ".site-search-results > li > a"
# A machine may have other work.
expect.set_options(timeout=30_000)

MERGED = '{"Notes": "/notes/en/", "Gone": "/gone/"}'


def conf(project: str, merged: str = "{}") -> str:
    return (
        f'extensions += ["sphinx_pagefind"]\nproject = {project!r}\n'
        f'html_theme = "furo"\npagefind_merge = {merged}\n'
    )


def test_pages_of_all_sites_are_found_and_a_filter_narrows(
    browser: Browser, tmp_path: Path
) -> None:
    served = tmp_path / "served"
    for name, where, merged in (("Home", "home", MERGED), ("Notes", "notes/en", "{}")):
        root = Root(tmp_path / name, "yaml", conf(name, merged))
        root.page("index", f"Start of {name}", f"Marmalade as {name} makes it.")
        built = build(root.folder)
        assert built.warnings == []
        shutil.copytree(built.out, served / where)
    with static(served) as host:
        page = browser.new_page()
        page.goto(f"{host}/home/search.html?q=marmalade")
        expect(page.locator(RESULTS)).to_have_count(2)
        links = {link.get_attribute("href") for link in page.locator(RESULTS).all()}
        assert {str(url).removeprefix(host) for url in links} == {
            "/home/", "/notes/en/",
        }  # fmt: skip
        for site, url in (("Notes", "/notes/en/"), ("Home", "/home/")):
            page.select_option("[name=site]", site)
            expect(page.locator(RESULTS)).to_have_count(1)
            expect(page.locator(RESULTS)).to_have_attribute("href", url)
        page.goto(f"{host}/home/search.html?site=Gone")
        expect(page.locator(".site-search-status")).to_contain_text("Nothing found")
        page.goto(f"{host}/notes/en/search.html?q=marmalade")
        expect(page.locator(RESULTS)).to_have_count(1)
        expect(page.locator("[name=site]")).to_have_count(0)
        page.close()


def test_a_part_of_a_series_of_another_site_says_so(tmp_path: Path) -> None:
    far = catalogue()
    part = {"part": 1, "title": "Mine", "post": None, "slug": "mine", "url": "https://x.example/m"}
    far["series"] = [
        {"id": "s", "title": "Steps", "address": "/s.html", "description": "", "parts": [part]}
    ]
    (tmp_path / "far.json").write_text(json.dumps(far))
    place = 'series_catalogues = {"far": ("https://far.example/", "far.json")}\n'
    root = Root(tmp_path, "yaml", f"{conf('Home')}{place}")
    root.page("index", "Home", root.toctree("mine"))
    root.page("mine", "Mine", "Words.", date="2026-01-01", series="far:s")
    built = build(root.folder)
    assert built.warnings == []
    page = found(built.out)["/mine.html"]
    assert page["meta"]["facts"].startswith("Part 1 of 1\u00a0· Steps")
    assert page["filters"] == {}


@pytest.mark.parametrize(
    "value",
    [
        '["/notes/"]', '{"Home": "/notes/"}', '{"Notes": "notes/"}', '{"Notes": "//evil.example/"}',
        '{"Notes": "http://notes.example/"}', '{"Notes": "https://notes.example"}', '{3: "/a/"}',
        '{"Notes": "javascript:x/"}',
    ],
)  # fmt: skip
def test_what_is_no_other_site_is_named(value: str, tmp_path: Path) -> None:
    root = Root(tmp_path, "yaml", conf("Home", value))
    root.page("index", "Start", "Words.")
    built = build(root.folder)
    assert any("pagefind_merge takes titles that differ" in one for one in built.warnings)
    assert 'data-merged="[]"' in built.read("search.html")
