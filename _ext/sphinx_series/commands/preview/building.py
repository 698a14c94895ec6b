"""The process that has read conf.py, and its copies, of which each does one build.

Sphinx's application is made up to the moment at which it loads its environment. There the process
is copied: the copy goes on, loads the environment, and waits until a file changes. Then it builds
and ends, and the next copy is made. So no build sees what another has left in memory.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

from jinja2 import FileSystemBytecodeCache
from sphinx import builders
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx_series_base.digest import digest

from sphinx_series.output_paths import file_of

from .reads import Reads, of_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet
    from multiprocessing.connection import Connection

    from docutils import nodes
    from sphinx.builders.html import StandaloneHTMLBuilder

# How many pages are kept in memory until the search index is made.
_FEW = 50
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be built: from where, to where, by which builder, and in how many processes."""

    source: Path
    out: Path
    doctrees: Path
    builder: str
    jobs: int


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A build can begin.

    ``of_conf`` are the files and folders that were read with conf.py, ``of_builder`` those that
    were read since, and ``of_pages`` those that the last build read besides the sources, which end
    in one of the ``suffixes``, as catalogs of words do.
    """

    of_conf: frozenset[str]
    of_builder: frozenset[str]
    of_pages: frozenset[str]
    suffixes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Pages are written, with what they need; the search index and the feeds are not yet.

    First come the ``pages`` whose sources were edited, as files in the output folder; then all,
    and that is when none is named.
    """

    messages: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A build is over, or there can be none.

    With what it said, the error that ended it, and the files that it read.
    """

    messages: str
    error: str = ""
    read: frozenset[str] = frozenset()


def main(connection: Connection, request: Request) -> None:
    """Read conf.py, and build whenever the other end of the connection says so."""
    os.setsid()  # the server alone hears Ctrl-C, and ends this process with all its copies
    messages = _Messages()
    try:
        with patch_docutils(request.source), docutils_namespace():
            app = _Application(request, messages, Reads(apart=[request.out, request.doctrees]))
            app.wait_and_build(connection)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever conf.py and extensions raise
        with suppress(OSError):  # the server may be gone
            connection.send(Ended(messages=messages.text, error=_text(error)))
        os._exit(1)


def _text(error: BaseException) -> str:
    """Say what ended a build; of an error of code that has no name, where it is."""
    cause: BaseException | None = error
    while cause:
        # A disk that is full, a file that is gone or may not be read: no code is at fault.
        if isinstance(cause, OSError):
            return f"{cause}: mend that, and save again\n"
        cause = cause.__cause__
    if isinstance(error, SphinxError):
        return f"{error.category}: {error}"
    return "".join(traceback.format_exception(error))


class _Messages(StringIO):
    """What a build says, on its way to the terminal."""

    def write(self, text: str) -> int:
        sys.stderr.write(text if sys.stderr.isatty() else _ESCAPES.sub("", text))
        sys.stderr.flush()
        return super().write(text)

    @property
    def text(self) -> str:
        """All of it, without colors."""
        return _ESCAPES.sub("", self.getvalue())


class _Application(Sphinx):
    """An application that is made once, and from the environment on once for each build."""

    def __init__(self, request: Request, messages: _Messages, reads: Reads) -> None:
        self.messages = messages
        self.reads = reads
        super().__init__(
            request.source,
            request.source,
            request.out,
            request.doctrees,
            request.builder,
            confoverrides={"series_drafts": True},
            status=None,
            warning=messages,
            parallel=request.jobs,
        )

    def _init_env(self, freshenv: bool) -> BuildEnvironment:  # noqa: FBT001 - Sphinx's own
        self.of_conf = self.reads.so_far()
        self._forget_other_code()
        while child := os.fork():
            _, status = os.waitpid(child, 0)
            if status:
                os._exit(1)  # the copy has said why, or was killed
        return super()._init_env(freshenv)

    def _forget_other_code(self) -> None:
        """Remove the environment of another conf.py or extension: Sphinx compares values only."""
        code = [path for path in sorted(self.of_conf) if path.endswith(".py")]
        now = digest(repr([(path, digest(Path(path).read_bytes())) for path in code]))
        stamp = Path(self.doctreedir, "preview-code")
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != now:
            Path(self.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(now, encoding="utf-8")

    def wait_and_build(self, connection: Connection) -> NoReturn:
        """Build when it is asked for, and end this process."""
        templates = Path(self.doctreedir, "preview-templates")
        templates.mkdir(exist_ok=True)
        builder: StandaloneHTMLBuilder = self.builder  # type: ignore[assignment]
        # Else every build compiles the theme's templates again.
        builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(templates))
        of_builder = self.reads.so_far() - self.of_conf
        ready = Ready(
            of_conf=self.of_conf,
            of_builder=of_builder,
            of_pages=of_pages(self),
            suffixes=(*self.config.source_suffix, ".po"),
        )
        try:
            connection.send(ready)
            is_wanted = connection.recv()
        except (EOFError, OSError):  # the server is gone
            os._exit(1)
        if is_wanted:
            self._build(connection)
        os._exit(0)

    def _build(self, connection: Connection) -> None:
        error = ""
        environment = _PickledAside()

        def show(docnames: Iterable[str] = ()) -> None:
            pages = tuple(file_of(self, docname) for docname in docnames)
            with suppress(OSError):  # without the server, too, a build is ended in order
                connection.send(Shown(messages=self.messages.text, pages=pages))

        builder: StandaloneHTMLBuilder = self.builder  # type: ignore[assignment]
        _PagesFirst(builder, show, environment.wait).put()
        vars(builders)["pickle"] = environment
        try:
            try:
                self.build()
            finally:
                environment.wait()
        except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever extensions raise
            error = _text(problem)
        read = self.reads.so_far()
        with suppress(OSError):
            connection.send(Ended(messages=self.messages.text, error=error, read=read))


class _PickledAside:
    """Stands for `pickle` where Sphinx stores the environment, for which no reader need wait.

    A copy of the process does it, so it stores what is there at that moment.
    """

    def __init__(self) -> None:
        self.child = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever `pickle` has
        return getattr(pickle, name)

    def dump(self, value: object, file: IO[bytes], protocol: int) -> None:
        """Pickle a value into a file, an environment by and by."""
        if not isinstance(value, BuildEnvironment):
            pickle.dump(value, file, protocol)
            return
        self.child = os.fork()
        if not self.child:
            try:
                pickle.dump(value, file, protocol)
                file.close()
            except BaseException as error:  # noqa: BLE001 - it ends here in any case
                print(_text(error), file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)

    def wait(self) -> None:
        """Wait until the environment is stored.

        Raises:
            SphinxError: it could not be.
        """
        child, self.child = self.child, 0
        if child and os.waitpid(child, 0)[1]:
            message = "the environment cannot be stored: the terminal says why"
            raise SphinxError(message)


class _PagesFirst:
    """Functions that stand before those of a builder: pages come first, of them the edited ones.

    The search index is made after all, and is what it would be. Only in a build of many pages it
    is made while they are written, as Sphinx does, for else all of them would be in memory.
    """

    def __init__(
        self, builder: StandaloneHTMLBuilder, show: Callable[..., None], wait: Callable[[], None]
    ) -> None:
        self.builder = builder
        self.show = show
        self.wait = wait
        self.edited: AbstractSet[str] = frozenset()
        self.changed: AbstractSet[str] | None = None
        self.pages: list[tuple[str, nodes.document, str]] = []
        self.found: dict[str, Callable[..., Any]] = {
            name: getattr(builder, name)
            for name in ("read", "write_documents", "load_indexer", "index_page", "handle_finish")
        }

    def put(self) -> None:
        """Let the builder use the functions."""
        vars(self.builder).update({name: getattr(self, name) for name in self.found})

    def read(self) -> list[str]:
        """Read what was edited."""
        docnames: list[str] = self.found["read"]()
        self.edited = frozenset(docnames)
        return docnames

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write what was edited, and show it, if that is soon; then write the rest."""
        edited = self.edited & docnames if len(self.edited) <= _FEW else frozenset()
        if edited:
            self.found["write_documents"](edited)
            self.builder.copy_image_files()
            self.show(sorted(edited))
        if rest := docnames - edited:
            self.found["write_documents"](rest)

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Load the index; later, where few pages change."""
        if len(docnames) <= _FEW:
            self.changed = docnames
        else:
            self.found["load_indexer"](docnames)

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Take the words of a page, which is about to be changed by its writing."""
        if self.changed is None:
            self.found["index_page"](pagename, doctree, title)
        else:
            self.pages.append((pagename, doctree.deepcopy(), title))

    def handle_finish(self) -> None:
        """Show all pages, and make the index."""
        self.show()
        self.wait()
        if self.changed is not None:
            self.found["load_indexer"](self.changed)
            for page in self.pages:
                self.found["index_page"](*page)
        self.found["handle_finish"]()
