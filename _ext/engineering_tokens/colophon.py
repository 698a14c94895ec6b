"""Below a guide: when and against what it was checked, its source, and where to report a mistake.

Part of the site and not of the package. `html_context["repository"]` is the repository's address;
without it there is neither a source nor a place for reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx_series.domain import series_domain
from sphinx_series.locale import date_words
from sphinx_series.output_paths import NAMES

if TYPE_CHECKING:
    from datetime import datetime

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


def describe(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the template what stands below a page that is looked through again by some day."""
    has_feed = series_domain(app.env).options.feeds and app.config.html_baseurl
    context["feed"] = has_feed and app.builder.name in NAMES
    post = series_domain(app.env).catalogue.posts.get(pagename) if doctree else None
    if post is None or post.review_by is None:
        return
    repository = context.get("repository", "")
    path = app.env.doc2path(pagename, base=False).as_posix()
    context["colophon"] = {
        "verified": (context.get("meta") or {}).get("verified", ""),
        "checked": _day(post.updated, app.config),
        "again": _day(post.review_by, app.config),
        "source": repository and f"{repository}/blob/HEAD/{quote(path)}",
        "report": repository and f"{repository}/issues/new?title={quote(path, safe='')}",
    }


def _day(moment: datetime, config: Config) -> tuple[str, str]:
    """Give a day for programs and, as all days of the site are written, for people."""
    return f"{moment:%Y-%m-%d}", date_words(moment, config)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to each page."""
    app.setup_extension("sphinx_series")
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
