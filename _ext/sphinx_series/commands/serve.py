"""The command ``serve``: a preview in the browser that follows every change of the sources."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .arguments import add_source
from .project import UsageError

if TYPE_CHECKING:
    import argparse

    from .arguments import Commands

_PORT = 8000


def add(commands: Commands) -> None:
    """Add the command."""
    serve = commands.add_parser(
        "serve",
        help="show the site in the browser, and follow every change",
        description="Build the site with its drafts, serve it to this machine, and at every change "
        "build again and load the page anew. Ctrl-C ends it.",
        epilog="Exit status: 0 when it is ended, 2 if it cannot be run.",
    )
    serve.add_argument(
        "--out", metavar="DIR", type=Path,
        help="the folder for what is built; default: _build/serve in the source folder",
    )  # fmt: skip
    serve.add_argument(
        "--builder", choices=["html", "dirhtml"], default="html", help="default: html"
    )
    serve.add_argument(
        "--jobs", metavar="N", type=int, default=os.cpu_count() or 1,
        help="the processes for builds of many pages; default: one for each core",
    )  # fmt: skip
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="where it listens; default: 127.0.0.1, this machine alone",
    )
    serve.add_argument(
        "--port", metavar="N", type=int, default=_PORT,
        help=f"default: {_PORT}; 0 is any that is free",
    )  # fmt: skip
    add_source(serve)
    serve.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    try:
        from .preview import command  # noqa: PLC0415 - its libraries are an extra
    except ImportError as error:
        message = f"`serve` needs more ({error}): run `pip install 'sphinx-series[serve]'`"
        raise UsageError(message) from error
    return command.run(options)
