"""Measure one tool on one corpus: a clean build, no change, and each edit from the same start."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .corpus import EDITS
from .tools import Build

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping, Sequence

    from .corpus import Corpus
    from .tools import Tool

SCENARIOS = ("clean", "no-op", *EDITS)
_LAUNCH = Path(__file__).with_name("launch.py")
_UNWANTED = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "SPHINXOPTS", "SOURCE_DATE_EPOCH"}


class BuildError(Exception):
    """A tool failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What one build took and did.

    ``wall`` and ``cpu`` are seconds, the latter of all processes, and ``main`` of the first alone
    (None: the system does not tell); ``memory`` is the peak of the largest process in bytes.
    ``written`` pages have new bytes or a new time, ``changed`` ones new bytes; ``stale`` ones are
    not what a clean build of the same sources makes (None: not checked).
    """

    wall: float
    cpu: float
    memory: int
    written: int
    changed: int
    stale: int | None = None
    main: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of a tool: a sample of each scenario, the number of pages, a post's median size."""

    samples: dict[str, Sample]
    pages: int
    weight: float


@dataclass(frozen=True, slots=True)
class Page:
    """A written page: when, and a digest of its bytes, whole and without what is volatile."""

    time: int
    whole: bytes
    lasting: bytes


def look(out: Path, volatile: Iterable[re.Pattern[bytes]] = ()) -> dict[str, Page]:
    """Give all pages of an output folder."""
    return {
        path.relative_to(out).as_posix(): _page(path, tuple(volatile))
        for path in sorted(out.rglob("*.html"))
    }


def _page(path: Path, volatile: tuple[re.Pattern[bytes], ...]) -> Page:
    content = path.read_bytes()
    whole = hashlib.sha256(content).digest()
    for pattern in volatile:
        content = pattern.sub(b"", content)
    lasting = hashlib.sha256(content).digest() if volatile else whole
    return Page(path.stat().st_mtime_ns, whole, lasting)


def count_written(before: Mapping[str, Page], after: Mapping[str, Page]) -> int:
    """Count the pages that were written, whether or not anything in them changed."""
    return sum(before.get(name) != page for name, page in after.items())


def count_changed(before: Mapping[str, Page], after: Mapping[str, Page]) -> int:
    """Count the pages whose bytes are new."""
    return sum(name not in before or before[name].whole != after[name].whole for name in after)


def count_stale(built: Mapping[str, Page], clean: Mapping[str, Page]) -> int:
    """Count the pages that differ from a clean build's, are missing, or should not be there."""
    names = built.keys() | clean.keys()
    return sum(
        name not in built or name not in clean or built[name].lasting != clean[name].lasting
        for name in names
    )


def emit(files: Mapping[str, str], folder: Path) -> None:
    """Write a project's files, and touch none that is there with the same text."""
    for name, text in files.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


class Bench:
    """A folder in which one tool is measured."""

    def __init__(self, tool: Tool, program: Path, folder: Path, jobs: int) -> None:
        self.tool = tool
        self.folder = folder
        self.kept = folder.with_name(f"{folder.name}-kept")
        self.build = Build(
            program=program,
            source=folder / "source",
            out=folder / "out",
            state=folder / "state",
            jobs=jobs,
        )

    def round(self, corpus: Corpus, *, stale: bool) -> Round:
        """Measure every scenario once, each edit from the state after the clean build."""
        self.clear()
        emit(self.tool.emit(corpus), self.build.source)
        samples = {"clean": self._measure({})}
        clean = self._look(self.build.out)
        samples["no-op"] = self._measure(clean)
        if stale:
            count = count_stale(self._look(self.build.out), clean)
            samples["no-op"] = replace(samples["no-op"], stale=count)
        pages, weight = len(clean), self._weight(corpus)
        shutil.copytree(self.folder, self.kept, symlinks=True)
        for name, edit in EDITS.items():
            self._restore()
            samples[name] = self._edit(edit(corpus), stale=stale)
        self.clear()
        return Round(samples=samples, pages=pages, weight=weight)

    def make(self, corpus: Corpus) -> None:
        """Build a site and measure nothing."""
        self.clear()
        emit(self.tool.emit(corpus), self.build.source)
        self._run(self.build)

    def clear(self) -> None:
        """Remove everything."""
        for folder in (self.folder, self.kept):
            shutil.rmtree(folder, ignore_errors=True)

    def _restore(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder, symlinks=True)

    def _edit(self, corpus: Corpus, *, stale: bool) -> Sample:
        before = self._look(self.build.out)
        emit(self.tool.emit(corpus), self.build.source)
        sample = self._measure(before)
        return replace(sample, stale=self._count_stale()) if stale else sample

    def _count_stale(self) -> int:
        """Compare with a clean build of the same sources, on all cores and beside the other."""
        beside = replace(
            self.build,
            out=self.folder / "clean-out",
            state=self.folder / "clean-state",
            jobs=os.cpu_count() or 1,
        )
        self._run(beside)
        return count_stale(self._look(self.build.out), self._look(beside.out))

    def _look(self, out: Path) -> dict[str, Page]:
        return look(out, self.tool.volatile)

    def _weight(self, corpus: Corpus) -> float:
        sizes = [(self.build.out / self.tool.page(post)).stat().st_size for post in corpus.posts]
        return statistics.median(sizes)

    def _measure(self, before: Mapping[str, Page]) -> Sample:
        os.sync()
        result = self._run(self.build)
        after = self._look(self.build.out)
        return Sample(
            wall=result["wall"],
            cpu=result["cpu"],
            main=result["main"],
            memory=int(result["memory"]),
            written=count_written(before, after),
            changed=count_changed(before, after),
        )

    def _run(self, build: Build) -> dict[str, float]:
        return Runner(self.tool, self.folder).run(self.tool.command(build))


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs programs of a tool, and reports in a folder what they took."""

    tool: Tool
    folder: Path

    def run(self, program: Sequence[str]) -> dict[str, float]:
        """Run a program with its arguments.

        Raises:
            BuildError: it ends with an error.
        """
        report = self.folder / "launch.json"
        command = [sys.executable, "-I", "-S", str(_LAUNCH), str(report), *program]
        kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        environment = {**kept, **self.tool.environment}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        result: dict[str, float] = json.loads(report.read_text(encoding="utf-8"))
        if result["code"]:
            message = f"{self.tool.name}: {(done.stderr or done.stdout).strip()[-2_000:]}"
            raise BuildError(message)
        return result
