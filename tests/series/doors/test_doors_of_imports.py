"""Each importer takes whatever stands in posts, in their front matter and in configurations.

Many posts are in one blog. Each becomes a page that has its text, or is named in the report, and
all that is written is below the folder for it.
"""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, TypeAlias

import pytest
from door_words import FRONT, MARKDOWN
from doors import each, texts, together
from hypothesis import strategies as st
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    Files: TypeAlias = Mapping[str, str]

# What Hypothesis makes is given to functions inside of these, which it does not mark.
pytestmark = pytest.mark.hypothesis

CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
series_ledger = "urls.txt"
"""
HTML = (
    "<p>", "</p>", "<b>", "</b>", "<pre>", "<code>", "</code></pre>", "<a href='", "'>", "</a>",
    "<img src=", "<table><tr><td>", "</td></tr></table>", "<ul><li>", "</ul>", "<blockquote>",
    "<iframe src=", "<h2>", "</h2>", "Text.", "&nbsp;", "&#0;", "&#x110000;", "[caption]",
    "[/caption]", "[gallery ids=1]", "<!-- wp:x {} -->", "<figure>", "<figcaption>", "</figure>",
    "<hr>", "<br>", "<ol start=9><li>", "</li>", "<sup>", "<em>", "</em>", "<video src='a.mp4'>",
    "<script>", "</script>", "<svg>", "</svg>", "<pre class='language-go'>", "\n", "<p>Text.</p>\n",
)  # fmt: skip
# What no XML may have, in any spelling.
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
HTMLS = texts(HTML, 16).map("<p>First.</p>{}".format)


def sources() -> SearchStrategy[str]:
    """Give posts in Markdown without what stands above all of them."""
    heads = texts(FRONT, 6, without=["---\n"])
    return st.builds("{}\n---\n\nFirst.\n\n{}\n".format, heads, texts(MARKDOWN, 12))


def in_markdown(form: str, config: str, text: str) -> Callable[[Sequence[str]], Files]:
    """Give files of posts in a form, besides a configuration."""

    def files(batch: Sequence[str]) -> Files:
        posts = {form.format(i): f"---\ntitle: P {i}\n{post}" for i, post in enumerate(batch)}
        return {config: text, **posts}

    return files


def of_wordpress(batch: Sequence[str]) -> Files:
    items = "".join(
        f"<item><title>P {number}</title><link>https://old.example/{number}/</link>"
        f"<content:encoded><![CDATA[{body.replace(']]>', '').translate(CONTROLS)}]]>"
        "</content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>2020-01-01 00:00:00</wp:post_date>"
        f"<wp:post_name>p-{number}</wp:post_name><wp:status>publish</wp:status>"
        "<wp:post_type>post</wp:post_type></item>"
        for number, body in enumerate(batch)
    )
    head = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example</wp:base_blog_url>"""
    return {"blog.xml": f"{head}{items}</channel></rss>"}


def of_ghost(batch: Sequence[str]) -> Files:
    posts = [
        {"id": str(number), "title": f"P {number}", "slug": f"p-{number}", "html": body,
         "type": "post", "status": "published", "published_at": "2020-01-01T00:00:00.000Z"}
        for number, body in enumerate(batch)
    ]  # fmt: skip
    whole = {"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": posts}}]}
    return {"blog.json": json.dumps(whole)}


def of_medium(batch: Sequence[str]) -> Files:
    return {
        f"posts/2020-01-01_P-{number}.html": (
            f"<html><body><article><h1 class='p-name'>P {number}</h1>"
            f"<section data-field='body'>{body}</section>"
            "<footer><time class='dt-published' datetime='2020-01-01T00:00:00.000Z'></time>"
            "</footer></article></body></html>"
        )
        for number, body in enumerate(batch)
    }


def of_ablog(batch: Sequence[str]) -> Files:
    conf = 'extensions = ["ablog", "myst_parser"]\nblog_path = "blog"\n'
    return {"conf.py": conf, "index.rst": "Home\n====\n", **{
        f"p{number}.rst": f".. post:: Jan 1, 2020\n   :tags: bees\n\nP {number}\n===\n\n{body}\n"
        for number, body in enumerate(batch)
    }}  # fmt: skip


RST = (
    ".. post:: ", "Jan 1, 2020", "2020-01-01", "\n", "   :tags: ", "   :author: ", "a, b", "\n\n",
    "   :category: ", "   :location: ", "   :redirect: ", "old/two", "   :excerpt: 1",
    "   :image: ",
    "   :nocomments:", ".. postlist::", " 5", "   :format: {title}", "   :date: %A",
    "   :list-style:",
    "   :expand: x", ".. update:: ", ":ref:`x`", ":doc:`p1`", ":tag:`bees`", "Text.", "   ",
    "====\n",
    "::\n", ".. _here:\n", ".. code-block:: python\n", "blog/2020", ".. include:: p1.rst\n",
)  # fmt: skip
JEKYLL = in_markdown("_posts/2020-01-01-p{}.md", "_config.yml", "url: https://old.example\n")
HUGO = in_markdown("content/posts/p{}.md", "hugo.toml", 'baseURL = "https://old.example/"\n')
DOCUSAURUS = in_markdown("blog/2020-01-01-p{}.md", "docusaurus.config.js", "module.exports = {};\n")
MATERIAL = in_markdown(
    "docs/blog/posts/p{}.md", "mkdocs.yml", "plugins: [blog]\nsite_url: https://o.e/\n"
)
PELICAN = in_markdown("content/p{}.md", "pelicanconf.py", "PATH = 'content'\n")
IMPORTERS: Mapping[str, tuple[SearchStrategy[str], Callable[[Sequence[str]], Files]]] = {
    "jekyll": (sources(), JEKYLL),
    "hugo": (sources(), HUGO),
    "docusaurus": (sources(), DOCUSAURUS),
    "material": (sources(), MATERIAL),
    "pelican": (sources(), PELICAN),
    "wordpress": (HTMLS, of_wordpress),
    "ghost": (HTMLS, of_ghost),
    "medium": (HTMLS, of_medium),
}


def written(folder: Path, files: Files) -> Path:
    """Write files into a folder that is empty before."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, errors="replace")
    return folder


def imported(*arguments: str) -> int:
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        return main(["import", *arguments])


def into_a_project(kind: str, old: Path) -> tuple[Path, int]:
    """Import a blog into a new project beside it, and look at what holds for any."""
    src = written(
        old.parent / "src", {"conf.py": CONF, "index.md": "# Home\n\n```{topic} t\n```\n"}
    )
    report = src.parent / "report.json"
    status = imported(
        kind, str(old), "--to", "a", "--topic", "t", "--source", str(src), "--report", str(report)
    )
    assert {path.name for path in old.parent.iterdir()} <= {"old", "src", "report.json"}
    assert {path.name for path in src.iterdir()} <= {"a", "conf.py", "index.md", "urls.txt"}
    assert all(path.resolve().is_relative_to(src / "a") for path in (src / "a").rglob("*"))
    return src, status


@pytest.mark.parametrize("kind", IMPORTERS)
def test_posts(kind: str, tmp_path: Path) -> None:
    inputs, files = IMPORTERS[kind]

    def take(batch: Sequence[str]) -> None:
        src, status = into_a_project(kind, written(tmp_path / "old", files(batch)))
        assert status in {0, 1}
        report = json.loads((tmp_path / "report.json").read_text())
        assert all("First." in (src / post["path"]).read_text() for post in report["posts"])
        remarks = [item for group in report["remarks"] for item in group["items"]]
        known = {one["source"] for one in report["posts"]} | {one["path"] for one in remarks}
        if len(files(batch)) >= len(batch):
            posts = {name for name in files(batch) if name.endswith((".md", ".html"))}
            assert known >= posts, posts - known
        else:
            assert len(report["posts"]) == len(batch)

    together(inputs, take)


def test_posts_of_ablog(tmp_path: Path) -> None:
    """They stay where they are."""

    def take(batch: Sequence[str]) -> None:
        src = written(tmp_path / "src", of_ablog(batch))
        before = sorted(path.name for path in src.iterdir())
        assert imported("ablog", str(src), "--source", str(src)) in {0, 1}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["src"]
        assert {path.name for path in src.iterdir()} >= set(before)

    together(texts(RST, 12), take)


LISTS: Mapping[str, tuple[str, Sequence[str]]] = {
    "netlify": ("_redirects", ("/a/ ", "/b/* ", "/:splat ", "301", "410!", "200", "#", " a=:a ")),
    "nginx": ("r.conf", ("rewrite ", "^/a/?$ ", "/b/ ", "permanent;", "location ", "= /c ", "{",
    "}",
                         "return 301 ", "map $uri $x {", "$host", "include x;", "~* ")),
    "csv": ("r.csv", ("/a/", ",", "/b/", '"', "old,new", ";", "301")),
    "rediraffe": ("r.txt", ("a.md ", "b.md", '"a b.md" ', "'", "a ", "../x ")),
    "mkdocs": ("mkdocs.yml", ("plugins:\n", "  - redirects:\n", "      redirect_maps:\n",
                              "        'a.md': ", "'b.md'\n", "https://a.example/", "a/b.md: ")),
    "conf.py": ("old.py", ("redirects = ", "{", "}", '"a": ', '"b.html",', "rediraffe_redirects = ",
                           "import os\n", "f'{x}'", "(", ")", "'a/*': ", "'$source'")),
}  # fmt: skip


@pytest.mark.parametrize("form", LISTS)
def test_lists_of_redirects(form: str, tmp_path: Path) -> None:
    name, words = LISTS[form]
    ledger = "# By hand.\n/by-hand/ -> gone\n"
    project = {"conf.py": CONF, "index.md": "# Home\n", "b.md": "# B\n", "urls.txt": ledger}

    def take(text: str) -> None:
        src = written(tmp_path / "src", {**project, name: text})
        status = imported("redirects", str(src / name), "--form", form, "--source", str(src))
        after = (src / "urls.txt").read_text()
        assert status in {0, 1, 2}
        assert set(ledger.splitlines()) <= set(after.splitlines())
        assert {path.name for path in src.iterdir()} <= {*project, name}

    each(texts((*words, "\n"), 16), take, many=4000)


# The configuration of an old engine, in its words, with one post.
CONFIGURATIONS: Mapping[str, tuple[Callable[[Sequence[str]], Files], str, Sequence[str]]] = {
    "jekyll": (JEKYLL, "_config.yml", (
        "permalink: ", "pretty", "/:categories/:title", ":year/", "url: ", "baseurl: ", "/b", "\n",
        "collections:\n", "  docs:\n", "    output: ", "true\n", "defaults:\n",
        "  - scope: {path: ",
        "    values: {permalink: ", "}", "paginate: ", "3", "timezone: ", "Asia/Tokyo", "plugins: ",
        "[jekyll-feed]", "exclude: ", "[a]", "future: ", "limit_posts: ", "show_drafts: ",
    )),
    "hugo": (HUGO, "hugo.toml", (
        "baseURL = ", '"https://o.example/b/"', "\n", "[permalinks]\n", "posts = ",
        '"/:year/:slug/"',
        '":sections[1:]"', "uglyURLs = ", "true", "[taxonomies]\n", "tag = ", '"tags"',
        "[languages]\n",
        "[languages.de]\n", "weight = ", "1", "defaultContentLanguage = ", '"de"',
        "[frontmatter]\n",
        "date = ", '[":filename", "date"]', "[module]\n", "[[module.mounts]]\n", "source = ", '"c"',
        "target = ", '"content"', "disablePathToLower = ", "timeZone = ", "contentDir = ",
    )),
    "docusaurus": (DOCUSAURUS, "docusaurus.config.js", (
        "module.exports = {", "}", ";", "url: ", "'https://o.example'", ",", "baseUrl: ", "'/b/'",
        "presets: [", "]", "['classic', {", "blog: {", "routeBasePath: ", "'/'", "path: ",
        "`a${b}`",
        "plugins: [", "'@docusaurus/plugin-content-blog'", "trailingSlash: ", "true", "// x\n",
        "/*",
        "*/", "require('x')", "...x", "export default ", "const x = ", "() => ", "i18n: {",
        "locales: ",
    )),
    "material": (MATERIAL, "mkdocs.yml", (
        "plugins:\n", "  - blog:\n", "      blog_dir: ", "x", "\n", "      post_url_format: ",
        '"{date}/{slug}"', '"{categories}"', "site_url: ", "https://o.example/b/", "docs_dir: ",
        "use_directory_urls: ", "false", "!ENV [A, b]", "!!python/name:x.y ", "INHERIT: ", "nav:\n",
        "  - a.md\n", "markdown_extensions: ", "[toc]", "      archive: ", "      pagination: ",
        "3",
    )),
    "pelican": (PELICAN, "pelicanconf.py", (
        "PATH = ", "'content'", "\n", "ARTICLE_URL = ", "'{date:%Y}/{slug}/'", "'{category}'",
        "ARTICLE_SAVE_AS = ", "'{slug}.html'", "SITEURL = ", "'https://o.example'",
        "ARTICLE_PATHS = ",
        "['']", "import os\n", "os.environ['X']", "TIMEZONE = ", "'Asia/Tokyo'", "DEFAULT_DATE = ",
        "'fs'", "FILENAME_METADATA = ", "r'(?P<date>.*)'", "'('", "SLUG_REGEX_SUBSTITUTIONS = ",
        "[('a', 'b')]", "PAGINATION_PATTERNS = ", "1", "if x:\n    ", "'{0}'", "'{date:%'",
        "lambda: 1",
    )),
    "ghost": (of_ghost, "routes.yaml", (
        "collections:\n", "  /:\n", "  /blog/:\n", "    permalink: ", "/{slug}/", "/{year}/{id}/",
        "\n",
        "    filter: ", "tag:a", "routes:\n", "taxonomies:\n", "  tag: ", "  author: ",
        "    template: ",
        "x", "    controller: channel\n",
    )),
}  # fmt: skip


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_configurations(kind: str, tmp_path: Path) -> None:
    files, name, words = CONFIGURATIONS[kind]
    body = "<p>Text.</p>" if kind == "ghost" else "date: 2020-01-01\n---\n\nText.\n"

    def take(text: str) -> None:
        old = written(tmp_path / "old", {**files([body]), name: text})
        _, status = into_a_project(kind, old)
        assert status in {0, 1, 2}

    each(texts((*words, "\n"), 16), take, many=4000)
