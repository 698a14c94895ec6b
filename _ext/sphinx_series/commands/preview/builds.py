"""Builds at each change, and what is to be said of the last one."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .building import Ended
from .changes import Changes
from .worker import LoadError, Worker

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .building import Request, Shown

_LOST = "The process that builds was ended, and another one too. The next save tries again."


@dataclass(frozen=True, kw_only=True)
class State:
    """What pages are told: which build they are of, and what there is to say of the last one.

    If ``pages`` are named, only these are of this build yet, and the others of that ``before``.
    The ``text`` is what the build warned of, or why there is none, if ``is_failure``. While it is
    not ``is_done``, there is something to do, be it only the search index.
    """

    build: str
    before: str = ""
    pages: tuple[str, ...] = ()
    text: str = ""
    is_failure: bool = False
    is_done: bool = False

    def build_of(self, page: str) -> str:
        """Give the build that a page is of, which is named as a file in the output folder."""
        return self.build if not self.pages or page in self.pages else self.before


class Builds:
    """Keeps a folder as a build of its sources would make it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.started = time.time_ns()
        self.number = 0
        self.worker: Worker | None = None
        self.read: set[str] = set()
        self.trees: tuple[str, ...] = ()
        self.state = State(build="")
        self.is_told = asyncio.Event()

    def tell(self, state: State) -> None:
        """Let everybody who waits know."""
        self.state = state
        told, self.is_told = self.is_told, asyncio.Event()
        told.set()

    async def run(self) -> None:
        """Build, and again at every change."""
        request = self.request
        async with asyncio.TaskGroup() as tasks:
            self.changes = Changes(tasks, apart=[request.out, request.doctrees])
            self.changes.watch([str(request.source)])
            changed: set[str] = set()
            while True:
                await self._build(changed)
                changed = await self.changes.next()
                while not self._matter(changed):
                    self.tell(replace(self.state, is_done=True))
                    changed = await self.changes.next()

    def _matter(self, changed: AbstractSet[str]) -> bool:
        """Tell whether a build may come to something else, which no log makes it."""
        if not self.worker:
            return True
        suffixes = self.worker.read.suffixes
        return any(
            path.endswith(suffixes)
            or path in self.read
            or os.path.isdir(path)  # noqa: PTH112 - there is one more in it, or one less
            or path.startswith(self.trees)
            for path in changed
        )

    async def _build(self, changed: AbstractSet[str]) -> None:
        """Build, and prepare the next build."""
        self.tell(replace(self.state, is_done=False))
        try:
            try:
                await self._attempt(changed)
            except EOFError:  # someone has ended the process: once more, with another
                await self.stop()
                await self._attempt(changed)
        except LoadError as error:
            await self._lose(str(error))
        except EOFError:
            await self._lose(_LOST)
        self.tell(replace(self.state, is_done=not self.changes.are_there.is_set()))

    async def _attempt(self, changed: AbstractSet[str]) -> None:
        begun = time.perf_counter()
        self.number += 1
        worker = await self._current(changed)
        async for message in worker.build(changed):
            if isinstance(message, Ended):
                self.read |= message.read
                self._end(message, time.perf_counter() - begun)
            else:
                self._show(message)
        await self._prepare(worker)

    async def _current(self, changed: AbstractSet[str]) -> Worker:
        """Give a process that is as it would be if it began now."""
        if self.worker and not self.worker.is_current(changed):
            await self.stop()
        if not self.worker:
            self.worker = Worker(self.request)
            await self._prepare(self.worker)
        return self.worker

    async def _prepare(self, worker: Worker) -> None:
        read = await worker.prepare()
        known = read.of_conf | read.of_builder | read.of_pages
        self.read |= known
        folders = filter(os.path.isdir, read.of_pages)
        self.trees = tuple(f"{folder}{os.sep}" for folder in folders)
        self.changes.watch(known)

    def _show(self, shown: Shown) -> None:
        """Tell which pages are there: those that were edited, and later the others."""
        build, last = f"{self.started}-{self.number}", self.state
        before = last.before if last.build == build else last.build
        self.tell(State(build=build, before=before, pages=shown.pages, text=shown.messages))

    def _end(self, ended: Ended, seconds: float) -> None:
        text = f"{ended.messages}{ended.error}"
        if ended.error:
            self._fail(text)
            return
        print(f"built in {seconds:.1f} s")
        self.tell(replace(self.state, text=text, is_failure=False))

    async def _lose(self, text: str) -> None:
        self._fail(text)
        await self.stop()

    def _fail(self, text: str) -> None:
        print(text, file=sys.stderr)
        self.tell(replace(self.state, text=text, is_failure=True))

    async def stop(self) -> None:
        """End the process that builds."""
        worker, self.worker = self.worker, None
        if worker:
            await worker.stop()
