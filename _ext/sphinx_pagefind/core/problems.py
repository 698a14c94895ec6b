"""What can go wrong, as data."""

from __future__ import annotations

from sphinx_series_base.problems import ProblemKind


class Kind(ProblemKind):
    """The kinds of problems, shown as ``pagefind.VALUE``."""

    CONFIG = "config", "A value in conf.py is not what the setting takes; its default is used."
    MISSING = "missing", "Pagefind is not installed; Sphinx's own search takes its place."
    FAILED = "failed", "Pagefind could not make the index; the search page finds nothing."
