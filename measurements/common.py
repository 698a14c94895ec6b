"""What all measurements share: the machine, the clock, the table, the link and the file.

`torch` is used where it is installed, on a GPU where there is one; else NumPy on the CPU.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

try:
    import torch
except ImportError:
    torch = None

SAMPLES = 7

# A row of a table: what was measured, under which heading.
Row = dict[str, float | str]


def has_gpu() -> bool:
    """Tell whether torch sees a GPU."""
    return torch is not None and torch.cuda.is_available()


def synchronize() -> None:
    """Wait until the GPU has done what it was given."""
    if has_gpu():
        torch.cuda.synchronize()


def machine() -> dict[str, str | int]:
    """Describe what is measured, as a reader of the numbers has to know it."""
    found: dict[str, str | int] = {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
    }
    for package in ("numpy", "torch", "triton", "vllm"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    if has_gpu():
        found["gpu"] = torch.cuda.get_device_name()
        found["gpus"] = torch.cuda.device_count()
        found["cuda"] = str(torch.version.cuda)
    return found


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.processor()


def seconds(work: Callable[[], object], at_least: float = 0.02) -> float:
    """Give the time of one call: the median of seven samples, each of as many calls as fill it.

    The calls of a sample follow one another without waiting, and the GPU is waited for at the end.
    """
    work()
    calls, taken = 1, 0.0
    while (taken := _sample(work, calls)) < at_least:
        calls *= 2 if taken <= 0 else max(2, min(10, round(at_least / taken)))
    return statistics.median(_sample(work, calls) for _ in range(SAMPLES)) / calls


def _sample(work: Callable[[], object], calls: int) -> float:
    synchronize()
    begin = time.perf_counter()
    for _ in range(calls):
        work()
    synchronize()
    return time.perf_counter() - begin


def quantile(values: Sequence[float], share: float) -> float:
    """Give a quantile by the nearest rank, which is always a value that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def link(page: str, inputs: Mapping[str, float | str], site: str = "") -> str:
    """Write the address of a page with numbers in its worksheets.

    Inputs are `worksheet.name`, in the unit of the input. The page leaves out what is outside of
    the input's range, and what it does not know.
    """
    shown = {key: f"{x:.4g}" if isinstance(x, float) else x for key, x in inputs.items()}
    return f"{site}/blog/{page}/#worksheet:{urlencode(shown)}"


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Make a parser with the options that all measurements have."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--json", type=Path, help="write rows, inputs and machine into this file")
    parser.add_argument("--site", default="", help="address of the site, put before links")
    return parser


def report(
    options: argparse.Namespace,
    name: str,
    rows: Sequence[Row],
    inputs: Mapping[str, Mapping[str, Any]],
) -> None:
    """Print the table and the links, and write the file if one is wanted.

    `inputs` has the inputs of worksheets by page.
    """
    found = machine()
    print(", ".join(f"{key} {value}" for key, value in found.items()))
    print(_table(rows))
    links = [link(page, values, options.site) for page, values in inputs.items() if values]
    for address in links:
        print(f"In the worksheets: {address}")
    if options.json:
        day = datetime.now(UTC).date().isoformat()
        content = {
            "measurement": name, "date": day, "machine": found,
            "rows": rows, "inputs": inputs, "links": links,
        }  # fmt: skip
        options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _table(rows: Sequence[Row]) -> str:
    heads = list(rows[0])
    cells = [[_cell(row[head]) for head in heads] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    return "\n".join(
        "  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True))
        for line in [heads, *cells]
    )


def _cell(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.4g}" if value < 1e4 else f"{value:,.0f}"  # noqa: PLR2004 - four digits
