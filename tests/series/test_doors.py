"""Every door by which text comes in takes whatever comes: no traceback, no hang, no file outside.

Inputs are put together by chance, the same at each run, from what is right and what has hurt: half
a character, numbers without end, markup that opens and never closes.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builds import build
from examples import examples
from sphinx_series.commands.cli import main
from sphinx_series.core.addresses import ledger
from sphinx_series.core.names import register
from sphinx_series.core.sources.frontmatter import Habits
from sphinx_series.reading.icons import read_svg
from sphinx_series.sources import parse_page
from sphinx_series_base.problems import Place
from sphinx_worksheet.core import tables, workbook
from sphinx_worksheet.core.model import WorksheetSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

pytestmark = pytest.mark.long

INPUTS = examples(2000)  # of each door, and ten times as many with the long profile
SLOWEST = 5  # seconds for any one of them, on a machine that does other things too
ANY = (
    "", " ", "\n", "\n\n", "a", "é", "\U0001f600", "\x00", "\x0b", "\u2028", "\u202e", "\ufeff",
    "\ud800", "<", ">", "&", '"', "'", "`", "``", "*", "**", "_", "[", "](", ")", "{", "}", "{{",
    "}}", "{%", "%}", "|", "\\", "/", "//", "../", "#", "# ", "## ", "---\n", "+++\n", "```\n",
    ":::\n", "~", "$", "$$", "%s", "-", "- ", "1. ", "> ", ":", ": ", "::", "=", "!",
    "!!python/object:os.system ", "&a ", "*a", "<<: ", "@", "<script>alert(1)</script>", "<!--",
    "-->", "<![CDATA[", "]]>", "<svg onload=x>", "javascript:x", "http://[",
    "https://other.example/", "file:///etc/passwd", "9"*400, "1e999", "-0", "nan", "0x"+"f"*300,
    "2026-01-01", "2026-13-45", "0000-00-00", "["*40, "{"*40, "("*40, "x"*300, "null", "true",
    "~",
)  # fmt: skip


def texts(door: str, words: Sequence[str], longest: int = 12) -> Iterator[str]:
    """Give the inputs of a door, each of some of its own words and of what is anybody's."""
    chance = random.Random(door)  # noqa: S311
    for _ in range(INPUTS):
        both = [chance.choice(words if chance.random() < 0.7 else ANY) for _ in range(longest)]
        yield "".join(both[: chance.randint(1, longest)])


def without_halves(text: str) -> str:
    """Give a text as a file can hold it."""
    return text.encode("utf-8", "replace").decode()


def each(inputs: Iterator[str], take: Callable[[str], object]) -> None:
    """Let all be taken, none of which takes long."""
    for text in inputs:
        begun = time.process_time()
        try:
            take(text)
        except Exception as error:
            error.add_note(f"the input was {text!r}")
            raise
        assert time.process_time() - begun < SLOWEST, text


KEYS = (
    "---\n", "\n---\n", "date: ", "2026-01-01\n", "topics: ", "[a, b]\n", "slug: ", "aliases: ",
    "[/a/]\n", "draft: ", "true\n", "series: ", "part: ", "3\n", "image: ", "authors: ",
    "expires: ", "updated: ", "canonical: ", "- ", "\n", ":date: ", ":topics: ", "\n# Title\n",
    "external: ", "states: ", "description: ",
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".md", ".rst", ".ipynb"])
def test_front_matter(suffix: str) -> None:
    suffixes = {".md": "markdown", ".rst": "restructuredtext", ".ipynb": "myst-nb"}
    habits = Habits(zone=UTC)
    heads = (f"---\n{text}\n---\n" if suffix == ".md" else text for text in texts(suffix, KEYS))
    each(heads, lambda text: parse_page(text, Path(f"p{suffix}"), "p", suffixes, habits))


RECORDS = (
    "/a/",
    "/b.html",
    " -> ",
    "gone",
    "\n",
    "# x\n",
    "/*",
    "?q=1",
    "#here",
    "%2f",
    "std:label ",
    "a b",
    "/",
)


def test_the_ledger_and_the_names() -> None:
    def take(text: str) -> None:
        records, _ = ledger.parse(text, "urls.txt")
        ledger.lost(records, ["/a/"])
        once = ledger.add(text, ["/a/", "/b.html"])
        assert ledger.add(once, ["/a/", "/b.html"]) == once
        register.parse(text, "names.txt")

    each(texts("ledger", RECORDS, 30), take)


DATA = (
    "[columns]\n", "m = ", '"GB"\n', "[sources.s]\n", 'title = "t"\n', "[rows.r]\n",
    'source = "s"\n', "1\n", "[", "]\n", "[[a]]\n", "a.b.c = ", "{", "}\n", "'''", '"""',
    "2026-01-01\n", "inf\n", "true\n", "1_000\n",
)  # fmt: skip


def test_data_files() -> None:
    each(texts("data", DATA, 20), lambda text: tables.parse(text, name="t", path="t.toml"))


STATEMENTS = (
    "x = ", "1 GB", "2", " [1 .. 9]", " [1 .. 1e9 log]", " step 0.1", " | Label", "\n", "y = ",
    "x", " * ", " / ", " ** ", " + ", " -> ", "GB/s", "(2 decimals)", "max(", ", ", ")", "f(",
    " if ", " else ", "c: ", "t = r", "t.m", "w.x", "x > 1", "# x\n", ":plot: y against x\n",
    "PiB", "%", "1e308", "exp(", "-",
)  # fmt: skip


def test_worksheets() -> None:
    def take(text: str) -> None:
        lines = tuple((line, Place(path="w.md", line=1)) for line in text.split("\n"))
        source = WorksheetSource(id="w", docname="w", place=lines[0][1], lines=lines, title="")
        workbook.build([source], {})

    each(texts("worksheet", STATEMENTS, 20), take)


SHAPES = (
    '<svg xmlns="http://www.w3.org/2000/svg">', "</svg>", "<path ", 'd="M0 0"', "/>", "<g ", ">",
    "</g>", "<style>", 'style="', "fill:", "url(", r"\75\72\6c(", "image-set(",
    "https://other.example/a)", '"', "<use ", "href=", "xlink:href=", "'//other.example/'",
    'fill="', "red", "<a:script>", "<image ", "<!DOCTYPE x>", "&a;", "cursor=", "filter=",
    "mask=", "<animate ", "onclick=", "<foreignObject>",
)  # fmt: skip


def test_icons(tmp_path: Path) -> None:
    """What is kept names no other host, in whatever way."""
    file = tmp_path / "icon.svg"
    inner = texts("icons", SHAPES, 16)

    def take(text: str) -> None:
        file.write_text(text, errors="replace")
        kept = read_svg(file).lower()
        assert "other.example" not in kept
        assert not any(bad in kept for bad in ("script", "\\", "image-set", "style=", "onclick"))

    each((f"{SHAPES[0]}<path {text}/>{SHAPES[1]}" for text in inner), take)
    each(texts("icons", SHAPES, 30), take)


DIRECTIVES = (
    "posts", "topic", "topics", "series", "series:posts", "author", "authors", "topic a",
    "series b",
)  # fmt: skip
OPTIONS = (
    ":limit: ", ":style: ", "cards", ":sort: ", "-date", ":group-by: ", "year", ":topic: ",
    ":page-size: ", "3", ":from: ", ":icon: ", ":title: ", "\n", "p1", "p2 <x>", "Later <>",
    ":list:", ":declare:", ":site: ", "*", "a/*", ":author: ", ":series: ", ":count:", ":empty: ",
    ":since: ", ":until: ", ":parts: ", ":unknown: ",
)  # fmt: skip


def test_directives_and_options(tmp_path: Path) -> None:
    """Many on a page, many pages in a build; nothing is written but into the output folder."""
    src = tmp_path / "src"
    src.mkdir()
    (src / "conf.py").write_text(
        'extensions = ["myst_parser", "sphinx_series"]\nprimary_domain = "series"\n'
        'html_theme = "basic"\nhtml_baseurl = "https://docs.example.org/"\n'
    )
    (src / "index.md").write_text("# Home\n\n```{toctree}\n:glob:\n*\n```\n")
    chance, inputs = random.Random("directives"), texts("options", OPTIONS, 8)  # noqa: S311
    for number in range(INPUTS // 100):
        blocks = [
            f"`````{{{chance.choice(DIRECTIVES)}}}\n{without_halves(next(inputs))}\n`````"
            for _ in range(100)
        ]
        (src / f"p{number}.md").write_text(f"# P {number}\n\n" + "\n\n".join(blocks) + "\n")
    begun = time.process_time()
    found = build(src)
    assert time.process_time() - begun < INPUTS / 20
    assert (found.out / "p0.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["src"]


HTML = (
    "<p>", "</p>", "<b>", "</b>", "<pre>", "<code>", "</code></pre>", "<a href='", "'>", "</a>",
    "<img src=", "<table><tr><td>", "</td></tr></table>", "<ul><li>", "</ul>", "<blockquote>",
    "<iframe src=", "<h2>", "</h2>", "Text.", "&nbsp;", "&#0;", "&#x110000;", "[caption]",
    "[/caption]", "[gallery ids=1]", "<!-- wp:x {} -->",
)  # fmt: skip
MARKDOWN = (
    "Text.", "\n\n", "# A\n", "```\n", "![a](", "b.png)", "[x](", "/y/)",
    "| a | b |\n|---|---|\n", "- a\n", "> b\n", "{% highlight ruby %}", "{% endhighlight %}",
    "{% raw %}", "{{ x }}", "{{< figure src=x >}}", "{{% x %}}", "{: .x}", "<div>", "</div>",
    "[^1]", "[^1]: ", "$$", "!!! note\n", '=== "A"\n', "    ", "{#a}", "<!--more-->",
    "import X from 'y'\n", "<Tabs>", ":::tip\n", ":::\n", '--8<-- "x"', "<%", "[[a]]",
    "{filename}", "~~", "==",
)  # fmt: skip
FRONT = (
    "title: ", "A\n", "date: ", "2020-01-01\n", "tags: ", "[a]\n", "categories: ", "permalink: ",
    "/a/:title/\n", "redirect_from: ", "aliases: ", "draft: ", "url: ", "slug: ", "layout: ",
    "- x\n", "published: ", "authors: ",
)  # fmt: skip


def of_markdown(
    folder: str, form: str, besides: Mapping[str, str]
) -> Callable[[str], Iterator[tuple[str, str]]]:
    def files(door: str) -> Iterator[tuple[str, str]]:
        yield from besides.items()
        heads = texts(f"{door}-front", FRONT, 6)
        for number, (head, body) in enumerate(zip(heads, texts(door, MARKDOWN, 16), strict=True)):
            plain = head.replace("---\n", "")
            yield (
                f"{folder}/{form.format(number)}",
                f"---\ntitle: P {number}\n{plain}\n---\n\n{body}\n",
            )

    return files


def of_wordpress(door: str) -> Iterator[tuple[str, str]]:
    items = "".join(
        f"<item><title>P {number}</title><link>https://old.example/{number}/</link>"
        f"<content:encoded><![CDATA[{body.replace(']]>', '').translate(CONTROL)}]]>"
        "</content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>2020-01-01 00:00:00</wp:post_date>"
        f"<wp:post_name>p-{number}</wp:post_name><wp:status>publish</wp:status>"
        "<wp:post_type>post</wp:post_type></item>"
        for number, body in enumerate(texts(door, HTML, 20))
    )
    yield (
        "blog.xml",
        f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example</wp:base_blog_url>{items}</channel></rss>""",
    )


CONTROL = dict.fromkeys([0, 11])


def of_ghost(door: str) -> Iterator[tuple[str, str]]:
    posts = [
        {"id": str(number), "title": f"P {number}", "slug": f"p-{number}", "html": body,
         "type": "post", "status": "published", "published_at": "2020-01-01T00:00:00.000Z"}
        for number, body in enumerate(texts(door, HTML, 20))
    ]  # fmt: skip
    yield (
        "blog.json",
        json.dumps({"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": posts}}]}),
    )


def of_medium(door: str) -> Iterator[tuple[str, str]]:
    for number, body in enumerate(texts(door, HTML, 20)):
        yield (
            f"posts/2020-01-01_P-{number}.html",
            (
                f"<html><body><article><h1 class='p-name'>P {number}</h1>"
                f"<section data-field='body'>{body}</section>"
                "<footer><time class='dt-published' datetime='2020-01-01T00:00:00.000Z'>"
                "</time></footer></article></body></html>"
            ),
        )


IMPORTERS = {
    "jekyll": of_markdown(
        "_posts", "2020-01-01-p{}.md", {"_config.yml": "url: https://old.example\n"}
    ),
    "hugo": of_markdown(
        "content/posts", "p{}.md", {"hugo.toml": 'baseURL = "https://old.example/"\n'}
    ),
    "docusaurus": of_markdown(
        "blog", "2020-01-01-p{}.md", {"docusaurus.config.js": "module.exports = {};\n"}
    ),
    "material": of_markdown(
        "docs/blog/posts", "p{}.md", {"mkdocs.yml": "plugins: [blog]\nsite_url: https://o.e/\n"}
    ),
    "pelican": of_markdown("content", "p{}.md", {"pelicanconf.py": "PATH = 'content'\n"}),
    "wordpress": of_wordpress,
    "ghost": of_ghost,
    "medium": of_medium,
}


@pytest.mark.parametrize("kind", IMPORTERS)
def test_importers(kind: str, tmp_path: Path) -> None:
    """Each post is an input; a thousand are imported at once, and all that is written is below."""
    src, old = tmp_path / "src", tmp_path / "old"
    src.mkdir()
    conf = 'extensions = ["myst_parser", "sphinx_series"]\nprimary_domain = "series"\n'
    (src / "conf.py").write_text(f'{conf}series_ledger = "urls.txt"\n')
    (src / "index.md").write_text("# Home\n\n```{topic} t\n```\n")
    for name, text in IMPORTERS[kind](kind):
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).write_text(text, errors="replace")
    begun = time.process_time()
    told = StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        arguments = ["import", kind, str(old), "--to", "a", "--topic", "t", "--source", str(src)]
        assert main(arguments) in {0, 1}
    assert time.process_time() - begun < max(60, INPUTS / 20)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "src"]
    assert sorted(path.name for path in src.iterdir()) == ["a", "conf.py", "index.md", "urls.txt"]
    assert all(path.is_relative_to(src / "a") for path in (src / "a").rglob("*"))
    assert len(list((src / "a").glob("*.md"))) >= INPUTS / 2


COMMANDS: Mapping[str, Sequence[str]] = {
    "new": (
        "A title",
        "--topic",
        "t",
        "--series",
        "--part",
        "1",
        "--slug",
        "s",
        "--in",
        "a",
        "--date",
        "2026-01-01",
        "--description",
        "../..",
        "/",
        "--publish",
        "b/../..",
    ),
    "check": ("--format", "json", "github", "--builder", "dirhtml", "--descriptions"),
    "urls": (
        "--record",
        "_build",
        "--check",
        "--against",
        "old.xml",
        "--ledger",
        "urls.txt",
        "_build/x",
    ),
    "names": (
        "--record",
        "_build",
        "--check",
        "--against",
        "old.inv",
        "--names",
        "names.txt",
        "--format",
        "json",
    ),
    "import": (
        "jekyll",
        "redirects",
        "ablog",
        "old",
        "--to",
        "a",
        "--dry-run",
        "--map",
        "m.toml",
        "--report",
        "r.md",
        "--topic",
        "t",
        "--only",
        "_posts/*",
        "--form",
        "netlify",
        "_redirects",
        "--topics",
        "declare",
    ),
}
# What the system lets through, but for the folder of everything, which would be read whole.
ARGUMENTS = [word for word in ANY if word not in {"/", "//", "\x00"}]
FILES = {
    "urls.txt": RECORDS,
    "names.txt": RECORDS,
    "old.xml": ("<urlset>", "<loc>", "https://e.org/a/", "</loc>"),
    "old.inv": (
        "# Sphinx inventory version 2\n",
        "# Project: x\n",
        "# The rest of it is zlib\n",
        "x",
    ),
    "_build/catalogue.json": (
        '{"pages": ',
        "[",
        '"/a/"',
        "]",
        ', "redirects": ',
        "}",
        '{"from": "/a/"}',
    ),
    "_redirects": ("/a/ ", "/b/ ", "301\n", "/*", ":splat", "#", "\n"),
    "p.md": KEYS,
    "old/_posts/2020-01-01-p.md": MARKDOWN,
    "m.toml": DATA,
}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments and files of all kinds: it ends with a status, and what is outside stays."""
    src = tmp_path / "around" / "src"
    src.mkdir(parents=True)
    monkeypatch.chdir(src)
    chance = random.Random(command)  # noqa: S311
    contents = {name: texts(f"{command}{name}", words, 10) for name, words in FILES.items()}
    for _ in range(INPUTS):
        shutil.rmtree(src / "a", ignore_errors=True)
        (src / "conf.py").write_text(
            'extensions = ["myst_parser", "sphinx_series"]\nseries_ledger = "urls.txt"\n'
            'series_names = "names.txt"\n'
        )
        (src / "index.md").write_text("# Home\n\n```{topic} t\n```\n")
        for name, inputs in contents.items():
            (src / name).parent.mkdir(parents=True, exist_ok=True)
            (src / name).write_text(next(inputs), errors="replace")
        own = [chance.choice(COMMANDS[command]) for _ in range(chance.randint(1, 7))]
        arguments = [word if chance.random() < 0.9 else chance.choice(ARGUMENTS) for word in own]
        told, begun = StringIO(), time.process_time()
        with redirect_stdout(told), redirect_stderr(told):
            try:
                status: object = main([command, *arguments])
            except SystemExit as ended:
                status = ended.code
            except Exception as error:
                error.add_note(f"the arguments were {arguments}")
                raise
        assert status in {0, 1, 2}, arguments
        assert time.process_time() - begun < SLOWEST, arguments
        assert sorted(path.name for path in tmp_path.iterdir()) == ["around"]
