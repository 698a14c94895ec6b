"""Problems become Sphinx warnings, here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from .problems import NOWHERE, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .problems import Problem

_logger = logging.getLogger(__name__)


def warn(problems: Iterable[Problem], extension: str) -> None:
    """Show problems in order, each at its file and line, as ``EXTENSION.KIND``."""
    for problem in in_order(problems):
        place, kind = problem.place, problem.kind.value
        location = None if place == NOWHERE else f"{place.path}:{place.line}"
        _logger.warning("%s", problem.message, location=location, type=extension, subtype=kind)
