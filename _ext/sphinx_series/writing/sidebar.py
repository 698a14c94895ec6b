"""The sidebar of HTML pages, which is bounded with Furo, and their style sheets.

A project without posts, series and topics keeps the pages that it has without the extension.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from sphinx_design.extension import STATIC_DIR

from sphinx_series.core.formats.markup import text_of
from sphinx_series.domain import series_domain
from sphinx_series.locale import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_series.core.view import Item, Section

# Furo's sidebar, and the template that takes its place.
_FURO_NAVIGATION = "sidebar/navigation.html"
_NAVIGATION = "series_navigation.html"

# Cards are those of sphinx-design, of which nothing else is taken: its directives and what it
# changes in pages are there if the project asks for them.
_DESIGN = "sphinx-design.min.css"
OWN_STYLE = "sphinx_series.css"

_ARROW = '<span class="icon"><svg><use href="#svg-arrow-right"></use></svg></span>'


def design_sheet() -> Path:
    """Give the style sheet of sphinx-design."""
    return STATIC_DIR / _DESIGN


def add_styles(app: Sphinx, env: BuildEnvironment) -> None:
    """When it is known whether there is anything to show: have pages load the style sheets."""
    domain = series_domain(env)
    if domain.is_used:
        # Where the project has sphinx-design, its sheet stands in its own place among others.
        for name in (_DESIGN, OWN_STYLE):
            app.add_css_file(name)


def is_bounded(app: Sphinx) -> bool:
    """Tell whether pages show the bounded sidebar in place of the theme's."""
    domain = series_domain(app.env)
    return domain.is_used and domain.options.navigation and "furo" in app.extensions


def keep_theme_from_tree(
    app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """Before the theme looks: the tree of the whole site is never made."""
    if is_bounded(app):
        context["toctree"] = lambda **_options: ""


def show_navigation(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """After the theme has looked: the page's own sidebar, for whoever asks for the tree."""
    if not is_bounded(app):
        return
    domain = series_domain(app.env)
    view = domain.views.get(pagename)
    # A page that no document is may bring them.
    others = context.get("series_sections", domain.navigation.closed)
    sidebar = _Sidebar(app, pagename, context["pathto"])
    shown = "".join(sidebar.sections(view.navigation if view else others))
    context["toctree"] = lambda **_options: shown
    context["series_navigation"] = shown
    context["sidebars"] = [
        _NAVIGATION if name == _FURO_NAVIGATION else name for name in context.get("sidebars") or ()
    ]


class _Sidebar:
    """Renders the sidebar of one page as Furo does: a branch unfolds by a checkbox, no script."""

    def __init__(self, app: Sphinx, pagename: str, uri: Callable[[str], str]) -> None:
        self.pagename = pagename
        self.uri = uri  # the page's own: on one for lost addresses, links may be absolute
        self.known = app.env.all_docs
        self.numbers = series_domain(app.env).catalogue.homes
        self.switches = 0

    def sections(self, sections: tuple[Section, ...]) -> Iterator[str]:
        for section in sections:
            if section.caption:
                caption = escape(section.caption)
                text = f'<span class="caption-text">{caption}</span>'
                yield f'<p class="caption" role="heading" aria-level="2">{text}</p>'
            yield from self._list(section.items, 1)

    def _list(self, items: tuple[Item, ...], level: int) -> Iterator[str]:
        yield '<ul class="current">' if any(item.is_open for item in items) else "<ul>"
        for item in items:
            yield from self._item(item, level)
        yield "</ul>"

    def _item(self, item: Item, level: int) -> Iterator[str]:
        marks = {
            "current": item.is_open,
            "has-children": bool(item.items),
            "current-page": item.is_current,
        }
        classes = " ".join([f"toctree-l{level}", *(name for name, is_on in marks.items() if is_on)])
        is_part = item.target in self.numbers and not item.is_rest
        part = f' data-part="{self.numbers[item.target][1]}"' if is_part else ""
        yield f'<li class="{classes}"{part}>{self._link(item)}'
        if item.items:
            yield self._switch(item)
            yield from self._list(item.items, level + 1)
        yield "</li>"

    def _link(self, item: Item) -> str:
        if item.target not in self.known:
            return f'<a class="reference external" href="{escape(item.target)}">{item.title}</a>'
        current = "current " if item.is_open else ""
        is_here = item.is_current and item.target == self.pagename
        href = "#" if is_here else escape(self.uri(item.target))
        mark = ' aria-current="page"' if is_here else ""
        title = escape(_("All parts")) if item.is_rest else item.title
        return f'<a class="{current}reference internal"{mark} href="{href}">{title}</a>'

    def _switch(self, item: Item) -> str:
        self.switches += 1
        name = f"toctree-checkbox-{self.switches}"
        label = escape(_("Toggle navigation of {title}").format(title=text_of(item.title)))
        return (
            f'<input aria-label="{label}" checked="" class="toctree-checkbox" id="{name}" '
            f'name="{name}" role="switch" type="checkbox"/><label for="{name}">{_ARROW}</label>'
        )
