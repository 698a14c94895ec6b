"""Digests of frozen values: equal values have equal digests, in this build and in the next."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

# What has no parts, and is most of all that is digested.
_PLAIN = frozenset({bool, int, str, type(None)})


class Digests:
    """Computes digests and remembers those of values that many others share.

    What was digested must live as long as this: it is remembered by its identity.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str]] = {}

    def of(self, value: Any) -> str:  # noqa: ANN401 - any frozen value
        """Give the digest of a text, number, date, or of a collection or dataclass of such."""
        kind: Any = type(value)
        names = _fields(kind)
        if names is None:
            return repr(value)
        known = self._known.get(id(value))
        if known is None:
            inner = [getattr(value, name) for name in names] if names else value
            parts = [repr(one) if type(one) in _PLAIN else self.of(one) for one in inner]
            # The order of a set is another one in each process.
            ordered = sorted(parts) if kind is frozenset else parts
            text = "\n".join([kind.__name__, *ordered])
            known = (value, digest(text))
            self._known[id(value)] = known
        return known[1]


@cache
def _fields(type_: Any) -> tuple[str, ...] | None:  # noqa: ANN401 - a type
    """Give the fields of a dataclass, none for a collection, None for what has no parts."""
    if is_dataclass(type_):
        return tuple(field.name for field in fields(type_))
    return () if issubclass(type_, tuple | list | frozenset) else None


def shape(modules: Iterable[ModuleType], names: Iterable[str] = ()) -> int:
    """Give a number for some names and all fields of the dataclasses of modules."""
    kinds = {kind for module in modules for kind in vars(module).values() if is_dataclass(kind)}
    found = sorted(
        f"{kind}{[(field.name, field.type) for field in fields(kind)]}" for kind in kinds
    )
    return crc32("\n".join([*names, *found]).encode())


def digest(content: str | bytes) -> str:
    """Give the digest of a text, or of what a file holds."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=16).hexdigest()
