"""MkDocs with the theme Material and its blog plugin.

Series are pages of links, left out of the navigation as Material advises for large sites; the blog
plugin makes listings, archive and categories, one page each as with the other tools. No option of
MkDocs builds only what changed and stays right: `--dirty` leaves other pages as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.corpus import TOPICS

from .base import Build, Tool, front_matter

if TYPE_CHECKING:
    from bench.corpus import Corpus, Post, Series

_CONF = """\
site_name: Benchmark
site_url: https://blog.example.org/
docs_dir: docs
theme:
  name: material
  font: false
  features:
    - navigation.footer
    - navigation.indexes
    - navigation.prune
plugins:
  - search
  - blog:
      authors: false
      pagination: false
      post_url_format: "{slug}"
markdown_extensions:
  - tables
  - toc:
      permalink: true
  - pymdownx.highlight
  - pymdownx.inlinehilite
  - pymdownx.superfences
nav:
  - Home: index.md
  - Blog: blog/index.md
  - Series: series/index.md
not_in_nav: /series/series-*.md
"""


def _link(slug: str, text: str, by_title: bool) -> str:  # noqa: ARG001, FBT001
    return f"[{text}]({slug}.md)"


def _post(post: Post) -> str:
    head = front_matter(
        date=post.day,
        slug=post.slug,
        description=post.description,
        categories=[TOPICS[topic] for topic in post.topics],
    ).replace(f'date: "{post.day}"', f"date: {post.day}")
    body = post.markdown(_link).replace("\n\n", "\n\n<!-- more -->\n\n", 1)
    return f"{head}# {post.title}\n\n{body}"


def _items(posts: tuple[Post, ...], folder: str) -> str:
    return "".join(f"- [{post.title}]({folder}{post.slug}.md)\n" for post in posts)


def _series(series: Series) -> str:
    items = _items(series.posts, "../blog/posts/")
    return f"# {series.title}\n\n{series.description}\n\n{items}"


def _files(corpus: Corpus) -> dict[str, str]:
    all_series = "".join(f"- [{series.title}]({series.name}.md)\n" for series in corpus.series)
    recent = _items(corpus.newest, "blog/posts/")
    files = {
        "mkdocs.yml": _CONF,
        "docs/index.md": f"# Home\n\nPosts in series.\n\n## Recent\n\n{recent}",
        "docs/blog/index.md": "# Blog\n",
        "docs/series/index.md": f"# Series\n\n{all_series}",
    }
    for series in corpus.series:
        files[f"docs/series/{series.name}.md"] = _series(series)
    for post in corpus.posts:
        files[f"docs/blog/posts/{post.slug}.md"] = _post(post)
    return files


def _command(build: Build) -> list[str]:
    config = str(build.source / "mkdocs.yml")
    return [str(build.program), "-m", "mkdocs", "build", "-q", "-f", config, "-d", str(build.out)]


MKDOCS = Tool(
    name="mkdocs",
    label="MkDocs Material",
    emit=_files,
    command=_command,
    page=lambda post: f"blog/{post.slug}/index.html",
    requirements="mkdocs",
    shows=("mkdocs", "mkdocs-material", "Markdown", "Pygments"),
    environment={"NO_MKDOCS_2_WARNING": "1"},
    parallel=False,
    largest=1_000,
)
