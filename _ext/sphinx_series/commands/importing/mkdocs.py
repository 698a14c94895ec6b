"""What MkDocs' configuration says, and the addresses that MkDocs gives its pages."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping  # noqa: TC003 - of a dataclass
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import yaml

# Any other file lies where it lay.
_MARKDOWN = frozenset({".markdown", ".mdown", ".mkdn", ".mkd", ".md"})
_INDEXES = frozenset({"index", "README"})
# What a loader raises: of no YAML, of a value that its tag does not fit, of a key that can be none.
_ERRORS = (
    yaml.YAMLError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip


class _Loader(yaml.SafeLoader):
    """Reads plain values; MkDocs' own tags name Python objects, which nobody makes here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonObject:
    """An object of Python that a configuration names, with what it is made of."""

    name: str
    options: Mapping[str, Any]


def _object(loader: _Loader, suffix: str, node: yaml.Node) -> PythonObject:
    values = loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else {}
    options = values.get("kwds")
    return PythonObject(
        name=suffix.partition(":")[2], options=options if isinstance(options, dict) else {}
    )


def _of_environment(loader: _Loader, suffix: str, node: yaml.Node) -> object:
    """Give what stands last: what holds where the environment says nothing."""
    if suffix == "ENV" and isinstance(node, yaml.SequenceNode) and len(node.value) > 1:
        return loader.construct_object(node.value[-1], deep=True)
    return None


_Loader.add_multi_constructor("!", _of_environment)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _object)


def config(text: str) -> Mapping[str, Any]:
    """Read ``mkdocs.yml``.

    Raises:
        ValueError: it is no mapping in YAML; the text says where.
    """
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader with fewer tags
    except _ERRORS as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        what = getattr(error, "problem", None) or "it cannot be read"
        message = f"{where}{what}"
        raise ValueError(message) from error
    if not isinstance(found, dict):
        message = "it is no mapping"
        raise ValueError(message)  # noqa: TRY004 - what is wrong is the text
    return found


def plugins(found: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Give the options of each plugin, by its name without that of its theme."""
    return dict(named(found, "plugins"))


def named(found: Mapping[str, Any], setting: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Give the names of plugins or extensions with their options; one may stand there twice."""
    listed = found.get(setting)
    items = listed.items() if isinstance(listed, dict) else _items(listed)
    return [
        (str(name).rpartition("/")[2], options if isinstance(options, dict) else {})
        for name, options in items
    ]


def _items(listed: object) -> list[tuple[object, object]]:
    entries = listed if isinstance(listed, list) else []
    pairs = [entry.items() if isinstance(entry, dict) else [(entry, {})] for entry in entries]
    return [pair for found in pairs for pair in found]


def address(path: str, *, directories: bool) -> str:
    """Give the address of the page of a source, with or without ``use_directory_urls``."""
    stem, suffix = posixpath.splitext(path)
    if suffix.lower() not in _MARKDOWN:
        return quote(f"/{path}")
    folder, name = posixpath.split(stem)
    if name in _INDEXES:
        own = f"{folder}/" if folder else ""
    else:
        own = posixpath.join(folder, f"{name}/" if directories else f"{name}.html")
    return quote(f"/{own}")
