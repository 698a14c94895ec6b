"""Topics that no page declares by itself, and how topics are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import build, edit, files
from small import MARKUPS, Root
from sphinx.util.inventory import InventoryFile
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build

CONF = 'series_topics = {"cpp": "C++", "cats": "Cats & <dogs>"}\n'


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    """Write posts of one topic that a page declares and of several that none does."""
    root = Root(tmp_path, request.param, CONF)
    root.page("index", "Home", root.toctree("own", "all"))
    root.page("own", "Own", root.heading("A heading"), root.directive("topic", "cats"))
    root.page("all", "All topics", root.directive("topics"), root.directive("topics", declare=""))
    root.page("one", "One", "Text.", date="2026-01-01", topics=["C++", "cats"])
    root.page("two", "Two", "Text.", date="2026-01-02", topics=["cpp", "数学"])
    root.page("three", "Three", "Text.", date="2026-01-03", topics=["हिन्दी"])
    return root


def same(built: Build, clean: Build) -> None:
    """Compare all files but Sphinx's own index of words."""
    one, other = (
        {path: text for path, text in files(each.out).items() if path != "searchindex.js"}
        for each in (built, clean)
    )
    assert one == other


def sections(built: Build) -> dict[str, list[str]]:
    """Give the sections of the page that declares what is left, with the posts of each."""
    parts = re.split(r'<section id="(topic-[^"]+)">', built.read("all.html"))[1:]
    return {
        id_: re.findall(r'data-post="([^"]+)"', text)
        for id_, text in zip(parts[::2], parts[1::2], strict=True)
    }


def test_what_no_page_declares_is_declared_each_as_a_section(root: Root) -> None:
    built = build(root.folder)
    assert built.warnings == []
    assert sections(built) == {
        "topic-cpp": ["two", "one"], "topic-हिन्दी": ["three"], "topic-数学": ["two"],
    }  # fmt: skip
    page = built.read("all.html")
    assert "<h2>C++<a" in page
    cards = page.split('<ul class="topic-cards')[1].split("</ul>")[0]
    assert re.findall(r'href="([^"]+)"[^>]*>([^<]+)', cards) == [
        ("own.html#topic-cats", "Cats &amp; &lt;dogs&gt;"), ("#topic-cpp", "C++"),
        ("#topic-हिन्दी", "हिन्दी"), ("#topic-数学", "数学"),
    ]  # fmt: skip
    contents = page.split("Table of Contents")[1].split("</div>")[0]
    assert re.findall(r'href="(#topic[^"]+)">([^<]+)', contents) == [
        ("#topic-cpp", "C++"), ("#topic-हिन्दी", "हिन्दी"), ("#topic-数学", "数学"),
    ]  # fmt: skip
    assert 'href="all.html#topic-cpp">C++</a>' in built.read("one.html")
    for id_ in ("cpp", "数学", "हिन्दी", "cats"):
        assert (built.out / f"feeds/topic-{id_}.xml").is_file()
    assert "<title>C++ – " in built.read("feeds/topic-cpp.xml")
    found = InventoryFile.loads((built.out / "objects.inv").read_bytes(), uri="").data
    assert found["series:topic"]["cpp"].uri == "all.html#topic-cpp"
    assert found["std:label"]["topic-cpp"].display_name == "C++"


def test_they_are_the_home_of_their_posts(root: Root) -> None:
    built = build(root.folder)
    assert built.app.env.toctree_includes["all"] == ["two", "one", "three"]
    book = build(root.folder, builder="latex").read("projectnamenotset.tex")
    assert "\\section{C++}" in book or "C++" in book
    text = build(root.folder, builder="text")
    assert "C++\n===" in text.read("all.txt") or "C++\n***" in text.read("all.txt")


def test_they_come_and_go_with_what_posts_name(root: Root) -> None:
    build(root.folder)
    root.page("three", "Three", "Text.", date="2026-01-03", topics=["go"])
    root.page("two", "Two", "Text.", date="2026-01-02", topics=["cpp"])
    built = build(root.folder)
    assert sections(built) == {"topic-cpp": ["two", "one"], "topic-go": ["three"]}
    assert not (built.out / "feeds/topic-数学.xml").exists()
    same(built, build(root.folder, out="_clean"))
    root.page("own", "Own", root.directive("topic", "cpp"), root.directive("topic", "cats"))
    built = build(root.folder)
    assert sections(built) == {"topic-go": ["three"]}
    same(built, build(root.folder, out="_clean"))
    edit(root.folder / "conf.py", '"C++"', '"C plus plus"')
    (warning,) = [line for line in build(root.folder).warnings if "one." in line]
    assert "'C++' is not: write `cpp`" in warning


def test_without_a_declaration_they_are_unknown(root: Root) -> None:
    root.page("all", "All topics", root.directive("topics"))
    warnings = [line for line in build(root.folder).warnings if "[series.unknown_topic]" in line]
    assert len(warnings) == 4


@pytest.mark.parametrize(
    ("body", "options", "warning"),
    [("cats", {}, "it takes no ids and no columns"), ("", {"columns": "2"}, "it takes no ids")],
)
def test_it_takes_nothing_else(
    root: Root, body: str, options: dict[str, str], warning: str
) -> None:
    root.page("all", "All", root.directive("topics", "", body, declare="", **options))
    (found,) = build(root.folder).warnings
    assert warning in found


def test_one_page_declares_what_is_left(root: Root) -> None:
    root.page("own", "Own", root.directive("topic", "cats"), root.directive("topics", declare=""))
    built = build(root.folder)
    (warning,) = built.warnings
    assert "'all' declares the topics that are left already: remove `:declare:` here" in warning
    assert "topic-cpp" in sections(built)


@pytest.mark.parametrize(
    "value",
    [["cpp"], {"c pp": "C++"}, {"cpp": ""}, {"cpp": 1}, {1: "C++"}, {"a": "Same", "b": "Same"}],
)
def test_a_wrong_setting_is_named(root: Root, value: object) -> None:
    conf = root.folder / "conf.py"
    conf.write_text(conf.read_text().replace(CONF, f"series_topics = {value!r}\n"))
    root.page("one", "One", "Text.", date="2026-01-01", topics=["cats"])
    (warning,) = build(root.folder).warnings
    assert "series_topics takes a dictionary" in warning


def test_commands_know_them(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    source = ["--source", str(root.folder)]
    assert main(["check", *source]) == 0, capsys.readouterr().out
    assert main(["new", "A post", "--topic", "cpp", *source]) == 0
    assert main(["new", "Another", "--topic", "rust", *source]) == 2
    (root.folder / f"one.{root.suffix}").unlink()
    root.page("all", "All topics", root.directive("topics"))
    assert main(["check", *source]) == 1
