"""MDX as Docusaurus reads it -> Markdown; components are kept as code.

The rules are those of https://docusaurus.io/docs/markdown-features.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import admonitions, tags
from .model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Notes

_FENCE = re.compile(r"(?P<lead>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_ADMONITION = re.compile(
    r"(?P<lead>[ \t]*)(?P<mark>:{3,})[ ]?(?P<kind>[a-z][\w-]*)"
    r"(?:\[(?P<label>.*)\]|[ ]+(?P<title>[^{\s].*?))?(?:\{[^}]*\})?[ \t]*"
)
_MODULE = re.compile(
    r"^(?:import\s(?:[^\n]*?\sfrom\s*)?[\"'][^\"'\n]*[\"'];?"
    r"|import\s*\{[^}]*\}\s*from\s*[\"'][^\"'\n]*[\"'];?|export\s.*?(?=\n\s*\n|\Z))[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_TRUNCATE = re.compile(r"<!--\s*truncate\s*-->|\{/\*\s*truncate\s*\*/\}")
_COMMENT = re.compile(r"\{\s*/\*.*?\*/\s*\}", re.DOTALL)
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_COMPONENT = re.compile(rf"</?[A-Z][\w.]*(?:\"[^\"]*\"|'[^']*'|{_BRACES}|[^<>\"'{{}}])*>|</?>")
_HTML = re.compile(rf"<[a-z][\w-]*\s(?:\"[^\"]*\"|'[^']*'|{_BRACES}|[^<>\"'{{}}])*>")
_REQUIRED = re.compile(
    r"=\{\s*(?:require\(\s*|useBaseUrl\(\s*)?[\"'](?P<path>[^\"']*)[\"']\s*\)?(?:\.default)?\s*\}"
)
_ATTRIBUTE = re.compile(rf"\s[\w-]+={_BRACES}")
_EXPRESSION = re.compile(rf"(?<![\\$]){_BRACES}")
_MAGIC = re.compile(
    r"[ \t]*(?://|#|/\*|<!--|--|\{/\*)\s*highlight-(?:next-line|start|end)\s*"
    r"(?:\*/|-->|\*/\})?[ \t]*"
)
_SITE = re.compile(r"(?<=\]\()@site/")


def plain(text: str, notes: Notes, *, site: str) -> str:
    """Give Markdown without what only MDX knows.

    Args:
        text: the text of a post.
        notes: takes what is lost, or kept as code.
        site: the way from the folder of the post to that of the site.
    """
    text = tags.outside_code(text, _TRUNCATE, lambda _: "\n\n")
    text = "\n".join(_blocks(text.split("\n"), notes))
    text = tags.outside_code(text, _COMMENT, lambda _: _hidden(notes))
    text = tags.outside_code(text, _COMPONENT, lambda found: _code(found[0], "component", notes))
    text = tags.outside_code(text, _HTML, _html)
    text = tags.outside_code(text, _SITE, lambda _: f"{site}/")
    text = tags.outside_code(text, re.compile(r"(?<=\]\()pathname://"), lambda _: "")
    return tags.outside_code(text, _EXPRESSION, lambda found: _expression(found, notes))


def without_modules(text: str, notes: Notes) -> str:
    """Take out what a text imports and exports, which is none of its words."""

    def replace(found: re.Match[str]) -> str:
        notes.mark(Kind.CHANGED, f"this is no text: {found[0].partition(chr(10))[0][:80]!r}")
        return ""

    return tags.outside_code(text, _MODULE, replace).lstrip("\n")


def _hidden(notes: Notes) -> str:
    return notes.mark(Kind.HIDDEN, "a comment is left out")


def _code(text: str, what: str, notes: Notes) -> str:
    mark = notes.mark(Kind.CODE, f"the {what} {' '.join(text.split())[:60]!r} is kept as code")
    return mark + tags.code_span(text)


def _html(found: re.Match[str]) -> str:
    """Make plain attributes of those in braces, where they are paths."""
    text = _REQUIRED.sub(lambda own: f'="{own["path"]}"', found[0])
    return _ATTRIBUTE.sub("", text).replace("className=", "class=")


def _expression(found: re.Match[str], notes: Notes) -> str:
    inner = found[0][1:-1].strip()
    if inner.startswith("#") or not inner:
        return found[0]
    if literal := re.fullmatch(r"[\"'](?P<text>[^\"']*)[\"']", inner):
        return literal["text"] or " "
    return _code(found[0], "expression", notes)


def _blocks(lines: list[str], notes: Notes) -> Iterator[str]:
    """Give admonitions as quotations, and code with its language alone."""
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if fence := _FENCE.fullmatch(line):
            end = _end_of_fence(lines, index, fence["fence"])
            yield from _fence(fence, lines[index:end], notes)
            index = end
        elif found := _ADMONITION.fullmatch(line):
            end = _end_of_admonition(lines, index, found["mark"])
            lead = found["lead"]
            inner = [own.removeprefix(lead) for own in lines[index:end]]
            title = found["label"] if found["label"] is not None else found["title"]
            quoted = admonitions.quotation(
                found["kind"], title, "\n".join(_blocks(inner, notes))
            ).split("\n")
            yield from (lead + own if own else own for own in quoted)
            index = end + 1
        else:
            yield line


def _end_of_fence(lines: list[str], start: int, fence: str) -> int:
    for index in range(start, len(lines)):
        found = _FENCE.fullmatch(lines[index])
        if found and found["fence"].startswith(fence) and not found["info"].strip():
            return index + 1
    return len(lines)


def _end_of_admonition(lines: list[str], start: int, mark: str) -> int:
    """Give the line that ends an admonition; code in it may look like one."""
    index = start
    depth = 0
    while index < len(lines):
        line = lines[index].strip()
        if fence := _FENCE.fullmatch(lines[index]):
            index = _end_of_fence(lines, index + 1, fence["fence"])
            continue
        if line == mark:
            if depth == 0:
                return index
            depth -= 1
        elif (found := _ADMONITION.fullmatch(lines[index])) and found["mark"] == mark:
            depth += 1
        index += 1
    return len(lines)


def _fence(fence: re.Match[str], inner: list[str], notes: Notes) -> Iterator[str]:
    info = fence["info"].strip()
    title = re.search(r"\btitle=(?:\"([^\"]*)\"|'([^']*)')", info)
    bare = re.sub(r"\btitle=(?:\"[^\"]*\"|'[^']*')|\{[\d,\s-]*\}", "", info)
    words = [word for word in bare.split() if not word.startswith("showLineNumbers")]
    if title:
        yield from [f"{fence['lead']}{tags.code_span(title[1] or title[2])}", fence["lead"]]
    if "live" in words[1:]:
        yield from [fence["lead"] + notes.mark(Kind.CHANGED, "code that ran is code now"), ""]
        words.remove("live")
    yield fence["lead"] + fence["fence"] + " ".join(words)
    yield from (line for line in inner if not _MAGIC.fullmatch(line))
