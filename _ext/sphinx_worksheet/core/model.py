"""The values that the extension is about: what authors declare, and what pages show of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_series_base.problems import Place

    from .expressions import Expression
    from .numbers import Style
    from .units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetSource:
    """A worksheet as its directive found it: text, and where each line stands."""

    docname: str
    place: Place
    id: str
    title: str = ""
    plots: str = ""
    keys: str = ""
    lines: tuple[tuple[str, Place], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSource:
    """The text of a ``value`` role."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What an input may be, in its own unit."""

    low: float
    high: float
    step: float | None = None
    log: bool = False

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """The column of a choice that fills an input; ``values`` has the input's default at each row.

    They are in the input's own unit. A row without the number leaves what the author wrote.
    """

    choice: str
    column: str
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A number that the reader may change; ``value`` is its default."""

    place: Place
    name: str
    value: float
    unit: Unit
    range: Range | None = None
    fill: Fill | None = None
    label: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A row of a data table that the reader may change."""

    place: Place
    name: str
    table: str
    row: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A formula with its display unit."""

    place: Place
    name: str
    expression: Expression
    unit: Unit
    style: Style
    label: str = ""


Statement: TypeAlias = Input | Choice | Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A result drawn over the range of an input, with an optional limit line."""

    result: str
    against: str
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a ``value`` role asks: a value, perhaps at other inputs, unit or style."""

    worksheet: str
    name: str
    settings: tuple[tuple[str, str], ...] = ()
    unit: Unit | None = None
    style: Style | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a number comes from."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a data table: numbers in base units, words, and the sources of both."""

    key: str
    label: str
    numbers: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A data table: the unit of each column of numbers, and its rows."""

    name: str
    columns: Mapping[str, Unit]
    rows: Mapping[str, Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a worksheet or a value of it stands: a document and an anchor, and its title."""

    docname: str
    anchor: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputView:
    """A line of the table of inputs."""

    name: str
    label: str
    value: str
    range: str = ""
    facts: str = ""
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenView:
    """A value of another worksheet: its name in formulas, its key, and where that stands."""

    name: str
    label: str
    key: str
    value: str
    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """A line of the table of results; the formula as text, as LaTeX, and with the numbers in it."""

    name: str
    label: str
    value: str
    formula: str
    latex: str
    substituted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a plot is put in words, in the language of the project."""

    plot: str = "{result} against {input}: {points}."
    plot_with_limit: str = "{result} against {input}: {points}; the limit is {limit}."
    at: str = "at"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotView:
    """A drawn plot, and in words what it shows."""

    svg: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetView:
    """All that a page shows of one worksheet; ``program`` is what the browser evaluates.

    ``keys`` names the results that stay in view while a reader changes inputs.
    """

    id: str
    title: str
    inputs: tuple[InputView, ...]
    given: tuple[GivenView, ...]
    results: tuple[ResultView, ...]
    keys: tuple[str, ...]
    plots: tuple[PlotView, ...]
    program: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueView:
    """What a ``value`` role shows, and where it is computed.

    ``asked`` is for the browser: the value's ``key``, the settings it is asked ``with`` and, where
    the role says so, how it is ``shown``.
    """

    text: str
    link: Link | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWorksheet:
    """A line of a list of worksheets: where one stands, and its key results with their labels."""

    link: Link
    results: tuple[tuple[str, ValueView], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """A page in a list of worksheets, and those that stand on it."""

    link: Link
    worksheets: tuple[ListedWorksheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a page shows of worksheets: the answers to its directives and roles, by their slots.

    None stands for what could not be used. ``listed`` is there where the page lists all.
    """

    worksheets: tuple[WorksheetView | None, ...] = ()
    values: tuple[ValueView, ...] = ()
    listed: tuple[ListedPage, ...] = ()
