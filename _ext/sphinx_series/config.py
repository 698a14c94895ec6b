"""The values of conf.py, checked once and turned into one frozen value."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import diagnostics
from .core import addresses
from .core.frontmatter import parse_moment
from .core.model import Author
from .core.problems import Kind, Place, Problem
from .core.redirects import FEED_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config


class Setting(NamedTuple):
    """A value of conf.py: its default, and what it means, in Markdown."""

    default: Any
    meaning: str


SETTINGS: Mapping[str, Setting] = {
    "series_authors": Setting({}, 'The authors: id to `{"name": …, "url": …}`.'),
    "series_clock": Setting(
        "",
        "The build's idea of now, as a date or ISO time; otherwise `SOURCE_DATE_EPOCH`, "
        "otherwise the real time.",
    ),
    "series_content_hash": Setting(
        default=False,
        meaning="Judge sources by their content and not by their time, as in a fresh clone with a "
        "restored build folder.",
    ),
    "series_drafts": Setting(
        default=False, meaning="Build drafts and scheduled posts too, marked as such."
    ),
    "series_feed_authority": Setting(
        "", "The host in the ids of posts in feeds; by default that of `html_baseurl`."
    ),
    "series_feed_limit": Setting(20, "How many posts a feed holds."),
    "series_feed_paths": Setting(
        {}, 'Paths at which a feed also lies: `""`, `topic:ID` or `series:ID` to a path or several.'
    ),
    "series_feeds": Setting(["atom", "json"], "The forms of the feeds."),
    "series_ledger": Setting(
        "", "The file of all addresses that were ever published, from the source folder."
    ),
    "series_markdown": Setting(
        default=False, meaning="A copy of each post in Markdown, and `llms.txt`."
    ),
    "series_navigation": Setting(default=True, meaning="With Furo, show the bounded sidebar."),
    "series_permalink": Setting(
        "",
        'An address that every post has wherever its source lies, like `"/blog/{slug}/"`.',
    ),
    "series_redirect_exports": Setting(
        [], "Any of `netlify`, `nginx`, `json`: the redirects in the forms of servers."
    ),
    "series_redirect_hosts": Setting([], "Hosts outside the site that a redirect may lead to."),
    "series_sitemap": Setting(default=True, meaning="`sitemap.xml` and `robots.txt`."),
    "series_social_cards": Setting(
        default=False, meaning="Draw a picture of each post for other sites."
    ),
}
EXPORTS = ("netlify", "nginx", "json")
FEEDS = ("atom", "json")

_MARKDOWN = "sphinx_markdown_builder"
_OPEN_GRAPH = "sphinxext.opengraph"

# What the heads of pages show of: a change writes all pages again.
_IN_HEADS = {"series_authors", "series_feeds", "series_markdown", "series_social_cards"}


_AUTHORITY = re.compile(r"[A-Za-z0-9.-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The checked configuration.

    ``now`` is the build's idea of the present; posts dated later are scheduled. ``permalink`` is
    the address of every post, with ``{slug}`` in it; ``ledger`` a path from the source folder.
    ``feed_limit`` is how many posts a feed holds, ``feed_authority`` who names them there;
    ``feed_paths`` are the addresses at which feeds also lie, by their channels' names.
    ``rejected`` holds the name of each wrong value with what is wrong.
    """

    now: datetime
    drafts: bool = False
    content_hash: bool = False
    navigation: bool = True
    author: Author
    authors: Mapping[str, Author] = field(default_factory=dict)
    feeds: tuple[str, ...] = FEEDS
    feed_limit: int = 20
    feed_paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    feed_authority: str = ""
    sitemap: bool = True
    markdown: bool = False
    social_cards: bool = False
    permalink: str = ""
    ledger: str = ""
    redirect_exports: tuple[str, ...] = ()
    redirect_hosts: frozenset[str] = frozenset()
    rejected: tuple[tuple[str, str], ...] = ()

    def written_by(self, ids: Iterable[str]) -> tuple[Author, ...]:
        """Give the known authors of a post; without any it is the project's own."""
        return tuple(self.authors[id_] for id_ in ids if id_ in self.authors) or (self.author,)


def read(config: Config) -> Options:
    """Check the values of ``series_*``; a wrong one is rejected and counts as its default."""
    rejected: list[tuple[str, str]] = []

    def checked(name: str, is_right: Callable[[Any], bool], wanted: str) -> Any:  # noqa: ANN401
        value = getattr(config, name)
        if is_right(value):
            return value
        rejected.append((name, f"{name} takes {wanted}, not {value!r}"))
        return SETTINGS[name].default

    def flag(name: str) -> bool:
        return bool(checked(name, lambda value: isinstance(value, bool), "True or False"))

    clock = checked(
        "series_clock",
        lambda value: value == "" or (isinstance(value, str) and parse_moment(value) is not None),
        "a date like 2026-01-31 or a time with its zone",
    )
    return Options(
        now=parse_moment(clock) or _default_clock(),
        drafts=flag("series_drafts"),
        content_hash=flag("series_content_hash"),
        navigation=flag("series_navigation"),
        author=Author(name=str(config.author) or str(config.project)),
        authors={
            id_: _author(author)
            for id_, author in checked(
                "series_authors",
                _are_authors,
                'a dictionary like {"ada": {"name": "Ada", "url": "https://…"}}',
            ).items()
        },
        feeds=tuple(
            checked(
                "series_feeds",
                lambda value: _are_texts(value) and set(value) <= set(FEEDS),
                f"a list of any of {', '.join(FEEDS)}",
            )
        ),
        feed_limit=checked(
            "series_feed_limit",
            lambda value: type(value) is int and value > 0,
            "a number from 1",
        ),
        feed_paths={
            name: (paths,) if isinstance(paths, str) else tuple(paths)
            for name, paths in checked(
                "series_feed_paths",
                _are_feed_paths,
                "a dictionary of feeds and paths that end in .xml, .atom, .rss or .json, like "
                '{"": "/blog/atom.xml", "topic:go": ["/tag/go.xml"]}',
            ).items()
        },
        feed_authority=checked(
            "series_feed_authority",
            lambda value: isinstance(value, str) and _AUTHORITY.fullmatch(value) is not None,
            'a host name, like "example.org"',
        ),
        sitemap=flag("series_sitemap"),
        markdown=checked(
            "series_markdown",
            lambda value: value is False or (value is True and _MARKDOWN in config.extensions),
            f'True or False, and for True "{_MARKDOWN}" among the `extensions`',
        ),
        social_cards=checked(
            "series_social_cards",
            lambda value: value is False or (value is True and _can_draw(config)),
            f'True or False, and for True "{_OPEN_GRAPH}" among the `extensions`, and matplotlib '
            "installed",
        ),
        permalink=checked(
            "series_permalink",
            _is_permalink,
            'a path of the site with {slug} in it, like "/blog/{slug}/"',
        ),
        ledger=checked(
            "series_ledger",
            lambda value: isinstance(value, str),
            'the path of a text file, like "urls.txt"',
        ),
        redirect_exports=tuple(
            checked(
                "series_redirect_exports",
                lambda value: _are_texts(value) and set(value) <= set(EXPORTS),
                f"a list of any of {', '.join(EXPORTS)}",
            )
        ),
        redirect_hosts=frozenset(
            checked(
                "series_redirect_hosts",
                _are_texts,
                'a list of host names, like ["example.org"]',
            )
        ),
        rejected=tuple(rejected),
    )


def _can_draw(config: Config) -> bool:
    return _OPEN_GRAPH in config.extensions and find_spec("matplotlib") is not None


def _are_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _are_feed_paths(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str)
        and (isinstance(paths, str) or _are_texts(paths))
        and all(map(_is_feed_path, [paths] if isinstance(paths, str) else paths))
        for name, paths in value.items()
    )


def _is_feed_path(path: str) -> bool:
    address = addresses.parse(path)
    return address is not None and address.endswith(FEED_SUFFIXES)


def _is_permalink(value: object) -> bool:
    if not isinstance(value, str) or value.count("{slug}") != 1:
        return value == ""
    return addresses.parse(value.replace("{slug}", "slug")) is not None


def _are_authors(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(id_, str) and isinstance(author, dict) and author.get("name")
        for id_, author in value.items()
    )


def _author(author: Mapping[str, Any]) -> Author:
    url = author.get("url")
    is_url = isinstance(url, str) and addresses.host_of(url)
    return Author(name=str(author["name"]), url=str(url) if is_url else "")


def _default_clock() -> datetime:
    """Give SOURCE_DATE_EPOCH where it is set (reproducible builds), else the real time."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return datetime.now(UTC)


def register(app: Sphinx) -> None:
    """Add the configuration values; none makes Sphinx read a document again."""
    for name, setting in SETTINGS.items():
        # Any: the types are checked above, with an example of what to write.
        rebuild: Literal["html", ""] = "html" if name in _IN_HEADS else ""
        app.add_config_value(name, setting.default, rebuild, Any, setting.meaning)
    app.connect("config-inited", _warn)


def _warn(app: Sphinx, config: Config) -> None:
    for problem in problems(read(config), Path(app.confdir)):
        diagnostics.warn(problem)


def problems(options: Options, confdir: Path) -> Iterator[Problem]:
    """Report the values that were rejected, each at its line of conf.py."""
    for name, message in options.rejected:
        place = where_set(confdir / "conf.py", name)
        yield Problem(kind=Kind.CONFIG, place=place, message=message)


def where_set(path: Path, name: str) -> Place:
    """Find the line of conf.py that sets a value; the first where it is set otherwise."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    numbers = (i for i, line in enumerate(lines, 1) if re.match(rf"{name}\b", line))
    return Place(path=str(path), line=next(numbers, 1))
