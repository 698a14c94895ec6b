"""Imports of WordPress' exports: every version, block and shortcode, at the old addresses."""

from __future__ import annotations

import json
import re
import time
from html import escape
from typing import TYPE_CHECKING

import pytest
from old_blogs import ImportedExport

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


class Import(ImportedExport):
    """An import of what WordPress exports, and what came of it."""

    kind = "wordpress"
    conf = CONF

    def run(self, export: str | bytes | Mapping[str, str | bytes], *options: str) -> Import:
        files = {"blog.xml": export} if isinstance(export, str | bytes) else export
        encoded = {
            name: content if isinstance(content, bytes) else content.encode()
            for name, content in files.items()
        }
        self.bring(encoded, *options)
        return self


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
    assert [found["message"] for found in project.remarks["changed"]] == [
        "the link leads to the top of second.md: no part of it has the id 'x'",
        "comments are left out: 2, the first is here",
    ]
    assert "secret" not in project.text("first")
    built = project.build()
    assert "first.html" in built.read("2020/05/zero/index.html")
    assert "<id>https://old.example/?p=1</id>" in built.read("feed.xml")


def test_nothing_public_that_was_not(project: Import) -> None:
    query = "https://old.example/?p=1"
    items = [
        item(1, slug="", title="Draft", status="draft", link=query, utc="0000-00-00 00:00:00"),
        item(2, slug="private", status="private"),
        item(3, slug="locked", more="<wp:post_password>x</wp:post_password>"),
        item(4, slug="trashed__trashed", status="trash", body="Trashed words"),
        item(5, slug="to-come", status="future", date="2999-01-01 00:00:00", link=query),
        item(6, slug="was-to-come", status="future", link=query),
        item(7, slug="waits", status="pending", link=query),
        item(8, slug="hidden-page", type="page", status="private"),
        item(9, slug="odd", status="acf-disabled"),
        item(10, slug="public", more=comment()),
        item(11, slug="nav", type="nav_menu_item", body="Menu"),
        item(12, slug="chair", type="product", body="Chair"),
        item(13, slug="auto", status="auto-draft", link=query),
    ]
    project.run(wxr(items, AUTHOR))
    pages = {path.stem: path.read_text() for path in (project.src / "a").glob("*.md")}
    drafts = {name for name, text in pages.items() if "draft: true" in text}
    assert pages.keys() - drafts == {"public", "to-come"}
    assert drafts == {
        "draft", "private", "locked", "was-to-come", "waits", "hidden-page", "odd", "auto",
    }  # fmt: skip
    assert "2999-01-01" in pages["to-come"]
    text = "\n".join(project.ledger)
    for slug in ("private", "locked", "to-come", "hidden-page", "trashed", "odd"):
        assert slug not in text
    assert "/2020/05/public/" in project.ledger
    reasons = "\n".join(one["message"] for one in project.remarks["hidden"])
    for reason in ("was private", "a password", "was deleted", "was scheduled", "a review", "acf"):
        assert reason in reasons
    (left,) = project.remarks["left-out"]
    assert left["message"] == "items of the type 'product' are left out: 1, the first is here"
    assert left["line"] > 1
    assert project.status == 1
    project.build()


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_of_the_format(project: Import, version: str) -> None:
    terms = (
        "<category><![CDATA[Go]]></category>" + term("category", "go", "Go")
        + '<category domain="tag"><![CDATA[Deep water]]></category>'
        + term("tag", "deep-water", "Deep water")
    )  # fmt: skip
    head = AUTHOR if version != "1.0" else ""
    project.run(wxr([item(1, terms=terms, excerpt="In short.")], head, version=version),
                "--topics", "declare")  # fmt: skip
    text = project.text("post-1")
    assert "topics: [go, deep-water]" in text
    assert "description: In short." in text
    assert ("authors: [ada]" in text) == (version != "1.0") or "ada" in text
    assert "/tag/deep-water/ -> /a/topics.html" in project.ledger
    project.build()


@pytest.mark.parametrize(
    ("link", "lists"),
    [
        ("/2020/05/06/tea-pot/", {"/category/go/", "/2020/05/06/", "/author/ada/"}),
        ("/archives/7", {"/archives/category/go/", "/archives/date/2020/05/", "/feed/"}),
        ("/index.php/2020/05/tea-pot/", {"/index.php/category/go/", "/index.php/feed/"}),
        ("/go/tea-pot.html", {"/category/go/", "/2020/"}),
        ("/notes/ada/tea-pot/", {"/notes/author/ada/", "/notes/tag/old/"}),
    ],
)
def test_patterns_of_addresses_are_told_by_the_posts(
    project: Import, link: str, lists: set[str]
) -> None:
    terms = term("category", "go", "Go") + term("post_tag", "old", "Old")
    project.run(wxr([item(7, slug="tea-pot", link=f"https://old.example{link}", terms=terms)]))
    assert link in project.ledger
    (guessed,) = project.remarks["address-guessed"]
    assert "lists of categories, tags, authors and days are taken to be below" in guessed["message"]
    (feeds,) = project.remarks["feed"]
    assert "feeds of comments end" in feeds["message"]
    assert lists <= {line.partition(" -> ")[0] for line in project.ledger}


def test_a_blog_in_a_folder_with_addresses_by_number(project: Import) -> None:
    items = [
        item(1, link="https://old.example/blog/?p=1", body='<a href="/blog/?p=2">two</a>'),
        item(2, link="https://old.example/blog/tee/", slug="t%c3%a9%c3%a9"),
    ]
    project.run(wxr(items, base="/blog"))
    assert project.body("post-1") == "[two](tee.md)"
    assert "/blog/tee/" in project.ledger
    (remark,) = project.remarks["address"]
    assert "'/blog/?p=1' has a query" in remark["message"]


BODIES = {
    "classic paragraphs": (
        "One\ntwo\n\nThree <em>weak\nline</em>\n\n\n\n<h3>Head</h3>\nAfter\n<ul>\n<li>a</li>\n</ul>",  # noqa: E501
        "One\\\ntwo\n\nThree *weak\\\nline*\n\n## Head\n\nAfter\n\n- a",
    ),
    "classic code": ("Do\n<pre>a\n\nb [x y=1]</pre>\nthen <code>one</code>.\n\n<code>a\nb</code>",
                     "Do\n\n```\na\n\nb [x y=1]\n```\n\nthen `one`.\n\n```\na\nb\n```"),
    "classic quotation": ("<blockquote>One\n\nTwo</blockquote>", "> One\n>\n> Two"),
    "caption": (
        ('[caption id="attachment_9" align="alignnone" width="3"]<img src="/x.png" alt="X" /> '
        "Said <b>so</b>[/caption]"),
        "X `/x.png`\n\nSaid **so**",
    ),
    "old caption": ('[caption caption="Said"]<a href="/x"><img src="/x.png"></a>[/caption]',
                    "[`/x.png`](https://old.example/x)\n\nSaid"),
    "code": ('[sourcecode language="php" light="true"]\n&lt;?php $a[0] = "[gallery]";\n[/sourcecode]',  # noqa: E501
             '```php\n<?php $a[0] = "[gallery]";\n```'),
    "code by its language": ("[python]\nif a < b and c:\n\n    pass\n[/python]",
                             "```python\nif a < b and c:\n\n    pass\n```"),
    "words in brackets": ("He said [sic] it [1] was [long].", "He said [sic] it [1] was [long]."),
    "escaped": ("Write [[gallery ids=1]].", "Write [gallery ids=1]."),
    "unknown": ('Before [contact-form-7 id="1"] after', 'Before `[contact-form-7 id="1"]` after'),
    "unknown pair": ("[box]Words <b>in</b>[/box]", "`[box]`Words **in**`[/box]`"),
    "alone": ("A\n\n[toc]\n\nB", "A\n\n`[toc]`\n\nB"),
    "bare address": ("See\n\nhttps://www.youtube.com/watch?v=x\n\nand https://a.example/ too",
                     ("See\n\n[https://www.youtube.com/watch?v=x](https://www.youtube.com/watch?v=x)"
                     "\n\nand https://a.example/ too")),
    "embed": ("[embed]https://a.example/v[/embed] [youtube https://youtu.be/x] [vimeo 123]",
              ("[https://a.example/v](https://a.example/v)\n\n"
              "[https://youtu.be/x](https://youtu.be/x)\n\n"
              "[https://vimeo.com/123](https://vimeo.com/123)")),
    "video": ('[video mp4="https://a.example/v.mp4"][/video]',
              "[https://a.example/v.mp4](https://a.example/v.mp4)"),
    "formula": (
        "So $latex a_1 &lt; b$, $latex \\frac{1}{2}&amp;bg=ffffff&amp;s=1$, $latex *a*$.",
        "So {math}`a_1 < b`, {math}`\\frac{1}{2}`, {math}`*a*`.",
    ),
    "paragraph block": (
        ('<!-- wp:paragraph {"align":"left"} -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->\n\n'
        '<!-- wp:heading -->\n<h2 class="wp-block-heading">H</h2>\n<!-- /wp:heading -->'),
        "One\ntwo\n\n## H",
    ),
    "list block": (
        ('<!-- wp:list -->\n<ul class="wp-block-list"><!-- wp:list-item -->\n<li>a</li>\n'
        "<!-- /wp:list-item -->\n\n<!-- wp:list-item -->\n<li>b</li>\n<!-- /wp:list-item --></ul>\n"
        "<!-- /wp:list -->"),
        "- a\n- b",
    ),
    "code block": (
        ('<!-- wp:code -->\n<pre class="wp-block-code"><code>a &lt; b\n\nc</code></pre>\n'
        "<!-- /wp:code -->"),
        "```\na < b\n\nc\n```",
    ),
    "highlighted block": (
        ('<!-- wp:syntaxhighlighter/code {"language":"go"} -->\n'
        '<pre class="wp-block-syntaxhighlighter-code">package main</pre>\n'
        "<!-- /wp:syntaxhighlighter/code -->"),
        "```go\npackage main\n```",
    ),
    "image block": (
        ('<!-- wp:image {"id":9} -->\n<figure class="wp-block-image"><img src="/x.png" alt="X"/>'
        '<figcaption class="wp-element-caption">Said</figcaption></figure>\n<!-- /wp:image -->'),
        "X `/x.png`\n\nSaid",
    ),
    "embed block": (
        ('<!-- wp:embed {"url":"https://a.example/v"} -->\n<figure class="wp-block-embed"><div '
        'class="wp-block-embed__wrapper">\nhttps://a.example/v\n</div></figure>\n<!-- /wp:embed -->'),  # noqa: E501
        "[https://a.example/v](https://a.example/v)",
    ),
    "table block": (
        ('<!-- wp:table -->\n<figure class="wp-block-table"><table><thead><tr><th>A</th></tr></thead>'  # noqa: E501
        "<tbody><tr><td>1</td></tr></tbody></table></figure>\n<!-- /wp:table -->"),
        "| A   |\n| --- |\n| 1   |",
    ),
    "columns": (
        ('<!-- wp:columns -->\n<div class="wp-block-columns"><!-- wp:column -->\n<div '
        'class="wp-block-column"><!-- wp:paragraph -->\n<p>L</p>\n<!-- /wp:paragraph --></div>\n'
        "<!-- /wp:column --></div>\n<!-- /wp:columns -->"),
        "L",
    ),
    "block without a text": (
        'A\n\n<!-- wp:latest-posts {"postsToShow":3} /-->',
        'A\n\n`<!-- wp:latest-posts {"postsToShow":3} /-->`',
    ),
    "link block": (
        '<!-- wp:social-link {"url":"https://a.example/me","service":"mail"} /-->',
        "[mail](https://a.example/me)",
    ),
    "comment": ("A<!-- a secret -->B", "AB"),
    "hostile": ("a <script>alert(1)</script> {raw}`x` ```{include} x",
                "a\n\n```html\n<script>alert(1)</script>\n```\n\n\\{raw}\\`x\\` \\`\\`\\`\\{include} x"),  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_texts(project: Import, name: str) -> None:
    body, wanted = BODIES[name]
    project.run(wxr([item(1, body=body)]))
    assert project.body("post-1") == wanted
    project.build()


def attachment(number: int, name: str, parent: int = 0) -> str:
    return item(
        number, slug=name, type="attachment", status="inherit",
        link=f"https://old.example/?attachment_id={number}",
        more=f"<wp:post_parent>{parent}</wp:post_parent><wp:attachment_url>"
        f"https://old.example/wp-content/uploads/{name}.png</wp:attachment_url>",
    )  # fmt: skip


def test_galleries_show_their_pictures(project: Import) -> None:
    items = [
        item(1, body='A\n\n[gallery ids="8,9" columns="2"]\n\nB'),
        item(2, body="[gallery]"),
        attachment(8, "pot", 2),
        attachment(9, "cup"),
    ]
    pictures = {f"wp-content/uploads/{name}.png": PNG for name in ("pot", "cup")}
    project.run({"blog.xml": wxr(items), **pictures})
    assert project.body("post-1") == ("A\n\n![](post-1-pot.png)\n\n![](post-1-cup.png)\n\nB")
    assert project.body("post-2") == "![](post-2-pot.png)"
    project.build()


def test_blocks_that_are_kept_elsewhere(project: Import) -> None:
    notes = json.dumps([{"id": "u1", "content": "First <em>note</em>"}])
    body = (
        '<!-- wp:paragraph -->\n<p>A<sup data-fn="u1" class="fn"><a href="#u1" id="u1-link">1</a>'
        '</sup></p>\n<!-- /wp:paragraph -->\n\n<!-- wp:block {"ref":5} /-->\n\n'
        "<!-- wp:footnotes /-->"
    )
    items = [
        item(1, body=body, more=meta("footnotes", notes)),
        item(5, type="wp_block", body="<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph -->"),
        item(6, type="wp_block", body='<!-- wp:block {"ref":6} /-->'),
        item(7, body='<!-- wp:block {"ref":6} /--><!-- wp:block {"ref":99} /-->'),
    ]
    project.run(wxr(items))
    assert project.body("post-1") == "A¹\n\nShared\n\n1. First *note*"
    assert '{"ref":99}' in project.body("post-7")
    project.build()


def test_a_second_import_brings_what_is_new(project: Import) -> None:
    project.run(wxr([item(1), item(2)]))
    (project.src / "a" / "post-1.md").write_text(
        project.text("post-1").replace("Text 1.", "My words.")
    )
    project.run(wxr([item(1), item(2), item(3)]))
    assert "My words." in project.text("post-1")
    assert project.body("post-3") == "Text 3."
    assert len(list((project.src / "a").glob("*.md"))) == len([1, 2, 3])
    project.build()


def test_a_map_says_what_becomes_of_shortcodes(project: Import) -> None:
    path = project.folder / "map.toml"
    body = '[box kind="tip"]Words[/box]\n\n<!-- wp:acme/price {"id":3} /-->'
    project.run(wxr([item(1, body=body)]), "--map", str(path))
    assert '# "box" = ""  # 2' in path.read_text()
    assert '# "wp:acme/price" = ""  # 1' in path.read_text()
    path.write_text('[shortcodes]\nbox = "**{kind}:** {inner}"\n"wp:acme/price" = ""\n')
    project.run(wxr([item(1, body=body)]), "--map", str(path))
    assert project.body("post-1") == "**tip:** Words"


def test_an_id_that_a_copy_has_too_is_of_the_first(project: Import) -> None:
    copy = item(2).replace("?p=2", "?p=1")
    project.run(wxr([item(1), copy, item(3, link="https://old.example//2020//post-3/")]))
    assert "feed_id: https://old.example/?p=1" in project.text("post-1")
    assert "feed_id" not in project.text("post-2")
    assert "/2020/post-3/" in project.ledger
    project.build()


def test_an_export_in_several_files(project: Import) -> None:
    project.run({
        "blog.1.xml": wxr([item(1, body='<a href="/?p=2">two</a>')], AUTHOR),
        "blog.2.xml": wxr([item(2)], AUTHOR),
    })  # fmt: skip
    assert project.body("post-1") == "[two](post-2.md)"
    assert "authors: [ada]" in project.text("post-2")


BOMB = """\
<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&b;&f;</title></item></channel></rss>
"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (BOMB, "blog.xml:1: it has a DOCTYPE, which no export has"),
        (wxr([item(1)]).replace("</wp:post_id>", "</wp:oops>"), "this is no valid XML"),
        ("", "this is no valid XML"),
        ("{}", "this is no valid XML"),
        ("<rss><channel></channel></rss>", "holds no post"),
        ("<a>" * 10_000, "this is no valid XML"),
    ],
)
def test_what_is_no_export_ends_the_command(project: Import, content: str, message: str) -> None:
    project.run(content)
    assert project.status == 2
    assert message in project.shown
    assert not (project.src / "a").exists()


def test_signs_that_no_xml_may_hold_go(project: Import) -> None:
    project.run(wxr([item(1, body="A\x08B\x0cC\ue000D")]))
    assert project.body("post-1") == "ABCD"


def test_what_nobody_wrote_makes_no_traceback(project: Import) -> None:
    odd = "<item></item><item><wp:post_type>post</wp:post_type></item><!-- c --><?pi x?>"
    items = [
        odd,
        item(1, date="x", utc="x", link="http://[", slug="%ff"),
        item(2, date="9999-99-99"),
    ]
    project.run(wxr(items))
    assert project.status == 1
    project.build()


@pytest.mark.parametrize(
    "body",
    [
        "[caption]" * 2000 + "[/caption]" * 2000,
        "<!-- wp:a {" * 2000,
        "<!--" * 5000,
        "<pre>" * 4000,
        "<div>" * 4000,
        "[a " * 9000,
    ],
    ids=["captions", "blocks", "comments", "raw", "deep", "shortcodes"],
)
def test_what_has_no_end_takes_no_time(project: Import, body: str) -> None:
    start = time.process_time()
    project.run(wxr([item(1, body=body)]))
    assert (project.src / "a" / "post-1.md").exists()
    assert time.process_time() - start < 30


def test_no_shortcode_begins_in_a_tag_or_in_what_shows_itself(project: Import) -> None:
    body = (
        '<a href="/x" title="[gallery]">a</a> <pre>[gallery ids="1"] [code]</pre>\n\n'
        '[caption]<img src="/[box a=1].png"> b[/caption]\n\n<!-- [box a=1] -->c'
    )
    project.run(wxr([item(1, body=body)]))
    text = project.body("post-1")
    assert '[gallery ids="1"] [code]' in text
    assert "kept as text" not in project.shown


def test_pages_for_amp_are_named(project: Import) -> None:
    other = item(2, slug="amp", type="amp_validated_url")
    project.run(wxr([item(1, slug="a", body="x"), other]))
    (found,) = [one for one in project.remarks["address-guessed"] if "AMP" in one["message"]]
    assert "`?amp`" in found["message"]


def test_a_prefix_that_nothing_declares_is_named_with_its_line(project: Import) -> None:
    text = wxr([item(1, slug="a", body="Words.")])
    project.run(re.sub(r' xmlns:\w+="[^"]*"', "", text))
    assert project.status == 2
    assert "blog.xml:7: this is no valid XML (Namespace prefix wp" in project.shown
