"""What the extensions `sphinx_series`, `sphinx_worksheet` and `sphinx_pagefind` have in common.

It is no extension itself, imports none of them, and is of no use without them.
"""

__version__ = "0.1.0"
