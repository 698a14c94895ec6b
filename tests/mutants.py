"""Do the tests of the cores bite? Changes of the code, at random places, that a test must notice.

`make mutants` takes a random sample of all mutants that Cosmic Ray makes of both cores, runs on
each the tests of the cores that come by its line, and names those that no test noticed.
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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
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
from cosmic_ray.mutating import apply_mutation
from cosmic_ray.plugins import get_operator, operator_names
from coverage import CoverageData

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROJECT = Path(__file__).parent.parent
CORES = ["_ext/sphinx_series/core", "_ext/sphinx_worksheet/core"]
TESTS = ["tests/series/core", "tests/worksheet"]
COPIED = ["_ext", "_data", "about", "benchmarks", "conf.py", "pyproject.toml", "tests"]

# What browsers answer depends on how busy the machine is, and takes long.
_BROWSERS = [f"--ignore=tests/worksheet/test_{it}.py" for it in ("browser", "instrument", "page")]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *_BROWSERS]

# How long the tests of a mutant took where nothing was changed, taken together.
_SECONDS = 20
# Tests that have not ended by then wait for what the mutant never gives.
_LONGEST = 300


@dataclass(frozen=True)
class Mutant:
    """One change: the operator at its n-th place in a module."""

    module: str
    operator: str
    occurrence: int
    line: int


def mutants() -> list[Mutant]:
    """Give all mutants of both cores, in an order that does not change."""
    paths = [path for core in CORES for path in sorted((PROJECT / core).rglob("*.py"))]
    return [mutant for path in paths for mutant in _of_module(path)]


def _of_module(path: Path) -> Iterator[Mutant]:
    """Yield a mutant for each place that an operator would change and Python would run."""
    nodes = list(ast_nodes(get_ast_from_path(path)))
    silent = list(_annotations(ast.parse(path.read_bytes())))
    module = str(path.relative_to(PROJECT))
    for name in sorted(operator_names()):
        if get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for number, place in enumerate(places):
            if not any(start <= place < end for start, end in silent):
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
    """Which test comes by which line of the cores, and how many seconds each takes."""

    covered: CoverageData
    seconds: dict[str, float]
    folder: Path

    def of(self, mutant: Mutant) -> list[str]:
        """Give the tests that come by the line of a mutant, the quick first, for some seconds.

        Those of all, if the line runs when its module is imported. What they let live counts as
        alive, whatever slower tests would say.
        """
        lines = self.covered.contexts_by_lineno(str(self.folder / mutant.module))
        found = {context.rpartition("|")[0] for context in lines.get(mutant.line, [])} - {""}
        return self.quickest(found or self.seconds)

    def quickest(self, found: Iterable[str]) -> list[str]:
        """Give the quick ones among tests, which take some seconds together."""
        tests = sorted(found, key=lambda test: (self.seconds.get(test, 0), test))
        spent = accumulate(self.seconds.get(test, 0) for test in tests)
        return [test for test, seconds in zip(tests, spent, strict=True) if seconds <= _SECONDS]


def counted(folder: Path) -> Tests:
    """Run the tests where nothing was changed.

    Raises:
        RuntimeError: some fail, so that failing on a mutant would say nothing.
    """
    options = ["--cov", "--cov-context=test", "--cov-report=", "--cov-fail-under=0"]
    command = [*PYTEST, *options, "-vv", "--durations=0", *TESTS]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout)
    covered = CoverageData(str(folder / ".coverage"))
    covered.read()
    times = re.findall(r"^([\d.]+)s call +(.+)$", done.stdout, re.MULTILINE)
    return Tests(covered, {test: float(seconds) for seconds, test in times}, folder)


def passes(tests: list[str], folder: Path) -> bool:
    """Run tests in a copy until one fails, in a process that has all libraries loaded already."""
    process = get_context("fork").Process(target=_run, args=(tests, folder))
    process.start()
    process.join(_LONGEST)
    process.kill()
    process.join()
    return process.exitcode == 0


def _run(tests: list[str], folder: Path) -> NoReturn:
    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    # Of what is loaded already pytest would say that it cannot be made to explain itself.
    loaded = "ignore::pytest.PytestAssertRewriteWarning"
    options = [
        "-q",
        "-x",
        "-W",
        loaded,
        "-p",
        "no:cov",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
    ]
    # Without what the process that was copied would do at its end.
    os._exit(pytest.main([*options, *tests]))


def is_noticed(mutant: Mutant, tests: list[str], folder: Path) -> bool:
    """Run tests on a mutant until one fails."""
    module = folder / mutant.module
    original = module.read_bytes()
    try:
        apply_mutation(module, get_operator(mutant.operator)(), mutant.occurrence)
        return not passes(tests, folder)
    finally:
        module.write_bytes(original)


def run(sample: list[Mutant], jobs: int, work: Path) -> list[Mutant]:
    """Try mutants in as many copies of the project at a time; give those that live on.

    Raises:
        RuntimeError: tests fail where nothing was changed, so their failing would say nothing.
    """
    copies = [copy_project(work / str(number)) for number in range(jobs)]
    tests = counted(copies[0])
    folders: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        if not passes(tests.quickest(tests.seconds), copy):
            message = f"the tests fail in {copy}, where nothing was changed"
            raise RuntimeError(message)
        folders.put(copy)

    def lives(mutant: Mutant) -> bool:
        folder = folders.get()
        try:
            noticed = is_noticed(mutant, tests.of(mutant), folder)
        finally:
            folders.put(folder)
        print("." if noticed else f"\n{mutant.module}:{mutant.line}: {mutant.operator}", flush=True)
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
    chosen = random.Random(options.seed).sample(everything, options.count)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as work:
        alive = run(chosen, options.jobs, Path(work))
    seconds = time.monotonic() - begin
    share = 1 - len(alive) / len(chosen)
    print(f"{share:.1%} of {len(chosen)} mutants were noticed, in {seconds:.0f} s;", end=" ")
    print(f"there are {len(everything)}, and the seed was {options.seed}")
