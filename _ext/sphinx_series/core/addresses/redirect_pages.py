"""The small pages at old addresses: this page has moved, or was removed on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from string import Template

MARK = '<meta name="generator" content="sphinx-series">'
"""What tells these pages from others."""

SCRIPT = "_static/sphinx_series_redirect.js"
"""The file of the script that leads on."""

# The script keeps query and fragment. Where none runs, `noscript` moves on without them, and where
# neither works the link is left. The script stands after the link that it reads.
_MOVED = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
$mark
<title>$title</title>
$canonical<noscript><meta http-equiv="refresh" content="0; url=$url"></noscript>
</head>
<body>
<p>$text <a href="$url">$title</a></p>
$sections<script src="$script"></script>
</body>
</html>
""")
_GONE = Template("""\
<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
$mark
<title>$text</title>
</head>
<body>
<h1>$text</h1>
<p><a href="$url">$title</a></p>
</body>
</html>
""")
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPage:
    """What a small page says: a sentence, and a link with its title.

    ``canonical`` is the absolute URL of the target, where the site's own is known; ``script`` the
    URL of the script from this page. ``sections`` are the lines of sections that are elsewhere, as
    HTML.
    """

    text: str
    url: str
    title: str
    language: str
    canonical: str = ""
    script: str = SCRIPT
    sections: str = ""


def moved(page: RedirectPage) -> str:
    """Give the page that leads on at once."""
    canonical = f'<link rel="canonical" href="{escape(page.canonical)}">\n'
    canonical = canonical if page.canonical else ""
    script, sections = escape(page.script), page.sections
    return _fill(_MOVED, page, canonical=canonical, script=script, sections=sections)


def gone(page: RedirectPage) -> str:
    """Give the page that says honestly that there is none any more."""
    return _fill(_GONE, page)


def _fill(template: Template, page: RedirectPage, **more: str) -> str:
    title = page.title
    if len(title) > _LONGEST_TITLE:
        title = f"{title[: _LONGEST_TITLE - 1]}…"
    return template.substitute(
        language=escape(page.language),
        text=escape(page.text),
        url=escape(page.url),
        title=escape(title),
        mark=MARK,
        **more,
    )
