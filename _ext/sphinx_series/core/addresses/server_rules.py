"""The plan in the forms that servers read.

Servers map an address at the host's root to the target below the base, the path under which the
output folder is served.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx_series.core.problems import Kind

from . import addresses
from .redirects import GONE, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_series_base.problems import Place, Problem

    from .redirects import Folder, Redirect

READ_THE_DOCS_LIMIT = 100
"""How many redirects a project on Read the Docs' free plan may have."""


# What means more than itself in a pattern of Vercel, and is not encoded.
_VERCEL_MARKS = re.compile(r"[()+]")


def base(url: str) -> str:
    """Give the path under which a site is served whose address, ``html_baseurl``, is *url*."""
    return urlsplit(url).path or "/"


def _target(redirect: Redirect, base: str) -> str:
    """Give the URL that a redirect leads to, below the base where it is the site's own."""
    if addresses.is_external(redirect.target):
        return redirect.target
    own = addresses.encode(redirect.target) + addresses.encode_fragment(redirect.fragment)
    return base.removesuffix("/") + own


def netlify(redirects: Sequence[Redirect], base: str, folders: Sequence[Folder] = ()) -> str:
    """Give the ``_redirects`` of Netlify and Cloudflare: source, target and status a line.

    It keeps to what both read. Cloudflare rejects Netlify's ``301!`` and every status but 200 and
    redirects, so retired pages are left to their pages.
    """
    single = (
        f"{addresses.encode(spelling)} {_target(redirect, base)} 301"
        for redirect, spelling in _moved(_single(redirects, folders))
    )
    rules = (f"{old}* {new}:splat 301" for old, new in _rules(folders, base))
    return _text([*single, *rules])


def nginx(redirects: Sequence[Redirect], base: str, folders: Sequence[Folder] = ()) -> str:
    """Give a ``map`` for nginx, and how to use it in a comment.

    nginx compares the keys with the decoded path and takes ASCII letters of either case for one, so
    that an address which is the target's in another spelling is left to its page.
    """
    targets = {
        spelling.encode().lower().decode(): GONE if redirect.is_gone else _target(redirect, base)
        for redirect in _single(redirects, folders)
        if not redirect.is_spelling
        for spelling in addresses.spellings(redirect.address)
    }
    if not targets and not folders:
        return ""
    longest = max((len(key.encode()) for key in targets), default=0)
    rules = [
        f'    "~^{re.escape(old)}(?<series_rest>[^?]*)" {_quoted(_without_variables(new))[:-1]}'
        '$series_rest";'
        for old, new in _rules(folders, base)
    ]
    in_server = "#     if ($series_folder) { return 301 $series_folder$is_args$args; }"
    # As it was asked for: what is left behind the folder stays encoded.
    in_http = ["", "map $request_uri $series_folder {", '    default "";', *rules, "}"]
    return _text(
        [
            "# Include this file in the http block, and add to the server block:",
            "#",
            "#     if ($series_redirect = gone) { return 410; }",
            '#     if ($series_redirect ~ "[?#]") { return 301 $series_redirect; }',
            "#     if ($series_redirect) { return 301 $series_redirect$is_args$args; }",
            *([in_server] if rules else []),
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
            *(in_http if rules else []),
        ]
    )


def apache(redirects: Sequence[Redirect], base: str, folders: Sequence[Folder] = ()) -> str:
    """Give a ``.htaccess`` for Apache, whose rules see the decoded path without its first slash.

    A query goes on by itself, but for targets that name a place on their page: it goes before that.
    """
    single = _single(redirects, folders)
    rules = [rule for redirect in single for rule in _apache_rules(redirect, base)]
    rules += [_apache_folder(folder, base) for folder in folders]
    if not rules:
        return ""
    return _text(
        [
            "# Apache reads this file where AllowOverride has FileInfo, with mod_rewrite.",
            "RewriteEngine On",
            *rules,
        ]
    )


def _apache_folder(folder: Folder, base: str) -> str:
    """Give the rule for a folder, whose target Apache encodes with what is left behind it."""
    is_own = not addresses.is_external(folder.target)
    target = base.removesuffix("/") + folder.target if is_own else folder.target
    pattern = _quoted_plainly(f"^{re.escape(folder.address[1:])}(.*)$")
    escaped = target.replace("%", r"\%").replace("$", r"\$")
    return f"RewriteRule {pattern} {_quoted_plainly(f'{escaped}$1')} [R=301,L]"


def _apache_rules(redirect: Redirect, base: str) -> Iterator[str]:
    path = redirect.address[1:]
    ending = "/?" if len(addresses.spellings(redirect.address)) > 1 else ""
    pattern = _quoted_plainly(f"^{re.escape(path.removesuffix('/') if ending else path)}{ending}$")
    if redirect.is_gone:
        yield f"RewriteRule {pattern} - [G]"
        return
    target = _target(redirect, base).replace("%", r"\%").replace("$", r"\$")
    page, hash_, fragment = target.partition("#")
    if hash_ and "?" not in page:
        yield 'RewriteCond "%{QUERY_STRING}" "."'
        with_query = _quoted_plainly(f"{page}?%{{QUERY_STRING}}#{fragment}")
        yield f"RewriteRule {pattern} {with_query} [R=301,NE,L]"
    yield f"RewriteRule {pattern} {_quoted_plainly(target)} [R=301,NE,L]"


def _quoted_plainly(text: str) -> str:
    """Quote a word of a rule of Apache, in which nothing escapes a quote; a pattern names it."""
    escaped = text.replace('"', r"\x22")
    return f'"{escaped}"'


# What leads on, and what takes the query of a request along: a target's own stays.
_CADDY_MOVED = f'{{series_page}} != "" && {{series_page}} != "{GONE}"'
_CADDY_WITH_QUERY = f'{_CADDY_MOVED} && !{{series_page}}.contains("?") && {{query}} != ""'


def caddy(redirects: Sequence[Redirect], base: str, folders: Sequence[Folder] = ()) -> str:
    """Give a file to import in a site of Caddy, which compares its keys with the decoded path."""
    entries = [
        f"\t{_caddy_key(spelling)} {' '.join(map(_caddy_word, _caddy_target(redirect, base)))}"
        for redirect in _single(redirects, folders)
        for spelling in addresses.spellings(redirect.address)
    ]
    if not entries and not folders:
        return ""
    return _text([
        "# Write `import` with the path of this file into the block of the site.",
        "map {path} {series_page} {series_place} {",
        *entries,
        '\tdefault "" ""',
        "}",
        f'@series_gone expression `{{series_page}} == "{GONE}"`',
        "respond @series_gone 410",
        f"@series_query expression `{_CADDY_WITH_QUERY}`",
        "redir @series_query {series_page}?{query}{series_place} 301",
        f"@series_moved expression `{_CADDY_MOVED}`",
        "redir @series_moved {series_page}{series_place} 301",
        *_caddy_folders(folders, base),
    ])  # fmt: skip


def _caddy_folders(folders: Sequence[Folder], base: str) -> list[str]:
    """Give the rules for folders, which compare the path as it was asked for, and its query."""
    if not folders:
        return []
    rules = [
        f"\t{_caddy_word(f'~^{re.escape(old)}(.*)$')} {_caddy_word(f'{new}${{1}}')}"
        for old, new in _rules(folders, base)
    ]
    return [
        "map {uri} {series_folder} {",
        *rules,
        '\tdefault ""',
        "}",
        '@series_folder expression `{series_folder} != ""`',
        "redir @series_folder {series_folder} 301",
    ]


def _caddy_key(path: str) -> str:
    """Give a path as a key; a brace could begin a placeholder, and stands in a pattern instead."""
    if "{" not in path:
        return _caddy_word(path)
    return _caddy_word("~^" + re.escape(path).replace("\\{", "\\x7b") + "$")


def _caddy_word(text: str) -> str:
    """Quote a word of Caddy's configuration, in which only a quote is escaped."""
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def _caddy_target(redirect: Redirect, base: str) -> tuple[str, str]:
    """Give page and place of a target; its braces, which would be placeholders, are encoded."""
    if redirect.is_gone:
        return GONE, ""
    target = _target(redirect, base).replace("{", "%7B").replace("}", "%7D")
    page, hash_, fragment = target.partition("#")
    return page, f"{hash_}{fragment}"


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


def vercel(redirects: Sequence[Redirect], base: str, folders: Sequence[Folder] = ()) -> str:
    """Give a ``vercel.json``; its sources are patterns, and retired pages are left to their pages.

    The keys are those of https://vercel.com/docs/project-configuration/vercel-json.
    """
    rules = [
        {
            "source": _vercel_pattern(addresses.encode(spelling)),
            "destination": _target(redirect, base),
            "statusCode": 301,
        }
        for redirect, spelling in _moved(_single(redirects, folders))
    ]
    rules += [
        {
            "source": f"{_vercel_pattern(old)}:rest(.*)",
            "destination": f"{new}:rest*",
            "statusCode": 301,
        }
        for old, new in _rules(folders, base)
    ]
    return as_json({"redirects": rules}) if rules else ""


def _vercel_pattern(path: str) -> str:
    return _VERCEL_MARKS.sub(r"\\\g<0>", path)


def azure(redirects: Sequence[Redirect], base: str) -> str:
    """Give a ``staticwebapp.config.json``, which knows no rule for pages that were retired.

    The keys are those of https://learn.microsoft.com/azure/static-web-apps/configuration.
    """
    rules = [
        {
            "route": addresses.encode(spelling),
            "redirect": _target(redirect, base),
            "statusCode": 301,
        }
        for redirect, spelling in _moved(redirects)
    ]
    return as_json({"routes": rules}) if rules else ""


def s3(redirects: Sequence[Redirect], base: str) -> str:
    """Give what S3 is told of each object that redirects: its key, and where it leads.

    The names are those of PutObject: a website's endpoint answers with 301 for such an object. Its
    routing rules are for prefixes, and a bucket has few.
    """
    objects = [
        {
            "Key": addresses.file_of(redirect.address),
            "WebsiteRedirectLocation": _target(redirect, base),
        }
        for redirect in redirects
        if not redirect.is_gone
    ]
    return as_json(objects) if objects else ""


def _single(redirects: Iterable[Redirect], folders: Sequence[Folder]) -> list[Redirect]:
    """Give the redirects that follow from no rule for a folder."""
    return [one for one in redirects if not any(folder.covers(one) for folder in folders)]


def _rules(folders: Iterable[Folder], base: str) -> Iterator[tuple[str, str]]:
    """Give source and target of each rule for a folder as they stand in a URL."""
    for folder in folders:
        is_own = not addresses.is_external(folder.target)
        own = base.removesuffix("/") + addresses.encode(folder.target)
        yield addresses.encode(folder.address), own if is_own else folder.target


def _moved(redirects: Iterable[Redirect]) -> Iterator[tuple[Redirect, str]]:
    """Give what leads on, once for each spelling of its address."""
    for redirect in redirects:
        if not redirect.is_gone:
            for spelling in addresses.spellings(redirect.address):
                yield redirect, spelling


def read_the_docs(
    redirects: Sequence[Redirect], base: str, folders: Sequence[Folder] = (), *, clean: bool
) -> list[dict[str, Any]]:
    """Give the bodies of requests to Read the Docs' redirect API.

    One built-in rule serves all pages whose address differs between the two HTML builders, and a
    wildcard serves a folder whose sources all keep their name in one other folder. Retired pages
    are left out: the API knows no 410.

    Args:
        redirects: the plan.
        base: the path under which the output folder is served.
        folders: its rules for folders.
        clean: whether addresses end in a slash, as `dirhtml` makes them.
    """
    single = _exact(_single(redirects, folders), base)
    whole = ((f"{old}*", f"{new}:splat") for old, new in _rules(folders, base))
    rules = [_rule("exact", source, target) for source, target in (*single, *whole)]
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
