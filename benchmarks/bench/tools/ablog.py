"""ABlog with Furo.

ABlog's own templates hide Furo's, so they are left out, and mended ones are used in their place.
Its categories are the series, its tags the topics. Posts are in no toctree, as its manual has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import TOPICS

from . import sphinx
from .base import Tool, front_matter

if TYPE_CHECKING:
    from bench.corpus import Corpus, Post

_TEMPLATES = Path(__file__).parents[2] / "themes" / "ablog"

_CONF = """\
import ablog

blog_title = project
blog_baseurl = html_baseurl = "https://blog.example.org/"
blog_authors = {"ada": ("Ada", "https://example.org/ada")}
blog_default_author = "ada"
blog_post_pattern = "posts/*.md"
blog_feed_length = 20
blog_archive_titles = True
skip_injecting_base_ablog_templates = True
templates_path = ["_templates", ablog.get_html_templates_path()]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "ablog/postcard.html",
        "ablog/recentposts.html",
        "ablog/tagcloud.html",
        "sidebar/scroll-end.html",
    ]
}
"""
_HOME = """\
# Home

Posts in series, about some topics.

## Recent

```{postlist} 10
:excerpts:
```

"""


def _link(slug: str, text: str, by_title: bool) -> str:  # noqa: FBT001
    return f"[{'' if by_title else text}]({slug}.md)"


def _post(post: Post, series: str) -> str:
    head = front_matter(
        date=post.day,
        tags=", ".join(TOPICS[topic] for topic in post.topics),
        category=series,
        redirect=post.alias,
    )
    return f"{head}# {post.title}\n\n{post.markdown(_link)}"


def _files(corpus: Corpus) -> dict[str, str]:
    files = {
        "conf.py": sphinx.configuration("furo", "myst_parser", "ablog") + _CONF,
        "index.md": _HOME + sphinx.toctree(["about"]),
        "about.md": "# About\n\nA blog.\n",
    }
    for path in sorted(_TEMPLATES.rglob("*.html")):
        name = path.relative_to(_TEMPLATES).as_posix()
        files[f"_templates/{name}"] = path.read_text(encoding="utf-8")
    for series in corpus.series:
        for post in series.posts:
            files[f"posts/{post.slug}.md"] = _post(post, series.title)
    return files


ABLOG = Tool(
    name="ablog",
    label="ABlog + Furo",
    emit=_files,
    command=sphinx.command,
    page=lambda post: f"posts/{post.slug}.html",
    requirements="ablog",
    shows=("ablog", "Sphinx", "myst-parser", "furo", "PyStemmer"),
    largest=1_000,
)
