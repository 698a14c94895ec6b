"""What projects of others brought to light: each a small project that went wrong once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import feedparser
import pytest
from builds import build
from sphinx_pagefind import program
from sphinx_series.commands import cli

if TYPE_CHECKING:
    from pathlib import Path

CONF = """
project = "Notes"
author = "Ada"
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_baseurl = "https://notes.example/sub/"
series_clock = "2026-02-01T11:30:00Z"
"""


def write(src: Path, conf: str = "", **pages: str) -> Path:
    """Write a project whose home page lists all posts."""
    listed = "".join(f"{name}\n" for name in pages if not name.startswith("_"))
    home = f"# Home\n\n```{{series}} s\n:title: S\n{listed}```\n"
    for name, text in {"index": home, **pages}.items():
        (src / f"{name}.md").write_text(text, encoding="utf-8")
    (src / "conf.py").write_text(CONF + conf, encoding="utf-8")
    return src


def post(title: str, *front: str, text: str = "Text.") -> str:
    lines = "\n".join(["date: 2026-01-05", *front])
    return f"---\n{lines}\n---\n\n# {title}\n\n{text}\n"


# Files with a byte order mark, and in UTF-16.


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    write(tmp_path, 'series_ledger = "urls.txt"\n', first=post("First"))
    ledger = tmp_path / "urls.txt"
    ledger.write_bytes("\ufeff/a.html -> /first.html\r\n/first.html\r\n".encode())
    return ledger


def test_a_ledger_may_begin_with_a_byte_order_mark(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    src = ledger.parent
    built = build(src)
    assert built.warnings == []
    assert 'url=first.html"' in built.read("a.html")
    monkeypatch.chdir(src)
    assert cli.main(["check"]) == 0
    assert cli.main(["urls", "--record", "_build/html"]) == 0
    assert cli.main(["urls", "--check", "_build/html"]) == 0
    assert capsys.readouterr().err.endswith("0 lost addresses\n")
    assert ledger.read_text(encoding="utf-8").splitlines()[0] == "/"
    assert "/a.html -> /first.html" in ledger.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_a_ledger_in_another_encoding_says_how_to_save_it(encoding: str, ledger: Path) -> None:
    ledger.write_text("/a.html -> /first.html\n", encoding=encoding)
    (warning,) = build(ledger.parent).warnings
    assert warning.startswith("urls.txt:1: WARNING: the ledger 'urls.txt' cannot be read: it is ")
    assert warning.endswith("save it as UTF-8 [series.ledger]")
    assert ("UTF-16" in warning) == (encoding == "utf-16")


def test_a_command_takes_a_relative_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    src = write(tmp_path / "docs", 'series_ledger = "urls.txt"\n', first=post("First"))
    build(src)
    monkeypatch.chdir(tmp_path)
    for what in ("--record", "--check"):
        assert cli.main(["urls", what, "docs/_build/html", "--source", "docs"]) == 0
    assert (src / "urls.txt").is_file()
    assert cli.main(["check", "--source", "docs"]) == 0
    assert "0 problems" in capsys.readouterr().err


# What is left out until its day.


def test_scheduled_posts_are_named_with_their_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lonely = "---\ndate: 2026-02-02\n---\n\n# Lonely\n"
    far = "---\ndate: 2062-01-05T10:00:00+01:00\n---\n\n# Far\n"
    write(tmp_path, first=post("First"), _lonely=lonely, far=far)
    (tmp_path / "_lonely.md").rename(tmp_path / "lonely.md")
    expected = [
        "far.md is scheduled for 2062-01-05T09:00:00Z",
        "lonely.md is scheduled for 2026-02-02T00:00:00Z",
    ]
    monkeypatch.chdir(tmp_path)
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().err.splitlines()[1:] == expected
    told = said(tmp_path)
    assert [line for line in told if " is scheduled for " in line] == expected
    assert not any(" is scheduled for " in line for line in said(tmp_path, "-D", "series_drafts=1"))


def said(src: Path, *options: str) -> list[str]:
    """Give what a build says that is no warning."""
    command = [sys.executable, "-m", "sphinx", "-E", *options, str(src), str(src / "_out")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.splitlines()


# Ids.


def test_topics_that_differ_by_case_are_one_on_some_systems(tmp_path: Path) -> None:
    topics = "# Topics\n\n```{topic} Go\n```\n\n```{topic} go\n```\n"
    write(tmp_path, one=post("One", "topics: [Go]"), _topics=topics)
    (tmp_path / "_topics.md").rename(tmp_path / "topics.md")
    (tmp_path / "index.md").write_text("# Home\n\n```{toctree}\ntopics\n```\n")
    warnings = build(tmp_path).warnings
    assert (
        "topics.md:6: WARNING: the topic 'go' differs only in its spelling from 'Go': give this "
        "one another id, since some systems take their feeds for one file [series.same_address]"
        in warnings
    )


def test_slugs_that_differ_by_case_have_one_label(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, one=post("One", "slug: Tea"), two=post("Two", "slug: tea"))
    said = (
        "the slug 'tea' differs only in its spelling from 'Tea', and labels are the same: give "
        "this post another one with `slug: another-name` [series.duplicate_slug]"
    )
    assert f"two.md:3: WARNING: {said}" in build(tmp_path).warnings
    assert cli.main(["check", "--source", str(tmp_path)]) == 1
    assert f"two.md:3: {said}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "way"),
    [("C++", "`cpp`"), ("C#", "`csharp`"), (".NET", "`net`"), ("Web Dev", "`web-dev`")],
)
def test_a_topic_that_can_be_no_id_is_told_one(written: str, way: str, tmp_path: Path) -> None:
    write(tmp_path, one=post("One", f'topics: ["{written}"]'))
    (warning,) = build(tmp_path).warnings
    assert "letters, digits, `-`, `_` and `.`" in warning
    assert f"write {way}, and `:title: {written}` where that topic is declared" in warning


# Targets with a place on a page.


def test_a_redirect_leads_to_a_place_on_a_page(tmp_path: Path) -> None:
    write(
        tmp_path,
        'series_ledger = "urls.txt"\nseries_redirect_hosts = ["ok.example"]\n'
        'series_redirect_exports = ["netlify", "nginx", "json"]\n',
        upgrading=post("Upgrading", "aliases: [/up/]", text="(from-4)=\n## From 4"),
    )
    (tmp_path / "urls.txt").write_text(
        "/4.html -> /upgrading.html#from-4\n/5.html -> /upgrading.html#nope\n"
        "/6.html -> /4.html\n/7.html -> /up/#from-4\n/8.html -> /4.html#upgrading\n"
        "/x.html -> https://ok.example/y.html#z\n"
        "/r.html -> /upgrading.html?from=4\n/s.html#old -> /upgrading.html\n"
    )
    built = build(tmp_path)
    assert built.warnings == [
        (
            "urls.txt:2: WARNING: '/upgrading.html' has no anchor 'nope', so '/5.html' leads to "
            "its top: correct the part behind `#`, or leave it out [series.redirect]"
        ),
        (
            "urls.txt:7: WARNING: '/r.html -> /upgrading.html?from=4' is no record: a page of this "
            "site takes no query: write `/r.html -> /upgrading.html` [series.ledger]"
        ),
        (
            "urls.txt:8: WARNING: '/s.html#old -> /upgrading.html' is no record: servers never see "
            "what stands behind `#`: write `/s.html` for the whole page [series.ledger]"
        ),
    ]
    assert 'content="0; url=upgrading.html#from-4"' in built.read("4.html")
    assert 'rel="canonical" href="https://notes.example/sub/upgrading.html"' in built.read("4.html")
    to = {
        item["from"]: item["to"] for item in json.loads(built.read("catalogue.json"))["redirects"]
    }
    assert {to[f"/{number}.html"] for number in (4, 6, 7, 8)} == {"/upgrading.html#from-4"}
    assert "/4.html /sub/upgrading.html#from-4 301" in built.read("_redirects").splitlines()
    nginx = built.read("redirects.nginx.conf")
    assert '"/4.html" "/sub/upgrading.html$is_args$args#from-4";' in nginx
    assert '"/x.html" "https://ok.example/y.html$is_args$args#z";' in nginx
    rules = {rule["from_url"]: rule["to_url"] for rule in json.loads(built.read("redirects.json"))}
    assert rules["/4.html"] == "/sub/upgrading.html#from-4"


def test_an_anchor_that_goes_is_missed_by_the_next_build(tmp_path: Path) -> None:
    text = "(from-4)=\n## From 4"
    write(tmp_path, 'series_ledger = "urls.txt"\n', up=post("Up", text=text))
    (tmp_path / "urls.txt").write_text("/4.html -> /up.html#from-4\n")
    assert build(tmp_path).warnings == []
    (tmp_path / "up.md").write_text(post("Up", text="## From five"))
    for _ in range(2):
        (warning,) = build(tmp_path).warnings
        assert "has no anchor 'from-4'" in warning


# Authors.


@pytest.mark.parametrize(
    ("conf", "name"),
    [
        ("del author\n", "Notes"),
        ('author = " "\n', "Notes"),
        ('author = project = ""\n', "notes.example"),
        ("del author, project\n", "notes.example"),
    ],
)
def test_without_an_author_it_is_the_project(conf: str, name: str, tmp_path: Path) -> None:
    write(tmp_path, conf, one=post("One", "authors: []"))
    built = build(tmp_path)
    (entry,) = feedparser.parse(built.read("feed.xml")).entries
    assert entry.author == name
    (item,) = json.loads(built.read("feed.json"))["items"]
    assert item["authors"] == [{"name": name}]
    assert f'"author": [{{"@type": "Person", "name": "{name}"}}]' in built.read("one.html")


def test_an_author_has_a_name_that_can_be_seen(tmp_path: Path) -> None:
    write(tmp_path, 'series_authors = {"a": {"name": " "}}\n', one=post("One"))
    (warning,) = build(tmp_path).warnings
    assert "series_authors takes a dictionary" in warning


# Notebooks, by a parser that takes JSON as MyST-NB does.

PARSER = """
import json
from myst_parser.parsers.sphinx_ import MystParser

class Parser(MystParser):
    supported = ("notebook",)

    def parse(self, text, document):
        found = json.loads(text)
        front = json.dumps(found["metadata"])
        cells = "\\n\\n".join("".join(cell["source"]) for cell in found["cells"][1:])
        super().parse(f"---\\n{front}\\n---\\n{cells}", document)

def setup(app):
    app.add_source_suffix(".ipynb", "notebook")
    app.add_source_parser(Parser)
"""


def notebook(**metadata: object) -> str:
    cells = [
        {"cell_type": "code", "source": "# no heading\n"},
        {"cell_type": "markdown", "source": ["# Kettle\n", "\n", "Text. " * 500]},
    ]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}, indent=1)


def test_a_notebook_with_a_date_is_a_post(tmp_path: Path) -> None:
    write(tmp_path, PARSER, first=post("First"), kettle="")
    (tmp_path / "kettle.md").unlink()
    (tmp_path / "kettle.ipynb").write_text(
        notebook(
            date="2026-01-09", description="On kettles.", aliases=["/old/"], kernelspec={"a": 1}
        )
    )
    built = build(tmp_path)
    assert built.warnings == []
    assert "Part 2 of 2" in built.read("kettle.html")
    assert '<span class="series-minutes">2 min read</span>' in built.read("kettle.html")
    assert 'url=../kettle.html"' in built.read("old/index.html")
    entry = feedparser.parse(built.read("feed.xml")).entries[0]
    assert (entry.title, entry.summary) == ("Kettle", "On kettles.")


def test_mistakes_in_a_notebook_have_their_line(tmp_path: Path) -> None:
    write(tmp_path, PARSER, first=post("First"), kettle="")
    (tmp_path / "kettle.md").unlink()
    text = notebook(date="2026-01-09", topics="C++", pinned=True, part=2)
    (tmp_path / "kettle.ipynb").write_text(text)
    line = 1 + next(i for i, line in enumerate(text.splitlines()) if '"topics"' in line)
    (warning,) = build(tmp_path).warnings
    assert warning.startswith(f"kettle.ipynb:{line}: WARNING: `topics` takes a list of ids")


# Languages.


@pytest.mark.parametrize("language", ["zh_CN", "ja", "th", "en"])
def test_a_language_without_spaces_needs_the_extended_pagefind(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.md").write_text("# 茶\n")
    (tmp_path / "conf.py").write_text('extensions = ["myst_parser", "sphinx_pagefind"]\n')
    found = program.find()
    assert found
    monkeypatch.setattr(program, "find", lambda: found.with_name("pagefind"))
    warnings = build(tmp_path, config={"language": language}).warnings
    said = [line for line in warnings if "[pagefind.language]" in line]
    assert len(said) == (language != "en")
    assert all("pip install 'pagefind[extended]'" in line for line in said)


def test_micro_is_read_however_it_is_written(tmp_path: Path) -> None:
    sign, letter = "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}"
    (tmp_path / "conf.py").write_text('extensions = ["myst_parser", "sphinx_worksheet"]\n')
    sheets = "".join(
        f"```{{worksheet}} {name}\nt = 40 {one}s | a\nr = t * 2 + 5 {other}s -> {one}s | r\n```\n\n"
        for name, one, other in [("one", letter, sign), ("two", sign, letter)]
    )
    values = f"{{value}}`one.r`, {{value}}`two.r -> {letter}s`"
    (tmp_path / "index.md").write_text(f"# Home\n\n{sheets}{values}\n", encoding="utf-8")
    built = build(tmp_path)
    assert built.warnings == []
    page = built.read("index.html")
    assert len(re.findall(f"85\N{NO-BREAK SPACE}{sign}s", page)) >= 4
    assert letter not in re.sub(r"<script.*?</script>|\|.*", "", page)
