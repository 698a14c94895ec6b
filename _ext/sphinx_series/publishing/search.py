"""Search: what is not found, and with `sphinx_pagefind`, where the project has it, how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_series.domain import series_domain
from sphinx_series.locale import _, date_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx_pagefind.model import Choice, Entry


_EXTENSION = "sphinx_pagefind"
_SERIES, _TOPIC = "series", "topic"

_LISTINGS = (
    ".series-position",
    ".series-also",
    ".series-outline",
    ".series-cards",
    ".series-list",
    ".series-compact",
    ".series-pages",
    ".series-related",
    ".topic-cards",
)


def keep_from_index(app: Sphinx, _document: nodes.document) -> None:
    """When an unlisted post was read, keep it from Sphinx's index, as an author's field does."""
    docname = app.env.current_document.docname
    post = series_domain(app.env).post_of_source(docname)
    if post and post.unlisted:
        app.env.metadata[docname]["nosearch"] = ""


def describe(app: Sphinx, entries: Mapping[str, Entry]) -> None:
    """Say of each post where it belongs, and hide the pages that list posts."""
    domain = series_domain(app.env)
    catalogue = domain.catalogue
    for docname, page in domain.pages.items():
        entries[docname].is_hidden |= bool(page.requests) and docname not in catalogue.posts
    for docname, entry in entries.items():
        place = catalogue.position(docname)
        if place:
            series, part = place
            text = _("Part {number} of {total}").format(number=part.number, total=len(series.parts))
            entry.facts += [text, series.title]
            # One of another project is no choice here.
            entry.filters |= {_SERIES: [series.id]} if series.id in catalogue.series else {}
    for topic in catalogue.topics.values():
        for docname in topic.posts:
            entries[docname].filters.setdefault(_TOPIC, []).append(topic.id)
    for docname, post in catalogue.posts.items():
        entries[docname].is_hidden |= post.unlisted
        entries[docname].facts.append(date_words(post.date, app.config))


def choices(app: Sphinx) -> list[Choice]:
    """Give the filters, with the pages that list the posts of each value."""
    from sphinx_pagefind.model import Choice, Option  # noqa: PLC0415 - only where it is there

    domain = series_domain(app.env)
    declared = (
        (_SERIES, _("Series"), domain.catalogue.series),
        (_TOPIC, _("Topic"), domain.catalogue.topics),
    )
    return [
        Choice(
            name=name,
            label=label,
            options=tuple(
                Option(value=owner.id, title=owner.title, docname=owner.docname)
                for owner in owners.values()
            ),
        )
        for name, label, owners in declared
    ]


def listings(_app: Sphinx) -> tuple[str, ...]:
    """Give selectors of what a page shows of posts; else one word would find all pages with it."""
    return _LISTINGS


def connect(app: Sphinx, _config: Config) -> None:
    """Connect when all extensions are known; the project may not have the search."""
    if _EXTENSION in app.extensions:
        app.connect("pagefind-ignore", listings)
        app.connect("pagefind-entries", describe)
        app.connect("pagefind-choices", choices)
