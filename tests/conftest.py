"""What all tests share."""

from __future__ import annotations

import os
import pkgutil
import traceback
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING

import need
import pytest
import sharing
import sphinx_series.core
import sphinx_worksheet.core
from browsing import launched
from builds import build_site
from filelock import FileLock
from hypothesis import HealthCheck, Phase, settings
from sphinx_worksheet.core import units

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    Once = Callable[[str, Callable[[Path], object]], Path]

# The same examples at every run: a red test is then red for everyone.
settings.register_profile(
    "project", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", settings.get_profile("project"), max_examples=1000)
# Where nobody reads which example is the simplest.
settings.register_profile(
    "mutants", settings.get_profile("project"), phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("project")

# Where tests are that show which lines of the cores are run.
_TRACED = {
    "tests/series/core",
    "tests/series/publishing",
    "tests/series/reading",
    "tests/worksheet",
}

# What fixtures need, for all tests that use them.
_OF_FIXTURES = {"browser": "chromium", "jekyll": "jekyll"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the option of CI, where all that tests need is to be installed."""
    parser.addoption("--all", action="store_true", help="a test that cannot be run has failed")


def pytest_configure(config: pytest.Config) -> None:
    """Describe the markers."""
    config.addinivalue_line("markers", "needs(*programs): is run where these are; see need.py")
    config.addinivalue_line("markers", "long: is run by `make test-long` only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what fixtures need, and where lines are counted: a traced build takes twice as long."""
    for item in items:
        fixtures = _OF_FIXTURES.keys() & getattr(item, "fixturenames", ())
        for fixture in sorted(fixtures):
            item.add_marker(pytest.mark.needs(_OF_FIXTURES[fixture]))
        folder = item.path.relative_to(config.rootpath).parent.as_posix()
        if config.pluginmanager.hasplugin("_cov") and folder not in _TRACED:
            item.add_marker("no_cover")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run a test only where all that it needs is here, and note what is not."""
    names = [name for mark in item.iter_markers("needs") for name in mark.args]
    if lacking := [name for name in names if need.path_of(name) is None]:
        item.user_properties += [("lacking", name) for name in lacking]
        pytest.skip(f"needs {', '.join(lacking)}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no test be skipped where all are to run.

    A test may still say, by `xfail`, what no machine of the project can run.
    """
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.config.getoption("--all"):
        report.outcome = "failed"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was not run, and how to get what it needs."""
    lacking: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for report in terminalreporter.getreports("skipped"):
        names = [str(name) for key, name in report.user_properties if key == "lacking"]
        lacking.update(names)
        others.update([] if names else [str(report.longrepr[2])])
    for report in terminalreporter.getreports("xfailed"):
        others.update([report.wasxfail])
    if lacking or others:
        terminalreporter.section("not run")
        terminalreporter.line(need.table(lacking, others))


@pytest.fixture(scope="session", autouse=True)
def loaded() -> Iterator[None]:
    """Do what a process does once while lines are counted, whatever test comes first."""
    for core in (sphinx_series.core, sphinx_worksheet.core):
        for module in pkgutil.walk_packages(core.__path__, f"{core.__name__}."):
            import_module(module.name)
    units.lookup("s")
    with pytest.MonkeyPatch.context() as patch:
        sharing.begin(patch)
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a folder once for all processes of a run; tests only read it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, ended = shared / name, shared / f"{name}.ended"
        with FileLock(shared / f"{name}.lock"):
            if not ended.exists():
                ended.write_text(_failure(make, folder))
        if failure := ended.read_text():
            pytest.fail(failure, pytrace=False)
        return folder

    return made


def _failure(make: Callable[[Path], object], folder: Path) -> str:
    """Make a folder, and say what went wrong; each test that asks for it then fails at once."""
    try:
        make(folder)
    except Exception:  # noqa: BLE001 - whatever it is, the tests show it
        return traceback.format_exc()
    return ""


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    """The site itself, as `make html` builds it."""
    return once("site", build_site) / "html"


@pytest.fixture(scope="session")
def dirhtml_site(once: Once, site: Path) -> Path:
    """The site with addresses that end in a slash."""
    return once("dirhtml", lambda out: build_site(out, builder="dirhtml", read=site)) / "dirhtml"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a process, which can have but one."""
    with launched(need.program("chromium")) as browser:
        yield browser
