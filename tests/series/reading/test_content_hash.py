"""A fresh clone with a restored build folder builds again only what changed in content."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, copy_root, edit, files

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("git")

CONFIG = {"series_content_hash": True, "html_theme": "furo"}


def git(*arguments: object) -> None:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


def clone_anew(src: Path) -> None:
    """Replace a source folder by a clone of itself, and put its build folder back."""
    origin, kept = src.with_name("origin"), src.with_name("kept")
    git("init", "-q", src)
    (src / ".gitignore").write_text("_build\n")
    git("-C", src, "add", "-A")
    git("-C", src, "commit", "-qm", "All")
    src.rename(origin)
    git("clone", "-q", origin, src)
    shutil.move(origin / "_build", kept)
    shutil.copytree(kept, src / "_build", copy_function=shutil.copy2)
    for path in src.rglob("*.md"):
        os.utime(path)


def times(built: Build) -> dict[str, int]:
    generated = {"genindex.html", "search.html"}
    return {
        path.relative_to(built.out).as_posix(): path.stat().st_mtime_ns
        for path in built.out.rglob("*.html")
        if path.name not in generated
    }


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return copy_root("notes-myst", tmp_path)


def test_nothing_is_built_again_after_a_clone(src: Path) -> None:
    before = times(build(src, config=CONFIG))
    clone_anew(src)
    after = build(src, config=CONFIG)
    assert times(after) == before
    assert files(after.out) == files(build(src, out="_clean", config=CONFIG).out)


def test_only_the_changed_post_is_built_again_after_a_clone(src: Path) -> None:
    before = times(build(src, config=CONFIG))
    clone_anew(src)
    post = src / "letters/delta.md"
    post.write_text(post.read_text().replace("Text.", "Text.\n\nAnother text."))
    after = build(src, config=CONFIG)
    changed = {name for name, time in times(after).items() if before[name] != time}
    assert changed == {"letters/delta.html"}
    assert files(after.out) == files(build(src, out="_clean", config=CONFIG).out)


def test_what_a_page_includes_counts_as_its_content(src: Path) -> None:
    (src / "part.txt").write_text("One.\n")
    post = src / "letters/delta.md"
    post.write_text(post.read_text() + "\n```{literalinclude} ../part.txt\n```\n")
    build(src, config=CONFIG)
    (src / "part.txt").write_text("Two.\n")
    assert "Two" in build(src, config=CONFIG).read("letters/delta.html")


def test_a_page_that_another_builder_has_read_is_written(src: Path) -> None:
    build(src, config=CONFIG)
    post = src / "letters/delta.md"
    post.write_text(post.read_text().replace("Text.", "Text.\n\nAnother text."))
    build(src, builder="text", config=CONFIG)
    assert "Another text." in build(src, config=CONFIG).read("letters/delta.html")


def test_a_changed_setting_writes_all_pages(src: Path) -> None:
    before = times(build(src, config=CONFIG))
    renamed = times(build(src, config={**CONFIG, "html_title": "Renamed"}))
    assert all(before[name] != renamed[name] for name in ("index.html", "letters/alpha.html"))


def test_a_changed_template_writes_all_pages(src: Path) -> None:
    (src / "_templates").mkdir()
    template = src / "_templates/extra.html"
    template.write_text("<p>One.</p>")
    sidebars = {"**": ["extra.html"]}
    config = {**CONFIG, "templates_path": ["_templates"], "html_sidebars": sidebars}
    build(src, config=config)
    template.write_text("<p>Two.</p>")
    os.utime(template, (1, 1))
    assert "<p>Two.</p>" in build(src, config=config).read("letters/alpha.html")


def test_without_the_setting_times_decide(src: Path) -> None:
    config = {"html_theme": "furo"}
    before = times(build(src, config=config))
    clone_anew(src)
    after = times(build(src, config=config))
    assert before["letters/alpha.html"] != after["letters/alpha.html"]


def test_a_text_that_comes_back_while_content_did_not_decide_is_read_again(src: Path) -> None:
    off = {**CONFIG, "series_content_hash": False}
    build(src, config=CONFIG)
    edit(src / "letters/beta.md", "Text.", "Other text.")
    build(src, config=off)
    edit(src / "letters/beta.md", "Other text.", "Text.")
    os.utime(src / "letters/beta.md")
    assert "Other text." not in build(src, config=CONFIG).read("letters/beta.html")
