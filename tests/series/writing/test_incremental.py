"""What is read and written again: an incremental build shows what a clean one would."""

from __future__ import annotations

import pickle
import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, copy_root, edit, files
from sphinx_series.domain import SeriesDomain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def change_title(src: Path) -> None:
    edit(src / "letters/beta.md", "# Beta", "# Beta, changed")


def change_date(src: Path) -> None:
    edit(src / "letters/alpha.md", "2026-01-01", "2026-05-01")


def publish_a_scheduled_part(src: Path) -> None:
    edit(src / "letters/gamma.md", "2026-12-01", "2026-05-15")


def take_a_post_back(src: Path) -> None:
    edit(src / "subjects/alone.md", "topics", "draft: true\ntopics")


def add_a_post(src: Path) -> None:
    text = "---\ndate: 2026-06-01\ntopics: [greek]\nseries: letters\n---\n\n# New\n"
    (src / "letters/new.md").write_text(text)


def remove_a_part(src: Path) -> None:
    (src / "letters/delta.md").unlink()


def reorder_the_series(src: Path) -> None:
    edit(src / "letters/index.md", "alpha\nMy own beta <beta>", "My own beta <beta>\nalpha")


def leave_the_series(src: Path) -> None:
    edit(src / "letters/delta.md", "series: letters\n", "")


def rename_the_topic(src: Path) -> None:
    edit(src / "subjects/greek.md", ":title: Greek", ":title: Hellenic")


CHANGES = [
    change_title, change_date, publish_a_scheduled_part, take_a_post_back, add_a_post,
    remove_a_part, reorder_the_series, leave_the_series, rename_the_topic,
]  # fmt: skip


def pages(built: Build) -> dict[str, bytes]:
    """Give the pages of the documents that exist; what removed ones left is not looked at."""
    found = built.app.env.found_docs
    return {
        name: content
        for name, content in files(built.out).items()
        if name.removesuffix(".html") in found
    }


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_pages_are_those_of_a_clean_build(
    change: Callable[[Path], None], jobs: int, tmp_path: Path
) -> None:
    src = copy_root("notes-myst", tmp_path)
    before = build(src, jobs=jobs)
    old = pages(before)
    change(src)
    incremental = build(src, jobs=jobs)
    clean = build(src, out="_clean")
    assert incremental.warnings == clean.warnings
    assert pages(incremental) == pages(clean)
    assert pages(incremental) != old, "the change shows"


def test_the_clock_publishes_what_was_scheduled(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    assert not (build(src).out / "letters/gamma.html").exists()
    later = build(src, config={"series_clock": "2027-01-01"})
    assert later.warnings == []
    clean = build(src, out="_clean", config={"series_clock": "2027-01-01"})
    assert pages(later) == pages(clean)
    assert "letters/gamma.html" in pages(later)


def test_nothing_is_written_when_nothing_changed(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    out = build(src).out
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    again = build(src)
    unchanged = {path: path.stat().st_mtime_ns for path in again.out.rglob("*.html")}
    generated = {out / "genindex.html", out / "search.html"}
    assert {path for path in times if times[path] != unchanged[path]} <= generated


def test_a_pattern_finds_new_documents(tmp_path: Path) -> None:
    src = copy_root("listings", tmp_path)
    build(src)
    (src / "posts/azurite.md").write_text("---\ndate: 2026-03-01\n---\n\n# Azurite\n")
    incremental = build(src)
    assert incremental.warnings == []
    assert pages(incremental) == pages(build(src, out="_clean"))
    assert "posts/azurite" in incremental.app.env.toctree_includes["series"]


@pytest.mark.parametrize("root", ["notes-myst", "notes-rst", "listings", "mistakes"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_parallel_builds_equal_serial_ones(root: str, builder: str, tmp_path: Path) -> None:
    src = copy_root(root, tmp_path)
    serial = build(src, builder=builder)
    parallel = build(src, builder=builder, out="_parallel", jobs=2)
    assert files(serial.out) == files(parallel.out)
    assert sorted(serial.warnings) == sorted(parallel.warnings)


def test_other_builders_see_the_same_toctrees(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    build(src)
    after_html = build(src, builder="latex")
    alone = build(src, builder="latex", out="_clean")
    name = "projectnamenotset.tex"
    assert after_html.read(name) == alone.read(name)
    titles = re.findall(r"\\(?:chapter|section|subsection){(.*?)}", after_html.read(name))
    assert titles == [
        "Letters of the alphabet", "Alpha", "Beta", "Delta", "Greek matters", "On its own",
    ]  # fmt: skip


def test_the_search_index_is_left_alone_when_no_page_is_written(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    index = build(src).out / "searchindex.js"
    before = index.stat().st_mtime_ns
    build(src)
    assert index.stat().st_mtime_ns == before
    (src / "subjects/alone.md").unlink()
    build(src)
    assert index.stat().st_mtime_ns != before
    assert "subjects/alone" not in index.read_text()


def test_one_body_edit_writes_one_page(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    out = build(src).out
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    edit(src / "letters/delta.md", "Text.", "Text.\n\n## A new section\n\nMore.")
    build(src)
    written = {
        path.relative_to(out).as_posix() for path in times if path.stat().st_mtime_ns != times[path]
    }
    assert written == {"letters/delta.html", "genindex.html", "search.html"}


def test_a_longer_part_is_written_with_what_shows_its_reading_time(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    built = build(src)
    times = {path: path.stat().st_mtime_ns for path in built.out.rglob("*.html")}
    assert "1 min read" in built.read("letters/beta.html")
    edit(src / "letters/beta.md", "Text.", "Text. " + "word " * 800)
    built = build(src)
    assert "3 min read" in built.read("letters/beta.html")
    assert "3 min" in built.read("letters/index.html")
    kept = {path.name for path in times if path.stat().st_mtime_ns == times[path]}
    assert {"alpha.html", "delta.html"} <= kept, "other parts show titles alone"


def test_what_another_version_stored_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    src = copy_root("notes-myst", tmp_path)
    clean = files(build(src, out="clean").out)
    with monkeypatch.context() as patch:
        patch.setattr(SeriesDomain, "data_version", 1)
        older = build(src)
    for page in older.app.env.domains["series"].pages.values():  # type: ignore[attr-defined]
        del page.requests
    stored = older.app.doctreedir / "environment.pickle"
    stored.write_bytes(pickle.dumps(older.app.env))
    newer = build(src)
    assert newer.warnings == []
    assert files(newer.out) == clean


def test_pages_that_were_not_asked_for_are_written_by_the_next_build(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    build(src)
    change_title(src)
    build(src, only=[src / "letters/beta.md"])
    assert pages(build(src)) == pages(build(src, out="_clean"))


def test_a_draft_that_is_asked_for_alone_leaves_a_site_without_pages(tmp_path: Path) -> None:
    draft = "---\ndate: 2026-01-01\ndraft: true\n---\n\n# Draft\n"
    src = write_root(tmp_path, index="# Home\n", draft=draft)
    assert not pages(build(src, only=[src / "draft.md"]))
    assert pages(build(src)) == pages(build(src, out="_clean"))


# What pages refer to, in roots of a few lines.


def write_root(to: Path, **sources: str) -> Path:
    src = to / "root"
    src.mkdir()
    conf = 'extensions = ["myst_parser", "sphinx_series"]\nsuppress_warnings = ["toc"]\n'
    (src / "conf.py").write_text(conf)
    for name, text in sources.items():
        (src / f"{name}.md").write_text(text)
    return src


def test_a_label_that_two_pages_have_leads_where_a_clean_build_leads(tmp_path: Path) -> None:
    src = write_root(
        tmp_path,
        index="# Home\n\n{ref}`shared`\n",
        one="(shared)=\n\n# One\n\nText.\n",
        two="(shared)=\n\n# Two\n\nText.\n",
    )
    build(src)
    for name in ("one", "two"):
        edit(src / f"{name}.md", "Text.", "Other text.")
        built = build(src)
    assert pages(built) == pages(build(src, out="_clean"))


EQUATIONS = {
    "index": "# Home\n\n{eq}`mass`\n",
    "other": "# Physics\n\n```{math}\n:label: mass\nE = mc^2\n```\n",
}
NUMBERED = {
    "index": "# Home\n\n```{toctree}\n:numbered:\nother\nlast\n```\n",
    "other": "# The *first*\n\nText.\n",
    "last": "# The *second*\n\nText.\n",
}


@pytest.mark.parametrize(
    ("sources", "old", "new"),
    [
        pytest.param(
            EQUATIONS,
            "# Physics",
            "# Physics\n\n```{math}\n:label: force\nF = ma\n```\n",
            id="equation",
        ),
        pytest.param(NUMBERED, "Text.", "Other text.", id="titles with markup and numbers"),
    ],
)
def test_numbers_are_those_of_a_clean_build(
    sources: dict[str, str], old: str, new: str, tmp_path: Path
) -> None:
    src = write_root(tmp_path, **sources)
    build(src)
    edit(src / "other.md", old, new)
    assert pages(build(src)) == pages(build(src, out="_clean"))


def test_builders_that_share_doctrees_see_what_the_other_read(tmp_path: Path) -> None:
    src = write_root(tmp_path, index="# Home\n\n```{literalinclude} _part.txt\n```\n")
    part = src / "_part.txt"
    part.write_text("Old.\n")
    for builder in ("html", "dirhtml"):
        build(src, builder=builder)
    edit(part, "Old", "New")
    build(src)
    shared = build(src, builder="dirhtml")
    assert shared.read("index.html") == build(src, builder="dirhtml", out="_clean").read(
        "index.html"
    )


@pytest.mark.parametrize("by_content", [False, True])
def test_a_translated_site_is_read_again_where_its_translations_change(
    tmp_path: Path, *, by_content: bool
) -> None:
    src = copy_root("notes-myst", tmp_path)
    config = {"language": "de", "locale_dirs": ["_words"], "series_content_hash": by_content}
    words = src / "_words/de/LC_MESSAGES/letters.po"
    words.parent.mkdir(parents=True)
    words.write_text("""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "Text."
msgstr "Wort."
""")
    before = build(src, config=config).app.env.all_docs
    assert build(src, config=config).app.env.all_docs == before
    edit(words, "Wort.", "Satz.")
    after = build(src, config=config)
    assert "Satz." in after.read("letters/alpha.html")
    read = {name for name, time in after.app.env.all_docs.items() if before[name] != time}
    assert read == {name for name in before if name.startswith("letters/")}
    found, wanted = files(after.out), files(build(src, out="_clean", config=config).out)
    # Sphinx keeps words in its index that no page has any more.
    del found["searchindex.js"], wanted["searchindex.js"]
    assert found == wanted
