"""The command line ``sphinx-series``: what authors do besides building."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from . import checking, creating, project
from .core import addresses, ledger, reports
from .core.problems import Place
from .project import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from .core.problems import Problem

    # argparse has no public name for what `add_subparsers` gives.
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


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
    _add_new(commands)
    _add_check(commands)
    _add_urls(commands)
    _add_import(commands)
    return parser


def _add_new(commands: _Commands) -> None:
    new = commands.add_parser(
        "new",
        help="write a new post",
        description="Write a new post, as a draft, beside the others of its series or topic. A "
        "slug that exists or has ever existed is refused.",
        epilog="Exit status: 0 if the post is written, 1 if its slug is taken, 2 if it cannot be.",
    )
    new.add_argument("title", metavar="TITLE", help="the heading")
    new.add_argument("--slug", default="", help="the name of the post; default: from the title")
    new.add_argument("--description", default="", metavar="TEXT", help="a sentence for listings")
    new.add_argument("--series", default="", metavar="ID", help="the series that it joins")
    new.add_argument("--part", type=_number, metavar="N", help="the number of the part")
    new.add_argument(
        "--topic", action="append", default=[], metavar="ID", help="a topic; the first is the main"
    )
    new.add_argument(
        "--in",
        dest="folder",
        type=Path,
        metavar="FOLDER",
        help="the folder, from the source folder; default: that of the series or topic",
    )
    new.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="default: today, in UTC")
    new.add_argument("--publish", action="store_true", help="write no draft")
    _add_source(new)
    new.set_defaults(run=_new)


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _date(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()


def _add_check(commands: _Commands) -> None:
    check = commands.add_parser(
        "check",
        help="check front matter, redirects and ledger without a build",
        description="Say what a build would say of front matter, redirects and ledger. What only "
        "directives or a build know is not checked.",
        epilog="Exit status: 0 if all is well, 1 if something is wrong, 2 if it cannot be told.",
    )
    check.add_argument(
        "--format",
        choices=list(reports.FORMATS),
        default="text",
        help="lines for people (text, the default), JSON, or annotations of GitHub Actions",
    )
    check.add_argument(
        "--builder",
        choices=["html", "dirhtml"],
        default="html",
        help="the builder, which decides the addresses of pages; default: html",
    )
    _add_source(check)
    check.set_defaults(run=_check)


def _add_import(commands: _Commands) -> None:
    import_ = commands.add_parser(
        "import",
        help="bring the posts of an old blog here",
        description="Write a page for each post of an export, with its pictures, and every old "
        "address as an alias. Nothing is written over. What cannot be converted is kept, and named "
        "with its line.",
        epilog="Exit status: 0 if all is done, 1 if you have something to do, 2 if it cannot be.",
    )
    import_.add_argument(
        "format", choices=["ablog", "hugo", "jekyll", "medium", "redirects"], help="its old home"
    )
    import_.add_argument("export", metavar="EXPORT", type=Path, help="its folder, or a zip")
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
        "--report", metavar="FILE", type=Path, help="where all remarks go, as Markdown or .json"
    )
    import_.add_argument("--dry-run", action="store_true", help="show the plan and write nothing")
    _add_source(import_)
    import_.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    try:
        from .importing import command  # noqa: PLC0415 - its libraries are an extra
    except (ImportError, KeyError) as error:
        message = f"`import` needs more ({error}): run `pip install 'sphinx-series[import]'`"
        raise UsageError(message) from error
    return command.run(options)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source",
        metavar="DIR",
        type=Path,
        default=Path(),
        help="the folder with conf.py; default: this one",
    )


def _add_urls(commands: _Commands) -> None:
    urls = commands.add_parser(
        "urls",
        help="record and check published addresses",
        description="Record what a finished build publishes in the ledger, or check that the build "
        "still serves all that was ever published.",
        epilog="Exit status: 0 if all is well, 1 if an address is lost, 2 if it cannot be told.",
    )
    what = urls.add_mutually_exclusive_group(required=True)
    for name, does in (("record", "add what the build publishes"), ("check", "name what it lost")):
        what.add_argument(
            f"--{name}",
            metavar="BUILD_DIR",
            type=Path,
            nargs="?",
            const=Path("_build/html"),
            help=f"{does}; default: _build/html",
        )
    urls.add_argument(
        "--against",
        metavar="FILE",
        type=Path,
        help="with --check: a sitemap.xml, or a list of URLs or paths, in place of the ledger",
    )
    urls.add_argument(
        "--ledger",
        metavar="FILE",
        type=Path,
        help="the ledger; default: `series_ledger` of conf.py",
    )
    _add_source(urls)
    urls.set_defaults(run=_urls)


def _new(options: argparse.Namespace) -> int:
    read = project.read(options.source)
    wanted = creating.Wanted(
        title=options.title,
        date=options.date or read.options.now.date(),
        slug=options.slug,
        folder=options.folder,
        description=options.description,
        topics=tuple(options.topic),
        series=options.series,
        part=options.part,
        draft=not options.publish,
    )
    slug = creating.slug_of(wanted)
    owner = creating.owner(read, slug)
    if owner:
        place = f"{_near(owner.path)}:{owner.line}"
        print(f"{place}: has or had the slug {slug!r}: choose another with `--slug`")
        return 1
    path, text = creating.plan(read, wanted)
    _write_new(path, text)
    print(_near(str(path)))
    return 0


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        message = f"{path} cannot be written ({error})"
        raise UsageError(message) from error


def _check(options: argparse.Namespace) -> int:
    read = project.read(options.source)
    problems = [_shown(problem) for problem in checking.problems(read, options.builder)]
    sys.stdout.write(reports.FORMATS[options.format](problems))
    noun = "problem" if len(problems) == 1 else "problems"
    print(f"{len(problems)} {noun} in {len(read.pages)} documents", file=sys.stderr)
    return 1 if problems else 0


def _shown(problem: Problem) -> Problem:
    return replace(problem, place=replace(problem.place, path=_near(problem.place.path)))


def _near(path: str) -> str:
    """Name a file from here, where it lies below."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def _urls(options: argparse.Namespace) -> int:
    if options.record:
        return _record(options.record, _ledger_path(options))
    if options.against:
        return _report_lost(options.check, _read_list(options.against))
    path = _ledger_path(options)
    records, problems = ledger.parse(_read(path), str(path))
    for problem in problems:
        print(f"{problem.place.path}:{problem.place.line}: {problem.message}", file=sys.stderr)
    return max(_report_lost(options.check, records), 1 if problems else 0)


def _record(build: Path, path: Path) -> int:
    """Add the addresses of pages and redirects to the ledger; it is made where there is none."""
    catalogue = _read_catalogue(build)
    published = [*catalogue["pages"], *(redirect["from"] for redirect in catalogue["redirects"])]
    old = _read(path) if path.exists() else ledger.HEAD
    new = ledger.add(old, map(unquote, published))
    added = len(new.splitlines()) - len(old.splitlines())
    if added:
        path.write_text(new, encoding="utf-8")
    print(f"{path}: {added} new of {len(published)} addresses")
    return 0


def _report_lost(build: Path, records: Iterable[ledger.Record]) -> int:
    """Print every recorded address that the build does not serve, with its likeliest successor."""
    catalogue = _read_catalogue(build)
    files = (
        Path(folder, name).relative_to(build).as_posix()
        for folder, _, names in os.walk(build)
        for name in names
    )
    leads = {unquote(item["from"]): item["to"] or "" for item in catalogue["redirects"]}
    lost = ledger.lost(records, {*map(addresses.of_file, files), *leads})
    successors = ledger.Successors([*map(unquote, catalogue["pages"]), *leads])
    for record in lost:
        successor = successors.of(record.address)
        now = leads.get(successor, addresses.encode(successor))
        hint = f"; its likeliest successor is {now}" if now else ""
        where = f"{record.place.path}:{record.place.line}"
        print(f"{where}: {addresses.encode(record.address)} leads nowhere{hint}")
    print(f"{len(lost)} lost addresses", file=sys.stderr)
    return 1 if lost else 0


def _read_list(path: Path) -> list[ledger.Record]:
    """Read the addresses of a site from its sitemap, or from a list of URLs or paths.

    What is no page of a site (a comment, an empty line) is passed over.
    """
    text = _read(path)
    is_sitemap = text.lstrip().startswith("<")
    urls = _Sitemap(text).urls if is_sitemap else enumerate(text.splitlines(), 1)
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
        return {"pages": list(found["pages"]), "redirects": list(found["redirects"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path} cannot be read ({error}): name the output folder of an HTML build"
        raise UsageError(message) from error


def _ledger_path(options: argparse.Namespace) -> Path:
    """Find the ledger, by its option or by conf.py."""
    if options.ledger:
        return Path(options.ledger)
    configured = project.read_config(options.source).series_ledger
    if not configured:
        message = "conf.py sets no `series_ledger`: set it, or name the file with `--ledger`"
        raise UsageError(message)
    return Path(options.source, str(configured))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be read ({error})"
        raise UsageError(message) from error
