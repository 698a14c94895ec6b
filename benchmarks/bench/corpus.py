"""The corpus: posts as neutral data, the same for every tool, and the edits that are measured.

A post's text depends on the seed and its number alone, so a corpus of a hundred posts is the start
of one of a thousand.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from .text import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEED = 1
PARTS_OF_A_SERIES = 20
NEWEST = 10
TOPICS = {
    "storage": "Storage",
    "networks": "Networks",
    "queues": "Queues",
    "caches": "Caches",
    "scheduling": "Scheduling",
    "observability": "Observability",
    "security": "Security",
    "capacity": "Capacity",
}
_POSTS_A_DAY = 3
_START = date(2016, 1, 1)
_LINK = re.compile(r"\[\[([^]|=]+)([|=])([^]]+)\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post.

    In its ``body`` a link is ``[[slug|text]]``, or ``[[slug=title]]`` where the text is to be the
    target's title, which was ``title`` when the link was written.
    """

    number: int
    slug: str
    title: str
    day: str
    series: int
    topics: tuple[str, ...]
    description: str
    body: str

    @property
    def alias(self) -> str:
        """The old address that every tenth post has, without slashes around it."""
        return f"old/{self.number}" if self.number % 10 == 0 else ""

    def markdown(self, link: Callable[[str, str, bool], str]) -> str:
        """Give the body with links made by a function of slug, text, and "use the title"."""
        return _LINK.sub(lambda found: link(found[1], found[3], found[2] == "="), self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series with its posts in order."""

    name: str
    title: str
    description: str
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Corpus:
    """All posts, the oldest first."""

    seed: int
    posts: tuple[Post, ...]

    @cached_property
    def slugs(self) -> dict[str, Post]:
        """The posts by slug."""
        return {post.slug: post for post in self.posts}

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """All series in order."""
        members: dict[int, list[Post]] = {}
        for post in self.posts:
            members.setdefault(post.series, []).append(post)
        return tuple(self._series(number, posts) for number, posts in members.items())

    def _series(self, number: int, posts: list[Post]) -> Series:
        writer = Writer(f"{self.seed} series {number}")
        return Series(
            name=series_name(number),
            title=f"{writer.phrase(2, 4)} {number + 1}",
            description=writer.phrase(8, 14) + ".",
            posts=tuple(posts),
        )

    def about(self, topic: str) -> list[Post]:
        """Give the posts of a topic, the newest first."""
        return [post for post in reversed(self.posts) if topic in post.topics]

    @property
    def newest(self) -> tuple[Post, ...]:
        """The posts that a home page shows."""
        return self.posts[: -NEWEST - 1 : -1]

    def _with(self, post: Post) -> Corpus:
        number = self.posts.index(self.slugs[post.slug])
        return replace(self, posts=(*self.posts[:number], post, *self.posts[number + 1 :]))

    def edit_body(self) -> Corpus:
        """Change a sentence of the post in the middle."""
        post = self.posts[len(self.posts) // 2]
        return self._with(replace(post, body=f"{post.body}\nOne more sentence, edited.\n"))

    def edit_title(self) -> Corpus:
        """Change the title of the post in the middle."""
        post = self.posts[len(self.posts) // 2]
        return self._with(replace(post, title=f"{post.title}, edited"))

    def add_post(self) -> Corpus:
        """Add the newest post, at the end of the last series."""
        post = _post(self.seed, len(self.posts), list(self.posts))
        return replace(self, posts=(*self.posts, replace(post, series=self.posts[-1].series)))

    def move_part(self) -> Corpus:
        """Let the post in the middle come after the one that followed it in their series."""
        middle = len(self.posts) // 2
        before, after = self.posts[:middle], self.posts[middle:]
        return replace(self, posts=(*before, *after[1::-1], *after[2:]))


EDITS: dict[str, Callable[[Corpus], Corpus]] = {
    "body": Corpus.edit_body,
    "title": Corpus.edit_title,
    "new": Corpus.add_post,
    "moved": Corpus.move_part,
}


def series_name(number: int) -> str:
    """Give the name that a series has in paths."""
    return f"series-{number:04}"


def generate(size: int, seed: int = SEED) -> Corpus:
    """Make a corpus; equal arguments give equal posts."""
    posts: list[Post] = []
    for number in range(size):
        posts.append(_post(seed, number, posts))
    return Corpus(seed, tuple(posts))


def _post(seed: int, number: int, older: list[Post]) -> Post:
    writer = Writer(f"{seed} post {number}")
    title = writer.phrase(3, 7)
    return Post(
        number=number,
        slug=f"{'-'.join(title.lower().split()[:3])}-{number:05}",
        title=title,
        day=str(_START + timedelta(days=number // _POSTS_A_DAY)),
        series=number // PARTS_OF_A_SERIES,
        topics=tuple(writer.random.sample(list(TOPICS), k=writer.random.randint(1, 2))),
        description=writer.phrase(10, 18) + ".",
        body=writer.body(_links(writer, number, older)),
    )


def _links(writer: Writer, number: int, older: list[Post]) -> list[str]:
    """Give links to older posts: to the one before by its title, to two others by some words."""
    if not older:
        return []
    before = older[number - 1]
    others = [older[writer.random.randrange(number)] for _ in range(2)]
    return [
        f"[[{before.slug}={before.title}]]",
        *(f"[[{other.slug}|{writer.phrase(2, 4)}]]" for other in others),
    ]


def load(path: Path, size: int, seed: int = SEED) -> Corpus:
    """Read a corpus from a file, which is written when it is missing."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        posts = [asdict(post) for post in generate(size, seed).posts]
        path.write_text(json.dumps(posts), encoding="utf-8")
    posts = json.loads(path.read_text(encoding="utf-8"))
    return Corpus(seed, tuple(Post(**{**post, "topics": tuple(post["topics"])}) for post in posts))
