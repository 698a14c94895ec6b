"""Do the tests of the cores bite? Changes of the code, at random places, that a test must notice.

`make mutants` takes a random sample of all mutants that Cosmic Ray makes of both cores, runs on
each the tests that come by its line, the quick and narrow first, and shows those that no test
noticed.

Cosmic Ray makes the mutants, and coverage.py knows which test comes by which line; only what lies
between is ours, since Cosmic Ray itself runs one command for all mutants, which here takes minutes.
mutmut chooses tests, but leaves out what modules do when they are imported and functions that have
decorators, as each property has, and finds no module of a folder but `src`.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, NoReturn

# What tests load besides the extensions, so that it is loaded once.
import hypothesis  # noqa: F401
import myst_parser.parsers.sphinx_  # noqa: F401
import pint  # noqa: F401
import playwright.sync_api  # noqa: F401
import pytest
import sphinx.application
import sphinx.builders.html  # noqa: F401
import sphinx_design  # noqa: F401
import yaml  # noqa: F401
from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from coverage import CoverageData

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PROJECT = Path(__file__).parent.parent
CORES = ["_ext/sphinx_series/core", "_ext/sphinx_worksheet/core"]
TESTS = ["tests/shared", "tests/worksheet"]
TESTS += [f"tests/series/{folder}" for folder in ("core", "reading", "publishing")]
COPIED = ["_ext", "_data", "about", "benchmarks", "conf.py", "pyproject.toml", "tests"]

# What other programs answer, and how long something takes, depends on how busy the machine is.
_STEADY = ["-m", "not needs and not long", "--ignore=tests/series/core/test_times.py"]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]

# How long the tests of a mutant took where nothing was changed, taken together.
_SECONDS = 20


@dataclass(frozen=True)
class Mutant:
    """One change: the operator at its n-th place in a module."""

    module: str
    operator: str
    occurrence: int
    line: int

    def code(self, folder: Path) -> str:
        """Give the text of its module with the change; the folder has that without."""
        original = (folder / self.module).read_bytes()
        return str(mutate_code(original, get_operator(self.operator)(), self.occurrence))

    def shown(self, folder: Path) -> str:
        """Say where it is, and how the line reads there."""
        texts = ((folder / self.module).read_text(), self.code(folder))
        lines = zip(*map(str.splitlines, texts), strict=False)
        before, after = next((a.strip(), b.strip()) for a, b in lines if a != b)
        return f"{self.module}:{self.line}: {before}\n    lives as: {after}"

    @property
    def is_code(self) -> bool:
        """Whether Python would run it: Cosmic Ray takes the stars of `f(*a)` for products too."""
        with warnings.catch_warnings(action="ignore"):
            try:
                compile(self.code(PROJECT), self.module, "exec", dont_inherit=True)
            except SyntaxError:
                return False
        return True


def mutants() -> list[Mutant]:
    """Give all mutants of both cores, in an order that does not change."""
    paths = [path for core in CORES for path in sorted((PROJECT / core).rglob("*.py"))]
    return [mutant for path in paths for mutant in _of_module(path)]


def _of_module(path: Path) -> Iterator[Mutant]:
    """Yield a mutant for each place that an operator would change.

    A star between parameters is no product, and what is for type checkers alone is never run.
    """
    nodes = list(ast_nodes(get_ast_from_path(path)))
    stars = {node.start_pos for node in nodes if node.parent and node.parent.type == "parameters"}
    silent = list(_annotations(ast.parse(path.read_bytes())))
    module = str(path.relative_to(PROJECT))
    for name in sorted(operator_names()):
        if get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for number, place in enumerate(places):
            if place not in stars and not any(start <= place < end for start, end in silent):
                yield Mutant(module, name, number, place[0])


def _annotations(tree: ast.AST) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where types stand, which are for readers, and what only type checkers import."""
    for node in ast.walk(tree):
        found = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            found.append(node)
        for part in found:
            if isinstance(part, ast.expr | ast.stmt):
                end = part.end_lineno or part.lineno, part.end_col_offset or 0
                yield (part.lineno, part.col_offset), end


def copy_project(folder: Path) -> Path:
    """Copy what the tests of the cores need to a folder where code may be changed."""
    ignored = shutil.ignore_patterns("__pycache__", "results", ".cache")
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy2(source, folder / name)
    return folder


@dataclass(frozen=True)
class Tests:
    """Which test comes by which line of the cores, how many lines those are, and for how long."""

    covered: CoverageData
    lines: Mapping[str, int]
    seconds: Mapping[str, float]
    folder: Path

    def of(self, mutant: Mutant) -> list[str]:
        """Give the tests that come by the line of a mutant, the best first, for some seconds.

        Those of all, if the line runs when its module is imported. Then those that come by any line
        of the module: what they rely on may be made before the first test. What they let live
        counts as alive, whatever slower tests would say.
        """
        lines = self.covered.contexts_by_lineno(str(self.folder / mutant.module))
        near = _tests(chain.from_iterable(lines.values()))
        first = self.best(_tests(lines[mutant.line]) or self.seconds)
        return first + self.best(near - {*first})

    def best(self, found: Iterable[str]) -> list[str]:
        """Give the quick and narrow ones among tests, which take some seconds together."""
        tests = sorted(found, key=lambda test: (self.seconds[test] * self.lines[test], test))
        before = accumulate((self.seconds[test] for test in tests), initial=0.0)
        return [test for test, spent in zip(tests, before, strict=False) if spent < _SECONDS]

    def limit(self, tests: list[str]) -> float:
        """Give how many seconds tests may take; longer waits for what a mutant never gives."""
        return 30 + 4 * sum(self.seconds[test] for test in tests)


def _tests(contexts: Iterable[str]) -> set[str]:
    """Give the tests that come by lines; what runs before all tests has an empty name."""
    return {context.rpartition("|")[0] for context in contexts} - {""}


def counted(folder: Path) -> Tests:
    """Run the tests where nothing was changed.

    Raises:
        RuntimeError: some fail, so that failing on a mutant would say nothing.
    """
    options = ["--cov", "--cov-context=test", "--cov-report=", "--cov-fail-under=0"]
    options += ["--durations=0", "--durations-min=0"]
    command = [*PYTEST, *options, *_STEADY, *TESTS]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout)
    covered = CoverageData(str(folder / ".coverage"))
    covered.read()
    lines: Counter[str] = Counter()
    for file in covered.measured_files():
        for contexts in covered.contexts_by_lineno(file).values():
            lines.update(_tests(contexts))
    seconds: defaultdict[str, float] = defaultdict(float)
    for spent, test in re.findall(r"^([\d.]+)s \w+ +(.+)$", done.stdout, re.MULTILINE):
        seconds[test] += float(spent)
    return Tests(covered, lines, seconds, folder)


def passes(tests: list[str], folder: Path, limit: float) -> bool:
    """Run tests in a copy until one fails, in a process that has all libraries loaded already."""
    process = get_context("fork").Process(target=_run, args=(tests, folder))
    process.start()
    process.join(limit)
    process.kill()
    process.join()
    return process.exitcode == 0


def _run(tests: list[str], folder: Path) -> NoReturn:
    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    # What is compiled of a mutant is for none that follows.
    sys.dont_write_bytecode = True
    # Of what is loaded already pytest would say that it cannot be made to explain itself.
    loaded = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    without = ["-p", "no:cov", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"]
    # Without what the process that was copied would do at its end.
    os._exit(pytest.main(["-q", "-x", *loaded, *without, "--rootdir", str(folder), *tests]))


def is_noticed(mutant: Mutant, tests: Tests, folder: Path) -> bool:
    """Run tests on a mutant until one fails."""
    module = folder / mutant.module
    chosen = tests.of(mutant)
    try:
        module.write_text(mutant.code(tests.folder))
        return not passes(chosen, folder, tests.limit(chosen))
    finally:
        # With its old time, so that what was compiled of it holds.
        shutil.copy2(tests.folder / mutant.module, module)


def run(sample: list[Mutant], jobs: int, work: Path) -> list[Mutant]:
    """Try mutants in as many copies of the project at a time; give those that live on.

    Raises:
        RuntimeError: tests fail where nothing was changed, so their failing would say nothing.
    """
    first = copy_project(work / "0")
    tests = counted(first)
    usual = tests.best(tests.seconds)
    folders: SimpleQueue[Path] = SimpleQueue()
    for number in range(1, jobs + 1):
        folder = shutil.copytree(first, work / str(number))
        if not passes(usual, folder, tests.limit(usual)):
            message = f"the tests fail in {folder}, where nothing was changed"
            raise RuntimeError(message)
        folders.put(folder)

    def lives(mutant: Mutant) -> bool:
        folder = folders.get()
        try:
            noticed = is_noticed(mutant, tests, folder)
        finally:
            folders.put(folder)
        print("." if noticed else mutant.shown(first), flush=True)
        return not noticed

    with ThreadPoolExecutor(jobs) as pool:
        found = pool.map(lives, sample)
        return [mutant for mutant, alive in zip(sample, found, strict=True) if alive]


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Count the mutants that no test notices.")
    parser.add_argument("--count", type=int, default=300, help="how many are tried")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    options = parse()
    everything = mutants()
    random.Random(options.seed).shuffle(everything)
    chosen = list(islice((mutant for mutant in everything if mutant.is_code), options.count))
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as work:
        alive = run(chosen, options.jobs, Path(work))
    seconds = time.monotonic() - begin
    share = 1 - len(alive) / len(chosen)
    print(f"{share:.1%} of {len(chosen)} mutants were noticed, in {seconds:.0f} s;", end=" ")
    print(f"there are {len(everything)} places, and the seed was {options.seed}")
