"""Old blogs for tests: how one is imported, and compared with what its own generator built."""

from __future__ import annotations

import io
import json
import re
import tempfile
import unicodedata
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from bs4 import BeautifulSoup
from builds import Build, build
from hypothesis import note
from hypothesis import strategies as st
from sphinx_series.commands.cli import main
from sphinx_series.core.addresses import addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest
    from old_engines import OldSite

CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
series_ledger = "urls.txt"
"""


@dataclass(kw_only=True)
class OldBlog:
    """A blog that was generated: its files, and the base that it is served at.

    Each post holds a word of its own, by which pages are known on both sides.
    """

    files: dict[str, str] = field(default_factory=dict)
    base: str = ""
    words: list[str] = field(default_factory=list)

    def word(self) -> str:
        self.words.append(f"word{len(self.words)}word")
        return self.words[-1]


def imported(kind: str, old: Path, to: Path) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Import a blog into an empty project; give exit status, report, and texts by source."""
    (to / "conf.py").parent.mkdir(parents=True)
    (to / "conf.py").write_text(CONF)
    (to / "index.md").write_text("# Home\n")
    report = to / "report.json"
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        status = main([
            "import", kind, str(old), "--to", "a", "--source", str(to), "--report", str(report)
        ])  # fmt: skip
    found = json.loads(report.read_text()) if report.exists() else {"posts": [], "remarks": []}
    texts = {post["source"]: (to / post["path"]).read_text() for post in found["posts"]}
    return status, found, texts


def key(address: str) -> str:
    return addresses.key(addresses.file_of(addresses.parse(address) or address))


def compare_addresses(kind: str, blog: OldBlog, make: Callable[[Path, Path], OldSite]) -> None:
    """Check both laws: every address leads to its post, and nothing hidden is public."""
    with tempfile.TemporaryDirectory() as folder:
        src = Path(folder, "old")
        for name, text in blog.files.items():
            path = src / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        _, report, texts = imported(kind, src, Path(folder, "new"))
        ledger = Path(folder, "new", "urls.txt").read_text() if texts else ""
        site = make(src, Path(folder, "out"))
    note(json.dumps(blog.files, indent=1, ensure_ascii=False))
    note(site.log)
    note("\n".join(map(str, report["posts"])))
    assert "FAILED" not in site.log
    assert "ERROR" not in site.log
    owners: dict[str, set[str]] = {}
    public = set()
    for post in report["posts"]:
        (word,) = [word for word in blog.words if word in texts[post["source"]]]
        if not post["draft"]:
            public.add(word)
        for address in post["addresses"]:
            owners.setdefault(key(address), set()).add(word)
            assert (address in ledger.split()) == (not post["draft"]) or f"\n{address} ->" in ledger
    clashes = [
        item
        for group in report["remarks"]
        for item in group["items"]
        if "leads elsewhere" in item["message"]
    ]
    clashing = {key(item["message"].split("'")[1]) for item in clashes}
    # Of two posts at one address the old engine wrote one over the other.
    unclear = set().union(*(owners.get(file, set()) for file in clashing))
    behind = {item["path"] for item in clashes}
    unclear |= {
        word
        for post in report["posts"]
        for word in blog.words
        if post["path"] in behind and word in texts[post["source"]]
    }
    built = set()
    for name, text in site.pages.items():
        found = [word for word in blog.words if word in text]
        if len(found) == 1:
            built |= set(found)
            file = addresses.key(name)
            # The home page has its old address by itself.
            if file not in clashing and name != f"{blog.base}/index.html".lstrip("/"):
                assert owners.get(file) == set(found), (name, owners.get(file), found)
    hidden = public - built - unclear
    assert not hidden, f"{hidden} were not public"


NAMES = st.sampled_from([
    "tea", "Iced Tea", "my_post", "v1.2", "a--b", "thé-glacé", "ÄÖ", "日本語", "हिन्दी", "pot.old",
    "C++", "2020-02-03-dated", "1984", "x&y", "don't", "100%", "a#b", "İstanbul", "ΣΑΣ", "-dash-",
    "two  spaces", "(paren)", "comma,name", "ends.", "UPPER", "emoji😀x", "tilde~", "at@home", "ß",
])  # fmt: skip
TITLES = st.sampled_from([
    "Tea", "Tea & cups", "Don't – boil!", "One - two", "C++ & C#", "Wie geht’s?", "日本語 の 題",
    "50% off", "a/b", "Über Ärger", "  spaced  ", "Q: what?", "…", "A.B.", "(x)", "dash-ed", "#1",
])  # fmt: skip
DATES = st.sampled_from([
    "2020-01-31", "2019-12-31T23:30:00Z", "2021-03-01T00:30:00+02:00", "2018-07-04T22:15:00-07:00",
    "2020-02-29 12:00:00", "2016-05-06T07:08:09", "2017-06-07 08:09:10 +0200", "2015-11-02",
])  # fmt: skip


@dataclass(frozen=True)
class Text:
    """What a page holds: words, links to other hosts, and code."""

    words: Counter[str]
    links: set[str]
    codes: Counter[str]


def read_text(html: str) -> Text:
    soup = BeautifulSoup(html, "html.parser")
    # Numbers of notes, and the arrows back, are the generator's.
    for tag in soup.select(
        "sup, .footnote-backref, .reversefootnote, .footnote-ref, .label, .headerlink, .linenos"
    ):
        if not tag.find("sub") and re.fullmatch(r"[\[\]\d↩︎¶#\s]*", tag.get_text()):
            tag.decompose()
    codes = Counter(" ".join(tag.get_text().split()) for tag in soup.select("code, pre, .literal"))
    # Words end where blocks do, and not where they become bold.
    for tag in soup.select(
        "p, li, td, th, h1, h2, h3, h4, dt, dd, div, pre, br, blockquote, label, summary, "
        "figcaption"
    ):
        tag.insert_before(" ")
        tag.insert_after(" ")
    plain = unicodedata.normalize("NFKC", soup.get_text()).translate(QUOTES)
    links = {str(tag["href"]) for tag in soup.select("a[href^=http]")}
    return Text(words=Counter(re.findall(r"[^\W_]+", plain)), links=links, codes=codes)


QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "."})


def compare_old_texts(
    kind: str,
    files: Mapping[str, str],
    places: Mapping[str, str],
    make: Callable[[Path, Path], OldSite],
) -> None:
    """Check that words, links and code of each old page stand in the new one.

    Args:
        kind: the old engine.
        files: those of the old site.
        places: the page of the old site of each new one.
        make: builds the old site.
    """
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old"), Path(folder, "new")
        for name, text in files.items():
            (old / name).parent.mkdir(parents=True, exist_ok=True)
            (old / name).write_text(text, encoding="utf-8")
        _, report, _ = imported(kind, old, new)
        conf = f'{CONF}html_theme = "basic"\nsmartquotes = False\n'
        (new / "conf.py").write_text(conf, encoding="utf-8")
        sources = {
            Path(post["path"]).stem: (new / post["path"]).read_text(encoding="utf-8")
            for post in report["posts"]
        }
        built = build(new)
        site = make(old, Path(folder, "out"))
        drafts = {Path(post["path"]).stem for post in report["posts"] if post["draft"]}
        pages = {name: built.read(f"a/{name}.html") for name in places if name not in drafts}
    note(site.log)
    note("\n".join(built.warnings))
    assert "FAILED" not in site.log
    assert built.warnings == []
    # What the old engine could not read is no more public here.
    assert {name for name, place in places.items() if place in site.pages} == set(pages)
    for name, page in pages.items():
        place = places[name]
        theirs, ours = read_text(site.pages[place]), read_text(page)
        note(f"{sources[name]}\n=====\n{site.pages[place]}")
        assert not theirs.words - ours.words, f"lost words: {theirs.words - ours.words}"
        assert not theirs.links - ours.links, f"lost links: {theirs.links - ours.links}"
        lost = set(theirs.codes) - set(ours.codes)
        assert not lost, f"lost code: {lost}"


class ImportedExport:
    """An export that is imported into an empty project, and what came of it."""

    kind: ClassVar[str]
    conf: ClassVar[str]

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.src = folder / "src"
        self.src.mkdir()
        (self.src / "conf.py").write_text(self.conf)
        (self.src / "index.md").write_text("# Home\n")
        self.status = -1
        self.shown = ""

    def bring(self, files: Mapping[str, bytes], *options: str) -> None:
        """Import a folder of files, or the file if there is but one."""
        old = self.folder / "old"
        for name, content in files.items():
            path = old / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        export = old if len(files) > 1 else old / next(iter(files))
        self.status = main([
            "import", self.kind, str(export), "--to", "a", "--source", str(self.src),
            "--report", str(self.folder / "report.json"), *options,
        ])  # fmt: skip
        self.shown = "".join(self.capsys.readouterr())

    def text(self, slug: str) -> str:
        return (self.src / "a" / f"{slug}.md").read_text()

    def body(self, slug: str) -> str:
        return self.text(slug).partition("\n# ")[2].partition("\n")[2].strip()

    @property
    def ledger(self) -> list[str]:
        return (self.src / "urls.txt").read_text().splitlines()

    @property
    def remarks(self) -> dict[str, list[dict[str, Any]]]:
        found = json.loads((self.folder / "report.json").read_text())
        return {group["kind"]: group["items"] for group in found["remarks"]}

    def build(self) -> Build:
        built = build(self.src)
        assert built.warnings == []
        return built


class ImportedSite:
    """An old site that is imported into an empty project: its files, and those that all have."""

    kind: ClassVar[str]
    always: ClassVar[Mapping[str, str]]

    def __init__(self, folder: Path, files: Mapping[str, str | bytes]) -> None:
        for name, content in {**self.always, **files}.items():
            path = folder / "old" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.src, self.new = folder / "old", folder / "new"
        self.status, self.report, self.texts = imported(self.kind, self.src, self.new)

    def remarks(self, kind: str) -> list[str]:
        found: list[dict[str, Any]] = self.report["remarks"]
        return [
            f"{item['path']}:{item['line']}: {item['message']}"
            for group in found
            if group["kind"] == kind
            for item in group["items"]
        ]

    @property
    def ledger(self) -> str:
        return (self.new / "urls.txt").read_text(encoding="utf-8")
