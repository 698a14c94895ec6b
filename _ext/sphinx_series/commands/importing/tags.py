"""Tags of templates in Markdown: Hugo's shortcodes and Jekyll's Liquid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})(?P<info>.*)$")
_ARGUMENT = re.compile(
    r"(?:(?P<name>[\w-]+)\s*=\s*)?(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|`(?P<raw>[^`]*)`|(?P<bare>[^\s\"`]+))"
)


_SPAN = r"(?P<_span>(?<!`)(?P<_ticks>`+)(?!`)[^\0]{1,300}?(?<!`)(?P=_ticks)(?!`))"


def outside_code(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> str:
    """Replace what a pattern finds, but not in blocks or spans of code."""
    tag = re.compile(f"{_SPAN}|(?:{pattern.pattern})", pattern.flags)

    def replaced(found: re.Match[str]) -> str:
        return found[0] if found["_span"] else replace(found)

    return "".join(
        piece if is_code else tag.sub(replaced, piece) for is_code, piece in _pieces(text)
    )


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Split a text into blocks of code and what is between them."""
    lines: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if not fence and found and not ("`" in found["fence"] and "`" in found["info"]):
            yield False, "".join(lines)
            fence, lines = found["fence"], [line]
        elif fence and found and found["fence"].startswith(fence) and not found["info"].strip():
            yield True, "".join([*lines, line])
            fence, lines = "", []
        else:
            lines.append(line)
    yield bool(fence), "".join(lines)


def arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Read the arguments of a tag: those by position, and those by name."""
    positional: list[str] = []
    named: dict[str, str] = {}
    for found in _ARGUMENT.finditer(text):
        quoted = found["quoted"]
        value = (
            re.sub(r"\\(.)", r"\1", quoted)
            if quoted is not None
            else (found["raw"] if found["raw"] is not None else found["bare"])
        )
        if found["name"]:
            named[found["name"].lower()] = value
        else:
            positional.append(value)
    return positional, named


def code_block(code: str, language: str) -> str:
    """Write a block of code that nothing in the code can end."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    name = re.sub(r"[^\w+#.-]", "", language)
    return "\n\n{0}{1}\n{2}\n{0}\n\n".format(fence, name, code.strip("\n"))


def code_span(text: str) -> str:
    """Write code within a line."""
    flat = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    ticks = "`" * (longest + 1)
    return f"{ticks} {flat} {ticks}" if longest else f"{ticks}{flat}{ticks}"


def picture(source: str, alt: str, caption: str) -> str:
    """Write a picture with what is said below it."""
    plain = re.sub(r"([\\\[\]`*_<>])", r"\\\1", " ".join(alt.split()))
    address = source.strip().replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    return f"\n\n![{plain}]({address})\n\n{caption.strip()}\n\n"
