"""The pages as they were built, each with a script by which it follows the builds."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import Headers
    from starlette.requests import Request
    from starlette.types import Scope
    from starlette.websockets import WebSocket

    from .builds import Builds, State

_OURS = "/-preview"
_SCRIPT = Path(__file__).with_name("preview.js")
_NOTHING = """\
<!DOCTYPE html>
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p>When there is a page at this address, it appears here.</p>
"""


def application(builds: Builds, hosts: Sequence[str]) -> Starlette:
    """Give the server of what is built.

    Args:
        builds: what is shown.
        hosts: the names by which it may be asked. A page elsewhere that makes its own name lead
            here is not answered, nor one that opens a socket to here.
    """

    async def follow(socket: WebSocket) -> None:
        if socket.headers.get("origin") != f"http://{socket.headers['host']}":
            await socket.close()
            return
        await socket.accept()
        telling = asyncio.create_task(_tell(builds, socket))
        async for _ in socket.iter_text():
            pass  # it says nothing, until it is closed
        telling.cancel()

    async def script(_request: Request) -> Response:
        return FileResponse(_SCRIPT, headers={"Cache-Control": "no-cache"})

    return Starlette(
        routes=[
            WebSocketRoute(f"{_OURS}/builds", follow),
            Route(f"{_OURS}/preview.js", script),
            Mount("/", _Pages(builds)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts)],
    )


async def _tell(builds: Builds, socket: WebSocket) -> None:
    """Say what the state of things is, and again whenever it changes."""
    while True:
        state, is_told = builds.state, builds.is_told
        await socket.send_json(asdict(state))
        await is_told.wait()


class _Pages(StaticFiles):
    """The files of the output folder, with the script at the end of every page."""

    def __init__(self, builds: Builds) -> None:
        self.builds = builds
        super().__init__(directory=builds.request.out, html=True, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        # Before the file is read: a build that ends meanwhile is another one than the page's.
        state = self.builds.state
        try:
            found = await super().get_response(path, scope)
            if isinstance(found, FileResponse) and found.media_type == "text/html":
                content = await asyncio.to_thread(Path(found.path).read_bytes)
                page = Path(found.path).relative_to(self.builds.request.out).as_posix()
                return _following(content, state, page, found.status_code)
        except HTTPException as error:
            if error.status_code != HTTPStatus.NOT_FOUND:
                raise
            return _nothing(state, path)
        except OSError:  # a build has removed it meanwhile
            return _nothing(state, path)
        found.headers["Cache-Control"] = "no-cache"
        return found

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        # A page that a browser has kept is of an earlier build.
        is_page = response_headers["content-type"].startswith("text/html")
        return not is_page and super().is_not_modified(response_headers, request_headers)


def _nothing(state: State, path: str) -> Response:
    title = "Nothing is here" if state.build else "The first build is not done"
    return _following(_NOTHING.format(title=title).encode(), state, path, HTTPStatus.NOT_FOUND)


def _following(content: bytes, state: State, page: str, status: int) -> Response:
    """Give a page that follows the builds by the name of its file, and of the build it is of."""
    data = f'data-build="{escape(state.build_of(page))}" data-page="{escape(page)}"'
    script = f'<script src="{_OURS}/preview.js" {data}></script>\n'
    headers = {"Cache-Control": "no-store"}
    return HTMLResponse(content + script.encode(), status_code=status, headers=headers)
