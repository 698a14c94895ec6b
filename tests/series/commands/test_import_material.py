"""`sphinx-series import material`: what MkDocs with Material built is there after the move."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
import yaml
from builds import build
from examples import OLD_BLOGS, examples
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from old_blogs import (
    NAMES,
    TITLES,
    ImportedSite,
    OldBlog,
    compare_addresses,
    compare_old_texts,
)
from sphinx_series.commands.cli import main
from sphinx_series.core.addresses import addresses

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from old_engines import PythonEngine

EXAMPLES = settings(max_examples=examples(20, long=OLD_BLOGS))
OVERRIDES: dict[str, Any] = {"name": "material", "custom_dir": "overrides"}
POST_URLS = st.sampled_from([
    "{date}/{slug}", "{slug}", "{categories}/{slug}", "{date}/{file}", "x/{slug}/", "{file}-{slug}",
    "/{categories}/{date}/{file}/{slug}/", "{slug}.html",
])  # fmt: skip
DATE_FORMATS = st.sampled_from([
    "yyyy/MM/dd", "yyyy", "yy-M-d", "yyyy/MMM", "MMMM-yyyy", "d. LLLL y", "D", "EEE-dd",
    "w", "long",
])  # fmt: skip
CASES = st.sampled_from(["lower", "none", "lower-ascii", "fold"])
CATEGORIES = st.lists(
    st.sampled_from(["Tea", "Hot Tea", "C++", "Ü", "a/b", "日本"]), max_size=3, unique=True
)


@st.composite
def material_blogs(draw: st.DrawFn) -> OldBlog:  # noqa: C901, PLR0912 - one choice a line
    """Sites as MkDocs takes them, in every way that gives a page its address."""
    blog = OldBlog()
    blog.base = draw(st.sampled_from(["", "", "/sub", "/a/b"]))
    folder = draw(st.sampled_from(["blog", "blog", ".", "news/log"]))
    options: dict[str, Any] = {}
    if folder != "blog":
        options["blog_dir"] = folder
    post_dir = draw(st.sampled_from(["", "", "{blog}/articles", "essays"]))
    if post_dir:
        options["post_dir"] = post_dir
    if draw(st.booleans()):
        options["post_url_format"] = draw(POST_URLS)
    if draw(st.integers(0, 2)) == 0:
        options["post_url_date_format"] = draw(DATE_FORMATS)
    if draw(st.integers(0, 3)) == 0:
        options["post_url_max_categories"] = draw(st.integers(0, 3))
    if draw(st.integers(0, 3)) == 0:
        options["post_slugify_separator"] = draw(st.sampled_from(["_", "", "--"]))
    for name in ("draft", "draft_if_future_date", "pagination", "archive", "categories"):
        if draw(st.integers(0, 5)) == 0:
            options[name] = draw(st.booleans())
    if draw(st.integers(0, 3)) == 0:
        options["post_slugify"] = f"SLUGIFY{draw(CASES)}}}}}"
    language = draw(st.sampled_from(["en", "en", "de", "pt-BR", "zh"]))
    config: dict[str, Any] = {
        "site_name": "Old",
        "site_url": f"https://old.example{blog.base}/",
        "theme": {
            **OVERRIDES,
            "language": language,
        },
        "plugins": ["meta", {"blog": options}],
    }
    if draw(st.integers(0, 2)) == 0:
        config["use_directory_urls"] = False
    docs = "docs"
    if draw(st.integers(0, 4)) == 0:
        docs = config["docs_dir"] = draw(st.sampled_from(["src", "a/docs"]))
    if draw(st.integers(0, 4)) == 0:
        config["exclude_docs"] = draw(st.sampled_from([
            "old*\n", "/blog/posts/deep/\n", "*.md\n!t*.md\n!index.md\n", "deep\n",
            "**/deep/*.md\n",
        ]))  # fmt: skip
    posts = (post_dir or "{blog}/posts").replace("{blog}", folder).removeprefix("./")
    for number in range(draw(st.integers(1, 5))):
        # Without names of files, pages of one address are written one over the other.
        has_names = "{file}" in options.get("post_url_format", "")
        add_material_post(draw, blog, f"{docs}/{posts}", number, has_names=has_names)
    if draw(st.integers(0, 3)) == 0:
        values = draw(
            st.sampled_from([{"draft": True}, {"categories": ["Meta"]}, {"slug": "same"}])
        )
        blog.files[f"{docs}/{posts}/deep/.meta.yml"] = yaml.safe_dump(values)
    for name in draw(st.lists(NAMES, max_size=2, unique=True)):
        blog.files[f"{docs}/pages/{name}.md"] = f"# Page\n\n{blog.word()}\n"
    blog.files[f"{docs}/index.md"] = f"# Home\n\n{blog.word()}\n"
    targets = [path for path in blog.files if path.endswith(".md")]
    redirects = {
        f"{old}.md": draw(st.sampled_from(targets)).removeprefix(f"{docs}/")
        for old in draw(st.lists(st.sampled_from(["o1", "x/o2", "x/index", "ö"]), unique=True))
    }
    if redirects:
        config["plugins"].append({"redirects": {"redirect_maps": redirects}})
    text = yaml.safe_dump(config, allow_unicode=True)
    text = text.replace("SLUGIFY", "!!python/object/apply:pymdownx.slugs.slugify {kwds: {case: ")
    if draw(st.integers(0, 4)) == 0:
        blog.files["base.yml"] = text
        text = "INHERIT: base.yml\nsite_description: x\n"
    blog.files["mkdocs.yml"] = text
    return blog


def add_material_post(
    draw: st.DrawFn, blog: OldBlog, folder: str, number: int, *, has_names: bool
) -> None:
    date = draw(st.sampled_from([
        "2020-01-31", "2019-12-31T23:30:00Z", "2021-03-01T00:30:00+02:00", "2016-05-06 07:08:09",
        "2999-01-01",
    ]))  # fmt: skip
    head = f"date: {date}\n"
    if draw(st.integers(0, 3)) == 0:
        head = f"date:\n  created: {date}\n  updated: 2022-01-01\n"
    extra: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "title": TITLES.map(lambda title: f"{title}{number}"),
                "slug": st.sampled_from([
                    f"own {number}", f"s/l{number}", f"É{number}", f"-{number}-",
                ]),
                "draft": st.booleans(),
                "categories": CATEGORIES,
            },
        )
    )  # fmt: skip
    head += yaml.safe_dump(extra, allow_unicode=True) if extra else ""
    title = f"{draw(TITLES).strip()} {number}"
    heading = draw(st.sampled_from([f"# {title}\n\n", f"\n# {title} #\n", "", f"{title}\n===\n"]))
    name = draw(NAMES)
    below = draw(st.sampled_from(["", "", "deep/", f"{number}/"]))
    index = f"{name}{number}" if has_names else f"{name}{number}/index"
    name = draw(st.sampled_from([f"{name}{number}", f"{name}{number}", index]))
    # Its slug may be that of the home page, and Material writes one over the other.
    if name.endswith("/index") and not heading.startswith("#"):
        heading = f"# {title}\n\n"
    blog.files[f"{folder}/{below}{name}.md"] = f"---\n{head}---\n{heading}{blog.word()}\n"


@EXAMPLES
@given(blog=material_blogs())
def test_addresses_of_material(material: PythonEngine, blog: OldBlog) -> None:
    compare_addresses("material", blog, lambda src, out: material.build(src, out, base=blog.base))


MKDOCS = """\
site_name: Old
site_url: https://old.example/
theme: {name: material, custom_dir: overrides}
plugins: [blog: {post_url_format: "{file}"}]
markdown_extensions:
- abbr
- admonition
- attr_list
- def_list
- footnotes
- md_in_html
- pymdownx.blocks.admonition: {types: [note, own-kind]}
- pymdownx.blocks.details
- pymdownx.blocks.tab
- pymdownx.caret
- pymdownx.critic
- pymdownx.details
- pymdownx.emoji:
    emoji_index: !!python/name:material.extensions.emoji.twemoji
    emoji_generator: !!python/name:material.extensions.emoji.to_svg
- pymdownx.highlight
- pymdownx.inlinehilite
- pymdownx.keys
- pymdownx.mark
- pymdownx.snippets: {base_path: snippets}
- pymdownx.superfences
- pymdownx.tabbed: {alternate_style: true}
- pymdownx.tasklist
- pymdownx.tilde
- tables
"""
WORDS = st.sampled_from([
    "tea", "pot", "don't", "Übung", "日本", "x_y_z", "C++", "5$", "$HOME", "{x}", "50%", "#1",
    "e.g.", "[sic]", "&amp;", "1.5", "(c)", "**strong**", "*weak*", "`code`", "``a`b``",
    "<kbd>K</kbd>", "H~2~O", "x^n^", "==marked==", "^^under^^", "~~struck~~", "++ctrl+alt+del++",
    '++"Q"++', "{++added++}", "{--gone--}", "{~~one ~>two~~}", "{==lit==}", ":material-account:",
    ":fontawesome-brands-github:{ .big }", "`#!python x = 1`", "HTML", "\\*", "!",
    "[link](https://a.example/x)", "[b](https://b.example){ .md-button }",
    '[t](https://c.example "title"){:target="_blank"}', "<https://d.example/q?a=b>", '"quoted"',
    "a -- b", "...", "https://h.example/x", "{raw}`x`", "*a*{raw}`x`",
])  # fmt: skip
# Attributes end at the last brace of their line, and show what of it is none.
LINES = (
    st.lists(WORDS, min_size=1, max_size=5)
    .map(" ".join)
    .filter(lambda text: not re.search(r"[):*]\{[^\n]*\}[^\n]*\}", text))
)
# Before an element that ends a heading, Python-Markdown takes any braces for attributes.
HEADINGS = LINES.filter(lambda text: "{" not in text)
SIMPLE = st.one_of(
    LINES,
    HEADINGS.map(lambda text: f"## {text}"),
    LINES.map(lambda text: f"### Heading {{ #own-id .x }}\n\n{text}"),
    LINES.map(lambda text: f"> {text}\n> more"),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {i}" for i in items)),
    st.lists(LINES, min_size=1, max_size=3).map(lambda items: "\n".join(f"1. {i}" for i in items)),
    LINES.map(lambda text: f"- a\n\n    {text}\n\n    - b\n\n        c"),
    st.just("- [x] done\n- [ ] not yet"),
    st.sampled_from(["go", "py", "", "{ .sh .annotate }", 'py title="name.py" hl_lines="2"']).map(
        lambda info: f"``` {info}\nif a < b && `c` {{ $x }}\n\n  !!! note\n```"
    ),
    st.just("    indented {x} ==y==\n    more"),
    st.lists(WORDS.filter(lambda w: "|" not in w), min_size=2, max_size=3).map(
        lambda cells: f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}\n| {' | '.join(cells)} |"
    ),
    st.just("Term\n:   What it means"),
    st.just("---"),
    st.just("A note[^1].\n\n[^1]: What it says."),
    st.just("*[HTML]: Hypertext Markup Language"),
    st.just('--8<-- "part.md"'),
    st.just("--8<--\npart.md\n--8<--"),
    st.just('<div class="grid" markdown>\n\n- **One** card\n- Two cards\n\n</div>'),
    st.just(
        '<figure markdown="span">\n  ![Alt](https://p.example/x.png)\n'
        "  <figcaption>What</figcaption>\n</figure>"
    ),
    st.just("{ .only-attributes }"),
    LINES.map(lambda text: f"{text}\n{{ .lead }}"),
)
KINDS = st.sampled_from(["note", "info", "tip", "bug", "quote", "own-kind", "warning inline end"])
TITLES_OF_BLOCKS = st.sampled_from(["", " |", " | A title", " | With `code`"])
TITLED = st.sampled_from(["", ' ""', ' "A title"', ' "With `code` & **more**"'])


def indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.split("\n"))


def slashes(text: str) -> str:
    """Give more of them than what is within has."""
    return "/" * (max([2, *map(len, re.findall("/{3,}", text))]) + 1)


def holding(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Blocks that hold others."""
    inners = st.lists(inner, min_size=1, max_size=2).map("\n\n".join)
    marks = st.sampled_from(["!!!", "???", "???+"])
    return st.one_of(
        st.tuples(marks, KINDS, TITLED, inners).map(
            lambda parts: f"{parts[0]} {parts[1]}{parts[2]}\n\n{indented(parts[3])}"
        ),
        st.tuples(inners, inners).map(
            lambda both: (
                f'=== "First"\n\n{indented(both[0])}\n\n=== "Second `x`"\n\n{indented(both[1])}'
            )
        ),
    )


def between_slashes(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Blocks between slashes, which hold others, and stand in nothing that is indented."""
    heads = st.sampled_from(["note", "own-kind", "admonition", "tab", "details", "odd"])
    options = st.sampled_from(["", "\n    attrs: {class: x}"])
    inners = st.lists(inner, min_size=1, max_size=2).map("\n\n".join)
    return st.tuples(heads, TITLES_OF_BLOCKS, options, inners).map(
        lambda parts: f"{slashes(parts[3])} {''.join(parts[:3])}\n\n{parts[3]}\n{slashes(parts[3])}"
    )


INDENTED = st.recursive(SIMPLE, holding, max_leaves=4)
BLOCKS = INDENTED | st.recursive(between_slashes(INDENTED), between_slashes, max_leaves=2)
BODIES = st.lists(BLOCKS, min_size=1, max_size=5).map("\n\n".join)
POSTS = st.lists(BODIES, min_size=6, max_size=6)


def compare_texts(bodies: list[str], material: PythonEngine) -> None:
    posts = {
        f"docs/blog/posts/p{number}.md": "---\ndate: 2020-01-01\n---\n\n"
        f"# Title {number}\n\n{body}\n"
        for number, body in enumerate(bodies)
    }
    files = {**posts, "mkdocs.yml": MKDOCS, "snippets/part.md": "Words of `another` file.\n"}
    places = {f"p{number}": f"blog/p{number}/index.html" for number in range(len(bodies))}
    compare_old_texts("material", files, places, material.build)


# No time goes into making a failure smaller, as long as each is a whole site.
@settings(max_examples=examples(12, long=OLD_BLOGS), phases=[Phase.explicit, Phase.generate])
@given(bodies=POSTS)
@example(bodies=["/// odd\n\nWords\n{ .lead }\n///", "One\n{ .two }\nthree\n{ .four }"])
def test_texts_of_material(material: PythonEngine, bodies: list[str]) -> None:
    compare_texts(bodies, material)


class Old(ImportedSite):
    """An old site of this kind."""

    kind = "material"
    always: ClassVar[Mapping[str, str]] = {"mkdocs.yml": MKDOCS}


POST = "---\ndate: 2020-01-31\n{0}\n---\n\n# Title\n\nWords.\n"
LISTS = """\
site_name: Old
site_url: https://old.example/sub/
theme: {name: material, custom_dir: overrides}
plugins:
- blog: {authors_profiles: true, pagination_per_page: 1, archive_date_format: MMMM yyyy,
    archive_url_date_format: yyyy/MM}
- redirects: {redirect_maps: {old.md: blog/posts/p1.md, away.md: "https://x.example/"}}
"""


def test_lists_of_material_lead_on(tmp_path: Path, material: PythonEngine) -> None:
    head = "categories: [Hot Tea, Ü]\nauthors: [ada]"
    posts = {f"docs/blog/posts/p{n}.md": POST.format(f"{head}\nslug: p{n}") for n in (1, 2, 3)}
    authors = "authors:\n  ada: {name: Ada Lovelace, description: x, avatar: x.png}\n"
    files = {**posts, "docs/blog/.authors.yml": authors, "docs/index.md": "# Home\n"}
    old = Old(tmp_path, {**files, "mkdocs.yml": LISTS})
    site = material.build(old.src, tmp_path / "out", base="sub")
    led = {line.split()[0] for line in old.ledger.splitlines() if line.startswith("/")}
    pages = {addresses.encode(addresses.of_file(name)) for name in site.pages}
    # Where the old site led to another host is for a person to say.
    assert pages - led == {"/sub/", "/sub/away/", "/sub/404.html"} & pages
    assert old.remarks("address") == [
        "mkdocs.yml:7: 'away.md' leads to https://x.example/: say so by a line of the ledger"
    ]
    assert "Ada Lovelace (3)" in " ".join(old.remarks("author"))


def test_links_and_files_of_material_come_along(tmp_path: Path) -> None:
    old = Old(
        tmp_path,
        {
            "docs/blog/posts/one.md": POST.format(
                "links:\n  - about.md\n  - An *Own*: blog/posts/two.md"
            )
            + "[two](two.md) [about](../../about.md#x) ![p](img/p.png){ width=3 } [pdf](a.pdf)\n",
            "docs/blog/posts/two.md": POST.format("").replace("# Title", "# Two"),
            "docs/blog/posts/img/p.png": b"\x89PNG\r\n\x1a\n",
            "docs/blog/posts/a.pdf": b"%PDF-1.4",
            "docs/about.md": "# About us\n\nWords.\n",
        },
    )  # fmt: skip
    text = old.texts["docs/blog/posts/one.md"]
    assert "[two](two.md) [about](about.md) ![p](one-p.png) [pdf](one-a.pdf)" in text
    assert "**Related links**\n\n- [About us](about.md)\n- [An \\*Own\\*](two.md)\n" in text
    assert old.status == 0
    assert build(old.new).warnings == []


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("mkdocs.yml", "site_name: x\nplugins: [\n", "mkdocs.yml:3: "),
        ("mkdocs.yml", "- a\n", "mkdocs.yml: it is no mapping"),
        ("mkdocs.yml", "!!python/name:x.y {}: 1\n", "mkdocs.yml: it cannot be read"),
        ("mkdocs.yml", "a: !!timestamp b\n", "mkdocs.yml: it cannot be read"),
        ("mkdocs.yml", "a: !!int ''\n", "mkdocs.yml: it cannot be read"),
        ("mkdocs.yml", "a: !!bool b\n", "mkdocs.yml: it cannot be read"),
        ("mkdocs.yml", "INHERIT: base.yml\n", "mkdocs.yml: it inherits from 'base.yml'"),
        ("docs/blog/.authors.yml", "authors:\n  a: [\n", "docs/blog/.authors.yml:3: "),
    ],
)
def test_a_broken_configuration_ends_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, where: str
) -> None:
    old = Old(tmp_path, {"docs/blog/posts/p.md": POST.format(""), name: text})
    assert old.status == 2
    main(["import", "material", str(old.src), "--to", "a", "--source", str(old.new)])
    assert where in capsys.readouterr().err


def test_what_material_did_not_publish_stays_so(tmp_path: Path) -> None:
    config = MKDOCS.replace("plugins: [", "plugins: [meta, {exclude: {glob: ['*secret*']}}, odd, ")
    config += "exclude_docs: |\n  /blog/posts/old/\n"
    old = Old(
        tmp_path,
        {
            "mkdocs.yml": config,
            "docs/blog/posts/open.md": POST.format(""),
            "docs/blog/posts/draft.md": POST.format("draft: true"),
            "docs/blog/posts/old/gone.md": POST.format(""),
            "docs/blog/posts/secret.md": POST.format(""),
            "docs/blog/posts/team/one.md": POST.format(""),
            "docs/blog/posts/team/.meta.yml": "draft: true\n",
            "docs/blog/posts/undated.md": "---\ntitle: T\n---\n\nx\n",
            "docs/page.html": "<p>x</p>",
        },
    )
    public = {post["source"] for post in old.report["posts"] if not post["draft"]}
    assert public == {"docs/blog/posts/open.md"}
    assert "mkdocs.yml:4: the plugin 'odd' is not known: see what it gave the site" in old.remarks(
        "setting"
    )
    assert len(old.remarks("left-out")) == 1
    assert len(old.remarks("hidden")) == 2
    assert len(old.remarks("date")) == 1


def test_a_second_import_brings_what_is_new(tmp_path: Path) -> None:
    old = Old(tmp_path, {"docs/blog/posts/one.md": POST.format("")})
    (old.src / "docs/blog/posts/two.md").write_text(POST.format("").replace("Title", "Two"))
    assert main([
        "import", "material", str(old.src), "--to", "a", "--source", str(old.new),
    ]) == 0  # fmt: skip
    assert sorted(path.name for path in (old.new / "a").iterdir()) == ["one.md", "two.md"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("part.md", "all\n# --8<-- [start:x]\ninner\n# --8<-- [end:x]\nlast"),
        ("part.md:1:1", "all"),
        ("part.md:x", "inner"),
        ("part.md:5", "last"),
        ("part.md:1,5", "all\nlast"),
    ],
)
def test_parts_of_snippets(tmp_path: Path, name: str, expected: str) -> None:
    part = "all\n# --8<-- [start:x]\ninner\n# --8<-- [end:x]\nlast"
    body = POST.format("") + f'```\n--8<-- "{name}"\n```\n'
    old = Old(tmp_path, {"docs/blog/posts/p.md": body, "snippets/part.md": part})
    assert f"```\n{expected}\n```" in old.texts["docs/blog/posts/p.md"]


def test_a_snippet_that_is_not_there_is_named(tmp_path: Path) -> None:
    body = POST.format("") + '--8<-- "none.md"\n'
    old = Old(tmp_path, {"docs/blog/posts/p.md": body})
    assert old.remarks("lost") == ["a/p.md:10: 'none.md' was put in here, and is not in the export"]
    assert old.status == 1


def test_a_post_in_the_place_of_the_home_page_is_named(tmp_path: Path) -> None:
    config = "site_name: O\nplugins: [blog: {blog_dir: ., post_url_format: '{slug}'}]\n"
    text = "---\ndate: 2020-01-01\n---\n\nWords.\n"
    old = Old(tmp_path, {"mkdocs.yml": config, "docs/posts/tea/index.md": text})
    assert old.remarks("address") == [
        "a/tea.md:0: the old address '/' leads elsewhere already: it is that of the home page"
    ]
