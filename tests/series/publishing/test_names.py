"""No name is ever lost: what was recorded leads on, in every builder and after every edit."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, edit, files
from small import MARKUPS, Root
from sphinx.util.inventory import InventoryFile
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_series.core.sources.frontmatter import Markup

CONF = 'series_names = "names.txt"\nseries_ledger = "urls.txt"\nhtml_copy_source = False\n'


class Guide(Root):
    """A documentation without a post: a page with three sections, and another one."""

    def __init__(self, folder: Path, markup: Markup, conf: str = "") -> None:
        super().__init__(folder, markup, CONF + conf)
        self.names = folder / "names.txt"
        self.names.touch()
        self.ledger = folder / "urls.txt"
        self.ledger.touch()
        self.page("index", "Home", self.toctree("guide", "other"))
        self.guide("What fits", "Numbers", "Limits")
        self.other("Before", "After")

    def guide(self, *sections: str, name: str = "guide") -> None:
        self.page(name, "Guide", *self.sections(sections))

    def other(self, *sections: str) -> None:
        self.page("other", "Other", *self.sections(sections))

    def sections(self, titles: tuple[str, ...]) -> list[str]:
        return [part for title in titles for part in (self.heading(title), f"About {title}.")]

    def label(self, name: str) -> str:
        return f"({name})=" if self.markup == "yaml" else f".. _{name}:"

    def record(self, built: Build) -> None:
        assert main(["names", "--record", str(built.out), "--source", str(self.folder)]) == 0
        assert main(["urls", "--record", str(built.out), "--source", str(self.folder)]) == 0

    def lead(self, old: str, new: str) -> None:
        """Write down what a name is called since."""
        lines = self.names.read_text().splitlines()
        self.names.write_text(
            "".join(f"{line} -> {new}\n" if line == old else f"{line}\n" for line in lines)
        )


@pytest.fixture(params=MARKUPS)
def guide(tmp_path: Path, request: pytest.FixtureRequest) -> Guide:
    root = Guide(tmp_path, request.param)
    root.record(build(tmp_path))
    return root


def lost(built: Build) -> dict[str, str]:
    """Give the warnings about names with the names that they are about."""
    found = [line for line in built.warnings if "names.txt" in line]
    return {line.split("`")[1]: line for line in found}


def inventory(built: Build) -> dict[str, str]:
    """Give the location of each object."""
    found = InventoryFile.loads((built.out / "objects.inv").read_bytes(), uri="").data
    return {
        f"{kind} {name}": one.uri for kind, items in found.items() for name, one in items.items()
    }


def test_what_was_recorded_and_is_there_needs_no_word(guide: Guide) -> None:
    names = guide.names.read_text().splitlines()
    assert {"/guide.html#what-fits", "/#home", "std:doc other"} <= set(names)
    assert build(guide.folder, out="_again").warnings == []
    assert build(guide.folder, builder="dirhtml").warnings == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_heading_in_other_words_is_named_with_what_mends_it(guide: Guide, builder: str) -> None:
    guide.guide("What fits in there", "Numbers", "Limits")
    built = build(guide.folder, builder=builder)
    page = "/guide/" if builder == "dirhtml" else "/guide.html"
    number = guide.names.read_text().splitlines().index("/guide.html#what-fits") + 1
    (warning,) = built.warnings
    assert warning == (
        f"names.txt:{number}: WARNING: `/guide.html#what-fits` was published and leads nowhere "
        f"now: its likeliest successor is `{page}#what-fits-in-there`: write "
        f"`{guide.label('what-fits')}` above its heading in guide.{guide.suffix}, or here "
        f"`/guide.html#what-fits -> {page}#what-fits-in-there`, or retire it: "
        "`/guide.html#what-fits -> gone` [series.lost_anchor]"
    )
    assert build(guide.folder, builder=builder).warnings == built.warnings, "at every build"
    guide.lead("/guide.html#what-fits", f"{page}#what-fits-in-there")
    mended = build(guide.folder, builder=builder)
    assert mended.warnings == []
    text = mended.read(f"{page.strip('/')}/index.html" if builder == "dirhtml" else "guide.html")
    assert re.search(r'<section id="what-fits-in-there">\s*<span id="what-fits">', text)


def test_a_label_above_the_heading_mends_it_too(guide: Guide) -> None:
    sections = guide.sections(("What fits in there", "Numbers", "Limits"))
    guide.page("guide", "Guide", guide.label("what-fits"), *sections)
    assert build(guide.folder).warnings == []


def test_a_section_on_another_page_leaves_a_line_on_its_own(guide: Guide) -> None:
    guide.guide("What fits", "Limits")
    guide.other("Before", "Numbers", "After")
    warning = lost(build(guide.folder))["/guide.html#numbers"]
    assert "write here `/guide.html#numbers -> /other.html#numbers`, or retire" in warning
    guide.lead("/guide.html#numbers", "/other.html#numbers")
    built = build(guide.folder)
    assert built.warnings == []
    page = built.read("guide.html")
    line = (
        '<p class="series-moved" id="numbers">This section moved to '
        '<a href="other.html#numbers">Numbers</a></p>'
    )
    assert line in page
    assert "sphinx_series_redirect.js" in page
    assert "sphinx_series.css" in page
    others = built.read("other.html")
    assert "series-moved" not in others
    assert "sphinx_series" not in others, "where nothing is kept, nothing is loaded"
    assert "moved" not in built.read("searchindex.js")


def test_a_section_that_was_retired_says_so(guide: Guide) -> None:
    guide.guide("What fits", "Limits")
    guide.lead("/guide.html#numbers", "gone")
    built = build(guide.folder)
    assert built.warnings == []
    line = '<p class="series-moved" id="numbers">This section was removed on purpose.</p>'
    assert line in built.read("guide.html")


def test_names_of_a_moved_page_are_asked_of_where_it_is(guide: Guide) -> None:
    (guide.folder / f"guide.{guide.suffix}").unlink()
    guide.page("index", "Home", guide.toctree("manual", "other"))
    guide.guide("What fits there", "Numbers", "Limits", name="manual")
    warnings = lost(build(guide.folder))
    assert "/guide.html -> /manual.html` into the ledger" in warnings["/guide.html#numbers"]
    text = guide.ledger.read_text()
    text = re.sub(r"^/guide\S*$", r"\g<0> -> /manual.html", text, flags=re.MULTILINE)
    guide.ledger.write_text(text)
    warnings = lost(build(guide.folder))
    assert set(warnings) == {"/guide.html#what-fits", "std:doc guide"}
    assert (
        "`/guide.html#what-fits -> /manual.html#what-fits-there`"
        in (warnings["/guide.html#what-fits"])
    )
    guide.lead("/guide.html#what-fits", "/manual.html#what-fits-there")
    guide.lead("std:doc guide", "std:doc manual")
    built = build(guide.folder)
    assert built.warnings == []
    assert '<span id="what-fits">' in built.read("manual.html")
    assert (
        '<p class="series-moved" id="what-fits">This section moved to '
        '<a href="manual.html#what-fits-there">What fits there</a></p>'
    ) in built.read("guide.html")
    assert inventory(built)["std:doc guide"] == "manual.html"


def test_without_a_ledger_a_lost_page_leads_where_its_sections_are(guide: Guide) -> None:
    (guide.folder / f"guide.{guide.suffix}").unlink()
    guide.page("index", "Home", guide.toctree("manual", "other"))
    guide.guide("What fits", "Numbers", name="manual")
    guide.other("Before", "After", "Limits")
    config = {"series_ledger": "", "suppress_warnings": ["series.lost_name"]}
    for warning in lost(build(guide.folder, config=config)).values():
        line = warning.split("here `")[1].split("`")[0]
        guide.lead(*line.split(" -> "))
    built = build(guide.folder, config=config)
    assert built.warnings == []
    page = built.read("guide.html")
    assert '<a href="manual.html">Guide</a>' in page
    assert '<a href="other.html#limits">Limits</a>' in page


def test_pages_that_became_one_keep_their_sections_apart(guide: Guide) -> None:
    guide.page("index", "Home", guide.toctree("other"))
    (guide.folder / f"guide.{guide.suffix}").unlink()
    guide.other("Before", "What fits", "Numbers", "Limits", "Before that")
    guide.ledger.write_text("/guide.html -> /other.html#numbers\n/other.html\n")
    guide.names.write_text(
        "/guide.html#before -> /other.html#before-that\n/guide.html#limits\n/other.html#before\n"
    )
    built = build(guide.folder)
    assert built.warnings == []
    page = built.read("guide.html")
    assert '<a href="other.html#numbers">Other</a>' in page
    assert '<a href="other.html#before-that">Before that</a>' in page
    assert '<p class="series-moved" id="limits">' in page
    assert '<a href="other.html#limits">Limits</a>' in page


def test_chains_circles_and_what_is_back(guide: Guide) -> None:
    guide.names.write_text(
        "/guide.html#a -> /guide.html#b\n/guide.html#b -> /other.html#after\n"
        "/guide.html#c -> /guide.html#d\n/guide.html#d -> /guide.html#c\n"
        "/guide.html#limits -> /guide.html#numbers\n/guide.html#e -> /guide.html#x\n"
        "/guide.html#f -> /guide.html\nstd:label genindex -> std:label search\nnonsense\n"
    )
    built = build(guide.folder)
    assert [line.split(": ")[0] for line in built.warnings] == [
        f"names.txt:{number}" for number in (3, 4, 5, 6, 8, 9)
    ]
    page = built.read("guide.html")
    assert page.count('<a href="other.html#after">After</a>') == 2
    assert page.count('id="limits"') == 1
    assert re.search(r'<section id="guide">\s*<span id="f">', page), "the page as a whole"


def same(one: Build, other: Build) -> bool:
    """Tell whether two builds wrote the same; words of old texts stay in Sphinx's search index."""
    first, second = files(one.out), files(other.out)
    return {**first, "searchindex.js": b""} == {**second, "searchindex.js": b""}


def test_what_is_kept_is_as_a_clean_build_keeps_it(guide: Guide) -> None:
    guide.guide("What fits there", "Numbers")
    guide.other("Before", "After", "Limits")
    guide.lead("/guide.html#what-fits", "/guide.html#what-fits-there")
    guide.lead("/guide.html#limits", "/other.html#limits")
    build(guide.folder)
    later(guide, "other", lambda: guide.other("Before", "After", "Limits that count"))
    edit(guide.names, "-> /other.html#limits", "-> /other.html#limits-that-count")
    incremental = build(guide.folder)
    assert incremental.warnings == []
    assert "Limits that count</a></p>" in incremental.read("guide.html")
    assert same(incremental, build(guide.folder, out="_clean"))


def later(guide: Guide, name: str, change: Callable[[], None]) -> None:
    """Change a page, with a time that Sphinx cannot take for the old one."""
    change()
    path = guide.folder / f"{name}.{guide.suffix}"
    time = path.stat().st_mtime + 10
    os.utime(path, (time, time))


def refer(guide: Guide, *references: str) -> None:
    guide.page("index", "Home", guide.toctree("guide", "other"), *references)


def test_an_old_label_leads_to_the_new_one(guide: Guide) -> None:
    sections = guide.sections(("What fits", "Numbers", "Limits"))
    guide.page("guide", "Guide", guide.label("capacity"), *sections)
    refer(guide, guide.role("ref", "capacity"))
    guide.record(build(guide.folder))
    guide.page("guide", "Guide", guide.label("size"), *sections)
    roles = [guide.role("ref", "capacity"), guide.role("any", "capacity")]
    guide.page("other", "Other", *roles, *guide.sections(("Before", "After")))
    warnings = lost(build(guide.folder))
    assert "or here `std:label capacity -> std:label size`" in warnings["std:label capacity"]
    guide.lead("std:label capacity", "std:label size")
    guide.lead("/guide.html#capacity", "/guide.html#size")
    built = build(guide.folder)
    old = "`std:label capacity` is called `std:label size` now: write the new name"
    assert [line for line in built.warnings if "series.old_name" in line] == built.warnings
    assert {line.split(":")[0] for line in built.warnings} == {
        f"index.{guide.suffix}", f"other.{guide.suffix}",
    }  # fmt: skip
    assert all(old in line for line in built.warnings)
    assert 'href="guide.html#size"' in built.read("index.html")
    assert built.read("other.html").count('href="guide.html#size"') == 2
    assert inventory(built)["std:label capacity"] == "guide.html#size"
    again = build(guide.folder)
    assert again.warnings == built.warnings, "at every build"
    clean = build(guide.folder, out="_clean")
    assert (clean.warnings, same(again, clean)) == (built.warnings, True)


def test_processes_that_write_pages_say_what_uses_old_names(tmp_path: Path) -> None:
    root = Guide(tmp_path, "yaml")
    root.names.write_text("std:doc old -> std:doc guide\n")
    pages = [f"p{number}" for number in range(9)]
    for page in pages:
        root.page(page, page, root.role("doc", "old"))
    root.page("index", "Home", root.toctree("guide", "other", *pages))
    alone, together = build(tmp_path), build(tmp_path, out="_two", jobs=2)
    assert len(alone.warnings) == len(pages)
    assert together.warnings == alone.warnings
    assert same(alone, together)


def test_the_inventory_loses_a_name_whose_line_is_gone(guide: Guide) -> None:
    guide.names.write_text("std:doc old -> std:doc guide\n")
    assert inventory(build(guide.folder))["std:doc old"] == "guide.html"
    guide.names.write_text("")
    assert "std:doc old" not in inventory(build(guide.folder))


@pytest.mark.parametrize("builder", ["latex", "singlehtml", "text", "epub"])
def test_old_names_lead_on_in_every_builder(guide: Guide, builder: str) -> None:
    refer(guide, guide.role("doc", "old"), guide.role("ref", "Limits <old>"))
    guide.names.write_text(
        "std:doc old -> std:doc guide\nstd:label old -> std:label limits\n"
        "/guide.html#old -> /guide.html#limits\n/guide.html#older -> /other.html#after\n"
    )
    sections = guide.sections(("Numbers", "Limits"))
    guide.page("guide", "Guide", *sections[:2], guide.label("limits"), *sections[2:])
    built = build(guide.folder, builder=builder, config={"version": "1", "copyright": "nobody"})
    assert len(built.warnings) == 2
    assert all("series.old_name" in line for line in built.warnings)
    if builder == "latex":
        (text,) = (path.read_text() for path in built.out.glob("*.tex"))
        assert "guide:old}" in text.replace("\\detokenize{", "")
    if builder == "singlehtml":
        assert '<span id="old">' in built.read("index.html")


OBJECTS = """\
.. py:module:: pkg

.. py:class:: New

   .. py:method:: run()

.. c:function:: int renamed(int x)

.. glossary::

   Fresh
     A word.

.. option:: --fresh

.. envvar:: FRESH
"""
OLD = """\
:py:class:`pkg.Old`, :py:class:`~pkg.Old`, :py:func:`pkg.run`, :c:func:`named`, :term:`Stale`,
:option:`tool --stale`, :envvar:`STALE`.

.. py:currentmodule:: pkg

:py:class:`Old`.

.. py:currentmodule:: None
"""


def test_old_names_of_any_domain_lead_on(tmp_path: Path) -> None:
    root = Guide(tmp_path, "rst")
    root.page("guide", "Guide", ".. program:: tool\n", OBJECTS)
    refer(root, OLD)
    root.names.write_text(
        "c:function named -> c:function renamed\n"
        "py:class pkg.Old -> py:class pkg.New\n"
        "py:function pkg.run -> py:method pkg.New.run\n"
        "std:cmdoption tool.--stale -> std:cmdoption tool.--fresh\n"
        "std:envvar STALE -> std:envvar FRESH\n"
        "std:term Stale -> std:term Fresh\n"
    )
    built = build(tmp_path, config={"nitpicky": True})
    assert len(built.warnings) == 7, "one class is named twice on a line"
    assert all("series.old_name" in line for line in built.warnings)
    page = built.read("index.html")
    links = re.findall(r'href="(guide.html#[^"]+)"', page.split("<h1>")[1])
    assert [link.partition("#")[2] for link in links] == [
        "pkg.New", "pkg.New", "pkg.New.run", "c.renamed", "term-Fresh", "cmdoption-tool-fresh",
        "envvar-FRESH", "pkg.New",
    ]  # fmt: skip
    assert inventory(built)["py:class pkg.Old"] == "guide.html#pkg.New"
    assert inventory(built)["std:cmdoption tool.--stale"] == "guide.html#cmdoption-tool-fresh"


def test_links_of_myst_lead_on(tmp_path: Path) -> None:
    root = Guide(tmp_path, "yaml")
    sections = root.sections(("Numbers", "Limits"))
    root.page("guide", "Guide", root.label("limits"), *sections)
    refer(root, "[old](#old), [](old.md)")
    root.names.write_text("std:label old -> std:label limits\nstd:doc old -> std:doc guide\n")
    built = build(tmp_path)
    assert all("series.old_name" in line for line in built.warnings)
    assert 'href="guide.html#limits"' in built.read("index.html")


def test_names_of_posts_that_expired_are_not_lost(tmp_path: Path) -> None:
    root = Guide(tmp_path, "yaml")
    root.page("guide", "Guide", *root.sections(("A",)), date="2026-01-01")
    root.record(build(tmp_path))
    assert "series:post guide" in root.names.read_text()
    root.page("guide", "Guide", *root.sections(("A",)), date="2026-01-01", expires="2026-02-01")
    root.page("index", "Home", root.toctree("other"))
    assert build(tmp_path).warnings == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "conf.py:6: WARNING: the file of names 'names.txt' cannot be read"),
        (b"\xff\xfea\0", "names.txt:1: WARNING: the file of names 'names.txt' cannot be read: "),
        (b"/a.html\n", "names.txt:1: WARNING: '/a.html' is no name"),
    ],
)  # fmt: skip
def test_a_file_of_names_that_cannot_be_read(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    root = Guide(tmp_path, "yaml")
    root.names.unlink()
    if content:
        root.names.write_bytes(content)
    (warning,) = build(tmp_path).warnings
    assert warning.startswith(message)
    assert warning.endswith("[series.names]")


def test_a_project_that_records_names_keeps_its_pages(tmp_path: Path) -> None:
    root = Guide(tmp_path, "yaml")
    root.record(build(tmp_path))
    built = build(tmp_path, config={"series_ledger": ""})
    plain = build(tmp_path, out="_plain", config={"series_names": "", "series_ledger": ""})
    assert same(built, plain)
