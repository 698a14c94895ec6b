"""`sphinx-series import material`: what MkDocs with Material built is there after the move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from old_blogs import NAMES, TITLES, OldBlog, compare_addresses

if TYPE_CHECKING:
    from old_engines import PythonEngine

EXAMPLES = settings(max_examples=examples(20))
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
        add_material_post(draw, blog, f"{docs}/{posts}", number)
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


def add_material_post(draw: st.DrawFn, blog: OldBlog, folder: str, number: int) -> None:
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
    title = draw(TITLES).strip()
    heading = draw(st.sampled_from([f"# {title}\n\n", f"\n# {title} #\n", "", f"{title}\n===\n"]))
    name = draw(NAMES)
    below = draw(st.sampled_from(["", "", "deep/", f"{number}/"]))
    name = draw(st.sampled_from([f"{name}{number}", f"{name}{number}", f"{name}{number}/index"]))
    blog.files[f"{folder}/{below}{name}.md"] = f"---\n{head}---\n{heading}{blog.word()}\n"


@EXAMPLES
@given(blog=material_blogs())
def test_addresses_of_material(material: PythonEngine, blog: OldBlog) -> None:
    compare_addresses("material", blog, lambda src, out: material.build(src, out, base=blog.base))
