"""The Views with which pages were last written, kept for each builder in a file of its own.

Sphinx stores its environment before it writes pages, so after a killed build the environment claims
what was never written. This file is replaced after the writing, and a mark stands while a build is
in progress: one that is left over means that every page is written again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_series.core.digest import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


@dataclass(slots=True, kw_only=True)
class Written:
    """What one page showed when it was last written.

    ``view`` is a digest of its View, ``read`` when the page had been read, in Sphinx's measure.
    ``references`` leads from each place that the page refers to, as ``docname#anchor``, to a digest
    of what it shows of it. ``unresolved`` is a digest of all names there were, where the page
    refers to one that was not among them.
    """

    view: str
    read: int
    references: dict[str, str] = field(default_factory=dict)
    unresolved: str = ""


class ViewStore:
    """The Views of one builder, as they were written last, and the edition that they are of."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mark = path.with_suffix(".writing")
        self.is_trusted = not self.mark.exists()
        self.edition, self.pages = self._read() if self.is_trusted else ("", {})

    def _read(self) -> tuple[str, dict[str, Written]]:
        try:
            edition, stored = json.loads(self.path.read_text(encoding="utf-8"))
            return edition, {
                docname: Written(view=view, read=read, references=references, unresolved=unresolved)
                for docname, (view, read, references, unresolved) in stored.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return "", {}

    def begin(self) -> None:
        """Set the mark."""
        self.mark.parent.mkdir(parents=True, exist_ok=True)
        self.mark.touch()

    def finish(self, edition: str, pages: Mapping[str, Written]) -> None:
        """Replace the file and take the mark away."""
        if (edition, pages) != (self.edition, self.pages) or not self.path.exists():
            stored = {
                name: (page.view, page.read, page.references, page.unresolved)
                for name, page in pages.items()
            }
            new = self.path.with_suffix(".new")
            new.write_text(json.dumps([edition, stored]), encoding="utf-8")
            new.replace(self.path)
        self.mark.unlink(missing_ok=True)


class Faces:
    """What documents show to others: their titles, and the names of their anchors.

    Args:
        titles: the title of each document, as markup.
        names: every name that refers to an anchor: the docname, the anchor (``""`` for the
            document itself), and the name with the text that it shows.
    """

    def __init__(self, titles: Mapping[str, str], names: Iterable[tuple[str, str, str]]) -> None:
        self.titles = titles
        self._names = names

    @cached_property
    def names(self) -> Mapping[str, Sequence[str]]:
        """The names by the place that they lead to, ``docname#anchor``."""
        found: dict[str, list[str]] = {}
        for docname, anchor, name in self._names:
            found.setdefault(f"{docname}#{anchor}", []).append(name)
        return found

    def of(self, place: str) -> str:
        """Give what a place, ``docname#anchor``, shows."""
        title = self.titles.get(place.partition("#")[0], "")
        return repr((title, sorted(self.names.get(place, ()))))

    @cached_property
    def all_names(self) -> str:
        """A digest of all names, for pages that refer to one which was not among them."""
        return digest(repr(sorted((place, sorted(names)) for place, names in self.names.items())))
