"""A preview that runs, for tests to edit under and to ask."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import urlopen

from builds import EXTENSIONS
from websockets.sync.client import connect
from websockets.typing import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from websockets.sync.client import ClientConnection

PATIENCE = 60


@dataclass
class Preview:
    """A server of a project, with a socket as a page has it."""

    process: subprocess.Popen[str]
    url: str
    out: Path
    said: Path

    def get(self, path: str = "") -> tuple[int, str]:
        """Ask for a path; give the status and the text."""
        try:
            with urlopen(f"{self.url}{path}", timeout=PATIENCE) as response:  # noqa: S310 - loopback
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def socket(self) -> ClientConnection:
        """Open a socket as pages do."""
        origin = Origin(self.url.removesuffix("/"))
        return connect(f"{origin.replace('http', 'ws')}/-preview/builds", origin=origin)

    def wait(self, is_so: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until a page is told what is asked for."""
        end = time.monotonic() + PATIENCE
        with self.socket() as socket:
            while True:
                told: dict[str, Any] = json.loads(socket.recv(timeout=end - time.monotonic()))
                if is_so(told):
                    return told

    def wait_for(self, path: str, text: str) -> None:
        """Wait until a page has a text."""
        end = time.monotonic() + PATIENCE
        while text not in self.get(path)[1]:
            assert time.monotonic() < end, f"{path} has no {text!r}"
            time.sleep(0.05)

    def settle(self) -> dict[str, Any]:
        """Wait until there is nothing to do."""
        return self.wait(lambda told: told["is_done"])

    def after(self, change: Callable[[], object]) -> dict[str, Any]:
        """Change something, and wait until a build has it and there is nothing to do."""
        before = self.settle()["build"]
        change()
        self.wait(lambda told: told["build"] != before)
        return self.settle()

    def builders(self) -> list[int]:
        """Give the processes that build: that which has read conf.py, and its copy."""
        found: list[int] = []
        parents = [self.process.pid]
        while parents:
            pid = parents.pop()
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            parents += map(int, children)
            found += [
                int(child)
                for child in children
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
            ]
        return found


@contextmanager
def preview(
    source: Path,
    *options: str,
    program: Sequence[str] = (sys.executable, "-m", "sphinx_series"),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Preview]:
    """Run `sphinx-series serve` on a project, and wait until its first build is over."""
    command = [*program, "serve", "--source", str(source)]
    said = source / "_build" / "said.txt"
    said.parent.mkdir(exist_ok=True)
    with (
        said.open("w") as terminal,
        subprocess.Popen(
            [*command, "--port", "0", *options],
            env={
                **os.environ,
                "PYTHONPATH": str(EXTENSIONS),
                "PYTHONUNBUFFERED": "1",
                **(environment or {}),
            },
            stdout=subprocess.PIPE,
            stderr=terminal,
            text=True,
        ) as process,
    ):
        assert process.stdout
        try:
            url = process.stdout.readline().strip()
            shown = Preview(process, url, source / "_build/serve/html", said)
            shown.settle()
            yield shown
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0, said.read_text()
