"""What pages state and somebody checked: each fact with its source and the day of the check.

The facts of a page stand in `facts/PAGE.toml`; `facts/README.md` says how.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from builds import PROJECT

from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .pages import Page

FOLDER: Final = PROJECT / "tests" / "content" / "facts"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A fact as it was checked; ``value`` is text of the page, ``review_by`` is for what ages."""

    claim: str
    value: str
    source: str
    checked: dt.date
    review_by: dt.date | None = None


def of(page: Page, text: str | None = None) -> tuple[list[Fact], list[Fault]]:
    """Read the facts of a page, and what is wrong with how they are written."""
    file = FOLDER / f"{page.path.stem}.toml"
    facts, faults = [], []
    for entry in tomllib.loads(text or file.read_text(encoding="utf-8")).get("fact", []):
        if wrong := list(_wrong(entry)):
            faults += [Fault(line=1, message=f"{entry}: {message}") for message in wrong]
        else:
            facts.append(Fact(**entry))
    return facts, faults


def _wrong(entry: dict[str, Any]) -> Iterator[str]:
    names = {field.name for field in fields(Fact)}
    for name in entry.keys() - names:
        yield f"{name} is no key of a fact: it is one of {', '.join(sorted(names))}"
    for name in ("claim", "value", "source"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            yield f"{name} is missing"
    for name in ("checked", "review_by"):
        day = entry.get(name)
        is_needed = name == "checked"
        if (is_needed or day is not None) and type(day) is not dt.date:
            yield f"{name} is no day: write it as 2026-11-30"


def gone(page: Page, facts: Iterable[Fact]) -> Iterator[Fault]:
    """Name the facts whose value the page does not state any more."""
    written = " ".join((page.root / page.path).read_text(encoding="utf-8").split())
    for fact in facts:
        value = re.escape(" ".join(fact.value.split()))
        if not re.search(rf"(?<![\w.]){value}(?!\w|\.\d)", written):
            message = f"{fact.value!r} ({fact.claim}) is not on the page: check the fact again"
            yield Fault(line=1, message=message)


def unannounced(page: Page, facts: Iterable[Fact]) -> Iterator[Fault]:
    """Check that the page's own ``review_by`` is the day on which the first of its facts is due."""
    days = [fact.review_by for fact in facts if fact.review_by]
    first, said = min(days, default=None), page.meta.get("review_by")
    if said != first:
        message = f"the page has review_by {said}, and the first of its facts is due on {first}"
        yield Fault(line=1, message=message)


def due(facts: Iterable[Fact], day: dt.date) -> list[Fact]:
    """Give the facts that are to be checked again by that day."""
    return [fact for fact in facts if fact.review_by and fact.review_by <= day]
