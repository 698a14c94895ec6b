"""`sphinx-series new` writes a post that a build takes, in the right place, under a fresh slug."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builds import build, copy_root
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.commands.cli import main
from sphinx_series.core.sources import frontmatter, source_text


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return copy_root("notes-myst", tmp_path)


def new(src: Path, *arguments: str) -> int:
    return main(["new", "--source", str(src), "--date", "2026-02-03", *arguments])


def written(capsys: pytest.CaptureFixture[str]) -> Path:
    return Path(capsys.readouterr().out.strip())


def test_a_part_stands_with_its_series_and_joins_it(
    src: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["Zeta, & what's next", "--series", "letters", "--topic", "greek", "--publish"]
    assert new(src, *arguments, "--description", 'It says: "yes"') == 0
    path = written(capsys)
    assert path == src / "letters" / "zeta-whats-next.md"
    assert path.read_text() == (
        "---\ndate: 2026-02-03\ndescription: 'It says: \"yes\"'\ntopics: [greek]\n"
        "series: letters\n---\n\n# Zeta, & what's next\n"
    )
    built = build(src)
    assert built.warnings == []
    assert "Part " in built.read("letters/zeta-whats-next.html").split("series-position")[1][:40]


def test_a_draft_is_there_and_not_built(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(src, "Omega", "--topic", "greek", "--in", "letters") == 0
    path = written(capsys)
    assert "draft: true\n" in path.read_text()
    hidden = build(src)
    assert hidden.warnings == []
    assert not (hidden.out / "letters" / "omega.html").exists()
    shown = build(src, config={"series_drafts": True})
    assert (shown.out / "letters" / "omega.html").is_file()
    assert not [line for line in shown.warnings if "omega" in line]
    assert main(["check", "--source", str(src)]) == 0


def test_in_restructuredtext_it_is_a_field_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    src = copy_root("notes-rst", tmp_path)
    arguments = ["Ζήτα 文字", "--slug", "zeta", "--series", "letters", "--part", "9", "--topic"]
    assert new(src, *arguments, "greek") == 0
    path = written(capsys)
    assert path == src / "letters" / "zeta.rst"
    assert path.read_text() == (
        ":date: 2026-02-03\n:topics: greek\n:series: letters\n:part: 9\n:draft: true\n\n"
        "Ζήτα 文字\n=========\n"
    )
    shown = build(src, config={"series_drafts": True})
    (warning,) = [line for line in shown.warnings if "zeta" in line]
    assert warning.startswith("letters/zeta.rst:4: WARNING: 'letters' has no part")


def test_where_it_says_nothing_of_a_place_the_page_of_its_topic_decides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["myst_parser", "sphinx_series"]\n')
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "index.md").write_text("# Notes\n\n```{series:topic} notes\n```\n")
    assert new(tmp_path, "First", "--topic", "notes") == 0
    assert written(capsys) == tmp_path / "notes" / "first.md"


def test_a_slug_that_exists_or_has_existed_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    src = copy_root("addresses", tmp_path)
    (src / "posts" / "waiting.md").write_text("---\ndate: 2090-01-01\nslug: soon\n---\n\n# Soon\n")
    for slug, place in {
        "bee": "posts/b.md:3",
        "BEE": "posts/b.md:3",
        "soon": "posts/waiting.md:3",
        "a-post": "posts/a.md:3",
        "uns": "posts/a.md:3",
        "retired": "urls.txt:5",
    }.items():
        before = sorted(src.rglob("*"))
        assert new(src, "Any title", "--slug", slug, "--in", "posts") == 1
        assert f"{src}/{place}: has or had the slug" in capsys.readouterr().out
        assert sorted(src.rglob("*")) == before
    assert new(src, "B", "--in", "posts") == 1, "an alias had it"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["A title"], "say where the post belongs"),
        (["文字", "--in", "letters"], "'' is no slug"),
        (["A title", "--slug", "../x", "--in", "letters"], "'../x' is no slug"),
        (["A title", "--series", "leters"], "no page declares the series 'leters': it is one of "),
        (["A title", "--topic", "none"], "no page declares the topic 'none'"),
        (["A title", "--in", ".."], "would be no document of this project"),
        (["A title", "--in", "/tmp"], "would be no document of this project"),  # noqa: S108
        (["A title", "--in", "_parts"], "would be no document of this project"),
        (["A title", "--in", "conf.py"], "cannot be written"),
    ],
)
def test_what_cannot_be_written_says_what_to_do(
    src: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    conf = src / "conf.py"
    conf.write_text(f'{conf.read_text()}\nexclude_patterns = ["_*"]\n')
    before = sorted(src.parent.rglob("*"))
    assert new(src, *arguments) == 2
    assert message in capsys.readouterr().err
    assert sorted(src.parent.rglob("*")) == before


@pytest.mark.parametrize("option", [["--part", "0"], ["--part", "x"], ["--date", "soon"]])
def test_wrong_options_are_refused(src: Path, option: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        new(src, "A title", "--in", "letters", *option)


def test_no_file_is_written_over(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # No post, so its name is nobody's slug.
    (src / "letters" / "plain.md").write_text("# Plain\n")
    assert new(src, "Plain", "--in", "letters") == 2
    assert "cannot be written" in capsys.readouterr().err
    assert (src / "letters" / "plain.md").read_text() == "# Plain\n"


def test_a_long_title_makes_a_slug_of_whole_words() -> None:
    assert source_text.slugify("abcdefghi " * 9) == "-".join(["abcdefghi"] * 8)


@given(title=st.text())
def test_a_slug_is_one_that_can_be_typed(title: str) -> None:
    slug = source_text.slugify(title)
    assert len(slug) <= 80
    assert slug == "" or (frontmatter.is_id(slug) and slug.isascii())
    assert source_text.slugify(slug) == slug


# YAML has no other characters, and reStructuredText no lines within one.
TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
    )
).map(lambda text: " ".join(text.split()))


@given(description=TEXTS, topics=st.lists(st.sampled_from(["a", "b", "c"]), unique=True))
def test_front_matter_is_read_as_it_was_written(description: str, topics: list[str]) -> None:
    fields: dict[str, source_text.Value] = {
        "date": date(2026, 1, 2), "description": description, "topics": topics, "pinned": True,
    }  # fmt: skip
    text = source_text.write(fields, "Title", "Body", markup="yaml")
    page = frontmatter.parse(text, docname="x", path="x.md", markup="yaml")
    assert page.problems == ()
    assert page.post
    assert (page.post.description, page.post.topics) == (description, tuple(topics))
    assert page.post.pinned
