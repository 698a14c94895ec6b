"""Links between files. The build checks roles; of a plain link it looks at pages only."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from mdit_py_plugins.anchors.index import slugify

from .pages import Fault, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .pages import Page


def lead_somewhere(page: Page) -> Iterator[Fault]:
    """Check the links that name a file of the source tree, or a heading in a page."""
    for text in page.texts:
        for piece in text.pieces:
            target = urlsplit(piece.text) if piece.kind == "link" else None
            if not target or target.scheme or target.netloc:
                continue
            file = page.root / page.path.parent / unquote(target.path) if target.path else None
            file = file or page.root / page.path
            if not file.is_file():
                yield Fault(line=piece.line, message=f"there is no file {target.path}")
            elif target.fragment and target.fragment not in _anchors(page.root, file):
                message = f"no heading of {file.name} has the anchor #{target.fragment}"
                yield Fault(line=piece.line, message=message)


@cache
def _anchors(root: Path, file: Path) -> set[str]:
    page = read(root, file.relative_to(root))
    return {slugify(str(heading)) for heading in page.headings}
