"""The documentation of the search is true: its example builds, and it leaves nothing out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builds import PROJECT, build
from search_index import found

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = (PROJECT / "about" / "search.md").read_text()

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{code-block\} \w+\n:caption: (?P<name>\S+)\n\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def test_the_examples_are_a_project_that_builds(tmp_path: Path) -> None:
    blocks = [match.groupdict() for match in _BLOCK.finditer(REFERENCE)]
    assert [block["name"] for block in blocks] == ["conf.py", "howto/bread.md", "index.md"]
    for block in blocks:
        path = tmp_path / block["name"]
        path.parent.mkdir(exist_ok=True)
        path.write_text(block["text"])
    built = build(tmp_path, config={"nitpicky": True})
    assert built.warnings == []
    page = found(built.out)["/howto/bread.html"]
    assert page["filters"] == {"section": ["How-to guides"], "level": ["beginner"]}
    assert page["meta"] == {"title": "Baking bread", "facts": "For beginners"}
    assert "Flour" in page["content"]
    assert "risk" not in page["content"]
    assert '<option value="expert">Experts</option>' in built.read("search.html")
