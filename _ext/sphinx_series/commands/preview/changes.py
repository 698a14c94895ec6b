"""Which files have changed since this was asked before."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from watchfiles import Change, DefaultFilter, awatch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from watchfiles.main import FileChange

# Milliseconds in which nothing more may change before it is told: an editor may write twice.
_STEP = 20


class _Filter(DefaultFilter):
    """Programs' own files are no changes, nor are those that other builds write."""

    ignore_dirs = (*DefaultFilter.ignore_dirs, "_build")


class Changes:
    """The paths of changed files; and of the folders in which there is one more, or one less."""

    def __init__(self, tasks: asyncio.TaskGroup, apart: Iterable[Path]) -> None:
        self.tasks = tasks
        self.filter = _Filter(ignore_paths=[f"{path}{os.sep}" for path in apart])
        self.trees: set[str] = set()
        self.folders: set[str] = set()
        self.found: set[str] = set()
        self.are_there = asyncio.Event()

    def watch(self, paths: Iterable[str]) -> None:
        """Watch these, too: folders with all that is in them, and files."""
        for path in sorted(paths):
            if any(path == tree or path.startswith(f"{tree}{os.sep}") for tree in self.trees):
                continue
            if os.path.isdir(path):  # noqa: PTH112 - of many, as texts
                self.trees.add(path)
                self.tasks.create_task(self._collect(path, is_tree=True))
            elif (folder := os.path.dirname(path)) not in self.folders:  # noqa: PTH120
                # A file that is replaced by another one is known by its folder.
                self.folders.add(folder)
                self.tasks.create_task(self._collect(folder, is_tree=False))

    async def _collect(self, folder: str, *, is_tree: bool) -> None:
        async for changes in awatch(
            folder,
            watch_filter=self.filter,
            step=_STEP,
            recursive=is_tree,
            ignore_permission_denied=True,
        ):
            self._note(changes)

    def _note(self, changes: Iterable[FileChange]) -> None:
        for change, path in changes:
            self.found.add(os.path.realpath(path))
            if change is not Change.modified:
                self.found.add(os.path.realpath(os.path.dirname(path)))  # noqa: PTH120
        self.are_there.set()

    async def next(self) -> set[str]:
        """Wait until there are any, and give them."""
        await self.are_there.wait()
        self.are_there.clear()
        found, self.found = self.found, set()
        return found
