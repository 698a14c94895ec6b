"""Worksheets and data files survive whatever an author writes: a warning, and no traceback."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from builds import build
from hypothesis import example, given
from hypothesis import strategies as st
from sphinx_series_base.problems import Place
from sphinx_worksheet.core import notation, tables, views, workbook
from sphinx_worksheet.core.model import Citation, Row, Table, WorksheetSource
from sphinx_worksheet.core.notation import LONGEST_LINE
from sphinx_worksheet.core.problems import Mistake
from sphinx_worksheet.core.units import parse as unit_of

if TYPE_CHECKING:
    from pathlib import Path

PLACE = Place(path="w.md", line=1)
CONF = 'extensions = ["myst_parser", "sphinx_worksheet"]\nhtml_theme = "basic"\n'
HEAD = '[columns]\nm = "GB"\n[sources.s]\ntitle = "t"\n[rows.r]\nsource = "s"\n'


def project(folder: Path, worksheet: str, data: str = "") -> Path:
    named = 'worksheet_data = ["_d.toml"]\n' if data else ""
    (folder / "conf.py").write_text(CONF + named)
    (folder / "_d.toml").write_text(data)
    (folder / "index.md").write_text(f"# W\n\n```{{worksheet}} w\n{worksheet}\n```\n")
    return folder


@pytest.mark.parametrize(
    "range_",
    [
        "-1e308 .. 1e308", "0 .. 1e301", "1 .. 2 step 5", "0 .. 5e-324", "1e-320 .. 2e-320",
        "1e10 .. 1.0000000000000002e10 log", "1e-323 .. 1e308 log",
        "-1e300 .. 1e301 step 1e300",
    ],
)  # fmt: skip
def test_a_range_that_has_no_axis_is_named(range_: str, tmp_path: Path) -> None:
    low = range_.split(" ", maxsplit=1)[0]
    text = f":plot: y against x\nx = {low} [{range_}] | X\ny = x * 2 -> 1 | Y"
    found = build(project(tmp_path, text))
    assert [line for line in found.warnings if "w.md" not in line] == found.warnings
    assert any(
        line.startswith("index.md:5") and "[worksheet.range]" in line for line in found.warnings
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("a = " + "[" * 100_000, "nested too deeply"),
        ("a = " + "[" * 200 + "]" * 200, "no rows"),
        ("a = " + "{a=" * 4_000, "nested too deeply"),
        (HEAD + "m = " + "9" * 4_000, "m takes a number, not inf"),
        (HEAD + "m = " + "9" * 5_000, "this is no TOML"),
        (HEAD + "m = 0x" + "f" * 5_000, "m takes a number, not inf"),
        (HEAD + "m = [" + "1," * 5_000 + "]", "m takes a number, not [1, 1"),
        (HEAD + "m = 1e308", "m takes a number, not 1e+308"),
        (HEAD.replace("title", "year = 0x" + "f" * 5_000 + "\ntitle"), "no rows"),
    ],
)
def test_a_data_file_that_is_too_much_is_named(data: str, what: str, tmp_path: Path) -> None:
    found = build(project(tmp_path, "c: _d = r\nx = 1 GB\ny = x -> GB", data))
    expected = [line for line in found.warnings if line.startswith("_d.toml:")]
    assert what == "no rows" or any(what in line for line in expected)
    assert all(len(line) < 300 for line in found.warnings)


@pytest.mark.parametrize(
    "line",
    [
        "x = 1e308 PB", "y = 1e308 PB -> PB", "x = 1 PB**9*PB**9*PB**9",
        "x = 1 1/PB**9/PB**9/PB**9",
        "y = 1 -> PB**9*PB**9*PB**9*PB**9", "x = " + "1" * 5_000, "y = " + "1" * 5_000 + " -> 1",
        "y = " + "(" * 900 + "1" + ")" * 900 + " -> 1", "y = " + "-" * 900 + "1 -> 1",
        "y = 1 B ** 1e308 ** 1e308 -> 1", "y = (1 B ** 1e200) ** 1e200 -> 1",
        "x = 1 GB | " + "l" * 3_000,
        "y = 9 ** 9 ** 9 ** 9 -> 1", "y = exp(1e308) -> 1",
        "y = 1 -> GB (99999999999999999999 digits)",
    ],
)  # fmt: skip
def test_a_number_that_is_too_much_is_named(line: str, tmp_path: Path) -> None:
    found = build(project(tmp_path, line))
    assert found.warnings
    assert all(text.startswith("index.md:4: WARNING: ") for text in found.warnings)


NUMBERS = st.sampled_from(
    ["0", "1", "-1", "2", "1e300", "-1e300", "1e-300", "5e-324", "1e308", "-1e308",
     "1.7976931348623157e308", "1e-310", "3e15", "0.1"]
)  # fmt: skip
UNITS = st.sampled_from(["", "GB", "PiB", "ns", "PB**9", "1/ns**9", "%", "GB/s", "kib", "1"])
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "<", " if x > 0 else "])
FORMATS = st.sampled_from(["", " (2 decimals)", " (12 digits)", " (0 decimals)", " (1 digit)"])


@st.composite
def worksheets(draw: st.DrawFn) -> list[str]:
    """A worksheet whose every number may be at an end of what numbers are."""
    value, low, high, step = (draw(NUMBERS) for _ in range(4))
    more = draw(st.sampled_from(["", f" step {step}", " log"]))
    unit = draw(UNITS)
    first, second = (f"{draw(NUMBERS)} {draw(UNITS)}" for _ in range(2))
    formula = f"x {draw(OPERATORS)} {first} {draw(OPERATORS)} c.m {draw(OPERATORS)} {second}"
    return [
        "c: t = r",
        f"x = {value} {unit} [{low} .. {high}{more}]",
        f"f = c.m else {value} {draw(UNITS)} [{low} .. {high}]",
        f"y = {formula} -> {draw(UNITS)}{draw(FORMATS)}",
        f"z = x * 2 -> {unit}{draw(FORMATS)}",
        f"w = 1 / (x - {value} {unit}) -> 1",
    ]


@given(worksheets(), NUMBERS, UNITS, NUMBERS)
@example(["x = 1 [-1e308 .. 1e308]", "z = x -> 1"], "1", "GB", "1")
def test_no_numbers_end_a_build(lines: list[str], number: str, unit: str, limit: str) -> None:
    """And all that goes to the browser is JSON, which has no infinite numbers."""
    try:
        column = unit_of(unit)
    except Mistake:
        return
    row = Row(key="r", label="R", numbers={"m": float(number)}, sources=(Citation(text="s"),))
    source = WorksheetSource(
        docname="w", place=PLACE, id="w", plots=f"z against x, limit {limit}; y against x",
        lines=tuple((line, PLACE) for line in lines),
    )  # fmt: skip
    book = workbook.build([source], {"t": Table(name="t", columns={"m": column}, rows={"r": row})})
    view = views.worksheet(book, "w")
    json.dumps(view.program, allow_nan=False)
    for plot in view.plots:
        assert "nan" not in plot.svg.lower().replace("span", "")
        assert "inf" not in plot.svg.lower()


SEEDS = ["1", "a", "a.", "a = ", "1 ", "[", "]", "(", "-", "a: ", "|", " ", "1.", "_", "e",
         ",",
         "a with a=1,", "a against a,", " step", "..", "x = 1 [1 .. ", "x = y.z else ",
         " limit", "\t ", " .. "]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_no_line_takes_long_to_read(seed: str) -> None:
    """The longest that is read; what is longer is not looked at."""
    for before in ("", "x = 1 ", "x = 1 [1 .. ", "a -> GB (", "w.a with "):
        for after in ("", "[", "?", " x"):
            text = (before + seed * LONGEST_LINE)[: LONGEST_LINE - len(after)] + after
            for read in (notation.value, lambda line: list(notation.plots(line)), _statement):
                start = time.process_time()
                with suppress(Mistake):
                    read(text)
                assert time.process_time() - start < 1


def _statement(text: str) -> object:
    return notation.statement(text, PLACE)


def test_lines_that_go_on_are_read_in_step_with_their_length() -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        list(notation.statements([("x = 1", PLACE), *[(" + 1" * 20, PLACE)] * count]))
        return time.process_time() - start

    assert seconds(80_000) < 20 * max(seconds(10_000), 0.005)


def test_the_lines_of_a_data_file_are_found_in_step_with_its_length() -> None:
    def seconds(count: int) -> float:
        rows = "".join(f'[rows.r{number}]\nsource = "s"\nm = 1\n' for number in range(count))
        text = HEAD.replace('[rows.r]\nsource = "s"\n', "") + rows
        start = time.process_time()
        table, problems = tables.parse(text, name="t", path="t.toml")
        assert (len(table.rows), problems) == (count, ())
        return time.process_time() - start

    assert seconds(4_000) < 20 * max(seconds(500), 0.005)
