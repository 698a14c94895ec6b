"""The sidebar of HTML pages, which is bounded, and their style sheets.

Themes make their sidebars of what `toctree` gives to templates. Here it gives the page's own tree.
A project without posts, series and topics keeps the pages that it has without the extension, unless
it asks for the bounded sidebar.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from sphinx_design.extension import STATIC_DIR

from sphinx_series.core.formats.markup import text_of
from sphinx_series.core.view import Item, Section
from sphinx_series.domain import series_domain
from sphinx_series.locale import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# What makes the trees of the PyData theme and of those that extend it, as the Book theme.
_PYDATA_TREE = "generate_toctree_html"

# Furo's sidebar, and the template that takes its place.
_FURO_NAVIGATION = "sidebar/navigation.html"
_NAVIGATION = "series_navigation.html"

# Cards are those of sphinx-design, of which nothing else is taken: its directives and what it
# changes in pages are there if the project asks for them.
_DESIGN = "sphinx-design.min.css"
OWN_STYLE = "sphinx_series.css"

_TAG = re.compile(r"(</?ul[^>]*>|<li>|</li>)")
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
    asked = domain.options.navigation
    return asked == "bounded" or (asked and domain.is_used and is_furo(app))


def is_furo(app: Sphinx) -> bool:
    """Tell whether the theme is Furo, or one that extends it."""
    return "furo" in app.extensions


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
    sections = view.navigation if view else others
    sidebar = (_FuroSidebar if is_furo(app) else _Sidebar)(app, pagename, context)

    def toctree(
        *,
        below: int = 0,
        maxdepth: int | str = 0,
        titles_only: bool = False,
        includehidden: bool = False,
        **_options: object,
    ) -> str:
        shown = _below(sections if includehidden else _visible(sections), below)
        return sidebar.html(shown, maxdepth=int(maxdepth or 0), has_headings=not titles_only)

    context["toctree"] = toctree
    if is_furo(app):
        context["series_navigation"] = toctree(titles_only=True, includehidden=True)
        context["sidebars"] = [
            _NAVIGATION if name == _FURO_NAVIGATION else name
            for name in context.get("sidebars") or ()
        ]
    if _PYDATA_TREE in context:
        _bound_pydata(context, sections)


def _visible(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Leave out what stands in hidden toctrees, as Sphinx does for a theme that wants it so."""
    found = (replace(section, items=_shown(section.items)) for section in sections)
    return tuple(section for section in found if section.items)


def _shown(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(replace(item, items=_shown(item.items)) for item in items if not item.is_hidden)


def _below(sections: tuple[Section, ...], depth: int) -> tuple[Section, ...]:
    """Give what is below the open branch at a depth; nothing where no branch is open."""
    for _level in range(depth):
        items = (item for section in sections for item in section.items)
        opened = next((item.items for item in items if item.is_open), ())
        sections = (Section(items=opened),) if opened else ()
    return sections


def _bound_pydata(context: dict[str, Any], sections: tuple[Section, ...]) -> None:
    """Have the theme make the trees below a part of the site from the page's own, too.

    Those that are not collapsed it would keep for other pages, which have others here.
    """
    theirs = context[_PYDATA_TREE]

    def tree(kind: str, startdepth: int = 1, show_nav_level: int = 1, **options: object) -> Any:  # noqa: ANN401 - the theme's
        options = {**options, "collapse": True, "below": startdepth}
        return theirs(kind, startdepth=0, show_nav_level=show_nav_level, **options)

    context[_PYDATA_TREE] = tree
    context["suppress_sidebar_toctree"] = lambda startdepth=1, **_: not _below(sections, startdepth)


class _Sidebar:
    """Renders the sidebar of one page as Sphinx does, of which scripts of themes make switches."""

    def __init__(self, app: Sphinx, pagename: str, context: Mapping[str, Any]) -> None:
        self.pagename = pagename
        # The page's own: on one for lost addresses, links may be absolute.
        self.uri: Callable[[str], str] = context["pathto"]
        self.outline: str = context.get("toc", "")
        self.known = app.env.all_docs
        self.numbers = series_domain(app.env).catalogue.homes

    def html(self, sections: tuple[Section, ...], *, maxdepth: int, has_headings: bool) -> str:
        """Render down to a depth, all where it is below 1; with the headings of the page or not."""
        self.maxdepth = maxdepth
        self.has_headings = has_headings
        return "".join(self._sections(sections))

    def _sections(self, sections: tuple[Section, ...]) -> Iterator[str]:
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
        classes = " ".join([f"toctree-l{level}", *self._marks(item)])
        is_part = item.target in self.numbers and not item.is_rest
        part = f' data-part="{self.numbers[item.target][1]}"' if is_part else ""
        yield f'<li class="{classes}"{part}>{self._link(item)}'
        if self.has_headings and self._is_here(item):
            yield from self._headings(level)
        if item.items and self._is_within(level + 1):
            yield self._switch(item)
            yield from self._list(item.items, level + 1)
        yield "</li>"

    def _marks(self, item: Item) -> Iterator[str]:
        if item.is_open:
            yield "current"

    def _is_here(self, item: Item) -> bool:
        return item.is_current and item.target == self.pagename

    def _is_within(self, level: int) -> bool:
        return self.maxdepth < 1 or level <= self.maxdepth

    def _link(self, item: Item) -> str:
        if item.target not in self.known:
            return f'<a class="reference external" href="{escape(item.target)}">{item.title}</a>'
        if self._is_here(item):
            marks = 'class="current reference internal" aria-current="page"'
            return f'<a {marks} href="#">{item.title}</a>'
        title = escape(_("All parts")) if item.is_rest else item.title
        return f'<a class="reference internal" href="{escape(self.uri(item.target))}">{title}</a>'

    def _headings(self, level: int) -> Iterator[str]:
        """Give the lists below the page's title in its table of contents, each at its level."""
        _title, _end, below = self.outline.partition("</a>")
        for piece in _TAG.split(below.rpartition("</li>")[0]):
            level += piece.startswith("<ul")
            if self._is_within(level):
                yield f'<li class="toctree-l{level}">' if piece == "<li>" else piece
            level -= piece == "</ul>"

    def _switch(self, _item: Item) -> str:
        return ""


class _FuroSidebar(_Sidebar):
    """Renders the sidebar of one page as Furo does: a branch unfolds by a checkbox, no script."""

    switches = 0

    def _marks(self, item: Item) -> Iterator[str]:
        yield from super()._marks(item)
        if item.items:
            yield "has-children"
        if item.is_current:
            yield "current-page"

    def _switch(self, item: Item) -> str:
        self.switches += 1
        name = f"toctree-checkbox-{self.switches}"
        label = escape(_("Toggle navigation of {title}").format(title=text_of(item.title)))
        return (
            f'<input aria-label="{label}" checked="" class="toctree-checkbox" id="{name}" '
            f'name="{name}" role="switch" type="checkbox"/><label for="{name}">{_ARROW}</label>'
        )
