"""What a Catalogue is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_series.core.model import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sphinx_series.core.model import Author, Post, Request, Site, State
    from sphinx_series.core.sources.frontmatter import Page


@dataclass(kw_only=True)
class Sources:
    """What a Catalogue is made of.

    Args:
        titles: the title of each document that the build has.
        markup: the same as the builder shows it, where that differs.
        posts: the posts among them, by docname.
        states: whether each is published, and each of those that are left out.
        hidden: the pages that this build leaves out: drafts, scheduled posts, those that expired.
        requests: what each page's directives declare and ask for.
        topics: how topics are written: id to title.
        authors: the known authors, by their ids.
        author: who wrote what names nobody.
        bylines: whether posts bear the names of their authors; None where there are several.
        sites: the other projects, by their names.
        is_home: whether feeds tell of the posts of other projects too.
        now: the moment of the build, for what is due; None where nothing is.
    """

    titles: Mapping[str, str]
    posts: Mapping[str, Post]
    markup: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    hidden: Mapping[str, Page] = field(default_factory=dict)
    requests: Mapping[str, Sequence[Request]] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)
    author: Author = NOBODY
    bylines: bool | None = None
    sites: Mapping[str, Site] = field(default_factory=dict)
    is_home: bool = False
    now: datetime | None = None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Say which known name the author may have meant."""
    close = get_close_matches(name, sorted(known), cutoff=0.75)
    return f" (did you mean {close[0]!r}?)" if close else ""
