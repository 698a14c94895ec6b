"""How numbers are written."""

from __future__ import annotations

import math

import pytest
from sphinx_worksheet.core.numbers import Style, plain, show


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (0.5, "0.5"),
        (3.14159, "3.142"),
        (16.06, "16.06"),
        (446288.3, "446,288"),
        (1024.5, "1,025"),
        (999.96, "1,000"),
        (-1234.5, "-1,235"),
        (0.00012346, "0.0001235"),
        (0.00002, "2e-5"),
        (1.5e18, "1.5e18"),
        (999_999_999_999_999.0, "999,999,999,999,999"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_four_digits(number: float, text: str) -> None:
    assert show(number, Style()) == text


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (2.0, Style(decimals=2), "2.00"),
        (0.125, Style(decimals=2), "0.13"),
        (-0.001, Style(decimals=2), "0.00"),
        (1e-9, Style(decimals=1), "0.0"),
        (12345.678, Style(decimals=1), "12,345.7"),
        (1e16, Style(decimals=1), "1e16"),
        (70.553706496, Style(digits=12), "70.553706496"),
        (294.9, Style(digits=2), "295"),
    ],
)
def test_styles(number: float, style: Style, text: str) -> None:
    assert show(number, style) == text


def test_coordinates() -> None:
    assert [plain(x) for x in (0.0, -0.04, 12.25, -3.0, 100.0)] == [
        "0",
        "0",
        "12.3",
        "-3",
        "100",
    ]
