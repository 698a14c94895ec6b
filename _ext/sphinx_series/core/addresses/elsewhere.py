"""Posts of other projects where an address could stand: ``notes:slug``, or ``notes:slug#place``."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from . import addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx_series.core.model import Site

Resolve: TypeAlias = "Callable[[str], str]"
"""Gives the URL of what such a text names; raises `LookupError`, which says what to do."""

Find: TypeAlias = "Callable[[str], str]"
"""Gives the name of a post of another project that is called so; ``""`` where there is none."""

# A slug has none of these characters; what begins with a colon is a name of C++, `std::move`.
_NAMED = re.compile(r"[^\s:/#]+:(?!:)[^\s/\\?#%\x00-\x1f]+(?:#\S+)?")


def is_named(text: str) -> bool:
    """Tell whether a text has the form of a name of another project's post."""
    return _NAMED.fullmatch(text) is not None


def as_written(text: str) -> str:
    """Leave a name as it is, where it is no matter whether there is such a post."""
    return text


def resolver(sites: Mapping[str, Site]) -> Resolve:
    """Give what finds posts of these projects."""

    def resolve(text: str) -> str:
        name, _, rest = text.partition(":")
        slug, _, fragment = rest.partition("#")
        if name not in sites:
            message = (
                f"{name!r}{_suggestion(name, sites)} is not among `series_catalogues` in conf.py: "
                "add it there, or write a whole URL"
            )
            raise LookupError(message)
        site = sites[name]
        if site.is_missing:
            message = f"the catalogue of {name!r} cannot be read, so it leads nowhere in this build"
            raise LookupError(message)
        target = site.targets.get(("post", slug))
        if target is None:
            slugs = [id_ for role, id_ in site.targets if role == "post"]
            message = (
                f"the catalogue of {name!r} has no post {slug!r}{_suggestion(slug, slugs)}: "
                "correct it, or publish the post there first"
            )
            raise LookupError(message)
        return target.url + addresses.encode_fragment(unquote(fragment))

    return resolve


def finder(sites: Mapping[str, Site]) -> Find:
    """Give what finds the post of a project that bears a name, as that of a lost page."""

    def find(name: str) -> str:
        found = (
            f"{site.name}:{slug}"
            for site in sites.values()
            for role, slug in site.targets
            if role == "post" and slug.casefold() == name
        )
        return next(found, "")

    return find


def _suggestion(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return f" (did you mean {close[0]!r}?)" if close else ""


NONE = resolver({})
"""Finds nothing, where no other project is known."""
