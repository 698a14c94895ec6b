"""Simulations are the same in the build and in the browser."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict
from itertools import product
from typing import TYPE_CHECKING, Any

from builds import PROJECT, build
from engineering_tokens.simulation import SIMULATIONS, draws
from nodejs import NODE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCRIPT = PROJECT / "_static" / "simulation.js"
SIMULATION = SIMULATIONS["open-closed"]

_RUNNER = """
const { SIMULATIONS } = require(process.argv[1]);
const { inputs, run, plot } = SIMULATIONS["open-closed"];
const outcomes = JSON.parse(process.argv[2]).map((values) => run(...values));
const plots = outcomes.map((pair) => plot(...pair));
process.stdout.write(JSON.stringify({ inputs, outcomes, plots }));
"""


def in_node(values: Sequence[tuple[int, ...]]) -> dict[str, Any]:
    command = [str(NODE), "-e", _RUNNER, str(SCRIPT), json.dumps(values)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_browser_counts_as_the_build_does() -> None:
    values = [*product(range(1, 41, 9), (50, 100, 105), (0, 5))]
    said = in_node(values)
    assert said["inputs"] == [asdict(each) for each in SIMULATION.inputs]
    outcomes = [SIMULATION.run(*each) for each in values]
    shown = [[asdict(outcome) for outcome in pair] for pair in outcomes]
    assert said["outcomes"] == json.loads(json.dumps(shown))
    assert said["plots"] == [SIMULATION.plot(*pair) for pair in outcomes]


def test_draws_are_even() -> None:
    numbers = draws(1)
    many = [next(numbers) for _ in range(20_000)]
    assert all(0 <= number < 1 for number in many)
    assert abs(sum(many) / len(many) - 0.5) < 0.01
    assert abs(sum(number < 0.1 for number in many) / len(many) - 0.1) < 0.01


def test_it_says_what_the_page_says() -> None:
    """A closed loop hides what an open one at the same rate shows, and hides stalls too."""
    (_, _, closed, _), (_, _, opened, within) = (each.cells for each in SIMULATION.run(14, 100, 0))
    assert float(closed) < 1
    assert float(opened) > 5
    assert float(within.rstrip("%")) < 90
    (_, _, stalled, _), (_, _, behind, _) = (each.cells for each in SIMULATION.run(14, 80, 5))
    assert float(stalled) < 1
    assert float(behind) > 3


def test_every_builder_shows_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["engineering_tokens.simulation"]\n')
    (tmp_path / "index.rst").write_text("Title\n=====\n\n.. simulation:: open-closed\n")
    cells = [cell for outcome in SIMULATION.run(14, 100, 0) for cell in outcome.cells]
    for builder, page in (("text", "index.txt"), ("html", "index.html")):
        built = build(tmp_path, builder=builder)
        assert built.warnings == []
        assert [cell for cell in cells if cell not in built.read(page)] == []
    assert 'src="_static/simulation.js' in built.read("index.html")


def test_an_unknown_simulation_is_named(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["engineering_tokens.simulation"]\n')
    (tmp_path / "index.rst").write_text("Title\n=====\n\n.. simulation:: opened\n")
    (warning,) = build(tmp_path).warnings
    assert "index.rst:4" in warning
    assert "no simulation 'opened': the known ones are open-closed" in warning
