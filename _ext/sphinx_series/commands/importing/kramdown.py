"""What kramdown has besides Markdown: comments, options, attributes, tables without a head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import tags
from .model import Kind

if TYPE_CHECKING:
    from .model import Notes

# A list that stands for the table of contents.
_CONTENTS = re.compile(
    r"^[ \t]*(?:[*+-]|1\.)[^\n]*\n[ \t]*\{:[^}\n]*\btoc\b[^}\n]*\}[ \t]*$", re.MULTILINE
)
_TAG = re.compile(
    r"\{(?P<close>:/)(?P<name>\w*)\}|\{::(?P<open>\w+)(?P<rest>[^}\n]*?)(?P<self>/)?\}"
)
# The attributes of a block on a line of its own, and those of a span behind it.
_OF_BLOCK = re.compile(r"^(?P<lead>[ \t>]*)\{:(?!:)(?P<attributes>[^}\n]*)\}[ \t]*$")
# Behind code the text begins anew.
_OF_SPAN = re.compile(r"(?:(?<=[)\]*_`])|\A)\{:(?!:)[^}\n]*\}")
_HEADING = re.compile(r"^[ \t>]*#{1,6}[ \t]|^[ \t>]*(?:=+|-+)[ \t]*$")
_ID = re.compile(r"#([\w:.-]+)")
_ABBREVIATION = re.compile(
    r"^[ ]{0,3}\*\[(?P<short>[^\]\n]+)\]:[ \t]*(?P<long>[^\n]*)$\n?", re.MULTILINE
)
_INLINE_FORMULA = re.compile(
    r"\\\\\((?P<inline>[^\n]{1,500}?)\\\\\)|\\\\\[(?P<block>.{1,2000}?)\\\\\]", re.DOTALL
)
_PIPE = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?[-=]+:?[ \t]*(?:[|+][ \t]*:?[-=]*:?[ \t]*)*\|?[ \t]*")
FORMULA = "$\ue006{}\ue007"
"""How a formula goes through Markdown."""


def plain(text: str, notes: Notes) -> str:
    """Give Markdown without what only kramdown knows; what is lost on the way has a note."""
    text = _without_extensions(text, notes)
    text = _CONTENTS.sub("", text)
    text = without_abbreviations(text, notes)
    text = tags.outside_code(text, _INLINE_FORMULA, _formula)
    text = tags.outside_code(text, _OF_SPAN, lambda _: "")
    pieces = []
    position = 0
    for start, end in [*tags.codes(text), (len(text), len(text))]:
        is_block = start == len(text) or text[:start].endswith("\n") or start == 0
        if is_block or text[start:end].startswith((" ", "\t", ">")):
            pieces += [_lines(text[position:start]), text[start:end]]
            position = end
    return "".join(pieces)


def _without_extensions(text: str, notes: Notes) -> str:
    """Take out comments and options; what is no Markdown stays as the HTML that it is."""
    pieces = []
    position = 0
    for found in _TAG.finditer(text):
        if found.start() < position:
            continue
        pieces.append(text[position : found.start()])
        position = found.end()
        name = found["open"]
        if name == "comment" and not found["self"]:
            end = re.compile(r"\{:/(?:comment)?\}").search(text, position)
            position = end.end() if end else len(text)
            pieces.append(notes.mark(Kind.HIDDEN, "a comment is left out"))
        elif name not in {"comment", "options", "nomarkdown", None} or (
            name is None and found["name"] not in {"", "comment", "options", "nomarkdown"}
        ):
            pieces.append(found[0])
    return "".join([*pieces, text[position:]])


def without_abbreviations(text: str, notes: Notes) -> str:
    """Take out what explains abbreviations; each has a note."""
    return tags.outside_code(text, _ABBREVIATION, lambda found: _abbreviation(found, notes))


def _abbreviation(found: re.Match[str], notes: Notes) -> str:
    message = f"an abbreviation is not explained: {found['short']} is {found['long'].strip()!r}"
    return notes.mark(Kind.CHANGED, message) + "\n"


def _formula(found: re.Match[str]) -> str:
    return FORMULA.format((found["inline"] or found["block"]).strip())


def _lines(text: str) -> str:
    """Take attributes out of lines, and give tables without a head one."""
    lines: list[str] = []
    for line in text.split("\n"):
        found = _OF_BLOCK.match(line)
        if not found:
            lines.append(line)
            continue
        id_ = _ID.search(found["attributes"])
        above = lines[-1] if lines else ""
        if id_ and above and _HEADING.match(above):
            is_underline = not above.lstrip(" \t>").startswith("#")
            index = -2 if is_underline and len(lines) > 1 else -1
            lines[index] += f" {{#{id_[1]}}}"
    return "\n".join(_with_heads(lines))


def _with_heads(lines: list[str]) -> list[str]:
    found: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        else:
            found += [*(_table(block) if _is_table(block) else block), line]
            block = []
    return found[:-1]


def _has_pipe(line: str) -> bool:
    return _PIPE.search(_CODE.sub("", line)) is not None


def _is_table(block: list[str]) -> bool:
    """Tell whether kramdown takes a paragraph for a table that Markdown does not."""
    indented = any(
        re.match(r"[ ]{4}|\t|[ ]{0,3}(?:[*+>-]|\d+[.)]|#|<)[ \t]", line) for line in block
    )
    return bool(block) and not indented and all(map(_has_pipe, block))


def _table(block: list[str]) -> list[str]:
    """Write a table with a head and no other rule than the one below it."""
    is_rule = [_RULE.fullmatch(line) is not None for line in block]
    if len(block) > 1 and not is_rule[0] and is_rule[1]:
        head, rule, rest = block[0], block[1].replace("+", "|").replace("=", "-"), block[2:]
    else:
        first = next((row for row, rule in zip(block, is_rule, strict=True) if not rule), "")
        count = max(1, len(_PIPE.split(_CODE.sub("", first).strip().strip("|"))))
        head = "|" + " |" * count
        own = block[0] if is_rule[0] else "|" + "---|" * count
        rule, rest = own.replace("+", "|").replace("=", "-"), block[1:] if is_rule[0] else block
    return [head, rule, *(row for row in rest if not _RULE.fullmatch(row))]
