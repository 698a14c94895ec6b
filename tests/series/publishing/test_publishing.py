"""What a site publishes besides its pages, through real builds."""

from __future__ import annotations

import json
import re
import shutil
import struct
import warnings
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import pytest
import sphinx_series
from builds import Build, build, copy_root, edit, files
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from others import catalogue
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ConfigError
from sphinx_series.config import SETTINGS
from sphinx_series.core.problems import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = "https://docs.example.org/en/latest"
FEEDS = ["feed", "feeds/series-guide", "feeds/topic-caches", "feeds/topic-queues"]
SCHEMA = json.loads(
    (Path(sphinx_series.__file__).parent / "catalogue.schema.json").read_text(encoding="utf-8")
)


class Head(HTMLParser):
    """What a page's head says."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.metas: list[tuple[str, str]] = []
        self.graph: dict[str, dict[str, Any]] = {}
        self.is_data = False
        self.feed(page.split("</head>", maxsplit=1)[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.links.append(found)
        elif tag == "meta":
            self.metas.append(
                (found.get("property") or found.get("name", ""), found.get("content", ""))
            )
        self.is_data = tag == "script" and found.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self.is_data:
            self.graph = {thing["@type"]: thing for thing in json.loads(data)["@graph"]}
            self.is_data = False

    def all(self, name: str) -> list[str]:
        return [content for found, content in self.metas if found == name]

    @property
    def canonical(self) -> list[str]:
        return [link["href"] for link in self.links if link["rel"] == "canonical"]

    @property
    def alternates(self) -> list[str]:
        return [link["href"] for link in self.links if link["rel"] == "alternate"]


def page_of(url: str) -> str:
    """Give the file of a URL of the site."""
    path = url.partition("#")[0].removeprefix(f"{BASE}/")
    return f"{path}index.html" if path.endswith("/") or not path else path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    found = build(copy_root("publishing", tmp_path_factory.mktemp("html")))
    assert found.warnings == []
    return found


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The same with addresses that end in a slash."""
    src = copy_root("publishing", tmp_path_factory.mktemp("dirhtml"))
    found = build(src, builder="dirhtml")
    assert found.warnings == []
    return found


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The same where the site's own address is unknown."""
    src = copy_root("publishing", tmp_path_factory.mktemp("local"))
    found = build(src, config={"html_baseurl": "", "ogp_site_url": ""})
    assert found.warnings == []
    return found


@pytest.mark.parametrize("name", FEEDS)
def test_a_reader_understands_every_feed(built: Build, name: str) -> None:
    found = feedparser.parse(built.read(f"{name}.xml"))
    assert not found.bozo
    assert found.version == "atom10"
    links = {link.rel: link.href for link in found.feed.links}
    assert links["self"] == f"{BASE}/{name}.xml"
    assert (built.out / page_of(links["alternate"])).is_file()
    assert found.feed.updated == max(entry.updated for entry in found.entries)
    dates = [entry.published for entry in found.entries]
    assert dates == sorted(dates, reverse=True)
    ids = [entry.id for entry in found.entries]
    assert len(set(ids)) == len(ids)
    for entry in found.entries:
        assert (built.out / page_of(entry.link)).is_file()
        assert entry.authors


@pytest.mark.parametrize("name", FEEDS)
def test_both_forms_of_a_feed_say_the_same(built: Build, name: str) -> None:
    atom = feedparser.parse(built.read(f"{name}.xml"), sanitize_html=False)
    found = json.loads(built.read(f"{name}.json"))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"{BASE}/{name}.json"
    assert found["title"] == atom.feed.title
    assert [(item["id"], item["url"], item["title"], item["date_modified"])
            for item in found["items"]] == [
        (entry.id, entry.link, entry.title, entry.updated) for entry in atom.entries
    ]  # fmt: skip


def item(built: Build, name: str) -> dict[str, Any]:
    items = json.loads(built.read("feed.json"))["items"]
    return next(item for item in items if item["id"].endswith(f"/blog/{name}/"))


def test_a_post_is_in_the_feed_as_a_whole_with_absolute_links(built: Build) -> None:
    first = item(built, "first")
    text = first["content_html"]
    for url in re.findall(r'(?:href|src)="([^"]*)"', text):
        assert re.match("https://|mailto:", unescape(url)), url
    assert f'src="{BASE}/_images/dot.png"' in text
    assert (built.out / "_images/dot.png").is_file()
    assert f'href="{BASE}/posts/second.html"' in text
    assert f'href="{BASE}/posts/first.html#a-part"' in text
    assert "A note." in text
    assert not re.search(r"<script|<h1|headerlink|series-outline", text)
    assert first["id"] == "tag:docs.example.org,2026-01-02:/blog/first/"
    assert first["summary"] == 'When "a < b" & more.'
    assert first["date_published"] == "2026-01-02T00:00:00+00:00"
    assert first["date_modified"] == "2026-02-03T04:05:06+00:00"
    assert first["tags"] == ["Queues & waits", "Caches"]
    assert first["image"] == f"{BASE}/_images/dot.png"
    assert first["authors"] == [
        {"name": "Ada & Co", "url": "https://example.org/ada?a=1&b=2"}, {"name": "Bob"},
    ]  # fmt: skip
    assert item(built, "two")["authors"] == [{"name": "Its Owner"}]


PUBLIC = ["feed.xml", "feed.json", "feeds/topic-caches.xml", "sitemap.xml", "llms.txt"]


@pytest.mark.parametrize("drafts", [False, True])
def test_nothing_that_is_not_out_is_published(drafts: bool, tmp_path: Path) -> None:  # noqa: FBT001
    built = build(copy_root("publishing", tmp_path), config={"series_drafts": drafts})
    for name in PUBLIC:
        assert not re.search(r"draft|later|Scheduled|blog/\w+/</loc>|404", built.read(name)), name
    assert not list(built.out.rglob("draft*.md"))
    assert (built.out / "posts/draft.html").exists() is drafts
    if drafts:
        assert Head(built.read("posts/draft.html")).all("robots") == ["noindex"]
        assert Head(built.read("posts/first.html")).all("robots") == []


def test_ids_stay_when_all_else_moves(built: Build, tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    (src / "moved").mkdir()
    (src / "posts/second.md").rename(src / "moved/elsewhere.md")
    edit(src / "guide.md", "posts/second", "moved/elsewhere")
    moved = build(
        src,
        builder="dirhtml",
        config={
            "html_baseurl": "https://new.example/v2/",
            "series_feed_authority": "docs.example.org",
        },
    )
    assert item(moved, "two")["url"] == "https://new.example/v2/moved/elsewhere/"
    assert item(moved, "two")["id"] == item(built, "two")["id"]


def test_posts_with_one_slug_have_two_ids(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    edit(src / "alone.md", "date:", "slug: two\ndate:")
    items = json.loads(build(src, config={"series_permalink": ""}).read("feed.json"))["items"]
    assert sorted(item["id"] for item in items) == [
        "tag:docs.example.org,2026-01-02:first",
        "tag:docs.example.org,2026-01-03:/posts/second.html",
        "tag:docs.example.org,2026-01-05:two",
    ]


def test_a_feed_holds_the_newest(tmp_path: Path) -> None:
    config = {"series_feed_limit": 1, "series_feeds": ["json"]}
    built = build(copy_root("publishing", tmp_path), config=config)
    (newest,) = json.loads(built.read("feed.json"))["items"]
    assert newest["title"] == "Alone"
    assert [path.name for path in built.out.rglob("*.xml")] == ["sitemap.xml"]
    assert not [href for href in Head(built.read("index.html")).alternates if "xml" in href]


def test_posts_of_one_day_have_one_order_and_none_is_lost_without_a_word(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    for name in ("first", "second"):
        path = src / f"posts/{name}.md"
        path.write_text(re.sub("date: .*", "date: 2026-01-05", path.read_text("utf-8"), count=1))
    limited = build(src, config={"series_feed_limit": 2}, out="_limited")
    whole = build(src, config={"series_feed_limit": 3}, out="_whole")
    urls = [found["url"] for found in json.loads(whole.read("feed.json"))["items"]]
    # By date, the later part of a series first, then by name.
    assert urls == [f"{BASE}/{page}" for page in
                    ("posts/second.html", "posts/first.html", "alone.html")]  # fmt: skip
    for name in ("feed.json", "feed.xml"):
        assert [url for url in urls if f'"{url}"' in limited.read(name)] == urls[:2]
    # What a feed has no room for is where programs find all posts.
    assert urls[2] in limited.read("sitemap.xml")
    assert urls[2].removeprefix(BASE) in limited.read("catalogue.json")


OLD_FEEDS = {
    "": ["/archive/atom.xml", "/index.json"],
    "topic:caches": "/archive/tag/caches/atom.xml",
    "series:guide": ("/guide.rss",),
}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_feeds_of_a_blog_that_moved_lie_at_their_old_paths(tmp_path: Path, builder: str) -> None:
    src = copy_root("publishing", tmp_path)
    (src / "urls.txt").write_text("/archive/atom.xml\n/guide.rss\n")
    config = {"series_feed_paths": OLD_FEEDS, "series_ledger": "urls.txt"}
    built = build(src, builder=builder, config=config)
    assert built.warnings == []
    for path, copied in {
        "archive/atom.xml": "feed.xml",
        "index.json": "feed.json",
        "archive/tag/caches/atom.xml": "feeds/topic-caches.xml",
        "guide.rss": "feeds/series-guide.xml",
    }.items():
        assert built.read(path) == built.read(copied)
    # As after any change, an incremental build is a clean one; what is not wanted is gone.
    edit(src / "posts/first.md", "date:", "feed_id: https://was.example/first/\ndate:")
    again, clean = (
        build(src, builder=builder, config=config, out=out) for out in ("_build", "_clean")
    )
    assert files(again.out) == files(clean.out)
    assert "<id>https://was.example/first/</id>" in again.read("archive/atom.xml")
    del config["series_feed_paths"]
    without = build(src, builder=builder, config=config)
    assert not (without.out / "guide.rss").exists()
    assert len(without.warnings) == 2  # both addresses are lost, by the ledger


def test_a_feed_takes_no_other_file_s_path(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    paths = {"": ["/sitemap.xml", "/a.xml"], "topic:caches": "/a.xml", "topic:none": "/b.xml"}
    with (src / "conf.py").open("a") as file:
        file.write(f"series_feed_paths = {paths}\n")
    built = build(src)
    assert "urlset" in built.read("sitemap.xml")
    assert built.read("a.xml") == built.read("feed.xml")
    assert not (built.out / "b.xml").exists()
    line = len((src / "conf.py").read_text().splitlines())
    said = [warning.partition(f"conf.py:{line}: WARNING: ")[2] for warning in built.warnings]
    assert all(message.endswith(" [series.config]") for message in said)
    another = "is another file of this site: choose another path"
    *others, none = (message.removesuffix(" [series.config]") for message in said)
    assert others == [
        f"series_feed_paths: 'a.xml' {another}",
        f"series_feed_paths: 'sitemap.xml' {another}",
    ]
    assert "series_feed_paths: 'topic:none' is no feed of this site: write" in none


def test_the_id_of_an_older_feed_is_of_one_post(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    edit(src / "posts/first.md", "date:", "feed_id: urn:uuid:1\ndate:")
    edit(src / "posts/second.md", "date:", "feed_id: urn:uuid:1\ndate:")
    edit(src / "alone.md", "date:", "feed_id: two words\ndate:")
    built = build(src)
    first, second = sorted(built.warnings)
    assert "alone.md:2: WARNING: `feed_id` takes the id that an older feed gave the post" in first
    assert "the `feed_id` 'urn:uuid:1' belongs to 'posts/first': remove it here" in second


def test_highlighted_code_is_plain_in_feeds(built: Build) -> None:
    page, text = built.read("posts/first.html"), item(built, "first")["content_html"]
    assert '<span class="' in page
    assert '<span class="' not in text
    assert "<span" not in text.partition("<pre>")[2].partition("</pre>")[0]


# Heads.


def test_the_head_of_a_post(built: Build) -> None:
    page = built.read("posts/first.html")
    head = Head(page)
    assert head.canonical == [f"{BASE}/posts/first.html"]
    assert head.all("description") == head.all("og:description") == ['When "a < b" & more.']
    assert head.all("og:type") == ["article"]
    assert head.all("og:url") == head.canonical
    assert head.all("og:image") == [f"{BASE}/_images/dot.png"]
    assert head.all("og:image:alt") == ["First & <foremost>"]
    assert head.all("article:published_time") == ["2026-01-02T00:00:00+00:00"]
    assert head.all("article:modified_time") == ["2026-02-03T04:05:06+00:00"]
    assert head.all("article:author") == ["https://example.org/ada?a=1&b=2"]
    assert head.all("article:section") == ["Queues & waits"]
    assert head.all("article:tag") == ["Queues & waits", "Caches"]
    article = head.graph["TechArticle"]
    assert article["headline"] == "First & <foremost>"
    assert article["position"] == 1
    assert article["isPartOf"]["url"] == f"{BASE}/guide.html"
    trail = [(step["position"], step["item"]) for step in
             head.graph["BreadcrumbList"]["itemListElement"]]  # fmt: skip
    assert trail == [(1, f"{BASE}/guide.html"), (2, f"{BASE}/posts/first.html")]


def test_a_post_of_no_series_is_a_blog_posting(built: Build) -> None:
    assert Head(built.read("alone.html")).graph["BlogPosting"]["author"] == [
        {"@type": "Person", "name": "Its Owner"}
    ]


def test_a_page_that_is_no_post_has_its_description(built: Build) -> None:
    head = Head(built.read("index.html"))
    assert head.all("description") == ['About <things> & "others".']
    assert head.all("og:type") == ["website"]
    assert head.graph == {}


def feeds_in(page: str) -> list[str]:
    return [href for href in Head(page).alternates if href.endswith(".xml")]


def test_heads_name_the_feeds_that_concern_them(built: Build) -> None:
    assert feeds_in(built.read("index.html")) == ["feed.xml"]
    assert feeds_in(built.read("guide.html")) == ["feed.xml", "feeds/series-guide.xml"]
    topics = ["feeds/topic-caches.xml", "feeds/topic-queues.xml"]
    assert feeds_in(built.read("subjects.html")) == ["feed.xml", *topics], "one has no posts"
    assert feeds_in(built.read("posts/first.html")) == [
        f"../{name}" for name in ["feed.xml", "feeds/series-guide.xml", *topics]
    ]


@pytest.mark.parametrize("fixture", ["built", "clean"])
def test_every_link_of_a_head_leads_to_a_file(fixture: str, request: pytest.FixtureRequest) -> None:
    found: Build = request.getfixturevalue(fixture)
    for docname in ("index", "guide", "posts/first", "posts/second"):
        path = Path(found.app.builder.get_outfilename(docname)).relative_to(found.out)  # type: ignore[attr-defined]
        head = Head(found.read(str(path)))
        assert head.canonical == head.all("og:url")
        assert page_of(head.canonical[0]) == str(path)
        for href in head.alternates:
            target = urljoin(f"{BASE}/{path}", href)
            assert (found.out / target.removeprefix(f"{BASE}/")).is_file(), href


def test_addresses_are_one_wherever_they_stand(clean: Build) -> None:
    root = ET.fromstring(clean.read("sitemap.xml"))  # noqa: S314 - our own
    urls = {loc.text for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    catalogue = json.loads(clean.read("catalogue.json"))
    assert urls == {BASE + page for page in catalogue["pages"]} - {f"{BASE}/404/"}
    canonical = {Head(path.read_text()).canonical[0] for path in clean.out.rglob("*.html")
                 if BASE in path.read_text() and "noindex" not in path.read_text()}  # fmt: skip
    assert urls <= canonical


def test_without_an_address_nothing_absolute_is_made(local: Build) -> None:
    for name in (*PUBLIC, "robots.txt", "feeds"):
        assert not (local.out / name).exists()
    assert not list(local.out.rglob("*.html.md"))
    head = Head(local.read("posts/first.html"))
    assert (head.canonical, head.alternates, head.graph) == ([], [], {})
    assert head.all("description") == ['When "a < b" & more.']
    assert "<!-- post -->" not in local.read("posts/first.html")


# Sitemap, robots.txt, llms.txt.


def test_the_sitemap_says_when_posts_changed(built: Build) -> None:
    found = re.findall(
        r"<loc>(.*?)</loc>\s*(?:<lastmod>(.*?)</lastmod>)?", built.read("sitemap.xml")
    )
    assert (f"{BASE}/posts/first.html", "2026-02-03T04:05:06+00:00") in found
    assert (f"{BASE}/", "") in found
    assert f"Sitemap: {BASE}/sitemap.xml" in built.read("robots.txt")


def test_a_file_that_the_project_brings_is_left_alone(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    (src / "extra").mkdir()
    (src / "extra/robots.txt").write_text("mine\n")
    (src / "llms.txt").write_text("mine too\n")
    config = {"html_extra_path": ["extra", "llms.txt"]}
    for _ in range(2):
        built = build(src, config=config)
        assert built.read("robots.txt") == "mine\n"
        assert built.read("llms.txt") == "mine too\n"


def test_a_redirect_cannot_take_the_place_of_what_is_published(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    names = ["/feed.xml/", "/catalogue.json/", "/sitemap.xml", "/_redirects/"]
    edit(src / "posts/first.md", "[/old/first/]", json.dumps(names))
    built = build(src)
    assert len(built.warnings) == len(names)
    assert all("[series.redirect]" in warning for warning in built.warnings)
    assert feedparser.parse(built.read("feed.xml")).entries


def test_llms_txt_lists_each_post_once_with_its_copy(built: Build) -> None:
    lines = built.read("llms.txt").splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# A Site",
        "## The guide",
        "## Other",
    ]
    links = re.findall(r"\]\((.*?)\)", built.read("llms.txt"))
    assert [url.removeprefix(f"{BASE}/") for url in links] == [
        "posts/first.html.md", "posts/second.html.md", "alone.html.md",
    ]  # fmt: skip
    assert all((built.out / url.removeprefix(f"{BASE}/")).is_file() for url in links)


def test_a_copy_holds_what_the_page_shows(built: Build) -> None:
    copy = built.read("posts/first.html.md")
    assert copy.startswith(f"Part 1 of 3 · [The guide]({BASE}/guide.html#series-guide)\n\n# First")
    assert f"See [Second]({BASE}/posts/second.html), a part, [outside](" in copy
    assert f"![A dot]({BASE}/_images/dot.png)" in copy
    assert "Let $a < b$." in copy
    assert "code.py\n\n```python\nif a < b:\n" in copy
    assert "A note." in copy
    assert "Later" not in copy, "the outline of the series is the page's"


# catalogue.json.


@pytest.mark.parametrize("root", ["publishing", "addresses", "notes-myst", "mistakes"])
def test_the_catalogue_keeps_to_its_schema(root: str, tmp_path: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    built = build(copy_root(root, tmp_path))
    catalogue = json.loads(built.read("catalogue.json"))
    Draft202012Validator(SCHEMA).validate(catalogue)
    assert json.loads(built.read(catalogue["$schema"])) == SCHEMA
    catalogue["posts"][0]["address"] = "no address"
    assert not Draft202012Validator(SCHEMA).is_valid(catalogue)


# Incremental builds.


def retitle(src: Path) -> None:
    edit(src / "posts/second.md", "# Second", "# Another title")


def change_text(src: Path) -> None:
    edit(src / "posts/first.md", "Let ", "Surely ")


def withdraw(src: Path) -> None:
    edit(src / "posts/second.md", "date:", "draft: true\ndate:")


def change_topic(src: Path) -> None:
    edit(src / "subjects.md", "## Queues & waits", "## Waits")


def say_what_the_site_is_about(src: Path) -> None:
    edit(src / "index.md", "About <things>", "About other <things>")


def add_a_picture_for_print(src: Path) -> None:
    edit(src / "guide.md", "# ", "```{only} latex\n![A dot](posts/dot.png)\n```\n\n# ")


EDITS = [
    retitle, change_text, withdraw, change_topic, say_what_the_site_is_about,
    add_a_picture_for_print,
]  # fmt: skip
# Other values of each setting, and of the one of Sphinx that all addresses have.
OTHER_VALUES: dict[str, list[Any]] = {
    "html_baseurl": ["https://other.example/", ""],
    "series_authors": [{"ada": {"name": "Ada Renamed"}, "bob": {"name": "Bob"}}],
    "series_bylines": [True],
    "series_catalogue_days": [1],
    "series_catalogues": [{"far": ("https://far.example/", "far.json")}],
    "series_clock": ["2027-01-01"],
    "series_content_hash": [True],
    "series_default_authors": [{"posts/*": ["bob"]}],
    "series_drafts": [True],
    "series_feed_authority": ["old.example"],
    "series_feed_limit": [1, 2],
    "series_feed_paths": [{"site": "/old/feed.xml"}],
    "series_feeds": [["atom"], []],
    "series_home": [True],
    "series_ledger": ["urls.txt"],
    "series_markdown": [False],
    "series_names": ["names.txt"],
    "series_navigation": [False],
    "series_permalink": ["/p/{slug}/"],
    "series_redirect_exports": [["netlify"]],
    "series_redirect_hosts": [["example.org"]],
    "series_related": [2],
    "series_sitemap": [False],
    "series_social_cards": [True],
    "series_topics": [{"subject": "A Subject"}],
    "series_timezone": ["Asia/Tokyo"],
}


def is_as_clean(src: Path, config: Mapping[str, Any]) -> None:
    incremental = files(build(src, config=config).out)
    clean = files(build(src, out="_clean", config=config).out)
    # Sphinx's own index keeps the words of removed pages.
    assert {**incremental, "searchindex.js": b""} == {**clean, "searchindex.js": b""}
    shutil.rmtree(src / "_clean")


def test_after_each_edit_all_is_that_of_a_clean_build(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    build(src)
    for change in EDITS:
        change(src)
        is_as_clean(src, {})


# A shard is no whole site, and has tests of its own.
@pytest.mark.parametrize("name", sorted({*SETTINGS, "html_baseurl"} - {"series_shard"}))
def test_after_each_setting_all_is_that_of_a_clean_build(tmp_path: Path, name: str) -> None:
    src = copy_root("publishing", tmp_path)
    (src / "urls.txt").write_text("/old/ -> /guide.html\n")
    (src / "far.json").write_text(json.dumps(catalogue()))
    (src / "names.txt").write_text("/guide.html#old -> #end\n")
    build(src)
    for value in OTHER_VALUES[name]:
        is_as_clean(src, {name: value})
    is_as_clean(src, {})


def test_a_file_that_is_lost_is_made_again(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    before = build(src)
    expected = files(before.out)
    for name in ("feed.xml", "feeds/series-guide.json", "sitemap.xml", "posts/first.html.md"):
        (before.out / name).unlink()
    assert files(build(src).out) == expected


def test_a_build_that_changes_nothing_reads_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    src = copy_root("publishing", tmp_path)
    out = build(src).out
    published = [*PUBLIC, "posts/first.html.md", "feeds/series-guide.json"]
    times = [(out / name).stat().st_mtime_ns for name in published]
    # Nobody looks into this page, so nobody misses it.
    (out / "posts/first.html").unlink()
    monkeypatch.setattr(StandaloneHTMLBuilder, "get_outdated_docs", lambda _self: [])
    build(src)
    assert [(out / name).stat().st_mtime_ns for name in published] == times


# Pictures and settings.


def test_a_missing_picture_is_reported_and_no_more(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    edit(src / "posts/second.md", "slug: two", "slug: two\nimage: nothing.png")
    built = build(src)
    (warning,) = built.warnings
    assert warning.startswith(
        "posts/second.md:5: WARNING: `image`: there is no file 'posts/nothing.png': write its path"
    )
    assert Head(built.read("posts/second.html")).all("og:image") == []
    assert build(src).warnings == built.warnings


def test_a_picture_that_only_the_front_matter_names_is_copied(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    (src / "card.png").write_bytes((src / "posts/dot.png").read_bytes())
    edit(src / "posts/second.md", "slug: two", "slug: two\nimage: /card.png")
    built = build(src)
    assert built.warnings == []
    assert (built.out / "_images/card.png").is_file()
    assert item(built, "two")["image"] == f"{BASE}/_images/card.png"
    edit(src / "posts/second.md", "image: /card.png\n", "")
    assert not (build(src).out / "_images/card.png").exists()


WRONG = {
    "series_feeds": "atom",
    "series_feed_limit": 0,
    "series_feed_paths": {"": "/feed/"},
    "series_feed_authority": "https://example.org/",
    "series_sitemap": "yes",
    "series_markdown": True,
    "series_social_cards": True,
}


def test_wrong_settings_are_named(tmp_path: Path) -> None:
    src = copy_root("plain", tmp_path)
    with (src / "conf.py").open("a") as file:
        file.writelines(f"{name} = {value!r}\n" for name, value in WRONG.items())
    warnings = build(src).warnings
    assert [warning.split("WARNING: ")[1].split()[0] for warning in warnings] == list(WRONG)
    assert all(f"[series.{Kind.CONFIG.value}]" in warning for warning in warnings)


def test_a_wrong_setting_has_its_line_in_another_encoding(tmp_path: Path) -> None:
    conf = copy_root("publishing", tmp_path) / "conf.py"
    head = "# coding: latin-1\n# Café\nseries_feed_limit = 0\n"
    conf.write_bytes((head + conf.read_text()).encode("latin-1"))
    (warning,) = build(conf.parent).warnings
    assert warning.startswith("conf.py:3: WARNING: series_feed_limit takes a number from 1, not 0")


def test_a_card_is_drawn_for_each_post_without_a_picture_and_once(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    edit(src / "alone.md", "# Alone", "# Costs $5 or $6\u200d")
    config = {"series_social_cards": True}
    built = build(src, config=config)
    assert built.warnings == []
    (second,) = Head(built.read("posts/second.html")).all("og:image")
    (alone,) = Head(built.read("alone.html")).all("og:image")
    assert Head(built.read("posts/first.html")).all("og:image") == [f"{BASE}/_images/dot.png"]
    folder = built.out / "_images/cards"
    assert {f"{BASE}/_images/cards/{path.name}" for path in folder.iterdir()} == {second, alone}
    for path in folder.iterdir():
        size = struct.unpack(">8x8xII", path.read_bytes()[:24])
        assert size == (1146, 600)
    drawn = built.out / alone.removeprefix(f"{BASE}/")
    time = drawn.stat().st_mtime_ns
    retitle(src)
    (renamed,) = Head(build(src, config=config).read("posts/second.html")).all("og:image")
    assert renamed != second
    assert {f"{BASE}/_images/cards/{path.name}" for path in folder.iterdir()} == {renamed, alone}
    assert drawn.stat().st_mtime_ns == time


TITLES = st.sampled_from(
    ["]]>", "</script><script>alert(1)</script>", "\u202eright to left\u202c", "😀", "$a$ $b",
     "<!-- x -->", "&lt;b&gt;", "a\x0bb\x1f", "*a* `b` [c](d)", '"quoted"']
) | st.text(max_size=12)  # fmt: skip


@settings(max_examples=examples(8))
@given(title=TITLES, description=TITLES)
def test_no_words_of_an_author_break_what_is_published(
    title: str, description: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    src = copy_root("publishing", tmp_path_factory.mktemp("hostile"))
    front = {"date": "2026-01-06", "topics": ["caches"], "description": description}
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
    text = f"---\n{lines}---\n\n# {title}\n\nText.\n"
    (src / "alone.md").write_text(text, encoding="utf-8")
    built = build(src)
    for path in [*built.out.glob("feed*.xml"), *built.out.glob("feeds/*.xml")]:
        assert not feedparser.parse(path.read_bytes()).bozo
        ET.fromstring(path.read_bytes())  # noqa: S314 - our own
    ET.fromstring(built.read("sitemap.xml"))  # noqa: S314 - our own
    assert json.loads(built.read("feed.json"))["items"]
    head = Head(built.read("alone.html"))
    assert "BlogPosting" in head.graph
    Draft202012Validator(SCHEMA).validate(json.loads(built.read("catalogue.json")))


LETTERS = {
    "Arabic": ("شاي again", "شاي"),
    "Japanese": ("緑茶の話", "緑茶の話"),
    "an emoji": ("Tea \U0001fad6\ufe0f", "\U0001fad6"),
    "many": ("一二三四五六七八九十百千万", "一二三四五六七八九十百…"),
}


@pytest.mark.parametrize("key", ["title", "description"])
@pytest.mark.parametrize(("text", "letters"), LETTERS.values(), ids=[*LETTERS])
def test_a_post_with_letters_that_the_font_lacks_has_no_card_of_boxes(
    text: str, letters: str, key: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    src = copy_root("publishing", tmp_path)
    if key == "title":
        edit(src / "posts/second.md", "# Second", f"# {text}")
    else:
        edit(src / "posts/second.md", "slug: two", f"slug: two\ndescription: {text}")
    config = {"series_social_cards": True, "ogp_image": "https://example.org/site.png"}
    built = build(src, config=config)
    (warning,) = built.warnings
    assert warning.startswith("posts/second.md:2: WARNING: the font of social cards lacks")
    assert f"lacks '{letters}', so" in warning
    assert '`ogp_social_cards = {"font": [' in warning
    (image,) = Head(built.read("posts/second.html")).all("og:image")
    assert image == "https://example.org/site.png"
    assert len([*(built.out / "_images/cards").iterdir()]) == 1
    assert build(src, config=config).warnings == built.warnings
    assert [one for one in caplog.records if one.name.startswith("matplotlib")] == []


@pytest.mark.parametrize("enabled", [True, False])
def test_boxes_that_the_other_extension_draws_are_named(*, enabled: bool, tmp_path: Path) -> None:
    """It cannot be told to draw none for one page."""
    src = copy_root("publishing", tmp_path)
    edit(src / "posts/second.md", "# Second", "# \u7dd1\u8336")
    style = {"enable": enabled}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        built = build(src, config={"series_social_cards": True, "ogp_social_cards": style})
    (warning,) = [line for line in built.warnings if "lacks" in line]
    assert ('unless `ogp_social_cards` has `"enable": False`' in warning) == enabled
    assert bool(Head(built.read("posts/second.html")).all("og:image")) == enabled


@pytest.mark.parametrize("font", ["DejaVu Sans", ["Roboto Flex", "DejaVu Sans"]])
def test_a_letter_takes_the_first_font_that_has_it(font: object, tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    edit(src / "posts/second.md", "# Second", "# شاي")
    built = build(src, config={"series_social_cards": True, "ogp_social_cards": {"font": font}})
    assert built.warnings == []
    (image,) = Head(built.read("posts/second.html")).all("og:image")
    assert (built.out / image.removeprefix(f"{BASE}/")).is_file()


@pytest.mark.parametrize("font", ["No Such Font", ["No Such Font"], 5])
def test_a_font_that_is_not_installed_is_named(
    font: object, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    src = copy_root("publishing", tmp_path)
    style = f'{{"enable": False, "font": {font!r}}}\nseries_social_cards = True'
    edit(src / "conf.py", '{"enable": False}', style)
    built = build(src)
    (warning,) = built.warnings
    name = "5" if font == 5 else "No Such Font"
    assert warning.startswith(f"conf.py:16: WARNING: `ogp_social_cards` names the font '{name}'")
    assert len([*(built.out / "_images/cards").iterdir()]) == 2
    assert [one for one in caplog.records if one.name.startswith("matplotlib")] == []


def test_a_style_that_is_none_is_named(tmp_path: Path) -> None:
    src = copy_root("publishing", tmp_path)
    config = {
        "series_social_cards": True,
        "ogp_social_cards": {"enable": False, "background_color": "no color"},
    }
    with pytest.raises(ConfigError, match="`ogp_social_cards` is no style"):
        build(src, config=config)
