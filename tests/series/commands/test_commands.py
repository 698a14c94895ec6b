"""The page on the commands is true: its examples are run, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builds import PROJECT, build
from following import follow
from sphinx_series.commands.cli import _parser

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = (PROJECT / "about" / "commands.md").read_text()


def test_the_examples_do_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert follow(PAGE, tmp_path, capsys) == 6
    (tmp_path / "second.md").unlink()
    built = build(tmp_path, config={"nitpicky": True, "exclude_patterns": ["_*", "old"]})
    assert built.warnings == []
    assert (built.out / "archive" / "designing-for-load.html").is_file()


def test_every_command_and_option_is_on_the_page() -> None:
    (commands,) = (action for action in _parser()._actions if action.choices)  # noqa: SLF001
    assert commands.choices
    for name in commands.choices:
        section = PAGE.split(f"\n## `{name}`\n")[1].split("\n## ")[0]
        parser = dict(commands.choices)[name]
        options = {option for action in parser._actions for option in action.option_strings}  # noqa: SLF001
        for option in options - {"-h", "--help", "--source"}:
            assert f"`{option}" in section, option
