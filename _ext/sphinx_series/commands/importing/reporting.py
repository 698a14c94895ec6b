"""What an import says of itself: in the terminal, and in a report as Markdown or JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinx_series_base import files

from sphinx_series.commands.project import UsageError

from .model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .model import Page, Remark
    from .planning import Plan

MOST_SHOWN = 20


def by_kind(remarks: Iterable[Remark]) -> dict[Kind, list[Remark]]:
    """Group remarks, the worst first, each group in the order of files and lines."""
    groups: dict[Kind, list[Remark]] = {kind: [] for kind in Kind}
    for remark in remarks:
        groups[remark.kind].append(remark)
    for group in groups.values():
        group.sort(key=lambda one: (one.path, one.line, one.message))
    return {kind: group for kind, group in groups.items() if group}


def show(plan: Plan, report: Path | None) -> None:
    """Print the plan, and write the report where one is wanted.

    Raises:
        UsageError: it cannot be written.
    """
    for line in shown(plan):
        print(line)
    if report is None:
        return
    text = as_json(plan) if report.suffix == ".json" else markdown(plan)
    try:
        files.replace(report, text.encode("utf-8", "replace"))
    except OSError as error:
        message = f"{report} cannot be written ({error})"
        raise UsageError(message) from error


def has_work(remarks: Iterable[Remark]) -> bool:
    """Tell whether a person has something to do."""
    return any(remark.kind.has_work for remark in remarks)


def shown(plan: Plan, *, with_pages: bool = True) -> Iterator[str]:
    """Give the lines for a terminal: the pages with what leads to them, then the remarks."""
    for page in plan.pages if with_pages else ():
        yield from _of_page(page)
    for address, target in plan.led_on.items():
        yield f"{address} -> {target}"
    for kind, remarks in by_kind(plan.remarks).items():
        yield f"{kind.title} ({len(remarks)}):"
        yield from (f"  {_line(remark)}" for remark in remarks[:MOST_SHOWN])
        if len(remarks) > MOST_SHOWN:
            yield f"  … and {len(remarks) - MOST_SHOWN} more: `--report FILE` has them all"


def _of_page(page: Page) -> Iterator[str]:
    yield f"{page.source} -> {page.path}"
    for alias in page.aliases:
        yield f"  {alias}"
    for path, source in page.files.items():
        yield f"  {source if isinstance(source, str) else 'fetched'} -> {path}"


def _line(remark: Remark) -> str:
    place = f"{remark.path}:{remark.line}" if remark.line else remark.path
    return f"{place}: {remark.message}" if place else remark.message


def markdown(plan: Plan) -> str:
    """Give the report as Markdown."""
    lines = ["# Import", "", f"{len(plan.pages)} posts, {len(plan.remarks)} remarks.", ""]
    for kind, remarks in by_kind(plan.remarks).items():
        to_do = "" if kind.has_work else ", nothing to do"
        lines += [f"## {kind.title} ({len(remarks)}{to_do})", ""]
        lines += [f"- {_line(remark)}" for remark in remarks] + [""]
    lines += ["## Posts", ""]
    for page in plan.pages:
        lines.append(f"- `{page.source}` is `{page.path}`")
        lines += [f"  - `{alias}`" for alias in page.aliases]
    if plan.led_on:
        lines += ["", "## Addresses that the ledger leads on", ""]
        lines += [f"- `{address}` to `{target}`" for address, target in plan.led_on.items()]
    return "\n".join(lines) + "\n"


def as_json(plan: Plan) -> str:
    """Give the report as JSON."""
    value = {
        "posts": [
            {
                "source": page.source, "path": page.path, "addresses": list(page.aliases),
                "draft": page.is_draft,
            }
            for page in plan.pages
        ],
        "led_on": dict(plan.led_on),
        "remarks": [
            {
                "kind": kind.id, "title": kind.title, "to_do": kind.has_work, "count": len(remarks),
                "items": [
                    {"path": one.path, "line": one.line, "message": one.message} for one in remarks
                ],
            }
            for kind, remarks in by_kind(plan.remarks).items()
        ],
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
