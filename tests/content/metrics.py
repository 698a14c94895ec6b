"""Names of metrics in pages, held against those that a version of their program has."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from builds import PROJECT

from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .pages import Page

FOLDER: Final = PROJECT / "tests" / "content" / "metrics"

# What Prometheus appends to the names of counters, histograms and summaries.
_ENDINGS: Final = re.compile(r"_(?:total|sum|count|bucket|created)$")


def programs() -> list[dict[str, Any]]:
    """Read what is known of programs: `prefix`, `version`, `source`, and `names` of metrics.

    Names in `gone` are of older versions, and pages may mention them.
    """
    files = sorted(FOLDER.glob("*.toml"))
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]


def unknown(page: Page, known: Iterable[dict[str, Any]]) -> Iterator[Fault]:
    """Name the metrics of a page that their program has not; `name_…` stands for several."""
    text = (page.root / page.path).read_text(encoding="utf-8")
    for program in known:
        names = {*program["names"], *program.get("gone", [])}
        names |= {_ENDINGS.sub("", name) for name in names}
        pattern = re.compile(rf"(?<![\w/-]){re.escape(program['prefix'])}\w+(?![\w*…]|\.[a-z])")
        for number, line in enumerate(text.splitlines(), 1):
            for name in pattern.findall(line):
                if not name.endswith("_") and _ENDINGS.sub("", name) not in names:
                    message = f"{program['source']} has no metric {name}: correct it"
                    yield Fault(line=number, message=message)
