"""A small project with two worksheets, in both markups, as readers of its output see it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from builds import EXTENSIONS, Build, build, copy_root, edit, files
from sphinx.events import EventManager
from sphinx.util.inventory import InventoryFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_regressions.file_regression import FileRegressionFixture

MARKUPS = ["worksheets-myst", "worksheets-rst"]
PROSE = (
    "The pool of Large card holds 107 conversations of 4,096 tokens, with twice the cards 214 "
    "sequences, with the old card 67.06 GiB."
)


@pytest.fixture(scope="module", params=MARKUPS)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(copy_root(request.param, tmp_path_factory.mktemp("worksheets")))


def words(html: str) -> str:
    """Give the text of a piece of HTML, with plain spaces."""
    return " ".join(re.sub(r"<[^>]+>", "", html).replace("\xa0", " ").split())


def programs(html: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    return [json.loads(text) for text in found]


def test_it_builds_without_a_warning(project: Build) -> None:
    assert project.warnings == []


@pytest.mark.parametrize("page", ["index", "speed"])
def test_documents(project: Build, page: str, file_regression: FileRegressionFixture) -> None:
    markup = project.app.srcdir.name
    file_regression.check(project.doctree(page), basename=f"{markup}-{page}", extension=".xml")


def test_both_markups_read_the_same(tmp_path: Path) -> None:
    myst, rst = (build(copy_root(name, tmp_path), builder="text") for name in MARKUPS)
    for page in ("index", "speed"):
        assert myst.read(f"{page}.txt") == rst.read(f"{page}.txt")


def test_values_in_prose_are_those_of_the_worksheet(project: Build) -> None:
    assert PROSE in words(project.read("index.html"))
    speed = words(project.read("speed.html"))
    assert "A step reads the pool in 24 ms, at 36 ms on one small card." in speed


def test_values_link_to_where_they_are_computed(project: Build) -> None:
    assert 'href="#worksheet-kv-cache.sequences"' in project.read("index.html")
    assert 'id="worksheet-kv-cache.sequences"' in project.read("index.html")
    assert 'href="index.html#worksheet-kv-cache"' in project.read("speed.html")
    assert 'href="#worksheet-decode.read"' in project.read("speed.html")


def test_marks_that_styles_and_programs_rely_on(project: Build) -> None:
    page = project.read("index.html")
    assert re.findall(r'data-worksheet="([^"]+)"', page) == ["kv-cache"]
    names = ["card", "gpus", "share", "context", "per_token", "goal", "price"]
    assert re.findall(r'data-input="([^"]+)"', page) == names
    assert re.findall(r'data-result="([^"]+)"', page) == ["pool", "sequences", "is_enough", "cost"]


def test_what_authors_write_is_escaped(project: Build) -> None:
    page = project.read("index.html")
    assert "Enough &lt;i&gt;" in page
    assert "KV cache of one &lt;replica&gt;" in page
    assert "</script>" in programs(page)[0]["choices"]["card"]["rows"]["small"]["label"]
    assert 'aria-label="Sequences that fit against Context: ' in page
    for forbidden in ("<i>", "<b>", "<replica>", "<sheet>", 'Small "card" </script>'):
        assert forbidden not in page


def test_only_pages_with_a_worksheet_load_the_script(tmp_path: Path) -> None:
    src = copy_root("worksheets-myst", tmp_path)
    (src / "plain.md").write_text(
        "---\norphan: true\n---\n\n# Plain {math}`x`\n\n{value}`decode.rate`\n"
    )
    built = build(src)
    for page, has in (("index", True), ("speed", True), ("plain", False), ("genindex", False)):
        for name in ("sphinx_worksheet.js", "sphinx_worksheet.css"):
            assert (name in built.read(f"{page}.html")) is has
    assert 'defer="defer" src="_static/sphinx_worksheet.js' in built.read("index.html")
    assert (built.out / "_static" / "sphinx_worksheet.js").is_file()


def test_formulas_are_mathematics_without_a_script(project: Build) -> None:
    page = project.read("index.html")
    assert "<mtext>per_token</mtext>" in page
    assert "<mo>⌊</mo>" in page
    assert "MathJax" not in page
    numbers = "floor(144.0 GB / ((320 KiB/token) × 4,096 tokens))"
    assert numbers in words(page), "the formula with the numbers put in"


def test_objects_are_in_the_inventory_with_a_standard_label(project: Build) -> None:
    inventory = InventoryFile.loads((project.out / "objects.inv").read_bytes(), uri="").data
    worksheets = {
        name: (item.uri, item.display_name)
        for name, item in inventory["worksheet:worksheet"].items()
    }
    assert worksheets == {
        "kv-cache": ("index.html#worksheet-kv-cache", "KV cache of one <replica>"),
        "decode": ("speed.html#worksheet-decode", "Decode"),
    }
    labels = inventory["std:label"]
    for name, (uri, title) in worksheets.items():
        label = labels[f"worksheet-{name}"]
        assert (label.uri, label.display_name) == (uri, title)
    value = inventory["worksheet:value"]["kv-cache.pool"]
    assert (value.uri, value.display_name) == (
        "index.html#worksheet-kv-cache.pool",
        "Memory for KV",
    )


PAGES = {
    "dirhtml": "index.html",
    "singlehtml": "index.html",
    "epub": "index.xhtml",
    "latex": "projectnamenotset.tex",
    "man": "sizes.1",
    "text": "index.txt",
    "xml": "index.xml",
}


@pytest.mark.parametrize("builder", PAGES)
@pytest.mark.parametrize("root", MARKUPS)
def test_every_builder_shows_tables_and_prose(root: str, builder: str, tmp_path: Path) -> None:
    built = build(copy_root(root, tmp_path), builder=builder, config={"nitpicky": True})
    assert built.warnings == []
    page = built.read(PAGES[builder])
    text = page.replace("\xa0", " ").replace("~", " ").replace("\\ ", " ")
    for shown in ("Sequences that fit", "107 sequences", "144.0 GB", "67.06 GiB", "4,096 tokens"):
        assert shown in text, shown
    if builder == "latex":
        assert r"\lfloor \frac{\text{pool}}{\text{per\_token} \cdot \text{context}}" in page
    if builder in {"text", "man"}:
        flat = " ".join(re.sub(r"[│|]", " ", text).split())
        assert "gpus * card.memory * share" in flat
        assert "107 sequences at 4,096 tokens" in flat, "what the plot shows"
    if builder == "epub":
        assert "<svg" in page
        assert "<script" not in page
    if builder == "singlehtml":
        assert page.count("sphinx_worksheet.js") == 1


def test_generated_words_are_not_for_translators(tmp_path: Path) -> None:
    built = build(copy_root("worksheets-myst", tmp_path), builder="gettext")
    messages = "".join(path.read_text() for path in built.out.rglob("*.pot"))
    assert "{value}`kv-cache.card`" in messages
    for word in ("Sequences that fit", "Memory for KV", "Copy link"):
        assert word not in messages


def change_a_default(src: Path) -> None:
    edit(src / "index.md", "gpus = 2", "gpus = 3")


def change_a_formula(src: Path) -> None:
    edit(src / "index.md", "* share ->", "* share / 2 ->")


def change_a_title(src: Path) -> None:
    edit(src / "index.md", "of one <replica>", "of a fleet")


def change_the_data(src: Path) -> None:
    edit(src / "cards.toml", "bandwidth = 3000", "bandwidth = 4000")


def remove_a_worksheet(src: Path) -> None:
    edit(src / "index.md", "```{worksheet} kv-cache", "```{worksheet} kv-caches")


CHANGES = [
    change_a_default, change_a_formula, change_a_title, change_the_data, remove_a_worksheet,
]  # fmt: skip


def pages(built: Build) -> dict[str, bytes]:
    return {
        name: text
        for name, text in files(built.out).items()
        if name.endswith((".html", ".txt", ".tex")) and not name.startswith("_")
    }


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_pages_are_those_of_a_clean_build(
    change: Callable[[Path], None], jobs: int, tmp_path: Path
) -> None:
    src = copy_root("worksheets-myst", tmp_path)
    before = pages(build(src, jobs=jobs))
    change(src)
    incremental = build(src, jobs=jobs)
    clean = build(src, out="_clean")
    assert incremental.warnings == clean.warnings
    assert pages(incremental) == pages(clean)
    assert pages(incremental)["speed.html"] != before["speed.html"], "the change shows elsewhere"


def test_nothing_is_written_when_nothing_changed(tmp_path: Path) -> None:
    src = copy_root("worksheets-myst", tmp_path)
    out = build(src).out
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    build(src)
    changed = {path.name for path, time in times.items() if path.stat().st_mtime_ns != time}
    assert changed <= {"genindex.html", "search.html"}


class Killed(BaseException):
    """A build ends here without a chance to clean up."""


def kill_at(event: str, count: int, patch: pytest.MonkeyPatch) -> None:
    """End the next build where it emits an event for the ``count``-th time."""
    emit, seen = EventManager.emit, [0]

    def emit_or_die(
        self: EventManager,
        name: str,
        *args: object,
        allowed_exceptions: tuple[type[Exception], ...] = (),
    ) -> list[Any]:
        seen[0] += name == event
        if seen[0] == count:
            raise Killed
        return emit(self, name, *args, allowed_exceptions=allowed_exceptions)

    patch.setattr(EventManager, "emit", emit_or_die)


@pytest.mark.parametrize("is_taken_back", [False, True])
@pytest.mark.parametrize("builder", ["html", "text"])
@pytest.mark.parametrize(
    "moment", [("env-check-consistency", 1), ("doctree-resolved", 1), ("doctree-resolved", 2)]
)
def test_a_build_that_was_killed_is_completed(
    moment: tuple[str, int],
    builder: str,
    is_taken_back: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sphinx has stored its environment by then, and has written some pages or none."""
    src = copy_root("worksheets-myst", tmp_path)
    before = pages(build(src, builder=builder))
    (src / "new.md").write_text("---\norphan: true\n---\n\n# So that the environment is stored\n")
    edit(src / "cards.toml", "memory = 80", "memory = 96")
    with monkeypatch.context() as patch:
        kill_at(*moment, patch)
        with pytest.raises(Killed):
            build(src, builder=builder)
    if is_taken_back:
        edit(src / "cards.toml", "memory = 96", "memory = 80")
    completed = pages(build(src, builder=builder))
    assert completed == pages(build(src, builder=builder, out="_clean"))
    shown = {name for name in before if name.startswith(("index", "speed"))}
    assert all((completed[name] == before[name]) is is_taken_back for name in shown)


def test_a_build_of_one_page_leaves_the_others_to_be_written(tmp_path: Path) -> None:
    src = copy_root("worksheets-myst", tmp_path)
    out = build(src).out
    change_a_default(src)
    command = [
        sys.executable, "-m", "sphinx", "-q", "-W", "-D", "exclude_patterns=_*",
        "-d", str(out.parent / "doctrees"), str(src), str(out), str(src / "index.md"),
    ]  # fmt: skip
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(EXTENSIONS)})
    assert pages(build(src)) == pages(build(src, out="_clean"))


@pytest.mark.parametrize("root", [*MARKUPS, "worksheet-mistakes"])
def test_parallel_builds_equal_serial_ones(root: str, tmp_path: Path) -> None:
    src = copy_root(root, tmp_path)
    serial = build(src)
    parallel = build(src, out="_parallel", jobs=2)
    assert files(serial.out) == files(parallel.out)
    assert sorted(serial.warnings) == sorted(parallel.warnings)


def test_builders_take_turns(tmp_path: Path) -> None:
    src = copy_root("worksheets-myst", tmp_path)
    build(src)
    text = build(src, builder="text")
    change_a_default(src)
    build(src)
    assert build(src, builder="text").read("speed.txt") == build(
        src, builder="text", out="_clean"
    ).read("speed.txt")
    assert text.warnings == []


def test_output_folders_that_share_doctrees_are_both_current(tmp_path: Path) -> None:
    src = copy_root("worksheets-myst", tmp_path)
    for out in ("_first", "_second"):
        build(src, out=out, doctrees="_shared")
    change_a_default(src)
    clean = pages(build(src, out="_clean"))
    for out in ("_first", "_second"):
        assert pages(build(src, out=out, doctrees="_shared")) == clean
