"""Below a guide: its source and a place for reports, where the repository is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from builds import PROJECT, build
from servers import static

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Browser

REPOSITORY = "https://forge.example/team/site"
CONFIG: Mapping[str, Any] = {
    "extensions": ["engineering_tokens.colophon", "myst_parser"],
    "html_theme": "furo",
    "suppress_warnings": ["toc.not_included", "series.review"],
    "templates_path": [str(PROJECT / "_templates")],
}
GUIDE = """\
---
date: 2026-01-01
review_by: 2027-01-01
verified: "Tool 1.2 <beta>"
---

# A guide

Text.
"""
GUIDES = ["one", "deep/a guide & more"]


@pytest.fixture
def src(tmp_path: Path) -> Path:
    src = tmp_path / "src"
    (src / "deep").mkdir(parents=True)
    (src / "conf.py").write_text("")
    (src / "index.md").write_text("# Home\n")
    for name in GUIDES:
        (src / f"{name}.md").write_text(GUIDE)
    return src


def test_each_guide_leads_to_its_source_and_to_where_mistakes_are_reported(
    browser: Browser, src: Path
) -> None:
    built = build(src, config={**CONFIG, "html_context": {"repository": REPOSITORY}})
    page = browser.new_page()
    with static(built.out) as root:
        for name in GUIDES:
            page.goto(f"{root}/{name}.html")
            line = page.locator(".colophon")
            assert "Verified against Tool 1.2 <beta>" in str(line.text_content())
            source = line.get_by_role("link", name="Source").evaluate("node => node.href")
            path = page.evaluate("decodeURIComponent", source.removeprefix(REPOSITORY))
            assert path == f"/blob/HEAD/{name}.md"
            report = urlsplit(
                line.get_by_role("link", name="Report a mistake").evaluate("node => node.href")
            )
            assert report.geturl().startswith(f"{REPOSITORY}/issues/new?")
            assert parse_qs(report.query) == {"title": [f"{name}.md"]}
        page.goto(f"{root}/index.html")
        assert page.locator(".colophon").count() == 0
    page.close()


def test_without_a_repository_nothing_leads_nowhere(src: Path) -> None:
    html = build(src, config=CONFIG).read("one.html")
    assert "Verified against" in html
    assert "Report a mistake" not in html
    assert ">Source<" not in html


def test_all_guides_of_the_site_have_the_line(site: Path) -> None:
    pages = sorted((site / "series/ai-systems").glob("*.html"))
    guides = [page for page in pages if page.name != "index.html"]
    assert len(guides) == 21
    assert [guide.name for guide in guides if 'class="colophon' not in guide.read_text()] == []
