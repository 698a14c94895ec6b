"""The plan in the forms that servers read: Netlify and Cloudflare, nginx, Read the Docs.

Servers map an address at the host's root to the target below the base, the path under which the
output folder is served.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx_series.core.problems import Kind

from . import addresses
from .redirects import GONE, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_series_base.problems import Place, Problem

    from .redirects import Redirect

READ_THE_DOCS_LIMIT = 100
"""How many redirects a project on Read the Docs' free plan may have."""


def base(url: str) -> str:
    """Give the path under which a site is served whose address, ``html_baseurl``, is *url*."""
    return urlsplit(url).path or "/"


def _target(redirect: Redirect, base: str) -> str:
    """Give the URL that a redirect leads to, below the base where it is the site's own."""
    if addresses.is_external(redirect.target):
        return redirect.target
    own = addresses.encode(redirect.target) + addresses.encode_fragment(redirect.fragment)
    return base.removesuffix("/") + own


def netlify(redirects: Sequence[Redirect], base: str) -> str:
    """Give the ``_redirects`` of Netlify and Cloudflare: source, target and status a line.

    It keeps to what both read. Cloudflare rejects Netlify's ``301!`` and every status but 200 and
    redirects, so retired pages are left to their pages.
    """
    return _text(
        f"{addresses.encode(spelling)} {_target(redirect, base)} 301"
        for redirect in redirects
        if not redirect.is_gone
        for spelling in addresses.spellings(redirect.address)
    )


def nginx(redirects: Sequence[Redirect], base: str) -> str:
    """Give a ``map`` for nginx, and how to use it in a comment.

    nginx compares the keys with the decoded path and takes ASCII letters of either case for one, so
    that an address which is the target's in another spelling is left to its page.
    """
    targets = {
        spelling.encode().lower().decode(): GONE if redirect.is_gone else _target(redirect, base)
        for redirect in redirects
        if not redirect.is_spelling
        for spelling in addresses.spellings(redirect.address)
    }
    if not targets:
        return ""
    longest = max(len(key.encode()) for key in targets)
    return _text(
        [
            "# Include this file in the http block, and add to the server block:",
            "#",
            "#     if ($series_redirect = gone) { return 410; }",
            '#     if ($series_redirect ~ "[?#]") { return 301 $series_redirect; }',
            "#     if ($series_redirect) { return 301 $series_redirect$is_args$args; }",
            "#",
            "# The two sizes make room for the entries; keep a larger one that is set already.",
            f"map_hash_max_size {_power_of_two(2 * len(targets), 2048)};",
            f"map_hash_bucket_size {_power_of_two(longest + 32, 64)};",
            "",
            "map $uri $series_redirect {",
            '    default "";',
            *(
                f"    {_quoted(key)} {_quoted(_with_query(target))};"
                for key, target in targets.items()
            ),
            "}",
        ]
    )


def _quoted(text: str) -> str:
    """Quote a word of nginx's configuration."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _without_variables(url: str) -> str:
    """Encode what would start a variable in a value of nginx's configuration."""
    return url.replace("$", "%24")


def _with_query(target: str) -> str:
    """Give the value for nginx of a target: the query of a request goes before a fragment."""
    url, hash_, fragment = _without_variables(target).partition("#")
    query = "$is_args$args" if hash_ and "?" not in url else ""
    return f"{url}{query}{hash_}{fragment}"


def _power_of_two(wanted: int, least: int) -> int:
    return max(least, 1 << (wanted - 1).bit_length())


def read_the_docs(redirects: Sequence[Redirect], base: str, *, clean: bool) -> list[dict[str, Any]]:
    """Give the bodies of requests to Read the Docs' redirect API.

    One built-in rule serves all pages whose address differs between the two HTML builders, and a
    wildcard serves a folder whose sources all keep their name in one other folder. Retired pages
    are left out: the API knows no 410.

    Args:
        redirects: the plan.
        base: the path under which the output folder is served.
        clean: whether addresses end in a slash, as `dirhtml` makes them.
    """
    rules = [_rule("exact", source, target) for source, target in _exact(redirects, base)]
    if any(redirect.source is Source.OTHER_FORM for redirect in redirects):
        rules.append(_rule("html_to_clean_url" if clean else "clean_url_to_html", "", ""))
    return [{**rule, "position": position} for position, rule in enumerate(rules)]


def limits(rules: Sequence[object], place: Place) -> Iterator[Problem]:
    """Report rules for Read the Docs that are more than it takes; *place* is what asks for them."""
    if len(rules) > READ_THE_DOCS_LIMIT:
        yield Kind.REDIRECT_LIMIT.at(
            place,
            f"redirects.json has {len(rules)} entries, and Read the Docs' free plan takes "
            f"{READ_THE_DOCS_LIMIT}: the redirect pages serve the rest there",
        )


def _rule(type_: str, source: str, target: str) -> dict[str, Any]:
    return {
        "from_url": source,
        "to_url": target,
        "type": type_,
        "http_status": 301,
        "enabled": True,
    }


def _exact(redirects: Iterable[Redirect], base: str) -> Iterator[tuple[str, str]]:
    """Give source and target of each rule: a wildcard for a folder, or one redirect."""
    folders: dict[str, list[Redirect]] = defaultdict(list)
    for redirect in redirects:
        if not redirect.is_gone and redirect.source is not Source.OTHER_FORM:
            folders[_folder(redirect.address)].append(redirect)
    for folder, members in sorted(folders.items()):
        moved_to = {_moved_to(redirect, folder, base) for redirect in members}
        target = moved_to.pop() if len(moved_to) == 1 else None
        if target and folder != "/" and len(members) > 1:
            yield f"{addresses.encode(folder)}*", f"{target}:splat"
        else:
            for redirect in members:
                yield addresses.encode(redirect.address), _target(redirect, base)


def _folder(address: str) -> str:
    return address.removesuffix("/").rpartition("/")[0] + "/"


def _moved_to(redirect: Redirect, folder: str, base: str) -> str | None:
    """Give the folder in which a target has its source's name; None where the name differs."""
    name = addresses.encode(redirect.address.removeprefix(folder))
    target = _target(redirect, base)
    return target.removesuffix(name) if target.endswith(f"/{name}") else None


def as_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Give a value as the text of a JSON file; on one line, which is many times as fast."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
