"""Pictures that an import fetches, from a real server on loopback, and the progress it shows."""

from __future__ import annotations

import re
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

from builds import build
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_theme = "basic"
series_ledger = "urls.txt"
"""


class _Host(BaseHTTPRequestHandler):
    """A host with pictures, slow ones, and what only looks like one."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(f"{self.headers['Host'].partition(':')[0]}{self.path}")
        name = self.path.rpartition("/")[2].partition("?")[0]
        port = self.server.server_port  # type: ignore[attr-defined]
        if name.startswith("slow"):
            time.sleep(0.8)
        if name == "away.png":
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{port}/secret.png")
            self.end_headers()
        elif name == "moved.png":
            self.send_response(301)
            self.send_header("Location", "/pot.png")
            self.end_headers()
        elif name == "gone.png":
            self.send_error(404)
        else:
            content = {
                "page.png": b"<html><script>alert(1)</script></html>",
                "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                "big.png": PNG + b"\0" * (20 * 2**20),
            }.get(name, PNG)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
        pass


@contextmanager
def host() -> Iterator[str]:
    """Run the host, and give its name with its port."""
    _Host.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def bring(folder: Path, posts: dict[str, str], *options: str, config: str = "") -> int:
    old, src = folder / "old", folder / "src"
    (old / "_posts").mkdir(parents=True)
    (old / "_config.yml").write_text(f"permalink: pretty\n{config}")
    for name, body in posts.items():
        (old / "_posts" / f"2020-01-02-{name}.md").write_text(f"---\ntitle: T\n---\n{body}\n")
    src.mkdir()
    (src / "conf.py").write_text(CONF)
    (src / "index.md").write_text("# Home\n")
    return main(["import", "jekyll", str(old), "--to", "a", "--source", str(src), *options])


def test_pictures_come_from_the_hosts_that_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with host() as name:
        body = (
            f"![a](http://{name}/x/pot.png) ![b](http://{name}/moved.png?w=2)\n"
            f"[![c](http://{name}/small.png)](http://{name}/large.jpg)\n"
            f"![again](http://{name}/x/pot.png)\n"
            f"![d](http://{name}/gone.png) ![e](http://{name}/away.png)\n"
            f"![f](http://{name}/page.png) ![g](http://{name}/drawing.svg)\n"
            f"![h](http://{name}/big.png) ![i](http://localhost:1/other.png)\n"
        )
        assert bring(tmp_path, {"one": body}, "--fetch", name) == 1
        asked = list(_Host.asked)
    text = (tmp_path / "src" / "a" / "one.md").read_text()
    assert "![a](one-pot.png) ![b](one-pot.png)" in text
    assert "![again](one-pot.png)" in text
    assert "[![c](" in text
    assert (tmp_path / "src" / "a" / "one-pot.png").read_bytes() == PNG
    for lost in ("gone.png", "away.png", "page.png", "drawing.svg", "big.png"):
        assert f"](http://{name}/{lost})" in text
    shown = capsys.readouterr().out
    assert shown.count("readers would ask that host for it, so it is a link") == len("defghi")
    # Each is asked for once, and no host besides.
    assert asked.count("127.0.0.1/x/pot.png") == 1
    assert not [one for one in asked if one.startswith("localhost")]
    assert build(tmp_path / "src").warnings == []


def test_no_host_is_asked_unless_it_is_named(tmp_path: Path) -> None:
    with host() as name:
        bring(tmp_path, {"one": f"![a](http://{name}/pot.png)"}, config=f"url: http://{name}\n")
        assert _Host.asked == []


def test_pictures_of_the_old_site_itself_may_be_fetched(tmp_path: Path) -> None:
    with host() as name:
        body = "![a](/img/pot.png) ![b](near.png) [c](/img/large.png)"
        bring(tmp_path, {"one": body}, "--fetch", name, config=f"url: http://{name}\n")
        asked = set(_Host.asked)
    assert asked == {
        "127.0.0.1/img/pot.png", "127.0.0.1/2020/01/02/one/near.png", "127.0.0.1/img/large.png",
    }  # fmt: skip
    text = (tmp_path / "src" / "a" / "one.md").read_text()
    assert "![a](one-pot.png)" in text
    assert "http://" not in text
    assert build(tmp_path / "src").warnings == []


def test_a_long_import_shows_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with host() as name:
        posts = {f"p{n}": f"![a](http://{name}/slow{n}.png)" for n in range(5)}
        bring(tmp_path, posts, "--fetch", name)
    err = capsys.readouterr().err
    assert re.search(r"^.*\b[1-5] of 5 posts\n", err)  # how many depends on the machine
    assert err.endswith("5 posts are imported, 0 remarks\n")


def test_a_short_import_says_nothing_on_the_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(tmp_path, {"one": "Text."})
    assert capsys.readouterr().err == "1 posts are imported, 0 remarks\n"
