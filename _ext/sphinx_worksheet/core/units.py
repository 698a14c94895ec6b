"""Units, by pint: the few that capacity math needs, so that few names are taken.

A magnitude is kept in base units (byte, second, token, …), so that formulas are plain arithmetic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from pint import UnitRegistry
from pint.util import UnitsContainer

from .problems import Kind, Mistake

Dimension: TypeAlias = UnitsContainer

DECIMAL, BINARY = "decimal", "binary"

_PREFIXES = """
nano- = 1e-9 = n-
micro- = 1e-6 = µ- = u-
milli- = 1e-3 = m-
kilo- = 1e3 = k-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
peta- = 1e15 = P-
exa- = 1e18 = E-
kibi- = 1024 = Ki-
mebi- = 1048576 = Mi-
gibi- = 1073741824 = Gi-
tebi- = 1099511627776 = Ti-
pebi- = 1125899906842624 = Pi-
"""

UNITS = """
byte = [information] = B
bit = 0.125 * byte = b
second = [time] = s
minute = 60 * second
hour = 3600 * second = h
day = 86400 * second
month = 2629800 * second
year = 31557600 * second
watt = [power] = W
joule = watt * second = J
Wh = 3600 * joule
token = [token]
request = [request]
parameter = [parameter]
FLOP = [flop]
USD = [money]
GPU = [gpu]
sequence = []
step = 1 * sequence
layer = 1 * sequence
head = 1 * sequence
block = 1 * sequence
percent = 0.01 * sequence
"""

# What takes a plural; symbols do not.
_WORDS: Final = frozenset({
    "byte", "bit", "second", "minute", "hour", "day", "month", "year", "token", "request",
    "parameter", "sequence", "step", "layer", "head", "block", "GPU",
})  # fmt: skip
_BINARY_PREFIXES: Final = frozenset({"kibi", "mebi", "gibi", "tebi", "pebi"})
# Micro is U+00B5, or U+03BC as Greek keyboards and NFKC write it; shown is the former.
_MU, _MICRO = "\N{GREEK SMALL LETTER MU}", "\N{MICRO SIGN}"
_ONE = rf"\s*(%|[A-Za-z{_MICRO}{_MU}]\w*|1\b)\s*(?:\*\*\s*(\d))?\s*"
_FACTOR = re.compile(rf"([*/]?){_ONE}")
_WHOLE = re.compile(rf"{_ONE}(?:[*/]{_ONE})*")
_SPACE = "\N{NO-BREAK SPACE}"

KNOWN: Final = "bytes and bits (GB, GiB), s, hour, token, request, parameter, FLOP, USD, GPU, W, %"
NONE: Final = UnitsContainer()
INFORMATION: Final = UnitsContainer({"[information]": 1})
# What is counted in whole pieces, and can therefore be rounded.
COUNTABLE: Final = (
    NONE,
    *(
        UnitsContainer({f"[{name}]": 1})
        for name in ["token", "request", "parameter", "flop", "gpu"]
    ),
    INFORMATION,
)
_BASE: Final = {
    "[information]": "byte", "[time]": "s", "[power]": "W", "[token]": "token",
    "[request]": "request", "[parameter]": "parameter", "[flop]": "FLOP", "[money]": "USD",
    "[gpu]": "GPU",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its factor to base units, its dimension, and which prefixes its bytes have."""

    text: str = ""
    plural: str = ""
    factor: float = 1.0
    dimension: Dimension = NONE
    prefixes: frozenset[str] = frozenset()

    @property
    def spelled(self) -> str:
        """Name the unit, and what it is in base units."""
        base = describe(self.dimension)
        return f"{self.text} ({base})" if self.text not in {"", base} else base

    @property
    def suffixes(self) -> tuple[str, str]:
        """What stands behind a one, and behind any other number."""
        if not self.text:
            return "", ""
        space = "" if self.text.startswith("%") else _SPACE
        return f"{space}{self.text}", f"{space}{self.plural}"


NO_UNIT: Final = Unit()
LARGEST, SMALLEST = 1e100, 1e-100
"""What a unit may be in base units."""


@cache
def _registry() -> UnitRegistry[float]:
    registry: UnitRegistry[float] = UnitRegistry(None)
    for line in (_PREFIXES + UNITS).strip().splitlines():
        if line:
            registry.define(line)
    return registry


@cache
def lookup(name: str) -> Unit | None:
    """Find one unit by its name or symbol, with any prefix."""
    name = name.replace(_MU, _MICRO)
    spelled = "percent" if name == "%" else name
    registry = _registry()
    readings = registry.parse_unit_name(spelled) if spelled.isidentifier() else ()
    if not readings:
        return None
    prefix, root, _ = readings[0]
    text = name.removesuffix("s") if root in _WORDS and name.endswith(f"{root}s") else name
    factor, _ = registry.get_base_units(spelled)
    dimension = registry.get_dimensionality(spelled)
    prefixes = frozenset[str]()
    if prefix and dimension == INFORMATION:
        prefixes = frozenset({BINARY if prefix in _BINARY_PREFIXES else DECIMAL})
    if prefix == "micro":
        text = f"\N{MICRO SIGN}{text[1:]}"
    is_word = root in _WORDS and text.endswith(root)
    return Unit(
        text="%" if root == "percent" else text,
        plural="%" if root == "percent" else f"{text}s" if is_word else text,
        factor=float(factor),  # type: ignore[arg-type]
        dimension=dimension,
        prefixes=prefixes,
    )


def parse(text: str) -> Unit:
    """Read a unit like ``TB/s/GPU``; ``1`` or nothing is a plain number."""
    text = text.strip()
    if text and not _WHOLE.fullmatch(text):
        message = f"the unit {text!r} cannot be read: write one like `GB` or `USD/hour/GPU`"
        raise Mistake(Kind.UNKNOWN_UNIT, message)
    unit = NO_UNIT
    for operator, name, exponent in _FACTOR.findall(text):
        unit = _times(unit, _factor(name, text), operator, int(exponent or 1))
    if not SMALLEST <= unit.factor <= LARGEST:
        message = f"the unit {text[:80]!r} is too large or too small to count in: take another"
        raise Mistake(Kind.UNKNOWN_UNIT, message)
    return unit


def _factor(name: str, text: str) -> Unit:
    unit = NO_UNIT if name == "1" else lookup(name)
    if unit is None:
        where = "" if name == text else f" in {text!r}"
        raise Mistake(
            Kind.UNKNOWN_UNIT, f"there is no unit `{name}`{where}: worksheets know {KNOWN}"
        )
    return unit


def _times(unit: Unit, other: Unit, operator: str, exponent: int) -> Unit:
    """Put one more factor behind a unit."""
    power = -exponent if operator == "/" else exponent
    dimension = unit.dimension * other.dimension**power
    shown = other.text if exponent == 1 else f"{other.text}**{exponent}"
    if operator == "/":
        text, plural = f"{unit.text or '1'}/{shown}", f"{unit.plural or '1'}/{shown}"
    elif unit.text:
        text, plural = f"{unit.text}*{shown}", f"{unit.text}*{shown}"
    else:
        text, plural = shown, other.plural if exponent == 1 else shown
    is_information = "[information]" in dimension
    return Unit(
        text=text,
        plural=plural,
        factor=unit.factor * other.factor**power,
        dimension=dimension,
        prefixes=unit.prefixes | other.prefixes if is_information else frozenset(),
    )


def describe(dimension: Dimension) -> str:
    """Name a dimension by its base units."""
    powers = {name: float(power) for name, power in sorted(dimension.items())}  # type: ignore[arg-type]
    over = "*".join(_power(name, power) for name, power in powers.items() if power > 0)
    under = "".join(f"/{_power(name, -power)}" for name, power in powers.items() if power < 0)
    return f"{over or '1'}{under}" if powers else "a plain number"


def _power(name: str, power: float) -> str:
    return _BASE[name] if power == 1 else f"{_BASE[name]}**{power:g}"
