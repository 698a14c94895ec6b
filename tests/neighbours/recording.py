"""A plugin of pytest that writes what came out of the suite of neighbours to `results.json`.

`about/neighbours.md` shows them.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import programs
import projects

if TYPE_CHECKING:
    import pytest

RESULTS = Path(__file__).with_name("results.json")

_KNOWN = projects.PROJECTS | programs.PROGRAMS
_LEFT_OUT = projects.LEFT_OUT | programs.LEFT_OUT

_outcomes: dict[str, dict[str, str]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how each test of a neighbour ended; workers report to the process that records."""
    if report.when == "call":
        test = report.nodeid.partition("::")[2]
        for name, value in report.user_properties:
            if name == "neighbour":
                _outcomes.setdefault(str(value), {})[test] = report.outcome


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the results, in the process that has them; what was not tried stays as it was."""
    if hasattr(session.config, "workerinput"):
        return
    results = json.loads(RESULTS.read_text(encoding="utf-8"))["neighbours"]
    before = {name: result["tests"] for name, result in results.items()}
    found = {
        "python": platform.python_version(),
        "sphinx": version("sphinx"),
        "neighbours": {
            name: _result(name, before.get(name, {}) | _outcomes.get(name, {}))
            for name in sorted(_KNOWN | _LEFT_OUT)
        },
    }
    text = json.dumps(found, indent=2, ensure_ascii=False)
    RESULTS.write_text(f"{text}\n", encoding="utf-8")


def _result(name: str, outcomes: dict[str, str]) -> dict[str, object]:
    neighbour = (_KNOWN | _LEFT_OUT)[name]
    return {
        "package": neighbour.package,
        "version": version(neighbour.package),
        "can_be_built": name in _KNOWN,
        "note": neighbour.note,
        "tests": dict(sorted(outcomes.items())),
    }
