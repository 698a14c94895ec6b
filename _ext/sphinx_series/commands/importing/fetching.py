"""Getting pictures from other hosts: only from those that the author names, and only pictures."""

from __future__ import annotations

import urllib.request
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection
    from http.client import HTTPMessage
    from urllib.request import Request

LARGEST = 20 * 2**20  # bytes
_SECONDS = 20


class _SameHosts(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to a host that is named."""

    def __init__(self, hosts: Collection[str]) -> None:
        self.hosts = hosts

    def redirect_request(  # noqa: PLR0913, PLR0917 - its signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if not _is_of(newurl, self.hosts):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Fetcher:
    """Gets pictures, each once."""

    def __init__(self, hosts: Collection[str]) -> None:
        self.hosts = frozenset(host.lower() for host in hosts)
        self.opener = urllib.request.build_opener(_SameHosts(self.hosts))
        self.found: dict[str, bytes | None] = {}

    def __call__(self, url: str) -> bytes | None:
        """Get a picture; None where its host is not named, or it is not to be had."""
        if not _is_of(url, self.hosts):
            return None
        if url not in self.found:
            self.found[url] = self._get(url)
        return self.found[url]

    def _get(self, url: str) -> bytes | None:
        try:
            with self.opener.open(url, timeout=_SECONDS) as answer:
                content: bytes = answer.read(LARGEST + 1)
        except (OSError, ValueError):
            return None
        return content if len(content) <= LARGEST else None


def _is_of(url: str, hosts: Collection[str]) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower()
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and host in hosts
