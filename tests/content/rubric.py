"""What a guide and an archived post must have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol
from xml.etree import ElementTree as ET

import yaml

from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .pages import Page, Text

SECTIONS: Final = (
    "Architecture",
    "Capacity math",
    "Failure analysis",
    "Operational controls",
    "Where it connects",
    "Sources",
)
GUIDE_WORDS: Final = range(2500, 4501)
GUIDE_FIGURES: Final = 3
POST_WORDS: Final = range(700, 1501)
# A handbook of a hundred answers is as long as they are.
LONGER_POSTS: Final = {"kubernetes-handbook"}

_WORD: Final = re.compile(r"[^\W\d_][\w'’.-]*")
_TITLE: Final = "{http://www.w3.org/2000/svg}title"
_REFERENCES: Final = ("post", "series", "topic", "term")


class _Placed(Protocol):
    """Anything that stands in a section of a page."""

    @property
    def section(self) -> tuple[str, ...]:
        """The headings above it."""


def guide(page: Page) -> Iterator[Fault]:
    """Check a guide: its sections in order, and what each must hold."""
    titles = tuple(text.section[0] for text in page.headings if len(text.section) == 1)
    if titles != SECTIONS:
        message = f"the sections are {', '.join(titles)}: they should be {', '.join(SECTIONS)}"
        yield Fault(line=1, message=message)
    yield from _length(page, GUIDE_WORDS)
    yield from _opening(page)
    yield from _needs(page, page.figures, "Architecture", "a figure")
    if len(page.figures) + len(page.drawings) < GUIDE_FIGURES:
        yield Fault(line=1, message=f"show what words say slowly: {GUIDE_FIGURES} figures or more")
    yield from _needs(page, page.worksheets, "Capacity math", "a worksheet")
    values = [text for text, _ in page.roles("value")]
    yield from _needs(page, values, "Capacity math", "numbers from its worksheets, by {value}")
    tables = [table for table in page.tables if table.count >= 6]
    yield from _needs(page, tables, "Failure analysis", "a table of six failures or more")
    alerts = [block for block in page.blocks if block.language == "yaml" and _is_rules(block.text)]
    yield from _needs(page, alerts, "Operational controls", "alerts that can be pasted")
    steps = [steps for steps in page.steps if steps.count >= 5]
    runbooks = [long for long in steps if long.section[-1].startswith("Runbook")]
    yield from _needs(page, runbooks, "Operational controls", "a runbook of five steps or more")
    rollbacks = [text for text in page.texts if re.search(r"(?i)roll(ed)?[ -]?back", str(text))]
    yield from _needs(page, rollbacks, "Operational controls", "the way back, a rollback")
    links = [text for text, _ in page.roles(*_REFERENCES)]
    yield from _needs(page, links, "Where it connects", "references to other parts")


def post(page: Page) -> Iterator[Fault]:
    """Check an archived post: its length, its sources, its line of versions, and of its age."""
    if page.path.stem not in LONGER_POSTS:
        yield from _length(page, POST_WORDS)
    opening = [text for text in page.texts if text.kind == "paragraph" and not text.section]
    versions = [text for text in opening if str(text).startswith("Checked against:")]
    if not any(re.search(r"\d", str(text)) for text in versions):
        message = "no line names the versions: write `**Checked against:** …` above the sections"
        yield Fault(line=1, message=message)
    sources = [text for text in page.texts if text.kind == "source"]
    yield from _needs(page, sources, "Sources", "sources")
    is_old = "aliases" in page.meta
    says_so = any(re.match(r"First published .+; rewritten .+", str(text)) for text in opening)
    if is_old != says_so:
        message = (
            "a post of the old blog has `aliases` and the line `*First published …; rewritten …*`: "
            "write both or none"
        )
        yield Fault(line=1, message=message)


def figures(page: Page) -> Iterator[Fault]:
    """Check that figures exist, and are described in the page and in the file."""
    for figure in page.figures:
        file = page.root / page.path.parent / figure.file
        if not file.is_file():
            yield Fault(line=figure.line, message=f"there is no file {figure.file}")
        elif file.suffix == ".svg" and ET.parse(file).find(_TITLE) is None:  # noqa: S314 - it is ours
            yield Fault(line=figure.line, message=f"{figure.file} has no <title>: write one")
        if len(figure.alt.split()) < 5:
            message = "describe the figure in `:alt:`, for those who can't see it"
            yield Fault(line=figure.line, message=message)


def descriptions(pages: list[Page]) -> Iterator[tuple[Page, Fault]]:
    """Check that each page says of itself what no other says: five words in a row are its own."""
    owners: dict[tuple[str, ...], Page] = {}
    for page in pages:
        words = re.findall(r"[\w.]+", str(page.meta.get("description", "")).lower())
        if len(words) < 5:
            message = "describe the page in `description`, in a sentence of its own"
            yield page, Fault(line=1, message=message)
        for run in zip(*(words[start:] for start in range(5)), strict=False):
            owner = owners.setdefault(run, page)
            if owner is not page:
                message = f"the description says {' '.join(run)!r}, as does that of {owner.path}"
                yield page, Fault(line=1, message=message)
                break


def words(text: Text) -> int:
    """Count the words of a text; numbers and values are none, and code is one."""
    shown = "".join(
        " code " if piece.kind == "code" else " " if piece.kind == "break" else piece.text
        for piece in text.pieces
        if piece.kind in {"text", "code", "break"} or piece.role not in {"", "value"}
    )
    return len(_WORD.findall(shown))


def _length(page: Page, wanted: range) -> Iterator[Fault]:
    count = sum(words(text) for text in page.texts if text.kind not in {"source", "drawing"})
    if count not in wanted:
        message = f"{count} words: write {wanted.start} to {wanted.stop - 1}"
        yield Fault(line=1, message=message)


def _opening(page: Page) -> Iterator[Fault]:
    """Check that the page starts with a real number, typed or from a worksheet."""
    opening = [text for text in page.texts if text.kind == "paragraph" and not text.section]
    values = [text for text, _ in page.roles("value") if text in opening]
    if not values and not any(re.search(r"\d", str(text)) for text in opening):
        message = "the opening has no number: start with the decision or failure, in a real one"
        yield Fault(line=1, message=message)


def _needs(page: Page, found: Iterable[_Placed], title: str, what: str) -> Iterator[Fault]:
    """Check that something stands in a section."""
    if not any(item.section[:1] == (title,) for item in found):
        line = next((text.line for text in page.headings if text.section == (title,)), 1)
        yield Fault(line=line, message=f"{title} lacks {what}: add it")


def _is_rules(text: str) -> bool:
    """Tell whether YAML holds rules of Prometheus."""
    try:
        return any("groups" in (document or ()) for document in yaml.safe_load_all(text))
    except yaml.YAMLError:
        return False
