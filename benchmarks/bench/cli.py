"""The command line: which tools, which sizes, how often; and the loop that takes turns."""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import corpus as corpora
from . import plot, report, results
from .environments import Environment, MissingError, prepare
from .measure import Bench, BuildError
from .results import Measurement, Results
from .tools import TOOLS, Tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .corpus import Corpus

HERE = Path(__file__).resolve().parent.parent
CACHE = HERE / ".cache"
RESULTS = HERE / "results"
FIGURES = "/benchmarks/results"
WARM_UP_POSTS = 5


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A tool that is installed, with the number of processes, and what was measured of it."""

    tool: Tool
    environment: Environment
    jobs: int | None
    measurement: Measurement

    @property
    def name(self) -> str:
        """A name for folders and messages."""
        return self.tool.name if self.jobs is None else f"{self.tool.name}-j{self.jobs}"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Build generated sites with several tools, and measure it.",
        epilog=f"Tools: {', '.join(TOOLS)}. Environments and kept results are in {CACHE.name}/.",
    )
    add = parser.add_argument
    add("--tools", type=_tools, default=[], metavar="A,B", help="only these tools, at every size")
    add("--sizes", type=_numbers, default=[100, 1_000], metavar="N,M", help="numbers of posts")
    add("--rounds", type=int, default=3, metavar="N", help="how often each tool has its turn")
    add("--jobs", type=_numbers, default=[1, 2], metavar="N,M", help="for tools that take `-j`")
    add(
        "--stale",
        choices=("once", "all", "none"),
        default="once",
        help="compare each edit with a clean build in the first round, with the first of --jobs "
        "(once) or with each (all)",
    )
    add("--seed", type=int, default=corpora.SEED, metavar="N", help="of the corpus")
    add("--results", type=Path, default=RESULTS, metavar="DIR", help="where results are written")
    add("--fresh", action="store_true", help="measure again what was kept from an earlier run")
    add("--report", action="store_true", help="measure nothing; make tables and plots anew")
    return parser.parse_args(arguments)


def _numbers(text: str) -> list[int]:
    return [int(number.replace("_", "")) for number in text.split(",")]


def _tools(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in TOOLS]
    if unknown:
        message = f"unknown: {', '.join(unknown)}"
        raise argparse.ArgumentTypeError(message)
    return names


def say(message: str) -> None:
    """Tell the person who waits."""
    print(message, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, save, and report."""
    options = parse(arguments)
    if not options.report:
        for size in options.sizes:
            measure_size(options, size)
    write_report(options.results)


def measure_size(options: argparse.Namespace, size: int) -> None:
    """Measure all tools at one size, and save what came out after each round."""
    path = CACHE / "corpus" / f"{options.seed}-{size}.json"
    corpus = corpora.load(path, size, options.seed)
    outcome = Results(
        posts=size,
        words=report.median_words(post.body for post in corpus.posts),
        seed=options.seed,
        started=results.now(),
        machine=results.machine(),
        measurements=[],
    )
    candidates = list(_candidates(options, size, outcome.absent))
    for number in range(options.rounds):
        for candidate in _turns(candidates, number):
            _take_turn(candidate, corpus, options, number, outcome.absent)
        outcome.measurements = [one.measurement for one in candidates if one.measurement.rounds]
        results.save(outcome, options.results / f"posts-{size}.json")


def _turns(candidates: list[Candidate], number: int) -> list[Candidate]:
    """Let another one begin each round, so that a drift of the machine favours none."""
    start = number % len(candidates) if candidates else 0
    return candidates[start:] + candidates[:start]


def _candidates(
    options: argparse.Namespace, size: int, absent: dict[str, str]
) -> Iterator[Candidate]:
    """Give the tools that can be measured; note why others cannot."""
    names = options.tools or [name for name, tool in TOOLS.items() if tool.largest >= size]
    for name in names:
        tool = TOOLS[name]
        try:
            environment = prepare(tool, CACHE / "environments")
            _warm_up(tool, environment)
        except (MissingError, BuildError) as error:
            absent[name] = str(error)
            say(f"{name} is missing: {error}")
            continue
        for jobs in options.jobs if tool.parallel else [None]:
            versions = dict(environment.versions)
            if "PYTHONPATH" in tool.environment and (commit := results.revision(HERE)):
                versions = {"sphinx_series": commit, **versions}
            measurement = Measurement(tool=name, label=tool.label, jobs=jobs, versions=versions)
            yield Candidate(tool=tool, environment=environment, jobs=jobs, measurement=measurement)


def _warm_up(tool: Tool, environment: Environment) -> None:
    """Build a tiny corpus, so that compiled code and file caches are there for every tool."""
    bench = Bench(tool, environment.program, CACHE / "work" / "warm-up", 1)
    bench.round(corpora.generate(WARM_UP_POSTS), stale=False)


def _take_turn(
    candidate: Candidate,
    corpus: Corpus,
    options: argparse.Namespace,
    number: int,
    absent: dict[str, str],
) -> None:
    """Measure a round of one tool, unless that was done once and for all."""
    once_from = candidate.tool.once_from
    once = once_from is not None and len(corpus.posts) >= once_from
    kept = _kept_path(candidate, corpus) if once else None
    first = candidate.jobs in {None, options.jobs[0]}
    if candidate.name in absent or (kept and _is_done(candidate, kept, options, number, first)):
        return
    stale = not number and (options.stale == "all" or (options.stale == "once" and first))
    program, jobs = candidate.environment.program, candidate.jobs or 1
    bench = Bench(candidate.tool, program, CACHE / "work" / candidate.name, jobs)
    try:
        round_ = bench.round(corpus, stale=stale)
    except BuildError as error:
        absent[candidate.name] = str(error)
        say(f"{candidate.name} failed: {error}")
        return
    candidate.measurement.rounds.append(round_)
    walls = (f"{name} {sample.wall:.2f}" for name, sample in round_.samples.items())
    say(f"{len(corpus.posts)} posts, round {number + 1}, {candidate.name}: {', '.join(walls)}")
    if kept:
        _keep(candidate.measurement, kept)


def _is_done(
    candidate: Candidate,
    kept: Path,
    options: argparse.Namespace,
    number: int,
    first: bool,  # noqa: FBT001
) -> bool:
    """Whether a slow tool is not measured now.

    It has a turn in the first round only, with the first number of processes only, and only if no
    earlier run kept a result, which is taken otherwise.
    """
    if not number and kept.is_file() and not options.fresh:
        candidate.measurement = results.load_measurement(kept)
        return True
    return bool(number) or not first


def _keep(measurement: Measurement, path: Path) -> None:
    """Save a slow measurement for later runs; there it bears the day on which it was made."""
    measurement.kept = results.now()[:10]
    results.save(measurement, path)
    measurement.kept = ""


def _kept_path(candidate: Candidate, corpus: Corpus) -> Path:
    """Give the file of a kept result: of this machine, these versions, and this very project."""
    files = candidate.tool.emit(corpus)
    facts = [
        platform.node(),
        results.cpu_model(),
        platform.python_version(),
        candidate.environment.versions,
        files,
    ]
    key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]
    return CACHE / "kept" / f"{candidate.name}-{len(corpus.posts)}-{key}.json"


def write_report(folder: Path) -> None:
    """Make the tables and plots of all results in a folder."""
    paths = sorted(folder.glob("posts-*.json"))
    found = [results.load(path) for path in paths]
    for one in found:
        (folder / f"posts-{one.posts}.svg").write_text(plot.svg(one), encoding="utf-8")
    text = report.markdown(found, FIGURES)
    (folder / "tables.md").write_text(text, encoding="utf-8")
    print(text)
