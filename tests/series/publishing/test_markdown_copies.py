"""Copies in Markdown say what their page says: text stays text, code stays code."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from builds import build
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it.token import Token

CONF = """\
extensions = ["myst_parser", "sphinx_series", "sphinx_markdown_builder"]
primary_domain = "series"
html_theme = "basic"
html_baseurl = "https://docs.example.org/en/"
series_markdown = True
smartquotes = False
myst_enable_extensions = ["dollarmath"]
"""
_OPEN = "paragraph_open"
# Text as readers see it; in the source each character is written by its number.
TEXTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- a comment", "</p>",
    "a < b > c",
    "<https://example.org>", "&lt;b&gt; &amp;amp; &#60;", "&copy", "[a](https://example.org)",
    "![a](https://example.org/x.png)", "[a]: https://example.org", "[^1]: note", "# no heading",
    "###### none", "####### none", "> no quote", "- no item", "+ none", "* none", "1. none",
    "12) none",
    "1984. A year", "---", "===", "***", "___", "```", "~~~", "`code`", "``", "*a* and **b**",
    "_a_ and __b__", "snake_case_name", "~~gone~~", "a | b | c", "|---|", "\\", "\\*", "a \\",
    "$x$",
    "$$x$$", "\\(x\\)", "# ", "#", ">", "-", "+", "=", "a\u00a0b", "é_è_", "{{ x }}", "{% raw %}",
    "    four spaces", "@mention", "www.example.org <b>",
]  # fmt: skip
CODES = ["a`b", "`", "``", "<b>&amp;", "a *b* \\", " x ", "`a``b`"]
BLOCKS = ["```\ninner\n```", "````", "<script>", "a\n\n    b", "~~~"]


def post(body: str) -> str:
    return f"---\ndate: 2026-01-01\n---\n\n# A post\n\n{body}\n"


def by_number(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


def copy_of(folder: Path, body: str) -> str:
    (folder / "conf.py").write_text(CONF)
    (folder / "index.md").write_text("# Home\n\n```{toctree}\np\n```\n")
    (folder / "p.md").write_text(post(body))
    found = build(folder)
    assert found.warnings == []
    return found.read("p.html.md")


def tokens(copy: str) -> list[Token]:
    """Parse a copy as GitHub does, which knows the most."""
    return MarkdownIt("gfm-like", {"linkify": False}).parse(copy)


def paragraphs(found: list[Token]) -> Iterator[list[Token]]:
    """Give what stands in each paragraph, but for the first, which says when the post appeared."""
    lines = [inner.children or [] for outer, inner in pairwise(found) if outer.type == _OPEN]
    yield from lines[1:]


def test_text_stays_text(tmp_path: Path) -> None:
    found = tokens(copy_of(tmp_path, "\n\n".join(map(by_number, TEXTS))))
    kinds = {token.type for token in found}
    assert kinds == {
        "heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close",
    }  # fmt: skip
    read = list(paragraphs(found))
    assert {token.type for line in read for token in line} <= {"text", "text_special"}
    shown = ["".join(token.content for token in line) for line in read]
    assert shown == [" ".join(text.split(" ")).strip() for text in TEXTS]


def test_code_stays_code(tmp_path: Path) -> None:
    spans = "\n\n".join(f"```` {code} ````" for code in CODES)
    blocks = "\n\n".join(f"`````text\n{block}\n`````" for block in BLOCKS)
    found = tokens(copy_of(tmp_path, f"{spans}\n\n{blocks}"))
    lines = [line for line in paragraphs(found) if line]
    assert [[token.type for token in line] for line in lines] == [["code_inline"]] * len(CODES)
    assert [line[0].content.strip() for line in lines] == [code.strip() for code in CODES]
    fences = [token for token in found if token.type == "fence"]
    assert [token.content for token in fences] == [f"{block}\n" for block in BLOCKS]
    assert {token.info for token in fences} == {"text"}


def test_a_formula_is_no_tag(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, "Let $a<b$ and $a < b$.\n\n$$\na<img\n$$\n")
    assert "$a\\lt b$ and $a < b$" in copy
    assert "<img" not in copy


def test_links_and_pictures_end_where_they_end(tmp_path: Path) -> None:
    copy = copy_of(
        tmp_path,
        "[words](<https://example.org/a)b>)\n\n![a](<https://example.org/x)y.png>)\n",
    )
    assert "](https://example.org/a%29b)" in copy
    assert "](https://example.org/x%29y.png)" in copy


def test_a_heading_without_words_is_none(tmp_path: Path) -> None:
    """Also one of a `contents`, which is a title without a section."""
    copy = copy_of(
        tmp_path, "##\n\nwords\n\n```{contents}\n:local:\n```\n\n## Next\n\n### ``\n\nend\n"
    )
    assert "words" in copy
    assert "## Next" in copy
    assert all(token.content for token in tokens(copy) if token.type == "inline")


def test_a_table_of_contents_becomes_text(tmp_path: Path) -> None:
    """docutils gives its entries ids, for the links back to them."""
    (tmp_path / "q.rst").write_text(
        ":date: 2026-01-01\n:orphan:\n\nQ\n=\n\n.. contents::\n\nNext\n----\n\nend\n"
    )
    copy_of(tmp_path, "text")
    copy = (tmp_path / "_build/html/q.html.md").read_text()
    assert "* Next" in copy
    assert "## Next\n\nend" in copy


def test_raw_html_is_the_author_s_and_stays(tmp_path: Path) -> None:
    copy = copy_of(
        tmp_path, "```{raw} html\n<b>bold</b>\n```\n\n```{raw} latex\n\\textbf{b}\n```\n"
    )
    assert "<b>bold</b>" in copy
    assert "textbf" not in copy
