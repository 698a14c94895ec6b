"""The preview meets faults: none is a traceback, and the next save mends what it has left."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ordered_faults
import pytest
from builds import build
from edited import compared
from faults import FAULTS
from ordered_faults import Orders
from previews import preview
from small import Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults import Fault
    from previews import Preview

# What is said goes through a pipe, as into a terminal, which has room when a disk has none.
PROGRAM = ["bash", "-c", 'exec 2> >(cat >&2); exec "$@"', "bash", sys.executable]


@dataclass
class Following:
    """A project whose preview meets what is ordered."""

    root: Root
    shown: Preview
    orders: Orders
    edits: int = 0

    def save(self) -> None:
        """Put a post in the place of another one, with an alias of its own, and edit one."""
        (self.root.folder / f"new-{self.edits}.md").unlink(missing_ok=True)
        self.edits += 1
        name = f"new-{self.edits}"
        self.root.page(name, "New", "Text.", date="2026-01-03", aliases=[f"/n/{self.edits}/"])
        self.root.page("one", "First post", f"Edit {self.edits}.", date="2026-01-01")

    def ended(self) -> dict[str, Any]:
        """Wait until the build after a save has come to an end of any kind."""
        before = self.shown.settle()["build"]
        self.save()
        told = self.shown.wait(lambda told: told["build"] != before or told["is_failure"])
        return told if told["is_done"] else self.shown.settle()

    def mended(self) -> None:
        """Save once more, and compare all with a clean build."""
        self.save()
        # A build may begin between two of its writes; only of the one that has the last, the end
        # is that of all.
        self.shown.wait_for("one.html", f"Edit {self.edits}.")
        told = self.shown.settle()
        assert (told["is_failure"], told["text"]) == (False, "")
        clean = build(self.root.folder, out="_build/clean", config={"series_drafts": True})
        compared(self.shown.out, clean.out)
        said = self.shown.said.read_text()
        assert "Traceback" not in said, said

    def at_each_reading(self, does: str) -> Iterator[dict[str, Any]]:
        """Let something happen to a source at each time that it is read; yield what is told."""
        for nth in range(1, 5):
            self.orders.at_reading(self.root.folder / "one.md", nth, does)
            told = self.ended()
            if not self.orders.is_met():
                break
            yield told
            self.mended()
        assert nth > 1


@contextmanager
def following(folder: Path) -> Iterator[Following]:
    root = Root(folder / "site", "yaml", 'exclude_patterns = ["_*"]\n')
    root.page("index", "Home", root.directive("posts"), root.directive("toctree", "", "*", glob=""))
    root.page("one", "First post", "Old words.", date="2026-01-01")
    root.page("two", "Second post", "Words of a draft.", date="2026-01-02", draft=True)
    orders = Orders(folder / "order")
    program = [*PROGRAM, str(Path(ordered_faults.__file__))]
    with preview(root.folder, program=program, environment=orders.environment) as shown:
        yield Following(root, shown, orders)


@pytest.mark.parametrize("every", [41, pytest.param(3, marks=pytest.mark.long)])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_at_any_change_is_mended_by_the_next_save(
    fault: Fault, every: int, tmp_path: Path
) -> None:
    with following(tmp_path) as found:
        place, met = FAULTS.index(fault) % every + 1, 0
        while True:
            found.orders.fault(fault.name, place, found.shown.out.parent)
            told = found.ended()
            if not found.orders.is_met():
                break
            assert "Traceback" not in told["text"], told["text"]
            found.mended()
            place, met = place + every, met + 1
        assert met * every > 10


def test_a_source_that_cannot_be_read_is_named_until_it_can(tmp_path: Path) -> None:
    with following(tmp_path) as found:
        for told in found.at_each_reading("refuse"):
            assert "one.md'" in told["text"]
            assert not any(word in told["text"] for word in ("Traceback", "Handler", "0x"))


def test_a_source_that_is_removed_while_it_is_read_is_gone(tmp_path: Path) -> None:
    with following(tmp_path) as found:
        for told in found.at_each_reading("remove"):
            assert "Traceback" not in told["text"]


def test_a_page_that_is_removed_while_it_is_asked_for_is_not_there(tmp_path: Path) -> None:
    with following(tmp_path) as found:
        found.orders.at_reading(found.shown.out / "one.html", 1, "remove")
        assert found.shown.get("one.html")[0] == 404
        assert found.orders.is_met()
        found.mended()
