"""Data files: what is read, and what is left out with a word of why."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT
from sphinx_worksheet.core import tables
from sphinx_worksheet.core.problems import Kind

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
[columns]
memory = "GB/GPU"
kind = "text"

[sources.sheet]
title = "Data sheet"
publisher = "Maker"
year = 2025
url = "https://example.org/sheet"

[sources.note]
title = "A note"
"""


def test_numbers_have_units_and_sources() -> None:
    text = f"""{HEAD}
[rows.fast-card]
label = "Fast card"
source = "sheet"
memory = 80
kind = "quick"

[rows."slow-1.5"]
source = "sheet"
memory = 24.5
sources = {{ memory = "note" }}
"""
    table, problems = tables.parse(text, name="cards", path="cards.toml")
    assert problems == ()
    assert list(table.columns) == ["memory"]
    fast, slow = table.rows.values()
    assert (fast.label, fast.numbers, fast.words) == (
        "Fast card",
        {"memory": 80e9},
        {"kind": "quick"},
    )
    assert [source.text for source in fast.sources] == ["Maker, Data sheet, 2025"]
    assert (slow.label, slow.numbers) == ("slow-1.5", {"memory": 24.5e9})
    assert [source.url for source in slow.sources] == [""]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[columns\n", 1, "this is no TOML"),
        ('[columns]\nx = "GB"\n[', 3, "this is no TOML"),
        ('[columns]\nx = "GB"\n', 1, "this file has no rows"),
        ('[columns]\nx = "parsec"\n[rows.a]\n', 2, "column x: there is no unit `parsec`"),
        ("[columns]\nx = 3\n[rows.a]\n", 2, "a column is a name with its unit"),
        ('[columns]\nlabel = "GB"\n[rows.a]\n', 2, "a column is a name with its unit"),
        ("[sources.s]\nyear = 1\n[rows.a]\n", 1, "a source needs a `title`"),
        ('[sources.s]\ntitle = "T"\nurl = "javascript:x"\n[rows.a]\n', 1, "a source needs"),
        ("rows = 3\n", 1, "this file has no rows"),
        ('[rows."a b"]\n', 1, "a row is `[rows.its-key]`"),
        ('[rows."x.y"]\nz = 3\n', 2, "there is no column 'z'"),
        ("[rows]\na = 3\n", 1, "a row is `[rows.its-key]`"),
        (f'{HEAD}[rows.a]\nsource = "sheet"\nspeed = 3\n', 15, "there is no column 'speed'"),
        (f'{HEAD}[rows.a]\nsource = "sheet"\nmemory = "x"\n', 15, "memory takes a number"),
        (f'{HEAD}[rows.a]\nsource = "sheet"\nmemory = true\n', 15, "memory takes a number"),
        (f'{HEAD}[rows.a]\nsource = "sheet"\nmemory = inf\n', 15, "memory takes a number"),
        (f'{HEAD}[rows.a]\nsource = "sheet"\nkind = 3\n', 15, "kind takes a text"),
        (f"{HEAD}[rows.a]\n'memory' = 3\n", 14, "memory has no source"),
        (f"{HEAD}[rows.a]\n'memory' = 3\n[rows.b]\n", 14, "memory has no source"),
        (f"{HEAD}[rows.a]\nmemory = 3\n", 14, "memory has no source"),
        (f'{HEAD}[rows.a]\nsource = "x"\nmemory = 3\n', 15, "no source is called 'x'"),
        (f'{HEAD}[rows]\na = {{ source = "x", memory = 3 }}\n', 1, "no source is called 'x'"),
        (f'{HEAD}[rows.a]\nsource = "x"\n\n[rows.b]\nmemory = 3\n', 17, "memory has no source"),
    ],
)
def test_mistakes_are_named_at_their_line(text: str, line: int, message: str) -> None:
    _, problems = tables.parse(text, name="cards", path="cards.toml")
    assert problems
    assert problems[0].kind is Kind.DATA
    assert message in problems[0].message
    assert (problems[0].place.path, problems[0].place.line) == ("cards.toml", line)


@pytest.mark.parametrize(
    ("count", "shown"), [(78, f"'{'x' * 78}'"), (79, f"'{'x' * 78}…"), (500, f"'{'x' * 78}…")]
)
def test_a_long_value_is_quoted_by_its_beginning(count: int, shown: str) -> None:
    text = f'{HEAD}[rows.a]\nmemory = "{"x" * count}"\n'
    (problem,) = tables.parse(text, name="cards", path="cards.toml")[1]
    assert problem.message == f"memory takes a number, not {shown}"


def test_numbers_are_those_that_a_double_holds() -> None:
    rows = "".join(
        f'[rows.{name}]\nsource = "note"\nmemory = {number}\n'
        for name, number in [
            ("a", "1e299"),
            ("b", "1e300"),
            ("c", "9" * 400),
            ("d", "-5"),
            ("e", "nan"),
        ]
    )
    table, problems = tables.parse(HEAD + rows, name="cards", path="cards.toml")
    assert {row.key: dict(row.numbers) for row in table.rows.values()} == {
        "a": {"memory": 1e308}, "b": {}, "c": {}, "d": {"memory": -5e9}, "e": {},
    }  # fmt: skip
    assert [problem.message for problem in problems] == [
        f"memory takes a number, not {text}" for text in ("1e+300", "inf", "nan")
    ]


def test_a_row_names_each_source_once_and_what_is_missing_at_its_line() -> None:
    text = f"""{HEAD}
[rows.a]
source = "sheet"
memory = 1
kind = 3
speed = 4
[rows.b]
sources = {{ memory = "sheet" }}
memory = 2
kind = "plain"
"""
    table, problems = tables.parse(text, name="cards", path="cards.toml")
    lines = text.splitlines()
    assert [(lines[problem.place.line - 1], problem.message) for problem in problems] == [
        ("kind = 3", "kind takes a text, not 3"),
        ("speed = 4", "there is no column 'speed': name it below `[columns]`"),
    ]
    assert list(table.columns) == ["memory"]
    assert [len(row.sources) for row in table.rows.values()] == [1, 1]


DATA = PROJECT / "_data"


@pytest.mark.parametrize("path", sorted(DATA.glob("*.toml")), ids=lambda path: path.stem)
def test_the_data_of_the_site(path: Path) -> None:
    table, problems = tables.parse(path.read_text(), name=path.stem, path=str(path))
    assert problems == ()
    cited = {source.url for row in table.rows.values() for source in row.sources}
    sources = tomllib.loads(path.read_text())["sources"].values()
    assert cited == {source["url"] for source in sources}, "no source stands there for nothing"


def test_the_shapes_of_models_give_their_kv_values() -> None:
    table, _ = tables.parse((DATA / "models.toml").read_text(), name="models", path="")
    for row in table.rows.values():
        if "kv_heads" in row.numbers:
            shape = [row.numbers[name] for name in ("layers", "kv_heads", "head_size")]
            assert row.numbers["kv_values"] == 2 * shape[0] * shape[1] * shape[2]
        assert row.numbers["active"] < row.numbers["parameters"]


# What makers and hosts print: the totals in billions, and those active per token.
PUBLISHED = {
    "mixtral-8x7b": (46.7, None),
    "mixtral-8x22b": (141, 39),
    "qwen3-32b": (32.8, None),
    "qwen3-235b-a22b": (235, 22),
    "deepseek-v3": (671, 37),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_agree_with_published_totals(name: str) -> None:
    table, _ = tables.parse((DATA / "models.toml").read_text(), name="models", path="")
    numbers = table.rows[name].numbers
    total, active = PUBLISHED[name]
    assert numbers["parameters"] / 1e9 == pytest.approx(total, rel=0.005)
    if active:
        with_embedding = numbers["active"] + numbers["embedding"]
        assert any(
            value / 1e9 == pytest.approx(active, rel=0.015)
            for value in (numbers["active"], with_embedding)
        ), "makers differ in whether they count the embedding"
