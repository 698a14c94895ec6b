"""The programs that tests need and `.venv` cannot hold: where each is found, and what brings it.

A test names what it needs by the marker `needs`. What is not here is not run and is named, once, at
the end of the run; nothing fails for want of a program. `python tests/support/need.py` prints the
packages of Debian that bring what is not here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PLAYWRIGHT: Final = (
    "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "~/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
_APPLICATIONS: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that tests need: the first of `names` that is on the PATH, or of `places`.

    It is here if it answers `asked`: what only stands in for a program, or is broken, does not.
    `also` names programs, `styles` files of TeX, and `fonts` families that must be there besides.
    """

    packages: str
    names: tuple[str, ...]
    places: tuple[str, ...] = ()
    asked: str = "--version"
    also: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()

    def find(self) -> str | None:
        """Give the path of the program, or None where something is not here."""
        is_whole = (
            all(map(shutil.which, self.also))
            and all(_printed("kpsewhich", style) for style in self.styles)
            and all(_printed("fc-list", f":family={family}") for family in self.fonts)
        )
        return next(filter(self._answers, self._found()), None) if is_whole else None

    def _answers(self, path: str) -> bool:
        return _printed(path, self.asked) is not None

    def _found(self) -> Iterator[str]:
        yield from filter(None, map(shutil.which, self.names))
        for place in self.places:
            path = Path(place).expanduser()
            yield from map(str, sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor)))))


def _printed(*command: str) -> str | None:
    """Run a command and give what it prints; None where it fails or cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


NEEDS: Final[Mapping[str, Need]] = {
    "apache2": Need(
        packages="apache2-bin",
        names=("apache2", "httpd"),
        places=("/usr/sbin/apache2",),
        asked="-v",
    ),
    "buildah": Need(packages="buildah", names=("buildah",)),
    "caddy": Need(packages="caddy", names=("caddy",), asked="version"),
    "chromium": Need(
        packages="chromium",
        names=(
            "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
            "microsoft-edge",
        ),
        places=(*_PLAYWRIGHT, *_APPLICATIONS),
    ),
    "findmnt": Need(packages="util-linux", names=("findmnt",)),
    "fio": Need(packages="fio", names=("fio",)),
    "git": Need(packages="git", names=("git",)),
    "groff": Need(packages="groff-base", names=("groff",), also=("preconv",)),
    "jekyll": Need(packages="jekyll", names=("ruby",), also=("jekyll",)),
    "latexmk": Need(
        packages="latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended fontconfig "
        "fonts-freefont-otf fonts-dejavu-core fonts-droid-fallback fonts-symbola",
        names=("latexmk",),
        also=("xelatex", "kpsewhich", "fc-list"),
        styles=("fontspec.sty", "tabulary.sty", "ucharclasses.sty"),
        fonts=("FreeSerif", "DejaVu Sans Mono", "Droid Sans Fallback", "Symbola"),
    ),
    "makeinfo": Need(packages="texinfo", names=("makeinfo",)),
    "nginx": Need(packages="nginx-light", names=("nginx",), asked="-v"),
    "openssl": Need(packages="openssl", names=("openssl",), asked="version"),
    "pdftotext": Need(packages="poppler-utils", names=("pdftotext",), asked="-v"),
    "postgres": Need(
        packages="postgresql",
        names=("postgres",),
        places=("/usr/lib/postgresql/*/bin/postgres",),
    ),
    "promtool": Need(packages="prometheus", names=("promtool",)),
    "redis": Need(packages="redis-server", names=("redis-server",)),
    "rsvg-convert": Need(packages="librsvg2-bin", names=("rsvg-convert",)),
    "sysctl": Need(packages="procps", names=("sysctl",), places=("/usr/sbin/sysctl",)),
    "systemd": Need(packages="systemd", names=("systemd-analyze",)),
}  # fmt: skip


class MissingError(LookupError):
    """A test uses a program that is not here, and its marker does not say so."""


@cache
def path_of(name: str) -> str | None:
    """Give the path of a program; None where it, or what it needs in turn, is not here."""
    return NEEDS[name].find()


def program(name: str) -> str:
    """Give the path of a program that the marker of the test names.

    Raises:
        MissingError: it is not here, and the test runs all the same.
    """
    path = path_of(name)
    if path is None:
        message = f"{name} is not here: the test lacks the marker `needs({name!r})`"
        raise MissingError(message)
    return path


def packages(names: Iterable[str]) -> str:
    """Give the packages of Debian that bring what is needed, each once and in order."""
    return " ".join(sorted({one for name in names for one in NEEDS[name].packages.split()}))


def table(lacking: Counter[str], others: Counter[str]) -> str:
    """Write how many tests were not run and why, and the command that brings what they need."""
    counts = Counter({f"needs {name}": count for name, count in lacking.items()}) + others
    lines = ["tests  why", *(f"{counts[why]:5}  {why}" for why in sorted(counts))]
    if lacking:
        command = f"apt-get install --no-install-recommends {packages(lacking)}"
        lines += ["", "The programs all come with this command:", f"  {command}"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(f"{packages(name for name in NEEDS if path_of(name) is None)}\n")
