"""Links within an old blog lead to the same part of the same page, and to lists that are here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urljoin

import pytest
from bs4 import BeautifulSoup, Tag
from builds import build
from old_blogs import CONF, ImportedSite
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builds import Build

ONE = "---\ntitle: A\ndate: 2020-01-01\n---\n\n{0}\n"
MKDOCS = """\
site_name: Old
site_url: https://old.example/
plugins: [blog]
markdown_extensions: [attr_list, toc]
"""
WXR = """\
<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><wp:base_blog_url>https://old.example</wp:base_blog_url>{0}</channel></rss>
"""
ITEM = """\
<item><title>{0}</title><link>https://old.example/{1}/</link><wp:post_id>{2}</wp:post_id>
<wp:post_date>2020-01-01 00:00:00</wp:post_date>
<wp:post_date_gmt>2020-01-01 00:00:00</wp:post_date_gmt>
<wp:post_name>{1}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<content:encoded><![CDATA[{3}]]></content:encoded></item>
"""


class Old(ImportedSite):
    """An old site of any kind."""

    always: ClassVar[Mapping[str, str]] = {}

    def __init__(self, folder: Path, kind: str, files: Mapping[str, str]) -> None:
        type(self).kind = kind
        super().__init__(folder, files)


def part_at(built: Build, page: str, text: str) -> str:
    """Give the words that stand where a link leads, to the end of their block."""
    soup = BeautifulSoup(built.read(page), "html.parser")
    (link,) = [a for a in soup.find_all("a") if a.get_text() == text]
    path, _, fragment = urljoin(page, str(link["href"])).partition("#")
    goal = BeautifulSoup(built.read(unquote(path)), "html.parser").find(id=unquote(fragment))
    assert isinstance(goal, Tag), (path, fragment)
    return " ".join(goal.get_text().split()) or str(goal.find_next(string=True)).strip()


JEKYLL = {"_config.yml": "url: https://old.example\npermalink: /:title/\n"}
GOAL = "Words.\n\n## The goal: *here*!\n\nIt.\n\n## The goal: *here*!\n\nAgain.\n"
HUGO = {"hugo.toml": 'baseURL = "https://old.example/"\n'}
PELICAN = {"pelicanconf.py": "SITEURL = 'https://old.example'\nPATH = 'content'\n"}
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "jekyll": (
        "jekyll",
        {
            **JEKYLL,
            "_posts/2020-01-01-a.md": "---\ntitle: A\n---\n\n"
            "[1]({% post_url 2020-01-02-b %}#the-goal-here) [2](/b/#own) "
            "[3](/b/#the-goal-here-1)\n",
            "_posts/2020-01-02-b.md": f"---\ntitle: B\n---\n\n{GOAL}\n\nIt, too.\n{{: #own}}\n",
        },
    ),
    "hugo": (
        "hugo",
        {
            **HUGO,
            "content/posts/a.md": ONE.format(
                '[1]({{< relref "b.md#the-goal-here" >}}) [2](/posts/b/#own) '
                "[3](https://old.example/posts/b/#the-goal-here-1)"
            ),
            "content/posts/b.md": f"---\ndate: 2020-01-02\ntitle: B\n---\n\n{GOAL}\n"
            '\n<a name="own"></a>\n\nIt, too.\n',
        },
    ),
    "material": (
        "material",
        {
            "mkdocs.yml": MKDOCS,
            "docs/blog/posts/a.md": "---\ndate: 2020-01-01\n---\n\n# A\n\n"
            "[1](b.md#the-goal-here) [2](../../c.md#own) [3](./b.md#the-goal-here_1)\n",
            "docs/blog/posts/b.md": f"---\ndate: 2020-01-02\n---\n\n# B\n\n{GOAL}",
            "docs/c.md": "# C\n\nIt, too.\n{ #own }\n",
        },
    ),
    "pelican": (
        "pelican",
        {
            **PELICAN,
            "content/a.md": "Title: A\nDate: 2020-01-01\n\n"
            "[1]({filename}b.md#goal) [2]({filename}c.rst#own) [3]({filename}c.rst#again) "
            "[4]({filename}c.rst#fig)\n",
            "content/b.md": "Title: B\nDate: 2020-01-02\n\n## It {: #goal }\n\nx\n",
            "content/c.rst": "C\n#\n\n:date: 2020-01-02\n\nIntro.\n\n.. _own:\n\nIt, too.\n\n"
            "Again\n=====\n\nMore.\n\nOther\n=====\n\nMore.\n\n"
            ".. figure:: https://p.example/x.png\n   :name: fig\n   :alt: It\n",
        },
    ),
    "docusaurus": (
        "docusaurus",
        {
            "docusaurus.config.js": "export default {url: 'https://old.example', baseUrl: '/',"
            "presets: [['classic', {}]]};\n",
            "blog/2020-01-01-a.md": "[1](./2020-01-02-b.md#the-goal-here) "
            "[2](/blog/2020/01/02/b#own) [3](/blog/2020/01/02/b#the-goal-here-1)\n",
            "blog/2020-01-02-b.md": f'{GOAL}\n\n<p id="own">It, too.</p>\n',
        },
    ),
    "wordpress": (
        "wordpress",
        {
            "old.xml": WXR.format(
                ITEM.format(
                    "A",
                    "a",
                    1,
                    '<a href="https://old.example/b/#goal">1</a> <a href="/?p=2#own">2</a> '
                    '<a href="/b/#again">3</a> <a href="#here">4</a><h2 id="here">It</h2>',
                )
                + ITEM.format(
                    "B",
                    "b",
                    2,
                    '<!-- wp:heading --><h2 class="wp-block-heading" id="goal">It</h2>'
                    '<!-- /wp:heading -->\n<table id="own"><tr><td>It, too.</td></tr></table>'
                    '<ul><li id="again">Again</li></ul>',
                )
            )
        },
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_link_leads_to_the_part_that_it_led_to(tmp_path: Path, form: str) -> None:
    kind, files = FORMS[form]
    old = Old(tmp_path, kind, files)
    built = build(old.new)
    assert built.warnings == []
    assert old.remarks("changed") == old.remarks("link") == []
    assert part_at(built, "a/a.html", "1").startswith(("The goal", "It"))
    assert part_at(built, "a/a.html", "2").startswith("It, too.")
    assert "gain" in part_at(built, "a/a.html", "3")
    if form in {"pelican", "wordpress"}:
        assert part_at(built, "a/a.html", "4").startswith("It")


def test_a_place_that_nobody_leads_to_leaves_nothing(tmp_path: Path) -> None:
    old = Old(
        tmp_path,
        "hugo",
        {
            **HUGO,
            "content/a.md": ONE.format(
                '<p id="x">One</p>\n\n<a name="y"></a>\n\n- [z](#z)\n- <b id="z">b</b>\n\n'
                "Q\n\n<pre id='p'><a id='line-1'></a>code</pre>\n\n## H {#own}\n\nx"
            ),
        },
    )
    assert old.texts["content/a.md"].partition("# A\n")[2] == (
        "\nOne\n\n(a-z)=\n\n- [z](#a-z)\n- **b**\n\nQ\n\n```\ncode\n```\n\n## H\n\nx\n"
    )
    assert build(old.new).warnings == []


def test_a_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    files = {
        **HUGO,
        "content/posts/a.md": ONE.format(
            "[x](/posts/b/#nowhere) [y](/posts/b/#top) [z](f.pdf#page=2)"
        ),
        "content/posts/b.md": ONE.format("x"),
        "static/f.pdf": "%PDF",
    }
    files["content/posts/a.md"] = files["content/posts/a.md"].replace("f.pdf", "/f.pdf")
    old = Old(tmp_path, "hugo", files)
    assert "[x](b.md) [y](b.md) [z](a-f.pdf)" in old.texts["content/posts/a.md"]
    assert old.remarks("changed") == [
        "a/a.md:9: the link leads to the start of a-f.pdf: 'page=2' is left out",
        "a/a.md:9: the link leads to the top of b.md: no part of it has the id 'nowhere'",
    ]
    assert old.status == 0


def test_no_text_forges_what_a_place_or_a_link_is_marked_with(tmp_path: Path) -> None:
    old = Old(
        tmp_path,
        "jekyll",
        {
            **JEKYLL,
            "_posts/2020-01-01-a.md": "---\ntitle: A\n---\n\nOne &#xe00c;p#q&#xE00D; "
            "&#57358;two&#xe00f \ue00cp#q\ue00d <p id='&#xe00e;q&#xe00f;'>three</p>\n\n"
            "| a | b |\n|---|---|\n| c | d |\n{: #table}\n\n[four](#table)\n",
        },
    )
    body = old.texts["_posts/2020-01-01-a.md"].partition("# A\n\n")[2]
    assert body.startswith("One p#q two p#q\n\nthree\n\n(a-table)=\n\n| a ")
    assert old.status == 0
    built = build(old.new)
    assert built.warnings == []
    assert part_at(built, "a/a.html", "four").startswith("a b")


def test_the_id_of_the_title_is_the_top_of_the_page(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": MKDOCS,
        "docs/blog/posts/a.md": "---\ndate: 2020-01-01\n---\n\n# A title\n\n"
        "[1](#a-title) [2](#top) [3](b.md#the-b)\n",
        "docs/blog/posts/b.md": "---\ndate: 2020-01-01\n---\n\n# The B\n\nx\n",
    }
    old = Old(tmp_path, "material", files)
    assert "[1](a.md) [2](a.md) [3](b.md)" in old.texts["docs/blog/posts/a.md"]
    assert old.report["remarks"] == []


def test_a_query_names_no_list_and_a_removed_title_no_place(tmp_path: Path) -> None:
    first = (
        '<a href="/?p=9">1</a> <a href="/tag/go/?x=y">2</a> <a href="/b/?x#t">3</a> '
        '<a href="#own">4</a>'
    )
    second = '<a id="u"></a><h1 id="t">B</h1><p>It.</p>'
    own = f'<h2 id="own">A</h2><p>{first}</p>'
    items = ITEM.format("A", "a", 1, own) + ITEM.format("B", "b", 2, second)
    old = Old(tmp_path, "wordpress", {"old.xml": WXR.format(items)})
    text = old.texts["old.xml#1"]
    assert "[1](https://old.example/?p=9) [2](https://old.example/tag/go/?x=y)" in text
    assert "[3](b.md) [4](a.md)" in text
    assert old.texts["old.xml#2"].endswith("---\n\n# B\n\nIt.\n")
    assert old.remarks("changed") == []


def test_codes_side_by_side_stay_code(tmp_path: Path) -> None:
    files = {
        **HUGO,
        "content/a.md": ONE.format("{{< one >}}{{< two >}} <code>a</code><code>b</code>"),
    }
    old = Old(tmp_path, "hugo", files)
    assert "`{{< one >}}{{< two >}}` `ab`" in old.texts["content/a.md"]


def test_labels_of_one_name_are_told_apart(tmp_path: Path) -> None:
    old = Old(
        tmp_path,
        "hugo",
        {
            **HUGO,
            "content/posts/a.md": ONE.format(
                "[1](/posts/a-b/#c) [2](#b-c) [3](#日本)\n\n## B C\n\nx\n\n## 日本\n\ny"
            ),
            "content/posts/a-b.md": ONE.format("## C\n\nx"),
        },
    )
    built = build(old.new)
    assert built.warnings == []
    assert [part_at(built, "a/a.html", n)[:2] for n in "123"] == ["C¶", "B ", "日本"]


LISTS = (
    "[tag](/tags/go/) [ü](/tags/%C3%BC/) [year](/2020/) [ada](/authors/ada/) [bob](/authors/bob/) "
    "[home](https://old.example/) [feed](/index.xml) [again](/tags/go/#more)"
)


def test_links_to_lists_lead_to_those_that_are_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front = "---\ntitle: A\ndate: 2020-01-01\ntags: [go, Ü]\nauthors: [Ada, Bob]\n---\n\n"
    config = f"{HUGO['hugo.toml']}[taxonomies]\ntag = 'tags'\nauthor = 'authors'\n"
    new, old = tmp_path / "new", tmp_path / "old"
    files = {
        "old/hugo.toml": config,
        "old/content/posts/a.md": f"{front}{LISTS}\n",
        "old/content/2020/_index.md": "---\ntitle: x\n---\n",
        "new/conf.py": f"{CONF}series_authors = {{'ada': {{'name': 'Ada'}}}}\n",
        "new/index.rst": "Home\n====\n\n.. series:posts::\n",
        "new/people.md": "---\norphan: true\n---\n\n# Ada\n\n```{author} ada\n```\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert main(
        ["import", "hugo", str(old), "--to", "a", "--source", str(new), "--topics", "declare"]
    ) == 1  # fmt: skip
    shown = "".join(capsys.readouterr())
    assert (
        "[tag](#topic-go) [ü](#topic-u) [year](/index) [ada](#author-ada) [bob](/index) "
        in (new / "a" / "a.md").read_text()
    )
    assert "a/a.md:10: the link to the list /2020/ leads to all posts" in shown
    assert "a/a.md:10: the link to the list /authors/bob/ leads to all posts" in shown
    assert "the link leads to the old site, to what did not come: /index.xml" in shown
    assert "https://old.example/ leads to all" not in shown
    ledger = (new / "urls.txt").read_text()
    assert "/authors/ada/ -> /people.html\n/authors/bob/ -> /index.html\n" in ledger
    built = build(new)
    assert built.warnings == []
    page = BeautifulSoup(built.read("a/a.html"), "html.parser")
    found = {a.get_text(): a["href"] for a in page.select("article a, .body a, main a")}
    assert found["tag"] == found["again"] == "topics.html#topic-go"
    assert found["ada"] == "../people.html#author-ada"
    assert found["year"] == found["home"] == "../index.html"


def test_a_link_to_what_was_not_public_is_text(tmp_path: Path) -> None:
    old = Old(
        tmp_path,
        "hugo",
        {
            **HUGO,
            "content/posts/a.md": ONE.format("[x](/posts/b/) [y](/posts/b/#z) [c](/posts/c/)"),
            "content/posts/b.md": "---\ntitle: B\ndate: 2020-01-02\ndraft: true\n---\n\n"
            "[c](/posts/c/) [a](/posts/a/)\n",
            "content/posts/c.md": "---\ntitle: C\ndate: 2999-01-02\n---\n\n[b](/posts/b/)\n",
        },
    )
    assert build(old.new).warnings == []
    assert "x `/posts/b/` y `/posts/b/#z` c `/posts/c/`" in old.texts["content/posts/a.md"]
    assert "[c](c.md) [a](a.md)" in old.texts["content/posts/b.md"]
    assert len(old.remarks("link")) == 3


def test_a_second_import_adds_its_topics_to_the_page_of_the_first(tmp_path: Path) -> None:
    new, posts = tmp_path / "new", tmp_path / "old" / "_posts"
    new.mkdir()
    posts.mkdir(parents=True)
    (new / "conf.py").write_text(CONF)
    (new / "index.md").write_text("# Home\n")
    (tmp_path / "old" / "_config.yml").write_text(JEKYLL["_config.yml"])
    run = [
        "import", "jekyll", str(tmp_path / "old"), "--to", "a", "--source", str(new), "--topics",
        "declare",
    ]  # fmt: skip
    (posts / "2020-01-01-a.md").write_text("---\ntags: [x]\n---\n## P\n\n[p](#p)\n\n## Q\n")
    assert main(run) == 0
    topics = new / "a" / "topics.md"
    topics.write_text(topics.read_text().replace("# Topics\n", "# Topics\n\nWords of mine.\n"))
    (posts / "2020-01-02-b.md").write_text("---\ntags: [y, x]\n---\n[p](/a/#p) [q](/a/#q)\n")
    assert main(run) == 0
    assert "[p](#a-p) [q](a.md)" in (new / "a" / "b.md").read_text()
    assert topics.read_text().endswith(
        "# Topics\n\nWords of mine.\n\n## x\n\n```{topic} x\n```\n\n## y\n\n```{topic} y\n```\n"
    )
    assert "/b/\n" in (new / "urls.txt").read_text()
    assert build(new).warnings == []
    before = topics.read_bytes()
    assert main(run) == 0
    assert topics.read_bytes() == before


def test_a_page_of_other_things_is_no_page_of_topics(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new, posts = tmp_path / "new", tmp_path / "old" / "_posts"
    (new / "a").mkdir(parents=True)
    posts.mkdir(parents=True)
    (new / "conf.py").write_text(CONF)
    (new / "index.md").write_text("# Home\n")
    (new / "a" / "topics.md").write_text("# Of mine\n")
    (posts / "2020-01-01-a.md").write_text("---\ntags: [x]\n---\nx\n")
    run = ["import", "jekyll", str(tmp_path / "old"), "--to", "a", "--source", str(new)]
    assert main([*run, "--topics", "declare"]) == 2
    assert "topics.md is here already, and declares no topic" in capsys.readouterr().err
    assert [path.name for path in (new / "a").iterdir()] == ["topics.md"]
    assert not (new / "urls.txt").exists()
