"""Units: read, multiplied, named, and counted."""

from __future__ import annotations

import pytest
from sphinx_worksheet.core import units
from sphinx_worksheet.core.problems import Kind, Mistake


@pytest.mark.parametrize(
    ("text", "factor", "base", "shown"),
    [
        ("GB", 1e9, "byte", "GB"),
        ("GiB", 2.0**30, "byte", "GiB"),
        ("kbit", 125.0, "byte", "kbits"),
        ("TFLOP/s/GPU", 1e12, "FLOP/GPU/s", "TFLOP/s/GPU"),
        ("USD/Mtoken", 1e-6, "USD/token", "USD/Mtoken"),
        ("tokens/s", 1.0, "token/s", "tokens/s"),
        ("token * s", 1.0, "s*token", "token*s"),
        ("kWh", 3.6e6, "W*s", "kWh"),
        ("byte**2", 1.0, "byte**2", "byte**2"),
        ("1/hour", 1 / 3600, "1/s", "1/hour"),
        ("%", 0.01, "a plain number", "%"),
        ("percent", 0.01, "a plain number", "%"),
        ("sequence", 1.0, "a plain number", "sequences"),
        ("1", 1.0, "a plain number", ""),
        ("", 1.0, "a plain number", ""),
        ("µs", 1e-6, "s", "µs"),
        ("GPU", 1.0, "GPU", "GPUs"),
    ],
)
def test_units(text: str, factor: float, base: str, shown: str) -> None:
    unit = units.parse(text)
    assert unit.factor == pytest.approx(factor, rel=1e-15)
    assert units.describe(unit.dimension) == base
    assert unit.suffixes[1].strip() == shown


def test_one_is_singular_and_signs_stand_close() -> None:
    assert units.parse("tokens/s").suffixes == ("\xa0token/s", "\xa0tokens/s")
    assert units.parse("%").suffixes == ("%", "%")
    assert units.NO_UNIT.suffixes == ("", "")


@pytest.mark.parametrize("text", ["2", "GB//s", "/s", "GB/", "GB GB", "**2", "GB**x", "$", "GB]"])
def test_a_unit_that_cannot_be_read(text: str) -> None:
    with pytest.raises(Mistake, match="cannot be read") as caught:
        units.parse(text)
    assert caught.value.kind is Kind.UNKNOWN_UNIT


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(Mistake, match="there is no unit `parsec`: worksheets know bytes"):
        units.parse("parsec")
    with pytest.raises(Mistake, match="there is no unit `parsec` in 'GB/parsec'"):
        units.parse("GB/parsec")


def test_bytes_remember_how_they_were_counted() -> None:
    assert units.parse("GB/s").prefixes == {units.DECIMAL}
    assert units.parse("KiB/token").prefixes == {units.BINARY}
    assert units.parse("byte").prefixes == set()
    assert units.parse("Gparameter").prefixes == set()
    assert units.parse("GB/GiB").prefixes == set(), "a plain number"
