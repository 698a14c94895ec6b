"""Names: what is recorded stays, what is lost is found, and old names lead to the new ones."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.addresses.redirect_pages import RedirectPage, gone, moved
from sphinx_series.core.names import kept, notices, pages, register
from sphinx_series.core.names.check import SiteNames
from sphinx_series.core.names.ends import Ends
from sphinx_series.core.names.names import GONE, Name, an_object, parse, place
from sphinx_series.core.names.published import Published, objects
from sphinx_series.core.problems import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_series_base.problems import Problem

words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)
ids = words.filter(lambda text: not any(mark.isspace() or mark == "#" for mark in text))
found_names = st.one_of(
    st.builds(place, st.sampled_from(["/", "/a.html", "/b/", "/é/x", "/c d.html"]), ids),
    st.builds(an_object, st.sampled_from(["std:label", "py:class", "rst:directive:option"]), words),
).filter(lambda name: bool(name.id))
texts = st.lists(
    st.sampled_from(
        ["/a.html#x", "std:label x -> gone", "# why", "", "nonsense", "/b/#y -> /a.html#x"]
    )
).map(lambda lines: "".join(f"{line}\n" for line in lines))


def section(*ids: str) -> str:
    """Write a section as Sphinx does, with the ids that its element has."""
    first, *others = ids
    spans = "".join(f'<span id="{id_}"></span>' for id_ in others)
    link = f'<a class="headerlink" href="#{first}" title="Link to this heading">¶</a>'
    return f'<section id="{first}">{spans}<h2>{first}{link}</h2></section>'


def site(built: Mapping[str, str | Iterable[str]], **found: str) -> Published:
    """Make a built site of pages, each as its HTML or as the ids of its sections."""
    texts = {
        address: page if isinstance(page, str) else "".join(map(section, page))
        for address, page in built.items()
    }
    read = {place(address).scope: pages.read(text) for address, text in texts.items()}
    return Published(
        pages=sorted(read),
        page=read.get,
        objects=objects(
            (kind.replace("_", ":"), *one.split(" "))  # type: ignore[misc]
            for kind, listed in found.items()
            for one in listed.split(", ")
        ),
    )


def lines(text: str) -> register.Register:
    return register.parse(text.replace(" | ", "\n"), "names.txt")


def found_of(text: str, published: Published, **more: object) -> list[Problem]:
    return list(SiteNames(register=lines(text), published=published, **more).problems())  # type: ignore[arg-type]


def mended(text: str, published: Published, **more: object) -> dict[str, str]:
    """Give each lost name with the line that its warning gives to write here."""
    return {
        text.replace(" | ", "\n").splitlines()[problem.place.line - 1]: problem.message.split(
            "here `"
        )[-1].split("`")[0]
        for problem in found_of(text, published, **more)
        if problem.kind in {Kind.LOST_ANCHOR, Kind.LOST_NAME} and "likeliest" in problem.message
    }


def test_an_object_is_of_a_kind_of_a_domain() -> None:
    name = an_object("rst:directive:option", " a  b ")
    assert (name.domain, name.kind, name.id) == ("rst", "directive:option", "a b")


@given(found_names)
def test_a_name_is_read_as_it_is_written(name: Name) -> None:
    assert parse(str(name)) == name
    ((_, found, _),) = register.parse(register.add("", [name]), "f").records
    assert found == name


def test_all_spellings_of_an_address_give_one_name() -> None:
    assert place("/a", "x") == place("/a/", "x") == parse("/a#x") == parse("/a/index.html#x")
    assert parse("/caf%C3%A9.html#%C3%BC") == Name("/café.html", "ü")


@pytest.mark.parametrize(
    "line",
    [
        "a.html#x", "/a.html", "/a.html -> /b.html", "/a b#x y", "/a.html#x ->", "/../a#x",
        "/a.html#x -> std:label x", "std:label x -> /a.html#x", "/a.html#x -> b", "std:label",
        "label x", "/a.html#x -> https://example.org/#x", "std:label x ->",
    ],
)  # fmt: skip
def test_a_line_that_is_no_name_is_a_problem(line: str) -> None:
    found = lines(f"/x.html#y | {line}")
    (problem,) = found.problems
    assert len(found.records) == 1
    assert (problem.kind, problem.place.line) == (Kind.NAMES, 2)
    assert "ledger" in problem.message or "write `" in problem.message


def test_an_arrow_can_be_part_of_a_name() -> None:
    first, second, third = lines(
        "cpp:function a::operator-> | std:term in -> out | std:term in -> out -> gone"
    ).records
    assert first.name == Name("cpp:function", "a::operator->")
    assert (second.name, second.target) == (Name("std:term", "in -> out"), None)
    assert (third.name, third.target) == (second.name, GONE)


@given(texts, st.lists(found_names))
def test_recording_keeps_every_line_and_adds_what_is_new(text: str, new: list[Name]) -> None:
    after = register.add(text, new)
    for line in text.splitlines():
        assert after.splitlines().count(line) >= text.splitlines().count(line)
    known = {record.name for record in register.parse(text, "f").records}
    assert {record.name for record in register.parse(after, "f").records} == known | set(new)
    assert register.add(after, new) == after


@given(st.lists(found_names))
def test_a_file_of_names_is_sorted(new: list[Name]) -> None:
    written = register.add(register.HEAD, new).splitlines()[3:]
    assert written == sorted(written)


def test_comments_stay_with_their_line() -> None:
    text = "# Head\n\n# about z\n/z/#z\n"
    assert register.add(text, [place("/b/", "b")]) == "# Head\n\n/b/#b\n# about z\n/z/#z\n"


def test_what_a_page_offers_is_read_from_it() -> None:
    page = pages.read(
        section("b", "label-of-b")
        + section("a")
        + '<figure id="id7"><a class="headerlink" href="#id7" title="x">¶</a></figure>'
        + "<a name='old'></a><p id=plain>id=\"text\"</p><input name='n' id='i'>"
    )
    assert page.marked == ("b", "a", "id7")
    assert page.ids == {"b", "label-of-b", "a", "id7", "old", "plain", "i"}
    assert page.twins == {"label-of-b": "b"}
    assert (page.refresh, page.is_gone) == ("", False)
    assert pages.lasting(page.marked) == ["b", "a"], "a number is no name"


def test_without_permalinks_a_page_offers_its_sections() -> None:
    page = pages.read('<section class="x" id="a"><h2 id="b">A</h2><section id="c"></section>')
    assert page.marked == ("a", "c")


def test_what_holds_text_is_no_further_id_of_an_element() -> None:
    page = pages.read(f"{section('a')}<p id='b'><span id='c'>text</span></p><section id='d'>")
    assert (page.twins, page.marked) == ({}, ("a",))
    assert pages.read("<p id=><i id='x'").ids == {"x"}


def test_redirect_pages_say_where_they_lead() -> None:
    page = RedirectPage(text="", url="../b/?x=1&y", title="x", language="en")
    assert pages.read(moved(page)).refresh == "../b/?x=1&y"
    assert pages.read(gone(page)).is_gone
    other = '<meta http-equiv="refresh" content="0;URL=\'b.html\'">'
    assert pages.read(other).refresh == "b.html"


def redirect(url: str) -> str:
    return moved(RedirectPage(text="", url=url, title="x", language="en"))


def test_an_address_is_followed_to_its_page() -> None:
    published = site(
        {
            "/new.html": ["x"],
            "/a/": redirect("../b/"),
            "/b/": redirect("../new.html#x"),
            "/away.html": redirect("https://example.org/"),
            "/odd.html": redirect("http://[x"),
            "/circle.html": redirect("circle.html"),
            "/retired/": gone(RedirectPage(text="", url="x", title="x", language="en")),
        }
    )
    assert published.now("/a/") == "/new.html"
    assert published.now("/away.html") == "https://example.org/"
    assert published.now("/retired/") == "gone"
    assert [published.now(page) for page in ("/no/", "/circle.html", "/odd.html")] == ["", "", ""]
    assert published.has(place("/a/", "x"))
    assert published.has(place("/a/"))
    assert not published.has(place("/a/", "y"))
    assert published.has(place("/away.html", "anything"))
    assert published.has(place("/retired/", "anything"))
    assert published.whole(Name("std:label", "x")) == Name("std:label", "x")
    assert published.called(place("/no/", "x")) == ["x"]


def test_what_a_site_has_is_named_once() -> None:
    published = site(
        {"/a.html": ["x", "y", "id1"]},
        std_label="x a.html#x, named a.html#named, figure a.html#id1, caf a%20b.html#%C3%BC",
        std_doc="a a.html",
    )
    assert [str(name) for name in published.names()] == [
        "/a.html#x", "/a.html#y", "std:label x", "std:label named", "std:label figure",
        "std:label caf", "std:doc a", "/a.html#named", "/a%20b.html#%C3%BC",
    ]  # fmt: skip


def stay(address: str) -> str:
    return {"/moved.html": "/b.html", "/away.html": "https://x.example/", "/g.html": "gone"}.get(
        address, address if address in {"/a.html", "/b.html"} else ""
    )


def test_chains_are_followed_to_their_ends() -> None:
    found = lines(
        "/a.html#1 -> /a.html#2 | /a.html#2 -> /moved.html#3 | /b.html#3 -> /b.html#4 | "
        "/a.html#5 -> /a.html#6 | /a.html#6 -> gone | std:label a -> std:label b | "
        "std:label b -> std:label c | /g.html#7 | /nowhere.html#8 -> /b.html"
    )
    ends = Ends(found, stay)
    assert {str(name): str(end) for name, end in ends.by_name.items()} == {
        "/a.html#1": "/b.html#4",
        "/a.html#2": "/b.html#4",
        "/b.html#3": "/b.html#4",
        "/a.html#5": "gone",
        "/a.html#6": "gone",
        "std:label a": "std:label c",
        "std:label b": "std:label c",
        "/nowhere.html#8": "/b.html",
    }
    assert list(ends.circles()) == []
    assert ends.of(place("/g.html", "7")) == GONE
    assert ends.of(place("/moved.html", "9")) == Name("/b.html", "9")


def test_a_circle_and_two_ends_are_reported() -> None:
    found = lines("/a.html#1 -> /a.html#2 | /a.html#2 -> /a.html#1 | /a.html#1 -> gone")
    assert [(one.kind, one.place.line) for one in Ends(found, stay).circles()] == [
        (Kind.NAMES, 1),
        (Kind.NAMES, 2),
    ]
    (collision,) = found.collisions()
    assert collision.place.line == 3
    assert "already (line 1)" in collision.message


def test_what_pages_keep() -> None:
    found = kept.keep(
        lines(
            "/a.html#1 -> /a.html#2 | /a.html#3 -> /b.html#4 | /a.html#5 -> gone | "
            "/moved.html#6 -> /a.html#7 | /moved.html#8 -> /b.html#8 | /moved.html#9 -> gone | "
            "/b.html#6 -> /b.html#0 | /g.html#1 -> /a.html#1 | /nowhere.html#1 -> /a.html#2 | "
            "std:label a -> std:label b | std:label c -> gone | /b.html#q | "
            "/moved.html#q -> /a.html#7"
        ),
        stay,
    )
    assert found.places == {
        "/a.html": {"1": Name("/a.html", "2"), "3": Name("/b.html", "4"), "5": GONE},
        "/b.html": {"6": Name("/b.html", "0"), "9": GONE},
    }, "an id of two pages that are one is that of the page that stayed"
    assert found.redirects == {
        "/moved.html": {"6": Name("/a.html", "7"), "q": Name("/a.html", "7")}
    }
    assert found.objects == {Name("std:label", "a"): Name("std:label", "b")}


def test_a_page_of_which_only_sections_are_known_leads_where_most_of_them_are() -> None:
    text = (
        "std:label n -> std:label a | /n.html#1 -> /a.html#1 | /n.html#2 -> /b.html#1 | "
        "/n.html#3 -> /b.html#2"
    )
    (request,) = kept.requests(lines(text))
    assert (request.address, request.target, request.place.line) == ("/n.html", "/b.html", 2)


def test_what_is_there_is_not_lost() -> None:
    text = "/a.html#x | /a.html#y | std:label x | /a.html#old -> /a.html#x"
    assert found_of(text, site({"/a.html": ["x", "y"]}, std_label="x a.html#x")) == []


@pytest.mark.parametrize(
    ("text", "pages", "line"),
    [
        ("/a.html#what-fits", {"/a.html": ["what-fits-now", "other"]}, "/a.html#what-fits-now"),
        ("/a.html#old", {"/a.html": ["entirely-new", "its-subsection"]}, "/a.html#entirely-new"),
        ("/a.html#x | /a.html#y", {"/a.html": ["y"], "/b.html": ["x"]}, "/b.html#x"),
        ("/a.html#x", {"/a.html": ["x-2"], "/b.html": ["x"], "/c.html": ["x"]}, "/a.html#x-2"),
        ("/gone-page.html#x", {"/a.html": ["x", "y"], "/b.html": ["y"]}, "/a.html#x"),
        ("/guides/part.html#usage-here", {"/new/part.html": ["usage"]}, "/new/part.html#usage"),
        ("/a.html#capacity-math | /a.html#z", {"/a.html": ["z"], "/b.html": ["the-capacity-math"]},
         "/b.html#the-capacity-math"),
        ("/a.html#usage-notes | /a.html#usage-note", {"/a.html": ["usage-note"]},
         "/a.html#usage-note"),
    ],
)  # fmt: skip
def test_the_likeliest_successor_of_a_place(
    text: str, pages: dict[str, list[str]], line: str
) -> None:
    lost = text.split(" | ", maxsplit=1)[0]
    assert mended(text, site(pages))[lost] == f"{lost} -> {line}"


def test_each_successor_is_named_once() -> None:
    text = "/a.html#fits-in-memory | /a.html#what-fits"
    now = site({"/a.html": ["what-fits-in-memory", "what-fits-there"]})
    assert mended(text, now) == {
        "/a.html#fits-in-memory": "/a.html#fits-in-memory -> /a.html#what-fits-in-memory",
        "/a.html#what-fits": "/a.html#what-fits -> /a.html#what-fits-there",
    }


def test_a_place_is_known_by_all_its_ids() -> None:
    page = {"/a.html": section("label", "how-much-fits") + section("kept", "z")}
    assert mended("/a.html#how-much-fit | /a.html#z", site(page)) == {
        "/a.html#how-much-fit": "/a.html#how-much-fit -> /a.html#label"
    }


def test_the_outline_tells_where_it_is_known() -> None:
    text = "/a.html#1st | /a.html#bbbb | /a.html#cccc | /a.html#last"
    now = site({"/a.html": ["1st", "tttt", "uuuu", "last", "vvvv"]})
    before = site({"/a.html": ["1st", "cccc", "bbbb", "last"]})
    assert mended(text, now, before=before) == {
        "/a.html#cccc": "/a.html#cccc -> /a.html#tttt",
        "/a.html#bbbb": "/a.html#bbbb -> /a.html#uuuu",
    }
    assert mended(text, now) == {}, "two of two: nobody knows"
    three = site({"/a.html": ["1st", "tttt", "uuuu", "ssss", "last"]})
    assert mended(text, three, before=before) == {}, "nor two of three"


def test_ids_of_one_element_say_the_same_thing() -> None:
    text = "/a.html#old-words | /a.html#label | /a.html#z"
    before = site({"/a.html": section("old-words", "label") + section("z")})
    on_its_page = site({"/a.html": section("z", "y") + section("other", "label")})
    assert mended(text, on_its_page, before=before) == {
        "/a.html#old-words": "/a.html#old-words -> /a.html#other"
    }
    elsewhere = site({"/a.html": ["z"], "/b.html": section("other", "label")})
    assert mended(text, elsewhere, before=before) == {
        "/a.html#old-words": "/a.html#old-words -> /b.html#other",
        "/a.html#label": "/a.html#label -> /b.html#other",
    }


def test_words_that_many_share_say_nothing() -> None:
    text = "/a.html#options-for-math"
    now = site({"/a.html": [f"options-for-{word}" for word in ("markup", "text", "maths", "man")]})
    assert mended(text, now) == {text: f"{text} -> /a.html#options-for-maths"}


def test_an_object_is_not_taken_for_another_that_stands_there() -> None:
    text = "/a.html#setting-old | std:setting old | std:doc x | std:label y"
    now = site(
        {"/a.html": ["setting-another", "section"]}, std_setting="another a.html#setting-another"
    )
    assert mended(text, now) == {}
    before = site({"/a.html": ["setting-old"]}, std_setting="old a.html#setting-old")
    assert mended("/a.html#setting-old", now, before=before) == {}
    like = site({"/a.html": ["setting-olds"]}, std_setting="olds a.html#setting-olds")
    assert mended(text, like) == {
        "/a.html#setting-old": "/a.html#setting-old -> /a.html#setting-olds",
        "std:setting old": "std:setting old -> std:setting olds",
    }


def test_a_new_label_on_its_page_is_that_of_a_lost_one() -> None:
    text = "/a.html#size | std:label size | /a.html#z"
    now = site({"/a.html": section("quite-other", "z")}, std_label="quite-other a.html#quite-other")
    assert mended(text, now)["std:label size"] == "std:label size -> std:label quite-other"


def test_a_section_that_came_back_is_its_own_successor() -> None:
    text = "/a.html#x -> /a.html#y | /a.html#y"
    first, second = found_of(text, site({"/a.html": ["x", "z"]}))
    assert first.message.startswith("`/a.html#x` is there itself: take out what stands behind it")
    assert "/a.html#y -> /a.html#x" in second.message


def test_a_line_that_leads_nowhere_is_lost_too() -> None:
    (problem,) = found_of("/a.html#x -> /a.html#yy", site({"/a.html": ["yyy"]}))
    assert problem.kind is Kind.LOST_ANCHOR
    assert "leads to `/a.html#yy`, which is not there" in problem.message
    assert "write here `/a.html#x -> /a.html#yyy`" in problem.message


@pytest.mark.parametrize(
    ("text", "found", "line"),
    [
        ("py:class old.pkg.Thing | py:class b.Thing",
         {"py_class": "new.Thing a.html#1, old.pkg.Thin a.html#2, b.Thing a.html#3"},
         "py:class new.Thing"),
        ("py:class pkg.Reader", {"py_class": "pkg.Readers a.html#1", "py_data": "pkg.Reader2 b#1"},
         "py:class pkg.Readers"),
        ("std:label caching | /a.html#caching -> /a.html#reuse",
         {"std_label": "reuse a.html#reuse, cachings a.html#other"}, "std:label reuse"),
        ("std:label caching | /a.html#caching", {"std_label": "z a.html#to-cache"}, "std:label z"),
    ],
)  # fmt: skip
def test_the_likeliest_successor_of_an_object(text: str, found: dict[str, str], line: str) -> None:
    lost = text.split(" | ", maxsplit=1)[0]
    now = site({"/a.html": ["reuse", "to-cache"]}, **found)
    assert mended(text, now)[lost] == f"{lost} -> {line}"


def test_an_object_that_is_lost_without_a_trace() -> None:
    (problem,) = found_of("py:class x.Thing", site({"/a.html": []}, py_class="y.Else a.html#y"))
    assert problem.kind is Kind.LOST_NAME
    assert problem.message.endswith(
        "write here where it leads, `py:class x.Thing -> py:class another`, or retire it: "
        "`py:class x.Thing -> gone`"
    )


def test_an_object_is_there_itself() -> None:
    text = "std:label a -> std:label b"
    (problem,) = found_of(text, site({"/a.html": ["a"]}, std_label="a a.html#a, b a.html#a"))
    assert problem.kind is Kind.NAMES


@pytest.mark.parametrize(("suffix", "label"), [(".md", "(what-fits)="), (".rst", ".. _what-fits:")])
def test_a_label_is_the_way_of_sphinx(suffix: str, label: str) -> None:
    now = site({"/a.html": ["what-fits-now"]}, std_label="what-fits-now a.html#what-fits-now")
    text = "/a.html#what-fits | std:label what-fits"
    problems = found_of(text, now, sources={"/a.html": f"a{suffix}"})
    for problem in problems:
        assert f"write `{label}` above its heading in a{suffix}, or here `" in problem.message


def test_no_label_is_written_that_would_be_another_id() -> None:
    now = site({"/a.html": ["What.Fits-now"], "/b.html": ["x"]})
    for problem in found_of("/a.html#What.Fits | /c.html#x", now, sources={"/a.html": "a.md"}):
        assert "above its heading" not in problem.message


def test_a_lost_label_may_have_a_place_and_no_label_yet() -> None:
    text = "/a.html#fits | std:label fits"
    now = site({"/a.html": ["what-fits"]})
    _, label = found_of(text, now, sources={"/a.html": "a.md"})
    assert "is `/a.html#what-fits`: write `(fits)=` above its heading in a.md, or retire" in (
        label.message
    )
    _, nowhere = found_of(text, now)
    assert "write here where it leads" in nowhere.message


def test_a_page_that_is_gone_can_be_mended_as_a_whole() -> None:
    (problem,) = found_of("/a.html#x", site({"/b.html": ["x"]}))
    assert (
        "write here `/a.html#x -> /b.html#x`, or for all of the page `/a.html -> /b.html` into "
        "the ledger, or retire it: `/a.html#x -> gone`" in problem.message
    )


def test_what_went_with_its_page_is_not_lost() -> None:
    retired = gone(RedirectPage(text="", url="x", title="x", language="en"))
    text = (
        "/a.html#x | std:label x | std:doc a | std:label post-a | series:post a | std:doc p | "
        "std:label post-p | series:topic t | std:label topic-t | /b.html#b | std:label b"
    )
    published = site({"/a.html": retired, "/b.html": ["c"], "/p.html": ["p"]})
    found = found_of(text, published, retired=[an_object("series:post", "p")])
    assert [str(lines(text).records[one.place.line - 1].name) for one in found] == [
        "std:doc p", "series:topic t", "std:label topic-t", "/b.html#b", "std:label b",
    ]  # fmt: skip


def test_against_an_old_site_there_is_no_line_to_write() -> None:
    now = site({"/b.html": ["x"]})
    first, second = found_of("/a.html#x | /a.html#zz", now, is_kept=False)
    assert first.message.endswith("leads nowhere now: its likeliest successor is `/b.html#x`")
    assert second.message == "`/a.html#zz` was published and leads nowhere now"


def test_many_lost_names_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "py:class a.Reader | py:class a.Writer"
    now = site({"/a.html": []}, py_class="a.Readers a.html#1, a.Writers a.html#2")
    assert len(mended(text, now)) == 2
    monkeypatch.setattr("sphinx_series.core.names.successors._MOST_LOOKS", 1)
    assert len(mended(text, now)) == 1


def test_an_object_without_words_has_itself_for_a_last_part() -> None:
    now = site({"/a.html": []}, std_term="b.. a.html#1")
    assert mended("std:term b.", now) == {"std:term b.": "std:term b. -> std:term b.."}


@given(st.text(), st.text(), st.text())
def test_the_line_of_a_moved_section_holds_no_markup_of_an_author(
    id_: str, title: str, url: str
) -> None:
    line = notices.moved(id_, "It is {link} now & then", title, url)
    assert line.count("<") == 4
    assert escape(title) in line
    assert "now &amp; then" in line
    assert notices.gone(id_, "Gone <b>").count("<") == 2
