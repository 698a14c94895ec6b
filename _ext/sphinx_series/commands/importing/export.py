"""Reading an export, a folder or a zip, that may be hostile.

Nothing is unpacked: files are read by name, each below a limit, and no path leads out.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .model import Kind, Remark, without_reserved

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FILES = 20_000
LARGEST_FILE = 20 * 2**20  # bytes
LARGEST_TEXT = 2**20  # bytes
LARGEST_EXPORT = 2 * 2**30  # bytes
LARGEST_BLOG = 2**28  # bytes; a file that is a whole blog
HIGHEST_RATIO = 200  # of a file's size in a zip to what it takes there
_OF_BLOGS = frozenset({"content", "_posts", "_drafts", "posts"})
# What macOS packs beside the files.
_OF_FINDER = re.compile(r"^__MACOSX/|(?:^|/)(?:\._[^/]*|\.DS_Store)$")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SMALL = 2**20  # bytes; text of nothing but spaces packs well and does no harm


# What Python raises where a zip is damaged, or of a kind that it does not know.
_BROKEN = (OSError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error)


class ExportError(Exception):
    """The export cannot be read at all; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Export:
    """The files of an export, by their paths with slashes; ``remarks`` says what was left out.

    ``blogs`` is the suffix of files that hold a whole blog each, ``""`` where none does.
    """

    root: Path
    files: dict[str, int | zipfile.ZipInfo]
    remarks: tuple[Remark, ...] = ()
    blogs: str = ""

    def __contains__(self, path: object) -> bool:
        return path in self.files

    def below(self, folder: str) -> Iterator[str]:
        """Give the paths below a folder, in order; ``""`` for all."""
        prefix = f"{folder}/" if folder else ""
        return (path for path in sorted(self.files) if path.startswith(prefix))

    def read(self, path: str) -> bytes:
        """Read a file.

        Raises:
            ExportError: it is larger than it says, damaged, encrypted, or gone.
        """
        entry = self.files[path]
        most = _most(path, self.blogs)
        try:
            if isinstance(entry, int):
                with (self.root / path).open("rb") as file:
                    content = file.read(most + 1)
            else:
                # What a zip says of sizes may be a lie; no more than that is read.
                with zipfile.ZipFile(self.root) as archive, archive.open(entry) as packed:
                    content = packed.read(most + 1)
        except (*_BROKEN, RuntimeError, EOFError) as error:
            message = f"{path} cannot be read ({error})"
            raise ExportError(message) from error
        if len(content) > most:
            message = f"{path} is larger than {most >> 20} MiB"
            raise ExportError(message)
        return content

    def text(self, path: str) -> str:
        """Read a text.

        Raises:
            ExportError: it cannot be read, or is larger than a post can be.
        """
        content = self.read(path)
        if len(content) > LARGEST_TEXT:
            message = f"{path} is larger than {LARGEST_TEXT >> 20} MiB, which no post is"
            raise ExportError(message)
        return decode(content)


def decode(content: bytes) -> str:
    """Read a text; what is no UTF-8 is taken for Windows' old Western encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    return without_reserved(text.replace("\r\n", "\n").replace("\r", "\n"))


def without_controls(content: bytes) -> bytes:
    """Take out what no XML may hold, and editors of blogs let through."""
    return _CONTROLS.sub(b"", content)


def open_export(path: Path, *, blogs: str = "") -> Export:
    """List the files of a folder or a zip.

    Args:
        path: the folder or zip.
        blogs: the suffix of files that hold a whole blog: one of them may be all of the export.

    Raises:
        ExportError: it is neither, or larger than an export can be.
    """
    if path.is_dir():
        return _of_folder(path, blogs)
    if blogs and path.suffix.lower() == blogs and path.is_file():
        return Export(root=path.parent, files={path.name: path.stat().st_size}, blogs=blogs)
    try:
        with zipfile.ZipFile(path) as archive:
            return _of_zip(path, archive.infolist(), blogs)
    except _BROKEN as error:
        message = f"{path} is no folder and no readable zip ({error})"
        raise ExportError(message) from error


def _most(path: str, blogs: str) -> int:
    """Give the most bytes that a file may have."""
    return LARGEST_BLOG if blogs and path.lower().endswith(blogs) else LARGEST_FILE


def _of_folder(root: Path, blogs: str) -> Export:
    """List a folder; links are left out, for they may lead anywhere."""
    files: dict[str, int | zipfile.ZipInfo] = {}
    remarks = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in [*names, *links]:
            file = Path(folder, name)
            path = file.relative_to(root).as_posix()
            if file.is_symlink():
                remarks.append(_left_out(path, "is a link, which may lead out of the export"))
            elif file.is_file():
                files[path] = file.stat().st_size
        _limit(len(files))
    found, too_large = _without_large(files, blogs)
    return Export(root=root, files=found, remarks=(*remarks, *too_large), blogs=blogs)


def _of_zip(root: Path, entries: list[zipfile.ZipInfo], blogs: str) -> Export:
    """List a zip; what climbs out, is a link, or unpacks to far more than it is, is left out."""
    _limit(len(entries))
    files: dict[str, int | zipfile.ZipInfo] = {}
    remarks = []
    for entry in entries:
        why = _rejected(entry, files)
        if why:
            remarks.append(_left_out(entry.filename, why))
        elif not entry.is_dir():
            files[entry.filename] = entry
    total = sum(entry.file_size for entry in files.values() if not isinstance(entry, int))
    if total > LARGEST_EXPORT:
        message = f"{root} unpacks to more than {LARGEST_EXPORT >> 30} GiB"
        raise ExportError(message)
    found, too_large = _without_large(_below_common_folder(files), blogs)
    return Export(root=root, files=found, remarks=(*remarks, *too_large), blogs=blogs)


def _below_common_folder(
    files: dict[str, int | zipfile.ZipInfo],
) -> dict[str, int | zipfile.ZipInfo]:
    """Take away a folder that all files are in, as in a zip of a repository, and a Finder's own."""
    files = {path: entry for path, entry in files.items() if not _OF_FINDER.search(path)}
    folders = {path.partition("/")[0] for path in files}
    if len(folders) != 1 or folders & _OF_BLOGS or any("/" not in path for path in files):
        return files
    return {path.partition("/")[2]: entry for path, entry in files.items()}


def _rejected(entry: zipfile.ZipInfo, known: dict[str, int | zipfile.ZipInfo]) -> str:
    name = entry.filename
    parts = name.removesuffix("/").split("/")
    if "\\" in name or ":" in parts[0] or any(part in {"", ".", ".."} for part in parts):
        return "has a path that leads out of the export"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link, which may lead out of the export"
    if name in known:
        return "is in the zip twice"
    if entry.file_size > _SMALL and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
        return "unpacks to far more than it is, as no post or picture does"
    return ""


def _limit(count: int) -> None:
    if count > MOST_FILES:
        message = f"the export has more than {MOST_FILES:,} files: name the folder of the blog"
        raise ExportError(message)


def _without_large(
    files: dict[str, int | zipfile.ZipInfo], blogs: str
) -> tuple[dict[str, int | zipfile.ZipInfo], list[Remark]]:
    sizes = {
        path: entry if isinstance(entry, int) else entry.file_size for path, entry in files.items()
    }
    kept = {path: entry for path, entry in files.items() if sizes[path] <= _most(path, blogs)}
    return kept, [
        _left_out(path, f"is larger than {_most(path, blogs) >> 20} MiB")
        for path in files
        if path not in kept
    ]


def _left_out(path: str, why: str) -> Remark:
    return Remark(kind=Kind.LEFT_OUT, path=path, line=0, message=f"left out: it {why}")
