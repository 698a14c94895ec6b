"""The command ``shards``: which documents each of several machines builds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_series.core import shards
from sphinx_series.sources import shard_document

from .arguments import add_source
from .project import read

if TYPE_CHECKING:
    from .arguments import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "shards",
        help="plan the parts of the site that several machines build",
        description="Say which documents each shard has: a line for each, with the shard and the "
        "document, and at the end how much text each shard is.",
        epilog="Exit status: 0, or 2 if it cannot be told.",
    )
    parser.add_argument(
        "--count", metavar="N", type=_count, required=True, help="how many shards there are"
    )
    add_source(parser)
    parser.set_defaults(run=_run)


def _count(text: str) -> int:
    shard = shards.parse(f"1/{text}")
    if shard is None:
        message = f"{text!r} is no number from 1 to 999999"
        raise argparse.ArgumentTypeError(message)
    return shard.count


def _run(options: argparse.Namespace) -> int:
    project = read(options.source)
    documents = {
        docname: shard_document(project.pages[docname], Path(project.folder, path).stat().st_size)
        for docname, path in project.sources.items()
        if not project.is_hidden(docname)
    }
    plan = shards.plan(documents.values(), options.count)
    named = [
        (shards.Shard(number=i, count=len(plan)), docnames) for i, docnames in enumerate(plan, 1)
    ]
    for shard, docnames in named:
        for docname in docnames:
            print(shard, docname)
    for shard, docnames in named:
        size = sum(documents[docname].size for docname in docnames)
        print(f"{shard}: {len(docnames)} documents, {size} bytes", file=sys.stderr)
    return 0
