"""A project that has the extension and uses nothing of it: its pages are as they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build, files
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from pathlib import Path

# Two pictures of one name, a container, a description, and pages below pages.
SOURCES = {
    "index.rst": "Home\n====\n\n.. toctree::\n   :caption: Part\n\n   a/index\n",
    "a/index.rst": "A *page*\n========\n\n.. toctree::\n\n   b\n   c\n",
    "a/b.rst": ":description: About b.\n:series: of screws\n\nB\n=\n\n.. image:: z/x.png\n\n"
    ".. image:: y/x.png\n\n.. container:: ins tabs\n\n   Text. See :doc:`c`.\n",
    "a/c.rst": "C\n=\n\n.. image:: y/x.png\n",
}
OURS = re.compile(
    r"\.series-outputs\.json|catalogue(\.schema)?\.json|_static/sphinx[_-](series|design\.min)\.css"
    r"|_static/sphinx_series_redirect\.js|feed\.(xml|json)|sitemap\.xml|robots\.txt"
)
LOST = """
def absolute(app, pagename, templatename, context, doctree):
    if pagename == "404":
        context["pathto"] = lambda uri, resource=False: "/" + (
            uri if resource else app.builder.get_target_uri(uri)
        )

def setup(app):
    app.connect("html-collect-pages", lambda app: [("404", {"title": "", "body": ""}, "page.html")])
    app.connect("html-page-context", absolute, priority=400)
"""


@pytest.fixture
def src(tmp_path: Path) -> Path:
    src = tmp_path / "src"
    for name, text in SOURCES.items():
        path = src / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for folder in ("y", "z"):
        (src / "a" / folder).mkdir()
        (src / "a" / folder / "x.png").write_bytes(folder.encode())
    (src / "conf.py").write_text("html_baseurl = 'https://docs.example.org/en/'\n")
    return src


def with_extensions(src: Path, theme: str, *extensions: str, **options: str) -> Build:
    config = {"html_theme": theme, "extensions": extensions}
    return build(src, config=config, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("theme", ["furo", "alabaster", "pydata_sphinx_theme"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_its_pages_are_those_that_it_had(builder: str, theme: str, src: Path) -> None:
    plain = with_extensions(src, theme, builder=builder)
    other = with_extensions(src, theme, "sphinx_series", builder=builder, out="_other")
    assert other.warnings == plain.warnings == []
    before, after = files(plain.out), files(other.out)
    assert {name: after.get(name) for name in before} == before
    added = [name for name in after.keys() - before.keys() if not OURS.fullmatch(name)]
    assert all(b'<meta name="generator" content="sphinx-series">' in after[name] for name in added)


AUTOSUMMARY = """

.. autosummary::
   :toctree: made

   posixpath.join
   posixpath.split
"""


@pytest.mark.parametrize("is_used", [False, True], ids=["untouched", "with-a-post"])
@pytest.mark.parametrize("theme", ["furo", "pydata_sphinx_theme"])
def test_pages_that_autosummary_makes_stand_where_they_stood(
    theme: str, *, is_used: bool, src: Path
) -> None:
    """Its toctrees have only some of the attributes that those of authors have."""
    page = src / "a/index.rst"
    page.write_text(page.read_text() + AUTOSUMMARY)
    if is_used:
        (src / "a/b.rst").write_text("B\n=\n")
        (src / "a/d.rst").write_text(":date: 2026-01-05\n\nD\n=\n")
        page.write_text(f"{page.read_text()}\n.. series:series:: tea\n   :title: Tea\n\n   d\n")
    extension = "sphinx.ext.autosummary"
    other = with_extensions(src, theme, extension, "sphinx_series", out="_other")
    assert other.warnings == []
    links = {f'href="made/posixpath.{name}.html"' for name in ("join", "split")}
    assert all(link in other.read("a/index.html") for link in links)
    if is_used:
        assert 'href="d.html"' in other.read("a/index.html")
        assert 'href="posixpath.join.html"' in other.read("a/made/posixpath.split.html")
    else:
        before = files(with_extensions(src, theme, extension).out)
        assert {name: files(other.out).get(name) for name in before} == before


@pytest.mark.parametrize("is_first", [True, False])
def test_style_sheets_of_others_keep_their_order(*, is_first: bool, src: Path) -> None:
    """That of sphinx-design is loaded by both, and the order of sheets decides how pages look."""
    (src / "conf.py").write_text("""
def setup(app):
    app.add_css_file("early.css")
    app.connect("builder-inited", lambda app: app.add_css_file("late.css"), priority=400)
""")
    theirs = ["sphinx_design"]
    ours = ["sphinx_series", *theirs] if is_first else [*theirs, "sphinx_series"]
    plain = with_extensions(src, "alabaster", *theirs)
    other = with_extensions(src, "alabaster", *ours, out="_other")
    assert "early.css" in plain.read("index.html")
    assert other.read("index.html") == plain.read("index.html")


# Every kind of builder: pages, pages as data, books, texts, and those that write no documents.
OTHERS = ["json", "pickle", "singlehtml", "text", "man", "latex", "texinfo", "gettext", "dummy"]
OTHERS += ["changes", "coverage", "doctest", "linkcheck"]


@pytest.mark.filterwarnings("ignore:'sphinxcontrib.serializinghtml")
@pytest.mark.parametrize("builder", OTHERS)
def test_other_builders_write_what_they_wrote(
    builder: str, src: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    theirs = ["sphinx.ext.coverage", "sphinx.ext.doctest"]
    (src / "conf.py").write_text('version = "1"\n')
    plain = with_extensions(src, "alabaster", *theirs, builder=builder)
    ours = [*theirs, "sphinx_series", "sphinx_worksheet", "sphinx_pagefind"]
    other = with_extensions(src, "alabaster", *ours, builder=builder, out="_other")
    assert other.warnings == plain.warnings
    before, after = files(plain.out), files(other.out)
    # The whole environment holds all extensions; the log of doctest has the time.
    ignored = {"environment.pickle", "last_build", "output.txt"}
    assert {name: after.get(name) for name in before if name not in ignored} == {
        name: content for name, content in before.items() if name not in ignored
    }


def test_its_pages_are_those_that_it_had_once_its_last_post_is_gone(src: Path) -> None:
    post = src / "a/c.rst"
    post.write_text(f":date: 2026-01-05\n\n{SOURCES['a/c.rst']}")
    used = with_extensions(src, "furo", "sphinx_series")
    assert "sphinx_series.css" in used.read("index.html")
    post.write_text(SOURCES["a/c.rst"])
    again = with_extensions(src, "furo", "sphinx_series")
    clean = with_extensions(src, "furo", "sphinx_series", out="_clean")
    assert files(again.out) == files(clean.out)
    assert "sphinx_series.css" not in again.read("index.html")


@pytest.mark.parametrize(
    ("builder", "kind"), [("html", StandaloneHTMLBuilder), ("dirhtml", DirectoryHTMLBuilder)]
)
def test_the_builder_is_sphinxs_own(builder: str, kind: type, src: Path) -> None:
    app = with_extensions(src, "furo", "sphinx_series", builder=builder).app
    assert type(app.builder) is kind
    assert app.registry.builders[builder] is kind


def test_what_another_extension_makes_of_the_builder_stays(src: Path) -> None:
    (src / "conf.py").write_text("""
from sphinx.builders.html import StandaloneHTMLBuilder

class Builder(StandaloneHTMLBuilder):
    def render_partial(self, node):
        found = super().render_partial(node)
        return {name: text.replace("A ", "The ") for name, text in found.items()}

def setup(app):
    app.add_builder(Builder, override=True)
""")
    built = with_extensions(src, "furo", "sphinx_series")
    assert type(built.app.builder).__name__ == "Builder"
    assert "The <em>page</em>" in built.read("index.html")


PATCHES = {
    "class-at-setup": "Builder.dump_search_index = theirs",
    "class-when-the-builder-is-there": (
        "app.connect('builder-inited', lambda app: setattr(Builder, 'dump_search_index', theirs))"
    ),
    "class-when-all-is-read": (
        "app.connect('env-updated', lambda *_: setattr(Builder, 'dump_search_index', theirs))"
    ),
    "builder-first": (
        "app.connect('builder-inited', lambda app: setattr(app.builder, 'dump_search_index', "
        "theirs.__get__(app.builder)), priority=50)"
    ),
    "builder-later": (
        "app.connect('builder-inited', lambda app: setattr(app.builder, 'dump_search_index', "
        "theirs.__get__(app.builder)))"
    ),
    "another-class": (
        "app.connect('builder-inited', lambda app: setattr(app.builder, '__class__', Other))"
    ),
}


@pytest.mark.parametrize("patch", PATCHES)
def test_what_another_extension_puts_on_the_builder_is_called(
    patch: str, src: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On its class or on itself, before our functions stand there or after."""
    original = StandaloneHTMLBuilder.dump_search_index
    monkeypatch.setattr(StandaloneHTMLBuilder, "dump_search_index", original)
    (src / "conf.py").write_text(f"""
from sphinx.builders.html import StandaloneHTMLBuilder as Builder

ours = Builder.dump_search_index

def theirs(builder):
    ours(builder)
    (builder.outdir / "theirs.txt").write_text("written")

class Other(Builder):
    dump_search_index = theirs

def setup(app):
    {PATCHES[patch]}
""")
    built = with_extensions(src, "alabaster", "sphinx_series")
    assert built.read("theirs.txt") == "written"
    assert "searchindex.js" in files(built.out)


# What handlers of others leave of the values that a page is made of.
LEFT = {
    "sheets-as-tuple": "context['css_files'] = tuple(context['css_files'])",
    "no-sidebars": "del context['sidebars']",
    "no-tags": "context['metatags'] = None",
    "no-metadata": "context['meta'] = None",
    "no-relations": "context['rellinks'] = None",
    "short-relations": "context['rellinks'] = [('genindex', 'Index')]",
    "no-body": "context['body'] = None",
}


@pytest.mark.parametrize("left", LEFT)
def test_pages_are_made_of_what_others_leave(left: str, src: Path) -> None:
    (src / "conf.py").write_text(f"""
html_baseurl = "https://docs.example.org/"

def change(app, pagename, templatename, context, doctree):
    if pagename == "a/c":
        {LEFT[left]}

def setup(app):
    app.connect("html-page-context", change, priority=50)
""")
    (src / "a/c.rst").write_text(f":date: 2026-01-05\n\n{SOURCES['a/c.rst']}")
    theme = "alabaster" if left == "no-sidebars" else "furo"
    plain = with_extensions(src, theme)
    assert plain.read("a/c.html")
    ours = ["sphinx_series", "sphinx_worksheet", "sphinx_pagefind"]
    assert with_extensions(src, "furo", *ours, out="_other").read("a/c.html")
    (src / "a/c.rst").write_text(SOURCES["a/c.rst"])
    assert with_extensions(src, "furo", *ours, out="_untouched").read("a/c.html")


def test_a_page_of_another_extension_may_have_the_name_of_a_document(src: Path) -> None:
    """As ABlog's lists have, for which authors write a document that the menu can lead to."""
    (src / "conf.py").write_text("""
def pages(app):
    yield "a/c", {"title": "Theirs", "body": "their list"}, "page.html"

def setup(app):
    app.connect("html-collect-pages", pages)
""")
    post = src / "a/b.rst"
    post.write_text(f":date: 2026-01-05\n\n{SOURCES['a/b.rst']}")
    built = with_extensions(src, "alabaster", "sphinx_series")
    assert "their list" in built.read("a/c.html")
    assert 'rel="prev"' not in built.read("a/c.html")
    assert 'rel="prev"' in built.read("a/b.html")


def test_each_word_is_stemmed_once_and_the_index_is_as_it_was(src: Path) -> None:
    (src / "conf.py").write_text("""
from pathlib import Path
from sphinx.search.en import SearchEnglish

class Search(SearchEnglish):
    lang = "xx"

    def stem(self, word):
        with Path(__file__).with_name("_stemmed").open("a") as file:
            file.write(f"{word}\\n")
        return super().stem(word)

def setup(app):
    app.add_search_language(Search)

html_search_language = "xx"
""")
    stemmed = src / "_stemmed"
    plain = with_extensions(src, "basic").read("searchindex.js")
    assert len(stemmed.read_text().split()) > len(set(stemmed.read_text().split()))
    stemmed.unlink()
    assert (
        with_extensions(src, "basic", "sphinx_series", out="_ours").read("searchindex.js") == plain
    )
    words = stemmed.read_text().split()
    assert len(words) == len(set(words))


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_page_for_lost_addresses_keeps_its_absolute_links(builder: str, src: Path) -> None:
    """With the sidebar of a project that has a post, too."""
    (src / "conf.py").write_text(LOST)
    (src / "a/c.rst").write_text(f":date: 2026-01-05\n\n{SOURCES['a/c.rst']}")
    built = with_extensions(src, "furo", "sphinx_series", builder=builder)
    page = built.read("404.html" if builder == "html" else "404/index.html")
    tree = page.split('<div class="sidebar-tree">')[1].split("</div>")[0]
    assert re.findall('class="reference internal" href="([^"]*)"', tree) == [
        "/a/index.html" if builder == "html" else "/a/"
    ]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_file_that_another_extension_writes_stays(builder: str, src: Path) -> None:
    (src / "conf.py").write_text("""
html_baseurl = "https://docs.example.org/"

def write(app, exception):
    (app.outdir / "sitemap.xml").write_text("<urlset>theirs</urlset>")
    (app.outdir / "old.html").write_text("their redirect")

def setup(app):
    app.connect("build-finished", write)
""")
    (src / "old.rst").write_text(":orphan:\n\nOld\n===\n")
    with_extensions(src, "furo", "sphinx_series", builder=builder)
    (src / "old.rst").unlink()
    for _ in range(2):
        built = with_extensions(src, "furo", "sphinx_series", builder=builder)
        assert built.warnings == []
        assert built.read("sitemap.xml") == "<urlset>theirs</urlset>"
        assert built.read("old.html") == "their redirect"
        assert "sitemap.xml" in built.read("robots.txt")


def test_a_page_that_joins_nothing_is_no_mistake_where_nothing_can_be_joined(src: Path) -> None:
    """`series` may mean something else to another extension."""
    assert with_extensions(src, "alabaster", "sphinx_series").warnings == []
