"""The command ``import``: from the export of an old blog to pages, with every old address kept.

    export ──► hugo, jekyll, medium ──► OldPost ──► planning (markdown, html) ──► Page ──► files

Everything between the first arrow and the last is pure: texts in, texts out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_series.commands.arguments import add_source
from sphinx_series.commands.project import UsageError

if TYPE_CHECKING:
    import argparse

    from sphinx_series.commands.arguments import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    import_ = commands.add_parser(
        "import",
        help="bring the posts of an old blog here",
        description="Write a page for each post of an export, with its pictures, and every old "
        "address as an alias. Nothing is written over. What cannot be converted is kept, and named "
        "with its line.",
        epilog="Exit status: 0 if all posts came, 1 if something was left out, 2 if it cannot be.",
    )
    import_.add_argument("format", choices=["hugo", "jekyll", "medium"], help="its old home")
    import_.add_argument("export", metavar="EXPORT", type=Path, help="its folder, or a zip")
    import_.add_argument(
        "--to", metavar="FOLDER", type=Path, required=True, help="from the source folder"
    )
    import_.add_argument("--topic", default="", metavar="ID", help="the main topic of the posts")
    import_.add_argument("--dry-run", action="store_true", help="show the plan and write nothing")
    add_source(import_)
    import_.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    try:
        from . import command  # noqa: PLC0415 - its libraries are an extra
    except (ImportError, KeyError) as error:
        message = f"`import` needs more ({error}): run `pip install 'sphinx-series[import]'`"
        raise UsageError(message) from error
    return command.run(options)
