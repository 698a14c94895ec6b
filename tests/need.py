"""Programs that some tests need: where one is missing the test is skipped, with how to get it."""

from __future__ import annotations

import shutil

import pytest


def need(program: str, package: str) -> str:
    """Give the path of a program, or skip the test and say how to get it."""
    path = shutil.which(program)
    if path:
        return path
    pytest.skip(f"{program} is not here: `apt-get install {package}` brings it")
