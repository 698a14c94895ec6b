"""One of several machines reads its own documents, and leaves the others to others."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError, SphinxError

from sphinx_series import shards
from sphinx_series.domain import series_domain
from sphinx_series.output_paths import NAMES

from .collect import note_files, note_pages
from .scanning import content_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_series.domain import SeriesDomain

# What is done where all documents are known.
_OF_ALL = ("env-updated", "build-finished")


class ShardReader:
    """Lets a build that is to read a shard end when it has.

    Args:
        restore: what is done at the end of every build.
    """

    def __init__(self, restore: Callable[[Sphinx, Exception | None], None]) -> None:
        self.restore = restore

    def begin(self, app: Sphinx) -> None:
        """Look whether the shard is to be read; if all is read, it is written as any site is.

        Raises:
            ConfigError: shards of this project cannot be joined.
        """
        if series_domain(app.env).options.shard is None:
            return
        if app.builder.name not in NAMES:
            message = (
                f"shards are built with `-b html` or `-b dirhtml`, not with {app.builder.name}"
            )
            raise ConfigError(message)
        if not (app.is_parallel_allowed("read") and app.is_parallel_allowed("write")):
            message = "an extension cannot be used by several processes, so there are no shards"
            raise ConfigError(message)
        if not shards.is_joined(app):
            # Through its attributes: its class stays as it is.
            vars(app.builder)["build"] = lambda *_, **__: self._read(app)

    def _read(self, app: Sphinx) -> None:
        for event in _OF_ALL:
            app.events.listeners.pop(event, None)
        # Else Sphinx keeps each document that it has read, for the writing.
        vars(app.builder)["read_doc"] = partial(app.builder.read_doc, _cache=False)
        app.builder.read()
        domain = series_domain(app.env)
        note_files(app.env, domain)
        note_pages(app.env, domain)
        shards.store_environment(app)
        shards.write_record(Path(app.doctreedir), shards.record_of(app, "read"))
        self.restore(app, None)


def keep_own(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Before documents are read, leave to others what is theirs.

    Raises:
        SphinxError: what was read of the site is not what it is now.
    """
    domain = series_domain(env)
    if domain.own is None:
        return
    if not shards.is_joined(app):
        # Sphinx demands the root document of everybody.
        docnames[:] = [
            name for name in docnames if name in domain.own or name == env.config.root_doc
        ]
        return
    changed = [name for name in docnames if not _is_as_read(env, domain, name)]
    if changed or domain.gone:
        named = sorted({*changed, *domain.gone})
        message = (
            f"{len(named)} documents are not what shards have read, {named[0]!r} among them: read "
            "all shards again, in folders of their own, and join them"
        )
        raise SphinxError(message)
    docnames.clear()


def _is_as_read(env: BuildEnvironment, domain: SeriesDomain, docname: str) -> bool:
    read = env.all_docs.get(docname)
    return domain.contents.get(docname) == (read, content_digest(env, docname))
