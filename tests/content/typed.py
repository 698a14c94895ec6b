"""Numbers that are typed although a worksheet of the page gives them.

A number with its unit that reads like a value of the page is taken for that value, typed. What only
looks like it stands in `typed.toml`, with the reason.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

from builds import PROJECT
from sphinx_series_base.problems import Place
from sphinx_worksheet.core import roles, tables, workbook
from sphinx_worksheet.core.display import EXACT, with_unit
from sphinx_worksheet.core.model import Input, Result, ValueSource, WorksheetSource

from .pages import SETTINGS, Fault, Page, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_worksheet.core.workbook import Workbook

EXCEPTIONS: Final = PROJECT / "tests" / "content" / "typed.toml"


def numbers(page: Page, book: Workbook, known: Mapping[str, str]) -> Iterator[Fault]:
    """Find typed values; ``known`` holds the exceptions of the page and their reasons."""
    shown = values(page, book)
    if not shown:
        return
    texts = "|".join(re.escape(value) for value in sorted(shown, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.,–-])(?:{texts})(?![\w-]|[.,]\d)")
    for text in page.texts:
        if text.kind == "source":
            continue
        for line, found in _found(text, pattern):
            if found not in known:
                name = shown[found]
                message = f"{found} is a value of this page ({name}): insert it by {{value}}"
                yield Fault(line=line, message=message)


def exceptions() -> dict[str, dict[str, str]]:
    """Give what may be typed: of each page the texts, and for each the reason."""
    return tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))


def values(page: Page, book: Workbook) -> dict[str, str]:
    """Give what worksheets show in this page: each text with a unit, and the name of its value."""
    place = Place(path=str(page.path), line=0)
    shown = {}
    for sheet in (book.sheets[worksheet.id] for worksheet in page.worksheets):
        for statement in sheet.statements.values():
            if isinstance(statement, Input | Result):
                key = sheet.key(statement.name)
                style = statement.style if isinstance(statement, Result) else EXACT
                shown[with_unit(book.values[key], statement.unit, style)] = key
    for _, piece in page.roles("value"):
        source = ValueSource(place=place, text=" ".join(piece.text.split()))
        shown[roles.value(book, source).text] = piece.text
    return {
        text.replace("\N{NO-BREAK SPACE}", " "): name
        for text, name in shown.items()
        if re.match(r"[\d−].*[^\d.,\s]", text)
    }


def _found(text: Text, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Find the pattern in what is typed, also across the end of a line."""
    typed = "".join(
        piece.text if piece.kind == "text" else " " if piece.kind == "break" else "\0"
        for piece in text.pieces
    )
    for found in pattern.finditer(typed):
        yield text.line, found[0]


def workbook_of(pages: Iterable[Page]) -> Workbook:
    """Compute the worksheets of pages, which may name one another."""
    sources = [
        WorksheetSource(
            docname=page.path.stem,
            place=Place(path=str(page.path), line=sheet.line),
            id=sheet.id,
            lines=tuple(
                (line, Place(path=str(page.path), line=number))
                for number, line in enumerate(sheet.lines, sheet.line)
            ),
        )
        for page in pages
        for sheet in page.worksheets
    ]
    files = [PROJECT / name for name in SETTINGS["worksheet_data"]]
    data = {
        file.stem: tables.parse(file.read_text("utf-8"), name=file.stem, path=str(file))[0]
        for file in files
    }
    return workbook.build(sources, data)
