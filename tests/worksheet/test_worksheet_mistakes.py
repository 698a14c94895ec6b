"""Every mistake of an author is reported at its line, at every build, and ends none."""

from __future__ import annotations

import re
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from builds import build, copy_root
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx_worksheet.core.problems import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_regressions.file_regression import FileRegressionFixture


def test_every_kind_of_mistake(tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    src = copy_root("worksheet-mistakes", tmp_path)
    first = build(src)
    file_regression.check("\n".join(first.warnings) + "\n")
    subtypes = set(re.findall(r"\[worksheet\.(\w+)\]", "".join(first.warnings)))
    # What is no author's mistake is tried below.
    assert subtypes == {kind.value for kind in Kind} - {Kind.NEIGHBOUR.value}
    again = build(src)
    assert again.warnings == first.warnings


THEIRS = """
from docutils import nodes
from docutils.parsers.rst import Directive

class Theirs(Directive):
    def run(self):
        return [nodes.paragraph("", "their directive")]

def theirs(name, rawtext, text, *_, **__):
    return [nodes.strong("", "their role")], []

def setup(app):
    app.add_directive("worksheet", Theirs)
    app.add_role("value", theirs)
"""


@pytest.mark.parametrize("is_first", [True, False])
def test_names_that_another_extension_has_stay_its_own(
    *, is_first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = ModuleType("theirs")
    exec(THEIRS, vars(theirs))  # noqa: S102 - the extension above
    monkeypatch.setitem(sys.modules, "theirs", theirs)
    names = ["theirs", "sphinx_worksheet"]
    extensions = names if is_first else names[::-1]
    (tmp_path / "conf.py").write_text(f"project = 'Notes'\nextensions = {extensions}\n")
    (tmp_path / "index.rst").write_text("Home\n====\n\n.. worksheet::\n\n:value:`x`\n")
    built = build(tmp_path)
    assert "their directive" in built.read("index.html")
    assert "their role" in built.read("index.html")
    said = [line for line in built.warnings if "[worksheet.neighbour]" in line]
    assert len(said) == 2 * is_first
    assert all(line.startswith("conf.py:2: WARNING: ") for line in said)
    assert all("another extension has the" in line for line in said)


def test_lines_are_those_of_the_file_in_restructuredtext_too(tmp_path: Path) -> None:
    src = copy_root("worksheets-rst", tmp_path)
    page = src / "index.rst"
    page.write_text(page.read_text().replace("4096 token [256", "4096 parsec [256"))
    built = build(src)
    number = (
        page.read_text()
        .splitlines()
        .index("   context = 4096 parsec [256 .. 131072 log] | Context")
    )
    assert f"index.rst:{number + 1}: WARNING: there is no unit `parsec`" in built.warnings[0]
    # What needs the rejected line stays silent; the roles that ask for it show a dash.
    assert len(built.warnings) == 1


def test_a_warning_can_be_silenced_by_its_kind(tmp_path: Path) -> None:
    src = copy_root("worksheet-mistakes", tmp_path)
    built = build(src, config={"suppress_warnings": ["worksheet.dimension"]})
    assert not [line for line in built.warnings if "[worksheet.dimension]" in line]
    assert [line for line in built.warnings if "[worksheet.prefixes]" in line]


def test_a_setting_that_is_no_list_is_a_warning(tmp_path: Path) -> None:
    src = copy_root("worksheets-myst", tmp_path)
    built = build(src, config={"worksheet_data": 5})
    assert "worksheet_data takes a list of TOML files" in built.warnings[0]


LINES = st.lists(
    st.sampled_from(
        """
        x = 5 GB [1 .. 9]|y = x * 2 -> GB | Label|z = y / 0 s -> GB/s|a: cards = large | Card
        b = a.memory * x -> GB|x = 6|= 5|x =|-> GB|x -> GB|a: = x|: = |x = [ .. ]|x = 5 [1..
        c = c -> 1|d = floor(x) -> byte|e = 1 if x > 0 else 2 -> 1|f = other.x -> GB|   + 3|\t
        # comment|| | |x = 5 % [0 .. 100 log]|g = 2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 -> 1|ä = 5
        h = sqrt(-x) -> GB|i = min() -> 1|j = ((((((((((((((1 -> 1|x = 1e999|k = 5 GB/GiB*s**9
        l = a.memory else 5 GB/GPU [1 .. 99]|m = a. else 5|n = a.memory else|o = x.y else 5 GB
        <script>|{{value}}`a`|%s {0} %(x)s|x = 5 | " & < > | ' |:title: x|```|:plot: y against x
        """.replace("\n        ", "|").split("|")
    ),
    max_size=12,
)


@settings(max_examples=examples(25))
@given(
    lines=LINES,
    plot=st.sampled_from(["", "y against x", "y against", ";;", "b against x, limit d"]),
    role=st.sampled_from(
        ["fuzz.y", "fuzz", ".", "fuzz.a.memory", "fuzz.y with x = ", "-> ( )", "<a>"]
    ),
)
def test_no_worksheet_ends_a_build(
    lines: list[str], plot: str, role: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    src = copy_root("worksheets-myst", tmp_path_factory.mktemp("fuzz"))
    text = "\n".join(
        [
            "# Fuzz",
            f"{{value}}`{role}`",
            "````{worksheet} fuzz",
            f":plot: {plot}",
            "",
            *lines,
            "````",
        ]
    )
    (src / "speed.md").write_text(text, encoding="utf-8")
    built = build(src)
    assert (built.out / "speed.html").is_file()
    assert all("WARNING" in line for line in built.warnings)


@settings(max_examples=examples(25))
@given(text=st.text(max_size=80), role=st.text(max_size=30))
def test_no_text_ends_a_build(
    text: str, role: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    src = copy_root("worksheets-rst", tmp_path_factory.mktemp("fuzz"))
    text = text.encode("utf-8", "ignore").decode()
    body = "\n".join(f"   {line}" for line in text.splitlines())
    role = role.encode("utf-8", "ignore").decode().replace("`", "")
    page = f"Fuzz\n====\n\n.. worksheet:: fuzz\n\n   x = 5 GB\n{body}\n\n:value:`{role}`\n"
    (src / "speed.rst").write_text(page, encoding="utf-8")
    assert (build(src).out / "speed.html").is_file()
