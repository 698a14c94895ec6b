"""Admonitions: quotations that say what kind they are, on their way through Markdown and HTML."""

from __future__ import annotations

import re

from .model import without_marks

_MARK = re.compile("\ue008(?P<kind>[^\ue009]*)\ue009")
# Those that docutils has under a title of its own.
_KNOWN = frozenset({
    "attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning",
})  # fmt: skip
_LIKE = {
    "success": "tip", "check": "tip", "done": "tip", "question": "hint", "help": "hint",
    "faq": "hint", "failure": "warning", "fail": "warning", "missing": "warning", "bug": "error",
}  # fmt: skip


def quotation(kind: str, title: str | None, content: str) -> str:
    """Write an admonition as a quotation.

    Args:
        kind: what its old home calls it.
        title: its title, as Markdown; None for what its kind is called.
        content: its content, as Markdown.
    """
    lines = [mark(kind, title), "", *content.split("\n")]
    return "\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n"


def mark(kind: str, title: str | None) -> str:
    """Write how the quotation begins that is an admonition."""
    name = re.sub(r"[^\w-]", "", kind.lower()) or "note"
    if title is None and name not in _KNOWN:
        title = name.capitalize()
    return f"\ue008{name}\ue009{' '.join((title or '').split())}"


def kind_of(text: str) -> tuple[str, str] | None:
    """Give the kind of an admonition that begins with a text, and its title; None for none."""
    found = _MARK.match(text)
    return (found["kind"], text[found.end() :]) if found else None


def directive(kind: str, title: str, content: str) -> str:
    """Write the directive of an admonition."""
    if not without_marks(content).strip():
        return f"**{title or kind.capitalize()}**{content.strip()}"
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    if title or kind not in _KNOWN:
        class_ = kind if kind in _KNOWN else _LIKE.get(kind, "note")
        head = f"{{admonition}} {title or kind.capitalize()}\n:class: {class_}\n"
    else:
        head = f"{{{kind}}}"
    return f"{fence}{head}\n{content}\n{fence}"
