"""Compiled formulas: trees of plain arithmetic in base units, and their evaluation.

`sphinx_worksheet_values.js` evaluates the same trees by the same rules. A value is a finite number
or undefined (NaN): whatever is computed from an undefined value, and whatever is not finite, is
undefined. Only ``if`` leaves out what it does not need.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# A number, the name of a value, or an operator with its operands: as JSON has it.
Tree: TypeAlias = "float | str | list[Any]"

UNDEFINED: Final = math.nan


def _round(x: float) -> float:
    """Round halves up, as JavaScript does."""
    whole = math.floor(x)
    return whole if x - whole < 0.5 else whole + 1  # noqa: PLR2004


def _sum(*values: float) -> float:
    """Add from left to right, as JavaScript does (newer Pythons' ``sum`` is more exact)."""
    total = 0.0
    for value in values:
        total += value
    return total


_OPERATIONS: Final[Mapping[str, Callable[..., float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": math.pow,
    "neg": operator.neg,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "sum": _sum,
    "ceil": math.ceil,
    "floor": math.floor,
    "round": _round,
    "sqrt": math.sqrt,
    "log2": math.log2,
    "log10": math.log10,
    "exp": math.exp,
}

_REASONS: Final = {
    "/": "a division by zero",
    "**": "a power that has no real value or is too large",
    "sqrt": "the root of a negative number",
    "log2": "the logarithm of a number that is not positive",
    "log10": "the logarithm of a number that is not positive",
}


def evaluate(tree: Tree, values: Mapping[str, float]) -> float:
    """Evaluate a tree; a name without a value is undefined."""
    if isinstance(tree, str):
        return values.get(tree, UNDEFINED)
    if not isinstance(tree, list):
        return tree
    if tree[0] == "if":
        condition = evaluate(tree[1], values)
        if math.isnan(condition):
            return UNDEFINED
        return evaluate(tree[2] if condition else tree[3], values)
    operands = []
    for operand in tree[1:]:
        operands.append(evaluate(operand, values))  # noqa: PERF401 - half the stack of a comprehension
    return _apply(tree[0], operands)


def _apply(operation: str, operands: list[float]) -> float:
    if any(map(math.isnan, operands)):
        return UNDEFINED
    try:
        value = float(_OPERATIONS[operation](*operands))
    except (ArithmeticError, ValueError):
        return UNDEFINED
    return value if math.isfinite(value) else UNDEFINED


def blame(tree: Tree, values: Mapping[str, float]) -> str:
    """Say what makes an undefined tree undefined."""
    if isinstance(tree, str):
        return f"there is no `{tree.partition('.')[2]}` in the data"
    assert isinstance(tree, list)  # noqa: S101 - a number is defined
    operands = tree[1:]
    if tree[0] == "if" and not math.isnan(evaluate(tree[1], values)):
        operands = [tree[2] if evaluate(tree[1], values) else tree[3]]
    for operand in operands:
        if math.isnan(evaluate(operand, values)):
            return blame(operand, values)
    if tree[0] == "/" and evaluate(tree[2], values) != 0:
        return "a number that is too large"
    return _REASONS.get(tree[0], "a number that is too large")
