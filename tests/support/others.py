"""Catalogues of other projects, for tests to name what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builds import files

if TYPE_CHECKING:
    from builds import Build


def catalogue(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give a small catalogue."""
    post: dict[str, Any] = {
        "slug": "far", "title": "Far away", "address": "/far.html",
        "date": "2026-03-01T00:00:00+00:00", "updated": "2026-03-01T00:00:00+00:00",
        "description": "", "topics": [], "series": None, "part": None, "authors": [],
    }  # fmt: skip
    empty: dict[str, Any] = {
        key: [] for key in ("pages", "series", "topics", "authors", "redirects")
    }
    return {"version": 1, **empty, "posts": [{**post, **changes}]}


def same(built: Build) -> dict[str, bytes]:
    """Give all files but Sphinx's own index of words."""
    return {name: text for name, text in files(built.out).items() if name != "searchindex.js"}
