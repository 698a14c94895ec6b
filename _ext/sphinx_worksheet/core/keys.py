"""The key results of a worksheet: those that a reader keeps in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Result
from .problems import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .workbook import Sheet, Workbook

MOST = 3


def of(
    book: Workbook, sheet: Sheet, results: Sequence[str], plotted: Sequence[str]
) -> Iterator[str]:
    """Yield the results that the author named; by default what is plotted, or the last one."""
    asked = list(dict.fromkeys(part.strip() for part in sheet.source.keys.split(",")))
    if asked == [""]:
        yield from list(dict.fromkeys(plotted))[:MOST] or results[-1:]
        return
    if len(asked) > MOST:
        message = f"a worksheet has up to {MOST} key results, not {len(asked)}: name fewer"
        book.reject(Kind.DIRECTIVE, sheet.source.place, message)
    for name in asked[:MOST]:
        if name in results:
            yield name
        elif name not in sheet.broken and not isinstance(sheet.statements.get(name), Result):
            message = f"the key result `{name}` is no result of this worksheet: name one"
            book.reject(Kind.DIRECTIVE, sheet.source.place, message)
