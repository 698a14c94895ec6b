"""Programs that some tests need: where one is missing the test is skipped, but never in CI."""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str, package: str) -> str:
    """Give the path of a program, or skip the test and say how to get it."""
    path = shutil.which(program)
    if path:
        return path
    reason = f"{program} is not here: `apt-get install {package}` brings it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
