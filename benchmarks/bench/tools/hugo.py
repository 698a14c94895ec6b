"""Hugo with a small theme of our own: what the other sites show, and no more.

It has no search. It uses every core, and builds everything anew each time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import TOPICS

from .base import Build, Tool, front_matter

if TYPE_CHECKING:
    from bench.corpus import Corpus, Post

_THEME = Path(__file__).parents[2] / "themes" / "hugo"


def _link(slug: str, text: str, by_title: bool) -> str:  # noqa: FBT001
    words = "" if by_title else f' "{text}"'
    return f'{{{{< post "{slug}"{words} >}}}}'


def _post(post: Post, part: int) -> str:
    head = front_matter(
        title=post.title,
        date=post.day,
        slug=post.slug,
        description=post.description,
        topics=post.topics,
        series=[f"series-{post.series:04}"],
        weight=part,
        aliases=[f"/{post.alias}/"] if post.alias else [],
    )
    return head + post.markdown(_link)


def _files(corpus: Corpus) -> dict[str, str]:
    files = {
        path.relative_to(_THEME).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(_THEME.rglob("*"))
        if path.is_file()
    }
    for id_, title in TOPICS.items():
        files[f"content/topics/{id_}/_index.md"] = front_matter(title=title)
    for series in corpus.series:
        head = front_matter(title=series.title, description=series.description)
        files[f"content/series/{series.name}/_index.md"] = head
        for part, post in enumerate(series.posts, 1):
            files[f"content/posts/{post.slug}.md"] = _post(post, part)
    return files


def _command(build: Build) -> list[str]:
    folders = ["-s", str(build.source), "-d", str(build.out), "--cacheDir", str(build.state)]
    return [str(build.program), "--quiet", *folders]


HUGO = Tool(
    name="hugo",
    label="Hugo",
    emit=_files,
    command=_command,
    page=lambda post: f"posts/{post.slug}/index.html",
    program="hugo",
    parallel=False,
)
