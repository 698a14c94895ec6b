"""A PostgreSQL of a test's own: one cluster in a new folder, asked over a socket there."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# It refuses to run as root, so root runs it as one who may do nothing else.
_OWNER: Final = "nobody" if os.geteuid() == 0 else None
_PASSWORD: Final = token_urlsafe()


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A running server: the folder of its programs, and the one of its files and its socket."""

    programs: Path
    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """What tells clients of PostgreSQL how to reach it, and finds its own programs first.

        Others come from the system's folders: its owner may not look into those of the tester.
        """
        return {
            "PGHOST": str(self.folder),
            "PGUSER": "postgres",
            "PGPASSWORD": _PASSWORD,
            "PATH": f"{self.programs}:{os.defpath}",
        }

    @property
    def dsn(self) -> str:
        """What programs are given to reach it."""
        return f"host={self.folder} dbname=postgres user=postgres password={_PASSWORD}"

    def run(self, *command: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command beside the server, as its owner."""
        return subprocess.run(
            command, input=text, cwd=self.folder, env=os.environ | self.variables, user=_OWNER,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def sql(self, text: str, database: str = "postgres") -> subprocess.CompletedProcess[str]:
        """Run SQL up to its first error, and print rows without more."""
        options = ("-X", "-qAt", "-v", "ON_ERROR_STOP=1", "-d", database)
        return self.run(self.programs / "psql", *options, text=text)

    def value(self, text: str, database: str = "postgres") -> str:
        """Run SQL that has no error, and give what it prints."""
        done = self.sql(text, database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def stop(self) -> None:
        """End the server at once, as a crash does."""
        self.run(self.programs / "pg_ctl", "-D", "data", "-m", "immediate", "stop")


@contextmanager
def cluster(postgres: str, settings: str = "") -> Iterator[Cluster]:
    """Run a new server with more settings, `FOLDER` among them being the folder of its files."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        server = Cluster(programs=Path(postgres).resolve().parent, folder=folder)
        (folder / "password").write_text(_PASSWORD, encoding="utf-8")
        if _OWNER:
            shutil.chown(folder, _OWNER)
        own = f"listen_addresses = ''\nunix_socket_directories = '{folder}'\nfsync = off\n"
        options = ("--no-locale", "--encoding=UTF8", "--auth=scram-sha-256", "--pwfile=password")
        _done(server.run(server.programs / "initdb", "-D", "data", "-U", "postgres", *options))
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(own + settings.replace("FOLDER", name))
        # Its output goes to a file: a pipe would stay open as long as the server runs.
        _done(server.run(server.programs / "pg_ctl", "-D", "data", "-w", "-l", "log", "start"))
        try:
            yield server
        finally:
            server.stop()


def _done(ended: subprocess.CompletedProcess[str]) -> None:
    assert ended.returncode == 0, ended.stdout + ended.stderr
