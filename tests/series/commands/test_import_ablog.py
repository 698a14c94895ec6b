"""`sphinx-series import ablog`: what ABlog built is there, or led on, after the move."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote

import feedparser
import pytest
from builds import build
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CONF = """\
project = "Notes"
extensions = [
    "ablog",
    'myst_parser',
]
html_theme = "basic"
exclude_patterns = ["_*"]
blog_title = "The blog"
blog_baseurl = "https://notes.example/"
blog_feed_archives = True
blog_feed_length = 3
blog_authors = {"Ada L": ("Ada Lovelace", "https://example.org/ada"), "bob": ("Bob", None)}
blog_default_author = "bob"
blog_locations = {"PDX": ("Portland, Oregon", "https://example.org/pdx")}
blog_languages = {"de": ("Deutsch", None)}
blog_post_pattern = "matched/*.rst"
html_sidebars = {"**": ["ablog/postcard.html", "searchbox.html", "ablog/recentposts.html"]}
"""
# Every form in which ABlog knows posts, lists and references.
FILES: Mapping[str, str | bytes] = {
    "index.rst": """\
Home
====

.. postlist:: 2
   :excerpts:
   :format: {title}

.. postlist::
   :tags: C++
   :sort:

.. postlist::
   :category: Release
   :author: Ada L

See :ref:`first`, :ref:`the tag <tag-c>`, :ref:`blog-tags`, :ref:`blog-posts`,
:ref:`archive-2013`, :ref:`author-bob`, :ref:`location-pdx` and :ref:`own-label`.

.. toctree::
   :hidden:

   pages/plain
   matched/none

.. _own-label:

Written here
------------

In an example nothing changes:

.. code-block:: rst

   .. post:: 1 May 2010
      :tags: none

And ``.. postlist::`` as text::

   .. postlist:: 3

""",
    "first.rst": """\
.. post:: Apr 15, 2013
   :tags: C++, Web Dev, C#
   :category: Release
   :author: Ada L, Bob
   :location: PDX
   :redirect: old/first, older
   :image: 1

First
=====

Words of the first.

.. image:: /dot.png

.. update:: 20 Apr, 2014

   More of it.
""",
    "folder/index.rst": """\
:orphan:
:template: x

Second
======

.. post:: 2014-05-06
   :tags: web-dev, été,
   :language: de

   An excerpt that stands here.

Words of the second.
""",
    "third.rst": """\
.. a comment

:blogpost: true
:date: 3 March 2015
:author: Carol
:tags: release, docs & more
:category: Über uns
:extra: stays

Third
=====

Words of the third.
""",
    "matched/fourth.rst": """\
:date: 3 March 2016
:category: Release

Fourth
======

Words of the fourth.
""",
    "matched/none.rst": "None\n====\n\nThis is no post: it has no fields.\n",
    "fifth.md": """\
---
blogpost: true
date: Jan 5, 2017
tags: [a, "b c"]
author: Ada L
myst:
  html_meta:
    keywords: kept
---

# Fifth

Words of the fifth, see {ref}`tag-c` and {ref}`first`.

```{postlist} 1
:tags: a
```
""",
    "sixth.md": """\
# Sixth

```{post} 2018-06-07
:tags: a
:exclude:

Only *lists* say this.
```

Words of the sixth.

````{note}
```{update} 2019-01-01
New.
```
````
""",
    "draft.rst": ".. post::\n   :tags: only-drafts\n\nDraft\n=====\n\nWords to come.\n",
    "future.rst": ".. post:: 1 Jan 2999\n   :tags: a\n\nFuture\n======\n\nWords of the future.\n",
    "two.rst": """\
Two
===

One of them
-----------

.. post:: 1 Feb 2011
   :tags: pairs

Words of the one.

The other
---------

.. post:: 2 Feb 2012
   :tags: a

Words of the other.
""",
    "pages/plain.rst": "Plain\n=====\n\nNo post.\n",
    "dot.png": PNG,
}
HIDDEN = {"draft", "future"}


def write(folder: Path, conf: str = CONF, files: Mapping[str, str | bytes] = FILES) -> Path:
    for name, content in {**files, "conf.py": conf}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def run(src: Path, *options: str) -> int:
    return main(["import", "ablog", str(src), *options])


def ablog(src: Path, out: Path, builder: str) -> Path:
    """Build a project with the real ABlog."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", str(out.parent / "trees")]
    subprocess.run([*command, str(src), str(out)], check=True, capture_output=True)
    return out


def published(out: Path) -> set[str]:
    """Give the pages and feeds of a build."""
    return {
        path.relative_to(out).as_posix()
        for path in out.rglob("*")
        if path.suffix in {".html", ".xml"} and "_static" not in path.parts
    }


def words(page: str) -> list[str]:
    return re.findall(r"Words of the \w+", page)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("path", ["blog", "news/archive"])
def test_all_that_ablog_built_is_there_or_led_on(tmp_path: Path, builder: str, path: str) -> None:
    src = write(tmp_path / "src", f'{CONF}blog_path = "{path}"\n')
    old = ablog(src, tmp_path / "old", builder)
    assert run(src, "--builder", builder) == 1
    # The page that nobody had a link to, and what must not be public, are not there.
    hidden = {f"{name}.html" if builder == "html" else f"{name}/index.html" for name in HIDDEN}
    built = build(src, builder=builder, config={"nitpicky": True})
    assert built.warnings == []
    assert published(old) - published(built.out) == hidden
    # Each post is at its address with its words, and with the id that feeds gave it.
    catalogue = json.loads(built.read("catalogue.json"))
    posts = {unquote(post["address"]): post for post in catalogue["posts"]}
    assert len(posts) == 7
    end = ".html" if builder == "html" else "/"
    for name in published(old) & published(built.out):
        page = (old / name).read_text()
        if name.endswith(".html") and f"/{name.removesuffix('index.html')}" in posts:
            assert set(words(page)) <= set(words(built.read(name)))
    for name in published(old):
        if name.endswith("atom.xml"):
            before = feedparser.parse((old / name).read_text())
            after = feedparser.parse(built.read(name))
            # Of the posts on one page the newest is known.
            ids = {entry.id for entry in before.entries} - {f"https://notes.example/two{end}"}
            if name == f"{path}/atom.xml" or re.search("/(tag|category)/./atom.xml", name):
                assert ids <= {entry.id for entry in after.entries}, name
    # The ledger holds them all: a later loss is a warning.
    ledger = (src / "urls.txt").read_text()
    for address in (f"/first{end}", f"/old/first{end}", f"/{path}/tag/web-dev/atom.xml"):
        assert f"\n{address}\n" in ledger
    assert f"\n/{path}/2013{end} -> /{path}/archive{end}\n" in ledger
    assert "draft" not in ledger.replace(f"/{path}/drafts{end}", "")
    assert "future" not in ledger
    # A label that only a draft has is none that readers knew.
    assert not [name for name in published(built.out) if "only-drafts" in name]


LISTS = """\
Lists
=====

.. post:: 1 May 2015
   :tags: a, b
   :author: Ada L, bob

.. postlist:: 1
   :sort:

.. postlist::
   :tags: a, b
   :author: Ada L, bob

.. postlist::
   :tags: hidden

:ref:`author-ada-l`, :ref:`blog-authors`, :ref:`tag-hidden`
"""


def test_lists_ask_for_what_they_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = ".. post:: 1 Jan 2999\n   :tags: hidden\n\nTo come\n=======\n"
    files = {"index.rst": "Home\n====\n", "lists.rst": LISTS, "later.rst": hidden}
    src = write(tmp_path / "src", files=files)
    assert run(src) == 1
    text = (src / "lists.rst").read_text()
    assert ".. series:posts::\n   :limit: 1\n   :current:\n   :style: list\n" in text
    assert "   :topic: a+b\n   :author: ada-l, bob\n   :style: list\n" in text
    assert ":ref:`author-ada-l`, :doc:`/blog/author`, :ref:`tag-hidden`" in text
    said = capsys.readouterr().out
    for message in (
        "lists.rst:8: it showed the newest posts from the oldest on, and shows the newest first",
        "lists.rst:11: it listed what all of the authors wrote together, and lists what any wrote",
        "lists.rst:15: no post has the labels hidden: they are left out of the list",
        "lists.rst:18: the label 'tag-hidden' has no counterpart: correct this reference",
    ):
        assert message in said
    built = build(src)
    assert not [name for name in published(built.out) if "hidden" in name]
    assert 'data-post="lists"' in built.read("blog/author/ada-lovelace.html")


FILLED_IN = """
def setup(app):
    def fill(app, docname, text):
        text[0] = text[0].replace("{{ filled }}", "Filled In")
    app.connect("source-read", fill)
"""


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_what_is_filled_in_at_the_build_stands_in_the_old_one(
    tmp_path: Path, builder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "index.rst": "Home\n====\n",
        "one.rst": ".. post:: 1 May 2015\n   :tags: {{ filled }}, plain\n\nOne\n===\n\n"
        "Words of the one.\n",
        "draft.rst": ".. post::\n   :tags: secret\n\nDraft\n=====\n",
    }
    src = write(tmp_path / "src", CONF + FILLED_IN, files)
    old = ablog(src, tmp_path / "old", builder)
    run(src, "--builder", builder, "--built", str(old))
    end = ".html" if builder == "html" else "/"
    said = capsys.readouterr().out
    assert f"the old build has '/blog/tag/filled-in{end}', which no source names" in said
    built = build(src, builder=builder, config={"nitpicky": True})
    assert [warning for warning in built.warnings if "filled" not in warning] == []
    lost = published(old) - published(built.out)
    assert lost == {"draft.html" if builder == "html" else "draft/index.html"}
    before = feedparser.parse((old / "blog/tag/filled-in/atom.xml").read_text())
    after = feedparser.parse(built.read("blog/tag/filled-in/atom.xml"))
    assert {entry.id for entry in before.entries} <= {entry.id for entry in after.entries}
    ledger = (src / "urls.txt").read_text()
    assert f"\n/blog/tag/filled-in{end} -> /blog/tag{end}\n" in ledger
    assert "draft" not in ledger.replace(f"/blog/drafts{end}", "")
    assert "secret" not in ledger


def test_an_old_build_that_is_none_ends_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    src = write(tmp_path / "src")
    assert run(src, "--built", str(tmp_path / "none")) == 2
    assert "is no folder: name the output of the old site" in capsys.readouterr().err


def test_the_sources_say_the_same_in_our_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    src = write(tmp_path / "src")
    assert run(src) == 1
    said = capsys.readouterr().out
    assert (
        (src / "first.rst").read_text()
        == """\
:date: 2013-04-15
:updated: 2014-04-20
:topics: release, cpp, web-dev, csharp, portland-oregon
:authors: ada-l, bob
:image: /dot.png
:aliases: /old/first.html, /older.html
:feed_id: https://notes.example/first.html

First
=====

Words of the first.

.. image:: /dot.png

.. admonition:: Updated on 20 Apr, 2014
   :class: note update

   More of it.
"""
    )
    assert (
        (src / "folder/index.rst").read_text()
        == """\
:date: 2014-05-06
:topics: web-dev, ete, deutsch
:authors: bob
:feed_id: https://notes.example/folder/index.html
:orphan:
:template: x

Second
======

An excerpt that stands here.

Words of the second.
"""
    )
    assert (
        (src / "third.rst")
        .read_text()
        .startswith("""\
.. a comment

:date: 2015-03-03
:topics: uber-uns, release, docs-more
:authors: carol
:feed_id: https://notes.example/third.html
:extra: stays

Third
""")
    )
    assert (
        (src / "fifth.md").read_text()
        == """\
---
date: 2017-01-05
topics: [a, b-c]
authors: [ada-l]
feed_id: https://notes.example/fifth.html
myst:
  html_meta:
    keywords: kept
---

# Fifth

Words of the fifth, see {ref}`topic-cpp` and {ref}`post-first`.

```{series:posts}
:limit: 1
:topic: a
:style: list
```
"""
    )
    sixth = (src / "sixth.md").read_text()
    assert "description: Only lists say this.\n" in sixth
    assert "updated: 2019-01-01\n" in sixth
    assert "```{admonition} Updated on 2019-01-01\n:class: note update\nNew.\n```\n" in sixth
    index = (src / "index.rst").read_text()
    assert ".. series:posts::\n   :limit: 2\n   :style: cards\n" in index
    assert ".. series:posts::\n   :topic: cpp\n   :sort: date\n   :style: list\n" in index
    assert ":ref:`post-first`, :ref:`the tag <topic-cpp>`, :doc:`/blog/tag`, :doc:`/blog`," in index
    assert ":doc:`2013 </blog/archive>`, :ref:`author-bob`, :ref:`topic-portland-oregon`" in index
    assert ".. series:posts::\n   :topic: release\n   :author: ada-l\n   :style: list\n" in index
    assert "and :ref:`own-label`." in index
    assert "   .. post:: 1 May 2010\n      :tags: none\n" in index
    assert "   .. postlist:: 3\n" in index
    assert (src / "matched/none.rst").read_text() == FILES["matched/none.rst"]
    for place in ("draft.rst:1: a draft", "two.rst:7: 2 posts"):
        assert place in said, said


def test_a_dry_run_shows_the_diff_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    src = write(tmp_path / "src")
    assert run(src, "--dry-run") == 1
    said = capsys.readouterr().out
    for line in (
        "--- a/conf.py", '-    "ablog",', '+    "sphinx_series",', '+series_ledger = "urls.txt"',
        "--- /dev/null", "+++ b/blog/tag/c.rst", "+.. series:topic:: cpp", "+/blog/tag/c.html",
    ):  # fmt: skip
        assert f"{line}\n" in said, line
    assert not (src / "urls.txt").exists()
    assert {name: (src / name).read_bytes() for name in FILES} == {
        name: text if isinstance(text, bytes) else text.encode() for name, text in FILES.items()
    }


def test_a_second_import_brings_what_is_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    src = write(tmp_path / "src")
    run(src)
    before = {path: path.read_bytes() for path in src.rglob("*.*")}
    capsys.readouterr()
    assert run(src) == 0
    assert {path: path.read_bytes() for path in src.rglob("*.*")} == before
    assert capsys.readouterr().err.startswith("0 posts are changed, 0 files in all")
    (src / "later.rst").write_text(
        ".. post:: 5 May 2020\n   :tags: later, a\n   :author: Dan\n\nLater\n=====\n\nText.\n"
    )
    assert run(src) == 1
    said = capsys.readouterr()
    assert "  blog/tag.rst: list the new topics here: later\n" in said.out
    assert said.err.startswith("1 posts are changed")
    assert ":topics: later, a\n:authors: dan\n" in (src / "later.rst").read_text()
    conf = (src / "conf.py").read_text()
    assert conf.count("series_ledger") == conf.count('"sphinx_series"') == 1
    assert '"dan"' in conf
    assert '"ada-l"' in conf
    assert "/blog/tag/c-1/atom.xml" not in conf
    built = build(src)
    assert built.warnings == []
    assert 'data-post="later"' in built.read("blog/tag/later.html")
    assert "/blog/tag/later/atom.xml" in (src / "urls.txt").read_text()


def test_a_configuration_that_is_computed_is_changed_at_its_end(tmp_path: Path) -> None:
    conf = CONF.replace('extensions = [\n    "ablog",', 'extensions = ["ablog"] + [')
    src = write(tmp_path / "src", conf)
    run(src)
    built = build(src)
    assert built.warnings == []
    shown = ["searchbox.html", "series_recent.html"]
    assert built.app.config.html_sidebars == {"**": shown}, "ours in the place of ABlog's"


def test_what_the_project_has_itself_stays(tmp_path: Path) -> None:
    own: dict[str, str | bytes] = {
        "blog.rst": "My blog\n=======\n",
        "blog/tag.rst": ":orphan:\n\nMy tags\n=======\n",
        "blog/tag/c.rst": ":orphan:\n\nMine\n====\n",
        "blog/archive.rst": ":orphan:\n\nAll of it\n=========\n",
        "dos.rst": b".. post:: 1 May 2012\r\n\r\nDos\r\n===\r\n\r\nText.\r\n",
    }
    src = write(tmp_path / "src", files={**FILES, **own})
    index = (src / "index.rst").read_text()
    (src / "index.rst").write_text(index.replace("pages/plain", "pages/plain\n   blog"))
    run(src)
    for name in ("blog.rst", "blog/tag.rst", "blog/tag/c.rst", "blog/archive.rst"):
        assert (src / name).read_text() == own[name]
    assert b":date: 2012-05-01\r\n" in (src / "dos.rst").read_bytes()
    assert b"\n\n" not in (src / "dos.rst").read_bytes()
    built = build(src)
    assert built.warnings == []
    assert 'data-post="first"' in built.read("blog/tag/cpp.html")
    shutil.rmtree(built.out)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ".. post:: no date\n\nA\n=\n",
            "a.rst:1: 'no date' is no date: the post is a draft until you write one",
        ),
        (
            ".. post:: 1 May {{year}}\n\nA\n=\n",
            "a.rst:1: '1 May {{year}}' is filled in at the build: this is no post until you ",
        ),
        (
            ".. post:: 1 May 2012\n   :external_link: https://e.org/\n\nA\n=\n",
            "a.rst:1: `external_link` has no counterpart, and is left out: 'https://e.org/'",
        ),
        ("A\n=\n\n.. postlist::\n   :tags: none\n\n.. post:: 1 May 2012\n", "a.rst:4: no post has"),
        (
            ".. post:: 1 May {{ year }}\n   :tags: {{ x }}, a\n\nA\n=\n",
            "a.rst:1: '{{ x }}' is filled in at the build: write the label itself",
        ),
        (b"\xff.. post:: 1 May 2012\n\nA\n=\n", "a.rst: it cannot be read, and is left as it is"),
        (".. post:: 1 May 2012\n\nA\n=\n\n:ref:`blog-feed`\n", "a.rst:6: the label 'blog-feed' "),
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, message: str
) -> None:
    src = write(tmp_path / "src", files={"index.rst": "Home\n====\n", "a.rst": text})
    assert run(src) == 1
    assert message in capsys.readouterr().out


def test_posts_of_one_name_and_braces_in_front_matter_build_clean(tmp_path: Path) -> None:
    post = "\n```{{eval-rst}}\n.. post:: {0}\n   :author: bob\n```\n\n# Title\n\nWords.\n"
    files = {
        "conf.py": CONF,
        "index.md": "# Home\n",
        "b/news.md": "---\ntemplate: {{year}}/x's.html\n---\n" + post.format("3 Mar 2020"),
        "a/news.md": post.format("2 Mar 2021"),
        "c/news/index.md": post.format("2 Mar 2022"),
        "page.md": "---\norphan: true\nimage: {{year}}.png\n---\n\n# Page\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert main(["import", "ablog", str(tmp_path)]) == 0
    oldest = (tmp_path / "b" / "news.md").read_text()
    assert oldest.endswith("\ntemplate: '{{year}}/x''s.html'\n---\n\n# Title\n\nWords.\n")
    assert "slug" not in oldest
    assert (tmp_path / "a" / "news.md").read_text().startswith("---\nslug: a-news\ndate: ")
    assert "slug: c-news\n" in (tmp_path / "c" / "news" / "index.md").read_text()
    assert "image: '{{year}}.png'\n" in (tmp_path / "page.md").read_text()
    conf = (tmp_path / "conf.py").read_text().replace('    "ablog",\n', "")
    (tmp_path / "conf.py").write_text(conf)
    assert build(tmp_path).warnings == []


BARE = 'extensions = ["ablog", "myst_parser"]\nhtml_theme = "basic"\nexclude_patterns = ["_*"]\n'
PARTS = """\
The page
========

{}

A part
------

.. post:: 2 Feb 2012

Text.

A part of it
~~~~~~~~~~~~

日本
----

{}

More.
"""
POST = ".. post:: 1 Feb 2011"


def ids(out: Path) -> set[str]:
    return {entry.id for entry in feedparser.parse((out / "blog/atom.xml").read_text()).entries}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("conf", ["", "post_always_section = True\n"])
def test_readers_know_each_post_by_the_id_that_it_had(
    tmp_path: Path, builder: str, conf: str
) -> None:
    files = {
        "index.rst": "Home\n====\n",
        "a(b)&c's~.rst": f"Signs\n=====\n\n{POST}\n\nText.\n",
        "parts.rst": PARTS.format(POST, ""),
        "part.rst": PARTS.format("Words.", ""),
        "marked.md": "# Page\n\n```python\n# No heading\n```\n\n## A *part*\n\n"
        "```{post} 3 Mar 2013\n```\n\nText.\n",
        "over.rst": "####\nPage\n####\n\nPart of *it*\n=============\n\n.. post:: 4 Apr 2014\n",
    }
    conf = f'{BARE}blog_baseurl = "https://old.example/"\n{conf}'
    src = write(tmp_path / "src", conf, files)
    before = ids(ablog(src, tmp_path / "old", builder))
    run(src, "--builder", builder)
    built = build(src, builder=builder)
    assert built.warnings == []
    # Of two posts on one page the newest is known.
    address = "parts.html" if builder == "html" else "parts/"
    assert before - ids(built.out) == {f"https://old.example/{address}"}


def test_an_id_that_no_source_names_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PARTS.format("", ".. post:: 3 Mar 2013")
    files = {"index.rst": "Home\n====\n", "a.rst": text}
    src = write(tmp_path / "src", f'{BARE}blog_baseurl = "https://old.example/"\n', files)
    assert run(src) == 1
    said = capsys.readouterr().out
    assert "a.rst:9: its id in feeds, 'https://old.example/a.html', is followed by a place" in said
    assert "feed_id" not in (src / "a.rst").read_text()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_labels_in_a_list_of_yaml_have_the_addresses_that_myst_gave_them(
    tmp_path: Path, builder: str
) -> None:
    head = "---\nblogpost: true\ndate: 2020-01-02\ntags: [日本, été, 'x']\n"
    files = {
        "index.md": "# Home\n",
        "a.md": f"{head}category: [Über uns]\nauthor: [Zoë]\n---\n\n# A\n",
    }
    src = write(tmp_path / "src", BARE, files)
    old = ablog(src, tmp_path / "old", builder)
    assert run(src, "--builder", builder) == 0
    built = build(src, builder=builder)
    assert built.warnings == []
    assert published(old) <= published(built.out)
    assert "topics: [uber-uns, 日本, ete, x]\nauthors: [zoe]\n" in (src / "a.md").read_text()
    end = ".html" if builder == "html" else "/index.html"
    assert "<h1>日本<" in built.read(f"blog/tag/u65e5u672c{end}")


def test_no_page_of_a_label_takes_the_file_of_another(tmp_path: Path) -> None:
    taken = "".join(f", {name}" for name in ("Index", "a"))
    files = {
        "index.rst": "Home\n====\n",
        "post.rst": f"Post\n====\n\n.. post:: 1 May 2012\n   :tags: b{taken}\n   :author: index\n",
        "blog/tag.rst": ":orphan:\n\nMy tags\n=======\n",
        **{f"blog/tag/{name}.rst": ":orphan:\n\nMine\n====\n" for name in ("a", "a-posts")},
    }
    src = write(tmp_path / "src", BARE, files)
    assert run(src, "--builder", "dirhtml") == 0
    built = build(src, builder="dirhtml")
    assert built.warnings == []
    for name in ("tag/index-posts", "tag/a-posts-2", "tag/b", "author/index-posts"):
        assert 'data-post="post"' in built.read(f"blog/{name}/index.html")


def test_names_of_files_that_no_slug_can_have_build_clean(tmp_path: Path) -> None:
    names = ("a#b", "a/a#b/index", "a/50%", "b/50%", "c d/e", "e", "c-d/e")
    files = {
        f"{name}.rst": f"A\n=\n\n.. post:: {day} May 2012\n" for day, name in enumerate(names, 1)
    }
    src = write(tmp_path / "src", BARE, {"index.rst": "Home\n====\n", **files})
    assert run(src) == 0
    built = build(src)
    assert built.warnings == []
    posts = json.loads(built.read("catalogue.json"))["posts"]
    assert len({post["slug"] for post in posts}) == len(names)


def test_the_feed_of_a_blog_of_drafts_begins_with_the_first_post(tmp_path: Path) -> None:
    files = {"index.rst": "Home\n====\n", "a.rst": ".. post::\n\nA\n=\n\nText.\n"}
    src = write(tmp_path / "src", f'{BARE}blog_baseurl = "https://old.example/"\n', files)
    assert ids(ablog(src, tmp_path / "old", "html")) == set()
    assert run(src) == 0
    assert build(src).warnings == []
    text = (src / "a.rst").read_text()
    (src / "a.rst").write_text(text.replace(":draft: true", ":date: 2020-01-02"))
    built = build(src)
    assert built.warnings == []
    assert len(ids(built.out)) == 1


def test_templates_that_ask_for_ablog_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "index.rst": "Home\n====\n",
        "a.rst": f"A\n=\n\n{POST}\n",
        "own/card.html": "<p>\n{% if pagename\n   in ablog %}\nX{% endif %}",
        "own/in/recent.html": '{% include "ablog/recentposts.html" %}',
        "own/none.html": "{{ title }} by ablog {# ablog #} {% if x %} ablog {% endif %}",
        "../shared/theme.html": "{{ ablog.title }}",
    }
    src = write(tmp_path / "src", f'{BARE}templates_path = ["own", "../shared"]\n', files)
    assert run(src) == 1
    said = re.findall(r"^  (.*): this template asks", capsys.readouterr().out, re.MULTILINE)
    assert said == ["../shared/theme.html:1", "own/card.html:2", "own/in/recent.html:1"]
