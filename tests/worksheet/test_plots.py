"""Plots: where curves, axes and marks lie, whatever the numbers are."""

from __future__ import annotations

import math
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_worksheet.core import plots
from sphinx_worksheet.core.model import Range

LEFT, RIGHT, TOP, BOTTOM = 56, 388, 28, 204


class Picture:
    """A drawing taken apart: the points of its curve, and the texts along its axes."""

    def __init__(self, xs: list[float], ys: list[float], **values: Any) -> None:  # noqa: ANN401
        given: dict[str, Any] = {
            "log": False, "mark": (xs[0], math.nan), "limit": math.nan, "x_label": "X",
            "y_label": "Y", "limit_label": "L",
        }  # fmt: skip
        self.svg = plots.draw(plots.Drawing(xs=xs, ys=ys, **{**given, **values}))
        self.root = ET.fromstring(self.svg)  # noqa: S314 - our own
        self.rows = {text: float(one.get("y", "")) for text, one in self._texts("x", LEFT - 6)}
        self.columns = {
            text: float(one.get("x", "")) for text, one in self._texts("y", BOTTOM + 20)
        }
        (curve,) = self.lines("curve")
        self.points = [
            (pen, float(x), float(y))
            for pen, x, y in re.findall(r"([ML])(-?[\d.]+) (-?[\d.]+)", curve)
        ]

    def _texts(self, side: str, place: int) -> list[tuple[str, ET.Element]]:
        """Give the texts along one side."""
        found = self.root.findall("text")
        return [(one.text or "", one) for one in found if one.get(side) == str(place)]

    def lines(self, kind: str) -> list[str]:
        """Give the paths of lines of a kind."""
        found = self.root.findall("path")
        return [path.get("d", "") for path in found if path.get("class") == f"worksheet-{kind}"]

    def mark(self) -> tuple[float, float] | None:
        """Say where the operating point is."""
        circle = self.root.find("circle")
        return (
            None if circle is None else (float(circle.get("cx", "")), float(circle.get("cy", "")))
        )


@pytest.mark.parametrize(
    ("range_", "count", "some"),
    [
        (Range(low=1, high=9, step=1), 9, [1, 2, 3]),
        (Range(low=0, high=1, step=0.3), 4, [0, 0.3, 0.6]),
        (Range(low=-100, high=100, step=1), 201, [-100, -99]),
        (Range(low=0, high=201, step=1), 97, [0, 201 / 96]),
        (Range(low=1, high=9), 97, [1, 1 + 8 / 96, 1 + 16 / 96]),
        (Range(low=2, high=2 * 2.0**96, log=True), 97, [2, 4, 8]),
        (Range(low=1, high=2.0**96, step=2.0**95, log=True), 97, [1, 2, 4]),
    ],
)
def test_a_curve_is_computed_at_steps_or_evenly(
    range_: Range, count: int, some: list[float]
) -> None:
    xs = plots.samples(range_)
    assert len(xs) == count
    assert xs[: len(some)] == pytest.approx(some)
    assert xs[-1] == (range_.high if range_.step != 0.3 else pytest.approx(0.9))
    assert xs == sorted(xs)


NUMBERS = st.floats(-1e6, 1e6).map(lambda value: round(value, 2)) | st.just(math.nan)


@given(st.lists(NUMBERS, min_size=2, max_size=12), NUMBERS)
def test_a_curve_fills_the_box_with_a_gap_where_there_is_no_number(
    ys: list[float], limit: float
) -> None:
    picture = Picture([float(index) for index in range(len(ys))], ys, limit=limit)
    is_drawn = [not math.isnan(y) for y in ys]
    starts = [
        drawn and not before for drawn, before in zip(is_drawn, [False, *is_drawn], strict=False)
    ]
    pens = ["M" if start else "L" for start, drawn in zip(starts, is_drawn, strict=True) if drawn]
    assert [pen for pen, _, _ in picture.points] == pens
    places = [LEFT + (RIGHT - LEFT) * index / (len(ys) - 1) for index in range(len(ys))]
    expected = [place for place, drawn in zip(places, is_drawn, strict=True) if drawn]
    assert [x for _, x, _ in picture.points] == pytest.approx(expected, abs=0.06)
    assert all(TOP <= y <= BOTTOM for _, _, y in picture.points)
    drawn = [y for y in ys if not math.isnan(y)]
    pairs = list(zip(drawn, picture.points, strict=True))
    assert all(a[1][2] >= b[1][2] for a in pairs for b in pairs if a[0] <= b[0]), "up is more"
    assert len(picture.lines("limit")) == (not math.isnan(limit))


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6))
def test_an_axis_has_a_few_round_numbers_around_all_that_is_drawn(low: float, rise: float) -> None:
    picture = Picture([0.0, 1.0], [low, low + rise])
    places = sorted(picture.rows.values(), reverse=True)
    assert 3 <= len(places) <= 8
    assert (places[0], places[-1]) == (BOTTOM, TOP)
    even = [BOTTOM - (BOTTOM - TOP) * i / (len(places) - 1) for i in range(len(places))]
    assert places == pytest.approx(even, abs=0.06)
    bottom, *_, top = [float(text.replace(",", "")) for text in picture.rows]
    assert bottom <= min(0.0, low)
    assert max(0.0, low + rise) <= top
    assert "0" in picture.rows


@pytest.mark.parametrize(
    ("ys", "texts"),
    [
        ([0, 7], ["0", "2", "4", "6", "8"]),
        ([0, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([0, 5], ["0", "1", "2", "3", "4", "5"]),
        ([0, 10], ["0", "2", "4", "6", "8", "10"]),
        ([0, 10.1], ["0", "5", "10", "15"]),
        ([0, 25.1], ["0", "10", "20", "30"]),
        ([-3, 4], ["-4", "-2", "0", "2", "4"]),
        ([0, 0], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([math.nan, math.nan], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([0, 3e-301], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([0, 1e300], ["0", "2e299", "4e299", "6e299", "8e299", "1e300"]),
        ([0, 1, 1.1e300], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ],
)
def test_numbers_of_an_axis(ys: list[float], texts: list[str]) -> None:
    assert list(Picture([float(x) for x in range(len(ys))], ys).rows) == texts


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (1, 1000, ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1,000"]),
        (3, 700, ["5", "10", "20", "50", "100", "200", "500"]),
        (1, 10_000, ["1", "10", "100", "1,000", "10,000"]),
        (0.5, 5000, ["1", "10", "100", "1,000"]),
        (256, 131_072, ["1,000", "10,000", "100,000"]),
    ],
)
def test_numbers_of_a_logarithmic_axis(low: float, high: float, texts: list[str]) -> None:
    picture = Picture([low, high], [0, 1], log=True)
    assert list(picture.columns) == texts
    for text, place in picture.columns.items():
        share = math.log(float(text.replace(",", "")) / low) / math.log(high / low)
        assert place == pytest.approx(LEFT + (RIGHT - LEFT) * share, abs=0.06)


def test_a_straight_axis_has_the_round_numbers_that_it_reaches() -> None:
    picture = Picture([1, 9.5], [0, 1])
    assert list(picture.columns) == ["2", "4", "6", "8"]
    assert picture.columns["8"] == pytest.approx(LEFT + (RIGHT - LEFT) * 7 / 8.5, abs=0.06)


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        ((0, 0), (LEFT, BOTTOM)),
        ((2, 1), (RIGHT, TOP)),
        ((1, 0.5), (222, 116)),
        ((-0.1, 0), None),
        ((2.1, 0), None),
        ((1, math.nan), None),
        ((1, math.inf), None),
    ],
)
def test_the_operating_point_is_marked_where_it_is_in_the_box(
    mark: tuple[float, float], place: tuple[float, float] | None
) -> None:
    assert Picture([0, 1, 2], [0, 0, 1], mark=mark).mark() == place


def test_what_an_author_writes_is_text() -> None:
    hostile = '"<b>&'
    labels = dict.fromkeys(("x_label", "y_label", "limit_label", "text"), hostile)
    picture = Picture([0, 1], [0, 1], limit=0.5, **labels)
    shown = [one.text for one in picture.root.findall("text") if one.text == hostile]
    assert (len(shown), picture.root.get("aria-label")) == (3, hostile)
    assert picture.lines("limit") == ["M56 116H388"]
