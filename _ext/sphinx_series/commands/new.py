"""The command ``new``: a post with the right front matter, in the right place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.matching import Matcher
from sphinx_series_base import files

from sphinx_series.core.addresses import ledger
from sphinx_series.core.sources import source_text
from sphinx_series.core.sources.declarations import OTHERS
from sphinx_series.core.sources.frontmatter import is_id
from sphinx_series.sources import read_ledger

from .arguments import add_source, near
from .project import UsageError, read, texts

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import date

    from sphinx_series_base.problems import Place

    from sphinx_series.core.model import Post

    from .arguments import Commands
    from .project import Project


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the author asks for; ``folder`` is None where the series or topic says it."""

    title: str
    date: date
    slug: str = ""
    folder: Path | None = None
    description: str = ""
    topics: tuple[str, ...] = ()
    series: str = ""
    part: int | None = None
    draft: bool = True


def add(commands: Commands) -> None:
    """Add the command."""
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
    new.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="default: today")
    new.add_argument("--publish", action="store_true", help="write no draft")
    add_source(new)
    new.set_defaults(run=_run)


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _date(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()


def _run(options: argparse.Namespace) -> int:
    project = read(options.source)
    today = project.options.clock.astimezone(project.options.timezone)
    wanted = Wanted(
        title=options.title,
        date=options.date or today.date(),
        slug=options.slug,
        folder=options.folder,
        description=options.description,
        topics=tuple(options.topic),
        series=options.series,
        part=options.part,
        draft=not options.publish,
    )
    for text in (wanted.title, wanted.description):
        _require_text(text)
    slug = slug_of(wanted)
    place = owner(project, slug)
    if place:
        where = f"{near(place.path)}:{place.line}"
        print(f"{where}: has or had the slug {slug!r}: choose another with `--slug`")
        return 1
    path, text = plan(project, wanted)
    _write(path, text)
    print(near(str(path)))
    return 0


def _require_text(text: str) -> None:
    """See that a file can hold what the shell passed on.

    Raises:
        UsageError: some of it is no UTF-8.
    """
    try:
        text.encode()
    except UnicodeError as error:
        message = f"{text!r} holds bytes that are no UTF-8: write it anew"
        raise UsageError(message) from error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.create(path, text)
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be written ({error})"
        raise UsageError(message) from error


def slug_of(wanted: Wanted) -> str:
    """Give the slug of the new post.

    Raises:
        UsageError: the title gives none, or the one that is given is none.
    """
    slug = wanted.slug or source_text.slugify(wanted.title)
    if not is_id(slug):
        message = f"{slug!r} is no slug: write one of letters, digits, `-` and `_` with `--slug`"
        raise UsageError(message)
    return slug


def owner(project: Project, slug: str) -> Place | None:
    """Say where a slug is or was used; None where it never was."""
    name = slug.casefold()
    return next((place for found, place in _names(project) if found == name), None)


def _names(project: Project) -> Iterator[tuple[str, Place]]:
    """Give every name that a page has, or had at an old address."""
    for post in _posts(project):
        yield post.slug.casefold(), post.place("slug")
        for alias in post.aliases:
            yield ledger.name_of(alias), post.place("aliases")
    records, _ = read_ledger(project.options, project.folder, project.folder)
    for record in (record for record in records if not record.is_folder):
        yield ledger.name_of(record.address), record.place


def _posts(project: Project) -> Iterator[Post]:
    yield from (page.post for page in project.pages.values() if page.post)


def plan(project: Project, wanted: Wanted) -> tuple[Path, str]:
    """Give the file of the new post, and its text.

    Raises:
        UsageError: what is asked for is not known, or there is no place for it.
    """
    for noun, ids in (("series", [wanted.series]), ("topic", wanted.topics)):
        for id_ in filter(None, ids):
            require(project, noun, id_)
    slug = slug_of(wanted)
    folder = project.folder / (_folder(project, wanted) if wanted.folder is None else wanted.folder)
    suffix, kind = _markup(project, folder.resolve())
    path = folder.resolve() / f"{slug}{suffix}"
    require_a_document(project, path)
    fields = {
        "date": wanted.date,
        "description": wanted.description,
        "topics": wanted.topics,
        "series": wanted.series,
        "part": wanted.part or "",
        "draft": wanted.draft,
    }
    markup = "rst" if kind == "restructuredtext" else "yaml"
    title = " ".join(wanted.title.split())
    return path, source_text.write(fields, title, "", markup=markup)  # type: ignore[arg-type]


def require(project: Project, noun: str, id_: str) -> None:
    """See that a page declares a series or topic, by itself or with those that are left.

    Raises:
        UsageError: none does.
    """
    known = {found for names in project.declared.values() for kind, found in names if kind == noun}
    if noun == "topic" and any(OTHERS in names for names in project.declared.values()):
        known |= project.options.topics.keys()
        known |= {topic for post in _posts(project) for topic in post.topics}
    if id_ not in known:
        one_of = f": it is one of {', '.join(sorted(known))}" if known else ""
        message = f"no page declares the {noun} {id_!r}{one_of}"
        raise UsageError(message)


def _folder(project: Project, wanted: Wanted) -> Path:
    """Give the folder in which most of the same series or topic stand, else that of its page."""
    if wanted.series:
        noun, id_ = "series", wanted.series
        alike = [post for post in _posts(project) if post.series == id_]
    elif wanted.topics:
        noun, id_ = "topic", wanted.topics[0]
        alike = [post for post in _posts(project) if post.topics[:1] == (id_,)]
    else:
        message = "say where the post belongs: `--in FOLDER`, `--series ID` or `--topic ID`"
        raise UsageError(message)
    folders = Counter(Path(project.sources[post.docname]).parent for post in alike)
    if folders:
        return max(sorted(folders), key=lambda folder: folders[folder])
    homes = [(noun, id_), OTHERS] if noun == "topic" else [(noun, id_)]
    pages = (name for home in homes for name, found in project.declared.items() if home in found)
    return Path(project.sources[next(pages)]).parent


def _markup(project: Project, folder: Path) -> tuple[str, str]:
    """Give suffix and kind of source: its neighbours', else Markdown, else what there is."""
    suffixes = list(project.suffixes.items())
    neighbours = Counter(
        Path(source).suffix
        for source in project.sources.values()
        if (project.folder / source).parent == folder
    )
    return max(suffixes, key=lambda item: (neighbours[item[0]], item[0] == ".md"))


def require_a_document(project: Project, path: Path) -> None:
    """See that Sphinx will take the file for a document of the project.

    Raises:
        UsageError: it would not.
    """
    config = project.config
    if path.is_relative_to(project.folder):
        relative = path.relative_to(project.folder)
        names = [str(relative), *map(str, relative.parents)]
        excluded = Matcher([*texts(config, "exclude_patterns"), *texts(config, "templates_path")])
        is_included = Matcher(texts(config, "include_patterns"))(names[0])
        if is_included and not any(map(excluded, names[:-1])):
            return
    message = f"{path} would be no document of this project: name another folder with `--in`"
    raise UsageError(message)
