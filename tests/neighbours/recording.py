"""A plugin of pytest that writes what came out of the suite of neighbours to `results.json`."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

RESULTS = Path(__file__).with_name("results.json")

_outcomes: dict[str, list[str]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how each test of a neighbour ended; workers report to the process that records."""
    if report.when == "call":
        for name, value in report.user_properties:
            if name == "neighbour":
                _outcomes.setdefault(str(value), []).append(report.outcome)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the results, in the process that has all of them."""
    if hasattr(session.config, "workerinput"):
        return
    found = {
        "python": platform.python_version(),
        "sphinx": version("sphinx"),
        "neighbours": {
            name: {"tests": len(outcomes), "passed": outcomes.count("passed")}
            for name, outcomes in sorted(_outcomes.items())
        },
    }
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
