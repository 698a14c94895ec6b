"""The command line ``sphinx-series``: what authors do besides building."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from . import check, importing, join, names, new, serve, shards, urls
from .project import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        0 where all is well, 1 where something is wrong with what was looked at, 2 where the
        command cannot be run.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except UsageError as error:
        print(f"sphinx-series: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sphinx-series", description="Posts, series and addresses of a Sphinx project."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (new, serve, check, urls, names, shards, join, importing):
        command.add(commands)
    return parser
