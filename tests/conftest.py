"""What all tests share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from browsing import launched
from builds import build_site
from hypothesis import HealthCheck, settings
from need import need

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

# The same examples at every run: a red test is then red for everyone.
settings.register_profile(
    "project", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("project")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no test be skipped in CI: what it needs is to be installed there.

    A test may still say, by `xfail`, what no machine of the project can run.
    """
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI"):
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site itself, as `make html` builds it."""
    return build_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def dirhtml_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with addresses that end in a slash."""
    return build_site(tmp_path_factory.mktemp("dirhtml"), builder="dirhtml")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a process, which can have but one."""
    with launched(need("chromium", "chromium")) as browser:
        yield browser
