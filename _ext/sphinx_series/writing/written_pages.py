"""The Views with which pages were last written, kept for each output folder in a file of its own.

Sphinx stores its environment before it writes pages, so after a killed build the environment claims
what was never written. This file is replaced after the writing, and a mark stands while a build is
in progress: one that is left over means that every page is written again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_series_base.state import read_json, relied_on, replace_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LONGEST_END = 1024  # bytes, which a theme may have behind the end


@dataclass(slots=True, kw_only=True)
class WrittenPage:
    """What one page showed when it was last written.

    ``view`` is a digest of its View, ``read`` when the page had been read, in Sphinx's measure.
    ``references`` leads from each place that the page refers to, as ``docname#anchor``, to a digest
    of what it shows of it. ``unresolved`` is a digest of all names there were, where the page
    refers to one that was not among them. ``old_uses`` are the path, line and text of each problem
    with a name that has become another.
    """

    view: str
    read: int
    references: dict[str, str] = field(default_factory=dict)
    unresolved: str = ""
    old_uses: tuple[tuple[str, int, str], ...] = ()


class ViewStore:
    """The Views of one output folder, as they were written last, and the digest of all of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mark = path.with_suffix(".writing")
        self.is_trusted = not self.mark.exists()
        self.views_digest, self.pages = self._read() if self.is_trusted else ("", {})

    def _read(self) -> tuple[str, dict[str, WrittenPage]]:
        try:
            views_digest, stored = read_json(self.path)
            return views_digest, {
                docname: WrittenPage(
                    view=view,
                    read=read,
                    references=references,
                    unresolved=unresolved,
                    old_uses=tuple(map(tuple, old_uses)),
                )
                for docname, (view, read, references, unresolved, old_uses) in stored.items()
            }
        except (ValueError, TypeError, AttributeError):
            return "", {}

    def begin(self) -> None:
        """Set the mark."""
        with relied_on(self.mark):
            self.mark.parent.mkdir(parents=True, exist_ok=True)
            self.mark.touch()

    def finish(self, views_digest: str, pages: Mapping[str, WrittenPage]) -> None:
        """Replace the file and take the mark away."""
        if (views_digest, pages) != (self.views_digest, self.pages) or not self.path.exists():
            stored = {
                name: (page.view, page.read, page.references, page.unresolved, page.old_uses)
                for name, page in pages.items()
            }
            replace_json(self.path, [views_digest, stored])
        with relied_on(self.mark):
            self.mark.unlink(missing_ok=True)


def has_end(file: Path) -> bool:
    """Tell whether a page of HTML has its end, which one has not whose writing failed."""
    try:
        with file.open("rb") as page:
            page.seek(max(0, file.stat().st_size - _LONGEST_END))
            return b"</html" in page.read()
    except OSError:
        return False
