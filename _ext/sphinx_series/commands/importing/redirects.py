"""Lists of redirects that other tools read -> lines of the ledger.

Each list has a reader, which gives its rules as addresses that the old tool served.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urljoin, urlsplit

from sphinx_series.commands import check, project
from sphinx_series.commands.project import UsageError
from sphinx_series.core.addresses import addresses, elsewhere, ledger, server_rules
from sphinx_series.core.addresses.redirects import GONE

from . import export, mkdocs, reporting
from .model import Kind, Remark
from .planning import Plan

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from sphinx_series.commands.project import Project

_PAIR = re.compile(r"""(?:"([^"]*)"|'([^']*)'|(\S+))\s+(?:"([^"]*)"|'([^']*)'|(\S+))""")
_STATUS = re.compile(r"(?P<code>\d{3})!?")
_CODE = re.compile(r"\b(?:status|code)\b", re.IGNORECASE)
_GONE = "410"
_REDIRECTING = frozenset({_GONE, "301", "302", "303", "307", "308"})
_WORD = re.compile(
    r"""#[^\n]*|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|(?P<mark>[{};])|(?P<bare>(?:[^\s{};"'\\#]|\\.)(?:[^\s{};\\]|\\.)*)""",
    re.DOTALL,
)
# What stands for the site itself in front of a path.
_OF_SITE = re.compile(r"(?:\$scheme|https?)://\$(?:host|http_host|server_name)(?=/)")
_OPTIONS_OF_MAPS = frozenset({"default", "hostnames", "volatile", "include"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An old address and where it led: addresses of the site as URLs have them, a URL, or gone."""

    line: int
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OldList:
    """A list, and what its addresses depend on.

    Args:
        path: its file.
        text: what it says.
        builder: the builder that the old site was made with, ``html`` or ``dirhtml``.
        suffixes: the suffixes of sources.
        docnames: the documents of the project.
        base: the path at which the site is served, without its last slash.
        host: where it is served.
    """

    path: Path
    text: str
    builder: str
    suffixes: Sequence[str]
    docnames: Sequence[str]
    base: str = ""
    host: str | None = None

    def remark(self, line: int, message: str) -> Remark:
        """Say something of a line."""
        return Remark(kind=Kind.ADDRESS, path=str(self.path), line=line, message=message)

    def line_of(self, text: str) -> int:
        """Give the line on which a text stands in quotes or by itself; 0 where it does not."""
        word = re.compile(rf"(?<![\w/.-]){re.escape(text)}(?![\w/.-])")
        lines = self.text.split("\n")
        return next((number for number, line in enumerate(lines, 1) if word.search(line)), 0)


Read: TypeAlias = Iterator[Rule | Remark]


def _rediraffe(old: OldList) -> Read:
    """Read two names of sources a line."""
    pairs = []
    for number, line in enumerate(old.text.split("\n"), 1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        found = _PAIR.fullmatch(content)
        if found:
            first, second = (name for name in found.groups() if name is not None)
            pairs.append((number, first, second))
        else:
            yield old.remark(number, f"{content[:80]!r} is no pair of names: it is left out")
    yield from _of_names(old, pairs)


def _of_names(old: OldList, pairs: Sequence[tuple[int, str, str]]) -> Read:
    """Give the rules of sources' names, which lead on where they stand first on a line, too."""
    following = {first: second for _, first, second in reversed(pairs)}
    for line, first, second in pairs:
        if first.startswith("/"):
            message = f"{first[:80]!r} is no name of a source: say with `--form` what the list is"
            yield old.remark(line, message)
            continue
        seen = {first}
        last = second
        while last in following and last not in seen:
            seen.add(last)
            last = following[last]
        yield Rule(line=line, old=_of_source(old, first), new=_of_source(old, last))


def _of_source(old: OldList, name: str) -> str:
    """Give the address that rediraffe makes of a source's name, which needs no suffix."""
    path = PureWindowsPath(name).as_posix()
    suffix = next((suffix for suffix in old.suffixes if path.endswith(suffix)), "")
    docname = path.removesuffix(suffix)
    is_folder = old.builder == "dirhtml" and docname.rpartition("/")[2] != "index"
    file = f"{docname}/index.html" if is_folder else f"{docname}.html"
    return addresses.encode(addresses.of_file(file))


def _conf(old: OldList) -> Read:
    """Read ``redirects`` and ``rediraffe_redirects`` of a conf.py, as a build would have them."""
    found = project.read_config(old.path.parent)
    for name in ("redirects", "rediraffe_redirects"):
        found.add(name, {}, "", Any)
    redirects, named = found.redirects, found.rediraffe_redirects
    if not redirects and not named:
        yield old.remark(0, "it sets neither `redirects` nor `rediraffe_redirects`")
    if isinstance(named, str):
        path = old.path.parent / named
        yield from _rediraffe(replace(old, path=path, text=_text(path)))
    elif isinstance(named, dict):
        pairs = [(old.line_of(str(first)), str(first), str(named[first])) for first in named]
        yield from _of_names(old, pairs)
    if isinstance(redirects, dict):
        for source, target in redirects.items():
            yield from _reredirects(old, str(source), str(target))


def _reredirects(old: OldList, source: str, target: str) -> Read:
    """Read one entry of sphinx-reredirects: a docname, or a pattern of them, and a URL."""
    line = old.line_of(source)
    if not re.search(r"[*?\[\]]", source):
        yield from _of_docname(old, line, source, target)
        return
    matched = [docname for docname in old.docnames if fnmatch(docname, source)]
    if not matched:
        yield old.remark(line, f"{source!r} matches no document: it led nowhere, and is left out")
    for docname in matched:
        own = target.replace("${source}", docname).replace("$source", docname)
        yield from _of_docname(old, line, docname, own)


def _of_docname(old: OldList, line: int, docname: str, target: str) -> Iterator[Rule]:
    name = docname.rstrip("/") or "index"
    file = name if name.endswith(".html") else check.file_of(name, old.builder)
    # With `html`, the tool's file has the encoded name: the one it stands for was meant, too.
    for path in dict.fromkeys([file, quote(file)] if old.builder == "html" else [file]):
        address = addresses.encode(addresses.of_file(path))
        # A target from the root is below the site's own, wherever that is served.
        new = target if target.startswith("/") else urljoin(address, target)
        yield Rule(line=line, old=address, new=new)


def _mkdocs(old: OldList) -> Read:
    """Read the ``redirect_maps`` of mkdocs-redirects."""
    try:
        config = mkdocs.config(old.text)
    except ValueError as error:
        message = f"{old.path} cannot be read ({error})"
        raise UsageError(message) from error
    maps = mkdocs.plugins(config).get("redirects", {}).get("redirect_maps")
    if not isinstance(maps, dict):
        yield old.remark(0, "it has no `redirect_maps` of the plugin `redirects`")
        return
    directories = config.get("use_directory_urls") is not False
    for source, target in maps.items():
        new = str(target)
        if not new.lower().startswith(("http://", "https://")):
            page, mark, fragment = new.partition("#")
            new = mkdocs.address(page, directories=directories) + mark + fragment
        address = mkdocs.address(str(source), directories=directories)
        yield Rule(line=old.line_of(str(source)), old=address, new=new)


def _netlify(old: OldList) -> Read:
    """Read a ``_redirects`` of Netlify or Cloudflare: source, target and status a line."""
    for number, line in enumerate(old.text.split("\n"), 1):
        words = re.sub(r"(^|\s)#.*", "", line).split()
        if not words:
            continue
        source, *rest = words
        target = next((word for word in rest if word.startswith(("/", "http"))), "")
        others = [word for word in rest if word != target]
        status = next(
            (found["code"] for word in others if (found := _STATUS.fullmatch(word))), "301"
        )
        target = GONE if status == _GONE else target
        shown = repr(line.strip()[:80])
        if not target or status not in _REDIRECTING:
            yield old.remark(number, f"{shown} is no redirect: it is left out")
        elif any("=" in word for word in others):
            yield old.remark(number, f"{shown} has a condition: it is left out")
        else:
            yield from _of_rule(old, number, source, target)


def _of_rule(old: OldList, line: int, source: str, target: str) -> Read:
    if "*" in source or "/:" in source:
        yield from _of_pattern(old, line, source, target)
    else:
        yield Rule(line=line, old=source, new=target)


def _of_pattern(old: OldList, line: int, source: str, target: str) -> Read:
    """Read a rule for a folder: an old address for each page of the new folder."""
    folder, star, rest = target.partition(":splat")
    is_elsewhere = addresses.host_of(folder) not in {None, old.host}
    start = folder if is_elsewhere else _below(old.base, folder)
    matched = []
    if source.endswith("/*") and source.count("*") == 1 and star and not rest:
        files = (check.file_of(docname, old.builder) for docname in old.docnames)
        pages = [addresses.encode(addresses.of_file(file)) for file in files]
        matched = [page.removeprefix(start) for page in pages if page.startswith(start)]
    if not matched:
        message = f"{source!r} is a pattern, and which addresses it led on is not known: write them"
        yield old.remark(line, message)
    for page in matched:
        yield Rule(line=line, old=source[:-1] + page, new=folder + page)


def _nginx(old: OldList) -> Read:
    """Read the maps of nginx whose keys are paths."""
    words = _words(old.text)
    statement: list[str] = []
    variable = ""
    for line, word in words:
        if word not in {"{", "}", ";"}:
            statement.append(word)
            continue
        if word == "{":
            variable = statement[1] if statement[:1] == ["map"] and len(statement) > 1 else ""
            if not variable and statement:
                yield old.remark(line, f"`{statement[0]}` is no `map`: what is in it is left out")
        elif statement and variable:
            yield from _of_map(old, line, statement, variable)
        elif statement and statement[0] not in {"map_hash_max_size", "map_hash_bucket_size"}:
            yield old.remark(line, f"`{' '.join(statement)[:80]}` is left out: it is in no `map`")
        if word == "}":
            variable = ""
        statement = []


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Give the words of nginx's configuration, with their lines."""
    for found in _WORD.finditer(text):
        word = next((group for group in found.groups() if group is not None), None)
        if word is not None:
            line = text.count("\n", 0, found.start()) + 1
            yield line, re.sub(r"\\([\"'\\\s;{}])", r"\1", word)


def _of_map(old: OldList, line: int, statement: list[str], variable: str) -> Read:
    key, *values = statement
    value = _OF_SITE.sub("", values[0]) if len(values) == 1 else ""
    if len(values) != 1 and key not in _OPTIONS_OF_MAPS:
        yield old.remark(line, f"`{' '.join(statement)[:80]}` is no pair: it is left out")
    elif key in _OPTIONS_OF_MAPS and not (key == "default" and value):
        if key == "include":
            yield old.remark(line, f"the file {value!r} is not read: import it by itself")
    elif key.startswith("~") or "$" in value or key == "default":
        message = f"{key!r} is a pattern, and which addresses it led on is not known: write them"
        yield old.remark(line, message)
    elif value:
        # `$uri` is decoded, and any other variable is as the reader's program sent it.
        yield Rule(line=line, old=quote(key) if variable == "$uri" else key, new=value)


def _csv(old: OldList) -> Read:
    """Read old and new address in the first two columns, below an optional head."""
    head = old.text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    # A cell may be as long as the list.
    csv.field_size_limit(max(csv.field_size_limit(), len(old.text)))
    rows = csv.reader(io.StringIO(old.text), delimiter=delimiter)
    column: int | None = None
    is_first = True
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        line, shown = rows.line_num, repr(delimiter.join(row)[:80])
        is_head = is_first and not re.search(r"[/.]", "".join(cells))
        is_first = False
        if is_head:
            column = next((at for at, name in enumerate(cells) if _CODE.search(name)), None)
            continue
        source, target, *_ = [*cells, ""]
        status = _status(cells, column)
        if status not in _REDIRECTING:
            yield old.remark(line, f"{shown} is no redirect: it is left out")
        elif source.startswith(("/", "http")) and (target or status == _GONE):
            yield from _of_rule(old, line, source, GONE if status == _GONE else target)
        else:
            yield old.remark(line, f"{shown} has no two addresses: it is left out")


def _status(cells: Sequence[str], column: int | None) -> str:
    """Give the status of a row: in its column, or else the first behind the addresses."""
    own = cells[2:] if column is None else cells[column : column + 1]
    return next((cell for cell in own if re.fullmatch(r"[1-5]\d\d", cell)), "301")


READERS: Mapping[str, Callable[[OldList], Read]] = {
    "conf.py": _conf,
    "csv": _csv,
    "mkdocs": _mkdocs,
    "netlify": _netlify,
    "nginx": _nginx,
    "rediraffe": _rediraffe,
}
"""The forms of lists."""

_FORMS_OF_NAMES = {"conf.py": "conf.py", "_redirects": "netlify"}
_FORMS_OF_SUFFIXES = {
    ".csv": "csv", ".tsv": "csv", ".yml": "mkdocs", ".yaml": "mkdocs", ".conf": "nginx",
    ".txt": "rediraffe",
}  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Add the rules of a list to the ledger.

    Raises:
        UsageError: the list cannot be read, or there is no ledger.
    """
    read = project.read(options.source)
    if not read.options.ledger:
        message = "conf.py sets no `series_ledger`: set it, the file will be made"
        raise UsageError(message)
    base, host = _home(read)
    old = OldList(
        path=options.export,
        text=_text(options.export),
        builder=options.builder,
        suffixes=tuple(read.suffixes),
        docnames=tuple(read.pages),
        base=base,
        host=host,
    )
    ledger_path = read.folder / read.options.ledger
    text = _text(ledger_path) if ledger_path.exists() else ledger.HEAD
    records, _ = ledger.parse(text, str(ledger_path), elsewhere.as_written)
    planner = _Planner(read, options.builder, records)
    for item in READERS[options.form or _form(options.export)](old):
        planner.take(item, str(old.path))
    lines = planner.lines()
    led_on = {addresses.encode(address): target for address, target in lines.items()}
    plan = Plan(pages=(), remarks=tuple(planner.remarks), led_on=led_on, topics={})
    reporting.show(plan, options.report)
    if led_on and not options.dry_run:
        project.change_ledger(ledger_path, lambda now: ledger.lead(now, lines))
    done = "would be" if options.dry_run else "are"
    print(f"{len(led_on)} redirects {done} added, {len(plan.remarks)} remarks", file=sys.stderr)
    return 1 if reporting.has_work(plan.remarks) else 0


def _form(path: Path) -> str:
    form = _FORMS_OF_NAMES.get(path.name) or _FORMS_OF_SUFFIXES.get(path.suffix.lower())
    if form:
        return form
    message = f"{path} does not tell by its name what it is: say it with `--form`"
    raise UsageError(message)


def _text(path: Path) -> str:
    try:
        return export.decode(path.read_bytes())
    except OSError as error:
        message = f"{path} cannot be read ({error})"
        raise UsageError(message) from error


def _home(read: Project) -> tuple[str, str | None]:
    """Give the path at which the site is served, and its host."""
    url = str(read.config.html_baseurl)
    return server_rules.base(url).rstrip("/"), addresses.host_of(url)


def _below(base: str, text: str) -> str:
    """Give the path of an address, or of a URL at any host, from the output folder on."""
    path = urlsplit(text).path if addresses.host_of(text) and "?" not in text else text
    return path.removeprefix(base) if base and path.startswith(f"{base}/") else path


class _Planner:
    """Takes rules one by one, and gives the lines of the ledger; used once.

    Files are told apart by their keys, as in a build.
    """

    def __init__(self, read: Project, builder: str, records: Sequence[ledger.Record]) -> None:
        self.options = read.options
        self.base, self.host = _home(read)
        files = {docname: check.file_of(docname, builder) for docname in read.pages}
        self.pages = {addresses.key(file): addresses.of_file(file) for file in files.values()}
        self.records = {
            _key(record.address): addresses.encode(record.target)
            if record.target.startswith("/")
            else record.target
            for record in records
            if record.target
        }
        self.aliases = {
            _key(address): addresses.encode(addresses.of_file(files[docname]))
            for docname, page in read.pages.items()
            for address in (page.post.aliases if page.post else ())
        }
        self.found: dict[str, tuple[str, str, Remark]] = {}
        self.remarks: list[Remark] = []
        self.hosts: set[str] = set()

    def take(self, item: Rule | Remark, path: str) -> None:
        """Take a rule, or say why not."""
        if isinstance(item, Remark):
            self.remarks.append(item)
            return

        place = Remark(kind=Kind.ADDRESS, path=path, line=item.line, message="")

        def reject(message: str, kind: Kind = Kind.ADDRESS) -> None:
            self.remarks.append(replace(place, kind=kind, message=message))

        address, target = self._address(item.old), self._target(item.new, reject)
        if address is None:
            reject(f"{item.old[:80]!r} is no path of this site: it is left out")
        elif target is None:
            reject(f"{item.new[:80]!r} is no address to lead to: the line is left out")
        elif _key(address) in self.pages:
            reject(
                f"{address!r} is a page of this site, and a redirect never replaces one: "
                "it is left out"
            )
        else:
            known = self._known(_key(address))
            if known == "":
                self.found[_key(address)] = address, target, place
            elif self._end(known) != self._end(target):
                reject(f"{address!r} leads to {known!r} already: the line is left out")

    def _known(self, key: str) -> str:
        """Give where an address leads already; ``""`` where it does not."""
        if key in self.found:
            return self.found[key][1]
        return self.aliases.get(key) or self.records.get(key, "")

    def _address(self, text: str) -> str | None:
        """Read an address of the site: a path, or a URL that may be at any host."""
        return addresses.parse(_below(self.base, text))

    def _target(self, text: str, reject: Callable[..., None]) -> str | None:
        """Read a target, in the form that the ledger has; None for what is none."""
        if text == GONE:
            return text
        host = addresses.host_of(text)
        if host and host != self.host:
            if host not in self.options.redirect_hosts | self.hosts:
                self.hosts.add(host)
                message = f"write the host into conf.py: `series_redirect_hosts = [{host!r}]`"
                reject(message, Kind.SETTING)
            return text
        page, mark, fragment = text.partition("#")
        if "?" in page:
            reject(f"{text[:80]!r}: what follows the path is left out")
        target = addresses.parse_target(f"/{mark}{fragment}")
        address = self._address(page.partition("?")[0])
        if address is None or target is None:
            return None
        return addresses.encode(address) + addresses.encode_fragment(target[1])

    def _end(self, target: str) -> str | None:
        """Follow a target through what is known to its last one; None for a circle."""
        seen = set()
        while not (target == GONE or addresses.is_external(target)):
            target = target.partition("#")[0]
            key = _key(addresses.parse(target) or target)
            if key in seen:
                return None
            seen.add(key)
            following = self._known(key)
            if key in self.pages or not following:
                return self.pages.get(key, target)
            target = following
        return target

    def lines(self) -> dict[str, str]:
        """Give the new lines; what leads in a circle, or to no page, is reported."""
        found = {}
        for address, target, place in self.found.values():
            end = self._end(target)
            if end is None or _key(address) == _key(end):
                message = f"{address!r} leads in a circle: it is left out"
                self.remarks.append(replace(place, message=message))
                continue
            if not addresses.is_external(end) and not self._is_page(end):
                message = f"{address!r} leads to {target!r}, which is no page of this project"
                self.remarks.append(replace(place, message=message))
            found[address] = target
        self.remarks.sort(key=lambda remark: (remark.path, remark.line))
        return found

    def _is_page(self, address: str) -> bool:
        """Tell whether a page has an address, with one of the two builders."""
        own = addresses.parse(address) or address
        return not {_key(own), _key(addresses.other_form(own))}.isdisjoint(self.pages)


def _key(address: str) -> str:
    return addresses.key(addresses.file_of(address))
