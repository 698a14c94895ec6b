"""Takes the pictures of the README: `make screenshots` calls it with the site and a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from browsing import PAGES, launched
from need import packages, path_of
from servers import static

Scheme = Literal["light", "dark"]

# The name of each picture: the page, the size of the window, and the colors.
PICTURES: dict[str, tuple[str, int, int, Scheme]] = {
    "home": ("home", 1280, 860, "light"),
    "series": ("series", 1280, 860, "light"),
    "part": ("part", 1280, 860, "light"),
    "phone": ("part", 390, 780, "dark"),
}


def take(site: Path, folder: Path, chromium: str) -> None:
    """Write each picture as a PNG file."""
    with static(site) as root, launched(chromium) as browser:
        for name, (page, width, height, scheme) in PICTURES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            view = context.new_page()
            view.goto(f"{root}/{PAGES[page]}", wait_until="networkidle")
            view.screenshot(path=folder / f"{name}.png")
            context.close()


if __name__ == "__main__":
    browser = path_of("chromium") or sys.exit(f"first: apt-get install {packages(['chromium'])}")
    take(Path(sys.argv[1]), Path(sys.argv[2]), browser)
