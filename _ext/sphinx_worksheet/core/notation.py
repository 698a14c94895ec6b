"""The lines of a worksheet, its plots, and the text of a ``value`` role.

    name = NUMBER UNIT [LOW .. HIGH step STEP log] | label | source
    name = CHOICE.COLUMN else NUMBER UNIT [LOW .. HIGH] | label | source
    name: TABLE = ROW | label
    name = FORMULA -> UNIT (FORMAT) | label

Empty lines and lines that start with ``#`` say nothing; an indented line continues the one above.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from . import expressions, units
from .model import Choice, Fill, Input, Plot, Range, Reference, Result
from .numbers import MOST_DIGITS, Style
from .plots import LARGEST, SMALLEST
from .problems import Kind, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_series_base.problems import Place

    from .model import Statement

MOST_LINES = 200
LONGEST_LINE = 2000
"""How many characters a statement may have, and what names plots or a value."""

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_NAME = r"[A-Za-z]\w*"
_ASSIGNMENT = re.compile(rf"({_NAME})\s*(?::\s*([\w-]+)\s*)?=(?!=)(.*)", re.ASCII)
_FILL = re.compile(rf"({_NAME})\.({_NAME})\s+else\s+(.*)", re.ASCII)
_INPUT = re.compile(r"([-+\d._eE]*\d[\d_.]*)\s*([^\[\]]*?)\s*(?:\[(.*)\])?", re.ASCII)
_RANGE = re.compile(r"(\S+)\s*\.\.\s*(\S+?)(?:\s+step\s+(\S+?))?(\s+log)?", re.ASCII)
_SHOWN = re.compile(r"([^()]*)(?:\((.*)\))?\s*")
_STYLE = re.compile(r"(\d+) (digit|decimal)s?", re.ASCII)
_PLOT = re.compile(rf"({_NAME})\s+against\s+({_NAME})(?:\s*,\s*limit\s+(.+))?", re.ASCII)
_VALUE = re.compile(r"([\w-]+)\.([\w.]+)(?:\s+with\s+(.+))?", re.ASCII)


def is_id(text: str) -> bool:
    """Tell whether a worksheet can have this id: in a formula its hyphens are underscores."""
    return bool(_ID.fullmatch(text))


def statements(lines: Iterable[tuple[str, Place]]) -> Iterator[tuple[str, Place]]:
    """Join continued lines, and leave out what says nothing."""
    joined: list[tuple[list[str], Place]] = []
    for line, place in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace() and joined:
            joined[-1][0].append(line.strip())
        else:
            joined.append(([line.strip()], place))
    for texts, place in joined:
        yield " ".join(texts), place


def statement(line: str, place: Place) -> Statement:
    """Read one statement."""
    line = _one_line(line, Kind.SYNTAX)
    body, label, source = _parts(line)
    match = _ASSIGNMENT.fullmatch(body)
    if not match:
        raise Mistake(
            Kind.SYNTAX,
            f"this line cannot be read: {_short(line)}. Write `name = 5 GB [1 .. 9] | label`, "
            "`name: table = row | label` or `name = formula -> unit | label`",
        )
    name, table, right = match[1], match[2], match[3].strip()
    _check_name(name)
    if table:
        return Choice(place=place, name=name, table=table, row=right, label=label)
    if "->" in right:
        formula, _, shown = right.rpartition("->")
        unit, style, _ = _display(shown)
        return Result(
            place=place,
            name=name,
            expression=expressions.parse(formula),
            unit=unit,
            style=style or Style(),
            label=label,
        )
    return _input(right, place=place, name=name, label=label, source=source)


def _one_line(text: str, kind: Kind) -> str:
    """Give a text with single spaces, if it is not too long to be read."""
    if len(text) > LONGEST_LINE:
        message = f"{_short(text)} has over {LONGEST_LINE} characters: shorten it"
        raise Mistake(kind, message)
    return " ".join(text.split())


def _parts(line: str) -> tuple[str, str, str]:
    body, *rest = (part.strip() for part in line.split("|", 2))
    label, source = [*rest, "", ""][:2]
    return body, label, source


def _check_name(name: str) -> None:
    if name in expressions.FUNCTIONS or name in expressions.KEYWORDS or name == "with":
        raise Mistake(Kind.SYNTAX, f"`{name}` has a meaning in formulas: take another name")
    unit = units.lookup(name)
    # Plurals and counts without a dimension are free: a formula's own names go before units.
    if unit and unit.dimension != units.NONE and (name != unit.plural or name == unit.text):
        raise Mistake(Kind.SYNTAX, f"`{name}` is a unit: take another name")


def _input(text: str, *, place: Place, name: str, label: str, source: str) -> Input:
    filled = _FILL.fullmatch(text)
    fill = Fill(choice=filled[1], column=filled[2]) if filled else None
    match = _INPUT.fullmatch(filled[3] if filled else text)
    value = expressions.number(match[1]) if match else None
    if not match or value is None:
        raise Mistake(
            Kind.SYNTAX,
            f"{_short(text)} is no number with a unit and perhaps a range, like "
            "`4096 token [256 .. 131072 log]`; a formula needs its display unit: `-> GB`",
        )
    unit = units.parse(match[2])
    if not math.isfinite(value * unit.factor):
        raise Mistake(Kind.SYNTAX, f"{_short(text)} is too large: write a smaller number")
    range_ = _range(match[3]) if match[3] is not None else None
    if range_ and value not in range_:
        message = f"the default {value:g} is outside the range [{match[3].strip()}]: change either"
        raise Mistake(Kind.RANGE, message)
    return Input(
        place=place,
        name=name,
        value=value,
        unit=unit,
        range=range_,
        fill=fill,
        label=label,
        source=source,
    )


def _range(text: str) -> Range:
    match = _RANGE.fullmatch(text.strip())
    numbers = [expressions.number(part or "") for part in match.groups()[:3]] if match else []
    if not match or numbers[0] is None or numbers[1] is None or (match[3] and numbers[2] is None):
        raise Mistake(
            Kind.RANGE,
            f"the range [{text}] cannot be read: write `[1 .. 8 step 1]` or `[1 .. 8 log]`",
        )
    range_ = Range(low=numbers[0], high=numbers[1], step=numbers[2], log=bool(match[4]))
    if range_.low >= range_.high or (range_.step is not None and range_.step <= 0):
        raise Mistake(Kind.RANGE, f"the range [{text}] must go up, with a step above 0")
    if range_.log and range_.low <= 0:
        raise Mistake(Kind.RANGE, f"the range [{text}] starts at or below 0, so it cannot be log")
    if not _is_drawable(range_):
        why = "it is too wide or too narrow for an axis, or smaller than its step"
        raise Mistake(Kind.RANGE, f"the range [{text}] cannot be drawn: {why}")
    return range_


def _is_drawable(range_: Range) -> bool:
    """Tell whether a plot has an axis for a range: its ends are told apart, and a step fits in."""
    ends = (range_.low, range_.high)
    if range_.log:
        ends = (math.log10(range_.low), math.log10(range_.high))
    length = ends[1] - ends[0]
    is_short = max(map(abs, (range_.low, range_.high))) <= LARGEST
    return length >= SMALLEST and is_short and (range_.step or 0) <= range_.high - range_.low


def _display(text: str) -> tuple[units.Unit, Style | None, bool]:
    """Read ``UNIT (2 decimals, bare)``: how a value is shown."""
    match = _SHOWN.fullmatch(text)
    if not match:
        raise Mistake(Kind.SYNTAX, f"{_short(text)} cannot be read: write `GB (2 decimals)`")
    style, is_bare = None, False
    for word in match[2].split(",") if match[2] else ():
        if word.strip() == "bare":
            is_bare = True
        else:
            style = _style(word.strip())
    return units.parse(match[1]), style, is_bare


def _style(text: str) -> Style:
    match = _STYLE.fullmatch(text)
    count = int(match[1][:3]) if match else 0
    if match and match[2] == "digit" and 1 <= count <= MOST_DIGITS:
        return Style(digits=count)
    if match and match[2] == "decimal" and count <= MOST_DIGITS:
        return Style(decimals=count)
    raise Mistake(
        Kind.SYNTAX, f"the format {text!r} is none of `3 digits`, `2 decimals`, `bare` (up to 12)"
    )


def plots(text: str) -> Iterator[Plot]:
    """Read ``RESULT against INPUT, limit LIMIT``, several of them separated by semicolons."""
    for part in filter(str.strip, _one_line(text, Kind.PLOT).split(";")):
        match = _PLOT.fullmatch(part.strip())
        if not match:
            raise Mistake(
                Kind.PLOT,
                f"{_short(part.strip())} cannot be read: write `RESULT against INPUT` or "
                "`RESULT against INPUT, limit RESULT`",
            )
        yield Plot(result=match[1], against=match[2], limit=(match[3] or "").strip())


def value(text: str) -> Reference:
    """Read ``ID.NAME with INPUT = VALUE, … -> UNIT (FORMAT)``; all but the name may be missing."""
    text = _one_line(text, Kind.VALUE)
    target, arrow, shown = text.partition("->")
    if not arrow and target.rstrip().endswith(")"):
        target, _, rest = target.partition("(")
        shown = f"({rest}"
    match = _VALUE.fullmatch(target.strip())
    if not match:
        raise Mistake(
            Kind.VALUE,
            f"{_short(text)} names no value: write `worksheet-id.name`, perhaps with "
            "`with input = 8` and `-> GB (1 decimal)`",
        )
    unit, style, is_bare = _display(shown)
    return Reference(
        worksheet=match[1],
        name=match[2],
        settings=tuple(_settings(match[3] or "")),
        unit=unit if arrow else None,
        style=style,
        bare=is_bare,
    )


def _settings(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, text.split(",")):
        name, sign, setting = part.partition("=")
        if not sign:
            raise Mistake(
                Kind.VALUE, f"{_short(part.strip())} sets nothing: write `with input = 8`"
            )
        yield name.strip(), setting.strip()


def _short(text: str) -> str:
    return f"`{text}`" if len(text) <= 80 else f"`{text[:76]} …`"  # noqa: PLR2004
