"""Measure builds of generated projects: with `sphinx_series`, and with plain Sphinx.

The tools take turns, and each number is the median of its rounds. Only the ratios of one run mean
anything: machines differ.

    python benchmarks/run.py --posts 100 --rounds 3
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXTENSIONS = Path(__file__).parent.parent / "_ext"
WORDS = Path(__file__).parent.joinpath("words.txt").read_text().split()
PARTS_OF_A_SERIES = 20
WORDS_OF_A_POST = 860

OURS = f"""\
import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_theme = "basic"
"""
PLAIN = """\
extensions = ["myst_parser"]
html_theme = "basic"
"""


def write_corpus(folder: Path, *, posts: int, ours: bool) -> None:
    """Write a project of *posts* posts in series of twenty, the same text for every tool."""
    text = random.Random(2026)  # noqa: S311 - the same corpus at every run
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text(OURS if ours else PLAIN)
    pages = []
    for start in range(0, posts, PARTS_OF_A_SERIES):
        name = f"series-{start // PARTS_OF_A_SERIES:03}"
        parts = [f"post-{n:05}" for n in range(start, min(start + PARTS_OF_A_SERIES, posts))]
        body = "\n".join(parts)
        directive = f"{{series}} {name}" if ours else "{toctree}"
        (folder / name).mkdir()
        (folder / name / "index.md").write_text(f"# {name}\n\n```{directive}\n{body}\n```\n")
        for part in parts:
            (folder / name / f"{part}.md").write_text(_post(part, text, ours=ours))
        pages.append(f"{name}/index")
    toctree = "\n".join(pages)
    (folder / "index.md").write_text(f"# Home\n\n```{{toctree}}\n{toctree}\n```\n")


def _post(name: str, text: random.Random, *, ours: bool) -> str:
    front_matter = "---\ndate: 2026-01-01\ndescription: A post.\n---\n\n" if ours else ""
    paragraphs = [
        " ".join(text.choices(WORDS, k=WORDS_OF_A_POST // 10)).capitalize() + "." for _ in range(10)
    ]
    return f"{front_matter}# {name}\n\n" + "\n\n".join(paragraphs) + "\n"


def build(folder: Path) -> float:
    """Build a project once and give the wall time in seconds."""
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-b",
        "html",
        str(folder),
        str(folder / "_out"),
    ]
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def measure(posts: int, rounds: int) -> dict[str, dict[str, float]]:
    """Give the median seconds of a clean build, of doing nothing, and of one changed post."""
    times: dict[str, dict[str, list[float]]] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as work:
            for tool, ours in (("sphinx_series", True), ("plain Sphinx", False)):
                folder = Path(work) / tool.replace(" ", "-")
                write_corpus(folder, posts=posts, ours=ours)
                taken = times.setdefault(tool, {"clean": [], "no-op": [], "one body edit": []})
                taken["clean"].append(build(folder))
                taken["no-op"].append(build(folder))
                with next(folder.glob("series-000/post-*.md")).open("a") as post:
                    post.write("\nOne more line.\n")
                taken["one body edit"].append(build(folder))
    return {
        tool: {what: statistics.median(values) for what, values in taken.items()}
        for tool, taken in times.items()
    }


def main() -> None:
    """Measure, and print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--posts", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    results = measure(options.posts, options.rounds)
    ours, plain = results["sphinx_series"], results["plain Sphinx"]
    print(f"{options.posts} posts, median of {options.rounds} rounds, seconds")
    print(f"{'':16}{'sphinx_series':>16}{'plain Sphinx':>16}{'ratio':>8}")
    for what, seconds in ours.items():
        print(f"{what:16}{seconds:16.2f}{plain[what]:16.2f}{seconds / plain[what]:8.2f}")


if __name__ == "__main__":
    main()
