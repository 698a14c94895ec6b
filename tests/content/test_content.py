"""The pages of the site: what they must have, what they say, and their code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builds import PROJECT
from content import (
    checks,
    databases,
    drills,
    loaders,
    manifests,
    programs,
    rubric,
    spelling,
    treatment,
    typed,
)
from need import program
from postgres import cluster

if TYPE_CHECKING:
    from collections.abc import Iterable

    from content.pages import Block, Fault, Page
    from sphinx_worksheet.core.workbook import Workbook

PATHS = checks.paths()
ALL = [*PATHS, *map(Path, checks.BESIDE)]


def shown(page: Page, faults: Iterable[Fault]) -> list[str]:
    """Write faults as compilers do, so that editors find the line."""
    return [f"{page.path}:{fault.line}: {fault.message}" for fault in faults]


@cache
def book() -> Workbook:
    """Compute the worksheets of the site; those of its reference are examples."""
    pages = [checks.page(path) for path in PATHS]
    return typed.workbook_of(page for page in pages if page.path.parts[0] != "about")


def test_all_parts_and_posts_are_here() -> None:
    pages = [checks.page(path) for path in PATHS]
    assert sum(map(checks.is_guide, pages)) == 21
    assert sum(map(checks.is_post, pages)) == 43


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_page_has_no_fault(path: Path) -> None:
    page = checks.page(path)
    faults = [fault for check in checks.of(page) for fault in check(page)]
    assert shown(page, faults) == []


def test_every_page_describes_itself() -> None:
    pages = [checks.page(path) for path in PATHS]
    faults = [line for page, fault in rubric.descriptions(pages) for line in shown(page, [fault])]
    assert faults == []


def test_worksheets_have_no_problem() -> None:
    guides = [page for page in map(checks.page, PATHS) if checks.is_guide(page)]
    # What is wrong with a value that is asked for is noted as well.
    assert all(typed.values(page, book()) for page in guides)
    assert book().problems == []


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_no_number_of_a_worksheet_is_typed(path: Path) -> None:
    page = checks.page(path)
    if page.path.parts[0] != "about":
        known = typed.exceptions().get(str(path.with_suffix("")), {})
        assert shown(page, typed.numbers(page, book(), known)) == []


def test_every_exception_is_needed() -> None:
    for name, known in typed.exceptions().items():
        page = checks.page(Path(f"{name}.md"))
        found = {fault.message.split(" is ")[0] for fault in typed.numbers(page, book(), {})}
        assert known.keys() == found & known.keys(), name


@pytest.mark.parametrize("path", ALL, ids=str)
def test_words_are_spelled_as_in_america(path: Path) -> None:
    page = checks.page(path)
    assert shown(page, spelling.spelled(page)) == []


@pytest.mark.needs("promtool")
@pytest.mark.parametrize("path", PATHS, ids=str)
def test_rules_of_prometheus_are_read_by_promtool(path: Path, tmp_path: Path) -> None:
    page = checks.page(path)
    for block, text in manifests.rules(page):
        assert shown(page, programs.check_rules(program("promtool"), block, text, tmp_path)) == []


def test_only_named_groups_of_kubernetes_have_no_schema() -> None:
    found = [manifest for path in PATHS for _, manifest in manifests.manifests(checks.page(path))]
    assert {manifest["apiVersion"].partition("/")[0] for manifest in found} >= manifests.CUSTOM


def test_go_is_vetted(tmp_path: Path) -> None:
    faults = list(programs.vet(map(checks.page, PATHS), tmp_path))
    assert [line for page, fault in faults for line in shown(page, [fault])] == []


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_python_prints_what_the_page_says(path: Path, tmp_path: Path) -> None:
    page = checks.page(path)
    asking = {block for block, _ in databases.steps(page)}
    alone = (block for block in programs.printed(page) if block not in asking)
    lacking = {block: programs.absent(page, block) for block in alone}
    faults = [
        fault
        for block, names in lacking.items()
        if not names
        for fault in programs.run(block, tmp_path)
    ]
    assert shown(page, faults) == []
    if names := set().union(*lacking.values()):
        pytest.xfail(f"code that needs {', '.join(sorted(names))} was not run")


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_python_that_reads_files_prints_what_the_page_says(path: Path, tmp_path: Path) -> None:
    page = checks.page(path)
    for block, make, arguments in programs.with_files(page):
        assert shown(page, programs.run(block, tmp_path, make, arguments)) == []


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_go_prints_what_the_page_says(path: Path, tmp_path: Path) -> None:
    page = checks.page(path)
    for number, block in enumerate(programs.printed_go(page)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert shown(page, programs.run_go(block, folder)) == []


@pytest.mark.needs("nginx", "openssl")
@pytest.mark.parametrize(
    "path", [path for path in PATHS if any(programs.for_nginx(checks.page(path)))], ids=str
)
def test_nginx_loads_what_is_its(path: Path, tmp_path: Path) -> None:
    page = checks.page(path)
    for block in programs.for_nginx(page):
        faults = programs.load_nginx(program("nginx"), program("openssl"), block, tmp_path)
        assert shown(page, faults) == []


@pytest.mark.parametrize(
    ("path", "block", "loader"),
    [
        pytest.param(
            path,
            block,
            loader,
            id=f"{path}:{loader.program}",
            marks=pytest.mark.needs(loader.program),
        )
        for path in PATHS
        for block, loader in loaders.loaded(checks.page(path))
    ],
)
def test_files_of_other_programs_are_read_by_them(
    path: Path, block: Block, loader: loaders.Loader, tmp_path: Path
) -> None:
    faults = loaders.faults(block, loader, program(loader.program), tmp_path)
    assert shown(checks.page(path), faults) == []


@pytest.mark.parametrize(
    "path", [path for path in PATHS if any(programs.suite(checks.page(path)))], ids=str
)
def test_tests_of_a_page_pass(path: Path, tmp_path: Path) -> None:
    page = checks.page(path)
    if names := programs.absent_from_suite(page):
        pytest.xfail(f"code that needs {', '.join(sorted(names))} was not run")
    assert shown(page, programs.run_suite(page, tmp_path)) == []


@pytest.mark.needs("postgres")
@pytest.mark.parametrize(
    "path", [path for path in PATHS if any(databases.steps(checks.page(path)))], ids=str
)
def test_code_for_postgresql_is_run_on_one(path: Path, tmp_path: Path) -> None:
    page = checks.page(path)
    if names := databases.lacking(page):
        pytest.xfail(f"code that needs {', '.join(sorted(names))} was not run")
    with cluster(program("postgres")) as server:
        assert shown(page, databases.faults(page, server, tmp_path)) == []


@pytest.mark.needs("postgres")
def test_the_restore_drill_says_what_the_page_says() -> None:
    page = checks.page(drills.PAGE)
    assert shown(page, drills.faults(page, program("postgres"))) == []


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_of_every_block_is_known_what_was_done_to_it(path: Path) -> None:
    page = checks.page(path)
    assert shown(page, treatment.said(page)) == []


@pytest.mark.parametrize(("page", "test"), treatment.EXAMPLES.items(), ids=str)
def test_examples_are_built_by_the_test_that_is_named(page: str, test: str) -> None:
    assert Path(page).name in (PROJECT / test).read_text(encoding="utf-8")


def test_the_page_of_what_was_checked_says_what_was_done() -> None:
    pages = [checks.page(path) for path in PATHS]
    wanted = treatment.listed(page for page in pages if PROJECT / page.path != treatment.LIST)
    assert treatment.LIST.read_text(encoding="utf-8") == wanted, "write it anew: make checked"
