"""Measure builds of generated sites: this project's extension beside other tools.

Only the ratios of one run mean anything: machines differ. `about/performance.md` tells more.

    python benchmarks/run.py --help
"""

from __future__ import annotations

from bench.cli import main

if __name__ == "__main__":
    main()
