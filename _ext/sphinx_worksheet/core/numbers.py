"""Numbers as text, digit by digit as `sphinx_worksheet_values.js` writes them.

A double is rounded from its exact value, halves away from zero, which is what JavaScript's
``toFixed``, ``toPrecision`` and ``toExponential`` do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

MISSING = "–"
MOST_DIGITS = 12
_LEAST, _MOST = 1e-4, 1e15
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Style:
    """How a number is shown: with so many significant digits, or so many decimals if given.

    Digits before the point are never rounded away; zeros at the end are dropped, but for decimals.
    """

    digits: int = 4
    decimals: int | None = None


def show(number: float, style: Style) -> str:
    """Write a number for readers; outside 0.0001 to 10¹⁵ as in ``1.5e-7``."""
    if not math.isfinite(number):
        return MISSING
    size = abs(number)
    if size >= _MOST or (style.decimals is None and 0 < size < _LEAST):
        text = _scientific(size, style.digits)
    elif style.decimals is not None:
        text = _fixed(size, style.decimals)
    elif size >= 10.0 ** (style.digits - 1):
        text = _fixed(size, 0)
    else:
        text = _significant(size, style.digits)
    is_zero = not text.strip("0.")
    return text if number >= 0 or is_zero else f"-{text}"


def plain(number: float) -> str:
    """Write a coordinate: one decimal at most, and no thousands separators."""
    text = _without_zeros(f"{_EXACT.quantize(Decimal(abs(number)), Decimal('0.1')):f}")
    return text if number >= 0 or text == "0" else f"-{text}"


def _fixed(size: float, decimals: int) -> str:
    return f"{_EXACT.quantize(Decimal(size), Decimal(1).scaleb(-decimals)):,f}"


def _significant(size: float, digits: int) -> str:
    return _without_zeros(f"{_rounded(size, digits):,f}")


def _scientific(size: float, digits: int) -> str:
    rounded = _rounded(size, digits)
    figures = "".join(map(str, rounded.as_tuple().digits)).rstrip("0")
    mantissa = f"{figures[0]}.{figures[1:]}" if len(figures) > 1 else figures
    return f"{mantissa}e{rounded.adjusted()}"


def _rounded(size: float, digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(size)


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
