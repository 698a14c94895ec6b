"""Problems become Sphinx warnings, here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from .core.problems import Problem

_logger = logging.getLogger(__name__)


def warn(problem: Problem) -> None:
    """Show a problem at its file and line, as ``worksheet.KIND``."""
    place = problem.place
    _logger.warning(
        "%s",
        problem.message,
        location=f"{place.path}:{place.line}",
        type="worksheet",
        subtype=problem.kind.value,
    )
