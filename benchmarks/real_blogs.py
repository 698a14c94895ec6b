"""Import a real blog, and compare its addresses with those that its own generator gives.

    python benchmarks/real_blogs.py hugo FOLDER
    python benchmarks/real_blogs.py jekyll FOLDER
    python benchmarks/real_blogs.py material FOLDER
    python benchmarks/real_blogs.py pelican FOLDER
    python benchmarks/real_blogs.py wordpress FILE.xml
    python benchmarks/real_blogs.py ablog FOLDER --built OLD --moved NEW

Prints how many texts the old site published, of how many the address leads to the same text here,
how many remarks the import made, and its seconds of processor time. Themes and plugins of the blog
are not needed: the generators are asked for addresses alone, and an export of WordPress states
them itself. A project with ABlog is built twice, by itself with the builder `dirhtml`: into OLD
as it is; then this command moves FOLDER, a copy that may be lost; then into NEW. Run a second time,
the command compares all pages and feeds of both.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import unescape

from sphinx_series.commands.importing import mkdocs
from sphinx_series.core.addresses import addresses

_JEKYLL = """\
require "jekyll"
require "json"
Jekyll::PluginManager.define_singleton_method(:require_from_bundler) { false }
Jekyll::PluginManager.define_method(:conscientious_require) { }
Jekyll.logger.log_level = :error
site = Jekyll::Site.new(Jekyll.configuration("source" => ARGV[0], "destination" => ARGV[1]))
site.reset
site.read
puts JSON.generate(site.posts.docs.to_h { |post| [post.relative_path, post.url] })
"""
_MATERIAL = """\
import json, sys
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
config = load_config("mkdocs.yml", site_dir=sys.argv[1], hooks=[], plugins=json.loads(sys.argv[2]))
config.plugins.on_startup(command="build", dirty=False)
config = config.plugins.on_config(config)
files = config.plugins.on_files(get_files(config), config=config)
blogs = [one for one in config.plugins.values() if hasattr(one, "blog")]
found = {post.file.src_uri: post.file.url for one in blogs for post in one.blog.posts}
# Lists are no texts, drafts none that is published, and the home page has its address by itself.
others = ["index.md", *(one.config.post_dir.format(blog=one.config.blog_dir) for one in blogs)]
others += [one.blog.file.src_uri for one in blogs]
for file in files.documentation_pages():
    if not file.src_uri.startswith(tuple(others)) and not getattr(file, "generated_by", None):
        found[file.src_uri] = file.url.removeprefix("./")
print(json.dumps({f"{sys.argv[3]}/{path}": url for path, url in found.items()}))
"""
_PELICAN = """\
import json, os, sys
from pelican import Pelican, signals
from pelican.settings import DEFAULT_CONFIG, read_settings
found = {}
def note(generator, content):
    found[os.path.relpath(content.source_path)] = content.save_as
signals.article_generator_write_article.connect(note)
signals.page_generator_write_page.connect(note)
file = next(one for one in ("publishconf.py", "pelicanconf.py") if os.path.exists(one))
sys.path.insert(0, os.getcwd())
here = {"OUTPUT_PATH": sys.argv[1], "PLUGINS": [], "THEME": DEFAULT_CONFIG["THEME"]}
Pelican(read_settings(file, override=here)).run()
print(json.dumps(found))
"""
_MOST_SHORTCODES = 50
_MISSING = re.compile(
    r'template for shortcode "(?P<a>[^"]+)" not found|shortcode "(?P<b>[^"]+)" does not evaluate'
)
_CONF = """\
extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_baseurl = "https://new.example/"
series_ledger = "urls.txt"
"""


def published_by_hugo(folder: Path) -> dict[str, str]:
    """Give the path of each page that Hugo publishes, by its source."""
    with tempfile.TemporaryDirectory() as bare:
        lines = _listed(_without_theme(folder, Path(bare)))
    head = next(number for number, line in enumerate(lines) if line.startswith("path,"))
    rows = csv.DictReader(io.StringIO("\n".join(lines[head:])))
    return {
        row["path"]: urlsplit(row["permalink"]).path
        for row in rows
        if row["kind"] == "page" and row["path"]
    }


def _without_theme(folder: Path, bare: Path) -> Path:
    """Copy what gives pages their addresses: the content and the configuration."""
    for path in folder.iterdir():
        if path.name in {"content", "config"}:
            shutil.copytree(path, bare / path.name)
        elif path.stem in {"config", "hugo"} and path.is_file():
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"^ *theme *[:=].*$", "", text, flags=re.MULTILINE)
            (bare / path.name).write_text(text, encoding="utf-8")
    return bare


def _listed(folder: Path) -> list[str]:
    """Ask Hugo; shortcodes of the theme get an empty template as soon as it misses them."""
    command = [sys.executable, "-m", "hugo", "list", "published", "--source", str(folder)]
    environment = {**os.environ, "HUGO_SECURITY_ALLOWCONTENT": ".*"}
    for _ in range(_MOST_SHORTCODES):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        missing = _MISSING.search(done.stdout + done.stderr)
        if not missing:
            break
        template = folder / "layouts" / "shortcodes" / f"{missing['a'] or missing['b']}.html"
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text("{{ .Inner }}" if missing["b"] else "")
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout.splitlines()


def published_by_jekyll(folder: Path) -> dict[str, str]:
    """Give the path of each post that Jekyll publishes, by its source."""
    with tempfile.TemporaryDirectory() as out:
        command = ["ruby", "-e", _JEKYLL, str(folder), out]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def published_by_material(folder: Path) -> dict[str, str]:
    """Give the path of each post and page that MkDocs publishes, by its source."""
    config = mkdocs.config((folder / "mkdocs.yml").read_text(encoding="utf-8"))
    named = mkdocs.named(config, "plugins")
    plugins = [{"blog": dict(own)} for name, own in named if name == "blog"]
    docs = str(config.get("docs_dir") or "docs")
    base = urlsplit(str(config.get("site_url") or "")).path.rstrip("/")
    found = _asked(_MATERIAL, folder, json.dumps(plugins), docs)
    return {path: f"{base}/{unquote(url)}" for path, url in found.items()}


def published_by_pelican(folder: Path) -> dict[str, str]:
    """Give the path of each article and page that Pelican publishes, by its source."""
    return {path: f"/{file}" for path, file in _asked(_PELICAN, folder).items()}


def _asked(script: str, folder: Path, *options: str) -> dict[str, str]:
    """Run a script in a copy of a blog, and give what it prints last."""
    with tempfile.TemporaryDirectory() as bare:
        shutil.copytree(folder, Path(bare, "old"))
        command = [sys.executable, "-W", "ignore", "-c", script, str(Path(bare, "out")), *options]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=Path(bare, "old")
        )
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def stated_by_wordpress(file: Path) -> dict[str, str]:
    """Give the path of each post and page that was public, by its number in the file."""
    found = {}
    for item in file.read_text(encoding="utf-8").split("<item>")[1:]:
        if _of(item, "wp:status") != "publish" or _of(item, "wp:post_password"):
            continue
        parts = urlsplit(_of(item, "link"))
        if _of(item, "wp:post_type") in {"post", "page"} and not parts.query:
            found[f"{file.name}#{_of(item, 'wp:post_id')}"] = re.sub("/{2,}", "/", parts.path)
    return found


def _of(item: str, name: str) -> str:
    match = re.search(rf"<{name}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{name}>", item, re.DOTALL)
    return unescape(match[1].strip()) if match else ""


ORACLES = {
    "hugo": published_by_hugo,
    "jekyll": published_by_jekyll,
    "material": published_by_material,
    "pelican": published_by_pelican,
    "wordpress": stated_by_wordpress,
}


def imported(kind: str, old: Path, folder: Path) -> tuple[dict[str, list[str]], int, float]:
    """Import a blog; give the addresses of each text, the number of remarks, and the seconds."""
    (folder / "conf.py").write_text(_CONF)
    (folder / "index.md").write_text("# Home\n")
    report = folder / "report.json"
    command = [
        sys.executable, "-m", "sphinx_series", "import", kind, str(old), "--to", "blog", "--source",
        str(folder), "--topics", "declare", "--report", str(report),
    ]  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = json.loads(report.read_text())
    texts = {
        post["source"]: [*post["addresses"], *_own(post["path"])]
        for post in found["posts"]
        if not post["draft"]
    }
    return texts, sum(group["count"] for group in found["remarks"]), seconds


def moved_by_ablog(folder: Path, built: Path, moved: Path) -> None:
    """Move a project in place, or compare what was built before and after."""
    command = [sys.executable, "-m", "sphinx_series"]
    if moved.exists():
        check = ["urls", "--check", str(moved), "--against", str(built), "--source", str(folder)]
        found = subprocess.run([*command, *check], capture_output=True, text=True, check=False)
        lost = [line for line in found.stdout.splitlines() if "leads nowhere" in line]
        pages = [*built.rglob("*.html"), *built.rglob("atom.xml")]
        print("\n".join(lost))
        print(f"{len(pages)} pages and feeds, {len(lost)} lost")
        return
    report = folder / "report.json"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [*command, "import", "ablog", str(folder), "--built", str(built), "--builder", "dirhtml",
         "--report", str(report)], cwd=folder, check=False, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    remarks = sum(group["count"] for group in json.loads(report.read_text())["remarks"])
    print(f"{remarks} remarks, {seconds:.1f} s")


def _own(path: str) -> list[str]:
    """Give the addresses that a page has by itself, with a builder of either form."""
    own = f"/{path.removesuffix('.md')}.html"
    return [own, addresses.other_form(own)]


def _key(address: str) -> str:
    return addresses.key(addresses.file_of(unquote(address)))


def main() -> None:
    """Compare one blog."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=[*ORACLES, "ablog"])
    parser.add_argument("old", type=Path)
    parser.add_argument("--built", type=Path)
    parser.add_argument("--moved", type=Path)
    options = parser.parse_args()
    old = options.old.resolve()
    if options.kind == "ablog":
        moved_by_ablog(old, options.built.resolve(), options.moved.resolve())
        return
    published = ORACLES[options.kind](old)
    with tempfile.TemporaryDirectory() as folder:
        texts, remarks, seconds = imported(options.kind, old, Path(folder))
    kept = {
        source
        for source, address in published.items()
        if _key(address) in {"index.html", *map(_key, texts.get(source, []))}
    }
    for source in sorted(published.keys() - kept):
        print(f"lost: {published[source]} of {source}")
    print(f"{len(published)} published, {len(kept)} kept, {remarks} remarks, {seconds:.1f} s")


if __name__ == "__main__":
    main()
