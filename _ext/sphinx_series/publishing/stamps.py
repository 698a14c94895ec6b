"""What the last build made its outputs of, so that the next need not make them to compare.

A stamp lies beside the doctrees, as it holds times. It names everything that outputs are made of
and the files as they were left, and keeps the problems, which are reported at every build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_series_base.problems import Place, Problem
from sphinx_series_base.state import read_json, relied_on, replace_json

from sphinx_series.core.problems import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Stamp:
    """The stamp of one builder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def problems(self, sources: str, files: str) -> list[Problem] | None:
        """Give the problems of the last build if it had these sources and left these files."""
        stored = read_json(self.path)
        try:
            if stored["sources"] != sources or stored["files"] != files:
                return None
            return [
                Kind[kind].at(Place(path=path, line=line), message)
                for kind, path, line, message in stored["problems"]
            ]
        except (KeyError, TypeError, ValueError):
            return None

    def remove(self) -> None:
        """Before anything is written: a build that is killed leaves no stamp."""
        with relied_on(self.path):
            self.path.unlink(missing_ok=True)

    def set(self, sources: str, files: str, problems: Iterable[Problem]) -> None:
        """Put the stamp beside what was made."""
        rows = [(one.kind.name, one.place.path, one.place.line, one.message) for one in problems]
        stored = {"sources": sources, "files": files, "problems": rows}
        replace_json(self.path, stored)
