"""Expressions: text to a syntax tree, by a tokenizer and precedence climbing of our own.

Nothing is ever evaluated by Python itself, and the length, depth and size of a tree are limited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

from .problems import Kind, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CHARACTERS, MOST_NODES, MOST_LEVELS = 1000, 200, 40

_OF_MANY: Final = ("min", "max", "sum")
FUNCTIONS: Final = (*_OF_MANY, "ceil", "floor", "round", "sqrt", "log2", "log10", "exp")
KEYWORDS: Final = frozenset({"if", "else"})
COMPARISONS: Final = ("<=", ">=", "==", "!=", "<", ">")

_NUMBER = r"(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?"
_TOKEN = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<name>[A-Za-z\u00b5]\w*(?:\.\w+)*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/(),<>%])"
)
_PRECEDENCE: Final = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with the unit that stands behind it."""

    value: float
    unit: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an input, a result, a column, a value elsewhere, or a unit."""

    text: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or function with its operands; ``if`` has condition, then and else."""

    operator: str
    operands: tuple[Node, ...]
    span: tuple[int, int]


Node: TypeAlias = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula: as it was written, and its tree."""

    text: str
    tree: Node

    def quote(self, node: Node) -> str:
        """Give the text of a part."""
        return f"`{self.text[slice(*node.span)]}`"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse(text: str) -> Expression:
    """Read a formula."""
    # The prefix micro, which Greek keyboards and NFKC write as a letter.
    text = " ".join(text.split()).replace("\N{GREEK SMALL LETTER MU}", "\N{MICRO SIGN}")
    if len(text) > MOST_CHARACTERS:
        _reject(f"it has over {MOST_CHARACTERS} characters: split it into results", text)
    return Expression(text, _Parser(text).parse())


def number(text: str) -> float | None:
    """Read a number with its sign; None if it is none, or too large."""
    text = text.strip()
    if not re.fullmatch(rf"[+-]?{_NUMBER}", text, re.ASCII):
        return None
    value = float(text.replace("_", ""))
    return value if abs(value) < float("inf") else None


def names(node: Node) -> Iterator[str]:
    """Yield every name of a tree."""
    if isinstance(node, Name):
        yield node.text
    elif isinstance(node, Operation):
        for operand in node.operands:
            yield from names(operand)


def _reject(what: str, text: str) -> NoReturn:
    shown = text if len(text) < 80 else f"{text[:76]} …"  # noqa: PLR2004
    raise Mistake(Kind.SYNTAX, f"the formula `{shown}` cannot be read: {what}")


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match:
            yield _Token(str(match.lastgroup), match[0], match.start(), match.end())
            position = match.end()
        elif text[position] == " ":
            position += 1
        else:
            hint = ": write `**` for a power" if text[position] == "^" else ""
            _reject(f"{text[position]!r} has no meaning in it{hint}", text)
    yield _Token("end", "", len(text), len(text))


class _Parser:
    """One formula in the course of being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.position = 0
        self.nodes = 0
        self.level = 0

    def parse(self) -> Node:
        node = self.conditional()
        if self.next.kind != "end":
            self.reject_next()
        return node

    @property
    def next(self) -> _Token:
        return self.tokens[self.position]

    def take(self, *texts: str) -> str:
        """Take the next token if it is one of these."""
        token = self.next
        if token.text not in texts:
            return ""
        self.position += 1
        return token.text

    def expect(self, text: str, wanted: str = "") -> None:
        if not self.take(text):
            self.reject_next(wanted or f"`{text}`")

    def reject_next(self, wanted: str = "") -> NoReturn:
        token = self.next
        found = f"`{token.text}` stands" if token.text else "it ends"
        _reject(
            f"{found} where {wanted or 'an operator'} belongs"
            if wanted or token.text
            else "something is missing at its end",
            self.text,
        )

    def operation(self, operator: str, *operands: Node, start: int) -> Operation:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            _reject(f"it has over {MOST_NODES} operations: split it into results", self.text)
        end = self.tokens[self.position - 1].end
        return Operation(operator, operands, (start, end))

    def descend(self) -> None:
        self.level += 1
        if self.level > MOST_LEVELS:
            _reject("it is nested too deeply: split it into results", self.text)

    def conditional(self) -> Node:
        """Read ``a if condition else b``."""
        self.descend()
        start = self.next.start
        node = self.comparison()
        if self.take("if"):
            condition = self.comparison()
            self.expect("else")
            node = self.operation("if", condition, node, self.conditional(), start=start)
        self.level -= 1
        return node

    def comparison(self) -> Node:
        start = self.next.start
        node = self.binary(1)
        operator = self.take(*COMPARISONS)
        return self.operation(operator, node, self.binary(1), start=start) if operator else node

    def binary(self, least: int) -> Node:
        """Climb: operators of a precedence of at least ``least``, from left to right."""
        start = self.next.start
        node = self.signed()
        while _PRECEDENCE.get(self.next.text, 0) >= least:
            operator = self.take(*_PRECEDENCE)
            operand = self.binary(_PRECEDENCE[operator] + 1)
            node = self.operation(operator, node, operand, start=start)
        return node

    def signed(self) -> Node:
        start = self.next.start
        signs = 0
        while self.take("-"):
            signs += 1
        node = self.power()
        for _ in range(signs):
            node = self.operation("neg", node, start=start)
        return node

    def power(self) -> Node:
        start = self.next.start
        node = self.primary()
        if not self.take("**"):
            return node
        self.descend()
        node = self.operation("**", node, self.signed(), start=start)
        self.level -= 1
        return node

    def primary(self) -> Node:
        token = self.next
        if token.kind == "number":
            return self.number()
        if token.kind == "name" and token.text not in KEYWORDS:
            self.position += 1
            return self.call(token) if self.next.text == "(" else Name(token.text, _span(token))
        self.expect("(", "a number, a name or `(`")
        node = self.conditional()
        self.expect(")")
        return node

    def number(self) -> Number:
        token = self.next
        self.position += 1
        value = number(token.text)
        if value is None:
            _reject(f"the number `{token.text}` is too large", self.text)
        unit = self.next
        if unit.text == "%" or (unit.kind == "name" and unit.text not in KEYWORDS):
            self.position += 1
            return Number(value, unit.text, (token.start, unit.end))
        return Number(value, "", _span(token))

    def call(self, function: _Token) -> Operation:
        if function.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            _reject(f"there is no function `{function.text}`, only {known}", self.text)
        self.expect("(")
        operands = [self.conditional()]
        while self.take(","):
            operands.append(self.conditional())
        self.expect(")")
        if len(operands) > 1 and function.text not in _OF_MANY:
            _reject(f"`{function.text}` takes one argument", self.text)
        return self.operation(function.text, *operands, start=function.start)


def _span(token: _Token) -> tuple[int, int]:
    return token.start, token.end
