"""`sphinx-series import pelican`: what Pelican built is there after the move."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from builds import build
from examples import OLD_BLOGS, examples
from hypothesis import Phase, assume, example, given, settings
from hypothesis import strategies as st
from old_blogs import (
    DATES,
    NAMES,
    TITLES,
    ImportedSite,
    OldBlog,
    compare_addresses,
    compare_old_texts,
)
from sphinx_series.commands.cli import main
from sphinx_series.core.addresses import addresses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from old_engines import OldSite, PythonEngine

PNG = b"\x89PNG\r\n\x1a\n"
EXAMPLES = settings(max_examples=examples(20, long=OLD_BLOGS))
PARTS = st.sampled_from([
    "{date:%Y}", "{date:%Y/%m/%d}", "{date:%b}", "{date:%-d}", "{date:%j}", "{category}",
    "{author}", "blog", "{lang}", "Fixed.d",
])  # fmt: skip


@st.composite
def patterns(draw: st.DrawFn) -> tuple[str, str]:
    """Patterns of addresses and of files."""
    parts = draw(st.lists(PARTS, max_size=3))
    base = "/".join([*parts, "{slug}"])
    return draw(st.sampled_from([
        (f"{base}/", f"{base}/index.html"), (f"{base}.html", f"{base}.html"),
        (base, f"{base}.html"), (f"{base}-x/", f"{base}-x/index.html"),
    ]))  # fmt: skip


@st.composite
def pelican_blogs(draw: st.DrawFn) -> OldBlog:
    """Sites as Pelican takes them, in every way that gives a page its address."""
    blog = OldBlog()
    blog.base = draw(st.sampled_from(["", "", "/sub", "/a/b"]))
    values: dict[str, Any] = {
        "SITENAME": "Old", "SITEURL": f"https://old.example{blog.base}", "PATH": "content",
        "TIMEZONE": draw(st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles"])),
        "DEFAULT_LANG": draw(st.sampled_from(["en", "de", "EN"])),
    }  # fmt: skip
    if draw(st.booleans()):
        values["AUTHOR"] = "Ann Öther"
    for kind in ("ARTICLE", "PAGE", "ARTICLE_LANG"):
        if draw(st.integers(0, 2)) == 0:
            url, file = draw(patterns())
            if kind == "ARTICLE_LANG":
                url, file = f"{{lang}}/{url}", f"{{lang}}/{file}"
            if kind == "PAGE":
                url, file = f"p/{url}", f"p/{file}"
            values[f"{kind}_URL"], values[f"{kind}_SAVE_AS"] = url, file
    choices: dict[str, list[Any]] = {
        "SLUGIFY_SOURCE": ["basename"], "SLUGIFY_USE_UNICODE": [True],
        "SLUGIFY_PRESERVE_CASE": [True], "USE_FOLDER_AS_CATEGORY": [False],
        "DEFAULT_CATEGORY": ["Big News"], "DEFAULT_METADATA": [{"status": "draft"}],
        "FILENAME_METADATA": [
            r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)", r"(?P<slug>.*)", r"(?P<title>[^-]*).*",
        ],
        "PATH_METADATA": [r"(?P<category>[^/]+)/.*", r"posts/(?P<lang>de)/.*"],
        "EXTRA_PATH_METADATA": [{"posts/deep": {"lang": "de"}}],
        "ARTICLE_PATHS": [["posts"], ["posts", "more"]], "ARTICLE_EXCLUDES": [["posts/deep"]],
        "WITH_FUTURE_DATES": [False], "DEFAULT_DATE": [(2012, 3, 4), "2012-03-04 10:00"],
        "SLUG_REGEX_SUBSTITUTIONS": [[(r"[^\w\s-]", "x"), (r"[-\s]+", "_")]],
        "CATEGORY_REGEX_SUBSTITUTIONS": [[(r"\s", "")]], "IGNORE_FILES": [["*-ignored*"]],
        "MARKDOWN": [{"extension_configs": {"markdown.extensions.extra": {}}}],
    }  # fmt: skip
    for name in draw(st.lists(st.sampled_from(sorted(choices)), max_size=4, unique=True)):
        values[name] = draw(st.sampled_from(choices[name]))
    folders = ["posts", "posts", "posts/deep", "posts/de", "more", "pages", ""]
    for number in range(draw(st.integers(1, 5))):
        folder = draw(st.sampled_from(folders))
        add_article(draw, blog, f"content/{folder}".rstrip("/"), number)
    lines = [f"{name} = {value!r}" for name, value in values.items()]
    blog.files["pelicanconf.py"] = "\n".join(lines) + "\n"
    if draw(st.integers(0, 3)) == 0:
        blog.files["pelicanconf.py"] = "PATH = 'content'\nFROM = 'x'\n" + "\n".join(lines) + "\n"
    return blog


def add_article(draw: st.DrawFn, blog: OldBlog, folder: str, number: int) -> None:
    fields: dict[str, str] = {}
    if draw(st.integers(0, 9)):
        fields["title"] = f"{draw(TITLES).strip()} {number}"
    if draw(st.integers(0, 9)):
        fields["date"] = draw(
            DATES | st.sampled_from(["2010-10-03 10:20", "2011_04_05", "3 Oct 2014", "2999-01-01"])
        )
    fields |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "slug": st.sampled_from([
                    f"own-{number}", f"S {number}", f"ö{number}", f"a/b{number}",
                ]),
                "status": st.sampled_from(["draft", "Draft", "hidden", "published", "skip", "odd"]),
                "lang": st.sampled_from(["de", "en", "pt-br"]),
                "category": st.sampled_from(["Tea", "C++", "Ü b", "a/b"]),
                "tags": st.sampled_from(["one, two", "C++; Ü, x", ""]),
                "author": st.sampled_from(["Bob", "Zoë"]),
                "authors": st.sampled_from(["A B, C D", "Doe, Jane; Roe"]),
                "modified": st.just("2021-01-02"),
                "save_as": st.sampled_from([f"own{number}.html", f"x/o{number}/index.html"]),
                "url": st.sampled_from([f"given{number}/"]),
            },
        )
    )  # fmt: skip
    stem = draw(st.sampled_from(["", "", "2013-05-06-"])) + f"{draw(NAMES)}{number}"
    form = draw(st.sampled_from(["md", "md", "rst", "html", "markdown", "txt"]))
    word = blog.word()
    if form == "rst":
        title = fields.pop("title", "")
        head = "".join(f":{name}: {value}\n" for name, value in fields.items())
        text = f"{title}\n{'#' * 40}\n\n{head}\n{word}\n" if title else f"{head}\n{word}\n"
    elif form == "html":
        metas = "".join(
            f'<meta name="{n}" content="{v}">' for n, v in fields.items() if n != "title"
        )
        title = f"<title>{fields['title']}</title>" if "title" in fields else ""
        text = f"<html><head>{title}{metas}</head><body><p>{word}</p></body></html>"
    else:
        text = "".join(f"{name.title()}: {value}\n" for name, value in fields.items())
        text += f"\n{word}\n"
    blog.files[f"{folder}/{stem}.{form}"] = text


# Of several authors the first is in the address, and of two lines with authors the first counts.
BY_AUTHOR = OldBlog(
    files={
        "pelicanconf.py": "SITEURL = 'https://old.example'\nPATH = 'content'\n"
        "ARTICLE_SAVE_AS = '{author}/{slug}.html'\nARTICLE_URL = ARTICLE_SAVE_AS\n",
        "content/tea.md": "Title: Tea\nDate: 2020-01-31\nAuthors: A B, C D\n    E F\n\nword0word\n",
    },
    words=["word0word"],
)


@EXAMPLES
@given(blog=pelican_blogs())
@example(blog=BY_AUTHOR)
def test_addresses_of_pelican(pelican: PythonEngine, blog: OldBlog) -> None:
    def make(src: Path, out: Path) -> OldSite:
        site = pelican.build(src, out, base=blog.base)
        # Of two articles at one address, as of two without a title, Pelican ends: no site was old.
        assume("is to be overwritten" not in site.log)
        return site

    compare_addresses("pelican", blog, make)


WORDS = st.sampled_from([
    "tea", "pot", "don't", "Übung", "日本", "x_y_z", "C++", "5$", "$HOME", "{x}", "50%", "#1",
    "e.g.", "[sic]", "&amp;", "1.5", "(c)", "**strong**", "*weak*", "`code`", "``a`b``",
    "<kbd>K</kbd>", "HTML", "\\*", "!", "[link](https://a.example/x)", "a -- b", "...",
    '[t](https://b.example "title"){: target="_blank" }', "<https://c.example/q?a=b>", '"quoted"',
    "https://h.example/x", "H<sub>2</sub>O", "{raw}`x`", "*a*{raw}`x`",
])  # fmt: skip
# Attributes end at the last brace of their line, and show what of it is none.
LINES = (
    st.lists(WORDS, min_size=1, max_size=5)
    .map(" ".join)
    .filter(lambda text: not re.search(r"[):*]\{[^\n]*\}[^\n]*\}", text))
)
# Before an element that ends a heading, Python-Markdown takes any braces for attributes.
HEADINGS = LINES.filter(lambda text: "{" not in text)
BLOCKS = st.one_of(
    LINES,
    HEADINGS.map(lambda text: f"## {text}"),
    LINES.map(lambda text: f"### Heading {{: #own-id .x }}\n\n{text}"),
    LINES.map(lambda text: f"> {text}\n> more"),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {i}" for i in items)),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"1. {i}" for i in items)),
    LINES.map(lambda text: f"- a\n\n    {text}\n\n    - b\n\n        c"),
    st.sampled_from(["go", "python", "", "{ .sh }"]).map(
        lambda info: f"``` {info}\nif a < b && `c` {{ $x }}\n\n  end\n```"
    ),
    st.sampled_from(["", ":::python\n    ", "#!sh\n    "]).map(
        lambda head: f"    {head}indented {{x}} <code>\n    more"
    ),
    st.lists(WORDS.filter(lambda w: "|" not in w), min_size=2, max_size=3).map(
        lambda cells: f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}\n| {' | '.join(cells)} |"
    ),
    st.just("Term\n:   What it means"),
    st.just("---"),
    st.just("A note[^1].\n\n[^1]: What it says."),
    st.just("*[HTML]: Hypertext Markup Language"),
    LINES.map(lambda text: f"{text}\n{{: .lead }}"),
    st.just('<div class="x"><p>In <b>HTML</b>, <a href="https://e.example/">here</a></p></div>'),
)
BODIES = st.lists(BLOCKS, min_size=1, max_size=5).map("\n\n".join)
POSTS = st.lists(BODIES, min_size=6, max_size=6)
SETTINGS = "SITENAME = 'Old'\nSITEURL = 'https://old.example'\nPATH = 'content'\n"
# No time goes into making a failure smaller, as long as each is a whole site.
TEXTS = settings(max_examples=examples(12, long=OLD_BLOGS), phases=[Phase.generate])


def compare_texts(bodies: list[str], pelican: PythonEngine) -> None:
    posts = {
        f"content/p{number}.md": f"Title: Title {number}\nDate: 2020-01-01\nSlug: p{number}\n\n"
        f"{body}\n"
        for number, body in enumerate(bodies)
    }
    places = {f"p{number}": f"p{number}.html" for number in range(len(bodies))}
    compare_old_texts("pelican", {**posts, "pelicanconf.py": SETTINGS}, places, pelican.build)


@TEXTS
@given(bodies=POSTS)
def test_texts_of_pelican(pelican: PythonEngine, bodies: list[str]) -> None:
    compare_texts(bodies, pelican)


RST_WORDS = st.sampled_from([
    "tea", "don't", "Übung", "日本", "x_y_z", "C++", "5$", "{x}", "50%", "#1", "[sic]", "&amp;",
    "(c)", "**strong**", "*weak*", "``code``", "``a`b``", "<b>", "1.5",
    "`link <https://a.example/x>`__", "https://h.example/x", "a -- b", ":sub:`2`", ":sup:`n`",
    ":code:`x = 1`", "\\*", "~~x~~", ":abbr:`HTML (Hypertext)`",
])  # fmt: skip
RST_LINES = st.lists(RST_WORDS, min_size=1, max_size=5).map(" ".join)
RST_SIMPLE = st.one_of(
    RST_LINES,
    RST_LINES.map(lambda text: f"    {text}"),
    st.lists(RST_LINES, min_size=1, max_size=3).map(
        lambda items: "\n".join(f"* {i}" for i in items)
    ),
    st.lists(RST_LINES, min_size=1, max_size=3).map(
        lambda items: "\n".join(f"#. {i}" for i in items)
    ),
    RST_LINES.map(lambda text: f"term\n    {text}"),
    st.sampled_from(["python", "sh", "nonsense"]).map(
        lambda name: f".. code-block:: {name}\n   :linenos: table\n\n   if a < b:\n\n     `x`"
    ),
    st.just("An example::\n\n  literal {x} <b>\n    more"),
    st.just("=====  =====\nHead   Other\n=====  =====\none    two\n=====  ====="),
    st.just(".. image:: https://p.example/x.png\n   :alt: Alt"),
    st.just(".. figure:: https://p.example/x.png\n\n   What it shows"),
    st.just("| line one\n| line two"),
    st.just(">>> print(1)\n1"),
    st.just(".. raw:: html\n\n   <p>In <b>HTML</b></p>"),
    st.just(".. comment that nobody reads"),
    st.just(".. topic:: Some title\n\n   Words of it"),
    st.just(".. epigraph::\n\n   Wise words.\n\n   -- Somebody"),
)


def led(text: str) -> str:
    return "\n".join(f"   {line}" if line else line for line in text.split("\n"))


RST_BLOCKS = st.recursive(
    RST_SIMPLE,
    lambda inner: st.tuples(
        st.sampled_from(["note::", "warning::", "admonition:: A title"]),
        inner,
    ).map(lambda both: f".. {both[0]}\n\n{led(both[1])}"),
    max_leaves=3,
)
RST_BODIES = st.lists(RST_BLOCKS, min_size=1, max_size=5).map("\n\n".join)
RST_POSTS = st.lists(RST_BODIES, min_size=6, max_size=6)


def compare_rst(bodies: list[str], pelican: PythonEngine) -> None:
    posts = {
        f"content/p{number}.rst": f"Title {number}\n{'#' * 20}\n\n:date: 2020-01-01\n"
        f":slug: p{number}\n\n"
        f"Intro.\n\n{body}\n\nNote [1]_.\n\nSection\n=======\n\nEnd.\n\n.. [1] Below.\n"
        for number, body in enumerate(bodies)
    }
    places = {f"p{number}": f"p{number}.html" for number in range(len(bodies))}
    compare_old_texts("pelican", {**posts, "pelicanconf.py": SETTINGS}, places, pelican.build)


@TEXTS
@given(bodies=RST_POSTS)
def test_texts_of_pelican_in_restructuredtext(pelican: PythonEngine, bodies: list[str]) -> None:
    compare_rst(bodies, pelican)


class Old(ImportedSite):
    """An old site of this kind."""

    kind = "pelican"
    always: ClassVar[Mapping[str, str]] = {"pelicanconf.py": SETTINGS}


HEAD = "Title: {0}\nDate: 2020-01-0{1}\nTags: One, C++\nCategory: Tea\nAuthor: Ann\n\n"


def test_links_and_files_within_a_site_come_along(tmp_path: Path) -> None:
    old = Old(
        tmp_path,
        {
            "content/a/one.md": HEAD.format("One", 1)
            + "[two]({filename}../b/two.rst) [abs]({filename}/b/two.rst) "
            "![x]({static}/images/x.png) ![y]({attach}y.png) "
            "[old](|filename|/b/two.rst) `{filename}/b/two.rst`\n",
            "content/b/two.rst": "Two\n###\n\n:date: 2020-01-02\n\n"
            "`one <{filename}/a/one.md>`_ and\n\n.. image:: {static}/images/x.png\n   :alt: X\n",
            "content/images/x.png": PNG,
            "content/a/y.png": PNG,
        },
    )
    one = old.texts["content/a/one.md"]
    assert "[two](two.md) [abs](two.md) ![x](one-x.png) ![y](one-y.png) [old](two.md)" in one
    assert "`{filename}/b/two.rst`" in one
    assert "[one](one.md)" in old.texts["content/b/two.rst"]
    assert "![X](two-x.png)" in old.texts["content/b/two.rst"]
    assert old.status == 0
    assert build(old.new).warnings == []


def test_lists_and_feeds_of_pelican_lead_on(tmp_path: Path, pelican: PythonEngine) -> None:
    conf = (
        f"{SETTINGS}DEFAULT_PAGINATION = 2\nTAG_FEED_ATOM = 'feeds/tag-{{slug}}.atom.xml'\n"
        "YEAR_ARCHIVE_SAVE_AS = '{date:%Y}/index.html'\nTIMEZONE = 'UTC'\n"
    )
    files = {
        "pelicanconf.py": conf,
        **{
            f"content/p{number}.md": HEAD.format(f"P{number}", number) + "x\n"
            for number in (1, 2, 3)
        },
    }
    old = Old(tmp_path, files)
    out = tmp_path / "out"
    pelican.build(tmp_path / "old", out)
    led = {line.split()[0] for line in old.ledger.splitlines() if line.startswith("/")}
    feeds = " ".join(old.remarks("feed"))
    for path in filter(Path.is_file, sorted(out.rglob("*"))):
        name = path.relative_to(out).as_posix()
        if name.startswith("feeds/"):
            assert name in feeds
        elif name != "index.html" and not name.startswith("theme/"):
            assert addresses.encode(addresses.of_file(name)) in led


@pytest.mark.parametrize(
    ("conf", "where"),
    [
        ("SITENAME = 'x'\nPATH = (\n", "pelicanconf.py:2: "),
        ("PATH = 'content'\nFILENAME_METADATA = '('\n", "pelicanconf.py: "),
    ],
)
def test_broken_settings_end_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], conf: str, where: str
) -> None:
    old = Old(tmp_path, {"pelicanconf.py": conf, "content/p.md": HEAD.format("P", 1) + "x\n"})
    assert old.status == 2
    main([
        "import", "pelican", str(tmp_path / "old"), "--to", "a", "--source", str(old.new),
    ])  # fmt: skip
    assert where in capsys.readouterr().err


def test_settings_are_read_and_not_run(tmp_path: Path) -> None:
    conf = (
        "import os\nNAME = 'content'\nPATH = NAME\nSITEURL = 'https://x.example'\n"
        "ARTICLE_PATHS = ['blog']\nARTICLE_PATHS += ['more']\nEXTRA = f'{NAME}/x'\n"
        "DEFAULT_LANG = os.environ['LANG']\nopen('ran', 'w')\n"
    )
    files = {
        "pelicanconf.py": conf,
        "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://old.example/sub'\n",
        "content/more/p.md": HEAD.format("P", 1) + "x\n",
        "content/other/q.md": HEAD.format("Q", 1) + "x\n",
    }
    old = Old(tmp_path, files)
    assert [post["addresses"] for post in old.report["posts"]] == [["/sub/p.html"]]
    assert old.remarks("setting") == [
        "pelicanconf.py:8: `DEFAULT_LANG` is no plain value: it was not read"
    ]
    assert not (tmp_path / "ran").exists()


def test_what_docutils_cannot_read_was_not_public(tmp_path: Path) -> None:
    text = "Two\n###\n\n:date: 2020-01-02\n\n.. youtube:: abc\n"
    old = Old(tmp_path, {"content/two.rst": text})
    assert "draft: true" in old.texts["content/two.rst"]
    assert "Pelican left it out: line 6: Unknown directive" in " ".join(old.remarks("hidden"))
    plugins = Old(
        tmp_path / "b",
        {"content/two.rst": text, "pelicanconf.py": f"{SETTINGS}PLUGINS = ['youtube']\n"},
    )
    assert "draft" not in plugins.texts["content/two.rst"]
    assert ".. youtube:: abc" in plugins.texts["content/two.rst"]
    assert plugins.status == 1
