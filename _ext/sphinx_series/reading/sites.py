"""The catalogues of other projects: fetched once, kept beside the doctrees, and read."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_series_base import fetching, files
from sphinx_series_base.digest import digest
from sphinx_series_base.problems import Place
from sphinx_series_base.settings import where_set

from sphinx_series.core.addresses import addresses
from sphinx_series.core.formats.site_files import CATALOGUE, SCHEMA
from sphinx_series.core.problems import Kind
from sphinx_series.core.sources import sites
from sphinx_series.domain import series_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx_series_base.problems import Problem

    from sphinx_series.core.model import Site

LARGEST = 64 * 2**20  # bytes
SECONDS = 20
_SCHEMA = Path(__file__).parents[1] / SCHEMA
_SETTING = "series_catalogues"
_DAY = 24 * 60 * 60
_AT_ONCE = 8


def known(app: Sphinx) -> tuple[dict[str, Site], list[Problem]]:
    """Give the other projects by their names, and what is wrong with their catalogues."""
    named = series_domain(app.env).options.catalogues
    if not named:
        return {}, []
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    asked = [_Catalogue(app, schema, name, *where) for name, where in sorted(named.items())]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = dict(zip(sorted(named), pool.map(_Catalogue.site, asked), strict=True))
    return found, [problem for catalogue in asked for problem in catalogue.problems]


class _Catalogue:
    """The catalogue of one other project.

    Args:
        app: the application.
        schema: what it must be like.
        name: what this project calls the other.
        url: where that is served.
        place: where its catalogue lies, if not there: a file, a folder, or a URL.
    """

    def __init__(
        self, app: Sphinx, schema: dict[str, Any], name: str, url: str, place: str
    ) -> None:
        self.app = app
        self.schema = schema
        self.name = name
        self.url = url
        self.place = place or f"{url.rstrip('/')}/{CATALOGUE}"
        self.problems: list[Problem] = []
        self.copy = Path(app.doctreedir, f"series-catalogue-{digest(self.place)[:16]}.json")

    def site(self) -> Site:
        """Give what it tells of the project, which is nothing where there is none."""
        if "://" not in self.place:
            return self._of_file(Path(self.app.srcdir, self.place)) or sites.missing(self.name)
        if self.age < series_domain(self.app.env).options.catalogue_days * _DAY:
            site = self._kept()
            if site:
                return site
        return self._fetched() or self._kept() or sites.missing(self.name)

    def _of_file(self, path: Path) -> Site | None:
        try:
            return self._read((path / CATALOGUE if path.is_dir() else path).read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            self._report(error, "build that project first, or correct the path")
            return None

    def _fetched(self) -> Site | None:
        try:
            content = _fetch(self.place, self.app.config)
            site = self._read(content)
        except (OSError, ValueError, RecursionError) as error:
            remedy = "see whether that site is up, or correct the address"
            self._report(error, f"{self._substitute()}: {remedy}")
            return None
        files.replace(self.copy, content)
        return site

    def _kept(self) -> Site | None:
        """Read the copy; one that is damaged, or that an older version kept, is none."""
        try:
            return self._read(self.copy.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None

    def _substitute(self) -> str:
        if self._kept() is None:
            return "there is no copy either, so its posts are left out"
        day = datetime.fromtimestamp(self.copy.stat().st_mtime, UTC)
        return f"its copy of {day:%Y-%m-%d} serves"

    @cached_property
    def age(self) -> float:
        """How many seconds ago it was fetched."""
        try:
            return time.time() - self.copy.stat().st_mtime
        except OSError:
            return float("inf")

    def _read(self, content: bytes) -> Site:
        return sites.read(
            json.loads(content),
            self.schema,
            name=self.name,
            url=self.url,
            zone=series_domain(self.app.env).options.timezone,
        )

    def _report(self, error: Exception, what_follows: str) -> None:
        message = (
            f"the catalogue of {self.name!r} cannot be read from {self.place} "
            f"({_reason(error)}); {what_follows}"
        )
        self.problems.append(Kind.CATALOGUE.at(_where_named(self.app, self.name), message))


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return " ".join(str(error).split())[:300]


def _where_named(app: Sphinx, name: str) -> Place:
    """Find the line of conf.py that names another project."""
    start = where_set(Path(app.confdir), _SETTING)
    path = Path(start.path)
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    numbered = list(enumerate(text.splitlines(), 1))[start.line - 1 :]
    spellings = (f'"{name}"', f"'{name}'")
    found = (number for number, line in numbered if any(one in line for one in spellings))
    return Place(path=start.path, line=next(found, start.line))


def _fetch(url: str, config: Config) -> bytes:
    def certificates(url: str) -> bool | str:
        """Give what Sphinx's own settings say of the certificates of a host."""
        known = config.tls_cacerts
        if isinstance(known, dict):
            known = known.get(addresses.host_of(url))
        return config.tls_verify and (known or True)

    return fetching.get(
        url,
        may_lead=_may_lead,
        largest=LARGEST,
        seconds=SECONDS,
        agent=config.user_agent or fetching.AGENT,
        certificates=certificates,
    )


def _may_lead(url: str, target: str) -> bool:
    """Tell whether a redirect is followed; from elsewhere none may lead to this machine."""
    hosts = [addresses.host_of(place) or "" for place in (url, target)]
    leads_here = addresses.is_loopback(hosts[1]) and not addresses.is_loopback(hosts[0])
    return not leads_here and addresses.may_be_fetched(target)
