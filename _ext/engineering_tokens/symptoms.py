"""The directive `symptoms`: the tables of failures of all guides on one page.

Part of the site and not of the package. The body names the guides' documents, as globs. A table of
failures is one whose first column is called "What you see"; its guide's runbook is the section
that is called so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.matching import patfilter
from sphinx.util.nodes import make_refnode
from sphinx_series_base.digest import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_SEEN, _SIGN, _ACTION = "What you see", "Signal that tells it apart", "Mitigation"
_HEADS = (_SEEN, "What tells it apart", "First action", "Then")
_WIDTHS = (27, 33, 28, 12)


class symptoms_placeholder(nodes.General, nodes.Element):  # noqa: N801
    """Stands for the tables until every page is read."""


class Symptoms(SphinxDirective):
    """Show what the guides say of failures."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, and note that the page shows what others say."""
        patterns = [line.strip() for line in self.content if line.strip()]
        _pages(self.env)[self.env.docname] = patterns
        return [symptoms_placeholder(patterns=patterns)]


def _pages(env: BuildEnvironment) -> dict[str, list[str]]:
    """Give the pages that show tables of others, with the patterns of those."""
    if not hasattr(env, "symptoms_pages"):
        env.symptoms_pages = {}  # type: ignore[attr-defined]
    return env.symptoms_pages  # type: ignore[attr-defined, no-any-return]


def _guides(env: BuildEnvironment, patterns: Sequence[str]) -> list[str]:
    """Give the guides in the order of the site."""
    found = {name for pattern in patterns for name in patfilter(env.all_docs, pattern)}
    order = {name: place for place, name in enumerate(_reading_order(env, env.config.root_doc))}
    return sorted(found, key=lambda name: (order.get(name, len(order)), name))


def _reading_order(env: BuildEnvironment, docname: str) -> Iterator[str]:
    yield docname
    for child in env.toctree_includes.get(docname, ()):
        yield from _reading_order(env, child)


class ShowSymptoms(SphinxPostTransform):
    """Put the tables in, before what they refer to is resolved."""

    default_priority = 3

    def run(self, **_kwargs: object) -> None:
        """Replace the placeholders of a document."""
        for placeholder in list(self.document.findall(symptoms_placeholder)):
            shown: list[nodes.Node] = []
            for guide in _guides(self.env, placeholder["patterns"]):
                shown += self._guide(guide)
            placeholder.replace_self(shown)

    def _guide(self, guide: str) -> Iterator[nodes.Node]:
        """Show one guide: its title, and for browsers its table."""
        document = self.env.get_doctree(guide)
        rows = [row for table in document.findall(nodes.table) for row in _failures(table)]
        if not rows:
            return
        title = self.env.titles[guide].astext()
        anchor = _anchor(document, "Failure analysis")
        heading = nodes.rubric("", "", self._link(guide, anchor, title), classes=["symptoms-guide"])
        yield heading
        if self.app.builder.format == "html" and self.app.builder.name != "epub":
            runbook = _anchor(document, "Runbook") or anchor
            then = self._link(guide, runbook, "Runbook", f"Runbook of: {title}")
            yield _table([[*map(_cell, row), _entry(then.deepcopy())] for row in rows])

    def _link(self, guide: str, anchor: str, text: str, title: str = "") -> nodes.reference:
        here = self.env.docname
        return make_refnode(self.app.builder, here, guide, anchor, nodes.Text(text), title or None)


def _failures(table: nodes.table) -> Iterator[list[nodes.entry]]:
    """Yield what a table of failures says: symptom, sign and action."""
    first, *rows = ([*row.findall(nodes.entry)] for row in table.findall(nodes.row))
    heads = [entry.astext() for entry in first]
    if heads[:1] == [_SEEN] and {_SIGN, _ACTION} <= {*heads}:
        wanted = [heads.index(name) for name in (_SEEN, _SIGN, _ACTION)]
        yield from ([row[index] for index in wanted] for row in rows)


def _anchor(document: nodes.document, title: str) -> str:
    """Find the section whose title begins so."""
    for section in document.findall(nodes.section):
        if section[0].astext().casefold().startswith(title.casefold()):
            return str(section["ids"][0])
    return ""


def _cell(entry: nodes.entry) -> nodes.entry:
    """Copy a cell; its footnotes are on its own page and stay there."""
    cell = entry.deepcopy()
    for note in list(cell.findall(nodes.footnote_reference)):
        note.parent.remove(note)
    for reference in cell.findall(pending_xref):
        reference["ids"] = []
    return cell


def _entry(reference: nodes.reference) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", reference))


def _table(rows: Sequence[Sequence[nodes.entry]]) -> nodes.table:
    group = nodes.tgroup(cols=len(_HEADS))
    group += [nodes.colspec(colwidth=width) for width in _WIDTHS]
    heads = [nodes.entry("", nodes.paragraph("", name)) for name in _HEADS]
    group += nodes.thead("", nodes.row("", *heads))
    group += nodes.tbody("", *(nodes.row("", *row) for row in rows))
    return nodes.table("", group, classes=["symptoms", "colwidths-given"])


def updated(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages whose guides, or the values in them, are not what they were."""
    kept: dict[str, str] = getattr(env, "symptoms_digests", {})
    views: dict[str, Any] = env.domains["worksheet"].views  # type: ignore[attr-defined]
    digests = {
        page: digest(
            repr([(name, env.all_docs[name], views.get(name)) for name in _guides(env, patterns)])
        )
        for page, patterns in _pages(env).items()
    }
    env.symptoms_digests = digests  # type: ignore[attr-defined]
    return [page for page, found in digests.items() if kept.get(page) != found]


def forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what a page asked for."""
    _pages(env).pop(docname, None)


def merge(
    _app: Sphinx, env: BuildEnvironment, docnames: AbstractSet[str], other: BuildEnvironment
) -> None:
    """Take over what a worker noted."""
    _pages(env).update((name, found) for name, found in _pages(other).items() if name in docnames)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, and what keeps its pages current."""
    app.add_node(symptoms_placeholder)
    app.add_directive("symptoms", Symptoms)
    app.add_post_transform(ShowSymptoms)
    app.connect("env-get-updated", updated)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
