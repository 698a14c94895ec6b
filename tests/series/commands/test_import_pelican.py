"""`sphinx-series import pelican`: what Pelican built is there after the move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from old_blogs import DATES, NAMES, TITLES, OldBlog, compare_addresses

if TYPE_CHECKING:
    from old_engines import PythonEngine

EXAMPLES = settings(max_examples=examples(20))
PARTS = st.sampled_from([
    "{date:%Y}", "{date:%Y/%m/%d}", "{date:%b}", "{date:%-d}", "{date:%j}", "{category}", "{author}",
    "blog", "{lang}", "Fixed.d",
])  # fmt: skip


@st.composite
def patterns(draw: st.DrawFn) -> tuple[str, str]:
    """Patterns of addresses and of files."""
    parts = draw(st.lists(PARTS, max_size=3))
    base = "/".join([*parts, "{slug}"])
    return draw(st.sampled_from([
        (f"{base}/", f"{base}/index.html"), (f"{base}.html", f"{base}.html"), (base, f"{base}.html"),
        (f"{base}-x/", f"{base}-x/index.html"),
    ]))  # fmt: skip


@st.composite
def pelican_blogs(draw: st.DrawFn) -> OldBlog:
    """Sites as Pelican takes them, in every way that gives a page its address."""
    blog = OldBlog()
    blog.base = draw(st.sampled_from(["", "", "/sub", "/a/b"]))
    values: dict[str, Any] = {
        "SITENAME": "Old", "SITEURL": f"https://old.example{blog.base}", "PATH": "content",
        "TIMEZONE": draw(st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles"])),
        "DEFAULT_LANG": draw(st.sampled_from(["en", "de", "EN"])),
    }  # fmt: skip
    if draw(st.booleans()):
        values["AUTHOR"] = "Ann Öther"
    for kind in ("ARTICLE", "PAGE", "ARTICLE_LANG"):
        if draw(st.integers(0, 2)) == 0:
            url, file = draw(patterns())
            if kind == "ARTICLE_LANG":
                url, file = f"{{lang}}/{url}", f"{{lang}}/{file}"
            if kind == "PAGE":
                url, file = f"p/{url}", f"p/{file}"
            values[f"{kind}_URL"], values[f"{kind}_SAVE_AS"] = url, file
    choices: dict[str, list[Any]] = {
        "SLUGIFY_SOURCE": ["basename"], "SLUGIFY_USE_UNICODE": [True],
        "SLUGIFY_PRESERVE_CASE": [True], "USE_FOLDER_AS_CATEGORY": [False],
        "DEFAULT_CATEGORY": ["Big News"], "DEFAULT_METADATA": [{"status": "draft"}],
        "FILENAME_METADATA": [
            r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)", r"(?P<slug>.*)", r"(?P<title>[^-]*).*",
        ],
        "PATH_METADATA": [r"(?P<category>[^/]+)/.*", r"posts/(?P<lang>de)/.*"],
        "EXTRA_PATH_METADATA": [{"posts": {"category": "Given"}}, {"posts/deep": {"lang": "de"}}],
        "ARTICLE_PATHS": [["posts"], ["posts", "more"]], "ARTICLE_EXCLUDES": [["posts/deep"]],
        "WITH_FUTURE_DATES": [False], "DEFAULT_DATE": [(2012, 3, 4), "2012-03-04 10:00"],
        "SLUG_REGEX_SUBSTITUTIONS": [[(r"[^\w\s-]", "x"), (r"[-\s]+", "_")]],
        "CATEGORY_REGEX_SUBSTITUTIONS": [[(r"\s", "")]], "IGNORE_FILES": [["*-ignored*"]],
        "MARKDOWN": [{"extension_configs": {"markdown.extensions.extra": {}}}],
    }  # fmt: skip
    for name in draw(st.lists(st.sampled_from(sorted(choices)), max_size=4, unique=True)):
        values[name] = draw(st.sampled_from(choices[name]))
    folders = ["posts", "posts", "posts/deep", "posts/de", "more", "pages", ""]
    for number in range(draw(st.integers(1, 5))):
        folder = draw(st.sampled_from(folders))
        add_article(draw, blog, f"content/{folder}".rstrip("/"), number)
    lines = [f"{name} = {value!r}" for name, value in values.items()]
    blog.files["pelicanconf.py"] = "\n".join(lines) + "\n"
    if draw(st.integers(0, 3)) == 0:
        blog.files["pelicanconf.py"] = "PATH = 'content'\nFROM = 'x'\n" + "\n".join(lines) + "\n"
    return blog


def add_article(draw: st.DrawFn, blog: OldBlog, folder: str, number: int) -> None:
    fields: dict[str, str] = {}
    if draw(st.integers(0, 9)):
        fields["title"] = f"{draw(TITLES).strip()} {number}"
    if draw(st.integers(0, 9)):
        fields["date"] = draw(
            DATES | st.sampled_from(["2010-10-03 10:20", "2011_04_05", "3 Oct 2014", "2999-01-01"])
        )
    fields |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "slug": st.sampled_from([f"own-{number}", f"S {number}", f"ö{number}", f"a/b{number}"]),
                "status": st.sampled_from(["draft", "Draft", "hidden", "published", "skip", "odd"]),
                "lang": st.sampled_from(["de", "en", "pt-br"]),
                "category": st.sampled_from(["Tea", "C++", "Ü b", "a/b"]),
                "tags": st.sampled_from(["one, two", "C++; Ü, x", ""]),
                "author": st.sampled_from(["Bob", "Zoë"]),
                "authors": st.sampled_from(["A B, C D", "Doe, Jane; Roe"]),
                "modified": st.just("2021-01-02"),
                "save_as": st.sampled_from([f"own{number}.html", f"x/o{number}/index.html"]),
                "url": st.sampled_from([f"given{number}/"]),
            },
        )
    )  # fmt: skip
    stem = draw(st.sampled_from(["", "", "2013-05-06-"])) + f"{draw(NAMES)}{number}"
    form = draw(st.sampled_from(["md", "md", "rst", "html", "markdown", "txt"]))
    word = blog.word()
    if form == "rst":
        title = fields.pop("title", "")
        head = "".join(f":{name}: {value}\n" for name, value in fields.items())
        text = f"{title}\n{'#' * 40}\n\n{head}\n{word}\n" if title else f"{head}\n{word}\n"
    elif form == "html":
        metas = "".join(
            f'<meta name="{n}" content="{v}">' for n, v in fields.items() if n != "title"
        )
        title = f"<title>{fields['title']}</title>" if "title" in fields else ""
        text = f"<html><head>{title}{metas}</head><body><p>{word}</p></body></html>"
    else:
        text = "".join(f"{name.title()}: {value}\n" for name, value in fields.items())
        text += f"\n{word}\n"
    blog.files[f"{folder}/{stem}.{form}"] = text


@EXAMPLES
@given(blog=pelican_blogs())
def test_addresses_of_pelican(pelican: PythonEngine, blog: OldBlog) -> None:
    compare_addresses("pelican", blog, lambda src, out: pelican.build(src, out, base=blog.base))
