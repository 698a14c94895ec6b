"""A domain that keeps a record of each page that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from sphinx.domains import Domain

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .problems import Problem


class Record(Protocol):
    """What was noted while one page was read."""

    problems: list[Problem]


_Record = TypeVar("_Record", bound=Record)


class RecordDomain(Domain, Generic[_Record]):
    """Keeps a record of each page, by docname, with the environment.

    ``record`` is the class of a record; one that is new is empty. ``initial_data`` has ``pages``.
    """

    record: type[_Record]

    @property
    def pages(self) -> dict[str, _Record]:
        """What was noted for each page that uses the domain."""
        return self.data["pages"]  # type: ignore[no-any-return]

    def page(self, docname: str) -> _Record:
        """Give the record of a page that is being read."""
        return self.pages.setdefault(docname, self.record())

    def note_problem(self, docname: str, problem: Problem) -> None:
        """Record a mistake found while reading; it is reported at every build."""
        self.page(docname).problems.append(problem)

    def clear_doc(self, docname: str) -> None:
        """Forget what was noted while the page was read."""
        self.pages.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what a worker noted."""
        self.pages.update(
            (docname, page) for docname, page in otherdata["pages"].items() if docname in docnames
        )
