"""The plots of a worksheet: what an author asked for, computed and drawn."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import expressions, notation, plots
from .display import EXACT, described, with_unit
from .model import Input, PlotView, Result
from .problems import Kind, Mistake
from .units import describe
from .workbook import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Plot, Statement, Words
    from .units import Unit
    from .workbook import Sheet, Workbook


def of(book: Workbook, sheet: Sheet) -> Iterator[tuple[PlotView, dict[str, Any]]]:
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
    text = _in_words(book.words, result, input_, drawing.limit_label)
    points = _points(book.words, result, input_, drawing)
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
        return value, with_unit(value, result.unit, EXACT)
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
    return key, described(book, owner, statement, column)[0]


def _in_words(words: Words, result: Result, input_: Input, limit: str) -> str:
    """Say what a plot shows, but for the points, which the browser puts in anew."""
    sentence = words.plot_with_limit if limit else words.plot
    return sentence.format(
        result=result.label or result.name,
        input=input_.label or input_.name,
        points="{points}",
        limit=limit,
    )


def _points(words: Words, result: Result, input_: Input, drawing: plots.Drawing) -> str:
    """Say where a curve begins, stands and ends."""
    ends = [(drawing.xs[i], drawing.ys[i]) for i in (0, -1)]
    return ", ".join(
        f"{with_unit(y * result.unit.factor, result.unit, result.style)} {words.at} "
        f"{with_unit(x * input_.unit.factor, input_.unit, EXACT)}"
        for x, y in (ends[0], drawing.mark, ends[1])
    )
