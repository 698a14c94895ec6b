"""Which paths of a folder are taken: a file stands in the way of a folder, and the reverse.

Paths are told apart by their keys: what one file system takes for two names is one on another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .addresses import key as key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

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
