"""Code of pages that asks a PostgreSQL, run on one; `databases.toml` names it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import programs
from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgres import Cluster

    from .pages import Block, Page

DATA: Final = Path(__file__).with_name("databases.toml")


@cache
def _steps() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def steps(page: Page) -> Iterator[tuple[Block, dict[str, Any]]]:
    """Yield the code of a page that asks a PostgreSQL, with what is known of it."""
    for entry in _steps().get(str(page.path.with_suffix("")), []):
        (block,) = (block for block in page.blocks if entry["block"] in block.text)
        yield block, entry


def lacking(page: Page) -> set[str]:
    """Name what Python of a page needs besides a PostgreSQL, and this machine has not."""
    found = (programs.absent(page, block) for block, entry in steps(page) if "dsn" in entry)
    return set().union(*found)


def outputs(page: Page) -> Iterator[Block]:
    """Yield the text that those programs print."""
    shown = {block.printed for block, entry in steps(page) if "dsn" in entry}
    yield from (block for block in page.blocks if block.text in shown)


def faults(page: Page, cluster: Cluster, folder: Path) -> Iterator[Fault]:
    """Run the code of a page in its order on one server, and try what the page claims."""
    for block, entry in steps(page):
        database = entry.get("database", "postgres")
        if database != "postgres":
            cluster.value(f"CREATE DATABASE {database}")
        cluster.value(entry.get("before", ""), database)
        if "dsn" in entry:
            yield from _program(block, entry, cluster, folder)
        else:
            done = cluster.sql(block.text, database)
            if done.returncode:
                yield Fault(line=block.line, message=f"PostgreSQL: {_first(done.stderr)}")
        for claim, wanted in entry.get("then", []):
            done = cluster.sql(claim, database)
            said = _first(done.stderr) or done.stdout.strip()
            if said != wanted:
                message = f"PostgreSQL says {said!r} to `{claim}`, not {wanted!r}"
                yield Fault(line=block.line, message=message)


def _first(said: str) -> str:
    return said.partition("\n")[0].removeprefix("psql:<stdin>:").lstrip("0123456789: ")


def _program(
    block: Block, entry: dict[str, Any], cluster: Cluster, folder: Path
) -> Iterator[Fault]:
    """Run Python that is told where its database is, and compare what it prints with the page."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", block.text],
        cwd=folder, env=os.environ | {entry["dsn"]: cluster.dsn, "TMPDIR": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    varies = re.compile(entry.get("varies", "(?!)"))
    yield from programs.compared(block, done, lambda line: varies.sub("#", line.rstrip()))
