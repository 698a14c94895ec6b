"""Days are those of the author, wherever a build runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import build, files
from small import MARKUPS, Root

if TYPE_CHECKING:
    from pathlib import Path

    from builds import Build


@pytest.fixture(params=MARKUPS)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    root = Root(tmp_path, request.param)
    root.page(
        "index", "Home", root.directive("posts", group_by="month"), root.toctree("east", "west")
    )
    root.page("east", "East", "Text.", date="2026-03-01T00:30:00+09:00")
    root.page("west", "West", "Text.", date="2026-02-28T15:30:00Z")
    return root


def shown(built: Build, page: str = "index.html") -> list[str]:
    return re.findall(r'<time [^>]*datetime="([^"]*)">', built.read(page))


def test_one_moment_has_two_days(root: Root) -> None:
    built = build(root.folder)
    assert built.warnings == []
    assert shown(built) == ["2026-03-01", "2026-02-28"]
    assert re.findall(r"series-group[^>]*>([^<]*)<", built.read("index.html")) == [
        "March 2026", "February 2026",
    ]  # fmt: skip
    assert ">Mar 01, 2026</time>" in built.read("east.html")
    assert ">Feb 28, 2026</time>" in built.read("west.html")
    feed = built.read("feed.xml")
    assert "tag:docs.example.org,2026-03-01:east" in feed
    assert "tag:docs.example.org,2026-02-28:west" in feed
    assert "<published>2026-03-01T00:30:00+09:00</published>" in feed


def test_a_date_is_a_day_of_the_zone(root: Root) -> None:
    root.page("east", "East", "Text.", date="2026-06-30")
    for zone, clock, is_out in [
        ("UTC", "2026-06-29T23:00:00Z", False),
        ("Asia/Tokyo", "2026-06-29T23:00:00Z", True),
        ("America/New_York", "2026-06-30T03:00:00Z", False),
        ("America/New_York", "2026-06-30", True),
    ]:
        config = {"series_timezone": zone, "series_clock": clock}
        built = build(root.folder, config=config)
        assert ("East" in built.read("index.html")) == is_out, (zone, clock)
        clean = build(root.folder, out="_clean", config=config)
        assert {**files(built.out), "searchindex.js": b""} == {
            **files(clean.out), "searchindex.js": b"",
        }  # fmt: skip


def test_pages_follow_a_zone_in_which_nothing_else_is_new(root: Root) -> None:
    root.page("east", "East", "Text.", date="2026-06-30")
    config = {"html_baseurl": "https://docs.example.org/", "series_clock": "2026-09-01"}
    build(root.folder, config=config)
    built = build(root.folder, config={**config, "series_timezone": "Asia/Tokyo"})
    assert '"datePublished": "2026-06-30T00:00:00+09:00"' in built.read("east.html")
    assert '"datePublished": "2026-02-28T15:30:00+00:00"' in built.read("west.html")


@pytest.mark.parametrize("zone", ["Mars/Base", "", "Europe", "../etc", 1])
def test_a_zone_that_nobody_knows_is_a_warning(root: Root, zone: object) -> None:
    with (root.folder / "conf.py").open("a") as conf:
        conf.write(f"series_timezone = {zone!r}\n")
    (warning,) = build(root.folder).warnings
    number = len((root.folder / "conf.py").read_text().splitlines())
    assert warning == (
        f"conf.py:{number}: WARNING: series_timezone takes the name of a time zone, like "
        f'"Europe/Berlin", not {zone!r} [series.config]'
    )
