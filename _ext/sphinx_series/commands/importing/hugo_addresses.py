"""The addresses that Hugo gives to pages, as its own code makes them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping  # noqa: TC003 - of a dataclass
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote_plus

from . import front
from .hugo_site import Language, Source, lower, normalized

_ATTRIBUTE = re.compile(r":\w+(?:\[.+?\])?", re.ASCII)
_COLON = "\x01"
# Go's layouts, the longest first; the rest of a layout stands for itself.
_LAYOUTS: Mapping[str, Callable[[datetime], str]] = {
    "January": lambda at: f"{at:%B}", "Monday": lambda at: f"{at:%A}",
    "2006": lambda at: f"{at.year:04}",
    "Jan": lambda at: f"{at:%b}", "Mon": lambda at: f"{at:%a}", "002": lambda at: f"{at:%j}",
    "MST": lambda at: f"{at:%Z}", "01": lambda at: f"{at:%m}", "02": lambda at: f"{at:%d}",
    "03": lambda at: f"{at:%I}", "04": lambda at: f"{at:%M}", "05": lambda at: f"{at:%S}",
    "06": lambda at: f"{at:%y}", "15": lambda at: f"{at:%H}", "PM": lambda at: f"{at:%p}",
    "pm": lambda at: f"{at:%p}".lower(), "1": lambda at: str(at.month), "2": lambda at: str(at.day),
    "3": lambda at: str(at.hour % 12 or 12), "4": lambda at: str(at.minute),
    "5": lambda at: str(at.second),
}  # fmt: skip
_LAYOUT = re.compile("|".join(_LAYOUTS))
_ALLOWED = frozenset("./\\_#+~-@")
_SAFE = "/~!&()+,=@:$'*;"
# The date of a page without one, in Go.
_NO_DATE = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Named:
    """What the address of a page is made of.

    Args:
        source: its file.
        fields: its front matter, with what it inherits.
        title: its title.
        date: its date.
        sections: the folders that are lists, from the outermost to that which the page is in.
    """

    source: Source
    fields: Mapping[str, Any]
    title: str
    date: datetime | None
    sections: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The slug of the front matter."""
        return front.text_of(self.fields, "slug").strip("-")


class UnknownAttributeError(ValueError):
    """A pattern of addresses names something that Hugo does not know."""


def sanitize(text: str, config: Mapping[str, Any]) -> str:
    """Write a text as Hugo does in addresses: what is not allowed goes, spaces are a dash."""
    kept: list[str] = []
    has_dash, wants_dash = False, False
    for index, sign in enumerate(text):
        if _is_allowed(text, index):
            has_dash = sign == "-"
            if wants_dash and not has_dash:
                kept.append("-")
            wants_dash = False
            kept.append(sign)
        elif kept and not has_dash and sign.isspace():
            wants_dash = True
    # A text of allowed signs alone is not touched at all.
    found = "".join(kept)
    if front.flag_of(config, "removepathaccents"):
        decomposed = unicodedata.normalize("NFD", found)
        plain = "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")
        found = unicodedata.normalize("NFC", plain)
    return found if front.flag_of(config, "disablepathtolower") else lower(found)


def _is_allowed(text: str, index: int) -> bool:
    sign = text[index]
    if sign == "%":
        return re.match(r"[0-9A-Fa-f]{2}", text[index + 1 :]) is not None
    category = unicodedata.category(sign)
    return sign in _ALLOWED or category[0] in "LM" or category == "Nd"


def address(page: Named) -> str:
    """Give the address of a page.

    Raises:
        UnknownAttributeError: its pattern names what is not known.
    """
    language = page.source.language
    own = page.fields.get("url")
    if isinstance(own, str) and own.strip():
        return f"{language.base}{_of_url(_url(own, page), language)}"
    config = language.config
    pattern = _pattern(page)
    if pattern:
        expanded = unquote_plus(_expanded(pattern, page))
        path = posixpath.normpath(f"/{expanded}")
    else:
        keep = front.flag_of(config, "disablepathtolower")
        spelled = str if keep else normalized
        base = page.slug or spelled(page.source.name)
        path = "/".join(["", *map(spelled, page.source.folders), base])
    path = sanitize(re.sub(r"/{2,}", "/", path), config).rstrip("/")
    full = f"{language.base}{quote(_prefixed(path, language), safe=_SAFE)}"
    return f"{full}.html" if is_ugly(page) else f"{full}/"


def is_ugly(page: Named) -> bool:
    """Tell whether a page is a file of its own, and not that of a folder."""
    value = page.source.language.config.get("uglyurls")
    if isinstance(value, dict):
        return front.flag_of(value, _section(page))
    return isinstance(value, str) and value.lower() == "true"


def _section(page: Named) -> str:
    return normalized(page.source.folders[0]) if page.source.folders else ""


def _prefixed(path: str, language: Language) -> str:
    return f"/{language.prefix}{path}" if language.prefix else path


def _url(own: str, page: Named) -> str:
    url = own.strip()
    if ":" in url:
        url = unquote_plus(_expanded(url, page)) or url
    return posixpath.normpath(f"/{url}") if ".." in url else url


def _of_url(url: str, language: Language) -> str:
    """Give the address that front matter names; without a slash in front it is the language's."""
    path = "/" + "/".join(filter(None, url.split("/")))
    if not url.startswith("/") and not f"{path}/".startswith(f"/{language.prefix}/"):
        path = _prefixed(path, language)
    if url.endswith("/") or "." not in url:
        return f"{path.rstrip('/')}/"
    return path


def _pattern(page: Named) -> str:
    """Give the pattern of addresses that holds for a page; ``""`` for none."""
    permalinks = page.source.language.config.get("permalinks")
    for rule in front.maps_of({"": permalinks}, "") if isinstance(permalinks, list) else ():
        target = front.map_of(rule, "target")
        path, kind = front.text_of(target, "path").lower(), front.text_of(target, "kind").lower()
        if matches(kind or "**", "page") and matches(path or "**", page.source.key):
            return front.text_of(rule, "pattern")
    if not isinstance(permalinks, dict):
        return ""
    own = front.map_of(permalinks, "page")
    both = {**permalinks, **own}
    folders = [*map(normalized, page.source.folders)]
    # The innermost section that has one; older Hugo looks at the outermost only.
    for depth in range(len(folders), -1, -1):
        for name in ("/".join(folders[:depth]), *(["/", " "] if depth == 0 else [])):
            found = both.get(name)
            if isinstance(found, str) and (depth or not folders):
                return found
    return ""


def matches(pattern: str, text: str) -> bool:
    """Tell whether a glob of Hugo matches: `*` stays within a folder, `**` does not."""
    return re.fullmatch(_glob(pattern.lower()), text.lower()) is not None


def _glob(pattern: str) -> str:
    signs = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}
    depth = 0
    parts = []
    for part in re.findall(r"\*\*|\\.|.", pattern):
        depth += (part == "{") - (part == "}")
        is_sign = part in signs and (part != "," or depth > 0)
        parts.append(signs[part] if is_sign else re.escape(part.removeprefix("\\") or part))
    return "".join(parts) if depth == 0 else re.escape(pattern)


def _expanded(pattern: str, page: Named) -> str:
    text = pattern.replace("\\:", _COLON)
    found = _ATTRIBUTE.sub(lambda match: _value(match[0][1:], page), text)
    return found.replace(_COLON, ":")


def _value(attribute: str, page: Named) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a name
    config = page.source.language.config
    date = page.date or _NO_DATE

    def plain(text: str) -> str:
        # An empty fragment is none.
        return sanitize(text, config).removesuffix("#")

    match attribute:
        case "year":
            return str(date.year)
        case "month":
            return f"{date:%m}"
        case "monthname":
            return f"{date:%B}"
        case "day":
            return f"{date:%d}"
        case "weekday":
            return f"{date:%w}"
        case "weekdayname":
            return f"{date:%A}"
        case "yearday":
            return str(date.timetuple().tm_yday)
        case "section":
            return _section(page)
        case "sections":
            return "/".join(page.sections)
        case "sectionslug":
            return "/".join(map(plain, page.sections[:1]))
        case "sectionslugs":
            return "/".join(map(plain, page.sections))
        case "title":
            return plain(_flat(page.title))
        case "slug":
            return plain(page.slug or _flat(page.title))
        case "filename" | "contentbasename":
            return plain(page.source.name)
        case "slugorfilename" | "slugorcontentbasename":
            return plain(page.slug or page.source.name)
    if found := re.fullmatch(r"(sections|sectionslugs)\[(.*)\]", attribute):
        cut = _slice(page.sections, found[2])
        return "/".join(map(plain, cut) if found[1] == "sectionslugs" else cut)
    if _LAYOUT.search(attribute):
        return _LAYOUT.sub(lambda layout: _LAYOUTS[layout[0]](date), attribute)
    raise UnknownAttributeError(attribute)


def _flat(title: str) -> str:
    """Give a title in which nothing is a folder; older Hugo takes a slash for one."""
    return title.replace("/", "-")


def _slice(sections: tuple[str, ...], cut: str) -> tuple[str, ...]:
    """Give the sections that ``[low:high]`` names; what is out of bounds is none."""
    low, colon, high = (part.strip().lower() for part in cut.partition(":"))

    def number(text: str, default: int) -> int | None:
        if not text:
            return default
        if text == "last":
            return len(sections) - 1
        index = int(text) if text.isdecimal() else 0
        return index if index < len(sections) else None

    if not sections:
        return ()
    first = number(low, 0)
    if first is None:
        return ()
    if not colon:
        return sections[first : first + 1]
    last = number(high, len(sections))
    return sections[first : len(sections) if last is None else last]


def aliases(page: Named, own: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give the addresses that the aliases of a page are, each with what else it may have been.

    Args:
        page: the page.
        own: its address.
        names: its aliases as they are written.
    """
    language = page.source.language
    # A name leads to the root of the site at most, which is the base.
    below = own.removeprefix(language.base)
    parent = posixpath.dirname(below.removesuffix("/").removesuffix(".html"))
    for name in names:
        if name.startswith("/"):
            plain = posixpath.normpath(f"/{name.strip('/')}")
            found, other = f"{language.base}{_prefixed(plain, language)}", f"{language.base}{plain}"
        else:
            plain = posixpath.normpath(posixpath.join("/", parent, name))
            found = other = f"{language.base}{plain}"
        if is_ugly(page) and not found.endswith((".html", ".htm")):
            yield f"{found}.html", f"{other}.html"
        else:
            yield _as_folder(found, name), _as_folder(other, name)


def _as_folder(address: str, name: str) -> str:
    """Write a slash behind a folder, where the alias has one or it looks like a file."""
    has_suffix = re.search(r"\.[^./]*$", address) and not address.endswith((".html", ".htm"))
    return f"{address}/" if has_suffix or name.endswith("/") else address
