"""Commands keep what people wrote: killed at any write, two at once, and with broken input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sphinx_series
from sphinx_series.commands.cli import main
from sphinx_series_base import files

EXTENSIONS = Path(sphinx_series.__file__).parents[1]
CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
series_ledger = "urls.txt"
"""
BY_HAND = [f"/by-hand/{number}/" for number in range(20_000)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose ledger a person keeps, with a build of it."""
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text("# Home\n\n```{topic} tools\n```\n")
    (tmp_path / "urls.txt").write_text("".join(f"{line}\n" for line in sorted(BY_HAND)))
    publish(tmp_path, "_build", [f"/page-{number}.html" for number in range(2_000)])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def publish(folder: Path, out: str, pages: list[str]) -> None:
    (folder / out).mkdir()
    catalogue = {"pages": pages, "redirects": []}
    (folder / out / "catalogue.json").write_text(json.dumps(catalogue))


def lines(folder: Path) -> set[str]:
    return set((folder / "urls.txt").read_text().splitlines())


def started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sphinx_series", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(EXTENSIONS)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_no_line_is_lost_when_it_is_killed(project: Path) -> None:
    """At the first sign of a write, whatever that is."""
    for _ in range(4):
        before = sorted(project.iterdir())
        status = (project / "urls.txt").stat()
        process = started(project, "urls", "--record", "_build")
        while process.poll() is None:
            now = (project / "urls.txt").stat()
            if (now.st_mtime_ns, now.st_size, now.st_ino) != (
                status.st_mtime_ns, status.st_size, status.st_ino,
            ) or sorted(project.iterdir()) != before:  # fmt: skip
                process.send_signal(signal.SIGKILL)
                break
        process.wait()
        assert set(BY_HAND) <= lines(project)


@pytest.mark.parametrize("call", ["open", "chmod", "replace"])
def test_no_line_is_lost_where_nothing_can_be_written(
    call: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    before = (project / "urls.txt").read_bytes()
    original = Path.open
    with monkeypatch.context() as patched:
        if call == "open":
            patched.setattr(
                Path, "open", lambda path, mode="r", **more: (
                    fail() if "x" in mode else original(path, mode, **more)
                )
            )  # fmt: skip
        else:
            patched.setattr(Path, call, fail)
        assert main(["urls", "--record", "_build"]) == 2
    assert "No space left" in capsys.readouterr().err
    assert (project / "urls.txt").read_bytes() == before
    assert sorted(path.name for path in project.iterdir()) == [
        "_build", "conf.py", "index.md", "urls.txt",
    ]  # fmt: skip


def test_two_at_once_lose_no_line(project: Path) -> None:
    names = [f"_other-{number}" for number in range(4)]
    for name in names:
        publish(project, name, [f"/{name}-{number}.html" for number in range(500)])
    for process in [started(project, "urls", "--record", name) for name in names]:
        process.wait()
        assert process.returncode == 0
    expected = {f"/{name}-{number}.html" for name in names for number in range(500)}
    assert {*BY_HAND, *expected} <= lines(project)


def test_what_is_added_while_it_waits_stays(project: Path) -> None:
    files.lock(project, lambda: None)
    process = started(project, "urls", "--record", "_build")
    time.sleep(1)
    with (project / "urls.txt").open("a") as ledger:
        ledger.write("/zzz/ -> gone\n")
    files.unlock(project)
    process.wait()
    assert {*BY_HAND, "/zzz/ -> gone", "/page-1.html"} <= lines(project)


def test_an_import_adds_to_the_ledger_as_it_is_then(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person may save the file while a long import goes on."""
    (project / "old" / "_posts").mkdir(parents=True)
    post = project / "old" / "_posts" / "2020-01-01-a-post.md"
    post.write_text("---\ntitle: A post\n---\n\nText.\n")
    create = files.create

    def save_meanwhile(path: Path, content: bytes) -> None:
        with (project / "urls.txt").open("a") as ledger:
            ledger.write("/zzz/ -> gone\n")
        create(path, content)

    monkeypatch.setattr(files, "create", save_meanwhile)
    main(["import", "jekyll", "old", "--to", "archive"])
    assert {*BY_HAND, "/zzz/ -> gone", "/2020/01/01/a-post.html"} <= lines(project)


def test_the_second_of_two_who_make_one_post_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    create = files.create

    def come_second(path: Path, content: str) -> None:
        path.write_text("theirs")
        create(path, content)

    monkeypatch.setattr(files, "create", come_second)
    assert main(["new", "A title", "--topic", "tools"]) == 2
    assert "is here already" in capsys.readouterr().err
    assert (project / "a-title.md").read_text() == "theirs"


@pytest.mark.parametrize(
    "options",
    [
        ["bad \udcff title", "--topic", "tools"],
        ["A title", "--topic", "tools", "--description", "d\udcff"],
        ["A title", "--topic", "t\udcff"],
        ["A title", "--topic", "tools", "--slug", "s\udcff"],
        ["A title", "--topic", "tools", "--slug", "s" * 300],
        ["\ud800", "--topic", "tools"],
    ],
)
def test_what_no_file_can_hold_makes_no_post(
    options: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(project.iterdir())
    assert main(["new", *options]) == 2
    assert capsys.readouterr().err.startswith("sphinx-series: ")
    assert sorted(project.iterdir()) == before


@pytest.mark.parametrize(
    "text",
    [
        "<urlset><loc>https://e.org/a/</loc><![foo[ x ]]>", "<urlset><loc>/a", "<!", "<![CDATA[",
        "<?xml", "<urlset " + "<" * 5_000, "</", "<loc>" * 5_000, "<!DOCTYPE [<!ENTITY a '",
        "<urlset><loc>http://[</loc>", "<!-- ", "&#xffffffffff;", "<loc>&#xd800;</loc>",
    ],
)  # fmt: skip
def test_a_broken_sitemap_ends_in_a_sentence(text: str, project: Path) -> None:
    (project / "sitemap.xml").write_text(text)
    assert main(["urls", "--check", "_build", "--against", "sitemap.xml"]) in {0, 1, 2}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, "[]", "{}", "null", '{"pages": 3, "redirects": []}', "",
        '{"pages": [3], "redirects": []}', '{"pages": [], "redirects": [{}]}',
        '{"pages": [], "redirects": [{"from": 3, "to": "/a/"}]}',
        '{"pages": [], "redirects": [{"from": "/a/", "to": 4}]}',
        '{"pages": ["/\\ud800"], "redirects": []}',
        '{"pages": [' + "9" * 5_000 + '], "redirects": []}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["--record", "--check"])
def test_a_broken_catalogue_ends_in_a_sentence(
    command: str, text: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "_build" / "catalogue.json").write_text(text)
    before = (project / "urls.txt").read_bytes()
    assert main(["urls", command, "_build"]) in {1, 2}
    assert capsys.readouterr().err
    assert (project / "urls.txt").read_bytes() == before
