"""A site as an author changes it, with all that pages of this project show from elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builds import EXTENSIONS, files

if TYPE_CHECKING:
    from pathlib import Path

CONF = f"""\
import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
extensions = ["myst_parser", "sphinx_series", "sphinx_markdown_builder"]
primary_domain = "series"
html_theme = "furo"
html_baseurl = "https://docs.example.org/en/"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_extra_path = ["_own"]
exclude_patterns = ["_*"]
suppress_warnings = ["toc.not_included"]
series_feed_limit = 3
series_markdown = True
series_permalink = "/blog/{{slug}}/"
series_catalogues = {{"far": ("https://far.example/", "far.json")}}
series_ledger = "urls.txt"
series_redirect_exports = ["netlify", "nginx", "json"]
numfig = True
math_number_all = True
html_sidebars = {{
    "archive**": ["series_recent.html", "series_years.html", "series_cloud.html"],
    "s1": ["series_topics.html", "series_authors.html"],
}}
"""
PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="{size}"/></svg>'
SERIES, TOPICS, OTHERS = ["s1", "s2"], ["t1", "t2"], ["t8", "t9"]
NAMES = [f"p{number}" for number in range(5)]
# Two of them are one moment, of two days.
DATES = [
    "2025-05-05",
    "2026-03-01",
    "2026-03-01T00:30:00+09:00",
    "2026-02-28T15:30:00Z",
    "2026-09-01",
]


@dataclass(frozen=True, kw_only=True)
class Post:
    """What an author can change about a post."""

    title: str
    body: str = "Text."
    date: str = "2026-01-01"
    series: str = ""
    topic: str = "t1"
    slug: str = ""
    alias: str = ""
    folder: str = "a"
    draft: bool = False
    refers_to: str = ""
    has_picture: bool = False
    has_description: bool = True
    life: str = ""
    author: str = ""


@dataclass(kw_only=True)
class Site:
    """What an author can change about a site; it writes itself as sources."""

    posts: dict[str, Post] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    clock: str = "2026-06-01"
    zone: str = "UTC"
    writer: str = "Ada"
    bylines: bool | None = None
    default_author: str = "ada"
    has_author_page: bool = True
    topic_title: str = "T9"
    declares: bool = True
    reading: tuple[str, ...] = ("p0",)
    color: str = "red"
    project: str = "Site"
    page_title: str = "A page"
    page_size: int = 1
    related: int = 2
    order_of_archive: str = "-date"
    group_of_archive: str = "year"
    title_elsewhere: str = "Far"
    part: str = "Part."
    own: str = "Own."
    guide: tuple[str, ...] = ("page", "second")
    is_numbered: bool = False
    has_label: str = "page"
    link: str = "one"
    linked_folder: str = "one"
    behind_links: str = "Text."

    def sources(self) -> dict[str, str]:
        found = {
            "conf.py": (
                f"{CONF}project = {self.project!r}\nseries_clock = {self.clock!r}\n"
                f"series_topics = { {'t9': self.topic_title}!r}\n"
                f"series_timezone = {self.zone!r}\nseries_bylines = {self.bylines!r}\n"
                f"series_authors = { {'ada': {'name': self.writer}, 'bob': {'name': 'Bob'}}!r}\n"
                f"series_related = {self.related}\n"
                f'series_default_authors = {{"b/*": [{self.default_author!r}]}}\n'
            ),
            "far.json": catalogue_of(self.title_elsewhere),
            "elsewhere.md": "# Elsewhere\n\n```{posts}\n:site: *\n:group-by: topic\n```\n",
            "_static/site.css": f"h1 {{ color: {self.color}; }}\n",
            "urls.txt": "/before/* -> /a/*\n/old/x/\n/retired/ -> gone\n/archive/page/2/\n",
            "archive.md": (
                f"# Archive of {self.page_title}\n\n```{{posts}}\n:page-size: {self.page_size}\n"
                f":sort: {self.order_of_archive}\n:group-by: {self.group_of_archive}\n"
                ":count:\n```\n"
            ),
            "part.txt": f"{self.part}\n",
            "_own/own.txt": self.own,
            "a/dot.svg": PIXEL.format(size=1),
            "b/dot.svg": PIXEL.format(size=2),
            "index.md": (
                "# Home\n\n```{topics}\n```\n\n```{authors}\n```\n\n"
                "```{posts}\n:limit: 3\n:style: cards\n```\n\n"
                "```{toctree}\n:caption: All\ns1\ns2\nt1\nt2\nguide/index\n```\n"
            ),
            **self._guide(),
            **self._behind_links(),
        }
        declared = "```{topics}\n:declare:\n```" if self.declares else "```{topics}\n```"
        in_b = "```{posts}\n:from: b/*\n```"
        found["others.md"] = f"# Others\n\n{declared}\n\n{in_b}\n"
        reading = "\n".join(
            f"{self.posts[name].folder}/{name}" for name in self.reading if name in self.posts
        )
        found["reading.md"] = f"# Reading\n\n```{{series}} reading\n:list:\n\n{reading}\n```\n"
        if self.has_author_page:
            found["ada.md"] = "# Ada\n\n```{author} ada\n:picture: a/dot.svg\n\nHer.\n```\n"
        for id_ in SERIES:
            listed = [name for name in self.order if self._series(name) == id_]
            lines = "\n".join(f"{self.posts[name].folder}/{name}" for name in listed)
            found[f"{id_}.md"] = f"# Series {id_}\n\n```{{series}} {id_}\n{lines}\nLater <>\n```\n"
        for id_ in TOPICS:
            found[f"{id_}.md"] = (
                f"# Topic {id_}\n\n```{{topic}} {id_}\n:page-size: 2\n\nAbout {id_}.\n```\n"
            )
        for name, post in self.posts.items():
            found[f"{post.folder}/{name}.md"] = self._post(name, post)
        return found

    def _guide(self) -> dict[str, str]:
        """Two pages with numbers, of which one has a label."""
        entries = "\n".join(self.guide)
        options = ":maxdepth: 2\n" + ":numbered:\n" * self.is_numbered
        label = {name: "(a-label)=\n" * (name == self.has_label) for name in self.guide}
        return {
            "guide/index.md": f"# Guide\n\n```{{toctree}}\n{options}{entries}\n```\n",
            "guide/page.md": (
                f"{label['page']}# {self.page_title}\n\n## Section {self.page_title}\n\n"
                "```{glossary}\nTerm\n  What it means.\n```\n\n"
                "```{math}\n:label: sum\na + b\n```\n\n```{literalinclude} /part.txt\n```\n"
            ),
            "guide/second.md": (
                f"{label['second']}# Second\n\n## Its section\n\n$$\na\n$$\n\n"
                "```{figure} /a/dot.svg\n:name: dot\n\nA dot.\n```\n"
            ),
        }

    def _behind_links(self) -> dict[str, str]:
        """What links may lead to: two posts, and two folders with a post and its picture each."""
        found = {}
        for name, size in (("one", 3), ("two", 4)):
            front = f"---\ndate: 2026-01-01\ntopics: [t1]\n---\n\n# Behind {name}\n\n"
            found[f"_files/{name}.md"] = f"{front}{self.behind_links}\n"
            found[f"_folders/{name}/post.md"] = f"{front}{self.behind_links}\n\n![A dot](dot.svg)\n"
            found[f"_folders/{name}/dot.svg"] = PIXEL.format(size=size)
        return found

    def links(self) -> dict[str, str]:
        """Give what each link leads to, from its folder; ``""`` for none."""
        return {
            "linked.md": self.link and f"_files/{self.link}.md",
            "shelf": self.linked_folder and f"_folders/{self.linked_folder}",
        }

    def _series(self, name: str) -> str:
        return self.posts[name].series if name in self.posts else ""

    def _post(self, name: str, post: Post) -> str:
        lines = [f"date: {post.date}", f"topics: [{post.topic}]", f"draft: {post.draft}".lower()]
        lines += [f"description: {json.dumps(f'About {post.title}')}"] * post.has_description
        lines += ["image: dot.svg"] * post.has_picture
        lines += [f"series: {post.series}"] * bool(post.series and name not in self.order)
        lines += [post.life] * bool(post.life)
        lines += [f"authors: [{post.author}]"] * bool(post.author)
        lines += [f"slug: {post.slug}"] * bool(post.slug)
        lines += [f"aliases: [{post.alias}]"] * bool(post.alias)
        body = [post.body]
        if not post.has_description:
            body.insert(0, f"After {{post}}`{post.refers_to or 'p0'}`.")
        if post.refers_to:
            links = (
                "{doc}`/guide/page`, {ref}`a-label`, {term}`Term`, {eq}`sum`, {numref}`dot`, "
                "[](/guide/page.md)"
            )
            body.append(f"See {{post}}`{post.refers_to}`, {{post}}`far:far`, {links}.")
        if post.has_picture:
            body.append("![A dot](dot.svg)")
        text = "\n\n".join(body)
        front = "\n".join(lines)
        return f"---\n{front}\n---\n\n# {post.title}\n\n{text}\n\n## More\n\nEnd.\n"

    def write(self, folder: Path) -> None:
        """Write what differs, and remove what is gone."""
        sources, links = self.sources(), self.links()
        for name, target in links.items():
            path = folder / name
            if path.is_symlink() and str(path.readlink()) != target:
                path.unlink()
            if target and not path.is_symlink():
                path.symlink_to(target)
        for path in folder.rglob("*"):
            relative = path.relative_to(folder).as_posix()
            is_known = relative in sources or relative in links
            if path.is_file() and not relative.startswith("_b") and not is_known:
                path.unlink()
        for name, text in sources.items():
            path = folder / name
            if not path.exists() or path.read_text() != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)


def catalogue_of(title: str) -> str:
    """Give the catalogue of another project, with one post; without a title it is damaged."""
    time = "2026-03-01T00:00:00+00:00"
    post = {
        "slug": "far", "title": title, "address": "/far.html", "date": time, "updated": time,
        "description": "", "topics": ["t1"], "series": None, "part": None, "authors": [],
    }  # fmt: skip
    others: dict[str, Any] = {
        key: [] for key in ("pages", "series", "topics", "authors", "redirects")
    }
    return json.dumps({"version": 1, "posts": [post], **others}) if title else "{"


def output(folder: Path) -> dict[str, Any]:
    """Give the files of an output folder, the search index by what it says."""
    found: dict[str, Any] = dict(files(folder))
    found["searchindex.js"] = search_index(found["searchindex.js"].decode())
    return found


def search_index(text: str) -> dict[str, Any]:
    """Read Sphinx's index by what it says.

    Sphinx keeps the words of removed pages, with no page, and forgets the index entries of all
    pages that are not written again.
    """
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    names = index["docnames"]
    del index["indexentries"]

    def pages(entry: object) -> list[str]:
        return [names[number] for number in (entry if isinstance(entry, list) else [entry])]

    for kind in ("terms", "titleterms"):
        index[kind] = {word: pages(entry) for word, entry in index[kind].items() if entry != []}
    index["alltitles"] = {
        title: sorted((names[number], anchor or "") for number, anchor in entries)
        for title, entries in index["alltitles"].items()
    }
    return dict(index)


def compared(built: Path, clean: Path) -> None:
    incremental, fresh = output(built), output(clean)
    assert set(incremental) == set(fresh)
    different = [name for name in fresh if incremental[name] != fresh[name]]
    assert different == [], different
