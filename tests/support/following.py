"""Pages whose examples are true: files are written, commands are run, in order."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{code-block\} (?P<language>\w+)\n(?::caption: (?P<name>\S+)\n"
    r"(?P<written>:name: [^\n]*\n)?\n)?(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


def follow(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """Do in the current folder what a page says, and give how many commands it has.

    A block with a file's name is the file: what a command has written if it has a name of its own
    too. A block without is part of something.
    """
    commands = 0
    for block in _BLOCK.finditer(text):
        if block["language"] == "console":
            for example in block["text"].split("$ sphinx-series ")[1:]:
                command, _, output = example.partition("\n")
                main(shlex.split(command))
                printed = capsys.readouterr()
                assert printed.out + printed.err == output
                commands += 1
        elif block["written"]:
            assert (folder / block["name"]).read_text() == block["text"]
        elif block["name"]:
            path = folder / block["name"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"])
    return commands
