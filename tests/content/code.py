"""Blocks of code, each read by a parser of its language. Nothing is run here."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import crossplane
import pglast
import tree_sitter_c_sharp
import tree_sitter_containerfile
import tree_sitter_hcl
import tree_sitter_java
import yaml
from tree_sitter import Language, Parser

from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from .pages import Block, Page

# What a parser says: a line of the block, counted from 0, and what is wrong in it.
Finding = tuple[int, str]

BIN: Final = Path(sys.executable).parent

# No language of these has a parser: the build lexes them, and what is no text at all it reports.
UNPARSED: Final = {"markdown", "rst", "text"}
# Go is vetted, all of it at once, in `programs`.
ELSEWHERE: Final = {"go", "promql"}


def parses(page: Page) -> Iterator[Fault]:
    """Read every block of a page by the parser of its language."""
    for block in page.blocks:
        if block.language in UNPARSED | ELSEWHERE:
            continue
        parser = _PARSERS.get(block.language)
        if parser is None:
            message = f"no parser knows {block.language!r}: name a language that one knows"
            yield Fault(line=block.line, message=message)
            continue
        for line, message in parser(block):
            yield Fault(line=block.line + line, message=f"{block.language}: {message}")


def documents(block: Block) -> list[object]:
    """Give what YAML holds; raise YAMLError where it is none, or a key stands twice."""
    return list(yaml.load_all(block.text, _Loader))


class _Loader(yaml.CSafeLoader):
    """Takes no key twice, as YAML says and PyYAML does not check."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002 - the signature is PyYAML's
        keys = [key.value for key, _ in node.value]
        for index, (key, _) in enumerate(node.value):
            if key.value in keys[:index]:
                message = f"the key {key.value!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, message, key.start_mark)
        return super().construct_mapping(node, deep)


def _python(block: Block) -> Iterator[Finding]:
    """Compile Python, and find names that nothing defines and imports that nothing uses."""
    command = [
        str(BIN / "ruff"), "check", "--isolated", "--select", "E9,F", "--target-version", "py311",
        "--output-format", "json", "-",
    ]  # fmt: skip
    for found in json.loads(_run(command, block.text).stdout):
        yield found["location"]["row"] - 1, f"{found['message']} ({found['code']})"


def _shell(block: Block) -> Iterator[Finding]:
    """Check the syntax of Bash and its meaning."""
    text = block.text
    if block.language == "console":
        text = "".join(line.removeprefix("$ ") if line.startswith("$ ") else "\n"
                       for line in text.splitlines(keepends=True))  # fmt: skip
    found = _run([str(BIN / "shellcheck"), "--shell=bash", "--format=json", "-"], text).stdout
    for finding in json.loads(found):
        yield finding["line"] - 1, f"{finding['message']} (SC{finding['code']})"


def _yaml(block: Block) -> Iterator[Finding]:
    try:
        documents(block)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        yield mark.line if mark else 0, str(error.problem)


def _json(block: Block) -> Iterator[Finding]:
    try:
        json.loads(block.text)
    except json.JSONDecodeError as error:
        yield error.lineno - 1, error.msg


def _toml(block: Block) -> Iterator[Finding]:
    try:
        tomllib.loads(block.text)
    except tomllib.TOMLDecodeError as error:
        yield 0, str(error)


def _xml(block: Block) -> Iterator[Finding]:
    try:
        ET.fromstring(block.text)  # noqa: S314 - our own text
    except ET.ParseError as error:
        yield error.position[0] - 1, str(error)


def _ini(block: Block) -> Iterator[Finding]:
    """Find lines that set nothing and names set twice; what stands above all sections may."""
    parser = configparser.ConfigParser(
        interpolation=None, allow_no_value=True, delimiters=("=",), default_section="\0"
    )
    try:
        parser.read_string(f"[block]\n{block.text}")
    except configparser.Error as error:
        yield 0, error.message


def _sql(block: Block) -> Iterator[Finding]:
    """Parse SQL as PostgreSQL does: it is the dialect of all pages."""
    try:
        pglast.parse_sql(block.text)
    except pglast.parser.ParseError as error:
        yield 0, str(error)


def _nginx(block: Block) -> Iterator[Finding]:
    """Parse a file of nginx, or what stands within `http` of one."""
    is_whole = any(line.startswith("http ") for line in block.text.splitlines())
    text = block.text if is_whole else f"events {{}} http {{ {block.text} }}"
    with TemporaryDirectory() as folder:
        file = Path(folder, "nginx.conf")
        file.write_text(text, encoding="utf-8")
        for error in crossplane.parse(str(file), check_ctx=True, check_args=True)["errors"]:
            yield (error["line"] or 1) - 1, error["error"].partition(" in /")[0]


def _grammar(language: object) -> Callable[[Block], Iterator[Finding]]:
    parser = Parser(Language(language))

    def parse(block: Block) -> Iterator[Finding]:
        root = parser.parse(block.text.encode()).root_node
        if root.has_error:
            yield _first_error(root).start_point.row, "this does not parse"

    return parse


def _first_error(node: Node) -> Node:
    """Find the innermost node in which parsing failed first."""
    for child in node.children:
        if child.is_error or child.is_missing:
            return child
        if child.has_error:
            return _first_error(child)
    return node


def _run(command: list[str], text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, input=text, text=True, capture_output=True, check=False)


_PARSERS: Final[dict[str, Callable[[Block], Iterator[Finding]]]] = {
    "bash": _shell,
    "console": _shell,
    "csharp": _grammar(tree_sitter_c_sharp.language()),
    "dockerfile": _grammar(tree_sitter_containerfile.language()),
    "hcl": _grammar(tree_sitter_hcl.language()),
    "ini": _ini,
    "java": _grammar(tree_sitter_java.language()),
    "json": _json,
    "nginx": _nginx,
    "python": _python,
    "shell": _shell,
    "sql": _sql,
    "toml": _toml,
    "xml": _xml,
    "yaml": _yaml,
}
