"""What one of several machines has built of a site, and how what they read is made one.

A shard is built twice. First it reads its own documents; what all shards have read is merged as
Sphinx merges what its processes read. With all of that beside it, it writes the pages of its own.
Its record, beside the doctrees, says how far it is.
"""

from __future__ import annotations

import pickle
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import sphinx
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx_series_base.digest import digest
from sphinx_series_base.state import read_json, remember, replace_json

from . import output_paths
from .core import shards
from .domain import series_domain
from .packed_tocs import packed
from .sources import shard_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .domain import SeriesDomain

RECORD = "series-shard.json"

Stage: TypeAlias = Literal["read", "joined", "written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How far a shard is, and of what build it is one.

    ``plan`` is a digest of who has which documents, ``settings`` one of the configuration and of
    the versions of all extensions. ``documents`` are its own, ``files`` the files of their pages.
    The others say how Sphinx was called.
    """

    stage: Stage
    shard: str
    plan: str
    settings: str
    documents: list[str]
    files: list[str]
    builder: str
    srcdir: str
    confdir: str
    overrides: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)


def read_record(doctrees: Path) -> Record | None:
    """Read the record of a shard; None where there is none that this version has written."""
    try:
        record = Record(**read_json(doctrees / RECORD))
    except TypeError:
        return None
    return record if _is_whole(record) else None


def _is_whole(record: Record) -> bool:
    """Tell whether a record says what records say, and names nothing outside of folders."""
    texts = (record.shard, record.plan, record.settings, record.builder)
    lists = (record.documents, record.files, record.tags)
    return (
        record.stage in get_args(Stage)
        and all(isinstance(text, str) for text in (*texts, record.srcdir, record.confdir))
        and shards.parse(record.shard) is not None
        and all(isinstance(names, list) for names in lists)
        and all(isinstance(name, str) for names in lists for name in names)
        and all(map(_is_below, (*record.documents, *record.files)))
        and isinstance(record.overrides, dict)
    )


def _is_below(name: str) -> bool:
    return "\0" not in name and {"", ".", ".."}.isdisjoint(name.split("/"))


def write_record(doctrees: Path, record: Record) -> None:
    """Say how far a shard is."""
    replace_json(doctrees / RECORD, asdict(record))


def record_of(app: Sphinx, stage: Stage) -> Record:
    """Say of the shard that is being built what it has come to."""
    domain = series_domain(app.env)
    own = sorted(domain.own or ())
    return Record(
        stage=stage,
        shard=str(domain.options.shard),
        plan=digest(repr(domain.plan)),
        settings=domain.settings,
        documents=own,
        files=[output_paths.file_of(app, docname) for docname in own],
        builder=app.builder.name,
        srcdir=str(app.srcdir),
        confdir=str(app.confdir),
        overrides={
            name: value for name, value in app.config.overrides.items() if name != "series_shard"
        },
        tags=sorted(app.tags),
    )


def settings_of(app: Sphinx) -> str:
    """Give a digest of what decides how documents are read and pages are written."""
    configuration = output_paths.configuration(app, "html", "env")
    versions = sorted((name, one.version) for name, one in app.extensions.items())
    return digest(repr((configuration, sphinx.__version__, versions, app.builder.name)))


def is_joined(app: Sphinx) -> bool:
    """Tell whether all that other shards have read is here."""
    record = read_record(Path(app.doctreedir))
    return record is not None and record.stage != "read"


def left_to_others(
    app: Sphinx, env: BuildEnvironment, domain: SeriesDomain, gone: set[str]
) -> set[str]:
    """Find out which documents the shard has, and give others that it has read before.

    Args:
        app: the application.
        env: what was read before.
        domain: has the front matter of all documents.
        gone: the documents that are no more.
    """
    shard = domain.options.shard
    if shard is None:
        Path(app.doctreedir, RECORD).unlink(missing_ok=True)
        return set()
    documents = [
        shard_document(page, size)
        for docname, ((_, size, _), page) in domain.scans.items()
        if docname in env.found_docs
    ]
    domain.plan = shards.plan(documents, shard.count)
    domain.own = frozenset(domain.plan[shard.number - 1])
    domain.gone = frozenset(gone)
    # Now: others change values while documents are read and written.
    domain.settings = settings_of(app)
    if is_joined(app):
        return set()
    return env.all_docs.keys() - domain.own - {env.config.root_doc}


def store_environment(app: Sphinx) -> None:
    """Store what was read, as Sphinx does, but for tables of contents: they are packed."""
    packed(app.env)
    content = pickle.dumps(app.env, pickle.HIGHEST_PROTOCOL)
    remember(Path(app.doctreedir, ENV_PICKLE_FILENAME), content)


def merge(app: Sphinx, parts: Iterable[tuple[Path, Iterable[str]]]) -> None:
    """Take over what shards have read.

    Args:
        app: an application that has read nothing.
        parts: the folder of doctrees of each shard, and its own documents.

    Raises:
        ValueError: what a shard has read cannot be read by this version.
    """
    domain = series_domain(app.env)
    tocs = packed(app.env)
    for doctrees, documents in parts:
        try:
            other = pickle.loads((doctrees / ENV_PICKLE_FILENAME).read_bytes())  # noqa: S301
            app.env.merge_info_from(documents, other, app)
        # Unpickling fails in any way.
        except Exception as error:
            message = f"what {doctrees} has read cannot be taken over ({error!r}): read it again"
            raise ValueError(message) from error
        domain.take_over(documents, other.domaindata["series"])
        tocs.pack()
