"""What can go wrong, as data."""

from __future__ import annotations

from sphinx_series_base.problems import ProblemKind


class Kind(ProblemKind):
    """The kinds of problems, shown as ``pagefind.VALUE``."""

    CONFIG = "config", "A value in conf.py is not what the setting takes; its default is used."
    MISSING = "missing", "Pagefind is not installed; Sphinx's own search takes its place."
    LANGUAGE = (
        "language",
        "The language has no spaces between words, which only `pagefind[extended]` can tell apart.",
    )
    NEIGHBOUR = (
        "neighbour",
        "Another extension or the theme has a search of its own; only one of the two can work.",
    )
    FAILED = "failed", "Pagefind could not make the index; the search page finds nothing."
