"""Build a real Sphinx project as it is and with the extension added, and measure both.

    python benchmarks/real_project.py FOLDER DOCUMENT --python PYTHON [--results DIR]

FOLDER is a checkout, of which a copy is built; PYTHON has what it needs, and what the extension
needs. The copy is built in three ways: as it is, with `sphinx_series`, and with sidebars bounded
besides. Each has a clean build, one without a change, and one after a sentence was added to
DOCUMENT. Writes a table and its numbers: seconds, CPU seconds, peak memory, pages, the bytes of
those that the project has as it is, and what the second and the third build wrote.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import results
from bench.measure import Page, count_changed, count_written, look

ROOT = Path(__file__).resolve().parents[1]
LAUNCH = ROOT / "benchmarks" / "bench" / "launch.py"
WAYS = {
    "as it is": "",
    "with `sphinx_series`": 'extensions = [*extensions, "sphinx_series"]\n',
    "with bounded sidebars": (
        'extensions = [*extensions, "sphinx_series"]\nseries_navigation = "bounded"\n'
    ),
}
SENTENCE = "\n\nOne more sentence stands at the end.\n"


def main() -> None:
    """Measure, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="checkout of a project, with conf.py")
    parser.add_argument("document", help="path of a source in it, to which a sentence is added")
    parser.add_argument("--python", required=True, help="interpreter with what the project needs")
    parser.add_argument("--name", default="", help="of the project and its commit, for the table")
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    found = dict[str, dict[str, Any]]()
    with tempfile.TemporaryDirectory() as temporary:
        for way, conf in WAYS.items():
            found[way] = _measure(options, Path(temporary, "work"), conf)
    # Of pages that the project has anyway, as redirects of the extension are small.
    names = next(iter(found.values()))["sizes"].keys()
    for one in found.values():
        sizes = one.pop("sizes")
        own = [sizes[name] for name in names]
        one |= {"pages": len(sizes), "weight": statistics.median(own), "total": sum(own)}
    outcome = {
        "project": options.name or options.folder.name,
        "date": results.now(),
        "cores": os.cpu_count(),
        "load": load,
        "ways": found,
    }
    results.publish("real-project", outcome, _table(outcome), options.results)


def _measure(options: argparse.Namespace, work: Path, conf: str) -> dict[str, Any]:
    """Build one copy three times."""
    source, out = work / "source", work / "out"
    shutil.copytree(options.folder, source)
    with (source / "conf.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{conf}")
    builds, pages = {}, dict[str, Page]()
    for scenario in ("clean", "no-op", "body"):
        if scenario == "body":
            with (source / options.document).open("a", encoding="utf-8") as file:
                file.write(SENTENCE)
        sample = _build(options.python, work)
        after = look(out)
        written = {"written": count_written(pages, after), "changed": count_changed(pages, after)}
        builds[scenario] = {**sample, **written}
        pages = after
    sizes = {name: (out / name).stat().st_size for name in pages}
    shutil.rmtree(work)
    return {"builds": builds, "sizes": sizes}


def _build(python: str, work: Path) -> dict[str, Any]:
    report = work / "report.json"
    command = [sys.executable, "-I", "-S", str(LAUNCH), str(report), python, "-m", "sphinx", "-q"]
    command += ["-d", str(work / "doctrees"), str(work / "source"), str(work / "out")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "_ext")}
    # Projects read files of theirs by a path from their own folder, as their `make html` is run.
    done = subprocess.run(
        command, cwd=work / "source", env=environment, capture_output=True, text=True, check=False
    )
    sample: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if sample["code"]:
        sys.exit(done.stderr[-2_000:])
    return {**sample, "warnings": done.stderr.count("WARNING: ")}


def _table(outcome: dict[str, Any]) -> str:
    """Give a table of the ways, with ratios to the first."""
    first = next(iter(outcome["ways"].values()))
    machine = f"{outcome['cores']} cores with a load of {outcome['load']:.1f} at the start"
    heads = ["CPU seconds (ratio)", "Clean", "No change", "One body edit", "Written", "Peak (MB)"]
    heads += ["Pages", "Page (KB)", "Its own (MB)", "Warnings"]
    lines = [
        f"{outcome['project']}, measured {outcome['date']} on {machine}, one process, one round.",
        "",
        f"| {' | '.join(heads)} |",
        f"| --- {'| --: ' * (len(heads) - 1)}|",
    ]
    for way, one in outcome["ways"].items():
        builds = one["builds"]
        times = [
            f"{build['cpu']:.1f} ({build['cpu'] / first['builds'][name]['cpu']:.2f})"
            for name, build in builds.items()
        ]
        cells = [
            way,
            *times,
            f"{builds['no-op']['written']}, {builds['body']['written']}",
            f"{builds['clean']['memory'] / 1e6:.0f}",
            f"{one['pages']:,}",
            f"{one['weight'] / 1e3:.1f}",
            f"{one['total'] / 1e6:.0f}",
            f"{builds['clean']['warnings']}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
