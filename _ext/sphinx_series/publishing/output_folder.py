"""The one writer of files that are no pages.

It keeps a manifest of what it wrote, so that it tells its own files from the site's and removes
what is no longer wanted. Who can put files into the folder can change the manifest and put links in
the place of folders: so each path is looked at when something is done to it, and stays inside.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from sphinx_series_base import files
from sphinx_series_base.digest import digest
from sphinx_series_base.state import remember

from sphinx_series.core.addresses.addresses import key as key_of
from sphinx_series.core.addresses.redirect_pages import MARK
from sphinx_series.core.addresses.server_rules import as_json
from sphinx_series.core.addresses.taken import Taken
from sphinx_series.output_paths import MANIFEST, UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

_LARGEST_PAGE = 8192  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyOutput:
    """A file that takes work to make, like a feed of whole pages: it is made where it must be.

    ``source`` is a digest of all that it is made from but pages; ``is_stale`` where one of those
    was written in this build.
    """

    source: str
    make: Callable[[], str | bytes]
    is_stale: bool = False


Output: TypeAlias = "str | LazyOutput"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    """What the last build wrote: a digest of each output, and the files of its documents.

    ``sources`` are those of derived files. Such files can be large, and have their size for a
    digest. ``unfinished`` while something is being written: a build that was killed leaves it so.
    """

    outputs: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    unfinished: bool = False


class OutputFolder:
    """The output folder: tells the site's own files from ours, and writes no other."""

    def __init__(self, root: Path, copy: Path, *, is_foreign: bool = False) -> None:
        """Take over what the last build left.

        Args:
            root: the folder.
            copy: the file of the copy of the manifest, which counts where that cannot be read.
            is_foreign: whether the project itself brings a file of the manifest's name.
        """
        self.root = root
        self.copy = copy
        # What cannot be done, by path.
        self.refused: dict[str, str] = {}
        # Files that could not be removed; the next build tries again.
        self._left: set[str] = set()
        found = None if is_foreign else _read_manifest(self.root / MANIFEST)
        self.is_damaged = not is_foreign and found is None and (self.root / MANIFEST).exists()
        found = found or _read_manifest(self.copy)
        self.is_known = found is not None
        self.last = found or _Manifest()
        self.was_interrupted = self.last.unfinished
        self.documents: frozenset[str] = frozenset()
        # What files were like before anybody wrote.
        self._before: dict[str, tuple[int, int]] = {}
        # What was found in files of ours; it is looked up twice for each.
        self._found: dict[str, str] = {}

    def names(self, *, besides: Path) -> frozenset[str]:
        """Give all files that are not in *besides*, relative to the folder."""
        return frozenset(_names(str(self.root), str(besides))) - {MANIFEST, UNFINISHED}

    def foreign(self, names: Iterable[str]) -> set[str]:
        """Give those files that are not ours.

        A file of ours that something else has written since is not ours any more.
        """
        return {name for name in names if not self._is_ours(name)}

    def state(self, names: Iterable[str]) -> str:
        """Give a digest of all names, of the times and sizes of files of ours, of the documents."""
        files = [(name, self._status(name)) for name in sorted(names)]
        return digest(repr((files, sorted(self.documents))))

    def _status(self, name: str) -> tuple[int, int]:
        return self._status_of(name) if name in self.last.outputs else (0, 0)

    def _status_of(self, name: str) -> tuple[int, int]:
        try:
            status = os.stat(f"{self.root}/{name}")  # noqa: PTH116
        except OSError:  # there is none, or a link that leads nowhere
            return 0, 0
        return status.st_mtime_ns, status.st_size

    def _is_ours(self, path: str) -> bool:
        if path in self.documents:
            return False
        if not self.is_known:
            return self._looks_like_ours(path)
        last = self.last.outputs.get(path)
        if last is None:
            return False
        return self.was_interrupted or self._holds(path, last)

    def _looks_like_ours(self, path: str) -> bool:
        """Tell whether a file is a redirect page, if the manifest is lost or of another version."""
        file = self.root / path
        if file.suffix != ".html" or file.is_symlink() or not file.is_file():
            return False
        return file.stat().st_size < _LARGEST_PAGE and MARK.encode() in file.read_bytes()

    def _holds(self, path: str, wanted: str) -> bool:
        if path not in self._found:
            self._found[path] = self._digest_of(path)
        return self._found[path] == wanted

    def _digest_of(self, path: str) -> str:
        """Give the digest of a file; none where there is no such file."""
        try:
            # A path object for each of many thousand files would take longer than reading them.
            name = f"{self.root}/{path}"
            status = os.stat(name)  # noqa: PTH116
            if path in self.last.sources:
                return _size(status.st_size)
            if not stat.S_ISREG(status.st_mode):
                return ""
            with open(name, "rb") as file:  # noqa: PTH123
                return digest(file.read())
        except OSError:
            return ""

    def begin(self, documents: Iterable[str]) -> None:
        """Note the files of the documents before they are written.

        Until all is written the manifest names old and new files, so that a build that is killed on
        the way leaves none that a later one would not know.
        """
        self.documents = frozenset(documents)
        if self.documents != self.last.documents:
            both = self.documents | self.last.documents
            self._write_manifest(replace(self.last, documents=both, unfinished=True))

    def watch(self, paths: Iterable[str]) -> None:
        """Before others write: note what files are like that we may write."""
        self._before = {path: self._status_of(path) for path in paths}

    def of_others(self) -> set[str]:
        """Give the watched files that somebody else has written since."""
        return {path for path, status in self._before.items() if self._status_of(path) != status}

    def make_way(self, own: Iterable[str]) -> None:
        """Remove what is in the way of others, before they write.

        Those are files of documents that are gone, which Sphinx leaves, and files of ours where
        documents and the project's *own* files need a folder, or need a name that is a folder's.
        """
        for path in sorted(self.last.documents - self.documents):
            self._remove(path)
        taken = Taken([*self.documents, *own])
        for path in self.last.outputs:
            if taken.obstacle(path) and self._is_ours(path):
                self._remove(path)

    def write(self, outputs: Mapping[str, Output]) -> None:
        """Write what changed and remove what is not wanted any more."""
        unwanted = [path for path in self.last.outputs if path not in outputs]
        unwanted = [path for path in unwanted if self._is_ours(path)]
        changed = {path: out for path, out in outputs.items() if not self._is_current(path, out)}
        digests = {path: self.last.outputs.get(path, "") for path in outputs}
        if unwanted or changed:
            both = {**self.last.outputs, **digests}
            self._write_manifest(
                replace(self.last, outputs=both, documents=self._documents(), unfinished=True)
            )
        for path in unwanted:
            self._remove(path)
        for path, output in changed.items():
            digests[path] = self._write(path, output)
        digests = {path: made for path, made in digests.items() if made}
        sources = {path: out.source for path, out in outputs.items() if isinstance(out, LazyOutput)}
        sources = {path: source for path, source in sources.items() if path in digests}
        digests |= {path: self.last.outputs[path] for path in unwanted if path in self._left}
        documents = self._documents()
        self._write_manifest(_Manifest(outputs=digests, sources=sources, documents=documents))

    def _documents(self) -> frozenset[str]:
        """Give the files of documents, with those of former ones that could not be removed."""
        return self.documents | (self._left & self.last.documents)

    def renew(self, outputs: Mapping[str, LazyOutput]) -> None:
        """Make some files again, and leave all others and what they are made from."""
        if not outputs:
            return
        self._write_manifest(replace(self.last, unfinished=True))
        digests = {path: self._write(path, output) for path, output in outputs.items()}
        sources = {path: output.source for path, output in outputs.items()}
        self._write_manifest(
            replace(
                self.last,
                outputs={**self.last.outputs, **digests},
                sources={**self.last.sources, **sources},
                unfinished=False,
            )
        )

    def keep_manifest(self) -> None:
        """Put the manifest back where somebody removed it or put another one in its place."""
        self._write_manifest(self.last)

    def _is_current(self, path: str, output: Output) -> bool:
        """Tell whether the last build left a file as it is to be."""
        last = self.last.outputs.get(path)
        if last is None or self.was_interrupted:
            return False
        if isinstance(output, str):
            return self._holds(path, digest(_encoded(output)))
        is_same = not output.is_stale and self.last.sources.get(path) == output.source
        return is_same and self._holds(path, last)

    def _write_manifest(self, manifest: _Manifest) -> None:
        text = as_json(
            {
                "unfinished": manifest.unfinished,
                "documents": sorted(manifest.documents),
                "outputs": dict(sorted(manifest.outputs.items())),
                "sources": dict(sorted(manifest.sources.items())),
            }
        ).encode("utf-8", "surrogatepass")
        self.last = manifest
        # Somebody may have put another one there since it was read.
        if (self.root / MANIFEST).is_symlink():
            (self.root / MANIFEST).unlink()
        # Of a build that is killed nothing stays in the folder that nobody removes.
        for path, beside in ((self.root / MANIFEST, self.root / UNFINISHED), (self.copy, None)):
            if not path.is_file() or path.read_bytes() != text:
                remember(path, text, beside=beside)

    def _write(self, path: str, output: Output) -> str:
        """Write a file and give its digest; ``""`` where it cannot be written."""
        content = _encoded(output if isinstance(output, str) else output.make())
        file = self.root / path
        try:
            if self._is_document(path):
                return ""
            if not self._is_inside(file) or file.is_symlink():
                self.refused[path] = "a link in the output folder leads elsewhere: remove the link"
                return ""
            file.parent.mkdir(parents=True, exist_ok=True)
            files.replace(file, content, beside=self.root / UNFINISHED)
        except OSError as error:
            self.refused[path] = f"{error.strerror or error}: make room for it"
            return ""
        self._found.pop(path, None)
        return digest(content) if isinstance(output, str) else _size(len(content))

    @cached_property
    def _real_root(self) -> Path:
        return self.root.resolve()

    def _is_document(self, path: str) -> bool:
        """Tell whether the file system takes a path for that of a document, spelled otherwise."""
        page = self._spelled.get(key_of(path))
        if page is None:
            return False
        return (self.root / path).exists() and (self.root / path).samefile(self.root / page)

    @cached_property
    def _spelled(self) -> dict[str, str]:
        return {key_of(path): path for path in self.documents}

    def _is_inside(self, file: Path) -> bool:
        """Tell whether a file lies in the folder now, wherever its own folder is a link to."""
        try:
            return file.parent.resolve().is_relative_to(self._real_root)
        except (OSError, RuntimeError):  # links that lead in a circle
            return False

    def _remove(self, path: str) -> None:
        """Remove a file, and the folders that it leaves empty."""
        self._found.pop(path, None)
        file = self.root / path
        if not self._is_inside(file):
            self.refused[path] = "a link in the output folder leads elsewhere: remove the link"
            return
        try:
            # It is gone, or a folder now, or below a file: so it is not what the last build wrote.
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                file.unlink()
            for folder in file.parents:
                if folder == self.root or folder.is_symlink() or not folder.is_dir():
                    break
                if any(folder.iterdir()):
                    break
                folder.rmdir()
        except OSError as error:
            self.refused[path] = f"{error.strerror or error}: remove it"
            self._left.add(path)


def _names(folder: str, besides: str, start: str = "") -> Iterator[str]:
    """Give the files below a folder, each by what follows *start*, the folder's own name."""
    # Path objects for each of many thousand files would take longer than asking for them.
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = f"{start}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.path != besides:
                    yield from _names(entry.path, besides, f"{name}/")
            elif not (entry.is_symlink() and os.path.isdir(entry.path)):  # noqa: PTH112
                yield name


def _read_manifest(path: Path) -> _Manifest | None:
    """Read a manifest; None where there is none that any build has written."""
    try:
        stored = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        outputs, sources = dict(stored["outputs"]), dict(stored["sources"])
        documents, unfinished = frozenset(stored["documents"]), stored["unfinished"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    texts = [*outputs.values(), *sources.values()]
    is_ours = (
        all(map(_is_below, [*outputs, *sources, *documents]))
        and all(isinstance(text, str) for text in texts)
        and isinstance(unfinished, bool)
    )
    if not is_ours:
        return None
    return _Manifest(outputs=outputs, sources=sources, documents=documents, unfinished=unfinished)


def _is_below(path: object) -> bool:
    """Tell whether a path leads to a file below a folder, and to nothing else."""
    if not isinstance(path, str) or "\0" in path or os.path.splitdrive(path)[0]:
        return False
    parts = path.replace(os.sep, "/").split("/")
    return path not in {MANIFEST, UNFINISHED} and {"", ".", ".."}.isdisjoint(parts)


def _encoded(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "replace")


def _size(size: int) -> str:
    return f"{size} bytes"
