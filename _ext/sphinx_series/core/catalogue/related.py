"""Which posts have much in common with another: topics, words of the title, links.

What two posts have in common depends on these two alone. So a new post changes what others show
only where it is among those that have most in common with them; and as the nearest in time come
first of those that have as much, it is so for few.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from functools import cache
from heapq import merge, nsmallest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from sphinx_series.core.model import Post

# How much each counts that two posts have in common: an author who links them knows best.
_LINK, _TOPIC, _WORD = 3, 2, 1

_WORDS = re.compile(r"\w{2,}")


class Related:
    """Finds posts that have much in common.

    Args:
        posts: the posts that are shown.
        links: the documents to which each document links.
        common_words: words that say nothing of a title.
        count: how many are shown at most.
    """

    def __init__(
        self,
        posts: Iterable[Post],
        links: Mapping[str, Collection[str]],
        common_words: Collection[str] = (),
        count: int = 0,
    ) -> None:
        # Posts are known by their numbers here, the oldest has 0.
        self.posts = sorted(posts, key=lambda post: (post.date, post.docname))
        self.numbers = {post.docname: number for number, post in enumerate(self.posts)}
        self.links = links
        self.common_words = common_words
        self.count = count
        self._linking = _owners(links.get(post.docname, ()) for post in self.posts)
        self._with_word = _owners(map(self._words, self.posts))
        self._with_topic = _owners(set(post.topics) for post in self.posts)
        self._of_topics = cache(self._levels)  # many posts have the same

    def _words(self, post: Post) -> set[str]:
        words = set(_WORDS.findall(post.title.casefold())).difference(self.common_words)
        return {word for word in words if not word.isdecimal()}

    def of(self, post: Post) -> list[Post]:
        """Give those that have most in common with a post, the nearest in time first."""
        if not self.count:
            return []
        own = self.numbers.get(post.docname, -1)  # one that is shown nowhere has none
        scores = self._own_scores(post)
        for score, level in self._of_topics(frozenset(post.topics)):
            for number in self._first(level, post.date, {*scores, own}):
                scores[number] = score
        scores.pop(own, None)
        best = nsmallest(self.count, scores, key=lambda one: (-scores[one], *self._far(one, post)))
        return [self.posts[number] for number in best]

    def _far(self, number: int, post: Post) -> tuple[timedelta, str]:
        other = self.posts[number]
        return abs(other.date - post.date), other.docname

    def _own_scores(self, post: Post) -> dict[int, int]:
        """Score those that have more in common with a post than topics."""
        scores: Counter[int] = Counter()
        for word in self._words(post):
            scores.update(dict.fromkeys(self._with_word[word], _WORD))
        # A link is one of both, whoever wrote it.
        linked = map(self.numbers.get, self.links.get(post.docname, ()))
        found = [*(number for number in linked if number is not None), *self._linking[post.docname]]
        scores.update(dict.fromkeys(found, _LINK))
        topics = set(post.topics)
        return {
            number: score + _TOPIC * len(topics.intersection(self.posts[number].topics))
            for number, score in scores.items()
        }

    def _levels(self, topics: frozenset[str]) -> list[tuple[int, list[int]]]:
        """Give all posts of some topics, in order of time, by what those count."""
        shared: Counter[int] = Counter()
        for topic in topics:
            shared.update(self._with_topic[topic])
        levels: dict[int, list[int]] = defaultdict(list)
        for number, topics_shared in shared.items():
            levels[_TOPIC * topics_shared].append(number)
        return [(score, sorted(numbers)) for score, numbers in levels.items()]

    def _first(
        self, level: Sequence[int], moment: datetime, besides: Collection[int]
    ) -> Iterator[int]:
        """Give as many of a level as can be shown, and those that are as near as the last."""
        found, last = 0, None
        for distance, number in self._nearest(level, moment):
            if found >= self.count and distance != last:
                return
            if number not in besides:
                found, last = found + 1, distance
                yield number

    def _nearest(self, level: Sequence[int], moment: datetime) -> Iterator[tuple[timedelta, int]]:
        """Give a level with distances in time, the nearest first."""
        middle = bisect_left(level, moment, key=lambda number: self.posts[number].date)
        older = map(level.__getitem__, range(middle - 1, -1, -1))
        newer = map(level.__getitem__, range(middle, len(level)))
        before = ((moment - self.posts[number].date, number) for number in older)
        after = ((self.posts[number].date - moment, number) for number in newer)
        return merge(before, after, key=lambda found: found[0])


def _owners(values: Iterable[Iterable[str]]) -> Mapping[str, list[int]]:
    """Say which numbers have each value, given the values of each number."""
    owners: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(values):
        for value in own:
            owners[value].append(number)
    return owners


NOTHING_RELATED = Related((), {})
"""What finds none."""
