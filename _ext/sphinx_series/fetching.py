"""Getting a file of another site: bounded in size, in time, and in where redirects may lead."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests
from sphinx_series_base import __version__

from .core.addresses import addresses

if TYPE_CHECKING:
    from sphinx.config import Config

LARGEST = 64 * 2**20  # bytes
SECONDS = 20
_MOST_REDIRECTS = 5
_PIECE = 2**16


def get(url: str, config: Config) -> bytes:
    """Get what a URL has.

    Args:
        url: where it lies.
        config: says how certificates are checked, and who asks.

    Raises:
        OSError: it is not to be had, too large, or comes too slowly.
        ValueError: it redirects to what is no URL.
    """
    end = time.monotonic() + SECONDS
    agent = config.user_agent or f"sphinx-series/{__version__}"
    with requests.Session() as session:
        session.headers["User-Agent"] = agent
        for _ in range(_MOST_REDIRECTS + 1):
            answer = session.get(
                url,
                verify=_certificates(url, config),
                timeout=max(end - time.monotonic(), 0.001),
                stream=True,
                allow_redirects=False,
            )
            with answer:
                if not answer.is_redirect:
                    answer.raise_for_status()
                    return _content(answer, end)
                url = _redirected(url, answer.headers["Location"])
    message = f"it redirects more than {_MOST_REDIRECTS} times"
    raise OSError(message)


def _certificates(url: str, config: Config) -> bool | str:
    """Give what Sphinx's own settings say of the certificates of a host."""
    known = config.tls_cacerts
    if isinstance(known, dict):
        known = known.get(addresses.host_of(url))
    return config.tls_verify and (known or True)


def _redirected(url: str, location: str) -> str:
    """Give where a redirect leads; from elsewhere none may lead to this machine."""
    target = urljoin(url, location)
    hosts = [addresses.host_of(place) or "" for place in (url, target)]
    leads_here = addresses.is_loopback(hosts[1]) and not addresses.is_loopback(hosts[0])
    if leads_here or not addresses.may_be_fetched(target):
        message = f"it redirects to {target!r}"
        raise OSError(message)
    return target


def _content(answer: requests.Response, end: float) -> bytes:
    content = bytearray()
    for piece in answer.iter_content(_PIECE):
        content += piece
        if len(content) > LARGEST:
            message = f"it is larger than {LARGEST >> 20} MiB"
            raise OSError(message)
        if time.monotonic() > end:
            message = f"it takes longer than {SECONDS} seconds"
            raise OSError(message)
    return bytes(content)
