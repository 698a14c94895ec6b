"""Results: measured once, kept as JSON, one file a size, so that ratios are of one run."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .measure import Round, Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMAT = 1


@dataclass(slots=True, kw_only=True)
class Measurement:
    """All rounds of one tool with one number of processes; ``kept`` is the day of an older run."""

    tool: str
    label: str
    jobs: int | None
    versions: dict[str, str]
    rounds: list[Round] = field(default_factory=list)
    kept: str = ""

    def median(self, scenario: str, value: Callable[[Sample], float]) -> float:
        """Give the median of a value over all rounds."""
        return statistics.median(value(round_.samples[scenario]) for round_ in self.rounds)

    def wall(self, scenario: str) -> float:
        """Give the median seconds of a scenario."""
        return self.median(scenario, lambda sample: sample.wall)

    def cpu(self, scenario: str) -> float:
        """Give the median CPU seconds of a scenario."""
        return self.median(scenario, lambda sample: sample.cpu)

    def has(self, scenario: str) -> bool:
        """Tell whether a scenario was measured; an older run may not know it."""
        return all(scenario in round_.samples for round_ in self.rounds)

    @property
    def share(self) -> float | None:
        """The median over rounds of the first process's part of a clean build's CPU seconds."""
        samples = [round_.samples["clean"] for round_ in self.rounds]
        shares = [one.main / one.cpu for one in samples if one.main is not None]
        return statistics.median(shares) if shares else None

    @property
    def memory(self) -> float:
        """The median over rounds of the clean build's peak."""
        return self.median("clean", lambda sample: sample.memory)

    @property
    def name(self) -> str:
        """What tables and plots call it."""
        if self.jobs is None:
            return self.label
        return f"{self.label}, {self.jobs} process{'es' * (self.jobs > 1)}"


@dataclass(slots=True, kw_only=True)
class Results:
    """Everything of one run at one size."""

    posts: int
    words: float
    seed: int
    started: str
    machine: dict[str, Any]
    measurements: list[Measurement]
    absent: dict[str, str] = field(default_factory=dict)
    """Tools that were asked for and could not be measured, with the reason."""


def now() -> str:
    """Give the time as results record it."""
    return datetime.now(UTC).isoformat(timespec="minutes")


def machine() -> dict[str, Any]:
    """Describe the machine, but not by name, and how busy it is."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def cpu_model() -> str:
    """Give the processor's name, as the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def revision(folder: Path) -> str:
    """Give the commit of the source tree, marked where it has changes; empty outside of git."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def save(value: Results | Measurement, path: Path) -> None:
    """Write results to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"format": FORMAT, **asdict(value)}
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def publish(name: str, data: Mapping[str, Any], table: str, folder: Path) -> None:
    """Write results as JSON, and as a table that a page of the site includes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    (folder / f"{name}.md").write_text(table, encoding="utf-8")


def load(path: Path) -> Results:
    """Read results from a file."""
    data = _read(path)
    measurements = [measurement(item) for item in data.pop("measurements")]
    return Results(measurements=measurements, **data)


def load_measurement(path: Path) -> Measurement:
    """Read one measurement that was kept."""
    return measurement(_read(path))


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if data.pop("format") != FORMAT:
        message = f"{path.name} is of another version of the harness; measure again"
        raise ValueError(message)
    return data


def measurement(data: dict[str, Any]) -> Measurement:
    """Make a measurement of plain data."""
    rounds = [_round(item) for item in data.pop("rounds")]
    return Measurement(rounds=rounds, **data)


def _round(data: dict[str, Any]) -> Round:
    samples = {name: Sample(**values) for name, values in data.pop("samples").items()}
    return Round(samples=samples, **data)
