"""Formulas as LaTeX, which is what becomes MathML in HTML and formulas in print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .expressions import Name, Number, Operation

if TYPE_CHECKING:
    from .expressions import Node

_ATOM, _POWER, _PRODUCT, _SUM, _LOWEST = range(5)
_SIGNS: Final = {
    "+": "+", "-": "-",
    "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne",
}  # fmt: skip
_BRACKETS: Final = {
    "floor": (r"\lfloor", r"\rfloor"),
    "ceil": (r"\lceil", r"\rceil"),
}
_FUNCTIONS: Final = {
    "min": r"\min", "max": r"\max", "exp": r"\exp", "log2": r"\log_{2}", "log10": r"\log_{10}",
}  # fmt: skip


def render(node: Node) -> str:
    """Write a tree as LaTeX."""
    return _render(node)[0]


def text(words: str) -> str:
    """Write a name as upright letters."""
    for character in "\\{}_%$#&^~":
        words = words.replace(character, f"\\{character}")
    return rf"\text{{{words}}}"


def _render(node: Node) -> tuple[str, int]:
    """Give LaTeX, and how loosely it is bound."""
    if isinstance(node, Number):
        number, looseness = _number(node.value)
        return (rf"{number}\,{text(node.unit)}", _PRODUCT) if node.unit else (number, looseness)
    if isinstance(node, Name):
        return text(node.text), _ATOM
    return _operation(node)


def _operation(node: Operation) -> tuple[str, int]:
    operator, operands = node.operator, node.operands
    if operator in _SIGNS:
        return _infix(operator, *operands)
    if operator in {"*", "/"}:
        return _product(node)
    if operator == "**":
        return f"{_within(operands[0], _ATOM)}^{{{render(operands[1])}}}", _POWER
    if operator == "neg":
        return f"-{_within(operands[0], _PRODUCT)}", _SUM
    if operator == "if":
        condition, then, otherwise = map(render, operands)
        cases = rf"{then} & \text{{if }} {condition} \\ {otherwise} & \text{{otherwise}}"
        return rf"\begin{{cases}} {cases} \end{{cases}}", _LOWEST
    return _function(node), _ATOM


def _product(node: Operation) -> tuple[str, int]:
    """Write a chain of products and quotients as one fraction: all that divides stands below."""
    above: list[Node] = []
    below: list[Node] = []
    chain: Node = node
    while isinstance(chain, Operation) and chain.operator in {"*", "/"}:
        (below if chain.operator == "/" else above).append(chain.operands[1])
        chain = chain.operands[0]
    numerator = _factors([chain, *reversed(above)])
    if not below:
        return numerator, _PRODUCT
    return rf"\frac{{{numerator}}}{{{_factors(below[::-1])}}}", _ATOM


def _factors(factors: list[Node]) -> str:
    if len(factors) == 1:
        return render(factors[0])
    first, *rest = factors
    return r" \cdot ".join([_within(first, _PRODUCT), *(_within(one, _POWER) for one in rest)])


def _infix(operator: str, left: Node, right: Node) -> tuple[str, int]:
    """Write an operator between its operands; the right one is bound more tightly."""
    looseness = _SUM if operator in "+-" else _LOWEST
    tightly = _PRODUCT if operator in "+-" else _SUM
    return f"{_within(left, _SUM)} {_SIGNS[operator]} {_within(right, tightly)}", looseness


def _function(node: Operation) -> str:
    arguments = ", ".join(map(render, node.operands))
    if node.operator == "sqrt":
        return rf"\sqrt{{{arguments}}}"
    if node.operator in _BRACKETS:
        left, right = _BRACKETS[node.operator]
        return rf"\left{left} {arguments} \right{right}"
    name = _FUNCTIONS.get(node.operator, text(node.operator))
    return rf"{name}\left( {arguments} \right)"


def _within(node: Node, loosest: int) -> str:
    """Put what is bound more loosely into brackets."""
    latex, looseness = _render(node)
    return latex if looseness <= loosest else rf"\left( {latex} \right)"


def _number(value: float) -> tuple[str, int]:
    """Write a number as the author did, nearly: no exponent where it can be read."""
    mantissa, sign, exponent = f"{value:.12g}".partition("e")
    if not sign:
        return mantissa, _ATOM
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}", _PRODUCT
