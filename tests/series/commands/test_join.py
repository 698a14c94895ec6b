"""What stands against joining shards is said, and nothing is lost by it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from builds import EXTENSIONS, build, edit
from machines import Machines
from small import Root
from sphinx.errors import ConfigError, SphinxError
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    root = Root(tmp_path, "yaml", "exclude_patterns = ['_*']\n")
    root.page("index", "Home", root.directive("topic", "go"))
    for name in ("one", "two", "three"):
        root.page(name, f"Page {name}", "Text.", date="2026-01-01", topics=["go"])
    return Machines(tmp_path, 2)


def refused(capsys: pytest.CaptureFixture[str], *parts: Path | str, to: Path) -> str:
    """Give why shards are not joined; what was there before is there still."""
    before = _files(to)
    capsys.readouterr()
    assert main(["join", "--to", str(to), *map(str, parts)]) == 2
    assert _files(to) == before
    return capsys.readouterr().err.strip()


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_shards_are_planned_as_they_are_built(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = machines.read()
    capsys.readouterr()
    assert main(["shards", "--count", "2", "--source", str(machines.src)]) == 0
    planned = capsys.readouterr()
    assert planned.out == "1/2 index\n1/2 one\n2/2 three\n2/2 two\n"
    assert [line.partition(",")[0] for line in planned.err.splitlines()] == [
        "1/2: 2 documents",
        "2/2: 2 documents",
    ]
    assert [sorted(path.stem for path in part.rglob("*.doctree")) for part in parts] == [
        ["index", "one"],
        ["index", "three", "two"],  # every build of Sphinx has the root
    ]


@pytest.mark.parametrize("count", ["0", "-1", "many", "1000000"])
def test_a_count_is_a_number(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["shards", "--count", count])
    assert f"{count!r} is no number from 1 to 999999" in capsys.readouterr().err


@pytest.mark.parametrize("shard", ["3/2", "0/2", "two", "1/", "1"])
def test_a_shard_that_cannot_be_ends_the_build(machines: Machines, shard: str) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-D", f"series_shard={shard}"]
    done = subprocess.run(
        [*command, str(machines.src), str(machines.src / "_out")],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(EXTENSIONS)},
    )
    assert done.returncode == 2
    assert "conf.py:1: WARNING: series_shard takes a number and how many there are" in done.stderr
    assert f"there is no shard {shard!r}, so nothing was built" in done.stderr
    assert not list((machines.src / "_out").glob("*.html"))


def test_shards_are_pages(machines: Machines) -> None:
    with pytest.raises(ConfigError, match="shards are built with `-b html` or `-b dirhtml`, not"):
        build(machines.src, builder="text", config={"series_shard": "1/2"})


def test_extensions_must_work_in_several_processes(machines: Machines) -> None:
    (machines.src / "alone.py").write_text(
        "def setup(app):\n    return {'parallel_read_safe': False}\n"
    )
    conf = machines.src / "conf.py"
    conf.write_text(
        f"import sys\nsys.path.insert(0, {str(machines.src)!r})\n{conf.read_text()}"
        "extensions.append('alone')\n"
    )
    with pytest.raises(ConfigError, match="cannot be used by several processes"):
        build(machines.src, config={"series_shard": "1/2"})


def test_what_is_no_shard(machines: Machines, capsys: pytest.CaptureFixture[str]) -> None:
    site = build(machines.src).out
    message = refused(capsys, site, to=machines.src / "_joined")
    assert f"{site} has no shard: build it there with `-D series_shard=K/N`" in message


def test_a_shard_is_missing_or_there_twice(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = machines.read()
    to = machines.join([first, second], "_joined")
    assert refused(capsys, first, to=to) == (
        "sphinx-series: missing: 2/2: build and name all 2 shards"
    )
    again = machines.src / "_again"
    shutil.copytree(first, again)
    assert refused(capsys, first, second, again, to=to) == (
        f"sphinx-series: there are two shards 1/2 in {first} and 1/2 in {again}: leave one out"
    )


@pytest.mark.parametrize("to", [".", "site", ".doctrees/site"])
def test_a_shard_is_not_joined_into_itself(
    machines: Machines, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    first, second = machines.read()
    message = refused(capsys, first, second, to=first / to)
    assert message == (
        f"sphinx-series: {first / to} and shard 1/2 in {first} are in one another: "
        "name another `--to`"
    )


def test_shards_are_not_replaced_by_what_is_joined_of_them(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    to = machines.src / "_joined"
    first, second = (
        shutil.copytree(part, to / ".doctrees" / part.parent.name) for part in machines.read()
    )
    assert "are in one another" in refused(capsys, first, second, to=to)


def test_what_was_joined_is_written_before_it_is_joined_again(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    machines.count = 1
    joined = machines.join(machines.read(), "_joined")
    message = refused(capsys, joined, to=machines.src / "_site")
    assert f"{joined} has what was joined, and no shard is written there" in message


def test_what_was_only_read_is_no_site(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = machines.read()
    to = machines.src / "_site"
    message = refused(capsys, "--pages", *parts, to=to)
    assert "these shards were only read, and there are no pages: join them" in message
    machines.join(machines.write(machines.join(parts, "_joined")), "_site")
    message = refused(capsys, *parts, to=to)
    assert f"these shards were only read, and {to} has the pages of a site" in message
    written = [machines.src / f"_written/{number}/html" for number in (1, 2)]
    assert main(["join", "--pages", "--to", str(to), *map(str, written)]) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"stage": "done"},
        {"shard": 1},
        {"shard": "3/2"},
        {"documents": None},
        {"documents": [1]},
        {"documents": ["../../one"]},
        {"files": ["/one.html"]},
        {"overrides": []},
        {"settings": None},
        {"more": 1},
    ],
)
def test_a_record_that_somebody_changed_is_named(
    machines: Machines, capsys: pytest.CaptureFixture[str], changed: dict[str, object]
) -> None:
    machines.count = 1
    (part,) = machines.read()
    record = part / ".doctrees/series-shard.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), **changed}))
    message = refused(capsys, part, to=machines.src / "_joined")
    assert message == (
        f"sphinx-series: {record} is damaged, or of another version: remove {part}, and build the "
        "shard again"
    )
    assert machines.read() == [part]
    machines.compare()


def test_an_environment_is_the_same_one_where_a_link_leads_to_it(
    machines: Machines, tmp_path: Path
) -> None:
    (tmp_path / "_env").symlink_to(EXTENSIONS)
    for number, extensions in ((1, EXTENSIONS), (2, tmp_path / "_env")):
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html"]
        command += ["-D", f"series_shard={number}/2", "-D", "series_content_hash=1"]
        command += [str(machines.src), str(machines.src / f"_read/{number}/html")]
        subprocess.run(command, check=True, env={"PYTHONPATH": str(extensions)})
    parts = [machines.src / f"_read/{number}/html" for number in (1, 2)]
    assert main(["join", "--to", str(machines.src / "_joined"), *map(str, parts)]) == 0


def test_a_file_that_cannot_be_written_is_named_and_the_next_join_is_whole(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = machines.write(machines.join(machines.read(), "_joined"))
    (machines.src / "_site/one.html").mkdir(parents=True)
    capsys.readouterr()
    assert main(["join", "--to", str(machines.src / "_site"), *map(str, parts)]) == 2
    message = capsys.readouterr().err
    assert message.startswith("sphinx-series: not joined: ")
    assert str(machines.src / "_site/one.html") in message
    (machines.src / "_site/one.html").rmdir()
    machines.compare()


def test_shards_of_other_sites(machines: Machines, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = machines.read()
    to = machines.join([first, second], "_joined")
    kept = machines.src / "_kept"
    shutil.copytree(second, kept)

    def why() -> str:
        message = refused(capsys, first, kept, to=to)
        assert message.endswith(f"than 1/2 in {first}: build them of one state of the sources")
        return message

    (machines.src / "four.md").write_text("# Four\n")
    machines.build(1, "read")
    assert "divides the documents in another way" in why()
    (machines.src / "four.md").unlink()
    machines.config = {**machines.config, "language": "de"}
    machines.build(1, "read")
    assert "has another configuration" in why()
    machines.config = {"series_content_hash": True}
    machines.write(to)
    assert "is at another stage" in refused(
        capsys, first, machines.src / "_written/2/html", to=machines.src / "_site"
    )


def test_what_was_read_is_out_of_date(machines: Machines) -> None:
    joined = machines.join(machines.read(), "_joined")
    edit(machines.src / "two.md", "Text.", "Other text.")
    stale = "1 documents are not what shards have read, 'two' among them: read all shards again"
    with pytest.raises(SphinxError, match=stale):
        machines.write(joined)
    edit(machines.src / "two.md", "Other text.", "Text.")
    (machines.src / "three.md").unlink()
    with pytest.raises(SphinxError, match="'three' among them"):
        machines.write(joined)
    machines.compare()


def test_shards_that_were_written_of_other_sources(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = machines.write(machines.join(machines.read(), "_joined"))
    to = machines.join(parts, "_site")
    kept = machines.src / "_kept/html"
    shutil.copytree(parts[1], kept)
    edit(machines.src / "one.md", "Page one", "Page 1st")
    machines.write(machines.join(machines.read(), "_joined"))
    message = refused(capsys, parts[0], kept, to=to)
    assert f"shard 2/2 in {kept} has not written what 1/2 in {parts[0]} has" in message


def test_what_was_written_is_cut_off(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = machines.write(machines.join(machines.read(), "_joined"))
    (state,) = (parts[1] / ".doctrees").glob("*-views-*.json")
    state.write_bytes(state.read_bytes()[:-1])
    message = refused(capsys, *parts, to=machines.src / "_site")
    assert f"shard 2/2 in {parts[1]} has not written what 1/2 in {parts[0]} has" in message


def test_two_shards_have_one_file(machines: Machines, capsys: pytest.CaptureFixture[str]) -> None:
    parts = machines.write(machines.join(machines.read(), "_joined"))
    for number, part in enumerate(parts):
        (part / "gathered.xml").write_text(str(number))
    message = refused(capsys, *parts, to=machines.src / "_site")
    assert (
        f"shards 1/2 in {parts[0]} and 2/2 in {parts[1]} have two files 'gathered.xml'" in message
    )


def test_what_was_read_is_damaged(machines: Machines, capsys: pytest.CaptureFixture[str]) -> None:
    parts = machines.read()
    joined = machines.join(parts, "_joined")
    (parts[1] / ".doctrees/environment.pickle").write_bytes(b"no pickle")
    message = refused(capsys, *parts, to=joined)
    assert "cannot be taken over" in message
    assert "read it again" in message


def test_the_configuration_here_is_another(
    machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    read = machines.read()
    joined = machines.join(read, "_joined")
    written = machines.write(joined)
    site = machines.join(written, "_site")
    edit(machines.src / "conf.py", "html_theme", "html_title = 'Other'\nhtml_theme")
    for parts, to in ((read, joined), (written, site)):
        message = refused(capsys, *parts, to=to)
        assert f"the configuration of {machines.src}" in message
        assert "is not what shards had" in message


def test_the_sources_are_not_here(machines: Machines, capsys: pytest.CaptureFixture[str]) -> None:
    parts = [machines.src.with_name(str(number)) for number in (1, 2)]
    for part, folder in zip(machines.read(), parts, strict=True):
        shutil.copytree(part, folder)
    machines.src.rename(f"{machines.src}-gone")
    message = refused(capsys, *parts, to=machines.src.with_name("joined"))
    assert f"shards were built of {machines.src}: have the sources there as well" in message


def test_a_plain_build_in_the_folder_of_a_shard_is_none(machines: Machines) -> None:
    part = machines.build(1, "read")
    whole = build(machines.src, out="_read/1", doctrees="_read/1/html/.doctrees")
    assert (part / "three.html").is_file()
    assert whole.warnings == []
    assert not (part / ".doctrees/series-shard.json").exists()
