"""What the harness has to know of a site generator."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bench.corpus import Corpus, Post

Command: TypeAlias = "Callable[[Build], list[str]]"
Emit: TypeAlias = "Callable[[Corpus], dict[str, str]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One run of a tool: its program, its folders, and how many processes it may use."""

    program: Path
    source: Path
    out: Path
    state: Path
    jobs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A site generator in one configuration.

    ``emit`` gives the files of a project, ``command`` what builds it, ``page`` the path of a post's
    page in the output. What a tool needs is either a file of ``requirements`` or a ``program``.
    """

    name: str
    label: str
    emit: Emit
    command: Command
    page: Callable[[Post], str]
    requirements: str = ""
    program: str = ""
    shows: tuple[str, ...] = ()
    """Distributions whose versions the report names."""

    environment: Mapping[str, str] = field(default_factory=dict)
    parallel: bool = True
    """Whether it takes a number of processes; otherwise it is measured once, as it comes."""

    largest: int = 10_000
    """The largest size at which it is measured unless it is named."""

    once_from: int | None = None
    """From which size on it is measured once, and the result is kept."""

    volatile: tuple[re.Pattern[bytes], ...] = ()
    """What differs between any two builds, and is no sign of a stale page."""


def front_matter(**values: object) -> str:
    """Give a block of YAML; JSON is YAML, so no value needs care. What is empty is left out."""
    lines = (f"{key}: {json.dumps(value)}\n" for key, value in values.items() if value)
    return f"---\n{''.join(lines)}---\n\n"
