"""Command lines of pages, held against the options that a version of the tool has.

The options of a tool stand in `commands/TOOL.toml`; `commands/README.md` says how.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from builds import PROJECT

from . import manifests
from .pages import Fault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from .pages import Page

FOLDER: Final = PROJECT / "tests" / "content" / "commands"

_ENDS: Final = re.compile(r"\|\||&&|[;|&()\n]|\$\(|<<<?|\d?>&?\d?")
_OPTION: Final = re.compile(r"--?[A-Za-z][\w-]*")


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A command, by the words that it begins with, and the options of one version of it."""

    words: tuple[str, ...]
    version: str
    source: str
    checked: dt.date
    options: frozenset[str]


def tools() -> list[Tool]:
    """Read the tools whose options are known; those of more words come first."""
    found = [
        Tool(
            words=tuple(command.split()),
            version=data["version"],
            source=data["source"],
            checked=data["checked"],
            options=frozenset(data.get("common", [])) | frozenset(options),
        )
        for file in sorted(FOLDER.glob("*.toml"))
        for data in [tomllib.loads(file.read_text(encoding="utf-8"))]
        for command, options in data["commands"].items()
    ]
    return sorted(found, key=lambda tool: -len(tool.words))


def unknown(page: Page, known: Iterable[Tool]) -> Iterator[Fault]:
    """Name the options of a page that their tool has not."""
    known = list(known)
    for line, words in _lines(page):
        for tool, option in _options(words, known):
            if option not in tool.options:
                name = " ".join(tool.words)
                message = f"{name} {tool.version} has no {option}: see {tool.source}"
                yield Fault(line=line, message=message)


def _lines(page: Page) -> Iterator[tuple[int, list[str]]]:
    """Yield the commands of scripts and of containers, each as its words."""
    for block in page.blocks:
        if block.language in {"bash", "shell", "console"}:
            for words in _commands(block.text):
                yield block.line, words
    for block, manifest in manifests.manifests(page):
        for container in _containers(manifest):
            words = [*map(str, container.get("command", [])), *map(str, container.get("args", []))]
            scripts = [word for word in words if re.search(r"\s", word)]
            for line in [words, *(line for script in scripts for line in _commands(script))]:
                yield block.line, line


def _commands(script: str) -> Iterator[list[str]]:
    """Split a script into simple commands; what can't be split is left to ShellCheck."""
    joined = re.sub(r"\\\n", " ", script)
    # An argument in quotes stays one word, whatever it holds.
    lexer = shlex.shlex(joined, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, "#"
    words: list[str] = []
    try:
        for word in lexer:
            if _ENDS.match(word):
                yield words
                words = []
                continue
            words.append(word.removeprefix("$"))
            if re.search(r"[ \t\n]", word):  # a command in quotes, as in "$(...)"
                yield from _commands(word.partition("$(")[2] or word)
    except ValueError:
        pass
    yield words


def _containers(part: object) -> Iterator[dict[str, Any]]:
    """Find containers, at any depth."""
    if isinstance(part, list):
        for item in part:
            yield from _containers(item)
    elif isinstance(part, dict):
        if "image" in part and ("command" in part or "args" in part):
            yield part
        for item in part.values():
            yield from _containers(item)


def _options(words: list[str], known: list[Tool]) -> Iterator[tuple[Tool, str]]:
    """Yield the options with the tool that they belong to: the last that was named before.

    Options may stand between a tool and its command (`kubectl -n llm get`). What follows a script
    belongs to the script.
    """
    named = {tool.words: tool for tool in known}
    tool = None
    for at, word in enumerate(words):
        begun = (tool for tool in known if tuple(words[at : at + len(tool.words)]) == tool.words)
        command = named.get((*tool.words, word)) if tool else None
        tool = next(begun, command or tool)
        if word.endswith(".py") or word == "--":
            tool = None
        elif tool and (option := _OPTION.match(word)):
            yield tool, option[0]
