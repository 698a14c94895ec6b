"""Command lines in pages: each option is one that the tool had in the version that is named.

What a tool takes stands in `options.toml`, with where it was read. It is held against shell, the
containers of manifests, and files whose first line says what reads them:
`# name.yaml: vllm serve --config name.yaml`.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import manifests
from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .pages import Block, Page

DATA: Final = Path(__file__).with_name("options.toml")
SHELLS: Final = frozenset({"bash", "console", "shell"})

_END: Final = ";&|()\n"
_OPTION: Final = re.compile(r"(--?[A-Za-z][\w.-]*)(?:=.*)?", re.DOTALL)
_FILE: Final = re.compile(r"# \S+: (.+) --config \S+")


@dataclass(frozen=True, kw_only=True)
class Tool:
    """What a command takes in a version, and the image of containers that run it."""

    command: str
    version: str
    options: frozenset[str]
    image: str = ""

    def __str__(self) -> str:
        return f"`{self.command}` {self.version}"


@cache
def tools() -> tuple[Tool, ...]:
    """Give the tools whose options are known."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        Tool(
            command=command,
            version=entry["version"],
            options=frozenset(entry["options"].split()),
            image=entry.get("image", ""),
        )
        for command, entry in data.items()
    )


def known(page: Page) -> Iterator[Fault]:
    """Find options that the tool does not have."""
    for block, tool, option in used(page):
        if option.partition(".")[0] not in tool.options:
            message = f"{tool} has no {option}: correct it, or add it to {DATA.name}"
            yield Fault(line=block.line, message=message)


def used(page: Page) -> Iterator[tuple[Block, Tool, str]]:
    """Yield each option that a page gives to a known tool."""
    for block in page.blocks:
        for tool in tools():
            for words in _calls(block, tool):
                for word in words:
                    if match := _OPTION.fullmatch(word):
                        yield block, tool, match[1]


def _calls(block: Block, tool: Tool) -> Iterator[list[str]]:
    """Yield the words behind each call of a tool."""
    if block.language in SHELLS:
        text = block.text.replace("\\\n", " ")
        for match in re.finditer(rf"(?<![\w/.-]){re.escape(tool.command)}(?=\s)", text):
            yield list(_words(text[match.end() :]))
    elif block.language == "yaml":
        head = _FILE.match(block.text)
        for document in manifests.documents(block):
            if head and head[1] == tool.command and isinstance(document, dict):
                yield [f"--{key}" for key in document]
            for container in _containers(document):
                words = [*container.get("command", []), *container.get("args", [])]
                line = " ".join(map(str, words))
                if tool.command in line or (tool.image and tool.image in container["image"]):
                    yield list(_words(line.partition(tool.command)[2] or line))


def _words(text: str) -> Iterator[str]:
    """Split the command with which a text begins, up to its end."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=_END)
    lexer.whitespace = " \t"
    lexer.whitespace_split = True
    for word in lexer:
        if set(word) <= set(_END):
            return
        yield word


def _containers(part: object) -> Iterator[dict[str, Any]]:
    """Find the containers of a manifest that say what they run, at any depth."""
    if isinstance(part, list):
        for item in part:
            yield from _containers(item)
    elif isinstance(part, dict):
        if isinstance(part.get("image"), str):
            yield part
        for item in part.values():
            yield from _containers(item)
