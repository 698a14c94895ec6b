"""What readers of each builder's output see: read by meaning, with the tools that they have."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import zipfile
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from books import BOOK, pdf_text, typeset
from builds import PROJECT, Build, build, build_site, copy_root
from need import program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What each page shows, in this order; in a book all of it follows in one.
HOME = [
    "Greek", "Letters of old.", "2 posts", "Beta", "2/4", "Alpha", "The first & best one.", "Start",
]  # fmt: skip
POSITION, FACTS = "Part 1 of 4 · Letters", "Jan 05, 2026 · 1 min read · Greek"
SERIES = ["Letters", "Alpha", "Beta", "Not yet", "forthcoming", "Gamma", "forthcoming"]
ALPHA = [
    "Two cards", "Input", "Value", "Range", "Cards", "2 GPU", "Memory of one", "40 GB/GPU",
    "100 GB", "Result", "Value", "Memory of all", "80 GB",
    "Together they have 80 GB, and 160 GB if there are four.",
]  # fmt: skip
GREEK = [
    "Letters of old.", "Feb 03, 2026", "Beta", "Jan 05, 2026", "Alpha",
    "2 posts", "Beta · Feb 03, 2026", "Alpha · Jan 05, 2026",
]  # fmt: skip


def text(markup: str) -> str:
    """Give the text of HTML, without what only machines read."""
    shown = re.sub(r"(?s)<head>.*?</head>|<(script|style)[ >].*?</\1>|<[^>]+>", " ", markup)
    return unescape(shown)


def read_html(built: Build, suffix: str = ".html") -> str:
    return text("".join(built.read(page + suffix) for page in PAGES))


def read_epub(built: Build) -> str:
    with zipfile.ZipFile(built.out / "Everything.epub") as book:
        roots = [ET.fromstring(book.read(f"{page}.xhtml")) for page in PAGES]  # noqa: S314
    return "\n".join(" ".join(root.itertext()) for root in roots)


def read_xml(built: Build) -> str:
    roots = [ET.parse(built.out / f"{page}.xml").getroot() for page in PAGES]  # noqa: S314
    return "\n".join(" ".join(root.itertext()) for root in roots)


def read_man(built: Build) -> str:
    """Read a man page as groff shows it, its lines as long as they get."""
    done = subprocess.run(
        [program("groff"), "-t", "-man", "-Tutf8", "-K", "utf8", "-P-cbou", "-rLL=400n"],
        input=built.read("everything.7").encode(), capture_output=True, check=True,
    )  # fmt: skip
    # Links show where they lead, until Sphinx mends it; see `engineering_tokens.workarounds`.
    return re.sub(r"<[^ >]*>", "", done.stdout.decode())


def read_info(built: Build) -> str:
    command = [program("makeinfo"), "--plaintext", "--no-split", "everything.texi"]
    done = subprocess.run(command, cwd=built.out, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    # Info says of each link that it is one, and where it leads; and it quotes what is emphasized.
    return re.sub(r"\*note ([^:]+): \w+\.?|‘(\w+)’", r"\1\2", done.stdout)


PAGES = ["index", "letters/index", "letters/alpha", "letters/beta", "greek"]
READERS: dict[str, Callable[[Build], str]] = {
    "html": read_html,
    "dirhtml": lambda built: text(
        "".join(
            built.read(f"{page.removesuffix('index')}/index.html".lstrip("/")) for page in PAGES
        )
    ),
    "singlehtml": lambda built: text(built.read("index.html")),
    "json": lambda built: text(
        "".join(json.loads(built.read(f"{page}.fjson"))["body"] for page in PAGES)
    ),
    "epub": read_epub,
    "xml": read_xml,
    "text": lambda built: "".join(built.read(f"{page}.txt") for page in PAGES),
    "man": read_man,
    "texinfo": read_info,
    "latex": lambda built: pdf_text(typeset(built.out, "everything")),
}
NEEDED = {"latex": [*BOOK, "rsvg-convert"], "man": ["groff"], "texinfo": ["makeinfo"]}
PICTURES = {"html", "dirhtml", "singlehtml", "json", "epub"}
BOOKS = {"singlehtml", "man", "texinfo", "latex"}
ALONE = READERS.keys() - BOOKS


def read(built: Build) -> str:
    """Read a build as its readers do, without what differs: emphasis, drawn cells, line ends."""
    shown = READERS[built.app.builder.name](built)
    shown = re.sub(r"[*_|│\"]|[-+=─┌┐└┘├┤┬┴┼]{2,}", " ", shown)
    return re.sub(r" ([,.])", r"\1", " ".join(shown.split()))


def in_order(shown: str, phrases: list[str]) -> str:
    """Find phrases one after another; give what follows the last. Man pages shout some titles."""
    for phrase in phrases:
        found = re.search(re.escape(phrase), shown, re.IGNORECASE)
        assert found, f"{phrase!r} is not in {shown[:2000]!r}"
        shown = shown[found.end() :]
    return shown


@pytest.mark.parametrize(
    "builder",
    [
        pytest.param(
            name,
            marks=[
                pytest.mark.filterwarnings("ignore:'sphinxcontrib"),
                pytest.mark.needs(*NEEDED.get(name, [])),
            ],
        )
        for name in READERS
    ],
)
def test_all_is_there_in_order(builder: str, tmp_path: Path) -> None:
    built = build(copy_root("everything", tmp_path), builder=builder)
    assert built.warnings == []
    shown = read(built)
    assert "SECRET" not in shown
    rest = in_order(shown, HOME)
    rest = in_order(rest, SERIES)
    place = ["Alpha", POSITION] if builder in BOOKS else [POSITION, "Alpha"]
    rest = in_order(rest, [*place, FACTS])
    rest = in_order(rest, ALPHA)
    if builder in ALONE:
        rest = in_order(rest, ["Letters: part 1 of 4", "Alpha", "Beta", "Gamma"])
    rest = in_order(rest, ["Part 2 of 4", "It follows Alpha, and Not yet follows."])
    in_order(rest, GREEK)
    words = "against Cards: 40 GB at 1 GPU, 80 GB at 2 GPUs, 320 GB at 8 GPUs; the limit is 100 GB."
    assert (words in shown) != (builder in PICTURES), "a plot is shown, or told"


def test_the_man_page_of_the_site_shows_references_as_words(site: Path, tmp_path: Path) -> None:
    out = build_site(tmp_path / "man", builder="man", read=site)
    page = (out / "engineering-tokens.7").read_text()
    assert "\nPart 1 of 21 · AI Systems in Production\n" in page
    assert "<#" not in page


@pytest.mark.needs(*BOOK)
def test_a_book_shows_letters_of_other_scripts_wherever_they_stand(tmp_path: Path) -> None:
    words = "a 🚀🤖中नम中 b **bold 中 bold** ``code 文`` नमस्ते."
    (tmp_path / "index.rst").write_text(
        f"Title\n=====\n\n{words}\n\n.. code-block:: python\n\n   x = f('中文')  # 注释 नम 👨‍👩‍👧\n"
    )
    (tmp_path / "conf.py").write_text("project = 'Book'\n")
    conf = runpy.run_path(str(PROJECT / "conf.py"))
    settings = {name: conf[name] for name in ("latex_engine", "latex_elements")}
    book = build(tmp_path, builder="latex", config=settings)
    assert not book.warnings
    printed = pdf_text(typeset(book.out, "book"))
    assert "a 🚀🤖中नम中 b bold 中 bold code 文" in printed
    assert "x = f('中文') # 注释 नम 👨" in " ".join(printed.split())
