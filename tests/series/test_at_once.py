"""Builds and commands at once: nothing is lost, and the next build leaves what a clean one does."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from builds import EXTENSIONS, build, files

if TYPE_CHECKING:
    from pathlib import Path

CONF = f"""\
import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_theme = "basic"
html_baseurl = "https://docs.example.org/"
exclude_patterns = ["_*"]
series_clock = "2026-06-01"
series_permalink = "/blog/{{slug}}/"
series_ledger = "urls.txt"
series_names = "names.txt"
"""
# So that two builds store the doctree of the home page within one second.
SLOWLY = """
import time
from sphinx.builders import Builder

store = Builder.write_doctree

def slowly(self, docname, *arguments, **options):
    store(self, docname, *arguments, **options)
    time.sleep(docname == "index")

Builder.write_doctree = slowly
"""
HOME = "# Home\n\n```{toctree}\n:glob:\n*\n```\n\n```{posts}\n```\n\n```{topic} tools\n```\n"
BY_HAND = {"urls.txt": "/by-hand/ -> gone\n", "names.txt": "/by-hand/#a -> gone\n"}


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """A site of a few posts, each with an old address."""
    for name, text in {"conf.py": CONF, "index.md": HOME, **BY_HAND}.items():
        (tmp_path / name).write_text(text)
    for number in range(6):
        write(tmp_path, number)
    return tmp_path


def write(src: Path, number: int, text: str = "Text.") -> None:
    front = f"---\ndate: 2026-01-01\ntopics: [tools]\naliases: [/old/{number}/]\n---\n"
    (src / f"p{number}.md").write_text(f"{front}\n# Post {number}\n\n{text}\n")


def started(src: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=src, env={**os.environ, "PYTHONPATH": str(EXTENSIONS)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def building(src: Path, builder: str = "html", out: str = "") -> subprocess.Popen[str]:
    """Start a build, all of which share the doctrees."""
    place = f"_build/{out or builder}"
    return started(src, "sphinx", "-q", "-b", builder, "-d", "_build/doctrees", ".", place)


def ended(*processes: subprocess.Popen[str]) -> list[str]:
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert not any("Traceback" in text or "Exception occurred" in text for text in said), said
    return said


def written(out: Path) -> dict[str, bytes]:
    """Give all files but Sphinx's index, which keeps words of what is gone."""
    return {name: text for name, text in files(out).items() if name != "searchindex.js"}


def test_two_builds_into_one_folder(src: Path) -> None:
    for number in range(3):
        (src / f"p{number}.md").unlink()
        write(src, number + 6)
        first = building(src)
        write(src, number + 3, "Other text.")
        ended(first, building(src))
    after = build(src)
    assert after.warnings == []
    assert written(after.out) == written(build(src, out="_clean").out)


def test_two_builds_store_one_doctree(src: Path) -> None:
    (src / "conf.py").write_text(f"{CONF}{SLOWLY}")
    ended(building(src), building(src))
    (src / "conf.py").write_text(CONF)
    after = build(src)
    assert written(after.out) == written(build(src, out="_clean").out)


def test_builds_into_several_folders_of_one_folder_of_doctrees(src: Path) -> None:
    kinds = [("html", ""), ("html", "second"), ("dirhtml", "")]
    for number in range(2):
        (src / f"p{number}.md").unlink()
        write(src, number + 6)
        ended(*(building(src, *kind) for kind in kinds))
    for builder, out in kinds:
        ended(building(src, builder, out))
        clean = build(src, builder=builder, out="_clean")
        assert written(src / "_build" / (out or builder)) == written(clean.out)


def test_commands_beside_a_build(src: Path) -> None:
    """What is recorded then is of the old build or of the new one, and the next has the rest."""
    build(src)
    write(src, 7)
    commands = [
        ("sphinx_series", "urls", "--record", "_build/html"),
        ("sphinx_series", "names", "--record", "_build/html"),
        ("sphinx_series", "new", "A title", "--topic", "tools"),
        ("sphinx_series", "check"),
        ("sphinx_series", "urls", "--check", "_build/html"),
    ]
    ended(building(src), *(started(src, *command) for command in commands))
    ended(*(started(src, *command) for command in commands[:2] * 2))
    after = build(src)
    assert written(after.out) == written(build(src, out="_clean").out)
    addresses = (src / "urls.txt").read_text()
    assert "/by-hand/ -> gone\n" in addresses
    assert all(f"/old/{number}/\n" in addresses for number in (0, 5, 7))
    names = (src / "names.txt").read_text()
    assert "/by-hand/#a -> gone\n" in names
    assert "/p7.html#post-7\n" in names


def old_blog(folder: Path, base: str) -> str:
    """Write a blog of Jekyll, whose posts have the names and tags of those of any other."""
    (folder / "_posts").mkdir(parents=True)
    (folder / "_config.yml").write_text(f"url: https://old.example\nbaseurl: {base}\n")
    for number in range(20):
        (folder / f"_posts/2020-01-01-p{number}.md").write_text(
            f"---\ntitle: P {number}\ntags: [bees]\n---\n\nOf {base}, {number}.\n\n"
            "![A dot](/dot.svg)\n"
        )
    picture = f'<svg xmlns="http://www.w3.org/2000/svg"><title>{base}</title></svg>'
    (folder / "dot.svg").write_text(picture)
    return str(folder)


def test_imports_into_one_folder(src: Path) -> None:
    """Each brings all that it has, beside what another has brought."""
    names = ["one", "two", "three"]
    blogs = [old_blog(src / "_old" / name, f"/{name}") for name in names]
    importing = [
        started(src, "sphinx_series", "import", "jekyll", blog, "--to", "a", "--topics", "declare")
        for blog in blogs
    ]
    said = ended(*importing)
    assert [process.returncode for process in importing] == [0, 0, 0], said
    assert sum("this one waits" in text for text in said) >= 1
    texts = [path.read_text() for path in (src / "a").glob("*.md")]
    for name in names:
        for number in range(20):
            assert sum(f"Of /{name}, {number}.\n" in text for text in texts) == 1
    recorded = (src / "urls.txt").read_text().splitlines()
    assert "/by-hand/ -> gone" in recorded
    for name in names:
        assert sum(line.startswith(f"/{name}/") for line in recorded) >= 20
    found = build(src)
    assert [line for line in found.warnings if "declared" in line or "same" in line] == []


def test_an_import_beside_a_build(src: Path) -> None:
    """The build has some of it or none, and the next one all."""
    blog = old_blog(src / "_old", "/one")
    build(src)
    write(src, 7)
    ended(building(src), started(src, "sphinx_series", "import", "jekyll", blog, "--to", "a"))
    ended(building(src))
    assert written(src / "_build/html") == written(build(src, out="_clean").out)
    assert len([*(src / "_build/html/a").glob("*.html")]) == 20


def test_posts_that_are_begun_at_once(src: Path) -> None:
    """One of two with one name is written, and the other is said to be there."""
    command = ("sphinx_series", "new", "A title", "--topic", "tools", "--date", "2026-01-01")
    begun = [started(src, *command) for _ in range(3)]
    said = ended(*begun)
    assert [process.returncode for process in begun].count(0) == 1, said
    assert len([*src.rglob("a-title.md")]) == 1
