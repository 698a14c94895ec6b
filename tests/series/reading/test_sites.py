"""Projects that know one another's catalogues: what they show of each other, and withstand."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest
from builds import build, edit, files
from others import catalogue, same
from servers import answering, static
from small import MARKUPS, Root
from sphinx_series import catalogues as fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from builds import Build

    Respond = Callable[[BaseHTTPRequestHandler], None]

NAMES = ("notes", "blog", "guide")


def write(root: Root, own: str, other: str) -> None:
    """Write a project that names another in a role, and lists the posts of all."""
    root.page("index", f"Home of {own}", root.toctree("series", "topic", "all"))
    root.page("series", f"Series of {own}", root.directive("series", "steps", "first\nsecond"))
    root.page("topic", f"Topic of {own}", root.directive("topic", "go", site="*"))
    root.page("all", "All", root.directive("posts", site="*"))
    root.page("only", "Only", root.directive("posts", site=other, style="cards"), orphan="true")
    refers = ", ".join(
        root.role(role, f"{other}:{name}")
        for role, name in (
            ("series:post", "first"), ("series:series", "steps"), ("series:topic", "go"),
            ("series:author", "ada"), ("any", "second"),
        )
    )  # fmt: skip
    root.page(
        "first", f"First of {own}", f"See {refers}.", date="2026-01-01", topics=["go"],
        description=f"How {own} & <all> begins.", authors=["ada"],
    )  # fmt: skip
    root.page("second", f"Second of {own}", "Text.", date="2026-02-01", topics=["go"])
    root.page("ada", "Ada", root.directive("author", "ada"), orphan="true")


def conf(url: str, own: str) -> str:
    others = {name: (f"{url}/{name}/", None) for name in NAMES if name != own}
    lines = "".join(f"    {name!r}: {where!r},\n" for name, where in others.items())
    return (
        f'project = "The {own}"\nseries_authors = {{"ada": {{"name": "Ada of {own}"}}}}\n'
        f"series_catalogues = {{\n{lines}}}\n"
    )


def served(folder: Path, name: str, built: Build) -> None:
    shutil.copytree(built.out, folder / name, dirs_exist_ok=True)


@pytest.fixture(params=MARKUPS)
def circle(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Root]]:
    """Write three projects, each of which names the next, and serve what is built of them."""
    folder = tmp_path / "served"
    folder.mkdir()
    with static(folder) as url:
        roots = {}
        for own, other in zip(NAMES, (*NAMES[1:], NAMES[0]), strict=True):
            roots[own] = Root(tmp_path / own, request.param, conf(url, own))
            write(roots[own], own, other)
        for own, root in roots.items():
            served(folder, own, build(root.folder))
        yield roots


def fresh(root: Root, **more: Any) -> Build:  # noqa: ANN401
    """Build with the catalogues as they are now."""
    return build(root.folder, config={"series_catalogue_days": 0}, **more)


def posts(page: str) -> list[str]:
    return re.findall(r'data-post="([^"]+)"', page)


def test_three_projects_in_a_circle_name_and_list_one_another(circle: dict[str, Root]) -> None:
    built = fresh(circle["notes"])
    assert built.warnings == []
    text = built.read("first.html")
    links = re.findall(
        r'<a class="reference external" href="http://[^/]+(/[^"]+)" title="The blog"><span[^>]*>'
        r"([^<]+)</span></a>",
        text,
    )
    assert links == [
        ("/blog/first.html", "First of blog"), ("/blog/series.html", "Series of blog"),
        ("/blog/topic.html", "Topic of blog"), ("/blog/ada.html", "Ada of blog"),
        ("/blog/second.html", "Second of blog"),
    ]  # fmt: skip
    listed = [
        "blog:second", "guide:second", "second", "blog:first", "guide:first", "first",
    ]  # fmt: skip
    assert sorted(posts(built.read("all.html"))) == sorted(listed)
    assert posts(built.read("all.html"))[:3] == posts(built.read("topic.html"))[:3]
    assert sorted(posts(built.read("topic.html"))) == sorted(listed)
    cards = built.read("only.html")
    assert posts(cards) == ["blog:second", "blog:first"]
    assert 'series-site">The blog</span>' in cards
    assert 'series-label">Topic of blog</span>' in cards
    assert 'series-number">1/2</span>' in cards
    assert "How blog &amp; &lt;all&gt; begins." in cards
    for name in ("first", "second"):
        assert re.search(rf'href="http://[^"]+/blog/{name}\.html"', cards)
    own = json.loads(built.read("catalogue.json"))
    assert [post["slug"] for post in own["posts"]] == ["first", "second"]
    assert own["topics"][0]["posts"] == ["second", "first"]


def test_a_catalogue_that_changed_rewrites_the_pages_that_show_it_and_no_others(
    circle: dict[str, Root], tmp_path: Path
) -> None:
    notes, blog = circle["notes"], circle["blog"]
    before = files(fresh(notes).out)
    edit(blog.folder / f"second.{blog.suffix}", "Second of blog", "Second & last of blog")
    served(tmp_path / "served", "blog", fresh(blog))
    times = {
        path.name: path.stat().st_mtime_ns for path in (notes.folder / "_build/html").iterdir()
    }
    built = fresh(notes)
    after = files(built.out)
    changed = {name for name in after if after[name] != before.get(name)}
    assert {"all.html", "topic.html", "only.html", "first.html"} <= changed
    written = {
        path.name
        for path in built.out.glob("*.html")
        if path.stat().st_mtime_ns != times[path.name]
    }
    # Sphinx itself writes what has a changed page in a toctree of its own: the home page.
    assert written & {"series.html", "second.html", "ada.html"} == set()
    for one in (fresh(notes, out="_clean"), fresh(notes, out="_parallel", jobs=2)):
        assert same(built) == same(one)


def reader(folder: Path, url: str, conf: str = "") -> Root:
    """Write a project that shows another."""
    root = Root(folder, "yaml", f'{conf}series_catalogues = {{\n    "far": ({url!r}, None),\n}}\n')
    root.page("index", "Home", root.directive("posts", site="far"))
    return root


def sends(text: str | bytes) -> Respond:
    content = text.encode() if isinstance(text, str) else text

    def respond(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(content)

    return respond


def drips(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


def hangs(request: BaseHTTPRequestHandler) -> None:
    time.sleep(1)
    request.send_response(200)
    request.end_headers()


def leads_to(location: str) -> Respond:
    def respond(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", location)
        request.end_headers()

    return respond


def fails(request: BaseHTTPRequestHandler) -> None:
    request.send_response(503)
    request.end_headers()


BAD: dict[str, tuple[Respond, str]] = {
    "a page": (sends("<!DOCTYPE html><title>Welcome</title>"), "Expecting value"),
    "another form": (sends('{"version": 2}'), "it has no `pages`"),
    "a list": (sends("[]"), "it is [], against its `type`"),
    "nested": (sends("[" * 100_000), "it is nested too deeply"),
    "no text": (sends(b"\xff\xfe\xff"), "codec can't decode"),
    "no day": (sends(json.dumps(catalogue(date="2026-02-30T00:00:00+00:00"))), "day is out of"),
    "no year": (sends(json.dumps(catalogue(date="0001-01-01T00:00:00+00:00"))), "no calendar"),
    "no address": (
        sends(json.dumps(catalogue(address="https://example.org/"))),
        "/posts/0/address is 'https://example.org/', against its `pattern`",
    ),
    "large": (sends(json.dumps(catalogue(description="x" * 4000))), "larger than 0 MiB"),
    "drips": (drips, "longer than 0.3 seconds"),
    "hangs": (hangs, "timed out"),
    "circles": (leads_to("/again"), "redirects more than 5 times"),
    "leads away": (leads_to("http://example.org/catalogue.json"), "redirects to 'http://example."),
    "leads into a file": (leads_to("file:///etc/hostname"), "redirects to 'file:///"),
    "fails": (fails, "503 Server Error"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_catalogue_is_named_at_its_line_and_yesterdays_copy_serves(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetched, "SECONDS", 0.3)
    monkeypatch.setattr(fetched, "LARGEST", 3000 if name == "large" else 300_000)
    bad, reason = BAD[name]
    answers = [bad, sends(json.dumps(catalogue())), bad]
    zone = 'series_timezone = "America/New_York"\n'
    with answering(lambda request: answers[0](request)) as url:  # noqa: PLW0108 - another each time
        root = reader(tmp_path / "root", url, zone)
        first = fresh(root)
        monkeypatch.setattr(fetched, "SECONDS", 20)
        answers[:] = answers[1:]
        second = fresh(root)
        assert second.warnings == []
        assert posts(second.read("index.html")) == ["far:far"]
        shown = second.read("index.html")
        monkeypatch.setattr(fetched, "SECONDS", 0.3)
        answers[:] = answers[1:]
        third = fresh(root)
    line = (root.folder / "conf.py").read_text().splitlines().index(f'    "far": ({url!r}, None),')
    for built, copy in ((first, "there is no copy either"), (third, "its copy of 2")):
        (warning,) = built.warnings
        assert warning.startswith(f"conf.py:{line + 1}: WARNING: the catalogue of 'far' cannot be")
        assert reason in warning
        assert copy in warning
        assert warning.endswith("[series.catalogue]")
    assert third.read("index.html") == shown


def test_a_catalogue_is_fetched_once_and_again_when_it_is_old(tmp_path: Path) -> None:
    asked = []

    def respond(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        sends(json.dumps(catalogue()))(request)

    with answering(respond) as url:
        root = reader(tmp_path / "root", f"{url}/docs")
        for _ in range(2):
            assert build(root.folder).warnings == []
            build(root.folder, builder="dirhtml")
        assert asked == ["/docs/catalogue.json"]
        (copy,) = (root.folder / "_build/doctrees").glob("series-catalogue-*")
        week = time.time() - 6 * 24 * 60 * 60
        os.utime(copy, (week, week))
        build(root.folder)
        assert len(asked) == 2
        copy.write_text("damaged")
        built = build(root.folder)
        assert len(asked) == 3
    assert posts(built.read("index.html")) == ["far:far"]
    assert f'href="{url}/docs/far.html"' in built.read("index.html")


def test_a_site_that_is_down_is_a_warning(tmp_path: Path) -> None:
    with answering(fails) as url:
        root = reader(tmp_path / "root", url)
    (warning,) = build(root.folder).warnings
    assert "the catalogue of 'far' cannot be read" in warning


def test_what_a_catalogue_says_is_shown_as_text_and_leads_where_it_may(tmp_path: Path) -> None:
    evil = catalogue(
        title="<script>alert(1)</script>\ud800\x00 & more", slug='a\ud800"><b',
        external='https://x"><script>', topics=["\ud800"], unlisted=False,
    )  # fmt: skip
    evil["posts"].append({**evil["posts"][0], "title": "The same address"})
    (tmp_path / "far").mkdir()
    (tmp_path / "far/catalogue.json").write_text(json.dumps(evil))
    place = f'series_catalogues = {{"far": ("https://far.example/x", "{tmp_path}/far")}}\n'
    root = Root(tmp_path / "root", "yaml", place)
    root.page("index", "Home", root.directive("posts", site="far"))
    built = build(root.folder)
    assert built.warnings == []
    page = built.read("index.html")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert 'href="https://far.example/x/far.html"' in page
    assert "The same address" not in page


def test_a_file_is_read_at_each_build(tmp_path: Path) -> None:
    place = 'series_catalogues = {"far": ("https://far.example/", "far.json")}\n'
    root = Root(tmp_path, "yaml", place)
    root.page("index", "Home", root.directive("posts", site="far"))
    (warning,) = build(root.folder).warnings
    assert "build that project first, or correct the path" in warning
    for title in ("Far away", "Farther"):
        (tmp_path / "far.json").write_text(json.dumps(catalogue(title=title)))
        built = build(root.folder)
        assert built.warnings == []
        assert title in built.read("index.html")


@pytest.mark.parametrize(
    "value",
    [
        '"https://far.example/"', '{"far": "https://far.example/"}',
        '{"far": ("http://far.example/", None)}', '{"far": ("file:///far", None)}',
        '{"far": ("https://far.example/", 3)}', '{"a:b": ("https://far.example/", None)}',
        '{"far": ("https://far.example/", "http://far.example/c.json")}', "{3: ()}",
        '{"far": ("https://far.example/", "\\0")}',
    ],
)  # fmt: skip
def test_what_is_no_other_project_is_named(value: str, tmp_path: Path) -> None:
    root = Root(tmp_path, "yaml", f"series_catalogues = {value}\n")
    root.page("index", "Home", root.directive("posts"))
    (warning,) = build(root.folder).warnings
    assert "WARNING: series_catalogues takes a dictionary like" in warning


def test_a_query_names_sites_topics_series_authors_and_labels_that_there_are(
    tmp_path: Path,
) -> None:
    far = catalogue(topics=["go"], series="steps", part=1, authors=["ada"])
    far["topics"] = [
        {"id": "go", "title": "Go", "address": "/go.html", "description": "", "posts": ["far"]}
    ]
    part = {"part": 1, "title": "Far away", "post": "far"}
    far["series"] = [
        {"id": "steps", "title": "Steps", "address": "/s.html", "description": "", "parts": [part]}
    ]
    far["authors"] = [
        {"id": "ada", "name": "Ada", "url": None, "address": None, "description": "", "posts": []}
    ]
    (tmp_path / "far.json").write_text(json.dumps(far))
    place = 'series_catalogues = {"far": ("https://far.example/", "far.json")}\n'
    root = Root(tmp_path, "yaml", f"{place}series_bylines = True\n")
    ways: dict[str, dict[str, str]] = {
        "topic": {"topic": "go"}, "series": {"series": "steps", "group_by": "series"},
        "author": {"author": "ada"}, "label": {"label": "Go", "sort": "part"},
        "year": {"year": "2026", "style": "compact"},
        "not": {"topic": "!go"}, "month": {"group_by": "month", "page_size": "1"},
    }  # fmt: skip
    for name, options in ways.items():
        root.page(name, name, root.directive("posts", site="far", **options), orphan="true")
    root.page("index", "Home", root.toctree(*ways))
    built = build(root.folder)
    assert built.warnings == []
    for name in ways:
        assert posts(built.read(f"{name}.html")) == ([] if name == "not" else ["far:far"])
    series = built.read("series.html")
    assert 'href="https://far.example/s.html" title="far"' in series
    assert "series-byline" in series
    root.page("index", "Home", root.directive("posts", site="fars"), root.directive("posts"))
    root.page("topic", "T", root.directive("posts", site="*", topic="gone"), orphan="true")
    root.page(
        "label", "L", root.directive("posts", **{"from": "index", "site": "far"}), orphan="true"
    )
    found = "\n".join(build(root.folder).warnings)
    assert "`:site:` names 'fars' (did you mean 'far'?), which is not among" in found
    assert "no page declares the topic 'gone'" in found
    assert "`:from:` names documents of this site" in found


def test_what_a_project_does_not_have_is_named_at_the_role(tmp_path: Path) -> None:
    (tmp_path / "far.json").write_text(json.dumps(catalogue()))
    place = 'series_catalogues = {"far": ("https://far.example/", "far.json")}\n'
    root = Root(tmp_path, "yaml", place)
    role = root.role("series:post", "far:nothing")
    root.page("index", "Home", f"See {role} and {root.role('series:post', 'Mine <far:far>')}.")
    (warning,) = build(root.folder).warnings
    assert "there is no post 'far:nothing'" in warning
    edit(tmp_path / "far.json", '"far"', '"nothing"')
    built = build(root.folder)
    (warning,) = built.warnings
    assert "there is no post 'far:far'" in warning
    assert 'href="https://far.example/far.html" title="far"' in built.read("index.html")
