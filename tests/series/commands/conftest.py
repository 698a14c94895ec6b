"""What the tests of the commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from old_engines import Jekyll

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def jekyll() -> Iterator[Jekyll]:
    """Jekyll, for all tests of a process."""
    engine = Jekyll()
    yield engine
    engine.close()
