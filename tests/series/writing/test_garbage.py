"""The garbage collector is slowed down for a build, and for no longer."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from builds import build, copy_root
from sphinx_series.writing.garbage import PACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SEEN = """
import gc
def setup(app):
    app.connect("env-updated", lambda app, env: print("pace", gc.get_threshold()))
"""


@pytest.fixture(autouse=True)
def _keep_pace() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("before", "during"),
    [
        pytest.param((700, 10, 10), PACE, id="python's own"),
        pytest.param((50_000, 5, 5), (50_000, 5, 5), id="slower already"),
        pytest.param((0, 10, 10), (0, 10, 10), id="off"),
    ],
)
def test_pace_of_a_build(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    before: tuple[int, int, int],
    during: tuple[int, int, int],
) -> None:
    src = copy_root("notes-myst", tmp_path)
    conf = src / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8") + _SEEN, encoding="utf-8")
    gc.set_threshold(*before)
    build(src)
    assert f"pace {during}" in capsys.readouterr().out
    assert gc.get_threshold() == before


_LEFT = """
import os
class Left:
    def __init__(self):
        self.itself = self
    def __del__(self, write=os.write):
        write(1, b"freed object")
def setup(app):
    app.left = Left()
"""


def test_nothing_is_collected_when_python_ends(tmp_path: Path) -> None:
    """What a build leaves goes back to the system as a whole."""
    src = copy_root("notes-myst", tmp_path)
    conf = src / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8") + _LEFT, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "html", str(src), str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert "build succeeded" in done.stdout
    assert "freed object" not in done.stdout
