"""Measure what a reader loads for a first query: with Sphinx's own search, and with Pagefind.

python benchmarks/search.py --help
"""

from __future__ import annotations

from bench.search import main

if __name__ == "__main__":
    main()
