"""The catalogues of other projects: fetched once, kept beside the doctrees, and read."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_series_base import fetching, files
from sphinx_series_base.digest import digest
from sphinx_series_base.problems import Place
from sphinx_series_base.settings import where_set

from .core.addresses import addresses
from .core.formats.site_files import CATALOGUE, SCHEMA
from .core.problems import Kind
from .core.sources import sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.config import Config
    from sphinx_series_base.problems import Problem

    from .config import Options
    from .core.model import Site

LARGEST = 64 * 2**20  # bytes
SECONDS = 20
_SCHEMA = Path(__file__).parent / SCHEMA
_SETTING = "series_catalogues"
_DAY = 24 * 60 * 60
_AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Reader:
    """The project that reads catalogues.

    ``kept`` is the folder of the copies of what was fetched; None for nothing is kept.
    """

    srcdir: Path
    confdir: Path
    config: Config
    options: Options
    kept: Path | None = None

    @cached_property
    def schema(self) -> dict[str, Any]:
        """What a catalogue must be like."""
        found: dict[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
        return found


class Catalogues(Mapping[str, "Site"]):
    """The other projects by their names; the catalogue of each is read when it is asked for."""

    def __init__(self, reader: Reader) -> None:
        named = sorted(reader.options.catalogues.items())
        self.by_name = {name: _Catalogue(reader, name, *where) for name, where in named}

    def __getitem__(self, name: str) -> Site:
        return self.by_name[name].site

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    def all(self) -> dict[str, Site]:
        """Read all of them, several at once."""
        if not self.by_name:
            return {}
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return dict(zip(self.by_name, pool.map(self.__getitem__, self.by_name), strict=True))

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with those that were read."""
        return [problem for one in self.by_name.values() for problem in one.problems]


class _Catalogue:
    """The catalogue of one other project.

    Args:
        reader: the project that reads it.
        name: what that calls the other.
        url: where the other is served.
        place: where its catalogue lies, if not there: a file, a folder, or a URL.
    """

    def __init__(self, reader: Reader, name: str, url: str, place: str) -> None:
        self.reader = reader
        self.name = name
        self.url = url
        self.place = place or f"{url.rstrip('/')}/{CATALOGUE}"
        self.problems: list[Problem] = []
        copy = f"series-catalogue-{digest(self.place)[:16]}.json"
        self.copy = reader.kept / copy if reader.kept else None

    @cached_property
    def site(self) -> Site:
        """What it tells of the project, which is nothing where there is none."""
        if "://" not in self.place:
            found = self._of_file(self.reader.srcdir / self.place)
        else:
            is_fresh = self._age() < self.reader.options.catalogue_days * _DAY
            found = (is_fresh and self._kept()) or self._fetched() or self._kept()
        return found or sites.missing(self.name)

    def _of_file(self, path: Path) -> Site | None:
        try:
            return self._read((path / CATALOGUE if path.is_dir() else path).read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            self._report(error, "build that project first, or correct the path")
            return None

    def _fetched(self) -> Site | None:
        try:
            content = _fetch(self.place, self.reader.config)
            site = self._read(content)
        except (OSError, ValueError, RecursionError) as error:
            remedy = "see whether that site is up, or correct the address"
            self._report(error, f"{self._substitute()}: {remedy}")
            return None
        if self.copy:
            files.replace(self.copy, content)
        return site

    def _kept(self) -> Site | None:
        """Read the copy; one that is damaged, or that an older version kept, is none."""
        try:
            return self._read(self.copy.read_bytes()) if self.copy else None
        except (OSError, ValueError, RecursionError):
            return None

    def _substitute(self) -> str:
        if self._kept() is None or self.copy is None:
            return "there is no copy either, so its posts are left out"
        day = datetime.fromtimestamp(self.copy.stat().st_mtime, UTC)
        return f"its copy of {day:%Y-%m-%d} serves"

    def _age(self) -> float:
        """Say how many seconds ago it was fetched."""
        try:
            return time.time() - self.copy.stat().st_mtime if self.copy else float("inf")
        except OSError:
            return float("inf")

    def _read(self, content: bytes) -> Site:
        return sites.read(
            json.loads(content),
            self.reader.schema,
            name=self.name,
            url=self.url,
            zone=self.reader.options.timezone,
        )

    def _report(self, error: Exception, what_follows: str) -> None:
        message = (
            f"the catalogue of {self.name!r} cannot be read from {self.place} "
            f"({_reason(error)}); {what_follows}"
        )
        self.problems.append(Kind.CATALOGUE.at(self._where_named(), message))

    def _where_named(self) -> Place:
        """Find the line of conf.py that names the other project."""
        start = where_set(self.reader.confdir, _SETTING)
        path = Path(start.path)
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        numbered = list(enumerate(text.splitlines(), 1))[start.line - 1 :]
        spellings = (f'"{self.name}"', f"'{self.name}'")
        found = (number for number, line in numbered if any(one in line for one in spellings))
        return Place(path=start.path, line=next(found, start.line))


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return " ".join(str(error).split())[:300]


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
