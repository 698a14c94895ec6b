"""What references show of their targets: the titles of documents, the names of anchors."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from docutils.nodes import make_id
from sphinx_series_base.digest import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment


class ReferenceTexts:
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


def names_of(env: BuildEnvironment) -> Iterator[tuple[str, str, str]]:
    """Give every name that a reference can use: its document, its anchor, and what it shows."""
    for domain in env.domains.sorted():
        for name, shown, kind, docname, anchor, _ in domain.get_objects():
            yield docname, anchor, f"{domain.name}:{kind}:{name}={shown}"
    for docname, metadata in env.metadata.items():
        # MyST's slugs of headings: the line, the id and the text of each.
        for slug, (_, anchor, title) in metadata.get("myst_slugs", {}).items():
            yield docname, anchor, f"#{slug}={title}"
    yield from _numbers(env)


def _numbers(env: BuildEnvironment) -> Iterator[tuple[str, str, str]]:
    """Give the numbers of equations, figures and sections in the same form."""
    for label, (docname, equation) in env.domains.math_domain.equations.items():
        yield docname, make_id(f"equation-{label}"), f"equation {equation}"
    for docname, kinds in env.toc_fignumbers.items():
        for numbers in kinds.values():
            for anchor, number in numbers.items():
                yield docname, anchor, f"figure {number}"
    for docname, numbers in env.toc_secnumbers.items():
        for anchor, number in numbers.items():
            yield docname, anchor.removeprefix("#"), f"section {number}"
