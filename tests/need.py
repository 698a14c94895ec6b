"""Programs that some tests need: where one is missing the test is skipped, with how to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest


def need(program: str, package: str) -> str:
    """Give the path of a program, or skip the test and say how to get it."""
    path = shutil.which(program)
    if path:
        return path
    pytest.skip(f"{program} is not here: `apt-get install {package}` brings it")


def need_python(module: str, package: str) -> str:
    """Give a Python that has a module, or skip the test and say how to get it.

    Generators that old blogs are built with may live apart, in the Python that `OLD_TOOLS` names.
    """
    for python in (sys.executable, os.environ.get("OLD_TOOLS", "")):
        found = python and subprocess.run(
            [python, "-c", f"import {module}"], capture_output=True, check=False
        )
        if found and found.returncode == 0:
            return python
    pytest.skip(f"{module} is not here: `pip install {package}` brings it")
