"""What Python-Markdown and its extensions have besides Markdown, as MkDocs and Pelican use them.

The rules are those of https://python-markdown.github.io/extensions/ and
https://facelessuser.github.io/pymdown-extensions/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import admonitions, anchors, kramdown, tags
from .model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from .model import Notes

EXTRA = frozenset({
    "abbr", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables",
})  # fmt: skip
"""The extensions that `extra` stands for."""
_BLOCKS = "pymdownx.blocks."
_ADMONITIONS = frozenset({
    "admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "tip",
    "warning",
})  # fmt: skip
_CAPTIONS = frozenset({"caption", "figure-caption", "table-caption"})
_INDENT = 4
_LIST = re.compile(r"\s*(?:[*+-]|\d+\.)\s|\s{0,3}\[\^[^\]]+\]:|\s{0,3}:\s")
_REFERENCE = re.compile(r"[ ]{0,3}\[[^\^\]][^\]]*\]:[ \t]*\S")
_ABBREVIATION = re.compile(r"[ ]{0,3}\*\[[^\]]+\]:")
_FENCE = re.compile(r"(?P<lead>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_ADMONITION = re.compile(
    r"(?P<lead>\s*)(?P<mark>!!!|\?\?\?\+?)[ \t]*(?P<kind>[\w-]+(?:[ ]+[\w-]+)*)?"
    r"(?:[ ]+\"(?P<title>.*?)\")?[ \t]*"
)
_TAB = re.compile(r"(?P<lead>\s*)===[!+]*[ \t]+(?P<quote>[\"'])(?P<title>.*?)(?P=quote)[ \t]*")
_BLOCK = re.compile(r"(?P<mark>/{3,})[ \t]*(?P<name>[\w-]+)[ \t]*(?:\|[ \t]*(?P<title>.*?))?[ \t]*")
_OPTION = re.compile(r"[ ]{4}(?P<name>[\w-]+):[ ]*(?P<value>.*)")
_LIST_OF_CONTENTS = re.compile(r"[ ]{0,3}\[TOC\][ \t]*")
_SHEBANG = re.compile(r"(?:#!|:{3})(?P<language>[\w+#.-]+)(?P<options>.*)")
_IN_LINE_SHEBANG = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)[ ]?(?:#!|:::)[\w+#.-]+[ ]")
# Attributes stand behind a span, at the end of a line, or on a line of their own.
_ATTRIBUTES = r"\{:?[ ]*(?:[.#][\w:.-]+|[\w:-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s}]+)|[ ]+)+[ ]*\}"
_OF_SPAN = re.compile(rf"(?:(?<=[)\]*_`>])|\A){_ATTRIBUTES}|(?:(?<=[)\]*_`>])|\A)\{{:[^}}\n]*\}}")
# What may be an attribute by its place alone: behind a link, emphasis or code.
_OF_ELEMENT = re.compile(
    r"(?P<before>(?<![\w\\*_])(?P<mark>[*_]{1,3})(?=[^\s*_])[^\n*_]{0,300}(?<=[^\s\\*_])(?P=mark)"
    r"|\]\([^()\s]*(?:[ ]\"[^\"\n]*\")?\)|(?<![\s\S]))"
    r"(?P<all>\{:?[ ]*[^}\n ][^}\n]*\})"
)
_OF_HEADING = re.compile(rf"^(?P<head>[ \t>]*#{{1,6}}[ ].*?)[ ]*(?P<all>{_ATTRIBUTES})[ ]*#*$")
_CLOSE_HEADING = re.compile(r"^(#{1,6})(?=[^#\s])")
_OF_BLOCK = re.compile(rf"[ \t>]*(?:{_ATTRIBUTES}|\{{:[^}}\n]*\}})[ \t]*")
# Words of the paragraph that is above: attributes before them are words too.
_WORDS = re.compile(r"[ ]{0,3}(?![#>|<=:{]|`{3}|~{3}|!!!|\?{3}|[*+-]\s|\d+\.\s)\S")
_OF_CELL = re.compile(rf"[ ]+{_ATTRIBUTES}(?=[ ]*\|)")
_ID = re.compile(r"#([\w:.-]+)")
_HTML = "div|section|article|aside|figure|figcaption|details|summary|main|nav|center|header|footer"
_MARKDOWN_IN_HTML = re.compile(
    rf"^[ ]{{0,3}}<(?P<name>{_HTML})\b(?P<all>[^>]*?)"
    r"\bmarkdown(?:=[\"']?\w+[\"']?)?(?P<rest>[^>]*)>",
    re.IGNORECASE,
)
_END_OF_HTML = re.compile(rf"[ ]{{0,3}}</(?:{_HTML})>", re.IGNORECASE)
_ICON = re.compile(
    rf"(?P<icon>:(?:material|fontawesome|octicons|simple)-[\w-]+:)(?:{_ATTRIBUTES})?"
)
_EMOJI = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]+:(?![\w:])")
_KEYS = re.compile(
    r"(?<![+\\])\+\+(?P<keys>(?:[\w-]+|\"[^\"\n]+\")(?:\+(?:[\w-]+|\"[^\"\n]+\"))*)\+\+(?!\+)"
)
_CRITIC = re.compile(
    r"\{\+\+(?P<added>.*?)\+\+\}|\{--(?P<gone>.*?)--\}|\{~~(?P<old>.*?)~>(?P<new>.*?)~~\}"
    r"|\{==(?P<marked>.*?)==\}|\{>>(?P<comment>.*?)<<\}",
    re.DOTALL,
)
_SPANS = {
    "pymdownx.mark": (re.compile(r"(?<!=)==(?![\s=])([^\n]+?)(?<![\s=])==(?!=)"), "", "marked"),
    "pymdownx.caret": (re.compile(r"\^\^(?![\s^])([^\n]+?)(?<![\s^])\^\^"), "", "underlined"),
    "pymdownx.caret ": (re.compile(r"(?<![\^\[])\^(?![\s^])([^\s^]+?)\^(?!\^)"), "sup", ""),
    "pymdownx.tilde": (re.compile(r"(?<!~)~(?![\s~])([^\s~]+?)~(?!~)"), "sub", ""),
}
_FORMULA = re.compile(
    r"(?<!\\)\\\((?P<inline>[^\n]{1,500}?)\\\)|^(?P<lead>[ >]*)\\\[(?P<block>.{1,2000}?)\\\]",
    re.DOTALL | re.MULTILINE,
)
_SNIPPET = re.compile(r"(?P<lead>[ \t]*)(?P<escape>;*)-{1,}8<-{1,}(?:[ \t]+(?P<paths>\S.*))?")


def plain(text: str, notes: Notes, extensions: Collection[str]) -> str:
    """Give Markdown without what only the extensions know; what is lost on the way has a note.

    Args:
        text: the Markdown of a page.
        notes: takes what is lost.
        extensions: their names, without that of Python-Markdown's own package.
    """
    return _Reader(notes, frozenset(extensions)).run(text)


def kinds(options: Mapping[str, object]) -> Iterator[str]:
    """Give the kinds of blocks that a site made, as its extensions are named: with a space between.

    Args:
        options: those of the extensions, by their names.
    """
    for name in (f"{_BLOCKS}admonition", f"{_BLOCKS}details"):
        own = options.get(name)
        listed = own.get("types") if isinstance(own, dict) else None
        for kind in listed if isinstance(listed, list) else []:
            yield f"{name} {kind.get('name') if isinstance(kind, dict) else kind}"


def with_snippets(text: str, read: Callable[[str], str | None], notes: Notes) -> str:
    """Put in what a text takes from other files, in code as well.

    Args:
        text: the Markdown of a page.
        read: gives the text of a file, or None where it is not there.
        notes: takes what is not there.
    """
    return "\n".join(_snippets(text.split("\n"), read, notes, ()))


def _snippets(
    lines: list[str], read: Callable[[str], str | None], notes: Notes, within: tuple[str, ...]
) -> Iterator[str]:
    is_block = False
    for line in lines:
        found = _SNIPPET.fullmatch(line)
        if found and found["escape"]:
            yield line.replace(";", "", 1)
        elif found and not found["paths"]:
            is_block = not is_block
        elif found or is_block:
            path = found["paths"] if found else line.strip()
            if not path or path.startswith(";"):
                continue
            name = path.strip().strip("\"'")
            inner = None if name in within else read(name)
            if inner is None:
                yield notes.mark(Kind.LOST, f"{name!r} was put in here, and is not in the export")
                continue
            lead = line[: len(line) - len(line.lstrip())]
            for own in _snippets(inner.split("\n"), read, notes, (*within, name)):
                yield lead + own if own else own
        else:
            yield line


def part_of(text: str, part: str) -> str | None:
    """Give the lines of a snippet that a part names: numbers, or the name of a section."""
    lines = text.split("\n")
    if not part:
        return text
    if re.fullmatch(r"[\d:,]*", part):
        found = []
        for span in part.split(","):
            first, _, last = span.partition(":")
            start = int(first or 1)
            end = int(last) if last else (len(lines) if ":" in span else start)
            found += lines[max(start - 1, 0) : end]
        return "\n".join(found)
    mark = re.compile(rf".*-+8<-+[ ]*\[[ ]*(?P<what>start|end)[ ]*:[ ]*{re.escape(part)}[ ]*\].*")
    places = [index for index, line in enumerate(lines) if mark.fullmatch(line)]
    if not places:
        return None
    end = places[1] if len(places) > 1 else len(lines)
    return "\n".join(lines[places[0] + 1 : end])


class _Reader:
    """Reads the Markdown of one page; used once."""

    def __init__(self, notes: Notes, extensions: frozenset[str]) -> None:
        self.notes = notes
        self.extensions = extensions | (EXTRA if {"extra", "pymdownx.extra"} & extensions else {""})
        self.said: set[str] = set()

    def has(self, *names: str) -> bool:
        """Tell whether the site has one of some extensions."""
        return bool(self.extensions.intersection(names))

    def run(self, text: str) -> str:
        text = "\n".join(self._blocks(text.expandtabs(_INDENT).split("\n")))
        if self.has("abbr"):
            text = kramdown.without_abbreviations(text, self.notes)
        if self.has("pymdownx.inlinehilite"):
            text = _IN_LINE_SHEBANG.sub(lambda found: found["ticks"], text)
        # What code is before is behind something.
        text = f"\n{text}"
        for pattern, replace in self._spans():
            text = tags.outside_code(text, pattern, replace)
        return text[1:]

    def _note(self, message: str) -> str:
        """Say something once a page."""
        if message in self.said:
            return ""
        self.said.add(message)
        return self.notes.mark(Kind.CHANGED, message)

    def _blocks(self, lines: list[str]) -> Iterator[str]:
        """Give the lines of blocks as Markdown has them."""
        index = 0
        in_list = False
        is_after_blank = True
        while index < len(lines):
            line = lines[index]
            index += 1
            if not line.strip():
                is_after_blank = True
                yield line
                continue
            if fence := _FENCE.fullmatch(line):
                end = _end_of_fence(lines, index, fence)
                yield from self._fence(fence, lines[index:end])
                index = end
            elif (found := _ADMONITION.fullmatch(line)) and self._is_admonition(found):
                end, inner = _indented(lines, index, len(found["lead"]))
                yield from _led(self._admonition(found, inner), found["lead"])
                index = end
            elif (found := _TAB.fullmatch(line)) and self.has("pymdownx.tabbed"):
                end, inner = _indented(lines, index, len(found["lead"]))
                yield from _led(self._tab(found["title"], inner), found["lead"])
                index = end
            elif (found := _BLOCK.fullmatch(line)) and self._is_block(
                found["name"], found["title"]
            ):
                end = _end_of_block(lines, index, found["mark"])
                yield from self._block(found["name"], found["title"] or "", lines[index:end])
                index = end + 1
            elif is_after_blank and not in_list and line.startswith(" " * _INDENT):
                end, inner = _indented(lines, index - 1, 0)
                yield from self._indented_code(inner)
                index = end
            elif self._is_silent(
                line,
                above="" if is_after_blank else lines[index - 2],
                below="" if in_list else "".join(lines[index : index + 1]),
            ):
                found = _ID.search(line)
                # A line behind a table would be a row.
                if found and "|" not in lines[index - 2]:
                    yield anchors.place(found[1])
            else:
                is_item = _LIST.match(line) is not None
                goes_on = line.startswith(" ") or not is_after_blank or self._defines(line)
                in_list = is_item or (in_list and goes_on)
                yield from self._in_html(self._heading(line))
            is_after_blank = False

    def _defines(self, line: str) -> bool:
        """Tell whether a line explains something used elsewhere, and so ends no list."""
        return bool(_REFERENCE.match(line) or (self.has("abbr") and _ABBREVIATION.match(line)))

    def _is_silent(self, line: str, above: str, below: str) -> bool:
        """Tell whether a line says only how others look, or where the contents stand."""
        if _WORDS.match(below):
            return False
        if self.has("toc") and _LIST_OF_CONTENTS.fullmatch(line):
            return True
        # A heading ends with its line.
        is_of_block = self.has("attr_list") and _OF_BLOCK.fullmatch(line)
        return bool(above and not above.startswith("#") and is_of_block)

    def _in_html(self, line: str) -> list[str]:
        """Put what is Markdown within HTML apart from its tags."""
        if not self.has("md_in_html"):
            return [line]
        if found := _MARKDOWN_IN_HTML.match(line):
            tag = f"<{found['name']}{found['all']}{found['rest']}>"
            return ["", tag, "", line[found.end() :].strip()]
        return ["", line, ""] if _END_OF_HTML.match(line) else [line]

    def _heading(self, line: str) -> str:
        """Keep the id of a heading alone; it needs no space before its words."""
        line = _CLOSE_HEADING.sub(r"\1 ", line)
        found = _OF_HEADING.match(line) if self.has("attr_list") else None
        if not found:
            return line
        id_ = _ID.search(found["all"])
        return found["head"] + (f" {{#{id_[1]}}}" if id_ else "")

    def _is_admonition(self, found: re.Match[str]) -> bool:
        if found["mark"] == "!!!":
            return self.has("admonition") and found["kind"] is not None
        return self.has("pymdownx.details") and bool(found["kind"] or found["title"])

    def _admonition(self, found: re.Match[str], inner: list[str]) -> Iterator[str]:
        content = "\n".join(self._blocks(inner))
        kind = (found["kind"] or "note").split()[0]
        if found["mark"] != "!!!":
            content = self._note("what could be folded is open now") + content
        yield from admonitions.quotation(kind, found["title"], content).split("\n")

    def _tab(self, title: str, inner: list[str]) -> Iterator[str]:
        mark = self._note("tabs stand one below the other now")
        yield from ["", f"{mark}**{title.strip()}**", "", *self._blocks(inner), ""]

    def _is_block(self, name: str, title: str | None) -> bool:
        """Tell whether a block of a name is one, by the kinds that the site has."""
        if name == "tab" and not title:
            return False
        if name in _CAPTIONS:
            return self.has(f"{_BLOCKS}caption")
        if name in _ADMONITIONS and self.has(f"{_BLOCKS}admonition"):
            return True
        return self.has(
            f"{_BLOCKS}{name}", f"{_BLOCKS}admonition {name}", f"{_BLOCKS}details {name}"
        )

    def _block(self, name: str, title: str, inner: list[str]) -> Iterator[str]:
        """Give a block between slashes, whose options stand indented at its start."""
        options = {}
        while inner and (option := _OPTION.fullmatch(inner[0])):
            options[option["name"]] = option["value"].strip("\"' ")
            inner = inner[1:]
        if name == "tab":
            yield from self._tab(title, inner)
        elif name in {"html", "caption", "figure-caption", "table-caption"}:
            yield from ["", *self._blocks(inner), ""]
        else:
            kind = options.get("type") or ("note" if name in {"admonition", "details"} else name)
            content = "\n".join(self._blocks(inner))
            # Of a kind of several words the title is made.
            title = title or ("" if "-" not in kind else kind.replace("-", " ").title())
            if name == "details" or self.has(f"{_BLOCKS}details {name}"):
                content = self._note("what could be folded is open now") + content
            yield from admonitions.quotation(kind, title or None, content).split("\n")

    def _fence(self, fence: re.Match[str], inner: list[str]) -> Iterator[str]:
        """Give a block of code with its language alone behind the fence; a title goes above."""
        info = fence["info"].strip()
        title = re.search(r"\btitle=(?:\"([^\"]*)\"|'([^']*)')", info)
        plain_info = re.sub(r"\btitle=(?:\"[^\"]*\"|'[^']*')", "", info.strip("{} "))
        words = plain_info.split()
        language = ""
        if words and "=" not in words[0]:
            language = words.pop(0).lstrip(".")
        # What only colored the code has nothing to say.
        rest = [word for word in words if not word.startswith((".", "#", "linenums", "hl_lines"))]
        if title:
            yield from [f"{fence['lead']}{tags.code_span(title[1] or title[2])}", fence["lead"]]
        yield fence["lead"] + fence["fence"] + " ".join([language, *rest]).rstrip()
        yield from inner

    def _indented_code(self, inner: list[str]) -> Iterator[str]:
        """Give indented code between fences: what is in it is no Markdown."""
        while inner and not inner[-1].strip():
            inner = inner[:-1]
        language = ""
        if self.has("codehilite", "pymdownx.highlight") and (
            found := _SHEBANG.fullmatch(inner[0].strip())
        ):
            language = found["language"]
            inner = inner[1:]
        yield from [*tags.code_block("\n".join(inner), language).strip("\n").split("\n"), ""]

    def _spans(self) -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
        if self.has("attr_list"):
            yield _OF_ELEMENT, lambda found: found["before"] + kramdown.place(found)
            yield _OF_SPAN, kramdown.place
            yield _OF_CELL, kramdown.place
        if self.has("pymdownx.emoji"):
            yield _ICON, self._icon
            yield _EMOJI, self._emoji
        if self.has("pymdownx.critic"):
            yield _CRITIC, self._critic
        if self.has("pymdownx.keys"):
            yield _KEYS, _keys
        for name, (pattern, tag, what) in _SPANS.items():
            if self.has(name.strip()):
                yield pattern, self._span(tag, what)
        if self.has("pymdownx.arithmatex"):
            yield _FORMULA, _formula

    def _span(self, tag: str, what: str) -> Callable[[re.Match[str]], str]:
        def replace(found: re.Match[str]) -> str:
            if tag:
                return f"<{tag}>{found[1]}</{tag}>"
            return self.notes.mark(Kind.CHANGED, f"what was {what} is plain text") + found[1]

        return replace

    def _icon(self, found: re.Match[str]) -> str:
        return self._note(f"the icon {found['icon']} is left out")

    def _emoji(self, found: re.Match[str]) -> str:
        return self._note(f"{found[0]} was an emoji: it stands as text") + found[0]

    def _critic(self, found: re.Match[str]) -> str:
        parts = found.groupdict()
        if parts["comment"] is not None:
            return self.notes.mark(Kind.HIDDEN, "a comment is left out")
        mark = self.notes.mark(Kind.CHANGED, "what was added, taken out or marked is plain text")
        changed = [parts["old"], parts["new"]] if parts["old"] is not None else []
        return mark + " ".join(
            [*changed, *filter(None, (parts["added"], parts["gone"], parts["marked"]))]
        )


def _keys(found: re.Match[str]) -> str:
    keys = re.findall(r"\"[^\"]+\"|[\w-]+", found["keys"])
    names = [
        key.strip('"') if key.startswith('"') else key.replace("-", " ").title() for key in keys
    ]
    return "+".join(tags.code_span(name) for name in names)


def _formula(found: re.Match[str]) -> str:
    text = found["inline"] or found["block"]
    return (found["lead"] or "") + kramdown.FORMULA.format(text.strip())


def _led(lines: Iterator[str], lead: str) -> Iterator[str]:
    return (lead + line if line else line for line in lines)


def _indented(lines: list[str], start: int, column: int) -> tuple[int, list[str]]:
    """Give where lines end that are indented below a column, and the lines without it."""
    depth = column + _INDENT
    end = start
    for index in range(start, len(lines)):
        line = lines[index]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) < depth:
                break
            end = index + 1
    return end, [line[depth:] for line in lines[start:end]]


def _end_of_fence(lines: list[str], start: int, fence: re.Match[str]) -> int:
    """Give the line behind the end of a fence; its own, where nothing ends it."""
    for index in range(start, len(lines)):
        found = _FENCE.fullmatch(lines[index])
        if found and found["fence"].startswith(fence["fence"]) and not found["info"].strip():
            return index + 1
    return len(lines)


def _end_of_block(lines: list[str], start: int, mark: str) -> int:
    """Give the line that ends a block; what is in code ends none."""
    index = start
    while index < len(lines) and lines[index].rstrip() != mark:
        fence = _FENCE.fullmatch(lines[index])
        index = _end_of_fence(lines, index + 1, fence) if fence else index + 1
    return index
