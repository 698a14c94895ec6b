"""`sphinx-series check` says what a build says, without one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import yaml
from builds import PROJECT, build, copy_root, edit
from examples import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sphinx_series.commands.cli import main
from sphinx_series.commands.reports import FORMATS
from sphinx_series.core.problems import Kind
from sphinx_series_base.problems import Place, Problem

# What only directives know: how the parts of series and the listings are.
# And what only another extension brings: see test_side_by_side.py; and what pages have when built.
OF_DIRECTIVES = {
    Kind.DIRECTIVE, Kind.DUPLICATE_PART, Kind.DUPLICATE_SERIES, Kind.DUPLICATE_TOPIC,
    Kind.NO_MATCH, Kind.LOST_ANCHOR, Kind.LOST_NAME, Kind.NEIGHBOUR,
    Kind.OLD_NAME, Kind.PART_GAP, Kind.PART_NUMBER, Kind.UNKNOWN_PART,
}  # fmt: skip
CHECKED = {kind.value for kind in Kind if kind not in OF_DIRECTIVES}

_WARNING = re.compile(r"(.*?):(\d+): WARNING: (.*) \[series\.(\w+)\]")


def checked(src: Path, *options: str) -> list[tuple[str, ...]]:
    """Give what the command says as file, line, message and kind."""
    with redirect_stdout(StringIO()) as out:
        status = main(["check", "--source", str(src), "--format", "json", *options])
    found = json.loads(out.getvalue())
    assert status == (1 if found else 0)
    return sorted(
        (
            str(Path(item["path"]).relative_to(src)),
            str(item["line"]),
            item["message"].replace(f"{src}/", ""),
            item["kind"].removeprefix("series."),
        )
        for item in found
        if item["path"]
    )


def built(src: Path, builder: str = "html") -> list[tuple[str, ...]]:
    """Give the same of a build."""
    matches = map(_WARNING.match, build(src, builder=builder).warnings)
    return sorted(match.groups() for match in matches if match and match[4] in CHECKED)


@pytest.mark.parametrize("root", ["addresses", "listings", "notes-myst", "notes-rst", "plain"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_it_says_what_a_build_says(root: str, builder: str, tmp_path: Path) -> None:
    src = copy_root(root, tmp_path)
    assert checked(src, "--builder", builder) == built(src, builder)


def test_it_knows_every_kind_that_needs_no_directive(tmp_path: Path) -> None:
    src = copy_root("mistakes", tmp_path)
    (src / "parts" / "A.md").write_text("---\norphan: true\n---\n\n# Another A\n")
    (src / "catalogue.json").mkdir()
    (src / "catalogue.json" / "a.md").write_text("---\norphan: true\n---\n\n# In the way\n")
    found = checked(src)
    assert {kind for *_, kind in found} == CHECKED
    of_builds = set(built(src)) - set(found)
    assert {path for path, *_ in of_builds} == {"index.md", "three.md"}, "ids of listings and parts"


VALUES = st.sampled_from(
    """
    2026-01-02|2026-13-01|tomorrow|2031-01-01|2026-01-01T00:00:00Z|[a, b]|{a: b}|a|b|true|maybe|
    1|0|-1|é|greek|grek|letters|leters|[greek, grek, ada]|ada|[ada, bob]|/old/|[/old/, /b.html]|
    [/posts/a/, /posts/b.html]|/search.html|/robots.txt|/OLD|/x.php|/x?y|x|/../x|[/p/a/, /p/b/]|"|
    [|'a'|same|a b|"a/b"|/genindex/|/old/x/|/a.html/x|/feed.xml|/sitemap.xml/x/|
    [/feeds/series-letters.xml, /feeds/topic-greek.json]
    """.replace("\n    ", "")
    .strip()
    .split("|")
)
KEYS = st.sampled_from([
    "date", "date", "updated", "topics", "series", "part", "slug", "slug", "aliases", "aliases",
    "authors", "pinned", "draft", "label", "description", "other",
])  # fmt: skip
FRONT_MATTER = st.lists(st.tuples(KEYS, VALUES), max_size=5)
LEDGER = st.lists(
    st.sampled_from(
        """
        /posts/a.html|/posts/a/|/gone/ -> gone|/old/ -> /posts/b|/posts/b.html -> /x/|/lost/|/b|/c/
        /p/a/|/p/same/|nonsense|/a -> |/r/ -> /s/|/s/ -> /r/|/e/ -> https://evil.example/
        /e/ -> https://example.org/|# nothing|/robots.txt|/search.html|/search/|/objects.inv
        /f/ -> /feeds/topic-greek.xml|/feed.json
        """.replace("\n        ", "|")
        .strip("|")
        .split("|")
    ),
    max_size=4,
)
CONF = """\
extensions = ["myst_parser", "sphinx_series"]
html_theme = "basic"
primary_domain = "series"
html_extra_path = ["robots.txt"]
series_authors = {{"ada": {{"name": "Ada"}}}}
series_clock = "2026-06-01"
series_ledger = "urls.txt"
series_redirect_exports = ["json"]
series_redirect_hosts = ["example.org"]
{setting}
"""
SETTINGS = st.sampled_from([
    "", "", 'series_permalink = "/p/{slug}/"', "series_drafts = True", "series_drafts = 3",
    'series_ledger = "nowhere.txt"', 'suppress_warnings = ["series.redirect"]',
    'exclude_patterns = ["posts/b.md", "_*"]', "html_use_index = False",
    'html_baseurl = "https://example.org/"', 'html_baseurl = "https://example.org/"',
])  # fmt: skip
INDEX = """\
# Home

```{series} letters
```

```{topic} greek
```

```{toctree}
:glob:

posts/*
```
"""


@settings(max_examples=examples(40))
@given(
    pages=st.lists(FRONT_MATTER, min_size=1, max_size=4),
    is_rst=st.lists(st.booleans(), min_size=4, max_size=4),
    ledger=LEDGER,
    setting=SETTINGS,
    builder=st.sampled_from(["html", "dirhtml"]),
)
@example(
    pages=[[]],
    is_rst=[False] * 4,
    ledger=[],
    setting='series_ledger = "nowhere.txt"',
    builder="html",
)
def test_it_says_what_a_build_says_of_generated_mistakes(  # noqa: PLR0913, PLR0917 - hypothesis'
    pages: list[list[tuple[str, str]]],
    is_rst: list[bool],
    ledger: list[str],
    setting: str,
    builder: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    src = tmp_path_factory.mktemp("generated")
    (src / "posts").mkdir()
    (src / "conf.py").write_text(CONF.format(setting=setting))
    (src / "robots.txt").write_text("")
    (src / "index.md").write_text(INDEX)
    (src / "urls.txt").write_text("".join(f"{line}\n" for line in ledger))
    for name, fields, rst in zip("aBbc", pages, is_rst, strict=False):
        lines = [f"{':' if rst else ''}{key}: {value}" for key, value in fields]
        text = (
            "\n".join([*lines, "", "T", "="]) if rst else "\n".join(["---", *lines, "---", "# T"])
        )
        (src / "posts" / f"{name}.{'rst' if rst else 'md'}").write_text(text)
    assert checked(src, "--builder", builder) == built(src, builder)


def test_what_only_a_build_knows_is_left_to_it(tmp_path: Path) -> None:
    src = copy_root("addresses", tmp_path)
    before = checked(src)
    (src / "urls.txt").write_text("/_images/old.png\n/_static/basic.css\n/_x/ -> /posts/a.html\n")
    assert checked(src) == before


PUBLISHED = (
    "feed.xml", "feeds/topic-caches.json", "sitemap.xml", "robots.txt", "llms.txt",
    "posts/second.html.md", "posts/second/index.html.md", "catalogue.json", "catalogue.schema.json",
    "_redirects", "redirects.json",
)  # fmt: skip


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "setting",
    [
        "", 'html_baseurl = ""', "series_markdown = False", "series_sitemap = False",
        'series_feeds = ["atom"]', "series_drafts = True", 'html_extra_path = ["robots.txt"]',
    ],
)  # fmt: skip
def test_it_knows_what_a_build_publishes(setting: str, builder: str, tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    (src / "robots.txt").write_text("User-agent: *\n")
    taken = json.dumps([f"/{name}{end}" for name in PUBLISHED for end in ("", "/x/")])
    edit(src / "posts/first.md", "[/old/first/]", taken)
    # A redirect may lead to what is published.
    (src / "urls.txt").write_text("".join(f"/old/{name}/ -> /{name}\n" for name in PUBLISHED))
    with (src / "conf.py").open("a") as conf:
        conf.write(f'\nseries_ledger = "urls.txt"\n{setting}\n')
    found = checked(src, "--builder", builder)
    assert found == built(src, builder)
    is_named = any("'/feed.xml' is the page" in message for *_, message, _ in found)
    assert is_named is ("baseurl" not in setting)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "names",
    [
        ["feed.xml/index", "p/index", "p"], ["p.html/x"], ["search/index.html/x", "search.html/x"],
        ["objects.inv/a", ".series-outputs.json/a"], ["x" * 245], ["own.txt/a"],
        ["p.md.txt/x", "environment.pickle/a", "index.html/x"],
    ],
)  # fmt: skip
def test_it_knows_the_documents_that_a_build_leaves_out(
    names: list[str], builder: str, tmp_path: Path
) -> None:
    src = tmp_path / "src"
    conf = 'extensions = ["myst_parser", "sphinx_series"]\nhtml_extra_path = ["own.txt_"]\n'
    for name, text in {
        "conf.py": conf, "index.md": "# Home\n", "own.txt_/own.txt": "",
        **{f"{name}.md": "---\ndate: 2026-01-01\n---\n\n# A post\n" for name in (*names, "p")},
    }.items():  # fmt: skip
        (src / name).parent.mkdir(parents=True, exist_ok=True)
        (src / name).write_text(text)
    assert checked(src, "--builder", builder) == built(src, builder)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "names",
    [
        ["robots.txt/a.md", "sitemap.xml/b.md"], ["feed.xml/a.md", "feeds/topic-t.xml/a.md"],
        ["llms.txt/a.md", "p.html.md/a.md"], ["catalogue.json/a.md", "catalogue.schema.json.md"],
        ["_own/robots.txt/x", "_own/feeds", "_own/catalogue.json/x"], ["robots.txt/index.md"],
        ["_own/feed.json", "feed.json.md"], ["extra.xml/a.md", "feed.xml.md"],
    ],
)  # fmt: skip
def test_it_knows_what_is_in_the_way_of_what_a_build_publishes(
    names: list[str], builder: str, tmp_path: Path
) -> None:
    src = tmp_path / "src"
    conf = (
        'extensions = ["myst_parser", "sphinx_series", "sphinx_markdown_builder"]\n'
        'html_extra_path = ["_own"]\n'
        'html_baseurl = "https://example.org/"\nseries_markdown = True\n'
        'primary_domain = "series"\nexclude_patterns = ["_*"]\n'
        'series_feed_paths = {"": ["/extra.xml"]}\n'
    )
    post = "---\ndate: 2026-01-01\ntopics: [t]\n---\n\n# A post\n"
    sources = {name: post.replace("post", name) for name in (*names, "p.md")}
    home = "# Home\n\n```{topic} t\n```\n"
    for name, text in {"conf.py": conf, "index.md": home, **sources}.items():
        (src / name).parent.mkdir(parents=True, exist_ok=True)
        (src / name).write_text(text)
    found = checked(src, "--builder", builder)
    assert found == built(src, builder)
    assert "output" in {kind for *_, kind in found} or "_own/feed.json" in names


def test_it_asks_for_descriptions_where_it_is_told_to(tmp_path: Path) -> None:
    src = copy_root("notes-myst", tmp_path)
    (src / "letters/hid.md").write_text("---\ndate: 2026-01-01\nunlisted: true\n---\n\n# Hid\n")
    assert checked(src) == []
    found = checked(src, "--descriptions")
    assert [(path, line) for path, line, *_ in found] == [
        ("letters/beta.md", "2"), ("letters/delta.md", "2"), ("subjects/alone.md", "2"),
    ]  # fmt: skip
    assert "write `description: what it is about`" in found[0][2]


def test_a_declaration_may_stand_in_an_included_file(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF.format(setting='exclude_patterns = ["_*"]'))
    (tmp_path / "urls.txt").write_text("")
    (tmp_path / "_parts").mkdir()
    (tmp_path / "_parts" / "topic.md").write_text("> :::{series:topic} greek\n> :::\n")
    (tmp_path / "index.md").write_text(
        "---\ndate: 2026-01-01\ntopics: [greek, grek]\n---\n# Home\n\n"
        "```{include} /_parts/topic.md\n```\n"
    )
    ((*_, message, kind),) = checked(tmp_path)
    assert (kind, "'grek' (did you mean 'greek'?)" in message) == ("unknown_topic", True)


def test_it_reads_what_the_extensions_of_conf_py_will_read(tmp_path: Path) -> None:
    (tmp_path / "index.rst").write_text("Home\n====\n")
    (tmp_path / "wrong.md").write_text("---\ndate: no\n---\n# Wrong\n")
    conf = tmp_path / "conf.py"
    suffixes = 'source_suffix = {".rst": "restructuredtext"}\n'
    conf.write_text(f'extensions = ["sphinx_series"]\n{suffixes}')
    assert checked(tmp_path) == []
    conf.write_text(f'extensions = ["myst_parser", "sphinx_series"]\n{suffixes}')
    assert [path for path, *_ in checked(tmp_path)] == ["wrong.md"]
    conf.write_text('extensions = ["sphinx_series"]\nsource_suffix = [".rst", ".md"]\n')
    assert checked(tmp_path) == [], "this is no front matter of reStructuredText"


def test_no_value_of_conf_py_ends_it(tmp_path: Path) -> None:
    (tmp_path / "index.rst").write_text("Home\n====\n")
    names = (
        "source_suffix", "exclude_patterns", "include_patterns", "templates_path", "extensions",
        "html_extra_path", "html_static_path", "html_baseurl", "suppress_warnings",
    )  # fmt: skip
    for name in names:
        (tmp_path / "conf.py").write_text(f'{name} = 5\nseries_redirect_exports = ["json"]\n')
        assert checked(tmp_path) == []


def test_people_read_a_line_for_each_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    src = copy_root("addresses", tmp_path)
    monkeypatch.chdir(src)
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("posts/a.md:3: '/files/old.php' has the suffix")
    assert printed.out.endswith("[series.redirect]\n")
    assert printed.err == "1 problem in 4 documents\n"


def test_without_a_project_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--source", str(tmp_path)]) == 2
    assert "name the folder with `--source`" in capsys.readouterr().err
    (tmp_path / "conf.py").write_text("import nothing_like_it\n")
    assert main(["check", "--source", str(tmp_path)]) == 2
    assert "nothing_like_it" in capsys.readouterr().err


PROBLEM = Problem(
    kind=Kind.LEDGER,
    place=Place(path="a,b:c%.md", line=3),
    message="100 % wrong:\r\n::error::, injected",
)


def test_annotations_of_github_are_escaped() -> None:
    # As its runner reads them: https://github.com/actions/toolkit, command.ts
    assert FORMATS["github"]([PROBLEM]) == (
        "::error file=a%2Cb%3Ac%25.md,line=3,title=series.ledger"
        "::100 %25 wrong:%0D%0A::error::, injected\n"
    )


@given(text=st.text(), path=st.text())
def test_an_annotation_is_one_line_whatever_it_says(text: str, path: str) -> None:
    problem = Problem(kind=Kind.LEDGER, place=Place(path=path, line=1), message=text)
    annotation = FORMATS["github"]([problem])
    assert annotation.count("\n") == 1
    assert "\r" not in annotation
    properties = annotation.removeprefix("::error ").split("::")[0]
    assert re.fullmatch(r"file=[^,:\n\r]*,line=1,title=series\.ledger", properties)


def test_the_hook_for_pre_commit_runs_it() -> None:
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"].split() == ["sphinx-series", "check"]
    assert hook["pass_filenames"] is False
    assert re.search(hook["files"], "posts/a.md")
    assert re.search(hook["files"], "docs/conf.py")
    program = shutil.which("pre-commit", path=str(Path(sys.executable).parent))
    assert program
    subprocess.run([program, "validate-manifest", PROJECT / ".pre-commit-hooks.yaml"], check=True)
