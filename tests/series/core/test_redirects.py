"""The laws of the plan, over generated sites and hostile aliases, and its answers on small ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.addresses import addresses
from sphinx_series.core.addresses.redirects import (
    GONE,
    Folder,
    Plan,
    Redirect,
    RequestedRedirect,
    Source,
    plan,
)
from sphinx_series.core.problems import Kind
from sphinx_series_base.problems import Place

HOSTS = ["example.org"]
FILES = ["index.html", "a.html", "b/index.html", "B2.html", "CNAME", "_static/x.css", "c/d.html"]
PAGES = [addresses.of_file(path) for path in FILES if path.endswith(".html")]
OLD = [
    "/", "/a.html", "/A.HTML", "/a", "/a/", "/b", "/b/", "/b.html", "/B2/", "/b2.html", "/CNAME",
    "/CNAME/x/", "/_static/x.css", "/c", "/c/d", "/old", "/old/", "/OLD/", "/old/x.html",
    "/old/x.html/y", "/caf%C3%A9/", "/cafe\u0301/", "/x.pdf", "/../up", "//host/x", "", "/\x00",
    "javascript:x", "/2020/07/03/A Post.html",
]  # fmt: skip
TARGETS = [
    *PAGES, "/old/", "/OLD/", "/c", "/nowhere/", "/old/x.html", GONE, "https://example.org/y?z",
    "https://evil.example/", "javascript:alert(1)",
]  # fmt: skip

places = st.integers(1, 9).map(lambda line: Place(path="f", line=line))
old = st.sampled_from(OLD) | st.text(max_size=8).map("/".__add__)
wishes = st.builds(
    RequestedRedirect,
    address=old.map(addresses.parse).filter(bool),
    target=st.sampled_from(TARGETS),
    source=st.sampled_from(Source),
    place=places,
)
sites = st.tuples(
    st.lists(wishes, max_size=12),
    st.lists(st.sampled_from(FILES), unique=True).map(lambda files: ["index.html", *files]),
)


def make_plan(*wished: RequestedRedirect, files: list[str] | None = None) -> Plan:
    return plan(wished, FILES if files is None else files, HOSTS)


def wish(address: str, target: str = "/a.html", source: Source = Source.ALIAS) -> RequestedRedirect:
    target, _, fragment = target.partition("#")
    return RequestedRedirect(
        address=address, target=target, source=source, place=Place(path="f", line=1),
        fragment=fragment,
    )  # fmt: skip


@given(sites)
def test_every_source_has_one_target_that_is_no_source(
    site: tuple[list[RequestedRedirect], list[str]],
) -> None:
    wished, files = site
    found = plan(wished, files, HOSTS).leads
    real = {addresses.of_file(path) for path in files}
    keys = {addresses.file_of(address) for address in found}
    for target in found.values():
        external = addresses.is_external(target) and addresses.host_of(target) in HOSTS
        assert target == GONE or external or target in real
        assert external or target == GONE or addresses.file_of(target) not in keys


@given(sites)
def test_no_source_is_a_real_file_or_in_the_way(
    site: tuple[list[RequestedRedirect], list[str]],
) -> None:
    wished, files = site
    found = [one for one in plan(wished, files, HOSTS).redirects if not one.is_spelling]
    keys = [addresses.key(addresses.file_of(redirect.address)) for redirect in found]
    every = {*map(addresses.key, files), *keys}
    assert not set(keys) & set(map(addresses.key, files))
    folders = {
        "/".join(key.split("/")[:end]) for key in every for end in range(1, key.count("/") + 1)
    }
    assert not every & folders
    assert all(".." not in key.split("/") and not key.startswith("/") for key in keys)


@given(sites)
def test_what_has_the_key_of_a_page_is_another_spelling_of_it_and_leads_there(
    site: tuple[list[RequestedRedirect], list[str]],
) -> None:
    wished, files = site
    pages = {addresses.key(path): addresses.of_file(path) for path in files}
    for redirect in plan(wished, files, HOSTS).redirects:
        page = pages.get(addresses.key(addresses.file_of(redirect.address)))
        assert redirect.is_spelling == (page == redirect.target != redirect.address)
        assert redirect.is_spelling or page is None


@given(sites)
def test_spellings_of_one_file_lead_to_one_page(
    site: tuple[list[RequestedRedirect], list[str]],
) -> None:
    ends: dict[str, str] = {}
    for redirect in plan(*site, HOSTS).redirects:
        key = addresses.key(addresses.file_of(redirect.address))
        assert ends.setdefault(key, redirect.target) == redirect.target


@given(sites)
def test_a_plan_is_a_plan_of_itself(site: tuple[list[RequestedRedirect], list[str]]) -> None:
    wished, files = site
    first = plan(wished, files, HOSTS)
    again = plan(
        [
            RequestedRedirect(
                address=redirect.address,
                target=redirect.target,
                source=redirect.source,
                place=Place(path="f", line=1),
            )
            for redirect in first.redirects
        ],
        files,
        HOSTS,
    )
    assert again.leads == first.leads


@given(sites, st.randoms())
def test_the_order_of_wishes_does_not_matter(
    site: tuple[list[RequestedRedirect], list[str]], random: object
) -> None:
    wished, files = site
    shuffled = sorted(wished, key=lambda _: random.random())  # type: ignore[attr-defined]
    unique = {(w.source, w.place, w.address): w for w in wished}
    if len(unique) == len(wished):
        assert plan(shuffled, files, HOSTS) == plan(wished, files, HOSTS)


@given(sites)
def test_what_is_wished_is_fulfilled_or_reported(
    site: tuple[list[RequestedRedirect], list[str]],
) -> None:
    wished, files = site
    made = plan(wished, files, HOSTS)
    found, real = made.leads, {addresses.of_file(path) for path in files}
    reported = {problem.place for problem in made.problems}
    for one in wished:
        is_done = one.address in found or one.target == one.address in real
        assert is_done or one.source >= Source.FOLDER or one.place in reported
    assert {problem.kind for problem in made.problems} <= {Kind.REDIRECT}


def test_chains_are_resolved_to_the_end() -> None:
    made = make_plan(
        wish("/1/", "/2/", Source.LEDGER), wish("/2/", "/3", Source.LEDGER), wish("/3/")
    )
    assert made.leads == {"/1/": "/a.html", "/2/": "/a.html", "/3/": "/a.html"}
    assert made.problems == ()


def test_a_circle_leads_nowhere_and_is_reported() -> None:
    made = make_plan(wish("/1/", "/2/", Source.LEDGER), wish("/2/", "/1/", Source.LEDGER))
    assert made.redirects == ()
    assert len(made.problems) == 2
    assert "in a circle" in made.problems[0].message


@pytest.mark.parametrize(("one", "other"), [("/a.html", "/b/"), ("/b/", "/a.html")])
def test_a_permalink_wins_over_an_alias_that_leads_elsewhere(one: str, other: str) -> None:
    made = make_plan(wish("/x/", other), wish("/x/", one, Source.PERMALINK))
    assert made.leads == {"/x/": one}
    (problem,) = made.problems
    assert f"'/x/' leads to {one!r} already (f:1)" in problem.message


def test_both_spellings_of_an_old_address_are_kept_where_they_agree() -> None:
    made = make_plan(wish("/Old/"), wish("/old/"))
    assert made.leads == {"/Old/": "/a.html", "/old/": "/a.html"}
    assert made.problems == ()


def test_an_address_that_differs_from_a_page_in_case_only_is_told_so() -> None:
    made = make_plan(wish("/A.html", "/b/"))
    assert "differs only in its spelling from the page '/a.html'" in made.problems[0].message


def test_a_page_may_name_its_own_address() -> None:
    assert make_plan(wish("/a.html")) == Plan()


def test_a_page_cannot_be_led_to_a_place_on_itself() -> None:
    made = make_plan(wish("/a.html", "/a.html#here", Source.LEDGER))
    (problem,) = made.problems
    assert (made.redirects, "'/a.html' is the page '/a.html'" in problem.message) == ((), True)


def test_a_retired_page_is_gone() -> None:
    (redirect,) = make_plan(wish("/x/", GONE, Source.LEDGER)).redirects
    assert redirect == Redirect(address="/x/", target=GONE, source=Source.LEDGER)
    assert redirect.is_gone


def test_only_named_hosts_are_led_to() -> None:
    made = make_plan(
        wish("/x/", "https://example.org/y", Source.LEDGER),
        wish("/y/", "https://evil.example/", Source.LEDGER),
        wish("/z/", "javascript:alert(1)", Source.LEDGER),
    )
    assert made.leads == {"/x/": "https://example.org/y"}
    assert ["on no host" in problem.message for problem in made.problems] == [True, True]


def test_a_file_of_a_neighbour_is_no_page_and_stays() -> None:
    made = plan(
        [
            wish("/B2.html"),
            wish("/b2.html", source=Source.OTHER_FORM),
            wish("/B2.html", "/B2.html"),
            wish("/old/", "/B2.html"),
        ],
        FILES,
        HOSTS,
        {"B2.html": "another"},
    )
    (problem,) = made.problems
    assert problem.kind is Kind.NEIGHBOUR
    assert problem.message.startswith(
        "there is a file at '/B2.html' that is no document's, as another"
    )
    assert made.leads == {"/old/": "/B2.html"}


def test_what_expired_gives_way_to_what_somebody_wrote_and_nobody_is_told() -> None:
    def expired(address: str) -> RequestedRedirect:
        return wish(address, GONE, Source.EXPIRED)

    found = make_plan(
        wish("/moved/"), expired("/moved/"), expired("/a.html"), expired("/a.html/x"),
        expired("/left/"), expired("/Left/"),
    )  # fmt: skip
    assert found.leads == {"/moved/": "/a.html", "/left/": GONE, "/Left/": GONE}
    assert found.problems == ()


def test_another_spelling_leads_to_its_page_and_to_no_other() -> None:
    found = make_plan(
        wish("/A.html"), wish("/A.html", "/b.html"), wish("/B.html", "/b.html#c", Source.LEDGER),
        files=["a.html", "b.html"],
    )  # fmt: skip
    shown = [(one.address, one.target, one.fragment, one.is_spelling) for one in found.redirects]
    assert shown == [("/A.html", "/a.html", "", True), ("/B.html", "/b.html", "c", True)]
    assert [problem.kind for problem in found.problems] == [Kind.REDIRECT]
    assert "differs only in its spelling" in found.problems[0].message


@pytest.mark.parametrize(
    ("redirect", "is_covered"),
    [
        (Redirect(address="/old/a", target="/new/a", source=Source.FOLDER), True),
        (Redirect(address="/old/", target="/new/", source=Source.FOLDER), True),
        (Redirect(address="/old/a", target="/new/b", source=Source.FOLDER), False),
        (Redirect(address="/old/a", target="/new/a", source=Source.LEDGER), False),
        (Redirect(address="/old/a", target="/new/a", source=Source.FOLDER, fragment="x"), False),
        (Redirect(address="/other/a", target="/new//other/a", source=Source.FOLDER), False),
    ],
)
def test_a_rule_for_a_folder_covers_what_follows_from_it(
    redirect: Redirect,
    is_covered: bool,  # noqa: FBT001
) -> None:
    assert Folder(address="/old/", target="/new/").covers(redirect) is is_covered


@pytest.mark.parametrize(("address", "is_feed"), [("/old.xml", True), ("/old.php", False)])
def test_what_is_no_page_is_left_to_servers(address: str, is_feed: bool) -> None:  # noqa: FBT001
    made = make_plan(wish(address))
    assert made.leads == {address: "/a.html"}
    (problem,) = made.problems
    assert ("see `series_feed_paths`" in problem.message) is is_feed


def test_the_name_of_a_page_may_have_a_hash() -> None:
    asked = RequestedRedirect(
        address="/old/", target="/a#b.html", fragment="c", source=Source.LEDGER,
        place=Place(path="f", line=1),
    )  # fmt: skip
    assert plan([asked], ["a#b.html"]).redirects == (
        Redirect(address="/old/", target="/a#b.html", fragment="c", source=Source.LEDGER),
    )
