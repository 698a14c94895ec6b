"""The command ``new``: a post with the right front matter, in the right place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.matching import Matcher

from sphinx_series.core.addresses import addresses, ledger
from sphinx_series.core.sources import source_text
from sphinx_series.core.sources.frontmatter import is_id
from sphinx_series.sources import read_ledger

from .project import UsageError, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sphinx_series.core.model import Post
    from sphinx_series.core.problems import Place

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
            yield _name(alias), post.place("aliases")
    records, _ = read_ledger(project.options, project.folder, project.folder)
    for record in records:
        yield _name(record.address), record.place


def _name(address: str) -> str:
    return ledger.name_of(addresses.parse(address) or address)


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
    """See that a page declares a series or topic.

    Raises:
        UsageError: none does.
    """
    known = {found for names in project.declared.values() for kind, found in names if kind == noun}
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
    pages = (name for name, declared in project.declared.items() if (noun, id_) in declared)
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
