"""Several machines that build a site in shards, one after the other in one process."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, TypeAlias

from builds import build
from edited import compared
from sphinx.builders.html._assets import _file_checksum_inner
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Config: TypeAlias = Mapping[str, Any]

# Without it, templates count by their times, and one file for the next build says so.
CONFIG: Config = {"series_content_hash": True}


class Machines:
    """Several machines, each with folders of its own below the source folder."""

    def __init__(
        self,
        src: Path,
        count: int,
        *,
        builder: str = "html",
        jobs: int = 1,
        config: Config = CONFIG,
    ) -> None:
        self.src = src
        self.count = count
        self.builder = builder
        self.jobs = jobs
        self.config = config
        self.warnings: list[str] = []

    def build(self, number: int, stage: str) -> Path:
        """Read or write a shard, in a folder of its own."""
        out = f"_{stage}/{number}"
        built = build(
            self.src,
            out=out,
            doctrees=f"{out}/{self.builder}/.doctrees",
            builder=self.builder,
            jobs=self.jobs,
            config={**self.config, "series_shard": f"{number}/{self.count}"},
        )
        self.warnings += built.warnings
        return built.out

    def read(self) -> list[Path]:
        return [self.build(number, "read") for number in range(1, self.count + 1)]

    def join(self, parts: list[Path], to: str) -> Path:
        # As a process of its own would not know what files were like before.
        _file_checksum_inner.cache_clear()
        out = self.src / to
        assert main(["join", "--to", str(out), *map(str, parts)]) == 0
        return out

    def write(self, joined: Path) -> list[Path]:
        for number in range(1, self.count + 1):
            out = self.src / "_written" / str(number) / self.builder
            shutil.copytree(joined, out, dirs_exist_ok=True)
        return [self.build(number, "written") for number in range(1, self.count + 1)]

    def site(self) -> Path:
        """Build the site."""
        joined = self.join(self.read(), "_joined")
        return self.join(self.write(joined), "_site")

    def compare(self, *, is_new: bool = True) -> None:
        """Compare the site with one that is built at once.

        Of pages that are not written again Sphinx's index loses some entries, as everywhere.
        """
        site = self.site()
        at_once = build(
            self.src, out="_at_once", builder=self.builder, jobs=self.jobs, config=self.config
        ).out
        shutil.move(site / ".doctrees", self.src / "_kept")
        compared(site, at_once)
        if is_new:
            assert (site / "searchindex.js").read_bytes() == (
                at_once / "searchindex.js"
            ).read_bytes()
        shutil.move(self.src / "_kept", site / ".doctrees")
        shutil.rmtree(self.src / "_at_once")
