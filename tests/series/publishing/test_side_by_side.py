"""Extensions that write what is asked for here too: their files stay, and a warning says so."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT, build

if TYPE_CHECKING:
    from pathlib import Path

HOME = "Home\n====\n\n.. toctree::\n\n   page\n   older\n"
PAGE = ":date: 2026-01-05\n{fields}\nPage\n====\n\nText.\n"
OLDER = ".. post:: Jan 02, 2025\n\nOlder\n=====\n\nText.\n"
REDIRECTS = {
    "sphinxext.rediraffe": 'rediraffe_redirects = {"old.rst": "page.rst"}',
    "sphinx_reredirects": 'redirects = {"old": "page.html"}',
}
BASEURL = 'html_baseurl = blog_baseurl = "https://docs.example.org/"\n'


def make(folder: Path, extension: str, conf: str, *, fields: str = "", ledger: str = "") -> Path:
    src = folder / "src"
    src.mkdir()
    (src / "index.rst").write_text(HOME)
    (src / "page.rst").write_text(PAGE.format(fields=fields))
    (src / "older.rst").write_text(OLDER if extension == "ablog" else "Older\n=====\n")
    (src / "urls.txt").write_text(f"/page.html\n{ledger}")
    extensions = f"extensions = [{extension!r}, 'sphinx_series']\n"
    (src / "conf.py").write_text(f"{extensions}{conf}\n{BASEURL}series_ledger = 'urls.txt'\n")
    return src


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("extension", REDIRECTS)
def test_redirects_of_another_extension_are_written(
    extension: str, builder: str, tmp_path: Path
) -> None:
    src = make(tmp_path, extension, REDIRECTS[extension])
    built = build(src, builder=builder)
    assert built.warnings == []
    assert "page" in built.read("old/index.html" if builder == "dirhtml" else "old.html")


@pytest.mark.parametrize("extension", REDIRECTS)
def test_a_redirect_that_another_extension_writes_too_is_named(
    extension: str, tmp_path: Path
) -> None:
    src = make(tmp_path, extension, REDIRECTS[extension], ledger="/old.html -> /page.html\n")
    built = build(src)
    (warning,) = built.warnings
    assert warning.startswith("urls.txt:2: WARNING: there is a file at '/old.html'")
    assert extension in warning
    assert "[series.neighbour]" in warning
    assert "sphinx-series" not in built.read("old.html")
    assert build(src).warnings == built.warnings


def test_an_alias_that_another_extension_redirects_is_named_at_the_post(tmp_path: Path) -> None:
    extension = "sphinxext.rediraffe"
    src = make(tmp_path, extension, REDIRECTS[extension], fields=":aliases: /old.html\n")
    (warning,) = build(src).warnings
    assert warning.startswith("page.rst:2: WARNING: there is a file at '/old.html'")


def run(src: Path) -> str:
    """Build in a process of its own, since ABlog keeps the settings of the first build."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", "_build/html"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "_ext"), "NO_COLOR": "1"}
    done = subprocess.run(
        command, cwd=src, env=environment, capture_output=True, text=True, check=True
    )
    return done.stderr.strip().replace(f"{src.resolve()}/", "")


@pytest.mark.parametrize("folder", ["blog", "archive"])
def test_a_feed_of_ablog_stays_until_ablog_goes(folder: str, tmp_path: Path) -> None:
    path = f"{folder}/atom.xml"
    conf = f"blog_path = {folder!r}\nseries_feed_paths = {{'': ['/{path}', '/feed/rss.xml']}}\n"
    src = make(tmp_path, "ablog", conf)
    out = src / "_build/html"
    warning = run(src)
    assert warning.startswith(f"conf.py:3: WARNING: ABlog writes '/{path}' too")
    assert warning.endswith("[series.neighbour]")
    assert "<title>Older</title>" in (out / path).read_text()
    assert "<title>Page</title>" in (out / "feed/rss.xml").read_text()
    assert run(src) == warning
    assert "<title>Older</title>" in (out / path).read_text()
    (src / "conf.py").write_text((src / "conf.py").read_text().replace("'ablog', ", ""))
    (src / "older.rst").write_text("Older\n=====\n")
    assert run(src) == ""
    assert "<title>Page</title>" in (out / path).read_text()
