"""The one writer of files that are no pages.

It keeps a manifest of what it wrote, so that it tells its own files from the site's and removes
what is no longer wanted.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sphinx_series_base.digest import digest

from sphinx_series.core.addresses.redirect_pages import MARK
from sphinx_series.core.addresses.server_rules import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MANIFEST = ".series-outputs.json"

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

    def __init__(self, root: Path) -> None:
        self.root = root
        found = self._read_manifest()
        self.is_known = found is not None
        self.last = found or _Manifest()
        self.was_interrupted = self.last.unfinished
        self.documents: frozenset[str] = frozenset()
        # What was found in files of ours; it is looked up twice for each.
        self._found: dict[str, str] = {}

    def _read_manifest(self) -> _Manifest | None:
        try:
            stored = json.loads((self.root / MANIFEST).read_text(encoding="utf-8"))
            return _Manifest(
                outputs=dict(stored["outputs"]),
                sources=dict(stored["sources"]),
                documents=frozenset(stored["documents"]),
                unfinished=stored["unfinished"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def files(self, *, besides: Path) -> set[str]:
        """Give the files that are not ours, relative to the folder, and not in *besides*.

        A file of ours that something else has written since is not ours any more.
        """
        return {path for path in self._names(besides) if not self._is_ours(path)}

    def state(self, *, besides: Path) -> str:
        """Give a digest of all names, of the times and sizes of files of ours, of the documents."""
        files = [(name, self._status(name)) for name in sorted(self._names(besides))]
        return digest(repr((files, sorted(self.documents))))

    def _status(self, name: str) -> tuple[int, int]:
        if name not in self.last.outputs:
            return 0, 0
        try:
            status = os.stat(f"{self.root}/{name}")  # noqa: PTH116
        except OSError:  # a link that leads nowhere
            return 0, 0
        return status.st_mtime_ns, status.st_size

    def _names(self, besides: Path) -> set[str]:
        found: set[str] = set()
        for folder, folders, names in os.walk(self.root):
            if besides.parent == Path(folder):
                folders[:] = [name for name in folders if name != besides.name]
            relative = "" if folder == str(self.root) else f"{os.path.relpath(folder, self.root)}/"
            found.update(f"{relative}{name}".replace(os.sep, "/") for name in names)
        return found - {MANIFEST}

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
        is_small_page = file.suffix == ".html" and file.stat().st_size < _LARGEST_PAGE
        return is_small_page and MARK.encode() in file.read_bytes()

    def _holds(self, path: str, wanted: str) -> bool:
        if path not in self._found:
            self._found[path] = self._digest_of(path)
        return self._found[path] == wanted

    def _digest_of(self, path: str) -> str:
        """Give the digest of a file; none where there is no such file."""
        try:
            # A path object for each of many thousand files would take longer than reading them.
            name = f"{self.root}/{path}"
            if path in self.last.sources:
                return _size(os.stat(name).st_size)  # noqa: PTH116
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

    def remove_documents(self) -> None:
        """Remove the files of documents that are gone; Sphinx leaves them."""
        for path in self.last.documents - self.documents:
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
                replace(self.last, outputs=both, documents=self.documents, unfinished=True)
            )
        for path in unwanted:
            self._remove(path)
        for path, output in changed.items():
            digests[path] = self._write(path, output)
        sources = {path: out.source for path, out in outputs.items() if isinstance(out, LazyOutput)}
        self._write_manifest(_Manifest(outputs=digests, sources=sources, documents=self.documents))

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
        if manifest != self.last:
            stored = {
                "unfinished": manifest.unfinished,
                "documents": sorted(manifest.documents),
                "outputs": dict(sorted(manifest.outputs.items())),
                "sources": dict(sorted(manifest.sources.items())),
            }
            (self.root / MANIFEST).write_text(as_json(stored), encoding="utf-8")
            self.last = manifest

    def _write(self, path: str, output: Output) -> str:
        """Write a file and give its digest."""
        content = _encoded(output if isinstance(output, str) else output.make())
        file = self.root / path
        # A link in the output folder may lead out of it; the plan cannot know.
        if file.parent.resolve().is_relative_to(self._real_root) and not file.is_symlink():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            self._found.pop(path, None)
        return digest(content) if isinstance(output, str) else _size(len(content))

    @cached_property
    def _real_root(self) -> Path:
        return self.root.resolve()

    def _remove(self, path: str) -> None:
        """Remove a file, and the folders that it leaves empty."""
        self._found.pop(path, None)
        file = self.root / path
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def _encoded(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "replace")


def _size(size: int) -> str:
    return f"{size} bytes"
