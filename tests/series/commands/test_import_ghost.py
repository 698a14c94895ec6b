"""Imports of Ghost's exports: every editor that it had, at the old addresses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from old_blogs import ImportedExport

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_theme = "basic"
html_baseurl = "https://new.example/"
nitpicky = True
series_ledger = "urls.txt"
series_authors = {"ada": {"name": "Ada"}}
"""


def post(number: int, **values: object) -> dict[str, Any]:
    """Give a row of the table of posts: public, of May 2020."""
    return {
        "id": f"id{number}", "title": f"Post {number}", "slug": f"post-{number}",
        "html": f"<p>Text {number}.</p>", "lexical": None, "mobiledoc": None, "type": "post",
        "status": "published", "visibility": "public", "featured": 0,
        "published_at": "2020-05-06T10:00:00.000Z", "updated_at": "2020-05-06T10:00:09.000Z",
    } | values  # fmt: skip


def data(*posts: Mapping[str, Any], **tables: object) -> dict[str, Any]:
    """Give an export."""
    users = [{"id": "u1", "name": "Ada", "slug": "ada"}]
    authors = [{"post_id": row["id"], "author_id": "u1", "sort_order": 0} for row in posts]
    rows: dict[str, object] = {
        "users": users,
        "posts_authors": authors,
        "posts": list(posts),
    } | tables
    return {"db": [{"meta": {"version": "5.80.0"}, "data": rows}]}


class Import(ImportedExport):
    """An import of what Ghost exports, and what came of it."""

    kind = "ghost"
    conf = CONF

    def run(
        self, export: object, *options: str, files: Mapping[str, bytes] | None = None
    ) -> Import:
        text = export if isinstance(export, str) else json.dumps(export)
        self.bring({"blog.json": text.encode(), **(files or {})}, *options)
        return self


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    return Import(tmp_path, capsys)


def test_a_blog_arrives_whole(project: Import) -> None:
    tags = [
        {"id": "t1", "name": "Deep Water", "slug": "deep", "visibility": "public"},
        {"id": "t2", "name": "#secret", "slug": "hash-secret", "visibility": "internal"},
    ]
    first = post(
        1, feature_image="__GHOST_URL__/content/images/2020/05/pot.png",
        custom_excerpt="In short.", codeinjection_head="<script>x()</script>",
        html='<p>A <a href="__GHOST_URL__/post-2/">two</a>, <a href="__GHOST_URL__/about/">us</a>'
        '</p><!--kg-card-begin: html--><div>raw</div><!--kg-card-end: html-->'
        '<img src="__GHOST_URL__/content/images/cup.png" alt="Cup">',
    )  # fmt: skip
    export = data(
        first, post(2, updated_at="2021-01-01T00:00:00.000Z"), post(3, type="page", slug="about"),
        tags=tags,
        posts_tags=[
            {"post_id": "id1", "tag_id": "t2", "sort_order": 0},
            {"post_id": "id1", "tag_id": "t1", "sort_order": 1},
        ],
        posts_meta=[{"post_id": "id1", "feature_image_alt": "A pot",
                     "feature_image_caption": "By <em>me</em>"}],
    )  # fmt: skip
    pictures = {f"content/images/{name}.png": PNG for name in ("2020/05/pot", "cup")}
    project.run(export, "--topics", "declare", files=pictures)
    assert project.text("post-1").startswith(
        "---\ndate: 2020-05-06 10:00:00+00:00\ndescription: In short.\ntopics: [deep-water]\n"
        "authors: [ada]\naliases: [/post-1/]\nimage: post-1-pot.png\n---\n\n# Post 1\n"
    )
    assert project.body("post-1") == (
        "![A pot](post-1-pot.png)\n\nBy *me*\n\nA [two](post-2.md), [us](about.md)\n\nraw\n\n"
        "![Cup](post-1-cup.png)"
    )
    assert "updated: 2021-01-01" in project.text("post-2")
    assert {
        "/about/ -> /a/about.html", "/rss/ -> /feed.xml", "/tag/deep/ -> /a/topics.html",
        "/tag/deep/rss/ -> /feeds/topic-deep-water.xml", "/author/ada/ -> /index.html",
        "/author/ada/rss/ -> /feed.xml", "/post-1/",
    } <= set(project.ledger)  # fmt: skip
    assert "hash-secret" not in "\n".join(project.ledger)
    (lost,) = project.remarks["lost"]
    assert "`codeinjection_head`" in lost["message"]
    assert "<script>x()</script>" in lost["message"]
    assert "feeds/topic-deep-water.xml" in project.build().read("tag/deep/rss/index.html")


def test_nothing_public_that_was_not(project: Import) -> None:
    project.run(data(
        post(1, status="draft", published_at=None),
        post(2, status="scheduled", published_at="2999-01-01T00:00:00.000Z"),
        post(3, status="scheduled"),
        post(4, status="sent"),
        post(5, visibility="members"),
        post(6, visibility="paid"),
        post(7, type="page", status="draft", published_at=None),
        post(8),
    ))  # fmt: skip
    pages = {path.stem: path.read_text() for path in (project.src / "a").glob("*.md")}
    drafts = {name for name, text in pages.items() if "draft: true" in text}
    assert pages.keys() - drafts == {"post-2", "post-8"}
    assert "2999" in pages["post-2"]
    assert [line for line in project.ledger if "post-" in line] == ["/post-8/"]
    reasons = "\n".join(one["message"] for one in project.remarks["hidden"])
    for reason in ("only members", "only paid", "was scheduled", "by mail alone"):
        assert reason in reasons
    project.build()


def lexical(*nodes: Mapping[str, Any]) -> str:
    return json.dumps({"root": {"type": "root", "children": list(nodes)}})


def said(*nodes: Mapping[str, Any], type: str = "paragraph", **values: str) -> dict[str, Any]:  # noqa: A002
    return {"type": type, "children": list(nodes), **values}


def word(text: str, format_: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": text, "format": format_}


LEXICAL = {
    "text": (
        [said(word("A <b> "), word("bold", 1), word(", "), word("both", 3), word(" "),
              word("x = 1", 16), {"type": "linebreak"}, word("H"), word("2", 32))],
        "A \\<b> **bold**, ***both*** `x = 1`\\\nH₂",
    ),
    "headings and links": (
        [said(word("Head"), type="extended-heading", tag="h3"),
         said(said(word("two"), type="link", url="__GHOST_URL__/post-2/"))],
        "## Head\n\n[two](post-2.md)",
    ),
    "lists": (
        [said(said(word("a"), type="listitem"),
              said(said(said(word("b"), type="listitem"), type="list", listType="bullet"),
                   type="listitem"), type="list", listType="number")],
        "1. a\n1. - b",
    ),
    "quote": ([said(word("Said"), type="extended-quote")], "> Said"),
    "code": ([{"type": "codeblock", "language": "go", "code": "a < b", "caption": "So"}],
             "```go\na < b\n```\n\nSo"),
    "markdown": ([{"type": "markdown", "markdown": "A *b*\n\n|a|\n|-|\n|1|"}],
                 "A *b*\n\n| a   |\n| --- |\n| 1   |"),
    "html": ([{"type": "html", "html": "<p>A <b>b</b></p>"}], "A **b**"),
    "image": ([{"type": "image", "src": "__GHOST_URL__/content/images/cup.png", "alt": "Cup",
                "caption": "By <i>me</i>"}], "![Cup](post-1-cup.png)\n\nBy *me*"),
    "gallery": ([{"type": "gallery", "images": [{"src": "/content/images/cup.png", "alt": "C"}],
                  "caption": ""}], "![C](post-1-cup.png)"),
    "embed": ([{"type": "embed", "url": "https://a.example/v", "html": "<iframe></iframe>"}],
              "[https://a.example/v](https://a.example/v)"),
    "bookmark": ([{"type": "bookmark", "url": "https://a.example/",
                   "metadata": {"title": "T", "description": "D <x>"}}],
                 "[T](https://a.example/)\n\nD \\<x>"),
    "callout": ([{"type": "callout", "calloutText": "Mind <b>it</b>", "calloutEmoji": "!"}],
                "Mind **it**"),
    "toggle": ([{"type": "toggle", "heading": "More", "content": "<p>In it</p>"}],
               "More\n\nIn it"),
    "button": ([{"type": "button", "buttonText": "Go", "buttonUrl": "https://a.example/"}],
               "[Go](https://a.example/)"),
    "file": ([{"type": "file", "src": "https://a.example/x.pdf", "fileTitle": "Paper"}],
             "[Paper](https://a.example/x.pdf)"),
    "mail": ([said(word("A")), {"type": "email", "html": "<p>secret</p>"}, {"type": "paywall"},
              said(word("B"))], "A\n\n\n\nB"),
    "rule": ([said(word("A")), {"type": "horizontalrule"}, said(word("B"))], "A\n\n---\n\nB"),
    "unknown": ([{"type": "new-card", "title": "T", "content": "<p>C</p>"}, {"type": "signup"}],
                "T\n\nC"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEXICAL)
def test_texts_of_lexical(project: Import, name: str) -> None:
    nodes, wanted = LEXICAL[name]
    project.run(
        data(post(1, html="<p>stale</p>", lexical=lexical(*nodes)), post(2)),
        files={"content/images/cup.png": PNG},
    )
    assert project.body("post-1") == wanted
    assert "secret" not in project.text("post-1")
    project.build()


MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["strong"], ["a", ["href", "__GHOST_URL__/post-2/"]]],
    "atoms": [["soft-return", "", {}]],
    "cards": [["code", {"code": "x", "language": "sh"}], ["card-markdown", {"markdown": "*m*"}],
              ["image", {"src": "/content/images/cup.png", "caption": "C"}], ["hr", {}]],
    "sections": [
        [1, "h2", [[0, [], 0, "Head"]]],
        [1, "p", [[0, [], 0, "A "], [0, [0], 0, "b "], [0, [1], 2, "two"], [1, [], 0, 0],
                  [0, [], 0, "<end>"]]],
        [3, "ol", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
        [10, 0], [10, 1], [10, 2], [10, 3],
        [1, "blockquote", [[0, [], 0, "Said"]]],
    ],
}  # fmt: skip


def test_texts_of_mobiledoc(project: Import) -> None:
    written = json.dumps(MOBILEDOC)
    project.run(
        data(post(1, html=None, mobiledoc=written), post(2)), files={"content/images/cup.png": PNG}
    )
    assert project.body("post-1") == (
        "## Head\n\nA **b [two](post-2.md)**\\\n\\<end>\n\n1. one\n1. two\n\n```sh\nx\n```\n\n*m*\n\n"  # noqa: E501
        "![](post-1-cup.png)\n\nC\n\n---\n\n> Said"
    )
    project.build()


@pytest.mark.parametrize(
    "fields",
    [
        {"lexical": "{"},
        {"lexical": "[1]"},
        {"lexical": '{"root": ' + '{"children": [' * 90 + "]}" * 90 + "}"},
        {"mobiledoc": '{"sections": [[7]]}'},
        {"mobiledoc": '{"sections": [[1, "p", [[0, [3], 0, "x"]]]]}'},
        {"mobiledoc": '{"sections": [[10, 0]], "cards": 3}'},
        {"mobiledoc": '{"sections": [[1, "p", [[0, [], 5, "x"]]]]}'},
    ],
)
def test_a_text_that_cannot_be_read_is_as_it_was_shown(
    project: Import, fields: Mapping[str, Any]
) -> None:
    project.run(data(post(1, **fields)))
    assert project.body("post-1") == "Text 1."
    assert "what the editor wrote cannot be read" in project.shown


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("/:slug/", "/post-1/"),
        ("/:year/:month/:day/:slug/", "/2020/05/07/post-1/"),
        ("/{primary_tag}/{slug}/", "/deep/post-1/"),
        ("/:author/:slug/", "/ada/post-1/"),
    ],
)
def test_patterns_of_addresses(project: Import, permalink: str, address: str) -> None:
    settings = [
        {"key": "permalinks", "value": permalink},
        {"key": "activeTimezone", "value": "Asia/Tokyo"},
    ]
    project.run(data(
        post(1, published_at="2020-05-06T20:00:00.000Z"), settings=settings,
        tags=[{"id": "t1", "name": "Deep", "slug": "deep"}],
        posts_tags=[{"post_id": "id1", "tag_id": "t1"}],
    ))  # fmt: skip
    assert address in project.ledger


def test_the_oldest_exports(project: Import) -> None:
    old = {
        "meta": {"version": "003"},
        "data": {
            "posts": [
                post(1, type=None, page=0, author_id=1, published_at=1419034620000, image=None),
                post(2, type=None, page=1, slug="about"),
            ],
            "users": [{"id": 1, "name": "Ada", "slug": "ada"}],
        },
    }
    project.run(old)
    assert "date: 2014-12-20 00:17:00+00:00" in project.text("post-1")
    assert "authors: [ada]" in project.text("post-1")
    assert "/about/ -> /a/about.html" in project.ledger


def test_a_blog_below_a_path(project: Import) -> None:
    body = '<a href="__GHOST_URL__/post-2/">two</a> <a href="__GHOST_URL__/gone/">gone</a>'
    project.run(data(post(1, html=body), post(2)), "--url", "https://old.example/blog/")
    assert "/blog/post-1/" in project.ledger
    assert project.body("post-1") == "[two](post-2.md) [gone](https://old.example/blog/gone/)"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"db": []}', '{"db": [{"data": {"posts": 3}}]}', "[" * 99_999]
)
def test_what_is_no_export_is_named(project: Import, text: str) -> None:
    project.run(text)
    assert project.status == 1
    assert "blog.json: left out: it is no export of Ghost" in project.shown


def test_what_nobody_wrote_makes_no_traceback(project: Import) -> None:
    odd = {"slug": "odd", "id": None, "title": 3, "html": ["x"], "published_at": True}
    project.run(
        data(post(1, published_at=10**30, feature_image="http://["), post(2, html=None)) | {}
    )
    project.run({"data": {"posts": [odd, 3, {}], "tags": 3, "posts_tags": [{}], "users": [None]}})
    assert {path.stem for path in (project.src / "a").iterdir()} == {"post-1", "post-2", "odd"}
    project.build()


ROUTES = """\
routes:
  /welcome/: home
collections:
  /news/:
    permalink: /news/{year}/{slug}/
    filter: tag:[hash-news,other]+featured:false
  /:
    permalink: /{primary_tag}/{slug}/
    filter: primary_tag:-hidden+odd~2
taxonomies:
  tag: /about/{slug}/
"""


def test_addresses_are_those_of_the_routes(project: Import) -> None:
    tags = [
        {"id": "t1", "name": "Tips", "slug": "tips"},
        {"id": "t2", "name": "#news", "slug": "hash-news", "visibility": "internal"},
        {"id": "t3", "name": "Hidden", "slug": "hidden"},
    ]
    joined = [
        {"post_id": f"id{post_}", "tag_id": tag, "sort_order": order}
        for post_, tag, order in [(1, "t1", 0), (1, "t2", 1), (2, "t1", 0), (3, "t3", 0)]
    ]
    posts = [post(1), post(2), post(3), post(4, type="page"), post(5, featured=1)]
    export = data(*posts, tags=tags, posts_tags=joined, settings=[{"key": "amp", "value": "true"}])
    files = {"content/settings/routes.yaml": ROUTES.encode()}
    project.run(export, "--url", "https://old.example", files=files)
    report = json.loads((project.folder / "report.json").read_text())
    assert {row["path"]: row["addresses"] for row in report["posts"]} == {
        "a/post-1.md": ["/news/2020/post-1/", "/news/2020/post-1/amp/"],
        "a/post-2.md": ["/tips/post-2/", "/tips/post-2/amp/"],
        "a/post-3.md": [],
        "a/post-4.md": ["/post-4/"],
        "a/post-5.md": ["/all/post-5/", "/all/post-5/amp/"],
    }
    assert {
        "/news/ -> /index.html",
        "/news/rss/ -> /feed.xml",
        "/about/tips/ -> /index.html",
    } <= set(project.ledger)
    assert not any(line.startswith("/author/") for line in project.ledger)
    (page,) = project.remarks["address"]
    assert (page["line"], "'/welcome/' was of the theme" in page["message"]) == (2, True)
    (setting,) = project.remarks["setting"]
    assert "of the filter of '/', 'odd~2' was not understood" in setting["message"]


def test_routes_that_cannot_be_read_end_the_command(project: Import) -> None:
    project.run(data(post(1)), files={"routes.yaml": b"collections: [\n"})
    assert project.status == 2
    assert "routes.yaml: line 2: " in project.shown
