"""What a term means stands on each page that links to it, and scripts show it beside the link.

Part of the site and not of the package. Links stay links; without a script nothing is shown.
"""

from __future__ import annotations

from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

GLOSSARY = "about/glossary"
_MARK = "#term-"


def definitions(env: BuildEnvironment) -> dict[str, str]:
    """Give the definition of each term of the glossary by its anchor."""
    if GLOSSARY not in env.all_docs:
        return {}
    items = env.get_doctree(GLOSSARY).findall(nodes.definition_list_item)
    return {
        anchor: item[-1].astext()
        for item in items
        for term in item.findall(nodes.term)
        for anchor in term["ids"]
    }


def read(_app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Read the glossary once a build; where it says something else all pages are written again."""
    found = definitions(env)
    env.glossary = found  # type: ignore[attr-defined]
    digest = blake2b(repr(found).encode()).hexdigest()
    is_new = getattr(env, "glossary_digest", "") != digest
    env.glossary_digest = digest  # type: ignore[attr-defined]
    return list(env.all_docs) if is_new else []


def place(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put the definitions of the terms of a page to its end."""
    if app.builder.name not in {"html", "dirhtml"} or docname == GLOSSARY:
        return
    used = dict.fromkeys(_anchors(document))
    found: dict[str, str] = app.env.glossary  # type: ignore[attr-defined]
    shown = "".join(
        f'<div popover="manual" class="preview no-search" id="preview-{anchor}">'
        f"{escape(found[anchor])}</div>\n"
        for anchor in used
        if anchor in found
    )
    if shown:
        document += nodes.raw("", shown, format="html")


def _anchors(document: nodes.document) -> Iterator[str]:
    for reference in document.findall(nodes.reference):
        _, mark, term = reference.get("refuri", "").partition(_MARK)
        if mark:
            yield f"{mark}{term}".removeprefix("#")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the reading of the glossary and to each page."""
    app.connect("env-get-updated", read)
    app.connect("doctree-resolved", place, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
