"""The home of several projects: its feeds, llms.txt and sitemap tell of what all of them have."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from builds import Build, build, edit
from jsonschema import validate
from others import catalogue, same
from small import Root
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NOTES = "https://notes.example/docs"


def conf(own: str, others: str) -> str:
    markdown = 'extensions += ["sphinx_markdown_builder"]\nseries_markdown = True\n'
    return (
        f'{markdown}project = "The {own}"\nhtml_baseurl = "https://{own}.example/docs/"\n'
        f"series_catalogues = {others}\n"
    )


def two(folder: Path) -> tuple[Root, Root]:
    """Write a home, and a project that it knows."""
    where = f'{{"notes": ("{NOTES}/", "../notes/_build/html"), "gone": ("https://g.example", "g")}}'
    home = Root(folder / "home", "yaml", f"{conf('home', where)}series_home = True\n")
    notes = Root(folder / "notes", "yaml", conf("notes", "{}"))
    for root in (home, notes):
        own = root.folder.name
        site = {"site": "*"} if own == "home" else {}
        root.page("index", f"Home of {own}", root.toctree("topic", "other"))
        root.page("topic", f"Topic of {own}", root.directive("topic", "go", **site))
        root.page("other", "Other", root.directive("topic", "rest"))
        root.page(
            "first", f"First of {own}", f"Text of {own}.", date="2026-01-01", topics=["go"],
            description=f"How {own} & <all> begins.",
        )  # fmt: skip
        root.page("second", f"Second of {own}", "Text.", date="2026-02-01", topics=["rest"])
        root.page("hidden", "Hidden", "Text.", date="2026-03-01", unlisted="true")
    return home, notes


def titles(built: Build, path: str) -> list[str]:
    found = ET.fromstring(built.read(path))  # noqa: S314 - our own
    return [entry.findtext(f"{ATOM}title") or "" for entry in found.findall(f"{ATOM}entry")]


def locations(built: Build, path: str) -> list[str]:
    found = ET.fromstring(built.read(path))  # noqa: S314 - our own
    return [one.text or "" for one in found.iter(f"{MAP}loc")]


def test_a_home_tells_of_the_posts_of_all(tmp_path: Path) -> None:
    home, notes = two(tmp_path)
    there = build(notes.folder)
    assert there.warnings == []
    built = build(home.folder)
    (warning,) = built.warnings
    assert "the catalogue of 'gone' cannot be read" in warning
    assert titles(built, "feed.xml") == [
        "Second of notes", "Second of home", "First of home", "First of notes",
    ]  # fmt: skip
    assert titles(built, "feeds/topic-go.xml") == ["First of home", "First of notes"]
    assert titles(built, "feeds/topic-rest.xml") == ["Second of home"]
    items = {item["title"]: item for item in json.loads(built.read("feed.json"))["items"]}
    own = {item["title"]: item for item in json.loads(there.read("feed.json"))["items"]}
    assert items["First of notes"]["url"] == f"{NOTES}/first.html"
    assert items["First of notes"]["id"] == own["First of notes"]["id"]
    assert items["First of notes"]["content_text"] == "How notes & <all> begins."
    assert "Text of home." in items["First of home"]["content_html"]
    assert locations(built, "sitemap.xml") == [
        "https://home.example/docs/sitemap-1.xml", f"{NOTES}/sitemap.xml",
    ]  # fmt: skip
    assert "https://home.example/docs/first.html" in locations(built, "sitemap-1.xml")
    section = built.read("llms.txt").split("## The notes\n\n")[1]
    assert section.splitlines() == [
        f"- [llms.txt]({NOTES}/llms.txt)",
        f"- [Second of notes]({NOTES}/second.html)",
        f"- [First of notes]({NOTES}/first.html): How notes & \\<all\\> begins.",
    ]
    exported = json.loads(built.read("catalogue.json"))
    validate(exported, json.loads(built.read("catalogue.schema.json")))
    assert {post["title"] for post in exported["posts"]} == {
        "First of home", "Second of home", "Hidden",
    }  # fmt: skip


def test_what_changes_elsewhere_changes_the_files_of_the_home(tmp_path: Path) -> None:
    home, notes = two(tmp_path)
    build(notes.folder)
    build(home.folder)
    edit(notes.folder / "second.md", "Second of notes", "Second & last")
    build(notes.folder)
    again = build(home.folder)
    assert "Second & last" in titles(again, "feed.xml")
    assert same(again) == same(build(home.folder, out="_clean"))
    conf_py = home.folder / "conf.py"
    conf_py.write_text(conf_py.read_text().replace("series_home = True", "series_home = False"))
    alone = build(home.folder)
    assert titles(alone, "feed.xml") == ["Second of home", "First of home"]
    assert not (alone.out / "sitemap-1.xml").exists()
    assert "notes" not in alone.read("llms.txt")
    assert same(alone) == same(build(home.folder, out="_other"))


def test_a_home_without_posts_of_its_own_has_a_feed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # As a version wrote it that knew neither of sitemaps nor of ids.
    (tmp_path / "far.json").write_text(json.dumps(catalogue()))
    place = 'series_catalogues = {"far": ("https://far.example/", "far.json")}\n'
    root = Root(tmp_path, "yaml", f"{place}series_home = True\n")
    root.page("index", "Home", root.directive("posts", site="*"))
    built = build(root.folder)
    assert built.warnings == []
    assert titles(built, "feed.xml") == ["Far away"]
    assert "<id>https://far.example/far.html</id>" in built.read("feed.xml")
    assert re.search(r'type="application/atom\+xml"[^>]*href="feed.xml"', built.read("index.html"))
    assert locations(built, "sitemap.xml") == ["https://docs.example.org/"]
    (tmp_path / "urls.txt").write_text("/feed.xml\n/feed.json -> gone\n")
    with (tmp_path / "conf.py").open("a") as file:
        file.write('series_ledger = "urls.txt"\n')
    problem = "'/feed.json' is the page '/feed.json' of this site"
    assert any(problem in warning for warning in build(root.folder).warnings)
    assert main(["check", "--source", str(tmp_path)]) == 1
    assert problem in capsys.readouterr().out
