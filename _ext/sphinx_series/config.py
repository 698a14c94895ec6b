"""The values of conf.py, checked once and turned into one frozen value."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, tzinfo
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from sphinx.errors import ConfigError
from sphinx.util.matching import compile_matchers
from sphinx_series_base import diagnostics, settings
from sphinx_series_base.settings import Setting, are_texts, is_flag, is_text

from .core import shards
from .core.addresses import addresses
from .core.addresses.redirects import FEED_SUFFIXES
from .core.addresses.taken import can_be
from .core.model import Author
from .core.problems import Kind
from .core.sources.frontmatter import Habits, is_id, parse_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx_series_base.problems import Problem

EXPORTS = ("netlify", "nginx", "apache", "caddy", "vercel", "azure", "s3", "json")
FEEDS = ("atom", "json")

_MARKDOWN = "sphinx_markdown_builder"
_OPEN_GRAPH = "sphinxext.opengraph"
_PAIR = 2
_AUTHORITY = re.compile(r"[A-Za-z0-9.-]*", re.ASCII)


def _setting(  # noqa: PLR0913 - what there is to say of a setting
    default: object,
    meaning: str,
    *,
    takes: str = "True or False",
    accepts: Callable[[Any, Config], bool] = is_flag,
    turn: Callable[[Any], object] = lambda value: value,
    rebuild: Literal["html", ""] = "",
    types: Any = Any,  # noqa: ANN401 - what Sphinx takes
) -> Any:  # noqa: ANN401 - a field of any type
    """Declare a field of `Options`: its setting, and what turns a right value into the field's."""
    setting = Setting(
        default=default,
        meaning=meaning,
        takes=takes,
        accepts=accepts,
        rebuild=rebuild,
        types=types,
    )
    return field(metadata={"setting": setting, "turn": turn})


def _any_of(known: Iterable[str]) -> Callable[[Any, Config], bool]:
    return lambda value, config: are_texts(value, config) and set(value) <= set(known)


def _loaded(config: Config) -> Collection[str]:
    """Give the extensions that conf.py names; none where it names them in no list."""
    named = config.extensions
    return named if isinstance(named, list | tuple | set) else ()


def _has_markdown(value: object, config: Config) -> bool:
    return value is False or (value is True and _MARKDOWN in _loaded(config))


def _can_draw(value: object, config: Config) -> bool:
    can_draw = value is True and _OPEN_GRAPH in _loaded(config) and find_spec("matplotlib")
    return value is False or bool(can_draw)


def _is_clock(value: object, _config: Config) -> bool:
    return value == "" or (isinstance(value, str) and parse_moment(value) is not None)


def _is_count(value: object, _config: Config) -> bool:
    return type(value) is int and value > 0


def _is_number(value: object, _config: Config) -> bool:
    return type(value) is int and value >= 0


def _is_host(value: object, _config: Config) -> bool:
    return isinstance(value, str) and _AUTHORITY.fullmatch(value) is not None


def _are_feed_paths(value: object, config: Config) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str)
        and (isinstance(paths, str) or are_texts(paths, config))
        and all(map(_is_feed_path, _listed(paths)))
        for name, paths in value.items()
    )


def _is_feed_path(path: str) -> bool:
    address = addresses.parse(path)
    return address is not None and address.endswith(FEED_SUFFIXES)


def _listed(paths: str | Iterable[str]) -> tuple[str, ...]:
    return (paths,) if isinstance(paths, str) else tuple(paths)


def _feed_paths(value: Mapping[str, str | Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: _listed(paths) for name, paths in value.items()}


def _is_shard(value: object, _config: Config) -> bool:
    return value == "" or (isinstance(value, str) and shards.parse(value) is not None)


def _is_permalink(value: object, _config: Config) -> bool:
    if not isinstance(value, str) or value.count("{slug}") != 1:
        return value == ""
    return addresses.parse(value.replace("{slug}", "slug")) is not None


def _are_authors(value: object, _config: Config) -> bool:
    return isinstance(value, dict) and all(
        isinstance(id_, str) and isinstance(author, dict) and str(author.get("name") or "").strip()
        for id_, author in value.items()
    )


def _are_topics(value: object, _config: Config) -> bool:
    if not isinstance(value, dict):
        return False
    ids, titles = list(value), list(value.values())
    are_texts = all(isinstance(text, str) and text.strip() for text in (*ids, *titles))
    return are_texts and all(map(is_id, ids)) and len(set(titles)) == len(titles)


def _is_zone(value: object, _config: Config) -> bool:
    return isinstance(value, str) and _zone(value) is not None


def _zone(name: str) -> tzinfo | None:
    """Give a time zone by its name; None where nobody knows it."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    # A folder of zones is none, and how that is told depends on the system.
    except (LookupError, ValueError, OSError):
        return None


def _are_catalogues(value: object, _config: Config) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and is_id(name) and _is_site(site) for name, site in value.items()
    )


def _is_site(value: object) -> bool:
    """Tell whether a value is where a site is served, and where its catalogue lies if not there."""
    if not isinstance(value, list | tuple) or len(value) != _PAIR:
        return False
    url, place = value
    is_place = isinstance(place, str) and (
        addresses.may_be_fetched(place) if "://" in place else can_be(place)
    )
    return isinstance(url, str) and addresses.may_be_fetched(url) and (is_place or place is None)


def _catalogues(value: Mapping[str, Iterable[str | None]]) -> dict[str, tuple[str, str]]:
    found = {name: tuple(site) for name, site in value.items()}
    return {name: (url or "", place or "") for name, (url, place) in found.items()}


def _is_choice(value: object, _config: Config) -> bool:
    return value is None or isinstance(value, bool)


def _is_navigation(value: object, _config: Config) -> bool:
    return isinstance(value, bool) or value == "bounded"


def _are_default_authors(value: object, config: Config) -> bool:
    return isinstance(value, dict) and all(
        isinstance(pattern, str)
        and _is_pattern(pattern)
        and are_texts(ids, config)
        and set(ids) <= _ids(config.series_authors)
        for pattern, ids in value.items()
    )


def _ids(authors: object) -> set[str]:
    return set(authors) if isinstance(authors, dict) else set()


def _is_pattern(text: str) -> bool:
    try:
        compile_matchers([text])
    except re.error:
        return False
    return True


def _default_authors(value: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {pattern: tuple(ids) for pattern, ids in value.items()}


def _clock(value: str, zone: tzinfo) -> datetime:
    """Give the time that was set, else SOURCE_DATE_EPOCH (reproducible builds), else the real."""
    try:
        return parse_moment(value, zone) or datetime.fromtimestamp(
            int(os.environ["SOURCE_DATE_EPOCH"]), UTC
        )
    except (KeyError, ValueError, OverflowError, OSError):
        return datetime.now(UTC)


def _authors(value: Mapping[str, Mapping[str, Any]]) -> dict[str, Author]:
    return {id_: _author(author) for id_, author in value.items()}


def _author(author: Mapping[str, Any]) -> Author:
    url = author.get("url")
    is_url = isinstance(url, str) and addresses.host_of(url)
    return Author(name=str(author["name"]), url=str(url) if is_url else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The checked configuration: each field but the first is `series_` with its name in conf.py.

    ``author`` is the project's own. What the heads of pages show writes all of them when it
    changes; nothing makes Sphinx read a document again.
    """

    author: Author
    authors: Mapping[str, Author] = _setting(
        {},
        'The authors: id to `{"name": …, "url": …}`.',
        takes='a dictionary like {"ada": {"name": "Ada", "url": "https://…"}}',
        accepts=_are_authors,
        turn=_authors,
        rebuild="html",
    )
    bylines: bool | None = _setting(
        None,
        "Whether posts bear the names of their authors; None where the site has several.",
        takes="True, False or None",
        accepts=_is_choice,
    )
    catalogue_days: int = _setting(
        5,
        "For how many days a catalogue that was fetched serves; `-D series_catalogue_days=0` "
        "fetches all anew.",
        takes="a number from 0",
        accepts=_is_number,
    )
    catalogues: Mapping[str, tuple[str, str]] = _setting(
        {},
        "Other projects: a name to where it is served, and None or the file, folder or URL of its "
        "`catalogue.json`.",
        takes='a dictionary like {"notes": ("https://notes.example/en/latest/", None)}, with URLs '
        "of https, or of http on this machine",
        accepts=_are_catalogues,
        turn=_catalogues,
    )
    clock: datetime = _setting(  # noqa: RUF009 - it makes a field
        "",
        "The build's idea of now, as a date or ISO time; otherwise `SOURCE_DATE_EPOCH`, "
        "otherwise the real time.",
        takes="a date like 2026-01-31 or a time with its zone",
        accepts=_is_clock,
    )
    content_hash: bool = _setting(
        default=False,
        meaning="Judge sources by their content and not by their time, as in a fresh clone with a "
        "restored build folder.",
    )
    default_authors: Mapping[str, tuple[str, ...]] = _setting(
        {},
        "The authors of posts that name none: a pattern of docnames to a list of ids. The first "
        "pattern counts that matches.",
        takes='a dictionary like {"team/**": ["ada"]}, with ids of series_authors',
        accepts=_are_default_authors,
        turn=_default_authors,
    )
    drafts: bool = _setting(
        default=False, meaning="Build drafts and scheduled posts too, marked as such."
    )
    feed_authority: str = _setting(
        "",
        "The host in the ids of posts in feeds; by default that of `html_baseurl`.",
        takes='a host name, like "example.org"',
        accepts=_is_host,
    )
    feed_limit: int = _setting(
        20, "How many posts a feed holds.", takes="a number from 1", accepts=_is_count
    )
    feed_paths: Mapping[str, tuple[str, ...]] = _setting(
        {},
        'Paths at which a feed also lies: `""`, `topic:ID`, `series:ID` or `author:ID` to a path '
        "or several.",
        takes="a dictionary of feeds and paths that end in .xml, .atom, .rss or .json, like "
        '{"": "/blog/atom.xml", "topic:go": ["/tag/go.xml"]}',
        accepts=_are_feed_paths,
        turn=_feed_paths,
    )
    feeds: tuple[str, ...] = _setting(
        list(FEEDS),
        "The forms of the feeds.",
        takes=f"a list of any of {', '.join(FEEDS)}",
        accepts=_any_of(FEEDS),
        turn=tuple,
        rebuild="html",
    )
    home: bool = _setting(
        default=False,
        meaning="Whether feeds, `llms.txt` and `sitemap.xml` tell of the projects of "
        "`series_catalogues` too.",
    )
    ledger: str = _setting(
        "",
        "The file of all addresses that were ever published, from the source folder.",
        takes='the path of a text file, like "urls.txt"',
        accepts=is_text,
    )
    markdown: bool = _setting(
        default=False,
        meaning="A copy of each post in Markdown, and `llms.txt`.",
        takes=f'True or False, and for True "{_MARKDOWN}" among the `extensions`',
        accepts=_has_markdown,
        rebuild="html",
    )
    names: str = _setting(
        "",
        "The file of all names that were ever published, places on pages and objects, from the "
        "source folder.",
        takes='the path of a text file, like "names.txt"',
        accepts=is_text,
    )
    navigation: bool | Literal["bounded"] = _setting(
        default=True,
        meaning='The bounded sidebar: True with Furo, `"bounded"` with every theme.',
        takes='True, False or "bounded"',
        accepts=_is_navigation,
        types=(bool, str),
    )
    permalink: str = _setting(
        "",
        'An address that every post has wherever its source lies, like `"/blog/{slug}/"`.',
        takes='a path of the site with {slug} in it, like "/blog/{slug}/"',
        accepts=_is_permalink,
    )
    redirect_exports: tuple[str, ...] = _setting(
        [],
        f"Any of {', '.join(f'`{name}`' for name in EXPORTS)}: the redirects in the forms of "
        "servers.",
        takes=f"a list of any of {', '.join(EXPORTS)}",
        accepts=_any_of(EXPORTS),
        turn=tuple,
    )
    redirect_hosts: frozenset[str] = _setting(
        [],
        "Hosts outside the site that a redirect may lead to.",
        takes='a list of host names, like ["example.org"]',
        accepts=are_texts,
        turn=frozenset,
    )
    related: int = _setting(
        0,
        "How many related posts a post that is in no series shows at its end.",
        takes="a number from 0",
        accepts=_is_number,
    )
    shard: shards.Shard | None = _setting(  # noqa: RUF009 - it makes a field
        "",
        "Which part of the site this machine builds, said on the command line: "
        "`-D series_shard=3/8`. A wrong one ends the build.",
        takes="a number and how many there are, like 3/8",
        accepts=_is_shard,
        turn=shards.parse,
    )
    sitemap: bool = _setting(default=True, meaning="`sitemap.xml` and `robots.txt`.")
    social_cards: bool = _setting(
        default=False,
        meaning="Draw a picture of each post for other sites.",
        takes=f'True or False, and for True "{_OPEN_GRAPH}" among the `extensions`, and '
        "matplotlib installed",
        accepts=_can_draw,
        rebuild="html",
    )
    topics: Mapping[str, str] = _setting(
        {},
        "How topics are written: id to title. A post may write either.",
        takes='a dictionary like {"cpp": "C++"}, each title once',
        accepts=_are_topics,
        turn=dict,
    )
    timezone: tzinfo = _setting(  # noqa: RUF009 - it makes a field
        "UTC",
        "Where the authors are: a date without a time is midnight there.",
        takes='the name of a time zone, like "Europe/Berlin"',
        accepts=_is_zone,
        turn=_zone,
    )

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that a redirect may lead to: those that are named, and other projects'."""
        others = (addresses.host_of(url) or "" for url, _ in self.catalogues.values())
        return self.redirect_hosts.union(others)

    @property
    def habits(self) -> Habits:
        """How authors write."""
        return Habits(zone=self.timezone, topics=self.topics)


_FIELDS = {f"series_{one.name}": one for one in fields(Options) if one.metadata}

SETTINGS: Mapping[str, Setting] = {name: one.metadata["setting"] for name, one in _FIELDS.items()}


def read(config: Config) -> Options:
    """Check the values of ``series_*``; a wrong one counts as its default."""
    values = {
        one.name: one.metadata["turn"](settings.value(config, name, SETTINGS[name]))
        for name, one in _FIELDS.items()
    }
    values["clock"] = _clock(values["clock"], values["timezone"])
    # Each machine has times of its own.
    values["content_hash"] |= values["shard"] is not None
    return Options(author=Author(name=_own_name(config)), **values)


def _own_name(config: Config) -> str:
    """Give the author of a site that names none of a post: its own, its project, its host."""
    named = {
        name: str(config[name]).strip()
        for name in ("author", "project")
        if config[name] != config.values[name].default
    }
    host = addresses.host_of(str(config.html_baseurl)) or ""
    return named.get("author") or named.get("project") or host


def problems(config: Config, confdir: Path) -> list[Problem]:
    """Report the values that are wrong, and those that another extension stands in the way of."""
    wrong = settings.problems(config, SETTINGS, Kind.CONFIG, confdir)
    return [*wrong, *_beside_ablog(config, confdir)]


def feeds_of_ablog(config: Config) -> set[str]:
    """Give the further places of feeds that ABlog's feeds have, as long as it is loaded."""
    if "ablog" not in _loaded(config):
        return set()
    name = "series_feed_paths"
    asked = _feed_paths(settings.value(config, name, SETTINGS[name]))
    folder = f"/{str(config.blog_path).strip('/')}/"
    return {
        path
        for paths in asked.values()
        for path in paths
        if path.startswith(folder) and path.endswith("/atom.xml")
    }


def _beside_ablog(config: Config, confdir: Path) -> Iterator[Problem]:
    for path in sorted(feeds_of_ablog(config)):
        message = (
            f"ABlog writes {path!r} too, and that feed stays: remove the path from "
            '`series_feed_paths`, or "ablog" from `extensions` when its last post is moved'
        )
        yield Kind.NEIGHBOUR.at(settings.where_set(confdir, "series_feed_paths"), message)


def warn(app: Sphinx, config: Config) -> None:
    """Show what is wrong.

    Raises:
        ConfigError: there is no such shard; its machine would build the whole site.
    """
    diagnostics.warn(problems(config, Path(app.confdir)), "series")
    if not SETTINGS["series_shard"].accepts(config.series_shard, config):
        message = f"there is no shard {config.series_shard!r}, so nothing was built"
        raise ConfigError(message)
