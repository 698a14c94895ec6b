"""The command line in processes that meet faults when a file orders one, and in all they start.

A process that is started by another one runs this file too, under another name.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults import FAULTS, Hook

_ORDER = "ORDERED_FAULT"
_EVENTS = {"open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}


@dataclass
class Orders:
    """What a test orders; it is met once, but for what lasts until it is taken back."""

    file: Path
    number: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """What the first process has to know."""
        return {_ORDER: str(self.file)}

    def fault(self, name: str, place: int, folder: Path) -> None:
        """Order a fault at one of the changes that a process makes below a folder."""
        self._give(fault=name, place=place, folder=str(folder))

    def at_reading(self, path: Path, nth: int, does: str) -> None:
        """Order that a file is removed or may not be read, from the n-th time that it is opened."""
        self._give(path=str(path), place=nth, does=does)

    def is_met(self) -> bool:
        """Tell whether the last one was met; it is taken back."""
        self.file.unlink(missing_ok=True)
        return self._met.exists()

    @property
    def _met(self) -> Path:
        return self.file.with_suffix(f".{self.number}")

    def note(self, changed: str, *, lasts: bool) -> None:
        """Note that it was met."""
        self._met.write_text(changed)
        if not lasts:
            self.file.unlink(missing_ok=True)

    def _give(self, **order: object) -> None:
        self.number += 1
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps({**order, "number": self.number}))
        new.replace(self.file)


class _Obeying:
    """An audit hook that looks at each call which opens or changes a file for what is ordered."""

    def __init__(self, file: Path) -> None:
        self.orders = Orders(file)
        self.hook: Hook | _Reading | None = None
        self.is_looking = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _EVENTS or self.is_looking:
            return
        self.is_looking = True
        try:
            self._look()
        finally:
            self.is_looking = False
        if self.hook:
            self.hook(event, arguments)

    def _look(self) -> None:
        try:
            order = json.loads(self.orders.file.read_text())
        except FileNotFoundError:
            if self.hook:  # there is room again
                _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            self.hook = None
            return
        if self.hook is None or order["number"] != self.orders.number:
            self.orders.number = order["number"]
            self.hook = _Reading(self, **order) if "path" in order else self._fault(order)

    def _fault(self, order: dict[str, Any]) -> Hook:
        fault = next(one for one in FAULTS if one.name == order["fault"])
        lasts = fault.lasts or fault.is_without_room
        return Hook(
            order["folder"], fault, order["place"], note=lambda changed: self.note(changed, lasts)
        )

    def note(self, changed: str, lasts: bool) -> None:  # noqa: FBT001
        self.is_looking = True
        try:
            self.orders.note(changed, lasts=lasts)
        finally:
            self.is_looking = False


@dataclass
class _Reading:
    """Counts how often a file is opened to be read."""

    obeying: _Obeying
    path: str
    place: int
    does: str
    number: int

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or os.fsdecode(str(arguments[0])) != self.path:
            return
        self.place -= 1
        if self.place > 0:
            return
        self.obeying.note(self.does, self.does == "refuse")
        if self.does == "refuse":
            raise PermissionError(13, os.strerror(13), self.path)
        self.obeying.is_looking = True
        Path(self.path).unlink()
        self.obeying.is_looking = False


if _ORDER in os.environ:
    sys.addaudithook(_Obeying(Path(os.environ[_ORDER])))

if __name__ == "__main__":
    from sphinx_series.commands.cli import main

    sys.exit(main())
