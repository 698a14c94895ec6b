"""Getting pictures from other hosts: only from those that the author names, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx_series_base import fetching

if TYPE_CHECKING:
    from collections.abc import Collection

LARGEST = 20 * 2**20  # bytes
_SECONDS = 60


class Fetcher:
    """Gets pictures, each once."""

    def __init__(self, hosts: Collection[str]) -> None:
        self.hosts = frozenset(host.lower() for host in hosts)
        self.found: dict[str, bytes | None] = {}

    def __call__(self, url: str) -> bytes | None:
        """Get a picture; None where its host is not named, or it is not to be had."""
        if not self._is_named(url):
            return None
        if url not in self.found:
            self.found[url] = self._get(url)
        return self.found[url]

    def _get(self, url: str) -> bytes | None:
        try:
            return fetching.get(
                url,
                may_lead=lambda _, target: self._is_named(target),
                largest=LARGEST,
                seconds=_SECONDS,
            )
        except (OSError, ValueError):
            return None

    def _is_named(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            host = parts.netloc.lower()
        except ValueError:
            return False
        return parts.scheme in {"http", "https"} and host in self.hosts
