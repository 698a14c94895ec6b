"""Search: what a reader loads for a first query, counted by the server that a real browser asks.

The browser has the home page, so the theme's style is there. Then a word is entered in the sidebar,
and all that is asked for from then on counts: the search page, scripts, index, and what results
show of the pages found. The server sends text compressed, as hosts do, and the rest as it is.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from . import corpus as corpora
from . import report, results
from .cli import CACHE, RESULTS, say
from .environments import prepare
from .measure import Bench
from .tools import TOOLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, Page

    from .corpus import Corpus, Post

SEARCHES = {"sphinx-series": "Sphinx's own", "sphinx-series-pagefind": "Pagefind"}
SHARES = (0.01, 0.1, 0.5)
"""In what part of the posts the words are that are searched for."""

_TEXT = {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml"}
_WORD = re.compile(r"[a-z]{5,}")
_RESULTS = ".site-search-results > li, #search-results ul.search > li"
_PATIENCE = 300_000  # milliseconds
_QUIET = 3_000  # milliseconds without a request


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one query took: a word, the posts that have it, bytes of bodies, and requests."""

    tool: str
    word: str
    posts: int
    bytes: int
    requests: int


class Server(SimpleHTTPRequestHandler):
    """Sends files as hosts do, and counts what it sends."""

    sent: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        """Send a file, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self.send_error(404)
            return
        content, encoding = _on_the_wire(path)
        self.sent.append(len(content))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
        """Be quiet."""


@cache
def _on_the_wire(path: Path) -> tuple[bytes, str]:
    content = path.read_bytes()
    if path.suffix in _TEXT:
        return gzip.compress(content, mtime=0), "gzip"
    return content, ""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, and give its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def words(corpus: Corpus) -> dict[str, int]:
    """Give a word for each share, with the number of posts that have it.

    None is a part of another word, which Sphinx would find too.
    """
    counts = Counter(word for post in corpus.posts for word in set(_WORD.findall(_page(post))))
    all_words = " ".join(counts)
    found = {}
    for share in SHARES:
        wanted = share * len(corpus.posts)
        by_distance = sorted(counts, key=lambda word: (abs(counts[word] - wanted), word))
        word = next(word for word in by_distance if all_words.count(word) == 1)
        found[word] = counts[word]
    return found


def _page(post: Post) -> str:
    return f"{post.title}\n{post.markdown(_text)}".lower()


def _text(_slug: str, text: str, _by_title: bool) -> str:  # noqa: FBT001
    return text


def query(page: Page, url: str, word: str) -> tuple[int, int]:
    """Search for a word from the home page; give the bytes and the number of requests."""
    page.goto(url, wait_until="networkidle")
    Server.sent.clear()
    page.fill(".sidebar-search", word)
    page.press(".sidebar-search", "Enter")
    page.wait_for_selector(_RESULTS, timeout=_PATIENCE)
    seen = -1
    while seen != len(Server.sent):
        seen = len(Server.sent)
        page.wait_for_timeout(_QUIET)
    return sum(Server.sent), len(Server.sent)


def measure(tool: str, corpus: Corpus, browser: Browser) -> Iterator[Cost]:
    """Build a site and search in it, each time as a reader whose browser knows nothing of it."""
    program = prepare(TOOLS[tool], CACHE / "environments").program
    bench = Bench(TOOLS[tool], program, CACHE / "work" / f"search-{tool}", 1)
    bench.make(corpus)
    with serve(bench.build.out) as url:
        for word, posts in words(corpus).items():
            context = browser.new_context()
            size, requests = query(context.new_page(), url, word)
            context.close()
            say(f"{tool}, {word} in {posts} posts: {size:,} bytes in {requests} requests")
            yield Cost(tool=tool, word=word, posts=posts, bytes=size, requests=requests)
    bench.clear()


def table(facts: Mapping[str, str], costs: Sequence[Cost]) -> str:
    """Give what was measured as Markdown."""
    head = ["First query", *(f"{name} (requests)" for name in SEARCHES.values())]
    rows = [
        [f"a word that {posts:,} posts have", *(_cell(costs, tool, word) for tool in SEARCHES)]
        for word, posts in dict.fromkeys((cost.word, cost.posts) for cost in costs)
    ]
    text = (
        f"Measured {facts['started'][:10]} at {facts['posts']} posts, on {facts['cores']} cores "
        f"with Python {facts['python']}; Chromium {facts['browser'].split('.')[0]}, "
        f"Sphinx {facts['sphinx']}, Pagefind {facts['pagefind']}.\n\n"
    )
    return text + report.table(head, rows)


def _cell(costs: Sequence[Cost], tool: str, word: str) -> str:
    (cost,) = (cost for cost in costs if (cost.tool, cost.word) == (tool, word))
    return f"{cost.bytes / 1e3:,.0f} KB ({cost.requests:,})"


def _facts(posts: int, browser: Browser) -> dict[str, str]:
    """Say when, where and with what is measured."""
    versions = prepare(TOOLS["sphinx-series-pagefind"], CACHE / "environments").versions
    machine = results.machine()
    return {
        "posts": f"{posts:,}",
        "started": results.now(),
        "cores": str(machine["cores"]),
        "python": machine["python"],
        "browser": browser.version,
        "sphinx": versions["Sphinx"],
        "pagefind": versions["pagefind"],
    }


def save(facts: Mapping[str, str], costs: Sequence[Cost], folder: Path) -> None:
    """Write results as JSON, and as a table that a page of the site includes."""
    data = {**facts, "costs": [asdict(cost) for cost in costs]}
    results.publish("search", data, table(facts, costs), folder)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure what a first query loads.")
    add = parser.add_argument
    add("--posts", type=int, default=1_000, metavar="N", help="size of the site")
    add("--browser", default=shutil.which("chromium"), metavar="PATH", help="of Chromium")
    add("--results", type=Path, default=RESULTS, metavar="DIR", help="where results are written")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace, browser: Browser) -> None:
    """Measure, save, and report."""
    corpus = corpora.load(CACHE / "corpus" / f"{corpora.SEED}-{options.posts}.json", options.posts)
    facts = _facts(options.posts, browser)
    costs = [cost for tool in SEARCHES for cost in measure(tool, corpus, browser)]
    save(facts, costs, options.results)
    print(table(facts, costs))


def main(arguments: Sequence[str] | None = None) -> None:
    """Start a browser, and measure with it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - builds are measured without

    options = parse(arguments)
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        browser = launch(executable_path=options.browser, args=["--no-sandbox"])
        run(options, browser)
        browser.close()
