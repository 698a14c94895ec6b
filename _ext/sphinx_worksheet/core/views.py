"""What pages show: worksheets and values, as frozen data that decides when a page is written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from . import figures, keys, latex
from .display import EXACT, FACT, described, range_of, with_unit
from .expressions import Name, Operation
from .model import (
    Choice,
    Citation,
    GivenView,
    Input,
    InputView,
    ListedWorksheet,
    Result,
    ResultView,
    ValueView,
    WorksheetView,
)
from .workbook import Broken, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .expressions import Expression, Node
    from .model import Row, Statement
    from .numbers import Style
    from .units import Unit
    from .workbook import Workbook


def worksheet(book: Workbook, id_: str) -> WorksheetView:
    """Make all that is shown of a worksheet."""
    sheet = book.sheets[id_]
    given = dict(_given(book, sheet))
    results = [
        statement
        for statement in sheet.statements.values()
        if isinstance(statement, Result) and sheet.key(statement.name) in book.trees
    ]
    drawn = tuple(figures.of(book, sheet))
    plotted = [program["result"] for _, program in drawn]
    return WorksheetView(
        id=id_,
        title=sheet.title,
        inputs=tuple(_inputs(book, sheet)),
        given=tuple(given.values()),
        results=tuple(_result(book, sheet, result) for result in results),
        keys=tuple(keys.of(book, sheet, [result.name for result in results], plotted)),
        plots=tuple(view for view, _ in drawn),
        program={
            "inputs": dict(_input_program(sheet)),
            "choices": dict(_choice_program(book, sheet)),
            "results": {
                result.name: shown(result.unit, result.style)
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


def listed(book: Workbook, view: WorksheetView) -> ListedWorksheet:
    """Make the line of a worksheet in a list of all."""
    sheet = book.sheets[view.id]
    return ListedWorksheet(
        link=sheet.link(),
        results=tuple(
            (line.label, ValueView(text=line.value, asked={"key": sheet.key(line.name)}))
            for line in view.results
            if line.name in view.keys
        ),
    )


def shown(unit: Unit, style: Style) -> dict[str, Any]:
    """Tell the browser how a value is shown."""
    return {
        "factor": unit.factor,
        "suffixes": unit.suffixes,
        "digits": style.digits,
        "decimals": style.decimals,
    }


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
                value=with_unit(statement.value * statement.unit.factor, statement.unit, EXACT),
                range=range_of(statement),
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


def _columns(book: Workbook, sheet: Sheet, choice: Choice, users: Iterable[Sheet]) -> list[str]:
    """Give the columns of a choice that formulas and inputs name, in the table's order."""
    used = {
        statement.fill.column
        for statement in sheet.statements.values()
        if isinstance(statement, Input) and statement.fill and statement.fill.choice == choice.name
    }
    used |= {
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
    # In the tree a condition goes before what it chooses.
    for name in sorted(_leaves(expression.tree), key=lambda name: name.span):
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


def _facts(book: Workbook, choice: Choice, row: Row, columns: Sequence[str]) -> str:
    """Say which numbers a row sets, each in one piece."""
    units = book.tables[choice.table].columns
    texts = (with_unit(row.numbers.get(name, math.nan), units[name], FACT) for name in columns)
    return ", ".join(map("\N{NO-BREAK SPACE}".join, zip(columns, texts, strict=True)))


def _given(book: Workbook, sheet: Sheet) -> Iterator[tuple[str, GivenView]]:
    """Yield the values that come from other worksheets, by key."""
    for expression in _expressions(sheet):
        for name, (owner, statement, column) in _names(book, sheet, expression):
            if owner is not sheet:
                label, text, key = described(book, owner, statement, column)
                yield (
                    key,
                    GivenView(name=name.text, label=label, key=key, value=text, link=owner.link()),
                )


def _result(book: Workbook, sheet: Sheet, result: Result) -> ResultView:
    parts = _parts(book, sheet, result.expression)
    texts = {
        key: text
        for _, (owner, statement, column) in _names(book, sheet, result.expression)
        for _, text, key in [described(book, owner, statement, column)]
    }
    return ResultView(
        name=result.name,
        label=result.label or result.name,
        value=with_unit(book.values[sheet.key(result.name)], result.unit, result.style),
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
        program = shown(statement.unit, EXACT) | {"value": statement.value}
        program |= {"label": statement.label or statement.name}
        if statement.range:
            range_ = statement.range
            program |= {"low": range_.low, "high": range_.high}
            program |= {"step": range_.step, "log": range_.log}
        if statement.fill:
            fill = statement.fill
            program |= {"fill": {"choice": fill.choice, "values": dict(fill.values)}}
        yield statement.name, program


def _choice_program(book: Workbook, sheet: Sheet) -> Iterator[tuple[str, dict[str, Any]]]:
    for statement in sheet.statements.values():
        if not isinstance(statement, Choice):
            continue
        table = book.tables[statement.table]
        named = _columns(book, sheet, statement, [sheet])
        # Other worksheets of the page may need more of the row than this one shows.
        columns = _columns(book, sheet, statement, book.sheets.values())
        yield (
            statement.name,
            {
                "label": statement.label or statement.name,
                "row": statement.row,
                "columns": {column: shown(table.columns[column], FACT) for column in columns},
                "rows": {
                    row.key: {
                        "label": row.label,
                        "facts": _facts(book, statement, row, named),
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
