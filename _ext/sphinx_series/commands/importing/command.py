"""The command itself: reads the export, shows the plan, and writes it."""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from sphinx_series_base import files

from sphinx_series.commands import new, project
from sphinx_series.commands.project import UsageError
from sphinx_series.core.addresses import addresses, ledger
from sphinx_series.core.sources import source_text
from sphinx_series.sources import read_ledger

from . import (
    ablog,
    docusaurus,
    ghost,
    hugo,
    jekyll,
    mapping,
    material,
    medium,
    pelican,
    planning,
    redirects,
    reporting,
    wordpress,
)
from .export import Export, ExportError, open_export
from .fetching import Fetcher
from .front import ConfigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from sphinx_series.commands.project import Project

    from .model import Blog
    from .planning import Plan

_FORMATS: dict[str, Callable[[Export, Mapping[str, str]], Blog]] = {
    "docusaurus": docusaurus.read,
    "ghost": ghost.read,
    "hugo": hugo.read,
    "jekyll": jekyll.read,
    "material": material.read,
    "medium": medium.read,
    "pelican": pelican.read,
    "wordpress": wordpress.read,
}
# Of those whose export is a file, its suffix.
_FILES = {"ghost": ghost.SUFFIX, "wordpress": wordpress.SUFFIX}
# What brings no posts here.
_OTHERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "ablog": ablog.run,
    "redirects": redirects.run,
}
_NO_POSTS = {
    "docusaurus": "the folder of the site, with `docusaurus.config.js` in it",
    "ghost": "the JSON that Ghost wrote, or a folder with it and `content/`",
    "hugo": "the folder of the site, with `content/` in it",
    "jekyll": "the folder of the site, with `_posts/` in it",
    "material": "the folder of the site, with `mkdocs.yml` in it",
    "medium": "the zip that Medium sent, with `posts/` in it",
    "pelican": "the folder of the site, with `pelicanconf.py` in it",
    "wordpress": "the XML that WordPress wrote, or a folder with it and `wp-content/`",
}
_TOPICS = "topics.md"
_SECONDS = 2  # between two signs of progress


def run(options: argparse.Namespace) -> int:
    """Run the command, alone in the project: what another import brings is there or not yet.

    Raises:
        UsageError: there is nothing to import, no place for it, or its configuration is broken.
    """
    with files.alone(options.source, _wait):
        return _run(options)


def _wait() -> None:
    print("another command changes this project: this one waits", file=sys.stderr, flush=True)


def _run(options: argparse.Namespace) -> int:
    if options.format in _OTHERS:
        return _OTHERS[options.format](options)
    if options.to is None:
        message = "say where the posts go: `--to FOLDER`"
        raise UsageError(message)
    read = project.read(options.source)
    folder = (read.folder / options.to).resolve()
    new.require_a_document(read, folder / "a-post.md")
    if options.topic:
        new.require(read, "topic", options.topic)
    map_ = _map(options.map)
    try:
        export = open_export(options.export, blogs=_FILES.get(options.format, ""))
        reader = _FORMATS[options.format]
        if options.format == "ghost":
            reader = partial(ghost.read, url=options.url)
        blog = reader(export, map_.shortcodes)
    except (ExportError, ConfigError) as error:
        raise UsageError(str(error)) from error
    if not blog.posts and not blog.remarks:
        message = f"{options.export} holds no post: name {_NO_POSTS[options.format]}"
        raise UsageError(message)
    if options.only:
        blog = blog.only(options.only)
    if options.map and not options.map.exists():
        return _draft_map(options.map, blog)
    plan = planning.plan(blog, export, _place(read, folder, options, map_))
    _require_ledger(read)
    _require_topics(plan, read, folder / _TOPICS)
    reporting.show(plan, options.report)
    if not options.dry_run:
        # A post that is here is not imported again, so its topics and addresses come before it.
        _declare(plan.topics, folder / _TOPICS)
        _record(plan, read)
        _write(_files(plan, export), read.folder)
    done = "would be" if options.dry_run else "are"
    print(f"{len(plan.pages)} posts {done} imported, {len(plan.remarks)} remarks", file=sys.stderr)
    return 1 if reporting.has_work(plan.remarks) else 0


def _map(path: Path | None) -> mapping.Map:
    if path is None or not path.exists():
        return mapping.Map()
    try:
        return mapping.read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, mapping.MapError) as error:
        message = f"{path} cannot be read ({error})"
        raise UsageError(message) from error


def _draft_map(path: Path, blog: Blog) -> int:
    """Write the first draft of a map; nothing is imported yet."""
    try:
        files.create(path, mapping.draft(blog.posts, blog.shortcodes))
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be written ({error})"
        raise UsageError(message) from error
    print(f"{path} is written: change what you like, and run the command again", file=sys.stderr)
    return 0


def _place(
    read: Project, folder: Path, options: argparse.Namespace, map_: mapping.Map
) -> planning.Place:
    posts = [page.post for page in read.pages.values() if page.post]
    known: dict[str, str] = {}
    for docname in read.pages:
        own = f"/{docname}.html"
        known |= {_key(own): docname, _key(addresses.other_form(own)): docname}
    moved: dict[str, str] = {
        _key(address): post.docname for post in posts for address in post.aliases
    }
    if read.options.ledger:
        records, _ = read_ledger(read.options, read.folder, read.folder)
        moved |= {
            _key(record.address): record.target.strip("/").removesuffix(".html")
            for record in records
            if record.target and not record.is_folder
        }
    topics, author_pages = _declared(read, "topic"), _declared(read, "author")
    relative = "" if folder == read.folder else folder.relative_to(read.folder).as_posix()
    index = f"{relative}/index" if relative else "index"
    return planning.Place(
        folder=relative,
        exists=partial(_is_taken, read.folder),
        text=partial(_text, read.folder),
        map=map_,
        home=f"/{index}.html" if index in read.pages else "/index.html",
        pages=topics,
        author_pages=author_pages,
        fetch=Fetcher(options.fetch),
        slugs={post.slug for post in posts},
        files=known,
        moved=moved,
        topics=set(topics),
        topic=options.topic,
        declare=options.topics == "declare",
        authors={id_: author.name for id_, author in read.options.authors.items()},
        now=read.options.clock,
        has_feeds="atom" in read.options.feeds
        and bool(addresses.base_of(str(read.config.html_baseurl))),
        progress=_progress(),
    )


def _is_taken(folder: Path, path: str, content: bytes | None) -> bool:
    """Tell whether there is something at a path; a file with the content is not in the way."""
    file = folder / path
    return os.path.lexists(file) and (content is None or not _holds(file, content))


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.is_file() and not file.is_symlink() and file.read_bytes() == content
    except OSError:
        return False


def _text(folder: Path, path: str) -> str:
    try:
        return (folder / path).read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return ""


def _declared(read: Project, wanted: str) -> dict[str, str]:
    """Give the addresses of the pages that declare something, by its id."""
    return {
        id_: f"/{docname}.html"
        for docname, ids in read.declared.items()
        for noun, id_ in ids
        if noun == wanted
    }


def _key(address: str) -> str:
    return addresses.key(addresses.file_of(address))


def _progress() -> Callable[[int, int], None]:
    """Give what says every other second how far a long import is."""
    last = time.monotonic()

    def progress(done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last > _SECONDS:
            last = time.monotonic()
            print(f"{done} of {of} posts", file=sys.stderr, flush=True)

    return progress


def _write(pages: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Write pages and pictures; a file that came to be in the meantime is left alone."""
    try:
        for path, content in pages:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if not _holds(file, content):
                files.create(file, content)
    except (OSError, ExportError) as error:
        message = f"the pages cannot be written ({error})"
        raise UsageError(message) from error


def _files(plan: Plan, export: Export) -> Iterator[tuple[str, bytes]]:
    for page in plan.pages:
        for path, source in page.files.items():
            yield path, export.read(source) if isinstance(source, str) else source
        yield page.path, page.text.encode("utf-8", "replace")


def _require_topics(plan: Plan, read: Project, path: Path) -> None:
    """See that the page of topics is one, before anything is written."""
    docname = path.relative_to(read.folder).with_suffix("").as_posix()
    declares = any(noun == "topic" for noun, _ in read.declared.get(docname, ()))
    if plan.topics and path.exists() and not declares:
        message = f"{path} is here already, and declares no topic: move it, or leave out `--topics`"
        raise UsageError(message)


def _declare(topics: Mapping[str, str], path: Path) -> None:
    """Write the page that declares topics, or add them to the one that is here."""
    if not topics:
        return
    sections = "\n".join(
        f"## {planning.plain_title(title)}\n\n```{{topic}} {id_}\n```\n"
        for id_, title in sorted(topics.items())
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with files.alone(path.parent):
            if path.exists():
                text = f"{path.read_text(encoding='utf-8').rstrip()}\n\n{sections}"
            else:
                text = source_text.write({"orphan": True}, "Topics", sections, markup="yaml")
            files.replace(path, text)
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be written ({error})"
        raise UsageError(message) from error


def _require_ledger(read: Project) -> None:
    """See that the ledger can be read, before anything is written."""
    path = read.folder / read.options.ledger
    if read.options.ledger and path.exists():
        project.read_list(path)


def _record(plan: Plan, read: Project) -> None:
    """Add the old addresses to the ledger, but for those of drafts, which would be lost at once."""
    if not read.options.ledger:
        print("conf.py sets no `series_ledger`: old addresses are not recorded", file=sys.stderr)
        return
    path = read.folder / read.options.ledger
    public = (page for page in plan.pages if not page.is_draft and not page.is_page)
    found = (addresses.parse(alias) for page in public for alias in page.aliases)
    published = list(filter(None, found))
    project.change_ledger(path, lambda old: ledger.add(old, published, plan.led_on))
