"""The tables of contents of documents, which are most of what an environment takes in memory.

A shard that writes has those of all documents, and shows few but those of its own: the others stay
as they were pickled.
"""

from __future__ import annotations

import pickle
from collections.abc import MutableMapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.environment import BuildEnvironment


class PackedTocs(MutableMapping[str, "nodes.bullet_list"]):
    """Stands in the place of Sphinx's dictionary, and gives each as it was left there."""

    def __init__(self, tocs: dict[str, nodes.bullet_list]) -> None:
        self._packed: dict[str, bytes] = {}
        # Those that were asked for since: others may have changed them, and change them yet.
        self._whole = tocs

    def pack(self) -> None:
        """Pickle all: what was given before is not what is given from now on."""
        self._packed, self._whole = self._pickled(), {}

    def _pickled(self) -> dict[str, bytes]:
        return self._packed | {
            name: pickle.dumps(toc, pickle.HIGHEST_PROTOCOL) for name, toc in self._whole.items()
        }

    def __getstate__(self) -> dict[str, object]:
        """Store all packed; what is in use stays in use."""
        return {"_packed": self._pickled(), "_whole": {}}

    def __getitem__(self, docname: str) -> nodes.bullet_list:
        if docname in self._packed:
            self._whole[docname] = pickle.loads(self._packed.pop(docname))  # noqa: S301
        return self._whole[docname]

    def __setitem__(self, docname: str, toc: nodes.bullet_list) -> None:
        self._packed.pop(docname, None)
        self._whole[docname] = toc

    def __delitem__(self, docname: str) -> None:
        if not self._packed.pop(docname, None):
            del self._whole[docname]

    def __contains__(self, docname: object) -> bool:
        return docname in self._packed or docname in self._whole

    def __iter__(self) -> Iterator[str]:
        # A list: who asks for one on the way moves it.
        return iter([*self._packed, *self._whole])

    def __len__(self) -> int:
        return len(self._packed) + len(self._whole)


def packed(env: BuildEnvironment) -> PackedTocs:
    """Let an environment have its tables of contents packed."""
    if not isinstance(env.tocs, PackedTocs):
        env.tocs = PackedTocs(env.tocs)  # type: ignore[assignment]
    return env.tocs  # type: ignore[return-value]
