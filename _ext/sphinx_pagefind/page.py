"""The search page: a form, a place for results, and the pages that list everything."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from sphinx.util.osutil import relative_uri

from . import config
from .config import SECTION, SITE
from .indexing import FOLDER
from .locale import _
from .model import Choice, Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from .indexing import Indexing

_NAME = "search"
_TEMPLATE = "sphinx_pagefind.html"
_NO_INDEX = '<meta name="robots" content="noindex" />'
_EVERYWHERE = "sphinx_pagefind_everywhere.js"
_SCRIPT, _STYLE = "sphinx_pagefind.js", "sphinx_pagefind.css"


class SearchPage:
    """Makes the search page of one application."""

    def __init__(self, indexing: Indexing) -> None:
        self.indexing = indexing

    def pages(self, app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Give the page; the theme's template of any page shows its body."""
        if self.indexing.is_on:
            body = app.builder.templates.render(_TEMPLATE, self._context(app))
            yield _NAME, {"title": _("Search"), "body": body, "metatags": _NO_INDEX}, "page.html"

    def _context(self, app: Sphinx) -> dict[str, Any]:
        builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
        here = builder.get_target_uri(_NAME)
        merged = config.merged(app.config)
        own = [self._section_choice(), _site_choice(app, merged)]
        choices = chain(*app.emit("pagefind-choices"), own)
        words = _words()
        return {
            "pagefind": relative_uri(here, f"{FOLDER}/pagefind.js"),
            "choices": [choice for choice in choices if choice.options],
            "words": words,
            "words_as_json": json.dumps(words),
            "merged_as_json": json.dumps(
                [
                    {"site": site, "base": base, "bundle": f"{base}{FOLDER}/"}
                    for site, base in merged.items()
                ]
            ),
            "synonyms_as_json": json.dumps(config.synonyms(app.config)),
            "uri": lambda docname: builder.get_relative_uri(_NAME, docname),
        }

    def _section_choice(self) -> Choice:
        titles = self.indexing.sections.titles
        options = tuple(Option(value=title, title=title) for title in titles)
        return Choice(name=SECTION, label=_("Section"), options=options)

    def offer(
        self, _app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], *_: object
    ) -> None:
        """Let every page know of the search page."""
        if self.indexing.is_on:
            others = context["hasdoc"]
            context["hasdoc"] = lambda name: name == _NAME or others(name)

    def load(
        self, app: Sphinx, pagename: str, _template: str, context: dict[str, Any], *_: object
    ) -> None:
        """Have every page load what it needs to search."""
        if not self.indexing.is_on:
            return
        if pagename == _NAME:
            app.add_css_file(_STYLE)
            app.add_js_file(_SCRIPT, loading_method="defer")
        # The page's own way: on one for lost addresses, links may be absolute.
        search: dict[str, Any] = {"data-search": context["pathto"](_NAME)}
        app.add_js_file(_EVERYWHERE, loading_method="defer", **search)


def _site_choice(app: Sphinx, merged: Iterable[str]) -> Choice:
    """Give the filter of the sites that are searched; none where there is but one."""
    titles = [str(app.config.project), *merged]
    options = tuple(Option(value=title, title=title) for title in titles)
    return Choice(name=SITE, label=_("Site"), options=options if len(options) > 1 else ())


def _words() -> dict[str, str]:
    """Give what the page and its script say."""
    return {
        "search": _("Search"),
        "any": _("any"),
        "needs_script": _("Searching needs JavaScript."),
        "browse": _("Or browse"),
        "searching": _("Searching …"),
        "found": _("{count} found"),
        "nothing": _("Nothing found. Try fewer or other words, or another filter."),
        "instead": _("These are found:"),
        "more": _("Show more"),
        "failed": _("The search could not be loaded. It needs a web server: see the lists below."),
    }
