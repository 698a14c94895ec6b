"""Lists become pictures: which text goes where, and how long a bar is.

A sheet is as wide as a telephone shows at full size, so that its text is read there as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from sphinx_worksheet.core import units
from sphinx_worksheet.core.problems import Mistake

from .figures import STYLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WIDTH: Final = 360
_EDGE: Final = 10
_RIGHT: Final = _WIDTH - _EDGE
_LINE: Final = 17
_TEXT, _SMALL, _STRONG = "fig-text", "fig-small", "fig-strong"
_SIZES: Final = {_TEXT: 14, _SMALL: 12, _STRONG: 14}
_BOLDER: Final = 0.85  # the room that is left of a line where letters are bold
# Shares of the size of a font; no face of the page's is wider than that.
_NARROW, _WIDE = frozenset("fijlrtI.,:;'|!()[]/ \N{NO-BREAK SPACE}-"), frozenset("mwMW@%—…")
_QUANTITY: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)\s*(.*)")


class Unclear(Exception):  # noqa: N818 - said to the author as it is
    """A list that cannot be drawn, and why."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An item of a list, with the items below it."""

    text: str
    entries: tuple[Entry, ...] = ()

    def split(self) -> tuple[str, str]:
        """Take what stands before the first colon, and what after it."""
        before, colon, after = self.text.partition(": ")
        if not colon:
            message = f"{self.text!r} has no colon: write `label: what it leads to`"
            raise Unclear(message)
        return before, after


@dataclass(kw_only=True)
class Picture:
    """Shapes, from top to bottom; ``words`` say the same."""

    words: str
    height: float = _EDGE
    parts: list[str] = field(default_factory=list)
    lines: str = ""
    heads: str = ""

    def text(self, x: float, y: float, lines: Sequence[str], kind: str = _TEXT) -> None:
        """Set lines of text; ``y`` is the middle of them all."""
        first = y - (len(lines) - 1) * _LINE / 2 + _SIZES[kind.split(maxsplit=1)[0]] * 0.35
        for index, line in enumerate(lines):
            place = f'x="{x:g}" y="{first + index * _LINE:g}"'
            self.parts.append(f'<text class="{kind}" {place}>{escape(line)}</text>')

    def box(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        """Draw a box, and keep room for it."""
        size = f'width="{width:g}" height="{height:g}"'
        self.parts.append(f'<rect class="{kind}" x="{x:g}" y="{y:g}" {size} rx="4"/>')
        self.height = max(self.height, y + height + _EDGE)

    def arrow(self, *points: tuple[float, float]) -> None:
        """Draw a line with a head, which points to the right or down."""
        (x_before, _), (x, y) = points[-2:]
        self.lines += f"M{'L'.join(f'{px:g} {py:g}' for px, py in points)}"
        head = f"L{x - 8:g} {y - 4:g}V{y + 4:g}Z"
        if x == x_before:
            head = f"L{x - 4:g} {y - 8:g}H{x + 4:g}Z"
        self.heads += f"M{x:g} {y:g}{head}"

    def svg(self, title: str) -> str:
        """Give the picture below its title, with its words, and with its own colors."""
        lines = lines_of(title, (_RIGHT - _EDGE) * _BOLDER)
        head = _height(lines)
        top = Picture(words="")
        top.text(_EDGE, _EDGE / 2 - head / 2, lines, _STRONG)
        height = head + self.height
        arrows = ""
        if self.lines:
            arrows = f'<path class="fig-line" d="{self.lines}"/>'
            arrows += f'<path class="fig-head" d="{self.heads}"/>'
        size = f'width="{_WIDTH}" height="{height:g}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" {size} role="img" '
            f'viewBox="0 {-head:g} {_WIDTH} {height:g}" '
            f'aria-label="{escape(f"{title}. {self.words}")}"><title>{escape(title)}</title>{STYLE}'
            f'<rect class="fig-sheet" y="{-head:g}" {size} rx="8"/>'
            f"{''.join(top.parts)}{arrows}{''.join(self.parts)}</svg>"
        )


def width(text: str, kind: str = _TEXT) -> float:
    """Say how wide a text is at most."""
    shares = (
        0.4 if c in _NARROW else 0.95 if c in _WIDE else 0.7 if c.isupper() else 0.59 for c in text
    )
    return sum(shares) * _SIZES[kind]


def lines_of(text: str, room: float, kind: str = _TEXT) -> list[str]:
    """Break a text into lines, at spaces."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and width(longer, kind) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def decisions(entries: Sequence[Entry]) -> Picture:
    """Draw a question with its answers, each of which leads to what to do or to a question."""
    if len(entries) != 1 or not entries[0].entries:
        message = "decisions begin with one question: write one item, and its answers below it"
        raise Unclear(message)
    picture = Picture(words=_said(entries[0]))
    _question(picture, entries[0].text, entries[0].entries, _EDGE, _EDGE)
    return picture


def _said(entry: Entry) -> str:
    answers = (f"If {entry.split()[0]}: {_said(_after(entry))}" for entry in entry.entries)
    return " ".join([entry.text if entry.entries else f"{entry.text.rstrip('.')}.", *answers])


def _after(entry: Entry) -> Entry:
    return Entry(text=entry.split()[1], entries=entry.entries)


def _question(
    picture: Picture, text: str, answers: Sequence[Entry], left: float, top: float
) -> float:
    """Draw a question and what its answers lead to; give where the next may stand.

    What the last answer asks stands below, all others to the right.
    """
    asked = f"{text[:1].upper()}{text[1:]}"
    y = trunk_top = _boxed(picture, "fig-soft", asked, left, top)
    trunk = left + 14
    beside = answers[:-1] if answers[-1].entries else answers
    room = max((width(entry.split()[0], _SMALL) for entry in beside), default=0)
    for entry in answers:
        answer, then = entry.split()
        if entry not in beside:
            picture.arrow((trunk, trunk_top), (trunk, y + 28))
            picture.text(trunk + 8, y + 13, [answer], _SMALL)
            return _question(picture, then, entry.entries, left, y + 28)
        target = trunk + room + 20
        middle = y + 9 + _height(lines_of(then, _RIGHT - target - 16)) / 2
        picture.arrow((trunk, trunk_top), (trunk, middle), (target, middle))
        picture.text(trunk + 6, middle - 9, [answer], _SMALL)
        if entry.entries:
            y = _question(picture, then, entry.entries, target, y + 9)
        else:
            y = _boxed(picture, "fig-warm", then, target, y + 9)
    return y


def _boxed(picture: Picture, kind: str, text: str, left: float, top: float) -> float:
    lines = lines_of(text, _RIGHT - left - 16)
    picture.box(kind, left, top, _RIGHT - left, _height(lines))
    picture.text(left + 8, top + _height(lines) / 2, lines)
    return top + _height(lines)


def _height(lines: Sequence[str]) -> float:
    return _LINE * len(lines) + 13


@dataclass(frozen=True, kw_only=True)
class _Bar:
    label: str
    shown: str
    size: float


_BARS: Final = 122
_ROW: Final = 8


def waterfall(entries: Sequence[Entry]) -> Picture:
    """Draw spans one after another, and mark the longest."""
    return _groups(entries, mark=max, is_chain=True)


def amounts(entries: Sequence[Entry]) -> Picture:
    """Draw amounts one below another, and mark the largest."""
    return _groups(entries, mark=max, is_chain=False)


def bottleneck(entries: Sequence[Entry]) -> Picture:
    """Draw what each part of a path lets through, and mark the least."""
    return _groups(entries, mark=min, is_chain=False)


def _groups(
    entries: Sequence[Entry], *, mark: Callable[[Iterable[float]], float], is_chain: bool
) -> Picture:
    """Draw bars on one scale; each list within the list begins anew, below its title."""
    has_titles = any(entry.entries for entry in entries)
    rows = entries if has_titles else [Entry(text="", entries=(*entries,))]
    groups = [*zip((row.text for row in rows), _measured(rows), strict=True)]
    picture = Picture(
        words=" ".join(f"{title}: {_listed(bars)}".removeprefix(": ") for title, bars in groups)
    )
    longest = max((sum if is_chain else max)(bar.size for bar in bars) for _, bars in groups)
    scale = (_RIGHT - _BARS) / longest
    y: float = _EDGE
    for title, bars in groups:
        if title:
            lines = lines_of(title, _RIGHT - _EDGE)
            picture.text(_EDGE, y + _height(lines) / 2, lines)
            y += _height(lines)
        marked = mark(bar.size for bar in bars)
        starts = accumulate((bar.size if is_chain else 0 for bar in bars), initial=0.0)
        for bar, start in zip(bars, starts, strict=False):
            kind = "fig-warm" if bar.size == marked and len(bars) > 1 else "fig-soft"
            y = _barred(picture, kind, bar, (start * scale, bar.size * scale), y)
    picture.height = y + _EDGE
    return picture


def _barred(picture: Picture, kind: str, bar: _Bar, span: tuple[float, float], top: float) -> float:
    """Draw a bar between its label and its number; the number stands where there is room."""
    lines = lines_of(bar.label, _BARS - _EDGE - 8, _SMALL)
    height = _LINE * len(lines) + _ROW
    middle = top + height / 2
    left, length = _BARS + span[0], max(2, span[1])
    picture.text(_EDGE, middle, lines, _SMALL)
    picture.box(kind, left, middle - 8, length, 16)
    needed = width(bar.shown, _SMALL)
    if left + length + 6 + needed <= _RIGHT:
        picture.text(left + length + 6, middle, [bar.shown], _SMALL)
    elif length >= needed + 12:
        picture.text(left + length - 6, middle, [bar.shown], f"{_SMALL} fig-end")
    else:
        picture.text(left - 6, middle, [bar.shown], f"{_SMALL} fig-end")
    return top + height


def _listed(bars: Sequence[_Bar]) -> str:
    return "; ".join(f"{bar.label} {bar.shown}" for bar in bars) + "."


def _measured(rows: Sequence[Entry]) -> list[list[_Bar]]:
    """Read the quantities, which are all of one dimension."""
    found = [[_quantity(entry) for entry in row.entries] for row in rows]
    if not all(found):
        message = "a list is empty: write items like `label: 3 ms` below each title"
        raise Unclear(message)
    flat = [unit for bars in found for _, unit in bars]
    for one, other in pairwise(flat):
        if one.dimension != other.dimension:
            message = f"{one.text or '1'} and {other.text or '1'} have no scale in common"
            raise Unclear(message)
    if not any(bar.size for bars in found for bar, _ in bars):
        message = "all quantities are zero"
        raise Unclear(message)
    return [[bar for bar, _ in bars] for bars in found]


def _quantity(entry: Entry) -> tuple[_Bar, units.Unit]:
    label, _, shown = entry.text.rpartition(": ")
    match = _QUANTITY.fullmatch(shown)
    if not label or not match:
        message = f"{entry.text!r} ends with no quantity: write `label: 3 ms`"
        raise Unclear(message)
    try:
        unit = units.parse(match[2])
    except Mistake as mistake:
        raise Unclear(str(mistake)) from mistake
    return _Bar(label=label, shown=shown, size=float(match[1].replace(",", "")) * unit.factor), unit


DRAWINGS: Final[dict[str, Callable[[Sequence[Entry]], Picture]]] = {
    "decisions": decisions,
    "waterfall": waterfall,
    "amounts": amounts,
    "bottleneck": bottleneck,
}
