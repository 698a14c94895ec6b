"""Front matter: text -> fields with their lines -> a page's post, or problems.

All formats end in the same fields, so everything after :func:`yaml_fields`, :func:`rst_fields` and
:func:`notebooks.fields` is written once. Nothing here raises, whatever the text holds.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from itertools import chain, islice, pairwise, takewhile
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import yaml
from sphinx_series_base.problems import Place, Problem

from sphinx_series.core.addresses import addresses
from sphinx_series.core.addresses.taken import can_be
from sphinx_series.core.model import Post, State
from sphinx_series.core.problems import Kind

from . import notebooks
from .fields import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import tzinfo

Markup: TypeAlias = Literal["yaml", "rst", "notebook"]

# libyaml's parser is some ten times as fast and gives the same events.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# A YAML block starts on the second line of its file, and YAML counts lines from 0.
_FIRST_LINE = 2

_FENCE = re.compile(r"-{3,}\s*$")
_RST_FIELD = re.compile(r":(?P<name>[^:\s][^:]*):(?:\s+(?P<value>.*))?$")
_RST_INVISIBLE = re.compile(r"\.\.(?!\s+[\w:+.-]+::)(?:\s|$)")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
_ID = re.compile(r"\w[\w.-]*")
LONGEST = 65_536
"""How many characters front matter may have."""
DEEPEST = 50
"""How many lists and mappings may stand in one another in front matter."""
LONGEST_ID = 80
"""How many characters an id may have; feeds are named after it."""
# What leaves room for the rest of a file's name, in the 255 bytes that it may have.
_LONGEST_ID_BYTES = 240
_JOINERS = "\u200c\u200d"
_ADORNMENT = re.compile(r"([!-/:-@[-`{-~])\1*$")
_ATX_HEADING = re.compile(r"#\s+(?P<title>.*)$")
_INLINE_MARKS = re.compile(r"[*`]")

# What adults read silently of English non-fiction, in the mean of 190 studies:
# Brysbaert 2019, https://doi.org/10.1016/j.jml.2019.104047
_WORDS_PER_MINUTE = 238


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How the authors of a project write: where their days are, and how topics are spelled.

    ``topics`` leads from ids to titles; authors may write either.
    """

    zone: tzinfo = UTC
    topics: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a source file says of itself; ``post`` is None for a page without a date.

    ``title`` is the first heading, ``slug`` what roles call the page once it is a post.
    ``is_meant`` where it has a date or is a draft, be it a wrong one; the keys of other pages may
    be those of another extension.
    """

    docname: str
    title: str = ""
    slug: str = ""
    post: Post | None = None
    draft: bool = False
    is_meant: bool = False
    problems: tuple[Problem, ...] = ()

    def state(self, now: datetime) -> State:
        """Tell whether the page is a draft, a post that is not out, or there for readers."""
        if self.draft:
            return State.DRAFT
        return self.post.state(now) if self.post else State.PUBLISHED


def parse(text: str, *, docname: str, path: str, markup: Markup, habits: Habits = Habits()) -> Page:
    """Read the front matter of a source file.

    Args:
        text: the whole source.
        docname: its document name.
        path: its file, for the places of problems.
        markup: ``yaml`` for MyST, ``rst`` for a leading field list, ``notebook`` for the metadata
            of a Jupyter notebook.
        habits: how the authors of the project write.
    """
    problems: list[Problem] = []
    reader = _Reader(path, problems, habits)
    fields: Iterable[Field]
    match markup:
        case "yaml":
            fields = yaml_fields(text, reader.reject)
        case "rst":
            fields = rst_fields(text)
        case _:
            fields, text = notebooks.fields(text), notebooks.words(text)
    page = _page(reader, reader.unrepeated(fields), docname, heading(text, markup=markup))
    return replace(page, post=page.post and replace(page.post, minutes=minutes(text)))


def minutes(text: str) -> int:
    """Estimate how many minutes a source takes to read, from 1; its markup counts as words."""
    return max(1, round(len(text.split()) / _WORDS_PER_MINUTE))


def yaml_fields(text: str, reject: Callable[[int, str], None]) -> Iterator[Field]:
    """Yield the top level of a YAML block that opens the text between two lines of dashes.

    ``reject`` is called with line and message where the block is no YAML mapping.
    """
    lines = text.split("\n")
    block = "\n".join(lines[1 : _front_matter_end(lines)])
    if len(block) > LONGEST:
        reject(_FIRST_LINE, f"front matter has {LONGEST:,} characters at most: shorten it")
        return
    try:
        # Events and not nodes: they never recurse, however deep the author nests.
        events = yaml.parse(block, Loader=_LOADER)
        yield from _mapping_fields(filter(_is_content, shallow(events, DEEPEST)), reject)
    except TooDeepError as error:
        message = f"front matter is nested {DEEPEST} levels deep at most: make it flatter"
        reject(_FIRST_LINE + error.line, message)
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = _FIRST_LINE + (mark.line if mark else 0)
        what = getattr(error, "problem", None) or "a character that YAML does not allow"
        reject(line, f"this front matter is no valid YAML ({what}): write one `key: value` a line")


class TooDeepError(yaml.YAMLError):
    """Values stand too deep in one another, at a line that counts from 0."""

    def __init__(self, deepest: int, line: int) -> None:
        super().__init__(f"it is nested more than {deepest} levels deep")
        self.line = line


def shallow(events: Iterable[yaml.Event], deepest: int) -> Iterator[yaml.Event]:
    """Pass events on while they are not too deep: YAML takes ever longer for each level.

    Raises:
        TooDeepError: a list or a mapping stands deeper.
    """
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > deepest:
            raise TooDeepError(deepest, event.start_mark.line if event.start_mark else 0)
        yield event


def _front_matter_end(lines: list[str]) -> int:
    """Give the index of the line that closes a YAML block, 0 where there is no block."""
    if not _FENCE.match(lines[0]):
        return 0
    return next((i for i, line in enumerate(lines[1:], 1) if _FENCE.match(line)), 0)


def _is_content(event: yaml.Event) -> bool:
    return isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent)


def _mapping_fields(
    events: Iterator[yaml.Event], reject: Callable[[int, str], None]
) -> Iterator[Field]:
    """Yield a field for each key of the outermost mapping."""
    first = next(events, None)
    if not isinstance(first, yaml.MappingStartEvent):
        if first is not None:
            reject(_FIRST_LINE, "front matter is a mapping: write one `key: value` a line")
        return
    for key in _until_end(events):
        line = _FIRST_LINE + (key.start_mark.line if key.start_mark else 0)
        name = _value(key, events)
        value = _value(next(events), events)
        if isinstance(name, str):
            yield Field(key=name, line=line, value=value)
        else:
            reject(line, "a front matter key is one word: write one `key: value` a line")


def _value(event: yaml.Event, events: Iterator[yaml.Event]) -> str | tuple[str, ...] | None:
    """Read the value that starts with *event*: a text, a list of texts, or None for others."""
    if isinstance(event, yaml.SequenceStartEvent):
        items = [_scalar(item, events) for item in _until_end(events)]
        texts = tuple(item for item in items if item is not None)
        return texts if len(texts) == len(items) else None
    return _scalar(event, events)


def _until_end(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """Yield what starts in a collection; who asks takes the rest of each from *events*."""
    return takewhile(lambda event: not isinstance(event, yaml.CollectionEndEvent), events)


def _scalar(event: yaml.Event, events: Iterator[yaml.Event]) -> str | None:
    """Give a scalar's text, ``""`` for a null; skip what is no scalar and give None."""
    if isinstance(event, yaml.ScalarEvent):
        # What has no quotes has the style None in Python's parser, and "" in C's.
        is_null = not event.style and event.value in _NULLS
        return "" if is_null else str(event.value)
    depth = int(isinstance(event, yaml.CollectionStartEvent))
    while depth:
        nested = next(events)
        depth += isinstance(nested, yaml.CollectionStartEvent)
        depth -= isinstance(nested, yaml.CollectionEndEvent)
    return None


def rst_fields(text: str) -> Iterator[Field]:
    """Yield the fields of a field list that opens the text, behind comments and labels."""
    found: list[tuple[str, int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        match = _RST_FIELD.match(line)
        if match:
            found.append((match["name"].strip(), number, [match["value"] or ""]))
        elif line[:1].isspace() and found:
            found[-1][2].append(line)
        elif line.strip() and not line[:1].isspace() and not _RST_INVISIBLE.match(line):
            break
    for key, number, lines in found:
        yield Field(key=key, line=number, value=" ".join(filter(None, map(str.strip, lines))))


def heading(text: str, *, markup: Markup) -> str:
    """Find the first heading of a source without parsing it: ``""`` where there is none."""
    lines = text.split("\n")
    start = _front_matter_end(lines) if markup == "yaml" else 0
    # One after the other: most of the text stands below the first heading.
    for line, under in pairwise(map(str.rstrip, chain(islice(lines, start, None), [""]))):
        match = None if markup == "rst" else _ATX_HEADING.match(line)
        if match:
            return _INLINE_MARKS.sub("", _without_end(match["title"]))
        if line and _ADORNMENT.match(under) and not _ADORNMENT.match(line):
            return _INLINE_MARKS.sub("", line.strip())
    return ""


def _without_end(title: str) -> str:
    """Leave out the marks that may close a heading."""
    shorter = title.rstrip("#")
    is_closed = shorter != title and (not shorter or shorter[-1].isspace())
    return shorter.rstrip() if is_closed else title


class _Reader:
    """Reads typed values from fields and notes what is wrong with them."""

    def __init__(self, path: str, problems: list[Problem], habits: Habits) -> None:
        self.path = path
        self.problems = problems
        self.zone = habits.zone
        self.topic_ids = {title: id_ for id_, title in habits.topics.items()}

    def place(self, line: int) -> Place:
        return Place(path=self.path, line=line)

    def reject(self, line: int, message: str) -> None:
        self.problems.append(Kind.FRONT_MATTER.at(self.place(line), message))

    def unrepeated(self, fields: Iterable[Field]) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for field in fields:
            first = found.setdefault(field.key, field)
            if first is not field and field.key in KEYS:
                self.reject(
                    field.line,
                    f"`{field.key}` stands here again (first in line {first.line}, "
                    "which counts): remove one of them",
                )
        return {key: field for key, field in found.items() if field.value != ""}

    def text(self, field: Field) -> str | None:
        if isinstance(field.value, str):
            return field.value
        self.reject(field.line, f"`{field.key}` takes text: write `{field.key}: some words`")
        return None

    def file(self, field: Field) -> str | None:
        text = self.text(field)
        if text and not can_be(text):
            message = f"`{field.key}` can be no file: its name is too long, or holds a NUL"
            self.reject(field.line, message)
            return None
        return text

    def series(self, field: Field) -> str | None:
        """Read the id of a series, or that of a series of another project behind its name."""
        text = field.value if isinstance(field.value, str) else ""
        site, colon, id_ = text.partition(":")
        if all(map(is_id, (site, id_) if colon else (text,))):
            return text
        self.reject(
            field.line,
            f"`{field.key}` takes one id of {LONGEST_ID} letters, digits, `-`, `_` and `.` at "
            f"most: write `{field.key}: an-id`",
        )
        return None

    def texts(self, field: Field) -> tuple[str, ...] | None:
        """Read a list; a text is one of comma-separated items, as reStructuredText writes it."""
        value = field.value
        if isinstance(value, str):
            value = tuple(item.strip() for item in value.split(","))
        items = tuple(item for item in value or () if item)
        if items:
            return tuple(dict.fromkeys(items))
        if value != ():
            self.reject(field.line, f"`{field.key}` takes a list: write `{field.key}: [one, two]`")
        return None

    def topics(self, field: Field) -> tuple[str, ...] | None:
        """Read ids of topics; a title that conf.py knows stands for its id."""
        written = self.texts(field)
        named = tuple(self.topic_ids.get(text, text) for text in written or ())
        return self.words(replace(field, value=named)) if named else None

    def words(self, field: Field) -> tuple[str, ...] | None:
        items = self.texts(field)
        wrong = dict.fromkeys(item for item in items or () if not is_id(item))
        for item in wrong:
            self.reject(
                field.line,
                f"`{field.key}` takes a list of ids of letters, digits, `-`, `_` and `.`, which "
                f"{item[:80]!r} is not: write {_way(field.key, item)}",
            )
        return tuple(item for item in items or () if item not in wrong) or None

    def moment(self, field: Field) -> datetime | None:
        moment = parse_moment(field.value, self.zone) if isinstance(field.value, str) else None
        if moment is None:
            self.reject(
                field.line,
                f"`{field.key}` takes a date: write `{field.key}: YYYY-MM-DD`, or a time with "
                "its zone like `2026-01-31T09:00:00Z`",
            )
        return moment

    def flag(self, field: Field) -> bool | None:
        word = field.value.lower() if isinstance(field.value, str) else None
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        self.reject(field.line, f"`{field.key}` takes true or false: write `{field.key}: true`")
        return None

    def number(self, field: Field) -> int | None:
        text = field.value if isinstance(field.value, str) else ""
        # Nine digits: Python refuses to convert numbers of thousands of digits.
        if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) and int(text):
            return int(text)
        self.reject(field.line, f"`{field.key}` takes a number from 1: write `{field.key}: 1`")
        return None

    def slug(self, field: Field) -> str | None:
        slug = field.value if isinstance(field.value, str) else ""
        if slug and not re.search(r"[\s/\\?#%\x00-\x1f]", slug) and slug.strip("."):
            return slug
        self.reject(
            field.line,
            f"`{field.key}` takes one word without spaces, slashes, `?`, `#` and `%`: "
            f"write `{field.key}: a-short-name`",
        )
        return None

    def feed_id(self, field: Field) -> str | None:
        id_ = field.value if isinstance(field.value, str) else ""
        if re.fullmatch(r"[^\s\x00-\x1f\x7f<>\"]+", id_):
            return id_
        self.reject(
            field.line,
            f"`{field.key}` takes the id that an older feed gave the post, in one word: "
            f"write `{field.key}: https://example.org/a-post/`",
        )
        return None

    def url(self, field: Field) -> str | None:
        url = field.value if isinstance(field.value, str) else ""
        if addresses.host_of(url):
            return url
        self.reject(
            field.line,
            f"`{field.key}` takes a whole URL: write `{field.key}: https://example.org/a-post/`",
        )
        return None

    def paths(self, field: Field) -> tuple[str, ...] | None:
        found = {item: addresses.parse(item) for item in self.texts(field) or ()}
        for item, address in found.items():
            if not address:
                self.reject(
                    field.line,
                    f"`{field.key}`: {item!r} is no path of this site: write it from the root, "
                    "like `/blog/a-post/`, without host, `?`, `#` and `..`",
                )
        return tuple(filter(None, found.values())) or None


def _way(key: str, text: str) -> str:
    """Say what to write in the place of a text that can be no id."""
    words = text.replace("+", "p").replace("#", "sharp")
    id_ = re.sub(r"[^\w.-]+|^\W+", "-", words).strip("-.").lower()[:LONGEST_ID]
    if not id_:
        return f"`{key}: [one, two]`"
    named = f", and `:title: {text}` where that topic is declared" if key == "topics" else ""
    return f"`{id_}`{named}"


def parse_moment(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Read ``YYYY-MM-DD``, midnight in a zone, or an ISO 8601 time with its own; None for others.

    The day stays the one that was written. Its distance from UTC is in minutes, as RFC 3339 has it.
    """
    is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII)
    try:
        moment = datetime.fromisoformat(text)
        if is_day:
            moment = moment.replace(tzinfo=zone)
        offset = moment.utcoffset()
        if offset is None:
            return None
        whole = timezone(timedelta(minutes=round(offset.total_seconds() / 60)))
        found = moment.replace(tzinfo=whole)
        found.astimezone(UTC)  # which the first and the last days of all may not have
    except (ValueError, OverflowError):
        return None
    return found


def is_id(text: str) -> bool:
    """Tell whether the text can be the id of a series or topic, in any script.

    It becomes a part of a file's name. Marks that belong to a letter, as vowels do in scripts of
    India, and joiners are parts of words.
    """
    is_short = len(text) <= LONGEST_ID and len(text.encode("utf-8", "replace")) <= _LONGEST_ID_BYTES
    return (
        is_short
        and _ID.fullmatch("".join(char for char in text if not _is_of_letter(char))) is not None
    )


def _is_of_letter(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char).startswith("M")


class Takes(Enum):
    """What a key takes."""

    MOMENT = "a date, or a time with its zone"
    TEXT = "text"
    FILE = "the path of a file"
    TOPICS = "a list of ids or titles of topics"
    SERIES = "an id, or `site:id` of another project"
    WORDS = "a list of ids"
    NUMBER = "a number from 1"
    SLUG = "a word without spaces and slashes"
    FLAG = "true or false"
    URL = "a whole URL"
    PATHS = "a list of paths of this site"
    FEED_ID = "a word"


_READ: Mapping[Takes, Callable[[_Reader, Field], object]] = {
    Takes.MOMENT: _Reader.moment,
    Takes.TEXT: _Reader.text,
    Takes.FILE: _Reader.file,
    Takes.TOPICS: _Reader.topics,
    Takes.SERIES: _Reader.series,
    Takes.WORDS: _Reader.words,
    Takes.NUMBER: _Reader.number,
    Takes.SLUG: _Reader.slug,
    Takes.FLAG: _Reader.flag,
    Takes.URL: _Reader.url,
    Takes.PATHS: _Reader.paths,
    Takes.FEED_ID: _Reader.feed_id,
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of front matter: what it takes and means."""

    takes: Takes
    meaning: str


KEYS: Mapping[str, Key] = {
    "date": Key(Takes.MOMENT, "When the post was published."),
    "updated": Key(Takes.MOMENT, "When it last really changed; by default its date."),
    "description": Key(Takes.TEXT, "A sentence on it, for lists and feeds."),
    "topics": Key(Takes.TOPICS, "The topics it belongs to, the main one first."),
    "label": Key(Takes.TEXT, "A short tag in lists; by default the title of its main topic."),
    "series": Key(Takes.SERIES, "The series that it joins."),
    "part": Key(Takes.NUMBER, "Its number in the series."),
    "slug": Key(Takes.SLUG, "The name that roles and its permalink use."),
    "aliases": Key(Takes.PATHS, "Old addresses, which lead here."),
    "authors": Key(Takes.WORDS, "Who wrote it, as conf.py names them."),
    "image": Key(Takes.FILE, "The picture that other sites show with a link to it."),
    "pinned": Key(Takes.FLAG, "Whether it stands first in lists."),
    "draft": Key(Takes.FLAG, "Whether it is not published yet."),
    "unlisted": Key(Takes.FLAG, "Whether it is in no list, feed, sitemap and search."),
    "expires": Key(Takes.MOMENT, "From when on it is gone."),
    "review_by": Key(Takes.MOMENT, "From when on builds say that it must be looked through."),
    "canonical": Key(Takes.URL, "Where it was published first, if that was elsewhere."),
    "external": Key(Takes.URL, "Where it lives, if that is elsewhere."),
    "feed_id": Key(Takes.FEED_ID, "The id under which readers of an older feed know it."),
}
_FOR_POSTS = ("series", "part", "topics")


def _page(reader: _Reader, fields: Mapping[str, Field], docname: str, title: str) -> Page:
    """Read the known fields, and make a post of them where there is a date."""
    known = {key: fields[key] for key in KEYS if key in fields}
    is_meant = "date" in known or "draft" in known
    if not is_meant:
        _reject_joining(reader, known)
        known = {}
    values: dict[str, Any] = {
        key: value
        for key, field in known.items()
        if (value := _READ[KEYS[key].takes](reader, field)) is not None
    }
    values.setdefault("slug", default_slug(docname))
    post = None
    if "date" in values:
        _reject_contradictions(reader, known, values)
        values.setdefault("updated", values["date"])
        places = {key: reader.place(field.line) for key, field in known.items()}
        post = Post(docname=docname, title=title, places=places, **values)
    return Page(
        docname=docname,
        title=title,
        slug=str(values["slug"]),
        post=post,
        draft=bool(values.get("draft")),
        is_meant=is_meant,
        problems=tuple(reader.problems),
    )


def _reject_joining(reader: _Reader, known: Mapping[str, Field]) -> None:
    """Report what would make a page without a date belong somewhere."""
    for key in _FOR_POSTS:
        if key in known:
            reader.reject(
                known[key].line,
                f"`{key}` is for posts, and this page has no date: add `date: YYYY-MM-DD`",
            )


def _reject_contradictions(
    reader: _Reader, known: Mapping[str, Field], values: dict[str, Any]
) -> None:
    """Report and take out what cannot be together with the rest."""
    if "expires" in values and values["expires"] <= values["date"]:
        reader.reject(known["expires"].line, "`expires` is before `date`: write a later one")
        del values["expires"]
    if "canonical" in values and "external" in values:
        reader.reject(
            known["canonical"].line,
            "`external` says already where this post lives: remove `canonical`",
        )
        del values["canonical"]


def default_slug(docname: str) -> str:
    """Give the last component of a docname; of ``x/index``, ``x``."""
    components = docname.split("/")
    if components[-1] == "index" and len(components) > 1:
        components.pop()
    return components[-1]
