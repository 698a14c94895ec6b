"""The bounded sidebar with themes other than Furo, which make theirs of it by their own means."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from builds import Build, build, copy_root, edit, files
from servers import static

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# The Book theme asks its transforms for their application in the old way.
pytestmark = pytest.mark.filterwarnings("ignore:'sphinx_book_theme")

# Where each theme shows the tree: the PyData theme has the top level in its head.
PYDATA, BOOK, RTD = "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme"
SIDEBARS = {
    PYDATA: '<nav class="bd-docs-nav bd-links"',
    BOOK: '<nav class="bd-links bd-docs-nav"',
    "alabaster": '<div class="sphinxsidebarwrapper"',
}
if sys.version_info < (3, 13):
    SIDEBARS[RTD] = '<div class="wy-menu wy-menu-vertical"'

whole = pytest.mark.parametrize("theme", [theme for theme in SIDEBARS if theme != PYDATA])
every = pytest.mark.parametrize("theme", SIDEBARS)
with_rtd = pytest.mark.skipif(RTD not in SIDEBARS, reason="the theme needs what Python 3.13 lacks")


def bounded(theme: str, **options: object) -> dict[str, object]:
    return {"html_theme": theme, "series_navigation": "bounded", "html_theme_options": options}


def sidebar(built: Build, page: str) -> str:
    start = SIDEBARS[built.app.config.html_theme]
    _, found, tail = built.read(page).partition(start)
    return tail.split("</nav>")[0] if found else ""


def pages(folder: Path) -> dict[str, bytes]:
    """Read the pages: in its index of searches, Sphinx keeps words that are no longer there."""
    return {name: text for name, text in files(folder).items() if name.endswith(".html")}


def links(built: Build, page: str) -> list[str]:
    """Give where the links of the tree lead."""
    return re.findall(r'<li class="toctree-l[^>]*><a[^>]* href="([^"]*)"', sidebar(built, page))


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return copy_root("notes-myst", tmp_path)


@whole
def test_a_page_shows_the_top_level_and_its_own_branch(theme: str, src: Path) -> None:
    built = build(src, config=bounded(theme))
    assert built.warnings == []
    top = ["letters/index.html", "subjects/greek.html"]
    assert links(built, "index.html") == links(built, "genindex.html") == top
    assert links(built, "letters/index.html") == [
        "#", "alpha.html", "beta.html", "delta.html", "../subjects/greek.html",
    ]  # fmt: skip
    assert links(built, "letters/beta.html") == [
        "index.html", "alpha.html", "#", "delta.html", "../subjects/greek.html",
    ]  # fmt: skip


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_hidden_toctrees_are_shown_where_the_theme_asks_for_them(
    tmp_path: Path, *, is_asked_for: bool
) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["sphinx_series"]\n')
    home = ".. toctree::\n\n   one\n\n.. toctree::\n   :hidden:\n   :caption: More\n\n   two\n"
    one = ".. toctree::\n\n   seen\n\n.. toctree::\n   :hidden:\n\n   unseen\n"
    names = {"index": home, "one": one, "two": "", "seen": "", "unseen": ""}
    for name, text in names.items():
        (tmp_path / f"{name}.rst").write_text(f"{name}\n======\n\n{text}")
    config = bounded("alabaster", sidebar_includehidden=is_asked_for)
    ours = build(tmp_path, config=config)
    sphinx = build(tmp_path, out="_sphinx", config={**config, "series_navigation": False})
    assert ours.warnings == sphinx.warnings == []
    # Of a page that the theme leaves out, Sphinx opens no branch, and ours the one in which it is.
    for name in names if is_asked_for else ["index", "one", "two", "seen"]:
        assert links(ours, f"{name}.html") == links(sphinx, f"{name}.html")
        assert ("More" in sidebar(ours, f"{name}.html")) is is_asked_for


def test_the_pydata_theme_shows_the_branch_below_the_top_level(src: Path) -> None:
    (src / "lone.md").write_text("# Nothing below\n")
    edit(src / "index.md", "subjects/greek", "subjects/greek\nlone")
    built = build(src, config=bounded(PYDATA))
    assert built.warnings == []
    assert links(built, "letters/beta.html") == ["alpha.html", "#", "delta.html"]
    assert links(built, "letters/index.html") == ["alpha.html", "beta.html", "delta.html"]
    assert "bd-sidebar-primary" in built.read("lone.html")
    assert not any(sidebar(built, page) for page in ("index.html", "lone.html", "genindex.html"))


@every
def test_the_page_is_marked_and_no_other(theme: str, src: Path) -> None:
    page = sidebar(build(src, config=bounded(theme)), "letters/beta.html")
    [mark] = re.findall(r"<a[^>]*aria-current[^>]*>[^<]*", page)
    assert 'href="#"' in mark
    assert mark.endswith(">My own beta")
    assert len(re.findall('<a[^>]*class="[^"]*current', page)) == 1


@every
def test_neighbours_in_a_topic_are_no_matter_to_a_post(theme: str, src: Path) -> None:
    def shown(posts: int) -> tuple[list[str], int]:
        for number in range(10, posts):
            (src / f"subjects/more-{number}.md").write_text(
                f"---\ndate: 2026-01-09\ntopics: [greek]\n---\n\n# More {number}\n"
            )
        built = build(src, config=bounded(theme))
        return links(built, "subjects/alone.html"), len(built.read("subjects/alone.html"))

    assert shown(15) == shown(40)


@with_rtd
def test_headings_of_the_page_stand_below_it(src: Path) -> None:
    edit(src / "letters/beta.md", "# Beta", "# *Beta*\n\n## A\n\n### `B`\n\n## C")
    deep = sidebar(build(src, config=bounded(RTD)), "letters/beta.html")
    headings = r'<li class="toctree-l(\d)"><a class="reference internal" href="#([a-z])">'
    assert re.findall(headings, deep) == [("3", "a"), ("4", "b"), ("3", "c")]
    flat = sidebar(build(src, config=bounded(RTD, navigation_depth=3)), "letters/beta.html")
    assert re.findall(headings, flat) == [("3", "a"), ("3", "c")]
    assert flat.count("<ul") == flat.count("</ul>")
    assert flat.count("<li") == flat.count("</li>")
    titles = build(src, config=bounded(RTD, titles_only=True))
    assert re.findall(headings, sidebar(titles, "letters/beta.html")) == []


@with_rtd
def test_the_tree_ends_at_the_depth_of_the_theme(src: Path) -> None:
    built = build(src, config=bounded(RTD, navigation_depth=1))
    assert links(built, "letters/beta.html") == ["index.html", "../subjects/greek.html"]


@every
@pytest.mark.parametrize(
    ("page", "old", "new"),
    [
        ("letters/delta.md", "# Delta", "# Delta, changed"),
        ("letters/index.md", "# Letters of the alphabet", "# The letters"),
        ("index.md", "letters/index", "The title here <letters/index>"),
    ],
)
def test_a_change_shows_everywhere(theme: str, page: str, old: str, new: str, src: Path) -> None:
    config = bounded(theme, **({"home_page_in_toc": True} if theme == BOOK else {}))
    build(src, config=config)
    edit(src / page, old, new)
    incremental = build(src, config=config)
    assert pages(incremental.out) == pages(build(src, out="_clean", config=config).out)


def test_heads_of_pages_follow_a_post_that_the_home_page_adopts(src: Path) -> None:
    topic = "```{topic} latin\n:title: Latin\n```\n"
    (src / "index.md").write_text(f"{(src / 'index.md').read_text()}\n{topic}")
    (src / "roman.md").write_text("---\ndate: 2026-01-09\ntopics: [latin]\n---\n\n# Roman\n")
    assert "Roman" in build(src, config=bounded(PYDATA)).read("letters/beta.html")
    edit(src / "roman.md", "# Roman", "# Not Greek")
    incremental = build(src, config=bounded(PYDATA))
    clean = build(src, out="_clean", config=bounded(PYDATA))
    assert "Not Greek" in clean.read("letters/beta.html")
    assert pages(incremental.out) == pages(clean.out)


@every
def test_the_setting_rewrites_pages_when_it_changes(theme: str, src: Path) -> None:
    build(src, config={"html_theme": theme, "html_theme_options": {}})
    switched = build(src, config=bounded(theme))
    assert pages(switched.out) == pages(build(src, out="_clean", config=bounded(theme)).out)


def test_a_project_without_posts_has_it_where_it_asks(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"part-{number}").mkdir()
        (tmp_path / f"part-{number}/index.rst").write_text(
            "Part\n====\n\n.. toctree::\n\n   page\n"
        )
        (tmp_path / f"part-{number}/page.rst").write_text("Page\n====\n")
    (tmp_path / "index.rst").write_text(
        "Home\n====\n\n.. toctree::\n   :glob:\n\n   part-*/index\n"
    )
    (tmp_path / "conf.py").write_text("extensions = ['sphinx_series']\n")
    built = build(tmp_path, config=bounded(BOOK))
    assert links(built, "part-1/page.html") == [
        "../part-0/index.html", "index.html", "#", "../part-2/index.html",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["bound", 1, None])
def test_what_is_no_value_is_said(wrong: object, src: Path) -> None:
    (src / "conf.py").write_text((src / "conf.py").read_text() + f"series_navigation = {wrong!r}\n")
    built = build(src, config={"html_theme": BOOK})
    [warning] = [line for line in built.warnings if "series_navigation takes" in line]
    assert f'series_navigation takes True, False or "bounded", not {wrong!r}' in warning


@pytest.mark.parametrize(("text", "means"), [("0", False), ("1", True), ("bounded", "bounded")])
def test_the_command_line_says_it_too(text: str, means: object, src: Path) -> None:
    built = build(src, config={"series_navigation": text})
    assert built.warnings == []
    assert built.app.config.series_navigation == means


# What folds a branch, and the tree itself.
SWITCHES = {BOOK: ("nav.bd-links summary .toctree-toggle", "nav.bd-links")}
if RTD in SIDEBARS:
    SWITCHES[RTD] = (".wy-menu button.toctree-expand", ".wy-menu-vertical")


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("theme", SWITCHES)
def test_the_switches_of_the_theme_fold_the_branch(theme: str, src: Path, browser: Browser) -> None:
    switch, tree = SWITCHES[theme]
    own = build(src, out="_own", config={"html_theme": theme})
    found: list[set[str]] = []
    for built in (own, build(src, config=bounded(theme))):
        with static(built.out) as url:
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"{url}/letters/beta.html")
            sibling = page.locator(f"{tree} a", has_text="Delta")
            assert sibling.is_visible()
            rules = Axe().run(page, context=tree).response["violations"]
            found.append({rule["id"] for rule in rules})
            page.locator(switch).first.click()
            sibling.wait_for(state="hidden")
            page.locator(switch).first.click()
            sibling.wait_for(state="visible")
            page.close()
    assert found[1] <= found[0]
