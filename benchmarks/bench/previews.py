"""Previews: how long after a save a real browser shows it, with each tool's own server.

A page is open in the browser. Its source is written, and the time runs until the page shows what
was written: it was built, the browser was told, and it has loaded the page anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import create_server
from typing import TYPE_CHECKING, Any, TypeAlias

from . import corpus as corpora
from . import report, results
from .cli import CACHE, RESULTS, say
from .environments import prepare
from .measure import emit
from .tools import TOOLS
from .tools.sphinx import post_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, Page

    from .corpus import Corpus, Post
    from .environments import Environment
    from .tools import Tool

KINDS = ("body", "title")
Times: TypeAlias = dict[str, list[float]]

_PATIENCE = 900
"""Seconds for the first build, and for each that follows."""
_REST = 4
"""Seconds between two saves, in which an author reads."""
_LONG = 100
"""Seconds of waiting after which a tool has no more saves of this kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A tool with its server: the tool, what starts it, and the source of a post."""

    label: str
    tool: Tool
    command: Callable[[Path, Path, Path, str], list[str]]
    source: Callable[[Post], str]


def _ours(program: Path, source: Path, out: Path, port: str) -> list[str]:
    folders = ["--source", str(source), "--out", str(out)]
    return [str(program), "-m", "sphinx_series", "serve", *folders, "--port", port]


def _autobuild(program: Path, source: Path, out: Path, port: str) -> list[str]:
    options = ["-q", "-j", "auto", "--port", port]
    return [str(program), "-m", "sphinx_autobuild", *options, str(source), str(out)]


def _hugo(program: Path, source: Path, _out: Path, port: str) -> list[str]:
    return [str(program.with_name("hugo")), "server", "-s", str(source), "--port", port]


def _mkdocs(program: Path, source: Path, _out: Path, port: str) -> list[str]:
    config = ["-f", str(source / "mkdocs.yml"), "-a", f"127.0.0.1:{port}"]
    return [str(program), "-m", "mkdocs", "serve", "-q", "--livereload", *config]


def _zensical(program: Path, source: Path, _out: Path, port: str) -> list[str]:
    config = ["-f", str(source / "mkdocs.yml"), "-a", f"127.0.0.1:{port}"]
    return [str(program), "-m", "zensical", "serve", *config]


def _in(name: str, label: str, requirements: str, *shows: str) -> Tool:
    return replace(TOOLS[name], label=label, requirements=requirements, program="", shows=shows)


def _in_series(post: Post) -> str:
    return f"{post_path(post)}.md"


def _in_blog(post: Post) -> str:
    return f"docs/blog/posts/{post.slug}.md"


_SPHINX = ("Sphinx", "furo", "starlette", "watchfiles")
PREVIEWS = {
    "sphinx-series": Preview(
        label="`sphinx-series serve`",
        tool=_in("sphinx-series", "sphinx_series + Furo", "previews", *_SPHINX),
        command=_ours,
        source=_in_series,
    ),
    "sphinx-autobuild": Preview(
        label="`sphinx-autobuild`",
        tool=_in("sphinx-series", "the same project", "previews", "sphinx-autobuild", *_SPHINX),
        command=_autobuild,
        source=_in_series,
    ),
    "hugo": Preview(
        label="`hugo server`",
        tool=_in("hugo", "Hugo", "previews", "hugo"),
        command=_hugo,
        source=lambda post: f"content/posts/{post.slug}.md",
    ),
    "mkdocs": Preview(
        label="`mkdocs serve`",
        tool=_in("mkdocs", "MkDocs Material", "mkdocs", "mkdocs", "mkdocs-material"),
        command=_mkdocs,
        source=_in_blog,
    ),
    "zensical": Preview(
        label="`zensical serve`",
        tool=_in("mkdocs", "Zensical", "previews", "zensical"),
        command=_zensical,
        source=_in_blog,
    ),
}


@contextmanager
def _running(preview: Preview, program: Path, folder: Path, page: str) -> Iterator[str]:
    """Run a server until its page is there, and give the page's URL."""
    with create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    command = preview.command(program, folder / "source", folder / "out", str(port))
    environment = {**os.environ, **preview.tool.environment, "PYTHONUNBUFFERED": "1"}
    with (
        (folder / "said.txt").open("w") as said,
        subprocess.Popen(
            command, env=environment, stdout=said, stderr=said, start_new_session=True
        ) as process,
    ):
        try:
            _wait_for(port, page)
            yield f"http://127.0.0.1:{port}/{page}"
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait_for(port: int, page: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        asked = HTTPConnection("127.0.0.1", port, timeout=30)
        with suppress(OSError, HTTPException), closing(asked) as connection:
            connection.request("GET", f"/{page}")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        time.sleep(1)
    message = f"nothing at /{page}"
    raise TimeoutError(message)


def _save(page: Page, path: Path, text: str, mark: str) -> float:
    """Write a source, and give the seconds until the browser shows the mark."""
    start = time.perf_counter()
    path.write_text(text, encoding="utf-8")
    page.wait_for_function(
        "mark => document.body?.innerText.includes(mark)", arg=mark, timeout=_PATIENCE * 1000
    )
    return time.perf_counter() - start


def measure(preview: Preview, program: Path, corpus: Corpus, page: Page, saves: int) -> Times:
    """Give the seconds of each save, of the body and of the title of the post in the middle."""
    folder = CACHE / "work" / "preview"
    shutil.rmtree(folder, ignore_errors=True)
    emit(preview.tool.emit(corpus), folder / "source")
    post = corpus.posts[len(corpus.posts) // 2]
    path = folder / "source" / preview.source(post)
    text = path.read_text(encoding="utf-8")
    address = preview.tool.page(post).removesuffix("index.html")
    times: Times = {kind: [] for kind in KINDS}
    with _running(preview, program, folder, address) as url:
        page.goto(url)
        time.sleep(3 * _REST)  # for the rest of the first build
        for kind, seconds in times.items():
            for number in range(saves):
                mark = f"Saved {kind} {number}"
                body = f"{text}\n{mark}.\n"
                title = text.replace(post.title, f"{post.title} {mark}", 1)
                seconds.append(_save(page, path, body if kind == "body" else title, mark))
                time.sleep(_REST)
                if sum(seconds) > _LONG:
                    break
        page.close()
    shutil.rmtree(folder)
    return times


def table(outcome: Mapping[str, Any]) -> str:
    """Give the medians as a table, with what they are of."""
    machine = outcome["machine"]
    text = (
        f"{outcome['posts']:,} posts, medians of {outcome['saves']} saves (fewer where these took "
        f"over {_LONG} s) on {outcome['started']}, {machine['cores']} cores with a load of "
        f"{machine['load']:.1f} at the start, {outcome['browser']}.\n\n"
    )
    first = next(iter(outcome["tools"].values()))["times"]
    rows = [
        [one["label"], one["version"], *(_cell(one["times"], first, kind) for kind in KINDS)]
        for one in outcome["tools"].values()
    ]
    return text + report.table(["Preview", "Version", "Body", "Title"], rows)


def _cell(times: Times, first: Times, kind: str) -> str:
    median = statistics.median(times[kind])
    return f"{median:.2f} s ({median / statistics.median(first[kind]):.2f})"


def save(outcome: Mapping[str, Any], folder: Path) -> None:
    """Write results where a page of the site includes them."""
    results.publish("previews", outcome, table(outcome), folder)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure how soon a preview shows a save.")
    add = parser.add_argument
    add("--posts", type=int, default=1_000, metavar="N", help="size of the site")
    add("--saves", type=int, default=10, metavar="N", help="of a body, and as many of a title")
    add("--tools", default=",".join(PREVIEWS), metavar="A,B", help="only these")
    add("--browser", default=shutil.which("chromium"), metavar="PATH", help="of Chromium")
    add("--results", type=Path, default=RESULTS, metavar="DIR", help="where results are written")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace, browser: Browser) -> None:
    """Measure one tool after the other, and save after each."""
    corpus = corpora.load(CACHE / "corpus" / f"{corpora.SEED}-{options.posts}.json", options.posts)
    outcome: dict[str, Any] = {
        "posts": options.posts,
        "saves": options.saves,
        "started": results.now(),
        "machine": results.machine(),
        "browser": f"Chromium {browser.version}",
        "tools": {},
    }
    for name in options.tools.split(","):
        preview = PREVIEWS[name]
        environment = prepare(preview.tool, CACHE / "environments")
        times = measure(preview, environment.program, corpus, browser.new_page(), options.saves)
        outcome["tools"][name] = {
            "label": preview.label,
            "version": _version(environment),
            "times": times,
        }
        say(f"{name}: {times}")
        save(outcome, options.results)


def _version(environment: Environment) -> str:
    name, version = next(iter(environment.versions.items()))
    return f"{name} {version}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Start a browser, and measure with it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - other benchmarks need none

    options = parse(arguments)
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        browser = launch(executable_path=options.browser, args=["--no-sandbox", "--disable-gpu"])
        run(options, browser)
        browser.close()
