"""A project with ABlog becomes one with `sphinx_series`, in place, and no address of it is lost."""

from __future__ import annotations

import ast
import json
import posixpath
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import unified_diff
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx_series_base import files

from sphinx_series.commands import project, urls
from sphinx_series.commands.project import UsageError
from sphinx_series.core.addresses import addresses, ledger
from sphinx_series.core.addresses.redirects import FEED_SUFFIXES
from sphinx_series.core.sources import source_text
from sphinx_series.core.sources.frontmatter import default_slug

from . import ablog_site, ablog_sources, reporting
from .ablog_site import AblogPost, Site, unique
from .model import Kind, Remark
from .planning import Plan

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from sphinx_series.commands.project import Project
    from sphinx_series.core.sources.frontmatter import Markup
    from sphinx_series.core.sources.source_text import Value

    from .ablog_site import Made
    from .ablog_sources import Directive, Front

_OF_SPHINX: Mapping[str, Any] = {"html_sidebars": {}, "html_theme_path": []}
_LEDGER = "urls.txt"
# What is to be done, while it is done.
_PLANNED = ".series-import.json"
_OURS = "sphinx_series"
_BEGIN = "# What `sphinx-series import ablog` wrote, from the settings of ABlog."
_END = "# Here it ends."
# ABlog's blocks of the sidebar, and ours in their place where there is one.
_TEMPLATES = {
    "archives": "series_years.html",
    "authors": "series_authors.html",
    "categories": "series_topics.html",
    "languages": "",
    "locations": "",
    "postcard": "",
    "postcard2": "",
    "postnavy": "",
    "recentposts": "series_recent.html",
    "tagcloud": "series_cloud.html",
}
_SIDEBARS = {
    f"{folder}{name}.html": ours for name, ours in _TEMPLATES.items() for folder in ("", "ablog/")
}
_TOPICS = ("category", "tags", "location", "language")
_REF_RST = re.compile(
    r"(?<!`):(?:std:)?ref:`(?:(?P<title>[^`<]*?)\s*<(?P<target>[^`<>]+)>|(?P<bare>[^`<>]+))`"
)
_REF_MYST = re.compile(
    r"(?<!`)\{(?:std:)?ref\}`(?:(?P<title>[^`<]*?)\s*<(?P<target>[^`<>]+)>|(?P<bare>[^`<>]+))`"
)
_LABEL = re.compile(r"^[ \t]*\.\. _`?([^:`]+)`?:[ \t]*$|^\(([^)]+)\)=[ \t]*$", re.MULTILINE)
_IMAGE_RST = re.compile(r"^[ \t]*\.\. (?:image|figure)::[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
_IMAGE_MYST = re.compile(
    r"!\[[^\]]*\]\(([^)\s]+)|^[ \t]*(?:`{3,}|:{3,})\{(?:image|figure)\}[ \t]+(\S+)", re.MULTILINE
)
# What is filled in at the build, and is no YAML before that.
_BRACES = re.compile(r"(?P<key>[\w:.-]+:[ \t]+)(?P<value>\{\{.*?)[ \t]*")
# What a template asks of ABlog, by its name or by that of a template of its.
_ASKS = re.compile(r"\{[{%](?:(?![%}]\}).)*?\bablog\b", re.DOTALL)
# What no slug may have.
_NO_SLUG = re.compile(r"[\s/\\?#%]+")
_NEVER = datetime.max.replace(tzinfo=UTC)
_MARKS = re.compile(r"([\\*`_|<>\[\]{}$])")


_Listing: TypeAlias = "tuple[str, Sequence[str], Mapping[str, str]]"
"""A directive with its argument, its lines and its options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A document that may be a post, or list some."""

    docname: str
    path: str
    markup: Markup
    text: str
    lines: tuple[str, ...]
    found: tuple[Directive, ...]
    front: Front

    @property
    def posts(self) -> list[Directive]:
        return [directive for directive in self.found if directive.name == "post"]


@dataclass(slots=True, kw_only=True)
class Changes:
    """What is to be written: the new text of each file, the old one, and the ledger's new lines."""

    old: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    published: list[str] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    posts: int = 0


def run(options: argparse.Namespace) -> int:
    """Change the project, or show the changes.

    Raises:
        UsageError: it cannot be read or written.
    """
    read = project.read(options.export)
    if (options.export / "conf.py").is_symlink():
        message = f"{options.export / 'conf.py'} is a link: name the folder that it leads to"
        raise UsageError(message)
    for name, default in {**ablog_site.SETTINGS, **_OF_SPHINX}.items():
        read.config.add(name, default, "", Any)
    if options.built and not options.built.is_dir():
        message = f"{options.built} is no folder: name the output of the old site"
        raise UsageError(message)
    built = urls.published(options.built) if options.built else []
    if (read.folder / _PLANNED).exists() and not options.dry_run:
        _complete(read.folder)
        return 0
    changes = _Move(read, options.builder, built).changes()
    if options.dry_run:
        sys.stdout.writelines(_diff(changes))
    plan = Plan(pages=(), remarks=tuple(changes.remarks), led_on={}, topics={})
    reporting.show(plan, options.report)
    if not options.dry_run:
        _write(changes, read.folder)
    done = "would be" if options.dry_run else "are"
    print(
        f"{changes.posts} posts {done} changed, {len(changes.new)} files in all, "
        f"{len(changes.remarks)} remarks",
        file=sys.stderr,
    )
    return 1 if reporting.has_work(changes.remarks) else 0


def _diff(changes: Changes) -> Iterator[str]:
    for path, new in sorted(changes.new.items()):
        old = changes.old.get(path)
        yield from unified_diff(
            (old or "").splitlines(keepends=True), new.splitlines(keepends=True),
            f"a/{path}" if old is not None else "/dev/null", f"b/{path}",
        )  # fmt: skip


def _write(changes: Changes, folder: Path) -> None:
    """Note what is to be done, and do it, so that a command that was stopped can be completed.

    What is planned depends on the posts as they were: of a project that is half changed there is
    no plan.
    """
    planned = {path: [changes.old.get(path), new] for path, new in sorted(changes.new.items())}
    try:
        files.replace(folder / _PLANNED, json.dumps(planned))
        _do(planned, folder)
    except (OSError, UnicodeError) as error:
        message = f"the project cannot be written ({error}): run the command again"
        raise UsageError(message) from error


def _complete(folder: Path) -> None:
    """Do what a command has planned that was stopped.

    Raises:
        UsageError: what it noted cannot be read, or a file was changed since.
    """
    try:
        planned = json.loads((folder / _PLANNED).read_bytes())
        texts = {path: (old, new) for path, (old, new) in planned.items()}
        if not all(_is_planned(folder, path, *both) for path, both in texts.items()):
            message = f"files have changed since: remove {_PLANNED!r}, and look what is done"
            raise UsageError(message)
        _do(planned, folder)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        message = f"{_PLANNED!r} of a command that was stopped cannot be done ({error}): remove it"
        raise UsageError(message) from error
    print(f"what was planned in {_PLANNED!r} is done: {len(planned)} files", file=sys.stderr)


def _is_planned(folder: Path, path: str, old: str | None, new: str) -> bool:
    """Tell whether a file of the project is as it was when it was planned, or as it is to be."""
    file = (folder / path).resolve()
    if not file.exists() or not file.is_relative_to(folder):
        return old is None and file.is_relative_to(folder)
    return file.read_text(encoding="utf-8-sig") in {old, new}


def _do(planned: Mapping[str, Sequence[str | None]], folder: Path) -> None:
    for path, (old, new) in planned.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        is_dos = old is not None and b"\r\n" in file.read_bytes()
        files.replace(file, str(new).replace("\n", "\r\n") if is_dos else str(new))
    (folder / _PLANNED).unlink()


class _Move:
    """Plans the move of one project; used once."""

    def __init__(self, read: Project, builder: str, built: Sequence[str]) -> None:
        self.read = read
        self.built = built
        self.config = read.config
        self.changed = Changes()
        self.sources = list(self._sources())
        self.labels = {
            " ".join((first or second).lower().split())
            for source in self.sources
            for first, second in _LABEL.findall(source.text)
        }
        matched = self._matched()
        old = {source.docname: self._posts(source, matched) for source in self.sources}
        self.posts = {docname: posts for docname, posts in old.items() if posts}
        self.site = Site(
            config=self.config,
            documents=frozenset(read.pages),
            builder=builder,
            posts=tuple(post for posts in self.posts.values() for post in posts),
            now=read.options.clock,
        )
        self.topics = {
            (catalogue, label): ablog_site.topic_id(found.name)
            for catalogue in _TOPICS
            for label, found in self.site.collections[catalogue].items()
            if label
        }
        keys = {name: key for key, (name, _) in self.config.blog_authors.items()}
        self.authors = {
            label: ablog_site.topic_id(ablog_sources.unescaped(keys.get(label, label)))
            for label in self.site.collections["author"]
            if label
        }

    def _declared(self, catalogue: str, label: str) -> tuple[str, str]:
        """Give noun and id of what has the place of a collection; empty for none."""
        if catalogue == "author" and label in self.authors:
            return "author", self.authors[label]
        id_ = self.topics.get((catalogue, label), "")
        return ("topic", id_) if id_ else ("", "")

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Give each post the slug that it must say; ``""`` where its file's name does.

        Of several files of one name the oldest post has it, so that a later import changes nothing.
        """
        posts = (page.post for page in self.read.pages.values() if page.post)
        used = {post.slug for post in posts if post.docname not in self.posts}
        dates = {post.docname: post.date for post in self.site.posts}
        found = {}
        for docname in sorted(dates, key=lambda name: (dates[name] or _NEVER, name)):
            default = default_slug(docname)
            own = _NO_SLUG.sub("-", docname.removesuffix("/index"))
            wanted = chain([default, own], (f"{own}-{number}" for number in count(2)))
            slug = next(name for name in wanted if name not in used)
            found[docname] = slug if slug != default else ""
            used.add(slug)
        return found

    def remark(self, kind: Kind, path: str, line: int, message: str) -> None:
        self.changed.remarks.append(Remark(kind=kind, path=path, line=line, message=message))

    def _sources(self) -> Iterator[_Source]:
        for docname, path in self.read.sources.items():
            kind = next(
                kind for suffix, kind in self.read.suffixes.items() if path.endswith(suffix)
            )
            if path.endswith(".ipynb"):
                text = (self.read.folder / path).read_text(encoding="utf-8", errors="replace")
                if re.search(r"\.\. post::|\{post\}|blogpost", text):
                    message = "a notebook's front matter is not changed: give it a `date` yourself"
                    self.remark(Kind.LEFT_OUT, path, 0, message)
                continue
            try:
                text = (self.read.folder / path).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeError) as error:
                self.remark(
                    Kind.LEFT_OUT, path, 0, f"it cannot be read, and is left as it is ({error})"
                )
                continue
            markup: Markup = "rst" if kind == "restructuredtext" else "yaml"
            lines = tuple(text.split("\n"))
            yield _Source(
                docname=docname, path=path, markup=markup, text=text, lines=lines,
                found=tuple(ablog_sources.directives(lines, markup)),
                front=ablog_sources.front(lines, markup),
            )  # fmt: skip

    def _matched(self) -> set[str]:
        """Give the documents that `blog_post_pattern` names."""
        patterns = self.config.blog_post_pattern
        listed = [patterns] if isinstance(patterns, str) else patterns
        found = {
            path.relative_to(self.read.folder).as_posix()
            for pattern in listed
            for path in self.read.folder.glob(str(pattern).removeprefix("/"))
        }
        return {docname for docname, path in self.read.sources.items() if path in found}

    def _posts(self, source: _Source, matched: set[str]) -> list[AblogPost]:
        """Give the posts of a page, as ABlog saw them."""
        if source.posts:
            return [
                self._post(source, found.start + 1, {**found.options, "date": found.argument})
                for found in source.posts
            ]
        fields = source.front.fields
        # What was moved before is a post of ours, and has no label of ABlog any more.
        is_moved = _OURS in project.texts(self.config, "extensions") and (
            self.read.pages[source.docname].post and not fields.keys() & set(ablog_sources.LABELS)
        )
        if "blogpost" in fields or (source.docname in matched and fields and not is_moved):
            return [self._post(source, source.front.start or 0, fields)]
        return []

    def _post(self, source: _Source, line: int, options: Mapping[str, str]) -> AblogPost:
        text = options.get("date", "")
        date = ablog_site.moment(text, self.config.post_date_format) if text else None
        if text and date is None:
            message = f"{text!r} is no date: the post is a draft until you write one"
            if "{{" in text:
                message = f"{text!r} is filled in at the build: this is no post until you write it"
            self.remark(Kind.DATE, source.path, line, message)
        labels: dict[str, tuple[str, ...]] = {}
        for name in ablog_sources.LABELS:
            found = unique(ablog_sources.words(options[name])) if name in options else ()
            labels[name] = tuple(label for label in found if "{{" not in label)
            for label in set(found) - set(labels[name]):
                message = f"{label!r} is filled in at the build: write the label itself"
                self.remark(Kind.FRONT_MATTER, source.path, line, message)
        return AblogPost(
            docname=source.docname,
            line=line,
            date=date,
            is_unread=bool(text) and date is None,
            is_filled="{{" in text,
            labels=ablog_site.with_defaults(labels, self.config),
            redirects=ablog_sources.words(options.get("redirect", "")),
        )

    def changes(self) -> Changes:
        """Give all changes."""
        changed = self.changed
        for source in self.sources:
            text = self._converted(source)
            if text != source.text:
                changed.old[source.path], changed.new[source.path] = source.text, text
        changed.posts = len(self.posts)
        if self.posts:
            changed.new.update(self._pages())
            self._addresses()
            self._settings()
        changed.remarks.sort(key=lambda remark: (remark.path, remark.line))
        return changed

    # The sources.

    def _converted(self, source: _Source) -> str:
        lines = list(source.lines)
        is_live = ablog_sources.live(lines, source.markup)
        for index, line in enumerate(lines):
            if is_live[index]:
                lines[index] = self._with_references(line, source, index + 1)
        fields = self._fields(source) if source.docname in self.posts else {}
        for found in reversed(source.found):
            end = found.end
            new = self._of_directive(source, found)
            start = found.start
            if not new:
                # What it alone stood in goes, too.
                if lines[start - 1 : start] == ["```{eval-rst}"] and lines[end : end + 1] == [
                    "```"
                ]:
                    start, end = start - 1, end + 1
                while end < len(lines) and not lines[end].strip():
                    end += 1
            lines[start:end] = [f"{found.indent}{line}".rstrip() for line in new]
        lines = self._with_front(source, lines, fields)
        if source.markup == "yaml" and lines[0] == "---" and "---" in lines[1:]:
            end = lines.index("---", 1)
            lines[1:end] = [_quoted(line) for line in lines[1:end]]
        return "\n".join(lines)

    def _fields(self, source: _Source) -> dict[str, Value]:
        """Give the front matter of a page that has posts."""
        posts = self.posts[source.docname]
        first = posts[0]
        options = source.posts[0].options if source.posts else source.front.fields
        if len(posts) > 1:
            self.remark(
                Kind.LOST, source.path, first.line,
                f"{len(posts)} posts stand on this page: it is one now, with the newest date",
            )  # fmt: skip
        dates = [post.date for post in posts if post.date]
        updates = [
            moment
            for found in source.found
            if found.name == "update"
            and (moment := ablog_site.moment(found.argument, self.config.post_date_format))
        ]
        date = max(dates, default=None)
        topics = unique(
            self.topics[catalogue, label]
            for post in posts
            for catalogue in _TOPICS
            for label in post.labels[catalogue]
            if label
        )
        if not dates and not any(post.is_unread for post in posts):
            place = addresses.encode(self.site.address(source.docname))
            message = f"a draft: ABlog built it at {place}, where readers find nothing now"
            self.remark(Kind.HIDDEN, source.path, first.line, message)
        for name in ("title", "external_link", "canonical_link"):
            if options.get(name):
                message = f"`{name}` has no counterpart, and is left out: {options[name]!r}"
                self.remark(Kind.LOST, source.path, first.line, message)
        return {
            "slug": self.slugs[source.docname],
            "date": _shown(date),
            "updated": _shown(max(updates)) if date and updates and max(updates) > date else "",
            "description": self._description(source),
            "topics": topics,
            "authors": unique(
                self.authors[label] for post in posts for label in post.labels["author"] if label
            ),
            "image": self._image(source, options),
            "aliases": unique(
                addresses.encode(self.site.address(redirect))
                for post in posts
                for redirect in post.redirects
                if redirect
            ),
            "draft": date is None and not any(post.is_filled for post in posts),
            "orphan": bool(self.config.post_auto_orphan) and not topics,
            "feed_id": self._feed_id(source) if date else "",
        }

    def _feed_id(self, source: _Source) -> str:
        """Give the id of a post in feeds; ``""`` where there is none that front matter can have."""
        page = self.site.feed_id(source.docname)
        part = self._part(source)
        found = f"{page}#{part}" if page and part else page
        if not re.search(r"\s", found) and (part is not None or not page):
            return found
        line = self.posts[source.docname][0].line
        lacks = "no address" if part is not None else "followed by a place that no source names"
        message = f"its id in feeds, {found!r}, is {lacks}: readers get the post as a new one"
        self.remark(Kind.LOST, source.path, line, message)
        return ""

    def _part(self, source: _Source) -> str | None:
        """Give the section that a post is, where ABlog took it for one; None for an unknown id."""
        if not source.posts or (len(source.posts) == 1 and not self.config.post_always_section):
            return ""
        dated = [post for post in self.posts[source.docname] if post.date]
        newest = max(dated, key=lambda post: post.date or _NEVER)
        return ablog_sources.section_id(source.lines, source.markup, newest.line - 1)

    def _description(self, source: _Source) -> str:
        """Give what a post says to listings only."""
        hidden = [found for found in source.posts if "exclude" in found.options]
        return " ".join(ablog_sources.plain(" ".join(found.body)) for found in hidden[:1])

    def _image(self, source: _Source, options: Mapping[str, str]) -> str:
        """Give the picture of a post, which ABlog counts and we name."""
        wanted = options.get("image") or str(self.config.post_auto_image or "")
        if not wanted.isdecimal() or wanted == "0":
            return ""
        pattern = _IMAGE_RST if source.markup == "rst" else _IMAGE_MYST
        images = [next(filter(None, found.groups())) for found in pattern.finditer(source.text)]
        if int(wanted) > len(images):
            return ""
        image = images[int(wanted) - 1]
        return "" if re.match(r"\w+:", image) else image

    def _of_directive(self, source: _Source, found: Directive) -> list[str]:
        """Give the lines that take the place of a directive."""
        if found.name == "post":
            return [] if "exclude" in found.options else [*found.body]
        options = self._update(found) if found.name == "update" else self._listing(source, found)
        name, argument = (
            ("admonition", f"Updated on {found.argument}")
            if found.name == "update"
            else ("series:posts", "")
        )
        if source.markup == "rst" and not found.fence:
            body = ["", *found.body] if found.name == "update" else []
            return [
                f".. {name}:: {argument}".rstrip(),
                *(f"   {line}".rstrip() for line in [*options, *body]),
            ]
        body = list(found.body) if found.name == "update" else []
        return [f"{found.fence}{{{name}}} {argument}".rstrip(), *options, *body, found.fence]

    def _update(self, found: Directive) -> list[str]:
        kept = {"class": f"note update {found.options.get('class', '')}".strip()}
        return [f":{name}: {value}" for name, value in {**found.options, **kept}.items()]

    def _listing(self, source: _Source, found: Directive) -> list[str]:
        """Give the options of a listing."""
        named = [
            (catalogue, label)
            for catalogue in ablog_site.CATALOGUES
            for label in ablog_sources.words(found.options.get(catalogue, ""))
            if label
        ]
        known = [
            self._declared(*one)
            for one in named
            if one in self.site.listed and self._declared(*one)[1]
        ]
        ids = unique(id_ for noun, id_ in known if noun == "topic")
        authors = unique(id_ for noun, id_ in known if noun == "author")
        options = [f":limit: {found.argument}"] if found.argument else []
        options += [f":topic: {'+'.join(ids)}"] if ids else []
        options += [f":author: {', '.join(authors)}"] if authors else []
        if not known and source.docname in self.posts:
            options.append(":current:")
        is_cut = "sort" in found.options and bool(found.argument)
        options += [":sort: date"] if "sort" in found.options and not is_cut else []
        options.append(f":style: {'cards' if 'excerpts' in found.options else 'list'}")

        def lost(message: str) -> None:
            self.remark(Kind.LOST, source.path, found.start + 1, message)

        if len(authors) > 1:
            lost("it listed what all of the authors wrote together, and lists what any wrote now")
        if is_cut:
            lost("it showed the newest posts from the oldest on, and shows the newest first now")
        unknown = [
            label for catalogue, label in named if (catalogue, label) not in self.site.listed
        ]
        if unknown:
            lost(f"no post has the labels {', '.join(unknown)}: they are left out of the list")
        return options

    def _with_references(self, line: str, source: _Source, number: int) -> str:
        """Let references to ABlog's labels lead to what has its place."""

        def replaced(found: re.Match[str]) -> str:
            target = " ".join((found["target"] or found["bare"]).lower().split())
            role, name, title = self._references.get(target, ("", "", ""))
            if not role:
                return found[0]
            if not name:
                message = f"the label {target!r} has no counterpart: correct this reference"
                self.remark(Kind.LINK, source.path, number, message)
                return found[0]
            shown = found["title"] or title
            inner = f"{shown} <{name}>" if shown else name
            return f"{{{role}}}`{inner}`" if source.markup == "yaml" else f":{role}:`{inner}`"

        pattern = _REF_RST if source.markup == "rst" else _REF_MYST
        return pattern.sub(replaced, line)

    @cached_property
    def _references(self) -> dict[str, tuple[str, str, str]]:
        """Give role, target and title of what has the place of each label of ABlog."""
        path = self.site.path
        archive = f"/{path}/archive"
        found = {
            "blog-posts": ("doc", f"/{path}", ""),
            "blog-drafts": ("doc", f"/{path}", ""),
            "blog-archives": ("doc", archive, ""),
            "blog-feed": ("doc", "", ""),
        }
        for post in self.site.posts:
            slug = default_slug(post.docname)
            label = f"post-{self.slugs[post.docname] or slug}"
            found[slug.lower()] = "ref", label, ""
            if post.date:
                found[f"archive-{post.date.year}"] = "doc", archive, str(post.date.year)
        unlisted: dict[str, tuple[str, str, str]] = {}
        for catalogue, folder in ablog_site.CATALOGUES.items():
            plural = f"blog-{ablog_site.title_of(catalogue).lower()}"
            for label in filter(None, self.site.collections[catalogue]):
                name = f"{folder}-{ablog_site.slugify(label)}"
                if (catalogue, label) in self.site.listed:
                    found.setdefault(name, ("ref", "-".join(self._declared(catalogue, label)), ""))
                    found[plural] = "doc", f"/{path}/{folder}", ""
                else:
                    unlisted[name] = "doc", "", ""
        every = unlisted | found
        return {name: new for name, new in every.items() if name not in self.labels}

    def _with_front(
        self, source: _Source, lines: list[str], fields: Mapping[str, Value]
    ) -> list[str]:
        """Put front matter on top of a source, and take ABlog's out."""
        if not fields:
            return lines
        front = source.front
        gone = ablog_sources.FIELDS if "blogpost" in front.fields or not source.posts else ()
        for name in ("date", *fields):
            # What was there already, for whatever reader, says it by its own name.
            if name in front.fields and name not in gone and name != "orphan":
                self.remark(
                    Kind.FRONT_MATTER,
                    source.path,
                    front.spans[name][0] + 1,
                    f"`{name}` is replaced",
                )
        replaced = {
            *gone,
            *(name for name, value in fields.items() if value),
            "date",
        } & front.spans.keys()
        for name in sorted(replaced, key=lambda name: front.spans[name], reverse=True):
            start, end = front.spans[name]
            del lines[start:end]
        written = source_text.front_matter(fields, markup=source.markup)
        if source.markup == "yaml":
            at = 1 if front.start is not None else 0
            block = written if at else ["---", *written, "---", ""]
            lines[at:at] = block
        else:
            at = front.start or 0
            follows = front.start is not None and front.spans.keys() - replaced
            lines[at:at] = (
                written if follows else [*written, *([""] if lines[at : at + 1] != [""] else [])]
            )
        return lines

    # The pages.

    @property
    def suffix(self) -> str:
        """The suffix of new pages."""
        kinds = self.read.suffixes
        return next((suffix for suffix in kinds if kinds[suffix] == "restructuredtext"), ".md")

    @property
    def markup(self) -> Markup:
        return "rst" if self.suffix != ".md" else "yaml"

    @property
    def home(self) -> str:
        """The page of all posts: ABlog's, or the one that the project has at its place."""
        return self.site.path

    @cached_property
    def _homes(self) -> dict[tuple[str, str], tuple[Made, str]]:
        """Give what no page declares its page: the collection that it was, and its docname."""
        declared = {one for ids in self.read.declared.values() for one in ids}
        lists = ["", "archive", *ablog_site.CATALOGUES.values()]
        made_here = {posixpath.join(self.site.path, name).rstrip("/") for name in lists}
        # With `dirhtml`, `tag` and `tag/index` are one file.
        taken = {self._file(docname) for docname in self.read.pages.keys() | made_here}
        homes: dict[tuple[str, str], tuple[Made, str]] = {}
        for made in self.site.collected():
            noun, id_ = one = self._declared(made.catalogue, made.label)
            if not noun or one in declared or one in homes:
                continue
            folder = posixpath.join(self.site.path, ablog_site.CATALOGUES[made.catalogue])
            wanted = chain(
                [made.docname, f"{folder}/{id_}", f"{folder}/{id_}-posts"],
                (f"{folder}/{id_}-posts-{number}" for number in count(2)),
            )
            docname = next(
                name for name in wanted if self._file(name) not in taken and not name.endswith("/")
            )
            taken.add(self._file(docname))
            homes[one] = made, docname
        return homes

    def _file(self, docname: str) -> str:
        """Give what two pages share that some file system has one file for."""
        return addresses.key(self.site.address(docname))

    def _pages(self) -> Iterator[tuple[str, str]]:
        """Give the pages that take the place of those that ABlog made at each build."""
        archive = posixpath.join(self.site.path, "archive")
        is_new, has_archive = self.site.path not in self.read.pages, archive in self.read.pages
        folders = [] if has_archive else [archive]
        for catalogue, folder in ablog_site.CATALOGUES.items():
            ids = sorted(
                id_ for (_, id_), (made, _) in self._homes.items() if made.catalogue == catalogue
            )
            if not ids:
                continue
            docname = posixpath.join(self.site.path, folder)
            noun = "author" if catalogue == "author" else "topic"
            has_ours = _OURS in project.texts(self.config, "extensions")
            # A page that the project had itself has no toctree for them.
            is_own = docname in self.read.pages and not has_ours
            for id_ in ids:
                yield self._page_of(noun, id_, orphan=is_own)
            if docname not in self.read.pages:
                folders.append(docname)
                body: list[_Listing] = [(f"series:{noun}s", ids, {})]
                title = ablog_site.title_of(catalogue)
                # Its own pages keep coming, with labels that are new.
                yield self._page(docname, title, body, [f"{docname}/*"], orphan=not is_new)
            elif has_ours:
                message = f"list the new {noun}s here: {', '.join(ids)}"
                self.remark(Kind.SETTING, self.read.sources[docname], 0, message)
        if not has_archive:
            body = [("series:posts", [], {"group-by": "year", "style": "compact"})]
            yield self._page(archive, "All posts", body, [], orphan=not is_new)
        if is_new:
            body = [("series:posts", [], {})]
            title = str(self.config.blog_title)
            yield self._page(self.site.path, title, body, folders, orphan=True)

    def _page_of(self, noun: str, id_: str, *, orphan: bool) -> tuple[str, str]:
        """Give the page of a topic or an author."""
        made, docname = self._homes[noun, id_]
        found = self.site.collections[made.catalogue][made.label]
        # An author's link is that of `series_authors`.
        body = [found.url] if found.url and noun == "topic" else []
        listing: _Listing = f"series:{noun} {id_}", body, {}
        return self._page(docname, found.name or id_, [listing], [], orphan=orphan)

    def _page(
        self,
        docname: str,
        title: str,
        listings: Sequence[_Listing],
        children: Sequence[str],
        *,
        orphan: bool = False,
    ) -> tuple[str, str]:
        """Write a page of listings, with a hidden toctree."""
        blocks = [*listings]
        if children:
            entries = [f"/{child}" for child in children]
            blocks.append(("toctree", entries, {"hidden": "", "glob": ""}))
        body = []
        for head, lines, options in blocks:
            name, _, argument = head.partition(" ")
            listed = [f":{key}: {value}".rstrip() for key, value in options.items()]
            if self.markup == "rst":
                content = [*listed, *(["", *lines] if lines else [])]
                body += [
                    f".. {name}:: {argument}".rstrip(),
                    *(f"   {line}".rstrip() for line in content),
                    "",
                ]
            else:
                body += [f"```{{{name}}} {argument}".rstrip(), *listed, *lines, "```", ""]
        heading = _MARKS.sub(r"\\\1", " ".join(title.split()))
        text = source_text.write({"orphan": orphan}, heading, "\n".join(body), markup=self.markup)
        return f"{docname}{self.suffix}", text.lstrip("\n") if not orphan else text

    # The addresses.

    def _addresses(self) -> None:
        """Note what was published, and where that leads which is no page any more."""
        changed, site = self.changed, self.site
        hidden = {name for name in self.read.pages if self.read.is_hidden(name)}
        hidden |= {
            docname
            for docname, posts in self.posts.items()
            if not any(site.is_published(post) or post.is_unread for post in posts)
        }
        new = {path.removesuffix(self.suffix) for path in changed.new.keys() - changed.old}
        pages = {site.address(docname) for docname in (self.read.pages.keys() - hidden) | new}
        archive = posixpath.join(site.path, "archive")
        leads = {"archive": archive, "year": archive}
        for made in site.pages():
            address = site.address(made.docname)
            if address in pages or made.kind == "redirect":
                changed.published.append(address)
                continue
            home = self._homes.get(self._declared(made.catalogue, made.label))
            docname = home[1] if home else leads.get(made.kind, site.path)
            changed.targets[address] = site.address(docname)
        old = {site.address(docname) for docname in self.read.pages.keys() - hidden}
        feeds = {address for _, address in site.feeds()}
        # A feed without posts is one here as soon as there is a post.
        has_feeds = any(site.is_published(post) or post.is_filled for post in site.posts)
        changed.published += [*old, *(feeds if has_feeds else ())]
        documents = {site.address(docname) for docname in self.read.pages}
        for address in self._unsaid({*documents, *feeds, *changed.published, *changed.targets}):
            if address.endswith(FEED_SUFFIXES):
                changed.published.append(address)
                continue
            target = site.address(self._nearest(address))
            changed.targets[address] = target
            self.remark(
                Kind.ADDRESS_GUESSED, _LEDGER, 0,
                f"the old build has {address!r}, which no source names: it leads to {target!r}",
            )  # fmt: skip

    def _unsaid(self, known: Collection[str]) -> list[str]:
        """Give the pages and feeds of the blog in the old build that the sources do not tell of."""
        below = f"{self.site.path}/" if self.site.path else ""
        found = [addresses.of_file(path) for path in self.built if path.startswith(below)]
        return [address for address in found if address not in known]

    def _nearest(self, address: str) -> str:
        """Give the page for a collection's: its topic's, the catalogue's, or that of all posts."""
        name = posixpath.basename(address.removesuffix(".html").rstrip("/"))
        folder = posixpath.dirname(address.strip("/"))
        catalogues = {made.docname for made in self.site.pages() if made.kind == "catalogue"}
        home = self._homes.get(("topic", name))
        return home[1] if home else folder if folder in catalogues else self.site.path

    def _feeds(self) -> dict[str, list[str]]:
        """Give the old paths of each feed: those that are known, and new ones; each is of one."""
        found = {name: list(paths) for name, paths in self.read.options.feed_paths.items()}
        taken = {path for paths in found.values() for path in paths}
        for made, path in self.site.feeds():
            name = ":".join(filter(None, self._declared(made.catalogue, made.label)))
            if path not in taken:
                taken.add(path)
                found.setdefault(name, []).append(path)
        # What a reader follows goes on, if only as the feed of all posts.
        for path in self._unsaid(taken):
            if path.endswith(FEED_SUFFIXES):
                id_ = posixpath.basename(posixpath.dirname(path))
                name = f"topic:{id_}" if ("topic", id_) in self._homes else ""
                found.setdefault(name, []).append(path)
        return {name: sorted(paths) for name, paths in found.items()}

    # The settings.

    def _settings(self) -> None:
        """Change conf.py, and make the ledger."""
        changed, options = self.changed, self.read.options
        name = options.ledger or _LEDGER
        path = self.read.folder / name
        old = path.read_text(encoding="utf-8") if path.exists() else None
        text = ledger.add(ledger.HEAD if old is None else old, changed.published)
        targets = {address: addresses.encode(target) for address, target in changed.targets.items()}
        changed.new[name] = ledger.lead(text, targets)
        if old is not None:
            changed.old[name] = old
        conf = (self.read.folder / "conf.py").read_text(encoding="utf-8-sig")
        changed.old["conf.py"] = conf
        changed.new["conf.py"] = self._conf(conf, name)
        for number, line in enumerate(conf.split("\n"), 1):
            if (
                re.match(r"\s*import ablog\b|\s*from ablog\b", line)
                or "ablog." in line.partition("#")[0]
            ):
                self.remark(
                    Kind.SETTING,
                    "conf.py",
                    number,
                    "it uses `ablog`: take this out with ABlog itself",
                )
        for path in self._own_templates:
            self._asks(path)
        if self.config.disqus_shortname:
            self.remark(Kind.SETTING, "conf.py", 0, "comments by Disqus have no counterpart")

    def _conf(self, text: str, ledger_name: str) -> str:
        """Give the new conf.py."""
        before, _, rest = text.partition(f"{_BEGIN}\n")
        block, _, after = rest.partition(f"{_END}\n")
        text = before.rstrip("\n") + "\n" + after
        text, is_done = _with_extension(text)
        known = {
            id_: {"name": author.name, "url": author.url}
            for id_, author in self.read.options.authors.items()
        }
        by_label = self.site.collections["author"].items()
        # An author may be named by key and by name; the key has the link.
        authors = {
            self.authors[label]: _author(found)
            for label, found in sorted(by_label, key=lambda item: bool(item[1].url))
            if label
        }
        settings: dict[str, object] = {
            "series_ledger": ledger_name,
            "series_authors": {
                id_: _without_empty(author) for id_, author in {**known, **authors}.items()
            },
            "series_feed_paths": self._feeds(),
            "series_feed_limit": self.config.blog_feed_length,
        }
        lines = [
            f"{name} = {json.dumps(value, indent=4, ensure_ascii=False)}"
            for name, value in settings.items()
            if value
        ]
        if not is_done:
            names = f'*(name for name in extensions if name != "ablog"), "{_OURS}"'
            lines.insert(0, f"extensions = [{names}]")
        # What the build needs besides was found out the first time: now conf.py has it.
        kept = re.search(r"^(?:html_baseurl|_of_ablog) = .*", block, re.MULTILINE | re.DOTALL)
        lines += [kept[0].rstrip()] if kept else self._needs()
        return "\n".join([text.rstrip(), "", _BEGIN, *lines, _END, ""])

    def _needs(self) -> Iterator[str]:
        """Give the lines without which feeds, or the sidebars, could not be made."""
        base = addresses.base_of(str(self.config.blog_baseurl))
        if base and not addresses.base_of(str(self.config.html_baseurl)):
            yield f'html_baseurl = "{base}/"'
        gone = self._templates()
        if gone:
            yield f"_of_ablog = {gone!r}"
            yield "html_sidebars = {"
            yield "    pages: list(filter(None, [_of_ablog.get(name, name) for name in names]))"
            yield "    for pages, names in html_sidebars.items()"
            yield "}"

    def _templates(self) -> dict[str, str]:
        """Give the templates of ABlog in the sidebars that the project has not itself, and ours."""
        found = self.config.html_sidebars if isinstance(self.config.html_sidebars, dict) else {}
        named = {
            str(name) for names in found.values() if not isinstance(names, str) for name in names
        }
        own = {path.name for path in self._own_templates}
        return {
            name: ours
            for name, ours in _SIDEBARS.items()
            if name in named and posixpath.basename(name) not in own
        }

    @cached_property
    def _own_templates(self) -> list[Path]:
        """The templates that the project has itself."""
        found = {
            path
            for setting in ("templates_path", "html_theme_path")
            for entry in project.texts(self.config, setting)
            if not posixpath.isabs(entry)
            for path in (self.read.folder / entry).rglob("*.html")
        }
        return sorted(found)

    def _asks(self, path: Path) -> None:
        """Name a template that asks for what ABlog gave it."""
        text = path.read_text(encoding="utf-8", errors="replace")
        found = _ASKS.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            place = posixpath.relpath(path.as_posix(), self.read.folder.as_posix())
            message = "this template asks for `ablog`, without which it may end a build: change it"
            self.remark(Kind.SETTING, place, line, message)


def _with_extension(text: str) -> tuple[str, bool]:
    """Put our extension in the place of ABlog's, where the list is written out."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return text, False
    lists = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.List)
        and any(
            isinstance(target, ast.Name) and target.id == "extensions" for target in node.targets
        )
    ]
    names = [item for found in lists for item in found.elts if isinstance(item, ast.Constant)]
    if len(lists) != 1 or "ablog" not in [item.value for item in names]:
        return text, any(item.value == _OURS for item in names)
    has_ours = any(item.value == _OURS for item in names)
    if has_ours:
        return text, False
    item = next(item for item in names if item.value == "ablog")
    lines = text.split("\n")
    line = lines[item.lineno - 1].encode()
    quote = line[item.col_offset : item.col_offset + 1].decode()
    end = item.end_col_offset
    lines[item.lineno - 1] = (
        line[: item.col_offset] + f"{quote}sphinx_series{quote}".encode() + line[end:]
    ).decode()
    return "\n".join(lines), True


def _author(found: ablog_site.Collection) -> dict[str, str]:
    url = found.url if addresses.host_of(found.url) else ""
    return {"name": found.name, "url": url}


def _without_empty(author: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in author.items() if value}


def _quoted(line: str) -> str:
    """Give a line of front matter in which braces begin no mapping."""
    found = _BRACES.fullmatch(line)
    if not found:
        return line
    value = found["value"].replace("'", "''")
    return f"{found['key']}'{value}'"


def _shown(moment: datetime | None) -> Value:
    """Give a moment as front matter has it: midnight UTC is a date alone."""
    if moment is None:
        return ""
    in_utc = moment.astimezone(UTC)
    is_date = (in_utc.hour, in_utc.minute, in_utc.second) == (0, 0, 0)
    return in_utc.date() if is_date else in_utc
