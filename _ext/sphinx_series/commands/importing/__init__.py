"""The command ``import``: from the export of an old blog to pages, with every old address kept.

    export ──► hugo, jekyll, … ──► OldPost ──► planning (markdown, html) ──► Page ──► files

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
        epilog="Exit status: 0 if all is done, 1 if you have something to do, 2 if it cannot be.",
    )
    import_.add_argument(
        "format",
        choices=[
            "ablog", "docusaurus", "ghost", "hugo", "jekyll", "material", "medium", "pelican",
            "redirects", "wordpress",
        ],
        help="its old home",
    )  # fmt: skip
    import_.add_argument("export", metavar="EXPORT", type=Path, help="its folder, a zip, or a file")
    import_.add_argument("--to", metavar="FOLDER", type=Path, help="from the source folder")
    import_.add_argument("--topic", default="", metavar="ID", help="the main topic of the posts")
    import_.add_argument(
        "--form",
        choices=["conf.py", "csv", "mkdocs", "netlify", "nginx", "rediraffe"],
        help="with redirects: what the list is; default: by its name",
    )
    import_.add_argument(
        "--builder",
        choices=["html", "dirhtml"],
        default="html",
        help="with ablog and redirects: the builder of the old site; default: html",
    )
    import_.add_argument(
        "--built", metavar="OUT", type=Path,
        help="with ablog: the old site as it was built, which has what sources do not say",
    )  # fmt: skip
    import_.add_argument(
        "--topics", choices=["known", "declare"], default="known",
        help="what becomes of tags: those that are topics here, or a page that declares all",
    )  # fmt: skip
    import_.add_argument(
        "--map", metavar="FILE", type=Path,
        help="what becomes of tags, authors and shortcodes; written first where it is not there",
    )  # fmt: skip
    import_.add_argument(
        "--only", metavar="PATH", default="", help="a part of the site, from its folder"
    )
    import_.add_argument(
        "--fetch", metavar="HOST", action="append", default=[],
        help="a host from which pictures are fetched; may be repeated",
    )  # fmt: skip
    import_.add_argument(
        "--url", default="", help="with ghost: the address of the old site, which no export names"
    )
    import_.add_argument(
        "--report", metavar="FILE", type=Path, help="where all remarks go, as Markdown or .json"
    )
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
