"""The server forms of a plan."""

from __future__ import annotations

import json

import pytest
from sphinx_series.core.addresses.redirects import GONE, Folder, Redirect, Source
from sphinx_series.core.addresses.server_rules import (
    READ_THE_DOCS_LIMIT,
    apache,
    azure,
    base,
    caddy,
    limits,
    netlify,
    nginx,
    read_the_docs,
    s3,
    vercel,
)
from sphinx_series_base.problems import Place

PLAN = [
    Redirect(address="/a b.html", target="/x/y.html", source=Source.ALIAS),
    Redirect(address="/Old/", target="/x/y.html", source=Source.ALIAS),
    Redirect(address="/old/", target="/x/y.html", source=Source.ALIAS),
    Redirect(address="/gone/", target=GONE, source=Source.LEDGER),
    Redirect(address="/out", target="https://example.org/$1?a", source=Source.LEDGER),
    Redirect(address='/"q"\\', target="/", source=Source.ALIAS),
]


def test_netlify_and_cloudflare_read_encoded_paths() -> None:
    lines = netlify(PLAN, "/").splitlines()
    assert lines[0] == "/a%20b.html /x/y.html 301"
    assert "/old /x/y.html 301" in lines
    assert not [line for line in lines if "gone" in line]
    assert all(len(line.split(" ")) == 3 for line in lines)


def test_targets_are_below_the_base() -> None:
    assert netlify(PLAN[:1], "/en/latest/") == "/a%20b.html /en/latest/x/y.html 301\n"
    assert read_the_docs(PLAN[:1], "/en/latest/", clean=False)[0]["to_url"] == "/en/latest/x/y.html"


def test_nginx_reads_decoded_paths_of_either_case_once() -> None:
    lines = nginx(PLAN, "/").splitlines()
    assert '    "/a b.html" "/x/y.html";' in lines
    assert [line.split()[0] for line in lines if "old" in line] == ['"/old"', '"/old/"']
    assert '    "/gone" "gone";' in lines
    assert '    "/out" "https://example.org/%241?a";' in lines
    assert '    "/\\"q\\"\\\\/" "/";' in lines


def test_nginx_makes_room_for_many_and_long_entries() -> None:
    many = [
        Redirect(address=f"/{number:04}{'x' * 200}/", target="/", source=Source.ALIAS)
        for number in range(2000)
    ]
    text = nginx(many, "/")
    assert "map_hash_max_size 8192;" in text
    assert "map_hash_bucket_size 256;" in text


def test_no_file_is_written_for_nothing() -> None:
    for form in (netlify, nginx, apache, caddy, vercel, azure, s3):
        assert form([], "/") == ""
    assert read_the_docs([], "/", clean=False) == []


def test_read_the_docs_gets_a_wildcard_where_a_folder_moved() -> None:
    moved = [
        Redirect(address=f"/blog/{name}/", target=f"/posts/{name}/", source=Source.PERMALINK)
        for name in "abc"
    ]
    forms = [
        Redirect(address=f"/posts/{name}.html", target=f"/posts/{name}/", source=Source.OTHER_FORM)
        for name in "abc"
    ]
    rules = read_the_docs([*moved, *forms], "/en/latest/", clean=True)
    assert [(rule["type"], rule["from_url"], rule["to_url"]) for rule in rules] == [
        ("exact", "/blog/*", "/en/latest/posts/:splat"),
        ("html_to_clean_url", "", ""),
    ]
    assert [rule["position"] for rule in rules] == [0, 1]


def test_read_the_docs_gets_single_rules_where_names_or_folders_differ() -> None:
    rules = read_the_docs(PLAN, "/", clean=False)
    assert [rule["from_url"] for rule in rules] == [
        "/a%20b.html", "/Old/", "/old/", "/out", "/%22q%22%5C",
    ]  # fmt: skip
    assert {rule["http_status"] for rule in rules} == {301}


FURTHER = [
    *PLAN,
    Redirect(address="/{x}/", target="/y.html", source=Source.ALIAS, fragment="here"),
    Redirect(address="/a(b)+c.html", target="/y.html", source=Source.ALIAS),
    Redirect(address="/old.php", target="/y.html", source=Source.ALIAS),
]


def test_apache_and_caddy_have_a_rule_for_each_with_a_place_behind_the_query() -> None:
    rules = apache(FURTHER, "/en/")
    assert 'RewriteRule "^gone/?$" - [G]' in rules
    assert 'RewriteRule "^\\{x\\}/?$" "/en/y.html?%{QUERY_STRING}#here" [R=301,NE,L]' in rules
    assert 'RewriteRule "^old\\.php$" "/en/y.html" [R=301,NE,L]' in rules
    entries = caddy(FURTHER, "/en/")
    assert '\t"/gone/" "gone" ""' in entries
    assert '\t"~^/\\x7bx\\}/$" "/en/y.html" "#here"' in entries
    assert '\t"/a(b)+c.html" "/en/y.html" ""' in entries


def test_vercel_and_azure_know_every_spelling_and_no_retired_page() -> None:
    rules = {rule["source"]: rule for rule in json.loads(vercel(FURTHER, "/en/"))["redirects"]}
    assert set(rules["/old/"]) == {"source", "destination", "statusCode"}
    assert rules["/%7Bx%7D"]["destination"] == "/en/y.html#here"
    assert r"/a\(b\)\+c.html" in rules
    routes = {rule["route"]: rule for rule in json.loads(azure(FURTHER, "/en/"))["routes"]}
    assert set(routes["/old/"]) == {"route", "redirect", "statusCode"}
    assert routes["/old"]["redirect"] == "/en/x/y.html"
    assert not [path for path in (*rules, *routes) if "gone" in path]
    assert {rule["statusCode"] for rule in (*rules.values(), *routes.values())} == {301}


def test_s3_is_told_of_objects() -> None:
    objects = {one["Key"]: one["WebsiteRedirectLocation"] for one in json.loads(s3(FURTHER, "/"))}
    assert objects["old/index.html"] == "/x/y.html"
    assert objects["a b.html"] == "/x/y.html"
    assert objects["{x}/index.html"] == "/y.html#here"
    assert "gone/index.html" not in objects


FOLDERS = [
    Folder(address="/oül d/", target="/new/"),
    Folder(address="/wiki/", target="https://w.org/a%20b/"),
]
EXPANDED = [
    Redirect(address="/oül d/x/", target="/new/x/", source=Source.FOLDER),
    Redirect(address="/oül d/y/", target="/new/y.html", source=Source.FOLDER),
    Redirect(address="/wiki/z", target="https://w.org/a%20b/z", source=Source.FOLDER),
]


def test_a_folder_is_one_rule_for_servers_that_know_such() -> None:
    assert netlify(EXPANDED, "/en/", FOLDERS).splitlines() == [
        "/o%C3%BCl%20d/y /en/new/y.html 301",
        "/o%C3%BCl%20d/y/ /en/new/y.html 301",
        "/o%C3%BCl%20d/* /en/new/:splat 301",
        "/wiki/* https://w.org/a%20b/:splat 301",
    ]
    rules = vercel(EXPANDED, "/en/", FOLDERS)
    assert {
        "source": "/o%C3%BCl%20d/:rest(.*)", "destination": "/en/new/:rest*", "statusCode": 301,
    } in json.loads(rules)["redirects"]  # fmt: skip
    sources = [rule["from_url"] for rule in read_the_docs(EXPANDED, "/", FOLDERS, clean=True)]
    assert sources == ["/o%C3%BCl%20d/y/", "/o%C3%BCl%20d/*", "/wiki/*"]
    text = nginx(EXPANDED, "/en/", FOLDERS)
    assert '"~^/o%C3%BCl%20d/(?<series_rest>[^?]*)" "/en/new/$series_rest";' in text
    assert "if ($series_folder) { return 301 $series_folder$is_args$args; }" in text
    assert 'RewriteRule "^oül\\ d/(.*)$" "/en/new/$1" [R=301,L]' in apache(
        EXPANDED, "/en/", FOLDERS
    )
    assert '\t"~^/wiki/(.*)$" "https://w.org/a%20b/${1}"' in caddy(EXPANDED, "/en/", FOLDERS)


def test_a_rule_for_a_folder_may_stand_alone() -> None:
    for form in (netlify, nginx, apache, caddy, vercel):
        assert "wiki" in form(EXPANDED[2:], "/", FOLDERS[1:])


def many(count: int, name: str = "/{:04}.html") -> list[Redirect]:
    addresses = [name.format(number) for number in range(count)]
    return [Redirect(address=one, target="/", source=Source.ALIAS) for one in addresses]


@pytest.mark.parametrize(("count", "size"), [(1, 2048), (1024, 2048), (1025, 4096), (2048, 4096)])
def test_nginx_makes_room_for_twice_as_many_entries_as_there_are(count: int, size: int) -> None:
    assert f"map_hash_max_size {size};" in nginx(many(count), "/")


@pytest.mark.parametrize(("length", "size"), [(10, 64), (32, 64), (33, 128), (96, 128), (97, 256)])
def test_nginx_makes_room_for_the_longest_entry(length: int, size: int) -> None:
    address = f"/{'x' * (length - 6)}.html"
    assert len(address) == length
    assert f"map_hash_bucket_size {size};" in nginx(many(1, address), "/")


def test_more_rules_than_read_the_docs_takes_are_a_problem() -> None:
    asked = Place(path="conf.py", line=1)
    assert list(limits([{}] * READ_THE_DOCS_LIMIT, asked)) == []
    (problem,) = limits([{}] * 101, asked)
    assert problem.place == asked
    assert problem.message.startswith("redirects.json has 101 entries, and Read the Docs' free ")


def test_read_the_docs_gets_a_wildcard_for_two_in_a_folder_but_not_for_the_top() -> None:
    def rules(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
        asked = [Redirect(address=a, target=b, source=Source.ALIAS) for a, b in pairs]
        found = read_the_docs(asked, "/", clean=True)
        return [(rule["from_url"], rule["to_url"]) for rule in found]

    two = [("/a/x.html", "/b/x.html"), ("/a/y.html", "/b/y.html")]
    assert rules(*two) == [("/a/*", "/b/:splat")]
    assert rules(two[0]) == [two[0]]
    assert rules(*two, ("/a/z.html", "/c/z.html")) == [*two, ("/a/z.html", "/c/z.html")]
    top = [("/x.html", "/b/x.html"), ("/y.html", "/b/y.html")]
    assert rules(*top) == top
    other = [("/a/x.html", "/b/z.html"), ("/a/y.html", "/b/y.html")]
    assert rules(*other) == other


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", "/"), ("https://example.org", "/"), ("https://example.org/", "/"),
        ("https://example.org/en/latest/", "/en/latest/"),
    ],
)  # fmt: skip
def test_the_base_is_the_path_of_a_site(url: str, path: str) -> None:
    assert base(url) == path
