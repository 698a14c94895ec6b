"""Which paths of a folder are taken: a file stands in the way of a folder, and the reverse.

Paths are told apart by their keys: what one file system takes for two names is one on another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .addresses import key as key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_NAME = 255
"""How many bytes a name on a path may have, as file systems have it."""

# What leaves room for the folders above, in the 4096 bytes that Linux takes.
_LONGEST_PATH = 2048


class Taken:
    """The files of a folder, and the folders that they need."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self.files: dict[str, str] = {}
        self.folders: dict[str, str] = {}
        for path in paths:
            self.add(path)

    def add(self, path: str) -> None:
        """Note a file."""
        key = key_of(path)
        self.files.setdefault(key, path)
        for folder in parents(key):
            self.folders.setdefault(folder, path)

    def obstacle(self, path: str) -> str:
        """Give the file that is in the way of another one; ``""`` where none is.

        It is a file where a folder would have to be, or one below the path.
        """
        key = key_of(path)
        below = self.folders.get(key)
        return below or next(filter(None, map(self.files.get, parents(key))), "")


def without_room(
    wanted: Iterable[str], documents: Iterable[str], others: Iterable[str]
) -> dict[str, str]:
    """Give the files that cannot lie in a folder, each with what is in its way.

    Args:
        wanted: the files, of which each is in the way of those after it; a name that is too long is
            in its own.
        documents: the files of documents, which are named before others.
        others: what else is there.
    """
    taken = Taken([*sorted(documents), *sorted(others)])
    blocked: dict[str, str] = {}
    for path in wanted:
        obstacle = taken.obstacle(path) if can_be(path) else path
        if obstacle:
            blocked[path] = obstacle
        else:
            taken.add(path)
    return blocked


def unplaced(
    documents: Iterable[tuple[str, Iterable[str]]], others: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Give the documents whose files no folder can hold beside those before them, each with why.

    Args:
        documents: each with its files in the output folder, the home page first: there is no build
            without that.
        others: the files that are no documents'.
    """
    pages, doctrees = Taken(others), Taken(["environment.pickle"])
    for number, (docname, own) in enumerate(documents):
        paths = [*((path, pages) for path in own), (f"{docname}.doctree", doctrees)]
        why = next(filter(None, (_why_not(path, taken) for path, taken in paths)), "")
        if why and number:
            yield docname, f"this document is left out: {why}"
            continue
        for path, taken in paths:
            taken.add(path)


def _why_not(path: str, taken: Taken) -> str:
    if not can_be(path):
        return f"{path!r} has a name that is no UTF-8 or over {LONGEST_NAME} bytes long: rename it"
    other = taken.obstacle(path)
    if other:
        return (
            f"its file {path!r} and {other!r} cannot be in one folder, as a file and a folder "
            "would have one name: rename one of them"
        )
    return ""


def parents(key: str) -> list[str]:
    """Give the folders that a file stands in."""
    folders = key.split("/")[:-1]
    return ["/".join(folders[: end + 1]) for end in range(len(folders))]


def can_be(path: str) -> bool:
    """Tell whether a file can have a path everywhere: no name is too long or has a NUL."""
    try:
        names = [name.encode() for name in path.split("/")]
    except UnicodeError:
        return False
    is_short = max(map(len, names)) <= LONGEST_NAME and sum(map(len, names)) <= _LONGEST_PATH
    return is_short and "\0" not in path
