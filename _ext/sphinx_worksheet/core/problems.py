"""What can be wrong with what an author wrote, as data."""

from __future__ import annotations

from sphinx_series_base.problems import Place, Problem, ProblemKind


class Kind(ProblemKind):
    """The kinds of problems: the value is the warning's subtype, the text says what it means.

    A kind is shown as ``worksheet.VALUE`` and can be silenced with ``suppress_warnings``.
    """

    CONFIG = "config", "A value in conf.py is not what the setting takes; its default is used."
    DATA = "data", "A data file, or a row or number of it, cannot be used; it is left out."
    DIRECTIVE = "directive", "An id or option of a worksheet is wrong; it is ignored."
    SYNTAX = "syntax", "A line of a worksheet cannot be read; it is left out."
    DUPLICATE = "duplicate", "A worksheet or a name is declared twice; the first one counts."
    UNKNOWN_NAME = "unknown_name", "A formula names something that no worksheet and no data has."
    UNKNOWN_UNIT = "unknown_unit", "A unit is not one of those that worksheets know."
    DIMENSION = "dimension", "The units of a formula do not fit together, or not its display unit."
    PREFIXES = "prefixes", "Decimal and binary bytes (GB and GiB) are mixed in one sum."
    CYCLE = "cycle", "Results need one another, so none of them can be computed."
    UNDEFINED = "undefined", "A result has no value at the defaults, as in a division by zero."
    RANGE = "range", "A default is outside its range, or the range itself is wrong."
    PLOT = "plot", "A plot names what cannot be drawn; it is left out."
    NEIGHBOUR = (
        "neighbour",
        "Another extension has a directive or a role of the same name; its own stays.",
    )
    VALUE = "value", "The role `value` names or asks something that does not exist."


class Mistake(Exception):  # noqa: N818 - the author's, and no error of the program
    """Raised where a mistake is found, and caught where its place is known."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message

    def at(self, place: Place) -> Problem:
        """Say where it is."""
        return Problem(kind=self.kind, place=place, message=self.message)
