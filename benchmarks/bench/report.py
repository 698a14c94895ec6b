"""Results as Markdown: tables that a page of the site includes."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from .measure import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .results import Measurement, Results

REFERENCE = "sphinx-series"
NAMES = {
    "clean": "Clean build",
    "no-op": "No change",
    "body": "One body edit",
    "title": "One title edit",
    "new": "One new post",
    "moved": "One moved part",
}
_BUSY = 0.5
_QUIET = 0.85
_NOTHING = "–"


def markdown(all_results: Iterable[Results], figures: str) -> str:
    """Give all tables, with a figure a size from a folder of the site."""
    ordered = sorted(all_results, key=lambda results: results.posts)
    sections = [_section(results, figures) for results in ordered]
    if len(ordered) > 1:
        sections.append(_growth(ordered))
    if not ordered:
        return "Nothing has been measured yet.\n"
    return "\n".join([*sections, _versions(ordered)])


def reference(results: Results) -> Measurement | None:
    """Give the measurement that ratios are of: this extension's with the fewest processes."""
    return next((one for one in results.measurements if one.tool == REFERENCE), None)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a Markdown table whose columns but the first are aligned to the right."""
    lines = [head, ["---", *("--:" for _ in head[1:])], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def seconds(value: float) -> str:
    """Give seconds with two or three figures."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _section(results: Results, figures: str) -> str:
    title = f"{results.posts:,} posts"
    kept = any(one.kept for one in results.measurements)
    parts = [
        f"## {title}\n",
        _facts(results),
        _times(results),
        "† Measured once, in a run of its own before this one, and kept.\n" if kept else "",
        _figure(results, figures),
        "Ratios of wall time to `sphinx_series` (above one: slower than it):\n",
        _ratios(results),
        "Pages that a build writes, and how many pages are stale after it:\n",
        _pages(results),
        _absent(results),
    ]
    return "\n".join(part for part in parts if part)


def _figure(results: Results, figures: str) -> str:
    posts = results.posts
    return (
        f"```{{figure}} {figures}/posts-{posts}.svg\n"
        f":alt: Wall seconds of each tool and scenario at {posts:,} posts; the table above has the"
        " numbers.\n\n"
        f"Wall seconds at {posts:,} posts, on a logarithmic scale.\n```\n"
    )


def _facts(results: Results) -> str:
    machine = results.machine
    rounds = max((len(one.rounds) for one in results.measurements if not one.kept), default=1)
    text = (
        f"Started {results.started[:10]} on {machine['cores']} cores ({machine['cpu']}),"
        f" {machine['memory'] / 2**30:.0f} GiB, {machine['system']}, Python {machine['python']}."
        f" Posts have {results.words:.0f} words (median). Each number is"
        f" {'of one round' if rounds == 1 else f'the median of {rounds} rounds'}."
    )
    share = _share_of_a_core(results)
    if machine["load"] > _BUSY or share < _QUIET:
        text += (
            f" The machine had other work (load {machine['load']:.1f} at the start, {share:.0%} of"
            " a core for builds of one process): seconds are rough."
        )
    return text + "\n"


def _share_of_a_core(results: Results) -> float:
    """Give what part of its wall time a clean build of one process computed (median)."""
    samples = [
        round_.samples["clean"]
        for one in results.measurements
        if one.jobs in {None, 1}
        for round_ in one.rounds
    ]
    return min(1.0, statistics.median([sample.cpu / sample.wall for sample in samples] or [1.0]))


def _name(one: Measurement) -> str:
    return one.name + (" †" if one.kept else "")


def _times(results: Results) -> str:
    head = ["Seconds (CPU seconds)", *(NAMES[name] for name in SCENARIOS)]
    rows = [
        [
            _name(one),
            *(_time(one, name) for name in SCENARIOS),
        ]
        for one in results.measurements
    ]
    return table(head, rows)


def _time(one: Measurement, scenario: str) -> str:
    if not one.has(scenario):
        return _NOTHING
    return f"{seconds(one.wall(scenario))} ({seconds(one.cpu(scenario))})"


def _ratios(results: Results) -> str:
    ours = reference(results)
    if ours is None:
        return "None: `sphinx_series` was not measured in this run.\n"
    head = ["Ratio", *(NAMES[name] for name in SCENARIOS)]
    rows = [
        [_name(one), *(_ratio(one, ours, name) for name in SCENARIOS)]
        for one in results.measurements
    ]
    return table(head, rows)


def _ratio(one: Measurement, ours: Measurement, scenario: str) -> str:
    if not (one.has(scenario) and ours.has(scenario)):
        return _NOTHING
    return f"{one.wall(scenario) / ours.wall(scenario):.2f}"


def _pages(results: Results) -> str:
    head = ["Written / stale", "Pages", "Post (KB)", "Peak (MB)", "Main"]
    head += [NAMES[name] for name in SCENARIOS[1:]]
    rows = [
        [
            _name(one),
            f"{one.rounds[0].pages:,}",
            f"{one.rounds[0].weight / 1e3:.1f}",
            f"{one.memory / 1e6:.0f}",
            _NOTHING if one.share is None else f"{one.share:.0%}",
            *(_written(one, name) for name in SCENARIOS[1:]),
        ]
        for one in results.measurements
    ]
    return table(head, rows)


def _written(one: Measurement, scenario: str) -> str:
    if not one.has(scenario):
        return _NOTHING
    sample = one.rounds[0].samples[scenario]
    stale = _NOTHING if sample.stale is None else f"{sample.stale:,}"
    return f"{sample.written:,} / {stale}"


def _absent(results: Results) -> str:
    reasons = (f"{name} ({reason})" for name, reason in sorted(results.absent.items()))
    return f"Not measured: {', '.join(reasons)}.\n" if results.absent else ""


def _growth(ordered: Sequence[Results]) -> str:
    """Give what a post costs at each size, for what was measured at more than one."""
    names = dict.fromkeys(one.name for results in ordered for one in results.measurements)
    rows = [[name, *(_cost(results, name) for results in ordered)] for name in names]
    rows = [row for row in rows if row.count(_NOTHING) < len(ordered) - 1]
    head = ["Clean build per post (post's page)"]
    head += [f"{results.posts:,} posts" for results in ordered]
    text = "The sizes were measured one after another; each column is a run of its own.\n"
    return f"## What a post costs\n\n{text}\n{table(head, rows)}"


def _cost(results: Results, name: str) -> str:
    for one in results.measurements:
        if one.name == name:
            cost = one.wall("clean") / results.posts * 1_000
            return f"{cost:.1f} ms ({one.rounds[0].weight / 1e3:.1f} KB)"
    return _NOTHING


def _versions(ordered: Sequence[Results]) -> str:
    versions: dict[str, str] = {}
    for results in ordered:
        for one in results.measurements:
            known = (f"{name} {version}" for name, version in one.versions.items())
            versions[one.label] = ", ".join(known)
    lines = "".join(f"| {label} | {known} |\n" for label, known in versions.items())
    return f"## Versions\n\n| Tool | Versions |\n| --- | --- |\n{lines}"


def median_words(texts: Iterable[str]) -> float:
    """Give the median number of words."""
    return statistics.median(len(text.split()) for text in texts)
