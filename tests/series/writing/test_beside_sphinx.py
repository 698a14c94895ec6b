"""What an incremental build leaves old, with the extension and without: the table of the reference.

Each row says which files differ from those of a clean build, as they were found.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from builds import build, files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGES = ("a", "b", "c", "p")
HOME = "Home\n====\n\n.. toctree::\n{}\n   a\n   b\n   c\n   p\n"
POST = ":date: 2026-01-01\n\nPost\n====\n\nText.\n"


def page(body: str) -> str:
    return f"Page\n====\n\n{body}\n"


def picture() -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dot = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + dot + chunk(b"IEND", b"")


def inventory(address: str) -> bytes:
    head = "# Sphinx inventory version 2\n# Project: x\n# Version: 1\n# compressed using zlib.\n"
    return head.encode() + zlib.compress(f"far std:label -1 {address} Far\n".encode())


@dataclass(frozen=True, kw_only=True)
class Row:
    """One edit: files before it and after it (None where removed); what stays old afterwards."""

    before: Mapping[str, str | bytes]
    after: Mapping[str, str | bytes | None]
    plain: set[str] = field(default_factory=set)
    ours: set[str] = field(default_factory=set)
    conf: str = ""


def twice(name: str, reference: str, *, plain: set[str], ours: set[str], conf: str = "") -> Row:
    """Give the edit of the first of two pages that have one name."""
    files_before = {"a.rst": page(name), "b.rst": page(name), "c.rst": page(reference)}
    after = {"a.rst": page(f"More.\n\n{name}")}
    before: dict[str, str | bytes] = {**files_before, "x.png": picture()}
    return Row(before=before, after=after, plain=plain, ours=ours, conf=conf)


INVENTORY = {"objects.inv"}
READ_LAST = {"c.html", "objects.inv"}
EXTRA = 'html_extra_path = ["_extra"]\n'
STATIC = 'html_static_path = ["_own"]\n'
TODO = 'extensions.append("sphinx.ext.todo")\ntodo_include_todos = True\n'
FAR = """\
import pathlib
extensions.append("sphinx.ext.intersphinx")
intersphinx_cache_limit = 0
intersphinx_mapping = {
    "o": ("https://o.example/", str(pathlib.Path(__file__).parent / "o.inv"))
}
"""
ALL = {"index.html", *(f"{name}.html" for name in PAGES)}

ROWS = {
    "label": twice(
        ".. _dup:\n\nSection\n-------\n", ":ref:`dup`", plain=INVENTORY, ours=READ_LAST
    ),
    "term": twice(
        ".. glossary::\n\n   dup\n      Text.", ":term:`dup`", plain=INVENTORY, ours=READ_LAST
    ),
    "option": twice(
        ".. program:: x\n\n.. option:: --dup\n", ":option:`x --dup`", plain=set(), ours=set()
    ),
    "citation": twice(
        ".. [Dup] Text.\n\nSee [Dup]_.", "See [Dup]_.",
        plain={"a.html", *INVENTORY}, ours={"a.html", *READ_LAST},
    ),
    "equation": twice(
        ".. math:: a\n   :label: dup", ":eq:`dup`", plain=set(), ours={"c.html"}
    ),
    "figure": twice(
        ".. _dup:\n\n.. figure:: x.png\n\n   Caption", ":numref:`dup`",
        plain=INVENTORY, ours=READ_LAST, conf="numfig = True\n",
    ),
    "object": twice(
        ".. py:function:: dup()", ":py:func:`dup`", plain=INVENTORY, ours=READ_LAST
    ),
    "extra-removed": Row(
        before={"_extra/x.txt": "x", "_extra/y.txt": "y"}, after={"_extra/x.txt": None},
        plain={"x.txt"}, ours={"x.txt"}, conf=EXTRA,
    ),
    "static-removed": Row(
        before={"_own/x.txt": "x", "_own/y.txt": "y"}, after={"_own/x.txt": None},
        plain={"_static/x.txt"}, ours={"_static/x.txt"}, conf=STATIC,
    ),
    "page-appears": Row(
        before={"c.rst": page(":doc:`new`")}, after={"new.rst": f":orphan:\n\n{page('')}"},
        plain={"c.html"},
    ),
    "page-of-a-pattern-appears": Row(
        before={"c.rst": page(".. toctree::\n   :glob:\n\n   n*")}, after={"new.rst": page("")},
        plain={"p.html"},
    ),
    "include-appears": Row(
        before={"c.rst": page(".. include:: part.txt")}, after={"part.txt": "Part."},
        plain={"c.html"}, ours={"c.html"},
    ),
    "table-appears": Row(
        before={"c.rst": page(".. csv-table::\n   :file: x.csv")}, after={"x.csv": "a,b\n"},
        plain={"c.html"}, ours={"c.html"},
    ),
    "tocdepth": Row(
        before={"a.rst": page("B\n-\n\nC\n~")},
        after={"a.rst": ":tocdepth: 1\n\n" + page("B\n-\n\nC\n~")},
    ),
    "numbered-off": Row(
        before={"index.rst": HOME.format("   :numbered:\n")},
        after={"index.rst": HOME.format("")}, plain=ALL, ours=ALL,
    ),
    "todo": Row(
        before={"b.rst": page(".. todolist::")}, after={"a.rst": page(".. todo:: Do it.")},
        plain={"b.html"}, ours={"b.html"}, conf=TODO,
    ),
    "inventory": Row(
        before={"c.rst": page(":external:ref:`far`"), "o.inv": inventory("x.html")},
        after={"o.inv": inventory("y.html")}, plain={"c.html"}, ours={"c.html"}, conf=FAR,
    ),
    "image-gone": Row(
        before={"c.rst": page(".. image:: x.png"), "x.png": picture()},
        after={"c.rst": page("Text.")}, plain={"_images/x.png"},
    ),
}  # fmt: skip


def put(folder: Path, sources: Mapping[str, str | bytes | None]) -> None:
    for name, content in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("is_ours", [False, True], ids=["plain", "ours"])
@pytest.mark.parametrize("name", ROWS)
def test_what_stays_old(name: str, is_ours: bool, tmp_path: Path) -> None:  # noqa: FBT001
    row = ROWS[name]
    extensions = ["sphinx_series"] if is_ours else []
    conf = f'extensions = {extensions}\nhtml_theme = "basic"\nlanguage = "en"\n{row.conf}'
    put(tmp_path, {"conf.py": conf, "index.rst": HOME.format(""), "p.rst": POST})
    put(tmp_path, {f"{one}.rst": page("Text.") for one in "abc"})
    put(tmp_path, row.before)
    build(tmp_path)
    put(tmp_path, row.after)
    after, clean = files(build(tmp_path).out), files(build(tmp_path, out="_clean").out)
    old = {one for one in after.keys() | clean.keys() if after.get(one) != clean.get(one)}
    # Sphinx's index keeps words of what was.
    assert old - {"searchindex.js"} == (row.ours if is_ours else row.plain)


@pytest.mark.parametrize("is_ours", [False, True], ids=["plain", "ours"])
@pytest.mark.parametrize(
    ("body", "shown", "may_differ"),
    [
        pytest.param(
            ".. todo:: Do {0}.", ".. todolist::", {"zz.html", "searchindex.js"}, id="todo"
        ),
        pytest.param(
            ".. py:function:: dup()", ":py:func:`dup`",
            {"zz.html", "objects.inv", "searchindex.js"}, id="object",
        ),
    ],
)  # fmt: skip
def test_what_differs_in_several_processes(
    body: str,
    shown: str,
    may_differ: set[str],
    is_ours: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    """Sphinx takes over what processes found in the order in which they end."""
    extensions = ["sphinx.ext.todo", *(["sphinx_series"] if is_ours else [])]
    conf = f'extensions = {extensions}\nhtml_theme = "basic"\ntodo_include_todos = True\n'
    home = "Home\n====\n\n.. toctree::\n   :glob:\n\n   p*\n   zz\n"
    put(tmp_path, {"conf.py": conf, "index.rst": home, "zz.rst": page(shown), "p.rst": POST})
    put(tmp_path, {f"p{n}.rst": page(body.format(n) if n % 4 == 1 else "Text") for n in range(12)})
    serial, parallel = files(build(tmp_path).out), files(build(tmp_path, out="_two", jobs=2).out)
    names = serial.keys() | parallel.keys()
    assert {one for one in names if serial.get(one) != parallel.get(one)} <= may_differ
