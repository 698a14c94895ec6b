"""A built site as it lies in its folder: what its pages have that others can refer to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .core.addresses import addresses
from .core.names import pages
from .core.names.pages import Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class BuiltPages:
    """Reads pages of a folder, each once.

    Args:
        folder: the output folder of a builder of HTML.
        stored: what `store` gave of an earlier build: what is not changed since is not read.
    """

    def __init__(self, folder: Path, stored: object = None) -> None:
        self.folder = folder
        self.stored: Mapping[str, Any] = stored if isinstance(stored, dict) else {}
        self.found: dict[str, Page | None] = {}
        self.states: dict[str, tuple[int, int]] = {}

    def page(self, address: str) -> Page | None:
        """Give the page of an address; None where there is none."""
        if address not in self.found:
            path = addresses.file_of(address)
            self.found[address] = self._page(path) if addresses.has_page(address) else None
        return self.found[address]

    def _page(self, path: str) -> Page | None:
        # A path object for each of many thousand files would take longer than reading them.
        file = f"{self.folder}/{path}"
        try:
            status = os.stat(file)  # noqa: PTH116
            self.states[path] = state = (status.st_mtime_ns, status.st_size)
            known = _restored(self.stored.get(path), state)
            if known:
                return known
            with open(file, encoding="utf-8", errors="replace") as opened:  # noqa: PTH123
                return pages.read(opened.read())
        except (OSError, ValueError):
            return None

    def store(self) -> dict[str, list[object]]:
        """Give what was read, for the next build."""
        read = {addresses.file_of(address): page for address, page in self.found.items() if page}
        return {
            path: [
                *self.states[path],
                " ".join(sorted(page.ids)),
                " ".join(page.marked),
                " ".join(f"{twin} {id_}" for twin, id_ in page.twins.items()),
                page.refresh,
                page.is_gone,
            ]
            for path, page in sorted(read.items())
        }


def _restored(stored: Any, state: tuple[int, int]) -> Page | None:  # noqa: ANN401 - JSON
    """Give a page as it was read before, if its file is the same; None else."""
    try:
        time, size, ids, marked, twins, refresh, is_gone = stored
        if (time, size) != state:
            return None
        pairs = iter(twins.split())
        return Page(
            ids=frozenset(ids.split()),
            marked=tuple(marked.split()),
            twins=dict(zip(pairs, pairs, strict=True)),
            refresh=refresh,
            is_gone=is_gone,
        )
    except (TypeError, ValueError, AttributeError):
        return None
