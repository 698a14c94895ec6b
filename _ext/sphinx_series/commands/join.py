"""The command ``join``: what several machines have read, or written, becomes one."""

from __future__ import annotations

import filecmp
import io
import shutil
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.errors import SphinxError
from sphinx.search import IndexBuilder, js_index
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx_series_base import files
from sphinx_series_base.state import read_json, replace_json

from sphinx_series import shards
from sphinx_series.output_paths import MANIFEST, UNFINISHED

from .project import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from .arguments import Commands

_DOCTREES = ".doctrees"
_INDEX = "searchindex.js"
# What is made anew of the whole site.
_OF_SITE = frozenset({_DOCTREES, MANIFEST, UNFINISHED, _INDEX, "_pagefind"})


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "join",
        help="join the parts of a site that several machines have built",
        description="Join what all shards have read, with which each can write its pages; or what "
        "all have written, which becomes the site.",
        epilog="Exit status: 0 if all is joined, 1 if Sphinx could not build the site, 2 if a "
        "shard is missing or none of this site.",
    )
    parser.add_argument(
        "shards",
        metavar="BUILD_DIR",
        type=Path,
        nargs="+",
        help="the output folder of a shard, with `.doctrees` in it",
    )
    parser.add_argument(
        "--to",
        metavar="BUILD_DIR",
        type=Path,
        default=Path("_build/html"),
        help="the output folder of all; default: _build/html",
    )
    parser.add_argument(
        "--pages",
        action="store_true",
        help="the shards have written their pages: one that has not is an error",
    )
    parser.set_defaults(run=_run)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """The output folder of a shard."""

    folder: Path
    record: shards.Record

    @property
    def doctrees(self) -> Path:
        return self.folder / _DOCTREES

    @cached_property
    def files(self) -> list[str]:
        """The files that it has for the site."""
        entries = [one for one in self.folder.iterdir() if one.name not in _OF_SITE]
        below = [path for one in entries if one.is_dir() for path in one.rglob("*")]
        found = [path for path in (*entries, *below) if path.is_file()]
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def __str__(self) -> str:
        """Name it."""
        return f"{self.record.shard} in {self.folder}"


def _run(options: argparse.Namespace) -> int:
    to = options.to.resolve()
    parts = [_part(folder.resolve()) for folder in options.shards]
    _check(parts)
    if _is_read(parts):
        _check_reading(options, to)
    for part in parts:
        if to.is_relative_to(part.folder) or part.folder.is_relative_to(to / _DOCTREES):
            message = f"{options.to} and shard {part} are in one another: name another `--to`"
            raise UsageError(message)
    try:
        return _join_what_was_read(parts, to) if _is_read(parts) else _join_pages(parts, to)
    except OSError as error:
        message = f"not joined: {error}: mend that, and run it again"
        raise UsageError(message) from error


def _part(folder: Path) -> _Part:
    path = folder / _DOCTREES / shards.RECORD
    record = shards.read_record(path.parent)
    if record is None and path.exists():
        message = (
            f"{path} is damaged, or of another version: remove {folder}, and build the shard again"
        )
        raise UsageError(message)
    if record is None:
        message = (
            f"{folder} has no shard: build it there with `-D series_shard=K/N`, and with doctrees "
            f"in {_DOCTREES!r} below it, as Sphinx has them without `-d`"
        )
        raise UsageError(message)
    if record.stage == "joined":
        message = (
            f"{folder} has what was joined, and no shard is written there: build it there with "
            "`-D series_shard=K/N`"
        )
        raise UsageError(message)
    return _Part(folder=folder, record=record)


def _check_reading(options: argparse.Namespace, to: Path) -> None:
    """Look whether what was only read may be joined here.

    Raises:
        UsageError: pages are asked for, or there are pages already.
    """
    if options.pages:
        what = "there are no pages"
    elif (to / MANIFEST).exists():
        what = f"{options.to} has the pages of a site, and would lose what it knows of them"
    else:
        return
    message = (
        f"these shards were only read, and {what}: join them into another folder, write each shard "
        "in a copy of that, and join what was written"
    )
    raise UsageError(message)


def _is_read(parts: list[_Part]) -> bool:
    return parts[0].record.stage == "read"


def _check(parts: list[_Part]) -> None:
    """Look whether all shards are here, once each, and of one site.

    Raises:
        UsageError: it is not so; the text says which.
    """
    first = parts[0]
    known: dict[str, _Part] = {}
    for part in parts:
        if part.record.shard in known:
            message = f"there are two shards {known[part.record.shard]} and {part}: leave one out"
            raise UsageError(message)
        known[part.record.shard] = part
        if reason := _difference(first.record, part.record):
            message = f"shard {part} {reason} than {first}: build them of one state of the sources"
            raise UsageError(message)
    count = int(first.record.shard.partition("/")[2])
    missing = [f"{i}/{count}" for i in range(1, count + 1) if f"{i}/{count}" not in known]
    if missing:
        message = f"missing: {', '.join(missing)}: build and name all {count} shards"
        raise UsageError(message)


def _difference(first: shards.Record, other: shards.Record) -> str:
    """Say how a record differs that is to be of the same site."""
    if other.stage != first.stage:
        return f"is {other.stage}, and so it is at another stage"
    for name, what in (
        ("srcdir", "lies at another place"),
        ("confdir", "has conf.py at another place"),
        ("settings", "has another configuration, or other versions of Sphinx or of extensions,"),
        ("plan", "divides the documents in another way"),
    ):
        if getattr(other, name) != getattr(first, name):
            return what
    return ""


def _join_what_was_read(parts: list[_Part], to: Path) -> int:
    with _application(parts, to, is_new=True) as app:
        try:
            shards.merge(app, [(part.doctrees, part.record.documents) for part in parts])
        except ValueError as error:
            raise UsageError(str(error)) from error
        doctrees = _new(to)
        for part in parts:
            _copy_doctrees(part, doctrees, part.record.documents)
        shards.store_environment(app)
        shards.write_record(
            doctrees, replace(parts[0].record, stage="joined", documents=[], files=[])
        )
    total = sum(len(part.record.documents) for part in parts)
    print(f"{to}: what {len(parts)} shards have read, {total} documents; none is written")
    return 0


def _join_pages(parts: list[_Part], to: Path) -> int:
    states = _states(parts)
    owners = _owners(parts)
    with _application(parts, to, is_new=True):
        pass  # it can be made, so what was there before may be replaced
    doctrees = _new(to)
    first = parts[0]
    shutil.copyfile(first.doctrees / ENV_PICKLE_FILENAME, doctrees / ENV_PICKLE_FILENAME)
    _copy_doctrees(first, doctrees, [name for part in parts for name in part.record.documents])
    for name, part in owners.items():
        _copy(part.folder / name, to / name)
    for part in parts:
        _copy_documents_of_search(part, doctrees)
    for name, state in states.items():
        replace_json(doctrees / name, state)
    _renew_what_holds_pages(to)
    with _application(parts, to) as app:
        _join_search_index(app, parts, to)
        app.build()
        return int(app.statuscode)


def _renew_what_holds_pages(to: Path) -> None:
    """Have feeds and the like made anew of what was copied: this build itself writes no page."""
    manifest = read_json(to / MANIFEST)
    if isinstance(manifest, dict) and isinstance(manifest.get("sources"), dict):
        sources = dict.fromkeys(manifest["sources"], "")
        replace_json(to / MANIFEST, {**manifest, "sources": sources})


def _new(to: Path) -> Path:
    """Make a folder of doctrees with nothing in it."""
    doctrees = to / _DOCTREES
    shutil.rmtree(doctrees, ignore_errors=True)
    doctrees.mkdir(parents=True)
    return doctrees


def _owners(parts: list[_Part]) -> dict[str, _Part]:
    """Give each file of the site with the shard from which it is copied.

    Raises:
        UsageError: two shards have files of one name that differ.
    """
    owners: dict[str, _Part] = {}
    for part in parts:
        for name in part.files:
            other = owners.setdefault(name, part)
            if other is not part and not filecmp.cmp(
                other.folder / name, part.folder / name, shallow=False
            ):
                message = (
                    f"shards {other} and {part} have two files {name!r}: what no document says "
                    "is the same in all, but where an extension gathers it while it writes pages"
                )
                raise UsageError(message)
    return owners


def _copy(path: Path, to: Path) -> None:
    """Copy a file, with the time of now: it is newer than its source."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)


def _copy_doctrees(part: _Part, doctrees: Path, docnames: Iterable[str]) -> None:
    for docname in docnames:
        _copy(part.doctrees / f"{docname}.doctree", doctrees / f"{docname}.doctree")


def _copy_documents_of_search(part: _Part, doctrees: Path) -> None:
    """Copy the documents of which Pagefind makes its index, where the site has them."""
    for folder in part.doctrees.glob("pagefind-*/"):
        for name in part.record.files:
            if (folder / name).is_file():
                _copy(folder / name, doctrees / folder.name / name)


def _states(parts: list[_Part]) -> dict[str, Any]:
    """Join what shards keep of the pages that they wrote last, by the names of its files.

    Raises:
        UsageError: a shard has not written all its pages, or of other sources.
    """
    joined: dict[str, Any] = {}
    for part in parts:
        own = set(part.record.documents)
        for path in sorted(part.doctrees.glob("*-views-*.json")):
            stored = read_json(path)
            if isinstance(stored, Mapping):
                pages = joined.setdefault(path.name, {})
            else:
                views_digest, stored = stored or ("", {})  # where the file is cut off
                known, pages = joined.setdefault(path.name, [views_digest, {}])
                if not views_digest or views_digest != known:
                    message = (
                        f"shard {part} has not written what {parts[0]} has: write both again with "
                        "what was joined of all that was read"
                    )
                    raise UsageError(message)
            pages |= {name: page for name, page in stored.items() if name in own}
    return joined


@contextmanager
def _application(parts: list[_Part], to: Path, *, is_new: bool = False) -> Iterator[Sphinx]:
    """Make an application as shards had it.

    Raises:
        UsageError: Sphinx ends with an error, or what is here is not what shards had.
    """
    record = parts[0].record
    if not Path(record.srcdir).is_dir():
        message = f"shards were built of {record.srcdir}: have the sources there as well"
        raise UsageError(message)
    overrides = {**record.overrides, "series_content_hash": True}
    with patch_docutils(record.confdir), docutils_namespace():
        try:
            app = Sphinx(
                record.srcdir,
                record.confdir,
                to,
                to / _DOCTREES,
                record.builder,
                confoverrides=overrides,
                status=None,
                warning=sys.stderr,
                freshenv=is_new,
                tags=record.tags,
            )
            if shards.settings_of(app) != record.settings:
                message = (
                    f"the configuration of {record.srcdir}, the place of an extension or a version "
                    "is not what shards had: have one environment everywhere, and say in conf.py "
                    "what `-D` says of dictionaries"
                )
                raise UsageError(message)
            yield app
        except SphinxError as error:
            raise UsageError(str(error)) from error


def _join_search_index(app: Sphinx, parts: list[_Part], to: Path) -> None:
    """Join the indexes of Sphinx's own search, where the site has them."""
    joined = _index(app)
    entries: dict[str, list[tuple[str, str, str]]] = {}
    for part in parts:
        path = part.folder / _INDEX
        if path.is_file():  # else it has no documents, or the site has another search
            text, own = path.read_text(encoding="utf-8"), set(part.record.documents)
            one = _index(app)
            one.load(io.StringIO(text), js_index)
            _take_over(joined, one, own)
            for docname, entry in _index_entries(js_index.loads(text)):
                if docname in own:
                    entries.setdefault(docname, []).append(entry)
    if any(part.record.documents and (part.folder / _INDEX).is_file() for part in parts):
        joined._index_entries.update(sorted(entries.items()))  # noqa: SLF001
        out = io.StringIO()
        joined.dump(out, js_index)
        files.replace(to / _INDEX, out.getvalue())


def _take_over(joined: IndexBuilder, one: IndexBuilder, own: set[str]) -> None:
    """Take over what an index has of some documents."""
    for name in ("_titles", "_filenames", "_all_titles"):
        found = getattr(one, name).items()
        getattr(joined, name).update({docname: its for docname, its in found if docname in own})
    for name in ("_mapping", "_title_mapping"):
        mine = getattr(joined, name)
        for word, docnames in getattr(one, name).items():
            if docnames & own:
                mine.setdefault(word, set()).update(docnames & own)


def _index(app: Sphinx) -> IndexBuilder:
    config = app.config
    language = config.html_search_language or config.language
    return IndexBuilder(app.env, language, config.html_search_options, config.html_search_scorer)


def _index_entries(stored: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Give the entries of the general index, each with its document; Sphinx does not load them."""
    for entry, places in stored["indexentries"].items():
        for number, id_, is_main in places:
            yield stored["docnames"][number], (entry, id_, "main" if is_main else "")
