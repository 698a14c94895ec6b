"""Python's garbage collector at the pace of a build.

A build makes millions of nodes that refer to each other and stay until their page is written. At
Python's own pace the collector looks at them a few hundred nodes apart, which takes a quarter of
the CPU time of a large build (`about/performance.md`). The pace is Python's own again afterwards.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

# New objects between two collections, and collections between those of older objects.
PACE = (10_000, 20, 20)


class Pace:
    """Slows the collector down from the configuration on until the build has finished."""

    def __init__(self) -> None:
        self.before = gc.get_threshold()

    def slow_down(self, _app: Sphinx, _config: Config) -> None:
        """Set our pace, unless the collector is off or slower already."""
        self.before = gc.get_threshold()
        if 0 < self.before[0] < PACE[0]:
            gc.set_threshold(*PACE)

    def restore(self, _app: Sphinx, _exception: Exception | None) -> None:
        """Set the pace that was found."""
        gc.set_threshold(*self.before)


def register(app: Sphinx) -> None:
    """Connect to the beginning and the end; the environment is loaded in between."""
    pace = Pace()
    app.connect("config-inited", pace.slow_down)
    app.connect("build-finished", pace.restore, priority=999)
