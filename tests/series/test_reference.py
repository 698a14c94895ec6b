"""The documentation is true: its examples build, and it leaves nothing of the extension out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT, build
from sphinx_series.core.sources.frontmatter import KEYS
from sphinx_series.domain import SeriesDomain
from sphinx_series.reading.directives import BY_NAME

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = (PROJECT / "about" / "extension.md").read_text()
README = (PROJECT / "README.md").read_text()

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{code-block\} (?P<language>\w+)\n(?::caption: (?P<name>\S+)\n\n)?"
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def write_examples(text: str, folder: Path) -> int:
    """Write the examples of a page as a project, and say how many there are."""
    blocks = [match.groupdict() for match in _BLOCK.finditer(text)]
    for number, block in enumerate(blocks):
        name = block["name"] or f"snippet-{number}.md"
        lead = "" if block["name"] else f"---\norphan: true\n---\n\n# Snippet {number}\n\n"
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(lead + block["text"])
    return len(blocks)


def test_the_examples_are_a_project_that_builds(tmp_path: Path) -> None:
    assert write_examples(REFERENCE, tmp_path) >= 9
    built = build(tmp_path, config={"nitpicky": True})
    assert built.warnings == []
    assert "Part 1 of 3" in built.read("guides/caching.html")
    assert "Part 3 of 3" in built.read("guides/queues.html")
    archive = built.read("archive.html")
    assert "https://notes.example/en/latest/locks.html#waiting" in built.read("guide/waits.html")
    assert 'data-post="notes:locks"' in built.read("waiting.html")
    assert "series-block-recent" in archive
    assert re.search(r'href="#posts-of-\d+">', archive)


def test_the_examples_of_publishing_build(tmp_path: Path) -> None:
    assert write_examples((PROJECT / "about/publishing.md").read_text(), tmp_path) == 5
    built = build(tmp_path, config={"nitpicky": True})
    assert built.warnings == []
    assert "tag:notes.example.org,2026-01-15:/blog/caching/" in built.read("feed.xml")
    assert "https://notes.example.org/caching.html.md" in built.read("llms.txt")
    assert "_images/shelf.svg" in built.read("caching.html")
    assert (built.out / "feeds/series-guides.json").is_file()
    assert built.read("blog/atom.xml") == built.read("feed.xml")


def test_the_example_of_the_readme_builds(tmp_path: Path) -> None:
    blocks = re.findall(r"^(`{3,})\w+ (\S+\.\w+)\n(.*?)^\1$", README, re.MULTILINE | re.DOTALL)
    assert [name for _, name, _ in blocks] == ["conf.py", "index.md", "notes/first.md"]
    for _, name, text in blocks:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    built = build(tmp_path)
    assert built.warnings == []
    assert "Part 1 of 2" in built.read("notes/first.html")
    assert 'data-post="first"' in built.read("index.html").split("series-cards")[1]
    assert len(README.splitlines()) <= 110, "two screens"


@pytest.mark.parametrize("key", KEYS)
def test_every_front_matter_key_is_in_the_reference(key: str) -> None:
    assert f"| `{key}` |" in REFERENCE


@pytest.mark.parametrize("name", BY_NAME)
def test_every_directive_and_option_is_in_the_reference(name: str) -> None:
    section = REFERENCE.split(f"\n## `{name}`\n")[1].split("\n## `")[0]
    for option in BY_NAME[name].option_spec or ():
        assert f"`{option}`" in section


@pytest.mark.parametrize("role", SeriesDomain.roles)
def test_every_role_is_in_the_reference(role: str) -> None:
    assert f"| `{role}` |" in REFERENCE
