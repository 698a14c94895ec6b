"""It survives: faults, hostile input, names that stand in one another's way.

No build ends with a traceback, writes or removes a file outside its output folder, loses a line
that a person wrote, or leaves a page old.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from builds import build, files
from faults import FAULTS, tried
from sphinx_series.output_paths import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builds import Build
    from faults import Fault

CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_theme = "basic"
html_baseurl = "https://docs.example.org/en/"
series_permalink = "/blog/{slug}/"
"""
HOME = "# Home\n\n```{toctree}\n:glob:\n*\n```\n\n```{posts}\n```\n\n```{topics}\n```\n"
TOPIC = "# Tools\n\n```{topic} tools\nAbout tools.\n```\n"
POST = "---\ndate: 2026-01-01\ntopics: [tools]\n---\n\n# A post\n\nText.\n"


def post(front: str = "", body: str = "Text.") -> str:
    return f"---\ndate: 2026-01-01\n{front}\n---\n\n# A post\n\n{body}\n"


def site(folder: Path, sources: Mapping[str, str], conf: str = "") -> Path:
    """Write the sources of a small site."""
    own = {"conf.py": CONF + conf, "index.md": HOME, "tools.md": TOPIC, "p.md": POST, **sources}
    for name, text in own.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def renew(src: Path, number: int) -> None:
    """Put a new post in the place of the one before it, so that a build has all to write."""
    front = f"topics: [tools]\nslug: n{number}\naliases: [/n/{number}/]"
    (src / f"new-{number}.md").write_text(post(front))
    (src / f"new-{number - 1}.md").unlink(missing_ok=True)


def written(out: Path) -> dict[str, bytes]:
    """Give all files but Sphinx's index, which keeps words of pages that are gone."""
    return {name: text for name, text in files(out).items() if name != "searchindex.js"}


def told(found: Build, place: str, *words: str) -> bool:
    """Tell whether a warning at a place has all the words."""
    return any(
        line.startswith(place) and all(word in line for word in words) for line in found.warnings
    )


# What a person or a later build relies on is not lost.


@pytest.mark.parametrize(
    "damage",
    [b"", b'{"unfinished": false, "docu', b"[]", b"\xff\xfe\x00", b"[" * 100_000],
    ids=["empty", "cut", "list", "no-text", "deep"],
)
def test_a_damaged_manifest_is_said_and_loses_nothing(damage: bytes, tmp_path: Path) -> None:
    src = site(
        tmp_path, {"q.md": post("topics: [other]"), "other.md": "# O\n\n```{topic} other\n```\n"}
    )
    out = build(src).out
    (out / MANIFEST).write_bytes(damage)
    (src / "q.md").unlink()
    (src / "other.md").unlink()
    after = build(src)
    assert told(after, "WARNING", MANIFEST, "damaged", "[series.output]")
    assert written(after.out) == written(build(src, out="_clean").out)
    assert not told(build(src), "WARNING", "damaged")


def test_a_damaged_manifest_without_its_copy_says_what_to_do(tmp_path: Path) -> None:
    src = site(tmp_path, {})
    out = build(src).out
    (out / MANIFEST).write_text("{")
    shutil.rmtree(out.parent / "doctrees")
    assert told(build(src), "WARNING", "remove the folder, and build again", "[series.output]")


@pytest.mark.parametrize("every", [23, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_build_that_meets_a_fault_is_mended_by_the_next(
    fault: Fault, every: int, tmp_path: Path
) -> None:
    """At each call that changes a file or a folder, be it Sphinx's or ours."""
    conf = 'series_feeds = ["atom"]\n'
    src = site(tmp_path, {"q.md": post("slug: q\naliases: [/q/old.html]")}, conf)
    build(src)
    place, met = FAULTS.index(fault) * 3 % every + 1, 0
    while True:
        renew(src, place)
        outcome = tried(lambda: build(src).warnings, fault, place, src)
        if not outcome.is_met:
            break
        met += 1
        # What Sphinx itself does not catch is its own.
        assert not outcome.error or outcome.is_of_sphinx, outcome.error
        is_said = outcome.is_killed or outcome.error or outcome.said or outcome.status
        # That a folder cannot be made is nothing where it is there.
        assert is_said or outcome.changed.startswith("os.mkdir"), outcome
        after = build(src)
        # Sphinx keeps what it remembers of a configuration in a file of its own.
        assert [line for line in after.warnings if "build info file" not in line] == [], outcome
        assert written(after.out) == written(build(src, out="_clean").out), outcome
        place += every
    assert met * every > 10


# Nothing is touched outside the output folder.


def named(*paths: str) -> str:
    return json.dumps({"unfinished": True, "documents": paths, "outputs": {}, "sources": {}})


@pytest.mark.parametrize(
    "path",
    ["../../victim.txt", "{victim}", "a/../../../victim.txt", "./../../victim.txt", "..", "", "/"],
)
def test_a_manifest_from_outside_names_no_file_outside(path: str, tmp_path: Path) -> None:
    src = site(tmp_path / "src", {}, 'html_extra_path = ["_extra"]\n')
    victim = src / "victim.txt"
    victim.write_text("whole")
    (src / "_extra").mkdir()
    (src / "_extra" / MANIFEST).write_text(named(path.format(victim=victim), "index.html"))
    for _ in range(3):
        found = build(src)
    assert victim.read_text() == "whole"
    assert (found.out / "index.html").is_file()
    assert told(found, "conf.py:6", MANIFEST, "take it out", "[series.output]")


@pytest.mark.parametrize("path", ["../../victim.txt", "{victim}"])
def test_a_manifest_that_was_edited_names_no_file_outside(path: str, tmp_path: Path) -> None:
    src = site(tmp_path / "src", {})
    victim = src / "victim.txt"
    victim.write_text("whole")
    out = build(src).out
    found = json.loads((out / MANIFEST).read_text())
    found["documents"].append(path.format(victim=victim))
    found["outputs"][path.format(victim=victim)] = "?"
    (out / MANIFEST).write_text(json.dumps(found))
    assert told(build(src), "WARNING", MANIFEST, "damaged")
    assert victim.read_text() == "whole"


def test_what_lies_behind_a_link_is_neither_removed_nor_written(tmp_path: Path) -> None:
    src = site(
        tmp_path / "src",
        {"sub/p.md": post("aliases: [/sub/old.html]"), "sub/q.md": post("slug: q")},
    )
    outside = tmp_path / "outside"
    outside.mkdir()
    out = build(src).out
    shutil.rmtree(out / "sub")
    (out / "sub").symlink_to(outside, target_is_directory=True)
    for name in ("p.html", "old.html"):
        (outside / name).write_text("whole")
    (src / "sub" / "p.md").unlink()
    after = build(src)
    assert {name: (outside / name).read_text() for name in ("p.html", "old.html")} == {
        "p.html": "whole",
        "old.html": "whole",
    }
    assert told(after, "WARNING", "'sub/p.html'", "leads elsewhere", "[series.output]")


def test_links_that_lead_in_a_circle_end_no_build(tmp_path: Path) -> None:
    src = site(tmp_path, {"p.md": post("aliases: [/old/page.html]")})
    out = build(src).out
    shutil.rmtree(out / "old")
    (out / "old").symlink_to("old")
    assert told(build(src), "p.md:3", "/old/page.html", "[series.redirect]")


def test_the_manifest_is_written_through_no_link(tmp_path: Path) -> None:
    src = site(tmp_path / "src", {})
    victim = tmp_path / "victim.txt"
    victim.write_text("whole")
    out = build(src).out
    (out / MANIFEST).unlink()
    (out / MANIFEST).symlink_to(victim)
    (src / "q.md").write_text(POST)
    build(src)
    assert victim.read_text() == "whole"
    assert not (out / MANIFEST).is_symlink()


def test_a_hard_link_to_an_output_keeps_what_it_had(tmp_path: Path) -> None:
    """Saved output folders share their files with the one that is built anew."""
    src = site(tmp_path, {})
    out = build(src).out
    saved = tmp_path / "saved.xml"
    saved.hardlink_to(out / "feed.xml")
    before = saved.read_bytes()
    (src / "q.md").write_text(POST)
    build(src)
    assert saved.read_bytes() == before != (out / "feed.xml").read_bytes()


# Names and places.


@pytest.mark.parametrize(
    "alias",
    [
        "/_build/doctrees/index.doctree",
        "/.series-outputs.json/x/",
        "/.series-outputs.json",
        "/.doctrees/",
        "/.doctrees/a/b.html",
        "/.buildinfo/x/",
        "/searchindex.js/x.html",
        "/feed.xml/x/",
        "/index.html/x/",
        "/objects.inv/",
        "/p.html/x.html",
        "/_static/basic.css/x/",
        "/.series-outputs.new/x/",
    ],
)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_no_alias_is_in_the_way(alias: str, builder: str, tmp_path: Path) -> None:
    src = site(tmp_path, {"p.md": post(f'aliases: ["{alias}"]')})
    found = build(src, builder=builder, doctrees=f"_build/{builder}/.doctrees")
    again = build(src, builder=builder, doctrees=f"_build/{builder}/.doctrees")
    assert found.warnings == again.warnings
    assert all("[series.redirect]" in line or "alias" in line for line in found.warnings)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "name",
    [
        "sitemap.xml/index", "sitemap.xml/a", "feed.xml/index", "feed.json/a", "robots.txt/a",
        "robots.txt", "catalogue.json", "catalogue.json/a", "catalogue.schema.json/a", "feeds",
        "feeds/topic-tools.xml", "feeds/topic-tools.xml/a", "llms.txt/a", "llms.txt", "p.html/x",
        "p.html", "p/index", "p/index.html/x", "p.html.md/a", "_redirects/a", "redirects.json/a",
        "redirects.nginx.conf", ".series-outputs.json/a", "objects.inv/a", "searchindex.js/a",
        ".buildinfo/a", "search.html/a", "genindex/index.html/a", "search", "genindex",
        "p.md.txt/x", "p.doctree/x", "environment.pickle/a", "blog/p/index.html/a", "404",
        "x" * 245, "_images/a", "é", "x" * 200 + "/" + "y" * 200,
    ],
)  # fmt: skip
def test_no_name_of_a_document_ends_a_build(name: str, builder: str, tmp_path: Path) -> None:
    conf = 'series_markdown = True\nseries_redirect_exports = ["netlify", "nginx", "json"]\n'
    src = site(tmp_path, {f"{name}.md": POST}, conf)
    overrides = {"exclude_patterns": ["_build", "_clean"]}
    first = build(src, builder=builder, config=overrides)
    assert build(src, builder=builder, config=overrides).warnings == first.warnings
    for line in first.warnings:
        assert ": WARNING: " in line or line.startswith("WARNING: ")
    # Where it is renamed, all is as if it had never been there.
    (src / f"{name}.md").rename(src / "other.md")
    after = build(src, builder=builder, config=overrides)
    clean = build(src, builder=builder, config=overrides, out="_clean")
    # Sphinx forgets its own labels of the two when a document of that name goes.
    is_forgotten = name in {"search", "genindex"}
    without = {"objects.inv"} if is_forgotten else set()
    assert all(
        found == written(clean.out)[path]
        for path, found in written(after.out).items()
        if path not in without
    )
    assert written(after.out).keys() == written(clean.out).keys()


def test_a_file_in_the_way_is_named_with_what_it_hinders(tmp_path: Path) -> None:
    found = build(site(tmp_path, {"robots.txt/a.md": POST, "p.html/x.md": POST}))
    assert told(found, "robots.txt/a.md:1", "'robots.txt/a.html' is in the way of 'robots.txt'")
    assert told(found, "p.html/x.md:1", "left out", "'p.html'", "[series.same_address]")
    assert (found.out / "p.html").is_file()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "name",
    ["feeds", "feed.xml/x.txt", "feed.json/a/b", "robots.txt/x", "catalogue.json/x",
     "sitemap.xml/x", "blog", "blog/p", "p/index.html/x", "p.html/x", "_images",
     "feeds/topic-tools.xml/y", ".series-outputs.json/x", "p"],
)  # fmt: skip
def test_no_file_of_the_project_ends_a_build(name: str, builder: str, tmp_path: Path) -> None:
    """A file of `html_extra_path` where we want a folder, and the reverse, new or not."""
    conf = 'html_extra_path = ["_extra"]\n'
    src = site(tmp_path, {}, conf)
    (src / "_extra").mkdir()
    build(src, builder=builder)
    (src / "_extra" / name).parent.mkdir(parents=True, exist_ok=True)
    (src / "_extra" / name).write_text("theirs")
    after = build(src, builder=builder)
    clean = build(src, builder=builder, out="_clean")
    assert after.warnings == [line.replace("_clean", "_build") for line in clean.warnings]
    assert files(after.out).keys() == files(clean.out).keys()


@pytest.mark.parametrize("name", ["genindex", "search", "py-modindex"])
def test_an_empty_page_may_stand_for_one_that_sphinx_makes(name: str, tmp_path: Path) -> None:
    src = site(tmp_path, {f"{name}.rst": ":orphan:\n\nIndex\n=====\n"})
    assert build(src).warnings == []


@pytest.mark.parametrize("image", ["a" * 300, "a\\0b.png", "a/" * 2000, "é" * 200 + ".png"])
def test_a_picture_with_an_impossible_path_is_named(image: str, tmp_path: Path) -> None:
    found = build(site(tmp_path, {"p.md": post(f'image: "{image}"')}))
    assert told(found, "p.md:3", "`image`", "[series.front_matter]")


@pytest.mark.parametrize("icon", ["a" * 300 + ".svg", "a\0b.svg", "a/" * 2000 + ".svg"])
def test_an_icon_with_an_impossible_path_is_named(icon: str, tmp_path: Path) -> None:
    text = f"# Tools\n\n```{{topic}} tools\n:icon: {icon}\nAbout.\n```\n"
    found = build(site(tmp_path, {"tools.md": text}))
    assert told(found, "tools.md:3", "[series.directive]")


@pytest.mark.parametrize("noun", ["topic", "series"])
@pytest.mark.parametrize(("length", "letter"), [(80, "t"), (60, "𐌰"), (80, "中")])
def test_the_longest_id_names_a_feed(noun: str, length: int, letter: str, tmp_path: Path) -> None:
    id_ = letter * length
    key = "topics" if noun == "topic" else "series"
    page = f"# Tools\n\n```{{{noun}}} {id_}\n```\n"
    found = build(site(tmp_path, {"tools.md": page, "p.md": post(f"{key}: {id_}")}))
    assert found.warnings == []
    assert (found.out / f"feeds/{noun}-{id_}.json").is_file()


@pytest.mark.parametrize("noun", ["topic", "series"])
@pytest.mark.parametrize(("length", "letter"), [(81, "t"), (250, "t"), (61, "𐌰")])
def test_an_id_that_is_too_long_is_named(
    noun: str, length: int, letter: str, tmp_path: Path
) -> None:
    id_ = letter * length
    key = "topics" if noun == "topic" else "series"
    page = f"# Tools\n\n```{{{noun}}} {id_}\n```\n"
    found = build(site(tmp_path, {"tools.md": page, "p.md": post(f"{key}: {id_}")}))
    assert told(found, "tools.md:3", f"`{noun}` needs an id of 80 letters")
    assert told(found, "p.md:3", "[series.front_matter]")


def test_the_old_spelling_of_a_name_leads_to_the_page(tmp_path: Path) -> None:
    """`P.md` was renamed `p.md`: hosts tell the two addresses apart, and some machines do not."""
    conf = 'series_ledger = "urls.txt"\nseries_redirect_exports = ["netlify", "nginx"]\n'
    src = site(tmp_path, {"urls.txt": "/P.html\n"}, conf)
    lost = build(src)
    assert told(lost, "urls.txt:1", "aliases: [/P.html]")
    (src / "p.md").write_text(post("topics: [tools]\naliases: [/P.html]"))
    found = build(src)
    assert found.warnings == []
    assert 'href="p.html"' in found.read("P.html")
    assert "/P.html /en/p.html 301" in found.read("_redirects")
    # nginx takes the two for one, and would lead on in a circle.
    assert '"/p.html"' not in found.read("redirects.nginx.conf")


def test_where_case_does_not_count_the_page_stays(
    tmp_path: Path,
) -> None:
    src = site(tmp_path, {"p.md": post("aliases: [/P.html]")})
    page = tmp_path / "_build/html"
    build(src)
    (page / "P.html").unlink()
    # Such a file system gives the page under both names.
    (page / "P.html").hardlink_to(page / "p.html")
    (src / "p.md").write_text(post("aliases: [/P.html]", "Other text."))
    build(src)
    assert "Other text." in (page / "p.html").read_text()


# Depth and size.


def test_pages_that_adopt_one_another_are_no_circle(tmp_path: Path) -> None:
    sources = {
        "index.md": "# Home\n\n```{toctree}\ntools\n```\n",
        "tools.md": "# Tools\n\n```{series} one\np\n```\n",
        "p.md": post(body="```{series} two\ntools\n```"),
    }
    found = build(site(tmp_path, sources))
    assert told(found, "p.md:8", "'tools' lies above this page", "[series.directive]")
    assert found.app.env.toctree_includes["tools"] == ["p"]
    assert found.app.env.toctree_includes.get("p", []) == []


def test_a_circle_of_topics_with_a_toctree_of_the_author_is_none(tmp_path: Path) -> None:
    sources = {
        "a.md": post("topics: [bees]", "```{topic} ants\n```\n\n```{toctree}\nc\n```"),
        "b.md": post("topics: [ants]\nslug: b", "```{topic} bees\n```"),
        "c.md": post("topics: [ants]\nslug: c", "```{toctree}\nb\n```"),
    }
    found = build(site(tmp_path, sources), builder="singlehtml")
    assert any("lies above this page" in line for line in found.warnings)
    assert build(site(tmp_path, sources), builder="html").warnings != []


@pytest.mark.parametrize("depth", [51, 5_000])
def test_an_icon_that_is_nested_deeply_is_none(depth: int, tmp_path: Path) -> None:
    inner = "<g>" * depth + "</g>" * depth
    icon = f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>'
    text = "# Tools\n\n```{topic} tools\n:icon: /deep.svg\nAbout.\n```\n"
    found = build(site(tmp_path, {"tools.md": text, "deep.svg": icon}))
    assert told(found, "tools.md:3", "deep.svg", "[series.directive]")


@pytest.mark.parametrize("option", ["title", "icon", "style", "from", "sort"])
def test_half_a_character_in_an_option_ends_no_build(option: str, tmp_path: Path) -> None:
    """Options of MyST are YAML, which can name one."""
    text = f'# Tools\n\n```{{topic}} tools\n:{option}: "a\\ud800b"\nAbout.\n```\n'
    found = build(site(tmp_path, {"tools.md": text}))
    assert all(line.startswith("tools.md:") for line in found.warnings)
    assert (found.out / "objects.inv").is_file()


@pytest.mark.parametrize("pattern", ["[[]", "[a--b]", "[a&&b]", "[a||b]", "[a~~b]", "[", "[z-a]"])
def test_no_pattern_is_more_than_none_that_matches(pattern: str, tmp_path: Path) -> None:
    """Python warns of some, where it reads them as regular expressions."""
    text = (
        f"# Tools\n\n```{{series}} tools\n{pattern}\n```\n\n```{{posts}}\n:from: {pattern}\n```\n"
    )
    found = build(site(tmp_path, {"tools.md": text, "p.md": post()}))
    assert told(found, "tools.md:4", "no document matches", "[series.no_match]")
    assert len(found.warnings) == 2


# Old pages.


def test_a_pattern_that_matched_nothing_is_looked_at_again(tmp_path: Path) -> None:
    listed = "```{posts}\n:from: b/*\n```\n\n```{series} all\nb/*\n```\n"
    src = site(tmp_path, {"list.md": f"# List\n\n{listed}"})
    assert told(build(src), "list.md:3", "no document matches 'b/*'")
    (src / "b").mkdir()
    (src / "b" / "new.md").write_text(post("slug: new"))
    after = build(src)
    assert not told(after, "list.md", "no document matches")
    assert written(after.out) == written(build(src, out="_clean").out)


@pytest.mark.parametrize("content_hash", [True, False])
@pytest.mark.parametrize("which", ["p.md", "part.txt"])
def test_an_older_file_takes_the_place_of_a_newer(
    which: str,
    content_hash: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    source = (
        post(body="```{literalinclude} part.txt\n```\n\nnew words") if which == "part.txt" else POST
    )
    src = site(tmp_path, {"p.md": source, "part.txt": "new part\n"})
    config: dict[str, Any] = {"series_content_hash": content_hash}
    build(src, config=config)
    older = (src / which).read_text().replace("new part", "older").replace("Text.", "older text")
    (src / which).write_text(older)
    os.utime(src / which, (1_000_000_000, 1_000_000_000))
    after = build(src, config=config)
    assert "older" in after.read("p.html")
    assert written(after.out) == written(build(src, out="_clean", config=config).out)


@pytest.mark.parametrize("left", [b"", b"\x80\x05cut short"])
def test_a_doctree_that_was_cut_short_is_read_anew(left: bytes, tmp_path: Path) -> None:
    sources = {
        "tools.md": "# Tools\n\n```{series} all\nb/*\n```\n",
        "b/one.md": post(),
        "b/two.md": post("draft: true"),
        "p.md": post(),
    }
    src = site(tmp_path, sources)
    build(src)
    (src / "_build/doctrees/tools.doctree").write_bytes(left)
    (src / "b" / "two.md").write_text(post("slug: two"))
    after = build(src)
    assert after.warnings == []
    assert written(after.out) == written(build(src, out="_clean").out)
