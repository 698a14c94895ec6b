"""Which files a process has read, so that a change of one is known to make it outdated."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx


class Reads:
    """Notes every file that this process opens, every folder that it lists, and every module.

    Python's own files and what is installed are left out: nobody edits them. So is what lies in
    the folders *apart*, which builds themselves write.
    """

    def __init__(self, apart: Iterable[Path]) -> None:
        installed = [sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()]
        self.apart = tuple(
            f"{os.path.realpath(path)}{os.sep}" for path in [*map(str, apart), *installed]
        )
        self.opened: set[str] = set()
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in {"open", "os.listdir", "os.scandir"}:
            path = arguments[0]
            if isinstance(path, str) and _is_read(event, arguments):
                self.opened.add(os.path.abspath(path))  # noqa: PTH100 - called often

    def so_far(self) -> frozenset[str]:
        """Give what was read since this was asked before."""
        files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        found = self.opened | {file for file in files if isinstance(file, str)}
        self.opened = set()
        return frozenset(path for path in map(os.path.realpath, found) if self._is_edited(path))

    def _is_edited(self, path: str) -> bool:
        return not path.startswith(self.apart) and os.path.exists(path)  # noqa: PTH110


def _is_read(event: str, arguments: tuple[object, ...]) -> bool:
    """Tell whether a file is opened to be read, or a folder is listed for what is in it."""
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and not flags & (os.O_WRONLY | os.O_RDWR)
    # To find modules, Python lists the folders where they may be.
    return "importlib" not in sys._getframe(2).f_code.co_filename  # noqa: SLF001


def of_pages(app: Sphinx) -> frozenset[str]:
    """Give the files and folders that pages need, as far as an environment tells."""
    config = app.config
    entries = [*config.html_static_path, *config.html_extra_path, *config.templates_path]
    found = {Path(app.confdir, entry) for entry in entries}
    for paths in app.env.dependencies.values():
        found.update(Path(app.srcdir, path) for path in paths)
    return frozenset(os.path.realpath(path) for path in found if path.exists())
