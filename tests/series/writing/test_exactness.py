"""After any sequence of edits, an incremental build gives what a clean one gives, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from builds import EXTENSIONS, build, files
from examples import examples
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from previews import preview

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
        }
        declared = "```{topics}\n:declare:\n```" if self.declares else "```{topics}\n```"
        found["others.md"] = f"# Others\n\n{declared}\n"
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
        sources = self.sources()
        for path in folder.rglob("*"):
            relative = path.relative_to(folder).as_posix()
            if path.is_file() and not relative.startswith("_b") and relative not in sources:
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
    assert different == []


names = st.sampled_from(NAMES)


class Editing(RuleBasedStateMachine):
    """An author edits and builds."""

    builder: ClassVar[str] = "html"
    jobs: ClassVar[int] = 1

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="exactness-"))
        self.site = Site(order=("p1", "p0"))
        for name in NAMES[:3]:
            self.site.posts[name] = Post(title=f"Post {name}", series="s1", refers_to="p0")
        self.compare()

    def teardown(self) -> None:
        self.compare()
        shutil.rmtree(self.folder, ignore_errors=True)

    def change(self, name: str, **values: Any) -> None:  # noqa: ANN401
        post = self.site.posts.get(name) or Post(title=f"New {name}")
        self.site.posts[name] = replace(post, **values)

    @rule(name=names, title=st.sampled_from(["One", "Two `code`", 'A "quoted" & <odd> title']))
    def change_title(self, name: str, title: str) -> None:
        self.change(name, title=title)

    @rule(name=names, body=st.sampled_from(["Other text.", "# Not a title\n\nWords.", "*More*."]))
    def change_body(self, name: str, body: str) -> None:
        self.change(name, body=body)

    @rule(
        name=names,
        series=st.sampled_from(["", *SERIES]),
        topic=st.sampled_from([*TOPICS, "t9", "t8"]),
    )
    def move(self, name: str, series: str, topic: str) -> None:
        self.change(name, series=series, topic=topic)

    @rule(name=names, date=st.sampled_from(DATES))
    def change_date(self, name: str, date: str) -> None:
        self.change(name, date=date)

    @rule(name=names)
    def flip_draft(self, name: str) -> None:
        post = self.site.posts.get(name)
        self.change(name, draft=not (post and post.draft))

    @rule(name=names)
    def flip_description(self, name: str) -> None:
        post = self.site.posts.get(name)
        self.change(name, has_description=not (post and post.has_description))

    @rule(name=names)
    def delete(self, name: str) -> None:
        self.site.posts.pop(name, None)

    @rule(name=names, folder=st.sampled_from(["a", "b"]))
    def move_file(self, name: str, folder: str) -> None:
        self.change(name, folder=folder)

    @rule(
        name=names,
        slug=st.sampled_from(["", "other", "p0"]),
        alias=st.sampled_from(["", "/old/x/", "/a/p0.html", "/s1/", "/OLD/x/"]),
    )
    def change_addresses(self, name: str, slug: str, alias: str) -> None:
        self.change(name, slug=slug, alias=alias)

    @rule(name=names, other=st.sampled_from([*NAMES, "nobody"]), has_picture=st.booleans())
    def change_references(self, name: str, other: str, *, has_picture: bool) -> None:
        self.change(name, refers_to=other, has_picture=has_picture)

    @rule(
        name=names,
        life=st.sampled_from([
            "", "unlisted: true", "expires: 2026-06-15", "review_by: 2026-06-15",
            "canonical: https://example.org/x", "external: https://example.org/y",
        ]),
    )  # fmt: skip
    def change_life(self, name: str, life: str) -> None:
        self.change(name, life=life)

    @rule(name=names, author=st.sampled_from(["", "ada", "bob", "nobody"]))
    def change_author(self, name: str, author: str) -> None:
        self.change(name, author=author)

    @rule(
        writer=st.sampled_from(["Ada", "Ada L."]),
        bylines=st.sampled_from([None, True, False]),
        default=st.sampled_from(["ada", "bob"]),
        has_page=st.booleans(),
    )
    def change_authors(
        self, writer: str, default: str, *, bylines: bool | None, has_page: bool
    ) -> None:
        self.site.writer, self.site.bylines = writer, bylines
        self.site.default_author, self.site.has_author_page = default, has_page

    @rule(order=st.permutations(NAMES).map(lambda order: tuple(order[:3])))
    def reorder(self, order: tuple[str, ...]) -> None:
        self.site.order = order

    @rule(order=st.permutations(NAMES).map(lambda order: tuple(order[:2])))
    def change_the_reading_list(self, order: tuple[str, ...]) -> None:
        self.site.reading = order

    @rule(clock=st.sampled_from(["2026-02-01", "2026-06-01", "2026-12-01"]))
    def advance_the_clock(self, clock: str) -> None:
        self.site.clock = clock

    @rule(title=st.sampled_from(["T9", "Nine"]), declares=st.booleans())
    def change_other_topics(self, title: str, *, declares: bool) -> None:
        self.site.topic_title, self.site.declares = title, declares

    @rule(number=st.integers(0, 3))
    def change_the_number_of_related_posts(self, number: int) -> None:
        self.site.related = number

    @rule(
        size=st.sampled_from([1, 2, 9]),
        order=st.sampled_from(["-date", "title"]),
        group=st.sampled_from(["topic", "year"]),
    )
    def change_the_archive(self, size: int, order: str, group: str) -> None:
        self.site.page_size, self.site.order_of_archive = size, order
        self.site.group_of_archive = group

    @rule(zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]))
    def move_house(self, zone: str) -> None:
        self.site.zone = zone

    @rule(color=st.sampled_from(["red", "blue"]), project=st.sampled_from(["Site", "Renamed"]))
    def change_style_or_configuration(self, color: str, project: str) -> None:
        self.site.color, self.site.project = color, project

    @rule(title=st.sampled_from(["", "Far", "Farther"]))
    def change_the_other_project(self, title: str) -> None:
        self.site.title_elsewhere = title

    @rule(title=st.sampled_from(["A page", "Another page"]))
    def rename_the_page(self, title: str) -> None:
        self.site.page_title = title

    @rule(order=st.permutations(["page", "second"]).map(tuple))
    def reorder_the_guide(self, order: tuple[str, ...]) -> None:
        self.site.guide = order

    @rule(name=st.sampled_from(["page", "second"]))
    def move_a_label(self, name: str) -> None:
        self.site.has_label = name

    @rule()
    def number_the_guide(self) -> None:
        """Number its sections; that numbers stay when this is taken back, the reference says."""
        self.site.is_numbered = True

    @rule(part=st.sampled_from(["Part.", "Other part.", "A longer part."]))
    def change_what_is_included(self, part: str) -> None:
        self.site.part = part

    @rule(own=st.sampled_from(["Own.", "Other."]))
    def change_a_file_of_the_project(self, own: str) -> None:
        self.site.own = own

    @rule(name=names, body=st.sampled_from(["Older text.", "*Older*."]))
    def put_an_older_file_in_its_place(self, name: str, body: str) -> None:
        self.change(name, body=body)
        self.site.write(self.folder)
        path = self.folder / self.site.posts[name].folder / f"{name}.md"
        os.utime(path, (1_000_000_000, 1_000_000_000))

    @rule(name=names)
    def build_a_page_alone(self, name: str) -> None:
        """Ask for a page by its name."""
        self.site.write(self.folder)
        if name in self.site.posts:
            path = self.folder / self.site.posts[name].folder / f"{name}.md"
            build(self.folder, builder=self.builder, jobs=self.jobs, only=[path])

    @rule(builder=st.sampled_from(["html", "dirhtml"]))
    def build_to_another_folder(self, builder: str) -> None:
        """Build with the same folder of doctrees."""
        self.site.write(self.folder)
        build(self.folder, builder=builder, out="_b_other", doctrees="_build/doctrees")

    @rule()
    def compare(self) -> None:
        """Build what was edited, and all of it anew."""
        self.site.write(self.folder)
        built = build(self.folder, builder=self.builder, jobs=self.jobs)
        clean = build(self.folder, builder=self.builder, out="_b_clean")
        compared(built.out, clean.out)
        shutil.rmtree(self.folder / "_b_clean")

    @rule(after=st.floats(0.3, 1.5))
    def kill_a_build(self, after: float) -> None:
        """Start to build what was edited, and end that at some moment."""
        self.site.write(self.folder)
        out = self.folder / "_build"
        command = [
            sys.executable, "-m", "sphinx", "-q", "-j", str(self.jobs), "-b", self.builder,
            "-d", str(out / "doctrees"), str(self.folder), str(out / self.builder),
        ]  # fmt: skip
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(after)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


class EditingDirhtml(Editing):
    """The same with addresses that end in a slash."""

    builder = "dirhtml"


class EditingInParallel(Editing):
    """The same with two processes."""

    jobs = 2


class EditingUnderPreview(Editing):
    """The same while a preview follows every edit, which shows drafts."""

    def __init__(self) -> None:
        self.edits = 0
        self.running = ExitStack()
        super().__init__()

    def write(self) -> None:
        """Write what was edited, and last of all a page that says how often that was done."""
        self.edits += 1
        self.site.write(self.folder)
        stamp = f"---\norphan: true\n---\n\n# Stamp\n\nEdit {self.edits}.\n"
        (self.folder / "stamp.md").write_text(stamp)

    def teardown(self) -> None:
        with self.running:
            super().teardown()

    @rule()
    def compare(self) -> None:
        self.write()
        if self.edits == 1:
            self.shown = self.running.enter_context(preview(self.folder))
        while f"Edit {self.edits}." not in self.shown.get("stamp.html")[1]:
            time.sleep(0.1)
        self.shown.settle()
        clean = build(self.folder, out="_build/clean", config={"series_drafts": True})
        compared(self.shown.out, clean.out)
        shutil.rmtree(self.folder / "_build/clean")

    @rule(after=st.floats(0.1, 1.5))
    def kill_a_build(self, after: float) -> None:
        """Edit, and end a process that builds at some moment."""
        self.write()
        time.sleep(after)
        for pid in self.shown.builders()[1:2]:
            os.kill(pid, signal.SIGKILL)

    @rule()
    def break_the_configuration(self) -> None:
        """Make an error, which the next edit mends."""
        (self.folder / "conf.py").write_text("raise ValueError")
        self.shown.wait(lambda told: told["is_failure"])


# Each step is one or two real builds, so none is spent on making a failure shorter.
SETTINGS = settings(
    max_examples=examples(3),
    stateful_step_count=10,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
for machine in (Editing, EditingDirhtml, EditingInParallel, EditingUnderPreview):
    machine.TestCase.settings = SETTINGS
TestEditing = Editing.TestCase
TestEditingDirhtml = EditingDirhtml.TestCase
TestEditingInParallel = EditingInParallel.TestCase
TestEditingUnderPreview = EditingUnderPreview.TestCase
