"""Formulas checked and compiled: names found, units compared and reduced to factors."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from . import units
from .expressions import COMPARISONS, Name, Number
from .problems import Kind, Mistake
from .units import BINARY, COUNTABLE, DECIMAL, NONE, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .evaluation import Tree
    from .expressions import Expression, Node, Operation
    from .units import Dimension, Unit


@dataclass(frozen=True, slots=True)
class Type:
    """What kind of quantity a value is; no dimension is that of a zero, which fits anywhere.

    ``prefixes`` tells whether its bytes were given in decimal or in binary multiples.
    """

    dimension: Dimension | None
    prefixes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, unit: Unit) -> Type:
        """Give the type of what has a unit."""
        return cls(unit.dimension, unit.prefixes)

    def __str__(self) -> str:
        return "0" if self.dimension is None else describe(self.dimension)


PLAIN: Final = Type(NONE)
_ZERO: Final = Type(None)


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles one formula; ``find`` gives a name's key and type, or None for an unknown one."""

    expression: Expression
    find: Callable[[str], tuple[str, Type] | None]

    def compile(self, unit: Unit) -> Tree:
        """Check the formula against its display unit and give its tree."""
        tree, type_ = self._node(self.expression.tree)
        if type_.dimension not in (None, unit.dimension):
            raise Mistake(
                Kind.DIMENSION,
                f"`{self.expression.text}` is {type_}, and cannot be shown in {unit.spelled}: "
                "correct one of them",
            )
        return tree

    def _node(self, node: Node) -> tuple[Tree, Type]:
        if isinstance(node, Number):
            unit = units.parse(node.unit)
            if not math.isfinite(node.value * unit.factor):
                message = f"{self.expression.quote(node)} is too large: write a smaller number"
                raise Mistake(Kind.SYNTAX, message)
            is_zero = node.value == 0 and not node.unit
            return node.value * unit.factor, _ZERO if is_zero else Type.of(unit)
        if isinstance(node, Name):
            return self._name(node)
        operands = [self._node(operand) for operand in node.operands]
        part = _Part(self.expression, node, tuple(type_ for _, type_ in operands))
        return [node.operator, *(tree for tree, _ in operands)], _RULES[node.operator](part)

    def _name(self, node: Name) -> tuple[Tree, Type]:
        found = self.find(node.text)
        if found:
            return found
        unit = units.lookup(node.text)
        if unit:
            return unit.factor, Type.of(unit)
        raise Mistake(
            Kind.UNKNOWN_NAME,
            f"`{self.expression.text}` names `{node.text}`, which is no input, result or unit: "
            "correct it, or declare it; a value of another worksheet is `worksheet_id.name`",
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """An operation within a formula, with the types of its operands."""

    expression: Expression
    node: Operation
    types: tuple[Type, ...]

    def quote(self, index: int | None = None) -> str:
        node = self.node if index is None else self.node.operands[index]
        return self.expression.quote(node)

    def dimension(self, index: int) -> Dimension:
        dimension = self.types[index].dimension
        return NONE if dimension is None else dimension

    def demand_plain(self, index: int, what: str) -> None:
        if self.dimension(index) != NONE:
            raise Mistake(
                Kind.DIMENSION,
                f"{what} must be a plain number, and {self.quote(index)} is {self.types[index]}: "
                "divide by a unit",
            )

    def prefixes(self) -> frozenset[str]:
        """Join the kinds of bytes, which must not be two."""
        prefixes = frozenset[str]().union(*(type_.prefixes for type_ in self.types))
        if {DECIMAL, BINARY} <= prefixes:
            raise Mistake(
                Kind.PREFIXES,
                f"{self.quote()} mixes decimal and binary bytes (GB and GiB): give one part a "
                "result of its own in the other's unit, as in `x_gb = x -> GB`",
            )
        return prefixes


def _sum(part: _Part) -> Type:
    """Demand one dimension, and bytes of one kind; a zero fits all."""
    known = [index for index, type_ in enumerate(part.types) if type_.dimension is not None]
    if not known:
        return _ZERO
    first = known[0]
    for index in known[1:]:
        if part.dimension(index) != part.dimension(first):
            raise Mistake(
                Kind.DIMENSION,
                f"{part.quote()} mixes {part.quote(first)}, which is {part.types[first]}, with "
                f"{part.quote(index)}, which is {part.types[index]}: correct one of them",
            )
    return Type(part.dimension(first), part.prefixes())


def _comparison(part: _Part) -> Type:
    _sum(part)
    return PLAIN


def _conditional(part: _Part) -> Type:
    part.demand_plain(0, "a condition")
    node = replace(part.node, operands=part.node.operands[1:])
    return _sum(replace(part, node=node, types=part.types[1:]))


def _product(part: _Part) -> Type:
    power = -1 if part.node.operator == "/" else 1
    dimension = part.dimension(0) * part.dimension(1) ** power
    # Where bytes cancel, as in GiB over GB/s, it no longer matters how they were given.
    return Type(dimension, part.prefixes() if "[information]" in dimension else frozenset())


def _power(part: _Part) -> Type:
    part.demand_plain(1, "an exponent")
    exponent = part.node.operands[1]
    if part.dimension(0) == NONE:
        return PLAIN
    if not isinstance(exponent, Number):
        raise Mistake(
            Kind.DIMENSION,
            f"{part.quote()} raises {part.quote(0)}, which is {part.types[0]}, to a power that is "
            "no fixed number: make it a plain number first",
        )
    if exponent.value == 0:
        return PLAIN
    return Type(part.dimension(0) ** exponent.value, part.types[0].prefixes)


def _root(part: _Part) -> Type:
    return Type(part.dimension(0) ** 0.5, part.types[0].prefixes)


def _negation(part: _Part) -> Type:
    return part.types[0]


def _rounding(part: _Part) -> Type:
    if part.dimension(0) not in COUNTABLE:
        raise Mistake(
            Kind.DIMENSION,
            f"`{part.node.operator}` rounds what is counted, and {part.quote(0)} is "
            f"{part.types[0]}: divide by a unit, round, and multiply by it again",
        )
    return part.types[0]


def _function(part: _Part) -> Type:
    part.demand_plain(0, f"what `{part.node.operator}` takes")
    return PLAIN


_RULES: Final[Mapping[str, Callable[[_Part], Type]]] = {
    **dict.fromkeys(("+", "-", "min", "max", "sum"), _sum),
    **dict.fromkeys(COMPARISONS, _comparison),
    **dict.fromkeys(("*", "/"), _product),
    **dict.fromkeys(("ceil", "floor", "round"), _rounding),
    **dict.fromkeys(("log2", "log10", "exp"), _function),
    "if": _conditional,
    "**": _power,
    "neg": _negation,
    "sqrt": _root,
}
