"""A release is made of what is finished, and of nothing else."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from builds import PROJECT, edit
from packaging.version import Version

import release

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("git")

CHANGELOG = "# Changelog\n\n## Unreleased\n\n## 1.2.0 (2026-12-01)\n\n### Site\n\n- More.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository in which everything is ready."""
    for place in release.PLACES:
        if place.startswith("_ext/"):
            (tmp_path / place).parent.mkdir(parents=True)
            (tmp_path / place).write_text('__version__ = "1.2.0"\n')
    (tmp_path / "CITATION.cff").write_text("title: x\nversion: 1.2.0\n")
    (tmp_path / "CHANGELOG.md").write_text(f"{CHANGELOG}\n## 1.1.0 (2026-11-01)\n\n- Less.\n")
    release.git(tmp_path, "init", "-q", "-b", "main")
    release.git(tmp_path, "config", "user.name", "Ada")
    release.git(tmp_path, "config", "user.email", "ada@example.org")
    commit(tmp_path)
    return tmp_path


def commit(project: Path) -> None:
    release.git(project, "add", "-A")
    release.git(project, "commit", "-q", "-m", "Ready")


def test_the_tag_says_what_is_new(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    assert release.main("check") == 0
    assert release.git(project, "tag") == ""
    assert release.main("tag") == 0
    assert release.git(project, "tag") == "v1.2.0"
    message = release.git(project, "tag", "--list", "--format=%(contents)")
    assert message == "Version 1.2.0\n\n### Site\n\n- More."
    assert release.obstacles(project) == ["v1.2.0 has been released: choose the next version"]
    assert release.main("tag") == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("_ext/sphinx_series_base/__init__.py", "1.2.0", "1.1.0", "one version in all places"),
        ("CITATION.cff", "version: 1.2.0", "", "CITATION.cff: none"),
        ("CHANGELOG.md", " (2026-12-01)", "", "CHANGELOG.md: 1.1.0"),
        ("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- Not yet.\n", "unreleased changes"),
    ],
)
def test_what_is_not_ready_is_named(
    project: Path, file: str, old: str, new: str, words: str
) -> None:
    edit(project / file, old, new)
    commit(project)
    (obstacle,) = release.obstacles(project)
    assert words in obstacle


def test_only_what_is_committed_on_main_is_released(project: Path) -> None:
    release.git(project, "switch", "-q", "-c", "idea")
    (project / "more.txt").write_text("not committed\n")
    changes, branch = release.obstacles(project)
    assert "not committed" in changes
    assert "not the branch main" in branch


def test_the_versions_of_this_project_agree() -> None:
    naming = [path for path in PROJECT.glob("_ext/**/*.py") if "__version__ =" in path.read_text()]
    assert {path.relative_to(PROJECT).as_posix() for path in naming} <= set(release.PLACES)
    named = release.versions(PROJECT)
    del named["CHANGELOG.md"]  # before the first release it names none
    (version,) = set(named.values())
    assert str(Version(version)) == version


def test_the_project_can_be_cited() -> None:
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text())
    assert citation.keys() >= {"cff-version", "message", "title", "authors"}
    assert citation["license"] == ["MIT", "CC-BY-4.0"]


@pytest.mark.parametrize(
    "path", sorted((PROJECT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")), ids=lambda p: p.stem
)
def test_the_forms_for_issues_are_whole(path: Path) -> None:
    form = yaml.safe_load(path.read_text())
    if path.stem == "config":
        assert form == {"blank_issues_enabled": False}
        return
    assert form.keys() >= {"name", "description", "body"}
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)


def test_the_way_to_contribute_names_targets_that_exist() -> None:
    text = (PROJECT / "CONTRIBUTING.md").read_text()
    named = {word.split()[1] for word in text.split("`") if word.startswith("make ")}
    assert {"test", "lint", "matrix", "release"} <= named
    for target in named:
        command = ["make", "--dry-run", target]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
        assert "sphinx-build -M " + target not in done.stdout or target in {"html", "dirhtml"}
