"""The browser computes, writes and draws what the build does: the script in Node against Python."""

from __future__ import annotations

import gzip
import math
import random
import struct

from nodejs import SCRIPTS, call
from sphinx_series_base.problems import Place
from sphinx_worksheet.core import plots, roles, tables, views, workbook
from sphinx_worksheet.core.evaluation import Tree, evaluate
from sphinx_worksheet.core.model import Range, ValueSource, WorksheetSource
from sphinx_worksheet.core.numbers import Style, show

NAMES = ["a.x", "a.y", "b.model.memory", "a.unknown"]
UNARY = ["neg", "ceil", "floor", "round", "sqrt", "log2", "log10", "exp"]
BINARY = ["+", "-", "*", "/", "**", "<", "<=", ">", ">=", "==", "!="]


def some_number(chance: random.Random) -> float:
    kind = chance.randrange(4)
    if kind == 0:
        return float(chance.randrange(-10, 11))
    if kind == 1:
        return chance.uniform(-1, 1) * 10.0 ** chance.randrange(-12, 18)
    return chance.choice([0.0, 1.0, 0.5, 2.5, 1e9, 1073741824.0, 0.01, 3600.0])


def some_tree(chance: random.Random, depth: int) -> Tree:
    kind = chance.randrange(7) if depth else chance.randrange(2)
    if kind == 0:
        return some_number(chance)
    if kind == 1:
        return chance.choice(NAMES)
    if kind == 2:
        return [chance.choice(UNARY), some_tree(chance, depth - 1)]
    if kind == 3:
        count = chance.randrange(1, 4)
        operands = [some_tree(chance, depth - 1) for _ in range(count)]
        return [chance.choice(["min", "max", "sum"]), *operands]
    if kind == 4:
        return ["if", *(some_tree(chance, depth - 1) for _ in range(3))]
    return [chance.choice(BINARY), *(some_tree(chance, depth - 1) for _ in range(2))]


def is_near(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-300)


def is_steady(tree: Tree, values: dict[str, float]) -> bool:
    """Tell whether a tree's value does not jump where its inputs move by a rounding error.

    The libraries of Python and JavaScript may differ in the last digit of a logarithm or power.
    """
    first = evaluate(tree, values)
    nudged = ({name: value * (1 + nudge) for name, value in values.items()} for nudge in JUMPS)
    return all(is_near(first, evaluate(tree, moved)) for moved in nudged)


JUMPS = (1e-15, -1e-15)


def test_trees_have_the_same_value() -> None:
    chance = random.Random(5)  # noqa: S311
    cases = []
    for _ in range(6000):
        values = {name: some_number(chance) for name in NAMES[:3]}
        cases.append((some_tree(chance, 5), values))
    found = call([("evaluate", tree, values) for tree, values in cases])
    different = [
        (tree, values, value)
        for (tree, values), value in zip(cases, found, strict=True)
        if not is_near(evaluate(tree, values), value) and is_steady(tree, values)
    ]
    assert different == []
    defined = sum(not math.isnan(value) for value in found)
    assert defined > 2000, "most trees mean something"
    assert len(cases) - defined > 500, "and some do not"


def some_double(chance: random.Random) -> float:
    kind = chance.randrange(5)
    if kind == 0:
        bits = chance.getrandbits(64)
        (value,) = struct.unpack("<d", struct.pack("<Q", bits))
        return float(value) if math.isfinite(value) else 0.0
    if kind == 1:  # halves, where rounding must agree
        return chance.randrange(-(10**6), 10**6) / 2.0 ** chance.randrange(12)
    if kind == 2:
        return chance.randrange(-(10**4), 10**4) / 10.0 ** chance.randrange(8)
    if kind == 3:
        return float(chance.choice([0.0, -0.0, 999.95, 9999.5, 1e15, 1e-4, 999999999999999.9]))
    return chance.uniform(-1, 1) * 10.0 ** chance.randrange(-20, 24)


def test_numbers_have_the_same_text() -> None:
    chance = random.Random(6)  # noqa: S311
    cases = []
    for _ in range(20000):
        decimals = chance.randrange(13) if chance.random() < 0.4 else None
        cases.append((some_double(chance), Style(chance.randrange(1, 13), decimals)))
    found = call(
        [
            ("show", number, {"digits": style.digits, "decimals": style.decimals})
            for number, style in cases
        ]
    )
    different = [
        (number, style, show(number, style), text)
        for (number, style), text in zip(cases, found, strict=True)
        if show(number, style) != text
    ]
    assert different == []


def some_range(chance: random.Random) -> Range:
    log = chance.random() < 0.5
    low = chance.choice([1.0, 0.5, 256.0]) if log else float(chance.randrange(-5, 5))
    high = low * chance.choice([8, 100, 512, 1e6]) if log else low + chance.choice([1.0, 7, 1000])
    step = chance.choice([None, 1.0, 0.25])
    return Range(low=low, high=high, step=step, log=log)


def test_plots_are_drawn_the_same() -> None:
    chance = random.Random(7)  # noqa: S311
    drawings = []
    calls: list[tuple[object, ...]] = []
    for _ in range(300):
        range_ = some_range(chance)
        xs = plots.samples(range_)
        scale = 10.0 ** chance.randrange(-6, 9)
        ys = [math.nan if chance.random() < 0.05 else chance.uniform(-0.2, 1) * scale for _ in xs]
        drawing = plots.Drawing(
            xs=xs,
            ys=ys,
            log=range_.log,
            mark=(chance.choice(xs), chance.choice([*ys, 0.0])),
            limit=chance.choice([math.nan, scale / 2]),
            x_label='x "<&>"',
            y_label="it's y",
            limit_label="limit",
            text="<what> it shows",
        )
        drawings.append(drawing)
        calls.append(
            (
                "samples",
                {"low": range_.low, "high": range_.high, "step": range_.step, "log": range_.log},
            )
        )
        calls.append(
            (
                "draw",
                {
                    "xs": xs,
                    "ys": [None if math.isnan(y) else y for y in ys],
                    "log": range_.log,
                    "mark": [None if math.isnan(number) else number for number in drawing.mark],
                    "limit": None if math.isnan(drawing.limit) else drawing.limit,
                    "labels": [drawing.x_label, drawing.y_label, drawing.limit_label],
                    "text": drawing.text,
                },
            )
        )
    found = call(calls)
    for drawing, places, svg in zip(drawings, found[::2], found[1::2], strict=True):
        assert len(places) == len(drawing.xs)
        assert all(map(is_near, places, drawing.xs))
        assert svg == plots.draw(drawing)


SHEET = """
card: cards = a | Card
x = 5 GB [1 .. 9]
n = 3 GPU [1 .. 8 step 1]
share = 90 % [10 .. 100]
toString = x * share -> MB (1 decimal)
total = n * card.memory + toString * n / 1 GPU -> GB
count = floor(total / (3 GB * share)) -> sequence
rate = x / 2 s if count > 50 else card.speed * 1 GPU -> GB/s (3 digits)
ratio = sqrt(count) / log2(n / 1 GPU + 1) -> %
pace = card.speed else 700 MB/s/GPU [1 .. 4000000]
read = total / (n * pace) -> ms
"""
CARDS = """
columns = { memory = "GB/GPU", speed = "GB/s/GPU" }
sources = { s = { title = "S" } }
rows.a = { source = "s", memory = 80, speed = 3000 }
rows.b = { source = "s", memory = 40 }
"""


def test_worksheets_show_the_same() -> None:
    lines = tuple((line, Place(path="w", line=0)) for line in SHEET.splitlines())
    source = WorksheetSource(
        docname="w", place=Place(path="w", line=0), id="constructor", lines=lines
    )
    table, _ = tables.parse(CARDS, name="cards", path="cards.toml")
    book = workbook.build([source], {"cards": table})
    assert book.problems == []
    program = views.worksheet(book, "constructor").program
    results = ["toString", "total", "count", "rate", "ratio", "read"]
    paces = program["inputs"]["pace"]["fill"]["values"]
    keys = [f"constructor.{name}" for name in results]
    chance = random.Random(8)  # noqa: S311
    calls: list[tuple[object, ...]] = []
    expected = []
    for _ in range(500):
        card = chance.choice("ab")
        numbers = {
            "x": round(chance.uniform(1, 9), 3),
            "n": chance.randrange(1, 9),
            "share": chance.randrange(10, 101),
        }
        shown = numbers | {"card": card, "pace": paces[card]}
        settings = {f"constructor.{name}": value for name, value in shown.items()}
        calls.append(("texts", {"constructor": program}, settings, {}, keys))
        asked = ", ".join(
            [f"card = {card}", *(f"{name} = {value}" for name, value in numbers.items())]
        )
        texts = [
            ValueSource(place=source.place, text=f"constructor.{name} with {asked}")
            for name in results
        ]
        expected.append([roles.value(book, text).text for text in texts])
    assert call(calls) == expected
    assert any("–" in texts for texts in expected), "some rows lack a number"


def test_a_page_opens_as_it_was_built() -> None:
    lines = tuple((line, Place(path="w", line=0)) for line in SHEET.splitlines())
    source = WorksheetSource(
        docname="w",
        place=Place(path="w", line=0),
        id="w",
        lines=lines,
        plots="total against x, limit 200; rate against n; count against share, limit count",
    )
    table, _ = tables.parse(CARDS, name="cards", path="cards.toml")
    book = workbook.build([source], {"cards": table})
    view = views.worksheet(book, "w")
    assert book.problems == []
    program = {**view.program, "words": {"at": "at"}}
    settings = {"w.x": 5, "w.n": 3, "w.share": 90, "w.card": "a", "w.pace": 3000000}
    page: tuple[object, ...] = ({"w": program}, settings, {})
    pictures = call([("plot", *page, "w", plot) for plot in program["plots"]])
    assert pictures == [plot.svg for plot in view.plots]
    formulas = call([("formula", *page, result["parts"]) for result in program["results"].values()])
    assert formulas == [result.substituted for result in view.results]


def test_the_script_is_small() -> None:
    assert sum(len(gzip.compress(script.read_bytes())) for script in SCRIPTS) < 12_000


def test_the_script_knows_no_other_host_and_evaluates_no_text() -> None:
    script = "".join(file.read_text() for file in SCRIPTS)
    for word in ("http:", "https:", "fetch(", "eval(", "Function(", "import(", "XMLHttpRequest"):
        assert word not in script
