"""Sphinx with this project's extension, and without any but MyST.

All have the same Markdown, the same tree (home, an index of series, the series, their posts), and
the same stemmer. Plain Sphinx has no listings, topics or feeds, so its projects have none.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import TOPICS

from .base import Build, Tool, front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.corpus import Corpus, Post, Series

EXTENSIONS = Path(__file__).resolve().parents[3] / "_ext"

_CONF = """\
project = author = "Benchmark"
extensions = {extensions}
html_theme = "{theme}"
"""

# Every setting of the extension's interface; Sphinx takes no notice of what is not there yet.
_OURS = """\
primary_domain = "series"
html_baseurl = ogp_site_url = "https://blog.example.org/"
ogp_social_cards = {"enable": False}
series_authors = {"ada": {"name": "Ada", "url": "https://example.org/ada"}}
series_permalink = "/blog/{slug}/"
series_ledger = "urls.txt"
series_redirect_exports = ["netlify", "nginx", "json"]
series_feeds = ["atom", "json"]
series_navigation = True
series_content_hash = True
"""


def command(build: Build) -> list[str]:
    """Give the command line of a build."""
    options = ["-q", "-b", "html", "-j", str(build.jobs), "-d", str(build.state)]
    return [str(build.program), "-m", "sphinx", *options, str(build.source), str(build.out)]


def configuration(theme: str, *extensions: str) -> str:
    """Give the start of a conf.py."""
    return _CONF.format(theme=theme, extensions=list(extensions))


def post_path(post: Post) -> str:
    """Give the docname of a post."""
    return f"series/series-{post.series:04}/{post.slug}"


def page(post: Post) -> str:
    """Give the path of a post's page."""
    return f"{post_path(post)}.html"


def toctree(entries: Iterable[str]) -> str:
    """Give a toctree."""
    return "\n".join(["```{toctree}", *entries, "```", ""])


def _link(corpus: Corpus, slug: str, text: str, by_title: bool) -> str:  # noqa: FBT001
    target = post_path(corpus.slugs[slug])
    return f"[{'' if by_title else text}](/{target}.md)"


def plain_post(corpus: Corpus, post: Post) -> str:
    """Give a post's source in the words of plain MyST."""
    return f"# {post.title}\n\n{post.markdown(partial(_link, corpus))}"


def _series_index(corpus: Corpus) -> str:
    entries = (f"{series.name}/index" for series in corpus.series)
    return f"# Series\n\n{toctree(entries)}"


def _plain_files(theme: str, corpus: Corpus) -> dict[str, str]:
    files = {
        "conf.py": configuration(theme, "myst_parser"),
        "index.md": f"# Home\n\nAll posts in their series.\n\n{toctree(['series/index'])}",
        "series/index.md": _series_index(corpus),
    }
    for series in corpus.series:
        entries = toctree(post.slug for post in series.posts)
        text = f"# {series.title}\n\n{series.description}\n\n{entries}"
        files[f"series/{series.name}/index.md"] = text
    for post in corpus.posts:
        files[f"{post_path(post)}.md"] = plain_post(corpus, post)
    return files


def _our_link(slug: str, text: str, by_title: bool) -> str:  # noqa: FBT001
    return f"{{post}}`{slug}`" if by_title else f"{{post}}`{text} <{slug}>`"


def _our_post(post: Post) -> str:
    head = front_matter(
        date=post.day,
        description=post.description,
        topics=post.topics,
        authors=["ada"],
        aliases=[f"/{post.alias}/"] if post.alias else [],
    )
    return f"{head}# {post.title}\n\n{post.markdown(_our_link)}"


def _our_series(series: Series) -> str:
    parts = "\n".join(post.slug for post in series.posts)
    head = f"```{{series}} {series.name}\n:description: {series.description}\n"
    return f"# {series.title}\n\n{series.description}\n\n{head}\n{parts}\n```\n"


_HOME = """\
# Home

Posts in series, about some topics.

```{topics}
```

## Recent

```{posts}
:limit: 10
:style: cards
```

"""
_ARCHIVE = """\
# Archive

```{posts}
:group-by: year
:style: compact
:count:
```
"""
_TOPIC = """\
# %(title)s

```{topic} %(id)s
:style: list

Posts about %(title)s.
```
"""


def _our_files(configuration_: str, corpus: Corpus) -> dict[str, str]:
    files = {
        "conf.py": configuration_,
        "index.md": _HOME + toctree(["series/index", "topics/index", "archive"]),
        "archive.md": _ARCHIVE,
        "topics/index.md": f"# Topics\n\n{toctree(TOPICS)}",
        "series/index.md": _series_index(corpus),
        "urls.txt": "".join(sorted(f"/blog/{post.slug}/\n" for post in corpus.posts)),
    }
    for id_, title in TOPICS.items():
        files[f"topics/{id_}.md"] = _TOPIC % {"id": id_, "title": title}
    for series in corpus.series:
        files[f"series/{series.name}/index.md"] = _our_series(series)
    for post in corpus.posts:
        files[f"{post_path(post)}.md"] = _our_post(post)
    return files


_OUR_EXTENSIONS = ("myst_parser", "sphinx_design", "sphinx_series", "sphinxext.opengraph")
_OUR_CONF = configuration("furo", *_OUR_EXTENSIONS) + _OURS
_PAGEFIND_CONF = configuration("furo", *_OUR_EXTENSIONS, "sphinx_pagefind") + _OURS
_OUR_VERSIONS = (
    "Sphinx",
    "myst-parser",
    "furo",
    "sphinx-design",
    "sphinxext-opengraph",
    "PyStemmer",
)

OURS = Tool(
    name="sphinx-series",
    label="sphinx_series + Furo",
    emit=partial(_our_files, _OUR_CONF),
    command=command,
    page=page,
    requirements="sphinx-series",
    shows=_OUR_VERSIONS,
    environment={"PYTHONPATH": str(EXTENSIONS)},
)
OURS_WITH_PAGEFIND = Tool(
    name="sphinx-series-pagefind",
    label="sphinx_series, Pagefind",
    emit=partial(_our_files, _PAGEFIND_CONF),
    command=command,
    page=page,
    requirements="sphinx-pagefind",
    shows=(*_OUR_VERSIONS, "pagefind"),
    environment={"PYTHONPATH": str(EXTENSIONS)},
)
BASIC = Tool(
    name="sphinx-basic",
    label="Sphinx, basic",
    emit=partial(_plain_files, "basic"),
    command=command,
    page=page,
    requirements="sphinx-basic",
    shows=("Sphinx", "myst-parser", "PyStemmer"),
)
FURO = Tool(
    name="sphinx-furo",
    label="Sphinx + Furo",
    emit=partial(_plain_files, "furo"),
    command=command,
    page=page,
    requirements="sphinx-furo",
    shows=("Sphinx", "myst-parser", "furo", "PyStemmer"),
    largest=1_000,
    once_from=1_000,
)
