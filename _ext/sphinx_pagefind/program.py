"""Pagefind itself: where its program is, and one run of it."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Pagefind's Python wrapper looks in the same places, and loads asyncio to do so.
_PACKAGES = ("pagefind_bin_extended", "pagefind_bin")
_PROGRAMS = ("pagefind_extended", "pagefind")


# Languages that put no space between words: only the extended program knows where one ends.
_WITHOUT_SPACES = ("ja", "th", "zh")


class PagefindError(Exception):
    """Pagefind could not make an index; the text is what it said."""


def find() -> Path | None:
    """Give the program: that of an installed package, else one on the path."""
    for name in _PACKAGES:
        with suppress(ImportError, FileNotFoundError):
            return Path(import_module(name).get_executable())
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return Path(found) if found else None


def needs_extended(program: Path, language: str) -> bool:
    """Tell whether the program takes a whole run of letters of this language for one word."""
    return language.split("-", maxsplit=1)[0] in _WITHOUT_SPACES and "extended" not in program.name


def run(
    program: Path, documents: Path, out: Path, *, language: str, ignored: Iterable[str]
) -> None:
    """Make the index of a folder of documents.

    Args:
        program: Pagefind.
        documents: a folder; it is the working directory too, so that no other settings are read.
        out: the folder of the index, which is made.
        language: of all documents, as a code like ``en``.
        ignored: CSS selectors of what is not indexed.

    Raises:
        PagefindError: it cannot be started, or it failed.
    """
    command = [str(program), "--quiet", "--site", str(documents), "--output-path", str(out)]
    command += ["--force-language", language]
    for selector in ignored:
        command += ["--exclude-selectors", selector]
    try:
        done = subprocess.run(  # noqa: S603 - the program is Pagefind, the arguments are ours
            command, cwd=documents, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise PagefindError(str(error)) from error
    if done.returncode:
        raise PagefindError((done.stderr or done.stdout).strip())
