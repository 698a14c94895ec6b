"""Tags of templates in Markdown: Hugo's shortcodes and Jekyll's Liquid."""

from __future__ import annotations

import re
from functools import lru_cache
from heapq import merge
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from . import anchors

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)[^\0]{1,300}?(?<!`)(?P=ticks)(?!`)")
# Blocks alone, for what is in their lines says nothing about indented code.
_BLOCKS = MarkdownIt("commonmark").disable("inline")
_ARGUMENT = re.compile(
    r"(?:(?P<name>[\w-]+)\s*=\s*)?(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|`(?P<raw>[^`]*)`|(?P<bare>[^\s\"`]+))"
)


class Scanner:
    """Replaces the tags of a text, each with what stands between its ends.

    Args:
        tag: finds a tag, whose groups are ``name`` and, where it ends another, ``close``.
        pairs: the names of tags that have an end.
        verbatim: those of them in which nothing is a tag but their end.
        in_code: whether tags count in code as well.
    """

    def __init__(
        self,
        tag: re.Pattern[str],
        *,
        pairs: Collection[str] = (),
        verbatim: Collection[str] = (),
        in_code: bool = False,
    ) -> None:
        self.tag = tag
        self.pairs = pairs
        self.verbatim = verbatim
        self.in_code = in_code

    def replace(self, text: str, replace: Callable[[re.Match[str], str | None], str]) -> str:
        """Replace the tags; what is between the ends of a pair is given as it stands there."""
        return "".join(self._pieces(text, replace))

    def _pieces(
        self, text: str, replace: Callable[[re.Match[str], str | None], str]
    ) -> Iterator[str]:
        unclosed: set[str] = set()
        places = iter(() if self.in_code else codes(text))
        code = next(places, None)
        position = 0
        while found := self.tag.search(text, position):
            while code and code[1] <= found.start():
                code = next(places, None)
            # Code that begins before a tag hides it, unless it began within a tag before it.
            if code and position <= code[0] < found.start():
                yield text[position : code[1]]
                position = code[1]
                continue
            yield text[position : found.start()]
            position = found.end()
            end = None
            name = found["name"] or ""
            is_open = name in self.pairs and not found.groupdict().get("close")
            if is_open and name not in unclosed:
                end = self._end(text, found)
                if end is None:
                    unclosed.add(name)
            yield replace(found, text[position : end.start()] if end else None)
            if end:
                position = end.end()
                places = iter(() if self.in_code else codes(text, position))
                code = next(places, None)
        yield text[position:]

    def _end(self, text: str, opened: re.Match[str]) -> re.Match[str] | None:
        """Find the end of a pair."""
        depth = 1
        for found in self.tag.finditer(text, opened.end()):
            if found["name"] == opened["name"]:
                if found.groupdict().get("close"):
                    depth -= 1
                elif opened["name"] not in self.verbatim:
                    depth += 1
                if depth == 0:
                    return found
        return None


def codes(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Give the places of blocks and spans of code."""
    end = start
    indented = (place for place in _indented(text) if place[0] >= start)
    for place in merge(_marked(text, start), indented):
        if place[0] >= end:
            yield place
            end = place[1]


@lru_cache(maxsize=8)
def _indented(text: str) -> tuple[tuple[int, int], ...]:
    """Give the places of code that nothing but its indentation marks."""
    if "\n    " not in text and "\t" not in text:
        return ()
    starts = [0, *(found.end() for found in re.finditer("\n", text)), len(text)]
    return tuple(
        (starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)])
        for token in _BLOCKS.parse(text)
        if token.type == "code_block" and token.map
    )


def _marked(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Give the places of code that backticks or tildes mark."""
    position = start
    while position < len(text):
        fence = _FENCE.search(text, position)
        while fence and "`" in fence["fence"] and "`" in fence["info"]:
            fence = _FENCE.search(text, fence.end())
        until = fence.start() if fence else len(text)
        for span in _SPAN.finditer(text, position, until):
            yield span.span()
        if not fence:
            return
        end = next(
            (
                found.end()
                for found in _FENCE.finditer(text, fence.end())
                if found["fence"].startswith(fence["fence"]) and not found["info"].strip()
            ),
            len(text),
        )
        yield fence.start(), end
        position = end


def outside_code(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> str:
    """Replace what a pattern finds, but not in blocks or spans of code."""
    pieces = []
    position = 0
    for start, end in [*codes(text), (len(text), len(text))]:
        pieces += [pattern.sub(replace, text[position:start]), text[start:end]]
        position = end
    return "".join(pieces)


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


def filled(template: str, positional: list[str], named: dict[str, str], inner: str) -> str:
    """Fill the places of a template: ``{0}``, ``{name}`` and ``{inner}``."""
    values = {**{str(i): value for i, value in enumerate(positional)}, **named, "inner": inner}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1].lower(), ""), template)


def code_block(code: str, language: str) -> str:
    """Write a block of code that nothing in the code can end."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    name = re.sub(r"[^\w+#.-]", "", language)
    return "\n\n{0}{1}\n{2}\n{0}\n\n".format(fence, name, code.strip("\n"))


def code_span(text: str) -> str:
    """Write code within a line, and keep it apart from code behind it."""
    flat = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    ticks = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{ticks}{space}{flat}{space}{ticks}{anchors.NOTHING}"


def picture(source: str, alt: str, caption: str, link: str = "") -> str:
    """Write a picture with what is said below it."""
    plain = re.sub(r"([\\\[\]`*_<>])", r"\\\1", " ".join(alt.split()))
    shown = f"![{plain}]({address(source)})"
    if link:
        shown = f"[{shown}]({address(link)})"
    return f"\n\n{shown}\n\n{caption.strip()}\n\n"


def link(url: str) -> str:
    """Write a link that shows where it leads."""
    return f"[{url}]({address(url)})"


def address(url: str) -> str:
    """Write a URL so that nothing ends the Markdown around it."""
    return url.strip().replace(" ", "%20").replace("(", "%28").replace(")", "%29")
