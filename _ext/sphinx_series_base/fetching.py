"""Getting a file of another host: bounded in size, in time, and in where redirects may lead."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests

from . import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

AGENT = f"sphinx-series/{__version__}"
_MOST_REDIRECTS = 5
_PIECE = 2**16


def get(  # noqa: PLR0913 - the bounds are all of them needed
    url: str,
    *,
    may_lead: Callable[[str, str], bool],
    largest: int,
    seconds: float,
    agent: str = AGENT,
    certificates: Callable[[str], bool | str] = lambda _: True,
) -> bytes:
    """Get what a URL has.

    Args:
        url: where it lies.
        may_lead: tells of a URL and of where it redirects to whether that may be followed.
        largest: the most that is taken, in bytes.
        seconds: the longest that all of it may take.
        agent: who asks.
        certificates: says how those of a URL are checked, as ``verify`` of requests does.

    Raises:
        OSError: it is not to be had, too large, or comes too slowly.
        ValueError: it is no URL, or redirects to what is none.
    """
    end = time.monotonic() + seconds
    with requests.Session() as session:
        session.headers["User-Agent"] = agent
        for _ in range(_MOST_REDIRECTS + 1):
            answer = session.get(
                url,
                verify=certificates(url),
                timeout=max(end - time.monotonic(), 0.001),
                stream=True,
                allow_redirects=False,
            )
            with answer:
                if not answer.is_redirect:
                    answer.raise_for_status()
                    return _content(answer, largest, seconds, end)
                target = urljoin(url, answer.headers["Location"])
            if not may_lead(url, target):
                message = f"it redirects to {target!r}"
                raise OSError(message)
            url = target
    message = f"it redirects more than {_MOST_REDIRECTS} times"
    raise OSError(message)


def _content(answer: requests.Response, largest: int, seconds: float, end: float) -> bytes:
    content = bytearray()
    for piece in answer.iter_content(_PIECE):
        content += piece
        if len(content) > largest:
            message = f"it is larger than {largest >> 20} MiB"
            raise OSError(message)
        if time.monotonic() > end:
            message = f"it takes longer than {seconds:g} seconds"
            raise OSError(message)
    return bytes(content)
