"""Data from other sites: the checker says what JSON Schema says, and odd values do no harm."""

from __future__ import annotations

import copy
import json
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sphinx_series
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sphinx_series.core.addresses import addresses
from sphinx_series.core.catalogue.building import build
from sphinx_series.core.catalogue.inputs import Sources
from sphinx_series.core.catalogue.views import Views
from sphinx_series.core.model import Query
from sphinx_series.core.sources import json_schema, sites
from sphinx_series_base.problems import Place

SCHEMA = json.loads(
    (Path(sphinx_series.__file__).parent / "catalogue.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)
WEST = timezone(timedelta(hours=-5))
HERE = Place(path="f", line=1)
TIME = "2026-03-01T00:00:00+00:00"
POST = {
    "slug": "far", "title": "Far", "address": "/far.html", "date": TIME, "updated": TIME,
    "description": "", "topics": ["go"], "series": "steps", "part": 2, "authors": ["ada"],
    "external": None, "canonical": "https://example.org/", "unlisted": False,
}  # fmt: skip
PARTS = [{"part": 1, "title": "Soon", "post": None}, {"part": 2, "title": "Far", "post": "far"}]
WHOLE: dict[str, Any] = {
    "version": 1,
    "title": "The notes",
    "pages": ["/far.html", "/"],
    "posts": [POST],
    "series": [{"id": "steps", "title": "S", "address": "/", "description": "", "parts": PARTS}],
    "topics": [{"id": "go", "title": "Go", "address": "/", "description": "", "posts": ["far"]}],
    "authors": [
        {
            "id": "ada", "name": "Ada", "url": None, "address": None, "description": "",
            "posts": ["far"],
        }
    ],
    "redirects": [{"from": "/old", "to": None, "status": 410}],
}  # fmt: skip
ODD = st.sampled_from([
    None, True, False, 0, 1, 1.0, 1.5, -1, 2, 410, 410.0, "", "/", "/a", "a", "https://example.org",
    [], ["a"], ["/", "/"], ["/a", "/b"], [1], {}, {"id": "a"}, TIME,
])  # fmt: skip


def places(value: object) -> list[tuple[Any, ...]]:
    """Give the path to each value in another."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found: list[tuple[Any, ...]] = [()]
    return found + [(key, *rest) for key, one in inner for rest in places(one)]


@given(st.data())
def test_the_checker_says_what_json_schema_says(data: st.DataObject) -> None:
    whole: Any = {"": copy.deepcopy(WHOLE)}
    for _ in range(data.draw(st.integers(0, 2))):
        path = ["", *data.draw(st.sampled_from(places(whole[""])))]
        way, last = path[:-1], path[-1]
        parent = whole
        for key in way:
            parent = parent[key]
        if data.draw(st.booleans()) or not way:
            parent[last] = data.draw(ODD)
        else:
            del parent[last]
    fault = json_schema.fault(whole[""], SCHEMA)
    assert bool(fault) is not VALIDATOR.is_valid(whole[""]), fault


@pytest.mark.parametrize("text", ["/a\n", "/a b", "//a\u2028"])
def test_an_address_is_one_line_of_plain_characters(text: str) -> None:
    assert json_schema.fault({**WHOLE, "pages": [text]}, SCHEMA)


@pytest.mark.parametrize("number", [float("inf"), float("nan"), "1" * 99])
def test_no_number_is_too_odd(number: object) -> None:
    assert json_schema.fault({**WHOLE, "posts": [{**POST, "part": number}]}, SCHEMA)


def test_what_is_wrong_is_said_in_one_line_of_bounded_length() -> None:
    fault = json_schema.fault({**WHOLE, "title": ["x" * 1000]}, SCHEMA)
    assert fault.startswith("/title is ['xxx")
    assert len(fault) < 120


def read(whole: object) -> Any:  # noqa: ANN401
    return sites.read(whole, SCHEMA, name="notes", url="https://notes.example/en/", zone=UTC)


def test_a_site_has_what_roles_name_and_posts_with_their_places() -> None:
    alone = {"series": None, "part": None, "external": "https://b.example/"}
    other = {**POST, "slug": "b", "address": "/b.html", **alone}
    site = read({**WHOLE, "posts": [POST, {**POST, "title": "Again"}, other]})
    assert {key: target.url for key, target in site.targets.items()} == {
        ("post", "far"): "https://notes.example/en/far.html",
        ("post", "b"): "https://notes.example/en/b.html",
        ("series", "steps"): "https://notes.example/en/",
        ("topic", "go"): "https://notes.example/en/",
    }
    assert site.targets["post", "far"].title == "Far"
    catalogue = build(Sources(titles={}, posts={}, sites={"notes": site}))
    listing = Views(catalogue).answer(Query(place=HERE, sites=("notes",), sort="part"))
    assert listing is not None
    entries = listing.groups[0].entries  # type: ignore[union-attr]
    assert [(one.slug, one.url, one.number, one.total, one.site) for one in entries] == [
        ("notes:far", "https://notes.example/en/far.html", 2, 2, "The notes"),
        ("notes:b", "https://b.example/", None, None, "The notes"),
    ]
    assert not catalogue.select(Query(place=HERE))


def test_a_part_that_its_series_does_not_have_has_no_number() -> None:
    site = read({**WHOLE, "posts": [{**POST, "part": 3}], "title": ""})
    catalogue = build(Sources(titles={}, posts={}, sites={"notes": site}))
    (post,) = catalogue.select(Query(place=HERE, sites=("*",)))
    assert catalogue.numbers(post) is None
    assert site.title == "notes"


def test_what_is_no_catalogue_or_has_impossible_dates_is_said() -> None:
    with pytest.raises(ValueError, match="it has no `version`"):
        read({})
    with pytest.raises(ValueError, match="no calendar"):
        sites.read(
            {**WHOLE, "posts": [{**POST, "date": "0001-01-01T00:00:00+00:00"}]},
            SCHEMA, name="notes", url="https://notes.example/", zone=WEST,
        )  # fmt: skip


def test_a_query_of_a_site_of_which_nothing_is_known_says_no_more() -> None:
    query = Query(place=HERE, sites=("notes",), topics=("x",), labels=("y",), authors=("z",))
    missing = sites.missing("notes")
    sources = Sources(titles={}, posts={}, requests={"a": [query]}, sites={"notes": missing})
    assert build(sources).problems == ()


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://a.example/", True), ("http://a.example/", False), ("http://127.0.0.1:80/", True),
        ("http://[::1]/", True), ("http://localhost/", True), ("http://localhost.example/", False),
        ("ftp://localhost/", False), ("https://a@b.example/", False), ("https://", False),
    ],
)  # fmt: skip
def test_only_what_comes_safely_is_fetched(url: str, *, may: bool) -> None:
    assert addresses.may_be_fetched(url) is may
