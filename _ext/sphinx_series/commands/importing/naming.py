"""Names of pages, topics and files, made of the names that old ones had."""

from __future__ import annotations

import re
import unicodedata

# Names of programming languages differ in these signs alone.
_SIGNS = str.maketrans({"+": "p", "#": "sharp"})
_SIGNED = re.compile(r"(?<=\w)(?:\+{2,}|[+#]+(?!\w))")
_LONGEST = 160  # bytes; a file's name has 255, and pictures put theirs behind the page's


def slug_of(name: str) -> str:
    """Make a slug of a name, with the letters of every script; ``""`` where it has none.

    Latin letters lose their accents.
    """
    decomposed = unicodedata.normalize("NFKD", name).lower().replace("'", "").replace("’", "")
    plain = unicodedata.normalize("NFC", re.sub("([a-z])[\u0300-\u036f]+", r"\1", decomposed))
    words = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in plain)
    slug = ""
    for word in words.split():
        longer = f"{slug}-{word}" if slug else _cut(word)
        if len(longer.encode()) > _LONGEST:
            break
        slug = longer
    return slug


def key_of(tag: str) -> str:
    """Give what the spellings of one tag share: its slug, in which C++ is not C."""
    return slug_of(_SIGNED.sub(lambda signs: signs[0].translate(_SIGNS), tag))


def topic_of(tag: str) -> str:
    """Make the id of a topic of a tag: its key without marks, which an id may not hold."""
    return "".join(sign for sign in key_of(tag) if sign == "-" or sign.isalnum()).strip("-")


def _cut(word: str) -> str:
    return word.encode()[:_LONGEST].decode(errors="ignore")
