"""A project as its files are, without a build: what the commands work on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.project import Project as SphinxProject
from sphinx.util.tags import Tags
from sphinx_series_base import files

from sphinx_series import sources
from sphinx_series.catalogues import Catalogues, Reader
from sphinx_series.config import SETTINGS, Options
from sphinx_series.config import read as read_options
from sphinx_series.core.addresses import elsewhere, ledger
from sphinx_series.core.sources import declarations, notebooks
from sphinx_series.sources import parse_page, read_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Container, Mapping

    from sphinx_series_base.problems import Problem

    from sphinx_series.core.sources.frontmatter import Page

# What extensions bring; loading them would take longer than all else.
_SUFFIXES = {
    "myst_parser": {".md": "markdown"},
    "myst_nb": {".md": "myst-nb", ".ipynb": "myst-nb", ".myst": "myst-nb"},
}
# The values of the HTML builder that say what files a site has.
_OF_HTML: Mapping[str, Any] = {
    "html_additional_pages": {},
    "html_baseurl": "",
    "html_copy_source": True,
    "html_extra_path": [],
    "html_sourcelink_suffix": ".txt",
    "html_static_path": [],
    "html_use_index": True,
}


class UsageError(Exception):
    """Something the command needs is not there; the text says what to do."""


def read_list(path: Path) -> str:
    """Read a file that people keep by hand, such as the ledger.

    Raises:
        UsageError: it cannot be read; the text says why.
    """
    try:
        return sources.read_list(path)
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be read ({error})"
        raise UsageError(message) from error


def change_ledger(path: Path, change: Callable[[str], str], head: str = ledger.HEAD) -> None:
    """Change a ledger as it is now, while no other command does; it is made where there is none.

    ``head`` is how a new one begins.

    Raises:
        UsageError: it cannot be read or written, and is as it was; the text says why.
    """
    try:
        with files.alone(path.resolve().parent):
            old = read_list(path) if path.exists() else ""
            new = change(old or head)
            if new != old:
                files.replace(path, new)
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be written ({error})"
        raise UsageError(message) from error


def add_lines(path: Path, add: Callable[[str], str], head: str) -> int:
    """Add lines to a file of records, and say how many are new; without any it stays as it is.

    Raises:
        UsageError: as `change_ledger` does.
    """
    added = 0

    def change(old: str) -> str:
        nonlocal added
        new = add(old)
        added = len(new.splitlines()) - len(old.splitlines())
        return new if added else old

    change_ledger(path, change, head)
    return added


def configured(options: argparse.Namespace, name: str) -> Path:
    """Find the file that the option of a name or the setting ``series_NAME`` of conf.py names.

    Raises:
        UsageError: neither does.
    """
    if named := getattr(options, name):
        return Path(named)
    setting = f"series_{name}"
    found = read_config(options.source)[setting]
    if not found:
        message = f"conf.py sets no `{setting}`: set it, or name the file with `--{name}`"
        raise UsageError(message)
    return Path(options.source, str(found))


@dataclass(frozen=True, kw_only=True)
class Project:
    """The sources of a project.

    Args:
        folder: the source folder, with conf.py in it.
        config: what conf.py says; extensions have not seen it.
        options: the values of ``series_*``, checked.
        suffixes: the kind of source of each suffix.
        sources: the file of each document, relative to the folder, by docname.
        pages: the front matter of each document, by docname.
        declared: the series and topics that each document declares, as noun and id.
    """

    folder: Path
    config: Config
    options: Options
    suffixes: Mapping[str, str]
    sources: Mapping[str, str]
    pages: Mapping[str, Page]
    declared: Mapping[str, Collection[tuple[str, str]]]

    def without(self, docnames: Container[str]) -> Project:
        """Give the project as it is where some documents are left out."""
        pages = {name: page for name, page in self.pages.items() if name not in docnames}
        return replace(self, pages=pages)

    def is_hidden(self, docname: str) -> bool:
        """Tell whether a build would leave a document out."""
        return sources.is_hidden(self.pages[docname], self.options)


class Others:
    """The projects that conf.py names; it and their catalogues are read when a line asks for one.

    What was fetched is not kept: the folder of the doctrees is known to builds alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    @cached_property
    def catalogues(self) -> Catalogues:
        """The projects by their names."""
        found = read_config(self.folder)
        return Catalogues(
            Reader(
                srcdir=self.folder, confdir=self.folder, config=found, options=read_options(found)
            )
        )

    def resolve(self, text: str) -> str:
        """Give the URL of what ``notes:slug`` names.

        Raises:
            LookupError: there is no such post; the text says what to do.
            UsageError: conf.py cannot be read.
        """
        return elsewhere.resolver(self.catalogues)(text)

    def find(self, name: str) -> str:
        """Give the name of a post that is called so; ``""`` where no project is known, or none."""
        with suppress(UsageError):
            return elsewhere.finder(self.catalogues)(name)
        return ""

    def problems(self) -> list[Problem]:
        """Give what is wrong with the catalogues that were read."""
        return self.catalogues.problems if "catalogues" in vars(self) else []


def read_config(folder: Path) -> Config:
    """Read conf.py.

    Raises:
        UsageError: there is none, or it is no valid Python.
    """
    try:
        # Sphinx goes into the folder, from where a relative one is another.
        found = Config.read(folder.resolve(), overrides={}, tags=Tags())
    except ConfigError as error:
        message = f"{error}: name the folder with `--source`"
        raise UsageError(message) from error
    defaults = {name: setting.default for name, setting in SETTINGS.items()}
    for name, default in {**defaults, **_OF_HTML}.items():
        found.add(name, default, "", Any)
    return found


def read(folder: Path) -> Project:
    """Read conf.py and the front matter of all documents.

    Raises:
        UsageError: conf.py cannot be read.
    """
    folder = folder.resolve()
    found = read_config(folder)
    options = read_options(found)
    suffixes = _suffixes(found)
    documents = SphinxProject(folder, suffixes)
    excluded = ("exclude_patterns", "templates_path", "html_extra_path", "html_static_path")
    documents.discover(
        [pattern for name in excluded for pattern in texts(found, name)],
        texts(found, "include_patterns"),
    )
    sources: dict[str, str] = {}
    pages: dict[str, Page] = {}
    declared: dict[str, set[tuple[str, str]]] = {}
    for docname in sorted(documents.docnames):
        path = Path(documents.doc2path(docname, absolute=True))
        text = read_text(path)
        sources[docname] = str(path.relative_to(folder))
        pages[docname] = parse_page(text, path, docname, suffixes, options.habits)
        declared[docname] = _declared(text, path, folder)
    return Project(
        folder=folder,
        config=found,
        options=options,
        suffixes=suffixes,
        sources=sources,
        pages=pages,
        declared=declared,
    )


def _declared(text: str, path: Path, folder: Path) -> set[tuple[str, str]]:
    """Find what a source declares, or a file that it includes."""
    if path.suffix == ".ipynb":
        text = notebooks.words(text)
    found, included = declarations.find(text)
    for name in included:
        other = folder / name.lstrip("/") if name.startswith("/") else path.parent / name
        if other.is_file():
            found |= declarations.find(read_text(other))[0]
    return found


def texts(found: Config, name: str) -> list[str]:
    """Give a value of conf.py that is a list; empty where it is none, of which Sphinx warns."""
    value = getattr(found, name)
    return list(map(str, value)) if isinstance(value, list | tuple | set) else []


def _suffixes(found: Config) -> dict[str, str]:
    """Give the suffixes of sources, as they will be once the extensions are loaded."""
    value = found.source_suffix
    # Sphinx adds what extensions of other projects bring to the default itself, in one process.
    if value is Config.config_values["source_suffix"].default:
        value = [".rst"]
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, dict):
        listed = value if isinstance(value, list | tuple) else [".rst"]
        value = dict.fromkeys(listed, "restructuredtext")
    suffixes = dict(value)
    for extension, brought in _SUFFIXES.items():
        if extension in texts(found, "extensions"):
            for suffix, kind in brought.items():
                if suffixes.get(suffix) in {None, "restructuredtext"}:
                    suffixes[suffix] = kind
    return {suffix: kind or "restructuredtext" for suffix, kind in suffixes.items()}
