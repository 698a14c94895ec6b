"""All worksheets of a project together: names resolved, formulas checked, values computed.

A value's key is its full name, ``worksheet-id.name``, or ``worksheet-id.choice.column``.
"""

from __future__ import annotations

import math
from collections import ChainMap
from dataclasses import dataclass, field, replace
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from . import expressions, notation
from .compiler import Compiler, Type
from .evaluation import blame, evaluate
from .model import Choice, Input, Link, Plot, Result, Words
from .problems import Kind, Mistake
from .units import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx_series_base.problems import Place, Problem

    from .evaluation import Tree
    from .model import Fill, Statement, Table, WorksheetSource
    from .units import Unit


class Broken(Exception):  # noqa: N818 - no error: what needs a rejected line is left out quietly
    """A formula needs something that has a problem of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A worksheet that was read: its statements by name, and the names that were rejected."""

    source: WorksheetSource
    statements: Mapping[str, Statement]
    plots: tuple[Plot, ...] = ()
    broken: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The worksheet's id."""
        return self.source.id

    @property
    def title(self) -> str:
        """The worksheet's title, by default its id as words."""
        return self.source.title or self.id.replace("-", " ").capitalize()

    def key(self, name: str) -> str:
        """Give the full name of a value."""
        return f"{self.id}.{name}"

    def link(self, name: str = "") -> Link:
        """Say where the worksheet stands, or a value of it."""
        anchor = f"worksheet-{self.key(name) if name else self.id}"
        return Link(docname=self.source.docname, anchor=anchor, title=self.title)


@dataclass(slots=True, kw_only=True)
class Workbook:
    """The worksheets by id, and of every value that has no problem: tree, value, and needs.

    ``inputs`` holds the values of inputs and columns at the defaults, ``values`` those of results
    as well. ``needs`` names the results that a result is computed from, itself last.
    """

    tables: Mapping[str, Table] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    inputs: dict[str, float] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def reject(self, kind: Kind, place: Place, message: str) -> None:
        """Note a problem."""
        self.problems.append(kind.at(place, message))

    def find(self, sheet: Sheet, name: str) -> tuple[Sheet, Statement, str] | None:
        """Find what a name means in a worksheet: where it is declared, and its column if any."""
        owner, (first, _, column) = sheet, name.partition(".")
        if first not in {*sheet.statements, *sheet.broken}:
            other = self.sheets.get(first.replace("_", "-"))
            if not other:
                return None
            owner, (first, _, column) = other, column.partition(".")
        if first in owner.broken:
            raise Broken
        statement = owner.statements.get(first)
        if statement is None or (column and not isinstance(statement, Choice)):
            return None
        return owner, statement, column

    def key(self, sheet: Sheet, name: str) -> tuple[str, Type] | None:
        """Find the key and the type of a number that a formula names."""
        found = self.find(sheet, name)
        if not found:
            return None
        owner, statement, column = found
        if not isinstance(statement, Choice):
            return owner.key(statement.name), Type.of(statement.unit)
        unit = _unit(self.tables, statement, column)
        return owner.key(f"{statement.name}.{column}"), Type.of(unit)

    def evaluate(self, key: str, settings: Mapping[str, float]) -> float:
        """Compute a value at other inputs than the defaults."""
        values = ChainMap[str, float]({}, dict(settings), self.inputs)
        for needed in self.needs.get(key, ()):
            values[needed] = evaluate(self.trees[needed], values)
        return values.get(key, math.nan)


def build(
    sources: Iterable[WorksheetSource], tables: Mapping[str, Table], words: Words | None = None
) -> Workbook:
    """Read, check and compute all worksheets."""
    book = Workbook(tables=tables, words=words or Words())
    for source in sources:
        first = book.sheets.get(source.id)
        if first:
            where = f"{first.source.place.path}:{first.source.place.line}"
            message = f"the worksheet {source.id!r} is declared twice, first at {where}: rename one"
            book.reject(Kind.DUPLICATE, source.place, message)
        else:
            book.sheets[source.id] = _read(book, source)
    for sheet in book.sheets.values():
        book.inputs.update(_inputs(book, sheet))
    needed = _compile(book)
    _compute(book, _without_cycles(book, needed), needed)
    return book


def _read(book: Workbook, source: WorksheetSource) -> Sheet:
    """Read the lines of a worksheet; what is rejected is remembered by name."""
    statements: dict[str, Statement] = {}
    broken: set[str] = set()
    for number, (line, place) in enumerate(notation.statements(source.lines)):
        if number >= notation.MOST_LINES:
            message = f"a worksheet has {notation.MOST_LINES} lines at most: split it"
            book.reject(Kind.SYNTAX, place, message)
            break
        try:
            statement = notation.statement(line, place)
            _check_name(statements, statement.name)
            statements[statement.name] = _completed(book.tables, statements, statement, broken)
        except (Mistake, Broken) as reason:
            if isinstance(reason, Mistake):
                book.problems.append(reason.at(place))
            broken.add(line.partition("=")[0].partition(":")[0].strip())
    sheet = Sheet(
        source=source, statements=statements, broken=frozenset(broken - statements.keys())
    )
    if not statements and not broken:
        message = "this worksheet is empty: write a line like `size = 5 GB | Size`"
        book.reject(Kind.SYNTAX, source.place, message)
    return sheet


def _check_name(statements: Mapping[str, Statement], name: str) -> None:
    if name in statements:
        line = statements[name].place.line
        message = f"`{name}` is declared twice, first in line {line}: rename one"
        raise Mistake(Kind.DUPLICATE, message)


def _completed(
    tables: Mapping[str, Table],
    above: Mapping[str, Statement],
    statement: Statement,
    broken: AbstractSet[str],
) -> Statement:
    """Check a statement against the data, and fill an input that a choice above fills."""
    if isinstance(statement, Choice):
        _check_choice(tables, statement)
    if not isinstance(statement, Input) or not statement.fill:
        return statement
    choice = above.get(statement.fill.choice)
    if choice is None and statement.fill.choice in broken:
        raise Broken
    if not isinstance(choice, Choice):
        message = (
            f"`{statement.name}` takes its default from `{statement.fill.choice}`, and no choice "
            "above it is called so: declare that first, as in `card: cards = large`"
        )
        raise Mistake(Kind.UNKNOWN_NAME, message)
    return _filled(tables, choice, statement, statement.fill)


def _filled(tables: Mapping[str, Table], choice: Choice, input_: Input, fill: Fill) -> Input:
    """Give an input the numbers that the rows of a choice have for it."""
    unit = _unit(tables, choice, fill.column)
    if unit.dimension != input_.unit.dimension:
        message = (
            f"`{choice.name}.{fill.column}` is {describe(unit.dimension)}, and `{input_.name}` is "
            f"in {input_.unit.spelled}: correct one of them"
        )
        raise Mistake(Kind.DIMENSION, message)
    values = {}
    for row in tables[choice.table].rows.values():
        number = row.numbers.get(fill.column)
        # The factors of units leave a trace in the last digits of what the data file says.
        value = input_.value if number is None else float(f"{number / input_.unit.factor:.12g}")
        if input_.range and value not in input_.range:
            message = (
                f"`{fill.column}` of {row.label} is {value:g}, outside the range of "
                f"`{input_.name}`: widen it"
            )
            raise Mistake(Kind.RANGE, message)
        values[row.key] = value
    return replace(input_, value=values[choice.row], fill=replace(fill, values=values))


def _unit(tables: Mapping[str, Table], choice: Choice, column: str) -> Unit:
    """Give the unit of a column of numbers that a choice must have."""
    columns = tables[choice.table].columns
    if column not in columns:
        what = f"has no number `{column}`" if column else "is a choice"
        raise Mistake(
            Kind.UNKNOWN_NAME,
            f"`{choice.name}` {what}: write `{choice.name}.` and one of " + ", ".join(columns),
        )
    return columns[column]


def _check_choice(tables: Mapping[str, Table], choice: Choice) -> None:
    if choice.table not in tables:
        known = ", ".join(tables) or "none: list data files in `worksheet_data`"
        message = f"there is no data table `{choice.table}`; there is {known}"
        raise Mistake(Kind.UNKNOWN_NAME, message)
    if choice.row not in tables[choice.table].rows:
        known = ", ".join(tables[choice.table].rows)
        message = f"the table `{choice.table}` has no row `{choice.row}`; it has {known}"
        raise Mistake(Kind.UNKNOWN_NAME, message)


def _inputs(book: Workbook, sheet: Sheet) -> Iterator[tuple[str, float]]:
    for statement in sheet.statements.values():
        if isinstance(statement, Input):
            yield sheet.key(statement.name), statement.value * statement.unit.factor
        elif isinstance(statement, Choice):
            for column, value in book.tables[statement.table].rows[statement.row].numbers.items():
                yield sheet.key(f"{statement.name}.{column}"), value


def _compile(book: Workbook) -> dict[str, set[str]]:
    """Compile every formula; give the results that each result names."""
    needed = {}
    for sheet in book.sheets.values():
        for result in sheet.statements.values():
            if not isinstance(result, Result):
                continue
            key = sheet.key(result.name)
            compiler = Compiler(result.expression, partial(book.key, sheet))
            try:
                book.trees[key] = compiler.compile(result.unit)
                needed[key] = set(_results(book, sheet, result))
            except Mistake as mistake:
                book.problems.append(mistake.at(result.place))
            except Broken:
                pass
    return needed


def _results(book: Workbook, sheet: Sheet, result: Result) -> Iterator[str]:
    for name in expressions.names(result.expression.tree):
        found = book.find(sheet, name)
        if found and isinstance(found[1], Result):
            yield found[0].key(found[1].name)


def _without_cycles(book: Workbook, needed: dict[str, set[str]]) -> list[str]:
    """Give all results in an order in which they can be computed, without those in cycles."""
    while True:
        try:
            return list(TopologicalSorter(needed).static_order())
        except CycleError as error:
            cycle: list[str] = error.args[1]
        path = " → ".join(f"`{key}`" for key in reversed(cycle))
        for key in set(cycle):
            id_, _, name = key.partition(".")
            place = book.sheets[id_].statements[name].place
            book.reject(Kind.CYCLE, place, f"results need one another: {path}: break the circle")
            needed[key] = set()
            del book.trees[key]


def _compute(book: Workbook, order: list[str], needed: Mapping[str, set[str]]) -> None:
    """Compute all results at the defaults; report what is undefined by itself."""
    book.values.update(book.inputs)
    ranks = {key: rank for rank, key in enumerate(order)}
    for key in order:
        before = {other for name in needed.get(key, ()) for other in book.needs.get(name, (name,))}
        book.needs[key] = (*sorted(before, key=ranks.__getitem__), key)
        if not all(other in book.trees for other in book.needs[key]):
            book.trees.pop(key, None)
            del book.needs[key]
            continue
        book.values[key] = evaluate(book.trees[key], book.values)
        is_first = not any(math.isnan(book.values[other]) for other in book.needs[key][:-1])
        if math.isnan(book.values[key]) and is_first:
            _reject_undefined(book, key)


def _reject_undefined(book: Workbook, key: str) -> None:
    id_, _, name = key.partition(".")
    result = book.sheets[id_].statements[name]
    assert isinstance(result, Result)  # noqa: S101 - only results have trees
    reason = blame(book.trees[key], book.values)
    message = f"`{result.expression.text}` has no value at the defaults: {reason}"
    book.reject(Kind.UNDEFINED, result.place, f"{message}. Change the defaults or the formula")
