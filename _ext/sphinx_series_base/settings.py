"""Values of conf.py: what each takes and means, and what is wrong with what was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from .problems import ProblemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A value of conf.py.

    ``takes`` says what to write, ``accepts`` tells whether a value is that. ``meaning`` is in
    Markdown, for the reference. ``rebuild`` is Sphinx's: what a change makes anew. ``types`` are
    for a value that is a flag or a text, which a command line says, too.
    """

    default: Any
    meaning: str
    takes: str
    accepts: Callable[[Any, Config], bool]
    rebuild: Literal["html", ""] = ""
    types: Any = Any


def add(app: Sphinx, settings: Mapping[str, Setting]) -> None:
    """Add values to those of Sphinx; none makes it read a document again."""
    for name, setting in settings.items():
        # Any: the types are checked here, with a sentence that says what to write.
        app.add_config_value(name, setting.default, setting.rebuild, setting.types, setting.meaning)


def value(config: Config, name: str, setting: Setting) -> Any:  # noqa: ANN401 - its own type
    """Give a value, its default where it is none that the setting takes."""
    found = config[name]
    return found if setting.accepts(found, config) else setting.default


def problems(
    config: Config, settings: Mapping[str, Setting], kind: ProblemKind, confdir: Path
) -> list[Problem]:
    """Report the values that are not what their settings take, each at its line of conf.py."""
    return [
        kind.at(where_set(confdir, name), f"{name} takes {setting.takes}, not {config[name]!r}")
        for name, setting in settings.items()
        if not setting.accepts(config[name], config)
    ]


def where_set(confdir: Path, name: str) -> Place:
    """Find the line of conf.py that sets a value; the first where it is set otherwise."""
    path = confdir / "conf.py"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    numbers = (i for i, line in enumerate(text.splitlines(), 1) if re.match(rf"{name}\b", line))
    return Place(path=str(path), line=next(numbers, 1))


def adding(name: str, folder: Path) -> Callable[..., None]:
    """Give a handler that adds a folder of an extension to a value that lists folders."""

    def add_folder(app: Sphinx, *_: object) -> None:
        # A new list: the default is one for all projects of a process. The real path: an
        # environment to which links lead is one configuration under all its names.
        app.config[name] = [*app.config[name], str(folder.resolve())]

    return add_folder


def is_flag(value: object, _config: Config) -> bool:
    """Tell whether a value is True or False."""
    return isinstance(value, bool)


def is_text(value: object, _config: Config) -> bool:
    """Tell whether a value is a text."""
    return isinstance(value, str)


def are_texts(value: object, _config: Config) -> bool:
    """Tell whether a value is a list of texts."""
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
