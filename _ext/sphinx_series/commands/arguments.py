"""What the commands have in common: options, and how files are named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import argparse

    # argparse has no public name for what `add_subparsers` gives.
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the project."""
    parser.add_argument(
        "--source",
        metavar="DIR",
        type=Path,
        default=Path(),
        help="the folder with conf.py; default: this one",
    )


def add_record_or_check(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a finished build, and what is done with it."""
    what = parser.add_mutually_exclusive_group(required=True)
    for name, does in (("record", "add what the build publishes"), ("check", "name what it lost")):
        what.add_argument(
            f"--{name}",
            metavar="BUILD_DIR",
            type=Path,
            nargs="?",
            const=Path("_build/html"),
            help=f"{does}; default: _build/html",
        )


def near(path: str) -> str:
    """Name a file from here, where it lies below."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
