"""Imports of blogs that the real Hugo and the real Jekyll built: no address is lost."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml
from examples import OLD_BLOGS, examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from old_blogs import DATES, NAMES, TITLES, OldBlog, compare_addresses
from old_engines import build_hugo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from old_engines import Jekyll

# Every example is a whole site.
EXAMPLES = settings(max_examples=examples(30, long=OLD_BLOGS))


@st.composite
def hugo_blogs(draw: st.DrawFn) -> OldBlog:  # noqa: C901, PLR0912 - one choice a line
    """Blogs as Hugo takes them, in every way that gives a page its address."""
    blog = OldBlog()
    languages = draw(st.sampled_from(["none", "none", "suffix", "folders"]))
    blog.base = draw(st.sampled_from(["", "", "/sub", "/a/b"]))
    config: dict[str, Any] = {"baseURL": f"https://old.example{blog.base}/"}
    codes = [""]
    if languages != "none":
        other = draw(st.sampled_from(["de", "pt-br", "fr"]))
        codes = ["en", other]
        main = draw(st.sampled_from(codes))
        config["defaultContentLanguage"] = main
        config["defaultContentLanguageInSubdir"] = draw(st.booleans())
        config["languages"] = {
            code: {"weight": i + 1}
            | ({"contentDir": f"content/{code}"} if languages == "folders" else {})
            for i, code in enumerate(codes)
        }
    for name in ("disablePathToLower", "removePathAccents"):
        if draw(st.integers(0, 5)) == 0:
            config[name] = True
    if draw(st.integers(0, 5)) == 0:
        config["uglyURLs"] = draw(st.sampled_from([True, {"posts": True}]))
    if draw(st.integers(0, 4)) == 0:
        config["timeZone"] = draw(st.sampled_from(["America/Los_Angeles", "Asia/Tokyo"]))
    if draw(st.integers(0, 4)) == 0:
        config["frontmatter"] = {"date": draw(st.sampled_from([
            [":filename", ":default"], ["publishdate", ":default"], ["lastmod", "date"],
        ]))}  # fmt: skip
    patterns = draw(
        st.dictionaries(st.sampled_from(["posts", "notes", "/"]), hugo_patterns(), max_size=2)
    )
    if patterns:
        config["permalinks"] = {"page": patterns} if draw(st.booleans()) else patterns
    blog.files |= hugo_config(config, draw)
    # Folders that differ in case alone are one to Hugo, with the name of either.
    sections = ["", "posts", "posts/2021", "Essays/Deep Er", "notes", "notes/a/b", "secret"]
    used = draw(st.lists(st.sampled_from(sections), min_size=1, max_size=3, unique=True))
    for section in used:
        cascade = draw(st.integers(0, 3))
        if section and cascade <= 1:
            fields: dict[str, Any] = {"title": "List"}
            if cascade == 0:
                values = draw(st.sampled_from([
                    {"draft": True}, {"build": {"render": "never"}}, {"date": "2011-01-01"},
                    {"expiryDate": "2021-01-01"}, {"publishDate": "2999-01-01"},
                    {"_": 1, "target": {"kind": "section"}, "draft": True},
                    {"target": {"path": "/notes/**"}, "draft": True},
                ]))  # fmt: skip
                fields["cascade"] = draw(st.sampled_from([values, [values]]))
            for code in draw(st.sampled_from([codes, codes[:1]])):
                blog.files[hugo_path(languages, code, section, "_index", config)] = (
                    f"---\n{yaml.safe_dump(fields)}---\n"
                )
    for number in range(draw(st.integers(1, 5))):
        name = draw(NAMES)
        section = draw(st.sampled_from(used))
        bundle = draw(st.integers(0, 3)) == 0
        for code in draw(st.sampled_from([codes, codes[:1]])):
            add_hugo_page(
                draw,
                blog,
                hugo_path(
                    languages,
                    code,
                    section,
                    f"{name}{number}/index" if bundle else f"{name}{number}",
                    config,
                ),
                number,
            )
        if bundle and draw(st.booleans()):
            path = hugo_path(languages, codes[0], section, f"{name}{number}/part", config)
            blog.files[path] = f"---\ntitle: Part\n---\n{blog.word()}\n"
    return blog


def hugo_path(languages: str, code: str, section: str, name: str, config: Mapping[str, Any]) -> str:
    folder = f"content/{code}" if languages == "folders" else "content"
    is_main = code == config.get("defaultContentLanguage", "")
    suffix = f".{code}" if languages == "suffix" and not is_main else ""
    return f"{folder}/{section}/{name}{suffix}.md".replace("//", "/")


@st.composite
def hugo_patterns(draw: st.DrawFn) -> str:
    """Patterns of addresses; one part at least tells posts apart."""
    own = draw(
        st.sampled_from(
            [
                ":slug",
                ":title",
                ":filename",
                ":contentbasename",
                ":slugorfilename",
                ":slugorcontentbasename",
            ]
        )
    )
    others = st.sampled_from([
        ":year", ":month", ":monthname", ":day", ":weekday", ":weekdayname", ":yearday", ":section",
        ":sections", ":sections[1:]", ":sections[last]", ":sections[0]", "blog", "Fixed", ":2006",
        ":01", "a\\:b",
    ])  # fmt: skip
    parts = draw(st.lists(others, max_size=3))
    last = draw(st.sampled_from(["/", "", "-x/"]))
    return "/" + "/".join([*parts, own]) + last


def hugo_config(config: dict[str, Any], draw: st.DrawFn) -> dict[str, str]:
    """Write a configuration, whole or split, in one of the formats."""
    if draw(st.booleans()):
        return {"hugo.yaml": yaml.safe_dump(config, allow_unicode=True)}
    if draw(st.booleans()):
        return {"config.json": json.dumps(config)}
    parts = {name: config[name] for name in ("permalinks", "languages") if name in config}
    rest = {name: value for name, value in config.items() if name not in parts}
    return {
        "config/_default/hugo.yaml": yaml.safe_dump(rest),
        **{f"config/_default/{name}.yaml": yaml.safe_dump(value) for name, value in parts.items()},
    }


def add_hugo_page(draw: st.DrawFn, blog: OldBlog, path: str, number: int) -> None:
    title = draw(TITLES)
    fields: dict[str, Any] = {"title": f"{title}{number}{len(blog.words)}"}
    if draw(st.integers(0, 9)):
        fields["date"] = draw(DATES)
    extra = st.fixed_dictionaries(
        {},
        optional={
            "slug": st.sampled_from(
                [f"Slug {number}", f"-s{number}-", f"ö{number}", f"a/b{number}", f"s.{number}"]
            ),
            "draft": st.booleans(),
            "expiryDate": st.sampled_from(["2021-01-01", "2999-01-01"]),
            "publishDate": st.sampled_from(["2020-01-01", "2999-01-01"]),
            "lastmod": DATES,
            "headless": st.sampled_from([True]),
            "build": st.sampled_from(
                [{"render": "never"}, {"list": "never"}, {"render": "always"}, {"render": False}]
            ),
        },
    )
    if draw(st.integers(0, 2)) == 0:
        fields |= draw(extra)
    if draw(st.integers(0, 6)) == 0:
        one = f"{number}{len(blog.words)}"
        fields["url"] = draw(st.sampled_from([
            f"/Own/{one}/", f"own/u{one}.html", f"/x{one}", f"/:year/o{one}/", f"/ü {one}/",
        ]))  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        word = len(blog.words)
        fields["aliases"] = draw(
            st.lists(
                st.sampled_from(
                    [
                        f"/old/{number}{word}/",
                        f"rel{number}{word}",
                        f"../up{number}{word}",
                        f"/o{number}{word}.html",
                        f"/Old.PHP/T{number}{word}",
                        f"sub/x{number}{word}.html",
                        f"/é{number}{word}/",
                    ]
                ),
                max_size=3,
                unique=True,
            )
        )
    text = draw(st.sampled_from(["yaml", "json"]))
    head = (
        f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n"
        if text == "yaml"
        else json.dumps(fields) + "\n"
    )
    blog.files[path] = f"{head}{blog.word()}\n"


def blog_of(files: Mapping[str, str], base: str = "") -> OldBlog:
    """Give a blog of files that end with their words."""
    words = sorted({word for text in files.values() for word in re.findall(r"word\dword", text)})
    return OldBlog(files=dict(files), base=base, words=words)


# An alias that leads above its folder, below a base.
CLIMBING = blog_of(
    {
        "hugo.yaml": "baseURL: https://old.example/sub/\nuglyURLs: true\n",
        "content/tea.md": "---\ntitle: Tea\naliases: [../up, up/../../on.html]\n---\nword0word\n",
    },
    base="/sub",
)
# A folder is a section where its list is in the same language; what has no date is of the year 1.
SECTIONS = blog_of({
    "hugo.yaml": "baseURL: https://old.example/\nlanguages: {en: {}, fr: {}}\n"
    "permalinks: {notes: '/:sections/:2006/:01/:filename/'}\n",
    "content/notes/a/_index.md": "---\ntitle: List\n---\n",
    "content/notes/a/İstanbul.md": "---\ntitle: One\n---\nword0word\n",
    "content/notes/a/İstanbul.fr.md": "---\ntitle: Un\n---\nword1word\n",
})  # fmt: skip


@EXAMPLES
@given(blog=hugo_blogs())
@example(blog=CLIMBING)
@example(blog=SECTIONS)
def test_addresses_of_hugo(blog: OldBlog) -> None:
    compare_addresses("hugo", blog, lambda src, out: build_hugo(src, out, base=blog.base))


CATEGORIES = st.sampled_from(
    ["a b", ["Big", "Small"], "C++ Code,", ["x/y"], ["home brewing"], "Ü", []]
)


@st.composite
def jekyll_blogs(draw: st.DrawFn) -> OldBlog:  # noqa: C901, PLR0912 - one choice a line
    """Blogs as Jekyll takes them, in every way that gives a post its address."""
    blog = OldBlog()
    blog.base = draw(st.sampled_from(["", "", "/sub", "/a/b"]))
    config: dict[str, Any] = {"baseurl": blog.base}
    style = st.sampled_from(["date", "pretty", "ordinal", "weekdate", "none"]) | jekyll_patterns()
    if draw(st.integers(0, 2)):
        config["permalink"] = draw(style)
    if draw(st.integers(0, 3)) == 0:
        config["timezone"] = draw(st.sampled_from(["America/Los_Angeles", "Asia/Kolkata"]))
    collections: dict[str, Any] = {}
    if draw(st.integers(0, 5)) == 0:
        collections["posts"] = {"permalink": draw(jekyll_patterns()), "output": True}
    if draw(st.integers(0, 3)) == 0:
        collections["recipes"] = draw(st.sampled_from([
            {"output": True}, {"output": False}, {}, {"output": True, "permalink": "/r/:path/"},
            {"output": True, "permalink": "/:collection/:name:output_ext"},
            {"output": True, "permalink": "/c/:year/:title"},
        ]))  # fmt: skip
    if collections:
        config["collections"] = collections
    if draw(st.integers(0, 6)) == 0:
        config["collections_dir"] = "docs"
    if draw(st.integers(0, 2)) == 0:
        config["defaults"] = draw(st.lists(jekyll_defaults(), min_size=1, max_size=3))
    if draw(st.integers(0, 5)) == 0:
        config["exclude"] = draw(st.sampled_from([["ops"], ["_posts/lab"], ["**/old*"], ["ops/*"]]))
    if draw(st.integers(0, 5)) == 0:
        config["include"] = draw(st.sampled_from([["_more"], ["_posts/_lab"]]))
    if draw(st.integers(0, 8)) == 0:
        config["future"] = True
    if draw(st.integers(0, 8)) == 0:
        config["limit_posts"] = draw(st.integers(1, 3))
    blog.files["_config.yml"] = yaml.safe_dump(config, allow_unicode=True)
    top = draw(st.sampled_from(["", "docs/"])) if "collections_dir" in config else ""
    folders = [
        "_posts",
        "_posts",
        "_posts/lab",
        "_posts/_lab",
        "_drafts",
        "ops/_posts",
        "ops/Deep/_posts",
        "_more/_posts",
    ]
    for number in range(draw(st.integers(1, 5))):
        folder = draw(st.sampled_from(folders))
        add_jekyll_post(draw, blog, f"{top}{folder}", number)
    if "recipes" in collections:
        name = draw(NAMES)
        fields = draw(
            st.sampled_from([{}, {"date": "2019-02-03"}, {"title": "R"}, {"published": False}])
        )
        path = draw(st.sampled_from(["", "2018-03-04-", "deep/"]))
        blog.files[f"{top}_recipes/{path}{name}r.md"] = (
            f"---\n{yaml.safe_dump(fields)}---\n{blog.word()}\n"
        )
    if draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(["about", "More/Us", "more/index", "v1.2"]))
        fields = draw(
            st.sampled_from(
                [
                    {"title": "Page"},
                    {"permalink": "/me/"},
                    {"permalink": "/x/y.html"},
                    {"published": False},
                ]
            )
        )
        blog.files[f"{name}.md"] = f"---\n{yaml.safe_dump(fields)}---\n{blog.word()}\n"
    return blog


@st.composite
def jekyll_patterns(draw: st.DrawFn) -> str:
    """Patterns of addresses; one part at least tells posts apart."""
    own = draw(st.sampled_from([":title", ":slug", ":title:output_ext", ":title.html", ":slug_-x"]))
    others = st.sampled_from(
        [
            ":year",
            ":month",
            ":day",
            ":hour",
            ":minute",
            ":second",
            ":i_day",
            ":i_month",
            ":short_month",
            ":long_month",
            ":short_year",
            ":w_year",
            ":week",
            ":w_day",
            ":short_day",
            ":long_day",
            ":y_day",
            ":categories",
            ":slugified_categories",
            "blog",
            "Fixed.d",
            "W:week",
        ]
    )
    parts = draw(st.lists(others, max_size=3))
    last = "" if "." in own or "ext" in own else draw(st.sampled_from(["/", ""]))
    return "/" + "/".join([*parts, own]) + last


@st.composite
def jekyll_defaults(draw: st.DrawFn) -> dict[str, Any]:
    scope: dict[str, Any] = {
        "path": draw(
            st.sampled_from(
                [
                    "",
                    "_posts",
                    "_posts/la",
                    "_posts/lab/",
                    "ops",
                    "/ops",
                    "ops/*",
                    "**/lab",
                    "_recipes",
                    "docs",
                    "about.md",
                ]
            )
        )
    }
    if draw(st.booleans()):
        scope["type"] = draw(st.sampled_from(["posts", "pages", "post", "recipes", "drafts"]))
    values = draw(
        st.sampled_from(
            [
                {"permalink": "/given/:title/"},
                {"category": "field"},
                {"categories": ["one", "two"]},
                {"published": False},
                {"slug_": "x"},
                {"tags": "a b"},
                {"permalink": "/g2/:categories/:title:output_ext"},
            ]
        )
    )
    return {"scope": scope, "values": values}


def add_jekyll_post(draw: st.DrawFn, blog: OldBlog, folder: str, number: int) -> None:
    name = draw(NAMES)
    day = draw(
        st.sampled_from(
            ["2020-01-31", "2019-2-3", "2016-02-29", "17-12-31", "2999-01-01", "2021-02-30"]
        )
    )
    fields: dict[str, Any] = (
        draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "title": TITLES,
                    "categories": CATEGORIES,
                    "category": st.sampled_from(["deep one", ["p", "q"]]),
                    "slug": st.sampled_from(
                        [f"Slug {number}", f"ö{number}", f"s.{number}.", f"A--{number}"]
                    ),
                    "published": st.sampled_from([True, False, "false", None]),
                    "permalink": st.sampled_from(
                        [
                            f"/own{number}/",
                            "/own/:title",
                            f"own/x{number}.html",
                            f"/:year/o{number}:output_ext",
                            "pretty/:title",
                        ]
                    ),
                    "redirect_from": st.sampled_from(
                        [f"/old{number}/", [f"/o/{number}.html", f"n{number}"]]
                    ),
                    "draft": st.sampled_from([True]),
                },
            )
        )
        if draw(st.booleans())
        else {}
    )
    head = yaml.safe_dump(fields, allow_unicode=True) if fields else ""
    if draw(st.booleans()):
        written = draw(
            DATES
            | st.sampled_from(
                [
                    "2016/03/05 9:15",
                    "5 March 2016",
                    "Sat, 05 Mar 2016 08:15:00 +0000",
                    "2022-02-30 07:10:00",
                    "2020-06-30 23:59",
                    "2018-01-01T01:02:03.5+09:00",
                    "2999-01-01",
                    "March 7, 2017",
                ]
            )
        )
        quote = draw(st.sampled_from(["", '"']))
        head += f"date: {quote}{written}{quote}\n"
    suffix = draw(st.sampled_from(["md", "markdown", "html", "MD"]))
    stem = f"{name}{number}" if "_drafts" in folder else f"{day}-{name}{number}"
    blog.files[f"{folder}/{stem}.{suffix}"] = f"---\n{head}---\n{blog.word()}\n"


# A collection below the folder of all, whose documents have the date of the build.
COLLECTED = blog_of({
    "_config.yml": "collections_dir: docs\ncollections: {recipes: {output: true, permalink: "
    "'/:collection/:year/:title/'}}\n",
    "docs/_recipes/tea.md": "---\ntitle: Tea\n---\nword0word\n",
    "docs/_recipes/deep/pot.md": "---\ndate: 2019-02-03\n---\nword1word\n",
})  # fmt: skip


@EXAMPLES
@given(blog=jekyll_blogs())
@example(blog=COLLECTED)
def test_addresses_of_jekyll(jekyll: Jekyll, blog: OldBlog) -> None:
    compare_addresses("jekyll", blog, lambda src, out: jekyll.build(src, out, base=blog.base))
