"""Measure an all-reduce over its size: NCCL between the GPUs of this machine, else processes.

Without GPUs it is a ring over pipes, which shows the shape of the curve, and nothing of a fabric.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from typing import TYPE_CHECKING

import common
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.queues import Queue

try:
    import torch
except ImportError:
    torch = None

Values = np.ndarray[tuple[int], np.dtype[np.float32]]

PAGE = "fabric-between-gpus"
ROUNDS = 9


def main() -> None:
    """Measure every size, and report the bandwidth on the bus."""
    parser = common.arguments(__doc__)
    parser.add_argument(
        "--ranks", type=int, default=torch.cuda.device_count() if common.has_gpu() else 2
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[2**n for n in range(13, 29, 3)], help="bytes"
    )
    parser.add_argument("--line-rate", type=float, help="GB/s that a rank's adapter could move")
    options = parser.parse_args()
    times = (
        _gpus(options.ranks, options.sizes)
        if common.has_gpu()
        else _ring(options.ranks, options.sizes)
    )
    rows: list[common.Row] = []
    for size, taken in zip(options.sizes, times, strict=True):
        bus = size / taken * 2 * (options.ranks - 1) / options.ranks / 1e9
        rows.append(
            {
                "KiB": size / 1024,
                "us": taken * 1e6,
                "algorithm GB/s": size / taken / 1e9,
                "bus GB/s": bus,
            }
        )
    best = max(float(row["bus GB/s"]) for row in rows)
    efficiency = (
        {"fabric-expected.efficiency": best / options.line_rate} if options.line_rate else {}
    )
    common.report(options, "all_reduce", rows, {PAGE: efficiency})


def _started(
    target: Callable[..., None], ranks: int, extra: list[tuple[object, ...]]
) -> list[float]:
    """Run a rank a process, and give what the first one measured."""
    context = multiprocessing.get_context("spawn")
    answers: Queue[list[float]] = context.Queue()
    jobs = [
        context.Process(target=target, args=(answers, rank, ranks, *extra[rank]))
        for rank in range(ranks)
    ]
    for job in jobs:
        job.start()
    times = answers.get(timeout=600)
    for job in jobs:
        job.join()
    return times


def _ring(ranks: int, sizes: list[int]) -> list[float]:
    pipes = [multiprocessing.get_context("spawn").Pipe() for _ in range(ranks)]
    ends = [(pipes[rank][0], pipes[rank - 1][1], sizes) for rank in range(ranks)]
    return _started(_ring_rank, ranks, list(ends))


def _ring_rank(  # noqa: PLR0913, PLR0917 - a process has no other way to be told
    answers: Queue[list[float]],
    rank: int,
    ranks: int,
    right: Connection,
    left: Connection,
    sizes: list[int],
) -> None:
    times = []
    for size in sizes:
        values = np.ones(max(ranks, size // 4), dtype=np.float32)
        samples = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            reduce_ring(values, rank, ranks, right, left)
            samples.append(time.perf_counter() - begin)
        times.append(statistics.median(samples))
        if not np.all(values == float(ranks) ** ROUNDS):
            message = "the sum is wrong"
            raise ArithmeticError(message)
    if rank == 0:
        answers.put(times)


def reduce_ring(values: Values, rank: int, ranks: int, right: Connection, left: Connection) -> None:
    """Sum values over all ranks in place: one round adds the parts, another one hands them on."""
    parts = np.array_split(values, ranks)
    for adds in (True, False):
        for step in range(ranks - 1):
            own = (rank - step + (not adds)) % ranks
            other = (own - 1) % ranks
            # A rank that reads first keeps full pipes from stopping all of them.
            got = _exchange(right, left, parts[own].tobytes(), reads_first=rank % 2 == 1)
            if adds:
                parts[other] += got
            else:
                parts[other][:] = got


def _exchange(right: Connection, left: Connection, data: bytes, *, reads_first: bool) -> Values:
    if not reads_first:
        right.send_bytes(data)
    got = np.frombuffer(left.recv_bytes(), dtype=np.float32)
    if reads_first:
        right.send_bytes(data)
    return got


def _gpus(ranks: int, sizes: list[int]) -> list[float]:
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "29531")
    return _started(_gpu_rank, ranks, [(sizes,)] * ranks)


def _gpu_rank(answers: Queue[list[float]], rank: int, ranks: int, sizes: list[int]) -> None:
    torch.cuda.set_device(rank)
    torch.distributed.init_process_group("nccl", rank=rank, world_size=ranks)
    times = []
    for size in sizes:
        values = torch.ones(size // 2, dtype=torch.bfloat16, device="cuda")
        samples = []
        for _ in range(ROUNDS):
            torch.distributed.barrier()
            common.synchronize()
            begin = time.perf_counter()
            for _ in range(20):
                torch.distributed.all_reduce(values)
            common.synchronize()
            samples.append((time.perf_counter() - begin) / 20)
        times.append(statistics.median(samples))
    if rank == 0:
        answers.put(times)
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main()
