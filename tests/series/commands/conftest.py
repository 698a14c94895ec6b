"""What the tests of the commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from old_engines import Jekyll, PythonEngine

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def jekyll() -> Iterator[Jekyll]:
    """Jekyll, for all tests of a process."""
    engine = Jekyll()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def ablog() -> Iterator[PythonEngine]:
    """Sphinx with ABlog, for all tests of a process."""
    engine = PythonEngine("ablog")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def material() -> Iterator[PythonEngine]:
    """MkDocs with Material, for all tests of a process."""
    engine = PythonEngine("material")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def pelican() -> Iterator[PythonEngine]:
    """Pelican, for all tests of a process."""
    engine = PythonEngine("pelican")
    yield engine
    engine.close()
