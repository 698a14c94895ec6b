"""Old addresses as a reader meets them: on a real nginx, and in a real browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from builds import PROJECT, build, copy_root
from need import program
from servers import answer, apache, caddy, nginx, static
from sphinx_series.commands import names
from sphinx_series.core.addresses import addresses, redirect_pages
from sphinx_series.core.names import register

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

QUERY = "?utm=1&q=a%20b"
FRAGMENT = "#failure-analysis"

# As the old blog had them.
KNOWN = """
/blog/famous-golang-frameworks/
/blog/azure-application-gateway-and-nginx-on-vm/
/the-kubernetes-handbook-a-comprehensive-guide-of-100-q-a-e680199e6e22
/a-step-by-step-guide-to-calculating-slas-slis-and-slos-for-your-it-services-6f0a07b67bb5
/apache-flink-and-kubernetes-a-perfect-match-for-cloud-native-data-processing-10-recipes-6b15a132b186
/2020/07/03/Designing-a-DevOps-Strategy.html
/2020/08/03/Demistifying-DotNet-6-Minimal-APIs.html
/2022/01/01/Java-SpringBoot-On-Azure-Cloud-1.html
/2022/01/01/Java-SpringBoot-On-Azure-Cloud-2.html
/2022/01/01/Java-SpringBoot-On-Azure-Cloud-3.html
""".split()  # noqa: SIM905 - a list reads worse


def redirects(out: Path) -> list[dict[str, str]]:
    found = json.loads((out / "catalogue.json").read_text())["redirects"]
    assert found
    return list(found)


def test_the_old_addresses_of_the_blog_are_in_the_plan(site: Path) -> None:
    sources = {redirect["from"] for redirect in redirects(site)}
    assert set(KNOWN) <= sources
    posts = json.loads((site / "catalogue.json").read_text())["posts"]
    assert {f"/blog/{post['slug']}/" for post in posts} <= sources


def test_the_ledger_holds_all_that_the_site_publishes(site: Path) -> None:
    recorded = {
        addresses.file_of(str(addresses.parse(line.split(" -> ")[0])))
        for line in (PROJECT / "archive/urls.txt").read_text().splitlines()
        if line.startswith("/")
    }
    found = json.loads((site / "catalogue.json").read_text())
    published = [*found["pages"], *(redirect["from"] for redirect in found["redirects"])]
    missing = {path for path in published if addresses.file_of(unquote(path)) not in recorded}
    assert missing == set(), "run `make record`"


def test_the_file_of_names_holds_all_that_the_site_publishes(site: Path) -> None:
    recorded = register.parse((PROJECT / "archive/names.txt").read_text(), "names.txt")
    known = {record.name for record in recorded.records}
    missing = {str(name) for name in names.read(site).names() if name not in known}
    assert missing == set(), "run `make record`"


def serve(name: str, folder: Path, out: Path) -> AbstractContextManager[int]:
    """Run a server with the redirects of a build."""
    if name == "nginx":
        return nginx(program("nginx"), folder, out / "redirects.nginx.conf")
    if name == "caddy":
        return caddy(program("caddy"), folder, out / "redirects.caddy")
    return apache(program("apache2"), folder, out)


SERVERS = [
    pytest.param(name, marks=pytest.mark.needs(name)) for name in ("nginx", "apache2", "caddy")
]


@pytest.mark.needs("nginx")
def test_nginx_answers_every_source_of_the_site(site: Path, tmp_path: Path) -> None:
    with nginx(program("nginx"), tmp_path, site / "redirects.nginx.conf") as port:
        for redirect in redirects(site):
            for spelling in addresses.spellings(unquote(redirect["from"])):
                path = addresses.encode(spelling)
                assert answer(port, path) == (301, redirect["to"]), path
                assert answer(port, f"{path}{QUERY}") == (301, f"{redirect['to']}{QUERY}")
        assert answer(port, "/nothing/here/") == (404, "")


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_answers_hostile_sources_below_a_base(server: str, tmp_path: Path) -> None:
    src = copy_root("addresses", tmp_path)
    old = [
        "/a 'b' \"c\"/", "/$host/", "/~x/", "/{y}/;z/", "/\u00fc%25/", "/back`tick/", "/UP/",
        "/{$HOME}/", "/%{TIME}/", "/a+(b)[c]|d.html", "/#hash/".replace("#", "%23"),
    ]  # fmt: skip
    post = src / "posts/b.md"
    post.write_text(post.read_text().replace("[/old/b, /Old/B/]", json.dumps(old)))
    ledger = src / "urls.txt"
    ledger.write_text(f"{ledger.read_text()}/place/ -> /posts/b.html#some-where\n")
    (src / "posts/b.md").write_text(f"{post.read_text()}\n\n(some-where)=\n\nHere.\n")
    exports = ["nginx", "apache", "caddy"]
    out = build(src, config={"series_redirect_exports": exports}).out
    with serve(server, tmp_path, out) as port:
        for address in old:
            for spelling in addresses.spellings(str(addresses.parse(address))):
                path = addresses.encode(spelling)
                assert answer(port, path) == (301, "/en/latest/posts/b.html"), address
                there = (301, f"/en/latest/posts/b.html{QUERY}")
                assert answer(port, f"{path}{QUERY}") == there, address
        assert answer(port, "/retired/") == (410, "")
        assert answer(port, "/retired") == (410, "")
        assert answer(port, "/shop/?x=1") == (301, "https://example.org/shop?from=old")
        place = "/en/latest/posts/b.html"
        assert answer(port, "/place/") == (301, f"{place}#some-where")
        assert answer(port, f"/place{QUERY}") == (301, f"{place}{QUERY}#some-where")
        assert answer(port, "/nothing/here/") == (404, "")
        assert answer(port, "/a/UP/") == (404, "")


def decoded(port: int, path: str) -> tuple[int, str]:
    """Ask for a path; servers differ in the letters of what they encode themselves."""
    status, location = answer(port, path)
    assert " " not in location
    assert ("%25" in location) == ("%25" in path)
    return status, unquote(location)


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_leads_from_a_folder_to_another(server: str, tmp_path: Path) -> None:
    src = copy_root("addresses", tmp_path)
    rules = "/an old/* -> /posts/*\n/shop/* -> https://example.org/all/*\n"
    (src / "urls.txt").write_text(f"{rules}/an%20old/b.html -> /pages/\n", encoding="utf-8")
    exports = ["nginx", "apache", "caddy"]
    out = build(src, config={"series_redirect_exports": exports}).out
    with serve(server, tmp_path, out) as port:
        for rest in ("a.html", "sub/caf%C3%A9%20x/", "%25"):
            there = f"/en/latest/posts/{rest}"
            assert decoded(port, f"/an%20old/{rest}") == (301, unquote(there))
            assert decoded(port, f"/an%20old/{rest}{QUERY}") == (301, unquote(there + QUERY))
            away = f"https://example.org/all/{rest}"
            assert decoded(port, f"/shop/{rest}") == (301, unquote(away))
        assert answer(port, "/an%20old/b.html") == (301, "/en/latest/pages/")
        assert answer(port, "/an%20older/a.html") == (404, "")


def follow(page: Page, out: Path, *, given: str, kept: str) -> None:
    """Open each redirect, with something behind its address, and wait until it has led on.

    The pages that they lead to must be there, and are not loaded: they have tests of their own.
    """
    wanted = redirects(out)
    sources = {redirect["from"] for redirect in wanted}
    missing = []

    def answer_briefly(route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path).lstrip("/")
        if not any(file.is_file() for file in (out / path, out / path / "index.html")):
            missing.append(path)
        route.fulfill(content_type="text/html", body="<!doctype html><title>Here</title>")

    scripts = {f"/{redirect_pages.SCRIPT}"}
    page.route(lambda url: urlsplit(url).path not in sources | scripts, answer_briefly)
    with static(out) as url:
        for redirect in wanted:
            page.goto(f"{url}{redirect['from']}{given}", wait_until="commit")
            page.wait_for_url(f"{url}{redirect['to']}{kept}", wait_until="commit")
    assert missing == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_browser_follows_every_redirect_of_the_site(
    builder: str, site: Path, browser: Browser, request: pytest.FixtureRequest
) -> None:
    out = site if builder == "html" else request.getfixturevalue("dirhtml_site")
    page = browser.new_page()
    follow(page, out, given=f"{QUERY}{FRAGMENT}", kept=f"{QUERY}{FRAGMENT}")
    page.close()


def test_without_scripts_every_redirect_leads_to_its_page(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    follow(context.new_page(), site, given=QUERY, kept="")
    context.close()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_strict_policy_stops_no_redirect(builder: str, tmp_path: Path, browser: Browser) -> None:
    out = build(copy_root("addresses", tmp_path), builder=builder).out
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))

    def with_policy(route: Route) -> None:
        response = route.fetch()
        policy = "default-src 'none'; script-src 'self'"
        headers = {**response.headers, "content-security-policy": policy}
        route.fulfill(response=response, headers=headers)

    olds = ("/old/b/", "/blog/a/")
    page.route(lambda url: urlsplit(url).path in olds, with_policy)
    with static(out) as url:
        for old in olds:
            page.goto(f"{url}{old}{QUERY}", wait_until="commit")
            page.wait_for_url(lambda found: "/posts/" in found and QUERY in found)
    assert told == []
    page.close()


def test_redirects_work_in_a_subfolder(site: Path, tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "preview").symlink_to(site, target_is_directory=True)
    page = browser.new_page()
    with static(tmp_path) as url:
        for old in KNOWN:
            page.goto(f"{url}/preview{old}")
            page.wait_for_function("document.querySelector('article h1')")
            assert urlsplit(page.url).path.startswith("/preview/archive/")
    page.close()


@pytest.fixture
def fragments(tmp_path: Path) -> Path:
    """Build a site below a base whose ledger leads to places on pages, and on another host."""
    src = tmp_path / "src"
    src.mkdir()
    (src / "conf.py").write_text(
        'extensions = ["sphinx_series"]\nhtml_baseurl = "https://notes.example/sub/"\n'
        'series_ledger = "urls.txt"\nseries_redirect_hosts = ["ok.example"]\n'
        'series_redirect_exports = ["nginx"]\n'
    )
    (src / "index.rst").write_text("Home\n====\n\n.. toctree::\n\n   up\n")
    (src / "up.rst").write_text("Up\n==\n\n.. _from-4:\n\nFrom 4\n------\n")
    (src / "urls.txt").write_text(
        "/4.html -> /up.html#from-4\n/x.html -> https://ok.example/y.html#z\n"
        "/plain.html -> /up.html\n"
    )
    built = build(src)
    assert built.warnings == []
    return built.out


@pytest.mark.needs("nginx")
def test_nginx_puts_a_query_before_the_place_on_a_page(fragments: Path, tmp_path: Path) -> None:
    with nginx(program("nginx"), tmp_path, fragments / "redirects.nginx.conf") as port:
        for query in ("", "?a=1"):
            assert answer(port, f"/4.html{query}") == (301, f"/sub/up.html{query}#from-4")
            assert answer(port, f"/x.html{query}") == (301, f"https://ok.example/y.html{query}#z")
            assert answer(port, f"/plain.html{query}") == (301, f"/sub/up.html{query}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("given", ["", "?a=1", "#sec", "?a=1#sec"])
def test_a_page_keeps_the_place_that_its_target_names(
    given: str, *, scripts: bool, fragments: Path, browser: Browser
) -> None:
    """As a 301 does: the target's own fragment wins, and one that is given goes on otherwise."""
    query = given.partition("#")[0]
    ends = {
        "/4.html": f"{query if scripts else ''}#from-4",
        "/plain.html": given if scripts else "",
    }
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    with static(fragments) as url:
        for old, end in ends.items():
            page.goto(f"{url}{old}{given}", wait_until="commit")
            page.wait_for_url(f"{url}/up.html{end}", wait_until="commit")
    context.close()
