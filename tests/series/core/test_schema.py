"""The schema for editors takes what builds take, and names what they name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sphinx_series
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from sphinx_series.core.sources import schema
from sphinx_series.core.sources.frontmatter import KEYS, parse

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = schema.schema()
VALIDATOR = Draft7Validator(SCHEMA)


def value(node: object) -> object:
    """Give what YAML's core schema, which editors use, makes of texts."""
    if isinstance(node, list):
        return [value(item) for item in node]
    if isinstance(node, dict):
        return {key: value(item) for key, item in node.items()}
    text = str(node)
    made: dict[str, Callable[[str], object]] = {
        r"|~|null|Null|NULL": lambda _: None,
        r"true|True|TRUE|false|False|FALSE": lambda word: word.lower() == "true",
        r"[-+]?[0-9]{1,300}": int,
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)": float,
    }
    make = next((one for form, one in made.items() if re.fullmatch(form, text, re.ASCII)), str)
    return make(text)


def is_taken(key: str, text: str) -> bool:
    """Tell whether an editor takes a value."""
    return bool(VALIDATOR.is_valid({key: value(yaml.load(text, yaml.BaseLoader))}))  # noqa: S506


def problems(key: str, text: str) -> int:
    source = f"---\ndate: 2026-01-01\n{key}: {text}\n---\n"
    if key == "date":
        source = f"---\ndate: {text}\n---\n"
    return len(parse(source, docname="x", path="f", markup="yaml").problems)


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=9),
    st.sampled_from(
        [
            "a",
            "C++",
            "1",
            "0",
            "007",
            "1.5",
            "true",
            "Yes",
            "off",
            "2026-01-31",
            "20260131T090000Z",
            "2026-W05-1T09:00:00+01:00",
            "/a/b",
            "/a b/",
            "https://example.org/x?y",
            "HTTP://EXAMPLE.ORG",
            "数学",
            "हिन्दी",
            "a.b",
            ".a",
            "-a",
            "a b",
        ]
    ),
).map(json.dumps)


@given(
    st.sampled_from(sorted(KEYS)),
    VALUES | st.lists(VALUES, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
)
def test_what_is_read_without_a_problem_is_taken(key: str, text: str) -> None:
    if not problems(key, text):
        assert is_taken(key, text)


@given(
    st.sampled_from(sorted(KEYS)),
    st.sampled_from(["1", "0", "1.5", "true", "yes", "2026-01-31", "a", "~"]),
)
def test_so_is_what_yaml_makes_no_text_of(key: str, text: str) -> None:
    if not problems(key, text):
        assert is_taken(key, text)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("date", "tomorrow"), ("date", "[2026-01-31]"), ("updated", "31.01.2026"),
        ("updated", "2026-01-31T09:00 UTC?"), ("description", "[a, b]"), ("topics", "{a: b}"),
        ("series", "two words"), ("series", "-x"), ("series", "[a]"), ("part", "0"),
        ("part", "one"),
        ("slug", "a/b"), ("slug", '"a b"'), ("aliases", "[blog/x]"), ("aliases", '["/x?y"]'),
        ("authors", '["Ada L"]'), ("pinned", "perhaps"), ("unlisted", "1"), ("expires", "never"),
        ("canonical", "/here/"), ("external", "example.org"), ("external", "javascript:x"),
        ("feed_id", '"a b"'), ("image", "{a: b}"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_for_an_editor_too(key: str, text: str) -> None:
    assert problems(key, text) == 1
    assert not is_taken(key, text)


def test_other_keys_may_be_those_of_other_extensions() -> None:
    assert is_taken("myst", "{enable_extensions: [colon_fence]}")


def test_it_is_a_schema_that_says_what_each_key_is_for() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert list(SCHEMA["properties"]) == list(KEYS)
    assert all(key["description"].endswith(".") for key in SCHEMA["properties"].values())


def test_the_file_that_is_shipped_is_that_of_the_code() -> None:
    (folder,) = sphinx_series.__path__
    shipped = (Path(folder) / "front-matter.schema.json").read_text()
    assert shipped == schema.text(), "`make schema` writes it"
