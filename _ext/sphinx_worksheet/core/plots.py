"""Plots as SVG, from the same numbers and in the same way as `sphinx_worksheet_plots.js`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from .numbers import Style, plain, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .model import Range

WIDTH, HEIGHT = 400, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 388, 28, 204
_SAMPLES, _MOST_STEPS = 96, 200
LARGEST, SMALLEST = 1e300, 1e-300
"""The numbers that an axis has, and the length that it has at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The numbers of a plot, in the units in which they are shown; NaN where there is none."""

    xs: list[float]
    ys: list[float]
    log: bool
    mark: tuple[float, float]
    limit: float
    x_label: str
    y_label: str
    limit_label: str
    text: str = ""


def samples(range_: Range) -> list[float]:
    """Give the places at which a curve is computed: each step, or evenly over the axis."""
    low, high = range_.low, range_.high
    if range_.step is not None and (high - low) / range_.step <= _MOST_STEPS and not range_.log:
        count = math.floor((high - low) / range_.step)
        return [low + range_.step * i for i in range(count + 1)]
    inner = range(1, _SAMPLES)
    if range_.log:
        between = [low * math.pow(high / low, i / _SAMPLES) for i in inner]
    else:
        between = [low + (high - low) * i / _SAMPLES for i in inner]
    return [low, *between, high]


def _is_drawn(value: float) -> bool:
    """Tell whether a number has a place on an axis."""
    return abs(value) <= LARGEST


def _ticks(low: float, high: float) -> list[float]:
    """Give about five round numbers of which the outer two enclose the range."""
    rough = (high - low) / 5
    power = float(f"1e{math.floor(math.log10(rough))}")
    step = next((power * n for n in (1, 2, 5) if power * n >= rough), power * 10)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * i for i in range(first, last + 1)]


def _decades(low: float, high: float) -> list[float]:
    """Give the round numbers of a logarithmic axis."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    factors = (1,) if last - first > 3 else (1, 2, 5)  # noqa: PLR2004
    ticks = [float(f"{n}e{k}") for k in range(first, last + 1) for n in factors]
    return [tick for tick in ticks if low <= tick <= high]


def draw(drawing: Drawing) -> str:
    """Draw a curve with its axes, the operating point and the limit."""
    left, right = drawing.xs[0], drawing.xs[-1]
    shown = [0.0, *filter(_is_drawn, (*drawing.ys, drawing.mark[1], drawing.limit))]
    low, high = min(shown), max(shown)
    ticks = _ticks(low, high if high - low >= SMALLEST else low + 1)
    scale: Callable[[float], float] = math.log10 if drawing.log else float

    def x(value: float) -> str:
        share = (scale(value) - scale(left)) / (scale(right) - scale(left))
        return plain(_LEFT + (_RIGHT - _LEFT) * share)

    def y(value: float) -> str:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return plain(_BOTTOM - (_BOTTOM - _TOP) * share)

    columns = _decades(left, right) if drawing.log else _ticks(left, right)
    parts = [
        (
            f'<svg class="worksheet-plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="{escape(drawing.text)}">'
            f'<text class="worksheet-axis" x="{_LEFT - 50}" y="16">{escape(drawing.y_label)}</text>'
            f'<text class="worksheet-axis" x="{_RIGHT}" y="{HEIGHT - 8}" text-anchor="end">'
            f"{escape(drawing.x_label)}</text>"
        )
    ]
    parts += (
        _line("grid", f"M{_LEFT} {y(tick)}H{_RIGHT}")
        + f'<text x="{_LEFT - 6}" y="{y(tick)}" dy="4" text-anchor="end">'
        f"{show(tick, Style())}</text>"
        for tick in ticks
    )
    parts += (
        _line("grid", f"M{x(tick)} {_BOTTOM}v5")
        + f'<text x="{x(tick)}" y="{_BOTTOM + 20}" text-anchor="middle">'
        f"{show(tick, Style())}</text>"
        for tick in columns
        if left <= tick <= right
    )
    parts.append(_line("curve", "".join(_path(drawing, x, y))))
    if _is_drawn(drawing.limit):
        parts.append(
            _line("limit", f"M{_LEFT} {y(drawing.limit)}H{_RIGHT}")
            + f'<text x="{_RIGHT}" y="{y(drawing.limit)}" dy="-5" text-anchor="end">'
            f"{escape(drawing.limit_label)}</text>"
        )
    if _is_drawn(drawing.mark[1]) and left <= drawing.mark[0] <= right:
        mark = f'cx="{x(drawing.mark[0])}" cy="{y(drawing.mark[1])}"'
        parts.append(f'<circle class="worksheet-mark" {mark} r="5"/>')
    return "".join([*parts, "</svg>"])


def _line(kind: str, path: str) -> str:
    """Draw a line, which is one without a style sheet too: feed readers have none of ours."""
    return f'<path class="worksheet-{kind}" fill="none" stroke="currentColor" d="{path}"/>'


def _path(drawing: Drawing, x: Callable[[float], str], y: Callable[[float], str]) -> Iterator[str]:
    """Draw from point to point, with a gap where the curve is undefined."""
    pen = "M"
    for place, value in zip(drawing.xs, drawing.ys, strict=True):
        if _is_drawn(value):
            yield f"{pen}{x(place)} {y(value)}"
            pen = "L"
        else:
            pen = "M"
