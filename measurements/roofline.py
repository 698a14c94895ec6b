"""Measure the arithmetic and the bandwidth that a matrix product reaches, by its rows.

A step of decoding multiplies few rows with all weights and is bound by reading them; a prefill
multiplies many. The shares of a data sheet's peaks are what worksheets ask for.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import common
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    import torch
except ImportError:
    torch = None

DATA = Path(__file__).parents[1] / "_data" / "accelerators.toml"


def main() -> None:
    """Measure every number of rows, and report the best of each kind."""
    parser = common.arguments(__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1, 16, 64, 256, 1024, 4096])
    parser.add_argument("--inner", type=int, default=4096, help="hidden size")
    parser.add_argument("--outer", type=int, default=14336, help="width of the MLP")
    parser.add_argument("--accelerator", help="row of _data/accelerators.toml, for the shares")
    options = parser.parse_args()
    rows = [_measured(n, options.inner, options.outer) for n in options.rows]
    shares = _shares(rows, options.accelerator) if options.accelerator else {}
    inputs = {
        "quantization-and-batching": _named("limits", shares),
        "kv-cache-and-speculation": _named("speculation", shares),
        "below-pytorch": {
            f"launch-budget.{key}": value
            for key, value in {"bandwidth_share": shares.get("memory_share")}.items()
            if value
        },
    }
    common.report(options, "roofline", rows, inputs)


def _measured(rows: int, inner: int, outer: int) -> common.Row:
    work, width = _product(rows, inner, outer)
    taken = common.seconds(work)
    moved = width * (rows * inner + inner * outer + rows * outer)
    return {
        "rows": rows, "us": taken * 1e6,
        "TFLOP/s": 2 * rows * inner * outer / taken / 1e12,
        "GB/s": moved / taken / 1e9,
    }  # fmt: skip


def _product(rows: int, inner: int, outer: int) -> tuple[Callable[[], object], int]:
    """Give a product and the bytes of a number: BF16 on a GPU, single precision on a CPU."""
    if common.has_gpu():
        x = torch.randn(rows, inner, device="cuda", dtype=torch.bfloat16)
        # More weights than a cache holds, used in turn.
        weights = [torch.randn(inner, outer, device="cuda", dtype=torch.bfloat16) for _ in range(4)]
        turn = iter(range(10**12))
        return (lambda: x @ weights[next(turn) % 4]), 2
    if torch is not None:
        a, b = torch.randn(rows, inner), torch.randn(inner, outer)
        return (lambda: a @ b), 4
    random = np.random.default_rng(0)
    c = random.random((rows, inner), dtype=np.float32)
    d = random.random((inner, outer), dtype=np.float32)
    return (lambda: c @ d), 4


def _shares(rows: list[common.Row], accelerator: str) -> dict[str, float]:
    card = tomllib.loads(DATA.read_text(encoding="utf-8"))["rows"][accelerator]
    return {
        "compute_share": max(float(row["TFLOP/s"]) for row in rows) / card["bf16"],
        "memory_share": max(float(row["GB/s"]) for row in rows) / (card["bandwidth"] * 1000),
    }


def _named(sheet: str, values: dict[str, float]) -> dict[str, float]:
    return {f"{sheet}.{name}": value for name, value in values.items()}


if __name__ == "__main__":
    main()
