"""Small old blogs with something odd in each: what becomes of it, and what is said of it."""

from __future__ import annotations

import json
import re
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from builds import build
from sphinx_series.commands.cli import main
from sphinx_series.core.addresses import addresses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from old_engines import Jekyll

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
URL = 'baseURL = "https://old.example/"\n'
TOPICS = ("t", "nt", "tools", "deep", "rain", "deep-water", "field")


@dataclass(frozen=True, kw_only=True)
class Import:
    """What an import came to."""

    status: int
    out: str
    err: str
    report: dict[str, Any]
    src: Path

    def text(self, name: str) -> str:
        return (self.src / "a" / f"{name}.md").read_text(encoding="utf-8")

    def addresses(self, name: str) -> list[str]:
        """Give the old addresses of a page, as a browser shows them."""
        posts = {post["path"]: post["addresses"] for post in self.report["posts"]}
        return [addresses.parse(address) or address for address in posts[f"a/{name}.md"]]

    @property
    def names(self) -> set[str]:
        return {Path(post["path"]).stem for post in self.report["posts"]}

    def remarks(self, kind: str = "") -> list[str]:
        return [
            f"{item['path']}:{item['line']}: {item['message']}"
            for group in self.report["remarks"]
            for item in group["items"]
            if kind in {"", group["kind"]}
        ]

    @property
    def ledger(self) -> str:
        path = self.src / "urls.txt"
        return path.read_text(encoding="utf-8") if path.exists() else ""


class Project:
    """A project that blogs are imported into."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.src = folder / "src"
        self.old = folder / "old"
        self.capsys = capsys
        topics = "".join(f"\n## {name}\n\n```{{topic}} {name}\n```\n" for name in TOPICS)
        write(self.src, {
            "conf.py": 'extensions = ["myst_parser", "sphinx_series"]\nprimary_domain = "series"\n'
            'series_ledger = "urls.txt"\nhtml_theme = "basic"\nnitpicky = True\n'
            'series_authors = {"ann": {"name": "Ann Other"}}\n',
            "index.md": f"# Home\n{topics}",
        })  # fmt: skip

    def bring(self, kind: str, files: Mapping[str, Any] | Path, *options: str) -> Import:
        """Import a blog of the files given, or the one at a path."""
        old = files if isinstance(files, Path) else write(self.old, files)
        report = self.src.parent / "report.json"
        report.unlink(missing_ok=True)
        status = main([
            "import", kind, str(old), "--to", "a", "--topic", "t", "--source", str(self.src),
            "--report", str(report), *options,
        ])  # fmt: skip
        out, err = self.capsys.readouterr()
        found = json.loads(report.read_text()) if report.exists() else {"posts": [], "remarks": []}
        return Import(status=status, out=out, err=err, report=found, src=self.src)

    def warnings(self) -> list[str]:
        return build(self.src).warnings


def write(folder: Path, files: Mapping[str, Any]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
    return folder


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Project:
    return Project(tmp_path, capsys)


def page(text: str = "Text.", **fields: object) -> str:
    """Give a post as Hugo and Jekyll both take it."""
    head = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\n{head}---\n{text}\n"


def test_a_base_in_front_of_a_whole_address_counts_once(project: Project) -> None:
    found = project.bring("jekyll", {
        "_config.yml": "url: https://old.example\nbaseurl: /journal\npermalink: pretty\n",
        "_posts/2021-04-02-kettle.md": page("Water.", title="Kettle"),
        "_posts/2021-04-03-pot.md": page(
            "[a]({{ site.baseurl }}{% post_url 2021-04-02-kettle %})\n"
            "[b]({% post_url 2021-04-02-kettle %})\n"
            "[c]({{ site.url }}{{ site.baseurl }}{% link _posts/2021-04-02-kettle.md %})\n"
            "[d]({{ site.url }}{% post_url 2021-04-02-kettle %}#top)\n",
            title="Pot",
        ),
    })  # fmt: skip
    assert found.status == 0
    assert found.text("pot").count("(kettle.md)") == 4
    assert found.remarks() == []


@pytest.mark.parametrize("base", ["https://old.example/", "/", '""'])
def test_a_base_counts_by_its_path(project: Project, base: str) -> None:
    found = project.bring("jekyll", {
        "_config.yml": f"url: https://old.example\nbaseurl: {base}\npermalink: pretty\n",
        "_posts/2020-05-06-tea.md": page(
            "[x]({{ site.baseurl }}/2020/05/06/tea/) "
            '[r]({{ "/2020/05/06/tea/" | relative_url }}).', title="Tea"
        ),
    })  # fmt: skip
    assert found.addresses("tea") == ["/2020/05/06/tea/"]
    assert found.text("tea").count("(tea.md)") == 2


def test_defaults_hold_by_their_scope(project: Project) -> None:
    found = project.bring("jekyll", {
        "_config.yml": """\
            permalink: pretty
            defaults:
              - scope: {path: "", type: posts}
                values: {permalink: "/notes/:year/:title/", category: field}
              - scope: {path: "_posts/lab"}
                values: {permalink: "/lab/:title/"}
            """,
        "_posts/2022-01-02-ant.md": page(title="Ant"),
        "_posts/lab/2022-01-03-bee.md": page(title="Bee"),
        "_posts/lab/2022-01-04-cat.md": page(title="Cat", permalink="/cats/"),
    })  # fmt: skip
    wanted = {"ant": "/notes/2022/ant/", "bee": "/lab/bee/", "cat": "/cats/"}
    for name, address in wanted.items():
        assert found.addresses(name) == [address]
        assert "topics: [t, field]" in found.text(name)


@pytest.mark.parametrize(
    ("zone", "date", "wanted"),
    [
        ("timezone: Asia/Kolkata", "2020-03-01 22:30:00 +0000", ["/2020/03/02/tea/"]),
        ("", "2020-03-01 22:30:00 -0700", ["/2020/03/02/tea/", "/2020/03/01/tea/"]),
        ("", "2022-02-29 07:10:00", ["/2022/03/01/tea/"]),
        ("", "2016/03/05 9:15", ["/2016/03/05/tea/"]),
        ("", "5 March 2016", ["/2016/03/05/tea/"]),
        ("", "Sat, 05 Mar 2016 08:15:00 +0000", ["/2016/03/05/tea/"]),
    ],
)
def test_days_are_those_of_jekyll(
    project: Project, zone: str, date: str, wanted: list[str]
) -> None:
    found = project.bring("jekyll", {
        "_config.yml": f"permalink: pretty\n{zone}\n",
        "_posts/2020-03-03-tea.md": page(title="Tea", date=date),
    })  # fmt: skip
    assert found.addresses("tea") == wanted
    assert len(found.remarks("address-guessed")) == len(wanted) - 1


@pytest.mark.parametrize(
    "date",
    [
        "Sat, 05 Mar 2016 08:15:00 +0000", "05 Mar 2016", "2016-03-05T08:15:00", "2016-03-05",
        '"2016-03-05 08:15:00.5 +0100 CET"', "Sat Mar  5 08:15:00 2016",
        "2016-03-05 08:15:00 +01:00", "2016-03-05T08:15:00Z",
    ],
)  # fmt: skip
def test_dates_are_read_as_hugo_does(project: Project, date: str) -> None:
    found = project.bring("hugo", {"content/post/x.md": page(title="X", date=date)})
    assert "date: 2016-03-05" in found.text("x")
    assert "draft" not in found.text("x")


def test_front_matter_may_be_toml_or_json(project: Project) -> None:
    found = project.bring("hugo", {
        "content/post/a.md": '{"title": "J", "date": "2016-03-05", "tags": ["rain"]}\nText.\n',
        "content/post/b.md": '{\n"title": "K", "date": "2016-03-05"\n}\n\nText.\n',
        "content/post/c.md": '+++\ntitle = "T"\ndate = 2016-03-05\n+++\nText.\n',
    })  # fmt: skip
    assert "# J\n\nText.\n" in found.text("a")
    for name in "abc":
        assert "date: 2016-03-05\n" in found.text(name)


@pytest.mark.parametrize("kind", ["jekyll", "hugo"])
def test_a_key_that_stands_twice_is_named(project: Project, kind: str) -> None:
    text = "---\ntitle: One\ndate: 2021-01-31\ntags: [a]\ntitle: Two\n---\nText.\n"
    path = {"jekyll": "_posts/2021-01-31-x.md", "hugo": "content/posts/x.md"}[kind]
    found = project.bring(kind, {path: text})
    assert "# Two\n" in found.text("x")
    (remark,) = found.remarks("front-matter")
    assert (
        remark
        == "a/x.md:0: line 5 of the old file: 'title' stands there already: the last one counts"
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("a*b *weak* a*b !", "a<em>b *weak</em> a*b !"),
        ("in*sens*itive and un**seen**ly", "in<em>sens</em>itive and un<strong>seen</strong>ly"),
        ("snake_case_word and _under_", "snake_case_word and <em>under</em>"),
        ("**a *b* c** d", "<strong>a <em>b</em> c</strong> d"),
        ("**open and *closed*", "<em>*open and *closed</em>"),
        ("2 * 3 * 4 and `*code*`", "2 * 3 * 4 and <code>*code*</code>"),
        ("[*a*](https://a.example/) *b*", '<a href="https://a.example/"><em>a</em></a> <em>b</em>'),
        ("*b [c](https://c.example/) d*", '<em>b <a href="https://c.example/">c</a> d</em>'),
    ],
)  # fmt: skip
def test_emphasis_is_where_kramdown_sees_it(
    project: Project, jekyll: Jekyll, tmp_path: Path, body: str, shown: str
) -> None:
    files = {"_config.yml": "permalink: /:title/\n", "_posts/2021-01-31-x.md": page(body)}
    theirs = jekyll.build(write(tmp_path / "theirs", files), tmp_path / "out").pages["x/index.html"]
    assert f"<p>{shown}</p>" in re.sub(' class="[^"]*"', "", theirs)
    project.bring("jekyll", files)
    built = build(project.src, config={"smartquotes": False})
    ours = re.sub(r' class="[^"]*"|</?span[^>]*>', "", built.read("a/x.html"))
    assert f"<p>{shown}</p>" in ours
    assert built.warnings == []


def test_emphasis_without_an_end_takes_no_time(project: Project) -> None:
    body = f"{'*a **b ' * 9000}x* y**"
    start = time.process_time()
    project.bring("jekyll", {"_posts/2021-01-31-x.md": page(body)})
    assert time.process_time() - start < 30


def test_tags_in_indented_code_stay_as_they_are(project: Project) -> None:
    body = "Text:\n\n    a {{ x }} {% y %}\n    {: .z}\n\n- item\n\n    para {{ x }}\n"
    found = project.bring("jekyll", {"_posts/2021-01-31-x.md": page(body)})
    text = found.text("x")
    assert "\n```\na {{ x }} {% y %}\n{: .z}\n```\n" in text
    assert "para `{{ x }}`" in text
    assert project.warnings() == []


def test_the_offset_of_a_date_stays_as_it_was_written(project: Project) -> None:
    found = project.bring(
        "jekyll", {"_posts/2021-01-31-late.md": page(date="2021-01-31 23:10:00 -0800")}
    )
    assert "date: 2021-01-31 23:10:00-08:00\n" in found.text("late")


def test_tags_find_their_topics(project: Project) -> None:
    many = ", ".join(f"x{number}" for number in range(40))
    found = project.bring("jekyll", {
        "_posts/2021-01-01-p1.md": page(categories="Win NT, Tools"),
        "_posts/2021-01-04-p4.md": page(tags="[Deep Water, Rain, lost]", author="Ann Other"),
        "_posts/2021-01-05-p5.md": page(tags="deep water lost", author="Someone Else"),
        "_posts/2021-01-06-p6.md": page(tags=f"[{many}]"),
    })  # fmt: skip
    assert "topics: [t, nt, tools]" in found.text("p1")
    assert "topics: [t, deep-water, rain]\nauthors: [ann]" in found.text("p4")
    assert "topics: [t, deep]" in found.text("p5")
    (tags,) = found.remarks("topic")
    assert "left out: lost (2), Win (1), water (1), x0 (1)" in tags
    assert tags.endswith(", and 13 more")
    (authors,) = found.remarks("author")
    assert authors.endswith("left out: Someone Else (1)")


def test_names_of_languages_are_told_apart_by_their_signs(project: Project) -> None:
    write(project.src, {
        "languages.md": "# Languages\n" + "".join(
            f"\n## {title}\n\n```{{topic}} {id_}\n```\n"
            for id_, title in {"c": "C", "cpp": "C++", "csharp": "C#", "web-dev": "Web"}.items()
        ),
    })  # fmt: skip
    found = project.bring("jekyll", {
        "_posts/2021-01-01-one.md": page(tags="['C++', 'C#', 'Web Dev', web_dev, .NET, 'C+ or C']"),
        "_posts/2021-01-02-two.md": page(tags="[C]"),
    })  # fmt: skip
    assert "topics: [t, cpp, csharp, web-dev]" in found.text("one")
    assert "topics: [t, c]" in found.text("two")
    (left_out,) = found.remarks("topic")
    assert left_out.endswith("left out: .NET (1), C+ or C (1)")


def test_tables_of_kramdown_are_tables(project: Project) -> None:
    body = """\
        First.

        | kettle | 3 min |
        | pot    | 8 min |
        {: .times}

        Second.

        |:--|--:|
        | kettle | 3 min |
        | pot    | 8 min |

        Third.

        kettle | 3 min
        pot | 8 min

        Fourth.

        | a | b |
        |---|---|
        | c | d |
        |===
        | e | f |
        {: .x}
        """
    found = project.bring("jekyll", {"_posts/2021-01-01-times.md": page(dedent(body))})
    assert found.status == 0
    assert project.warnings() == []
    html = build(project.src).read("a/times.html")
    assert html.count("<table") == 4
    assert html.count("<tr") == 12, "three of them have a head without words"
    text = html.split("<body", 1)[1]
    assert "===" not in text
    assert "|" not in text.partition("<table")[2].rpartition("</table>")[0]


@pytest.mark.parametrize(
    "body",
    [
        "| a | b |\n|:--|--:|\n| `x|y` | **c** |\n| d \\\\| e | f |",
        "| `x|y` | c |\n| d | ``e`|f`` |",
        "`a|b` and c|d",
    ],
)
def test_a_bar_in_code_ends_no_cell(project: Project, body: str) -> None:
    text = project.bring("jekyll", {"_posts/2021-01-01-times.md": page(body)})
    assert text.remarks() == []
    html = build(project.src).read("a/times.html")
    for word in re.findall(r"\w+", body):
        assert f"{word}" in re.sub("<[^>]*>", "", html.partition("<h1")[2])
    codes = re.findall("(`+)(.+?)\\1(?!`)", body)
    for _, code in codes:
        assert code in re.sub("<[^>]*>", "", html)
    assert html.count("<td") + html.count("<th") >= body.count(" | ")


def test_formulas_in_all_their_forms(project: Project) -> None:
    found = project.bring("jekyll", {
        "_posts/2021-01-01-math.md": page(
            "We add $$a_{i} + b_{j}$$ each time, for $5 or $6.\n\n$$\nx_{1} = y_{2}\n$$\n\n"
            r"And \\( c_k * d_k * e \\) and \\[ d_k \\] too, `\\( code \\)`."
        ),
        "_posts/2021-01-02-shell.md": page("It costs $5 or $6_a.\n\n```sh\nkill $$\n```\n"),
    })  # fmt: skip
    text = found.text("math")
    assert "{math}`a_{i} + b_{j}`" in text
    assert "{math}`c_k * d_k * e`" in text
    assert "{math}`d_k`" in text
    assert r"`\\( code \\)`" in text
    assert r"for \$5 or \$6." in text
    assert "kill $$" in found.text("shell")
    assert project.warnings() == []


def test_attributes_options_and_comments_of_kramdown_go(project: Project) -> None:
    body = """\
        {::options toc_levels="2" /}

        > Mind the steam.
        > {: .warning}

        - one
        - two
          {: .tight}

        - three
        {: .loose}

        ## Ways {#ways .no_toc}

        Text {::comment}secret{:/comment} more, {::comment}
        secret too
        {:/comment}

        {::comment}
        Whole secret block
        {:/comment}

        See [ways](#ways) and *this*{: .red} and `x`{:.lang}.

        {:.big}
        Large text.

        ## Other ways
        {: #other .no_toc}

        [o](#other)

        * TOC
        {:toc}

        {::nomarkdown}
        <b>raw</b>
        {:/nomarkdown}

        A[^1] and more.

        [^1]: Note.

        Term
        : Definition of it

        *[URL]: Uniform thing

        ~~gone~~

        ```
        {: .kept}
        ```
        """
    found = project.bring("jekyll", {"_posts/2021-01-01-steam.md": page(dedent(body))})
    text = found.text("steam")
    assert "secret" not in text
    assert "TOC" not in text
    assert text.count("{:") == 1, "but in code"
    assert "{::" not in text
    assert "(steam-other)=\n\n## Other ways" in text
    assert "[o](#steam-other)" in text
    assert "**Term**\n\n- Definition of it" in text
    assert "Uniform" not in text
    assert "gone" in text
    assert "**raw**" in text
    remarks = "\n".join(found.remarks())
    assert "an abbreviation is not explained: URL is 'Uniform thing'" in remarks
    assert remarks.count("a comment is left out") == 3
    assert "what was struck is plain text" in remarks
    assert project.warnings() == []


def test_what_is_in_another_format_is_named(project: Project) -> None:
    found = project.bring("jekyll", {
        "_posts/2019-01-02-c.adoc": page(), "_posts/2019-01-03-d.textile": page(),
        "_posts/2019-01-04-e.md.md": page(), "_posts/2019-01-05-f.htm": page(),
        "_posts/2019-01-06-g.MD": page(), "_posts/2019-01-08-i.txt": page(),
        "_posts/2019-1-7-h.md": page(),
    })  # fmt: skip
    assert found.status == 1
    assert found.names == {"e-md", "f", "g", "h"}
    left_out = "\n".join(found.remarks("left-out"))
    assert all(name in left_out for name in ("c.adoc", "d.textile", "i.txt"))


def test_what_hugo_gives_to_other_programs_is_named(project: Project) -> None:
    found = project.bring("hugo", {
        "content/posts/a.md": page(date="2020-01-01"), "content/posts/b.org": "#+title: B\n",
        "content/posts/c.adoc": page(), "content/posts/d.rst": page(),
    })  # fmt: skip
    assert found.status == 1
    assert found.names == {"a"}
    left_out = "\n".join(found.remarks("left-out"))
    assert all(name in left_out for name in ("b.org", "c.adoc", "d.rst"))


def test_a_second_import_brings_what_is_new(project: Project) -> None:
    old = {
        f"_posts/2021-03-{day}-update.md": page(f"Text {day}.", title=f"Update {day}")
        for day in ("01", "08", "15")
    }
    first = project.bring("jekyll", old)
    assert first.names == {"update", "update-2021-03-08", "update-2021-03-15"}
    before = {path: path.read_bytes() for path in (project.src / "a").iterdir()}
    newer = {"_posts/2021-02-22-update.md": page("New.", title="Update 22")}
    second = project.bring("jekyll", newer)
    assert second.status == 0
    assert second.names == {"update-2021-02-22"}
    assert len(second.remarks("here")) == 3
    assert all(path.read_bytes() == content for path, content in before.items())
    assert project.warnings() == []


def test_names_in_other_scripts_are_recognised_again(project: Project) -> None:
    old = {
        f"_posts/2023-09-1{number}-{name}.md": page(f"Text {number}.", title=name)
        for number, name in enumerate(("春茶", "秋茶", "شاي"))
    }
    assert project.bring("jekyll", old).names == {"春茶", "秋茶", "شاي"}
    second = project.bring("jekyll", {"_posts/2023-09-16-冬茶.md": page("New.", title="冬茶")})
    assert second.names == {"冬茶"}
    assert len(second.remarks("here")) == 3
    assert project.warnings() == []


def test_a_draft_that_was_published_since_is_here_already(project: Project) -> None:
    files = {"_drafts/idea.md": page(title="Idea")}
    assert project.bring("jekyll", files).names == {"idea"}
    assert project.bring("jekyll", files).names == set()


def test_an_address_with_a_comma_is_one(project: Project) -> None:
    found = project.bring("jekyll", {
        "_config.yml": "permalink: pretty\nplugins: [jekyll-redirect-from]\n",
        "_posts/2021-01-01-a.md": page(redirect_from="/hello,-world.html"),
        "_posts/2021-01-02-b.md": page(
            redirect_from='[/p/a%e2%80%93b/, "/s9/eating tea.html", "/wiki/Kind:Tea", "/?p=12"]'
        ),
    })  # fmt: skip
    assert found.addresses("a") == ["/2021/01/01/a/", "/hello,-world.html"]
    assert found.addresses("b") == [
        "/2021/01/02/b/", "/p/a–b/", "/s9/eating tea.html", "/wiki/Kind:Tea",
    ]  # fmt: skip
    (remark,) = found.remarks("address")
    assert "'/?p=12' has a query, which only a rule of your server can lead on" in remark


LANGUAGES = URL + 'defaultContentLanguage = "en"\n[languages.en]\n[languages.de]\n'


@pytest.mark.parametrize("in_folder", [False, True])
def test_languages_by_the_names_of_files(project: Project, in_folder: bool) -> None:  # noqa: FBT001
    setting = "defaultContentLanguageInSubdir = true\n" * in_folder
    found = project.bring("hugo", {
        "hugo.toml": setting + LANGUAGES,
        "content/posts/tea.md": page(date="2020-01-01"),
        "content/posts/tea.de.md": page(date="2020-01-02"),
        "content/posts/pot/index.md": page("[tea](../tea.md)", date="2020-01-03"),
        "content/posts/pot/index.de.md": page(date="2020-01-04"),
        "content/posts/v1.2.md": page(date="2020-01-05"),
        "content/posts/zz.md": page("English.", date="2020-01-09", slug="same"),
        "content/posts/zz.de.md": page("German.", date="2020-01-09", slug="same"),
    })  # fmt: skip
    top = "/en" if in_folder else ""
    for name in ("tea", "pot", "same"):
        assert found.addresses(name) == [f"{top}/posts/{name}/"]
        assert found.addresses(f"{name}-de") == [f"/de/posts/{name}/"]
    assert found.addresses("v1-2") == [f"{top}/posts/v1.2/"]
    assert "English." in found.text("same")
    assert "[tea](tea.md)" in found.text("pot")
    assert "another page has the name" not in found.out


def test_languages_in_folders(project: Project) -> None:
    found = project.bring("hugo", {
        "hugo.toml": URL + 'defaultContentLanguage = "en"\n[languages.en]\n'
        'contentDir = "content/en"\n[languages.de]\ncontentDir = "content/de"\n',
        "content/en/posts/tea.md": page(date="2020-01-01"),
        "content/de/posts/tea.md": page(date="2020-01-02"),
        "content/de/posts/pot/index.md": page(date="2020-01-04"),
    })  # fmt: skip
    assert found.addresses("tea") == ["/posts/tea/"]
    assert found.addresses("tea-de") == ["/de/posts/tea/"]
    assert found.addresses("pot-de") == ["/de/posts/pot/"]


def test_the_spelling_of_addresses(project: Project) -> None:
    found = project.bring("hugo", {
        "hugo.toml": URL + "disablePathToLower = true\n",
        "content/Posts/My-Tea.md": page(date="2020-01-01", aliases="[/Index.PHP/OldTea]"),
        "content/Posts/big.md": page(date="2020-01-02", url="/Tea/Big/"),
        "content/Posts/Third.md": page(date="2020-01-03", slug="My-Slug"),
    })  # fmt: skip
    assert found.addresses("my-tea") == ["/Posts/My-Tea/", "/Index.PHP/OldTea"]
    assert found.addresses("big") == ["/Tea/Big/"]
    assert found.addresses("my-slug") == ["/Posts/My-Slug/"]


def test_letters_of_every_script_stay(project: Project) -> None:
    found = project.bring("hugo", {
        "content/posts/café.md": page(date="2020-01-01"),
        "content/posts/हिन्दी.md": page(date="2020-01-02"),
        "content/posts/กาแฟดี.md": page(date="2020-01-03"),
        "content/posts/文字.md": page(date="2020-01-04"),
    })  # fmt: skip
    assert found.names == {"cafe", "हिन्दी", "กาแฟดี", "文字"}
    for name in ("हिन्दी", "กาแฟดี", "文字"):
        assert found.addresses(name) == [f"/posts/{name}/"]
    assert project.warnings() == []


def test_a_decomposed_name_leads_on_in_both_forms(project: Project) -> None:
    found = project.bring("hugo", {"content/posts/cafe\u0301.md": page(date="2020-01-01")})
    assert found.addresses("cafe") == ["/posts/cafe\u0301/", "/posts/caf\xe9/"]
    assert project.warnings() == []


def test_accents_go_where_the_site_says_so(project: Project) -> None:
    found = project.bring("hugo", {
        "hugo.toml": URL + "removePathAccents = true\n",
        "content/posts/thé-glacé.md": page(date="2020-01-01"),
    })  # fmt: skip
    assert found.addresses("the-glace") == ["/posts/the-glace/"]


def test_aliases_are_relative_to_the_page(project: Project) -> None:
    found = project.bring("hugo", {
        "hugo.toml": URL + '[permalinks]\nposts = "/diary/:slug/"\n',
        "content/posts/2021/tea/index.md": page(
            title="Tea", date="2020-01-01", aliases="[old-tea, ../older-tea, sub/x.html]"
        ),
        "content/posts/2021/cup.md": page(
            title="Cup", date="2020-01-01", aliases="[old-cup, ../../../../older-cup]"
        ),
        "content/notes/2021/pan.md": page(date="2020-01-01", aliases="[old-pan, ../older-pan]"),
    })  # fmt: skip
    assert found.addresses("tea") == [
        "/diary/tea/", "/diary/old-tea", "/older-tea", "/diary/sub/x.html",
    ]  # fmt: skip
    assert found.addresses("cup") == ["/diary/cup/", "/diary/old-cup", "/older-cup"]
    assert found.addresses("pan") == ["/notes/2021/pan/", "/notes/2021/old-pan", "/notes/older-pan"]
    (remark,) = found.remarks("address-guessed")
    assert "climbs above the site" in remark


def test_a_url_of_the_front_matter_may_be_a_pattern(project: Project) -> None:
    found = project.bring("hugo", {
        "content/posts/pot.md": page(url="/tea/:year/:slug/", date="2023-02-03", slug="pot"),
    })  # fmt: skip
    assert found.addresses("pot") == ["/tea/2023/pot/"]


def test_a_configuration_may_be_split(project: Project) -> None:
    found = project.bring("hugo", {
        "config/_default/hugo.toml": URL,
        "config/_default/permalinks.toml": 'posts = "/:year/:slug/"\n',
        "config/production/params.yaml": "a: b\n",
        "content/posts/x.md": page(title="Pot", date="2020-01-01", slug="pot"),
    })  # fmt: skip
    assert found.addresses("pot") == ["/2020/pot/"]


@pytest.mark.parametrize(
    ("kind", "name", "text", "line"),
    [
        ("hugo", "hugo.toml", 'baseURL = "https://old.example/\n[permalinks]\n', 1),
        ("hugo", "config/_default/permalinks.yaml", "a: b\nposts: [\n", 3),
        ("hugo", "config.json", '{"a":\nx}', 2),
        ("jekyll", "_config.yml", "permalink: pretty\n\tbaseurl: /x\n", 2),
        ("jekyll", "_config.yml", "- a\n- b\n", 1),
    ],
)
def test_a_broken_configuration_ends_the_command(
    project: Project, kind: str, name: str, text: str, line: int
) -> None:
    found = project.bring(kind, {
        name: text, "_posts/2021-01-01-a.md": page(), "content/posts/x.md": page(date="2020-01-01"),
    })  # fmt: skip
    assert found.status == 2
    assert f"{name}:{line}: " in found.err
    assert not (project.src / "a").exists()


def test_half_a_character_in_a_configuration_is_named(project: Project) -> None:
    found = project.bring("jekyll", {
        "_config.yml": 'permalink: "/\\ud800/:title"\n', "_posts/2020-01-01-a.md": page(),
    })  # fmt: skip
    assert found.status == 0
    assert any(remark.startswith("_config.yml:1: half a character") for remark in found.remarks())


def test_nothing_hidden_is_public(project: Project) -> None:
    hidden = {
        "expired": "expiryDate: 2021-01-01", "expired2": "unpublishdate: 2021-01-01",
        "later": "publishDate: 2999-01-01", "later2": "pubdate: 2999-01-01",
        "never": "build: {render: never}", "never2": "_build: {render: false}",
        "link": "build: {render: link}", "headless": "headless: true",
        "unpublished": "published: false",
    }  # fmt: skip
    found = project.bring("hugo", {
        **{
            f"content/posts/{name}/index.md": f"---\ndate: 2020-01-01\n{field}\n---\nSecret.\n"
            for name, field in hidden.items()
        },
        "content/posts/twice.md": "---\ndate: 2020-01-01\ndate: 2999-01-01\n---\nSecret.\n",
        "content/secret/_index.md": "---\ncascade:\n  draft: true\n---\n",
        "content/secret/below.md": page("Secret.", date="2020-01-01"),
        "content/posts/shown/index.md": page("Seen.", date="2020-01-01"),
        "content/posts/shown/part.md": page("Secret.", date="2020-01-01"),
        "content/posts/come.md": page("Secret.", date="2999-01-01"),
    })  # fmt: skip
    assert "part" not in found.names
    remarks = "\n".join(found.remarks("hidden"))
    for name in [*hidden, "below"]:
        assert "draft: true" in found.text(name)
        assert f"a/{name}.md:0: it is a draft here: " in remarks
    assert "content/posts/shown/part.md:0: it belongs to the page of its folder" in remarks
    lines = set(found.ledger.split())
    assert {line for line in lines if line.startswith("/posts/")} == {"/posts/", "/posts/shown/"}
    built = build(project.src)
    assert built.warnings == []
    assert "Secret." not in "".join(
        path.read_text()
        for path in built.out.rglob("*")
        if path.suffix in {".html", ".json", ".xml"}
    )


def test_what_jekyll_does_not_read_is_not_public(project: Project) -> None:
    found = project.bring(
        "jekyll",
        {
            "_config.yml": "exclude: [attic]\nlimit_posts: 2\ndefaults:\n"
            "  - {scope: {path: _posts/inner}, values: {published: false}}\n",
            "_old/_posts/2020-01-01-a.md": page("Secret."),
            "_posts/_more/2020-01-01-b.md": page("Secret."),
            "attic/_posts/2020-01-01-c.md": page("Secret."),
            "_posts/inner/2020-01-01-d.md": page("Secret."),
            "_posts/2020-01-01-e.md": page("Secret.", published="false"),
            "_posts/2020-01-01-first.md": page("Secret."),
            "_posts/2020-01-02-second.md": page(
                "Seen.{% comment %}Secret.{% endcomment %}{% # Secret. %}"
            ),
            "_posts/2020-01-03-third.md": page("Seen.<!-- Secret. -->\n\n[//]: # (Secret.)\n"),
            "_posts/2999-01-01-come.md": page("Secret."),
        },
    )
    assert found.names == {"d", "e", "first", "second", "third", "come"}
    built = build(project.src)
    assert built.warnings == []
    public = [
        path.name
        for path in built.out.rglob("*")
        if path.is_file() and path.suffix != ".png" and b"Secret." in path.read_bytes()
    ]
    assert public == []


def test_words_that_look_like_tags_stay(project: Project) -> None:
    found = project.bring(
        "hugo",
        {
            "content/posts/x/index.md": page(
                "Set <POT_NAME> to 3<br>or n <= 4.\n\n"
                "Use <your-token> and <T> with `<T>`; List<String> "
                'and a<b.\n\n{{< details summary="More" >}}\nHidden *text*.\n{{< /details >}}\n\n'
                '{{< figure src="jar.png" alt="Jar" caption="Ours, [big](big.png)" >}}\n',
                date="2020-01-01",
            ),
            "content/posts/x/jar.png": PNG,
            "content/posts/x/big.png": PNG,
        },
    )
    html = build(project.src)
    assert html.warnings == []
    page_ = html.read("a/x.html")
    for words in (
        "&lt;POT_NAME&gt;",
        "n &lt;= 4.",
        "&lt;your-token&gt; and &lt;T&gt; with",
        "List&lt;String&gt;",
        "a&lt;b.",
    ):
        assert words in page_
    assert "**More**" in found.text("x")
    assert "Hidden *text*." in found.text("x")
    assert "[big](x-big.png)" in found.text("x")
    assert (project.src / "a" / "x-big.png").read_bytes() == PNG


def test_a_folder_that_a_mac_packed_is_the_blog(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("site/_config.yml", "permalink: pretty\n")
        archive.writestr("site/_posts/2020-01-01-x.md", page())
        archive.writestr("__MACOSX/site/_posts/._2020-01-01-x.md", b"\0\5\x16\7")
        archive.writestr("site/.DS_Store", b"\0")
    found = project.bring("jekyll", path)
    assert found.addresses("x") == ["/2020/01/01/x/"]
    assert found.names == {"x"}


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Don't – boil!", "/2020/dont-boil/"), ("Tea & cups", "/2020/tea-cups/"),
        ("One - two", "/2020/one-two/"), ("C++ & C#", "/2020/c-c/"), ("A/B", "/2020/a-b/"),
    ],
)  # fmt: skip
def test_titles_as_addresses(project: Project, title: str, address: str) -> None:
    found = project.bring("hugo", {
        "hugo.toml": URL + '[permalinks]\nposts = "/:year/:title/"\n',
        "content/posts/p.md": page(title=f'"{title}"', date="2020-01-01"),
    })  # fmt: skip
    assert found.addresses("p") == [address]


def test_bare_addresses_are_links_where_they_were(project: Project) -> None:
    body = "More at https://ok.example/page and (https://ok.example/x/12), <https://ok.example/z>."
    found = project.bring("hugo", {"content/posts/a.md": page(body, date="2020-01-01")})
    built = build(project.src)
    for url in ("https://ok.example/page", "https://ok.example/x/12", "https://ok.example/z"):
        assert f'href="{url}"' in built.read("a/a.html")
    assert {group["kind"] for group in found.report["remarks"]} == {"feed"}


def test_html_in_footnotes_is_converted(project: Project) -> None:
    body = (
        "A[^1] and B[^2].\n\n[^1]: See <a href='https://a.example/'>here</a> <b>now</b>.\n"
        "[^2]: One.\n\n    # Two <br> `x`\n\n    <p>Three</p>\n\nLast.\n"
    )
    found = project.bring("hugo", {"content/posts/a.md": page(body, date="2020-01-01")})
    text = found.text("a")
    assert "[^1]: See [here](https://a.example/) **now**.\n" in text
    for word in ("One.", "Two", "Three", "Last."):
        assert word in text
    assert "<" not in text
    assert found.remarks("code") == []
    assert project.warnings() == []


def test_files_that_a_post_links_to_come_along(project: Project) -> None:
    found = project.bring(
        "hugo",
        {
            "hugo.toml": URL,
            "content/posts/a.md": page(
                "[the plan](/files/plan.pdf) [s](/files/s.html)", date="2020-01-01"
            ),
            "static/files/plan.pdf": "x",
            "static/files/s.html": "<script>alert(1)</script>",
        },
    )
    assert "[the plan](a-plan.pdf)" in found.text("a")
    assert (project.src / "a" / "a-plan.pdf").read_text() == "x"
    assert not list((project.src / "a").glob("*.html"))
    assert any("/files/s.html" in remark for remark in found.remarks("link"))
    assert project.warnings() == []


@pytest.mark.parametrize(
    "svg",
    [
        '<x:svg xmlns:x="http://www.w3.org/2000/svg"><x:script>alert(1)</x:script></x:svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><a href="java&#115;cript:alert(1)">x</a></svg>',
    ],
)
def test_drawings_with_scripts_do_not_come(project: Project, svg: str) -> None:
    found = project.bring("jekyll", {"_posts/2020-01-01-a.md": page("![x](/s.svg)"), "s.svg": svg})
    assert not list((project.src / "a").glob("*.svg"))
    assert "is an SVG with scripts" in found.remarks("picture")[0]


def test_tags_without_an_end_take_no_time(project: Project) -> None:
    found = project.bring("jekyll", {"_posts/2020-01-01-a.md": page("{% highlight x %}" * 20_000)})
    assert found.status == 1
    assert found.text("a").count("highlight") == 20_000


def test_topics_may_be_declared(project: Project) -> None:
    found = project.bring(
        "jekyll",
        {
            "_posts/2020-01-01-a.md": page(tags="[C++, Rain, Ü ber]"),
            "_posts/2020-01-02-b.md": page(tags="[Ü ber]"),
        },
        "--topics",
        "declare",
    )
    assert "topics: [t, cpp, rain, u-ber]" in found.text("a")
    assert "## C++\n\n```{topic} cpp\n```\n" in found.text("topics")
    assert "rain" not in found.text("topics")
    assert found.remarks("topic") == []
    assert project.warnings() == []


def test_a_map_says_what_becomes_of_names(project: Project, tmp_path: Path) -> None:
    files = {
        "content/posts/a.md": page(
            'A {{< img "x.png" alt="An *x*" >}} and {{< note >}}in *it*{{< /note >}}.',
            date="2020-01-01", tags="[C++, Old]", authors="[Jo]",
        ),
        "content/posts/b.md": page("{{< img y.png >}}", date="2020-01-02", tags="[C++]"),
    }  # fmt: skip
    path = tmp_path / "map.toml"
    first = project.bring("hugo", files, "--map", str(path))
    assert first.status == 0
    assert not (project.src / "a").exists()
    draft = path.read_text()
    assert '"C++" = "cpp"  # 2\n"Old" = "old"  # 1\n' in draft
    assert '"Jo" = "jo"  # 1' in draft
    assert '# "img" = ""  # 2\n# "note" = ""  # 1\n' in draft
    path.write_text(
        '[tags]\n"C++" = "tools"\n"Old" = ""\n[authors]\n"Jo" = "ann"\n'
        '[shortcodes]\nimg = "![{alt}](img/{0})"\nnote = "**Note:** {inner}"\n'
    )
    found = project.bring("hugo", files, "--map", str(path))
    assert "topics: [t, tools]\nauthors: [ann]" in found.text("a")
    assert "**Note:** in *it*" in found.text("a")
    assert found.remarks("topic") == found.remarks("author") == []
    assert any("img/x.png" in remark for remark in found.remarks("picture"))


@pytest.mark.parametrize("text", ["[tags\n", "[words]\na = 1\n", "[tags]\na = 1\n"])
def test_a_broken_map_is_named(project: Project, tmp_path: Path, text: str) -> None:
    path = write(tmp_path, {"map.toml": text}) / "map.toml"
    found = project.bring("jekyll", {"_posts/2020-01-01-a.md": page()}, "--map", str(path))
    assert found.status == 2
    assert "map.toml cannot be read" in found.err


def test_a_part_of_a_site_has_the_whole_configuration(project: Project) -> None:
    found = project.bring("hugo", {
        "hugo.toml": URL + '[permalinks]\nposts = "/:year/:slug/"\n',
        "content/posts/a.md": page(title="A", date="2020-01-01"),
        "content/notes/b.md": page(title="B", date="2020-01-01"),
    }, "--only", "content/posts")  # fmt: skip
    assert found.names == {"a"}
    assert found.addresses("a") == ["/2020/a/"]


def test_a_report_is_markdown_too(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    files = {f"_posts/2020-01-{n:02}-p{n}.md": page("{% youtube x %}") for n in range(1, 31)}
    found = project.bring("jekyll", files, "--report", str(path))
    text = path.read_text()
    assert "## What is kept as code, for nothing here is like it (30)\n" in text
    assert text.count("the Liquid tag `youtube` is kept as text") == 30
    assert found.out.count("the Liquid tag `youtube` is kept as text") == 20
    assert "… and 10 more: `--report FILE` has them all" in found.out


def test_remarks_stand_by_kind_then_by_file_and_line(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    body = "{% youtube x %}\n\n[a](none.md)\n\n{% youtube y %}\n\n[b](lost.md)"
    files = {f"_posts/2020-01-01-{name}.md": page(body) for name in "ba"}
    found = project.bring("jekyll", files, "--report", str(path))
    shown = re.findall(r"^  a/([ab]\.md:[0-9]+): ", found.out, re.MULTILINE)
    links, codes = ["a.md:11", "a.md:15", "b.md:11", "b.md:15"], ["a.md:9", "a.md:13"]
    assert shown == [*links, *codes, "b.md:9", "b.md:13"]


def test_hugos_own_shortcodes_are_known(project: Project) -> None:
    found = project.bring(
        "hugo",
        {
            "hugo.toml": URL + '[params]\ncolor = "green"\n',
            "content/posts/a.md": page(
                "{{< youtube abc >}} {{< vimeo id=12 >}} {{< instagram xy >}} "
                '{{< x user="u" id="9" >}} {{< tweet 8 >}} {{< gist u 77 >}} {{< param color >}} '
                '{{< qr text="https://q.example" />}} '
                '[b]({{< relref "b.md#part" >}}) {{< comment >}}secret{{< /comment >}}\n\n'
                "{{< highlight go >}}\nx := `a`\n{{< /highlight >}}\n",
                date="2020-01-01",
            ),
            "content/posts/b.md": page("## Part\n", date="2020-01-02"),
        },
    )
    text = found.text("a")
    for url in (
        "youtube.com/watch?v=abc", "vimeo.com/12", "instagram.com/p/xy/", "x.com/u/status/9",
        "x.com/i/status/8", "gist.github.com/u/77", "https://q.example",
    ):  # fmt: skip
        assert url in text
    assert "green" in text
    assert "[b](#b-part)" in text
    assert "(b-part)=\n\n## Part" in found.text("b")
    assert "secret" not in text
    assert "```go\nx := `a`\n```" in text
    assert found.status == 0
    assert project.warnings() == []


def test_pages_that_the_engine_made_lead_on(project: Project) -> None:
    found = project.bring("hugo", {
        "hugo.toml": URL, "content/posts/a.md": page(date="2020-01-01", tags="[Rain, Other]"),
    })  # fmt: skip
    ledger = found.ledger.splitlines()
    assert "/posts/ -> /index.html" in ledger
    assert "/tags/ -> /index.html" in ledger
    assert "/tags/rain/ -> /index.html" in ledger
    others, feeds = found.remarks("feed")
    assert "`series_feed_paths = {'': 'index.xml', 'topic:rain': 'tags/rain/index.xml'}`" in feeds
    assert others.endswith("/tags/index.xml, /tags/other/index.xml")
    assert project.warnings() == []
