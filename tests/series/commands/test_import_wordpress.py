"""Imports of WordPress' exports: every version, block and shortcode, at the old addresses."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import pytest
from builds import Build, build
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_theme = "basic"
html_baseurl = "https://new.example/"
nitpicky = True
series_ledger = "urls.txt"
series_authors = {"ada": {"name": "Ada Lovelace"}}
"""


def item(number: int, **values: str) -> str:
    """Write an item, a public post of May 2020 unless its values say otherwise."""
    type_ = values.pop("type", "post")
    slug = values.pop("slug", f"post-{number}")
    status = values.pop("status", "publish")
    title = values.pop("title", f"Post {number}")
    link = values.pop("link", f"https://old.example/2020/05/{slug}/")
    date = values.pop("date", "2020-05-06 10:00:00")
    utc = values.pop("utc", date)
    terms = values.pop("terms", "")
    more = values.pop("more", "")
    body = values.pop("body", f"Text {number}.").replace("]]>", "]]]]><![CDATA[>")
    excerpt = values.pop("excerpt", "")
    assert not values, f"no such value: {values}"
    return f"""\
<item><title>{escape(title)}</title><link>{escape(link)}</link>
<pubDate>Wed, 06 May 2020 10:00:00 +0000</pubDate><dc:creator><![CDATA[ada]]></dc:creator>
<guid isPermaLink="false">https://old.example/?p={number}</guid><description></description>
<content:encoded><![CDATA[{body}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date><![CDATA[{date}]]></wp:post_date>
<wp:post_date_gmt><![CDATA[{utc}]]></wp:post_date_gmt>
<wp:post_name><![CDATA[{slug}]]></wp:post_name><wp:status><![CDATA[{status}]]></wp:status>
<wp:post_type><![CDATA[{type_}]]></wp:post_type>
{terms}{more}</item>
"""


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def comment(approved: str = "1") -> str:
    return (
        "<wp:comment><wp:comment_content><![CDATA[Great secret post!]]></wp:comment_content>"
        f"<wp:comment_approved>{approved}</wp:comment_approved></wp:comment>"
    )


def wxr(items: Iterable[str], head: str = "", *, version: str = "1.2", base: str = "") -> str:
    """Write an export in one of the versions of its format."""
    excerpt = "excerpt/" if version != "1.0" else ""
    return f"""\
<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.8" created="2026-01-01 00:00" -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/{version}/{excerpt or "excerpt/"}"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/">
<channel><title>Old</title><link>https://old.example{base}</link>
<wp:wxr_version>{version}</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example{base}</wp:base_blog_url>
{head}{"".join(items)}</channel></rss>
"""


AUTHOR = """\
<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login>
<wp:author_display_name><![CDATA[Ada Lovelace]]></wp:author_display_name></wp:author>
"""


class Import:
    """An import into an empty project, and what came of it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.src = folder / "src"
        self.src.mkdir()
        (self.src / "conf.py").write_text(CONF)
        (self.src / "index.md").write_text("# Home\n")
        self.status = -1
        self.shown = ""

    def run(self, export: str | bytes | Mapping[str, str | bytes], *options: str) -> Import:
        files = {"blog.xml": export} if isinstance(export, str | bytes) else export
        for name, content in files.items():
            path = self.folder / "old" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        old = self.folder / "old"
        old = old if len(files) > 1 else old / next(iter(files))
        self.status = main([
            "import", "wordpress", str(old), "--to", "a", "--source", str(self.src),
            "--report", str(self.folder / "report.json"), *options,
        ])  # fmt: skip
        self.shown = "".join(self.capsys.readouterr())
        return self

    def text(self, slug: str) -> str:
        return (self.src / "a" / f"{slug}.md").read_text()

    def body(self, slug: str) -> str:
        return self.text(slug).partition("\n# ")[2].partition("\n")[2].strip()

    @property
    def ledger(self) -> list[str]:
        return (self.src / "urls.txt").read_text().splitlines()

    @property
    def remarks(self) -> dict[str, list[dict[str, Any]]]:
        found = json.loads((self.folder / "report.json").read_text())
        return {group["kind"]: group["items"] for group in found["remarks"]}

    def build(self) -> Build:
        built = build(self.src)
        assert built.warnings == []
        return built


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    return Import(tmp_path, capsys)


def test_a_blog_arrives_whole(project: Import) -> None:
    head = AUTHOR + (
        "<wp:category><wp:category_nicename>tools</wp:category_nicename><wp:category_parent>"
        "</wp:category_parent><wp:cat_name><![CDATA[Tools]]></wp:cat_name></wp:category>"
        "<wp:category><wp:category_nicename>go</wp:category_nicename><wp:category_parent>tools"
        "</wp:category_parent><wp:cat_name><![CDATA[Go & C++]]></wp:cat_name></wp:category>"
        "<wp:tag><wp:tag_slug>old-tag</wp:tag_slug><wp:tag_name><![CDATA[Old tag]]></wp:tag_name>"
        "</wp:tag>"
    )
    first = item(
        1, slug="first", title="Tea &amp; <em>pots</em>", utc="2020-05-06 08:00:00",
        terms=term("category", "go", "Go & C++") + term("post_tag", "deep-water", "Deep water"),
        body="Hello [there].\n\nA line\nand another, <b>bold</b>.\n<!--more-->\nRest of\n\n"
        '<a href="https://old.example/2020/05/second/">second</a>, <a href="/?p=2#x">by id</a>, '
        '<a href="https://old.example/about/">about</a>.',
        excerpt="What it <em>is</em>\nabout.",
        more=meta("_wp_old_slug", "zero") + meta("_thumbnail_id", "9") + comment() + comment("0")
        + "<wp:is_sticky>1</wp:is_sticky>",
    )  # fmt: skip
    second = item(2, slug="second", body="One<!--nextpage-->Two", more=comment())
    about = item(3, slug="about", type="page", title="About", link="https://old.example/about/")
    picture = item(
        9, slug="pot", type="attachment", status="inherit", link="https://old.example/pot/",
        more="<wp:post_parent>1</wp:post_parent><wp:attachment_url>"
        "https://old.example/wp-content/uploads/2020/05/pot.png</wp:attachment_url>",
    )  # fmt: skip
    project.run(
        {
            "blog.xml": wxr([first, second, about, picture], head),
            "wp-content/uploads/2020/05/pot.png": PNG,
        },
        "--topics",
        "declare",
    )
    assert project.text("first").startswith(
        "---\ndate: 2020-05-06 10:00:00+02:00\ndescription: What it is about.\n"
        "topics: [go-cpp, deep-water]\nauthors: [ada]\n"
        "aliases: [/2020/05/first/, /2020/05/zero/, /pot/]\nimage: first-pot.png\npinned: true\n"
        "feed_id: https://old.example/?p=1\n---\n\n# Tea & pots\n"
    )
    assert project.body("first") == (
        "![](first-pot.png)\n\nHello [there].\n\nA line\\\nand another, **bold**.\n\nRest of\n\n"
        "[second](second.md), [by id](second.md), [about](about.md)."
    )
    assert (project.src / "a" / "first-pot.png").read_bytes() == PNG
    assert project.body("second") == "One\n\nTwo"
    assert {
        "/about/ -> /a/about.html",
        "/2020/05/first/",
        "/2020/05/second/2/",
        "/2020/ -> /index.html",
        "/2020/05/ -> /index.html",
        "/2020/05/06/ -> /index.html",
        "/author/ada/ -> /index.html",
        "/author/ada/feed/ -> /feed.xml",
        "/category/tools/ -> /a/topics.html",
        "/category/tools/go/ -> /a/topics.html",
        "/category/tools/go/feed/ -> /feeds/topic-go-cpp.xml",
        "/category/tools/feed/ -> /feed.xml",
        "/tag/deep-water/ -> /a/topics.html",
        "/tag/old-tag/ -> /a/topics.html",
        "/feed/ -> /feed.xml",
        "/feed/atom/ -> /feed.xml",
        "/comments/feed/ -> /index.html",
    } <= set(project.ledger)
    (found,) = project.remarks["changed"]
    assert found["message"] == "comments are left out: 2, the first is here"
    assert "secret" not in project.text("first")
    built = project.build()
    assert "first.html" in built.read("2020/05/zero/index.html")
    assert "<id>https://old.example/?p=1</id>" in built.read("feed.xml")
