"""Who follows the tutorial, or one of the ways to move here, gets what the page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT, Build, build
from following import follow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FILE = re.compile(
    r"^(?P<fence>`{3,})\{code-block\} \w+\n:caption: (?P<name>\S+)\n\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
# What a step, and a section, promise: texts that a page then holds.
STEPS = {
    "Write the first part": {"notes/first": "Part 1 of 2", "index": "The second field"},
    "Write the second part": {
        "notes/first": "Part 1 of 3",
        "notes/second": ">The first field<",
    },
    "Show the newest first": {"index": "topic-cards", "topics": 'data-post="first"'},
    "Give it addresses that last": {
        "p/second/index": "../../notes/second.html",
        "2026/02/14/second-field": "notes/second.html",
    },
}
# How many commands each runs, too.
WAYS = {
    "From ABlog": (
        1,
        {
            "blog/caches": "../posts/caching.html",
            "blog/tag/tips": 'data-post="caching"',
            "index": 'data-post="caching"',
        },
    ),
    "From sphinx-reredirects": (
        1,
        {"guides/setup": "../install.html", "old/req": "https://example.org/req.html"},
    ),
    "From rediraffe": (1, {"old name": 'href="./"', "older": 'href="./"'}),
    "From mkdocs-redirects": (1, {"old/index": "../guide.html", "a/b/index": "../../guide.html"}),
    "From a table, or from a server": (
        2,
        {"old/index": "../guide.html", "gone/index": "on purpose", "older/index": "guide.html"},
    ),
    "From WordPress": (
        1,
        {
            "2013/04/caching/index": "../../../notes/caching.html",
            "category/tips/index": "../../notes/topics.html",
            "notes/topics": 'data-post="caching"',
        },
    ),
    "From Ghost": (
        1,
        {"caching/index": "../notes/caching.html", "notes/topics": 'data-post="caching"'},
    ),
    "From MkDocs Material's blog": (
        1,
        {
            "blog/2024/01/31/hello-world/index": "../../../../../blog/hello-world.html",
            "hello/index": "../blog/hello-world.html",
            "blog/category/hello/index": "../../../blog/topics.html",
            "blog/hello-world": "Mind the gap",
        },
    ),
    "From Pelican": (
        1,
        {
            "2013/caching/index": "../../archive/caching.html",
            "ages": "archive/ages.html",
            "archive/ages": 'href="caching.html"',
        },
    ),
    "From Docusaurus": (
        1,
        {
            "blog/2021/05/12/caching/index": "../../../../../archive/caching.html",
            "blog/archive/index": '"../../"',
            "archive/caching": "How long?",
        },
    ),
}


def sections(page: str) -> dict[str, str]:
    """Give the text below each heading of a page."""
    text = (PROJECT / "about" / page).read_text()
    _, *parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def write_files(text: str, folder: Path) -> None:
    """Write the blocks that have a file's name; a later block replaces an earlier one."""
    for file in _FILE.finditer(text):
        path = folder / file["name"]
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(file["text"])


def build_strictly(src: Path) -> Build:
    built = build(src, config={"nitpicky": True, "exclude_patterns": ["_build", "old"]})
    assert built.warnings == []
    return built


def missing(built: Build, wanted: Mapping[str, str]) -> dict[str, str]:
    return {page: text for page, text in wanted.items() if text not in built.read(f"{page}.html")}


def test_every_step_of_the_tutorial(tmp_path: Path) -> None:
    done = set()
    for title, text in sections("tutorial.md").items():
        write_files(text, tmp_path)
        if title in STEPS:
            assert missing(build_strictly(tmp_path), STEPS[title]) == {}
            done.add(title)
    assert done == set(STEPS)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_move_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    monkeypatch.chdir(tmp_path)
    commands, wanted = WAYS[way]
    assert follow(sections("moving.md")[way], tmp_path, capsys) == commands
    assert missing(build_strictly(tmp_path), wanted) == {}


def test_every_way_is_followed() -> None:
    assert {title for title in sections("moving.md") if title.startswith("From ")} == set(WAYS)
