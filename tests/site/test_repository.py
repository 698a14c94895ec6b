"""What a newcomer meets first: the Makefile, the pins, the license."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import Distribution
from pathlib import Path

import need
import pytest
from builds import PROJECT, copy_root
from packaging.requirements import Requirement

PINS = sorted((PROJECT / "requirements").glob("*.txt"))


def test_make_alone_lists_the_targets() -> None:
    listed = subprocess.run(
        ["make"],  # noqa: S607
        cwd=PROJECT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    builds = {"html", "dirhtml", "serve", "linkcheck", "dist", "release"}
    checks = {"test", "matrix", "lint", "bench"}
    assert builds | checks | {"clean"} <= set(re.findall(r"^  make (\w+)", listed, re.MULTILINE))


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_hashes(path: Path) -> None:
    text = path.read_text()
    requirements = re.findall(r"^\w.*", text, re.MULTILINE)
    assert len(requirements) > 20
    assert all("==" in requirement for requirement in requirements)
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_pins_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    wanted = [re.split(r"[<>=]", name)[0] for name in project["dependency-groups"]["site"]]
    pinned = (PROJECT / "requirements" / "site.txt").read_text()
    for name in wanted:
        assert re.search(rf"^{re.escape(name)}==", pinned, re.MULTILINE | re.IGNORECASE), name


def test_pins_keep_the_extras_that_are_asked_for() -> None:
    # Older pips refuse a package whose extra is not pinned with it.
    pinned = (PROJECT / "requirements" / "dev.txt").read_text()
    names = re.findall(r"^([\w.-]+)", pinned, re.MULTILINE)
    wanted = {
        f"{requirement.name}[{','.join(sorted(requirement.extras))}]"
        for name in names
        if (distribution := _installed(name))
        for text in distribution.requires or []
        if (requirement := Requirement(text)).extras
        and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    }
    assert "coverage[toml]" in wanted
    assert all(f"\n{name}==" in pinned for name in wanted), wanted


def _installed(name: str) -> Distribution | None:
    """Give a distribution; None for one that only another system needs."""
    return next(iter(Distribution.discover(name=name)), None)


def test_the_readme_shows_a_picture_that_exists() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (PROJECT / "README.md").read_text())
    assert pictures
    assert all((PROJECT / picture).is_file() for picture in pictures)


def test_an_author_starts_a_post_with_one_command(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    # What sets up the environment counts as done.
    command = [
        "make", "-s", "--no-print-directory", "-o", ".venv/.site", "new", 'TITLE=A "quoted" title',
        f"NEWOPTS=--source {src} --topic greek",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert '\n# A "quoted" title\n' in Path(done.stdout.strip()).read_text()


@pytest.mark.parametrize(
    ("text", "found"),
    [("#!/bin/sh\necho 1.0\n", ["chromium"]), ("#!/bin/sh\nexit 1\n", []), ("no program", [])],
)  # fmt: skip
def test_a_program_is_here_if_it_answers(
    text: str, found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "chromium"
    program.write_text(text)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    needed = need.Need(packages="chromium", names=("chromium",))
    assert needed.find() == next((str(tmp_path / name) for name in found), None)


def test_what_is_here_is_not_installed_again(tmp_path: Path) -> None:
    program = tmp_path / "nginx"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    done = subprocess.run(
        [sys.executable, need.__file__],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {"git", "openssl", "texinfo"} <= set(done.stdout.split())
    assert "nginx-light" not in done.stdout


def test_the_end_of_a_run_names_what_was_not_run_and_what_brings_it() -> None:
    written = need.table(Counter({"nginx": 2, "openssl": 1}), Counter({"to be checked again": 3}))
    assert re.findall(r"^ +(\d+)  (.*)$", written, re.MULTILINE) == [
        ("2", "needs nginx"), ("1", "needs openssl"), ("3", "to be checked again"),
    ]  # fmt: skip
    assert written.endswith("install --no-install-recommends nginx-light openssl")
    assert "install" not in need.table(Counter(), Counter({"to be checked again": 3}))


@pytest.mark.parametrize(
    "folder",
    ["engineering_tokens", "sphinx_series", "sphinx_series/reading", "sphinx_series/writing",
     "sphinx_series/publishing", "sphinx_series/commands"],
)  # fmt: skip
def test_the_design_shows_the_modules_of_each_folder(folder: str) -> None:
    tree = (PROJECT / "about" / "design.md").read_text().split("```")[3]
    assert tree.startswith("text\n_ext/")
    modules = {path.stem for path in (PROJECT / "_ext" / folder).glob("*.py")} - {"__main__"}
    assert modules - set(re.findall(r"\w+", tree)) == set()
