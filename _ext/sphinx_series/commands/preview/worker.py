"""The other end of the connection to the process that builds."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from . import building

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from collections.abc import Set as AbstractSet
    from datetime import date

    from .building import Ended, Ready, Request, Shown

    Message: TypeAlias = Ready | Shown | Ended

# A process from the start, without anything of this one.
_PROCESSES = multiprocessing.get_context("spawn")
# Seconds for a build to end by itself: after one that is cut off, every page is written again.
_PATIENCE = 5


class LoadError(Exception):
    """There can be no build, as conf.py or an extension cannot be loaded; the text says why."""


class Worker:
    """A process that has read conf.py, and builds as it was then."""

    def __init__(self, request: Request) -> None:
        self.connection, theirs = _PROCESSES.Pipe()
        self.process = _PROCESSES.Process(target=building.main, args=(theirs, request))
        self.process.start()
        theirs.close()
        self.day = _today()

    async def prepare(self) -> Ready:
        """Wait until the next build can begin, and give what has been read for it.

        Raises:
            LoadError: none can.
            EOFError: the process was ended by someone else.
        """
        message = await self._receive()
        if isinstance(message, building.Ended):
            text = f"{message.messages}{message.error}"
            raise LoadError(text)
        assert isinstance(message, building.Ready)  # noqa: S101 - nothing else comes here
        self.read = message
        return message

    def is_current(self, changed: AbstractSet[str]) -> bool:
        """Tell whether it is there, and conf.py as it was when it was read; days change dates."""
        is_as_read = self.read.of_conf.isdisjoint(changed) and self.day == _today()
        return is_as_read and self.process.is_alive()

    async def build(self, changed: AbstractSet[str]) -> AsyncIterator[Shown | Ended]:
        """Build, and yield what it comes to: its pages, and its end.

        Raises:
            LoadError: the builder cannot be made.
            EOFError: the process was ended by someone else.
        """
        if not self.read.of_builder.isdisjoint(changed):
            self.connection.send(False)  # noqa: FBT003 - what the process is asked
            await self.prepare()
        self.connection.send(True)  # noqa: FBT003
        is_over = False
        while not is_over:
            message = await self._receive()
            assert not isinstance(message, building.Ready)  # noqa: S101 - it comes before
            is_over = isinstance(message, building.Ended)
            yield message

    async def _receive(self) -> Message:
        loop = asyncio.get_running_loop()
        arrived = loop.create_future()
        loop.add_reader(self.connection, arrived.set_result, None)
        try:
            await arrived
        finally:
            loop.remove_reader(self.connection)
        try:
            message: Message = self.connection.recv()
        except OSError as error:
            raise EOFError from error
        return message

    async def stop(self) -> None:
        """End the process, after the build that it may be doing, unless that takes long."""
        self.connection.close()
        await asyncio.to_thread(self.process.join, _PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.join()


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
