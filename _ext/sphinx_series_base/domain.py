"""A domain that keeps a record of each page that uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from sphinx.domains import Domain

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from sphinx.environment import BuildEnvironment

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

    def note_labels(self, env: BuildEnvironment, kinds: Collection[str]) -> None:
        """Give objects a label of the standard domain, for projects without the extension.

        Those that an earlier build gave are taken back first: an object can go while its page is
        not read again.
        """
        standard = env.domains.standard_domain
        for label, place in self.data.get("labels", {}).items():
            if standard.anonlabels.get(label) == place:
                del standard.anonlabels[label]
                standard.labels.pop(label, None)
        given: dict[str, tuple[str, str]] = {}
        for name, title, kind, docname, anchor, _ in self.get_objects():
            if kind in kinds:
                label = f"{kind}-{name}".lower()
                given[label] = (docname, anchor)
                standard.note_hyperlink_target(label, docname, anchor, title)
        self.data["labels"] = given

    def clear_doc(self, docname: str) -> None:
        """Forget what was noted while the page was read."""
        self.pages.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what a worker noted."""
        self.pages.update(
            (docname, page) for docname, page in otherdata["pages"].items() if docname in docnames
        )
