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


PREFIXES = {
    "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
    "nano": -9, "micro": -6, "milli": -3, "kilo": 3, "mega": 6, "giga": 9, "tera": 12, "peta": 15,
    "exa": 18,
}  # fmt: skip


@pytest.mark.parametrize("prefix", PREFIXES)
def test_decimal_prefixes_are_powers_of_ten(prefix: str) -> None:
    unit = units.parse(f"{prefix}byte")
    assert unit.factor == pytest.approx(10.0 ** PREFIXES[prefix], rel=1e-15)
    assert unit.prefixes == {units.DECIMAL}


@pytest.mark.parametrize(
    ("prefix", "power"),
    [
        ("Ki", 1), ("Mi", 2), ("Gi", 3), ("Ti", 4), ("Pi", 5),
        ("kibi", 1), ("mebi", 2), ("gibi", 3), ("tebi", 4), ("pebi", 5),
    ],
)  # fmt: skip
def test_binary_prefixes_are_powers_of_1024(prefix: str, power: int) -> None:
    unit = units.parse(f"{prefix}byte")
    assert unit.factor == 1024.0**power
    assert unit.prefixes == {units.BINARY}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("minute", 60), ("hour", 3600), ("h", 3600), ("day", 24 * 3600), ("month", 30.4375 * 86400),
        ("year", 365.25 * 86400),
    ],
)  # fmt: skip
def test_times_are_those_of_the_julian_year(text: str, seconds: float) -> None:
    assert units.parse(text).factor == seconds


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("1/s", "1/s"), ("GB/s/GPU", "byte/GPU/s"), ("s**2/GB**2", "s**2/byte**2"),
        ("request * parameter", "parameter*request"), ("J", "W*s"), ("GPU*GPU/GPU", "GPU"),
        ("USD", "USD"), ("FLOP", "FLOP"),
    ],
)  # fmt: skip
def test_a_dimension_is_named_by_its_base_units(text: str, base: str) -> None:
    assert units.describe(units.parse(text).dimension) == base


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("GB", "GB (byte)"), ("byte", "byte"), ("", "a plain number"), ("%", "% (a plain number)")],
)
def test_a_unit_is_spelled_with_what_it_is_in_base_units(text: str, spelled: str) -> None:
    assert units.parse(text).spelled == spelled


@pytest.mark.parametrize(
    ("text", "suffixes"),
    [
        ("token**2", ("token**2", "token**2")),
        ("token*GPU", ("token*GPU", "token*GPU")),
        ("1/token", ("1/token", "1/token")),
        ("token**2/hour", ("token**2/hour", "token**2/hour")),
        ("kbit", ("kbit", "kbits")),
        ("kbits", ("kbit", "kbits")),
        ("hours/GPU**2", ("hour/GPU**2", "hours/GPU**2")),
        ("h", ("h", "h")),
        ("%/s", ("%/s", "%/s")),
    ],
)
def test_what_stands_behind_one_and_behind_many(text: str, suffixes: tuple[str, str]) -> None:
    assert tuple(suffix.lstrip() for suffix in units.parse(text).suffixes) == suffixes


def test_micro_is_one_sign_however_it_is_written() -> None:
    greek, sign = (units.parse(f"{letter}s") for letter in "\u03bc\u00b5")
    assert greek == sign
    assert greek.suffixes == ("\xa0\u00b5s", "\xa0\u00b5s")
    assert units.parse("us").text == "\u00b5s"
    assert units.parse("ms").text == "ms"


@pytest.mark.parametrize("text", ["PB**6*GB", "1/PB**6/GB"])
def test_a_unit_is_neither_too_large_nor_too_small_to_count_in(text: str) -> None:
    assert units.parse(text).dimension
    wrong = f"{text}{'*' if '1' not in text else '/'}PB"
    with pytest.raises(Mistake) as caught:
        units.parse(wrong)
    assert caught.value.message == (
        f"the unit {wrong!r} is too large or too small to count in: take another"
    )


def test_a_long_unit_is_quoted_by_its_beginning() -> None:
    with pytest.raises(Mistake, match=rf"the unit '{'PB[*]' * 26}PB' is too large"):
        units.parse("*".join(["PB"] * 40))


@pytest.mark.parametrize("name", ["", "a b", "1", "GB/s"])
def test_what_is_no_word_is_no_unit(name: str) -> None:
    assert units.lookup(name) is None
