"""The blocks of the sidebar, for the templates that show them with any theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_series import blocks
from sphinx_series.domain import series_domain
from sphinx_series.locale import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx

    from sphinx_series.core.view import Block, BlockEntry

# Pages of no document that Sphinx writes at every build.
_WRITTEN_ALWAYS = ("genindex", "search")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line as templates show it."""

    title: str
    link: str
    number: int | None
    size: int | None


def show_blocks(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], *_rest: object
) -> None:
    """Give the templates what they show; on a page that could be out of date they show nothing."""
    domain = series_domain(app.env)
    view = domain.views.get(pagename)
    shown: Iterable[Block] = context.pop("series_shown_blocks", ())
    if view:
        shown = view.blocks
    elif pagename in _WRITTEN_ALWAYS:
        shown = map(domain.blocks.of, blocks.names_of(app, pagename))
    titles = {
        "recent": _("Recent posts"),
        "topics": _("Topics"),
        "cloud": _("Topics"),
        "years": _("Years"),
        "authors": _("Authors"),
    }
    given = {
        block.name: {
            "name": block.name,
            "title": titles[block.name],
            "lines": [_line(entry, context["pathto"]) for entry in block.entries],
        }
        for block in shown
    }
    if given:  # some builders write all of the context
        context["series_blocks"] = given


def _line(entry: BlockEntry, uri: Callable[[str], str]) -> _Line:
    link = entry.url or (uri(entry.pagename) if entry.pagename else "")
    if entry.anchor:
        link = f"{link.removesuffix('#')}#{entry.anchor}"
    return _Line(title=entry.title, link=link, number=entry.number, size=entry.size)
