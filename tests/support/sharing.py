"""What the builds of one process share, so that none does again what another has done.

Sphinx does each of these once in a process of its own; tests build some thousand sites in one.
What is built is the same.
"""

from __future__ import annotations

import functools
import logging
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache
from jinja2.sandbox import SandboxedEnvironment
from sphinx import jinja2glue, theming

if TYPE_CHECKING:
    import pytest
    from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """Templates as they were compiled, by their texts: a third of a small build went into it."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._codes.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def begin(patch: pytest.MonkeyPatch) -> None:
    """Share templates and the list of themes; keep no notes that nobody reads."""
    shared = functools.partial(SandboxedEnvironment, bytecode_cache=_Compiled())
    patch.setattr(jinja2glue, "SandboxedEnvironment", shared)
    patch.setattr(theming, "entry_points", functools.cache(entry_points))
    logging.disable(logging.DEBUG)
