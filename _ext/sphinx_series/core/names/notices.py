"""The line on an old page, or on a redirect's, that says where a section is now.

A style sheet shows it only when it is what the address asks for, and a script leads on at once.
"""

from __future__ import annotations

from html import escape

CLASS = "series-moved"
"""What style sheet and script know the lines by."""


def moved(id_: str, text: str, title: str, url: str) -> str:
    """Give the line of a section that is elsewhere.

    Args:
        id_: the id by which others ask for it.
        text: what is said, with ``{link}`` in it.
        title: what is there now.
        url: where that is, from the page.
    """
    link = f'<a href="{escape(url)}">{escape(title)}</a>'
    before, _, after = text.partition("{link}")
    return _line(id_, f"{escape(before)}{link}{escape(after)}")


def gone(id_: str, text: str) -> str:
    """Give the line of a section that was removed on purpose."""
    return _line(id_, escape(text))


def _line(id_: str, content: str) -> str:
    return f'<p class="{CLASS}" id="{escape(id_)}">{content}</p>\n'
