"""Another project refers to this site by intersphinx, with the extensions and without them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import Build, build

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://tokens.example/"
GUIDE = (
    "series/ai-systems/quantization-and-batching.html",
    "Smaller Numbers, Faster Models: Quantization and Batching",
)
SERIES = ("series/ai-systems/index.html#series-ai-systems", "AI Systems in Production")
TOPIC = ("topics/gpu-systems.html#topic-gpu-systems", "GPU Systems")
SHEET = (
    "series/ai-systems/agents-need-infrastructure.html#worksheet-agent-run",
    "One agent run on one replica",
)

# What needs no extension here: labels, and in MyST whatever the inventory holds.
LABELS_RST = {
    ":ref:`post-quantization-and-batching`": GUIDE,
    ":external+tokens:ref:`series-ai-systems`": SERIES,
    ":ref:`our text <topic-gpu-systems>`": (TOPIC[0], "our text"),
    ":ref:`worksheet-agent-run`": SHEET,
    ":any:`post-quantization-and-batching`": GUIDE,
}
LABELS_MYST = {
    "{ref}`post-quantization-and-batching`": GUIDE,
    "{external+tokens:ref}`series-ai-systems`": SERIES,
    "<inv:#post-quantization-and-batching>": GUIDE,
    "<inv:tokens:series:post#quantization-and-batching>": GUIDE,
    "<inv:tokens:series:series#ai-systems>": SERIES,
    "[our text](inv:tokens:series:topic#gpu-systems)": (TOPIC[0], "our text"),
    "<inv:tokens:worksheet:worksheet#agent-run>": SHEET,
    "{any}`topic-gpu-systems`": TOPIC,
}
# What the extensions add: the roles, and `any` for the names themselves.
ROLES_RST = {
    ":series:post:`quantization-and-batching`": GUIDE,
    ":external:series:series:`ai-systems`": SERIES,
    ":external+tokens:series:topic:`gpu-systems`": TOPIC,
    ":series:topic:`our text <gpu-systems>`": (TOPIC[0], "our text"),
    ":any:`quantization-and-batching`": GUIDE,
    ":any:`agent-run`": SHEET,
}
ROLES_MYST = {
    "{series:post}`quantization-and-batching`": GUIDE,
    "{external:series:series}`ai-systems`": SERIES,
    "{external+tokens:series:topic}`gpu-systems`": TOPIC,
    "{any}`ai-systems`": SERIES,
    "{any}`agent-run`": SHEET,
}
OURS = ["sphinx_series", "sphinx_worksheet"]


def refer(folder: Path, site: Path, markup: str, extensions: list[str], lines: list[str]) -> Build:
    """Build a project of one page whose lines refer to the site."""
    text = {"rst": "Neighbor\n========\n\n", "md": "# Neighbor\n\n"}[markup]
    (folder / f"index.{markup}").write_text(text + "\n\n".join(lines) + "\n")
    conf = {
        "extensions": ["myst_parser", "sphinx.ext.intersphinx", *extensions],
        "intersphinx_mapping": {"tokens": (BASE, str(site / "objects.inv"))},
    }
    (folder / "conf.py").write_text(
        "".join(f"{name} = {value!r}\n" for name, value in conf.items())
    )
    return build(folder, config={"nitpicky": True})


@pytest.mark.parametrize(
    ("markup", "extensions", "references"),
    [
        pytest.param("rst", [], LABELS_RST, id="rst-without"),
        pytest.param("rst", OURS, LABELS_RST | ROLES_RST, id="rst-with"),
        pytest.param("md", [], LABELS_MYST, id="myst-without"),
        pytest.param("md", OURS, LABELS_MYST | ROLES_MYST, id="myst-with"),
    ],
)
def test_references_lead_to_the_site(
    tmp_path: Path,
    site: Path,
    markup: str,
    extensions: list[str],
    references: dict[str, tuple[str, str]],
) -> None:
    built = refer(tmp_path, site, markup, extensions, list(references))
    assert built.warnings == []
    page = built.read("index.html")
    paragraphs = [line for line in page.splitlines() if f'href="{BASE}' in line]
    assert len(paragraphs) == len(references)
    for (reference, (target, text)), paragraph in zip(references.items(), paragraphs, strict=True):
        assert f'href="{BASE}{target}"' in paragraph, reference
        assert re.sub(r"<[^>]+>", "", paragraph) == text, reference


def test_missing_and_ambiguous_targets_give_the_usual_warnings(tmp_path: Path, site: Path) -> None:
    # `decode` is a term of the glossary and a worksheet.
    lines = [
        "<inv:tokens#decode>",
        "<inv:tokens:series:post#nothing>",
        "{series:post}`nothing`",
        "{external+tokens:series:series}`nothing`",
        "{any}`post-nothing`",
    ]
    built = refer(tmp_path, site, "md", OURS, lines)
    warnings = dict(line.rstrip("]").rsplit(" [", 1)[::-1] for line in built.warnings)
    assert warnings == {
        "myst.iref_ambiguous": "index.md:3: WARNING: Multiple matches for 'tokens:*:*:decode': "
        "tokens:std:term:decode, tokens:worksheet:worksheet:decode",
        "myst.iref_missing": "index.md:5: WARNING: No matches for 'tokens:series:post:nothing'",
        "ref.post": "index.md:7: WARNING: there is no post 'nothing': write the slug or the "
        "docname of a post",
        "ref.series": "index.md:9: WARNING: external series:series reference target not found: "
        "nothing",
        "ref.any": "index.md:11: WARNING: 'any' reference target not found: post-nothing",
    }


def test_a_name_of_both_projects_is_ones_own(tmp_path: Path, site: Path) -> None:
    (tmp_path / "quantization-and-batching.rst").write_text(
        ":date: 2026-01-01\n:orphan:\n\nMine\n====\n"
    )
    lines = [
        ":series:post:`quantization-and-batching`",
        ":external:series:post:`quantization-and-batching`",
    ]
    built = refer(tmp_path, site, "rst", OURS, lines)
    assert built.warnings == []
    page = built.read("index.html")
    assert 'href="quantization-and-batching.html"' in page
    assert f'href="{BASE}{GUIDE[0]}"' in page


def test_an_ambiguous_name_of_ones_own_warns_as_usual(tmp_path: Path, site: Path) -> None:
    lines = [".. series:series:: caches", ".. series:topic:: caches", ":any:`caches`"]
    built = refer(tmp_path, site, "rst", OURS, lines)
    (warning,) = built.warnings
    assert "more than one target found for 'any' cross-reference 'caches'" in warning
    assert warning.endswith("[ref.any]")
