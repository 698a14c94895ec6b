"""What several machines build and join is what one builds, byte for byte."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from builds import build, copy_root, edit, files
from edited import NAMES, Post, Site
from machines import Machines
from small import Root

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site() -> Site:
    posts = {
        name: Post(
            title=f"Post {name} `code`",
            series="" if name == "p4" else "s1",
            topic="t9" if name == "p3" else "t1",
            folder="b" if name > "p2" else "a",
            refers_to="p3",
            alias="/old/x/" if name == "p2" else "",
            has_picture=name in {"p1", "p3"},
            has_description=name != "p0",
            author="bob" if name == "p1" else "",
        )
        for name in NAMES
    }
    return Site(order=("p3", "p0"), posts=posts)


@pytest.mark.parametrize(
    ("count", "builder", "jobs"),
    [(1, "html", 1), (2, "dirhtml", 1), (3, "html", 2), (40, "html", 1)],
)
def test_shards_give_the_same_site(
    tmp_path: Path, site: Site, count: int, builder: str, jobs: int
) -> None:
    site.write(tmp_path)
    Machines(tmp_path, count, builder=builder, jobs=jobs).compare()


def test_an_edit_is_built_again_by_the_shards_that_it_concerns(tmp_path: Path, site: Site) -> None:
    site.write(tmp_path)
    machines = Machines(tmp_path, 3)
    machines.compare()
    before = _times(tmp_path)
    edit(tmp_path / "b/p3.md", "Text.", "Another text.")
    machines.compare(is_new=False)
    assert {name for name, time in _times(tmp_path).items() if before[name] != time} == {
        "b/p3.html"
    }
    site.posts["p3"] = Post(title="A post that is much longer " * 9, series="s2", folder="a")
    del site.posts["p1"]
    site.write(tmp_path)
    machines.compare(is_new=False)


def test_sources_with_other_times_are_what_shards_have_read(tmp_path: Path, site: Site) -> None:
    site.write(tmp_path)
    machines = Machines(tmp_path, 2)
    joined = machines.join(machines.read(), "_joined")
    for path in tmp_path.glob("[ab]/*.md"):
        os.utime(path, (2_000_000_000, 2_000_000_000))
    machines.join(machines.write(joined), "_site")
    assert machines.warnings == []
    machines.compare(is_new=False)


def test_one_inventory_is_written_by_the_shard_of_the_home_page(tmp_path: Path, site: Site) -> None:
    site.write(tmp_path)
    machines = Machines(tmp_path, 3)
    machines.compare()
    (owner,) = tmp_path.glob("_written/*/html/objects.inv")
    others = [n for n in range(1, 4) if f"/{n}/" not in str(owner)]
    for number in others:  # as where the home page was in another shard before
        (tmp_path / f"_written/{number}/html/objects.inv").write_bytes(b"old")
    machines.compare(is_new=False)
    assert [*tmp_path.glob("_written/*/html/objects.inv")] == [owner]


def _times(src: Path) -> dict[str, int]:
    """Give when each page of a post was written, by the shard that has it."""
    return {
        f"{path.parent.name}/{path.name}": path.stat().st_mtime_ns
        for path in sorted(src.glob("_written/*/html/[ab]/*.html"))
    }


def test_numbers_terms_index_entries_and_objects_of_other_shards(tmp_path: Path) -> None:
    root = Root(tmp_path, "rst", "numfig = True\nexclude_patterns = ['_*']\n")
    (tmp_path / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    toctree = root.directive("toctree", "", "one\ntwo\nthree", numbered="", maxdepth="2")
    root.page("index", "Home", toctree, root.directive("posts"))
    for name, other in (("one", "two"), ("two", "three"), ("three", "one")):
        figure = root.directive("figure", "dot.svg", f"Figure {name}.")
        root.page(
            name,
            f"Page {name}",
            root.directive("index", f"single: Entry {name}"),
            root.directive("index", "Shared"),
            root.heading(f"Section {name}"),
            f".. _fig-{name}:",
            figure,
            root.directive("py:function", f"make_{name}()", "Makes it."),
            root.directive("glossary", "", f"term-{name}\n   What it means."),
            f"See {root.role('numref', f'fig-{other}')}, {root.role('term', f'term-{other}')}, "
            f"{root.role('py:func', f'make_{other}')}, {root.role('doc', other)}.",
            date="2026-01-01",
            aliases=[f"/before/{name}.html"],
        )
    machines = Machines(tmp_path, 4)
    machines.compare()
    assert machines.warnings == []


def test_names_and_the_ledger_are_kept_across_shards(tmp_path: Path) -> None:
    root = Root(
        tmp_path, "yaml", "series_ledger = 'urls.txt'\nseries_names = 'names.txt'\n"
        "exclude_patterns = ['_*']\nseries_redirect_exports = ['nginx', 'json']\n"
    )  # fmt: skip
    root.page("index", "Home", root.directive("topic", "go"))
    for name in ("one", "two"):
        root.page(name, f"Page {name}", root.heading("Sizes"), date="2026-01-01", topics=["go"])
    (tmp_path / "urls.txt").write_text("/one.html\n/two.html\n/gone.html -> /two.html#sizes\n")
    (tmp_path / "names.txt").write_text(
        "/one.html#numbers -> /two.html#sizes\n/two.html#old -> /two.html#sizes\n"
    )
    machines = Machines(tmp_path, 3)
    machines.compare()
    assert machines.warnings == []


@pytest.mark.parametrize("name", ["publishing", "listings", "addresses", "everything"])
def test_small_projects_are_the_same_in_shards(tmp_path: Path, name: str) -> None:
    Machines(copy_root(name, tmp_path), 3).compare()


def test_a_translated_site_is_the_same_in_shards(tmp_path: Path) -> None:
    root = Root(
        tmp_path, "yaml",
        "language = 'de'\nlocale_dirs = ['_words']\nexclude_patterns = ['_*']\n",
    )  # fmt: skip
    root.page("index", "Home", root.directive("topic", "go"))
    for name in ("one", "two", "three"):
        root.page(name, f"Page {name}", "Text.", date="2026-01-01", topics=["go"])
    words = tmp_path / "_words/de/LC_MESSAGES/one.po"
    words.parent.mkdir(parents=True)
    words.write_text('msgid "Page one"\nmsgstr "Seite eins"\n')
    machines = Machines(tmp_path, 2)
    machines.compare()
    assert "Seite eins" in (tmp_path / "_site/index.html").read_text()
    edit(words, "Seite eins", "Blatt eins")
    machines.compare(is_new=False)
    assert "Blatt eins" in (tmp_path / "_site/index.html").read_text()


def test_worksheets_know_those_of_other_shards(tmp_path: Path) -> None:
    src = copy_root("worksheets-myst", tmp_path)
    with (src / "conf.py").open("a") as conf:
        conf.write('extensions += ["sphinx_series"]\n')
    Machines(src, 2).compare()


def test_pagefind_finds_the_pages_of_all_shards(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    with (src / "conf.py").open("a") as conf:
        conf.write('extensions += ["sphinx_pagefind"]\n')
    machines = Machines(src, 3)
    site, at_once = machines.site(), build(src, out="_whole", config=machines.config).out
    found, wanted = (sorted(out.glob("_pagefind/fragment/*")) for out in (site, at_once))
    assert [path.name for path in found] == [path.name for path in wanted] != []
    shutil.rmtree(site / ".doctrees")
    assert files(site) == files(at_once)
    assert not list(src.glob("_written/*/html/_pagefind"))
    assert machines.warnings == []
