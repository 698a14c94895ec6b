"""Python's garbage collector at the pace of a build.

A build makes millions of nodes that refer to each other and stay until their page is written. At
Python's own pace the collector looks at them a few hundred nodes apart, which takes a quarter of
the CPU time of a large build (`about/performance.md`). The pace is Python's own again afterwards.

When Python ends it collects once more, all that a build has left: seconds for what the system takes
back at once. That is left out.
"""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

# New objects between two collections, and collections between those of older objects.
PACE = (10_000, 20, 20)


class CollectorPace:
    """Slows the collector down from the configuration on until the build has finished."""

    def __init__(self) -> None:
        self.before = gc.get_threshold()
        atexit.unregister(gc.freeze)  # of an earlier application in this process
        atexit.register(gc.freeze)

    def slow_down(self, _app: Sphinx, _config: Config) -> None:
        """Set our pace, unless the collector is off or slower already."""
        self.before = gc.get_threshold()
        if 0 < self.before[0] < PACE[0]:
            gc.set_threshold(*PACE)

    def keep(self, _app: Sphinx) -> None:
        """Leave the loaded environment out of all collections: it stays for the whole build."""
        gc.freeze()

    def restore(self, _app: Sphinx, _exception: Exception | None) -> None:
        """Set the pace that was found, without a collection of everything at that moment."""
        gc.freeze()  # which takes new objects for old ones, and counts anew
        gc.unfreeze()
        gc.set_threshold(*self.before)
