"""Texts of old posts against what the real Hugo and Jekyll made of them: no word is lost."""

from __future__ import annotations

import io
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from builds import build
from examples import OLD_BLOGS, examples
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st
from old_blogs import read_text
from old_engines import OldSite, build_hugo
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from old_engines import Jekyll

CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_theme = "basic"
series_ledger = "urls.txt"
smartquotes = False
"""
WORDS = st.sampled_from(
    [
        "tea",
        "pot",
        "don't",
        "Übung",
        "日本",
        "x_y_z",
        "a*b",
        "C++",
        "5$",
        "$HOME",
        "{x}",
        "{raw}`x`",
        "<b>bold</b>",
        "50%",
        "#1",
        "e.g.",
        "[sic]",
        "&amp;",
        "&copy;",
        "~5",
        "a~~b~~c",
        "1.5",
        "|",
        "(c)",
        "**strong**",
        "*weak*",
        "`code`",
        "``a`b``",
        "<kbd>K</kbd>",
        "H<sub>2</sub>O",
        "\\*",
        "\\\\",
        "!",
        "[link](https://a.example/x)",
        '[t](https://b.example "title")',
        "<https://c.example/q?a=b>",
        "[https://f.example/](https://g.example/)",
        "https://h.example/(x)",
        '"quoted"',
        "it's",
        "a -- b",
        "...",
        "_under_",
        "snake_case_word",
        "@me",
        "^up",
        "x^2^",
    ]
)
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    st.lists(LINES, min_size=1, max_size=3).map("\n".join),
    LINES.map(lambda text: f"## {text}"),
    LINES.map(lambda text: f"> {text}\n> more"),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {i}" for i in items)),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"1. {i}" for i in items)),
    LINES.map(lambda text: f"- a\n\n  {text}\n\n  - b\n    c"),
    st.sampled_from(["go", "sh", "", "nonsense", "html"]).map(
        lambda name: f"```{name}\nif a < b && `c` {{ $x }}\n\n  end\n```"
    ),
    st.just("    indented {x} <code>\n    more"),
    st.lists(WORDS.filter(lambda w: "|" not in w), min_size=2, max_size=3).map(
        lambda cells: f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}\n| {' | '.join(cells)} |"
    ),
    st.just("Term\n: What it means"),
    st.just("---"),
    st.just("[ref]\n\n[ref]: https://d.example/ref"),
    st.just("A note[^1].\n\n[^1]: What it says."),
    st.just("% no comment"),
    st.just("(no-target)="),
    st.just("+++"),
    st.just("::: {note}\nfenced\n:::"),
    st.just('<div class="x"><p>In <b>HTML</b>, <a href="https://e.example/">here</a></p></div>'),
    st.just("<table><tr><td>One</td><td>Two</td></tr></table>"),
    st.just("$$\nnot math\n$$"),
    st.just("a  \nb\\\nc"),
)
BODIES = st.lists(BLOCKS, min_size=1, max_size=5).map("\n\n".join)
POSTS = st.lists(BODIES, min_size=6, max_size=6)
# Every example is a whole site of six posts.
# No time goes into making a failure smaller, as long as some are known.
EXAMPLES = settings(max_examples=examples(12, long=OLD_BLOGS), phases=[Phase.generate])


def compare(kind: str, bodies: list[str], make: Callable[[Path, Path], OldSite]) -> None:
    """Check that words, links and code of each old page stand in the new one."""
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old"), Path(folder, "new")
        where = "_posts/2020-01-01-{}.md" if kind == "jekyll" else "content/posts/{}.md"
        date = "" if kind == "jekyll" else "date: 2020-01-01\n"
        for number, body in enumerate(bodies):
            path = old / where.format(f"p{number}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\ntitle: P{number}\n{date}---\n{body}\n", encoding="utf-8")
        (old / "hugo.toml").write_text(
            'baseURL = "https://old.example/"\n[markup.goldmark.renderer]\nunsafe = true\n'
        )
        (old / "_config.yml").write_text("permalink: /posts/:title/\n")
        new.mkdir()
        (new / "conf.py").write_text(CONF)
        (new / "index.md").write_text("# Home\n")
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            main(["import", kind, str(old), "--to", "a", "--source", str(new)])
        built = build(new)
        site = make(old, Path(folder, "out"))
        assert built.warnings == []
        for number, body in enumerate(bodies):
            theirs = read_text(site.pages[f"posts/p{number}/index.html"])
            ours = read_text(built.read(f"a/p{number}.html"))
            source = (new / "a" / f"p{number}.md").read_text()
            note(f"{body}\n=====\n{source}\n=====\n{site.pages[f'posts/p{number}/index.html']}")
            assert not theirs.words - ours.words, f"lost words: {theirs.words - ours.words}"
            assert not theirs.links - ours.links, f"lost links: {theirs.links - ours.links}"
            assert not set(theirs.codes) - set(ours.codes), "lost code"


@EXAMPLES
@given(bodies=POSTS)
def test_texts_of_hugo(bodies: list[str]) -> None:
    compare("hugo", bodies, build_hugo)


@EXAMPLES
@given(bodies=POSTS)
def test_texts_of_jekyll(jekyll: Jekyll, bodies: list[str]) -> None:
    compare("jekyll", bodies, jekyll.build)
