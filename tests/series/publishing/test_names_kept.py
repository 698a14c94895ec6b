"""Whatever becomes of sections and pages, every name that was ever recorded leads to its text."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from builds import Build, build
from examples import examples
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from bs4 import Tag

CONF = """\
extensions = ["myst_parser", "sphinx_series"]
html_theme = "basic"
html_copy_source = False
series_names = "names.txt"
series_ledger = "urls.txt"
"""
HEADINGS = ["What fits", "What it costs", "Limits", "Numbers", "How to measure", "Failures"]


@dataclass
class Section:
    """A heading, and the texts below it, each of which is a word that stands nowhere else."""

    heading: str
    texts: list[str]

    @property
    def id(self) -> str:
        return self.heading.lower().replace(" ", "-")


@dataclass
class Model:
    """Where each text is, and which text each recorded name is of."""

    pages: dict[str, list[Section]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def new(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def free(self, page: str, wanted: int) -> str:
        """Give a heading that the page has not."""
        taken = {section.heading for section in self.pages[page]}
        known = [heading for heading in HEADINGS if heading not in taken]
        return known[wanted % len(known)] if known else f"More {self.new('of ')}"

    def place_of(self, text: str) -> tuple[str, str]:
        return next(
            (page, section.id)
            for page, sections in self.pages.items()
            for section in sections
            if text in section.texts
        )


class Keeping(RuleBasedStateMachine):
    """An author moves things about, releases, and mends as the warnings say."""

    builder: ClassVar[str] = "html"

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="names-"))
        self.model = Model()
        for _ in range(2):
            page = self.model.new("page")
            self.model.pages[page] = []
            for index in range(3):
                self.add(page, index)
        for name in ("names.txt", "urls.txt"):
            (self.folder / name).touch()
        self.release()

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, page: str, heading: int) -> None:
        section = Section(self.model.free(page, heading), [self.model.new("text")])
        self.model.pages[page].append(section)

    def at(self, number: int) -> tuple[str, int]:
        """Choose a section."""
        known = [(page, i) for page, found in self.model.pages.items() for i in range(len(found))]
        return known[number % len(known)]

    @rule(number=st.integers(0, 9), heading=st.integers(0, 5))
    def rename_a_section(self, number: int, heading: int) -> None:
        page, index = self.at(number)
        self.model.pages[page][index].heading = self.model.free(page, heading)
        self.release()

    @rule(number=st.integers(0, 9), to=st.integers(0, 3))
    def move_a_section(self, number: int, to: int) -> None:
        page, index = self.at(number)
        other = list(self.model.pages)[to % len(self.model.pages)]
        section = self.model.pages[page].pop(index)
        if section.heading in {one.heading for one in self.model.pages[other]}:
            section.heading = self.model.free(other, to)
        self.model.pages[other].append(section)
        self.keep_pages()
        self.release()

    @rule(number=st.integers(0, 9), heading=st.integers(0, 5))
    def split_a_section(self, number: int, heading: int) -> None:
        page, index = self.at(number)
        section = self.model.pages[page][index]
        section.texts, rest = section.texts[:1], section.texts[1:]
        new = Section(self.model.free(page, heading), [*rest, self.model.new("text")])
        self.model.pages[page].insert(index + 1, new)
        self.release()

    @rule(number=st.integers(0, 9))
    def merge_two_sections(self, number: int) -> None:
        page, index = self.at(number)
        sections = self.model.pages[page]
        if len(sections) > 1:
            gone = sections.pop(index)
            sections[index - 1].texts += gone.texts
            self.release()

    @rule(number=st.integers(0, 3))
    def rename_a_page(self, number: int) -> None:
        page = list(self.model.pages)[number % len(self.model.pages)]
        self.lead(page, self.model.new("page"))

    @rule(number=st.integers(0, 3))
    def merge_two_pages(self, number: int) -> None:
        if len(self.model.pages) > 1:
            page = list(self.model.pages)[number % len(self.model.pages)]
            self.lead(page, next(name for name in self.model.pages if name != page))

    def lead(self, page: str, to: str) -> None:
        """Put the sections of a page behind those of another, and let its address lead there."""
        found = self.model.pages.pop(page)
        self.model.pages.setdefault(to, [])
        for section in found:
            has_one = section.heading in {one.heading for one in self.model.pages[to]}
            if has_one:
                section.heading = self.model.free(to, len(found))
            self.model.pages[to].append(section)
            if has_one:
                self.lead_sections(section.texts)
        self.model.moved[page] = to
        self.release()

    def lead_sections(self, texts: list[str]) -> None:
        """Write where sections are of whose ids there were two: nobody else can tell them apart."""
        path = self.folder / "names.txt"
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            if self.model.names.get(line) in texts:
                lines[number] = f"{line} -> {self.now(line)}"
        path.write_text("".join(f"{line}\n" for line in lines))

    def keep_pages(self) -> None:
        """Leave no page without a section."""
        for page, sections in self.model.pages.items():
            if not sections:
                self.add(page, 0)

    def write(self) -> None:
        for path in self.folder.glob("page*.md"):
            path.unlink()
        (self.folder / "conf.py").write_text(CONF)
        toctree = "\n".join(["```{toctree}", *sorted(self.model.pages), "```"])
        (self.folder / "index.md").write_text(f"# Home\n\n{toctree}\n")
        for page, sections in self.model.pages.items():
            parts = [f"# {page}"]
            for section in sections:
                parts += [f"## {section.heading}", *section.texts]
            (self.folder / f"{page}.md").write_text("\n\n".join(parts) + "\n")

    def release(self) -> None:
        self.write()
        built = self.mended()
        for name in ("names", "urls"):
            command = [name, "--record", str(built.out), "--source", str(self.folder)]
            assert main(command) == 0
        suffix = "/" if self.builder == "dirhtml" else ".html"
        for page, sections in self.model.pages.items():
            for section in sections:
                self.model.names[f"/{page}{suffix}#{section.id}"] = section.texts[0]
        for name, text in self.model.names.items():
            self.leads(built.out, name, text)

    def mended(self) -> Build:
        """Build, and write what the warnings say, until there is none."""
        for _ in range(6):
            built = build(self.folder, builder=self.builder)
            told = [line for line in built.warnings if "series." in line]
            assert told == built.warnings
            if not told:
                return built
            for warning in told:
                self.mend(warning)
        raise AssertionError(told)

    def mend(self, warning: str) -> None:
        place = re.match(r"(\S+):(\d+): WARNING: (.*)", warning)
        assert place, warning
        path, number = self.folder / place[1], int(place[2])
        lines = path.read_text().splitlines()
        name = lines[number - 1].split(" -> ")[0]
        if place[1] == "urls.txt" or name.startswith("std:doc"):
            page = re.search(r"page\d+", name)
            assert page
            to = self.model.moved[page[0]]
            while to in self.model.moved:
                to = self.model.moved[to]
            suffix = "/" if self.builder == "dirhtml" else ".html"
            target = f"std:doc {to}" if name.startswith("std:") else f"/{to}{suffix}"
            lines[number - 1] = f"{name} -> {target}"
        elif "is there itself" in warning or "in a circle" in warning:
            lines[number - 1] = name
        else:
            lines[number - 1] = f"{name} -> {self.now(name)}"
        path.write_text("".join(f"{line}\n" for line in lines))

    def now(self, name: str) -> str:
        """Say where a name leads, as the author knows; the page's title is the page."""
        suffix = "/" if self.builder == "dirhtml" else ".html"
        if name in self.model.names:
            page, id_ = self.model.place_of(self.model.names[name])
            return f"/{page}{suffix}#{id_}"
        title = re.search(r"#(page\d+)$", name)
        assert title, name
        page = title[1]
        while page in self.model.moved:
            page = self.model.moved[page]
        return f"/{page}{suffix}#{page}"

    def leads(self, out: Path, name: str, text: str) -> None:
        found = followed(out, name)
        section = found.find_parent("section") if found.name != "section" else found
        assert section is not None
        assert text in {p.get_text() for p in section.find_all("p", recursive=False)}, name


def followed(out: Path, name: str) -> Tag:
    """Follow a name as a browser with scripts does, and give the element that it ends at."""
    url = f"http://x{name}"
    for _ in range(10):
        parts = urlsplit(url)
        path = unquote(parts.path)
        file = out / f"{path[1:]}{'index.html' if path.endswith('/') else ''}"
        page = BeautifulSoup(file.read_text(), "html.parser")
        element = page.find(id=unquote(parts.fragment))
        is_redirect = page.find("meta", content="sphinx-series") is not None
        line = element if element and element.get("class") == ["series-moved"] else None
        if line is None and not is_redirect:
            assert element, f"{name} ends at {url}"
            return element
        link = (line or page).find("a")
        assert link, f"{name} is gone at {url}"
        url = urljoin(url, str(link["href"]))
        if not urlsplit(url).fragment:
            url += f"#{parts.fragment}"
    raise AssertionError(name)


class KeepingFolders(Keeping):
    """The same with addresses of folders."""

    builder = "dirhtml"


# Each step is a few real builds, so none is spent on making a failure shorter.
SETTINGS = settings(
    max_examples=examples(3),
    stateful_step_count=8,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
for machine in (Keeping, KeepingFolders):
    machine.TestCase.settings = SETTINGS
TestKeeping = Keeping.TestCase
TestKeepingFolders = KeepingFolders.TestCase
