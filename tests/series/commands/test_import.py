"""`sphinx-series import`: an old blog becomes pages that build clean, and no address is lost."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from builds import EXTENSIONS, Build, build, edit
from hypothesis import given, settings
from hypothesis import strategies as st
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx_series.commands.cli import main
from sphinx_series.commands.importing import anchors, export, front, html, hugo, jekyll, markdown
from sphinx_series.commands.importing.model import Notes
from sphinx_series.core.addresses import ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
# Every extension of MyST that brings syntax: none of it may come alive in old text.
SYNTAX = [
    "amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist",
    "html_admonition", "html_image", "replacements", "smartquotes", "strikethrough",
    "substitution", "tasklist",
]  # fmt: skip
CONF = f"""\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
nitpicky = True
html_theme = "basic"
exclude_patterns = ["_*"]
myst_enable_extensions = {SYNTAX}
series_ledger = "urls.txt"
series_permalink = "/blog/{{slug}}/"
"""


@pytest.fixture
def src(tmp_path: Path) -> Path:
    """A project with a topic for what comes, and one post."""
    src = tmp_path / "src"
    write(src, {
        "conf.py": CONF,
        "index.md": "# Home\n\n```{toctree}\narchive/index\n```\n",
        "archive/index.md": "# Archive\n\n```{topic} archive\n```\n\n## Go\n\n```{topic} go\n```\n",
        "archive/here.md": "---\ndate: 2026-01-01\ntopics: [archive]\naliases: [/old/here/]\n---\n"
        "# Here\n",
        "urls.txt": "# Mine.\n\n/archive/here.html\n",
    })  # fmt: skip
    return src


def write(folder: Path, files: Mapping[str, Any]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
    return folder


def packed(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def run(src: Path, kind: str, old: Path, *options: str, to: str = "archive") -> int:
    return main([
        "import", kind, str(old), "--to", to, "--topic", "archive", "--source", str(src), *options
    ])  # fmt: skip


def targets(built: Build) -> dict[str, str]:
    redirects = json.loads(built.read("catalogue.json"))["redirects"]
    return {redirect["from"]: redirect["to"] for redirect in redirects}


JEKYLL = {
    "_config.yml": "permalink: pretty\nurl: https://old.example.org\nbaseurl: /journal\n",
    "_posts/2020-07-03-Designing-a-Thing.md": """\
        ---
        layout: post
        title: "Designing: a *thing* {{ x }}"
        date: 2020-07-03 22:30:00 -0500
        last_modified_at: 2021-01-02
        categories: [Go, Ops]
        tags: go old
        description: What it takes.
        redirect_from:
          - /2019/designing.html
        ---
        {% include toc.html %}

        # First

        See [the other]({% post_url 2021-02-03-other %}), [by path]({{ "/about/" | relative_url }}),
        [below](#more-of-it), [a file](/files/talk.pdf) and <kbd>Ctrl</kbd>.

        ![A graph]({{ site.baseurl }}/assets/graph%20one.png){: .wide}

        {% highlight go linenos %}
        func main() { fmt.Println("```") }
        {% endhighlight %}

        ```yaml
        name: {% raw %}${{ secrets.TOKEN }}{% endraw %}
        ```

        ### More of it
        {: .no_toc}

        Costs $5 or $HOME {% youtube abc %}.

        <div class="note"><p>A <b>note</b><br>in HTML<sup>2</sup></p></div>
        """,
    "_posts/2021-02-03-other.markdown": "---\npermalink: /:year/:title\n---\nOther text.\n",
    "ops/_posts/2021-03-04-third.html": "---\ntitle: Third\n---\n"
    "<p>See <a href='/journal/2021/other'>it</a>.</p>"
    "<pre><code class='language-sh'>ls</code></pre>\n",
    "_drafts/idea.md": "---\ntitle: Idea\n---\nNot yet.\n",
    "assets/graph one.png": PNG,
    "README.md": "# No post\n",
}


def test_a_jekyll_site(src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = write(tmp_path / "old", JEKYLL)
    assert run(src, "jekyll", old) == 1, "there are tags to look at"
    shown = capsys.readouterr().out
    built = build(src)
    assert built.warnings == []
    leads = targets(built)
    page = "archive/designing-a-thing"
    # Without `timezone` the day is that of the machine that built it.
    for day in ("03", "04"):
        assert leads[f"/journal/go/ops/2020/07/{day}/Designing-a-Thing/"] == f"/{page}.html"
    for base in ("/journal", ""):
        assert leads[f"{base}/2019/designing.html"] == f"/{page}.html"
    assert leads["/journal/2021/other"] == "/archive/other.html"
    assert leads["/journal/ops/2021/03/04/third/"] == "/archive/third.html"
    text = (src / f"{page}.md").read_text()
    assert text.startswith(
        "---\ndate: 2020-07-03 22:30:00-05:00\nupdated: 2021-01-02\n"
        "description: What it takes.\ntopics: [archive, go]\n"
    )
    assert "\n# Designing: a \\*thing\\* \\{\\{ x \\}\\}\n" in text
    assert "[the other](other.md)" in text
    assert "[by path](https://old.example.org/journal/about/)" in text
    assert "[below](#designing-a-thing-more-of-it)" in text
    assert "\n(designing-a-thing-more-of-it)=\n\n### More of it\n" in text
    assert "![A graph](designing-a-thing-graph-one.png)" in text
    assert (src / "archive" / "designing-a-thing-graph-one.png").read_bytes() == PNG
    assert "name: ${{ secrets.TOKEN }}" in text
    assert "````go\n" in text
    assert "Costs \\$5 or \\$HOME `{% youtube abc %}`." in text
    assert "A **note**\\\nin HTML²" in text
    assert "[it](other.md)" in (src / "archive" / "third.md").read_text()
    assert "draft: true" in (src / "archive" / "idea.md").read_text()
    for fragment, message in {
        "{% include toc.html %}": "the Liquid tag `include` is kept as text",
        "{% youtube abc %}": "the Liquid tag `youtube` is kept as text",
        "func main()": "the options of the code are left out: 'linenos'",
    }.items():
        line = next(n for n, line in enumerate(text.splitlines(), 1) if fragment in line)
        assert f"{page}.md:{line}: {message}\n" in shown
    assert (
        "tags that are no topics of this project are left out: Ops (1), old (1), ops (1)" in shown
    )


@pytest.mark.parametrize(
    ("config", "fields", "address"),
    [
        ("", "", "/go/2020/07/03/My-Post.html"),
        ("permalink: date", "", "/go/2020/07/03/My-Post.html"),
        ("permalink: pretty", "", "/go/2020/07/03/My-Post/"),
        ("permalink: ordinal", "", "/go/2020/185/My-Post.html"),
        ("permalink: weekdate", "", "/go/2020/W27/Fri/My-Post.html"),
        ("permalink: none", "", "/go/My-Post.html"),
        (
            "permalink: /:categories/:year/:month/:day/:title.html",
            "categories: A B",
            "/go/a/b/2020/07/03/My-Post.html",
        ),
        ("permalink: /:short_year/:i_month/:i_day/:slug/", "", "/20/7/3/my-post/"),
        ("permalink: pretty", "permalink: /fixed/:title", "/fixed/My-Post"),
        ("permalink: none", "slug: another", "/go/another.html"),
        ("permalink: /:year/:title.php", "", "/2020/My-Post.php"),
        ("baseurl: /b\npermalink: none", "", "/b/go/My-Post.html"),
    ],
)
def test_permalinks_of_jekyll(tmp_path: Path, config: str, fields: str, address: str) -> None:
    old = write(tmp_path, {
        "_config.yml": config,
        "go/_posts/2020-07-03-My-Post.md": f"---\ntitle: My post\n{fields}\n---\nText.\n",
    })  # fmt: skip
    (post,) = jekyll.read(export.open_export(old)).posts
    assert post.addresses[0] == address


HUGO = {
    "hugo.toml": """\
        baseURL = "https://old.example.org/"
        [permalinks]
        notes = "/:year/:month/:slug/"
        """,
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/posts/First Post.md": """\
        +++
        title = "First: \\"post\\""
        date = 2019-05-06T10:00:00+02:00
        lastmod = 2019-06-01
        tags = ["go", "web"]
        aliases = ["/very/old/", "older.html"]
        math = true
        +++
        Intro with $a_1$ and `{{< code >}}`.
        <!--more-->
        [Second]({{< ref "second/index.md#part" >}}), [plain](second/index.md),
        [gone]({{< relref "no.md" >}}).

        {{< figure src="/img/a.png" alt="Alt" caption="A *caption*" >}}

        {{< highlight go "linenos=table,hl_lines=8 15-17" >}}
        package main
        {{< /highlight >}}

        ## Heading {#own-id}

        {{% notice tip %}}
        Mind [this](#own-id).
        {{% /notice %}}

        ```go {linenos=true}
        package a // {{</* shown */>}}
        ```

        [![badge](https://img.example/b.svg)](https://ci.example/)

        {{< youtube 123 >}}
        """,
    "content/posts/second/index.md": """\
        ---
        title: Second
        date: 2019-07-01
        slug: two
        draft: false
        ---
        ![beside](pic.JPG)

        | a | b |
        |---|---|
        | x<br>y | `|` |
        """,
    "content/posts/second/pic.JPG": PNG,
    "content/notes/third.md": '{\n"title": "T", "date": "2019-08-02", "slug": "drei"\n}\nJSON.\n',
    "content/about.md": "---\ntitle: About\nurl: /me/\n---\nNo date.\n",
    "static/img/a.png": PNG,
}


def test_a_hugo_site(src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = write(tmp_path / "old", HUGO)
    assert run(src, "hugo", old) == 1, "there are shortcodes to look at"
    shown = capsys.readouterr().out
    built = build(src)
    assert built.warnings == []
    leads = targets(built)
    first = "archive/first-post"
    assert leads["/posts/first-post/"] == f"/{first}.html"
    assert leads["/very/old/"] == f"/{first}.html"
    assert leads["/posts/older.html"] == f"/{first}.html"
    assert leads["/posts/two/"] == "/archive/two.html"
    assert leads["/2019/08/drei/"] == "/archive/drei.html"
    text = (src / f"{first}.md").read_text()
    assert "date: 2019-05-06 10:00:00+02:00\nupdated: 2019-06-01\n" in text
    assert '# First: "post"\n' in text
    assert "{math}`a_1`" in text
    assert "`{{< code >}}`" in text
    assert "[Second](two.md), [plain](two.md),\n" in text
    assert "![Alt](first-post-a.png)\n\nA *caption*\n" in text
    assert "```go\npackage main\n```" in text
    assert "(first-post-own-id)=\n\n## Heading\n" in text
    assert "Mind [this](#first-post-own-id)." in text
    assert "package a // {{< shown >}}" in text
    assert "\n[badge](https://ci.example/)\n" in text
    assert "![beside](two-pic.jpg)" in (src / "archive" / "two.md").read_text()
    about = (src / "archive" / "about.md").read_text()
    assert about.startswith("---\norphan: true\n---\n"), "a page without a date is no post"
    assert leads["/me/"] == "/archive/about.html"
    for fragment, message in {
        "{{< relref": "the shortcode `relref` is kept as text",
        "{{% notice": "the shortcode `notice` is kept as text",
        "{{% /notice": "the shortcode `notice` is kept as text",
        "youtube.com": "an embedded youtube is a link now",
        "package a": "the options of the code are left out: '{linenos=true}'",
    }.items():
        line = next(n for n, line in enumerate(text.splitlines(), 1) if fragment in line)
        assert f"{first}.md:{line}: {message}\n" in shown


@pytest.mark.parametrize(
    ("config", "fields", "name", "address"),
    [
        ("", "", "posts/My Post.md", "/posts/my-post/"),
        ("", "", "posts/2020/my-post/index.md", "/posts/2020/my-post/"),
        ("", "", "about.md", "/about/"),
        ("", "slug: Other One", "posts/a.md", "/posts/other-one/"),
        ("", "url: /x/Y.html", "posts/a.md", "/x/Y.html"),
        ("uglyURLs: true", "", "posts/a.md", "/posts/a.html"),
        (
            "permalinks: {posts: /:year/:month/:day/:slug}",
            "",
            "posts/a.md",
            "/2020/07/03/my-title/",
        ),
        (
            "permalinks: {page: {posts: '/:section/:yearday/:slugorcontentbasename/'}}",
            "",
            "posts/deep/a.md",
            "/posts/185/a/",
        ),
        ("permalinks: {posts: '/:sections/:filename/'}", "", "posts/deep/a.md", "/posts/a/"),
        ("permalinks: {notes: /:title/}", "", "posts/a.md", "/posts/a/"),
    ],
)
def test_addresses_of_hugo(
    tmp_path: Path, config: str, fields: str, name: str, address: str
) -> None:
    old = write(tmp_path, {
        "config.yaml": config,
        f"content/{name}": f"---\ntitle: My Title\ndate: 2020-07-03\n{fields}\n---\nText.\n",
    })  # fmt: skip
    (post,) = hugo.read(export.open_export(old)).posts
    assert post.addresses == (address,)


MEDIUM_POST = """\
<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><style>p {{}}</style></head>
<body><article class="h-entry"><header><h1 class="p-name">{title}</h1></header>
<section data-field="subtitle" class="p-summary">A subtitle.</section>
<section data-field="body" class="e-content"><section name="1" class="section section--body">
<div class="section-divider"><hr class="section-divider"></div><div class="section-content">
<h3 name="t" id="t" class="graf graf--h3 graf--leading graf--title">{title}</h3>
<p name="2" class="graf graf--p">Read
<a href="https://medium.com/@ada/other-0123456789ab">it</a> &amp; <em>x</em>.</p>
{body}</div></section></section>
<footer><p>By <a href="https://medium.com/@ada" class="p-author h-card">Ada</a> on
<a href="https://medium.com/p/{id}"><time class="dt-published"
datetime="2018-03-04T05:06:07.000Z">March 4</time></a>.</p>
<p><a href="https://medium.com/@ada/{slug}-{id}" class="p-canonical">Canonical link</a></p></footer>
</article></body></html>
"""


def medium(title: str, slug: str, id_: str, body: str = "") -> str:
    return MEDIUM_POST.format(title=title, slug=slug, id=id_, body=body)


def test_a_medium_export(src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = (
        '<h4 id="a1" class="graf">Part</h4>'
        '<pre data-code-block-mode="1" data-code-block-lang="go" class="graf graf--pre">'
        '<span class="pre--content">a := `x`<br>b()</span></pre>'
        '<figure class="graf"><img class="graf-image" src="https://cdn-images-1.medium.com/max/1.png">'
        '<figcaption class="imageCaption">A caption</figcaption></figure>'
        '<figure><iframe src="https://www.youtube.com/embed/x"></iframe></figure>'
        '<figure><script src="https://gist.github.com/u/12.js"></script></figure>'
        '<blockquote class="graf">Quoted</blockquote><ul><li>one</li><li>two<br>lines</li></ul>'
    )
    zipped = packed(tmp_path / "medium.zip", {
        "README.html": "<p>Hi</p>",
        "profile/profile.html": "<p>Ada</p>",
        "posts/2018-03-04_The-Handbook--100-Q-A-e680199e6e22.html": medium(
            "The Handbook: 100 Q&amp;A", "the-handbook-100-q-a", "e680199e6e22", body
        ),
        "posts/2018-03-05_Other-0123456789ab.html": medium("Other", "other", "0123456789ab"),
        "posts/draft_Idea-aaaaaaaaaaaa.html": medium("Idea", "idea", "aaaaaaaaaaaa").replace(
            "<time", "<i"
        ),
    })  # fmt: skip
    assert run(src, "medium", zipped) == 1, "there is a picture to look at"
    shown = capsys.readouterr().out
    built = build(src)
    assert built.warnings == []
    name = "archive/the-handbook-100-q-a"
    assert targets(built)["/the-handbook-100-q-a-e680199e6e22"] == f"/{name}.html"
    text = (src / f"{name}.md").read_text()
    assert "date: 2018-03-04 05:06:07+00:00\ndescription: A subtitle.\n" in text
    assert text.count("The Handbook: 100 Q&A") == 1
    assert "Read\n[it](other.md) & *x*." in text
    assert "\n## Part\n" in text
    assert "```go\na := `x`\nb()\n```" in text
    assert "[https://www.youtube.com/embed/x](https://www.youtube.com/embed/x)" in text
    assert "[https://gist.github.com/u/12](https://gist.github.com/u/12)" in text
    assert "![" not in text, "no picture of another host"
    assert "<" not in text
    line = next(n for n, line in enumerate(text.splitlines(), 1) if "cdn-images" in line)
    assert f"{name}.md:{line}: the picture is at https://cdn-images-1.medium.com" in shown
    assert "https://" not in "".join(
        part for part in built.read(f"{name}.html").split("src=")[1:] if part.startswith('"http')
    )


def test_every_address_is_recorded_and_leads_to_its_page(src: Path, tmp_path: Path) -> None:
    before = (src / "urls.txt").read_text()
    for kind, files in {"jekyll": JEKYLL, "hugo": HUGO}.items():
        assert run(src, kind, write(tmp_path / kind, files)) == 1
    text = (src / "urls.txt").read_text()
    records, problems = ledger.parse(text, "urls.txt")
    assert problems == []
    addresses = {record.address for record in records}
    assert {"/posts/first-post/", "/2019/designing.html", "/archive/here.html"} <= addresses
    assert text.startswith("# Mine.\n\n")
    assert set(before.splitlines()) <= set(text.splitlines())
    built = build(src)
    assert built.warnings == []
    assert addresses <= {*targets(built), "/archive/here.html"}
    assert main(["check", "--source", str(src)]) == 0


def test_a_dry_run_shows_the_plan_and_writes_nothing(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = write(tmp_path / "old", JEKYLL)
    before = snapshot(src)
    assert run(src, "jekyll", old, "--dry-run") == 1
    planned = capsys.readouterr()
    assert snapshot(src) == before
    assert (
        "_posts/2021-02-03-other.markdown -> archive/other.md\n  /journal/2021/other\n"
        in planned.out
    )
    assert "  assets/graph one.png -> archive/designing-a-thing-graph-one.png\n" in planned.out
    assert planned.err.startswith("4 posts would be imported, ")
    assert run(src, "jekyll", old) == 1
    assert capsys.readouterr().out == planned.out


def test_nothing_is_written_over(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = write(tmp_path / "old", JEKYLL)
    assert run(src, "jekyll", old) == 1
    edit(src / "archive" / "other.md", "Other text", "My text")
    before = snapshot(src)
    capsys.readouterr()
    assert run(src, "jekyll", old) == 0, "there is nothing to do"
    assert "it is here already, as archive/other" in capsys.readouterr().out
    assert snapshot(src) == before


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_posts_of_one_slug_both_come(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = write(tmp_path / "old", {
        "_posts/2020-01-01-same.md": "---\nredirect_from: /x/\n---\nOne.\n",
        "_posts/2020-01-02-same.md": "---\n"
        "redirect_from: [/x/, /old/here/, /archive/here]\n---\nTwo.\n",
        "_posts/2020-01-03-index.md": "Three.\n",
        "_posts/2020-01-04-文字.md": "Four.\n",
    })  # fmt: skip
    assert run(src, "jekyll", old) == 1
    shown = capsys.readouterr().out
    name = "archive/same-2020-01-02"
    assert f"{name}.md: another page has the name 'same': this one is 'same-2020-01-02'" in shown
    for address in ("/x/", "/old/here/", "/archive/here"):
        assert f"{name}.md: the old address '{address}' leads elsewhere already" in shown
    built = build(src)
    assert built.warnings == []
    leads = targets(built)
    assert leads["/2020/01/01/same.html"] == leads["/x/"] == "/archive/same.html"
    assert leads["/2020/01/02/same.html"] == f"/{name}.html"
    assert leads["/2020/01/03/"] == "/archive/index-2020-01-03.html"
    assert leads["/2020/01/04/%E6%96%87%E5%AD%97.html"] == "/archive/%E6%96%87%E5%AD%97.html"


HOSTILE_MARKDOWN = """\
---
title: "<script>alert(1)</script> {download}`/etc/passwd` # "
date: 2020-01-01
aliases: [../../etc/passwd, "/a/../b", "javascript:x", "//evil.example/x", "/ok/", 5]
tags: {a: b}
---
<script>alert(2)</script>

```{raw} html
<script>alert(3)</script>
```

```{include} /etc/passwd
```

~~~{eval-rst}
.. include:: /etc/passwd
~~~

:::{raw} html
<script>alert(4)</script>
:::

{download}`/etc/passwd` {raw-html}`<script>` [pw](../../../../../etc/passwd)
[js](javascript:alert(5)) [f](file:///etc/passwd) [p](path:/etc/passwd) [i](inv:x#y)
[pr](project:/conf.py) [d](data:text/html,x)
![x](../../../../../etc/passwd.png) ![a](x.svg) ![`](x.png "t`{download}`/etc/passwd`")
![](x.png){download}`/etc/passwd` <img src=x onerror=alert(6)> <a href="javascript:alert(7)">j</a>
{{ env.config }} {% evil %} $$ {download}`x` $$ \\
(target)=
% comment
+++ {"a": 1}
$$
:label: {raw}
$$

[ref]: javascript:alert(8)
[ref] [^1] <iframe srcdoc="<script>alert(9)</script>"></iframe> <b onclick="alert(10)">b</b>

[^1]: Note <script>alert(11)</script>

[^9]: Orphan

<div>

# Heading {#x}

#### Deep <svg onload=alert(12)></svg>

- item
  # in a list
  > # in a quote

---
"""


def test_hostile_markdown_is_text(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    hugo = write(tmp_path / "hugo", {
        "content/evil.md": HOSTILE_MARKDOWN, "content/x.svg": evil, "content/x.png": PNG,
    })  # fmt: skip
    assert run(src, "hugo", hugo) == 1
    text = (src / "archive" / "evil.md").read_text()
    built = build(src)
    assert built.warnings == []
    page = built.read("archive/evil.html").split("<body", 1)[1]
    assert "alert(" in page, "it is kept"
    assert "<script>alert" not in page
    assert "root:" not in page
    assert not (built.out / "_downloads").exists()
    assert not [
        tag for tag in ("<iframe", "<svg", "onerror=a", "onclick=", 'href="j') if tag in page
    ]
    assert "evil.svg" not in str(snapshot(src))
    # As Hugo wrote them, below its own root.
    aliases = "/evil/, /etc/passwd, /b, /javascript%3Ax, /evil.example/x, /ok/, /5"
    assert f"aliases: [{aliases}]" in text
    assert "climbs above the site" in capsys.readouterr().out


def test_hostile_html_is_text(src: Path, tmp_path: Path) -> None:
    body = (
        "<script>alert(1)</script><p>a<script>alert(2)</script><style>*{}</style></p>"
        "<iframe src='javascript:alert(3)'></iframe><object data='x'></object><form><input></form>"
        "<img src='javascript:alert(4)'><img src=' data:image/png;base64,x'>"
        "<a href=' javascript:x'>y</a>"
        "<soup>s</soup><fn_cache>f</fn_cache><ol start='²'><li>i<td colspan='²'>c</ol>"
        "<h999999>h</h999999>"
        "<p>{download}`/etc/passwd` ```{raw} html</p><pre>```\n```{raw} html\n&lt;script&gt;</pre>"
        "<code>`{raw}`</code><table><tr><td>|<p>x</p></td></tr></table><b><i></b></i></p></div>"
        "<![CDATA[ x"
        "<!-- secret --><math><mi>x</mi></math><footnote-ref label='x](y)'>"
        + "<div>" * 3000
        + "deep"
    )  # fmt: skip
    zipped = packed(tmp_path / "m.zip", {
        f"posts/2018-03-04_Evil-{number:012x}.html": medium("Evil", "evil", f"{number:012x}", part)
        for number, part in enumerate([body, body[: body.index("<div>")], "<!", "<![", "<!a<b", ""])
    })  # fmt: skip
    assert run(src, "medium", zipped) == 1
    built = build(src)
    assert built.warnings == []
    for name in ("evil", "evil-2", "evil-3"):
        page = built.read(f"archive/{name}.html")
        assert "<script>alert" not in page
        assert "javascript:" not in page.replace("`javascript:", "").split("<a ", 1)[0]
        assert "root:" not in page
    assert "deep" in (src / "archive" / "evil.md").read_text()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_hostile_zips(src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(src.parent)
    zipped = tmp_path / "m.zip"
    names = [
        "../posts/2018-01-01_Up-0123456789ab.html", "/posts/2018-01-01_Abs-0123456789ab.html",
        "a/../../posts/2018-01-01_Climb-0123456789ab.html",
        "C:/posts/2018-01-01_Dos-0123456789ab.html",
        "posts\\2018-01-01_Back-0123456789ab.html",
    ]  # fmt: skip
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, medium("X", "x", "0123456789ab"))
        archive.writestr(link("posts/2018-01-01_Link-0123456789ab.html"), "/etc/passwd")
        archive.writestr("posts/2018-01-01_Bomb-0123456789ab.html", b"\0" * 2**24)
        archive.writestr("posts/2018-01-01_Long-0123456789ab.html", random_text(2**21))
        archive.writestr(
            "posts/2018-01-01_Good-0123456789ab.html", medium("G", "g", "0123456789ab")
        )
    assert run(src, "medium", zipped) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("1 posts are imported")
    assert printed.out.count("left out: it has a path that leads out of the export") == 5
    assert "it is a link, which may lead out" in printed.out
    assert "it unpacks to far more than it is" in printed.out
    assert "is larger than 1 MiB, which no post is" in printed.out
    added = snapshot(src.parent).keys() - before.keys() - {zipped}
    assert added == {src / "archive" / "good.md"}


def random_text(size: int) -> str:
    return "".join(f"{number * 2654435761 % 2**32:08x} " for number in range(size // 9 + 1))


def test_a_zip_may_not_lie_about_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "LARGEST_FILE", 1000)
    old = write(tmp_path / "old", {"a": b"x" * 1001, "b": b"x" * 1000})
    listed = export.open_export(old)
    assert list(listed.files) == ["b"]
    assert [remark.path for remark in listed.remarks] == ["a"]
    (old / "b").write_bytes(b"x" * 5000)
    with pytest.raises(export.ExportError, match="b is larger than"):
        listed.read("b")


def test_a_damaged_zip_gives_what_it_can(src: Path, tmp_path: Path) -> None:
    old = packed(tmp_path / "old.zip", {
        "blog-main/_posts/2020-01-01-a.md": "![p](/p.png)\n",
        "blog-main/_posts/2020-01-02-b.md": "Text " * 999,
        "blog-main/p.png": PNG * 50,
    })  # fmt: skip
    content = bytearray(old.read_bytes())
    for name in (b"b.md", b"p.png"):
        start = content.index(name) + len(name) + 5
        content[start : start + 8] = b"\xff" * 8
    old.write_bytes(content)
    assert run(src, "jekyll", old) == 1
    text = (src / "archive" / "a.md").read_text()
    assert "aliases: [/2020/01/01/a.html]" in text, "the folder of the zip is no category"
    assert "p `/p.png`" in text
    assert not (src / "archive" / "b.md").exists()
    old.write_bytes(content[:-30])
    assert run(src, "jekyll", old) == 2


def test_a_ledger_that_cannot_be_read_stops_before_anything_is_written(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = write(tmp_path / "old", JEKYLL)
    (src / "urls.txt").write_bytes(b"\xff\xfe\xff")
    before = snapshot(src)
    assert run(src, "jekyll", old) == 2
    assert "urls.txt cannot be read" in capsys.readouterr().err
    assert snapshot(src) == before


def test_there_are_limits_to_number_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, src: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zipped = packed(tmp_path / "m.zip", {f"posts/{number}.html": "x" * 99 for number in range(9)})
    monkeypatch.setattr(export, "MOST_FILES", 8)
    assert run(src, "medium", zipped) == 2
    assert "more than 8 files" in capsys.readouterr().err
    monkeypatch.setattr(export, "MOST_FILES", 9)
    monkeypatch.setattr(export, "LARGEST_EXPORT", 800)
    assert run(src, "medium", zipped) == 2
    assert "unpacks to more than" in capsys.readouterr().err


def test_links_of_a_folder_are_left_out(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = write(tmp_path / "secret", {"key.png": PNG, "2020-01-01-key.md": "Secret.\n"})
    old = write(tmp_path / "old", {"_posts/2020-01-01-a.md": "![k](/assets/key.png)\n"})
    (old / "assets").symlink_to(secret)
    (old / "_posts" / "2020-01-02-b.md").symlink_to(secret / "2020-01-01-key.md")
    assert run(src, "jekyll", old) == 1
    assert capsys.readouterr().out.count("is a link, which may lead out of the export") == 2
    assert not list(src.rglob("*.png"))
    assert not (src / "archive" / "b.md").exists()


def test_texts_of_any_encoding(src: Path, tmp_path: Path) -> None:
    head = "---\ntitle: {}\n---\n"
    old = write(tmp_path / "old", {
        "_posts/2020-01-01-a.md": "\ufeff---\r\ntitle: Bom \u00fc\r\n---\r\nText\r\n",
        "_posts/2020-01-01-b.md": head.format("Western \u00fc").encode("cp1252"),
        "_posts/2020-01-01-c.md": head.format("Wide \u00fc").encode("utf-16"),
        "_posts/2020-01-01-d.md": b"---\ntitle: Bytes \x00\x81\xff\n---\n"
        b"\x00\x01\x1b[31m\xee\x80\x800\xee\x80\x81",
    })  # fmt: skip
    assert run(src, "jekyll", old) == 0
    assert build(src).warnings == []
    for name, title in {"a": "Bom ü", "b": "Western ü", "c": "Wide ü"}.items():
        assert f"# {title}\n" in (src / "archive" / f"{name}.md").read_text()


@pytest.mark.parametrize(
    "block",
    [
        "---\n" + "a: &a [x, x]\n" + "".join(f"k{n}: [*a, *a]\n" for n in range(9)) + "---\n",
        "---\n" + "[" * 100_000 + "\n---\n",
        "---\n" + "".join(f"key{n}: value\n" for n in range(20_000)) + "---\n",
        "---\ntitle: [unclosed\n---\n",
        "+++\n" + "a = " + "[" * 5000 + "\n+++\n",
        "+++\nbroken\n+++\n",
        "{\n" + '"a":' * 5000 + "\n",
        "---\ndate: 99999-99-99\ntitle: !!python/object:os.system x\n---\n",
        "---\nno end",
    ],
)
def test_odd_front_matter_ends_nothing(src: Path, tmp_path: Path, block: str) -> None:
    old = write(tmp_path / "old", {"_posts/2020-01-01-a.md": f"{block}Text.\n".encode()})
    assert run(src, "jekyll", old) in {0, 1}
    assert "date: 2020-01-01" in (src / "archive" / "a.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere is no folder and no readable zip"),
        (["{src}"], "holds no post: name the folder of the site"),
        (["{src}/conf.py"], "no readable zip"),
        (["{src}", "--topic", "none"], "no page declares the topic 'none'"),
        (["{src}", "--to", "../out"], "would be no document of this project"),
        (["{src}", "--to", "_out"], "would be no document of this project"),
    ],
)
def test_what_cannot_be_imported_says_what_to_do(
    src: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.format(src=src) for argument in arguments]
    assert run(src, "jekyll", Path(filled[0]), *filled[1:]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("library", ["bs4", "markdownify", "mdformat", "mdformat_footnote"])
def test_a_library_that_is_missing_is_named(src: Path, library: str) -> None:
    code = (
        f"import sys; sys.modules[{library!r}] = None; "
        f"sys.path.insert(0, {str(EXTENSIONS)!r}); "
        "from sphinx_series.commands.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "import", "jekyll", str(src), "--to", "archive"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "run `pip install 'sphinx-series[import]'`" in done.stderr


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020-07-03", "2020-07-03T00:00:00+00:00"),
        ("2020-7-3 9:05", "2020-07-03T09:05:00+00:00"),
        ("2020-07-03T10:00:00Z", "2020-07-03T10:00:00+00:00"),
        ("2020-07-03 10:00:00 -0530", "2020-07-03T10:00:00-05:30"),
        ("2020-07-03T10:00:00.5+02:00", "2020-07-03T10:00:00+02:00"),
        ("2020-13-03", None),
        ("0001-01-01 00:00 +0900", None),
        ("soon", None),
    ],
)
def test_dates_as_blogs_write_them(text: str, iso: str | None) -> None:
    found = front.moment(text)
    assert (found.isoformat() if found else None) == iso


FRAGMENTS = st.sampled_from(
    """
    <div>|</div>|<b>|</b>|<script>|</script>|<!--|-->|<a href="|">|<img src=x|`|``|```|~~~|:::|
    {raw}|{|}|{{|}}|{%|%}|{{<|>}}|[|]|(|)|![|](|$|$$|\\|*|**|_|#|## |> |- |1. |    |\t|+++|---|
    ===|% |(x)=|a|b c|é|&lt;|&amp;|<br>|<td>|<table>|<li>|<pre>|<code>|[^1]|[^1]: |: |\\{|html|
    download|`x`|//|http://a
    """.strip().split("|")
).map(lambda text: text.replace("\n    ", "\n"))
ODD_TEXT = st.lists(FRAGMENTS | st.just("\n") | st.just("\n\n"), max_size=30).map("".join)


def myst_tokens(text: str) -> set[str]:
    config = MdParserConfig(enable_extensions=set(SYNTAX))
    parser = create_md_parser(config, DocutilsRenderer)
    tokens = parser.parse(text)
    found = [*tokens, *(child for token in tokens for child in token.children or [])]
    directives = {
        "directive"
        for token in found
        if token.type in {"fence", "colon_fence"} and token.info.startswith("{")
    }
    return {token.type for token in found} | directives


@settings(max_examples=300)
@given(text=ODD_TEXT, is_html=st.booleans())
def test_no_text_becomes_html_or_syntax_of_myst(text: str, is_html: bool) -> None:  # noqa: FBT001
    notes = Notes()
    links = markdown.Links(
        page=lambda href: href if href.startswith("http") else None, picture=lambda _: None
    )
    if is_html:
        text = html.to_markdown(text, notes)
    converted = markdown.convert(text, notes, links, page="p.md", math=False)
    resolved = anchors.resolve({"p.md": converted}, {"p.md": notes}, {}, str)["p.md"]
    finished, _ = notes.collect(resolved, "p.md")
    assert not myst_tokens(finished) & {
        "html_block", "html_inline", "myst_role", "myst_target", "myst_line_comment",
        "myst_block_break", "directive", "colon_fence", "substitution_block",
        "substitution_inline", "math_inline", "math_block", "math_single", "amsmath",
    }  # fmt: skip
    assert not re.search("[\ue000-\ue00f]", finished)
