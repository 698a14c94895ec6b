"""Pagefind's index, for tests to look at."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_SIGNATURE = b"pagefind_dcd"


def found(out: Path) -> dict[str, dict[str, Any]]:
    """Read all that the index holds, by the address of each page."""
    pages = {}
    for path in (out / "_pagefind/fragment").iterdir():
        page = json.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE))
        pages[page["url"]] = page
    return pages
