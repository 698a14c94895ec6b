"""Faults at each change that something makes to files: a kill, a full disk, a refusal.

What is tried runs in a copy of the process. An audit hook of Python sees each call there that
changes a file, whoever makes it, so each is counted, and one of them meets the fault. A copy that
is killed cleans nothing up.
"""

from __future__ import annotations

import errno
import io
import json
import os
import resource
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError, SphinxError

if TYPE_CHECKING:
    from collections.abc import Callable

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# What the hook is told of, besides files that are opened.
_CHANGES = frozenset({
    "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
})  # fmt: skip
# The bytes that a file may still get on a full disk: so it is cut short, and not only missing.
_ROOM = 16


@dataclass(frozen=True)
class Fault:
    """What happens at one change: the error of the system, at this one alone or from there on.

    Without an error the process is killed. A disk without room opens and renames as before.
    """

    name: str
    error: int = 0
    lasts: bool = False
    only: frozenset[str] = frozenset()
    is_without_room: bool = False


FAULTS = (
    Fault("kill"),
    Fault("full", is_without_room=True, only=frozenset({"open"})),
    Fault("quota", errno.EDQUOT),
    Fault("refused", errno.EACCES),
    Fault("read-only", errno.EROFS, lasts=True),
    Fault("rename", errno.EIO, only=frozenset({"os.rename"})),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How it ended: whether the fault was met, at what, and what was said.

    ``status`` is what was given. ``error`` is the traceback that a person would see, and
    ``is_of_sphinx`` where Sphinx's own code raised it.
    """

    is_met: bool
    is_killed: bool = False
    changed: str = ""
    status: object = None
    said: str = ""
    error: str = ""
    is_of_sphinx: bool = False


@dataclass
class Hook:
    """Counts the changes below a folder, and strikes at one; ``note`` is told of it before."""

    folder: str
    fault: Fault
    left: int
    changed: str = ""
    is_off: bool = False
    note: Callable[[str], None] = lambda _changed: None

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an audit event."""
        if self.is_off or not self._is_change(event, arguments):
            return
        self.left -= 1
        if self.left == 0:
            self.changed = f"{event} {arguments[0]}"
            self.note(self.changed)
        if self.left == 0 or (self.left < 0 and self.fault.lasts):
            self._strike(str(arguments[0]))

    def _is_change(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(path, str | os.PathLike) or not flags & _WRITING:
                return False
        elif event not in _CHANGES:
            return False
        if self.fault.only and event not in self.fault.only:
            return False
        return str(Path(os.fsdecode(arguments[0])).absolute()).startswith(self.folder)

    def _strike(self, path: str) -> None:
        if self.fault.is_without_room:
            resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, resource.RLIM_INFINITY))
        elif self.fault.error:
            raise OSError(self.fault.error, os.strerror(self.fault.error), path)
        else:
            os._exit(9)


def tried(action: Callable[[], object], fault: Fault, place: int, folder: Path) -> Outcome:
    """Do something that meets a fault at one of its changes below a folder, counted from 1.

    What it gives is to be some JSON.
    """
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(receiving)
            os.write(sending, json.dumps(_told(action, Hook(str(folder), fault, place))).encode())
        finally:
            os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as told:
        found = json.loads(told.read() or b'{"is_met": true, "is_killed": true}')
    os.waitpid(child, 0)
    return Outcome(**found)


def _told(action: Callable[[], object], hook: Hook) -> dict[str, object]:
    said, status, error, is_of_sphinx = io.StringIO(), None, "", False
    sys.addaudithook(hook)
    with redirect_stdout(said), redirect_stderr(said):
        try:
            status = action()
        except SystemExit as ended:
            status = ended.code
        except Exception as raised:  # noqa: BLE001 - whatever it is, the test shows it
            if isinstance(raised, SphinxError) and not isinstance(raised, ExtensionError):
                said.write(f"{type(raised).__name__}: {raised}")
            else:
                error = "".join(traceback.format_exception(raised))
                is_of_sphinx = _is_of_sphinx(raised)
    hook.is_off = True
    return {
        "is_met": hook.left <= 0, "changed": hook.changed, "status": status,
        "said": said.getvalue(), "error": error, "is_of_sphinx": is_of_sphinx,
    }  # fmt: skip


def _is_of_sphinx(error: BaseException) -> bool:
    """Tell whether Sphinx's own code raised it, and none of an extension that it called."""
    while error.__cause__:
        error = error.__cause__
    files = [Path(frame.filename).parts for frame in traceback.extract_tb(error.__traceback__)]
    callers = [parts for parts in files if "sphinx" in parts or "_ext" in parts]
    return bool(callers) and "_ext" not in callers[-1]
