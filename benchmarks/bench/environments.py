"""An environment for each tool, made when it is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tools import Tool

REQUIREMENTS = Path(__file__).parent.parent / "requirements"
_ASK_VERSIONS = """\
import json, sys
from importlib.metadata import version
print(json.dumps({name: version(name) for name in sys.argv[1:]}))
"""


class MissingError(Exception):
    """A tool is not installed, and cannot be."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The program that runs a tool, and the versions that it has."""

    program: Path
    versions: dict[str, str]


def prepare(tool: Tool, folder: Path) -> Environment:
    """Give a tool's environment below a folder; made first, where it can be."""
    if tool.program:
        return _installed(tool.program)
    program = _venv(tool.requirements, folder)
    done = _run([str(program), "-c", _ASK_VERSIONS, *tool.shows])
    return Environment(program, json.loads(done))


def _installed(name: str) -> Environment:
    path = shutil.which(name)
    if path is None:
        message = f"no program {name}"
        raise MissingError(message)
    return Environment(Path(path), {name: _run([path, "version"]).split()[1]})


def _venv(name: str, folder: Path) -> Path:
    """Make a virtual environment, unless there is one with these very requirements."""
    wanted = _pins(REQUIREMENTS / f"{name}.txt")
    stamp = folder / name / "requirements.txt"
    program = folder / name / "bin" / "python"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return program
    print(f"making the environment {name}", file=sys.stderr)
    _run([sys.executable, "-m", "venv", "--clear", str(folder / name)])
    pip = [str(program), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _run([*pip, "-r", str(REQUIREMENTS / f"{name}.txt")])
    stamp.write_text(wanted, encoding="utf-8")
    return program


def _pins(path: Path) -> str:
    """Read a file of requirements with those that it includes."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(
        _pins(path.parent / line.split()[1]) if line.startswith("-r ") else line for line in lines
    )


def _run(command: list[str]) -> str:
    """Run a command and give what it prints; a failure means that the tool is missing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except OSError as error:
        raise MissingError(str(error)) from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()[-1:]
        raise MissingError(" ".join(last) or f"exit code {error.returncode}") from error
    return done.stdout
