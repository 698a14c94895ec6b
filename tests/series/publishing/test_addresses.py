"""Old addresses lead to today's pages, in every builder and after every edit."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import pytest
from builds import Build, build, copy_root, files
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx_series.output_paths import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

NOTICES = {
    "2019/05/06/A Post.html": "posts/a",
    "a-post-e680199e6e22/index.html": "posts/a",
    "über/uns/index.html": "posts/a",
    "blog/a/index.html": "posts/a",
    "blog/bee/index.html": "posts/b",
    "old/b/index.html": "posts/b",
    "Old/B/index.html": "posts/b",
    "moved/index.html": "posts/b",
}
SUFFIX_WARNING = (
    "posts/a.md:3: WARNING: '/files/old.php' has the suffix of another kind of file: only the "
    "server forms of `series_redirect_exports` redirect it [series.redirect]"
)


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return copy_root("addresses", tmp_path)


def link(built: Build, path: str) -> str:
    (href,) = re.findall(r'<a href="([^"]*)">', built.read(path))
    return str(href)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_old_address_leads_to_its_page(src: Path, builder: str) -> None:
    built = build(src, builder=builder)
    assert built.warnings == [SUFFIX_WARNING]
    for path, docname in NOTICES.items():
        found = unquote(urljoin(f"https://x.example/preview/{path}", link(built, path)))
        suffix = "/" if builder == "dirhtml" else ".html"
        assert found == f"https://x.example/preview/{docname}{suffix}"


def test_a_slug_that_no_permalink_can_hold_is_reported(src: Path) -> None:
    post = src / "posts" / "b.md"
    post.write_text(f"---\ndate: 2026-01-01\nslug: {'b' * 252}\n---\n\n# B\n")
    built = build(src, config={"series_permalink": "/blog/post-{slug}/", "series_ledger": ""})
    (warning,) = [line for line in built.warnings if line != SUFFIX_WARNING]
    assert warning.startswith("posts/b.md:3: WARNING: the slug 'bbb")
    assert warning.endswith("gives no permalink: write a shorter one [series.redirect]")


def test_nobody_is_told_of_a_form_that_can_be_no_address(src: Path) -> None:
    (src / "back\\slash.md").write_text("---\norphan: true\n---\n\n# Odd\n")
    assert build(src, config={"series_ledger": ""}).warnings == [SUFFIX_WARNING]


def test_the_other_form_of_each_page_leads_to_it(src: Path) -> None:
    assert link(build(src), "posts/a/index.html") == "../../posts/a.html"
    assert link(build(src, builder="dirhtml"), "posts/a.html") == "../posts/a/"
    assert not (src / "_build/html/pages.html").exists(), "an index has one address in both"


def test_a_redirect_page_is_canonical_to_its_target_and_not_indexed(src: Path) -> None:
    page = build(src).read("blog/a/index.html")
    assert '<link rel="canonical" href="https://docs.example.org/en/latest/posts/a.html">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<noscript><meta http-equiv="refresh" content="0; url=../../posts/a.html">' in page
    assert len(page.encode()) <= 2048


def test_without_a_base_there_is_no_canonical_link(src: Path) -> None:
    built = build(src, config={"html_baseurl": ""})
    assert "canonical" not in built.read("blog/a/index.html")
    assert built.read("_redirects").splitlines()[0].split()[1] == "/posts/a.html"


def test_a_retired_page_says_so(src: Path) -> None:
    built = build(src)
    page = built.read("retired/index.html")
    assert "<h1>This page was removed on purpose.</h1>" in page
    assert "http-equiv" not in page
    assert '"/retired/" "gone";' in built.read("redirects.nginx.conf")


def test_redirect_pages_are_no_documents(src: Path) -> None:
    built = build(src)
    assert "e680199e6e22" not in built.read("searchindex.js")
    assert not [name for name in built.app.env.found_docs if name.startswith("blog")]


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "text", "latex", "xml"])
def test_no_other_builder_writes_redirects(src: Path, builder: str) -> None:
    out = build(src, builder=builder).out
    assert not (out / "blog").exists()
    assert not (out / "catalogue.json").exists()


def test_no_server_form_is_written_that_is_not_wanted_or_empty(tmp_path: Path) -> None:
    src = copy_root("plain", tmp_path)
    exports = ["netlify", "nginx", "json"]
    built = build(src, config={"series_redirect_exports": exports})
    written = {"_redirects", "redirects.nginx.conf", "redirects.json"} & set(files(built.out))
    assert written == set(), "the only page has no other form"


def test_the_catalogue_is_there_for_other_programs(src: Path) -> None:
    built = build(src)
    found = json.loads(built.read("catalogue.json"))
    assert found["version"] == 1
    assert found["pages"] == ["/", "/pages/", "/posts/a.html", "/posts/b.html"]
    assert [post["slug"] for post in found["posts"]] == ["a", "bee"]
    assert {"from": "/blog/a/", "to": "/posts/a.html", "status": 301} in found["redirects"]
    assert {"from": "/retired/", "to": None, "status": 410} in found["redirects"]
    assert {
        "from": "/shop/", "to": "https://example.org/shop?from=old", "status": 301,
    } in found["redirects"]  # fmt: skip


def test_the_catalogue_has_series_and_topics(tmp_path: Path) -> None:
    built = build(copy_root("notes-myst", tmp_path))
    found = json.loads(built.read("catalogue.json"))
    (series,) = found["series"]
    assert [part["post"] for part in series["parts"]] == ["alpha", "beta", None, None, "delta"]
    (topic,) = found["topics"]
    assert set(topic["posts"]) <= {post["slug"] for post in found["posts"]}
    assert (found["posts"][0]["series"], found["posts"][0]["part"]) == ("letters", 1)


# A rule for a whole folder.


def leads(built: Build) -> dict[str, str | None]:
    found = json.loads(built.read("catalogue.json"))["redirects"]
    return {redirect["from"]: redirect["to"] for redirect in found}


def write_ledger(src: Path, *lines: str) -> None:
    (src / "urls.txt").write_text("".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_folder_leads_to_another(src: Path, builder: str) -> None:
    recorded = ["/writing/a/", "/writing/b.html"]
    write_ledger(src, "/writing/* -> /posts/*", *recorded, "/writing/a.html -> /pages/")
    built = build(src, builder=builder)
    assert built.warnings == [SUFFIX_WARNING]
    end = "/" if builder == "dirhtml" else ".html"
    found = leads(built)
    assert found["/writing/a/"] == f"/posts/a{end}"
    assert found["/writing/b/"] == found["/writing/b.html"] == f"/posts/b{end}"
    assert found["/writing/a.html"] == "/pages/", "what is written by itself goes first"
    assert "/writing/* /en/latest/posts/:splat 301" in built.read("_redirects").splitlines()
    assert link(built, "writing/b/index.html").endswith(f"/posts/b{end}")


def test_what_a_folder_had_and_its_successor_lacks_is_lost(src: Path) -> None:
    write_ledger(src, "/writing/* -> /posts/*", "/writing/a.html", "/writing/zebra.html")
    warnings = build(src).warnings
    (warning,) = [line for line in warnings if line != SUFFIX_WARNING]
    assert warning.startswith("urls.txt:3: WARNING: '/writing/zebra.html' was published and leads")


def test_a_folder_is_retired_as_it_was_recorded(src: Path) -> None:
    write_ledger(src, "/shop/* -> gone", "/shop/", "/shop/x.html", "/shops/")
    built = build(src)
    found = leads(built)
    assert (found["/shop/"], found["/shop/x.html"]) == (None, None)
    (warning,) = [line for line in built.warnings if line != SUFFIX_WARNING]
    assert "'/shops/' was published" in warning


def test_a_folder_that_has_pages_again_is_no_rule_of_servers(src: Path) -> None:
    (src / "writing").mkdir()
    (src / "writing/b.md").write_text("---\norphan: true\n---\n\n# Another B\n")
    write_ledger(src, "/writing/* -> /posts/*")
    built = build(src)
    assert built.warnings == [SUFFIX_WARNING]
    assert leads(built)["/writing/a.html"] == "/posts/a.html"
    assert "Another B" in built.read("writing/b.html")
    rules = built.read("_redirects")
    assert ":splat" not in rules
    assert "/writing/a.html /en/latest/posts/a.html 301" in rules
    assert "series_folder" not in built.read("redirects.nginx.conf")


def test_a_folder_may_lead_to_a_host_that_is_named(src: Path) -> None:
    write_ledger(src, "/shop/* -> https://example.org/all/*", "/shop/x/")
    built = build(src)
    assert built.warnings == [SUFFIX_WARNING]
    assert leads(built)["/shop/x/"] == "https://example.org/all/x/"
    assert "/shop/* https://example.org/all/:splat 301" in built.read("_redirects")
    elsewhere = build(src, config={"series_redirect_hosts": []})
    assert "is on no host that redirects may lead to" in "".join(elsewhere.warnings)
    assert ":splat" not in elsewhere.read("_redirects")


# Nothing is ever written over, and nothing is left behind.


def rename_a_page(src: Path) -> None:
    (src / "posts/a.md").rename(src / "posts/new.md")
    text = (
        (src / "posts/new.md")
        .read_text()
        .replace("aliases: [", "slug: a\naliases: [/posts/a.html, ")
    )
    (src / "posts/new.md").write_text(text)
    index = (src / "index.md").read_text().replace("posts/a\n", "posts/new\n")
    (src / "index.md").write_text(index)


def drop_an_alias(src: Path) -> None:
    text = (src / "posts/b.md").read_text().replace("aliases: [/old/b, /Old/B/]\n", "")
    (src / "posts/b.md").write_text(text)


def put_a_page_where_a_redirect_was(src: Path) -> None:
    (src / "old").mkdir()
    (src / "old/b.md").write_text("---\norphan: true\n---\n\n# New\n")


def retire_another(src: Path) -> None:
    with (src / "urls.txt").open("a") as file:
        file.write("/posts/c.html -> gone\n")


EDITS = [rename_a_page, drop_an_alias, put_a_page_where_a_redirect_was, retire_another]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_outputs_are_those_of_a_clean_build(edit: object, builder: str, src: Path) -> None:
    def outputs(built: Build) -> dict[str, bytes]:
        return {
            name: content
            for name, content in files(built.out).items()
            if not name.startswith(("_sources", "searchindex"))
        }

    build(src, builder=builder)
    edit(src)  # type: ignore[operator]
    incremental = build(src, builder=builder)
    clean = build(src, builder=builder, out="_clean")
    assert outputs(incremental) == outputs(clean)
    assert incremental.warnings == clean.warnings


def test_a_file_that_somebody_puts_at_an_old_address_is_kept(src: Path) -> None:
    build(src)
    (src / "extra/blog/a").mkdir(parents=True)
    (src / "extra/blog/a/index.html").write_text("mine")
    built = build(src, config={"html_extra_path": ["extra"]})
    assert built.read("blog/a/index.html") == "mine"
    assert any("'/blog/a/' is the page '/blog/a/'" in line for line in built.warnings)


def test_a_build_that_was_killed_while_writing_is_completed(src: Path) -> None:
    clean = build(src)
    manifest = json.loads(clean.read(MANIFEST))
    (clean.out / MANIFEST).write_text(json.dumps({**manifest, "unfinished": True}))
    (clean.out / "blog/a/index.html").write_text("half a pa")
    (clean.out / "moved/index.html").unlink()
    after = build(src)
    assert after.warnings == [SUFFIX_WARNING]
    assert files(after.out) == files(build(src, out="_clean").out)


def test_a_lost_redirect_page_is_made_again(src: Path) -> None:
    before = build(src)
    expected = files(before.out)
    (before.out / "blog/a/index.html").unlink()
    after = build(src)
    assert after.warnings == [SUFFIX_WARNING]
    assert files(after.out) == expected


@pytest.mark.parametrize(
    "config",
    [{"series_redirect_exports": []}, {"series_sitemap": False}, {"series_permalink": "/{slug}/"}],
    ids=lambda config: next(iter(config)),
)
def test_settings_take_effect_where_no_page_is_written(
    config: dict[str, object], src: Path
) -> None:
    base = {"html_baseurl": "https://example.org/"}
    before = files(build(src, config=base).out)
    after = build(src, config={**base, **config})
    clean = build(src, config={**base, **config}, out="_clean")
    assert after.warnings == clean.warnings
    assert files(after.out) == files(clean.out) != before


def test_a_ledger_that_is_missing_is_reported_until_it_is_there(src: Path) -> None:
    def reports() -> list[str]:
        return [line for line in build(src).warnings if "cannot be read" in line]

    build(src)
    ledger = src / "urls.txt"
    ledger.unlink()
    assert len(reports()) == 1
    assert len(reports()) == 1, "at every build"
    ledger.write_text("")
    assert reports() == []
    ledger.unlink()
    ledger.mkdir()
    assert len(reports()) == 1


def test_a_link_that_leads_nowhere_ends_no_build(src: Path) -> None:
    page = build(src).out / "blog/a/index.html"
    page.unlink()
    page.symlink_to("nowhere")
    build(src)
    assert page.is_symlink()


def test_a_lost_manifest_loses_nothing(src: Path) -> None:
    before = build(src)
    expected = files(before.out)
    (before.out / MANIFEST).unlink()
    after = build(src)
    assert after.warnings == [SUFFIX_WARNING]
    assert files(after.out) == expected


def test_nothing_is_written_through_a_link_that_leads_out(src: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    out = build(src).out
    for path in (out / "blog").rglob("index.html"):
        path.unlink()
    for folder in sorted((out / "blog").rglob("*"), reverse=True):
        folder.rmdir()
    (out / "blog").rmdir()
    (out / "blog").symlink_to(outside, target_is_directory=True)
    build(src)
    assert list(outside.iterdir()) == []


# The ledger.


def lost_of(src: Path, *addresses: str) -> list[str]:
    """Add addresses to the ledger and give what the build says of them."""
    ledger = src / "urls.txt"
    ledger.write_text(ledger.read_text() + "".join(f"{address}\n" for address in addresses))
    prefix, suffix = "was published and leads nowhere now: ", " [series.lost_url]"
    lines = [line for line in build(src).warnings if line.endswith(suffix)]
    assert [line.split(":")[:2] for line in lines] == [
        ["urls.txt", str(number)] for number in range(7, 7 + len(addresses))
    ]
    return [line.split(prefix)[1].removesuffix(suffix) for line in lines]


def test_what_is_lost_is_named_with_the_line_that_mends_it(src: Path) -> None:
    post, page, nothing = lost_of(src, "/2018/bee.html", "/notes/pages/", "/q/")
    assert post == (
        "its likeliest successor is '/posts/b.html': write `aliases: [/old/b, /Old/B/, "
        "/2018/bee.html]` into the front matter of posts/b.md, or retire it here: "
        "`/2018/bee.html -> gone`"
    )
    assert page == (
        "its likeliest successor is '/pages/': write here `/notes/pages/ -> /pages/`, "
        "or retire it here: `/notes/pages/ -> gone`"
    )
    assert nothing == (
        "write here where it leads, `/q/ -> /another/`, or retire it here: `/q/ -> gone`"
    )


def test_the_line_mends_it(src: Path) -> None:
    (advice,) = lost_of(src, "/2018/bee.html")
    post = src / "posts/b.md"
    (line,) = re.findall("write `(.*?)`", advice)
    post.write_text(re.sub("aliases: .*", line, post.read_text()))
    assert build(src).warnings == [SUFFIX_WARNING]


def test_a_draft_takes_its_addresses_back_and_the_ledger_says_so(src: Path) -> None:
    ledger = src / "urls.txt"
    ledger.write_text(ledger.read_text() + "/blog/bee/\n")
    assert build(src).warnings == [SUFFIX_WARNING]
    post = src / "posts/b.md"
    post.write_text(post.read_text().replace("slug: bee", "slug: bee\ndraft: true"))
    warnings = build(src).warnings
    assert any("'/blog/bee/' was published" in line for line in warnings)


HOSTILE = st.sampled_from(
    ["/../../etc/x", "/%2e%2e/x", "//evil.example/", "javascript:alert(1)", "/posts/a.html", "/",
     "/_static/basic.css", "/objects.inv", "/search.html/", "/posts", "/posts/b/", "/urls/../x",
     "/a\\b/", "/\u202e/", "/<script>/", "/'\"/", "/%00", "/con", "/" + "x" * 300, "/x" * 500,
     "/.series-outputs.json", "/catalogue.json", "/index.html/", "/blog/a/", "/Blog/A/"]
) | st.text(max_size=6).map("/".__add__)  # fmt: skip


@settings(max_examples=examples(15))
@given(aliases=st.lists(HOSTILE, min_size=1, max_size=4))
def test_no_alias_ends_a_build_or_leaves_the_folder(
    aliases: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    src = copy_root("addresses", folder)
    before = files(build(src).out)
    (src / "posts/b.md").write_text(
        f"---\ndate: 2026-01-02\nslug: bee\naliases: {json.dumps(aliases)}\n---\n\n# B\n"
    )
    after = files(build(src).out)
    assert {path.name for path in folder.iterdir()} == {"addresses"}
    for name in ("index.html", "posts/a.html", "objects.inv", "_static/basic.css", "search.html"):
        assert after[name] == before[name] or name == "objects.inv"
