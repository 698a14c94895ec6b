"""Problems as a command prints them: for people, for programs, and for GitHub."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx_series_base.problems import Problem

# GitHub's runner ends a command at a line break, and a property at a comma or colon.
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def as_text(problems: Iterable[Problem]) -> str:
    """Give a line for each problem: file, line, message and kind."""
    return "".join(
        f"{problem.place.path}:{problem.place.line}: {problem.message} "
        f"[series.{problem.kind.value}]\n"
        for problem in problems
    )


def as_json(problems: Iterable[Problem]) -> str:
    """Give a list of objects with the keys ``path``, ``line``, ``kind`` and ``message``."""
    found = [
        {
            "path": problem.place.path,
            "line": problem.place.line,
            "kind": f"series.{problem.kind.value}",
            "message": problem.message,
        }
        for problem in problems
    ]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def as_github(problems: Iterable[Problem]) -> str:
    """Give workflow commands of GitHub Actions, which shows them at the lines of a change."""
    return "".join(
        f"::error file={problem.place.path.translate(_PROPERTY)},line={problem.place.line},"
        f"title=series.{problem.kind.value}::{problem.message.translate(_DATA)}\n"
        for problem in problems
    )


FORMATS: Mapping[str, Callable[[Iterable[Problem]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}
