"""After any sequence of edits, an incremental build gives what a clean one gives, byte for byte."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from builds import build
from edited import DATES, NAMES, SERIES, TOPICS, Post, Site, compared
from examples import examples
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from previews import preview

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

    @rule(link=st.sampled_from(["", "one", "two"]), folder=st.sampled_from(["", "one", "two"]))
    def lead_links_elsewhere(self, link: str, folder: str) -> None:
        """Change what a source is a link to, and a folder; that may be older, and of one time."""
        self.site.link, self.site.linked_folder = link, folder

    @rule(text=st.sampled_from(["Text.", "More.", "Text that is longer."]))
    def change_what_links_lead_to(self, text: str) -> None:
        self.site.behind_links = text

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
