"""Where the links, pictures and files of one old post lead now."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from sphinx_series.core.addresses import addresses

from . import anchors
from .drawings import only_draws
from .export import Export, ExportError
from .model import Blog, Kind, OldPost
from .naming import slug_of

Fetch = Callable[[str], bytes | None]
"""Gets a picture from another host; None where it may not, or cannot."""

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")
# What a browser would run, or Sphinx take for a page.
_NO_FILES = (
    ".html", ".htm", ".xhtml", ".xml", ".js", ".mjs", ".css", ".php", ".md", ".markdown", ".rst",
    ".txt", ".ipynb", ".svg",
)  # fmt: skip
# Medium's id names a post at every host that it is shown at.
_WITH_ID = re.compile(r"-[0-9a-f]{8,12}$")


@dataclass(frozen=True, kw_only=True)
class Mover:
    """Says where the links and pictures of one post lead now, and which files it takes.

    Args:
        blog: the blog that it is of.
        export: its files.
        post: the post.
        slug: its new name.
        page_at: gives the new page of an old address, from the folder of the pages.
        list_at: gives the target of a link to a list of the old site, by its address or its file.
        home: the target of a link to all posts.
        slugs: the new names of the posts, by their files in the export.
        hidden: the pages that are not public, where this one is.
        exists: tells whether a name in the folder of the pages is taken, and not by this content.
        fetch: gets a picture from another host.
        files: the files that come along: from the export, or as they were fetched, and their names.
    """

    blog: Blog
    export: Export
    post: OldPost
    slug: str
    page_at: Callable[[str], str | None]
    list_at: Callable[[str], str | None]
    home: str
    slugs: Mapping[str, str]
    hidden: Collection[str]
    exists: Callable[[str, bytes], bool]
    fetch: Fetch
    files: dict[str | bytes, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The host that the blog was at."""
        return host_of(self.blog.url)

    def link(self, href: str) -> str | None:
        """Give the target of a link; a page or file that moved here is at its new place."""
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        if parts.scheme == "mailto":
            return href
        if not href or parts.scheme not in {"", "http", "https"}:
            return None
        return self._target(href, parts)

    def _target(self, href: str, parts: SplitResult) -> str | None:
        path = parts.path
        if path.lower().endswith(PICTURES) and (fetched := self._fetched(href)):
            return fetched
        if parts.netloc and parts.netloc.lower() != self.host:
            last = path.rstrip("/").rpartition("/")[2]
            page = self.page_at(f"/{last}") if _WITH_ID.search(last) else None
            return _with(page, parts.fragment) or (
                f"https:{href}" if href.startswith("//") else href
            )
        if not parts.netloc:
            own = next(iter(self.post.addresses), "/")
            path = urlsplit(urljoin(path_of(own), path)).path
        page = self._page(path) or self._page_of(parts.path)
        if not page and not parts.query:
            page = self._list(path, parts.path)
        if page in self.hidden:
            return None
        if moved := _with(page, parts.fragment) or self._file(href):
            return moved
        if not self.host:
            return None
        own = quote(path, safe="/%:~+@,;=!$&")
        return urlunsplit(("https", self.host, own, parts.query, parts.fragment))

    def loss(self, href: str, target: str) -> tuple[Kind, str] | None:
        """Say what readers lose who follow a link; None for nothing."""
        if self.host and host_of(target) == self.host:
            return Kind.LINK, f"the link leads to the old site, to what did not come: {href}"
        fragment = urlsplit(href).fragment
        if fragment and target in self.files.values():
            return (
                Kind.CHANGED,
                f"the link leads to the start of {target}: {fragment!r} is left out",
            )
        if target == self.home and not self._is_home(href):
            return Kind.CHANGED, f"the link to the list {href} leads to all posts"
        return None

    def _is_home(self, href: str) -> bool:
        return urlsplit(href).path.strip("/") == self.blog.base.strip("/")

    def _page(self, path: str) -> str | None:
        address = addresses.parse(path)
        return self.page_at(address) if address else None

    def _page_of(self, path: str) -> str | None:
        """Give the new page of a file of the export, as Markdown's own links name it."""
        slug = self.slugs.get(self._source(path)) or self.slugs.get(unquote(path).lstrip("/"))
        return f"{slug}.md" if slug else None

    def _list(self, path: str, source: str) -> str | None:
        """Give the target of a link to a list, by its address or its file."""
        address = addresses.parse(path)
        return (self.list_at(address) if address else None) or self.list_at(self._source(source))

    def _source(self, path: str) -> str:
        """Give the file of the export that a path from the post's own may mean."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.post.path), unquote(path)))

    def _file(self, href: str) -> str | None:
        """Give the name of a file beside the page; None where the export has it not."""
        for path in self._places(href):
            name = path.lower()
            is_file = "." in posixpath.basename(name) and not name.endswith(_NO_FILES)
            if (
                path in self.export
                and (is_file or name.endswith(PICTURES))
                and self._can_read(path)
            ):
                return self._take(path, posixpath.basename(path))
        return None

    def picture(self, source: str) -> str | None:
        """Give the name of a picture beside the page; None where it did not come."""
        for path in self._places(source):
            is_picture = path.lower().endswith(PICTURES)
            if path in self.export and is_picture and self._can_read(path):
                return self._take(path, posixpath.basename(path))
        return self._fetched(source)

    def _fetched(self, source: str) -> str | None:
        """Give the name of a picture of another host beside the page; None where it may not come.

        What is not in the export may be at the old site.
        """
        try:
            own = urljoin(self.blog.url, path_of(next(iter(self.post.addresses), "/")))
            url = urljoin(own, source)
            name = posixpath.basename(urlsplit(url).path) if _is_url(url) else ""
        except ValueError:
            return None
        content = self.fetch(url) if name else None
        if content is None or (suffix := _suffix_of(content)) is None:
            return None
        return self._take(content, posixpath.splitext(unquote(name))[0] + suffix)

    def _places(self, source: str) -> Iterator[str]:
        """Give the files of the export that may be meant."""
        try:
            parts = urlsplit(source)
        except ValueError:
            return
        path = unquote(parts.path)
        if parts.scheme not in {"", "http", "https"} or not path:
            return
        if parts.netloc and parts.netloc.lower() != self.host:
            return
        if not path.startswith("/"):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(self.post.path), path))
            own = next(iter(self.post.addresses), "/")
            path = urljoin(unquote(path_of(own)), path)
        below = path.removeprefix(self.blog.base).lstrip("/")
        for root in self.blog.roots:
            yield posixpath.normpath(posixpath.join(root, below))

    def _can_read(self, path: str) -> bool:
        """Tell whether a file can be read, and runs nothing when it is opened by itself."""
        try:
            content = self.export.read(path)
        except ExportError:
            return False
        return not path.lower().endswith(".svg") or only_draws(content)

    def _take(self, source: str | bytes, wanted: str) -> str:
        """Take a file along; give its name."""
        if source in self.files:
            return self.files[source]
        stem, suffix = posixpath.splitext(wanted)
        plain = slug_of(stem) or "file"
        name = plain if plain.startswith(self.slug) else f"{self.slug}-{plain}"
        content = self.export.read(source) if isinstance(source, str) else source
        number = 1
        found = f"{name}{suffix.lower()}"
        # A command that was stopped may have left it.
        while found in self.files.values() or self.exists(found, content):
            number += 1
            found = f"{name}-{number}{suffix.lower()}"
        self.files[source] = found
        return found


def _with(page: str | None, fragment: str) -> str | None:
    """Give a link to a part of a page; what has no suffix of a page is a list."""
    return anchors.link(page, fragment) if page and page.endswith(".md") and fragment else page


def _is_url(source: str) -> bool:
    return source.startswith(("http://", "https://")) and addresses.host_of(source) is not None


def _suffix_of(content: bytes) -> str | None:
    """Give the suffix of a picture by how it begins; None for what is none that runs nothing."""
    begins = {
        b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif",
    }  # fmt: skip
    for head, suffix in begins.items():
        if content.startswith(head):
            return suffix
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return ".webp" if is_webp else None


def host_of(url: str) -> str:
    """Give the host of a URL, with its port; ``""`` for what is none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def path_of(address: str) -> str:
    """Give the path of an address that may be a whole URL."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return parts.path if parts.scheme in {"http", "https"} else address
