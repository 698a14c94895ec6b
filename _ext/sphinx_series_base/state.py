"""What is remembered from one build to the next, in files beside Sphinx's doctrees.

Several output folders may share a folder of doctrees, also those of one builder.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError
from sphinx.util.osutil import relpath

from . import files
from .digest import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


def state_path(app: Sphinx, name: str) -> Path:
    """Give the file of what is remembered of one builder's output folder."""
    place = digest(relpath(app.outdir, app.doctreedir))[:8]
    return Path(app.doctreedir, f"{name}-{app.builder.name}-{place}.json")


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Read what was remembered; None where there is nothing that can be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def replace_json(path: Path, value: object) -> None:
    """Remember a value; a build that is killed meanwhile leaves the old one whole."""
    remember(path, json.dumps(value).encode())


def remember(path: Path, content: bytes, *, beside: Path | None = None) -> None:
    """Write what the next build relies on; *beside* is where it lies until it is whole.

    Raises:
        SphinxError: as `relied_on`.
    """
    with relied_on(path):
        files.replace(path, content, beside=beside)


@contextmanager
def relied_on(path: Path) -> Iterator[None]:
    """Change what the next build relies on.

    Raises:
        SphinxError: it cannot be changed, and no build can go on without; what was there stays.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        message = f"'{path}' cannot be written: {reason}: make room for it, and build again"
        raise SphinxError(message) from error
