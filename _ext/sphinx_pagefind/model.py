"""What other extensions say about pages, and what readers choose from: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Entry:
    """What the index holds of a page besides its text; listeners of `pagefind-entries` change it.

    ``filters`` has the values by which a reader can narrow a search, by the filter's name;
    ``facts`` are short texts that results show below the title. A page that ``is_hidden`` is not
    found.
    """

    title: str
    filters: dict[str, list[str]] = field(default_factory=dict)
    facts: list[str] = field(default_factory=list)
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a filter, and the page, where there is one, that lists what has it."""

    value: str
    title: str
    docname: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A filter as the search page offers it."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def lists(self) -> tuple[Option, ...]:
        """The options that have a page of their own."""
        return tuple(option for option in self.options if option.docname)
