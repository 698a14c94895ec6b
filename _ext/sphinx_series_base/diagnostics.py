"""Problems become Sphinx warnings, here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from .problems import NOWHERE

if TYPE_CHECKING:
    from .problems import Problem

_logger = logging.getLogger(__name__)


def warn(problem: Problem, extension: str) -> None:
    """Show a problem at its file and line, as ``EXTENSION.KIND``."""
    place = problem.place
    location = None if place == NOWHERE else f"{place.path}:{place.line}"
    _logger.warning(
        "%s", problem.message, location=location, type=extension, subtype=problem.kind.value
    )
