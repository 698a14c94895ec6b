"""The command ``names``: published names are recorded, and what a build lost is named."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx.util.inventory import InventoryFile

from sphinx_series.built_site import BuiltPages
from sphinx_series.core.addresses import addresses
from sphinx_series.core.names import names, register
from sphinx_series.core.names.check import SiteNames
from sphinx_series.core.names.pages import is_counted
from sphinx_series.core.names.published import Published, objects
from sphinx_series.core.names.register import Record, Register

from . import reports
from .arguments import add_record_or_check, add_source, near
from .project import Others, UsageError, add_lines, configured, read_list
from .urls import published as files_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sphinx_series.core.names.names import Name

    from .arguments import Commands

INVENTORY = "objects.inv"
DOCUMENT = "std:doc"


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "names",
        help="record and check published names: anchors, labels and objects",
        description="Record the names that a finished build publishes, places on its pages and "
        "objects of its inventory, or check that the build still has all that were ever published.",
        epilog="Exit status: 0 if all is well, 1 if a name is lost, 2 if it cannot be told.",
    )
    add_record_or_check(parser)
    parser.add_argument(
        "--against",
        metavar="OLD",
        type=Path,
        help="with --check, in place of the file of names: the objects.inv of an old build, its "
        "folder, or a list of URLs and names; for any Sphinx project",
    )
    parser.add_argument(
        "--names",
        metavar="FILE",
        type=Path,
        help="the file of names; default: `series_names` of conf.py",
    )
    parser.add_argument(
        "--format",
        choices=list(reports.FORMATS),
        default="text",
        help="lines for people (text, the default), JSON, or annotations of GitHub Actions",
    )
    add_source(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    if options.record:
        return _record(read(options.record), configured(options, "names"))
    site, others = read(options.check), Others(options.source)
    if options.against:
        return _report(options, _against(options.against, site, others), others)
    path = configured(options, "names")
    recorded = register.parse(read_list(path), near(str(path)), others.resolve)
    kept = {name: where for name, where in site.objects.items() if name not in recorded.arrows}
    own = Published(pages=site.pages, page=site.page, objects=kept)
    return _report(options, SiteNames(register=recorded, published=own), others)


def read(folder: Path) -> Published:
    """Read a finished build of any Sphinx project.

    Raises:
        UsageError: it has no inventory, or one that cannot be read.
    """
    found = _inventory(folder / INVENTORY)
    documents = {where.scope for name, where in found.items() if name.scope == DOCUMENT}
    pages = [addresses.of_file(path) for path in files_of(folder) if path.endswith(".html")]
    # Other pages are indexes and the like. Old versions of Sphinx do not say which are documents.
    own = [address for address in pages if address in documents]
    return Published(pages=own or pages, page=BuiltPages(folder).page, objects=found)


def _inventory(path: Path) -> dict[Name, Name]:
    """Read the objects of an inventory, each with its place."""
    try:
        found = InventoryFile.loads(path.read_bytes(), uri="").data
    except (OSError, ValueError, zlib.error) as error:
        message = f"{path} cannot be read ({error}): name the output folder of an HTML build"
        raise UsageError(message) from error
    return objects(
        (kind, name, item.uri) for kind, items in found.items() for name, item in items.items()
    )


def _record(site: Published, path: Path) -> int:
    """Add the names that a build publishes to the file; it is made where there is none."""
    published = list(site.names())
    added = add_lines(path, lambda old: register.add(old, published), register.HEAD)
    print(f"{path}: {added} new of {len(published)} names")
    counted = sum(is_counted(name.id) for name in site.marked())
    if counted:
        print(
            f"{counted} permalinks such as `#id1` are left out: Sphinx counts them anew at each "
            "build; name the figure or table, so that a link to it lasts",
            file=sys.stderr,
        )
    return 0


def _report(options: argparse.Namespace, judged: SiteNames, others: Others) -> int:
    found = [*others.problems(), *judged.problems()]
    sys.stdout.write(reports.FORMATS[options.format](found))
    noun = "problem" if len(found) == 1 else "problems"
    print(f"{len(found)} {noun} in {len(judged.register.records)} names", file=sys.stderr)
    return 1 if found else 0


def _against(old: Path, site: Published, others: Others) -> SiteNames:
    """Judge a build by what an old one had: its folder, its inventory, or a list."""
    if old.is_dir() or old.suffix == ".inv":
        before = (
            read(old)
            if old.is_dir()
            else Published(pages=[], page=lambda _: None, objects=_inventory(old))
        )
        recorded = Register(
            path=near(str(old)), records=tuple(Record(1, name) for name in before.names())
        )
        return SiteNames(register=recorded, published=site, before=before, is_kept=False)
    listed = register.parse("\n".join(_lines(read_list(old))), near(str(old)), others.resolve)
    return SiteNames(
        register=Register(path=listed.path, records=listed.records), published=site, is_kept=False
    )


def _lines(text: str) -> Iterator[str]:
    """Give the lines of a list as a file of names has them: of a URL, what stands behind its host.

    What names no place is passed over; a line stays where it is.
    """
    for line in text.splitlines():
        content = line.strip()
        if "://" in content.partition(" ")[0]:
            content = _place(content)
        yield content if names.parse(content) else ""


def _place(url: str) -> str:
    """Give the path and the fragment of a URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}#{parts.fragment}"
