"""What was done to each block of code of the site, and the page that lists it.

Each treatment is a phrase and the blocks that it was given, chosen by the check itself, so that the
list cannot say more than the checks do. A block that nothing but a parser has read has its reason
in `untried.toml`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from builds import PROJECT

from . import alerts, checks, databases, drills, loaders, manifests, options, programs
from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .pages import Block, Page

REASONS: Final = Path(__file__).with_name("untried.toml")
LIST: Final = PROJECT / "about" / "checked.md"

# Examples of the reference are projects, which these tests build.
EXAMPLES: Final = {
    "about/builders.md": "tests/site/test_languages.py",
    "about/commands.md": "tests/series/commands/test_commands.py",
    "about/extension.md": "tests/series/test_reference.py",
    "about/moving.md": "tests/series/test_howtos.py",
    "about/names.md": "tests/series/commands/test_names.py",
    "about/publishing.md": "tests/series/test_reference.py",
    "about/search.md": "tests/pagefind/test_search_reference.py",
    "about/shards.md": "tests/series/commands/test_shards_in_ci.py",
    "about/tutorial.md": "tests/series/test_howtos.py",
    "about/worksheet.md": "tests/worksheet/test_worksheet_reference.py",
}

# Parsers of the languages, as readers know them.
_PARSERS: Final = {
    "bash": "ShellCheck",
    "csharp": "a grammar",
    "dockerfile": "a grammar",
    "go": "gofmt",
    "hcl": "a grammar",
    "ini": "Python's configparser",
    "java": "a grammar",
    "json": "a parser",
    "nginx": "crossplane",
    "python": "Ruff",
    "shell": "ShellCheck",
    "sql": "PostgreSQL's parser",
    "toml": "a parser",
    "xml": "a parser",
    "yaml": "a parser that takes no key twice",
}


def of(page: Page) -> Iterator[tuple[Block, list[str]]]:
    """Yield each block of a page with what was done to it, strongest first."""
    done: dict[int, list[str]] = {block.line: [] for block in page.blocks}
    for block, phrase in _treatments(page):
        if phrase not in done[block.line]:
            done[block.line].append(phrase)
    for block in page.blocks:
        yield block, done[block.line]


def _treatments(page: Page) -> Iterator[tuple[Block, str]]:
    for phrase, blocks in (
        ("part of an example that tests build", _examples(page)),
        ("run, and what it prints compared", programs.standalone(page)),
        ("run, and what it prints compared", programs.printed_go(page)),
        (
            "run with files, and what it prints compared",
            (run[0] for run in programs.with_files(page)),
        ),
        ("its tests run", (block for _, block in programs.suite(page))),
        ("run on PostgreSQL", (block for block, _ in databases.steps(page))),
        ("run as a drill on PostgreSQL", drills.blocks(page)),
        ("compared with what its program prints", programs.outputs(page)),
        ("compared with what its program prints", databases.outputs(page)),
        ("compared with what its program prints", drills.outputs(page)),
        ("its alerts tried by promtool", alerts.blocks(page)),
        ("loaded by promtool", (block for block, _ in manifests.rules(page))),
        ("loaded by nginx", programs.for_nginx(page)),
        (f"valid by the schemas of Kubernetes {manifests.RELEASE}", manifests.known(page)),
        ("compiled and vetted", programs.compiled(page)),
    ):
        yield from ((block, phrase) for block in blocks)
    for block, loader in loaders.loaded(page):
        yield block, loader.does
    for block, tool, _ in options.used(page):
        yield block, f"options held against {tool}"


def _examples(page: Page) -> Iterator[Block]:
    if str(page.path) in EXAMPLES:
        yield from (block for block in page.blocks if block.language not in {"console", "text"})


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Give why blocks were only parsed: of each page a text in the block, and the reason."""
    return tomllib.loads(REASONS.read_text(encoding="utf-8"))


def reason(page: Page, block: Block) -> str:
    """Give why nothing more was done to a block, or an empty text."""
    known = reasons().get(str(page.path.with_suffix("")), {})
    return next((why for text, why in known.items() if text in block.text), "")


def said(page: Page) -> Iterator[Fault]:
    """Find blocks of which nothing is said: neither a treatment nor a reason, or both."""
    known = reasons().get(str(page.path.with_suffix("")), {})
    for text in known:
        if len([block for block in page.blocks if text in block.text]) != 1:
            message = f"{text!r} of {REASONS.name} is not in one block: name one, or remove it"
            yield Fault(line=1, message=message)
    for block, done in of(page):
        why = reason(page, block)
        if done and why:
            message = f"this was more than parsed ({done[0]}): remove it from {REASONS.name}"
            yield Fault(line=block.line, message=message)
        if not done and not why:
            message = f"only a parser reads this: run it, or say why not in {REASONS.name}"
            yield Fault(line=block.line, message=message)


def listed(pages: Iterable[Page]) -> str:
    """Write the page of the site that says of every block what was done to it."""
    treated = [(page, list(of(page))) for page in pages if page.blocks]
    counts = Counter(_kind(done) for _, blocks in treated for _, done in blocks)
    return _TEXT.format(
        blocks=counts.total(),
        pages=len(treated),
        summary="\n".join(f"| {kind} | {count} |" for kind, count in counts.most_common()),
        lists="\n".join(
            f"\n## {title}\n\n"
            + "\n".join(_listed(page, blocks) for page, blocks in treated if is_here(page))
            for title, is_here in _PARTS.items()
        ),
    )


def _listed(page: Page, blocks: Iterable[tuple[Block, list[str]]]) -> str:
    lines = [f"- {{doc}}`/{page.path.with_suffix('')}`"]
    for block, done in blocks:
        lines.append(f"  - {_name(block)}: {'; '.join(done) or _parsed(page, block)}")
    return "\n".join(lines)


def _kind(done: list[str]) -> str:
    return done[0].partition(" `")[0] if done else "only parsed"


def _name(block: Block) -> str:
    under = f", under “{block.section[-1]}”" if block.section else ""
    return f"{_LANGUAGES.get(block.language, block.language)}{under}"


_LANGUAGES: Final = {
    "bash": "shell",
    "console": "a session",
    "csharp": "C#",
    "dockerfile": "Dockerfile",
    "go": "Go",
    "hcl": "Terraform",
    "ini": "settings",
    "java": "Java",
    "json": "JSON",
    "markdown": "Markdown",
    "promql": "PromQL",
    "python": "Python",
    "rst": "reStructuredText",
    "sql": "SQL",
    "text": "text",
    "toml": "TOML",
    "xml": "XML",
    "yaml": "YAML",
}


def _parsed(page: Page, block: Block) -> str:
    parser = _PARSERS.get(block.language)
    read = f"read by {parser}" if parser else "not read by a program"
    return f"{read}; no more, since {reason(page, block)}"


_PARTS: Final[dict[str, Callable[[Page], bool]]] = {
    "Guides": checks.is_guide,
    "Archive": checks.is_post,
    "About this site": lambda page: page.path.parts[0] == "about",
}

_TEXT: Final = """\
---
description: What was done to each block of code of this site, run, loaded, or parsed only.
---

# What was checked

Code that can be pasted should have been run. This page says of every block of code on the site what
its checks do to it, at every change. It is written by the checks: `make checked`.

| What was done first of all | Blocks |
| --- | --- |
{summary}

Those are {blocks} blocks on {pages} pages.
{lists}
"""


def main() -> None:
    """Write the page anew."""
    pages = [checks.page(path) for path in checks.paths() if PROJECT / path != LIST]
    LIST.write_text(listed(pages), encoding="utf-8")


if __name__ == "__main__":
    main()
