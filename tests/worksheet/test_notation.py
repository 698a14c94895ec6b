"""The lines of a worksheet, its plots and its roles: what is read, and what is refused and why."""

from __future__ import annotations

from typing import Any

import pytest
from sphinx_series_base.problems import Place
from sphinx_worksheet.core import notation, units
from sphinx_worksheet.core.model import Choice, Fill, Input, Plot, Range, Reference, Result
from sphinx_worksheet.core.numbers import Style
from sphinx_worksheet.core.problems import Kind, Mistake

PLACE = Place(path="w.md", line=3)
GB = units.parse("GB")


def said(kind: Kind, read: Any, *arguments: Any) -> str:  # noqa: ANN401 - any reader
    """Give the message with which something is refused."""
    with pytest.raises(Mistake) as caught:
        read(*arguments)
    assert caught.value.kind is kind
    return caught.value.message


def plots(text: str) -> list[Plot]:
    return list(notation.plots(text))


def input_(line: str) -> Input:
    found = notation.statement(line, PLACE)
    assert isinstance(found, Input)
    return found


def range_(text: str) -> Range | None:
    return input_(f"a = 8 [{text}]").range


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", True), ("kv-cache", True), ("a1-2b", True), ("A", False), ("1a", False),
        ("a--b", False), ("a-", False), ("a_b", False), ("é", False), ("", False),
    ],
)  # fmt: skip
def test_ids(text: str, expected: bool) -> None:  # noqa: FBT001
    assert notation.is_id(text) is expected


def test_a_line_goes_on_where_the_next_is_indented() -> None:
    lines = [" a =", "", "  5 GB", "# why", "\t# why not", "b = 1", "   ", "\tGB | B", "c = 2"]
    placed = [(line, Place(path="w.md", line=number)) for number, line in enumerate(lines, 1)]
    assert [(text, place.line) for text, place in notation.statements(placed)] == [
        ("a = 5 GB", 1), ("b = 1 GB | B", 6), ("c = 2", 9),
    ]  # fmt: skip


def test_an_input_is_read_whole() -> None:
    line = "size =  -4_0.5e1 GB [-500 .. 900 step 0.5 ] |  Its size | a sheet | page 3"
    assert input_(line) == Input(
        place=PLACE,
        name="size",
        value=-405.0,
        unit=GB,
        range=Range(low=-500.0, high=900.0, step=0.5),
        label="Its size",
        source="a sheet | page 3",
    )
    assert input_("a = 5") == Input(place=PLACE, name="a", value=5.0, unit=units.NO_UNIT)


def test_a_choice_and_what_it_fills() -> None:
    assert notation.statement("card : gpus-1 = h100 sxm | Card", PLACE) == Choice(
        place=PLACE, name="card", table="gpus-1", row="h100 sxm", label="Card"
    )
    found = input_("a = card.memory else 80 GB [1 .. 90] | Memory")
    assert (found.fill, found.value) == (Fill(choice="card", column="memory"), 80.0)


def test_a_result_is_read_whole() -> None:
    found = notation.statement("a = b == c -> GB (2 decimals) | A", PLACE)
    assert isinstance(found, Result)
    assert (found.expression.text, found.unit, found.label) == ("b == c", GB, "A")
    assert found.style == Style(decimals=2)
    plain = notation.statement("a = b -> 1", PLACE)
    assert isinstance(plain, Result)
    assert (plain.style, plain.place) == (Style(), PLACE)


@pytest.mark.parametrize(
    ("name", "is_free"),
    [
        ("tokens", True), ("hours", True), ("GPUs", True), ("kbits", True), ("step", True),
        ("steps", True), ("percent", True), ("a_1", True), ("sizes", True),
        ("token", False), ("hour", False), ("GPU", False), ("kbit", False), ("GB", False),
        ("s", False), ("W", False),
    ],
)  # fmt: skip
def test_a_name_is_free_where_no_unit_that_is_measured_has_it(name: str, *, is_free: bool) -> None:
    if is_free:
        assert input_(f"{name} = 5").name == name
    else:
        message = said(Kind.SYNTAX, notation.statement, f"{name} = 5", PLACE)
        assert message == f"`{name}` is a unit: take another name"


@pytest.mark.parametrize("name", ["with", "if", "else", "max", "log2"])
def test_words_of_formulas_are_no_names(name: str) -> None:
    message = said(Kind.SYNTAX, notation.statement, f"{name} = 5", PLACE)
    assert message == f"`{name}` has a meaning in formulas: take another name"


@pytest.mark.parametrize(
    "line", ["5", "a", "a == 5", "1a = 5", "a: b c = 5", "a.b = 5", "é = 5", "= 5", ": b = 5"]
)
def test_what_is_no_line_is_quoted(line: str) -> None:
    message = said(Kind.SYNTAX, notation.statement, line, PLACE)
    assert message.startswith(f"this line cannot be read: `{line}`. Write `name = 5 GB [1 .. 9]")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("x" * 80, f"`{'x' * 80}`"), ("x" * 81, f"`{'x' * 76} …`"), ("x" * 2000, f"`{'x' * 76} …`")],
)
def test_a_long_line_is_quoted_by_its_beginning(text: str, quoted: str) -> None:
    assert f"cannot be read: {quoted}. Write" in said(Kind.SYNTAX, notation.statement, text, PLACE)


def test_a_line_has_an_end() -> None:
    longest = "a = 5 | " + "x" * (notation.LONGEST_LINE - 8)
    assert input_(longest).label == "x" * 1992
    for kind, read in ((Kind.PLOT, plots), (Kind.VALUE, notation.value)):
        message = said(kind, read, f"{longest}x")
        assert message == f"`{longest[:76]} …` has over 2000 characters: shorten it"
    assert "over 2000" in said(Kind.SYNTAX, notation.statement, f"{longest}x", PLACE)


@pytest.mark.parametrize(
    "text", ["five", "5 GB more [1", "x 5", "1e999", "5 GB ] [1 .. 9]", "[1 .. 9]", ""]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert f"`{text}` is no number with a unit" in said(
        Kind.SYNTAX, notation.statement, f"a = {text}", PLACE
    )


def test_a_number_is_finite_in_base_units_too() -> None:
    assert input_("a = 1e299 GB").value == 1e299
    message = said(Kind.SYNTAX, notation.statement, "a = 1e300 GB", PLACE)
    assert message == "`1e300 GB` is too large: write a smaller number"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 .. 9", Range(low=1.0, high=9.0)),
        ("8..9", Range(low=8.0, high=9.0)),
        ("1 .. 8 step 7", Range(low=1.0, high=8.0, step=7.0)),
        ("1 .. 64 log", Range(low=1.0, high=64.0, log=True)),
        ("1 .. 64 step 0.5 log", Range(low=1.0, high=64.0, step=0.5, log=True)),
        ("-1e300 .. 1e300", Range(low=-1e300, high=1e300)),
        ("8 .. 8.5", Range(low=8.0, high=8.5)),
    ],
)
def test_ranges(text: str, expected: Range) -> None:
    assert range_(text) == expected
    assert range_(f"  {text} ") == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 to 9", "cannot be read: write `[1 .. 8 step 1]` or `[1 .. 8 log]`"),
        ("", "cannot be read"),
        ("1 .. x", "cannot be read"),
        ("x .. 9", "cannot be read"),
        ("1 .. 9 step x", "cannot be read"),
        ("1 .. 9 log log", "cannot be read"),
        ("9 .. 1", "must go up, with a step above 0"),
        ("8 .. 8", "must go up, with a step above 0"),
        ("1 .. 9 step 0", "must go up, with a step above 0"),
        ("1 .. 9 step -1", "must go up, with a step above 0"),
        ("0 .. 9 log", "starts at or below 0, so it cannot be log"),
        ("-1 .. 9 log", "starts at or below 0, so it cannot be log"),
        (
            "1 .. 9 step 8.5",
            "cannot be drawn: it is too wide or too narrow for an axis, or smaller",
        ),
        ("1 .. 2e300", "cannot be drawn"),
        ("-2e300 .. 9", "cannot be drawn"),
        ("0 .. 1e-301", "cannot be drawn"),
        ("1e299 .. 1.0000000000000002e299 log", "cannot be drawn"),
    ],
)
def test_a_range_that_is_refused_says_why(text: str, why: str) -> None:
    message = said(Kind.RANGE, notation.statement, f"a = 8 [{text}]", PLACE)
    assert message.startswith(f"the range [{text}] {why}")


def test_a_default_lies_in_its_range() -> None:
    assert [input_(f"a = {value} [1 .. 9]").value for value in (1, 9)] == [1.0, 9.0]
    for value in ("0.5", "10"):
        message = said(Kind.RANGE, notation.statement, f"a = {value} [ 1 .. 9 ]", PLACE)
        assert message == f"the default {value} is outside the range [1 .. 9]: change either"


@pytest.mark.parametrize(
    ("text", "style", "bare"),
    [
        ("", None, False),
        ("(1 digit)", Style(digits=1), False),
        ("(12 digits)", Style(digits=12), False),
        ("(0 decimals)", Style(decimals=0), False),
        ("(12 decimals)", Style(decimals=12), False),
        ("(bare)", None, True),
        ("(2 decimals, bare)", Style(decimals=2), True),
        ("( bare , 1 decimal )", Style(decimals=1), True),
    ],
)
def test_how_a_value_is_shown(text: str, style: Style | None, *, bare: bool) -> None:
    for written in (f"w.x -> GB {text}", f"w.x {text}"):
        found = notation.value(written)
        assert (found.worksheet, found.name, found.style, found.bare) == ("w", "x", style, bare)
        assert found.unit == (GB if "->" in written else None)


@pytest.mark.parametrize(
    "text", ["0 digits", "13 digits", "13 decimals", "1000 digits", "many digits", "2 words", ""]
)
def test_a_format_that_is_none_is_quoted(text: str) -> None:
    message = said(Kind.SYNTAX, notation.value, f"w.x ({text},bare)")
    assert message.startswith(f"the format {text!r} is none of `3 digits`, `2 decimals`, `bare`")


def test_what_is_shown_is_a_unit_and_a_format() -> None:
    assert said(Kind.SYNTAX, notation.value, "w.x -> GB )") == (
        "` GB )` cannot be read: write `GB (2 decimals)`"
    )


def test_a_role_is_read_whole() -> None:
    text = "a-b.c.d  with x = 5, card = h100 -> GB"
    assert notation.value(text) == Reference(
        worksheet="a-b", name="c.d", settings=(("x", "5"), ("card", "h100")), unit=GB
    )
    assert notation.value("a.b with x=-1,") == Reference(
        worksheet="a", name="b", settings=(("x", "-1"),)
    )


@pytest.mark.parametrize("text", ["a", "a.", ".b", "a b", "a.b with", "a.b x = 5", "", "(bare)"])
def test_a_role_that_names_nothing_is_quoted(text: str) -> None:
    assert "names no value: write `worksheet-id.name`" in said(Kind.VALUE, notation.value, text)


def test_a_setting_that_sets_nothing_is_quoted() -> None:
    message = said(Kind.VALUE, notation.value, "a.b with x = 5,  y ")
    assert message == "`y` sets nothing: write `with input = 8`"


def test_plots_are_read_one_by_one() -> None:
    text = "a against b; ; c against d , limit 5 GB;"
    assert plots(text) == [
        Plot(result="a", against="b"), Plot(result="c", against="d", limit="5 GB"),
    ]  # fmt: skip
    assert plots(" ") == []
    message = said(Kind.PLOT, plots, "a over b")
    assert message.startswith("`a over b` cannot be read: write `RESULT against INPUT`")
