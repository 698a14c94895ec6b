"""The page on the commands is true: its examples are run, in order."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from builds import PROJECT, build
from sphinx_series.commands.cli import _parser, main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = (PROJECT / "about" / "commands.md").read_text()

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{code-block\} (?P<language>\w+)\n(?::caption: (?P<name>\S+)\n"
    r"(?P<written>:name: [^\n]*\n)?\n)?(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def test_the_examples_do_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = 0
    for block in _BLOCK.finditer(PAGE):
        if block["language"] == "console":
            for example in block["text"].split("$ sphinx-series ")[1:]:
                command, _, output = example.partition("\n")
                main(shlex.split(command))
                printed = capsys.readouterr()
                assert printed.out + printed.err == output
                commands += 1
            continue
        path = tmp_path / block["name"]
        if block["written"]:
            assert path.read_text() == block["text"]
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"])
    assert commands == 6
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
