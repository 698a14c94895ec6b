"""Results as a plot: seconds on a logarithmic scale, a row for each tool and scenario.

It brings a light sheet of its own, so it is legible on a dark page too.
"""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from .measure import SCENARIOS
from .report import NAMES, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .results import Measurement, Results

COLOURS = {
    "clean": "#1d4ed8",
    "no-op": "#475569",
    "body": "#c2410c",
    "title": "#7e22ce",
    "new": "#15803d",
    "moved": "#0e7490",
}
_WIDTH = 720
_LEFT = 260
_RIGHT = 660
_TOP = 70
_ROW = 11
_GAP = 12
_STYLE = """\
    text { font-family: system-ui, sans-serif; fill: #1f2937; }
    .name { font-size: 13px; text-anchor: end; }
    .value { font-size: 9.5px; fill: #374151; }
    .axis { font-size: 11px; fill: #4b5563; text-anchor: middle; }
    .key { font-size: 12px; }
    .head { font-size: 14px; font-weight: bold; }
    .grid { stroke: #cbd5e1; stroke-width: 1; }"""


class _Scale:
    """Places seconds between whole powers of ten."""

    def __init__(self, values: list[float]) -> None:
        self.first = math.floor(math.log10(min(values)))
        self.last = max(math.ceil(math.log10(max(values))), self.first + 1)

    def at(self, value: float) -> float:
        """Give the place of a value."""
        part = (math.log10(value) - self.first) / (self.last - self.first)
        return _LEFT + part * (_RIGHT - _LEFT)

    def marks(self) -> list[float]:
        """Give the powers of ten."""
        return [10.0**power for power in range(self.first, self.last + 1)]


def svg(results: Results) -> str:
    """Draw one size's results."""
    values = [one.wall(name) for one in results.measurements for name in _measured(one)]
    scale = _Scale([max(value, 1e-3) for value in values] or [1.0])
    group = _ROW * len(SCENARIOS) + _GAP
    bottom = _TOP + group * len(results.measurements)
    title = f"Wall seconds at {results.posts:,} posts"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {bottom + 34}" role="img">',
        f"  <title>{title}</title>",
        f"  <style>\n{_STYLE}\n  </style>",
        f'  <rect width="{_WIDTH}" height="{bottom + 34}" rx="8" fill="#f8fafc"/>',
        f'  <text class="head" x="20" y="26">{title}</text>',
        *_key(),
        *_grid(scale, bottom),
        *_rows(results, scale, group),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _key() -> Iterator[str]:
    for number, (name, colour) in enumerate(COLOURS.items()):
        x = 28 + number * 115
        yield f'  <circle cx="{x}" cy="46" r="4.5" fill="{colour}"/>'
        yield f'  <text class="key" x="{x + 10}" y="50">{NAMES[name]}</text>'


def _grid(scale: _Scale, bottom: int) -> Iterator[str]:
    for mark in scale.marks():
        x = scale.at(mark)
        yield f'  <path class="grid" d="M{x:.1f} {_TOP - 8} V{bottom}"/>'
        yield f'  <text class="axis" x="{x:.1f}" y="{bottom + 18}">{mark:g} s</text>'


def _rows(results: Results, scale: _Scale, group: int) -> Iterator[str]:
    for number, one in enumerate(results.measurements):
        top = _TOP + number * group
        middle = top + _ROW * len(SCENARIOS) / 2
        name = escape(one.name)
        yield f'  <text class="name" x="{_LEFT - 14}" y="{middle + 4:.1f}">{name}</text>'
        for place, scenario in enumerate(_measured(one)):
            value = one.wall(scenario)
            x, y = scale.at(max(value, 1e-3)), top + place * _ROW + _ROW / 2
            yield f'  <circle cx="{x:.1f}" cy="{y}" r="4" fill="{COLOURS[scenario]}"/>'
            yield f'  <text class="value" x="{x + 8:.1f}" y="{y + 3.5}">{seconds(value)}</text>'


def _measured(one: Measurement) -> list[str]:
    return [name for name in SCENARIOS if one.has(name)]
