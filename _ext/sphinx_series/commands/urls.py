"""The command ``urls``: published addresses are recorded, and what a build lost is named."""

from __future__ import annotations

import json
import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sphinx_series_base.problems import Place

from sphinx_series.core.addresses import addresses, ledger

from .arguments import add_record_or_check, add_source
from .project import Others, UsageError, add_lines, configured, read_list

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from .arguments import Commands


# Pages and feeds; and what is asked for by no address, or by programs of search engines.
_PUBLISHED = frozenset({".html", ".htm", ".xml", ".atom", ".rss"})
_NO_ADDRESS = re.compile(r"404\.html|(?:.*/)?sitemap[^/]*\.xml|_static/.*")


def add(commands: Commands) -> None:
    """Add the command."""
    urls = commands.add_parser(
        "urls",
        help="record and check published addresses",
        description="Record what a finished build publishes in the ledger, or check that the build "
        "still serves all that was ever published.",
        epilog="Exit status: 0 if all is well, 1 if an address is lost, 2 if it cannot be told.",
    )
    add_record_or_check(urls)
    urls.add_argument(
        "--against",
        metavar="OLD",
        type=Path,
        help="with --check, in place of the ledger: a sitemap.xml, a list of URLs or paths, or the "
        "folder of a built site",
    )
    urls.add_argument(
        "--ledger",
        metavar="FILE",
        type=Path,
        help="the ledger; default: `series_ledger` of conf.py",
    )
    add_source(urls)
    urls.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    if options.record:
        return _record(options.record, configured(options, "ledger"))
    if options.against:
        is_folder = options.against.is_dir()
        old = _read_folder(options.against) if is_folder else _read_list(options.against)
        return _report_lost(options.check, old, Others(options.source))
    path = configured(options, "ledger")
    others = Others(options.source)
    records, problems = ledger.parse(read_list(path), str(path), others.resolve)
    status = _report_lost(options.check, records, others)
    problems = [*others.problems(), *problems]
    for problem in problems:
        print(f"{problem.place.path}:{problem.place.line}: {problem.message}", file=sys.stderr)
    return max(status, 1 if problems else 0)


def _record(build: Path, path: Path) -> int:
    """Add the addresses of pages and redirects to the ledger; it is made where there is none."""
    catalogue = _read_catalogue(build)
    published = [*catalogue["pages"], *(redirect["from"] for redirect in catalogue["redirects"])]
    added = add_lines(path, lambda old: ledger.add(old, map(unquote, published)), ledger.HEAD)
    print(f"{path}: {added} new of {len(published)} addresses")
    return 0


def _report_lost(build: Path, records: Iterable[ledger.Record], others: Others) -> int:
    """Print every recorded address that the build does not serve, with its likeliest successor."""
    catalogue = _read_catalogue(build)
    leads = {unquote(item["from"]): item["to"] or "" for item in catalogue["redirects"]}
    lost = ledger.lost(records, {*map(addresses.of_file, _files(build)), *leads})
    successors = ledger.Successors([*map(unquote, catalogue["pages"]), *leads])
    for record in lost:
        name = ledger.name_of(record.address)
        other = "" if name in successors.by_name else others.find(name)
        successor = successors.of(record.address)
        now = other or leads.get(successor, addresses.encode(successor))
        hint = f"; its likeliest successor is {now}" if now else ""
        where = f"{record.place.path}:{record.place.line}"
        print(f"{where}: {addresses.encode(record.address)} leads nowhere{hint}")
    print(f"{len(lost)} lost addresses", file=sys.stderr)
    return 1 if lost else 0


def _read_folder(folder: Path) -> list[ledger.Record]:
    """Read the addresses of a built site, each with its file."""
    return [
        ledger.Record(place=Place(path=str(folder / path), line=1), address=addresses.of_file(path))
        for path in published(folder)
    ]


def published(folder: Path) -> list[str]:
    """Give the files of a built site that have addresses: pages, also redirects, and feeds."""
    return [
        path
        for path in sorted(_files(folder))
        if Path(path).suffix.lower() in _PUBLISHED and not _NO_ADDRESS.fullmatch(path)
    ]


def _files(folder: Path) -> Iterator[str]:
    """Yield the paths of all files of a folder, from it."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name).relative_to(folder).as_posix() for name in names)


def _read_list(path: Path) -> list[ledger.Record]:
    """Read the addresses of a site from its sitemap, or from a list of URLs or paths.

    What is no page of a site (a comment, an empty line) is passed over.
    """
    text = read_list(path)
    is_sitemap = text.lstrip().startswith("<")
    try:
        urls = _Sitemap(text).urls if is_sitemap else enumerate(text.splitlines(), 1)
    except AssertionError as error:  # what Python's parser says of a broken declaration
        message = f"{path} cannot be read as a sitemap ({error})"
        raise UsageError(message) from error
    return [
        ledger.Record(place=Place(path=str(path), line=number), address=address)
        for number, url in urls
        if (address := addresses.parse(_path(url.strip())))
    ]


class _Sitemap(HTMLParser):
    """Collects the URLs of a sitemap with their lines.

    A parser of HTML reads XML of this shape, and knows none of the entities by which a hostile file
    grows without bound.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.urls: list[tuple[int, str]] = []
        self.is_url = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's
        self.is_url = tag == "loc"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's
        self.is_url = False

    def handle_data(self, data: str) -> None:
        if self.is_url:
            self.urls.append((self.getpos()[0], data))

    def unknown_decl(self, data: str) -> None:
        self.handle_data(data.removeprefix("CDATA["))


def _path(url: str) -> str:
    """Give the path of a URL; what is one already stays."""
    try:
        return urlsplit(url).path if "://" in url else url.partition("?")[0].partition("#")[0]
    except ValueError:
        return ""


def _read_catalogue(build: Path) -> dict[str, Any]:
    path = build / "catalogue.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        pages = [_text(page) for page in found["pages"]]
        redirects = [
            {"from": _text(one["from"]), "to": _text(one["to"] or "")} for one in found["redirects"]
        ]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        message = f"{path} cannot be read ({error}): name the output folder of an HTML build"
        raise UsageError(message) from error
    return {"pages": pages, "redirects": redirects}


def _text(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Give a text; what is none has no such method, and half a character no such form."""
    return str(value.encode().decode())
