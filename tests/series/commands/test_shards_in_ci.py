"""The workflows of the reference build a small tree, as GitHub Actions and GitLab would run them.

Each job begins with the sources, whose times are all new, and has what artifacts bring it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from builds import EXTENSIONS, PROJECT, build
from edited import NAMES, Post, Site, compared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

WORKFLOWS = PROJECT / "about/shards"
PAGE = (PROJECT / "about/shards.md").read_text()
# What a job that has the packages need not do.
INSTALLS = "pip install -r requirements.txt"


class Runner:
    """Runs jobs, one after the other."""

    def __init__(self, folder: Path, sources: Path) -> None:
        self.sources = sources
        self.place = folder / "job"
        self.artifacts = folder / "artifacts"
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name, module in (("sphinx-build", "sphinx"), ("sphinx-series", "sphinx_series")):
            program = self.bin / name
            program.write_text(f'#!/bin/sh\nexec {sys.executable} -m {module} "$@"\n')
            program.chmod(0o755)

    def begin(self) -> None:
        """Have a new machine, which has the sources."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.sources, self.place)
        for path in self.place.rglob("*"):
            path.touch()

    def run(self, command: str, variables: Mapping[str, object]) -> None:
        if command == INSTALLS:
            return
        path = f"{self.bin}{os.pathsep}{os.environ['PATH']}"
        texts = {name: str(value) for name, value in variables.items()}
        done = subprocess.run(
            ["/bin/sh", "-ec", command],
            cwd=self.place,
            env={**texts, "PATH": path, "PYTHONPATH": str(EXTENSIONS)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def keep(self, path: str, name: str, *, hidden: bool = True) -> None:
        left_out = None if hidden else shutil.ignore_patterns(".*")
        shutil.copytree(
            self.place / path, self.artifacts / name, ignore=left_out, dirs_exist_ok=True
        )

    def bring(self, name: str, path: str) -> None:
        shutil.copytree(self.artifacts / name, self.place / path, dirs_exist_ok=True)


def run_by_hand(_workflow: object, runner: Runner) -> None:
    """Run what the page gives for one machine."""
    (script,) = re.findall(r"^```\{code-block\} shell\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    runner.begin()
    runner.run(script, {})
    runner.run("rm -r _build/html/.doctrees", {})
    runner.keep("_build/html", "site")


def run_github(workflow: dict[str, Any], runner: Runner) -> None:
    for _, job in _in_order(workflow["jobs"]):
        for shard in job.get("strategy", {}).get("matrix", {"shard": [None]})["shard"]:
            runner.begin()
            for step in job["steps"]:
                text = yaml.safe_dump(step).replace("${{ matrix.shard }}", str(shard))
                _run_step(yaml.safe_load(text), runner, workflow["env"])


def _in_order(jobs: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give jobs as they can run: each after the one that it needs."""
    done: set[str | None] = {None}
    while waiting := {name: job for name, job in jobs.items() if name not in done}:
        name = next(name for name, job in waiting.items() if job.get("needs") in done)
        yield name, jobs[name]
        done.add(name)


def _run_step(step: dict[str, Any], runner: Runner, variables: dict[str, Any]) -> None:
    if "run" in step:
        runner.run(step["run"], variables)
        return
    action, given = step["uses"].partition("@")[0], step.get("with", {})
    if action == "actions/upload-artifact":
        hidden = given.get("include-hidden-files", False)
        runner.keep(given["path"], given["name"], hidden=hidden)
    elif action == "actions/download-artifact":
        if "name" in given:
            runner.bring(given["name"], given["path"])
        for found in sorted(runner.artifacts.iterdir()):
            if fnmatch(found.name, given.get("pattern", "")):
                runner.bring(found.name, f"{given['path']}/{found.name}")
    else:
        assert action in {"actions/checkout", "actions/setup-python"}


def run_gitlab(workflow: dict[str, Any], runner: Runner) -> None:
    jobs = {name: job for name, job in workflow.items() if name not in {"stages", "default"}}
    for name, job in sorted(
        jobs.items(), key=lambda one: workflow["stages"].index(one[1]["stage"])
    ):
        total = job.get("parallel", 1)
        for index in range(1, total + 1):
            runner.begin()
            for needed in job.get("dependencies", []):
                runner.bring(needed, ".")
            variables = {"CI_NODE_INDEX": index, "CI_NODE_TOTAL": total}
            for command in (*workflow["default"]["before_script"], *job["script"]):
                runner.run(command, variables)
            for path in job["artifacts"]["paths"]:
                runner.keep(path, f"{name}/{path}")


@pytest.mark.parametrize(
    ("file", "run", "site"),
    [
        ("github.yml", run_github, "site"),
        ("gitlab-ci.yml", run_gitlab, "pages/public"),
        ("", run_by_hand, "site"),
    ],
)
def test_a_workflow_publishes_what_one_build_does(
    tmp_path: Path,
    file: str,
    run: Callable[[dict[str, Any], Runner], None],
    site: str,
) -> None:
    runner = Runner(tmp_path, tmp_path / "sources")
    posts = {name: Post(title=f"Post {name}", series="s1", refers_to="p0") for name in NAMES}
    runner.sources.mkdir()
    Site(order=("p3", "p0"), posts=posts).write(runner.sources)
    run(yaml.safe_load((WORKFLOWS / file).read_text()) if file else {}, runner)
    at_once = build(runner.sources, config={"series_content_hash": True}).out
    published = runner.artifacts / site
    # Nobody is to see it; artifacts of GitHub have no hidden files.
    for name in (".series-outputs.json", ".buildinfo"):
        (published / name).unlink(missing_ok=True)
        (at_once / name).unlink()
    compared(published, at_once)
