"""Servers on loopback, for tests to ask as a reader's browser would."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection, create_server
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOST = "127.0.0.1"

# What nginx writes lies in one folder, so that it need not be run as root.
NGINX_FILES = """\
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
"""

NGINX = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
{files}    include {redirects};
    server {{
        listen {host}:{port};
        absolute_redirect off;
{rules}
        location / {{ return 404; }}
    }}
}}
"""


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files as static hosts do, without a log, and `404.html` for what is missing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def static(folder: Path) -> Iterator[str]:
    """Serve a folder and give its URL."""
    with _serving(partial(_Quiet, directory=str(folder))) as url:
        yield url


@contextmanager
def _serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer((HOST, 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Trickling(_Quiet):
    """Sends a page in pieces, as a slow line brings it.

    A piece ends with a block, and the first with the bar on top: lines that are not whole still
    find their breaks.
    """

    PIECES = 40
    PAUSE = 0.025
    ENDS = re.compile(rb"</(?:article|aside|div|form|header|label|li|nav|p|section|ul)>")

    def copyfile(self, source: BinaryIO, outputfile: BinaryIO) -> None:  # type: ignore[override]
        body = source.read()
        is_page = body.lstrip()[:9].lower() == b"<!doctype"
        found = self.ENDS.finditer(body, body.find(b"</header>")) if is_page else []
        ends = [match.end() for match in found]
        start = 0
        for end in [*ends[:: max(len(ends) // self.PIECES, 1)], len(body)]:
            outputfile.write(body[start:end])
            time.sleep(self.PAUSE if is_page else 0)
            start = end


@contextmanager
def trickling(folder: Path) -> Iterator[str]:
    """Serve a folder whose pages arrive in pieces, and give its URL."""
    with _serving(partial(_Trickling, directory=str(folder))) as url:
        yield url


class _Answering(BaseHTTPRequestHandler):
    """Answers each request as a test says."""

    def __init__(self, respond: Callable[[BaseHTTPRequestHandler], None], *args: Any) -> None:  # noqa: ANN401
        self.respond = respond
        super().__init__(*args)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
        pass

    def do_GET(self) -> None:
        with suppress(OSError):
            self.respond(self)


@contextmanager
def answering(respond: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Answer every request by a function, and give the URL of the server."""
    with _serving(partial(_Answering, respond)) as url:
        yield url


@contextmanager
def nginx(program: str, folder: Path, redirects: Path) -> Iterator[int]:
    """Run nginx with the redirects and the lines that their comment gives, and give its port."""
    port = _free_port()
    rules = [line[2:] for line in redirects.read_text().splitlines() if line.startswith("#     ")]
    assert rules
    config = folder / "nginx.conf"
    text = NGINX.format(
        folder=folder,
        files=NGINX_FILES.format(folder=folder),
        host=HOST,
        port=port,
        redirects=redirects,
        rules="\n".join(rules),
    )
    config.write_text(text)
    command = [program, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


# The modules lie elsewhere on each system; Debian's are tried.
APACHE = """\
ServerRoot {folder}
ServerName {host}
Listen {host}:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
DefaultRuntimeDir {folder}
{modules}
DocumentRoot {served}
<Directory {served}>
    AllowOverride FileInfo
    Require all granted
</Directory>
"""
APACHE_MODULES = Path("/usr/lib/apache2/modules")
CADDY = """\
{{
    admin off
    auto_https off
}}
http://{host}:{port} {{
    import {redirects}
    respond 404
}}
"""


def _free_port() -> int:
    with create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, **variables: str) -> Iterator[int]:
    with subprocess.Popen(
        command, env={**os.environ, **variables}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


@contextmanager
def apache(program: str, folder: Path, served: Path) -> Iterator[int]:
    """Run Apache on a folder with its `.htaccess`, and give its port."""
    names = ("mpm_event", "authz_core", "dir", "rewrite")
    modules = [f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in names]
    port, config = _free_port(), folder / "apache.conf"
    config.write_text(
        APACHE.format(
            folder=folder, host=HOST, port=port, served=served, modules="\n".join(modules)
        )
    )
    with _running([program, "-X", "-f", str(config)], port):
        yield port


@contextmanager
def caddy(program: str, folder: Path, redirects: Path) -> Iterator[int]:
    """Run Caddy with the redirects, and give its port."""
    port, config = _free_port(), folder / "Caddyfile"
    config.write_text(CADDY.format(host=HOST, port=port, redirects=redirects))
    command = [program, "run", "--config", str(config), "--adapter", "caddyfile"]
    with _running(
        command, port, HOME=str(folder), XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder)
    ):
        yield port


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            create_connection((HOST, port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = f"nothing listens on port {port}"
    raise TimeoutError(message)


def answer(port: int, path: str) -> tuple[int, str]:
    """Ask for a path and give the status and where it leads, from the root of this server."""
    connection = HTTPConnection(HOST, port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    here = f"http://{HOST}:{port}"
    return response.status, response.headers.get("Location", "").removeprefix(here)
