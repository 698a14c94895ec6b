"""Worksheets as a whole, in pure code: types, values, views, and what the browser gets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from sphinx_series_base.problems import Place
from sphinx_worksheet.core import latex, roles, tables, views, workbook
from sphinx_worksheet.core.evaluation import UNDEFINED, evaluate
from sphinx_worksheet.core.expressions import parse
from sphinx_worksheet.core.model import ValueSource, WorksheetSource
from sphinx_worksheet.core.problems import Kind

if TYPE_CHECKING:
    from sphinx_worksheet.core.workbook import Workbook

CARDS = """
[columns]
memory = "GB"
[sources.s]
title = "S"
[rows.a]
label = "A"
source = "s"
memory = 80
[rows.b]
"""


def book_of(text: str, plots: str = "", keys: str = "") -> Workbook:
    """Read one worksheet, called ``w``, with a table of cards."""
    lines = tuple(
        (line, Place(path="w.md", line=number)) for number, line in enumerate(text.splitlines(), 1)
    )
    source = WorksheetSource(
        docname="w", place=Place(path="w.md", line=0), id="w", lines=lines, plots=plots, keys=keys
    )
    table, problems = tables.parse(CARDS, name="cards", path="cards.toml")
    assert not problems
    return workbook.build([source], {"cards": table})


def role(book: Workbook, text: str) -> str:
    source = ValueSource(place=Place(path="w.md", line=99), text=text)
    return roles.value(book, source).text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("formula", "unit", "shown"),
    [
        ("max(0, x - 9 GB)", "GB", "0 GB"),
        ("0 + 0", "GB", "0 GB"),
        ("-0 * x", "GB", "0 GB"),
        ("-x + 6 GB", "GB", "1 GB"),
        ("x ** 2", "GB**2", "25 GB**2"),
        ("sqrt(x ** 2)", "GB", "5 GB"),
        ("x ** 0", "1", "1"),
        ("0 ** 2", "1", "0"),
        ("x if 1 GB < x else 0", "GB", "5 GB"),
        ("x if x == 4 GB else 0", "GB", "0 GB"),
        ("floor(7.5 token)", "token", "7 tokens"),
        ("round(2.5) + round(-2.5) + ceil(0.1)", "1", "2"),
        ("log2(8) + log10(100) + exp(0)", "1", "6"),
        ("x / (2 GB / s)", "s", "2.5 s"),
        ("x / 1 GiB", "1", "4.657"),
        ("sum(x, 1 GB, 0)", "GB", "6 GB"),
        ("2 if x != x else 3", "1", "3"),
        ("50 %", "%", "50%"),
        ("1 sequence", "sequence", "1 sequence"),
    ],
)
def test_formulas_are_checked_and_computed(formula: str, unit: str, shown: str) -> None:
    book = book_of(f"x = 5 GB\ny = {formula} -> {unit}")
    assert book.problems == []
    assert role(book, "w.y") == shown


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("1 / 0", "a division by zero"),
        ("1e300 / 1e-300", "a number that is too large"),
        ("(0 - 8) ** 0.5", "a power that has no real value"),
        ("1 if 1 / 0 else 2", "a division by zero"),
        ("1 if 0 else log2(0)", "the logarithm of a number"),
        ("sqrt(1 / 0 + 1)", "a division by zero"),
        ("exp(1e9)", "a number that is too large"),
        ("sqrt(0 - 1)", "the root of a negative number"),
    ],
)
def test_what_is_undefined_says_why(formula: str, reason: str) -> None:
    (problem,) = book_of(f"y = {formula} -> 1").problems
    assert problem.kind is Kind.UNDEFINED
    assert reason in problem.message


def test_only_what_is_needed_is_evaluated() -> None:
    assert evaluate(["if", 1.0, 2.0, ["/", 1.0, 0.0]], {}) == 2.0
    assert math.isnan(evaluate(["min", 1.0, UNDEFINED], {}))
    assert math.isnan(evaluate("nothing", {}))


def test_a_worksheet_has_an_end() -> None:
    book = book_of("\n".join(f"x{i} = {i}" for i in range(300)))
    (problem,) = book.problems
    assert "200 lines at most" in problem.message
    assert len(book.sheets["w"].statements) == 200


def test_long_chains_are_no_deep_recursion() -> None:
    lines = ["x0 = 1", *(f"x{i} = x{i - 1} + 1 -> 1" for i in range(1, 200))]
    book = book_of("\n".join(lines))
    assert book.problems == []
    assert role(book, "w.x199") == "200"
    assert role(book, "w.x199 with x0 = 101") == "300"


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("a * (b + c)", r"\text{a} \cdot \left( \text{b} + \text{c} \right)"),
        (
            "a / b * c / (d + 1)",
            r"\frac{\text{a} \cdot \text{c}}{\text{b} \cdot \left( \text{d} + 1 \right)}",
        ),
        ("a * b", r"\text{a} \cdot \text{b}"),
        ("a / (b / c)", r"\frac{\text{a}}{\frac{\text{b}}{\text{c}}}"),
        ("(a + b) / 2 s", r"\frac{\text{a} + \text{b}}{2\,\text{s}}"),
        ("a - (b - c)", r"\text{a} - \left( \text{b} - \text{c} \right)"),
        ("a - b - c", r"\text{a} - \text{b} - \text{c}"),
        ("-a * b", r"\left( -\text{a} \right) \cdot \text{b}"),
        ("a <= b", r"\text{a} \le \text{b}"),
        ("sqrt(a_b) ** 2", r"\sqrt{\text{a\_b}}^{2}"),
        ("ceil(2.5e20 ** 2)", r"\left\lceil \left( 2.5 \cdot 10^{20} \right)^{2} \right\rceil"),
        ("50 % * a", r"50\,\text{\%} \cdot \text{a}"),
        ("a * 50 %", r"\text{a} \cdot \left( 50\,\text{\%} \right)"),
        ("log2(a)", r"\log_{2}\left( \text{a} \right)"),
        ("sum(a, b)", r"\text{sum}\left( \text{a}, \text{b} \right)"),
        (
            "a if b else c",
            (
                r"\begin{cases} \text{a} & \text{if } \text{b} \\ "
                r"\text{c} & \text{otherwise} \end{cases}"
            ),
        ),
    ],
)
def test_formulas_as_mathematics(formula: str, written: str) -> None:
    assert latex.render(parse(formula).tree) == written


def test_the_browser_gets_every_row_and_all_that_is_used() -> None:
    book = book_of(
        "card: cards = a\nx = 5 GB [1 .. 9 step 1]\ny = x + card.memory -> GB", "y against x"
    )
    program = views.worksheet(book, "w").program
    assert program["inputs"]["x"]["factor"] == 1e9
    assert program["choices"]["card"]["rows"]["a"]["numbers"] == {"memory": 80e9}
    assert program["choices"]["card"]["rows"]["b"]["numbers"] == {}
    assert program["results"]["y"]["tree"] == ["+", "w.x", "w.card.memory"]
    assert program["results"]["y"]["parts"] == ["", "w.x", " + ", "w.card.memory", ""]
    assert program["plots"][0]["limit"] is None


def test_a_choice_fills_an_input() -> None:
    book = book_of(
        "card: cards = a\nx = card.memory else 5000 MB [1000 .. 90000]\ny = x * 2 -> GB",
        "y against x",
    )
    assert book.problems == []
    assert role(book, "w.x") == "80,000 MB"
    assert role(book, "w.y") == "160 GB"
    assert role(book, "w.y with card = b") == "10 GB", "what was written, where the row has none"
    assert role(book, "w.x with card = b") == "5,000 MB"
    assert role(book, "w.y with x = 6000, card = b") == "12 GB"
    assert role(book, "w.y with card = b, x = 6000") == "12 GB"
    view = views.worksheet(book, "w")
    assert [line.facts for line in view.inputs] == ["memory\xa080\xa0GB", ""]
    assert view.program["inputs"]["x"]["value"] == 80000
    filled = {"choice": "card", "values": {"a": 80000, "b": 5000}}
    assert view.program["inputs"]["x"]["fill"] == filled
    assert "160 GB at 80,000 MB" in view.plots[0].text.replace("\xa0", " ")


def test_filled_inputs_say_what_the_data_says() -> None:
    """The factors of units leave no trace in the digits that readers see."""
    cards = CARDS.replace('"GB"', '"USD/hour/GPU"').replace("80", "2.99")
    table, _ = tables.parse(cards, name="cards", path="cards.toml")
    lines = ["card: cards = a", "price = card.memory else 1 USD/hour/GPU"]
    source = WorksheetSource(
        docname="w",
        place=Place(path="w.md", line=0),
        id="w",
        lines=tuple((line, Place(path="w.md", line=0)) for line in lines),
    )
    book = workbook.build([source], {"cards": table})
    assert views.worksheet(book, "w").program["inputs"]["price"]["value"] == 2.99


def test_roles_at_other_inputs() -> None:
    book = book_of("card: cards = a\nx = 5 GB [1 .. 9]\nn = 3 sequence\ny = x + card.memory -> GB")
    assert role(book, "w.y") == "85 GB"
    assert role(book, "w.y with x = 6 -> MB (bare)") == "86,000"
    assert role(book, "w.y (2 decimals)") == "85.00 GB"
    assert role(book, "w.card") == "A"
    assert role(book, "w.card with card = b") == "b"
    assert role(book, "w.card.memory") == "80 GB"
    assert role(book, "w.n (bare)") == "3"
    assert book.problems == []
    assert role(book, "w.y with card = b") == "–"
    assert "no value at these inputs" in book.problems[0].message


@pytest.mark.parametrize(
    ("keys", "kept", "said"),
    [
        ("", ["dd"], []),
        ("bb, cc,bb", ["bb", "cc"], []),
        (
            "aa, bb, cc, dd",
            ["aa", "bb", "cc"],
            ["a worksheet has up to 3 key results, not 4: name fewer"],
        ),
        ("bb, x", ["bb"], ["the key result `x` is no result of this worksheet: name one"]),
        (
            "bb, ee",
            ["bb"],
            ["`x` is a plain number, and cannot be shown in s: correct one of them"],
        ),
    ],
)
def test_key_results_are_those_that_an_author_names(
    keys: str, kept: list[str], said: list[str]
) -> None:
    text = "x = 1 [0 .. 2]\n" + "\n".join(f"{name} = x -> 1" for name in ("aa", "bb", "cc", "dd"))
    book = book_of(f"{text}\nee = x -> s" if "ee" in keys else text, keys=keys)
    assert list(views.worksheet(book, "w").keys) == kept
    assert [problem.message for problem in book.problems] == said


LABELLED = """
card: cards = a | The card
plain: cards = b
x = 5 GB [1 .. 9] | The size | a sheet
n = 3
y = x + card.memory * n -> GB | The total
z = y * 2 -> GB (1 decimal)
"""


def test_what_has_a_label_is_called_by_it_and_what_has_none_by_its_name() -> None:
    book = book_of(
        LABELLED, "y against x, limit z; z against x, limit y; y against x, limit card.memory"
    )
    assert book.problems == []
    view = views.worksheet(book, "w")
    assert [line.label for line in view.inputs] == ["The card", "plain", "The size", "n"]
    assert [line.label for line in view.results] == ["The total", "z"]
    program = view.program
    named = {**program["inputs"], **program["choices"], **program["results"]}
    assert {name: one["label"] for name, one in named.items()} == {
        "card": "The card", "plain": "plain", "x": "The size", "n": "n", "y": "The total", "z": "z",
    }  # fmt: skip
    assert [plot["labels"] for plot in program["plots"]] == [
        ["The size (GB)", "The total (GB)", "z"],
        ["The size (GB)", "z (GB)", "The total"],
        ["The size (GB)", "The total (GB)", "The card: memory"],
    ]
    said = view.plots[1].text.replace("\xa0", " ")
    assert said == (
        "z against The size: 482.0 GB at 1 GB, 490.0 GB at 5 GB, 498.0 GB at 9 GB; the limit is "
        "The total."
    )
    rows = program["choices"]["card"]["rows"]
    assert {key: row["facts"] for key, row in rows.items()} == {
        "a": "memory\xa080\xa0GB", "b": "memory\xa0–",
    }  # fmt: skip
    values = [line.value for line in view.inputs] + [line.value for line in view.results]
    values = [value.replace("\xa0", " ") for value in values]
    assert values == ["A", "b", "5 GB", "3", "245 GB", "490.0 GB"]
    assert [line.facts.replace("\xa0", " ") for line in view.inputs] == [
        "memory 80 GB", "", "", "",
    ]  # fmt: skip
    assert [line.substituted.replace("\xa0", " ") for line in view.results] == [
        "5 GB + 80 GB × 3", "245 GB × 2",
    ]  # fmt: skip
    assert [line.range for line in view.inputs] == ["", "", "1 – 9", ""]
    assert [[source.text for source in line.sources] for line in view.inputs] == [
        ["S"], [], ["a sheet"], [],
    ]  # fmt: skip


def test_a_limit_is_a_number_in_the_unit_of_the_result_or_a_value() -> None:
    text = "x = 5 [1 .. 9]\ny = x * 1 GB -> MB | Y\nz = 2 GB"
    book = book_of(text, "y against x, limit 3000; y against x, limit z; y against x")
    limits = [plot["limit"] for plot in views.worksheet(book, "w").program["plots"]]
    assert limits == [3e9, "w.z", None]
    texts = [plot.text.replace("\xa0", " ") for plot in views.worksheet(book, "w").plots]
    assert texts[0].endswith("5,000 MB at 5, 9,000 MB at 9; the limit is 3,000 MB.")
    assert texts[2].endswith("5,000 MB at 5, 9,000 MB at 9.")


@pytest.mark.parametrize(
    ("plot", "kind", "message"),
    [
        ("x against x", Kind.PLOT, "`x` is no result of this worksheet: name one"),
        ("y against y", Kind.PLOT, "`y` is no input with a range: a plot needs one to draw over"),
        ("y against n", Kind.PLOT, "`n` is no input with a range: a plot needs one to draw over"),
        (
            "y against x, limit q",
            Kind.PLOT,
            "the limit `q` is no number and no value of this worksheet",
        ),
        (
            "y against x, limit n",
            Kind.PLOT,
            "the limit `n` is s, and `y` is byte: they share an axis",
        ),
        ("y over x", Kind.PLOT, "`y over x` cannot be read"),
    ],
)
def test_a_plot_that_cannot_be_drawn_says_why(plot: str, kind: Kind, message: str) -> None:
    book = book_of("x = 5 GB [1 .. 9]\nn = 2 s\ny = x -> GB", plot)
    assert views.worksheet(book, "w").plots == ()
    (problem,) = book.problems
    assert (problem.kind, problem.place.line) == (kind, 0)
    assert problem.message.startswith(message)


def test_what_needs_a_rejected_line_is_left_out_quietly() -> None:
    text = "aa = five\nx = 5 [1 .. 9]\nbb = aa * x -> 1\ncc = bb -> 1\ny = x -> 1"
    book = book_of(
        text, "cc against x; y against x, limit aa; y against aa; aa against x; y against x"
    )
    view = views.worksheet(book, "w")
    assert ([plot["result"] for plot in view.program["plots"]], len(view.plots)) == (["y"], 1)
    assert [line.name for line in view.results] == ["y"]
    assert [problem.place.line for problem in book.problems] == [1]
    assert [role(book, f"w.{name}") for name in ("aa", "bb", "cc", "y")] == ["–", "–", "–", "5"]
    assert len(book.problems) == 1


def test_values_of_other_worksheets_are_named_with_where_they_stand() -> None:
    one = WorksheetSource(
        docname="folder/one",
        place=Place(path="one.md", line=1),
        id="first-one",
        title="The first",
        lines=tuple((line, Place(path="one.md", line=2)) for line in LABELLED.splitlines()),
    )
    text = "k = first_one.y / first_one.card.memory + first_one.n -> 1\nm = k * first_one.y -> GB"
    two = WorksheetSource(
        docname="two",
        place=Place(path="two.md", line=1),
        id="two",
        lines=tuple((line, Place(path="two.md", line=2)) for line in text.splitlines()),
    )
    table, _ = tables.parse(CARDS, name="cards", path="cards.toml")
    book = workbook.build([one, two], {"cards": table})
    assert book.problems == []
    view = views.worksheet(book, "two")
    assert [(given.name, given.key, given.value.replace("\xa0", " ")) for given in view.given] == [
        ("first_one.y", "first-one.y", "245 GB"),
        ("first_one.card.memory", "first-one.card.memory", "80 GB"),
        ("first_one.n", "first-one.n", "3"),
    ]
    assert {(given.link.docname, given.link.anchor, given.link.title) for given in view.given} == {
        ("folder/one", "worksheet-first-one", "The first")
    }
    assert view.program["given"]["first-one.y"] == [245e9, "245\xa0GB"]
    assert view.title == "Two"
    assert view.keys == ("m",)
    found = roles.value(book, ValueSource(place=two.place, text="two.m"))
    assert found.link
    assert (found.link.docname, found.link.anchor) == ("two", "worksheet-two.m")
    assert role(book, "two.m with first_one.n = 4") == "2,620 GB"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("w.y", {"key": "w.y"}),
        ("w.card.memory", {"key": "w.card.memory"}),
        ("w.card", {"key": "w.card"}),
        ("w.y with x = 6, card = a", {"key": "w.y", "with": {"w.x": 6.0, "w.card": "a"}}),
        (
            "w.y (bare)",
            {
                "key": "w.y",
                "shown": {"factor": 1e9, "suffixes": ("", ""), "digits": 4, "decimals": None},
            },
        ),
        (
            "w.y -> MB (1 decimal)",
            {
                "key": "w.y",
                "shown": {
                    "factor": 1e6, "suffixes": ("\xa0MB", "\xa0MB"), "digits": 4, "decimals": 1,
                },
            },
        ),
    ],
)  # fmt: skip
def test_the_browser_is_told_what_a_role_asks(text: str, asked: dict[str, object]) -> None:
    book = book_of(LABELLED)
    assert roles.value(book, ValueSource(place=Place(path="w", line=1), text=text)).asked == asked


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("v.x", "there is no worksheet 'v': name an input or result as `worksheet-id.name`"),
        ("w.q", "worksheet 'w' has no `q`: name an input or result as `worksheet-id.name`"),
        ("w.y -> s", "`w.y` is byte, and cannot be shown in s: correct the unit"),
        ("w.y with q = 1", "`q` is no input of worksheet 'w': name one after `with`"),
        ("w.y with z = 1", "`z` is no input of worksheet 'w': name one after `with`"),
        ("w.y with card.memory = 1", "`card.memory` is no input of worksheet 'w': name one after"),
        ("w.y with card = c", "the table `cards` has no row 'c'"),
        ("w.y with x = 9.5", "`x` takes a number in its range (1 – 9) in GB, not '9.5'"),
        ("w.y with x = 0", "`x` takes a number in its range (1 – 9) in GB, not '0'"),
        ("w.y with n = many", "`n` takes a number, not 'many'"),
        ("w.y with card = b", "`w.y` has no value at these inputs"),
        ("w.plain.memory", "`w.plain.memory` has no value at these inputs"),
    ],
)
def test_a_role_that_asks_what_there_is_not_says_so(text: str, message: str) -> None:
    book = book_of(LABELLED)
    assert role(book, text) == "–"
    (problem,) = book.problems
    assert (problem.kind, problem.place.line) == (
        Kind.DIMENSION if "-> s" in text else Kind.VALUE, 99
    )  # fmt: skip
    assert problem.message.startswith(message)


QUANTITIES = """
card: cards = a
size = 5 GB
more = 5 GiB
time = 4 s
ratio = 2
zero = 0 s
"""


@pytest.mark.parametrize(
    ("formula", "kind", "message"),
    [
        (
            "size + time -> GB", Kind.DIMENSION,
            "`size + time` mixes `size`, which is byte, with `time`, which is s: correct one of",
        ),
        (
            "max(size, 0, 2 GB, time) -> GB", Kind.DIMENSION,
            "`max(size, 0, 2 GB, time)` mixes `size`, which is byte, with `time`, which is s",
        ),
        (
            "1 if size < time else 2 -> 1", Kind.DIMENSION,
            "`size < time` mixes `size`, which is byte, with `time`, which is s: correct one of",
        ),
        (
            "size if time > 0 s else time -> GB", Kind.DIMENSION,
            "`size if time > 0 s else time` mixes `size`, which is byte, with `time`, which is s",
        ),
        ("1 if time else 2 -> 1", Kind.DIMENSION, "a condition must be a plain number, and `time`"),
        ("size / time -> GB", Kind.DIMENSION, "`size / time` is byte/s, and cannot be shown in GB"),
        ("size + more -> GB", Kind.PREFIXES, "`size + more` mixes decimal and binary bytes (GB an"),
        ("size * more -> byte**2", Kind.PREFIXES, "`size * more` mixes decimal and binary bytes"),
        ("size ** time -> GB", Kind.DIMENSION, "an exponent must be a plain number, and `time` is"),
        ("size ** ratio -> GB", Kind.DIMENSION, "`size ** ratio` raises `size`, which is byte, to"),
        ("sqrt(time) -> s", Kind.DIMENSION, "`sqrt(time)` is s**0.5, and cannot be shown in s"),
        ("log2(time) -> 1", Kind.DIMENSION, "what `log2` takes must be a plain number, and `time`"),
        ("floor(time) -> s", Kind.DIMENSION, "`floor` rounds what is counted, and `time` is s: di"),
        ("floor(size / time) -> GB/s", Kind.DIMENSION, "`floor` rounds what is counted, and `size"),
        ("card -> GB", Kind.UNKNOWN_NAME, "`card` is a choice: write `card.` and one of memory"),
        ("card.price -> GB", Kind.UNKNOWN_NAME, "`card` has no number `price`: write `card.` and"),
        ("time.x -> s", Kind.UNKNOWN_NAME, "`time.x` names `time.x`, which is no input, result or"),
        ("nobody + 1 -> 1", Kind.UNKNOWN_NAME, "`nobody + 1` names `nobody`, which is no input"),
        ("w.nobody -> 1", Kind.UNKNOWN_NAME, "`w.nobody` names `w.nobody`, which is no input"),
        ("1e300 GB + 0 -> 1", Kind.SYNTAX, "`1e300 GB` is too large: write a smaller number"),
        ("y -> 1", Kind.CYCLE, "results need one another: `w.y` → `w.y`: break the circle"),
        ("size / zero -> GB/s", Kind.UNDEFINED, "`size / zero` has no value at the defaults: a di"),
    ],
)  # fmt: skip
def test_a_formula_that_makes_no_sense_says_why(formula: str, kind: Kind, message: str) -> None:
    book = book_of(f"{QUANTITIES}y = {formula}")
    (problem,) = book.problems
    assert (problem.kind, problem.place.line) == (kind, 8)
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("size / more -> %", "93.13%"),
        ("0 - size -> GB", "-5 GB"),
        ("time ** 0 + size ** 0 -> 1", "2"),
        ("sqrt(size * 20 GB) -> GB", "10 GB"),
        ("floor(size / 3 GB) -> 1", "1"),
        ("floor(size) -> byte", "5,000,000,000 bytes"),
        ("ratio ** ratio -> 1", "4"),
        ("GB / s -> MB/s", "1,000 MB/s"),
        ("1 if size == 5 GB else zero / s -> 1", "1"),
        ("time / zero -> 1", "–"),
        ("more * time / time -> GiB", "5 GiB"),
        ("(size if 0 else 1 GB) * 2 -> GB", "2 GB"),
    ],
)
def test_quantities_are_computed_with_their_units(formula: str, shown: str) -> None:
    assert role(book_of(f"{QUANTITIES}y = {formula}"), "w.y") == shown


@pytest.mark.parametrize(
    ("line", "kind", "message"),
    [
        (
            "a: tables = row", Kind.UNKNOWN_NAME,
            "there is no data table `tables`; there is cards",
        ),
        ("a: cards = c", Kind.UNKNOWN_NAME, "the table `cards` has no row `c`; it has a, b"),
        (
            "aa = card.memory else 5 s", Kind.DIMENSION,
            "`card.memory` is byte, and `aa` is in s: correct one of them",
        ),
        (
            "aa = card.memory else 50 GB [1 .. 79]", Kind.RANGE,
            "`memory` of A is 80, outside the range of `aa`: widen it",
        ),
        (
            "aa = time.memory else 5 GB", Kind.UNKNOWN_NAME,
            "`aa` takes its default from `time`, and no choice above it is called so: declare that",
        ),
        (
            "aa = nobody.memory else 5 GB", Kind.UNKNOWN_NAME,
            "`aa` takes its default from `nobody`, and no choice above it is called so",
        ),
        ("time = 5 s", Kind.DUPLICATE, "`time` is declared twice, first in line 5: rename one"),
        (
            "aa: cards = c\nbb = aa.memory else 5 GB\ncc = bb -> GB", Kind.UNKNOWN_NAME,
            "the table `cards` has no row `c`; it has a, b",
        ),
    ],
)  # fmt: skip
def test_a_line_that_does_not_fit_the_others_says_why(line: str, kind: Kind, message: str) -> None:
    (problem,) = book_of(f"{QUANTITIES}{line}").problems
    assert (problem.kind, problem.place.line) == (kind, 8)
    assert problem.message.startswith(message)


def test_a_filled_input_may_be_at_the_ends_of_its_range() -> None:
    book = book_of("card: cards = a\nx = card.memory else 5 GB [5 .. 80]")
    assert (book.problems, role(book, "w.x")) == ([], "80 GB")


def test_a_worksheet_has_two_hundred_lines() -> None:
    assert book_of("\n".join(f"x{i} = {i}" for i in range(200))).problems == []
    assert len(book_of("\n".join(f"x{i} = {i}" for i in range(201))).problems) == 1


def test_what_is_computed_from_an_undefined_value_is_undefined_without_a_word() -> None:
    lines = ["y = size / zero -> GB/s", "z = y * 2 -> GB/s", "v = z + y -> GB/s", "u = size -> GB"]
    book = book_of(QUANTITIES + "\n".join(lines))
    assert [problem.place.line for problem in book.problems] == [8]
    assert [role(book, f"w.{name}") for name in "yzvu"] == ["–", "–", "–", "5 GB"]
