"""Every command meets a fault at each change that it makes to a file: a kill, a disk that is full.

Each file is as it was or as it is to be, the command says what failed, and when it is run once more
all is as if nothing had happened.
"""

from __future__ import annotations

import json
import shutil
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from faults import FAULTS, tried
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from faults import Fault

CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
series_ledger = "urls.txt"
series_names = "names.txt"
"""
INVENTORY = b"# Sphinx inventory version 2\n# Project: x\n# Version: 1\n# compressed using zlib.\n"
PROJECT: Mapping[str, str | bytes] = {
    "conf.py": CONF,
    "index.md": "# Home\n\n```{topic} tools\n```\n",
    "urls.txt": "# By hand.\n/by-hand/ -> gone\n",
    "names.txt": "# By hand.\n/by-hand/#a -> gone\n",
}
BUILT: Mapping[str, str | bytes] = {
    "_build/catalogue.json": json.dumps({"pages": ["/a.html", "/b.html"], "redirects": []}),
    "_build/a.html": '<section id="here"><h1>A</h1></section>',
    "_build/objects.inv": INVENTORY + zlib.compress(b"here std:label -1 a.html#here Here\n"),
}
JEKYLL: Mapping[str, str | bytes] = {
    "old/_config.yml": "url: https://old.example\n",
    "old/_posts/2020-01-01-one.md": (
        "---\ntitle: One\ncategories: [bees]\n---\n\n![A dot](/dot.png)\n\nText {% widget %}.\n"
    ),
    "old/_posts/2020-01-02-two.md": (
        "---\ntitle: Two\nredirect_from: [/two-old/]\n---\n\n"
        "On [one]({% post_url 2020-01-01-one %})\n"
    ),
    "old/dot.png": b"\x89PNG\r\n\x1a\n",
}
ABLOG: Mapping[str, str | bytes] = {
    "conf.py": 'extensions = ["ablog"]\nblog_path = "blog"\n',
    "index.rst": "Home\n====\n\n.. postlist::\n",
    "one.rst": ".. post:: Jan 1, 2020\n   :tags: bees\n\nOne\n===\n\nText.\n",
    "blog/two.rst": ".. post:: Jan 2, 2020\n   :redirect: old/two\n\nTwo\n===\n\nText.\n",
}

# What is left to be done, of an import that changes the project itself.
PLANNED = ".series-import.json"


@dataclass(frozen=True)
class Case:
    """A command, and what else there is than the project."""

    arguments: list[str]
    besides: Mapping[str, str | bytes] = field(default_factory=dict)
    project: Mapping[str, str | bytes] = field(default_factory=lambda: PROJECT)


IMPORT = ["import", "jekyll", "old", "--to", "archive"]
CASES = {
    "urls": Case(["urls", "--record", "_build"], BUILT),
    "names": Case(["names", "--record", "_build"], BUILT),
    "new": Case(["new", "A title", "--topic", "tools", "--in", "deep/er", "--date", "2026-01-01"]),
    "import": Case([*IMPORT, "--topics", "declare", "--report", "report.md"], JEKYLL),
    "map": Case([*IMPORT, "--map", "map.toml"], JEKYLL),
    "redirects": Case(
        ["import", "redirects", "_redirects", "--report", "report.json"],
        {"_redirects": "/x/ /index.html 301\n/y/ /index.html\n"},
    ),
    "ablog": Case(["import", "ablog", ".", "--report", "_report.md"], project=ABLOG),
}
# These change no file.
STILL = {
    "check": Case(["check"]),
    "urls-check": Case(["urls", "--check", "_build"], BUILT),
    "names-check": Case(["names", "--check", "_build"], BUILT),
    "dry": Case([*IMPORT, "--dry-run"], JEKYLL),
}


def make(folder: Path, case: Case) -> Path:
    for name, text in {**case.project, **case.besides}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def found(folder: Path) -> dict[str, bytes]:
    """Give all files; a command that was killed may leave one that it had not put in its place."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".new") and path.suffix != ".pyc"
    }


def without_report(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if "report" not in path}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("name", CASES)
def test_a_fault_at_any_change(
    name: str, fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    before = found(make(tmp_path / "before", case))
    shutil.copytree(tmp_path / "before", tmp_path / "wanted")
    monkeypatch.chdir(tmp_path / "wanted")
    status = main(case.arguments)
    wanted = found(tmp_path / "wanted")
    folder, place = tmp_path / "now", 0
    while True:
        place += 1
        shutil.copytree(tmp_path / "before", folder)
        monkeypatch.chdir(folder)
        outcome = tried(lambda: main(case.arguments), fault, place, folder)
        assert not outcome.error, outcome
        if not outcome.is_met:
            break
        left = found(folder)
        # That a folder cannot be made is nothing where it is there.
        if not outcome.is_killed and (left, outcome.status) != (wanted, status):
            assert outcome.status == 2, outcome
            assert outcome.said.splitlines()[-1].startswith("sphinx-series: "), outcome
        for path in {**before, **left}.keys() - {PLANNED}:
            assert left.get(path) in {before.get(path), wanted.get(path)}, (path, outcome)
        main(case.arguments)
        # A report is of the last import, which may have had less to do.
        assert without_report(found(folder)) == without_report(wanted), outcome
        shutil.rmtree(folder)
    assert place > 1
    assert outcome.status == status


@pytest.mark.parametrize("name", STILL)
def test_what_only_looks_changes_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, STILL[name])
    monkeypatch.chdir(tmp_path)
    assert not tried(lambda: main(STILL[name].arguments), FAULTS[0], 1, tmp_path).is_met
