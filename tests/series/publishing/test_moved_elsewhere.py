"""Posts that moved to another project: their addresses and names lead there, and are checked."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build
from others import catalogue, same
from servers import answering
from small import MARKUPS, Root
from sphinx_series.commands.cli import main

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

CONF = """\
series_catalogues = {"far": ("https://far.example/docs/", "far.json")}
series_ledger = "urls.txt"
series_names = "names.txt"
series_redirect_exports = ["json", "nginx"]
"""
LEDGER = "/old.html -> far:far\n/older.html -> /old.html\n/part.html -> far:far#what%20for\n"
NAMES = """\
/home.html#gone-there -> far:far#steps
/home.html#here
/old.html#one
/part.html#two -> far:far#four
/whole.html#place -> far:far
series:post old -> far:far
std:doc old -> far:far
std:label post-old -> far:far
"""


def write(folder: Path, markup: str = "yaml", **changes: str) -> Root:
    root = Root(folder, "rst" if markup == "rst" else "yaml", CONF)
    root.page("index", "Index", root.toctree("home"))
    root.page("home", "Home", root.heading("Here"), "Text.")
    (folder / "urls.txt").write_text(LEDGER)
    (folder / "names.txt").write_text(NAMES)
    (folder / "far.json").write_text(json.dumps(catalogue(**changes)))
    return root


def leads(built: Build) -> dict[str, str]:
    found = json.loads(built.read("catalogue.json"))["redirects"]
    return {redirect["from"]: redirect["to"] for redirect in found}


@pytest.mark.parametrize("markup", MARKUPS)
def test_addresses_and_names_lead_to_the_other_project(markup: str, tmp_path: Path) -> None:
    root = write(tmp_path, markup)
    built = build(root.folder)
    assert built.warnings == []
    url = "https://far.example/docs/far.html"
    expected = {
        "/old.html": url, "/older.html": url, "/part.html": f"{url}#what%20for",
        "/whole.html": url,
    }  # fmt: skip
    assert expected.items() <= leads(built).items()
    assert f'<link rel="canonical" href="{url}">' in built.read("old.html")
    home = built.read("home.html")
    assert re.search(rf'id="gone-there"[^>]*>.*<a href="{url}#steps">Far away</a>', home)
    assert f'href="{url}#four"' in built.read("part.html")
    assert url in built.read("redirects.nginx.conf")
    write(tmp_path, markup, address="/farther.html", title="Farther")
    again = build(root.folder)
    assert again.warnings == []
    assert leads(again)["/older.html"] == "https://far.example/docs/farther.html"
    assert "farther.html#steps" in again.read("home.html")
    assert same(again) == same(build(root.folder, out="_clean"))


def test_references_by_the_old_name_lead_there_with_a_warning(tmp_path: Path) -> None:
    root = write(tmp_path)
    references = [
        root.role("series:post", "old"), root.role("doc", "old"), root.role("any", "old"),
        root.role("series:post", "Mine <old>"), root.role("ref", "post-old"),
        root.role("series:post", "never"),
    ]  # fmt: skip
    root.page("home", "Home", root.heading("Here"), "\n\n".join(references))
    built = build(root.folder)
    found = [warning for warning in built.warnings if "[series.old_name]" in warning]
    assert len(found) == 5
    assert all("is called `far:far` now: write the new name" in warning for warning in found)
    (other,) = [warning for warning in built.warnings if warning not in found]
    assert "there is no post 'never'" in other
    shown = re.findall(
        r'href="https://far.example/docs/far.html" title="far">(.*?)</a>', built.read("home.html")
    )
    assert [re.sub(r"<[^>]+>", "", text) for text in shown] == [
        "Far away", "Far away", "Far away", "Mine", "Far away",
    ]  # fmt: skip
    write(tmp_path, title="Farther & away")
    root.page("home", "Home", root.heading("Here"), "\n\n".join(references))
    again = build(root.folder)
    assert "Farther &amp; away" in again.read("home.html")
    assert same(again) == same(build(root.folder, out="_clean"))


def test_a_lost_post_is_looked_for_in_other_projects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(tmp_path)
    (tmp_path / "names.txt").write_text("")
    (tmp_path / "urls.txt").write_text("/guide/Far.html\n/guide/hom.html\n/x/home.html\n")
    built = build(root.folder)
    line = "write here `/guide/Far.html -> far:far` if it moved there, or retire it here"
    assert [line in one for one in built.warnings] == [True, False, False]
    assert all("[series.lost_url]" in one for one in built.warnings)
    assert main(["check", "--source", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count(line) == 1
    assert main(["urls", "--check", str(built.out), "--source", str(tmp_path)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith("/guide/Far.html leads nowhere; its likeliest successor is far:far")
    assert said[1].endswith("its likeliest successor is /home.html")
    # Without conf.py no other project is known.
    command = ["urls", "--check", str(built.out), "--ledger", str(tmp_path / "urls.txt")]
    assert main([*command, "--source", str(tmp_path / "nowhere")]) == 1
    assert "far:far" not in capsys.readouterr().out
    (tmp_path / "urls.txt").write_text("/guide/Far.html -> far:far\n")
    assert build(root.folder).warnings == []


def test_what_a_catalogue_says_is_no_rule_of_a_server(tmp_path: Path) -> None:
    root = write(tmp_path, address="/a$host;}'{*`|<b>.html")
    built = build(root.folder)
    url = "https://far.example/docs/a%24host%3B%7D%27%7B%2A%60%7C%3Cb%3E.html"
    assert leads(built)["/old.html"] == url
    rules = built.read("redirects.nginx.conf")
    assert f'"{url}";' in rules
    assert "$host" not in rules


WRONG = {
    "far:farr": "the catalogue of 'far' has no post 'farr' (did you mean 'far'?): correct it, or",
    "fars:far": "'fars' (did you mean 'far'?) is not among `series_catalogues` in conf.py: add it",
    "empty:far": "the catalogue of 'empty' cannot be read, so it leads nowhere in this build",
}


@pytest.mark.parametrize("target", WRONG)
def test_what_another_project_does_not_have_is_named_at_its_line_by_all_who_look(
    target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(tmp_path)
    conf = root.folder / "conf.py"
    conf.write_text(
        conf.read_text().replace('"far.json")', '"far.json"), "empty": ("https://e.example", "e")')
    )
    (tmp_path / "urls.txt").write_text(f"/a.html -> /home.html\n/old.html -> {target}\n")
    (tmp_path / "names.txt").write_text(f"/home.html#here\n/home.html#x -> {target}\n")
    built = build(root.folder)
    found = [one for one in built.warnings if "[series.catalogue]" not in one]
    assert len(found) == 2
    for warning, place in zip(sorted(found), ("names.txt:2", "urls.txt:2"), strict=True):
        assert warning.startswith(f"{place}: WARNING: ")
        assert f"but {WRONG[target]}" in warning
    assert "/old.html" not in leads(built)
    assert len(built.warnings) - len(found) == 1
    said = []
    for command in (
        ["check"], ["urls", "--check", str(built.out)], ["names", "--check", str(built.out)],
    ):  # fmt: skip
        assert main([*command, "--source", str(tmp_path)]) == 1
        said.append("".join(capsys.readouterr()))
    check, urls, names = said
    assert check.count(WRONG[target]) == 2
    assert "urls.txt:2: '/old.html' leads to" in urls
    assert WRONG[target] in urls
    assert "names.txt:2: " in names
    assert WRONG[target] in names
    for text in said:
        assert ("the catalogue of 'empty' cannot be read from e" in text) == ("empty" in target)


def test_commands_ask_a_site_only_where_a_line_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def respond(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        request.send_response(200)
        request.end_headers()
        request.wfile.write(json.dumps(catalogue()).encode())

    root = write(tmp_path)
    with answering(respond) as url:
        conf = root.folder / "conf.py"
        conf.write_text(
            conf.read_text().replace(
                '("https://far.example/docs/", "far.json")', f'("{url}", None)'
            )
        )
        assert main(["check", "--source", str(tmp_path)]) == 0
        assert asked == ["/catalogue.json"]
        (tmp_path / "urls.txt").write_text("/home.html\n/a.html -> https://example.org/\n")
        (tmp_path / "names.txt").write_text("cpp:function f() -> std::size_t\n")
        assert main(["check", "--source", str(tmp_path)]) == 1
    assert asked == ["/catalogue.json"]
    said = "".join(capsys.readouterr())
    assert "'https://example.org/' is on no host that redirects may lead to" in said
    assert "std::size_t" not in said
