"""The role `value`: what it asks, at the defaults or at other inputs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from . import expressions, notation, views
from .compiler import Type
from .display import EXACT, FACT, range_of, with_unit
from .model import Choice, Input, Reference, Result, ValueView
from .numbers import MISSING, Style
from .problems import Kind, Mistake
from .workbook import Broken, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .model import Statement, ValueSource
    from .units import Unit
    from .workbook import Workbook


def value(book: Workbook, source: ValueSource) -> ValueView:
    """Make what a ``value`` role shows; a wrong one shows a dash, with a problem."""
    try:
        return _asked(book, notation.value(source.text))
    except Mistake as mistake:
        book.problems.append(mistake.at(source.place))
    except Broken:
        pass
    return ValueView(text=MISSING)


def _asked(book: Workbook, reference: Reference) -> ValueView:
    sheet = book.sheets.get(reference.worksheet)
    found = book.find(sheet, reference.name) if sheet else None
    if not sheet or not found or found[0] is not sheet:
        what = f"worksheet {reference.worksheet!r} has no `{reference.name}`"
        if not sheet:
            what = f"there is no worksheet {reference.worksheet!r}"
        raise Mistake(Kind.VALUE, f"{what}: name an input or result as `worksheet-id.name`")
    settings, rows = _settings(book, sheet, reference)
    text = _asked_text(book, found, reference, settings, rows)
    asked = _program(book, found, reference, rows)
    return ValueView(text=text, link=sheet.link(found[1].name), asked=asked)


def _program(
    book: Workbook,
    found: tuple[Sheet, Statement, str],
    reference: Reference,
    rows: Mapping[str, str],
) -> dict[str, Any]:
    """Say to the browser what is asked, in the inputs' own units."""
    sheet, statement, column = found
    settings: dict[str, float | str] = {}
    for name, text in reference.settings:
        owner, input_, _ = book.find(sheet, name) or (sheet, statement, "")
        key = owner.key(input_.name)
        if key in rows:
            fills = _fills(owner, input_.name, text)
            settings |= {key: text, **{filled: value for filled, value, _ in fills}}
    for name, text in reference.settings:
        owner, input_, _ = book.find(sheet, name) or (sheet, statement, "")
        if isinstance(input_, Input):
            settings[owner.key(input_.name)] = _setting(input_, text)
    program: dict[str, Any] = {"key": sheet.key(f"{statement.name}.{column}".rstrip("."))}
    if settings:
        program["with"] = settings
    if reference.unit or reference.style or reference.bare:
        unit, style = _display(book, statement, column)
        shown = views.shown(reference.unit or unit, reference.style or style)
        program["shown"] = shown | ({"suffixes": ("", "")} if reference.bare else {})
    return program


def _asked_text(
    book: Workbook,
    found: tuple[Sheet, Statement, str],
    reference: Reference,
    settings: Mapping[str, float],
    rows: Mapping[str, str],
) -> str:
    sheet, statement, column = found
    if isinstance(statement, Choice):
        table = book.tables[statement.table]
        row = table.rows[rows.get(sheet.key(statement.name), statement.row)]
        if not column or column in row.words:
            return row.words.get(column, row.label)
    key, type_ = book.key(sheet, reference.name) or ("", Type(None))
    unit, style = _display(book, statement, column)
    if reference.unit and reference.unit.dimension != type_.dimension:
        message = (
            f"`{reference.worksheet}.{reference.name}` is {type_}, and cannot be shown in "
            f"{reference.unit.spelled}: correct the unit"
        )
        raise Mistake(Kind.DIMENSION, message)
    number = book.evaluate(key, settings)
    if math.isnan(number):
        # What is wrong with the result itself has been reported at its line.
        if isinstance(statement, Result) and (key not in book.trees or not settings):
            raise Broken
        message = f"`{reference.worksheet}.{reference.name}` has no value at these inputs"
        raise Mistake(Kind.VALUE, message)
    text = with_unit(number, reference.unit or unit, reference.style or style)
    return text.partition("\N{NO-BREAK SPACE}")[0].rstrip("%") if reference.bare else text


def _display(book: Workbook, statement: Statement, column: str) -> tuple[Unit, Style]:
    if isinstance(statement, Choice):
        return book.tables[statement.table].columns[column], FACT
    return statement.unit, statement.style if isinstance(statement, Result) else EXACT


def _settings(
    book: Workbook, sheet: Sheet, reference: Reference
) -> tuple[dict[str, float], dict[str, str]]:
    """Read what a role sets: inputs by key, in base units, and rows of choices by key."""
    numbers: dict[str, float] = {}
    chosen: dict[str, float] = {}
    rows: dict[str, str] = {}
    for name, text in reference.settings:
        owner, statement, column = book.find(sheet, name) or (sheet, None, "")
        if column or statement is None or isinstance(statement, Result):
            message = f"`{name}` is no input of worksheet {sheet.id!r}: name one after `with`"
            raise Mistake(Kind.VALUE, message)
        key = owner.key(statement.name)
        if isinstance(statement, Input):
            numbers[key] = _setting(statement, text) * statement.unit.factor
            continue
        table = book.tables[statement.table]
        row = table.rows.get(text)
        if row is None:
            raise Mistake(Kind.VALUE, f"the table `{table.name}` has no row {text!r}")
        rows[key] = text
        chosen |= {f"{key}.{name}": row.numbers.get(name, math.nan) for name in table.columns}
        chosen |= {
            filled: value * factor for filled, value, factor in _fills(owner, statement.name, text)
        }
    return chosen | numbers, rows


def _fills(sheet: Sheet, choice: str, row: str) -> Iterator[tuple[str, float, float]]:
    """Yield the inputs that a row fills: key, value in the input's unit, and the unit's factor."""
    for input_ in sheet.statements.values():
        if isinstance(input_, Input) and input_.fill and input_.fill.choice == choice:
            yield sheet.key(input_.name), input_.fill.values[row], input_.unit.factor


def _setting(input_: Input, text: str) -> float:
    number = expressions.number(text)
    if number is None or (input_.range and number not in input_.range):
        wanted = f"a number in its range ({range_of(input_)})" if input_.range else "a number"
        unit = f" in {input_.unit.text}" if input_.unit.text else ""
        message = f"`{input_.name}` takes {wanted}{unit}, not {text!r}"
        raise Mistake(Kind.VALUE, message)
    return number
