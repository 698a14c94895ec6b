"""Files are written whole, and by one process at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import sphinx_series_base
from sphinx_series_base import files

_EXTENSIONS = Path(sphinx_series_base.__file__).parents[1]


def started(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a program that uses the module."""
    return subprocess.Popen(
        [sys.executable, "-c", f"from sphinx_series_base import files\n{program}", *arguments],
        env={**os.environ, "PYTHONPATH": str(_EXTENSIONS)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_file_is_replaced_with_its_mode_and_through_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    files.replace(link, "new ü")
    assert link.is_symlink()
    assert file.read_bytes() == "new ü".encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_a_hard_link_elsewhere_keeps_what_it_had(tmp_path: Path) -> None:
    file, saved = tmp_path / "file", tmp_path / "saved"
    file.write_text("old")
    saved.hardlink_to(file)
    files.replace(file, "new")
    assert (file.read_text(), saved.read_text()) == ("new", "old")


@pytest.mark.parametrize("call", ["unlink", "open", "write", "replace"])
def test_whatever_fails_leaves_the_file_as_it_was(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        if call == "write":
            patched.setattr(files, "_write", fail)
        else:
            patched.setattr(Path, call, fail)
        with pytest.raises(OSError, match="No space"):
            files.replace(file, "new")
    assert file.read_text() == "old"


def test_a_text_that_no_file_can_hold_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(UnicodeError):
        files.replace(file, "half a character: \ud800")
    assert file.read_text() == "old"


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(OSError, match="is no file"):
            files.replace(tmp_path / name, "new")


def test_a_file_that_may_not_be_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    # Who runs tests as root may write everything.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        files.replace(file, "new")
    assert file.read_text() == "old"


def test_a_new_file_takes_nobody_s_place(tmp_path: Path) -> None:
    files.create(tmp_path / "file", "first")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "link"):
        with pytest.raises(FileExistsError):
            files.create(tmp_path / name, "second")
    assert (tmp_path / "file").read_text() == "first"


def test_a_process_that_is_killed_leaves_one_of_the_two(tmp_path: Path) -> None:
    """Killed again and again while it writes; the file is always whole."""
    file = tmp_path / "file"
    whole = {letter * 1_000_000 for letter in "ab"}
    file.write_text("a" * 1_000_000)
    program = (
        "import sys, pathlib\nfile = pathlib.Path(sys.argv[1])\nprint(flush=True)\n"
        "while True:\n    for letter in 'ab':\n        files.replace(file, letter * 1_000_000)"
    )
    for number in range(8):
        process = started(program, str(file))
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.013 * number)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert file.read_text() in whole


def test_who_comes_second_waits(tmp_path: Path) -> None:
    """Processes add to one number; none is lost."""
    file = tmp_path / "number"
    file.write_text("0")
    program = (
        "import sys, pathlib\nfile = pathlib.Path(sys.argv[1])\n"
        "for _ in range(50):\n    with files.alone(file.parent):\n"
        "        files.replace(file, str(int(file.read_text()) + 1))"
    )
    processes = [started(program, str(file)) for _ in range(3)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert file.read_text() == "150"


def test_who_waits_is_told_so(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\nfolder = pathlib.Path(sys.argv[1])\n"
        "files.lock(folder, lambda: print('waits', flush=True))\nprint('has it')"
    )
    files.lock(tmp_path, lambda: None)
    process = started(program, str(tmp_path))
    assert process.stdout
    assert process.stdout.readline() == "waits\n"
    # The same process takes it anew, and lets it go.
    files.lock(tmp_path, lambda: None)
    files.unlock(tmp_path)
    assert process.communicate()[0] == "has it\n"


def test_where_there_are_no_locks_nobody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "fcntl", None)
    with files.alone(tmp_path), suppress(RuntimeError):
        files.replace(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text() == "new"
