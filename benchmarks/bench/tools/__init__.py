"""The tools that are compared."""

from __future__ import annotations

from .ablog import ABLOG
from .base import Build, Tool
from .hugo import HUGO
from .mkdocs import MKDOCS
from .sphinx import BASIC, FURO, OURS, OURS_WITH_PAGEFIND

__all__ = ["TOOLS", "Build", "Tool"]

TOOLS = {tool.name: tool for tool in (OURS, OURS_WITH_PAGEFIND, BASIC, FURO, ABLOG, MKDOCS, HUGO)}
