"""What lists show of a post without a description: the beginning of its text."""

from __future__ import annotations

LENGTH = 200


def shortened(text: str, length: int = LENGTH) -> str:
    """Cut a text behind a word, so that it has at most so many characters, an ellipsis besides.

    Scripts that set no spaces, and texts of one long word, are cut behind a character.
    """
    if len(text) <= length:
        return text
    space = text.rfind(" ", length // 2, length + 1)
    kept = text[: length if space < 0 else space]
    return f"{kept.rstrip(' ,;:–—-')}…"
