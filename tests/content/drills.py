"""The restore drill of a page, run on a PostgreSQL whose log is archived as the page says.

A server is filled, loses rows to a mistake, and is lost itself. Then its backup is restored four
times, as on the page: to the end, to the moment before the mistake, with a hole in the archive, and
to a moment behind the hole.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from postgres import cluster

from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import CompletedProcess

    from postgres import Cluster

    from .pages import Block, Page

PAGE: Final = Path("archive/cloud-architecture/rto-rpo-restore-drills.md")

# Of a thousand orders every seventh is deleted by mistake; each had two lines.
_FILLED: Final = """
CREATE TABLE orders (order_id int PRIMARY KEY);
CREATE TABLE order_lines (order_id int, line int, PRIMARY KEY (order_id, line));
INSERT INTO orders SELECT generate_series(1, 1000);
INSERT INTO order_lines SELECT order_id, line FROM orders, generate_series(1, 2) AS line;
"""
_MISTAKE: Final = "DELETE FROM orders WHERE order_id % 7 = 0;"
_DAMAGED: Final = (" 858 orders", " 284 orphaned lines")
_WHOLE: Final = (" 1000 orders", " 0 orphaned lines")
# The server says the name of the segment that ends here; the statement after it begins the next.
_BEAT: Final = "INSERT INTO heartbeat VALUES (clock_timestamp());"
_CLOSE: Final = "SELECT pg_walfile_name(pg_switch_wal());"


class Code(NamedTuple):
    """The code of the page, and what it shows of the four runs."""

    settings: Block
    heartbeat: Block
    drill: Block
    shown: list[Block]


def code(page: Page) -> Code:
    """Find the code of the page by its languages: each stands there once."""
    kinds = {block.language: block for block in page.blocks}
    shown = [block for block in page.blocks if block.language == "text"]
    return Code(kinds["ini"], kinds["sql"], kinds["bash"], shown)


def blocks(page: Page) -> Iterator[Block]:
    """Yield what the drill is made of: the settings, the heartbeat and the script."""
    if page.path == PAGE:
        yield from code(page)[:3]


def outputs(page: Page) -> Iterator[Block]:
    """Yield what the page shows of the runs."""
    if page.path == PAGE:
        yield from code(page).shown


def faults(page: Page, postgres: str) -> Iterator[Fault]:
    """Run the drill as the page does, and compare what it says; times differ."""
    found = code(page)
    with cluster(postgres, found.settings.text.replace("/backup/", "FOLDER/")) as server:
        runs = _runs(server, found)
        for done, block, (status, numbers) in zip(runs, found.shown, _WANTED, strict=True):
            said = done.stdout or done.stderr
            if done.returncode != status:
                message = f"the drill ends with {done.returncode}, not {status}: {done.stderr}"
                yield Fault(line=found.drill.line, message=message)
            got, wanted = _without_times(said), _without_times(block.text)
            if wanted not in got or not all(number in said for number in numbers):
                message = f"the drill says {said!r}, which is not like this with {numbers}"
                yield Fault(line=block.line, message=message)


_WANTED: Final = ((1, _DAMAGED), (0, _WHOLE), (0, _WHOLE), (1, ()))


def _runs(server: Cluster, found: Code) -> Iterator[CompletedProcess[str]]:
    """Yield what the drill does of each of the four restores."""
    folder = server.folder
    server.run("mkdir", "wal")
    server.value("CREATE DATABASE app")
    server.value(found.heartbeat.text + _FILLED, "app")
    backed = server.run(server.programs / "pg_basebackup", "-D", "base", "--checkpoint=fast")
    assert backed.returncode == 0, backed.stderr
    server.value(_BEAT, "app")
    before = server.value("SELECT clock_timestamp()")
    segment = server.value(_MISTAKE + _BEAT + _CLOSE, "app")
    after = server.value("CREATE TABLE later ();" + _CLOSE, "app")
    lost = server.value("SELECT clock_timestamp()")
    _wait_for(server, after)
    server.stop()
    script = folder / "restore-drill.sh"
    script.write_text(found.drill.text, encoding="utf-8")

    def drill(*target: str) -> CompletedProcess[str]:
        return server.run("bash", script, "base", folder / "wal", lost, *target)

    yield drill()
    yield drill(before)
    (folder / "wal" / segment).unlink()
    yield drill()
    yield drill(lost)


def _wait_for(server: Cluster, segment: str) -> None:
    """Wait until the server has archived a segment."""
    for _ in range(100):
        if server.value("SELECT last_archived_wal FROM pg_stat_archiver") >= segment:
            return
        time.sleep(0.1)
    message = f"{segment} is not archived"
    raise TimeoutError(message)


def _without_times(text: str) -> str:
    """Leave out numbers, so that a time is like each other."""
    return re.sub(r"\d+(?:[-:. ]\d+)*(?:\+\d+)?", "#", text).strip()
