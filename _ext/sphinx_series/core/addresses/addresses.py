"""Addresses of the site: paths from its root, as a browser asks for them, and the files they are.

An address is kept decoded, with a trailing slash where it is a folder's.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

_INDEX = "index.html"
# What looks like a file's suffix. A version like `release-1.0` does not.
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_FORBIDDEN_IN_FRAGMENT = re.compile(r"[\s#\x00-\x1f\x7f]")
_FORBIDDEN = re.compile(r"[\\\x00-\x1f\x7f]")
# Servers' rules give meaning to `$`, `*` and `:`, HTML to quotes, old URLs to `;`: always encoded.
_SAFE = "/~!&()+,=@"
_SAFE_IN_FRAGMENT = "/~!&()+,=@:?"
# What file systems take for one name, and what leaves room for the output folder in a path.
_NAME_BYTES = 255
_ADDRESS_BYTES = 1024


def parse(text: str) -> str | None:
    """Read an address from what somebody wrote, percent-encoded or not; None if it is none.

    It starts with a slash, has no host, query, fragment, empty or dotted segment, and is no longer
    than a file's path can be.
    """
    if not text.startswith("/") or "?" in text or "#" in text:
        return None
    try:
        decoded = unquote(text, errors="strict")
        segments = decoded[1:].removesuffix("/").split("/")
        longest = max(len(segment.encode()) for segment in segments)
        is_short = longest <= _NAME_BYTES and len(decoded.encode()) <= _ADDRESS_BYTES
    except UnicodeError:
        return None
    # A slash that was encoded would change which folder is meant.
    if decoded.count("/") != text.count("/") or _FORBIDDEN.search(decoded) or not is_short:
        return None
    if decoded != "/" and not all(segment.strip(". ") for segment in segments):
        return None
    return _folder_of_index(decoded)


def parse_target(text: str) -> tuple[str, str] | None:
    """Read an address, and the place on its page or ``""``, from ``/a.html#b``; None if it is none.

    The two stay apart, for the name of a page may have a ``#`` too.
    """
    page, hash_, fragment = text.partition("#")
    address = parse(page)
    if address is None or bool(hash_) != bool(fragment) or _FORBIDDEN_IN_FRAGMENT.search(fragment):
        return None
    return address, unquote(fragment, errors="replace")


def _folder_of_index(address: str) -> str:
    """Give the address under which a server shows a folder's index."""
    return address.removesuffix(_INDEX) if address.endswith(f"/{_INDEX}") else address


def of_file(path: str) -> str:
    """Give the address of a file in the output folder."""
    return _folder_of_index(f"/{path}")


def file_of(address: str) -> str:
    """Give the file that an address is, or would be: a folder's index where it has no suffix."""
    if address.endswith("/"):
        return f"{address[1:]}{_INDEX}"
    return address[1:] if _SUFFIX.search(address) else f"{address[1:]}/{_INDEX}"


def has_page(address: str) -> bool:
    """Tell whether a redirect page can stand at an address: other suffixes are other types."""
    return file_of(address).endswith(".html")


def key(path: str) -> str:
    """Give what the paths of two files share that some file system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def other_form(address: str) -> str:
    """Give the address that a page has with the other of the two HTML builders.

    ``/a/b.html`` of `html` is ``/a/b/`` of `dirhtml`.
    """
    if address.endswith(".html"):
        return f"{address.removesuffix('.html')}/"
    return f"{address.removesuffix('/')}.html"


def spellings(address: str) -> tuple[str, ...]:
    """Give the forms in which a client may ask for an address: a folder with and without slash."""
    if not file_of(address).endswith(f"/{_INDEX}"):
        return (address,)
    folder = address.removesuffix("/")
    return (folder, f"{folder}/")


@cache
def encode(address: str) -> str:
    """Give an address as it stands in a URL."""
    return quote(address, safe=_SAFE, errors="replace")


def encode_fragment(fragment: str) -> str:
    """Give the place on a page as it stands behind an address in a URL; ``""`` for none."""
    return f"#{quote(fragment, safe=_SAFE_IN_FRAGMENT)}" if fragment else ""


def relative(address: str, to: str) -> str:
    """Give the URL that leads from the page of one address to another within the site."""
    depth = file_of(address).count("/")
    return "../" * depth + encode(to[1:]) or "./"


def base_of(url: str) -> str:
    """Give the URL under which the output folder is served, without its last slash.

    ``""`` for what is no absolute http(s) URL: then no absolute address is known.
    """
    return url.removesuffix("/") if host_of(url) else ""


def absolute(base: str, address: str) -> str:
    """Give the whole URL of an address; ``""`` without a base."""
    return f"{base}{encode(address)}" if base else ""


def is_external(target: str) -> bool:
    """Tell whether a redirect's target is no address of the site: a URL, or ``gone``."""
    return not target.startswith("/")


def host_of(url: str) -> str | None:
    """Give the host of an http(s) URL; None for what is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        url.encode()
    except ValueError:
        return None
    is_plain = not re.search(r"[\s\\\x00-\x1f\x7f\"<>]", url) and "@" not in parts.netloc
    return host if parts.scheme in ("http", "https") and is_plain else None


def may_be_fetched(url: str) -> bool:
    """Tell whether what a URL has can be trusted to come from its host: by https, or from here."""
    host = host_of(url)
    return host is not None and (url.startswith("https://") or is_loopback(host))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
