"""Copies of posts in Markdown, by the translator of sphinx-markdown-builder."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from sphinx_series.core.addresses import addresses
from sphinx_series.core.formats.markup import joined
from sphinx_series.core.model import State
from sphinx_series.domain import series_domain
from sphinx_series.nodes import series_navigation
from sphinx_series.output_paths import file_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def markdown(app: Sphinx, document: nodes.document, docname: str) -> str:
    """Give a post as Markdown with absolute links; ``""`` where no copy is wanted.

    The document is resolved: it holds what directives and roles have become.
    """
    domain = series_domain(app.env)
    base = addresses.base_of(app.config.html_baseurl)
    view = domain.views.get(docname)
    if not (domain.options.markdown and base and view and view.facts):
        return ""
    if view.state is not State.PUBLISHED or view.facts.is_unlisted:
        return ""
    # Only who wants copies needs the package.
    from .markdown_translator import PostTranslator  # noqa: PLC0415

    url = addresses.absolute(base, addresses.of_file(file_of(app, docname)))
    copy = _for_reading(app, document, base, url)
    translator = PostTranslator(copy, app.builder)
    copy.walkabout(translator)
    return str(translator.astext())


def _for_reading(app: Sphinx, document: nodes.document, base: str, url: str) -> nodes.document:
    """Copy a document without what leads to other posts, and with absolute links and images.

    Links within the page become text: there are no anchors in Markdown.
    """
    copy = document.deepcopy()
    for outline in list(copy.findall(series_navigation)):
        if "no-search" in outline["classes"]:
            outline.parent.remove(outline)
    for reference in list(copy.findall(nodes.reference)):
        target = reference.get("refuri", "#")
        if target.startswith("#"):
            # Not by `replace_self`, which stops where there is no child to take over ids.
            place = reference.parent.index(reference)
            reference.parent[place : place + 1] = reference.children
        else:
            reference["refuri"] = joined(url, target)
            reference["internal"] = False  # so that the translator takes it as it is
    for image in copy.findall(nodes.image):
        name = app.env.images.get(image["uri"], (None, ""))[1]
        if name:
            image["uri"] = posixpath.join(base, "_images", quote(name))
    return copy
