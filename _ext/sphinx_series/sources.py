"""What a project's files say before anything is built: read alike by builds and by commands."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from sphinx.util.matching import patmatch
from sphinx_series_base.problems import Place
from sphinx_series_base.settings import where_set

from .core.addresses import elsewhere, ledger
from .core.model import State
from .core.names import register
from .core.names.register import Register
from .core.problems import Kind
from .core.shards import Document
from .core.sources import frontmatter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_series_base.problems import Problem

    from .config import Options
    from .core.addresses.elsewhere import Resolve
    from .core.addresses.ledger import Record
    from .core.model import Post
    from .core.sources.frontmatter import Habits, Page


# The command that makes the file of a setting.
_MADE_BY = {"series_ledger": "urls", "series_names": "names"}


def read_text(path: Path) -> str:
    """Read a source as Sphinx does: what is no UTF-8 is replaced."""
    return path.read_text(encoding="utf-8-sig", errors="replace")


def read_list(path: Path) -> str:
    """Read a file that people keep by hand, with or without a byte order mark.

    Raises:
        OSError: it cannot be read.
        UnicodeError: it is no UTF-8; the text says what it is and what to do.
    """
    content = path.read_bytes()
    # Text of UTF-16 has such bytes, text of UTF-8 has none.
    if b"\0" not in content:
        with suppress(UnicodeError):
            return content.decode("utf-8-sig")
    found = "UTF-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "no UTF-8"
    message = f"it is {found}: save it as UTF-8"
    raise UnicodeError(message)


def parse_page(
    text: str, path: Path, docname: str, suffixes: Mapping[str, str], habits: Habits
) -> Page:
    """Read the front matter of a source.

    Args:
        text: the source.
        path: its file.
        docname: its document name.
        suffixes: the kind of source of each suffix, as in ``source_suffix``.
        habits: how the authors of the project write.
    """
    return frontmatter.parse(
        text, docname=docname, path=str(path), markup=_markup_of(path, suffixes), habits=habits
    )


def _markup_of(path: Path, suffixes: Mapping[str, str]) -> frontmatter.Markup:
    """Tell how a source says what it is; a notebook does, whatever extension reads it."""
    if path.suffix == ".ipynb":
        return "notebook"
    suffix = next(suffix for suffix in suffixes if path.name.endswith(suffix))
    return "rst" if suffixes[suffix] == "restructuredtext" else "yaml"


def is_hidden(page: Page, options: Options) -> bool:
    """Tell whether a build leaves a page out: a draft, or a post of the future or of the past."""
    state = page.state(options.clock)
    waits = state in {State.DRAFT, State.SCHEDULED}
    return state is State.EXPIRED or (waits and not options.drafts)


def shard_document(page: Page, size: int) -> Document:
    """Say of a document, and of the size of its source, what decides in which shard it is."""
    return Document(docname=page.docname, size=size, post=page.post)


def posts_of(pages: Mapping[str, Page], options: Options) -> dict[str, Post]:
    """Give the posts among pages; one that names no author has those of its folder."""
    return {name: _with_author(page.post, options) for name, page in pages.items() if page.post}


def _with_author(post: Post, options: Options) -> Post:
    if post.authors:
        return post
    for pattern, authors in options.default_authors.items():
        if patmatch(post.docname, pattern):
            return replace(post, authors=authors)
    return post


def read_ledger(
    options: Options, srcdir: Path, confdir: Path, resolve: Resolve = elsewhere.as_written
) -> tuple[list[Record], list[Problem]]:
    """Read the ledger; one that is set and missing is a problem.

    Args:
        options: the configuration.
        srcdir: the source folder.
        confdir: the folder of conf.py.
        resolve: finds posts of other projects.
    """
    if not options.ledger:
        return [], []
    path = srcdir / options.ledger
    try:
        return ledger.parse(read_list(path), str(path), resolve)
    except (OSError, UnicodeError) as error:
        what = f"the ledger {options.ledger!r}"
        where, message = _unreadable(what, path, "series_ledger", confdir, error)
        return [], [Kind.LEDGER.at(where, message)]


def read_names(options: Options, srcdir: Path, confdir: Path, resolve: Resolve) -> Register:
    """Read the file of names, as `read_ledger` does the ledger."""
    if not options.names:
        return Register()
    path = srcdir / options.names
    try:
        return register.parse(read_list(path), str(path), resolve)
    except (OSError, UnicodeError) as error:
        what = f"the file of names {options.names!r}"
        where, message = _unreadable(what, path, "series_names", confdir, error)
        return Register(problems=(Kind.NAMES.at(where, message),))


def _unreadable(
    what: str, path: Path, setting: str, confdir: Path, error: OSError | UnicodeError
) -> tuple[Place, str]:
    """Say where it is seen that a file of records cannot be read, and what to do."""
    if isinstance(error, UnicodeError):
        return Place(path=str(path), line=1), f"{what} cannot be read: {error}"
    made = f"make it with `sphinx-series {_MADE_BY[setting]} --record`"
    return where_set(confdir, setting), (
        f"{what} cannot be read ({error}): correct `{setting}`, or {made}"
    )


def scheduled(pages: Mapping[str, Page], options: Options) -> list[str]:
    """Say of each post that is left out until its date when that is.

    Args:
        pages: the front matter of each source, by its path.
        options: the configuration with its clock.
    """
    return [
        f"{path} is scheduled for {page.post.date.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for path, page in sorted(pages.items())
        if page.post and not options.drafts and page.post.state(options.clock) is State.SCHEDULED
    ]
