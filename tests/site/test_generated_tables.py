"""The tables of the reference are those of the code, also after the code has changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from typing import TYPE_CHECKING

import pytest
import sphinx_pagefind.config
import sphinx_pagefind.core.problems
import sphinx_series.config
import sphinx_series.core.problems
import sphinx_worksheet.config
import sphinx_worksheet.core.problems
from builds import PROJECT, edit

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

CONF = f"""
import sys
sys.path[:0] = [{str(PROJECT / "_ext")!r}, "."]
extensions = ["myst_parser", "engineering_tokens.reference"]
"""
CONFIG = """
from sphinx_series_base.settings import Setting, is_flag
MEANING = "How much `water` | tea it takes."
SETTINGS = {"kettle_size": Setting(default={"a": [1]}, meaning=MEANING, takes="", accepts=is_flag)}
"""


def cells(page: Path) -> set[str]:
    """Give the texts of all cells of tables in a page."""
    found = re.findall(r"<td[^>]*>(.*?)</td>", page.read_text(), re.DOTALL)
    return {unescape(re.sub(r"<[^>]+>", "", cell)) for cell in found}


@pytest.mark.parametrize(
    ("page", "config", "problems"),
    [
        ("extension", sphinx_series.config, sphinx_series.core.problems),
        ("search", sphinx_pagefind.config, sphinx_pagefind.core.problems),
        ("worksheet", sphinx_worksheet.config, sphinx_worksheet.core.problems),
    ],
)
def test_every_setting_and_warning_is_in_the_reference(
    site: Path, page: str, config: ModuleType, problems: ModuleType
) -> None:
    shown = cells(site / f"about/{page}.html")
    prefix = {"extension": "series", "search": "pagefind"}.get(page, page)
    assert set(config.SETTINGS) <= shown
    assert {f"{prefix}.{kind.value}" for kind in problems.Kind} <= shown


def test_a_table_follows_its_code(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text("# Kettle\n\n```{settings} kettle\n```\n")
    (tmp_path / "kettle").mkdir()
    config = tmp_path / "kettle" / "config.py"
    config.write_text(CONFIG)

    def build() -> set[str]:
        command = [sys.executable, "-m", "sphinx", "-W", "-n", "-q", "-b", "html", ".", "_build"]
        subprocess.run(command, cwd=tmp_path, check=True)
        return cells(tmp_path / "_build" / "index.html")

    assert build() == {"kettle_size", '{"a": [1]}', "How much water | tea it takes."}
    edit(config, "[1]", "[2]")
    assert '{"a": [2]}' in build()


def test_the_page_of_neighbours_shows_what_their_suite_found(site: Path) -> None:
    found = json.loads((PROJECT / "tests/neighbours/results.json").read_text(encoding="utf-8"))
    shown = cells(site / "about/neighbours.html")
    assert found["neighbours"]
    assert found["neighbours"].keys() <= shown
    assert {one["version"] for one in found["neighbours"].values()} <= shown
    assert not any("tests passed" in cell for cell in shown)
