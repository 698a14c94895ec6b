"""What sources say to ABlog: its directives and fields, with the lines on which they stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_series.core.sources.frontmatter import rst_fields, yaml_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_series.core.sources.frontmatter import Markup

LABELS = ("category", "tags", "location", "language", "author")
"""The options that put a post into a catalogue, the most telling first."""

FIELDS = frozenset({
    *LABELS, "blogpost", "date", "redirect", "title", "image", "excerpt", "exclude",
    "nocomments", "canonical_link", "external_link",
})  # fmt: skip
"""What ABlog reads of a post's front matter."""

_NAMES = "post|postlist|update"
_RST = re.compile(rf"(?P<indent>[ \t]*)\.\. (?P<name>{_NAMES})::(?:[ \t]+(?P<argument>.*))?$")
_RST_LITERAL = re.compile(
    r"[ \t]*\.\. (?:code|code-block|sourcecode|parsed-literal|raw|highlight)::"
    r"|[ \t]*\.\.(?:\s+(?![\w:+.-]+::)(?!_|\[|\|)|$)"
)
_OPTION = re.compile(r"[ \t]*:(?P<name>[\w-]+):(?:[ \t]+(?P<value>.*))?$")
_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)$")
# What adorns a title of reStructuredText, and a heading of MyST.
_ADORNED = re.compile(r"([!-/:-@\[-`{-~])\1*\s*")
# Of less, docutils takes none for what adorns a longer title.
_SHORTEST = 4
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_MYST = re.compile(rf"\{{(?P<name>{_NAMES})\}}(?P<argument>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """A directive of ABlog.

    ``start`` and ``end`` are the indexes of its first line and of the line behind its last.
    """

    name: str
    start: int
    end: int
    indent: str
    argument: str
    options: Mapping[str, str] = field(default_factory=dict)
    body: tuple[str, ...] = ()
    fence: str = ""


def directives(lines: Sequence[str], markup: Markup) -> list[Directive]:
    """Find ABlog's directives, but none in an example."""
    return list(_of_rst(lines, 0, len(lines)) if markup == "rst" else _of_myst(lines))


def live(lines: Sequence[str], markup: Markup) -> list[bool]:
    """Tell of each line whether it is no code and no comment."""
    found = [True] * len(lines)
    if markup == "rst":
        for start, end in _literals(lines, 0, len(lines)):
            found[start:end] = [False] * (end - start)
    else:
        for start, end, info in _fences(lines):
            if not info.startswith("{"):
                found[start:end] = [False] * (end - start)
    return found


def _literals(lines: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the blocks of reStructuredText that are code or comments, without their heads."""
    index = start
    while index < end:
        line = lines[index]
        index += 1
        is_paragraph = line.rstrip().endswith("::") and not line.lstrip().startswith(".. ")
        if _RST_LITERAL.match(line) or is_paragraph:
            last = _end_of_block(lines, index, end, _width(line))
            yield index, last
            index = last


def _end_of_block(lines: Sequence[str], start: int, end: int, width: int) -> int:
    """Give the index behind the last line that is indented by more, or blank between such."""
    last = start
    for index in range(start, end):
        if lines[index].strip():
            if _width(lines[index]) <= width:
                break
            last = index + 1
    return last


def _width(line: str) -> int:
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def _of_rst(lines: Sequence[str], start: int, end: int) -> Iterator[Directive]:
    literal = {
        index for first, last in _literals(lines, start, end) for index in range(first, last)
    }
    for index in range(start, end):
        found = _RST.match(lines[index])
        if not found or index in literal:
            continue
        last = _end_of_block(lines, index + 1, end, _width(lines[index]))
        block = [line.strip() if not line.strip() else line for line in lines[index + 1 : last]]
        head = block.index("") if "" in block else len(block)
        argument = [found["argument"] or ""]
        at = 0
        while at < head and not _OPTION.match(block[at]):
            argument.append(block[at].strip())
            at += 1
        yield Directive(
            name=found["name"],
            start=index,
            end=last,
            indent=found["indent"],
            argument=" ".join(filter(None, map(str.strip, argument))),
            options=_options(block[at:head]),
            body=tuple(_dedented(block[head:])),
        )


def _options(lines: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        option = _OPTION.match(line)
        if option:
            name = option["name"]
            found[name] = (option["value"] or "").strip()
        elif name:
            found[name] = f"{found[name]} {line.strip()}".strip()
    return found


def _dedented(lines: Sequence[str]) -> list[str]:
    kept = list(lines)
    while kept and not kept[0].strip():
        kept.pop(0)
    common = min((_width(line) for line in kept if line.strip()), default=0)
    return [line.expandtabs()[common:] if line.strip() else "" for line in kept]


def _fences(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Give the blocks between fences, with their infos: in a directive of text, those within."""
    closing: set[int] = set()
    index = 0
    while index < len(lines):
        found = _FENCE.match(lines[index])
        if not found or index in closing or not _opens(found):
            index += 1
            continue
        info = found["info"].strip()
        end = _end_of_fence(lines, index, found["fence"])
        yield index, end, info
        if info.startswith("{") and not info.startswith(("{code", "{raw", "{literal")):
            # The text within a directive is searched too.
            closing.add(end - 1)
            index += 1
        else:
            index = end


def _opens(found: re.Match[str]) -> bool:
    if found["fence"][0] == "`":
        return "`" not in found["info"]
    return found["fence"][0] == "~" or bool(found["info"].strip())


def _end_of_fence(lines: Sequence[str], start: int, fence: str) -> int:
    """Give the index behind the line that closes a block."""
    for index in range(start + 1, len(lines)):
        found = _FENCE.match(lines[index])
        if found and found["fence"].startswith(fence) and not found["info"].strip():
            return index + 1
    return len(lines)


def _of_myst(lines: Sequence[str]) -> Iterator[Directive]:
    for start, end, info in _fences(lines):
        found = _MYST.match(info)
        if info.startswith("{eval-rst}"):
            yield from _of_rst(lines, start + 1, end - 1)
        elif found:
            head = _FENCE.match(lines[start])
            options, body = _myst_options([line.strip() for line in lines[start + 1 : end - 1]])
            yield Directive(
                name=found["name"], start=start, end=end,
                indent=head["indent"] if head else "",
                argument=found["argument"].strip(), options=options, body=tuple(body),
                fence=head["fence"] if head else "```",
            )  # fmt: skip


def _myst_options(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    if lines[:1] == ["---"] and "---" in lines[1:]:
        end = lines.index("---", 1)
        fields = yaml_fields("\n".join(lines[: end + 1]), lambda *_: None)
        found = {item.key: _joined(item.value) for item in fields}
        return found, _dedented(lines[end + 1 :])
    head = next((i for i, line in enumerate(lines) if not _OPTION.match(line)), len(lines))
    return _options(lines[:head]), _dedented(lines[head:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The front matter of a source: each field with the lines that it takes, and where it starts.

    ``start`` is the index of the first field, ``end`` that behind the last; None without any.
    """

    fields: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]
    start: int | None
    end: int


def front(lines: Sequence[str], markup: Markup) -> Front:
    """Read the front matter of a source."""
    text = "\n".join(lines)
    if markup == "rst":
        found = list(rst_fields(text))
        last = _end_of_fields(lines, found[-1].line) if found else 0
    else:
        found = list(yaml_fields(text, lambda *_: None))
        is_block = bool(lines) and lines[0].startswith("---") and "---" in lines[1:]
        last = lines.index("---", 1) if is_block else 0
    starts = [item.line - 1 for item in found]
    spans = dict(
        zip(
            [item.key for item in found],
            zip(starts, [*starts[1:], last], strict=False),
            strict=False,
        )
    )
    first = starts[0] if starts else (1 if last else None)
    # MyST hands lists on as JSON, and ABlog does not read what is escaped there.
    is_escaped = markup == "yaml"
    return Front(
        fields={
            item.key: _joined(item.value, escaped=is_escaped and item.key in LABELS)
            for item in found
        },
        spans=spans,
        start=first,
        end=last,
    )


def _end_of_fields(lines: Sequence[str], line: int) -> int:
    end = line
    while end < len(lines) and lines[end][:1].isspace() and lines[end].strip():
        end += 1
    return end


def _joined(value: str | tuple[str, ...] | None, *, escaped: bool = False) -> str:
    if isinstance(value, str):
        return value
    return ", ".join(json.dumps(item)[1:-1] if escaped else item for item in value or ())


def unescaped(label: str) -> str:
    r"""Give a label as its author wrote it: ABlog has ``\u65e5`` for a letter in a list of YAML."""
    try:
        return str(json.loads(f'"{label}"'))
    except ValueError:
        return label


def section_id(lines: Sequence[str], markup: Markup, index: int) -> str | None:
    """Give the id of the section in which a line stands.

    ``""`` is one of the first level, which its page stands for, and None one whose id was a number.
    """
    found = _of_rst_titles(lines) if markup == "rst" else _of_myst_titles(lines)
    used: set[str] = set()
    opened: list[tuple[int, str | None]] = []
    for line, level, title in found:
        if line > index:
            break
        id_ = nodes.make_id(plain(title))
        while opened and opened[-1][0] >= level:
            opened.pop()
        opened.append((level, id_ if id_ and id_ not in used else None))
        used.add(id_)
    return opened[-1][1] if len(opened) > 1 else ""


def _of_rst_titles(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Give the index, the level and the text of each title: levels are told by their signs."""
    is_live = live(lines, "rst")
    styles: list[tuple[str, bool]] = []
    for index in range(1, len(lines)):
        title, sign = lines[index - 1].rstrip(), _ADORNED.fullmatch(lines[index])
        if not sign or not is_live[index] or not title.strip() or _ADORNED.fullmatch(title):
            continue
        if len(sign[0].rstrip()) < min(len(title), _SHORTEST):
            continue
        above = lines[index - 2] if index > 1 else ""
        has_overline = above.rstrip() == lines[index].rstrip()
        if not has_overline and (title[0].isspace() or above.strip()):
            continue
        style = sign[1], has_overline
        if style not in styles:
            styles.append(style)
        yield index, styles.index(style), title.strip()


def _of_myst_titles(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for index, is_live in enumerate(live(lines, "yaml")):
        found = _HEADING.fullmatch(lines[index]) if is_live else None
        if found:
            yield index, len(found[1]), found[2]


def plain(text: str) -> str:
    """Give the words of a text in reStructuredText or Markdown."""
    text = re.sub(
        r":[\w:-]+:`([^`<]*?)\s*(?:<[^`>]*>)?`|\{[\w:-]+\}`([^`<]*?)\s*(?:<[^`>]*>)?`",
        r"\1\2",
        text,
    )
    text = re.sub(r"`([^`<]+?)\s*<[^`>]+>`__?|\[([^\]]*)\]\([^)]*\)", r"\1\2", text)
    return " ".join(re.sub(r"[*`]|\b_\b", "", text).split())


def words(text: str) -> tuple[str, ...]:
    """Split a list of labels as ABlog does; brackets and quotes of YAML are none of a label's."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain.strip("[]")
    return tuple(item.strip().strip("\"'") for item in plain.split(","))
