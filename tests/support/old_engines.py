"""The real generators of old blogs, for tests that compare an import with what they built."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from need import program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The package for Python has it.
HUGO = (sys.executable, "-m", "hugo")
_REFRESH = re.compile(r'http-equiv="?refresh"? content="0; url=(?P<url>[^"]+)"', re.IGNORECASE)

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
        if path.suffix in {".html", ".htm"}
    }
    found = {}
    for name, text in texts.items():
        refresh = _REFRESH.search(text)
        target = (
            unquote(urlsplit(html.unescape(refresh["url"])).path).lstrip("/") if refresh else ""
        )
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
