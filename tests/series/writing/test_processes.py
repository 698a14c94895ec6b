"""Pages resolved in several processes: what others gather is whole, and the output is the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from builds import build, files

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [f"page{number}" for number in range(12)]

CONF = """
import os

extensions = ["sphinx_series"]
NOTED, WORDS = {}, set()

def note(app, document, docname):
    NOTED[docname] = os.getpid()
    WORDS.update(document.astext().split())

def setup(app):
    app.noted, app.words = NOTED, WORDS
    app.connect("doctree-resolved", note)
"""


@pytest.fixture
def src(tmp_path: Path) -> Path:
    src = tmp_path / "src"
    src.mkdir()
    entries = "\n".join(f"   {name}" for name in NAMES)
    (src / "index.rst").write_text(f"Home\n====\n\n.. toctree::\n\n{entries}\n")
    for name in NAMES:
        (src / f"{name}.rst").write_text(
            f"Page {name}\n=====================\n\nWords of {name}.\n\n.. image:: {name}.png\n\n"
            ".. index:: an entry\n\nSee :doc:`index`, and :ref:`nothing`.\n"
        )
        (src / f"{name}.png").write_bytes(name.encode())
    (src / "conf.py").write_text(CONF)
    return src


def test_what_notes_something_is_asked_in_the_main_process(src: Path) -> None:
    app = build(src, jobs=4).app
    assert app.noted == dict.fromkeys(["index", *NAMES], os.getpid())  # type: ignore[attr-defined]
    assert {*NAMES} < app.words  # type: ignore[attr-defined]


def test_what_says_what_it_notes_is_asked_in_the_processes_that_write(src: Path) -> None:
    with (src / "conf.py").open("a") as conf:
        conf.write('    app.setup_extension("sphinx_series")\n')
        conf.write('    app.connect("series-gather", lambda app: [NOTED, WORDS])\n')
    app = build(src, jobs=4).app
    assert app.noted.keys() == {"index", *NAMES}  # type: ignore[attr-defined]
    assert {*NAMES} < app.words  # type: ignore[attr-defined]
    # The first page is written by the main process, for what the others need too.
    assert list(app.noted.values()).count(os.getpid()) == 1  # type: ignore[attr-defined]
    assert len({*app.noted.values()}) > 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("notes", [False, True])
def test_pages_pictures_index_and_warnings_are_those_of_one_process(
    notes: bool,  # noqa: FBT001
    src: Path,
) -> None:
    if not notes:
        (src / "conf.py").write_text('extensions = ["sphinx_series"]\n')
    one = build(src, out="_one", config={"nitpicky": True})
    many = build(src, out="_many", jobs=4, config={"nitpicky": True})
    assert files(many.out) == files(one.out)
    assert {"searchindex.js", "genindex.html", "_images/page3.png"} <= files(many.out).keys()
    assert sorted(many.warnings) == sorted(one.warnings)
    assert len(one.warnings) == len(NAMES)


def test_what_wraps_a_function_of_sphinx_is_asked_in_the_main_process(src: Path) -> None:
    # It bears the name and the module of the function that it wraps.
    (src / "conf.py").write_text("""
import functools
import os

extensions = ["sphinx_series"]
NOTED = {}

def wrap(app):
    theirs = app.builder.write_doc_serialized

    @functools.wraps(theirs)
    def noting(docname, document):
        NOTED[docname] = os.getpid()
        theirs(docname, document)

    app.builder.write_doc_serialized = noting

def setup(app):
    app.noted = NOTED
    app.connect("builder-inited", wrap)
""")
    app = build(src, jobs=4).app
    assert app.noted == dict.fromkeys(["index", *NAMES], os.getpid())  # type: ignore[attr-defined]


def test_a_converter_of_pictures_is_asked_in_the_main_process(src: Path) -> None:
    # It gives names to pictures by the order in which they come.
    with (src / "conf.py").open("a") as conf:
        conf.write("""
    import shutil
    from sphinx.transforms.post_transforms.images import ImageConverter

    class Copied(ImageConverter):
        conversion_rules = [("image/x-mine", "image/png")]

        def is_available(self):
            return True

        def convert(self, source, to):
            shutil.copyfile(source, to)
            return True

    app.add_post_transform(Copied)
    app.setup_extension("sphinx_series")
    app.connect("series-gather", lambda app: [NOTED, WORDS])
""")
    app = build(src, jobs=4).app
    assert {*app.noted.values()} == {os.getpid()}  # type: ignore[attr-defined]


def test_processes_that_read_send_back_what_they_noted_alone(src: Path) -> None:
    (src / "conf.py").write_text("""
extensions = ["sphinx_series"]

def setup(app):
    app.sent = []
    app.connect("env-merge-info", lambda app, env, docnames, other: app.sent.append(
        (docnames, other.domaindata["series"])
    ))
""")
    app = build(src, jobs=4).app
    sent = app.sent  # type: ignore[attr-defined]
    assert {name for docnames, _ in sent for name in docnames} == {"index", *NAMES}
    assert not any(data["scans"] or data["files"] for _, data in sent)
    stored = app.env.domaindata["series"]
    assert stored["scans"].keys() == stored["files"].keys() == {"index", *NAMES}
