"""Search by Pagefind in real builds: what is found, when the index is made, what can go wrong."""

from __future__ import annotations

import json
import os
import shutil
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from builds import Build, build, copy_root, edit, files
from search_index import found
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx_pagefind import program

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx

CONFIG: dict[str, Any] = {
    "extensions": ["myst_parser", "sphinx_series", "sphinx_pagefind"],
    "html_theme": "furo",
}


def time_of_index(built: Build) -> int:
    return (built.out / "_pagefind/pagefind-entry.json").stat().st_mtime_ns


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return copy_root("notes-myst", tmp_path)


def test_posts_and_plain_pages_are_found_and_lists_are_not(src: Path) -> None:
    (src / "plain.md").write_text("---\norphan: true\n---\n\n# A plain page\n\nWords of its own.\n")
    built = build(src, config={**CONFIG, "series_permalink": "/blog/{slug}/"})
    assert built.warnings == []
    assert (built.out / "blog/beta/index.html").is_file()
    assert set(found(built.out)) == {
        "/letters/alpha.html", "/letters/beta.html", "/letters/delta.html",
        "/plain.html", "/subjects/alone.html",
    }  # fmt: skip


def test_a_post_says_where_it_belongs(src: Path) -> None:
    page = found(build(src, config=CONFIG).out)["/letters/beta.html"]
    assert page["filters"] == {"series": ["letters"], "topic": ["greek"]}
    assert page["meta"] == {
        "title": "Beta",
        "facts": "Part 2 of 5\u00a0· Letters\u00a0· Feb 01, 2026",
    }


def test_a_post_is_not_found_by_what_it_shows_of_others(src: Path) -> None:
    post = src / "letters/alpha.md"
    post.write_text(f"{post.read_text()}\n```{{posts}}\n:style: cards\n```\n")
    built = build(src, config=CONFIG)
    assert "My own beta" in built.read("letters/alpha.html")
    content = found(built.out)["/letters/alpha.html"]["content"]
    assert "beta" not in content
    assert "Part 1" not in content
    assert "¶" not in content


def test_sections_of_a_page_are_found_at_their_headings(src: Path) -> None:
    (src / "plain.md").write_text(
        "---\norphan: true\n---\n\n# Plain\n\nText.\n\n"
        "(a-label)=\n## First *things*\n\nOne.\n\n```{rst-class} marked\n```\n### Inside\n\nTwo.\n"
    )
    page = found(build(src, config=CONFIG).out)["/plain.html"]
    anchors = {one["text"]: (one["element"], one["id"]) for one in page["anchors"]}
    # MyST 4 puts the label behind the name of the section; either leads there.
    assert anchors["First things"] in {("h2", "a-label"), ("h2", "first-things")}
    assert anchors["Inside"] == ("h3", "inside")


def test_terms_are_found_at_their_definitions(src: Path) -> None:
    (src / "words.md").write_text(
        "---\norphan: true\n---\n\n# Words\n\n"
        "```{glossary}\nhot *loaf*\nwarm loaf\n  Warm bread.\n\ncrumb\n  What falls off.\n```\n"
        "\n```{worksheet} oven\n:title: Heat of an oven\nheat = 5 W\n```\n\n```{worksheets}\n```\n"
    )
    config = {**CONFIG, "extensions": [*CONFIG["extensions"], "sphinx_worksheet"]}
    page = found(build(src, config=config).out)["/words.html"]
    anchors = {one["text"]: one["id"] for one in page["anchors"] if one["element"] == "h6"}
    assert anchors == {
        "hot loaf": "term-hot-loaf", "warm loaf": "term-warm-loaf", "crumb": "term-crumb",
        "Heat of an oven": "worksheets-oven",
    }  # fmt: skip


def test_sphinx_own_marks_keep_out_of_the_index(src: Path) -> None:
    (src / "hidden.md").write_text("---\norphan: true\nno-search: true\n---\n\n# Hidden\n\nText.\n")
    (src / "partly.md").write_text(
        "---\norphan: true\n---\n\n# Partly\n\nShown.\n\n```{rst-class} no-search\nSECRET\n```\n"
    )
    pages = found(build(src, config=CONFIG).out)
    assert "/hidden.html" not in pages
    assert "Shown" in pages["/partly.html"]["content"]
    assert "SECRET" not in pages["/partly.html"]["content"]


def test_what_the_project_names_is_not_indexed(src: Path) -> None:
    (src / "plain.md").write_text("---\norphan: true\n---\n\n# Plain\n\nText, *secret*.\n")
    config = {**CONFIG, "pagefind_ignore": ["em"]}
    content = found(build(src, config=config).out)["/plain.html"]["content"]
    assert "secret" not in content
    assert "Text" in content


def test_sections_are_a_filter(src: Path) -> None:
    sections = {"Letters & more": ["letters/*"], "Everything": ["**"]}
    built = build(src, config={**CONFIG, "pagefind_sections": sections})
    pages = found(built.out)
    assert pages["/letters/beta.html"]["filters"]["section"] == ["Letters & more"]
    assert pages["/subjects/alone.html"]["filters"]["section"] == ["Everything"]
    assert '<option value="Letters &amp; more">' in built.read("search.html")


def test_the_search_page_offers_what_the_site_has(src: Path) -> None:
    topic = src / "subjects/greek.md"
    topic.write_text(topic.read_text().replace("title: Greek", 'title: <b> "Greek" & more'))
    page = build(src, config=CONFIG).read("search.html")
    title = "&lt;b&gt; &#34;Greek&#34; &amp; more"
    assert f'<option value="greek">{title}</option>' in page
    assert f'<a href="subjects/greek.html">{title}</a>' in page
    assert '<option value="letters">Letters</option>' in page
    assert 'data-pagefind="_pagefind/pagefind.js"' in page
    assert '<meta name="robots" content="noindex" />' in page


@pytest.mark.parametrize("theme", ["alabaster", "basic", "furo"])
def test_themes_need_to_know_nothing(theme: str, src: Path) -> None:
    built = build(src, config={**CONFIG, "html_theme": theme})
    assert built.warnings == []
    assert '<form class="site-search-form"' in built.read("search.html")
    assert "sphinx_pagefind.js" in built.read("search.html")
    assert "sphinx_pagefind.js" not in built.read("index.html")
    assert not (built.out / "searchindex.js").exists()


def test_pages_with_a_slash_are_found_there(src: Path) -> None:
    built = build(src, builder="dirhtml", config=CONFIG)
    assert "/letters/beta/" in found(built.out)
    assert 'data-pagefind="../_pagefind/pagefind.js"' in built.read("search/index.html")


def test_the_index_is_in_the_language_of_the_site(src: Path) -> None:
    built = build(src, config={**CONFIG, "language": "pt_BR"})
    assert built.warnings == []
    assert list(json.loads(built.read("_pagefind/pagefind-entry.json"))["languages"]) == ["pt-br"]


def test_other_builders_are_left_alone(src: Path) -> None:
    built = build(src, builder="text", config=CONFIG)
    assert built.warnings == []
    assert not (built.out / "_pagefind").exists()
    assert not list((src / "_build/doctrees").glob("pagefind*"))


def test_the_extension_works_by_itself(tmp_path: Path) -> None:
    src = copy_root("plain", tmp_path)
    built = build(src, config={"extensions": ["sphinx_pagefind"], "primary_domain": None})
    assert built.warnings == []
    assert found(built.out)["/"]["filters"] == {}
    assert "site-search-lists" not in built.read("search.html")


# When the index is made


def test_pagefind_does_not_run_again_for_nothing(src: Path) -> None:
    before = time_of_index(build(src, config=CONFIG))
    os.utime(src / "letters/alpha.md", (2e9, 2e9))
    assert time_of_index(build(src, config=CONFIG)) == before


def test_an_edit_is_found(src: Path) -> None:
    build(src, config=CONFIG)
    edit(src / "letters/alpha.md", "Text.", "Edited words.")
    assert "Edited words" in found(build(src, config=CONFIG).out)["/letters/alpha.html"]["content"]


def test_an_edit_is_found_in_every_output_folder(src: Path) -> None:
    for out in ("_first", "_second"):
        build(src, out=out, doctrees="_shared", config=CONFIG)
    edit(src / "letters/alpha.md", "Text.", "Edited words.")
    for out in ("_first", "_second"):
        built = build(src, out=out, doctrees="_shared", config=CONFIG)
        assert "Edited words" in found(built.out)["/letters/alpha.html"]["content"]


def test_a_removed_page_is_not_found_any_more(src: Path) -> None:
    build(src, config=CONFIG)
    (src / "subjects/alone.md").unlink()
    assert "/subjects/alone.html" not in found(build(src, config=CONFIG).out)


def test_a_filter_follows_the_page_that_decides_it(src: Path) -> None:
    build(src, config=CONFIG)
    edit(src / "subjects/greek.md", ":icon: book", ":icon: book\n:from: letters/alpha")
    edit(src / "letters/alpha.md", "topics: [greek]", "topics: []")
    built = build(src, config=CONFIG)
    assert found(built.out)["/letters/alpha.html"]["filters"]["topic"] == ["greek"]
    edit(src / "subjects/greek.md", ":from: letters/alpha", "")
    built = build(src, config=CONFIG)
    assert "topic" not in found(built.out)["/letters/alpha.html"]["filters"]


@pytest.mark.parametrize("lost", ["html/_pagefind", "doctrees/pagefind-*", "doctrees/pagefind-*/"])
def test_what_was_lost_is_made_again(lost: str, src: Path) -> None:
    whole = found(build(src, config=CONFIG).out)
    for path in (src / "_build").glob(lost):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    assert found(build(src, config=CONFIG).out) == whole


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_incremental_index_holds_what_a_clean_one_holds(jobs: int, src: Path) -> None:
    build(src, config=CONFIG, jobs=jobs)
    edit(src / "letters/delta.md", "series: letters", "part: 4\nseries: letters")
    edit(src / "letters/alpha.md", "# Alpha", "# Alpha, renamed")
    (src / "letters/gamma.md").unlink()
    incremental = build(src, config=CONFIG, jobs=jobs)
    clean = build(src, out="_clean", config=CONFIG)
    assert found(incremental.out) == found(clean.out)
    (documents,) = (src / "_build/doctrees").glob("pagefind-html-*/")
    (clean_documents,) = (src / "_clean/doctrees").glob("pagefind-html-*/")
    assert files(documents) == files(clean_documents)


def test_a_change_of_settings_makes_a_new_index(src: Path) -> None:
    build(src, config=CONFIG)
    config = {**CONFIG, "pagefind_ignore": ["p"], "pagefind_sections": {"All": ["**"]}}
    page = found(build(src, config=config).out)["/letters/alpha.html"]
    assert page["filters"]["section"] == ["All"]
    assert "Text" not in page["content"]


# What can go wrong


@pytest.fixture
def without_pagefind(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pagefind_bin", "pagefind_bin_extended"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setenv("PATH", "")


@pytest.mark.usefixtures("without_pagefind")
def test_without_pagefind_the_site_has_the_search_of_sphinx(src: Path) -> None:
    built = build(src, config=CONFIG)
    (warning,) = built.warnings
    assert warning == (
        "WARNING: Pagefind is not installed, so the site has Sphinx's own search: "
        "install it with `pip install 'pagefind[bin]'` [pagefind.missing]"
    )
    assert (built.out / "searchindex.js").is_file()
    assert "searchtools.js" in built.read("search.html")
    assert "site-search" not in built.read("search.html")


def test_either_search_takes_the_place_of_the_other(
    src: Path, request: pytest.FixtureRequest
) -> None:
    assert (build(src, config=CONFIG).out / "_pagefind").is_dir()
    request.getfixturevalue("without_pagefind")
    built = build(src, config=CONFIG)
    assert not (built.out / "_pagefind").exists()
    assert "letters/beta" in built.read("searchindex.js")
    request.getfixturevalue("monkeypatch").undo()
    built = build(src, config=CONFIG)
    assert (built.out / "_pagefind").is_dir()
    assert not (built.out / "searchindex.js").exists()


def test_a_program_on_the_path_serves_too(src: Path, request: pytest.FixtureRequest) -> None:
    installed = program.find()
    assert installed
    request.getfixturevalue("without_pagefind")
    request.getfixturevalue("monkeypatch").setenv("PATH", str(installed.parent))
    built = build(src, config=CONFIG)
    assert built.warnings == []
    assert "/letters/beta.html" in found(built.out)


@pytest.mark.parametrize(
    ("text", "message"),
    [("#!/bin/sh\necho 'out of luck' >&2\nexit 3\n", "out of luck"), ("no program", "format")],
)
def test_a_failure_of_pagefind_is_a_warning(
    text: str, message: str, src: Path, request: pytest.FixtureRequest
) -> None:
    build(src, config=CONFIG)
    request.getfixturevalue("without_pagefind")
    fake = src.parent / "bin/pagefind"
    fake.parent.mkdir()
    fake.write_text(text)
    fake.chmod(0o755)
    request.getfixturevalue("monkeypatch").setenv("PATH", f"{fake.parent}:/bin:/usr/bin")
    (warning,) = build(src, config=CONFIG).warnings
    assert warning.startswith("WARNING: Pagefind could not make the index, so nothing is found: ")
    assert message in warning
    assert warning.endswith("[pagefind.failed]")
    assert build(src, config=CONFIG).warnings == [warning], "it is said until it is mended"


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("pagefind_sections", {"Guides": "guides/**"}, "titles with lists of docname patterns"),
        ("pagefind_sections", ["guides"], "titles with lists of docname patterns"),
        ("pagefind_ignore", ".advertisement", "a list of CSS selectors"),
    ],
)
def test_a_wrong_setting_is_a_warning(name: str, value: object, wanted: str, src: Path) -> None:
    conf = src / "conf.py"
    conf.write_text(f"{conf.read_text()}{name} = {value!r}\n")
    (warning,) = build(src, config=CONFIG).warnings
    assert f"{name} takes {wanted}" in warning
    assert warning.startswith("conf.py:5: WARNING:")
    assert warning.endswith("[pagefind.config]")


LOST = """
def absolute(app, pagename, templatename, context, doctree):
    if pagename == "404":
        context["pathto"] = lambda uri, resource=False: "/en/" + (
            uri if resource else app.builder.get_target_uri(uri)
        )

def setup(app):
    app.connect("html-collect-pages", lambda app: [("404", {"title": "", "body": ""}, "page.html")])
    app.connect("html-page-context", absolute)
"""


@pytest.mark.parametrize(
    ("builder", "page", "address"),
    [("html", "404.html", "/en/search.html"), ("dirhtml", "404/index.html", "/en/search/")],
)
def test_a_page_for_lost_addresses_searches_from_any_depth(
    builder: str, page: str, address: str, tmp_path: Path
) -> None:
    (tmp_path / "index.rst").write_text("Home\n====\n")
    (tmp_path / "conf.py").write_text(LOST)
    built = build(tmp_path, builder=builder, config={"extensions": ["sphinx_pagefind"]})
    assert f'<script data-search="{address}"' in built.read(page)
    home = "search.html" if builder == "html" else "search/"
    assert f'<script data-search="{home}"' in built.read("index.html")


def test_the_search_of_another_extension_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sphinx-docsearch switches Sphinx's search off, and listens to the same keys."""

    def setup(_app: Sphinx) -> dict[str, bool]:
        StandaloneHTMLBuilder.search = False
        return {"parallel_read_safe": True}

    monkeypatch.setattr(StandaloneHTMLBuilder, "search", StandaloneHTMLBuilder.search)
    theirs = ModuleType("sphinx_docsearch")
    theirs.setup = setup  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sphinx_docsearch", theirs)
    (tmp_path / "index.rst").write_text("Home\n====\n")
    extensions = ["sphinx_docsearch", "sphinx_pagefind"]
    (tmp_path / "conf.py").write_text(f"project = 'Notes'\nextensions = {extensions}\n")
    plain = build(tmp_path, out="_plain", config={"extensions": extensions[:1]})
    built = build(tmp_path)
    assert files(built.out) == files(plain.out)
    (warning,) = built.warnings
    assert warning.startswith("conf.py:2: WARNING: sphinx_docsearch is the search of this site")
    assert warning.endswith("[pagefind.neighbour]")
    time = (built.out / "index.html").stat().st_mtime_ns
    assert build(tmp_path).warnings == [warning]
    assert (built.out / "index.html").stat().st_mtime_ns == time


@pytest.mark.parametrize("wanted", [True, False])
def test_a_theme_that_searches_the_index_of_sphinx_is_named(
    *, wanted: bool, tmp_path: Path
) -> None:
    (tmp_path / "index.rst").write_text("Home\n====\n")
    (tmp_path / "conf.py").write_text(f"""
extensions = ["sphinx_pagefind"]
html_theme = "pydata_sphinx_theme"
html_theme_options = {{"search_as_you_type": {wanted}}}
""")
    warnings = build(tmp_path).warnings
    assert len(warnings) == wanted
    assert all(line.startswith("conf.py:4: WARNING: the theme searches") for line in warnings)
    assert all("[pagefind.neighbour]" in line for line in warnings)
