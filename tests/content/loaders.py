"""Files of other programs among the blocks of pages, each read by the program that it is for.

A block is such a file by its caption, which names it, or by its language. The program says what is
wrong in it; of what it asks of this machine, only that is made which the page takes for given.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Final

from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .pages import Block, Page


@dataclass(frozen=True, kw_only=True)
class Loader:
    """A program of `need.py`, what it does to files, and how it is told to.

    `is_its` knows its files. `load` takes the program, the text of a file and an empty folder, and
    yields what the program says against it.
    """

    program: str
    does: str
    is_its: Callable[[Block], bool]
    load: Callable[[str, str, Path], Iterator[str]]


def loaded(page: Page) -> Iterator[tuple[Block, Loader]]:
    """Yield the blocks that a program of the checks reads as its own files, with the program."""
    for block in page.blocks:
        for loader in LOADERS:
            if loader.is_its(block):
                yield block, loader


def faults(block: Block, loader: Loader, program: str, folder: Path) -> Iterator[Fault]:
    """Let a program read a block, and give what it says against it."""
    for said in loader.load(program, block.text, folder):
        yield Fault(line=block.line, message=f"{loader.program}: {said}")


def _named(pattern: str) -> Callable[[Block], bool]:
    return lambda block: fnmatch(block.file, pattern)


def _from_scratch(block: Block) -> bool:
    """Tell whether a block is an image that begins with nothing, so that no other is fetched."""
    begins = re.findall(r"^FROM (\S+)", block.text, re.MULTILINE)
    return block.language == "dockerfile" and set(begins) == {"scratch"}


def _fio(program: str, text: str, folder: Path) -> Iterator[str]:
    """Let fio read jobs, and do none."""
    file = _written(folder / "jobs.fio", text)
    done = _run(program, "--parse-only", file)
    if done.returncode:
        yield from done.stderr.splitlines()[:1]


def _systemd(program: str, text: str, folder: Path) -> Iterator[str]:
    """Let systemd read what a service that is otherwise whole is given besides.

    It goes on where it does not know a key, and says so.
    """
    extra = _written(folder / "a.service.d" / "extra.conf", text)
    unit = _written(folder / "a.service", "[Service]\nExecStart=/bin/true\n")
    done = _run(program, "verify", "--man=no", unit)
    yield from (line for line in done.stderr.splitlines() if str(extra) in line)


def _sysctl(program: str, text: str, folder: Path) -> Iterator[str]:
    """Look for each key in the kernel of this machine, and set none."""
    file = _written(folder / "a.conf", text)
    yield from _run(program, "--dry-run", f"--load={file}").stderr.splitlines()


def _findmnt(program: str, text: str, folder: Path) -> Iterator[str]:
    """Read a table of mounts, whose folders are there."""
    table = re.sub(r"^(\S+\s+)\S+", rf"\g<1>{folder}", text, flags=re.MULTILINE)
    file = _written(folder / "fstab", table)
    done = _run(program, "--verify", "--verbose", f"--tab-file={file}")
    yield from re.findall(r"\[[EW]\] (.*)", done.stdout + done.stderr)


def _redis(program: str, text: str, folder: Path) -> Iterator[str]:
    """Start Redis on a socket, until it takes questions or ends."""
    file = _written(folder / "redis.conf", text)
    command = (program, file, "--port", "0", "--unixsocket", "socket", "--dir", folder)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout is not None
        said = []
        for line in server.stdout:
            said.append(line.strip())
            if "to accept connections" in line:
                server.terminate()
                return
    yield " ".join(said[-3:])


def _buildah(program: str, text: str, folder: Path) -> Iterator[str]:
    """Build an image of the files that it copies, without what the machine keeps of images."""
    file = _written(folder / "context" / "Dockerfile", text)
    for names in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for name in names.split():
            _written(file.parent / name, name)
    done = _run(
        program, "--storage-driver=vfs", f"--root={folder}/kept", f"--runroot={folder}/run",
        "build", "--isolation=chroot", f"--file={file}", file.parent,
    )  # fmt: skip
    if done.returncode:
        yield from done.stderr.splitlines()[-1:]


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


LOADERS: Final = (
    Loader(
        program="buildah",
        does="built by Buildah from files of its names",
        is_its=_from_scratch,
        load=_buildah,
    ),
    Loader(program="findmnt", does="read by findmnt", is_its=_named("/etc/fstab"), load=_findmnt),
    Loader(program="fio", does="its jobs read by fio", is_its=_named("*.fio"), load=_fio),
    Loader(program="redis", does="loaded by Redis", is_its=_named("redis.conf"), load=_redis),
    Loader(
        program="sysctl",
        does="its keys looked up by sysctl",
        is_its=_named("/etc/sysctl.d/*.conf"),
        load=_sysctl,
    ),
    Loader(
        program="systemd",
        does="read by systemd",
        is_its=_named("/etc/systemd/system/*.conf"),
        load=_systemd,
    ),
)
