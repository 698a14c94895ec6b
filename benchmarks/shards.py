"""Measure shards: memory and CPU time of each step, and whether the joined site is whole.

python benchmarks/shards.py --help
"""

from __future__ import annotations

from bench.shards import main

if __name__ == "__main__":
    main()
