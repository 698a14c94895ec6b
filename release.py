"""Release the version that the sources name: the first and the last step of `make release`.

`check` says what stands in the way, `tag` makes the tag. Nothing is sent anywhere: that is for who
holds the keys, with the commands that `tag` prints.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

# Where the version is written. The heading of the changelog has the day of the release as well.
PLACES = {
    "_ext/sphinx_series_base/__init__.py": r'^__version__ = "(.+)"$',
    "CITATION.cff": r"^version: (\S+)$",
    "CHANGELOG.md": r"^## (\d\S*) \(\d{4}-\d\d-\d\d\)$",
}


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder and give what it printed; a failure of git is an error."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


def versions(root: Path) -> dict[str, str]:
    """Give the version that each place names, the newest of the changelog; "none" without one."""
    found = {}
    for name, pattern in PLACES.items():
        match = re.search(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE)
        found[name] = match[1] if match else "none"
    return found


def news(root: Path, version: str) -> str:
    """Give what the changelog says of a version; of "Unreleased", what has no version yet."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = rf"^## {re.escape(version)}(?: \(.+\))?$"
    parts = re.split(heading, text, maxsplit=1, flags=re.MULTILINE)
    return "" if len(parts) == 1 else re.split(r"^## ", parts[1], flags=re.MULTILINE)[0].strip()


def obstacles(root: Path) -> list[str]:
    """Say what stands in the way of a release, each with what to do."""
    found = []
    named = versions(root)
    if len(set(named.values())) > 1:
        listed = "\n".join(f"  {place}: {version}" for place, version in named.items())
        found.append(f"write one version in all places:\n{listed}")
    if news(root, "Unreleased"):
        found.append("CHANGELOG.md has unreleased changes: move them below the new version")
    if git(root, "status", "--porcelain"):
        found.append("there are changes that are not committed: commit them, or take them back")
    if git(root, "branch", "--show-current") != "main":
        found.append("this is not the branch main: releases are made there")
    tag = f"v{named['CHANGELOG.md']}"
    if git(root, "tag", "--list", tag):
        found.append(f"{tag} has been released: choose the next version")
    return found


def make_tag(root: Path) -> str:
    """Tag the commit with its version and with what the changelog says of it; give the tag."""
    version = versions(root)["CHANGELOG.md"]
    # Headings of the changelog start with what git takes for a comment.
    message = f"Version {version}\n\n{news(root, version)}\n"
    git(root, "tag", "--annotate", f"v{version}", "--cleanup=verbatim", "--message", message)
    return f"v{version}"


def main(step: str) -> int:
    """Take a step of a release; 1 where something stands in the way."""
    root = Path.cwd()
    found = obstacles(root)
    for obstacle in found:
        print(obstacle, file=sys.stderr)
    if found:
        return 1
    if step == "tag":
        tag = make_tag(root)
        print(f"{tag} is tagged, and dist/ holds its files. `git push origin main {tag}` sends it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
