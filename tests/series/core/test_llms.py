"""`llms.txt` is Markdown that says the same whatever titles hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sphinx_series.core.formats.llms import Link, copy_of, index

LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C"])).map(
    lambda text: " ".join(text.split())
)


def test_the_whole_file() -> None:
    links = [Link(title="A [b]", url="https://x.example/a(1).md", summary="One *two*.")]
    assert index("Site", [("Part", links)], "About\nit.") == (
        "# Site\n\n> About it.\n\n## Part\n\n"
        "- [A \\[b\\]](https://x.example/a%281%29.md): One \\*two\\*.\n"
    )
    assert index("Site", []) == "# Site\n"


@given(LINES.map("x".__add__), LINES.map("x".__add__))
def test_no_title_changes_the_structure(title: str, summary: str) -> None:
    link = Link(title=title, url="https://x.example/", summary=summary)
    tokens = MarkdownIt().parse(index(title, [(title, [link])], summary))
    kinds = [token.tag for token in tokens if token.nesting == 1]
    assert kinds == ["h1", "blockquote", "p", "h2", "ul", "li", "p"]
    inline = tokens[[token.type for token in tokens].index("list_item_open") + 2].children or []
    assert [token.type for token in inline if token.type.startswith("link")] == [
        "link_open", "link_close",
    ]  # fmt: skip


def test_a_copy_lies_beside_its_page() -> None:
    assert copy_of("a/index.html") == "a/index.html.md"
