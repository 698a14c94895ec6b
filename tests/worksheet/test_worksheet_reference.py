"""The documentation is true: its examples build, and it leaves nothing of the extension out."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT, build
from sphinx_worksheet.core import units
from sphinx_worksheet.core.expressions import FUNCTIONS, MOST_CHARACTERS, MOST_LEVELS, MOST_NODES
from sphinx_worksheet.core.notation import MOST_LINES
from sphinx_worksheet.directives import WorksheetDirective

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = (PROJECT / "about" / "worksheet.md").read_text()

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{code-block\} (?P<language>\w+)\n(?::caption: (?P<name>\S+)\n\n)?"
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def test_the_examples_are_a_project_that_builds(tmp_path: Path) -> None:
    blocks = [match.groupdict() for match in _BLOCK.finditer(REFERENCE)]
    roles = re.findall(r"^\| (`pool\.[^|]+`|`cost\.[^|]+`) \|", REFERENCE, re.MULTILINE)
    snippet = "\n".join(f"* {{value}}{role}" for cell in roles for role in cell.split(", `"))
    blocks.append({"name": None, "text": snippet.replace("{value}pool", "{value}`pool")})
    for number, block in enumerate(blocks):
        name = block["name"] or f"snippet-{number}.md"
        lead = "" if block["name"] else f"---\norphan: true\n---\n\n# Snippet {number}\n\n"
        (tmp_path / name).write_text(lead + block["text"])
    assert len(blocks) == 8
    built = build(tmp_path, builder="text", config={"nitpicky": True})
    assert built.warnings == []
    index = " ".join(built.read("index.txt").split())
    assert "2 GPUs of the kind Large card hold 111 conversations of 4,096 tokens;" in index
    assert "A million tokens cost 1.29 USD/Mtoken; never idle, 0.77 USD/Mtoken." in " ".join(
        built.read("cost.txt").split()
    )


@pytest.mark.parametrize("option", WorksheetDirective.option_spec)
def test_every_option_is_in_the_reference(option: str) -> None:
    assert f":{option}:" in REFERENCE


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_in_the_reference(function: str) -> None:
    assert f"`{function}`" in REFERENCE


def test_every_unit_is_in_the_reference_and_exists() -> None:
    section = REFERENCE.split("### Units")[1].split("###")[0]
    table = section.split("| Prefixes")[0]
    named = set(re.findall(r"`([A-Za-z%]+)`", table))
    assert all(units.lookup(name) for name in named)
    defined = {line.split(" =")[0] for line in units.UNITS.strip().splitlines()}
    spelled = {"second": "s", "watt": "W", "joule": "J", "percent": "%"}
    assert {spelled.get(name, name) for name in defined} <= named


def test_the_limits_are_in_the_reference() -> None:
    for limit in (MOST_CHARACTERS, MOST_NODES, MOST_LEVELS, MOST_LINES):
        assert f" {limit:,} " in REFERENCE.replace("\n", " ")


def test_the_tables_of_the_site_are_in_the_reference() -> None:
    for path in (PROJECT / "_data").glob("*.toml"):
        data = tomllib.loads(path.read_text())
        (line,) = (line for line in REFERENCE.splitlines() if line.startswith(f"| `{path.stem}` |"))
        _, rows, columns = line.strip("| ").split(" | ")
        assert re.findall(r"`([\w.-]+)`", rows) == list(data["rows"])
        assert set(re.findall(r"`(\w+)`", columns)) == set(data["columns"])
