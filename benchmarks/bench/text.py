"""Random Markdown that weighs on a build as real posts do.

Words follow Zipf's law over a vocabulary of some eleven thousand, so that search indexes and
stemmers have the work that prose gives them; code is highlighted in five languages.
"""

from __future__ import annotations

import itertools
import random
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS_OF_A_POST = 860
_SPREAD = 100
_HALF_A_SECTION = 60
_RARE_WORDS = 12_000
_SYLLABLES = re.findall(
    r"\w+", "ba cor del en fi gra hol in jun kep lum mar nor op pel qua rin sta tor ul ven wis"
)
_ENDINGS = ("", "s", "ed", "ing", "er", "tion", "ness", "able")

_PYTHON = '''\
@dataclass(frozen=True)
class {a}:
    """Holds one {b} and its {c}."""

    {b}: int = {n}
    {c}: str = "{d}"

    def {d}(self, limit: float = 0.5) -> list[int]:
        # Everything above the limit is dropped.
        return [n for n in range(self.{b}) if n * limit < {n}]
'''
_GO = """\
// {a} waits for the {b} and gives its {c}.
func {a}(ctx context.Context, {b} int) (string, error) {{
	if {b} > {n} {{
		return "", fmt.Errorf("{c} of %d: too large", {b})
	}}
	select {{
	case <-ctx.Done():
		return "", ctx.Err()
	default:
		return strings.Repeat("{d}", {b}), nil
	}}
}}
"""
_SHELL = """\
# Show what holds the {b}.
for {c} in $(seq 1 {n}); do
  curl --silent "http://localhost:8080/{b}/${c}" | grep -c "{d}" || echo "{a} failed" >&2
done
"""
_YAML = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {b}
  labels: {{app: {c}, tier: "{n}"}}
data:
  {d}: "true"
  limit: "{n}"
"""
_JSON = """\
{{
  "{b}": {n},
  "{c}": ["{d}", null, true],
  "{a}": {{"ratio": 0.25}}
}}
"""
_CODE = (("python", _PYTHON), ("go", _GO), ("shell", _SHELL), ("yaml", _YAML), ("json", _JSON))


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Give all words, the frequent ones first, and their cumulative weights."""
    order = random.Random("vocabulary")
    common = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split()
    order.shuffle(common)
    words = list(dict.fromkeys(itertools.chain(common, _rare_words(order))))
    weights = itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words)))
    return words, list(weights)


def _rare_words(order: random.Random) -> Iterator[str]:
    for _ in range(_RARE_WORDS):
        yield "".join(order.choices(_SYLLABLES, k=order.randint(2, 4))) + order.choice(_ENDINGS)


class Writer:
    """Writes random text; equal seeds give equal text."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self._words, self._weights = vocabulary()

    def words(self, count: int) -> list[str]:
        """Give some words."""
        return self.random.choices(self._words, cum_weights=self._weights, k=count)

    def phrase(self, least: int, most: int) -> str:
        """Give a few words that start with a capital."""
        text = " ".join(self.words(self.random.randint(least, most)))
        return text[0].upper() + text[1:]

    def sentence(self) -> str:
        """Give a sentence, in which a word may be emphasised or code."""
        words = self.phrase(7, 19).split()
        mark = self.random.choice(("", "", "", "*", "**", "`"))
        place = self.random.randrange(1, len(words))
        words[place] = f"{mark}{words[place]}{mark}"
        return " ".join(words) + "."

    def paragraph(self) -> str:
        """Give a paragraph of three to five sentences."""
        return " ".join(self.sentence() for _ in range(self.random.randint(3, 5)))

    def list_(self) -> str:
        """Give a list of four to six items."""
        return "\n".join(f"- {self.phrase(5, 14)}" for _ in range(self.random.randint(4, 6)))

    def table(self) -> str:
        """Give a table of three columns."""
        names = [self.phrase(1, 2) for _ in range(3)]
        rows = [
            f"| {self.phrase(2, 4)} | {self.random.randint(1, 999)} | {self.phrase(1, 3)} |"
            for _ in range(self.random.randint(4, 6))
        ]
        return "\n".join([f"| {' | '.join(names)} |", "| --- | --- | --- |", *rows])

    def code(self) -> str:
        """Give a fenced block of code."""
        language, template = self.random.choice(_CODE)
        a, b, c, d = self.words(4)
        number = self.random.randint(2, 64)
        code = template.format(a=a.capitalize(), b=f"{b}_b", c=f"{c}_c", d=f"{d}_d", n=number)
        return f"```{language}\n{code}```"

    def body(self, links: list[str]) -> str:
        """Give the Markdown below a post's title; each link stands in a section of its own."""
        target = WORDS_OF_A_POST + self.random.randint(-_SPREAD, _SPREAD)
        extras = [self.list_, self.code, self.table, self.code, self.list_]
        text = self.paragraph()
        for number in itertools.count():
            if len(text.split()) > target - _HALF_A_SECTION:
                break
            link = f" Compare {links[number]}." if number < len(links) else ""
            extra = [extras[number]()] if number < len(extras) else []
            heading = f"## {self.phrase(2, 5)}"
            text = "\n\n".join([text, heading, self.paragraph() + link, self.paragraph(), *extra])
        return text + "\n"
