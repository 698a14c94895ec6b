"""The preview: a real server, edits of the sources, and what it serves then."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from socket import create_server
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from builds import EXTENSIONS
from previews import PATIENCE, preview
from small import Root
from sphinx_series.commands.cli import main
from sphinx_series.commands.preview.builds import State
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A home page that lists two posts, one of them a draft."""
    root = Root(
        tmp_path / "site", "yaml", "import os, sys\nsys.path.insert(0, os.path.abspath('.'))\n"
    )
    root.page("index", "Home", root.directive("posts"), root.toctree("one", "two"))
    root.page("one", "First post", "Old words.", date="2026-01-01")
    root.page("two", "Second post", "Words of a draft.", date="2026-01-02", draft=True)
    return root


def conf(root: Root, more: str) -> None:
    path = root.folder / "conf.py"
    path.write_text(path.read_text() + more)


def test_a_save_is_served_and_drafts_are_shown(root: Root) -> None:
    with preview(root.folder) as shown:
        assert "Old words" in shown.get("one.html")[1]
        assert "Words of a draft" in shown.get("two.html")[1]
        told = shown.after(lambda: root.page("one", "Renamed", "Quokkas.", date="2026-01-01"))
        assert told == {**told, "text": "", "is_failure": False}
        assert "Quokkas" in shown.get("one.html")[1]
        assert "Renamed" in shown.get()[1]
        assert "quokka" in shown.get("searchindex.js")[1]
        assert "Quokkas" in shown.get("feed.xml")[1]


def test_what_was_edited_is_shown_before_what_shows_it(root: Root) -> None:
    text = "![A dot](dot.svg)"
    with preview(root.folder) as shown:
        build = shown.settle()["build"]
        with shown.socket() as socket:
            (root.folder / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
            root.page("one", "Renamed", text, date="2026-01-01")
            told = json.loads(socket.recv(timeout=PATIENCE))
            while told["build"] == build:
                told = json.loads(socket.recv(timeout=PATIENCE))
            assert (told["pages"], told["before"]) == (["one.html"], build)
            assert shown.get("_images/dot.svg")[0] == 200
            new = told["build"]
            while not told["is_done"]:
                told = json.loads(socket.recv(timeout=PATIENCE))
        assert (told["pages"], told["build"]) == ([], new)
        for page, path in (("one.html", "one.html"), ("index.html", "")):
            assert f'data-build="{new}" data-page="{page}"' in shown.get(path)[1]


def test_a_page_is_of_the_build_that_wrote_it() -> None:
    state = State(build="3", before="2", pages=("one.html",))
    assert [state.build_of(page) for page in ("one.html", "index.html")] == ["3", "2"]


def test_pages_come_and_go(root: Root) -> None:
    with preview(root.folder, "--builder", "dirhtml", "--out", str(root.folder / "_b")) as shown:
        status, text = shown.get("three/")
        assert (status, "Nothing is here" in text) == (404, True)
        assert "preview.js" in text
        shown.after(lambda: root.page("three", "Third", date="2026-01-03"))
        assert "Third" in shown.get("three/")[1]
        shown.after((root.folder / "three.md").unlink)
        assert shown.get("three/")[0] == 404
        assert "Third" not in shown.get()[1]


def test_a_broken_conf_is_shown_and_the_next_save_mends_it(root: Root) -> None:
    path = root.folder / "conf.py"
    good = path.read_text()
    with preview(root.folder) as shown:
        before = shown.settle()["build"]
        path.write_text(f"{good}\nwrong\n")
        told = shown.wait(lambda told: told["is_failure"])
        assert "conf.py" in told["text"]
        assert "'wrong' is not defined" in told["text"]
        assert told["build"] == before
        assert told["text"] in shown.said.read_text()
        assert "Old words" in shown.get("one.html")[1]
        told = shown.after(lambda: path.write_text(f"{good}\nproject = 'Mended'\n"))
        assert told == {**told, "text": "", "is_failure": False}
        assert "Mended" in shown.get()[1]


def test_a_project_that_is_broken_from_the_start_can_be_mended(root: Root) -> None:
    conf(root, 'extensions.append("not_there")\n')
    with preview(root.folder) as shown:
        status, text = shown.get()
        assert (status, "preview.js" in text) == (404, True)
        assert "not_there" in shown.settle()["text"]
        shown.after(lambda: (root.folder / "not_there.py").write_text("def setup(app): pass\n"))
        assert "First post" in shown.get()[1]


EXTENSION = """\
def add(app, docname, source):
    if docname == "one":
        source[0] += {text}

def setup(app):
    app.connect("source-read", add)
"""


def test_a_change_of_an_extension_starts_afresh(root: Root) -> None:
    path = root.folder / "local.py"
    path.write_text(EXTENSION.format(text="'Wombats.'"))
    conf(root, 'extensions.append("local")\n')
    with preview(root.folder) as shown:
        assert "Wombats" in shown.get("one.html")[1]

        def change() -> None:
            path.write_text(EXTENSION.format(text="'Numbats.'"))
            conf(root, "html_title = 'Another'\n")

        shown.after(change)
        assert "Numbats" in shown.get("one.html")[1]


def test_an_error_of_an_extension_is_shown_and_mended(root: Root) -> None:
    path = root.folder / "local.py"
    path.write_text(EXTENSION.format(text="'Wombats.'"))
    conf(root, 'extensions.append("local")\n')
    with preview(root.folder) as shown:
        path.write_text(EXTENSION.format(text="1 / 0"))
        root.page("one", "First post", "New words.", date="2026-01-01")
        told = shown.wait(lambda told: told["is_failure"] and told["is_done"])
        assert "division by zero" in told["text"]
        assert "division by zero" in shown.said.read_text()
        shown.after(lambda: path.write_text(EXTENSION.format(text="'Numbats.'")))
        assert "New words" in shown.get("one.html")[1]


def test_what_conf_reads_is_a_part_of_it(root: Root) -> None:
    version = root.folder.parent / "VERSION"
    version.write_text("1.5")
    conf(root, "from pathlib import Path\nrelease = Path('../VERSION').read_text()\n")
    conf(root, "html_title = release + '-' + str(len(list(Path('parts').iterdir())))\n")
    (root.folder / "parts").mkdir()
    with preview(root.folder) as shown:
        assert "1.5-0" in shown.get()[1]
        shown.after(lambda: version.write_text("1.6"))
        assert "1.6-0" in shown.get()[1]
        shown.after((root.folder / "parts" / "a.txt").touch)
        assert "1.6-1" in shown.get()[1]


def test_what_pages_need_from_elsewhere_is_followed(root: Root) -> None:
    (root.folder.parent / "shared").mkdir()
    part, style = root.folder.parent / "part.txt", root.folder.parent / "shared" / "site.css"
    part.write_text("Potoroos.")
    style.write_text("h1 { color: red }")
    conf(root, 'html_static_path = ["../shared"]\nhtml_css_files = ["site.css"]\n')
    root.page("three", "Third", root.directive("include", "../part.txt"), orphan=True)
    with preview(root.folder) as shown:
        assert "Potoroos" in shown.get("three.html")[1]
        shown.after(lambda: part.write_text("Bilbies."))
        assert "Bilbies" in shown.get("three.html")[1]
        shown.after(lambda: style.write_text("h1 { color: blue }"))
        assert "blue" in shown.get("_static/site.css")[1]


def test_a_file_that_nothing_reads_is_no_change(root: Root) -> None:
    log = root.folder / "serve.log"
    log.touch()
    with preview(root.folder) as shown:
        before = shown.settle()["build"]
        log.write_text("built")
        time.sleep(1)
        assert shown.settle()["build"] == before
        shown.after(lambda: root.page("one", "First", "Dunnarts.", date="2026-01-01"))
        assert shown.settle()["build"].endswith("-2")


def test_warnings_are_shown_until_they_are_mended(root: Root) -> None:
    with preview(root.folder) as shown:
        text = "{doc}`nowhere`"
        told = shown.after(lambda: root.page("one", "First", text, date="2026-01-01"))
        assert "nowhere" in told["text"]
        assert told["text"] in shown.said.read_text()
        assert not told["is_failure"]
        told = shown.after(lambda: root.page("one", "First", "Right.", date="2026-01-01"))
        assert told["text"] == ""


@pytest.mark.parametrize("which", [0, 1], ids=["that has read conf.py", "that builds"])
def test_a_killed_process_is_replaced(root: Root, which: int) -> None:
    with preview(root.folder) as shown:
        os.kill(shown.builders()[which], signal.SIGKILL)
        shown.after(lambda: root.page("one", "First", "Quolls.", date="2026-01-01"))
        assert "Quolls" in shown.get("one.html")[1]


def test_only_this_machine_and_its_pages_are_answered(root: Root) -> None:
    with preview(root.folder) as shown:
        foreign = Request(shown.url, headers={"Host": "elsewhere.example"})  # noqa: S310 - loopback
        with pytest.raises(HTTPError) as refused:
            urlopen(foreign, timeout=PATIENCE)  # noqa: S310
        with closing(refused.value):
            assert refused.value.code == 400
        url = f"{shown.url.replace('http', 'ws')}-preview/builds"
        for origin in (Origin("http://elsewhere.example"), None):
            with pytest.raises(InvalidStatus):
                connect(url, origin=origin)
        assert shown.get("../conf.py")[0] == 404


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page()


def test_a_browser_stays_where_it_was(root: Root, page: Page) -> None:
    lines = [f"Line {number}." for number in range(300)]
    root.page("one", "First post", *lines, date="2026-01-01")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with preview(root.folder) as shown:
        page.goto(f"{shown.url}one.html")
        page.evaluate("scrollTo(0, 3000)")
        root.page("one", "First post", *lines, "Kowaris.", date="2026-01-01")
        page.wait_for_function("document.body.innerText.includes('Kowaris')")
        page.wait_for_function("scrollY === 3000")
        (root.folder / "conf.py").write_text("raise ValueError('<b>wrong</b>')")
        box = page.get_by_role("alert")
        box.wait_for()
        assert "<b>wrong</b>" in box.inner_text()
        root.page("three", "Third")  # which mends nothing
        page.reload()
        box.wait_for()
        Root(root.folder, "yaml")
        box.wait_for(state="detached")
        assert all(url.startswith((shown.url, shown.url.replace("http", "ws"))) for url in asked)


def test_what_cannot_be_served_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--source", str(tmp_path)]) == 2
    assert "has no conf.py" in capsys.readouterr().err
    (tmp_path / "conf.py").touch()
    with create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--source", str(tmp_path), "--port", port]) == 2
    assert "choose another with `--port`" in capsys.readouterr().err


def test_without_its_libraries_it_says_how_to_get_them() -> None:
    program = (
        "import sys; sys.modules['watchfiles'] = None\n"
        "from sphinx_series.commands.cli import main; sys.exit(main(['serve']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(EXTENSIONS)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "pip install 'sphinx-series[serve]'" in done.stderr
