"""What pages show: worksheets and values, as frozen data that decides when a page is written."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import expressions, latex, notation, plots
from .checking import Type
from .expressions import Name, Operation
from .model import (
    Choice,
    Citation,
    Input,
    InputView,
    PlotView,
    Reference,
    Result,
    ResultView,
    ValueView,
    WorksheetView,
)
from .numbers import MISSING, Style, show
from .problems import Kind, Mistake
from .units import describe
from .workbook import Broken, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .expressions import Expression, Node
    from .model import Plot, Row, Statement, ValueSource
    from .units import Unit
    from .workbook import Workbook

# Given numbers are shown as they were written.
_EXACT = Style(digits=12)


def worksheet(book: Workbook, id_: str) -> WorksheetView:
    """Make all that is shown of a worksheet."""
    sheet = book.sheets[id_]
    given = dict(_given(book, sheet))
    results = [
        statement
        for statement in sheet.statements.values()
        if isinstance(statement, Result) and sheet.key(statement.name) in book.trees
    ]
    drawn = tuple(_plots(book, sheet))
    return WorksheetView(
        id=id_,
        title=sheet.title,
        inputs=(*_inputs(book, sheet), *given.values()),
        results=tuple(_result(book, sheet, result) for result in results),
        plots=tuple(view for view, _ in drawn),
        program={
            "inputs": dict(_input_program(sheet)),
            "choices": dict(_choice_program(book, sheet)),
            "results": {
                result.name: _shown(result.unit, result.style)
                | {
                    "tree": book.trees[sheet.key(result.name)],
                    "label": result.label or result.name,
                    "parts": _parts(book, sheet, result.expression),
                }
                for result in results
            },
            "given": {key: [_number(book, key), view.value] for key, view in given.items()},
            "plots": [program for _, program in drawn],
        },
    )


def _shown(unit: Unit, style: Style) -> dict[str, Any]:
    """Tell the browser how a value is shown."""
    return {
        "factor": unit.factor,
        "suffixes": unit.suffixes,
        "digits": style.digits,
        "decimals": style.decimals,
    }


def _text(number: float, unit: Unit, style: Style) -> str:
    """Write a number, given in base units, with its unit."""
    text = show(number / unit.factor, style)
    one, many = unit.suffixes
    return text if text == MISSING else text + (one if text == "1" else many)


def _number(book: Workbook, key: str) -> float | None:
    """Give the value of a key at the defaults; JSON has no NaN."""
    value = book.values.get(key, math.nan)
    return value if math.isfinite(value) else None


def _inputs(book: Workbook, sheet: Sheet) -> Iterator[InputView]:
    for statement in sheet.statements.values():
        if isinstance(statement, Input):
            yield InputView(
                name=statement.name,
                label=statement.label or statement.name,
                value=_text(statement.value * statement.unit.factor, statement.unit, _EXACT),
                range=_range(statement),
                sources=(Citation(text=statement.source),) if statement.source else (),
            )
        elif isinstance(statement, Choice):
            row = book.tables[statement.table].rows[statement.row]
            yield InputView(
                name=statement.name,
                label=statement.label or statement.name,
                value=row.label,
                facts=_facts(book, statement, row, _columns(book, sheet, statement, [sheet])),
                sources=row.sources,
            )


def _range(statement: Input) -> str:
    if not statement.range:
        return ""
    return f"{show(statement.range.low, _EXACT)} – {show(statement.range.high, _EXACT)}"


def _columns(book: Workbook, sheet: Sheet, choice: Choice, users: Iterable[Sheet]) -> list[str]:
    """Give the columns of a choice that formulas name, in the table's order."""
    used = {
        found[2]
        for user in users
        for expression in _expressions(user)
        for _, found in _names(book, user, expression)
        if found[0] is sheet and found[1] is choice
    }
    return [column for column in book.tables[choice.table].columns if column in used]


def _expressions(sheet: Sheet) -> Iterator[Expression]:
    for statement in sheet.statements.values():
        if isinstance(statement, Result):
            yield statement.expression


def _names(
    book: Workbook, sheet: Sheet, expression: Expression
) -> Iterator[tuple[Name, tuple[Sheet, Statement, str]]]:
    """Yield the names of a formula that stand for values, from left to right."""
    for name in _leaves(expression.tree):
        try:
            found = book.find(sheet, name.text)
        except Broken:
            continue
        if found:
            yield name, found


def _leaves(node: Node) -> Iterator[Name]:
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Operation):
        for operand in node.operands:
            yield from _leaves(operand)


def _facts(book: Workbook, choice: Choice, row: Row, columns: Iterable[str]) -> str:
    """Say which numbers a row sets."""
    units = book.tables[choice.table].columns
    return ", ".join(
        f"{column} {_text(row.numbers.get(column, math.nan), units[column], _EXACT)}"
        for column in columns
    )


def _given(book: Workbook, sheet: Sheet) -> Iterator[tuple[str, InputView]]:
    """Yield the values that come from other worksheets, by key."""
    for expression in _expressions(sheet):
        for name, (owner, statement, column) in _names(book, sheet, expression):
            if owner is sheet:
                continue
            label, text, key = _value(book, owner, statement, column)
            link = owner.link(statement.name)
            yield key, InputView(name=name.text, label=label, value=text, key=key, link=link)


def _value(book: Workbook, owner: Sheet, statement: Statement, column: str) -> tuple[str, str, str]:
    """Give the label, the text and the key of a value at the defaults."""
    if isinstance(statement, Choice):
        row = book.tables[statement.table].rows[statement.row]
        key = owner.key(f"{statement.name}.{column}")
        unit = book.tables[statement.table].columns[column]
        label = f"{statement.label or statement.name}: {column}"
        return label, _text(row.numbers.get(column, math.nan), unit, _EXACT), key
    key = owner.key(statement.name)
    style = statement.style if isinstance(statement, Result) else _EXACT
    number = book.values.get(key, math.nan)
    return statement.label or statement.name, _text(number, statement.unit, style), key


def _result(book: Workbook, sheet: Sheet, result: Result) -> ResultView:
    parts = _parts(book, sheet, result.expression)
    texts = {
        key: text
        for _, (owner, statement, column) in _names(book, sheet, result.expression)
        for _, text, key in [_value(book, owner, statement, column)]
    }
    return ResultView(
        name=result.name,
        label=result.label or result.name,
        value=_text(book.values[sheet.key(result.name)], result.unit, result.style),
        formula=result.expression.text,
        latex=latex.render(result.expression.tree),
        substituted="".join(
            _bracketed(texts[part]) if index % 2 else part for index, part in enumerate(parts)
        ),
    )


def _bracketed(text: str) -> str:
    """Put a value like 3 GB/s into brackets, so that it reads as one."""
    return f"({text})" if "/" in text else text


def _parts(book: Workbook, sheet: Sheet, expression: Expression) -> list[str]:
    """Take a formula apart: every second part is the key of a value."""
    parts, position = [], 0
    for name, (owner, statement, column) in _names(book, sheet, expression):
        start, end = name.span
        parts += [_signs(expression.text[position:start])]
        parts += [owner.key(f"{statement.name}.{column}" if column else statement.name)]
        position = end
    return [*parts, _signs(expression.text[position:])]


def _signs(text: str) -> str:
    return text.replace("**", "^").replace("*", "×")


def _input_program(sheet: Sheet) -> Iterator[tuple[str, dict[str, Any]]]:
    for statement in sheet.statements.values():
        if not isinstance(statement, Input):
            continue
        program = _shown(statement.unit, _EXACT) | {"value": statement.value}
        if statement.range:
            range_ = statement.range
            program |= {"low": range_.low, "high": range_.high}
            program |= {"step": range_.step, "log": range_.log}
        yield statement.name, program


def _choice_program(book: Workbook, sheet: Sheet) -> Iterator[tuple[str, dict[str, Any]]]:
    for statement in sheet.statements.values():
        if not isinstance(statement, Choice):
            continue
        table = book.tables[statement.table]
        shown = _columns(book, sheet, statement, [sheet])
        # Other worksheets of the page may need more of the row than this one shows.
        columns = _columns(book, sheet, statement, book.sheets.values())
        yield (
            statement.name,
            {
                "row": statement.row,
                "columns": {column: _shown(table.columns[column], _EXACT) for column in columns},
                "rows": {
                    row.key: {
                        "label": row.label,
                        "facts": _facts(book, statement, row, shown),
                        "sources": [[source.text, source.url] for source in row.sources],
                        "numbers": {
                            column: row.numbers[column]
                            for column in columns
                            if column in row.numbers
                        },
                    }
                    for row in table.rows.values()
                },
            },
        )


def _plots(book: Workbook, sheet: Sheet) -> Iterator[tuple[PlotView, dict[str, Any]]]:
    """Draw the plots of a worksheet; a wrong one is left out, with a problem."""
    try:
        requested = list(notation.plots(sheet.source.plots))
    except Mistake as mistake:
        book.problems.append(mistake.at(sheet.source.place))
        return
    for plot in requested:
        try:
            yield _plot(book, sheet, plot)
        except Mistake as mistake:
            book.problems.append(mistake.at(sheet.source.place))
        except Broken:
            continue


def _plot(book: Workbook, sheet: Sheet, plot: Plot) -> tuple[PlotView, dict[str, Any]]:
    result, input_ = (_named(sheet, name) for name in (plot.result, plot.against))
    if not isinstance(result, Result):
        raise Mistake(Kind.PLOT, f"`{plot.result}` is no result of this worksheet: name one")
    if not isinstance(input_, Input) or not input_.range:
        message = f"`{plot.against}` is no input with a range: a plot needs one to draw over"
        raise Mistake(Kind.PLOT, message)
    key, against = sheet.key(result.name), sheet.key(input_.name)
    if key not in book.trees:
        raise Broken
    limit, limit_label = _limit(book, sheet, plot, result)
    number = book.values.get(limit, math.nan) if isinstance(limit, str) else limit
    xs = plots.samples(input_.range)
    drawing = plots.Drawing(
        xs=xs,
        ys=[book.evaluate(key, {against: x * input_.unit.factor}) / result.unit.factor for x in xs],
        log=input_.range.log,
        mark=(input_.value, book.values[key] / result.unit.factor),
        limit=number / result.unit.factor,
        x_label=_axis(input_.label or input_.name, input_.unit),
        y_label=_axis(result.label or result.name, result.unit),
        limit_label=limit_label,
    )
    text = _in_words(result, input_, drawing.limit_label)
    points = _points(result, input_, drawing)
    drawing = replace(drawing, text=text.replace("{points}", points, 1))
    program = {
        "result": result.name,
        "against": input_.name,
        "limit": limit if isinstance(limit, str) or math.isfinite(limit) else None,
        "labels": [drawing.x_label, drawing.y_label, drawing.limit_label],
        "text": text,
    }
    return PlotView(svg=plots.draw(drawing), text=drawing.text), program


def _named(sheet: Sheet, name: str) -> Statement | None:
    if name in sheet.broken:
        raise Broken
    return sheet.statements.get(name)


def _axis(label: str, unit: Unit) -> str:
    return f"{label} ({unit.text})" if unit.text else label


def _limit(book: Workbook, sheet: Sheet, plot: Plot, result: Result) -> tuple[str | float, str]:
    """Read the limit line: a value's key, or a number in the result's unit; and its label."""
    if not plot.limit:
        return math.nan, ""
    number = expressions.number(plot.limit)
    if number is not None:
        value = number * result.unit.factor
        return value, _text(value, result.unit, _EXACT)
    found = book.key(sheet, plot.limit)
    if not found:
        message = f"the limit `{plot.limit}` is no number and no value of this worksheet"
        raise Mistake(Kind.PLOT, message)
    key, type_ = found
    if type_.dimension != result.unit.dimension:
        message = (
            f"the limit `{plot.limit}` is {type_}, and `{result.name}` is "
            f"{describe(result.unit.dimension)}: they share an axis"
        )
        raise Mistake(Kind.PLOT, message)
    owner, statement, column = book.find(sheet, plot.limit) or (sheet, result, "")
    return key, _value(book, owner, statement, column)[0]


def _in_words(result: Result, input_: Input, limit: str) -> str:
    """Say what a plot shows, but for the points, which the browser puts in anew."""
    label, against = result.label or result.name, input_.label or input_.name
    end = f"; the limit is {limit}" if limit else ""
    return f"{label} against {against}: {{points}}{end}."


def _points(result: Result, input_: Input, drawing: plots.Drawing) -> str:
    """Say where a curve begins, stands and ends."""
    ends = [(drawing.xs[i], drawing.ys[i]) for i in (0, -1)]
    return ", ".join(
        f"{_text(y * result.unit.factor, result.unit, result.style)} at "
        f"{_text(x * input_.unit.factor, input_.unit, _EXACT)}"
        for x, y in (ends[0], drawing.mark, ends[1])
    )


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
    return ValueView(text=text, link=sheet.link(found[1].name))


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
    text = _text(number, reference.unit or unit, reference.style or style)
    return text.partition("\N{NO-BREAK SPACE}")[0].rstrip("%") if reference.bare else text


def _display(book: Workbook, statement: Statement, column: str) -> tuple[Unit, Style]:
    if isinstance(statement, Choice):
        return book.tables[statement.table].columns[column], _EXACT
    return statement.unit, statement.style if isinstance(statement, Result) else _EXACT


def _settings(
    book: Workbook, sheet: Sheet, reference: Reference
) -> tuple[dict[str, float], dict[str, str]]:
    """Read what a role sets: inputs by key, in base units, and rows of choices by key."""
    numbers: dict[str, float] = {}
    rows: dict[str, str] = {}
    for name, text in reference.settings:
        found = book.find(sheet, name)
        if not found or found[2] or isinstance(found[1], Result):
            message = f"`{name}` is no input of worksheet {sheet.id!r}: name one after `with`"
            raise Mistake(Kind.VALUE, message)
        owner, statement, _ = found
        key = owner.key(statement.name)
        if isinstance(statement, Choice):
            row = book.tables[statement.table].rows.get(text)
            if row is None:
                message = f"the table `{statement.table}` has no row {text!r}"
                raise Mistake(Kind.VALUE, message)
            rows[key] = text
            columns = book.tables[statement.table].columns
            numbers |= {f"{key}.{name}": row.numbers.get(name, math.nan) for name in columns}
        elif isinstance(statement, Input):
            numbers[key] = _setting(statement, text) * statement.unit.factor
    return numbers, rows


def _setting(input_: Input, text: str) -> float:
    number = expressions.number(text)
    if number is None or (input_.range and number not in input_.range):
        wanted = f"a number in its range ({_range(input_)})" if input_.range else "a number"
        unit = f" in {input_.unit.text}" if input_.unit.text else ""
        message = f"`{input_.name}` takes {wanted}{unit}, not {text!r}"
        raise Mistake(Kind.VALUE, message)
    return number
