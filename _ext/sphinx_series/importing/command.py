"""The command itself: reads the export, shows the plan, and writes it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sphinx_series import creating, project
from sphinx_series.core import addresses, ledger
from sphinx_series.project import UsageError

from . import ablog, hugo, jekyll, medium, planning, redirects
from .export import Export, ExportError, open_export

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sphinx_series.project import Project

    from .model import Blog
    from .planning import Plan

_FORMATS: dict[str, Callable[[Export], Blog]] = {
    "hugo": hugo.read,
    "jekyll": jekyll.read,
    "medium": medium.read,
}
# What brings no posts here.
_OTHERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "ablog": ablog.run,
    "redirects": redirects.run,
}
_NO_POSTS = {
    "hugo": "the folder of the site, with `content/` in it",
    "jekyll": "the folder of the site, with `_posts/` in it",
    "medium": "the zip that Medium sent, with `posts/` in it",
}


def run(options: argparse.Namespace) -> int:
    """Run the command.

    Raises:
        UsageError: there is nothing to import, or no place for it.
    """
    if options.format in _OTHERS:
        return _OTHERS[options.format](options)
    if options.to is None:
        message = "say where the posts go: `--to FOLDER`"
        raise UsageError(message)
    read = project.read(options.source)
    folder = (read.folder / options.to).resolve()
    creating.require_a_document(read, folder / "a-post.md")
    if options.topic:
        creating.require(read, "topic", options.topic)
    try:
        export = open_export(options.export)
        blog = _FORMATS[options.format](export)
    except ExportError as error:
        raise UsageError(str(error)) from error
    if not blog.posts and not blog.remarks:
        message = f"{options.export} holds no post: name {_NO_POSTS[options.format]}"
        raise UsageError(message)
    plan = planning.plan(blog, export, _place(read, folder, options.topic))
    old = _ledger(read)
    _show(plan)
    if not options.dry_run:
        _write(_files(plan, export), read.folder)
        _record(plan, read, old)
    done = "would be" if options.dry_run else "are"
    print(
        f"{len(plan.pages)} posts {done} imported, {len(plan.remarks)} remarks, "
        f"{len(plan.left_out)} left out",
        file=sys.stderr,
    )
    return 1 if plan.left_out else 0


def _place(read: Project, folder: Path, topic: str) -> planning.Place:
    posts = [page.post for page in read.pages.values() if page.post]
    files = [f"{docname}.html" for docname in read.pages]
    files += [addresses.file_of(addresses.other_form(f"/{file}")) for file in files]
    aliases = (addresses.parse(alias) for post in posts for alias in post.aliases)
    files += [addresses.file_of(alias) for alias in aliases if alias]
    return planning.Place(
        folder="" if folder == read.folder else folder.relative_to(read.folder).as_posix(),
        exists=lambda path: (read.folder / path).exists() or (read.folder / path).is_symlink(),
        slugs={post.slug for post in posts},
        taken=set(map(addresses.key, files)),
        topics={id_ for ids in read.declared.values() for noun, id_ in ids if noun == "topic"},
        topic=topic,
    )


def _show(plan: Plan) -> None:
    """Print the pages with what leads to them, then what a person should look at."""
    for page in plan.pages:
        print(f"{page.source} -> {page.path}")
        for alias in page.aliases:
            print(f"  {alias}")
        for path, source in page.pictures.items():
            print(f"  {source} -> {path}")
    for remark in (*plan.remarks, *plan.left_out):
        place = f"{remark.path}:{remark.line}" if remark.line else remark.path
        print(f"{place}: {remark.message}" if place else remark.message)


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Write pages and pictures; a file that came to be in the meantime is left alone."""
    try:
        for path, content in files:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as new:
                new.write(content)
    except (OSError, ExportError) as error:
        message = f"the pages cannot be written ({error})"
        raise UsageError(message) from error


def _files(plan: Plan, export: Export) -> Iterator[tuple[str, bytes]]:
    for page in plan.pages:
        for path, source in page.pictures.items():
            yield path, export.read(source)
        yield page.path, page.text.encode("utf-8", "replace")


def _ledger(read: Project) -> str:
    """Give the text of the ledger, before anything is written."""
    path = read.folder / read.options.ledger
    if not read.options.ledger or not path.exists():
        return ledger.HEAD
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be read ({error})"
        raise UsageError(message) from error


def _record(plan: Plan, read: Project, old: str) -> None:
    """Add the old addresses to the ledger, but for those of drafts, which would be lost at once."""
    if not read.options.ledger:
        print("conf.py sets no `series_ledger`: old addresses are not recorded", file=sys.stderr)
        return
    path = read.folder / read.options.ledger
    aliases = (alias for page in plan.pages if not page.is_draft for alias in page.aliases)
    published = map(addresses.parse, aliases)
    path.write_text(ledger.add(old, filter(None, published)), encoding="utf-8")
