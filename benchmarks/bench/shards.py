"""Shards: a site read and written in parts, one after the other, as several machines would.

Each step is a process of its own with `-j 1`. A small site in one build is measured before and
after, for machines drift: what a post costs there is what it is to cost here. At the end the joined
site is looked through for every post, listing and address that it has to have.

Doctrees that were joined are linked into the folder of each shard and not copied, and are removed
when it is written: else the disk would hold them once for each.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import corpus as corpora
from . import report, results
from .cli import CACHE, HERE, RESULTS, say
from .environments import prepare
from .measure import Runner, emit
from .tools import TOOLS
from .tools.sphinx import post_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .corpus import Corpus, Post

TOOL = TOOLS["sphinx-series"]
# After the last day of any corpus: else its posts would wait.
_CLOCK = "2999-01-01T00:00:00Z"
_LINK = re.compile(r'href="([^"#]*)')
_STEPS = {
    "whole": "one build of {posts:,} posts",
    "read": "read a shard",
    "join-read": "join what was read",
    "write": "write a shard",
    "join-written": "join the pages, and make what is no page",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one process took: seconds, CPU seconds, and its peak of memory in bytes."""

    name: str
    shard: int
    documents: int
    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the joined site has: files, bytes, pages of documents, and what is missing of it."""

    files: int
    bytes: int
    documents: int
    addresses: int
    listed: int
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round: all steps in their order, and the site that came of them."""

    steps: list[Step]
    site: Site


class Shards:
    """A folder in which a site is built in shards.

    Args:
        folder: is made, and emptied by each round.
        program: the Python that builds.
        count: how many shards there are.
    """

    def __init__(self, folder: Path, program: Path, count: int) -> None:
        self.folder = folder
        self.program = program
        self.count = count
        self.source = folder / "source"
        self.site = folder / "site"
        self.runner = Runner(TOOL, folder)
        self.steps: list[Step] = []

    def round(self, corpus: Corpus, small: Corpus) -> Round:
        """Measure every step once."""
        self.steps = []
        self._whole(small)
        emit(TOOL.emit(corpus), self.source)
        joined = self._join("join-read", self._read(), self.folder / "joined")
        self._join("join-written", self._write(joined), self.site)
        site = look(corpus, self.site)
        shutil.rmtree(self.folder)
        self._whole(small)
        return Round(steps=self.steps, site=site)

    def _whole(self, small: Corpus) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        emit(TOOL.emit(small), self.source)
        self._build("whole", 0, self.site)
        shutil.rmtree(self.folder)

    def _read(self) -> Iterator[Path]:
        for number in range(1, self.count + 1):
            yield self._build("read", number, self.folder / f"read-{number}")

    def _write(self, joined: Path) -> Iterator[Path]:
        for number in range(1, self.count + 1):
            out = self.folder / f"written-{number}"
            shutil.copytree(joined, out, copy_function=_link)
            yield self._build("write", number, out)
            if number > 1:
                for doctree in out.rglob("*.doctree"):
                    doctree.unlink()
        shutil.rmtree(joined)

    def _build(self, name: str, shard: int, out: Path) -> Path:
        options = ["-q", "-b", "html", "-j", "1", "-D", f"series_clock={_CLOCK}"]
        if shard:
            options += ["-D", f"series_shard={shard}/{self.count}"]
        self._run(name, shard, out, ["-m", "sphinx", *options, str(self.source), str(out)])
        return out

    def _join(self, name: str, parts: Iterable[Path], to: Path) -> Path:
        found = [*parts]
        joining = ["-m", "sphinx_series", "join", "--to", str(to), *map(str, found)]
        self._run(name, 0, to, joining)
        for part in found:
            shutil.rmtree(part)
        return to

    def _run(self, name: str, shard: int, out: Path, arguments: Sequence[str]) -> None:
        os.sync()
        result = self.runner.run([str(self.program), *arguments])
        step = Step(
            name=name,
            shard=shard,
            documents=_own(out) if shard else len([*out.rglob("*.doctree")]),
            wall=result["wall"],
            cpu=result["cpu"],
            memory=int(result["memory"]),
        )
        self.steps.append(step)
        say(f"{name} {shard or ''}: {step.documents} documents, {_facts(step)}")


def _facts(step: Step) -> str:
    return f"{step.cpu:.1f} CPU s, {step.wall:.1f} s, {step.memory / 2**20:,.0f} MiB"


def _own(out: Path) -> int:
    record = json.loads((out / ".doctrees/series-shard.json").read_text(encoding="utf-8"))
    return len(record["documents"])


def _link(source: str, target: str) -> str:
    """Link a doctree, which nobody changes in its place; copy what a build writes anew."""
    if source.endswith(".doctree"):
        os.link(source, target)
        return target
    return shutil.copyfile(source, target)


def look(corpus: Corpus, site: Path) -> Site:
    """Look through a site for all that a corpus has."""
    posts = {_page(post) for post in corpus.posts}
    pages = {*posts, "index.html", "archive.html", "series/index.html", "topics/index.html"}
    pages |= {f"topics/{topic}.html" for topic in corpora.TOPICS}
    pages |= {f"series/{series.name}/index.html" for series in corpus.series}
    addresses = [f"blog/{post.slug}/index.html" for post in corpus.posts]
    addresses += [f"{post.alias}/index.html" for post in corpus.posts if post.alias]
    missing = [name for name in (*sorted(pages), *addresses) if not (site / name).is_file()]
    for listing, wanted in _listings(corpus, posts).items():
        missing += [f"{listing}: {page}" for page in sorted(wanted - _linked(site, listing))]
    for listing, found in (
        ("sitemap.xml", _in_sitemap(site)),
        ("catalogue.json", _in_catalogue(site)),
        ("searchindex.js", _in_search(site)),
    ):
        missing += [f"{listing}: {page}" for page in sorted(posts - found)]
    files = [path for path in site.rglob("*") if path.is_file() and ".doctrees" not in path.parts]
    return Site(
        files=len(files),
        bytes=sum(path.stat().st_size for path in files),
        documents=len(pages),
        addresses=len(addresses),
        listed=len(posts & _linked(site, "archive.html")),
        missing=missing,
    )


def _page(post: Post) -> str:
    return f"{post_path(post)}.html"


def _listings(corpus: Corpus, posts: set[str]) -> dict[str, set[str]]:
    """Give the pages that list posts, with those that each has to have."""
    topics = {
        f"topics/{topic}.html": {_page(post) for post in corpus.about(topic)}
        for topic in corpora.TOPICS
    }
    series = {
        f"series/{series.name}/index.html": {_page(post) for post in series.posts}
        for series in corpus.series
    }
    return {"archive.html": posts, **topics, **series}


def _linked(site: Path, page: str) -> set[str]:
    """Give what a page links to, from the root of the site."""
    found = _LINK.findall((site / page).read_text(encoding="utf-8"))
    folder = os.path.dirname(page)  # noqa: PTH120 - of many thousand links
    return {os.path.normpath(os.path.join(folder, link)) for link in found}  # noqa: PTH118


def _in_sitemap(site: Path) -> set[str]:
    base = "https://blog.example.org/"
    found = "".join(path.read_text(encoding="utf-8") for path in site.glob("sitemap*.xml"))
    return {url.removeprefix(base) for url in re.findall(r"<loc>([^<]*)</loc>", found)}


def _in_catalogue(site: Path) -> set[str]:
    catalogue = json.loads((site / "catalogue.json").read_text(encoding="utf-8"))
    return {post["address"].removeprefix("/") for post in catalogue["posts"]}


def _in_search(site: Path) -> set[str]:
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return {f"{docname}.html" for docname in index["docnames"]}


def table(data: Mapping[str, Any]) -> str:
    """Give what was measured as Markdown: of each kind of step the range over shards and rounds."""
    machine, rounds = data["machine"], data["rounds"]
    head = ["Step", "documents", "CPU s", "CPU ms a document", "memory, MiB", "wall s"]
    rows = [
        _row(title.format(posts=data["small"]), steps)
        for name, title in _STEPS.items()
        if (steps := [step for one in rounds for step in one["steps"] if step["name"] == name])
    ]
    text = (
        f"Measured {data['started'][:10]} at {data['posts']:,} posts in {data['count']} shards, "
        f"one after the other with one process, on {machine['cores']} cores with Python "
        f"{machine['python']}, Sphinx {data['versions']['Sphinx']} and Furo "
        f"{data['versions']['furo']}.\n\n"
    )
    return f"{text}{report.table(head, rows)}\n{_sums(data)}"


def _row(title: str, steps: Sequence[Mapping[str, Any]]) -> list[str]:
    costs = [step["cpu"] / step["documents"] * 1e3 for step in steps]
    return [
        title,
        _range([step["documents"] for step in steps], "{:,.0f}"),
        _range([step["cpu"] for step in steps], "{:,.1f}"),
        _range(costs, "{:,.1f}"),
        _range([step["memory"] / 2**20 for step in steps], "{:,.0f}"),
        _range([step["wall"] for step in steps], "{:,.1f}"),
    ]


def _range(values: Sequence[float], form: str) -> str:
    low, high = form.format(min(values)), form.format(max(values))
    return low if low == high else f"{low}–{high}"


def _sums(data: Mapping[str, Any]) -> str:
    """Say what a post costs in shards, and how long several machines would take."""
    whole, shards, joins, longest = [], [], [], []
    for one in data["rounds"]:
        by_name = {name: [step for step in one["steps"] if step["name"] == name] for name in _STEPS}
        cpu = {name: sum(step["cpu"] for step in steps) for name, steps in by_name.items()}
        wall = {name: max(step["wall"] for step in steps) for name, steps in by_name.items()}
        whole.append(cpu["whole"] / len(by_name["whole"]) / data["small"])
        shards.append((cpu["read"] + cpu["write"]) / data["posts"])
        joins.append((cpu["join-read"] + cpu["join-written"]) / data["posts"])
        longest.append(sum(wall[name] for name in _STEPS if name != "whole"))
    before, after, besides = (statistics.median(one) for one in (whole, shards, joins))
    site = data["rounds"][-1]["site"]
    return (
        f"A post takes {after * 1e3:.1f} ms of CPU time in shards and {before * 1e3:.1f} ms in one "
        f"build of {data['small']:,}: {after / before:.2f} times that; with both joins "
        f"{(after + besides) * 1e3:.1f} ms, {(after + besides) / before:.2f} times. "
        f"{data['count']} machines would take {statistics.median(longest) / 60:.1f} minutes: the "
        "longest shard of each step and the joins, without starting machines and copying files. "
        f"The joined site has {site['files']:,} files; {site['documents']:,} pages of documents, "
        f"{site['addresses']:,} addresses of the ledger and aliases, and every listing were looked "
        f"for, and {len(site['missing']):,} of them are missing.\n"
    )


def save(data: Mapping[str, Any], folder: Path) -> None:
    """Write results where a page of the site includes them."""
    results.publish("shards", data, table(data), folder)


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure a site that is built in shards.")
    add = parser.add_argument
    add("--posts", type=int, default=50_000, metavar="N", help="size of the site")
    add("--small", type=int, default=1_000, metavar="N", help="size of the site in one build")
    add("--count", type=int, default=8, metavar="N", help="how many shards there are")
    add("--rounds", type=int, default=1, metavar="N", help="how often all is done")
    add("--results", type=Path, default=RESULTS, metavar="DIR", help="where results are written")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and save after each round."""
    options = parse(arguments)
    environment = prepare(TOOL, CACHE / "environments")
    data: dict[str, Any] = {
        "posts": options.posts,
        "small": options.small,
        "count": options.count,
        "started": results.now(),
        "revision": results.revision(HERE),
        "machine": results.machine(),
        "versions": dict(environment.versions),
        "rounds": [],
    }
    shards = Shards(CACHE / "work" / "shards", environment.program, options.count)
    whole, small = corpora.generate(options.posts), corpora.generate(options.small)
    for _ in range(options.rounds):
        data["rounds"].append(asdict(shards.round(whole, small)))
        save(data, options.results)
    print(table(data))
