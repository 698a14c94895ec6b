"""`sphinx-series import redirects`: what another tool led on, the ledger leads on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import pytest
from builds import Build, build
from sphinx_series.commands.cli import main
from sphinx_series.core.addresses import addresses, server_rules
from sphinx_series.core.addresses.redirects import Redirect, Source

if TYPE_CHECKING:
    from pathlib import Path

BUILDERS = ["html", "dirhtml"]
CONF = """\
project = "Notes"
extensions = ["sphinx_series"]
html_theme = "basic"
html_baseurl = "https://notes.example/en/latest/"
series_ledger = "urls.txt"
exclude_patterns = ["_*"]
"""
# A page at the root, in a folder, as a folder's index, with a dot, a space, and letters.
PAGES = ["index", "install", "guides/setup", "guides/index", "new/notes.v2", "c d", "teé/über"]


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return project(tmp_path / "src")


def project(src: Path) -> Path:
    for page in PAGES:
        path = src / f"{page}.rst"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(":orphan:\n\nTitle\n=====\n\nText.\n")
    (src / "conf.py").write_text(CONF)
    return src


def run(src: Path, name: str, text: str, *options: str) -> int:
    (src / name).write_text(dedent(text))
    return main(["import", "redirects", str(src / name), "--source", str(src), *options])


def remarks(capsys: pytest.CaptureFixture[str], name: str) -> list[str]:
    """Give what was said of a list, by its lines."""
    parts = (line.partition(f"/{name}:") for line in capsys.readouterr().out.splitlines())
    said = [message for _, mark, message in parts if mark]
    return sorted(said, key=lambda message: int(message.partition(":")[0]))


def recorded(src: Path) -> dict[str, str]:
    """Give the lines of the ledger."""
    lines = (src / "urls.txt").read_text().splitlines()
    return dict(line.split(" -> ") for line in lines if " -> " in line)


def led_on(built: Build) -> dict[str, str]:
    """Give where each redirect of a build leads, by its file."""
    redirects = json.loads(built.read("catalogue.json"))["redirects"]
    return {
        addresses.file_of(unquote(redirect["from"])): _file(redirect["to"])
        for redirect in redirects
    }


def _file(target: str) -> str:
    page, mark, fragment = target.partition("#")
    return addresses.file_of(unquote(page)) + mark + fragment if page.startswith("/") else target


def served(out: Path) -> dict[str, str]:
    """Give where the redirect pages of an old site lead, chains to their end, by their files."""
    found = {}
    for path in out.rglob("*.html"):
        target = re.search(r"http-equiv=\"refresh\" content=\"0; url=([^\"]+)\"", path.read_text())
        if target:
            name = path.relative_to(out).as_posix()
            found[name] = _file(urljoin(f"/{name}", target[1]))
    while any(target in found for target in found.values()):
        found = {name: found.get(target, target) for name, target in found.items()}
    return found


REDIRAFFE = """\
# Comments, empty lines.

setup guides/setup/
old/notes.v1.rst new/notes.v2.rst
'a b.rst' "c d.rst"
"it's" install.rst
older.rst old/notes.v1.rst
gone/index.rst index.rst
back\\\\slash.rst guides\\\\index.rst
ärger.txt teé/über.rst
twice//slashed.rst install
no/suffix install.rst
notes.v0 new/notes.v2
install.rst guides/setup.rst
nowhere.rst not/here.rst
"""


@pytest.mark.parametrize("builder", BUILDERS)
def test_rediraffe(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], builder: str
) -> None:
    old = project(tmp_path / "old")
    text = f"\ufeff{REDIRAFFE}"
    (old / "redirects.txt").write_text(REDIRAFFE)
    (old / "conf.py").write_text(
        'extensions = ["sphinxext.rediraffe"]\nrediraffe_redirects = "redirects.txt"\n'
    )
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, str(old), str(tmp_path / "out")]
    subprocess.run(command, check=False, capture_output=True)
    wanted = served(tmp_path / "out")
    assert len(wanted) == 11
    assert run(src, "redirects.txt", text, "--builder", builder) == 1
    end = ".html" if builder == "html" else "/"
    first, second = remarks(capsys, "redirects.txt")
    assert first.startswith(f"14: '/install{end}' is a page of this site, and a redirect never")
    assert second == (
        f"15: '/nowhere{end}' leads to '/not/here{end}', which is no page of this project"
    )
    built = build(src, builder=builder)
    found = led_on(built)
    assert {name: found.get(name) for name in wanted} == wanted


REREDIRECTS = {
    "setup": "guides/setup.html",
    "guides/old": "../install.html",
    "guides/older/": "setup.html",
    "deep/er/page": "/new/notes.v2.html",
    "page.html": "install.html#steps",
    "gone/index": "../index.html",
    "req": "https://example.org/req.html",
    "notes.v1": "new/notes.v2.html",
    "chain": "setup.html",
}


@pytest.mark.parametrize("builder", BUILDERS)
def test_sphinx_reredirects(
    src: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], builder: str
) -> None:
    redirects = dict(REREDIRECTS)
    if builder == "dirhtml":
        # Relative to the page, which is a folder; the tool's own targets from the root go wrong.
        redirects = {
            source: f"../{target}".replace(".html", "/")
            if not target.startswith(("/", "http")) and source not in {"page.html", "gone/index"}
            else target.replace("install.html", "install/")
            for source, target in redirects.items()
            if source != "deep/er/page"
        }
    old = project(tmp_path / "old")
    setting = f'redirects = {json.dumps(redirects, indent=4)}\nredirects["faq*"] = "install.html"\n'
    (old / "conf.py").write_text(f'extensions = ["sphinx_reredirects"]\n{setting}')
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, str(old), str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)
    wanted = served(tmp_path / "out")
    assert len(wanted) == len(redirects)
    (src / "conf.py").write_text(f"{CONF}series_redirect_hosts = ['example.org']\n{setting}")
    assert main([
        "import", "redirects", str(src / "conf.py"), "--source", str(src), "--builder", builder
    ]) == 1  # fmt: skip
    out = capsys.readouterr().out
    assert "'faq*' matches no document" in out
    assert recorded(src)["/page.html"].endswith("#steps")
    found = led_on(build(src, builder=builder))
    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("directories", [True, False])
def test_mkdocs_redirects(src: Path, tmp_path: Path, directories: bool) -> None:  # noqa: FBT001
    maps = {
        "old.md": "install.md",
        "guides/before.md": "guides/setup.md",
        "was/index.md": "guides/index.md",
        "away/README.md": "new/notes.v2.md",
        "a b.md": "c d.md",
        "out.md": "https://example.org/out",
        "part.md": "install.md#steps",
    }
    old = tmp_path / "old"
    for page in PAGES:
        path = old / "docs" / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Title\n\nText.\n")
    listed = "".join(f"        {source!r}: {target!r}\n" for source, target in maps.items())
    text = (
        f"site_name: Notes\nuse_directory_urls: {str(directories).lower()}\n"
        "markdown_extensions:\n  - toc:\n"
        "      slugify: !!python/name:markdown.extensions.toc.slugify_unicode\n"
        f"plugins:\n  - redirects:\n      redirect_maps:\n{listed}"
    )
    (old / "mkdocs.yml").write_text(text)
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(old / "mkdocs.yml")]
    subprocess.run(
        [*command, "-d", str(tmp_path / "out")], check=True, capture_output=True, cwd=old
    )
    wanted = served(tmp_path / "out")
    assert len(wanted) == len(maps)
    (src / "conf.py").write_text(f"{CONF}series_redirect_hosts = ['example.org']\n")
    assert run(src, "mkdocs.yml", text) == 0
    found = led_on(build(src, builder="dirhtml" if directories else "html"))
    assert {name: found.get(name) for name in wanted} == wanted


def test_netlify(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(src, "_redirects", """\
        # Comments.
        /a            /install.html
        /b/           /en/latest/guides/setup.html  301!
        /en/latest/c  https://notes.example/en/latest/install.html 302  # why
        /gone/*       /x  410
        /removed      /index.html  410
        /app/*        /index.html  200
        /manual/*     /guides/:splat  301
        /lost/*       /404.html  404
        /de           /install.html  302  Language=de
        /all/*        /index.html
        /out          https://example.org/x
        """)  # fmt: skip
    assert code == 1
    assert recorded(src) == {
        "/a": "/install.html",
        "/b/": "/guides/setup.html",
        "/c": "/install.html",
        "/manual/": "/guides/",
        "/manual/setup.html": "/guides/setup.html",
        "/removed": "gone",
        "/out": "https://example.org/x",
    }
    assert remarks(capsys, "_redirects") == [
        "5: '/gone/*' is a pattern, and which addresses it led on is not known: write them",
        "7: '/app/*        /index.html  200' is no redirect: it is left out",
        "9: '/lost/*       /404.html  404' is no redirect: it is left out",
        "10: '/de           /install.html  302  Language=de' has a condition: it is left out",
        "11: '/all/*' is a pattern, and which addresses it led on is not known: write them",
        "12: write the host into conf.py: `series_redirect_hosts = ['example.org']`",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "folder", ["/guides/", "/en/latest/guides/", "https://notes.example/en/latest/guides/"]
)
def test_a_folder_is_led_on_by_any_of_its_names(src: Path, folder: str) -> None:
    assert run(src, "_redirects", f"/en/latest/old/*  {folder}:splat") == 0
    assert recorded(src) == {"/old/": "/guides/", "/old/setup.html": "/guides/setup.html"}


def test_a_folder_at_another_host_is_a_pattern(
    src: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(src, "_redirects", "/old/*  https://other.example/guides/:splat") == 1
    assert "'/old/*' is a pattern" in capsys.readouterr().out


def test_nginx(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(src, "moved.conf", r"""
        map_hash_max_size 4096;
        map $uri $new {
            default "";
            /a /install.html;  # why
            "/b c{d}"  '/guides/setup.html';
            /100%25 /install.html;
            /with\;mark /install.html;
            ~^/news/(\d+)$ /guides/$1;
            include more.conf;
        }
        map $request_uri $newer { /caf%C3%A9 /install.html; }
        server {
            location = /x { return 301 /install.html; }
        }
        """)  # fmt: skip
    assert code == 1
    assert recorded(src) == {
        "/a": "/install.html",
        "/b%20c%7Bd%7D": "/guides/setup.html",
        "/100%2525": "/install.html",
        "/with%3Bmark": "/install.html",
        "/caf%C3%A9": "/install.html",
    }
    said = remarks(capsys, "moved.conf")
    assert [int(message.partition(":")[0]) for message in said] == [9, 10, 13, 14, 14]


def test_what_is_no_redirect_is_none(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(src, "moved.conf", r"""
        map $uri $new {
            /b https://$host/en/latest/install.html;
            /c "$scheme://$http_host/install.html#steps";
            /d https://$other/install.html;
            /e /install.html permanent;
        }
        """)  # fmt: skip
    assert code == 1
    assert recorded(src) == {"/b": "/install.html", "/c": "/install.html#steps"}
    assert remarks(capsys, "moved.conf") == [
        "5: '/d' is a pattern, and which addresses it led on is not known: write them",
        "6: `/e /install.html permanent` is no pair: it is left out",
    ]
    code = run(src, "moved.txt", """\
        /old /install.html
        https://example.org/ install.rst
        """)  # fmt: skip
    assert code == 1
    assert remarks(capsys, "moved.txt")[0] == (
        "1: '/old' is no name of a source: say with `--form` what the list is"
    )


@pytest.mark.parametrize("name", ["_redirects", "redirects.nginx.conf"])
def test_what_a_site_exports_comes_back(src: Path, name: str) -> None:
    plan = [
        Redirect(address=address, target=target, source=Source.LEDGER)
        for address, target in {
            "/a;b'c\"d$e": "/install.html",
            "/ä ö/": "/teé/über.html",
            "/100%/": "/c d.html",
            "/out": "https://example.org/x?y=$z#part",
        }.items()
    ]
    write = server_rules.netlify if name == "_redirects" else server_rules.nginx
    (src / "conf.py").write_text(f"{CONF}series_redirect_hosts = ['example.org']\n")
    assert run(src, name, write(plan, "/en/latest/")) == 0
    found = {unquote(address): unquote(target) for address, target in recorded(src).items()}
    assert found == {redirect.address.removesuffix("/"): redirect.target for redirect in plan}


def test_a_table(src: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (src / "urls.txt").write_text("# Mine.\n\n# about this\n/old.html\n/x -> gone\n/y -> gone\n")
    code = run(src, "moved.csv", """\
        Old URL;New URL;Status
        https://was.example/old.html;/install.html;301
        /x;gone;410
        /y;/install.html
        "/with;mark/";/install.html
        /q?id=4;/install.html
        /b;
        /circle;/circle/
        /page;install
        /top.html;/index.html
        /top.html;/install.html
        """)  # fmt: skip
    assert code == 1
    assert (src / "urls.txt").read_text() == (
        "# Mine.\n\n# about this\n/old.html -> /install.html\n/top.html -> /\n"
        "/with%3Bmark/ -> /install.html\n/x -> gone\n/y -> gone\n"
    )
    assert remarks(capsys, "moved.csv") == [
        "4: '/y' leads to 'gone' already: the line is left out",
        "6: '/q?id=4' is no path of this site: it is left out",
        "7: '/b;' has no two addresses: it is left out",
        "8: '/circle' leads in a circle: it is left out",
        "9: 'install' is no address to lead to: the line is left out",
        "11: '/top.html' leads to '/' already: the line is left out",
    ]  # fmt: skip


def test_each_row_of_a_table_is_taken_or_named(
    src: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "x" * 200_000
    code = run(src, "moved.csv", f"""\
        # Made by hand.
        source,target,regex,code,hits
        /a,/install.html,0,301,410
        /b,,0,410,3
        /c,/install.html,0,200,3
        ^/d/(.*),/e/$1,1,301,9
        /f/*,/install.html,0,301,9
        /g/*,/guides/:splat,0,301,9
        # /h,/install.html
        /i,{long},0,301,9
        """)  # fmt: skip
    assert code == 1
    assert recorded(src) == {
        "/a": "/install.html",
        "/b": "gone",
        "/g/": "/guides/",
        "/g/setup.html": "/guides/setup.html",
    }
    said = remarks(capsys, "moved.csv")
    assert [int(message.partition(":")[0]) for message in said] == [5, 6, 7, 10]
    # The first row is no heading where it names files.
    assert run(src, "moved.tsv", "old.html\tinstall.html\n") == 1
    assert remarks(capsys, "moved.tsv") == [
        "1: 'old.html\\tinstall.html' has no two addresses: it is left out"
    ]


def test_a_second_import_adds_what_is_new(src: Path) -> None:
    text = "/a,/install.html\n"
    assert run(src, "moved.csv", text, "--dry-run") == 0
    assert not (src / "urls.txt").exists()
    assert run(src, "moved.csv", text) == 0
    before = (src / "urls.txt").read_text()
    assert run(src, "moved.csv", text) == 0
    assert (src / "urls.txt").read_text() == before
    assert run(src, "moved.csv", f"{text}/b,/install.html\n") == 0
    assert recorded(src) == {"/a": "/install.html", "/b": "/install.html"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("moved.list", "/a /b", "does not tell by its name what it is: say it with `--form`"),
        ("mkdocs.yml", "a: [", "cannot be read (line 1: "),
        ("mkdocs.yml", "- a", "cannot be read (it is no mapping)"),
    ],
)
def test_what_cannot_be_read_ends_the_command(
    src: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, message: str
) -> None:
    assert run(src, name, text) == 2
    assert message in capsys.readouterr().err
