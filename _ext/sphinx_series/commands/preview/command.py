"""What ``serve`` does: it listens, and keeps what it serves current."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from sphinx_series.commands.project import UsageError

from .building import Request
from .builds import Builds
from .pages import application

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def run(options: argparse.Namespace) -> int:
    """Build and serve until it is ended.

    Raises:
        UsageError: there is no project, or the address is taken; the text says what to do.
    """
    if not hasattr(os, "fork"):
        message = "`serve` needs a system whose processes can be copied, which Windows is not"
        raise UsageError(message)
    source = options.source.resolve()
    if not (source / "conf.py").is_file():
        message = f"{source} has no conf.py: name the folder with `--source`"
        raise UsageError(message)
    out: Path = (options.out or source / "_build" / "serve").resolve()
    request = Request(
        source=source,
        out=out / options.builder,
        doctrees=out / "doctrees",
        builder=options.builder,
        jobs=options.jobs,
    )
    try:
        request.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{request.out} cannot be made ({error}): choose another folder with `--out`"
        raise UsageError(message) from error
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    with _listening(options.host, options.port) as listening, suppress(KeyboardInterrupt):
        asyncio.run(_serve(request, listening, options.host))
    return 0


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        message = f"{host}:{port} cannot be listened to ({error}): choose another with `--port`"
        raise UsageError(message) from error


async def _serve(request: Request, listening: socket.socket, host: str) -> None:
    builds = Builds(request)
    hosts = _LOOPBACK if host in _LOOPBACK else ["*"]
    config = uvicorn.Config(
        application(builds, hosts), log_level="error", lifespan="off", timeout_graceful_shutdown=1
    )
    name = f"[{host}]" if ":" in host else host
    print(f"http://{name}:{listening.getsockname()[1]}/", flush=True)
    building = asyncio.create_task(builds.run())
    serving = asyncio.create_task(uvicorn.Server(config).serve(sockets=[listening]))
    try:
        await asyncio.wait([building, serving], return_when=asyncio.FIRST_COMPLETED)
    finally:
        building.cancel()
        with suppress(asyncio.CancelledError):
            await building
        await builds.stop()
