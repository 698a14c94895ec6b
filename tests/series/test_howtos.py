"""Who follows the tutorial, or one of the ways to move here, gets what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT, Build, build

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
WAYS = {
    "From ABlog": {
        "blog/caches": "../posts/caching.html",
        "blog/tag/tips": "../../tips.html",
        "index": 'data-post="caching"',
    },
    "From sphinx-reredirects": {
        "guides/setup": "../install.html",
        "old/req": "https://example.org/req.html",
    },
    "From rediraffe": {"old name": 'href="./"', "older": 'href="./"'},
    "From MkDocs Material's blog": {
        "blog/hello-world/index": "../../blog/posts/hello-world.html",
        "blog/2024/01/31/hello-world/index": "../../blog/posts/hello-world.html",
        "blog/posts/hello-world": 'href="../index.html"',
    },
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
    built = build(src, config={"nitpicky": True, "exclude_patterns": ["_build"]})
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
def test_every_way_to_move_here(tmp_path: Path, way: str) -> None:
    write_files(sections("moving.md")[way], tmp_path)
    assert missing(build_strictly(tmp_path), WAYS[way]) == {}


@pytest.mark.parametrize("way", ["From sphinx-reredirects", "From rediraffe"])
def test_the_programs_write_the_ledgers_that_are_shown(tmp_path: Path, way: str) -> None:
    write_files(sections("moving.md")[way], tmp_path)
    program = [sys.executable, "to_ledger.py"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == (tmp_path / "urls.txt").read_text()
