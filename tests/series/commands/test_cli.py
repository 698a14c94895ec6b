"""The command line: what it prints, writes and returns."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from builds import EXTENSIONS, build, copy_root
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return copy_root("addresses", tmp_path)


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_recording_makes_the_ledger_hold_what_is_published(src: Path) -> None:
    out = build(src).out
    ledger = src / "urls.txt"
    before = ledger.read_text()
    assert run("urls", "--record", out, "--source", src) == 0
    lines = ledger.read_text().splitlines()
    for address in ("/", "/pages/", "/posts/a.html", "/posts/a/", "/blog/bee/", "/files/old.php"):
        assert address in lines
    assert set(before.splitlines()) <= set(lines)
    assert run("urls", "--check", out, "--source", src) == 0
    assert run("urls", "--record", out, "--source", src) == 0
    assert ledger.read_text().splitlines() == lines


def test_a_ledger_holds_for_both_html_builders(src: Path) -> None:
    run("urls", "--record", build(src).out, "--source", src)
    dirhtml = build(src, builder="dirhtml")
    assert not [line for line in dirhtml.warnings if "lost_url" in line]
    assert run("urls", "--check", dirhtml.out, "--source", src) == 0


def test_a_new_ledger_is_made(src: Path) -> None:
    out = build(src).out
    assert run("urls", "--record", out, "--ledger", src / "new.txt") == 0
    assert (src / "new.txt").read_text().startswith("# Every address")


def test_a_check_names_what_is_lost(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = build(src).out
    (src / "urls.txt").write_text("/2018/bee.html\n/posts/a.html\n/retired/ -> gone\n")
    assert run("urls", "--check", out, "--source", src) == 1
    printed = capsys.readouterr()
    assert printed.out == (
        f"{src}/urls.txt:1: /2018/bee.html leads nowhere; "
        "its likeliest successor is /posts/b.html\n"
    )
    assert "1 lost address" in printed.err


def test_a_broken_ledger_fails_the_check(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = build(src).out
    (src / "urls.txt").write_text("what?\n")
    assert run("urls", "--check", out, "--source", src) == 1
    assert "urls.txt:1: 'what?' is no record" in capsys.readouterr().err


SITEMAP = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc><![CDATA[https://old.example.org/posts/a]]></loc><lastmod>2020-01-01</lastmod></url>
  <url><loc> https://old.example.org/2018/q.html?x=1#y </loc></url><url><loc>
    https://old.example.org/caf%C3%A9/</loc></url>
</urlset>
"""


@pytest.mark.parametrize(
    "text",
    [
        SITEMAP,
        "# mine\nhttps://old.example.org/posts/a\n/2018/q.html?x\n\n/caf%C3%A9/\nnot an address\n",
    ],
    ids=["sitemap", "list"],
)
def test_an_old_site_is_checked_before_it_moves(
    src: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = build(src).out
    (src / "old.xml").write_text(text)
    assert run("urls", "--check", out, "--against", src / "old.xml") == 1
    printed = capsys.readouterr().out
    assert [line.split(": ")[1].split()[0] for line in printed.splitlines()] == [
        "/2018/q.html", "/caf%C3%A9/",
    ]  # fmt: skip


def test_a_build_is_checked_against_an_old_one(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = build(src).out
    assert run("urls", "--check", out, "--against", out) == 0
    old = tmp_path / "old"
    for name in (
        "index.html", "gone/index.html", "tags/a.htm", "blog/atom.xml", "caf\u00e9.html",
        "404.html", "sitemap.xml", "sub/sitemap-1.xml", "_static/x.html", "a.png", "search.json",
    ):  # fmt: skip
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).write_text("x")
    capsys.readouterr()
    assert run("urls", "--check", out, "--against", old) == 1
    printed = capsys.readouterr().out
    assert [line.split(": ")[1].split()[0] for line in printed.splitlines()] == [
        "/blog/atom.xml", "/caf%C3%A9.html", "/gone/", "/tags/a.htm",
    ]  # fmt: skip
    assert f"{old}/gone/index.html:1: /gone/ leads nowhere" in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--check", "nowhere", "--ledger", "{src}/urls.txt"], "name the output folder"),
        (["--check", "{out}", "--source", "nowhere"], "name the folder with `--source`"),
        (["--check", "{out}", "--source", "{src}/posts/.."], ""),
        (["--check", "{out}", "--ledger", "{src}/none.txt"], "none.txt cannot be read"),
        (["--check", "{out}", "--against", "{src}/none.xml"], "none.xml cannot be read"),
    ],
)
def test_what_cannot_be_run_says_what_to_do(
    src: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = build(src).out
    filled = [argument.format(src=src, out=out) for argument in arguments]
    assert run("urls", *filled) == (2 if message else 0)
    assert message in capsys.readouterr().err


def test_a_project_without_a_ledger_is_told_so(
    src: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = build(src).out
    (src / "conf.py").write_text("")
    assert run("urls", "--check", out, "--source", src) == 2
    assert "conf.py sets no `series_ledger`" in capsys.readouterr().err


def test_the_module_is_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sphinx_series", "urls", "--help"],
        env={"PYTHONPATH": str(EXTENSIONS)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "--against" in done.stdout
