"""Each command takes whatever arguments and files it is given, and ends with a status."""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from door_words import DATA, KEYS, MARKDOWN, RECORDS
from doors import ANY, each, texts
from hypothesis import strategies as st
from sphinx_series.commands.cli import main
from sphinx_series.shards import RECORD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# What Hypothesis makes is given to functions inside of these, which it does not mark.
pytestmark = pytest.mark.hypothesis

CONF = """\
extensions = ["myst_parser", "sphinx_series"]
series_ledger = "urls.txt"
series_names = "names.txt"
"""
INVENTORY = ("# Sphinx inventory version 2\n", "# Project: x\n", "# The rest of it is zlib\n", "x")
CATALOGUE = (
    '{"pages": ', "[", '"/a/"', "]", ', "redirects": ', "}", '{"from": "/a/"}', '"names": ',
    '{"pages": ["/a/"], "redirects": []}',
)  # fmt: skip
SITEMAP = ("<urlset>", "<loc>", "https://e.org/a/", "</loc>", "<url>", "</url>", "</urlset>")
SHARD = {
    "stage": "read", "shard": "1/1", "plan": "", "settings": "", "documents": [], "files": [],
    "builder": "html", "srcdir": "x", "confdir": "x", "overrides": {}, "tags": [],
}  # fmt: skip
SHARDS = (json.dumps(SHARD), "{", "}", '"stage": "read"', ", ", "[", "]", '"1/2"', "null")
# The words of each command, and the files that it looks at.
COMMANDS: Mapping[str, tuple[Sequence[str], Mapping[str, Sequence[str]]]] = {
    "new": (
        ("A title", "--topic", "t", "--series", "--part", "1", "--slug", "s", "--in", "a", "--date",
         "2026-01-01", "--description", "../..", "/", "--publish", "b/../..", "a.md"),
        {"p.md": KEYS, "urls.txt": RECORDS},
    ),
    "check": (
        ("--format", "json", "github", "--builder", "dirhtml", "--descriptions"),
        {"p.md": KEYS, "q.rst": KEYS, "urls.txt": RECORDS, "names.txt": RECORDS},
    ),
    "urls": (
        ("--record", "_build", "--check", "--against", "old.xml", "--ledger", "urls.txt",
        "_build/x"),
        {"urls.txt": RECORDS, "old.xml": SITEMAP, "_build/catalogue.json": CATALOGUE},
    ),
    "names": (
        ("--record", "_build", "--check", "--against", "old.inv", "--names", "names.txt",
        "--format",
         "json"),
        {"names.txt": RECORDS, "old.inv": INVENTORY, "_build/objects.inv": INVENTORY,
         "_build/catalogue.json": CATALOGUE},
    ),
    "import": (
        ("jekyll", "redirects", "ablog", "old", "--to", "a", "--dry-run", "--map", "m.toml",
         "--report", "r.md", "--topic", "t", "--only", "_posts/*", "--form", "netlify",
         "_redirects",
         "--topics", "declare"),
        {"old/_posts/2020-01-01-p.md": MARKDOWN, "m.toml": DATA,
         "_redirects": ("/a/ ", "/b/ ", "301\n", "/*", ":splat", "#", "\n")},
    ),
    "shards": (("--count", "1", "3", "999", "--source", "."), {"p.md": KEYS, "q.rst": KEYS}),
    "join": (
        ("one", "two", "--to", "three", "_build/html", ".", "one/x"),
        {f"one/.doctrees/{RECORD}": SHARDS, f"two/.doctrees/{RECORD}": SHARDS},
    ),
}  # fmt: skip
# What the system lets through, but for the folder of everything, which would be read whole.
ARGUMENTS = [word for word in ANY if word not in {"/", "//", "\x00"}]


def ended(arguments: Sequence[str]) -> object:
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            return main(arguments)
        except SystemExit as error:
            return error.code


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words, files = COMMANDS[command]
    src = tmp_path / "around" / "src"
    argument = st.sampled_from([*list(words) * (9 * len(ARGUMENTS) // len(words)), *ARGUMENTS])
    contents = st.fixed_dictionaries({name: texts(its, 10) for name, its in files.items()})
    own = {"conf.py": CONF, "index.md": "# Home\n\n```{topic} t\n```\n"}

    def take(given: tuple[list[str], dict[str, str]]) -> None:
        arguments, found = given
        shutil.rmtree(src, ignore_errors=True)
        for name, text in {**own, **found}.items():
            (src / name).parent.mkdir(parents=True, exist_ok=True)
            (src / name).write_text(text, errors="replace")
        monkeypatch.chdir(src)
        status = ended([command, *arguments])
        assert status in {0, 1, 2}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["around"]
        assert (src / "conf.py").read_text() == CONF or "ablog" in arguments

    each(st.tuples(st.lists(argument, max_size=7), contents), take)
