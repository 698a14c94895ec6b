"""Values as text, with their units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from .model import Choice, Result
from .numbers import MISSING, Style, show

if TYPE_CHECKING:
    from .model import Input, Statement
    from .units import Unit
    from .workbook import Sheet, Workbook

# Inputs are shown as they were written, numbers of data tables with what readers need.
EXACT: Final = Style(digits=12)
FACT: Final = Style(digits=5)


def with_unit(number: float, unit: Unit, style: Style) -> str:
    """Write a number, given in base units, with its unit."""
    text = show(number / unit.factor, style)
    one, many = unit.suffixes
    return text if text == MISSING else text + (one if text == "1" else many)


def range_of(input_: Input) -> str:
    """Write the range of an input."""
    if not input_.range:
        return ""
    return f"{show(input_.range.low, EXACT)} – {show(input_.range.high, EXACT)}"


def described(
    book: Workbook, owner: Sheet, statement: Statement, column: str
) -> tuple[str, str, str]:
    """Give the label, the text and the key of a value at the defaults."""
    if isinstance(statement, Choice):
        row = book.tables[statement.table].rows[statement.row]
        key = owner.key(f"{statement.name}.{column}")
        unit = book.tables[statement.table].columns[column]
        label = f"{statement.label or statement.name}: {column}"
        return label, with_unit(row.numbers.get(column, math.nan), unit, FACT), key
    key = owner.key(statement.name)
    style = statement.style if isinstance(statement, Result) else EXACT
    number = book.values.get(key, math.nan)
    return statement.label or statement.name, with_unit(number, statement.unit, style), key
