"""Digests of frozen values: equal values have equal digests, in this build and in the next."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any


class Digests:
    """Computes digests and remembers those of values that many others share.

    What was digested must live as long as this: it is remembered by its identity.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str]] = {}

    def of(self, value: Any) -> str:  # noqa: ANN401 - any frozen value
        """Give the digest of a text, number, date, or of a tuple or dataclass of such."""
        if is_dataclass(value):
            return self._remembered(value)
        if isinstance(value, tuple):
            return self._remembered(value) if value else "()"
        return repr(value)

    def _remembered(self, value: object) -> str:
        known = self._known.get(id(value))
        if known is None:
            known = (value, digest(repr(self._parts(value))))
            self._known[id(value)] = known
        return known[1]

    def _parts(self, value: Any) -> list[str]:  # noqa: ANN401
        if isinstance(value, tuple):
            return [self.of(item) for item in value]
        names = [field.name for field in fields(value)]
        return [type(value).__name__, *(self.of(getattr(value, name)) for name in names)]


def digest(text: str) -> str:
    """Give the digest of a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
