"""What the search asks besides the question itself: the script's own functions, in Node."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import sphinx_pagefind
from nodejs import NODE

SCRIPT = Path(sphinx_pagefind.__file__).parent / "static/sphinx_pagefind.js"
_RUNNER = """
globalThis.document = { querySelector: () => null };
require(process.argv[1]);
const [name, ...values] = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(globalThis.sphinxPagefind[name](...values)));
"""
GROUPS = [["KV cache", "key-value cache"], ["GQA", "grouped-query attention"]]


def call(name: str, *values: object) -> object:
    done = subprocess.run(
        [NODE, "-e", _RUNNER, str(SCRIPT)],
        input=json.dumps([name, *values]),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


BRITISH = [
    "quantisation",
    "optimise",
    "tokenising",
    "analyse",
    "behaviour",
    "colour",
    "centre",
    "fibre",
    "modelling",
    "labelled",
    "catalogue",
    "travelled",
]
AMERICAN = [
    "quantization",
    "optimize",
    "tokenizing",
    "analyze",
    "behavior",
    "color",
    "center",
    "fiber",
    "modeling",
    "labeled",
    "catalog",
    "traveled",
]


def test_british_spelling_finds_american() -> None:
    assert call("respelled", " ".join(BRITISH)) == " ".join(AMERICAN)


def test_american_spelling_finds_british() -> None:
    assert call("respelled", " ".join(AMERICAN)) == " ".join(BRITISH)


@pytest.mark.parametrize("word", ["token", "fire", "four", "size", "wise", "blog", "KV"])
def test_words_without_two_spellings_stay(word: str) -> None:
    assert call("respelled", word) == word


def test_synonyms_are_asked_too() -> None:
    assert call("waysOf", "gqa", GROUPS) == ["gqa", "grouped-query attention"]


def test_where_nothing_is_found_other_questions_are_tried() -> None:
    assert call("othersOf", "attenton", GROUPS, 0) == ["grouped-query attention"]
    assert call("othersOf", "blorf prefill", GROUPS, 1) == ["blorf prefill", "blorf", "prefill"]
    assert call("othersOf", "xqzvbk", GROUPS, 0) == []
