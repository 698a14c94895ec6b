"""Measure previews: from a save to the page in a browser, with several tools.

python benchmarks/serving.py --help
"""

from __future__ import annotations

from bench.previews import main

if __name__ == "__main__":
    main()
