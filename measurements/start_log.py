"""Read from vLLM's start log what memory it found and how many tokens of KV cache fit.

vllm serve … 2>&1 | tee start.log
python start_log.py start.log --utilization 0.92
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import common

if TYPE_CHECKING:
    import argparse

PAGE = "kv-cache-and-speculation"

# As vLLM 0.33.0 writes them; the first that is found counts, since every rank writes its own.
_LINES = {
    "tokens": r"KV cache size: ([\d,]+) tokens",
    "concurrency": r"Maximum concurrency for [\d,]+ tokens per request: ([\d.]+)x",
    "available": r"Available KV cache memory: ([\d.]+) GiB",
    "weights": r"Model loading took ([\d.]+) GiB",
    "graphs": r"Graph capturing finished in \d+ secs, took (-?[\d.]+) GiB",
    "visible": r"Free memory on device \([\d.]+/([\d.]+) GiB\)",
}


def main() -> None:
    """Read the log, and report what is not KV cache on a GPU."""
    parser = common.arguments(__doc__)
    parser.add_argument(
        "log", nargs="?", type=Path, help="the log; standard input if none is named"
    )
    parser.add_argument("--utilization", type=float, default=0.92, help="--gpu-memory-utilization")
    parser.add_argument("--visible", type=float, help="memory of a GPU in GiB, if the log lacks it")
    options = parser.parse_args()
    text = options.log.read_text(encoding="utf-8") if options.log else sys.stdin.read()
    found = read(text)
    if "tokens" not in found:
        parser.exit(1, "The log has no size of a KV cache: is it vLLM's, and whole?\n")
    rows: list[common.Row] = [{"what": name, "found": value} for name, value in found.items()]
    common.report(options, "start_log", rows, {PAGE: _inputs(found, options)})


def read(log: str) -> dict[str, float]:
    """Find the numbers of a start log by name."""
    hits = {name: re.search(pattern, log) for name, pattern in _LINES.items()}
    return {name: float(hit[1].replace(",", "")) for name, hit in hits.items() if hit}


def _inputs(found: dict[str, float], options: argparse.Namespace) -> dict[str, float]:
    """Give the inputs of the worksheet `cache`: the reserve is what is neither weights nor KV."""
    visible = options.visible or found.get("visible")
    if not visible or not {"available", "weights"} <= found.keys():
        return {}
    reserve = visible * options.utilization - found["weights"] - found["available"]
    found = {"visible": visible, "utilization": options.utilization, "reserve": reserve}
    return {f"cache.{name}": value for name, value in found.items()}


if __name__ == "__main__":
    main()
