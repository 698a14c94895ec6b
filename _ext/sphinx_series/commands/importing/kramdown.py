"""What kramdown has besides Markdown: comments, options, attributes, emphasis within words."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import anchors, tags
from .model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.rules_inline import StateInline

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
_START_OF_ROW = re.compile(r"[ \t>]*\|?")
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?[-=]+:?[ \t]*(?:[|+][ \t]*:?[-=]*:?[ \t]*)*\|?[ \t]*")
FORMULA = "$\ue006{}\ue007"
"""How a formula goes through Markdown."""


_MARKS = "*_"
_BEHIND_LETTER = re.compile(r"[^\W\d_]-?[^\W\d_]*\Z")
_MOST_STEPS = 50_000  # in looking for the ends of emphasis, in one run of text


def plain(text: str, notes: Notes) -> str:
    """Give Markdown without what only kramdown knows; what is lost on the way has a note."""
    text = _without_extensions(text, notes)
    text = _CONTENTS.sub("", text)
    text = without_abbreviations(text, notes)
    text = tags.outside_code(text, _INLINE_FORMULA, _formula)
    text = tags.outside_code(text, _OF_SPAN, place)
    pieces = []
    position = 0
    for start, end in [*tags.codes(text), (len(text), len(text))]:
        is_block = start == len(text) or text[:start].endswith("\n") or start == 0
        if is_block or text[start:end].startswith((" ", "\t", ">")):
            pieces += [_lines(text[position:start]), text[start:end]]
            position = end
    return "".join(pieces)


def place(attributes: re.Match[str]) -> str:
    """Give what stays of attributes: the mark of the id."""
    id_ = _ID.search(attributes[0])
    return anchors.place(id_[1]) if id_ else anchors.NOTHING


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
    # A mark here would be a paragraph, and end a list.
    notes.mark(Kind.CHANGED, message)
    return ""


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
        elif id_ and above:
            # Behind the last cell of a table nothing counts.
            start = _START_OF_ROW.match(above)
            at = start.end() if start and _has_pipe(above) else len(above)
            lines[-1] = above[:at] + anchors.place(id_[1]) + above[at:]
        elif id_:
            lines += [anchors.place(id_[1]), ""]
    return "\n".join(_with_heads(lines))


def _with_heads(lines: list[str]) -> list[str]:
    found: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        else:
            if _is_table(block):
                block = _table(_with_plain_pipes(block))
            elif len(block) > 1 and _has_pipe(block[0]) and _RULE.fullmatch(block[1]):
                block = _with_plain_pipes(block)
            found += [*block, line]
            block = []
    return found[:-1]


def _with_plain_pipes(rows: list[str]) -> list[str]:
    """Escape what ends no cell for kramdown: a bar within code."""
    return [_CODE.sub(lambda code: _PIPE.sub(r"\\|", code[0]), row) for row in rows]


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


def emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read emphasis where kramdown sees it, which is also within words: a rule of markdown-it."""
    mark = state.src[state.pos]
    if mark not in _MARKS:
        return False
    start = state.pos
    found = state.env.setdefault("emphasis", {}).setdefault(id(state), _Emphasis(state))
    delimiter, end = found.at(start, mark)
    state.pos = start
    if end is None:
        if not silent:
            state.pending += delimiter
        state.pos += len(delimiter)
        return True
    if not silent:
        name = "strong" if len(delimiter) > 1 else "em"
        state.push(f"{name}_open", name, 1).markup = delimiter
        last, state.pos, state.posMax = state.posMax, start + len(delimiter), end
        with found.within(delimiter):
            state.md.inline.tokenize(state)
        state.posMax = last
        state.push(f"{name}_close", name, -1).markup = delimiter
    state.pos = end + len(delimiter)
    return True


class _Emphasis:
    """Finds where emphasis ends in one run of text; ``opened`` are the lengths of what is open."""

    def __init__(self, state: StateInline) -> None:
        self.state = state
        self.opened: tuple[int, ...] = ()
        self.left = _MOST_STEPS
        self.known: dict[tuple[int, tuple[int, ...]], tuple[str, int | None]] = {}

    @contextmanager
    def within(self, delimiter: str) -> Iterator[None]:
        """Look at what is in emphasis; it holds none of its own kind."""
        before, cache = self.opened, self.state.cache
        self.opened = (*before, len(delimiter))
        # What markdown-it knows holds for what was open then.
        self.state.cache = {}
        yield
        self.opened, self.state.cache = before, cache

    def at(self, start: int, mark: str) -> tuple[str, int | None]:
        """Give the delimiter at a place, and where what it opens ends; None for nowhere."""
        key = start, self.opened
        if key not in self.known:
            self.known[key] = self._at(start, mark)
        return self.known[key]

    def _at(self, start: int, mark: str) -> tuple[str, int | None]:
        text = self.state.src
        delimiter = mark * (2 if text[start + 1 : start + 2] == mark else 1)
        behind = text[start + len(delimiter) : start + len(delimiter) + 1]
        is_word = mark == "_" and _BEHIND_LETTER.search(text[max(0, start - 200) : start])
        if is_word or behind.isspace() or len(delimiter) in self.opened:
            return delimiter, None
        end = self._end(start, delimiter)
        # Of two marks without an end, one alone may have one.
        if end is None and len(delimiter) > 1 and self.opened[-1:] != (1,):
            single = self._end(start, mark)
            if single is not None:
                return mark, single
        return delimiter, end

    def _end(self, start: int, delimiter: str) -> int | None:
        """Find the delimiter that ends what one at *start* opens."""
        state = self.state
        first = state.pos = start + len(delimiter)
        last = state.posMax
        if not any(self._ends(place, delimiter) for place in self._places(delimiter, first, last)):
            return None
        with self.within(delimiter):
            while state.pos < last and self.left:
                self.left -= 1
                if state.pos > first and self._ends(state.pos, delimiter):
                    return state.pos
                state.md.inline.skipToken(state)
        return None

    def _places(self, delimiter: str, first: int, last: int) -> Iterator[int]:
        place = self.state.src.find(delimiter, first + 1, last)
        while place >= 0 and self.left:
            self.left -= 1
            yield place
            place = self.state.src.find(delimiter, place + 1, last)

    def _ends(self, place: int, delimiter: str) -> bool:
        text = self.state.src
        if not text.startswith(delimiter, place) or text[place - 1].isspace():
            return False
        behind = text[place + len(delimiter) : place + len(delimiter) + 2]
        is_other = len(delimiter) == 1 and behind[:1] == delimiter and behind[1:2] != delimiter
        return not is_other and not (delimiter[0] == "_" and behind[:1].isalnum())
