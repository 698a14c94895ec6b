"""Files that a person or a later build relies on: written whole, and by one process at a time.

What is written lies beside its place until it is whole, and is renamed then. So a process that is
killed at any moment, or that meets a full disk, leaves the file as it was.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # there are no such locks on Windows, where nobody waits for others
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# The folders that this process has, each with the descriptor that holds its lock.
_held: dict[Path, int] = {}


def replace(path: Path, content: str | bytes, *, beside: Path | None = None) -> None:
    """Write a file whole, in the place of the one that is there; its mode, or a link to it, stays.

    Args:
        path: the file.
        content: what it is to hold; a text is written as UTF-8.
        beside: where it lies until it is whole, on the same file system; by default beside *path*.

    Raises:
        OSError: it cannot be written; what was there is as it was.
        UnicodeError: the text has characters that no file can hold.
    """
    if isinstance(content, str):
        content = content.encode()
    path = path.resolve()
    mode = _mode_of(path)
    new = beside or path.with_name(f".{path.name[:100]}.{os.getpid()}.new")
    try:
        _write(new, content, mode)
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def create(path: Path, content: str | bytes) -> None:
    """Write a new file whole.

    Raises:
        OSError: it cannot be written, or there is one.
        UnicodeError: the text has characters that no file can hold.
    """
    with alone(path.parent):
        if os.path.lexists(path):
            message = f"{path} is here already"
            raise FileExistsError(message)
        replace(path, content)


def _mode_of(path: Path) -> int | None:
    """Give the mode of the file that is to be replaced; None where there is none."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        message = f"{path} is no file"
        raise OSError(message)
    if not os.access(path, os.W_OK):
        message = f"{path} may not be written"
        raise PermissionError(message)
    return stat.S_IMODE(mode)


def _write(path: Path, content: bytes, mode: int | None) -> None:
    # A link at this name would lead elsewhere.
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(content)
    if mode is not None:
        path.chmod(mode)


@contextmanager
def alone(folder: Path, waits: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Be the only process that changes files of a folder; who comes second waits.

    Within this the process is alone already. ``waits`` is as for `lock`.
    """
    if folder.resolve() in _held:
        yield
        return
    lock(folder, waits)
    try:
        yield
    finally:
        unlock(folder)


def lock(folder: Path, waits: Callable[[], None]) -> None:
    """Wait until no other process has a folder, and have it until `unlock`.

    ``waits`` is called once where another process has it. What this process has already, for a
    build that never came to its end, it takes anew. Some file systems know no locks.
    """
    unlock(folder)
    if fcntl is None or not folder.is_dir():
        return
    opened = _held[folder.resolve()] = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits()
            fcntl.flock(opened, fcntl.LOCK_EX)


def unlock(folder: Path) -> None:
    """Let others have a folder."""
    opened = _held.pop(folder.resolve(), None)
    if opened is not None:
        # Said, for the workers of a build have the folder open as well.
        with suppress(OSError):
            fcntl.flock(opened, fcntl.LOCK_UN)
        os.close(opened)
