"""Placeholders become ordinary nodes: the same for every builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.transforms.post_transforms import SphinxPostTransform

from . import render
from .nodes import (
    worksheet_placeholder,
    worksheet_value_placeholder,
    worksheets_placeholder,
)

if TYPE_CHECKING:
    from .domain import WorksheetDomain


class ShowWorksheets(SphinxPostTransform):
    """Put what a page's View holds into its document, before references are resolved."""

    default_priority = 4

    def run(self, **_kwargs: object) -> None:
        """Apply the transform to one document, or to a book of many."""
        domain: WorksheetDomain = self.env.domains["worksheet"]  # type: ignore[assignment]
        for placeholder in list(self.document.findall(worksheet_placeholder)):
            view = domain.views[placeholder["docname"]].worksheets[placeholder["slot"]]
            placeholder.replace_self(render.worksheet(view) if view else [])
        for place in list(self.document.findall(worksheets_placeholder)):
            place.replace_self(render.listed(domain.views[place["docname"]].listed))
        for mark in list(self.document.findall(worksheet_value_placeholder)):
            value = domain.views[mark["docname"]].values[mark["slot"]]
            mark.replace_self(render.value(value))
