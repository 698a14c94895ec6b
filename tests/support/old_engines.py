"""The real generators of old blogs, for tests that compare an import with what they built."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from need import program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The package for Python has it.
HUGO = (sys.executable, "-m", "hugo")
_REFRESH = re.compile(r'http-equiv="?refresh"?\s+content="\d+; url=(?P<url>[^"]+)"', re.IGNORECASE)

# Of a page, its content alone; lists are pages too, and have none.
_LAYOUTS = {
    "layouts/_default/single.html": "<main>{{ .Content }}</main>\n",
    "layouts/_default/list.html": "<nav>{{ .Title }}</nav>\n",
    "layouts/index.html": "<nav>{{ .Title }}</nav>\n",
    "layouts/404.html": "",
}


@dataclass(frozen=True, kw_only=True)
class OldSite:
    """What a generator built: the text of each page, by the file that it is in.

    An alias has the text of the page that it leads to.
    """

    pages: Mapping[str, str]
    log: str


def _pages(out: Path, base: str, log: str) -> OldSite:
    """Read a site; files are named as they lie at the host, below the base."""
    texts = {
        f"{base}/{path.relative_to(out).as_posix()}".lstrip("/"): path.read_text(encoding="utf-8")
        for path in sorted(out.rglob("*"))
        if path.suffix in {".html", ".htm"} and path.is_file()
    }
    found = {}
    for name, text in texts.items():
        refresh = _REFRESH.search(text)
        url = urljoin(f"/{quote(name)}", html.unescape(refresh["url"])) if refresh else ""
        target = unquote(urlsplit(url).path).lstrip("/")
        if refresh and not target.endswith((".html", ".htm")):
            target = f"{target}/index.html".replace("//", "/").lstrip("/")
        found[name] = texts.get(target, "") if refresh else text
    return OldSite(pages=found, log=log)


def build_hugo(src: Path, out: Path, *, base: str = "") -> OldSite:
    """Build a site with Hugo, with layouts that show the content alone."""
    for name, text in _LAYOUTS.items():
        path = src / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [
        *HUGO, "build", "--source", str(src), "--destination", str(out), "--noBuildLock",
        "--cacheDir", str(out.parent / "cache"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return _pages(out, base, done.stdout + done.stderr)


_RUBY = """\
require "jekyll"
$stdout.sync = true
while line = $stdin.gets
  source, target = line.chomp.split("\\t")
  pid = fork do
    $stdout.reopen(File.join(File.dirname(target), "jekyll.log"), "w")
    $stderr.reopen($stdout)
    ENV["TZ"] = "UTC"
    begin
      options = {"source" => source, "destination" => target, "disable_disk_cache" => true}
      Jekyll::Site.new(Jekyll.configuration(options)).process
    rescue StandardError, SystemExit => error
      puts "FAILED: #{error.message}"
    end
    $stdout.flush
    exit!(0)
  end
  Process.wait(pid)
  puts "done"
end
"""


class Jekyll:
    """Jekyll, loaded once: each site is built by a process that begins where it is loaded."""

    def __init__(self) -> None:
        command = [program("jekyll"), "-e", _RUBY]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def build(self, src: Path, out: Path, *, base: str = "") -> OldSite:
        """Build a site."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{src}\t{out}\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "done\n":
            pytest.fail("Jekyll ended")
        log = (out.parent / "jekyll.log").read_text(encoding="utf-8", errors="replace")
        return _pages(out, base, log)

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


# Forks for each site, so that none sees what another left in Python.
_PYTHON = """\
import os
import sys

if sys.argv[1] == "material":
    import material.plugins.blog.plugin
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
elif sys.argv[1] == "ablog":
    import ablog
    import myst_parser.sphinx_ext.main
    from sphinx.cmd.build import build_main
else:
    from pelican import Pelican
    from pelican.settings import read_settings

for line in sys.stdin:
    source, target, *options = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        print("done", flush=True)
        continue
    log = os.open(os.path.join(os.path.dirname(target), "log"), os.O_CREAT | os.O_WRONLY)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(source)
    try:
        if sys.argv[1] == "material":
            config = load_config("mkdocs.yml", site_dir=target)
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
        elif sys.argv[1] == "ablog":
            trees = os.path.join(os.path.dirname(target), "trees")
            if build_main(["-d", trees, *options, source, target]):
                print("FAILED")
        else:
            here = {"OUTPUT_PATH": target, "THEME": os.path.join(source, "theme")}
            Pelican(read_settings("pelicanconf.py", override=here)).run()
    except BaseException as error:
        print("FAILED:", error, flush=True)
    sys.stdout.flush()
    os._exit(0)
"""
_OF_PYTHON: Mapping[str, Mapping[str, str]] = {
    "ablog": {},
    # Of a post and of a page the content alone; lists have none.
    "material": {
        "overrides/main.html": "<main>{{ page.content }}</main>\n",
        "overrides/blog-post.html": "<main>{{ page.content }}</main>\n",
        "overrides/blog.html": "<main>{{ page.content }}</main>\n",
        "overrides/404.html": "",
    },
    # Pelican writes drafts, at addresses that nothing leads to.
    "pelican": {
        f"theme/templates/{name}.html": "{% if NAME.status != 'draft' %}<main>{{ NAME.content }}"
        "</main>{% endif %}\n".replace("NAME", name)
        for name in ("article", "page")
    }
    | {
        **{
            f"theme/templates/{name}.html": "<nav>{{ SITENAME }}</nav>\n"
            for name in (
                "archives", "author", "authors", "base", "categories", "category", "index",
                "period_archives", "tag", "tags",
            )
        },
        "theme/static/x.css": "",
    },
}  # fmt: skip


class PythonEngine:
    """MkDocs with Material, Sphinx with ABlog, or Pelican, loaded once."""

    def __init__(self, name: str) -> None:
        self.name = name
        command = [sys.executable, "-W", "ignore", "-c", _PYTHON, name]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"},
        )  # fmt: skip

    def build(self, src: Path, out: Path, *options: str, base: str = "") -> OldSite:
        """Build a site, with templates that show the content alone, or with options of Sphinx."""
        for name, text in _OF_PYTHON[self.name].items():
            path = src / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\t".join([str(src), str(out), *options]) + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "done\n":
            pytest.fail(f"{self.name} ended")
        log = (out.parent / "log").read_text(encoding="utf-8", errors="replace")
        return _pages(out, base, log)

    def close(self) -> None:
        """End the process."""
        self.process.communicate()
