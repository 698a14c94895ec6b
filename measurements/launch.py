"""Measure what it costs to launch an operation: eager, compiled, and as a graph.

On a GPU the eager figure is the CPU's: the operations are so small that the GPU waits for them.
On a CPU it is the whole cost of a small operation, launched and done.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import common
import numpy as np

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

try:
    import torch
except ImportError:
    torch = None

PAGE = "below-pytorch"


def main() -> None:
    """Measure, and report per operation."""
    parser = common.arguments(__doc__)
    parser.add_argument("--operations", type=int, default=200, help="operations in a chain")
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    options = parser.parse_args()
    rows, sheet = _torch(options) if torch else _numpy(options.operations)
    common.report(
        options, "launch", rows, {PAGE: {f"launch-budget.{k}": v for k, v in sheet.items()}}
    )


def _row(way: str, chain: float, operations: int) -> common.Row:
    return {"way": way, "us for all": chain * 1e6, "us an operation": chain / operations * 1e6}


def _numpy(operations: int) -> tuple[list[common.Row], dict[str, float]]:
    x = np.zeros(1, dtype=np.float32)

    def chain() -> None:
        for _ in range(operations):
            np.add(x, 1, out=x)

    taken = common.seconds(chain)
    return [_row("numpy", taken, operations)], {"op_cost": taken / operations * 1e6}


def _torch(options: argparse.Namespace) -> tuple[list[common.Row], dict[str, float]]:
    device = "cuda" if common.has_gpu() else "cpu"
    x = torch.zeros(64, device=device)

    def chain(y: Any) -> Any:  # noqa: ANN401 - torch has no types here
        for step in range(options.operations):
            y = torch.sin(y) if step % 2 else y + 1.0
        return y

    def eager() -> None:
        chain(x)

    with torch.inference_mode():
        taken = common.seconds(eager)
        rows = [_row("eager", taken, options.operations)]
        sheet = {"op_cost": taken / options.operations * 1e6}
        if not options.no_compile:
            compiled = torch.compile(chain)
            rows.append(_row("compiled", common.seconds(lambda: compiled(x)), options.operations))
        if common.has_gpu():
            replay, kernel = _graph(eager, options.operations)
            rows.append(_row("graph", kernel * options.operations, options.operations))
            sheet |= {"replay": replay * 1e6, "shortest": kernel * 1e6}
    return rows, sheet


def _graph(work: Callable[[], None], operations: int) -> tuple[float, float]:
    """Give the time that a launch of the graph takes of the CPU, and the GPU's time of a kernel."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        work()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    graph.replay()
    begin.record()
    for _ in range(20):
        graph.replay()
    end.record()
    common.synchronize()
    kernel = begin.elapsed_time(end) / 1e3 / 20 / operations
    # The launch alone: waiting before each, so that no queue is full.
    return min(_launch(graph) for _ in range(20)), kernel


def _launch(graph: Any) -> float:  # noqa: ANN401
    common.synchronize()
    begin = time.perf_counter()
    graph.replay()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
