"""What other pages say is shown beside links to them, and is what a clean build has."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from builds import Build, build, edit, files

if TYPE_CHECKING:
    from pathlib import Path

CONFIG: dict[str, Any] = {
    "extensions": ["engineering_tokens.previews", "myst_parser", "sphinx_worksheet"],
    "html_theme": "furo",
    "myst_enable_extensions": ["dollarmath"],
    "primary_domain": "series",
    "suppress_warnings": ["toc.not_included"],
}

INDEX = """\
# Home

See {doc}`sizes`, {ref}`the first <memory>`, {doc}`post`, {term}`KV cache`, [here](#here),
{ref}`formulas <formulas>`, {series}`letters` and {doc}`none`.

(here)=
## Here

Nothing of another page.
"""
SIZES = """\
# Sizes

How much *fits*, after {doc}`post`: {value}`cache.bytes`.[^note] More & more.

[^note]: A note.

(memory)=
## Memory

$x$ is no sentence.

It takes {value}`cache.bytes` for {term}`KV cache`.

(formulas)=
## Formulas

$x$ is all.

```{worksheet} cache
bytes = 2 GB
```
"""
POST = """\
---
date: 2026-01-01
description: What the post is for.
series: letters
---

# A post

Text.
"""
WORDS = """\
---
orphan: true
---

# Words

```{glossary}
KV cache
  Keys, and \\<values>.

  See {doc}`sizes`.
```
"""
SERIES = """\
# Letters

```{series} letters
:description: One by one.
```
"""
SOURCES = {"index": INDEX, "sizes": SIZES, "post": POST, "words": WORDS, "letters": SERIES}
SAID = {
    "sizes.html": ("Sizes", "How much fits, after A post: 2 GB. More & more."),
    "sizes.html#memory": ("Memory", "It takes 2 GB for KV cache."),
    "post.html": ("A post", "What the post is for."),
    "words.html#term-KV-cache": ("", "Keys, and <values>. See Sizes."),
    "letters.html#series-letters": ("Letters", "One by one."),
}


@pytest.fixture
def src(tmp_path: Path) -> Path:
    for name, text in SOURCES.items():
        (tmp_path / f"{name}.md").write_text(text)
    (tmp_path / "none.md").write_text("# None\n")
    (tmp_path / "conf.py").write_text("")
    return tmp_path


def said(built: Build, name: str = "index.html") -> dict[str, tuple[str, str]]:
    found = re.findall(
        r'id="preview-([^"]*)">(?:<p class="preview-title">(.*?)</p>)?<p>(.*?)</p>',
        built.read(name),
    )
    return {
        address: (unescape(title), unescape(text).replace("\xa0", " "))
        for address, title, text in found
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_references_say_how_what_they_lead_to_begins(src: Path, jobs: int) -> None:
    built = build(src, config=CONFIG, jobs=jobs)
    assert built.warnings == []
    assert said(built) == SAID


def test_addresses_that_end_in_a_slash_are_those_of_the_links(src: Path) -> None:
    built = build(src, config=CONFIG, builder="dirhtml")
    html = built.read("index.html")
    for address in said(built):
        assert f'href="{address}"' in html


def test_other_builders_have_no_previews(src: Path) -> None:
    built = build(src, config=CONFIG, builder="singlehtml")
    assert "preview-" not in built.read("index.html")


def pages(built: Build) -> dict[str, bytes]:
    # Sphinx's own index for its search does not keep to that.
    return {name: data for name, data in files(built.out).items() if name.endswith(".html")}


EDITS = [
    ("sizes", "How much", "What"),
    ("sizes", "# Sizes", "# Volumes"),
    ("sizes", "It takes", "It needs"),
    ("sizes", "2 GB", "3 GB"),
    ("sizes", "\n$x$ is all.", "\nWords are all."),
    ("post", "What the post", "Whom the post"),
    ("post", "description: What the post is for.\n", ""),
    ("post", "# A post", "# The post"),
    ("words", "Keys", "Names"),
    ("letters", "One by one", "All at once"),
    ("index", "{doc}`post`", "nothing"),
    ("none", "# None", "# None\n\nIt begins."),
]


@pytest.mark.parametrize(("name", "old", "new"), EDITS)
def test_after_an_edit_an_incremental_build_is_a_clean_one(
    src: Path, name: str, old: str, new: str
) -> None:
    before = said(build(src, config=CONFIG))
    edit(src / f"{name}.md", old, new)
    after = build(src, config=CONFIG)
    assert said(after) != before
    assert pages(after) == pages(build(src, config=CONFIG, out="_clean"))


def test_what_no_page_says_of_another_leaves_it(src: Path) -> None:
    index = build(src, config=CONFIG).out / "index.html"
    written = index.stat().st_mtime_ns
    edit(src / "sizes.md", "$x$ is no sentence", "$y$ is no sentence")
    build(src, config=CONFIG)
    assert index.stat().st_mtime_ns == written


def test_a_build_of_one_page_leaves_the_others_to_the_next(src: Path) -> None:
    build(src, config=CONFIG)
    edit(src / "sizes.md", "How much", "What")
    build(src, config=CONFIG, only=[src / "words.md"])
    assert said(build(src, config=CONFIG))["sizes.html"][1].startswith("What fits")


def test_a_build_that_failed_leaves_nothing_stale(src: Path) -> None:
    built = build(src, config=CONFIG)
    edit(src / "sizes.md", "How much", "What")
    template = src / "_templates/page.html"
    template.parent.mkdir()
    template.write_text("{{ 1 // 0 }}")
    with pytest.raises(Exception, match="zero"):
        build(src, config={**CONFIG, "templates_path": ["_templates"]})
    template.unlink()
    assert said(build(src, config=CONFIG))["sizes.html"][1].startswith("What fits")
    assert said(built)["sizes.html"][1].startswith("What fits")
