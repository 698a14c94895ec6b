"""References in what is made while pages are written, which nobody else resolves."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinx_series.core.model import Target
from sphinx_series.domain import link_elsewhere, series_domain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Node
    from sphinx.application import Sphinx


class Links:
    """Makes links of the references on one page; what they name exists.

    Args:
        app: the application.
        pagename: the page, by the name that Sphinx gives it.
    """

    def __init__(self, app: Sphinx, pagename: str) -> None:
        self.builder = app.builder
        self.pagename = pagename
        self.catalogue = series_domain(app.env).catalogue

    def resolve(self, made: Sequence[Node]) -> list[Node]:
        """Give the nodes with links in place of references."""
        whole = nodes.Element("", *made)
        for reference in list(whole.findall(addnodes.pending_xref)):
            reference.replace_self(self._link(reference))
        return whole.children

    def _link(self, reference: addnodes.pending_xref) -> Node:
        target = self._target(reference)
        if target.url:
            return link_elsewhere(target, reference[0])
        with suppress(NoUri):
            return make_refnode(
                self.builder, self.pagename, target.docname, target.anchor, reference[0]
            )
        return reference[0]

    def _target(self, reference: addnodes.pending_xref) -> Target:
        if reference["reftype"] == "doc":
            return Target(title="", docname=reference["reftarget"].removeprefix("/"))
        found = self.catalogue.target(reference["reftype"], reference["reftarget"])
        return found or Target(title="")
