"""Formulas: what is read, what is refused, and that a tree can be written and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_worksheet.core import expressions
from sphinx_worksheet.core.expressions import Name, Node, Number, Operation
from sphinx_worksheet.core.problems import Kind, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator


def shape(node: Node) -> str:
    """Write a tree with all its brackets."""
    if isinstance(node, Number):
        return f"{node.value:g}{node.unit}"
    if isinstance(node, Name):
        return node.text
    return f"({' '.join([node.operator, *map(shape, node.operands)])})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", "(+ 1 (* 2 3))"),
        ("1 - 2 - 3", "(- (- 1 2) 3)"),
        ("a / b / c", "(/ (/ a b) c)"),
        ("-a ** 2", "(neg (** a 2))"),
        ("--a", "(neg (neg a))"),
        ("a ** b ** c", "(** a (** b c))"),
        ("2 ** -1", "(** 2 (neg 1))"),
        ("(a + b) * c", "(* (+ a b) c)"),
        ("a if b < c else d", "(if (< b c) a d)"),
        ("a if b else c if d else e", "(if b a (if d c e))"),
        ("max(0, a - b)", "(max 0 (- a b))"),
        ("sum(a)", "(sum a)"),
        ("5 GiB / 2 s", "(/ 5GiB 2s)"),
        ("50% * a", "(* 50% a)"),
        ("model.layers * other_id.model.layers", "(* model.layers other_id.model.layers)"),
        ("1_000.5e3 + .5", "(+ 1.0005e+06 0.5)"),
        ("a\n  + b", "(+ a b)"),
    ],
)
def test_precedence_is_that_of_mathematics(text: str, tree: str) -> None:
    assert shape(expressions.parse(text).tree) == tree


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "it ends where a number, a name or `(` belongs"),
        ("a +", "it ends where a number, a name or `(` belongs"),
        ("a b", "`b` stands where an operator belongs"),
        ("(a", "it ends where `)` belongs"),
        ("a if b", "it ends where `else` belongs"),
        ("a < b < c", "`<` stands where an operator belongs"),
        ("a ^ 2", "'^' has no meaning in it: write `**` for a power"),
        ("a; import os", "cannot be read: ';' has no meaning in it"),
        ("__import__('os')", "cannot be read: '_' has no meaning in it"),
        ("{a}", "cannot be read: '{' has no meaning in it"),
        ("open(a)", "there is no function `open`, only min, max, sum"),
        ("sqrt(a, b)", "`sqrt` takes one argument"),
        ("min()", "`)` stands where a number, a name or `(` belongs"),
        ("1e999", "the number `1e999` is too large"),
        ("if", "`if` stands where a number, a name or `(` belongs"),
        ("a if b < else c", "`else` stands where a number, a name or `(` belongs"),
        ("a if b else", "it ends where a number, a name or `(` belongs"),
        ("max(a; b)", "';' has no meaning in it"),
        ("max(a b)", "`b` stands where `)` belongs"),
        ("a 5", "`5` stands where an operator belongs"),
        ("5 if", "it ends where a number, a name or `(` belongs"),
        ("exp()", "`)` stands where a number, a name or `(` belongs"),
        ("(" * 50 + "a" + ")" * 50, "it is nested too deeply"),
        ("2 ** " * 50 + "2", "it is nested too deeply"),
        ("-" * 300 + "a", "it has over 200 operations"),
        ("a + " * 300 + "a", "it has over 1000 characters"),
    ],
)
def test_what_is_refused_is_named(text: str, what: str) -> None:
    with pytest.raises(Mistake) as caught:
        expressions.parse(text)
    assert caught.value.kind is Kind.SYNTAX
    assert what in caught.value.message


@pytest.mark.parametrize("sign", [";", "_", "{", "~", "é", "|", "["])
def test_a_sign_without_a_meaning_is_named(sign: str) -> None:
    with pytest.raises(Mistake) as caught:
        expressions.parse(f"a {sign} b")
    message = f"the formula `a {sign} b` cannot be read: {sign!r} has no meaning in it"
    assert caught.value.message == message


def chain(count: int) -> str:
    """Write a formula of so many operations."""
    return "-" * (count % 7) + "+".join("1" * (count - count % 7 + 1))


@pytest.mark.parametrize(
    ("text", "is_over"),
    [
        ("a" * 1000, False),
        ("a" * 1001, True),
        (chain(200), False),
        (chain(201), True),
        ("(" * 39 + "a" + ")" * 39, False),
        ("(" * 40 + "a" + ")" * 40, True),
        ("2 ** " * 39 + "2", False),
        ("2 ** " * 40 + "2", True),
        ("(a) + " * 60 + "a", False),
        ("2 ** 2 + " * 60 + "2", False),
    ],
)
def test_formulas_end_somewhere(text: str, is_over: bool) -> None:  # noqa: FBT001
    if is_over:
        with pytest.raises(Mistake, match=r"over \d+ \w+: split it|nested too deeply: split it"):
            expressions.parse(text)
    else:
        assert expressions.parse(text).text == text


@pytest.mark.parametrize(
    ("text", "quoted"), [("a" * 77 + " b", "a" * 77 + " b"), ("a" * 78 + " b", "a" * 76 + " …")]
)
def test_a_formula_is_quoted_by_its_beginning(text: str, quoted: str) -> None:
    with pytest.raises(Mistake) as caught:
        expressions.parse(text)
    assert caught.value.message.startswith(f"the formula `{quoted}` cannot be read: ")


@pytest.mark.parametrize("name", ["min", "max", "sum"])
def test_these_take_as_many_arguments_as_there_are(name: str) -> None:
    found = expressions.parse(f"{name}({', '.join('a' * 120)})").tree
    assert isinstance(found, Operation)
    assert len(found.operands) == 120


TREES = st.recursive(
    st.one_of(
        st.sampled_from(["a", "b.c", "x_1"]).map(lambda text: Name(text, (0, 0))),
        st.integers(0, 99).map(lambda value: Number(float(value), "", (0, 0))),
    ),
    lambda trees: st.one_of(
        st.builds(
            lambda operator, one, other: Operation(operator, (one, other), (0, 0)),
            st.sampled_from(["+", "-", "*", "/", "**", "<="]),
            trees,
            trees,
        ),
        st.builds(lambda one: Operation("neg", (one,), (0, 0)), trees),
        st.builds(lambda one: Operation("floor", (one,), (0, 0)), trees),
        st.builds(lambda *parts: Operation("if", parts, (0, 0)), trees, trees, trees),
    ),
    max_leaves=12,
)


def written(node: Node) -> str:
    """Write a tree as an author would who likes brackets."""
    if not isinstance(node, Operation):
        return shape(node)
    parts = [written(operand) for operand in node.operands]
    if node.operator == "neg":
        return f"(-{parts[0]})"
    if node.operator == "if":
        return f"({parts[1]} if {parts[0]} else {parts[2]})"
    if node.operator == "floor":
        return f"floor({parts[0]})"
    return f"({parts[0]} {node.operator} {parts[1]})"


@given(TREES)
def test_a_written_tree_reads_the_same(tree: Node) -> None:
    assert shape(expressions.parse(written(tree)).tree) == shape(tree)


def operations(node: Node) -> Iterator[Node]:
    """Yield a tree and all trees in it."""
    yield node
    if isinstance(node, Operation):
        for operand in node.operands:
            yield from operations(operand)


@given(TREES, st.sampled_from(["", " GB", " %"]))
def test_what_is_quoted_of_a_tree_reads_as_that_part_of_it(tree: Node, unit: str) -> None:
    found = expressions.parse(f"  {written(tree)} + 7{unit} * a ")
    for part in operations(found.tree):
        assert shape(expressions.parse(found.quote(part).strip("`")).tree) == shape(part)


def is_read(text: str) -> bool:
    try:
        expressions.parse(text)
    except Mistake:
        return False
    return True


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert is_read(text) in {True, False}


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "b.c",
                "2",
                "1e3",
                "5GB",
                "+",
                "-",
                "*",
                "/",
                "**",
                "(",
                ")",
                ",",
                "<",
                "if",
                "else",
                "min(",
                "floor(",
                "%",
                "..",
                "#",
                "|",
            ]
        )
    )
)
def test_any_tokens_are_read_or_refused(tokens: list[str]) -> None:
    assert is_read(" ".join(tokens)) in {True, False}


def test_a_part_can_be_quoted_and_names_listed() -> None:
    found = expressions.parse("floor(pool / (a.b + 1))")
    assert isinstance(found.tree, Operation)
    assert found.quote(found.tree.operands[0]) == "`pool / (a.b + 1)`"
    assert list(expressions.names(found.tree)) == ["pool", "a.b"]


@pytest.mark.parametrize(
    ("text", "value"), [("+4_096", 4096.0), ("-.5", -0.5), ("x", None), ("1e999", None), ("", None)]
)
def test_numbers(text: str, value: float | None) -> None:
    assert expressions.number(text) == value
