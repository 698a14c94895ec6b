"""The package: what `make dist` builds, installed where nothing of this tree is known."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT, copy_root
from sphinx_series import __version__

if TYPE_CHECKING:
    from pathlib import Path

# What pip and Python find by themselves must not come from the environment of the tests.
CLEAN = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=CLEAN, capture_output=True, text=True, check=False)


def build_with_hatchling(project: Path, out: Path, *targets: str) -> None:
    done = run(sys.executable, "-m", "hatchling", "build", *targets, "-d", out, cwd=project)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make dist` makes, in a folder of the tests' own."""
    out = tmp_path_factory.mktemp("dist")
    build_with_hatchling(PROJECT, out)
    return out


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    return dist / f"sphinx_series-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment's Python, in which the wheel is installed with what it asks for."""
    folder = tmp_path_factory.mktemp("environment")
    venv = run(sys.executable, "-m", "venv", folder, cwd=folder)
    assert venv.returncode == 0, venv.stderr
    python = folder / "bin" / "python"
    pip: tuple[str | Path, ...] = (python, "-m", "pip", "install", "-q")
    alone = run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    assert alone.returncode == 0, alone.stderr
    if run(*pip, f"{wheel}[myst]", cwd=folder).returncode:
        pytest.skip("pip cannot install what the package needs: it wants a package registry")
    return python


def test_the_wheel_holds_the_extensions_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        path.relative_to(PROJECT / "_ext").as_posix()
        for path in (PROJECT / "_ext").glob("sphinx_*/**/*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    described = {name for name in names if ".dist-info/" in name}
    assert names - described == sources
    packages = {name.split("/")[0] for name in sources}
    assert packages >= {"sphinx_series", "sphinx_worksheet"}
    assert {f"{package}/py.typed" for package in packages} <= sources


def test_the_source_distribution_has_no_page_of_the_site(dist: Path) -> None:
    with tarfile.open(dist / f"sphinx_series-{__version__}.tar.gz") as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    others = {name for name in names if not name.startswith("_ext/sphinx_")}
    assert others == {
        ".gitignore", "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml",
    }  # fmt: skip


def test_the_source_distribution_gives_the_same_wheel(
    dist: Path, wheel: Path, tmp_path: Path
) -> None:
    with tarfile.open(dist / f"sphinx_series-{__version__}.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    build_with_hatchling(tmp_path / f"sphinx_series-{__version__}", tmp_path, "-t", "wheel")
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_a_foreign_project_uses_the_package(python: Path, tmp_path: Path) -> None:
    src = copy_root("foreign", tmp_path)
    done = run(python, "-m", "sphinx", "-W", "-n", "-q", "-b", "html", src, "_build", cwd=src)
    assert done.returncode == 0, done.stderr
    out = src / "_build"
    home, start = (out / "index.html").read_text(), (out / "manual/start.html").read_text()
    assert '<aside class="topic">' in home
    assert home.index('data-post="fill"') < home.index('data-post="start"')
    assert ">16\N{NO-BREAK SPACE}s<" in home
    assert "Part 1 of 2" in start
    assert 'data-worksheet="tank"' in start
    for name in (
        "sphinx_series.css",
        "sphinx_series_redirect.js",
        "sphinx_worksheet.css",
        "sphinx_worksheet.js",
        "sphinx_worksheet_values.js",
    ):
        assert (out / "_static" / name).is_file()


def test_the_command_is_installed(python: Path, tmp_path: Path) -> None:
    for command in ((python.with_name("sphinx-series"),), (python, "-m", "sphinx_series")):
        done = run(*command, "--help", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "urls" in done.stdout


def test_the_package_is_typed(python: Path, tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        "from sphinx_series import __version__\n"
        "from sphinx_worksheet.core.units import lookup\n"
        "version: str = __version__\n"
        "wrong: int = lookup('GB')\n"
    )
    command = (sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "conf.py")
    done = run(*command, cwd=tmp_path)
    (line, _) = done.stdout.splitlines()
    assert line.startswith("conf.py:4: error: Incompatible types in assignment")
