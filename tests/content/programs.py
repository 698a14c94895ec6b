"""What programs say of the code in pages: promtool reads rules, and Go and Python are run."""

from __future__ import annotations

import ast
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servers import NGINX_FILES

from .code import BIN
from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .pages import Block, Page

RUNS: Final = Path(__file__).with_name("runs.toml")

_FOREIGN_IMPORT: Final = re.compile(r'^\s*(?:[\w.]+ )?"[\w-]+\.[\w.-]+/.*"$', re.MULTILINE)
_GO_FAULT: Final = re.compile(r"(?:vet: )?(?:\./)?([\w-]+/\w+\.go):(\d+):\d+: (.*)")


def is_foreign(block: Block) -> bool:
    """Tell whether Go imports more than its standard library: there is no network to get it."""
    return bool(_FOREIGN_IMPORT.search(block.text))


def vet(pages: Iterable[Page], folder: Path) -> Iterator[tuple[Page, Fault]]:
    """Compile and vet the Go of pages; of what is foreign only the syntax is read.

    Raises:
        RuntimeError: Go itself does not work here.
    """
    files: dict[str, tuple[Page, Block]] = {}
    (folder / "go.mod").write_text("module pages\n\ngo 1.27\n", encoding="utf-8")
    for page in pages:
        for package, block in _packages(page):
            test = "_test" if '"testing"' in block.text else ""
            name = f"{package}/f{len(files)}{test}.go"
            files[name] = page, block
            (folder / package).mkdir(exist_ok=True)
            (folder / name).write_text(block.text, encoding="utf-8")
    root = _go(folder, BIN / "go", "env", "GOROOT").stdout.strip()
    compiled = sorted(
        {f"./{Path(name).parent}" for name, (_, block) in files.items() if not is_foreign(block)}
    )
    done = _go(folder, f"{root}/bin/gofmt", "-e", "-l", ".")
    for name in done.stdout.split():
        page, block = files[name]
        yield page, Fault(line=block.line, message="go: this is not as gofmt writes it")
    if not done.returncode and compiled:
        done = _go(folder, BIN / "go", "vet", *compiled)
    found = [match for line in done.stderr.splitlines() if (match := _GO_FAULT.match(line))]
    if done.returncode and not found:
        raise RuntimeError(done.stderr)
    for fault in found:
        page, block = files[fault[1]]
        yield page, Fault(line=block.line + int(fault[2]) - 1, message=f"go: {fault[3]}")


def _packages(page: Page) -> Iterator[tuple[str, Block]]:
    """Yield the Go of a page, each block with a name for its package.

    A block of package `main` without a function of that name goes on with the page's first program.
    """
    first = ""
    for number, block in enumerate(page.blocks):
        if block.language != "go":
            continue
        package = f"{page.path.stem}-{number}"
        is_program = "\nfunc main()" in block.text
        if first and "package main\n" in block.text and not is_program and not is_foreign(block):
            package = first
        elif is_program:
            first = first or package
        yield package, block


def _go(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def check_rules(promtool: str, block: Block, text: str, folder: Path) -> Iterator[Fault]:
    """Let promtool read rules: their expressions, and the templates of their labels."""
    file = folder / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [promtool, "check", "rules", file], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.replace(str(file), "").split("\n\n")[0].strip()
        yield Fault(line=block.line, message=f"promtool: {' '.join(said.split())}")


def absent(page: Page, block: Block) -> set[str]:
    """Name what Python needs and this machine has not: packages, or the SQLite of the page.

    What SQLite says of its own work changes with its version, and pages say which they mean.
    """
    packages = _imports(block)
    lacking = {name for name in packages if find_spec(name) is None}
    wanted = re.search(r"SQLite (\d[\d.]*\d)", " ".join(map(str, page.texts)))
    if "sqlite3" in packages and wanted and wanted[1] != sqlite3.sqlite_version:
        lacking.add(wanted[0])
    return lacking


def _imports(block: Block) -> set[str]:
    """Name the packages that Python imports."""
    names = set()
    for node in ast.walk(ast.parse(block.text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def printed(page: Page) -> Iterator[Block]:
    """Yield the Python below which stands what it prints."""
    for block in page.blocks:
        if block.language == "python" and block.printed is not None:
            yield block


def standalone(page: Page) -> Iterator[Block]:
    """Yield the Python of `printed` that needs Python alone, so that every machine runs it."""
    for block in printed(page):
        if _imports(block) <= sys.stdlib_module_names:
            yield block


def compiled(page: Page) -> Iterator[Block]:
    """Yield the Go that is compiled and vetted."""
    for block in page.blocks:
        if block.language == "go" and not is_foreign(block):
            yield block


def printed_go(page: Page) -> Iterator[Block]:
    """Yield the Go programs below which stands what they print."""
    for block in compiled(page):
        if block.printed is not None:
            yield block


def outputs(page: Page) -> Iterator[Block]:
    """Yield the text that code which is run prints."""
    run = {block.line for block in [*standalone(page), *printed_go(page)]}
    for above, block in pairwise(page.blocks):
        if above.line in run and block.text == above.printed:
            yield block
    shown = {block.printed for block, _, _ in with_files(page)}
    yield from (block for block in page.blocks if block.text in shown)


def with_files(page: Page) -> Iterator[tuple[Block, str, list[str]]]:
    """Yield the Python that reads files: with what it prints, how they are made, its arguments."""
    runs = tomllib.loads(RUNS.read_text(encoding="utf-8"))
    for entry in runs.get(str(page.path.with_suffix("")), []):
        (block,) = (block for block in page.blocks if entry["program"] in block.text)
        (shown,) = (block for block in page.blocks if entry["prints"] in block.text)
        yield replace(block, printed=shown.text), entry["make"], entry["arguments"]


def suite(page: Page) -> Iterator[tuple[str, Block]]:
    """Yield the Python of a page that has tests with it: the name in its first line, and it."""
    named = {
        match[1]: block
        for block in page.blocks
        if block.language == "python" and (match := re.match(r"# (\w+)\.py\n", block.text))
    }
    if any(name.startswith("test_") for name in named):
        yield from named.items()


def absent_from_suite(page: Page) -> set[str]:
    """Name what the Python of a page that has tests with it needs, and this machine has not."""
    named = dict(suite(page))
    return set().union(*(absent(page, block) for block in named.values())) - named.keys()


def run_suite(page: Page, folder: Path) -> Iterator[Fault]:
    """Run the tests of a page in a folder of its own, beside what they test."""
    named = dict(suite(page))
    for name, block in named.items():
        (folder / f"{name}.py").write_text(block.text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", folder,
         "-c", os.devnull],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = re.findall(r"^(?:E  |FAILED|ERROR).*", done.stdout, re.MULTILINE)
        tests = next(block for name, block in named.items() if name.startswith("test_"))
        yield Fault(line=tests.line, message=f"python: its tests fail: {' '.join(said)}")


def run(
    block: Block, folder: Path, make: str = "", arguments: Iterable[str] = ()
) -> Iterator[Fault]:
    """Run Python in a folder of its own, and compare what it prints with the page."""
    subprocess.run([sys.executable, "-I", "-c", make], cwd=folder, check=True)
    done = subprocess.run(
        [sys.executable, "-I", "-c", block.text, *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    yield from compared(block, done)


def run_go(block: Block, folder: Path) -> Iterator[Fault]:
    """Run Go in a folder of its own, and compare what it prints with the page.

    Where it measures times or draws at random, numbers differ from run to run: they are left out.
    """
    module = re.search(r"(\w+)/main\.go:", block.printed or "")
    text = f"module {module[1] if module else 'page'}\n\ngo 1.27\n"
    (folder / "go.mod").write_text(text, encoding="utf-8")
    (folder / "main.go").write_text(block.text, encoding="utf-8")
    done = _go(folder, BIN / "go", "run", "-trimpath", ".")
    varies = any(f'"{package}"' in block.text for package in ("time", "math/rand/v2"))
    yield from compared(block, done, _without_numbers if varies else str.rstrip)


def compared(
    block: Block,
    done: subprocess.CompletedProcess[str],
    view: Callable[[str], str] = str.rstrip,
) -> Iterator[Fault]:
    """Compare what a program printed with the page, each line as `view` sees it."""
    if done.returncode:
        error = done.stderr.strip().splitlines()[-1:]
        yield Fault(line=block.line, message=f"{block.language}: this fails: {' '.join(error)}")
        return
    wanted = (block.printed or "").rstrip().splitlines()
    lines = zip_longest(done.stdout.rstrip().splitlines(), wanted, fillvalue="")
    for got, shown in lines:
        if view(got) != view(shown):
            message = f"{block.language}: this prints {got!r}, not {shown!r}"
            yield Fault(line=block.line, message=message)
            return


def _without_numbers(line: str) -> str:
    return " ".join(re.sub(r"\d+(?:\.\d+)?", "#", line).split())


def load_nginx(nginx: str, openssl: str, block: Block, folder: Path) -> Iterator[Fault]:
    """Let nginx read a file, or what stands within `http` of one.

    It looks up hosts and reads keys when it starts, so hosts are this machine here, and the keys
    are made for the test.
    """
    key, chain = folder / "a.key", folder / "a.crt"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a",
         "-keyout", key, "-out", chain],
        check=True, capture_output=True,
    )  # fmt: skip
    text = re.sub(r"\b[\w-]+(?:\.[\w-]+)*\.(?:internal|svc)\b", "127.0.0.1", block.text)
    text = re.sub(r"(?<=ssl_certificate)(\s+)\S+;", rf"\1{chain};", text)
    text = re.sub(r"(?<=ssl_certificate_key)(\s+)\S+;", rf"\1{key};", text)
    text = text.replace("/var/cache/nginx", str(folder))
    file = folder / "nginx.conf"
    files = NGINX_FILES.format(folder=folder)
    file.write_text(f"events {{}} http {{ {files} {text} }}", encoding="utf-8")
    done = subprocess.run(
        [nginx, "-t", "-p", folder, "-e", folder / "log", "-c", file,
         "-g", f"pid {folder}/pid; error_log {folder}/log;"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.replace(str(file), "").splitlines()[0]
        yield Fault(line=block.line, message=f"nginx: {said}")


def for_nginx(page: Page) -> Iterator[Block]:
    """Yield what nginx can load: `http2 on` needs a later nginx than Debian's."""
    for block in page.blocks:
        if block.language == "nginx" and "http2 on" not in block.text:
            yield block
