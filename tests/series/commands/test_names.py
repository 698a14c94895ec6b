"""The command `names`: what it records, and what it says of a build, also of other projects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT, build, edit
from following import follow
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (PROJECT / "about" / "names.md").read_text()
RST = """\
Home
====

What fits
---------

.. _sizes:

Sizes
-----

.. py:class:: pkg.Reader

.. figure:: a.png

   A figure without a name.
"""


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """Make a project that does not use the extension."""
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "conf.py").write_text('html_theme = "basic"\n')
    (folder / "index.rst").write_text(RST)
    (folder / "a.png").write_bytes(b"")
    return folder


def run(*arguments: object) -> int:
    return main(["names", *map(str, arguments)])


def test_recording_adds_every_name_once(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, names = build(src).out, src / "names.txt"
    assert run("--record", out, "--names", names) == 0
    printed = capsys.readouterr()
    lines = names.read_text().splitlines()
    assert lines[3:] == [
        "/#home", "/#pkg.Reader", "/#sizes", "/#what-fits", "py:class pkg.Reader", "std:doc index",
        "std:label genindex", "std:label modindex", "std:label py-modindex", "std:label search",
        "std:label sizes",
    ]  # fmt: skip
    assert printed.out == f"{names}: 11 new of 11 names\n"
    assert printed.err.startswith("1 permalinks such as `#id1` are left out")
    names.write_text("# Mine\n\n/#gone -> gone\n")
    assert run("--record", out, "--names", names) == 0
    assert names.read_text().startswith("# Mine\n\n/#gone -> gone\n/#home\n")
    before = names.read_text()
    assert run("--record", out, "--names", names) == 0
    assert names.read_text() == before
    assert run("--check", out, "--names", names) == 0


def change(src: Path) -> Path:
    """Lose three names, and give the folder of the new build."""
    edit(src / "index.rst", "What fits\n---------", "What fits now\n-------------")
    edit(src / "index.rst", "pkg.Reader", "other.Reader")
    edit(src / "index.rst", ".. _sizes:\n", "")
    return build(src, out="_new").out


WHAT = "was published and leads nowhere now"


def test_against_an_old_folder(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = build(src).out
    new = change(src)
    assert run("--check", new, "--against", old, "--format", "json") == 1
    printed = capsys.readouterr()
    found = {one["message"].split("`")[1]: one for one in json.loads(printed.out)}
    assert {name: one["message"].split("successor is ")[-1] for name, one in found.items()} == {
        "/#what-fits": "`/#what-fits-now`",
        "/#pkg.Reader": "`/#other.Reader`",
        "py:class pkg.Reader": "`py:class other.Reader`",
        "std:label sizes": "`/#sizes`",
    }
    assert {one["kind"] for one in found.values()} == {"series.lost_anchor", "series.lost_name"}
    assert printed.err == "4 problems in 11 names\n"
    assert run("--check", old, "--against", old) == 0


def test_against_an_old_inventory(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = build(src).out / "objects.inv"
    new = change(src)
    assert run("--check", new, "--against", old, "--format", "github") == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("::")[2].split("`")[1] for line in lines] == [
        "py:class pkg.Reader", "std:label sizes", "/#pkg.Reader",
    ]  # fmt: skip
    assert lines[0].startswith(f"::error file={old},line=1,title=series.lost_name::")


def test_against_a_list(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    urls = src / "urls.txt"
    urls.write_text(
        "https://docs.example.org/#what-fits\n\nhttps://docs.example.org/\n"
        "http://[x\n/#sizes\nstd:label sizes\nnonsense\n"
    )
    new = change(src)
    assert run("--check", new, "--against", urls) == 1
    first, second = capsys.readouterr().out.splitlines()
    successor = "its likeliest successor is `/#what-fits-now`"
    assert first == f"{urls}:1: `/#what-fits` {WHAT}: {successor} [series.lost_anchor]"
    assert second.startswith(f"{urls}:6: `std:label sizes` {WHAT}: its likeliest successor is ")


def test_a_file_of_names_is_checked_as_a_build_checks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    follow(PAGE, tmp_path, capsys)
    text = (tmp_path / "names.txt").read_text()
    (tmp_path / "names.txt").write_text(f"{text}/guide.html#lost\nstd:label lost\n")
    built = build(tmp_path)
    options = ("--source", tmp_path, "--format", "json")
    assert run("--check", built.out, *options) == 1
    found = json.loads(capsys.readouterr().out)
    assert [
        f"names.txt:{one['line']}: WARNING: {one['message']} [{one['kind']}]" for one in found
    ] == [
        line.replace("write `(lost)=` above its heading in guide.md, or here", "write here")
        for line in built.warnings
    ]


def test_the_example_of_the_page_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert follow(PAGE, tmp_path, capsys) == 0
    names = (PAGE.split(":caption: names.txt\n\n")[1]).split("```")[0]
    (tmp_path / "names.txt").write_text(names)
    built = build(tmp_path)
    assert built.warnings == []
    assert 'id="what-fits"' in built.read("guide.html")
    for said in (
        'This section moved to <a href="sizes.html#numbers">Numbers</a>',
        'id="old-tricks">This section was removed on purpose.',
    ):
        assert said in built.read("guide.html")
    (tmp_path / "names.txt").write_text(
        names.replace(" -> /guide.html#sizes", "").replace(" -> /sizes.html#numbers", "")
    )
    for warning in build(tmp_path).warnings:
        # Docutils before 0.22 gives a section the id of its title first.
        assert warning.replace("#how-much-fits", "#sizes") in PAGE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--check", "nowhere"], "objects.inv cannot be read"),
        (["--check", "{out}", "--source", "{src}"], "conf.py sets no `series_names`"),
        (["--check", "{out}", "--names", "nowhere"], "nowhere cannot be read"),
        (["--check", "{out}", "--against", "{src}/broken.inv"], "broken.inv cannot be read"),
        (["--record", "{out}", "--names", "{src}"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(
    src: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = build(src).out
    (src / "broken.inv").write_bytes(b"# Sphinx inventory version 2\n# x\n# y\n# zlib\nnonsense")
    assert run(*(one.format(out=out, src=src) for one in arguments)) == 2
    assert message in capsys.readouterr().err
